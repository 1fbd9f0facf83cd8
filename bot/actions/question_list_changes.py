"""Changes to the list by a parent's command: add, remove, change, move, mark, date, start again, undo."""

import re
from datetime import date

from bot.actions import question_list_notes as notes
from bot.actions import question_list_way as way
from bot.actions.question_list_turn import ListTurn, day_in_words
from bot.lists.commands import Command, Which
from bot.lists.draft import AFTERWARDS, Draft, Pending, Step
from bot.lists.question_list import (
    ListRefused,
    QuestionList,
    add_bank_question,
    add_own_words,
    keep_only,
    mark_important,
    move,
    remove,
    replace,
    reword,
    set_date,
    start_again,
    swap,
)
from bot.lists.search import find_on_list
from knowledge.list_limits import LONG_LIST

MOST_IMPORTANT = 3


def add_bank(turn: ListTurn, ids: tuple[str, ...]) -> None:
    """Add questions of the bank. On the guided way the next ones are offered at once."""
    added, refused = [], None
    for question in turn.bank_questions(ids):
        try:
            turn.change(add_bank_question(turn.listed, question))
            added.append(question)
        except ListRefused as refusal:
            refused = refusal.reason
    turn.draft = turn.draft.with_(last=tuple(question.id for question in added) or turn.draft.last)
    if not added:
        turn.show(f"utter_list_{refused or 'not_there'}")
        return
    on_way = turn.draft.step == "offer" and set(ids) <= set(turn.draft.offered)
    response = "added_some" if refused else "added_next" if on_way else "added"
    turn.show(f"utter_list_{response}", added=" ".join(f'"{question.text}"' for question in added))
    if on_way and not refused:
        way.offer_rest(turn)


def add_own(turn: ListTurn, words: str) -> None:
    """The parent's words as they stand; written as a question only with a yes to the next message."""
    turn.change(add_own_words(turn.listed, words))
    _show_own(turn, turn.listed.questions[-1].id, "utter_list_added")


def pick(turn: ListTurn, command: Command) -> None:
    """ "The first two", "add that one": of what is on offer. Else asks what to do with that place of the list."""
    offered = turn.open_offer
    which = command.which
    if which.about is not None:
        questions = turn.bank_questions(offered)
        found = find_on_list([question.text for question in questions], which.about)
        if found:
            add_bank(turn, tuple(questions[place].id for place in found))
        else:
            way.search(turn, which.about)
    elif offered:
        ids = _chosen(which, offered)
        if ids:
            add_bank(turn, ids)
        else:
            _offer_again(turn, offered)
    elif which.places and turn.listed.questions:
        ids = turn.resolve(which, "choose")
        turn.ask_about(Pending(do="choose", ids=ids), "utter_list_what_to_do", chosen=_texts(turn, ids))
    elif turn.draft.offered or turn.draft.step:
        way.resume(turn)
    else:
        turn.tell("utter_list_unclear")


def not_these(turn: ListTurn, which: Which) -> None:
    """ "Not that one": of what is on offer, or the question just added."""
    offered = turn.open_offer
    if offered and (which == Which() or which.every or (which.that and len(offered) == 1)):
        way.offer_next(turn)
    elif offered and which.places:
        refused = _chosen(which, offered)
        _offer_again(turn, tuple(entry for entry in offered if entry not in refused))
    elif offered and any(turn.is_listed(entry) for entry in turn.draft.last):
        # Several are on offer and one was just added: "that one" could be any of them.
        last = tuple(entry for entry in turn.draft.last if turn.is_listed(entry))
        turn.ask_about(Pending(do="remove", ids=last), "utter_list_which_not", added=_texts(turn, last))
    elif offered:
        _offer_again(turn, offered)
    elif which.that or which.places:
        take_off(turn, which)
    else:
        turn.tell("utter_list_unclear")


def take_off(turn: ListTurn, which: Which) -> None:
    if which.every and which.about is None:
        ask_start_again(turn)
        return
    remove_ids(turn, turn.resolve(which, "remove"))


def remove_ids(turn: ListTurn, ids: tuple[str, ...]) -> None:
    texts = _texts(turn, ids)
    turn.change(remove(turn.listed, ids))
    turn.show("utter_list_removed", removed=texts)


def change_words(turn: ListTurn, which: Which, words: str) -> None:
    question_id = turn.resolve_one(which, "change", words)
    change_to(turn, question_id, words)


def change_to(turn: ListTurn, question_id: str, words: str) -> None:
    """New words for a question; where there are none yet, asks for them."""
    if not words:
        text = turn.listed.find(question_id).text
        turn.ask("new_words", "utter_list_ask_new_words", Pending(do="change", ids=(question_id,)), question=text)
        return
    place = turn.listed.place(question_id)
    turn.change(reword(turn.listed, question_id, words))
    _show_own(turn, turn.listed.questions[place - 1].id, "utter_list_changed")


def replace_words(turn: ListTurn, command: Command) -> None:
    """Other words for a part of a question, named or the only one that has it."""
    if command.which == Which():
        found = [entry.id for entry in turn.listed.questions if command.old.casefold() in entry.text.casefold()]
        if len(found) != 1:
            turn.show("utter_list_which" if found else "utter_list_not_found", about=command.old)
            return
        question_id = found[0]
    else:
        question_id = turn.resolve_one(command.which, "change")
    before = turn.listed.find(question_id).text
    after = re.sub(re.escape(command.old), lambda _: command.text, before, flags=re.IGNORECASE)
    if after == before:
        turn.show("utter_list_not_found", about=command.old)
        return
    change_to(turn, question_id, after)


def move_to(turn: ListTurn, command: Command) -> None:
    if command.name in ("move_first", "move_last"):
        ids = turn.resolve(command.which, command.name)
        move_ids(turn, ids, command.name)
        return
    question_id = turn.resolve_one(command.which, command.name)
    place = turn.listed.place(question_id)
    if command.name in ("move_up", "move_down"):
        place += -1 if command.name == "move_up" else 1
    elif command.name == "move_to":
        if len(command.other.places) != 1:
            turn.show("utter_list_which")
            return
        other = command.other.places[0]
        place = other if other > 0 else len(turn.listed.questions) + 1 + other
    else:
        other_id = turn.resolve_one(command.other, "")
        if command.name == "swap":
            _moved(turn, swap(turn.listed, question_id, other_id), (question_id,))
            return
        goal = turn.listed.place(other_id)
        # Taking the question out moves those beneath it one place up.
        place = goal - (place < goal) + (command.name == "move_after")
    _moved(turn, move(turn.listed, question_id, place), (question_id,))


def move_ids(turn: ListTurn, ids: tuple[str, ...], name: str) -> None:
    """To the top or the end of the list, in the order they had."""
    listed = turn.listed
    for question_id in reversed(ids) if name == "move_first" else ids:
        listed = move(listed, question_id, 1 if name == "move_first" else len(listed.questions))
    _moved(turn, listed, ids)


def mark(turn: ListTurn, which: Which, important: bool) -> None:
    mark_ids(turn, turn.resolve(which, "important" if important else "not_important"), important)


def mark_ids(turn: ListTurn, ids: tuple[str, ...], important: bool) -> None:
    turn.change(mark_important(turn.listed, ids, important), ids)
    turn.show("utter_list_marked" if important else "utter_list_unmarked", marked=_texts(turn, ids))


def ask_keep_only(turn: ListTurn, which: Which, count: int) -> None:
    places = which if which != Which() else Which(tuple(range(1, count + 1)))
    if count and count >= len(turn.listed.questions):
        turn.show("utter_question_list")
        return
    ids = turn.resolve(places, "keep")
    gone = len(turn.listed.questions) - len(ids)
    turn.ask_about(Pending(do="keep", ids=ids), "utter_list_keep_only", kept=_numbered(turn, ids), gone=gone)


def keep_ids(turn: ListTurn, ids: tuple[str, ...]) -> None:
    turn.change(keep_only(turn.listed, ids))
    turn.show("utter_list_kept_only")


def ask_start_again(turn: ListTurn) -> None:
    if turn.listed == QuestionList(version=turn.listed.version):
        turn.show("utter_question_list_empty")
        return
    turn.ask_about(Pending(do="start_again"), "utter_list_ask_start_again")


def empty(turn: ListTurn) -> None:
    turn.change(start_again(turn.listed))
    turn.draft = Draft(asked=turn.draft.asked, before=turn.draft.before, after=turn.draft.after)
    turn.show("utter_list_emptied")


def undo(turn: ListTurn) -> None:
    """Go back to before the last change by talk, unless the list was changed by hand since."""
    before = turn.draft.before
    if before is None or turn.draft.after != turn.listed.version:
        turn.show("utter_list_nothing_to_undo")
        return
    turn.change(replace(turn.listed, before))
    turn.show("utter_list_undone")


def set_next_date(turn: ListTurn, day: date | None) -> None:
    """ "The next meeting is on 12 March": before the meeting it is that one, after it the next; else it is asked."""
    listed = turn.listed
    been = listed.meeting_date is not None and listed.meeting_date <= turn.today
    if been or listed.actions or turn.draft.step in AFTERWARDS:
        notes.set_next(turn, day)
    elif listed.meeting_date is None or day is None or day < turn.today or day == listed.meeting_date:
        set_meeting_date(turn, day)
    else:
        pending = Pending(do="date", text=day.isoformat())
        turn.ask_about(pending, "utter_list_which_meeting", named=day_in_words(day))


def choose_meeting(turn: ListTurn, which: str) -> None:
    """Whose day the parent named: that of the ``coming`` meeting, or that of the ``next`` one after it."""
    day = date.fromisoformat(turn.waiting.text) if turn.waiting else None
    if which == "next":
        notes.set_next(turn, day)
    else:
        set_meeting_date(turn, day)


def set_meeting_date(turn: ListTurn, day: date | None) -> None:
    if day is None:
        turn.tell("utter_list_ask_date")
    elif day < turn.today:
        turn.tell("utter_list_date_past", past=day_in_words(day))
    else:
        turn.change(set_date(turn.listed, day))
        turn.show("utter_list_date_set")


def finish(turn: ListTurn) -> None:
    turn.draft = turn.draft.with_(step=None, offered=())
    listed = turn.listed
    important = sum(question.important for question in listed.questions)
    if listed.actions or listed.next_meeting:
        turn.show("utter_list_done_agreed")
    elif not listed.questions:
        turn.show("utter_question_list_empty")
    elif len(listed.questions) > LONG_LIST and important != MOST_IMPORTANT:
        turn.show("utter_list_done_long")
    else:
        turn.show("utter_list_done")


def choose_three(turn: ListTurn) -> None:
    if turn.listed.questions:
        turn.show("utter_list_choose_three", "three")
    else:
        turn.show("utter_question_list_empty")


def mark_three(turn: ListTurn, which: Which) -> None:
    """The answer to "which three matter most": those and no others are marked."""
    ids = turn.resolve(which, "important")
    if len(ids) > MOST_IMPORTANT:
        turn.show("utter_list_more_than_three", "three", chosen=len(ids))
        return
    listed = mark_important(turn.listed, [question.id for question in turn.listed.questions], important=False)
    turn.change(mark_important(listed, ids), ids)
    turn.show("utter_list_three_marked", marked=_texts(turn, ids))


def confirm(turn: ListTurn) -> bool:
    """Do what waits for a yes; False where nothing waits."""
    pending = turn.waiting
    if pending is None:
        return False
    if pending.do == "tidy":
        turn.change(reword(turn.listed, pending.ids[0], pending.text), pending.ids)
        turn.show("utter_list_changed")
    elif pending.do == "start_again":
        empty(turn)
    elif pending.do == "keep":
        keep_ids(turn, pending.ids)
    else:
        return False
    return True


def decline(turn: ListTurn) -> bool:
    if turn.waiting is None:
        return False
    turn.show("utter_list_kept")
    return True


def choose(turn: ListTurn, place: int) -> None:
    """Which of several questions was meant; ``place`` counts from 1."""
    pending = turn.waiting
    if pending is None or not 1 <= place <= len(pending.ids):
        turn.show("utter_question_list")
        return
    do_with(turn, pending.do, (pending.ids[place - 1],), pending.text)


def do_with(turn: ListTurn, do: str, ids: tuple[str, ...], text: str = "") -> None:
    """One of the commands on questions that are known by now."""
    if do == "remove":
        remove_ids(turn, ids)
    elif do in ("important", "not_important"):
        mark_ids(turn, ids, do == "important")
    elif do in ("move_first", "move_last"):
        move_ids(turn, ids, do)
    elif do == "change":
        change_to(turn, ids[0], text)
    elif do == "keep":
        keep_ids(turn, ids)
    elif do in ("move_up", "move_down"):
        place = turn.listed.place(ids[0]) + (-1 if do == "move_up" else 1)
        _moved(turn, move(turn.listed, ids[0], place), ids)
    else:
        turn.show("utter_list_which")


def _moved(turn: ListTurn, listed: QuestionList, ids: tuple[str, ...]) -> None:
    turn.change(listed, ids)
    turn.show("utter_list_moved")


def _show_own(turn: ListTurn, question_id: str, response: str) -> None:
    """Show the list with a parent's own words on it, and beside them the same words as a question."""
    words = turn.listed.find(question_id).text
    pending = way.tidy_pending(turn, question_id)
    step = None if turn.draft.step in ("words", "new_words") else turn.draft.step
    turn.draft = turn.draft.with_(last=(question_id,), pending=pending, asked=turn.draft.asked + 1, step=step)
    if pending:
        turn.show(f"{response}_own", added=words, tidied=pending.text)
    else:
        turn.show(response, added=f'"{words}"')


def _offer_again(turn: ListTurn, ids: tuple[str, ...]) -> None:
    """Ask which of the questions on offer is meant."""
    step: Step = "offer" if turn.awaited == "offer" else "found"
    way.offer(turn, turn.bank_questions(ids)[: way.GROUP], step, wording="offer")


def _chosen(which: Which, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The questions on offer that are meant; none where it is not clear."""
    if which.every:
        return offered
    if which.that:
        return offered if len(offered) == 1 or which.many else ()
    places = [place + len(offered) + 1 if place < 0 else place for place in which.places]
    if not all(1 <= place <= len(offered) for place in places):
        return ()
    return tuple(offered[place - 1] for place in places)


def _texts(turn: ListTurn, ids: tuple[str, ...]) -> str:
    return " ".join(f'"{turn.listed.find(entry).text}"' for entry in ids)


def _numbered(turn: ListTurn, ids: tuple[str, ...]) -> str:
    return "\n".join(f"{turn.listed.place(entry)}. {turn.listed.find(entry).text}" for entry in ids)

"""After the meeting: what was agreed and the day of the next meeting go onto the list, the rest into its notes."""

from datetime import date

from bot.actions.question_list_turn import ListTurn, day_in_words
from bot.lists.agreed import is_unsaid, plain, read_agreed, read_by
from bot.lists.dates import find_date
from bot.lists.draft import Step
from bot.lists.question_list import (
    ListAction,
    ListRefused,
    add_action,
    add_note,
    remove_action,
    set_date,
    set_next_meeting,
)
from knowledge.letters import action_line, fill_letter, find_letter
from knowledge.list_limits import LONGEST_ACTION, LONGEST_BY, LONGEST_WHO, MOST_ACTIONS


def ask_agreed(turn: ListTurn) -> None:
    turn.ask("agreed", "utter_list_ask_agreed")


def take_agreed(turn: ListTurn, sentence: str) -> None:
    agreed = read_agreed(sentence)
    if len(turn.listed.actions) >= MOST_ACTIONS:
        raise ListRefused("many_actions")
    elif not any(letter.isalnum() for letter in agreed.what):
        ask_agreed(turn)
    elif len(agreed.what) > LONGEST_ACTION:
        turn.ask("agreed", "utter_list_long_action", longest_words=LONGEST_ACTION)
    else:
        turn.draft = turn.draft.with_(agreed=agreed)
        _ask_rest(turn, ())


def take_who(turn: ListTurn, who: str) -> None:
    who = "" if is_unsaid(who) else plain(who)
    if len(who) > LONGEST_WHO:
        turn.ask("who", "utter_list_long_who", longest_words=LONGEST_WHO)
        return
    turn.draft = turn.draft.with_(agreed=turn.draft.agreed.model_copy(update={"who": who}))
    _ask_rest(turn, ("who",))


def take_by(turn: ListTurn, by: str) -> None:
    by = "" if is_unsaid(by) else read_by(by)
    if len(by) > LONGEST_BY:
        turn.ask("by", "utter_list_long_by", longest_words=LONGEST_BY)
        return
    turn.draft = turn.draft.with_(agreed=turn.draft.agreed.model_copy(update={"by": by}))
    _ask_rest(turn, ("who", "by"))


def tell_nothing(turn: ListTurn) -> None:
    """Nothing was agreed: what a parent can do about that."""
    turn.draft = turn.draft.with_(step=None)
    turn.tell("utter_list_nothing_agreed")


def drop_action(turn: ListTurn, place: int) -> None:
    """Take off one of the things that were agreed; ``place`` counts from 1, or is -1 for the last."""
    count = len(turn.listed.actions)
    at = count + place if place < 0 else place - 1
    if not 0 <= at < count:
        turn.show("utter_list_no_action")
        return
    removed = turn.listed.actions[at]
    turn.change(remove_action(turn.listed, at))
    turn.show("utter_list_removed_action", removed=action_line(removed.what, removed.who, removed.by))


def ask_next(turn: ListTurn) -> None:
    turn.ask("next_meeting", "utter_list_ask_next")


def take_next(turn: ListTurn, words: str) -> None:
    if is_unsaid(words):
        turn.draft = turn.draft.with_(step=None)
        turn.show("utter_list_kept")
        return
    set_next(turn, find_date(words, turn.today))


def set_next(turn: ListTurn, day: date | None) -> None:
    """``day`` is None where the parent's words name no day, or several."""
    if day is None:
        turn.ask("next_meeting", "utter_list_ask_next_again")
    elif day < turn.today:
        turn.ask("next_meeting", "utter_list_next_past", past=day_in_words(day))
    else:
        turn.change(set_next_meeting(turn.listed, day))
        turn.draft = turn.draft.with_(step=None)
        turn.show("utter_list_next_set")


def set_day_that_was(turn: ListTurn, day: date | None) -> None:
    """ "The meeting was on 3 November": only for the sheet and the message that asks for the notes."""
    if day is None:
        turn.tell("utter_list_ask_date")
        return
    turn.change(set_date(turn.listed, day))
    turn.ask("agreed", "utter_list_ask_agreed_on")


def chase(turn: ListTurn) -> None:
    """The message that asks for the notes of the meeting, with what the parent noted in it."""
    letter = find_letter(turn.store, "ask_for_notes")
    if letter is None:
        turn.tell("utter_list_chase_topic")
        return
    listed = turn.listed
    lines = [f"{at}. {action_line(entry.what, entry.who, entry.by)}" for at, entry in enumerate(listed.actions, 1)]
    # A meeting that is still to come has no notes: the day of an earlier one is not known.
    met = listed.meeting_date if listed.meeting_date and listed.meeting_date <= turn.today else None
    filled = fill_letter(
        letter,
        "ask_for_notes",
        lines,
        day_in_words(met) if met else None,
        day_in_words(listed.next_meeting) if listed.next_meeting else None,
    )
    turn.tell("utter_list_chase", letter=filled)


def add_to_notes(turn: ListTurn, line: str) -> None:
    """A line as the parent wrote it."""
    turn.change(add_note(turn.listed, line))
    turn.show("utter_list_noted", line=line)


def resume(turn: ListTurn, step: Step) -> None:
    """Ask again what was asked before something came in between."""
    agreed = turn.draft.agreed
    if step == "next_meeting":
        ask_next(turn)
    elif step == "who" and agreed.what:
        turn.ask("who", "utter_list_ask_who", what=agreed.what)
    elif step == "by" and agreed.what:
        turn.ask("by", "utter_list_ask_by", what=agreed.what)
    else:
        ask_agreed(turn)


def _ask_rest(turn: ListTurn, asked: tuple[Step, ...]) -> None:
    agreed = turn.draft.agreed
    if not agreed.who and "who" not in asked:
        turn.ask("who", "utter_list_ask_who", what=agreed.what)
    elif not agreed.by and "by" not in asked:
        turn.ask("by", "utter_list_ask_by", what=agreed.what)
    else:
        action = ListAction(what=agreed.what, who=agreed.who, by=agreed.by)
        turn.change(add_action(turn.listed, action))
        # What the parent types next may be the next point that was agreed.
        turn.draft = turn.draft.with_(step="agreed", asked=turn.draft.asked + 1)
        turn.show("utter_list_agreed", "agreed", line=action_line(action.what, action.who, action.by))

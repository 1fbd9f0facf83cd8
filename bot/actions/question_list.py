"""The question list by talk: what a parent types or presses about it, from the tracker to the list and back."""

from typing import get_args

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import question_list_changes as changes
from bot.actions import question_list_notes as notes
from bot.actions import question_list_way as way
from bot.actions.guide_action import Events, GuideAction, intent_of, value_of
from bot.actions.outside import OUTSIDE
from bot.actions.question_list_turn import ListTurn, Unresolved
from bot.lists.agreed import is_nothing, is_unsaid, who_choice
from bot.lists.commands import (
    Command,
    Which,
    asks,
    read_command,
    read_commands,
    read_meeting,
    read_setting,
    read_stage,
    read_theme,
    speaks_of_meeting,
)
from bot.lists.dates import find_date, today
from bot.lists.draft import AFTERWARDS, GUIDED, LISTENING
from bot.lists.question_list import ListRefused
from knowledge.models import Setting, Stage, Theme

# Commands that also count where the guide has just asked for the parent's own words.
WHILE_WRITING = (
    "add_words",
    "add_rest",
    "add_about",
    "done",
    "files",
    "no",
    "remove",
    "resume",
    "show",
    "skip",
    "start_again",
    "undo",
)
# What of the commands is rather an answer where the guide has asked what was agreed.
OF_THE_MEETING = (None, "add_rest", "agreed", "date", "no", "note", "not_these", "pick", "skip")
# What plainly answers the guide's last message about the list, whatever the intent was taken for.
ANSWERS = ("done", "no", "not_these", "others", "pick", "skip", "undo", "yes", "own_words")
# What is asked of the list and nothing else: "where were we?"
ASKED_OF_LIST = ("resume", "later", "show", "chase")
# "I need to talk to somebody" is never a question for the list.
NEVER_WORDS = ("human", "privacy")
# "We have first meeting in school, I am little scare" is plain enough, whatever the model makes of it.
NOT_ASKED = ("nlu_fallback", "told", *OUTSIDE)
SHORT_ANSWER = 8  # words


class ActionQuestionList(GuideAction):
    def name(self) -> str:
        return "action_question_list"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        turn = ListTurn(dispatcher, tracker)
        try:
            _take(turn, intent_of(tracker), value_of(tracker))
        except ListRefused as refused:
            turn.show(f"utter_list_{refused.reason}")
        except Unresolved:
            pass  # the parent has been asked
        return turn.events()


def is_for_list(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """True where a message is for the list although its intent is another: a plain command, or an answer to
    what the list has just asked. A question is never taken for an answer."""
    text = tracker.latest_message.get("text") or ""
    if not text or text.startswith("/"):
        return False
    turn = ListTurn(dispatcher, tracker)
    command = read_command(text, turn.today)
    several = read_commands(text, turn.today)
    if (command and command.alone) or any(one.alone for one in several) or (several and turn.was_last):
        return True
    if intent_of(tracker) in NOT_ASKED and speaks_of_meeting(text):
        day = None if asks(text) else find_date(text, turn.today)
        if (command and command.name == "guide") or (day and day >= turn.today):
            return True
    if command is None and intent_of(tracker) in NEVER_WORDS:
        return False
    if turn.was_interrupted:
        # "Not that one" and "the second one" are about what came in between.
        in_between = (
            ("not_these", "pick") if any(said.get("kind") == "clarify" for said in turn.said) else ("not_these",)
        )
        return bool(command and command.name in (*ANSWERS, "resume") and command.name not in in_between)
    if not turn.was_last:
        return False
    step = turn.awaited
    if step in ("words", "new_words") or (command and command.name in (*ANSWERS, *ASKED_OF_LIST)):
        return True
    if asks(text):
        return False
    if command and command.name != "guide":
        return True
    if step == "meeting":
        known = read_meeting(text) or read_stage(text) or find_date(text, turn.today)
        return bool(known) or bool(read_setting(text) and len(text.split()) <= SHORT_ANSWER)
    if step == "offer":
        return bool(read_theme(text))
    if step == "setting":
        return bool(read_setting(text)) and len(text.split()) <= SHORT_ANSWER
    return step in LISTENING


def tells_list_nothing(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """True where typed words are no command and the talk before them was not about the list."""
    text = tracker.latest_message.get("text") or ""
    turn = ListTurn(dispatcher, tracker)
    quiet = not (text.startswith("/") or turn.was_last or turn.was_interrupted)
    heard = read_command(text, turn.today) or read_commands(text, turn.today) or find_date(text, turn.today)
    return quiet and not heard


def is_under_way(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """True where the guide's last messages were about the list."""
    return ListTurn(dispatcher, tracker).was_last


def explain_list(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """How to talk about the list."""
    turn = ListTurn(dispatcher, tracker)
    turn.tell("utter_list_how")
    return turn.events()


def is_plain_command(tracker: Tracker) -> bool:
    """True where the message says to the list what to do, whatever else is in its words."""
    text = tracker.latest_message.get("text") or ""
    command = None if text.startswith("/") else read_command(text, today())
    return bool(command and command.alone)


def offer_to_go_on(dispatcher: CollectingDispatcher, tracker: Tracker, response: str = "utter_list_go_on") -> None:
    """After something else in the middle of the guided way: the way back."""
    turn = ListTurn(dispatcher, tracker)
    if turn.draft.step and (turn.was_last or turn.was_interrupted):
        turn.offer_to_go_on(response)


def offer_list(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Help with a list, for a parent who has none yet."""
    turn = ListTurn(dispatcher, tracker)
    if not (turn.draft.step or turn.listed.questions):
        turn.tell("utter_list_offer_help")


def _take(turn: ListTurn, intent: str, value: str | None) -> None:
    if intent == "starter" and value:
        way.take_starter(turn, value)
    elif intent == "add_question" and value:
        changes.add_bank(turn, (value,))
    elif intent == "remove_question" and value:
        changes.remove_ids(turn, (value,))
    elif value:
        _press(turn, value)
    elif turn.text.startswith("/"):
        _show(turn)
    else:
        _hear(turn)


def _press(turn: ListTurn, value: str) -> None:
    """A pressed option ``question_list:<name>`` or ``question_list:<name>-<rest>``."""
    name, _, rest = value.partition("-")
    if name in ("yes", "no", "all", "which", "do", "date"):
        number, _, rest = rest.partition("-")
        if number != str(turn.draft.asked):
            # A button of an older message: what it was about may have changed since.
            turn.show("utter_list_too_late")
        elif name == "which":
            changes.choose(turn, int(rest) if rest.isdigit() else 0)
        elif name == "do":
            changes.do_with(turn, rest, turn.waiting.ids if turn.waiting else ())
        elif name == "date":
            changes.choose_meeting(turn, rest)
        elif name == "all":
            changes.add_bank(turn, turn.draft.offered)
        elif not (changes.confirm(turn) if name == "yes" else changes.decline(turn)):
            turn.show("utter_list_too_late")
    elif name == "meeting":
        if way.choose_starter(turn, rest):
            way.go_on(turn)
        else:
            turn.tell("utter_list_unclear")
    elif name == "stages":
        turn.ask("stage", "utter_list_ask_stage")
    elif name == "stage" and rest in get_args(Stage):
        way.choose_stage(turn, rest)
        way.go_on(turn)
    elif name == "setting" and rest in get_args(Setting):
        turn.draft = turn.draft.with_(setting=rest)
        way.go_on(turn)
    elif name == "theme" and rest in get_args(Theme):
        turn.draft = turn.draft.with_(theme=rest)
        way.offer_next(turn)
    elif name == "themes":
        turn.ask("matters", "utter_list_ask_matters")
    elif name == "who":
        notes.take_who(turn, who_choice(rest))
    elif name == "by":
        notes.take_by(turn, "")
    elif name == "nothing":
        notes.tell_nothing(turn)
    else:
        _do(turn, Command(name))


def _hear(turn: ListTurn) -> None:
    """Free text: an answer to what was asked, or a command; never a guess."""
    if several := read_commands(turn.text, turn.today):
        _do_all(turn, several)
        return
    command = read_command(turn.text, turn.today)
    if _take_answer(turn, command):
        return
    if command is None:
        day = find_date(turn.text, turn.today)
        if day and day >= turn.today and speaks_of_meeting(turn.text) and not asks(turn.text):
            way.begin(turn, turn.text) if not turn.listed.questions else changes.set_meeting_date(turn, day)
        else:
            turn.tell("utter_list_unclear")
    else:
        _do(turn, command)


def _take_answer(turn: ListTurn, command: Command | None) -> bool:
    """True where the text answered what the guide had just asked."""
    step, name = turn.awaited, command.name if command else None
    if step in (*GUIDED, "who") and command and name == "pick" and len(command.which.places) == 1:
        _pick_option(turn, command.which.places[0])
        return True
    if step in ("words", "new_words") and command and name == "pick" and (command.which.places or command.which.every):
        # "The first one" is hardly what a parent wants to ask.
        turn.ask(step, "utter_list_ask_words_again", turn.waiting)
        return True
    if step in ("words", "new_words") and name not in WHILE_WRITING and not (command and command.alone):
        if step == "new_words" and turn.waiting:
            changes.change_to(turn, turn.waiting.ids[0], turn.text)
        else:
            changes.add_own(turn, turn.text)
        return True
    if step == "three" and command and name in ("pick", "important"):
        changes.mark_three(turn, command.which)
        return True
    if step == "next_meeting" and name in (*OF_THE_MEETING, "next_date"):
        notes.take_next(turn, turn.text)
        return True
    if step == "agreed" and command and name in ("date", "next_date"):
        notes.set_next(turn, command.day)
        return True
    if step == "agreed" and (is_nothing(turn.text) or is_unsaid(turn.text)):
        changes.finish(turn) if turn.listed.actions else notes.tell_nothing(turn)
        return True
    if step in ("agreed", "who", "by") and name in OF_THE_MEETING:
        take = {"agreed": notes.take_agreed, "who": notes.take_who, "by": notes.take_by}[step]
        take(turn, command.text if command and command.text else turn.text)
        return True
    if step == "meeting" and name in (None, "date", "guide"):
        return way.take_meeting(turn, turn.text)
    if step == "setting" and name is None:
        return way.take_setting(turn, turn.text)
    if step == "matters" and name in (None, "guide"):
        way.take_matters(turn, turn.text)
        return True
    if step == "offer" and name is None and read_theme(turn.text):
        way.take_matters(turn, turn.text)
        return True
    if step in GUIDED and name == "pick":
        # "Add it", where nothing is on offer yet.
        way.resume(turn)
        return True
    if step in ("meeting", "stage", "setting") and name in ("no", "not_these"):
        way.skip(turn)
        return True
    return False


def _pick_option(turn: ListTurn, place: int) -> None:
    """Press the option that "2" or "the second one" means."""
    if value := turn.value_at(place):
        _press(turn, value)
    else:
        turn.ask_which_option()


def _do_all(turn: ListTurn, commands: list[Command]) -> None:
    """Several commands of one message: all of them, or none where one is not clear."""
    found, draft, said = turn.listed, turn.draft, len(turn.dispatcher.messages)
    turn.numbered = found
    try:
        for command in commands:
            before = turn.listed
            _do(turn, command)
            if turn.listed == before:
                raise Unresolved
    except (ListRefused, Unresolved):
        turn.listed, turn.draft = found, draft
        del turn.dispatcher.messages[said:]
        turn.show("utter_list_one_at_a_time")
        return
    del turn.dispatcher.messages[said:]
    turn.draft = turn.draft.with_(pending=None)
    turn.show("utter_list_all_done")


def _do(turn: ListTurn, command: Command) -> None:
    name, which, text = command.name, command.which, command.text
    match name:
        case "show":
            _show(turn)
        case "guide":
            way.begin(turn, turn.text if not turn.text.startswith("/") else "")
        case "others":
            way.resume(turn) if turn.draft.step in GUIDED else _more(turn)
        case "resume":
            _resume(turn)
        case "skip":
            way.skip(turn)
        case "pick":
            changes.pick(turn, command)
        case "not_these":
            changes.not_these(turn, which)
        case "yes":
            _yes(turn)
        case "no":
            _no(turn)
        case "add_words" | "add_asking" | "add_rest":
            changes.add_own(turn, text)
        case "add_about":
            way.search(turn, text)
        case "own_words":
            way.ask_words(turn)
        case "remove":
            changes.take_off(turn, which)
        case "change":
            changes.change_words(turn, which, text)
        case "replace_words":
            changes.replace_words(turn, command)
        case "important" | "not_important":
            changes.mark(turn, which, name == "important")
        case "move_first" | "move_last" | "move_up" | "move_down" | "move_to" | "move_after" | "move_before" | "swap":
            changes.move_to(turn, command)
        case "keep_only":
            changes.ask_keep_only(turn, which, command.count)
        case "choose_three" | "three":
            changes.choose_three(turn)
        case "start_again" | "empty":
            changes.ask_start_again(turn)
        case "undo":
            changes.undo(turn)
        case "date":
            changes.set_meeting_date(turn, command.day)
        case "next_date":
            changes.set_next_date(turn, command.day)
        case "date_was":
            notes.set_day_that_was(turn, command.day)
        case "ask_next":
            notes.ask_next(turn)
        case "remove_action":
            notes.drop_action(turn, command.count or -1)
        case "chase":
            notes.chase(turn)
        case "agreed":
            notes.take_agreed(turn, text) if text else notes.ask_agreed(turn)
        case "note":
            notes.add_to_notes(turn, text)
        case "done":
            changes.finish(turn)
        case "files":
            turn.tell("utter_list_files")
        case "later":
            turn.show("utter_list_later")
        case "how":
            turn.tell("utter_list_how")
        case _:
            turn.tell("utter_list_unclear")


def _show(turn: ListTurn) -> None:
    listed = turn.listed
    afterwards = bool(listed.actions or listed.next_meeting)
    if not listed.questions:
        turn.show("utter_list_agreed_only" if afterwards else "utter_question_list_empty")
    elif afterwards:
        turn.show("utter_question_list_agreed")
    elif listed.meeting_date and listed.meeting_date < turn.today:
        turn.show("utter_question_list_after")
    else:
        turn.show("utter_question_list_dated" if listed.meeting_date else "utter_question_list")


def _resume(turn: ListTurn) -> None:
    if turn.draft.step in AFTERWARDS:
        notes.resume(turn, turn.draft.step)
    else:
        way.resume(turn)


def _more(turn: ListTurn) -> None:
    """Other questions: on the guided way the next ones, else the way itself."""
    draft = turn.draft
    if draft.starter or draft.stage or draft.skipped:
        way.offer_next(turn)
    else:
        way.begin(turn)


def _yes(turn: ListTurn) -> None:
    """A typed yes counts for the message just before it, never for an older one."""
    if turn.was_last and changes.confirm(turn):
        return
    if turn.open_offer and not turn.was_interrupted:
        changes.pick(turn, Command("pick", which=Which(that=True)))
    else:
        _resume(turn)


def _no(turn: ListTurn) -> None:
    if turn.was_last and changes.decline(turn):
        return
    if turn.awaited in ("offer", "found") or turn.was_interrupted:
        changes.finish(turn)
    elif turn.awaited:
        way.skip(turn)
    else:
        turn.tell("utter_list_unclear")

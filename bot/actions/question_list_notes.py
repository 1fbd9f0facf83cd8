"""After the meeting: what was agreed goes onto the list's notes, one line for each point."""

from bot.actions.question_list_turn import ListTurn
from bot.lists.agreed import note_line, read_agreed
from bot.lists.question_list import add_note


def ask_agreed(turn: ListTurn) -> None:
    turn.ask("agreed", "utter_list_ask_agreed")


def take_agreed(turn: ListTurn, sentence: str) -> None:
    turn.draft = turn.draft.with_(agreed=read_agreed(sentence))
    _ask_rest(turn, ())


def take_who(turn: ListTurn, who: str) -> None:
    _note(turn, who=who)
    _ask_rest(turn, ("who",))


def take_when(turn: ListTurn, when: str) -> None:
    _note(turn, when=when)
    _ask_rest(turn, ("who", "when"))


def add_to_notes(turn: ListTurn, line: str) -> None:
    """A line as the parent wrote it."""
    turn.change(add_note(turn.listed, line))
    turn.show("utter_list_noted", line=line)


def _note(turn: ListTurn, **said: str) -> None:
    plain = {part: " ".join(words.split()).rstrip(" .") for part, words in said.items()}
    turn.draft = turn.draft.with_(agreed=turn.draft.agreed.model_copy(update=plain))


def _ask_rest(turn: ListTurn, asked: tuple[str, ...]) -> None:
    agreed = turn.draft.agreed
    if not agreed.who and "who" not in asked:
        turn.ask("who", "utter_list_ask_who", what=agreed.what)
    elif not agreed.when and "when" not in asked:
        turn.ask("when", "utter_list_ask_when", what=agreed.what)
    else:
        line = note_line(agreed)
        turn.change(add_note(turn.listed, line))
        # What the parent types next may be the next point that was agreed.
        turn.draft = turn.draft.with_(step="agreed", asked=turn.draft.asked + 1)
        turn.show("utter_list_agreed", "agreed", line=line.removeprefix("- "))

"""The guided way to a list: which meeting, which setting, what matters most, then questions in groups of three."""

from typing import Any

from bot.actions.question_list_turn import ListTurn
from bot.lists.commands import as_question, read_meeting, read_setting, read_stage, read_theme, tells_age
from bot.lists.dates import find_date
from bot.lists.draft import Draft, Pending, Step
from bot.lists.offers import GROUP, next_offers
from bot.lists.question_list import add_starter, set_date, set_meeting
from bot.lists.search import is_in_bank, search_bank
from knowledge.models import Question


def begin(turn: ListTurn, text: str = "") -> None:
    """Begin anew. What the parent's message tells already is not asked again."""
    old = turn.draft
    turn.draft = Draft(setting=old.setting, asked=old.asked, last=old.last, before=old.before, after=old.after)
    day = find_date(text, turn.today)
    if day and day >= turn.today and day != turn.listed.meeting_date:
        turn.change(set_date(turn.listed, day))
        turn.show("utter_list_date_set")
    _note_meeting(turn, text)
    if setting := read_setting(text):
        turn.draft = turn.draft.with_(setting=setting)
    go_on(turn)


def go_on(turn: ListTurn) -> None:
    """Ask for what is still missing; then offer questions."""
    draft = turn.draft
    if not (draft.starter or draft.stage or "meeting" in draft.skipped):
        turn.ask("meeting", "utter_list_ask_meeting")
    elif not (draft.setting or "setting" in draft.skipped):
        turn.ask("setting", "utter_list_ask_setting")
    elif not (draft.theme or draft.words or "matters" in draft.skipped):
        turn.ask("matters", "utter_list_ask_matters")
    else:
        offer_next(turn)


def resume(turn: ListTurn) -> None:
    """Take the way up where it was left."""
    step = turn.draft.step
    again: dict[Step, str] = {
        "meeting": "utter_list_ask_meeting",
        "stage": "utter_list_ask_stage",
        "setting": "utter_list_ask_setting",
        "matters": "utter_list_ask_matters",
    }
    if step and step in again:
        turn.ask(step, again[step])
    elif step in ("offer", "found") and any(not turn.is_listed(entry) for entry in turn.draft.offered):
        offer_rest(turn)
    elif turn.draft.starter or turn.draft.stage or turn.draft.skipped:
        offer_next(turn)
    elif turn.listed.questions:
        turn.show("utter_question_list")
    else:
        begin(turn)


def skip(turn: ListTurn) -> None:
    step = turn.draft.step
    if step in ("meeting", "stage"):
        turn.draft = turn.draft.with_(skipped=(*turn.draft.skipped, "meeting"))
    elif step in ("setting", "matters"):
        turn.draft = turn.draft.with_(skipped=(*turn.draft.skipped, step))
    elif step in ("offer", "found"):
        offer_next(turn)
        return
    elif step in ("words", "new_words"):
        turn.draft = turn.draft.with_(step=None, pending=None)
        turn.show("utter_list_kept" if turn.listed.questions else "utter_question_list_empty")
        return
    go_on(turn)


def take_meeting(turn: ListTurn, text: str) -> bool:
    """The answer to "which meeting"; False where the text tells none."""
    day = find_date(text, turn.today)
    if day and day >= turn.today:
        turn.change(set_date(turn.listed, day))
    if setting := read_setting(text):
        turn.draft = turn.draft.with_(setting=setting)
    if not (_note_meeting(turn, text) or setting):
        return False
    go_on(turn)
    return True


def take_setting(turn: ListTurn, text: str) -> bool:
    setting = read_setting(text)
    if setting:
        turn.draft = turn.draft.with_(setting=setting)
        go_on(turn)
    return bool(setting)


def take_matters(turn: ListTurn, text: str) -> None:
    """What matters most, as a theme's name or in the parent's own words, for which the bank is searched."""
    if tells_age(text):
        resume(turn)
        return
    theme = read_theme(text)
    turn.draft = turn.draft.with_(theme=theme, words="") if theme else turn.draft.with_(words=text[:300])
    offer_next(turn)


def choose_starter(turn: ListTurn, starter_id: str) -> bool:
    starter = turn.store.starter(starter_id)
    if starter is None:
        return False
    turn.draft = turn.draft.with_(starter=starter.id, stage=None)
    if not turn.listed.questions or not turn.listed.title:
        turn.change(set_meeting(turn.listed, starter.title, starter.stage))
    return True


def take_starter(turn: ListTurn, starter_id: str) -> None:
    """An adviser's ready list, opened by a link: all of it onto the list."""
    starter = turn.store.starter(starter_id)
    if starter is None:
        turn.tell("utter_list_unclear")
        return
    turn.change(add_starter(turn.listed, starter, turn.bank_questions(starter.questions)))
    turn.draft = turn.draft.with_(starter=starter.id, seen=starter.questions)
    has_all = all(turn.is_listed(entry) for entry in starter.questions)
    turn.show("utter_list_starter" if has_all else "utter_list_starter_some", title=starter.title)


def offer_next(turn: ListTurn) -> None:
    listed = [question.id for question in turn.listed.questions]
    found = next_offers(turn.store, turn.draft, listed)
    offer(turn, found, "offer")


def offer_rest(turn: ListTurn) -> None:
    """The questions of the last group that are not on the list; the next group where none is left."""
    rest = turn.bank_questions(tuple(entry for entry in turn.draft.offered if not turn.is_listed(entry)))
    if rest:
        offer(turn, rest[:GROUP], "offer")
    else:
        offer_next(turn)


def offer(turn: ListTurn, questions: list[Question], step: Step, wording: str | None = None, **words: str) -> None:
    """Offer one to three questions: ``offer`` on the guided way, ``found`` after a search or from a card."""
    ids = tuple(question.id for question in questions)
    turn.draft = turn.draft.with_(offered=ids, seen=tuple(dict.fromkeys((*turn.draft.seen, *ids))))
    texts: dict[str, Any] = {f"question_{at}": question.text for at, question in enumerate(questions, start=1)}
    texts |= {f"id_{at}": question.id for at, question in enumerate(questions, start=1)}
    response = f"utter_list_{wording or step}_{len(questions) or 'none'}"
    turn.ask(step, response, None, **texts, **words)


def search(turn: ListTurn, about: str) -> None:
    """Offer what the bank has about something; the parent's own words only if they say so."""
    titles = {topic.id: topic.title for topic in turn.store.topics()}
    bank = turn.store.question_bank()
    found = [question for question in search_bank(bank, titles, about) if not turn.is_listed(question.id)][:GROUP]
    if found and is_in_bank(bank, titles, about):
        offer(turn, found, "found", about=about)
    else:
        turn.draft = turn.draft.with_(offered=())
        turn.ask("words", "utter_list_found_none", about=about)


def ask_words(turn: ListTurn) -> None:
    turn.ask("words", "utter_list_ask_words")


def tidy_pending(turn: ListTurn, question_id: str) -> Pending | None:
    """The offer to tidy the parent's words on the list, or None where they are tidy."""
    words = turn.listed.find(question_id).text
    tidied = as_question(words)
    return Pending(do="tidy", ids=(question_id,), text=tidied) if tidied != words else None


def _note_meeting(turn: ListTurn, text: str) -> bool:
    starter = read_meeting(text)
    if starter and choose_starter(turn, starter):
        return True
    stage = read_stage(text) if turn.draft.step in ("meeting", "stage") else None
    if stage:
        choose_stage(turn, stage)
    return bool(stage)


def choose_stage(turn: ListTurn, stage: str) -> None:
    turn.draft = turn.draft.with_(stage=stage, starter=None)
    turn.change(set_meeting(turn.listed, turn.listed.title, stage))  # type: ignore[arg-type]

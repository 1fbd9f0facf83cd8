"""A conversation's steps, for the API and the pages alike. ``state`` is ``app.state``, which ``create_app`` fills.

Every function may raise a Refusal (errors.py), which says how to answer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import State

from knowledge.card import CardContact
from knowledge.list_limits import (
    LONGEST_ACTION,
    LONGEST_BY,
    LONGEST_NOTES,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    LONGEST_WHO,
)
from knowledge.store import DEFAULT_AREA, KnowledgeUnavailable
from web_widget.conversations import Conversation
from web_widget.danger import Danger
from web_widget.errors import BadRequest, TurnUnderWay, Unavailable, UnknownConversation, UnknownTopic
from web_widget.rasa_client import RasaUnavailable
from web_widget.redaction import redact
from web_widget.schemas import MAX_TEXT, ListAction, ListQuestion, Message, Option, QuestionList, Turn
from web_widget.wording import say

# What may still be said after an urgent message: an answer to the rest, never "I only know about SEN".
FOLLOWS_URGENT = {"answer", "clarify", "prompt", "question_list"}
PAUSE = 0.2  # seconds between two tries to delete


async def start_conversation(
    state: State, area: str = "england", topic: str | None = None, starter: str | None = None
) -> tuple[Conversation, list[Message]]:
    """A new conversation and the first messages: the topic or the starter list asked for, or the greeting."""
    known = await run_in_threadpool(_check_known, state, area, topic, starter)
    conversation = await run_in_threadpool(state.conversations.create, area if known else DEFAULT_AREA)
    choice = topic or (f"starter:{starter}" if starter else "greeting")
    try:
        messages = await _ask_rasa(state, conversation, choice=choice)
    except RasaUnavailable:
        # The conversation stands all the same, so that a red flag in it is answered.
        messages = [await unavailable_message(state)]
    if not known:
        messages.insert(0, Message(kind="notice", text=say("unknown_area")))
    return conversation, messages


async def find_conversation(state: State, id: str) -> Conversation:
    conversation: Conversation | None = await run_in_threadpool(state.conversations.find, id)
    if conversation is None:
        raise UnknownConversation
    return conversation


async def take_turn(
    state: State,
    conversation: Conversation,
    text: str | None = None,
    choice: str | None = None,
    key: str | None = None,
) -> list[Message]:
    """The guide's messages to a parent's text or choice; one of the two, checked by NewMessage. Never empty.

    ``key``: what comes again under the same one is not taken again; its answer was lost on the way.
    """
    # Looked for in what the parent wrote: redaction may take a word away that tells of danger.
    found = (await run_in_threadpool(state.watch.look, [text]))[0] if text else None
    danger = await _tell(state, found)
    try:
        if text is not None:
            text = redact(text)[:MAX_TEXT]
        messages = await _ask_rasa(state, conversation, text, choice, key, found)
    except (RasaUnavailable, TurnUnderWay):
        if not danger.urgent:
            raise
        return danger.urgent
    return _put_in_order(danger, messages)


async def read_transcript(state: State, conversation: Conversation) -> list[Turn]:
    """What was said so far, oldest first, with the urgent messages, which the bot never saw."""
    turns: list[Turn] = []
    replies: list[Message] = []
    danger = _Danger()

    def end_exchange() -> None:
        turns.extend(Turn(**{"from": "guide", "message": m}) for m in _put_in_order(danger, replies))

    said: list[Turn] = await state.rasa.transcript(conversation.id)
    for turn in said:
        if turn.message:
            replies.append(turn.message)
            continue
        end_exchange()
        turns.append(turn)
        replies, danger = [], await _tell(state, turn.danger)
    end_exchange()
    return turns


async def read_question_list(state: State, conversation: Conversation) -> QuestionList:
    questions: QuestionList = await state.rasa.question_list(conversation.id)
    return questions


async def change_question_list(state: State, conversation: Conversation, questions: QuestionList) -> QuestionList:
    """Replace the list. Returns it as it now stands, without personal data."""
    async with _only_turn(state, conversation):
        changed: QuestionList = await state.rasa.put_question_list(conversation.id, _redact_list(questions))
    return changed


async def urgent_in_list(state: State, questions: QuestionList) -> list[Message]:
    """An urgent message where any words on it tell of danger: a list by hand is read for it as talk is."""
    # No question of the bank tells of danger, and only the sender says which are of the bank.
    asked = [question.text for question in questions.questions]
    agreed = [text for action in questions.actions for text in (action.what, action.who, action.by)]
    texts = [text for text in [*asked, questions.title, *questions.notes.split("\n"), *agreed] if text.strip()]
    found = await run_in_threadpool(state.watch.look, texts)
    urgent = next((danger for danger in found if danger and danger.urgent), None)
    return (await _tell(state, urgent)).urgent


async def delete_conversation(state: State, conversation: Conversation) -> None:
    """Nothing of it is left. Raises Unavailable where that could not be finished; then ``sweep`` finishes it."""
    if not await run_in_threadpool(state.conversations.request_deletion, conversation.id):
        raise UnknownConversation
    try:
        # A turn under way would write to the bot's tracker after we have deleted it: wait for its end.
        for _ in range(int(state.settings.turn_timeout_seconds / PAUSE) + 1):
            if await _delete_now(state, conversation.id):
                return
            await asyncio.sleep(PAUSE)
    except RasaUnavailable:
        pass
    raise Unavailable("deletion_unfinished")


async def sweep(state: State) -> None:
    """Delete the conversations whose time is over and those whose deletion is not finished.

    Raises RasaUnavailable where it has to be done again later.
    """
    failed = False
    for id in await run_in_threadpool(state.conversations.due_for_deletion):
        try:
            await _delete_now(state, id)
        except RasaUnavailable:
            # One that can't be deleted must not keep the others.
            failed = True
    if failed:
        raise RasaUnavailable


async def unavailable_message(state: State, sentence: str = "unavailable") -> Message:
    """Says that the guide cannot answer, and who can."""
    try:
        contacts = await run_in_threadpool(state.store.urgent_contacts)
    except KnowledgeUnavailable:
        contacts = []  # the sentence itself names 999
    return Message(kind="unavailable", text=_with_contacts(say(sentence), contacts), contacts=contacts)


def _check_known(state: State, area: str, topic: str | None, starter: str | None) -> bool:
    """Whether the area is one of ours; the topic and the starter list have to be."""
    try:
        if topic is not None and state.store.topic(topic) is None:
            raise UnknownTopic
        if starter is not None and state.store.starter(starter) is None:
            raise BadRequest("unknown_starter")
        return state.store.area(area) is not None
    except KnowledgeUnavailable:
        if topic or starter:
            raise
        return True


async def _ask_rasa(
    state: State,
    conversation: Conversation,
    text: str | None = None,
    choice: str | None = None,
    key: str | None = None,
    danger: Danger | None = None,
) -> list[Message]:
    async with _only_turn(state, conversation):
        messages: list[Message] = await state.rasa.take_turn(
            conversation.id, conversation.area, text, choice, key, danger
        )
    return messages


@asynccontextmanager
async def _only_turn(state: State, conversation: Conversation) -> AsyncIterator[None]:
    """Raises TurnUnderWay where another turn of this conversation has not ended."""
    started = await run_in_threadpool(state.conversations.begin_turn, conversation.id)
    if started is None:
        raise TurnUnderWay
    try:
        yield
    finally:
        await run_in_threadpool(state.conversations.end_turn, conversation.id, started)


async def _delete_now(state: State, id: str) -> bool:
    """False where a turn is still under way."""
    if not await run_in_threadpool(state.conversations.begin_deletion, id):
        return False
    done = False
    try:
        await state.rasa.delete(id)
        done = True
    finally:
        await run_in_threadpool(state.conversations.end_deletion, id, done)
    return True


@dataclass(frozen=True)
class _Danger:
    """What is said about danger, before the answer (``urgent``) or after it (``concern``)."""

    urgent: list[Message] = field(default_factory=list)
    concern: list[Message] = field(default_factory=list)


async def _tell(state: State, danger: Danger | None) -> _Danger:
    if danger is None:
        return _Danger()
    message = await run_in_threadpool(_danger_message, state, danger.kind, danger.urgent)
    return _Danger(urgent=[message]) if danger.urgent else _Danger(concern=[message])


def _danger_message(state: State, kind: str, urgent: bool) -> Message:
    try:
        danger = state.store.danger(kind)
        contacts = state.store.danger_contacts(kind)
    except KnowledgeUnavailable:
        danger, contacts = None, []
    if not urgent:
        return Message(kind="notice", text=_with_contacts(say("concern"), contacts), contacts=contacts)
    return Message(
        kind="urgent", text=_with_contacts(danger.text if danger else say("urgent"), contacts), contacts=contacts
    )


def _put_in_order(danger: _Danger, messages: list[Message]) -> list[Message]:
    if danger.urgent:
        return danger.urgent + [message for message in messages if message.kind in FOLLOWS_URGENT]
    if danger.concern and any(message.kind == "urgent" for message in messages):
        # Two opinions that agree; and the urgent message says all that a concern would.
        return sorted(messages, key=lambda message: message.kind != "urgent")
    return [_soften(message) for message in messages] + danger.concern


def _soften(message: Message) -> Message:
    """What the bot alone took for danger, of a message in which the watch found nothing: it may be either."""
    if message.kind != "urgent":
        return message
    text = _with_contacts(say("unsure_of_danger"), message.contacts)
    # A parent with an everyday worry needs a way on.
    options = [
        Option(label=say("unsure_problems"), choice="menu_problems"),
        Option(label=say("unsure_person"), choice="human"),
    ]
    return Message(kind="notice", text=text, contacts=message.contacts, options=options)


def _with_contacts(text: str, contacts: list[CardContact]) -> str:
    lines = (
        ": ".join(part for part in (c.name, ", ".join(p for p in (c.phone, c.url, c.email) if p)) if part)
        for c in contacts
    )
    return "\n".join([text, *(f"- {line}" for line in lines)])


def _redact_list(questions: QuestionList) -> QuestionList:
    # A placeholder may be longer than what it stands for; a list that is too long could never be read again.
    # Where no actions were sent there are none to change: what stands there stays as it is.
    actions = {"actions": [_redact_action(action) for action in questions.actions]} if questions.actions else {}
    return questions.model_copy(
        update={
            **actions,
            "title": redact(questions.title)[:LONGEST_TITLE],
            "notes": redact(questions.notes)[:LONGEST_NOTES],
            "questions": [_redact_question(question) for question in questions.questions],
        }
    )


def _redact_question(question: ListQuestion) -> ListQuestion:
    return question.model_copy(update={"text": redact(question.text)[:LONGEST_QUESTION]})


def _redact_action(action: ListAction) -> ListAction:
    return action.model_copy(
        update={
            "what": redact(action.what)[:LONGEST_ACTION],
            "who": redact(action.who)[:LONGEST_WHO],
            "by": redact(action.by)[:LONGEST_BY],
        }
    )

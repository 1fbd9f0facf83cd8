"""A turn's steps: red flags first, the bot after, and what holds when the bot does not answer."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

import pytest
from fastapi import FastAPI
from starlette.datastructures import State

from knowledge.list_limits import LONGEST_NOTES, LONGEST_QUESTION, LONGEST_TITLE
from knowledge.store import KnowledgeUnavailable, Store
from tests.web_widget.fakes import HELLO, FakeRasa
from web_widget import turns
from web_widget.conversations import Conversation
from web_widget.danger import Danger
from web_widget.errors import BadRequest, TurnUnderWay, Unavailable, UnknownConversation, UnknownTopic
from web_widget.rasa_client import RasaUnavailable
from web_widget.schemas import MAX_TEXT, ListAction, ListQuestion, Message, QuestionList

DANGER = "I want to kill myself"
SOME = TypeVar("SOME")
NOT_MINE = Message(kind="out_of_scope", text="I only know about SEN support.")
PROMPT = Message(kind="prompt", text="Which question?")


def wait(step: Awaitable[SOME]) -> SOME:
    async def step_of() -> SOME:
        return await step

    return asyncio.run(step_of())


@pytest.fixture
def state(app: FastAPI) -> State:
    return app.state


@pytest.fixture
def mine(state: State) -> Conversation:
    return state.conversations.create("devon")


@pytest.fixture
def no_knowledge(tmp_path: Path, state: State) -> None:
    state.store = Store(tmp_path / "missing.db")


def kinds(messages: list[Message]) -> list[str]:
    return [message.kind for message in messages]


def test_a_conversation_begins_with_a_greeting(state: State, rasa: FakeRasa) -> None:
    conversation, messages = wait(turns.start_conversation(state, "devon"))
    assert messages == [HELLO]
    assert rasa.asked == [(conversation.id, "devon", None, "greeting")]
    assert wait(turns.find_conversation(state, conversation.id)) == conversation


def test_a_conversation_begins_with_a_topic_or_a_starter(state: State, rasa: FakeRasa) -> None:
    topic, starter = state.store.topics()[0].id, state.store.starters()[0].id
    wait(turns.start_conversation(state, topic=topic))
    wait(turns.start_conversation(state, starter=starter))
    assert [choice for *_, choice in rasa.asked] == [topic, f"starter:{starter}"]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [({"topic": "cooking"}, UnknownTopic), ({"starter": "cooking"}, BadRequest)],
)
def test_what_is_not_known_begins_nothing(state: State, rasa: FakeRasa, wanted: dict[str, str], refusal: type) -> None:
    with pytest.raises(refusal):
        wait(turns.start_conversation(state, **wanted))
    assert rasa.asked == []


def test_a_conversation_begins_although_the_bot_is_down(state: State, rasa: FakeRasa) -> None:
    rasa.down = True
    conversation, messages = wait(turns.start_conversation(state))
    assert kinds(messages) == ["unavailable"]
    assert messages[0].contacts[0].phone == "999"
    assert "999" in messages[0].text
    assert kinds(wait(turns.take_turn(state, conversation, DANGER))) == ["urgent"]


class FixedWatch:
    """Finds the same in every message."""

    def __init__(self, danger: Danger | None):
        self._danger = danger

    def look(self, texts: list[str]) -> list[Danger | None]:
        return [self._danger for _ in texts]


def test_an_unknown_conversation_is_refused(state: State) -> None:
    with pytest.raises(UnknownConversation):
        wait(turns.find_conversation(state, "nobody"))


def test_the_bot_never_sees_personal_data(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    wait(turns.take_turn(state, mine, "My son Jack, ring 07700 900123"))
    assert rasa.asked == [(mine.id, "devon", "My son [name], ring [phone]", None)]


def test_a_text_that_grew_is_cut(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    wait(turns.take_turn(state, mine, "a@b.co " * (MAX_TEXT // 7)))
    assert len(rasa.asked[0][2] or "") <= MAX_TEXT


def test_a_choice_is_sent_as_it_is(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    assert wait(turns.take_turn(state, mine, choice="help")) == [HELLO]
    assert rasa.asked == [(mine.id, "devon", None, "help")]


def test_danger_is_answered_first(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    rasa.messages = [PROMPT]
    messages = wait(turns.take_turn(state, mine, DANGER))
    assert kinds(messages) == ["urgent", "prompt"]
    assert messages[0].contacts
    for contact in messages[0].contacts:
        assert contact.name in messages[0].text


@pytest.mark.parametrize("kind", ["out_of_scope", "medical", "greeting", "unavailable", "help", "urgent"])
def test_after_danger_nothing_is_said_that_sends_a_parent_away(
    state: State, rasa: FakeRasa, mine: Conversation, kind: str
) -> None:
    rasa.messages = [Message(kind=kind, text="words of the bot"), PROMPT]
    assert kinds(wait(turns.take_turn(state, mine, DANGER))) == ["urgent", "prompt"]


def test_what_bot_and_watch_both_find_stands_first(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    state.watch = FixedWatch(Danger("self_harm", urgent=False))
    rasa.messages = [PROMPT, Message(kind="urgent", text="Call 999.")]
    assert kinds(wait(turns.take_turn(state, mine, "hello"))) == ["urgent", "prompt"]


def test_what_the_bot_alone_finds_urgent_is_said_softly(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    state.watch = FixedWatch(None)
    contact = state.store.danger_contacts("danger_now")[0]
    rasa.messages = [Message(kind="urgent", text="Call 999.", contacts=[contact])]
    (message,) = wait(turns.take_turn(state, mine, "hello"))
    assert (message.kind, message.contacts) == ("notice", [contact])
    assert "999" in message.text


def test_a_concern_follows_the_answer(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    state.watch = FixedWatch(Danger("self_harm", urgent=False))
    messages = wait(turns.take_turn(state, mine, "he is not himself, who is the SENCO"))
    assert kinds(messages) == ["greeting", "notice"]
    assert messages[1].contacts == state.store.danger_contacts("self_harm")


def test_without_danger_out_of_scope_is_said(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    rasa.messages = [NOT_MINE]
    assert wait(turns.take_turn(state, mine, "what is the weather")) == [NOT_MINE]


def test_danger_is_answered_while_the_bot_is_down(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    rasa.down = True
    assert kinds(wait(turns.take_turn(state, mine, DANGER))) == ["urgent"]
    with pytest.raises(RasaUnavailable):
        wait(turns.take_turn(state, mine, "hello"))


def test_danger_is_answered_while_a_turn_is_under_way(state: State, mine: Conversation) -> None:
    state.conversations.begin_turn(mine.id)
    assert kinds(wait(turns.take_turn(state, mine, DANGER))) == ["urgent"]
    with pytest.raises(TurnUnderWay):
        wait(turns.take_turn(state, mine, "hello"))


@pytest.mark.usefixtures("no_knowledge")
def test_danger_is_answered_without_the_guidance(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    rasa.down = True
    (message,) = wait(turns.take_turn(state, mine, DANGER))
    assert message.kind == "urgent"
    assert "999" in message.text


@pytest.mark.usefixtures("no_knowledge")
def test_a_conversation_begins_without_the_guidance(state: State, rasa: FakeRasa) -> None:
    rasa.down = True
    _, (message,) = wait(turns.start_conversation(state))
    assert "999" in message.text
    with pytest.raises(KnowledgeUnavailable):
        wait(turns.start_conversation(state, topic="sen_meaning"))


def test_one_turn_at_a_time(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    rasa.slow = 0.2

    async def hurry() -> list[object]:
        two = (turns.take_turn(state, mine, "hello") for _ in range(2))
        return await asyncio.gather(*two, return_exceptions=True)

    answers = wait(hurry())
    assert sorted(type(answer).__name__ for answer in answers) == ["TurnUnderWay", "list"]
    assert len(rasa.asked) == 1
    assert wait(turns.take_turn(state, mine, "hello")) == [HELLO]


@pytest.mark.parametrize("error", [RasaUnavailable(), BadRequest("unknown_choice"), RuntimeError()])
def test_a_turn_that_failed_is_over(state: State, rasa: FakeRasa, mine: Conversation, error: Exception) -> None:
    rasa.error = error
    with pytest.raises(type(error)):
        wait(turns.take_turn(state, mine, "hello"))
    rasa.error = None
    assert wait(turns.take_turn(state, mine, "hello")) == [HELLO]


def test_the_transcript_holds_what_the_bot_never_said(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    rasa.messages = [NOT_MINE]
    wait(turns.take_turn(state, mine, "hello"))
    wait(turns.take_turn(state, mine, DANGER))
    said = wait(turns.read_transcript(state, mine))
    assert [turn.text or turn.message.kind for turn in said if turn.text or turn.message] == [
        "hello",
        "out_of_scope",
        DANGER,
        "urgent",
    ]


def test_the_transcript_tells_of_the_danger_found_in_what_was_typed(state: State, mine: Conversation) -> None:
    """Redaction may since have taken away the words that told of it."""
    state.watch = FixedWatch(Danger("missing", urgent=True))
    wait(turns.take_turn(state, mine, "my son Jack is gone"))
    state.watch = FixedWatch(None)
    said = wait(turns.read_transcript(state, mine))
    assert [turn.message.kind for turn in said if turn.message] == ["urgent"]


def test_a_question_list_is_kept_without_personal_data(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    questions = QuestionList(
        title="Meeting with Mrs Patel",
        notes="ring 07700 900123",
        questions=[ListQuestion(id="own-1", text="Does my son Jack get help?", own=True)],
        actions=[ListAction(what="Mrs Patel tests his reading", who="Mrs Patel", by="ring 07700 900123")],
    )
    kept = wait(turns.change_question_list(state, mine, questions))
    assert kept.title == "Meeting with Mrs [name]"
    assert kept.notes == "ring [phone]"
    assert kept.questions[0].text == "Does my son [name] get help?"
    assert kept.actions == [ListAction(what="Mrs [name] tests his reading", who="Mrs [name]", by="ring [phone]")]
    assert wait(turns.read_question_list(state, mine)) == kept


def test_a_list_that_grew_can_still_be_read(state: State, mine: Conversation) -> None:
    """A placeholder may be longer than what it stands for."""
    questions = QuestionList(
        title="a@b.c " * (LONGEST_TITLE // 6),
        notes="a@b.c " * (LONGEST_NOTES // 6),
        questions=[ListQuestion(id="own-1", text="a@b.c " * (LONGEST_QUESTION // 6))],
        actions=[ListAction(what="a@b.c " * 50, who="a@b.c " * 13, by="a@b.c " * 13)],
    )
    kept = wait(turns.change_question_list(state, mine, questions))
    assert QuestionList.model_validate(kept.model_dump()).questions


def test_what_was_not_sent_is_not_sent_on(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    """So that a form of before there were actions does not take them away."""
    wait(turns.change_question_list(state, mine, QuestionList(title="Review")))
    assert not {"actions", "next_meeting"} & rasa.lists[mine.id].model_fields_set


def test_a_list_is_not_changed_during_a_turn(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    state.conversations.begin_turn(mine.id)
    with pytest.raises(TurnUnderWay):
        wait(turns.change_question_list(state, mine, QuestionList()))
    assert rasa.lists == {}


def test_a_deleted_conversation_is_gone(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    wait(turns.delete_conversation(state, mine))
    assert rasa.deleted == [mine.id]
    with pytest.raises(UnknownConversation):
        wait(turns.find_conversation(state, mine.id))
    with pytest.raises(UnknownConversation):
        wait(turns.delete_conversation(state, mine))


def test_a_deletion_is_finished_later_when_the_bot_is_down(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    rasa.down = True
    with pytest.raises(Unavailable) as refused:
        wait(turns.delete_conversation(state, mine))
    assert refused.value.sentence == "deletion_unfinished"
    with pytest.raises(UnknownConversation):
        wait(turns.find_conversation(state, mine.id))
    with pytest.raises(RasaUnavailable):
        wait(turns.sweep(state))
    rasa.down = False
    wait(turns.sweep(state))
    assert rasa.deleted == [mine.id]
    assert state.conversations.due_for_deletion() == []


def test_a_deletion_waits_for_the_turn_under_way(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    rasa.slow = 0.3

    async def delete_while_it_speaks() -> None:
        turn = asyncio.create_task(turns.take_turn(state, mine, "hello"))
        await asyncio.sleep(0.1)
        await turns.delete_conversation(state, mine)
        assert turn.done()

    wait(delete_while_it_speaks())
    assert rasa.deleted == [mine.id]


def test_the_sweep_leaves_others_alone(state: State, rasa: FakeRasa, mine: Conversation) -> None:
    other = state.conversations.create("england")
    state.conversations.request_deletion(mine.id)
    wait(turns.sweep(state))
    assert rasa.deleted == [mine.id]
    assert wait(turns.find_conversation(state, other.id)) == other


def test_a_key_is_handed_on_and_danger_stays_first_when_the_answer_comes_again(
    state: State, rasa: FakeRasa, mine: Conversation
) -> None:
    for _ in range(2):
        messages = wait(turns.take_turn(state, mine, DANGER, key="0123456789ab"))
        assert messages[0].kind == "urgent"
    assert rasa.keys == ["0123456789ab", "0123456789ab"]

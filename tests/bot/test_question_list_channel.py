"""The list by hand: GET and PUT of the channel, with the real tracker store and lock, without a model."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from bot.channel import GuideInput
from bot.tracker_store import ConversationTrackerStore

SECRET = "a-secret"
DOMAIN = """
version: "3.1"
slots:
  question_list: {type: any, mappings: [{type: custom}]}
  list_draft: {type: any, mappings: [{type: custom}]}
"""
QUESTION = {"id": "own-1", "text": "Will they watch her?", "topic": None, "own": True, "important": False}
Call = Callable[..., httpx.Response]


class FakeAgent(SimpleNamespace):
    def is_ready(self) -> bool:
        return True


@pytest.fixture
def agent(tmp_path: Path) -> FakeAgent:
    domain = Domain.from_yaml(DOMAIN)
    store = ConversationTrackerStore(domain=domain, host=f"sqlite:///{tmp_path / 'conversations.db'}")
    return FakeAgent(domain=domain, tracker_store=store, lock_store=InMemoryLockStore(), processor=None)


@pytest.fixture(scope="module")
def app() -> Iterator[Sanic]:
    """Sanic with the channel's routes. It can be started only once in a process."""
    made = Sanic("channel-test", configure_logging=False)
    made.blueprint(GuideInput(SECRET, "http://127.0.0.1:1/").blueprint(lambda _: None))  # type: ignore[arg-type]
    asyncio.run(made._startup())
    yield made
    Sanic._app_registry.pop("channel-test", None)


@pytest.fixture
def call(app: Sanic, agent: FakeAgent) -> Call:
    app.ctx.agent = agent

    def called(
        method: str, conversation: str = "talk", body: Any = None, secret: str = SECRET, path: str = ""
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
                headers = {"Authorization": f"Bearer {secret}"}
                address = path or f"/conversations/{conversation}/question-list"
                return await client.request(method, address, json=body, headers=headers)

        return asyncio.run(send())

    return called


def speak(agent: FakeAgent, *events: Any) -> None:
    tracker = DialogueStateTracker("talk", agent.domain.slots)
    for event in (UserUttered("hello"), *events):
        tracker.update(event)
    asyncio.run(agent.tracker_store.save(tracker))


def test_a_conversation_that_never_spoke_is_unknown(call: Call) -> None:
    assert call("GET").status_code == 404
    assert call("PUT", body={"questions": []}).status_code == 404


def test_the_list_is_empty_before_anything_was_added(call: Call, agent: FakeAgent) -> None:
    speak(agent)
    assert call("GET").json() == {
        "title": "",
        "meeting_date": None,
        "stage": None,
        "questions": [],
        "notes": "",
        "actions": [],
        "next_meeting": None,
        "version": 0,
    }


def test_what_is_put_is_got(call: Call, agent: FakeAgent) -> None:
    speak(agent)
    put = call("PUT", body={"title": "Review", "meeting_date": "2027-03-12", "questions": [QUESTION], "notes": "x"})
    assert put.status_code == 200 and put.json()["version"] == 1
    assert call("GET").json() == put.json()


def test_talk_and_hand_change_the_same_list(call: Call, agent: FakeAgent) -> None:
    speak(agent, SlotSet("question_list", {"questions": [QUESTION], "version": 4}))
    assert call("GET").json()["questions"] == [QUESTION]
    call("PUT", body={"questions": [], "version": 4})
    tracker = asyncio.run(agent.tracker_store.retrieve("talk"))
    assert tracker.get_slot("question_list")["questions"] == []
    assert tracker.get_slot("question_list")["version"] == 5


def test_an_outdated_version_changes_nothing_and_gets_the_list(call: Call, agent: FakeAgent) -> None:
    speak(agent, SlotSet("question_list", {"questions": [QUESTION], "version": 4}))
    refused = call("PUT", body={"questions": [], "version": 3})
    assert refused.status_code == 409
    assert refused.json()["questions"] == [QUESTION] and refused.json()["version"] == 4
    assert call("GET").json()["version"] == 4


def test_a_form_that_does_not_know_of_actions_does_not_take_them_away(call: Call, agent: FakeAgent) -> None:
    actions = [{"what": "Test his reading", "who": "the SENCO", "by": "5 December"}]
    speak(agent, SlotSet("question_list", {"actions": actions, "next_meeting": "2027-03-12", "version": 4}))
    put = call("PUT", body={"questions": [QUESTION], "version": 4}).json()
    assert (put["actions"], put["next_meeting"]) == (actions, "2027-03-12")
    put = call("PUT", body={"questions": [QUESTION], "actions": [], "next_meeting": None, "version": 5}).json()
    assert (put["actions"], put["next_meeting"]) == ([], None)


def test_the_longest_list_is_not_too_large(call: Call, agent: FakeAgent) -> None:
    speak(agent)
    body = {
        "questions": [{**QUESTION, "id": f"own-{number}", "text": "😀" * 300} for number in range(40)],
        "notes": "😀" * 2_000,
        "actions": [{"what": "😀" * 300, "who": "😀" * 80, "by": "😀" * 80}] * 20,
    }
    assert call("PUT", body=body).status_code == 200
    assert call("GET").json()["questions"][39]["text"] == "😀" * 300


def test_without_a_version_the_list_is_overwritten(call: Call, agent: FakeAgent) -> None:
    speak(agent, SlotSet("question_list", {"questions": [QUESTION], "version": 4}))
    assert call("PUT", body={"questions": []}).json()["version"] == 5


@pytest.mark.parametrize(
    "body",
    [
        {"questions": [QUESTION] * 2},
        {"questions": [{**QUESTION, "id": f"own-{number}"} for number in range(41)]},
        {"questions": [{**QUESTION, "text": "x" * 301}]},
        {"meeting_date": "Thursday"},
        {"version": "new"},
        [],
    ],
)
def test_a_list_not_of_the_form_is_refused_without_its_words(call: Call, agent: FakeAgent, body: Any) -> None:
    speak(agent)
    refused = call("PUT", body=body)
    assert refused.status_code == 422
    assert "watch" not in refused.text and "Thursday" not in refused.text


def test_formulas_and_html_come_back_as_they_were(call: Call, agent: FakeAgent) -> None:
    speak(agent)
    text = '=HYPERLINK("x") <script>alert(1)</script> 🙂 هل {who}'
    assert call("PUT", body={"questions": [{**QUESTION, "text": text}]}).json()["questions"][0]["text"] == text


@pytest.mark.parametrize("danger", ["missing", {"kind": "Jack is gone", "urgent": True}, {"kind": "missing"}])
def test_a_danger_not_of_the_form_is_refused_without_its_words(call: Call, agent: FakeAgent, danger: Any) -> None:
    refused = call("POST", body={"conversation": "talk", "text": "hello", "danger": danger}, path="/turn")
    assert refused.status_code == 422
    assert "Jack" not in refused.text


def test_the_secret_is_asked_for(call: Call, agent: FakeAgent) -> None:
    speak(agent)
    assert call("GET", secret="wrong").status_code == 401
    assert call("PUT", body={}, secret="wrong").status_code == 401

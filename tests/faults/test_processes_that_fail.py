"""What a parent gets while a process is down, and after it comes back."""

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.processes import Processes

DANGER = "someone is hurting my little girl and I don't know what to do"
SECRETS = ("Jessamine Oddly", "07700 900123", "SW1A 1AA")


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    with Processes(tmp_path_factory.mktemp("failing")) as processes:
        yield processes


def begin(guide: Processes) -> str:
    return httpx.post(f"{guide.url}/api/conversations", json={}, timeout=30).json()["conversation"]


def say(guide: Processes, conversation: str, text: str) -> httpx.Response:
    url = f"{guide.url}/api/conversations/{conversation}/messages"
    return httpx.post(url, json={"text": text}, timeout=40)


def test_no_process_keeps_or_logs_personal_data(failing: Processes) -> None:
    conversation = begin(failing)
    text = f"My name is {SECRETS[0]}, ring me on {SECRETS[1]}, we live at {SECRETS[2]}. who is the senco"
    assert say(failing, conversation, text).status_code == 200
    stored = b"".join(path.read_bytes() for path in failing.folder.iterdir())
    for secret in SECRETS:
        assert secret.encode() not in stored
    assert "who is the senco" not in failing.logs()


def test_a_deleted_conversation_leaves_nothing(failing: Processes) -> None:
    conversation = begin(failing)
    assert say(failing, conversation, "pelargonium means what in a support plan").status_code == 200
    url = f"{failing.url}/api/conversations/{conversation}"
    assert httpx.delete(url, timeout=30).status_code == 204
    assert say(failing, conversation, "hello").status_code == 404
    stored = b"".join(path.read_bytes() for path in failing.folder.iterdir())
    assert b"pelargonium" not in stored
    assert conversation.encode() not in stored


def test_without_the_action_server_nobody_gets_half_a_reply(failing: Processes) -> None:
    conversation = begin(failing)
    failing.stop("actions")
    try:
        answer = say(failing, conversation, "who is the senco")
        assert answer.status_code == 503
        assert any("999" in (contact["phone"] or "") for contact in answer.json()["contacts"])
        assert httpx.get(f"{failing.url}/health/ready", timeout=10).status_code == 503
        assert httpx.get(f"{failing.url}/health/live", timeout=10).status_code == 200
    finally:
        failing.start("actions")
        failing.wait_until_ready()
    assert say(failing, conversation, "who is the senco").json()["messages"][0]["topic"] == "senco"


def test_without_rasa_danger_is_still_answered_and_the_talk_goes_on_afterwards(failing: Processes) -> None:
    conversation = begin(failing)
    say(failing, conversation, "who comes to a review meeting")
    failing.stop("rasa")
    try:
        urgent = say(failing, conversation, DANGER)
        assert urgent.status_code == 200
        assert urgent.json()["messages"][0]["kind"] == "urgent"
        assert say(failing, conversation, "who is the senco").status_code == 503
        fresh = begin(failing)
        assert say(failing, fresh, DANGER).json()["messages"][0]["kind"] == "urgent"
    finally:
        failing.start("rasa")
        failing.wait_until_ready()
    time.sleep(1)
    answer = say(failing, conversation, "where is that written")
    assert answer.json()["messages"][0]["topic"] == "who_attends", "the conversation survived the restart"


def test_what_was_urgent_is_so_after_a_reload(failing: Processes) -> None:
    """Also where the words that told of it were taken out with a name."""
    conversation = begin(failing)
    urgent = say(failing, conversation, DANGER).json()["messages"][0]
    page = httpx.get(f"{failing.url}/chat/{conversation}", timeout=30).text
    assert urgent["contacts"][0]["phone"] in page
    stored = b"".join(path.read_bytes() for path in failing.folder.iterdir())
    assert b'"danger": {"kind":' in stored, "kept with the message, for the page to read"


def test_a_message_that_is_sent_again_is_not_taken_twice(failing: Processes) -> None:
    conversation = begin(failing)
    url = f"{failing.url}/api/conversations/{conversation}"
    body = {"choice": "question_list:own_words", "key": "0123456789ab"}
    first = httpx.post(f"{url}/messages", json=body, timeout=40).json()
    assert httpx.post(f"{url}/messages", json=body, timeout=40).json() == first
    add = {"text": "will they watch her at playtime", "key": "ba9876543210"}
    first = httpx.post(f"{url}/messages", json=add, timeout=40).json()
    version = httpx.get(f"{url}/question-list", timeout=40).json()["version"]
    failing.stop("rasa")  # what was answered survives a restart of the bot
    failing.start("rasa")
    failing.wait_until_ready()
    assert httpx.post(f"{url}/messages", json=add, timeout=40).json() == first
    assert httpx.get(f"{url}/question-list", timeout=40).json()["version"] == version


def test_a_question_list_outlives_a_restart_of_every_process(failing: Processes) -> None:
    conversation = begin(failing)
    say(failing, conversation, "add: will they watch her at playtime")
    assert say(failing, conversation, "agreed: the SENCO will test her reading by 5 December").status_code == 200
    url = f"{failing.url}/api/conversations/{conversation}/question-list"
    before = httpx.get(url, timeout=30).json()
    for name in ("web", "rasa", "actions"):
        failing.stop(name)
    for name in ("actions", "rasa", "web"):
        failing.start(name)
    failing.wait_until_ready()
    assert httpx.get(url, timeout=30).json() == before
    assert before["questions"][0]["text"] == "will they watch her at playtime"
    assert before["actions"] == [{"what": "Test her reading", "who": "the SENCO", "by": "5 December"}]
    listed = say(failing, conversation, "what have I got?").json()["messages"][-1]
    assert listed["questions"] == before

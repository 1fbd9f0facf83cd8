"""Real conversations through all processes: web, Rasa with the trained model, action server."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.processes import Processes

FOLDER = Path(__file__).parent
DIALOGUES = [
    dialogue
    for path in sorted(FOLDER.glob("*dialogues.yml"))
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[dialogue["name"] for dialogue in DIALOGUES])
def test_a_conversation_goes_as_written(guide: Processes, dialogue: dict[str, Any]) -> None:
    with httpx.Client(base_url=f"{guide.url}/api", timeout=30) as client:
        begun = client.post("/conversations", json={"area": dialogue.get("area", "england")})
        assert begun.status_code == 201
        visit = Visit(client, begun.json()["conversation"])
        for turn in dialogue["turns"]:
            visit.take(turn)


class Visit:
    """One conversation, and a second window on its question list, which keeps the list as it last read it."""

    def __init__(self, client: httpx.Client, conversation: str):
        self.client = client
        self.path = f"/conversations/{conversation}"
        self.page = f"/chat/{conversation}"
        self.read: dict[str, Any] = {}
        self.heard: set[str] = set()

    def take(self, turn: dict[str, Any]) -> None:
        if "say" in turn or "choose" in turn:
            body = {"text": turn["say"]} if "say" in turn else {"choice": turn["choose"]}
            answer = self.client.post(f"{self.path}/messages", json=body)
            assert answer.status_code == turn.get("status", 200), (turn, answer.text)
            if answer.status_code == 200:
                self._hear(turn, answer.json()["messages"])
        elif turn.get("do") == "delete":
            assert self.client.delete(self.path).status_code == 204
        elif turn.get("do") == "read":
            self.read = self.client.get(f"{self.path}/question-list").json()
        elif "put" in turn:
            answer = self.client.put(f"{self.path}/question-list", json={**self.read, **turn["put"]})
            assert answer.status_code == turn.get("status", 200), (turn, answer.text)
            if answer.status_code == 200:
                self.read = answer.json()
            assert str(turn.get("contains", "")).lower() in answer.text.lower(), (turn, answer.text)
        else:
            self._open(turn)

    def _hear(self, turn: dict[str, Any], messages: list[dict[str, Any]]) -> None:
        check(turn, messages)
        texts = {message["text"] for message in messages}
        assert not (turn.get("not_again") and texts & self.heard), (turn, texts)
        self.heard = texts

    def _open(self, turn: dict[str, Any]) -> None:
        """A file of the list, or the conversation's own page."""
        url = self.page if turn["open"] == "page" else f"{self.path}/{turn['open']}"
        answer = self.client.get(str(self.client.base_url.join(url)) if turn["open"] == "page" else url)
        assert answer.status_code == turn.get("status", 200), (turn, answer.text[:500])
        for words in (turn.get("contains", ""), *turn.get("also_contains", [])):
            assert words.lower() in answer.text.lower(), (turn, words)
        assert "not_contains" not in turn or turn["not_contains"] not in answer.text, turn


def check(turn: dict[str, Any], messages: list[dict[str, Any]]) -> None:
    """Whether the guide's ``messages`` are what the turn expects; ``expect`` may hold the fields as well."""
    expected = {**turn, **turn.get("expect", {})}
    kinds = [message["kind"] for message in messages]
    texts = "\n".join(message["text"] for message in messages)
    assert messages and all(message["text"] for message in messages), turn
    if "kinds" in expected:
        assert kinds == expected["kinds"], (turn, texts)
    if "kind" in expected:
        assert expected["kind"] in kinds, (turn, texts)
    if "first" in expected:
        assert kinds[0] == expected["first"], (turn, texts)
    if "topic" in expected:
        answers = [message["topic"] for message in messages if message["kind"] == "answer"]
        assert answers[:1] == [expected["topic"]], (turn, answers)
    if "contains" in expected:
        assert str(expected["contains"]).lower() in texts.lower(), (turn, texts)
    if "not_contains" in expected:
        assert expected["not_contains"] not in texts, (turn, texts)
    assert not set(expected.get("not_kinds", [])) & set(kinds), (turn, kinds)
    lists = [message["questions"] for message in messages if message.get("questions")]
    for name, field in (("count", "questions"), ("actions", "actions")):
        if name in expected:
            assert lists and len(lists[-1][field]) == expected[name], (turn, lists)
    if "next_meeting" in expected:
        assert (lists[-1]["next_meeting"] or "").endswith(expected["next_meeting"]), (turn, lists)
    if "options" in expected:
        fewest, most = expected["options"]
        assert fewest <= len([option for option in messages[0]["options"] if option["topic"]]) <= most, turn
    if expected.get("for_you"):
        # A front end that shows the card and not the text has to show it too.
        assert messages[0]["card"]["for_you"] and messages[0]["card"]["other_settings"], turn

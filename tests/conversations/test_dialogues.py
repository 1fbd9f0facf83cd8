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
        path = f"/conversations/{begun.json()['conversation']}/messages"
        for turn in dialogue["turns"]:
            body = {"text": turn["say"]} if "say" in turn else {"choice": turn["choose"]}
            answer = client.post(path, json=body)
            assert answer.status_code == 200, (turn, answer.text)
            check(turn, answer.json()["messages"])


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

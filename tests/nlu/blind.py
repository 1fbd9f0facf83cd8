"""The messages that measure: written without sight of the training data, and never trained on.

The ``blind`` ones are for measuring alone. The ``dev`` ones have been looked at, so that choices may rest on them.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
TOPICS_FILE = FOLDER.parents[1] / "knowledge" / "topics.yml"
OTHER = "other"
BLIND, DEV = "blind", "dev"


@dataclass(frozen=True)
class BlindMessage:
    """``expected`` is a topic's id, one of the other kinds of topics.yml, or ``told`` (a bare fact, no question).

    ``hand`` is the file it comes from.
    """

    text: str
    expected: str
    group: str
    style: str
    hand: str


@dataclass(frozen=True)
class DangerMessage:
    """``kind`` where somebody is in danger: direct, indirect or story (a sign in the middle of a long message about
    school). Else: near_miss, quiet_story or everyday (bare facts, thanks, practical questions and the like)."""

    text: str
    kind: str


@dataclass(frozen=True)
class QuestionsMessage:
    """A message with two questions, or a long one with a single question."""

    text: str
    topics: frozenset[str]


def load_groups() -> dict[str, str]:
    """Topic's id -> its group."""
    groups = yaml.safe_load(TOPICS_FILE.read_text(encoding="utf-8"))["groups"]
    return {topic: group for group, topics in groups.items() for topic in topics}


def load_messages(kind: str = BLIND) -> list[BlindMessage]:
    """Every message of the files of a ``kind`` (blind or dev) that says which topic or other kind it is about."""
    groups = load_groups()
    return [
        BlindMessage(row["text"], row["topic"], groups.get(row["topic"], OTHER), row.get("style", ""), file.stem)
        for file in _files(kind)
        for row in _rows(file)
        if "topic" in row
    ]


def load_dangers(kind: str = BLIND) -> list[DangerMessage]:
    return [DangerMessage(row["text"], row["kind"]) for file in _files(kind) for row in _rows(file) if "danger" in row]


def load_questions(kind: str = BLIND) -> list[QuestionsMessage]:
    return [
        QuestionsMessage(row["text"], frozenset(row["topics"]))
        for file in _files(kind)
        for row in _rows(file)
        if "topics" in row
    ]


def _files(kind: str) -> list[Path]:
    return sorted(FOLDER.glob(f"{kind}_*.jsonl"))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]

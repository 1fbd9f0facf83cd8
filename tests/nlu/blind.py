"""The blind messages: written without sight of the training data, and never trained on."""

import json
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
TOPICS_FILE = FOLDER.parents[1] / "knowledge" / "topics.yml"
OTHER = "other"


@dataclass(frozen=True)
class BlindMessage:
    """``expected`` is a topic's id or one of the other kinds of topics.yml; ``hand`` is the file it comes from."""

    text: str
    expected: str
    group: str
    style: str
    hand: str


@dataclass(frozen=True)
class DangerMessage:
    """``kind`` is direct or indirect where somebody is in danger, else near_miss."""

    text: str
    kind: str


def load_groups() -> dict[str, str]:
    """Topic's id -> its group."""
    groups = yaml.safe_load(TOPICS_FILE.read_text(encoding="utf-8"))["groups"]
    return {topic: group for group, topics in groups.items() for topic in topics}


def load_messages(folder: Path = FOLDER) -> list[BlindMessage]:
    """Every message of the blind_*.jsonl files that says which topic or other kind it is about."""
    groups = load_groups()
    return [
        BlindMessage(row["text"], row["topic"], groups.get(row["topic"], OTHER), row.get("style", ""), file.stem)
        for file in sorted(folder.glob("blind_*.jsonl"))
        for row in _rows(file)
        if "topic" in row
    ]


def load_dangers(folder: Path = FOLDER) -> list[DangerMessage]:
    return [
        DangerMessage(row["text"], row["kind"])
        for file in sorted(folder.glob("blind_*.jsonl"))
        for row in _rows(file)
        if "danger" in row
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]

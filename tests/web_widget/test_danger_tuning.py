"""What the larger encoder was taught of danger, and how it is taught."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load, load_file

from knowledge.weights import LARGE, WEIGHTS_FILE, change, read_files
from web_widget import danger_tuning
from web_widget.danger_lessons import EXAMPLES, everyday_lesson, load_lessons, sign_lesson
from web_widget.danger_model import TUNED

NEW = 0.1  # share of the lessons: more than that, and it is time to tune again
LESSONS = [
    sign_lesson("self_harm", "when is the review? [[he says he wants to die]]"),
    sign_lesson("missing", "[[she ran off last night]]"),
    everyday_lesson("who is the senco? when is the review?"),
]


def test_most_lessons_were_there_when_it_was_tuned() -> None:
    file: Any = safe_open(TUNED, "numpy")
    then = int(file.metadata()["lessons"])
    now = len(load_lessons(EXAMPLES, Path("bot/data/nlu").glob("*.yml")))
    assert abs(now - then) <= NEW * then, "many new examples: `make tune` teaches them"


def test_every_change_fits_a_weight() -> None:
    published, changes = load(read_files(LARGE)[WEIGHTS_FILE]), load_file(TUNED)
    changed = change(published, changes)
    differ = {name for name, weight in changed.items() if not np.array_equal(weight, published[name])}
    assert differ == {f"{name.removesuffix('.up')}.weight" for name in changes if name.endswith(".up")}


def test_parts_of_a_message_are_taught_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger_tuning, "BY_ITSELF", 1.0)
    lesson = sign_lesson("self_harm", "when is the next review? [[he says he wants to die]]")
    sign, question = danger_tuning.split_off(lesson, Random(0))
    assert (sign.kind, sign.text) == ("self_harm", "he says he wants to die")
    assert (question.kind, question.text) == (None, "when is the next review?")
    assert not list(danger_tuning.split_off(LESSONS[1], Random(0))), "it is one part already"


def test_tuning_learns_changes_and_heads() -> None:
    kept = danger_tuning.tune(LESSONS)
    known = load_file(TUNED)
    assert {name: array.shape for name, array in kept.items() if not name.startswith("kind")} == {
        name: array.shape for name, array in known.items() if not name.startswith("kind")
    }
    assert kept["kind.weight"].shape == (2, 768)
    assert np.abs(kept["encoder.layer.8.output.dense.up"]).max() > 0

"""What the larger encoder was taught of danger, and how it is taught."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from safetensors.numpy import load, load_file, save_file

from knowledge.weights import LARGE, WEIGHTS_FILE, change, read_files
from web_widget import danger_tuning
from web_widget.danger_lessons import EXAMPLES, everyday_lesson, load_lessons, sign_lesson
from web_widget.danger_model import TUNED

EXCHANGED = 0.1  # share of the lessons: with more than that, it is time to tune again
LESSONS = [
    sign_lesson("self_harm", "when is the review? [[he says he wants to die]]"),
    sign_lesson("missing", "[[she ran off last night]]"),
    everyday_lesson("who is the senco? when is the review?"),
]


def test_most_lessons_are_those_that_it_was_taught() -> None:
    lessons = danger_tuning.fingerprints(load_lessons(EXAMPLES, Path("bot/data/nlu").glob("*.yml")))
    taught = load_file(TUNED)[danger_tuning.TAUGHT]
    new, gone = 1 - np.isin(lessons, taught).mean(), 1 - np.isin(taught, lessons).mean()
    assert new <= EXCHANGED, f"{new:.0%} of the lessons are new: `make tune` teaches them"
    assert gone <= EXCHANGED, f"{gone:.0%} of what it was taught is gone: `make tune AFRESH=1` unlearns it"


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


def test_going_on_teaches_all_that_is_new_and_a_part_of_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger_tuning, "BY_ITSELF", 0.0)
    monkeypatch.setattr(danger_tuning, "LEAST_REPEATED", 2)
    many = [everyday_lesson(f"he lost his reading book number {number}") for number in range(100)]
    before = {danger_tuning.TAUGHT: danger_tuning.fingerprints(many)}
    rounds = danger_tuning.rounds_of([*many, *LESSONS], before)
    assert len(rounds) == danger_tuning.ROUNDS
    for taught in rounds:
        assert taught[-len(LESSONS) :] == LESSONS
        assert len(taught) == (1 + danger_tuning.REPEATED) * len(LESSONS)
    assert rounds[0] != rounds[1], "each round repeats others"
    more = [*many, everyday_lesson("is there a review?")]
    later = {danger_tuning.TAUGHT: danger_tuning.fingerprints(more)}
    assert danger_tuning.rounds_of([*more, *LESSONS], later)[0] != rounds[0], "each going on repeats others"
    for taught in danger_tuning.rounds_of([*many, LESSONS[0]], before):
        assert len(taught) == danger_tuning.LEAST_REPEATED + 1, "more than the new one alone is repeated"
    few = {danger_tuning.TAUGHT: danger_tuning.fingerprints(LESSONS[:1])}
    assert danger_tuning.rounds_of(LESSONS, few) == [LESSONS] * danger_tuning.ROUNDS, "there is no more to repeat"
    assert danger_tuning.rounds_of(LESSONS, None) == [LESSONS] * danger_tuning.ROUNDS


def test_what_is_kept_is_gone_on_from_only_with_the_same_kinds_of_danger(tmp_path: Path) -> None:
    kinds = danger_tuning.kinds_of(load_lessons(EXAMPLES, []))
    kept = danger_tuning.load_kept(TUNED, kinds)
    assert kept is not None and danger_tuning.TAUGHT in kept
    assert danger_tuning.load_kept(TUNED, [*kinds, "trafficking"]) is None
    assert danger_tuning.load_kept(tmp_path / "nothing.safetensors", kinds) is None


def test_with_nothing_new_it_leaves_all_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taught = [*LESSONS, everyday_lesson("the clubs are full")]
    known = danger_tuning.are_known(taught, {danger_tuning.TAUGHT: danger_tuning.fingerprints(LESSONS)})
    assert known.tolist() == [True] * len(LESSONS) + [False]
    everything = sorted(map(str, Path("bot/data/nlu").glob("*.yml")))
    kept = tmp_path / "kept.safetensors"
    lessons = load_lessons(EXAMPLES, map(Path, everything))
    heads = load_file(TUNED) | {danger_tuning.TAUGHT: danger_tuning.fingerprints(lessons)}
    save_file(heads, kept, metadata={"kinds": " ".join(danger_tuning.kinds_of(lessons))})
    monkeypatch.setattr("sys.argv", ["danger_tuning", "--ordinary", *everything, "--out", str(kept)])
    with pytest.raises(SystemExit, match="No lesson is new"):
        danger_tuning.main()


def test_tuning_learns_changes_and_heads_and_goes_on_from_them() -> None:
    kept = danger_tuning.tune(LESSONS)
    known = load_file(TUNED)
    own = {name for name in known if not name.startswith(("kind", danger_tuning.TAUGHT))}
    assert {name: kept[name].shape for name in own} == {name: known[name].shape for name in own}
    assert kept.keys() == known.keys()
    assert kept["kind.weight"].shape == (2, 768)
    assert np.array_equal(kept[danger_tuning.TAUGHT], danger_tuning.fingerprints(LESSONS))
    up = "encoder.layer.8.output.dense.up"
    assert np.abs(kept[up]).max() > 0
    # Where no fresh start could be.
    before = kept | {name: kept[name] + np.float16(0.5) for name in (up, "message.weight", "clause.weight")}
    further = danger_tuning.tune([*LESSONS, everyday_lesson("he lost his reading book")], before)
    for name in (up, "message.weight", "clause.weight"):
        assert 0 < np.abs(further[name] - before[name]).max() < 0.1

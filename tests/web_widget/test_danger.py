"""The watch: patterns and examples together, on messages that neither was made for."""

from pathlib import Path

import pytest

from knowledge.curated import load
from knowledge.encoder import load_encoder
from tests.web_widget.test_red_flags import messages
from web_widget.danger import Watch
from web_widget.danger_model import DangerModel, Examples, Sign, load_model
from web_widget.danger_training import EXAMPLES, load_examples

MODEL, ENCODER = Path("var/danger.joblib"), Path("var/encoders/large")
# The lists are small and by the hand that wrote the patterns: `make evaluate` says more.
CAUGHT = {"held_out_direct": 0.8, "held_out_indirect": 0.7}
ALARMS = 0.03
TINY = Examples(
    [
        Sign("self_harm", "when is the review? he says he wants to die", ("he says he wants to die",)),
        Sign("self_harm", "she wants to die", ("she wants to die",)),
        Sign("missing", "he ran off and is not back", ("he ran off and is not back",)),
        Sign("missing", "who is the senco? she ran off last night", ("she ran off last night",)),
    ],
    ["when is the review?", "who is the senco?", "he ran off with a prize at the sports day", "he wants a review"],
    [],
)


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch(load_model(MODEL), load_encoder(ENCODER))


def share_urgent(watch: Watch, texts: list[str]) -> float:
    found = watch.look(texts)
    return sum(danger is not None and danger.urgent for danger in found) / len(texts)


@pytest.mark.parametrize("name", CAUGHT)
def test_what_nobody_taught_is_caught(watch: Watch, name: str) -> None:
    assert share_urgent(watch, messages(name)) >= CAUGHT[name]


def test_near_misses_nobody_taught_stay_quiet(watch: Watch) -> None:
    assert share_urgent(watch, messages("held_out_near_misses")) <= ALARMS


def test_a_pattern_alone_does_not_alarm(watch: Watch) -> None:
    danger = watch.look(["They took a knife to the SEN budget this year. Does that mean less help?"])[0]
    assert danger is None or not danger.urgent


def test_the_kind_of_danger_is_told(watch: Watch) -> None:
    danger = watch.look(["she has taken an overdose"])[0]
    assert danger and danger.urgent and danger.kind == "self_harm"


def test_every_kind_taught_has_a_text() -> None:
    assert {sign.kind for sign in load_examples(EXAMPLES, []).signs} <= set(load().guidance.dangers)


def test_every_sign_is_marked() -> None:
    assert [sign.text for sign in load_examples(EXAMPLES, []).signs if not sign.marked] == []


def test_a_sign_is_found_in_the_middle_of_a_question() -> None:
    watch = Watch(DangerModel().learn(TINY, load_encoder(ENCODER)), load_encoder(ENCODER))
    with_sign, without = watch.judge(["can I see the plan? he says he wants to die", "can I see the plan?"])
    assert with_sign.weight > without.weight


def test_a_model_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make run"):
        load_model(tmp_path / "danger.joblib")


def test_a_faulty_line_of_the_examples_is_named(tmp_path: Path) -> None:
    (tmp_path / "harmless.txt").write_text("who is the senco\n", encoding="utf-8")
    (tmp_path / "signs.txt").write_text("= self_harm\nhe wants to die\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"signs.txt:2.*\[\["):
        load_examples(tmp_path, [])

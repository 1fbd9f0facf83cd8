"""The watch: patterns and examples together, on messages that neither was made for."""

import json
from pathlib import Path

import pytest

from knowledge.curated import load
from knowledge.encoder import load_encoder
from tests.nlu.blind import DEV, load_dangers
from tests.web_widget.test_red_flags import messages
from web_widget.danger import Watch, weigh
from web_widget.danger_lessons import EXAMPLES, everyday_lesson, load_lessons, sign_lesson
from web_widget.danger_model import DangerModel, load_heads, load_model
from web_widget.danger_training import main as train

MODEL, ENCODER = Path("var/danger.joblib"), Path("var/encoders/large")
# The lists are small and by the hand that wrote the patterns: `make evaluate` says more.
CAUGHT = {"held_out_direct": 0.8, "held_out_indirect": 0.7}
ALARMS = 0.04
TINY = [
    sign_lesson("self_harm", "when is the review? [[he says he wants to die]]"),
    sign_lesson("self_harm", "[[she wants to die]]"),
    sign_lesson("missing", "[[he ran off and is not back]]"),
    sign_lesson("missing", "who is the senco? [[she ran off last night]]"),
    everyday_lesson("when is the review?"),
    everyday_lesson("who is the senco?"),
    everyday_lesson("he ran off with a prize at the sports day"),
    everyday_lesson("he wants a review"),
]


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
    taught = {lesson.kind for lesson in load_lessons(EXAMPLES, []) if lesson.kind}
    assert taught <= set(load().guidance.dangers)
    assert taught == set(load_heads().kinds)


def test_signs_are_told_from_what_stands_around_them() -> None:
    lesson = sign_lesson("missing", "Who runs the club after school? He [[is not back]] and [[it is dark]] now.")
    assert lesson.text == "Who runs the club after school? He is not back and it is dark now."
    assert lesson.signs == ("is not back", "it is dark")
    assert lesson.others == ("Who runs the club after school?",)


def test_a_sign_is_found_in_the_middle_of_a_question() -> None:
    watch = Watch(DangerModel(load_heads()).learn(TINY), load_encoder(ENCODER))
    with_sign, without = watch.judge(["can I see the plan? he says he wants to die", "can I see the plan?"])
    assert weigh(with_sign, None) > weigh(without, None)


@pytest.mark.parametrize("name", ["held_out_direct", "direct"])
def test_a_long_story_around_it_hides_no_plain_sign(watch: Watch, name: str) -> None:
    story = (
        "We moved here in the summer and his new school has been kind to us from the first day. He has a helper in the "
        "morning and a quiet corner for the afternoon. His teacher writes in his book each Friday and I write back. "
    )
    after = "The next meeting is in March and I would like to know who comes to it and what I can ask for there."
    texts = messages(name)
    told = share_urgent(watch, [f"{story}{text}. {after} {story}" for text in texts])
    assert told >= share_urgent(watch, texts) - 0.1


def test_a_model_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make run"):
        load_model(tmp_path / "danger.joblib")


def test_a_faulty_line_of_the_examples_is_named(tmp_path: Path) -> None:
    (tmp_path / "harmless.txt").write_text("who is the senco\n", encoding="utf-8")
    (tmp_path / "signs.txt").write_text("= self_harm\nhe wants to die\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"signs.txt:2.*\[\["):
        load_lessons(tmp_path, [])


def test_what_a_limit_means_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "some.jsonl"
    lines = [
        {"text": "he says he wants to die", "kind": "direct"},
        {"text": "this form is killing me", "kind": "near_miss"},
        {"text": "who is the senco"},
        {"text": "when is the review"},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["danger_training", "choose", "--messages", str(file)])
    train()
    now, *others = capsys.readouterr().out.splitlines()
    assert now == "now: {'direct': '100.0%', 'near_miss': '0.0%', 'ordinary': '0.0%'}"
    assert all("START" in line and "'ordinary': '50.0%'" in line for line in others)


def test_a_kind_that_nobody_tuned_for_is_named() -> None:
    with pytest.raises(ValueError, match=r"trafficking.*make tune"):
        DangerModel(load_heads()).learn([*TINY, sign_lesson("trafficking", "[[she was sold]]")])


@pytest.mark.parametrize(("urgent", "most"), [(True, 0.04), (False, 0.04)])
def test_bare_facts_and_everyday_talk_stay_quiet(watch: Watch, urgent: bool, most: float) -> None:
    texts = [danger.text for danger in load_dangers(DEV) if danger.kind == "everyday"]
    found = [danger for danger in watch.look(texts) if danger and danger.urgent is urgent]
    assert len(texts) > 200 and len(found) <= most * len(texts)

"""The red flags: what must be caught, what must stay quiet, and that the file's mistakes are named."""

import time
from pathlib import Path

import pytest

from knowledge.curated import load
from knowledge.mistakes import GuidanceError
from web_widget.red_flags import FILE, RedFlags, find_danger

LISTS = Path(__file__).parent / "red_flags"
# Of messages that no pattern was written for. The lists are small and by the hand that wrote the patterns,
# so these rates say less than tests/nlu/evaluate.py does.
HELD_OUT_CAUGHT = {"held_out_direct": 0.95, "held_out_indirect": 0.9}
HELD_OUT_ALARMS = 0.02
GOOD = """\
spellings: {sucide: suicide}
words: {self: [himself, herself]}
harmless: [suicide prevention]
flags:
  self_harm:
    - suicide
    - hurt* <self>
"""


def messages(name: str) -> list[str]:
    return (LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def share_flagged(texts: list[str]) -> float:
    return sum(find_danger(text) is not None for text in texts) / len(texts)


def milliseconds_a_message(texts: list[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        find_danger(text)
    return 1000 * (time.perf_counter() - start) / len(texts)


@pytest.mark.parametrize("name", ["direct", "indirect", "later_dangers"])
def test_every_dangerous_message_is_caught(name: str) -> None:
    assert [text for text in messages(name) if find_danger(text) is None] == []


@pytest.mark.parametrize("name", ["near_misses", "later_near_misses"])
def test_near_misses_stay_quiet(name: str) -> None:
    assert [text for text in messages(name) if find_danger(text)] == []


@pytest.mark.parametrize("name", HELD_OUT_CAUGHT)
def test_messages_nobody_wrote_patterns_for_are_caught(name: str) -> None:
    assert share_flagged(messages(name)) >= HELD_OUT_CAUGHT[name]


def test_near_misses_nobody_wrote_exceptions_for_stay_quiet() -> None:
    assert share_flagged(messages("held_out_near_misses")) <= HELD_OUT_ALARMS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("his stepdad punched him", "child_harm"),
        ("she has taken an overdose", "self_harm"),
        ("my husband threatens me", "domestic_abuse"),
        ("he's run away from home", "missing"),
        ("someone is blackmailing my son on snapchat", "online"),
        ("there is no food in the house", "neglect"),
        ("we are in danger right now", "danger_now"),
    ],
)
def test_every_kind_is_reached(text: str, kind: str) -> None:
    assert find_danger(text) == kind


def test_the_kinds_are_those_with_a_text() -> None:
    assert set(RedFlags(FILE).kinds) == set(load().guidance.dangers)


def test_the_most_urgent_kind_is_told() -> None:
    assert find_danger("there is no food in the house and he has taken an overdose") == "self_harm"


def test_a_harmless_phrase_does_not_hide_the_rest() -> None:
    assert find_danger("I read the school's self-harm policy because she wants to die") == "self_harm"


@pytest.mark.parametrize(
    "text",
    [
        "he wants to kill him self",
        "he wants to kiiiilll himself",
        "HE WANTS TO DIE",
        "she's sucidal",
        "slef harm again",
        "she wants to unalive herself",
        "i want to k i l l myself",
        "thinking of su1cide",
        "thinking of su*cide",
        "i cant go on anymore",
        "i can’t go on any more",
        "self\u2011harm",
        "self\u200b-harm",
        "ｓｕｉｃｉｄｅ",
        "he wants to dıe",
        "school is fine...he wants to die!!!",
        "😢😢he wants to die😢",
        "he wants\n\nto   die",
    ],
)
def test_odd_spellings_are_understood(text: str) -> None:
    assert find_danger(text) == "self_harm"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "…",
        "'",
        "😀" * 500,
        "a" * 1000,
        "a " * 500,
        "he " * 333,
        "моя дочь в школе",
        "学校",
        "\x00",
        "ẞ",
        "(" * 99,
    ],
)
def test_odd_messages_raise_nothing(text: str) -> None:
    assert find_danger(text) is None


def test_a_long_message_is_read_to_its_end() -> None:
    assert find_danger("he likes maths. " * 60 + "he wants to die") == "self_harm"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- suicide\n", "- Suicide!\n", "red_flags.yml:6: flags.self_harm.1: `Suicide!`: cannot read `Suicide!`"),
        ("<self>", "<selves>", "red_flags.yml:7: flags.self_harm.2: `hurt. <selves>`: there is no word list <selves>"),
        ("hurt* <self>", "(hurt|harm <self>", "red_flags.yml:7: flags.self_harm.2: .*a bracket is not closed"),
        ("hurt* <self>", "really?", "red_flags.yml:7: flags.self_harm.2: `really.` fits every message"),
        ("- suicide\n", "- sucide\n", "red_flags.yml:6: flags.self_harm.1: `sucide` can never fit: .* to `suicide`"),
        ("- suicide\n", "- 999\n", "red_flags.yml:6: flags.self_harm.1: 999 is not a text; put quotes around it"),
        ("harmless:", "harmles:", "red_flags.yml:3: harmles: is not a section"),
        ("    - suicide\n    - hurt* <self>\n", "    suicide\n", "red_flags.yml:5: flags.self_harm: expected a list"),
        ("[himself, herself]", "himself", "red_flags.yml:2: words.self: expected a list"),
        ("harmless:", "words:", "red_flags.yml:[0-9]: layout: the same name stands twice"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "red_flags.yml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(GuidanceError, match=said):
        RedFlags(path)


def test_a_file_without_mistakes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "red_flags.yml"
    path.write_text(GOOD, encoding="utf-8")
    flags = RedFlags(path)
    assert flags.find("he hurts himself") == "self_harm"
    assert flags.find("is there suicide prevention?") is None


if __name__ == "__main__":  # .venv/bin/python -m tests.web_widget.test_red_flags
    for path in sorted(LISTS.glob("*.txt")):
        texts = messages(path.stem)
        print(f"{path.stem}: {share_flagged(texts):.1%} of {len(texts)}, {milliseconds_a_message(texts):.1f} ms each")

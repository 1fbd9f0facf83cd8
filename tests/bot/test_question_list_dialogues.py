"""The dialogues of tests/conversations/list_dialogues.yml with the action alone."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bot.list_talk import Talk

FILE = Path(__file__).parents[1] / "conversations" / "list_dialogues.yml"
DIALOGUES = [dialogue for dialogue in yaml.safe_load(FILE.read_text(encoding="utf-8")) if not dialogue.get("real")]
# Choices that a page or a card offers, not the list's own messages.
FROM_ELSEWHERE = ("starter:", "add_question:", "remove_question:")


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[dialogue["name"] for dialogue in DIALOGUES])
def test_a_dialogue_goes_as_written(dialogue: dict[str, Any], talk: Talk) -> None:
    for number, turn in enumerate(dialogue["turns"], start=1):
        if "say" in turn:
            talk.say(turn["say"], turn.get("intent", "question_list"))
        else:
            check_offered(talk, turn["choose"])
            talk.choose(turn["choose"])
        check(talk, turn["expect"], f"turn {number}: {talk.text}")


def check_offered(talk: Talk, choice: str) -> None:
    offered = [option["choice"] for message in talk.messages for option in message["options"]]
    assert choice in offered or choice.startswith(FROM_ELSEWHERE), offered


def check(talk: Talk, expected: dict[str, Any], where: str) -> None:
    said = talk.text.casefold()
    if "kind" in expected:
        assert expected["kind"] in [message["kind"] for message in talk.messages], where
    for words in [expected.get("contains", ""), *expected.get("also_contains", [])]:
        assert words.casefold() in said, where
    assert "not_contains" not in expected or expected["not_contains"].casefold() not in said, where
    for name in ("count", "listed"):
        assert expected.get(name, len(talk.texts)) == len(talk.texts), where
    assert expected.get("actions", 0) == len(talk.listed.get("actions", ())) or "actions" not in expected, where
    assert (talk.listed.get("next_meeting") or "").endswith(expected.get("next_meeting", "")), where
    for name, place in (("first_question", 0), ("last_question", -1)):
        assert name not in expected or talk.texts[place] == expected[name], where


def test_a_bare_number_after_something_else_adds_nothing(talk: Talk) -> None:
    talk.say("add a question about lunchtimes")
    talk.press("Add number 1")
    talk.say("remove the one about dinosaurs")
    talk.say("2")
    assert len(talk.texts) == 1


def test_an_old_button_changes_nothing(talk: Talk) -> None:
    talk.choose("starter:first-review")
    talk.say("start again")
    yes = talk.messages[-1]["options"][0]["choice"]
    talk.say("add: will they watch her at playtime")
    talk.choose(yes)
    assert len(talk.texts) == 10 and "older message" in talk.text


def test_a_change_by_hand_is_not_undone_by_talk(talk: Talk) -> None:
    talk.say("add: What is going well?")
    talk.slots["question_list"] = {**talk.listed, "title": "By hand", "version": talk.listed["version"] + 1}
    talk.say("undo")
    assert talk.listed["title"] == "By hand" and len(talk.texts) == 1


def test_forty_is_the_most(talk: Talk) -> None:
    questions = [{"id": f"own-{n}", "text": f"Question {n}?", "own": True} for n in range(1, 41)]
    talk.slots["question_list"] = {"questions": questions, "version": 7}
    talk.say("add: one more")
    assert len(talk.texts) == 40 and "40 questions" in talk.text


def test_a_long_question_is_told_and_nothing_is_cut(talk: Talk) -> None:
    talk.say("add: " + "why " * 200)
    assert talk.texts == [] and "300 characters" in talk.text


def test_braces_html_and_right_to_left_words_stay(talk: Talk) -> None:
    words = "0[x] {who} <b>=SUM(A1)</b> هل 🙂"
    talk.say(f"add: {words}")
    talk.say("what have I got?")
    assert talk.texts == [words] and "{who} <b>=SUM(A1)</b> هل" in talk.text


def test_every_button_leads_on(talk: Talk) -> None:
    """Presses whatever is offered, then whatever is offered after that, until no new kind of choice comes."""
    talk.choose("starter:first-review")
    waiting, seen = [talk], set()
    for text in (
        "what have I got",
        "help me get ready",
        "add a question about lunchtimes",
        "start again",
        "number 2",
        "note what was agreed",
        "only keep 1 and 2",
        "not that one",
        "how do I change it",
        "add: will it help",
    ):
        other = copy.deepcopy(talk)
        other.say(text)
        waiting.append(other)
    while waiting:
        before = waiting.pop()
        for option in [option for message in before.messages for option in message["options"]]:
            kind = re.sub(r"\d+|add_question:.*", "", option["choice"])
            if kind not in seen:
                seen.add(kind)
                after = copy.deepcopy(before)
                after.choose(option["choice"])
                assert "I am not sure" not in after.text and "older message" not in after.text, option
                waiting.append(after)
    assert len(seen) > 40


@pytest.mark.parametrize("choice", ["theme-x", "stage-x", "setting-x", "meeting-x", "which-x", "yes-", "x"])
def test_a_choice_nobody_offered_does_no_harm(talk: Talk, choice: str) -> None:
    talk.choose("starter:first-review")
    talk.choose(f"question_list:{choice}")
    talk.say("what have I got?")
    assert len(talk.texts) == 9


def test_a_wish_for_a_person_is_never_a_question_for_the_list(talk: Talk) -> None:
    talk.say("I'll write my own question")
    talk.say("I need to talk to somebody", intent="human")
    assert talk.texts == [] and talk.messages[0]["kind"] == "human"


def test_what_is_added_while_noting_is_what_was_agreed(talk: Talk) -> None:
    talk.say("note what was agreed")
    talk.say("add a quiet place at lunch")
    talk.press("School")
    talk.press("Not said")
    assert talk.texts == [] and [action["what"] for action in talk.listed["actions"]] == ["A quiet place at lunch"]


def test_a_full_list_says_that_a_ready_list_had_no_room(talk: Talk) -> None:
    for number in range(40):
        talk.say(f"add: question number {number}")
    talk.choose("starter:first-review")
    assert len(talk.texts) == 40
    assert "no room for all" in talk.text

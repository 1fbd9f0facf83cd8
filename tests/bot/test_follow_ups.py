"""What parents ask about the last answer: how it is read, and that full questions are left alone."""

import itertools
from pathlib import Path

import pytest
import yaml

from bot.actions.clarify import rerank
from bot.actions.follow_up import PARTS
from bot.actions.outside import WITH_A_WAY_ON
from bot.dialogue import follow_ups
from bot.dialogue.follow_ups import (
    FollowUp,
    leans,
    only_tells,
    read_aside,
    read_declined,
    read_follow_up,
    tells_of_someone,
)
from knowledge.curated import load
from tests.bot.list_talk import Talk, responses

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("and who comes to it?", "who_comes"),
        ("Who'll be there", "who_comes"),
        ("so who's in charge of that", "who_does"),
        ("what if they say no?", "refused"),
        ("ok but what if school refuses", "refused"),
        ("what if they don’t do it", "not_done"),
        ("what if it doesn't work", "not_working"),
        ("what happens if its no better by easter", "not_working"),
        ("what if she's still not any better at the end of term", "not_working"),
        ("and if I disagree?", "disagree"),
        ("is that the law?", "law"),
        ("do they have to?", "law"),
        ("where does it say that?", "source"),
        ("can you say that more simply?", "simpler"),
        ("wot does that mean", "simpler"),
        ("tell me more", "more"),
        ("what can I do then?", "what_then"),
        ("what do I say to them?", "words"),
        ("have you got a letter", "words"),
        ("who do I contact about that?", "contact"),
        ("how long does that take?", "how_long"),
        ("whats the deadline", "how_long"),
        ("how often is it", "how_often"),
        ("and then?", "after"),
        ("can I have it in writing", "copy"),
        ("who pays for it", "who_pays"),
        ("is it free", "free"),
        ("how long wait", "how_long"),
        ("say that again", "simpler"),
        ("i can say no?", "consent"),
        ("do i have to agree to it", "consent"),
        ("how i meet this person", "meet"),
        ("no, not that", "not_that"),
        ("that's not what i asked!", "not_that"),
        ("none of these", "not_that"),
        ("yes please", "yes"),
        ("no thanks", "no"),
    ],
)
def test_a_follow_up_is_told_by_its_words(text: str, kind: str) -> None:
    assert read_follow_up(text) == FollowUp(kind)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the second one", 2),
        ("the first", 1),
        ("number 3", 3),
        ("the last one please", -1),
        ("option two", 2),
        ("3rd", 3),
    ],
)
def test_a_choice_is_told_by_its_place(text: str, place: int) -> None:
    assert read_follow_up(text) == FollowUp("pick", place=place)


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("no, I meant at college", "college"),
        ("and for nursery?", "early_years"),
        ("she's in nursery not school", "early_years"),
        ("what about sixth form", "college"),
        ("no, at school", "school"),
        ("my son is 17", "age_16"),
    ],
)
def test_a_setting_is_told_by_its_name(text: str, setting: str) -> None:
    assert read_follow_up(text) == FollowUp("setting", setting=setting)


@pytest.mark.parametrize(
    "text",
    [
        "who comes to a review meeting",
        "what if the plan says no homework",
        "how long does an EHC assessment take",
        "is one-to-one help the law",
        "he wont go to school",
        "what do I say to the SENCO about his speech therapy",
        "I work at a college and my son has a meeting on Friday",
        "add the second one to my list",
        "",
        "?!",
    ],
)
def test_a_message_with_a_subject_of_its_own_is_no_follow_up(text: str) -> None:
    assert read_follow_up(text) is None


def test_hardly_any_question_about_a_topic_is_taken_for_a_follow_up() -> None:
    topics = set(load().guidance.topics)
    taken = []
    total = 0
    for path in (ROOT / "bot/data/nlu").glob("*.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if entry.get("intent") not in topics:
                continue
            for line in entry["examples"].splitlines():
                total += 1
                if read_follow_up(line.removeprefix("- ")) or read_aside(line.removeprefix("- ")):
                    taken.append(line)
    assert len(taken) <= total / 500, taken


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("will we win?", "prediction"),
        ("what are our chances", "prediction"),
        ("do you think they'll say yes", "prediction"),
        ("is our school rubbish?", "opinion"),
        ("what do you think of our senco", "opinion"),
        ("will I lose my child benefit", None),
        ("our school is rubbish at writing things down, how do I get the plan on paper", None),
    ],
)
def test_what_nobody_can_tell_is_noticed(text: str, name: str | None) -> None:
    assert read_aside(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("are you a robot", "identity"),
        ("am I talking to a human being right now", "identity"),
        ("is there anyone there who can help him in class", None),
        ("is my daughter's school breaking the law", "opinion"),
    ],
)
def test_what_the_guide_is_gets_an_answer(text: str, name: str | None) -> None:
    assert read_aside(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("am i a bad mum", "self_blame"),
        ("this bot is useless", "upset"),
        ("what's the capital of France", None),
    ],
)
def test_what_is_outside_is_sent_where_it_belongs(text: str, name: str | None) -> None:
    assert read_declined(text) == name


def test_a_message_that_only_tells_of_the_child_is_noticed() -> None:
    assert only_tells("well she is in year four and um shes seven no sorry shes eight")
    assert only_tells("year 9")
    assert not only_tells("what about year 9")
    assert not only_tells("she is in year four and cannot read")


def test_a_message_may_tell_of_the_writer_s_life() -> None:
    assert tells_of_someone("she'd rather walk in the rain than go on the bus, so we walk, me and the umbrella")
    assert tells_of_someone("hes lost his coat again")
    assert not tells_of_someone("what's the capital of France")
    assert not tells_of_someone("pizza recipe")
    assert not tells_of_someone("can he have a new coat")
    assert not tells_of_someone("my boiler is broken?")


def test_what_is_only_told_is_not_refused(talk: Talk) -> None:
    talk.say("we saw a heron on the way to school", "out_of_scope")
    assert "Thank you for telling me" in talk.text
    talk.say("he wants it to be a flamingo", "out_of_scope")
    assert "Thank you" not in talk.text


def test_what_is_asked_outside_is_refused(talk: Talk) -> None:
    talk.say("what's the capital of France", "out_of_scope")
    assert "outside what I can help with" in talk.text


def test_every_kind_of_follow_up_has_an_answer() -> None:
    written = yaml.safe_load(follow_ups.PATTERNS.read_text(encoding="utf-8"))
    answered = {*PARTS, *load().guidance.follow_ups}
    assert set(written["kinds"]) <= answered
    assert {"after"} <= answered


def test_words_that_point_back_lean_on_what_was_said() -> None:
    assert leans("and the head teacher?")
    assert leans("would it be every term")
    assert not leans("who is the senco")


def test_after_an_answer_its_neighbours_are_likelier(talk: Talk) -> None:
    ranking = {"senco": 0.3, "who_attends": 0.25, "exclusion": 0.2}
    assert next(iter(rerank(ranking, "what_happens_at_meetings"))) == "who_attends"
    assert next(iter(rerank(ranking, "ehc_timescales"))) == "senco"


def test_the_guide_asks_back_in_another_way_each_time(talk: Talk) -> None:
    said = [talk.say("the thing", "nlu_fallback")[0] for _ in range(6)]
    assert [message["kind"] for message in said] == ["clarify", "clarify", "human", "prompt", "human", "prompt"]
    assert all(one["text"] != other["text"] for one, other in itertools.pairwise(said))
    for message in said[:2]:
        assert 2 <= len([option for option in message["options"] if option["topic"]]) <= 3
    offered = [{option["topic"] for option in message["options"] if option["topic"]} for message in said[:2]]
    assert not offered[0] & offered[1]


def test_what_is_outside_is_answered_by_its_kind(talk: Talk) -> None:
    for kind in WITH_A_WAY_ON:
        talk = Talk()
        said = talk.say("something about it", kind)[0]
        assert responses()[f"utter_{kind}"][0]["text"].startswith(said["text"][:40])


def test_two_kinds_of_outside_are_no_reason_to_ask_back(talk: Talk) -> None:
    ranking = [{"name": "place", "confidence": 0.4}, {"name": "benefits", "confidence": 0.3}]
    said = talk.say("who pays for the bus to school", "nlu_fallback", ranking)[0]
    assert said["kind"] == "out_of_scope" and "school places" in said["text"]
    assert talk.say("the thing", "nlu_fallback", [{"name": "place", "confidence": 0.4}])[0]["kind"] == "clarify"

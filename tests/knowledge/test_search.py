"""What an adviser types with a caller on the phone finds the topic: shorthand, other words, slips of the finger."""

import pytest

from knowledge.search import read_query
from knowledge.store import Store
from tests.knowledge.conftest import Folder

FIRST = {
    "one to one": "teaching_assistant",
    "1:1": "teaching_assistant",
    "LSA": "teaching_assistant",
    "EHCP refused": "ehc_refused",
    "appeal": "ehc_refused",
    "EHCNA": "ehc_assessment_request",
    "20 weeks": "ehc_timescales",
    "annual review": "ehc_annual_review",
    "suspended": "exclusion",
    "kicked out": "exclusion",
    "sent home early": "exclusion",
    "reduced timetable": "part_time_timetable",
    "EBSA": "school_avoidance",
    "home schooling": "home_education",
    "IEP": "school_plan",
    "pupil passport": "school_plan",
    "K code": "sen_register",
    "ed psych": "specialist_advice",
    "SALT": "specialist_advice",
    "money": "sen_funding",
    "autism": "diagnosis_not_needed",
    "nursery": "early_years_support",
    "sixth form": "college_support",
    "best endeavours": "school_duties",
    "white paper": "law_changes",
    "minutes of the meeting": "meeting_notes",
    "APDR": "graduated_approach",
    "subject access request": "school_records",
    "ombudsman": "complaints",
}
MISSPELT = {
    "exlusion": "exclusion",
    "ombudsmen": "complaints",
    "reasonable ajustments": "reasonable_adjustments",
    "appeel": "ehc_refused",
    "dyslexa": "diagnosis_not_needed",
    "sencos": "senco",
    "speach therapy": "specialist_advice",
    "behavior": "behaviour_and_sen",
    "BULLYING": "concerns_taken_seriously",
}
AMONG_THREE = {
    "EHCP": "ehc_plan",
    "senco wont reply": "asking_for_a_meeting",
    "school refuser": "school_avoidance",
    "transition to secondary": "moving_school",
    "stressed mum": "family_support",
    "supply teacher": "staff_awareness",
    "can he bring a friend": "bringing_someone",
    "how often meetings": "meeting_frequency",
    "disability discrimination": "reasonable_adjustments",
    "parents\u2019 evening": "annual_report",
    "mediation": "ehc_refused",
}


@pytest.mark.parametrize(("query", "topic"), [*FIRST.items(), *MISSPELT.items()])
def test_the_topic_is_found_first(real_store: Store, query: str, topic: str) -> None:
    assert real_store.search(query)[0].id == topic


@pytest.mark.parametrize(("query", "topic"), AMONG_THREE.items())
def test_the_topic_is_among_the_first_three(real_store: Store, query: str, topic: str) -> None:
    assert topic in [entry.id for entry in real_store.search(query)[:3]]


@pytest.mark.parametrize("query", ("xyzzy", "football", "", " ", '"', "*", "(((", "\u0000", "\U0001f600", "_"))
def test_what_is_about_nothing_finds_nothing(real_store: Store, query: str) -> None:
    assert real_store.search(query) == []


@pytest.mark.parametrize(
    "query",
    ('plan" OR "1', "NEAR(plan meeting)", "title:plan", "plan*", "AND OR NOT", "'; DROP TABLE topics; --", "a " * 99),
)
def test_no_word_of_a_query_is_taken_for_an_order(real_store: Store, query: str) -> None:
    real_store.search(query)
    assert len(real_store.topics()) > 80


def test_few_topics_are_found_and_none_twice(real_store: Store) -> None:
    for query in (*FIRST, *AMONG_THREE):
        found = [entry.id for entry in real_store.search(query)]
        assert len(found) == len(set(found)) <= 12


def test_our_words_take_the_place_of_theirs_the_longest_phrase_first() -> None:
    synonyms = {"ed": "home", "ed psych": "specialist advice", "ta": "assistant"}
    assert read_query("Ed Psych, TA and tap", synonyms, {"specialist"}) == [
        "specialist",
        "advice",
        "assistant",
        "and",
        "tap",
    ]


def test_a_synonym_for_a_word_that_no_page_has_is_named(folder: Folder) -> None:
    line = folder.change("synonyms.yml", "gathering: meeting", "gathering: conclave meeting")
    assert folder.content() == [f"synonyms.yml:{line}: gathering: no page has the word 'conclave', so it finds nothing"]

"""Each check fires on the mistake it is for, at its line, and not on good guidance."""

from datetime import date

import pytest

from knowledge.checks import Grader, check, is_checked, spelling
from knowledge.curated import read
from tests.knowledge.conftest import TODAY, Folder

OFTEN = "topics/meetings/often.md"
NOTES = "topics/meetings/notes.md"
TOLD = "topics/rights/told.md"
LONG = "We talk about it and we " + "talk and " * 12 + "go."


def test_good_guidance_passes(folder: Folder) -> None:
    assert folder.content() == []


TOPIC = {
    "must without a law cited": (
        OFTEN,
        "You talk",
        "They must talk",
        "detail.0: says 'must' or 'by law' but cites no source whose force is must",
    ),
    "by law without a law cited": (
        OFTEN,
        "You talk",
        "By law you talk",
        "detail.0: says 'must' or 'by law' but cites no source whose force is must",
    ),
    "must in a topic without a law": (
        NOTES,
        "School should give",
        "School must give",
        "short: says 'must' or 'by law', but the topic has no source whose force is must",
    ),
    "must in a step of a topic without a law": (
        NOTES,
        "Ask who writes",
        "They must write",
        "steps.0: says 'must' or 'by law', but the topic has no source whose force is must",
    ),
    "a reference that is not listed": (
        OFTEN,
        "[code 6.65]",
        "[code 6.66]",
        "detail.0: code 6.66 is cited here but not listed under sources",
    ),
    "a place that nobody checked": (
        NOTES,
        'reference: "6.71"',
        'reference: "5.71"',
        "sources.0: '5.71' is not among the checked places of Code in works.yml",
    ),
    "a force that the work cannot have": (
        TOLD,
        '    reference: "68"\n    force: must',
        '    reference: "68"\n    force: should',
        "sources.0: Act cannot state a duty of force 'should'",
    ),
    "a duty of must without a law": (
        NOTES,
        "duty: good_practice",
        "duty: must",
        "duty: 'must' needs a source whose force is must",
    ),
    "a duty of should without guidance": (
        TOLD,
        "duty: must",
        "duty: should",
        "duty: 'should' needs a source whose force is should",
    ),
    "a place name": (
        OFTEN,
        "- Ask for the dates now.",
        "- Ask the council in Devon.",
        "steps.0: names one area; local detail belongs in the area's own file",
    ),
    "a place name in a letter": (
        OFTEN,
        "Dear [name],",
        "Dear DIAS,",
        "letters.0: names one area; local detail belongs in the area's own file",
    ),
    "a long sentence": (
        OFTEN,
        "Bring your own list.",
        LONG,
        "short: a sentence has 31 words; at most 25: We talk about it",
    ),
    "hard words": (
        OFTEN,
        "You talk about how your child is doing.",
        "Comprehensive developmental considerations necessitate multidisciplinary deliberation.",
        "detail: reads at grade ",
    ),
    "a short answer that is long": (
        OFTEN,
        "Bring your own list.",
        "We meet you. " * 21,
        "short: has 71 words; at most 70",
    ),
    "American spelling": (
        OFTEN,
        "Bring your own list.",
        "Bring your favorite list.",
        "short: 'favorite' is spelt 'favourite' in British English",
    ),
    "a misspelling": (
        OFTEN,
        "Ask for the dates now.",
        "Ask for the dates tommorow.",
        "steps.0: 'tommorow' is spelt 'tomorrow' in British English",
    ),
    "a curly quote": (
        OFTEN,
        "Could we set",
        "Could \u2018we\u2019 set",
        "words.0: use straight quotes, not curly ones",
    ),
    "an unknown topic in see_also": (
        OFTEN,
        "see_also: [notes, told]",
        "see_also: [notes, tolt]",
        "see_also: 'tolt' is not a topic",
    ),
    "itself in see_also": (
        OFTEN,
        "see_also: [notes, told]",
        "see_also: [often]",
        "see_also: a topic need not point to itself",
    ),
    "an unknown notice": (
        OFTEN,
        "notice: reform",
        "notice: reforms",
        "notice: 'reforms' is not in notices.yml",
    ),
    "a review in the future": (
        OFTEN,
        "reviewed: 2026-11-22",
        "reviewed: 2026-11-23",
        "reviewed: 2026-11-23 lies in the future",
    ),
    "a next review before the last": (
        OFTEN,
        "review_by: 2027-05-22",
        "review_by: 2026-11-22",
        "review_by: the next review has to come after the last",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "told"), TOPIC.values(), ids=TOPIC)
def test_a_mistake_in_a_topic_is_found(folder: Folder, name: str, old: str, new: str, told: str) -> None:
    folder.change(name, old, new)
    found = [mistake.split(": ", 1) for mistake in folder.content()]
    assert {place.split(":")[0] for place, _ in found} == {name}
    assert any(sentence.startswith(told) for _, sentence in found), found


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("You talk", "They must talk", 23),
        ("Could we set", "Could \u2018we\u2019 set", 41),
        ('reference: "6.65"', 'reference: "5.65"', 5),
        ("Bring your own list.", "Bring your favorite list.", 17),
        ("could we meet", "could DIAS meet", 43),
    ],
)
def test_a_mistake_is_found_at_its_line(folder: Folder, old: str, new: str, line: int) -> None:
    folder.change(OFTEN, old, new)
    lines = {int(mistake.split(":")[1]) for mistake in folder.content()}
    assert line in lines


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Could we set", "You must set"),
        ("could we meet", "you must meet us"),
        ("Bring your own list.", 'A "must" is law.'),
        ("Bring your own list.", "Good programmes and practice count. Check the story."),
    ],
)
def test_what_is_no_mistake_is_let_pass(folder: Folder, old: str, new: str) -> None:
    folder.change(OFTEN, old, new)
    assert folder.content() == []


def test_a_topic_is_overdue_the_day_after_its_date(folder: Folder) -> None:
    assert folder.content(date(2027, 1, 22)) == []
    line = folder.change(TOLD, "review_by: 2027-01-22", "review_by: 2027-01-22 # soon")
    assert folder.content(date(2027, 1, 23)) == [f"{TOLD}:{line}: review_by: was due for review on 2027-01-22"]


def test_short_answers_that_say_nearly_the_same_are_found(folder: Folder) -> None:
    folder.change(NOTES, "School should give you the notes after each talk.", "School should meet you three times.")
    line = folder.change(
        TOLD,
        "School must tell you when your child gets extra help.",
        "School should meet you four times.",
    )
    assert folder.content() == [f"{TOLD}:{line - 2}: short: says nearly the same as notes"]


def test_a_question_of_no_topic_is_found(folder: Folder) -> None:
    folder.change("questions/rights.yml", "told:", "tolt:")
    assert folder.content() == [
        "questions/rights.yml:2: told-when: 'tolt' is not a topic",
        "questions/rights.yml:3: told-what: 'tolt' is not a topic",
        "questions/rights.yml:4: told-why: 'tolt' is not a topic",
        f"{TOLD}:1: questions: has 0 questions in the question bank; 3 to 6 are wanted",
    ]


def test_two_questions_that_ask_the_same_are_found(folder: Folder) -> None:
    folder.change("questions/rights.yml", "What is the help?", "Who  writes the NOTES")
    assert folder.content() == ["questions/rights.yml:3: told-what: asks the same as notes-who"]


def test_a_misspelt_question_is_found(folder: Folder) -> None:
    folder.change("questions/rights.yml", "What is the help?", "Which color is the help?")
    assert folder.content() == ["questions/rights.yml:3: told-what: 'color' is spelt 'colour' in British English"]


@pytest.mark.parametrize("number", [2, 7])
def test_a_topic_with_too_few_or_too_many_questions_is_found(folder: Folder, number: int) -> None:
    question = "  - {{id: told-{0}, text: What is {0}?, stages: [do], theme: rights, settings: [any]}}\n"
    folder.write("questions/rights.yml", "told:\n" + "".join(question.format(n) for n in range(number)))
    folder.change("starters/first-review.yml", ", told-when", "")
    found = [mistake for mistake in folder.content() if "the bank holds" not in mistake]
    assert found == [f"{TOLD}:1: questions: has {number} questions in the question bank; 3 to 6 are wanted"]


def test_a_bank_that_is_too_small_is_found(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.checks.BANK_SIZE", 160)
    assert folder.content() == ["questions:1: file: the bank holds 9 questions; 160 are wanted"]


def test_a_starter_with_an_unknown_question_is_found(folder: Folder) -> None:
    folder.change("starters/first-review.yml", "told-when", "told-wen")
    assert folder.content() == ["starters/first-review.yml:1: questions: 'told-wen' is not in the bank"]


def test_a_danger_with_an_unknown_contact_is_found(folder: Folder) -> None:
    folder.change("dangers.yml", "[emergency]", "[emergency, police]")
    assert folder.content() == ["dangers.yml:1: danger_now: 'police' is not in contacts.yml"]


def test_an_area_that_adds_to_an_unknown_topic_is_found(folder: Folder) -> None:
    folder.change("areas/devon.yml", "  often:", "  oftn:")
    assert folder.content() == ["areas/devon.yml:1: topics: 'oftn' is not a topic"]


def test_the_area_for_everybody_else_may_not_be_missing(folder: Folder) -> None:
    (folder.root / "areas/england.yml").unlink()
    assert folder.content() == ["areas:1: file: england.yml, the area for everybody else, is missing"]


def test_a_topic_without_a_page_and_a_page_without_a_topic_are_found(folder: Folder) -> None:
    folder.change("topics.yml", "    told: ", "    heard: ")
    assert folder.content() == [
        "topics/rights/heard.md:1: file: this topic has no page yet",
        f"{TOLD}:1: file: topics.yml has no topic 'told' in the group 'rights'",
    ]


def test_a_broken_page_does_not_make_the_others_look_wrong(folder: Folder) -> None:
    folder.change(OFTEN, "duty: should", "duty: shall")
    folder.change(NOTES, "see_also: [often]", "see_also: [often, oftn]")
    curated, mistakes = read(folder.root)
    assert [mistake.field for mistake in mistakes] == ["duty"]
    assert [mistake.sentence for mistake in check(curated, TODAY)] == ["'oftn' is not a topic"]


@pytest.mark.parametrize(
    ("reference", "known"),
    [
        ("6.65", True),
        ("6.44-6.56", True),
        ("68", True),
        ("Introduction i", True),
        ("6.100", False),
        ("6.90-6.100", False),
        ("7.1", False),
        ("6", False),
        ("Schedule 1", False),
        ("", False),
    ],
)
def test_a_place_counts_as_checked_within_the_ranges_of_its_work(reference: str, known: bool) -> None:
    assert is_checked(reference, ("Introduction i-xxv", "6.1-6.99", "68")) is known


def test_official_terms_and_citations_do_not_raise_the_grade() -> None:
    grader = Grader({"special educational needs": "needs"})
    text = "Ask about special educational needs. (Act, section 68)"
    assert grader.plain(text) == "Ask about needs."
    assert grader.grade(text) < grader.grade("Ask about special educational requirements.")


def test_abbreviations_are_not_taken_for_misspellings() -> None:
    assert spelling("The FO and the IEP") == []
    assert spelling("Wich organization") == [
        "'Wich' is spelt 'which' in British English",
        "'organization' is spelt 'organisation' in British English",
    ]


def test_a_follow_up_to_an_unknown_topic_is_found(folder: Folder) -> None:
    folder.change("follow_ups.yml", "notes: often", "notes: offen")
    assert folder.content() == ["follow_ups.yml:1: how_often: 'offen' is not a topic or group"]


def test_a_remark_on_an_unknown_topic_is_found(folder: Folder) -> None:
    folder.change("told.yml", "topics: [told]", "topics: [tolled]")
    assert folder.content() == ["told.yml:1: foster_carer: 'tolled' is not a topic"]


def test_a_reply_without_999_is_found(folder: Folder) -> None:
    folder.change("languages.yml", "Zadzwoń 999.", "Zadzwoń.")
    assert folder.content() == ["languages.yml:1: pl: the text has to name 999"]

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import knowledge
from knowledge.models import Letter
from tests.web_widget.downloads_samples import HOSTILE, QUESTIONS, longest, sample
from web_widget.downloads.mail import LONGEST_LINK, find_letter, make_draft
from web_widget.downloads.sheet import Sheet
from web_widget.wording import say

GUIDANCE = Path(knowledge.__file__).parent / "topics" / "meetings" / "preparing_for_a_meeting.md"


@dataclass
class OneTopic:
    """A store that knows the letters of one topic."""

    letters: list[Letter]

    def topic(self, topic_id: str) -> "OneTopic | None":
        return self if topic_id == GUIDANCE.stem else None


@pytest.fixture(scope="module")
def letter() -> str:
    """As it stands in the guidance."""
    _, *parts = GUIDANCE.read_text(encoding="utf-8").split("\n## Letter: ")
    letters = [Letter(title=title, text=text) for title, _, text in (part.partition("\n\n") for part in parts)]
    store: Any = OneTopic(letters)
    return find_letter(store)


def body_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["body"][0].replace("\r\n", "\n")


def test_the_guidance_has_the_letter_and_the_places_where_the_questions_go(letter: str) -> None:
    assert letter != say("mail_short")
    for beginning in say("mail_own_questions").splitlines():
        assert f"\n\n{beginning}" in letter


def test_the_parents_questions_take_the_place_of_the_letters_own(letter: str) -> None:
    draft = make_draft(sample(important=(1,)), letter)
    body = body_of(draft.link)

    assert draft.left_out == 0
    assert all(question in body for question in QUESTIONS)
    assert f"1. Most important: {QUESTIONS[1]}" in body
    assert "My first question" not in body
    assert "Thursday 26 November 2026" in body and "[date]" not in body
    assert "subject=Questions%20for%20our%20meeting%20on%20Thursday" in draft.link


def test_the_link_names_nobody_as_its_receiver(letter: str) -> None:
    link = make_draft(sample(["a?cc=x@example.org&bcc=y@example.org#z"]), letter).link

    assert link.startswith("mailto:?subject=")
    assert list(parse_qs(urlsplit(link).query)) == ["subject", "body"]


def test_a_letter_that_the_guidance_does_not_have_is_replaced_by_a_short_one() -> None:
    store: Any = OneTopic([])

    body = body_of(make_draft(sample(), find_letter(store)).link)
    assert all(question in body for question in QUESTIONS)


def test_without_questions_the_letter_is_as_the_guidance_has_it(letter: str) -> None:
    body = body_of(make_draft(sample([], meeting_date=None), letter).link)

    assert body == letter


@pytest.mark.parametrize("sheet", [longest(), sample(HOSTILE), sample(["ش" * 300] * 40), sample(["\U0001f600" * 300])])
def test_a_link_is_never_too_long_and_says_how_many_questions_are_left_out(sheet: Sheet, letter: str) -> None:
    draft = make_draft(sheet, letter)

    assert len(draft.link) <= LONGEST_LINK
    body = body_of(draft.link)
    if draft.left_out:
        assert say("mail_rest", count=draft.left_out) in body
    assert sum(question.words.text in body for question in sheet.questions) >= len(sheet.questions) - draft.left_out

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from knowledge.letters import action_line, find_letter
from knowledge.models import Letter
from knowledge.store import Store
from tests.web_widget.downloads_samples import ACTIONS, HOSTILE, QUESTIONS, longest, sample
from web_widget.downloads.mail import LONGEST_LINK, make_draft
from web_widget.downloads.sheet import Sheet
from web_widget.wording import say


@pytest.fixture(scope="module")
def ahead(store: Store) -> str:
    """As it stands in the guidance."""
    return find_letter(store, "questions_ahead") or ""


@pytest.fixture(scope="module")
def chaser(store: Store) -> str:
    return find_letter(store, "ask_for_notes") or ""


def body_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["body"][0].replace("\r\n", "\n")


def test_the_guidance_has_both_letters_and_the_places_that_are_filled_in(ahead: str, chaser: str) -> None:
    assert "\n\nMy first question" in ahead and "meeting on [date]" in ahead
    assert "\n\n[first thing that was agreed" in chaser
    assert "meeting me on [date]" in chaser and "[date, or not agreed yet]" in chaser


def test_the_parents_questions_take_the_place_of_the_letters_own(ahead: str) -> None:
    draft = make_draft("questions_ahead", sample(important=(1,)), ahead)

    assert draft.subject == "Questions for our meeting on Thursday 26 November 2026"
    assert all(question in draft.text for question in QUESTIONS)
    assert f"1. Most important: {QUESTIONS[1]}" in draft.text
    assert "My first question" not in draft.text and "My third question" not in draft.text
    assert "We are meeting on Thursday 26 November 2026 at [time]" in draft.text


def test_braces_in_a_parents_words_mean_nothing() -> None:
    assert action_line("{who}", "{what}", "{who} {by} {0") == "{who} (who: {what}, by when: {who} {by} {0)"


def test_what_was_agreed_goes_into_the_message_that_asks_for_the_notes(chaser: str) -> None:
    sheet = sample(meeting_date="2026-11-19", actions=ACTIONS, next_meeting="2027-03-12")
    draft = make_draft("ask_for_notes", sheet, chaser)

    assert draft.left_out == 0 and body_of(draft.link) == draft.text
    assert "Thank you for meeting me on Thursday 19 November 2026 about" in draft.text
    assert "1. Test his reading (who: the SENCO, by when: 5 December)\n2. A quiet place at lunch" in draft.text
    assert "Our next meeting: Friday 12 March 2027" in draft.text
    assert "[first thing" not in draft.text and "[second thing" not in draft.text
    # By when the notes should come is the parent's to say.
    assert "send me a copy by [date]" in draft.text


def test_a_meeting_that_is_still_to_come_has_no_notes(chaser: str) -> None:
    draft = make_draft("ask_for_notes", sample(meeting_date="2026-11-26", actions=ACTIONS), chaser)

    assert draft.subject == "Notes of our meeting"
    assert "meeting me on [date]" in draft.text and "[date, or not agreed yet]" in draft.text


def test_the_link_names_nobody_as_its_receiver(ahead: str) -> None:
    link = make_draft("questions_ahead", sample(["a?cc=x@example.org&bcc=y@example.org#z"]), ahead).link

    assert link.startswith("mailto:?subject=")
    assert list(parse_qs(urlsplit(link).query)) == ["subject", "body"]


def test_a_letter_that_the_guidance_does_not_have_is_replaced_by_a_short_one() -> None:
    questions = body_of(make_draft("questions_ahead", sample(), None).link)
    assert all(question in questions for question in QUESTIONS)
    agreed = body_of(make_draft("ask_for_notes", sample(actions=ACTIONS), None).link)
    assert "Test his reading" in agreed and "[first thing" not in agreed


def test_a_topic_without_the_letter_has_none() -> None:
    class OneTopic:
        letters = (Letter(title="Another", text="Dear school"),)

        def topic(self, topic_id: str) -> "OneTopic | None":
            return self if topic_id == "meeting_notes" else None

    store: Any = OneTopic()
    assert find_letter(store, "ask_for_notes") is None
    assert find_letter(store, "questions_ahead") is None


def test_without_questions_the_letter_is_as_the_guidance_has_it(ahead: str) -> None:
    draft = make_draft("questions_ahead", sample([], meeting_date=None), ahead)

    assert draft.text == ahead == body_of(draft.link)


@pytest.mark.parametrize("sheet", [longest(), sample(HOSTILE), sample(["ش" * 300] * 40), sample(["\U0001f600" * 300])])
def test_a_link_is_never_too_long_and_says_what_is_left_out(sheet: Sheet, ahead: str, chaser: str) -> None:
    for name, letter, lines in (
        ("questions_ahead", ahead, [question.words.text for question in sheet.questions]),
        ("ask_for_notes", chaser, [action.what.text for action in sheet.actions]),
    ):
        draft = make_draft(name, sheet, letter)  # type: ignore[arg-type]
        body = body_of(draft.link)
        assert len(draft.link) <= LONGEST_LINK
        if draft.left_out:
            assert say(f"mail_{name}_rest", count=draft.left_out) in body
        assert sum(line in body for line in lines) >= len(lines) - draft.left_out
        # The page shows all of them, to be copied.
        assert all(line in draft.text for line in lines)

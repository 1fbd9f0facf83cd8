from datetime import date

import pytest

from knowledge.store import Store
from tests.web_widget.downloads_samples import sample
from web_widget.downloads.room import ON_MORE_PAGES
from web_widget.downloads.sheet import clean, make_sheet, written
from web_widget.downloads.word import SPARE
from web_widget.schemas import QuestionList


def test_a_date_is_written_in_british_words() -> None:
    assert written(date(2026, 11, 6)) == "Friday 6 November 2026"


def test_the_important_questions_come_first_and_the_rest_keeps_the_parents_order() -> None:
    sheet = sample(["one", "two", "three", "four"], important=(1, 3))

    assert [question.words.text for question in sheet.questions] == ["two", "four", "one", "three"]
    assert [question.important for question in sheet.questions] == [True, True, False, False]


def test_a_long_list_asks_to_choose_three_until_some_are_marked() -> None:
    assert sample().asks_to_choose
    assert not sample(important=(0,)).asks_to_choose
    assert not sample(["only one"]).asks_to_choose


def test_an_empty_list_is_still_a_sheet() -> None:
    sheet = make_sheet(QuestionList(), date(2026, 11, 22), "guide.example.org")

    assert sheet.title.text == "My questions for the meeting"
    assert (sheet.meeting_date, sheet.stage, sheet.questions, sheet.notes) == (None, None, (), ())


def test_words_are_read_in_the_direction_of_their_first_letter() -> None:
    sheet = sample(["English שלום", "1. שלום English", "123 ?"])

    assert [question.words.direction for question in sheet.questions] == ["ltr", "rtl", "ltr"]


def test_each_line_of_the_notes_stays_a_line() -> None:
    assert [note.text for note in sample(notes="one\r\ntwo\n\n  three\u2028four").notes] == [
        "one",
        "two",
        "three",
        "four",
    ]


def test_cleaning_loses_nothing_that_can_be_seen_and_keeps_nothing_that_xml_forbids() -> None:
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x12000), 0x1F600, 0x10FFFF)))
    cleaned = clean(every)

    assert clean(cleaned) == cleaned
    assert [letter for letter in cleaned if letter.isprintable()] == [c for c in every if c.isprintable()]
    assert set(cleaned) & {*map(chr, range(0x20)), "\ufffe", "\uffff", "\u2028", "\u202e"} == {"\t", "\n"}
    assert clean("one\r\ntwo\rthree\u2028four\x0cfive") == "one\ntwo\nthree\nfour\nfive"


@pytest.mark.parametrize("spare", (0, SPARE))
def test_every_ready_list_with_two_notes_fits_on_one_page(store: Store, spare: int) -> None:
    for starter in store.starters():
        questions = [question.text for entry in starter.questions if (question := store.question(entry))]
        room = sample(questions, important=(0,), notes="Bring the report.\nAsk about the trip.").room(False, spare)
        assert room.answers and room != ON_MORE_PAGES, starter.id

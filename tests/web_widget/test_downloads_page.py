from html.parser import HTMLParser

import pytest

from tests.web_widget.downloads_samples import ACTIONS, HOSTILE, QUESTIONS, longest, sample
from web_widget.downloads.page import render_page
from web_widget.downloads.sheet import clean


class Reader(HTMLParser):
    """The elements of a page, and the words of each."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_holds_all_that_belongs_on_the_sheet() -> None:
    page = Reader(render_page(sample(important=(1,), notes="Bring the report")))

    for words in (
        *QUESTIONS,
        "Thursday 26 November 2026",
        "Review (",
        "Most important",
        "Who will do what, by when",
        "Bring the report",
        "Date of the next meeting:",
        "Made with the SEN support guide (guide.example.org) on Sunday 22 November 2026.",
        "keeps names out",
    ):
        assert words in page.text
    assert ("lang", "en-GB") in page.attributes
    assert page.attributes.count(("scope", "col")) == 3


def test_what_was_agreed_fills_the_table_and_rows_are_left_to_write() -> None:
    page = Reader(render_page(sample(actions=ACTIONS, next_meeting="2027-03-12")))

    for words in ("Test his reading", "the SENCO", "5 December", "A quiet place at lunch", "Friday 12 March 2027"):
        assert words in page.text
    empty = Reader(render_page(sample()))
    assert page.tags.count("tr") >= 1 + len(ACTIONS) + 2
    assert empty.tags.count("tr") >= 4


def test_an_empty_list_says_so_and_leaves_room_to_write() -> None:
    page = Reader(render_page(sample([])))

    assert "There are no questions in your list yet." in page.text
    assert page.tags.count("li") == 6


def test_nothing_a_parent_wrote_becomes_part_of_the_page_itself() -> None:
    plain = Reader(render_page(sample(["x"] * len(HOSTILE), title="x", notes="x")))
    hostile = Reader(render_page(sample(HOSTILE, title=HOSTILE[0][:120], notes=HOSTILE[3])))

    assert sorted(set(hostile.tags)) == sorted(set(plain.tags))
    assert {name for name, _ in hostile.attributes} == {name for name, _ in plain.attributes}
    for text in HOSTILE:
        assert " ".join(clean(text).split()) in hostile.text


def test_the_page_asks_for_nothing_from_anywhere() -> None:
    page = Reader(render_page(sample()))

    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert not {"src", "href", "style"} & {name for name, _ in page.attributes}
    assert "url(" not in render_page(sample())


def test_the_longest_list_is_there_whole() -> None:
    text = Reader(render_page(longest())).text

    assert all(question.words.text in text for question in longest().questions)


@pytest.mark.parametrize("large", [False, True])
def test_large_print_is_a_choice(large: bool) -> None:
    assert ('<body class="large">' in render_page(sample(), large)) is large

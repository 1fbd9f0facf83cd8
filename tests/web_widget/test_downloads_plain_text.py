from tests.web_widget.downloads_samples import ACTIONS, HOSTILE, longest, sample
from web_widget.downloads.plain_text import render_text


def test_it_is_72_columns_wide_and_in_order() -> None:
    text = render_text(
        sample(["First question of the list?", "A short one?"], important=(1,), notes="Bring the report")
    )

    assert max(map(len, text.splitlines())) <= 72
    order = [
        "My questions for the meeting",
        "Thursday 26 November 2026",
        " 1. Most important: A short one?",
        " 2. First question of the list?",
        "Who will do what, by when",
        "Bring the report",
        "Date of the next meeting",
        "Made with the SEN support guide",
    ]
    assert sorted(order, key=text.index) == order


def test_what_was_agreed_is_there_and_room_is_left_to_write() -> None:
    text = render_text(sample(actions=ACTIONS, next_meeting="2027-03-12"))

    assert " 1. What will be done: Test his reading\n    Who: the SENCO\n    By when: 5 December\n\n 2. What" in text
    assert "What will be done: ____" in text
    assert "Date of the next meeting: Friday 12 March 2027" in text


def test_an_empty_list_says_so_and_leaves_room_to_write() -> None:
    text = render_text(sample([]))

    assert "There are no questions in your list yet." in text
    assert " 6. ____" in text


def test_the_longest_list_is_there_whole_within_the_columns() -> None:
    text = render_text(longest())

    assert max(map(len, text.splitlines())) <= 72
    joined = "".join(text.split())
    assert all("".join(question.words.text.split()) in joined for question in longest().questions)


def test_what_a_parent_wrote_is_not_run_or_escaped() -> None:
    text = render_text(sample(HOSTILE))

    assert "{{ 7 * 7 }}" in text
    assert "<script>alert(1)</script>" in text
    assert "&amp;" not in text

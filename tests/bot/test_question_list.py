"""The list's pure operations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.lists.question_list import (
    ListAction,
    ListRefused,
    QuestionList,
    add_action,
    add_bank_question,
    add_note,
    add_own_words,
    add_starter,
    keep_only,
    mark_important,
    move,
    read_list,
    remove,
    replace,
    replace_by_hand,
    reword,
    set_date,
    set_meeting,
    start_again,
    swap,
)
from knowledge.list_limits import LONGEST_NOTES, LONGEST_QUESTION, MOST_ACTIONS, MOST_QUESTIONS
from knowledge.models import Question, Starter


def bank(name: str) -> Question:
    return Question(
        id=name, text=f"What about {name}?", topic="senco", stages=("any",), theme="people", settings=("any",)
    )


def listed(*words: str) -> QuestionList:
    made = QuestionList()
    for text in words:
        made = add_own_words(made, text)
    return made


def texts(made: QuestionList) -> list[str]:
    return [question.text for question in made.questions]


def refused(change: object, *arguments: object) -> str:
    with pytest.raises(ListRefused) as caught:
        change(*arguments)  # type: ignore[operator]
    return caught.value.reason


def test_the_empty_list_is_the_contracts_shape_with_a_version() -> None:
    assert read_list(None).json_fields() == {
        "title": "",
        "meeting_date": None,
        "stage": None,
        "questions": [],
        "notes": "",
        "actions": [],
        "next_meeting": None,
        "version": 0,
    }


def test_a_question_is_the_contracts_shape() -> None:
    fields = add_bank_question(QuestionList(), bank("lunch")).json_fields()["questions"]
    assert fields == [{"id": "lunch", "text": "What about lunch?", "topic": "senco", "own": False, "important": False}]


def test_what_was_stored_is_read_back() -> None:
    made = set_date(mark_important(listed("One?", "Two?"), ["own-2"]), date(2027, 3, 12))
    assert read_list(made.json_fields()) == made


def test_own_questions_get_ids_of_their_own() -> None:
    made = remove(listed("One?", "Two?", "Three?"), ["own-1"])
    assert [question.id for question in add_own_words(made, "Four?").questions] == ["own-2", "own-3", "own-4"]


def test_own_words_stay_as_they_are_on_one_line() -> None:
    assert texts(listed("  will they\n watch\x00 her 🙂 =SUM(A1) <b>now</b>")) == [
        "will they watch her 🙂 =SUM(A1) <b>now</b>"
    ]


def test_right_to_left_words_stay() -> None:
    assert texts(listed("هل يمكنه الجلوس في الأمام؟")) == ["هل يمكنه الجلوس في الأمام؟"]


@pytest.mark.parametrize("words", ["", "  ", "?", "🙂", "\n\t"])
def test_words_without_words_are_refused(words: str) -> None:
    assert refused(add_own_words, QuestionList(), words) == "empty"


def test_a_long_question_is_refused_and_not_cut() -> None:
    assert texts(listed("a" * LONGEST_QUESTION)) == ["a" * LONGEST_QUESTION]
    assert refused(add_own_words, QuestionList(), "a" * (LONGEST_QUESTION + 1)) == "long"
    assert refused(reword, listed("One?"), "own-1", "a" * 5_000) == "long"


def test_the_list_holds_forty() -> None:
    made = listed(*(f"Question {number}?" for number in range(MOST_QUESTIONS)))
    assert refused(add_own_words, made, "One more?") == "full"
    assert refused(add_bank_question, made, bank("lunch")) == "full"


def test_nothing_stands_twice() -> None:
    assert refused(add_own_words, listed("One?"), "ONE?") == "already"
    assert refused(add_bank_question, add_bank_question(QuestionList(), bank("lunch")), bank("lunch")) == "already"


def test_several_are_removed_or_kept() -> None:
    made = listed("One?", "Two?", "Three?")
    assert texts(remove(made, ["own-1", "own-3"])) == ["Two?"]
    assert texts(keep_only(made, ["own-1", "own-3"])) == ["One?", "Three?"]


@pytest.mark.parametrize("change", [remove, keep_only, mark_important])
def test_an_id_of_another_list_is_refused(change: object) -> None:
    assert refused(change, listed("One?"), ["elsewhere"]) == "not_there"


def test_a_banks_question_becomes_the_parents_own_by_other_words() -> None:
    made = reword(add_bank_question(QuestionList(), bank("lunch")), "lunch", "Who helps at lunch?")
    (question,) = made.questions
    assert (question.id, question.text, question.own, question.topic) == (
        "own-1",
        "Who helps at lunch?",
        True,
        "senco",
    )
    assert len(add_bank_question(made, bank("lunch")).questions) == 2


@pytest.mark.parametrize(
    ("place", "order"),
    [(1, "CAB"), (2, "ACB"), (3, "ABC"), (0, "CAB"), (-5, "CAB"), (99, "ABC")],
)
def test_a_question_moves_to_a_place(place: int, order: str) -> None:
    assert "".join(texts(move(listed("A", "B", "C"), "own-3", place))) == order


def test_two_questions_swap() -> None:
    assert texts(swap(listed("A", "B", "C"), "own-1", "own-3")) == ["C", "B", "A"]


def test_important_can_be_taken_back() -> None:
    made = mark_important(listed("A", "B"), ["own-2"])
    assert [question.important for question in made.questions] == [False, True]
    assert not mark_important(made, ["own-2"], important=False).questions[1].important


def test_notes_grow_by_lines_and_are_never_cut() -> None:
    made = add_note(add_note(QuestionList(), "First"), "Second\nline")
    assert made.notes == "First\nSecond line"
    assert refused(add_note, made, "a" * (LONGEST_NOTES - 10)) == "long_notes"


def test_a_starter_goes_beneath_what_is_there() -> None:
    starter = Starter(id="first", title="First review", stage="review", questions=("lunch", "break"))
    made = add_starter(QuestionList(), starter, [bank("lunch"), bank("break")])
    assert (made.title, made.stage, len(made.questions)) == ("First review", "review", 2)
    own = add_starter(add_bank_question(listed("Mine?"), bank("break")), starter, [bank("lunch"), bank("break")])
    assert [question.id for question in own.questions] == ["own-1", "break", "lunch"]
    assert own.title == ""


def test_starting_again_leaves_nothing_but_a_higher_version() -> None:
    made = set_meeting(add_note(listed("A"), "Note"), "Title", "plan")
    assert start_again(made) == QuestionList(version=made.version + 1)


def test_each_change_raises_the_version() -> None:
    made = listed("A", "B")
    assert made.version == 2
    for changed in (
        remove(made, ["own-1"]),
        reword(made, "own-1", "C"),
        move(made, "own-1", 2),
        mark_important(made, ["own-1"]),
        set_date(made, None),
        replace(made, QuestionList(version=0)),
    ):
        assert changed.version == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"questions": [{"id": "a", "text": "x"}] * 2},
        {"questions": [{"id": f"a{number}", "text": "x"} for number in range(MOST_QUESTIONS + 1)]},
        {"questions": [{"id": "a", "text": "x" * (LONGEST_QUESTION + 1)}]},
        {"questions": [{"id": "a b", "text": "x"}]},
        {"meeting_date": "next Thursday"},
        {"stage": "later"},
        {"notes": "x" * (LONGEST_NOTES + 1)},
        {"actions": [{"what": " "}]},
        {"actions": [{"what": "x", "who": "x" * 81}]},
        {"actions": [{"what": "x"}] * (MOST_ACTIONS + 1)},
        {"next_meeting": "after Easter"},
        {"version": -1},
    ],
)
def test_a_list_not_of_the_form_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        QuestionList.model_validate(fields)


def test_what_was_agreed_is_kept_in_order_and_read_back() -> None:
    made = add_action(listed("One?"), ListAction(what="Test his reading", who="the SENCO", by="5 December"))
    made = add_action(made, ListAction(what="Read at home"))
    assert [action.what for action in made.actions] == ["Test his reading", "Read at home"]
    assert made.version == 3 and read_list(made.json_fields()) == made


def test_more_actions_than_there_is_room_for_are_refused() -> None:
    made = QuestionList(actions=tuple(ListAction(what=f"Thing {number}") for number in range(MOST_ACTIONS)))
    assert refused(add_action, made, ListAction(what="One more")) == "many_actions"


def test_a_hand_that_does_not_know_of_actions_does_not_take_them_away() -> None:
    made = add_action(QuestionList(next_meeting=date(2027, 3, 12)), ListAction(what="Test his reading"))
    older = QuestionList.model_validate({"title": "Review", "questions": [], "notes": "x"})
    kept = replace_by_hand(made, older)
    assert (kept.title, kept.actions, kept.next_meeting, kept.version) == ("Review", made.actions, made.next_meeting, 2)
    emptied = replace_by_hand(made, QuestionList.model_validate({"actions": [], "next_meeting": None}))
    assert (emptied.actions, emptied.next_meeting) == ((), None)


@given(st.lists(st.tuples(st.sampled_from("armk"), st.integers(-2, 12), st.text(max_size=12)), max_size=30))
def test_whatever_is_done_the_list_stays_a_list(steps: list[tuple[str, int, str]]) -> None:
    made = QuestionList()
    for kind, number, text in steps:
        try:
            if kind == "a":
                made = add_own_words(made, text)
            elif kind == "r":
                made = remove(made, [f"own-{number}"])
            elif kind == "m":
                made = move(made, f"own-{number}", number)
            else:
                made = reword(made, f"own-{number}", text)
        except ListRefused:
            continue
    assert read_list(made.json_fields()) == made

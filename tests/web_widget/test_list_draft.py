"""The list's form: what each button does, what is kept, and what is refused with the words still there."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from web_widget.errors import BadRequest
from web_widget.list_draft import Draft, DraftAction, DraftQuestion, draft_of, is_same, read_draft
from web_widget.schemas import ListAction, ListQuestion, QuestionList

STANDS = QuestionList(
    title="Review",
    stage="review",
    questions=[
        ListQuestion(id="who-leads", text="Who leads?", topic="review_stage"),
        ListQuestion(id="own-2", text="Will they watch her?", own=True, important=True),
        ListQuestion(id="how-long", text="How long?", topic="review_stage"),
    ],
    actions=[ListAction(what="Start the group", who="SENCO", by="May")],
    version=4,
)


def ids(draft: Draft) -> list[str]:
    return [question.id for question in draft.questions]


def form(*pairs: tuple[str, Any]) -> FormData:
    return FormData(list(pairs))


def test_a_form_holds_the_list_and_gives_it_back() -> None:
    assert is_same(draft_of(STANDS).to_list(STANDS), STANDS)


@pytest.mark.parametrize(
    ("pressed", "order"),
    [
        ("up:own-2", ["own-2", "who-leads", "how-long"]),
        ("up:who-leads", ["who-leads", "own-2", "how-long"]),
        ("down:who-leads", ["own-2", "who-leads", "how-long"]),
        ("down:how-long", ["who-leads", "own-2", "how-long"]),
        ("first:how-long", ["how-long", "who-leads", "own-2"]),
        ("remove:own-2", ["who-leads", "how-long"]),
        ("up:nobody", ["who-leads", "own-2", "how-long"]),
        ("remove_action:7", ["who-leads", "own-2", "how-long"]),
        ("anything", ["who-leads", "own-2", "how-long"]),
    ],
)
def test_a_button_moves_or_takes_away_one_question(pressed: str, order: list[str]) -> None:
    assert ids(draft_of(STANDS).do(pressed, STANDS)[0]) == order


@pytest.mark.parametrize("pressed", ["remove:who-leads", "remove:how-long", "remove_action:0"])
def test_undo_puts_back_what_was_taken_away(pressed: str) -> None:
    before = draft_of(STANDS)
    after, _ = before.do(pressed, STANDS)
    assert after.gone and after != before
    back, _ = after.do("undo", STANDS)
    assert back == before


@pytest.mark.parametrize("place", ["1", "-1", "\u00b2", "9" * 4900, ""])
def test_an_action_that_is_not_there_cannot_be_taken_out(place: str) -> None:
    draft = Draft(actions=(DraftAction(what="Start a reading group"),))
    assert draft.do(f"remove_action:{place}", QuestionList()) == (draft, "")


def test_a_question_that_waits_in_its_field_is_added_by_any_button() -> None:
    draft = Draft(**{**vars(draft_of(STANDS)), "new": "  What about\nlunch? "})
    for pressed in ("add", "save", "up:own-2"):
        after, _ = draft.do(pressed, STANDS)
        assert after.questions[-1] == DraftQuestion(id="own-3", text="What about lunch?")
        assert after.new == ""


def test_a_question_that_is_there_is_not_added_again() -> None:
    draft = Draft(**{**vars(draft_of(STANDS)), "new": "Who leads?"})
    assert len(draft.do("add", STANDS)[0].questions) == 3
    assert len(draft.do("save", STANDS)[0].questions) == 3


def test_other_words_make_a_question_of_the_bank_the_parents_own() -> None:
    draft = draft_of(STANDS)
    reworded = draft.questions[0].model_copy(update={"text": "Who leads it?"})
    kept = Draft(**{**vars(draft), "questions": (reworded, *draft.questions[1:])}).to_list(STANDS)
    assert kept.questions[0] == ListQuestion(id="own-3", text="Who leads it?", topic="review_stage", own=True)
    assert kept.stage == "review"


@pytest.mark.parametrize(("typed", "date"), [("2027-03-15", "2027-03-15"), ("15/3/2027", "2027-03-15"), ("", "None")])
def test_a_date_may_be_typed_as_people_write_it(typed: str, date: str) -> None:
    assert str(Draft(meeting_date=typed).to_list(QuestionList()).meeting_date) == date


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"meeting_date": "next Thursday"}, "bad_date"),
        ({"next_meeting": "31/2/2027"}, "bad_next_date"),
        ({"next_meeting": "1/1/" + "9" * 4900}, "bad_next_date"),
        ({"title": "x" * 121}, "long_title"),
        ({"notes": "x" * 2001}, "long_notes"),
        ({"questions": (DraftQuestion(id="own-1", text=" "),)}, "empty_question"),
        ({"questions": (DraftQuestion(id="own-1", text="x" * 301),)}, "long_question"),
        ({"questions": tuple(DraftQuestion(id=f"own-{n}", text="x") for n in range(41))}, "too_many_questions"),
        ({"actions": (DraftAction(what="", who="SENCO"),)}, "empty_action"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadRequest) as refused:
        Draft(**fields).to_list(QuestionList())
    assert refused.value.sentence == sentence


def test_a_form_is_read_whatever_stands_in_it() -> None:
    draft = read_draft(
        form(
            *(("id", id) for id in ("own-1", "../etc", "own-2")),
            *(("text", text) for text in ("<b>One</b>", "never", "two\r\n")),
            ("important", "own-2"),
            *(("what", what) for what in ("", "Start", "")),
            *(("who", who) for who in ("", "SENCO", "")),
            ("version", "9" * 40),
            ("notes", "ا" * 9_000),
            ("gone", '{"entry": {"id": "own 1"}, "place": -1}'),
        )
    )
    assert draft.questions == (
        DraftQuestion(id="own-1", text="<b>One</b>"),
        DraftQuestion(id="own-2", text="two", important=True),
    )
    assert draft.actions == (DraftAction(what="Start", who="SENCO"),)
    assert (draft.version, draft.gone, len(draft.notes)) == (None, None, 5_000)


def test_two_lists_are_added_together_without_losing_words() -> None:
    theirs = draft_of(STANDS)
    mine = Draft(
        questions=(
            DraftQuestion(id="who-leads", text="Who leads?"),
            DraftQuestion(id="own-2", text="What about lunch?"),
            DraftQuestion(id="own-9", text="And the bus?"),
        ),
        notes="my note",
        actions=(DraftAction(what="Ring home"),),
        meeting_date="2027-03-15",
    )
    both = mine.added_to(theirs)
    assert [question.text for question in both.questions] == [
        *(question.text for question in STANDS.questions),
        "What about lunch?",
        "And the bus?",
    ]
    assert len(set(ids(both))) == 5
    assert (both.notes, both.meeting_date, len(both.actions)) == ("my note", "2027-03-15", 2)

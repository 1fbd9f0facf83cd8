"""What the guide remembers while it helps with the question list: the slot ``list_draft``.

The list itself stands in its own slot and knows nothing of this.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.lists.question_list import QuestionList
from knowledge.models import Setting, Stage, Theme

Step = Literal[
    "meeting",
    "stage",
    "setting",
    "matters",
    "offer",
    "found",
    "words",
    "new_words",
    "three",
    "agreed",
    "who",
    "by",
    "next_meeting",
]
# The steps of the guided way before it offers questions.
GUIDED: tuple[Step, ...] = ("meeting", "stage", "setting", "matters")
# The steps after the meeting.
AFTERWARDS: tuple[Step, ...] = ("agreed", "who", "by", "next_meeting")
# The steps at which the guide has asked for the parent's own words.
LISTENING: tuple[Step, ...] = ("matters", "words", "new_words", *AFTERWARDS)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Pending(_Frozen):
    """A change that waits for a yes, or for which of several questions is meant.

    ``do`` names the command; ``ids`` the questions it is about, or those to choose from.
    """

    do: str
    ids: tuple[str, ...] = ()
    text: str = ""
    other: str = ""


class Agreed(_Frozen):
    """What was agreed at the meeting, as far as the parent has said it."""

    what: str = ""
    who: str = ""
    by: str = ""


class Draft(_Frozen):
    """``step``: what the guide asked last. ``offered``: the questions on offer; ``seen``: those already offered.

    ``asked`` counts the guide's questions, so that an old button is not taken for an answer to a new one.
    ``last``: the questions last added or changed. ``before``: the list to go back to by "undo", as long as its
    version is still ``after``.
    """

    step: Step | None = None
    starter: str | None = None
    stage: Stage | None = None
    setting: Setting | None = None
    theme: Theme | None = None
    words: str = ""
    skipped: tuple[Step, ...] = ()
    offered: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    asked: int = 0
    pending: Pending | None = None
    last: tuple[str, ...] = ()
    before: QuestionList | None = None
    after: int = 0
    agreed: Agreed = Agreed()

    def with_(self, **fields: Any) -> "Draft":
        return self.model_copy(update=fields)

    def json_fields(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True)


def read_draft(stored: dict[str, Any] | None) -> Draft:
    """The draft out of the tracker's slot. One that another version of the guide wrote is begun anew."""
    try:
        return Draft.model_validate(stored or {})
    except ValidationError:
        return Draft()

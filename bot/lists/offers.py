"""Which questions of the bank to offer next: those that fit the meeting, the setting and what matters most."""

from collections.abc import Iterable

from bot.lists.draft import Draft
from bot.lists.search import search_bank
from knowledge.models import Question
from knowledge.store import Store

GROUP = 3
# Questions of these groups and topics suit only a family that speaks of it: by a starter list or in own words.
SPECIAL_GROUPS = ("problems", "ehc")
SPECIAL_TOPICS = (
    "law_changes",
    "local_contact",
    "medical_needs",
    "moving_school",
    "relational_support_plan",
    "sen_funding",
    "sendiass",
    "young_person_rights",
)


def next_offers(store: Store, draft: Draft, listed: Iterable[str]) -> list[Question]:
    """Up to three questions that are neither listed nor offered before, the most fitting first."""
    starter = store.starter(draft.starter) if draft.starter else None
    ready = starter.questions if starter else ()
    stage = draft.stage or (starter.stage if starter else None)
    bank = store.question_bank()
    titles = {topic.id: topic.title for topic in store.topics()}
    found = [question.id for question in search_bank(bank, titles, draft.words)] if draft.words else []
    special = {topic.id for topic in store.topics() if topic.group in SPECIAL_GROUPS} | set(SPECIAL_TOPICS)
    left_out = {*listed, *draft.seen}

    def fits(question: Question) -> bool:
        settings = {"any", draft.setting or "any"}
        if question.id in left_out or not settings & set(question.settings):
            return False
        if question.id in ready or question.id in found:
            return True
        if question.topic in special and not (draft.theme == "moving" and question.theme == "moving"):
            return False
        return stage is None or stage in question.stages or (draft.theme == question.theme and "any" in question.stages)

    def rank(question: Question) -> tuple[int, int, int, int]:
        """Small comes first: the parent's words, then the theme, then the ready list, then the stage."""
        return (
            found.index(question.id) if question.id in found else len(found),
            draft.theme is not None and question.theme != draft.theme,
            ready.index(question.id) if question.id in ready else len(ready),
            stage is not None and stage not in question.stages,
        )

    return sorted(filter(fits, bank), key=rank)[:GROUP]

"""Finds the guidance in the database: topics, cards, questions, contacts."""

import threading
from collections.abc import Callable
from json import JSONDecodeError
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import ValidationError
from sqlalchemy import Table, create_engine, select
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from knowledge import tables
from knowledge.card import (
    AnswerCard,
    CardContact,
    CardForYou,
    CardLetter,
    CardLocal,
    CardNotice,
    CardOtherSetting,
    CardQuestion,
    CardSource,
)
from knowledge.models import (
    Area,
    Contact,
    Danger,
    Duty,
    DutyWords,
    FollowUpAnswers,
    Languages,
    Logo,
    Look,
    Notice,
    OtherSetting,
    Question,
    Shape,
    Starter,
    Told,
    Topic,
)
from knowledge.search import find_ids

AnyShape = TypeVar("AnyShape", bound=Shape)

DEFAULT_AREA = "england"
# Who helps when somebody cannot be reached here, the most urgent first.
URGENT = ("emergency", "nhs_111_mental_health", "nspcc", "childline", "samaritans")


class KnowledgeUnavailable(Exception):
    """The knowledge database is missing or damaged: build it with ``python -m knowledge build``."""


class TopicEntry(Shape):
    """A topic as a list shows it."""

    id: str
    group: str
    title: str
    duty: Duty
    short: str


class ParentFacts(Shape):
    """What a parent told: the settings that fit (early_years, college, age_16), and who is asking.

    ``school``: the parent has just said that it is a school, and has to see that this was heard.
    """

    settings: tuple[OtherSetting, ...] = ()
    school: bool = False
    role: str | None = None


class AreaEntry(Shape):
    id: str
    name: str
    look: Look | None = None


class Store:
    """Reads ``database``. A build that is swapped in while the store is open is used from the next call.

    Every method may raise KnowledgeUnavailable. An unknown area counts as the whole of England.
    """

    def __init__(self, database: Path):
        self.database = database
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._version: tuple[int, int] | None = None

    def topics(self) -> list[TopicEntry]:
        """All topics, in the order of topics.yml."""
        rows = self._rows(select(tables.topics).order_by(tables.topics.c.position))
        fields = ("id", "group", "title", "duty", "short")
        return [self._made(TopicEntry, {name: row.document.get(name) for name in fields}) for row in rows]

    def search(self, query: str) -> list[TopicEntry]:
        """The topics that ``query`` may be about, the best first."""
        entries = {entry.id: entry for entry in self.topics()}
        return [entries[id] for id in self._read(lambda connection: find_ids(query, connection)) if id in entries]

    def is_ready(self) -> bool:
        try:
            return bool(self.topics())
        except KnowledgeUnavailable:
            return False

    def topic(self, topic_id: str) -> Topic | None:
        return self._one(Topic, tables.topics, topic_id)

    def card(self, topic_id: str, area_id: str | None = None, facts: ParentFacts | None = None) -> AnswerCard | None:
        """The answer card of a topic for a parent in an area, or None where there is no such topic.

        What fits the parent's ``facts`` goes first.
        """
        topic = self.topic(topic_id)
        if topic is None:
            return None
        sources = tables.sources
        rows = self._rows(select(sources).where(sources.c.topic == topic_id).order_by(sources.c.position))
        duty = self._one(DutyWords, tables.duties, topic.duty)
        if duty is None:
            raise KnowledgeUnavailable(f"the words for {topic.duty} are missing")
        notice = self._one(Notice, tables.notices, topic.notice) if topic.notice else None
        fitting = facts.settings if facts else ()
        # sorted() leaves notes of equal rank in the editors' order.
        notes = sorted(topic.other_settings, key=lambda note: note.setting not in fitting)
        return AnswerCard(
            topic=topic.id,
            title=topic.title,
            short=topic.short,
            duty=topic.duty,
            duty_label=duty.label,
            duty_meaning=duty.meaning,
            duty_law=duty.law,
            detail=topic.detail,
            steps=topic.steps,
            questions=tuple(CardQuestion(id=q.id, text=q.text) for q in self.questions(topic_id)),
            sources=tuple(
                CardSource(title=row.title, reference=row.reference, url=row.url, force=row.force) for row in rows
            ),
            local=self._local(topic_id, area_id),
            see_also=topic.see_also,
            reviewed=topic.reviewed,
            review_by=topic.review_by,
            notice=CardNotice(**notice.model_dump()) if notice else None,
            words=topic.words,
            letters=tuple(CardLetter(**letter.model_dump()) for letter in topic.letters),
            other_settings=tuple(CardOtherSetting(**note.model_dump()) for note in notes),
            childs_voice=topic.childs_voice,
            simple=topic.simple,
            for_you=self._for_you(topic, facts) if facts else (),
        )

    def areas(self) -> list[AreaEntry]:
        """All areas, the whole of England first."""
        rows = self._rows(select(tables.areas))
        fields = ("name", "look")
        entries = [
            self._made(AreaEntry, {"id": row.id, **{name: row.document.get(name) for name in fields}}) for row in rows
        ]
        return sorted(entries, key=lambda area: (area.id != DEFAULT_AREA, area.name))

    def area(self, area_id: str) -> Area | None:
        return self._one(Area, tables.areas, area_id)

    def logo(self, area_id: str) -> Logo | None:
        rows = self._rows(select(tables.logos).where(tables.logos.c.area == area_id))
        fields = ("media_type", "width", "height", "image")
        return self._made(Logo, {name: getattr(rows[0], name) for name in fields}) if rows else None

    def contacts(self, area_id: str | None = None) -> list[CardContact]:
        """Who helps in an area, then the ways to find help anywhere in England."""
        national = [_contact(contact, DEFAULT_AREA) for contact in self._area(DEFAULT_AREA).contacts]
        if area_id in (None, DEFAULT_AREA) or self.area(str(area_id)) is None:
            return national
        area = self._area(str(area_id))
        return [_contact(contact, area.id) for contact in area.contacts] + national

    def danger(self, kind: str) -> Danger | None:
        return self._one(Danger, tables.dangers, kind)

    def danger_contacts(self, kind: str) -> list[CardContact]:
        danger = self.danger(kind)
        return self._national(danger.contacts if danger else URGENT)

    def urgent_contacts(self) -> list[CardContact]:
        return self._national(URGENT)

    def question(self, question_id: str) -> Question | None:
        return self._one(Question, tables.questions, question_id)

    def questions(self, topic_id: str) -> list[Question]:
        """The questions of a topic, in the order the editors gave them."""
        table = tables.questions
        rows = self._rows(select(table).where(table.c.topic == topic_id).order_by(table.c.position))
        return [self._made(Question, row.document) for row in rows]

    def question_bank(self) -> list[Question]:
        rows = self._rows(select(tables.questions).order_by(tables.questions.c.position))
        return [self._made(Question, row.document) for row in rows]

    def starters(self) -> list[Starter]:
        rows = self._rows(select(tables.starters).order_by(tables.starters.c.id))
        return [self._made(Starter, row.document) for row in rows]

    def starter(self, starter_id: str) -> Starter | None:
        return self._one(Starter, tables.starters, starter_id)

    def follow_up(self, kind: str) -> FollowUpAnswers | None:
        """Which topic a kind of follow-up means, by the topic before it."""
        return self._one(FollowUpAnswers, tables.follow_ups, kind)

    def languages(self) -> Languages | None:
        return self._one(Languages, tables.wordings, "languages")

    def _for_you(self, topic: Topic, facts: ParentFacts) -> tuple[CardForYou, ...]:
        told = self._one(Told, tables.wordings, "told")
        if told is None:
            return ()
        is_own = facts.role == "young_person"
        settings = told.own_settings if is_own else told.settings
        notes = [note for note in topic.other_settings if note.setting in facts.settings]
        remarks = [
            CardForYou(
                told=settings[note.setting] + (f" {told.own_words}" if is_own and place == 0 else ""),
                text=note.text,
                correct=told.correct if place == len(notes) - 1 else "",
            )
            for place, note in enumerate(notes)
        ]
        if facts.school:
            remarks.append(CardForYou(told=told.school.told, text=told.school.text, correct=""))
        role = told.roles.get(facts.role or "")
        if role and topic.id in role.topics:
            remarks.append(CardForYou(told=role.told, text=role.text, correct=""))
        return tuple(remarks)

    def _local(self, topic_id: str, area_id: str | None) -> CardLocal | None:
        area = self.area(area_id) if area_id else None
        if area is None or area.id == DEFAULT_AREA:
            return None
        facts = area.topics.get(topic_id, ())
        texts = tuple(f"{fact.text} ({fact.source}, {fact.dated:%B %Y}.)" for fact in facts)
        contacts = tuple(_contact(contact, area.id) for contact in area.contacts)
        return CardLocal(area=area.id, name=area.name, text=texts, contacts=contacts)

    def _area(self, area_id: str) -> Area:
        area = self.area(area_id)
        if area is None:
            raise KnowledgeUnavailable(f"the area {area_id} is missing")
        return area

    def _national(self, names: tuple[str, ...]) -> list[CardContact]:
        found = [self._one(Contact, tables.contacts, name) for name in names]
        return [_contact(contact, None) for contact in found if contact]

    def _one(self, shape: type[AnyShape], table: Table, key: str) -> AnyShape | None:
        rows = self._rows(select(table).where(table.c.id == key))
        return self._made(shape, rows[0].document) if rows else None

    def _made(self, shape: type[AnyShape], document: dict[str, Any]) -> AnyShape:
        try:
            return shape(**document)
        except ValidationError as error:
            raise KnowledgeUnavailable(f"{self.database} was built by another version") from error

    def _rows(self, query: Any) -> list[Row]:
        return self._read(lambda connection: list(connection.execute(query)))

    def _read(self, read: Callable[[Connection], list[Any]]) -> list[Any]:
        try:
            with self._current().connect() as connection:
                return read(connection)
        except (SQLAlchemyError, JSONDecodeError) as error:
            raise KnowledgeUnavailable(f"{self.database} cannot be read") from error

    def _current(self) -> Engine:
        """The engine on the newest build. Connections are opened anew: it is a local file."""
        try:
            status = self.database.stat()
        except OSError as error:
            raise KnowledgeUnavailable(f"{self.database} is missing") from error
        version = (status.st_ino, status.st_mtime_ns)
        with self._lock:
            if self._engine is None or version != self._version:
                address = f"sqlite:///file:{quote(str(self.database))}?mode=ro&uri=true"
                self._engine = create_engine(address, poolclass=NullPool)
                self._version = version
            return self._engine


def _contact(contact: Contact, area: str | None) -> CardContact:
    return CardContact(area=area, **contact.model_dump(exclude={"role", "note"}))

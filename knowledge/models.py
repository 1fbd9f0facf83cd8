"""The shapes of the guidance: what an editor writes, once it has been checked."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from knowledge.colours import DARK_GROUND, LIGHT_GROUND, READABLE, contrast, lighten

Duty = Literal["must", "should", "good_practice"]
Force = Literal["must", "should", "good_practice", "information"]
Stage = Literal["assess", "plan", "do", "review"]
QuestionStage = Literal["assess", "plan", "do", "review", "any"]
Setting = Literal["school", "early_years", "college", "any"]
OtherSetting = Literal["early_years", "college", "age_16"]
Theme = Literal[
    "needs",
    "support",
    "progress",
    "people",
    "plan",
    "meetings",
    "voice",
    "wellbeing",
    "rights",
    "next_steps",
    "moving",
    "information",
]
ContactRole = Literal["sendiass", "local_offer", "council", "other"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
TopicId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]
# An SVG may carry script, so it is not among them.
PictureName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.(png|jpg|jpeg|webp)$")]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")]


class Shape(BaseModel):
    """Frozen, and a field that nobody defined is a mistake, not a silent extra."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Work(Shape):
    """An Act, a code or an advice page that a topic may name as its source."""

    title: Text
    short: Text
    kind: Literal["paragraph", "section", "regulation", "article", "part", "general"]
    url: Url
    forces: tuple[Force, ...]
    references: tuple[Text, ...]


class Source(Shape):
    """The place in a work where the guidance is written, and how strong a duty stands there."""

    work: Text
    reference: Text
    force: Force


class OtherSettingNote(Shape):
    """How the answer differs in early years, at college, or from the end of compulsory school age."""

    setting: OtherSetting
    text: Text


class Letter(Shape):
    """A message a parent can copy; gaps stand in square brackets."""

    title: Text
    text: Text


class Topic(Shape):
    """One page of guidance. Paragraphs are plain text with citations already written out.

    ``scope`` is the question that topics.yml says it answers.
    """

    id: TopicId
    group: Text
    title: Annotated[Text, StringConstraints(max_length=60)]
    scope: Text | None = None
    duty: Duty
    short: Text
    simple: Text
    detail: tuple[Text, ...]
    other_settings: tuple[OtherSettingNote, ...] = ()
    childs_voice: Text | None = None
    steps: tuple[Text, ...]
    words: tuple[Text, ...]
    letters: tuple[Letter, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    see_also: tuple[TopicId, ...]
    notice: Text | None = None
    reviewed: date
    review_by: date


class Question(Shape):
    """A question of the bank, worded so that a parent can say it aloud."""

    id: QuestionId
    text: Annotated[Text, StringConstraints(max_length=140)]
    topic: TopicId
    stages: Annotated[tuple[QuestionStage, ...], Field(min_length=1)]
    theme: Theme
    settings: Annotated[tuple[Setting, ...], Field(min_length=1)]


class Notice(Shape):
    """A dated remark that several topics carry, kept in one place."""

    title: Text
    text: Text
    dated: date


class Contact(Shape):
    """Whom a parent can turn to. ``confirmed`` is false where the details are old or unchecked."""

    name: Text
    what: Text | None = None
    role: ContactRole = "other"
    phone: Text | None = None
    url: Url | None = None
    email: Text | None = None
    hours: Text | None = None
    checked: date
    confirmed: bool
    note: Text | None = None


class LocalFact(Shape):
    """What only parents in one area are told about a topic."""

    text: Text
    source: Text
    dated: date


class Look(Shape):
    """How the pages and the widget look for one area. ``dark_colour`` is for the dark; without it we find a shade.

    ``name`` stands in the place of the guide's own, ``logo`` is a picture file beside the area's file.
    """

    colour: Colour
    dark_colour: Colour | None = None
    logo: PictureName | None = None
    name: Annotated[Text, StringConstraints(max_length=40)] | None = None

    @field_validator("colour")
    @classmethod
    def _check_in_the_light(cls, colour: str) -> str:
        return _readable(colour, LIGHT_GROUND, "is too pale to read on our light pages", "Choose a darker shade")

    @field_validator("dark_colour")
    @classmethod
    def _check_in_the_dark(cls, colour: str | None) -> str | None:
        advice = "Choose a lighter shade, or take this line out: then we find one"
        return colour and _readable(colour, DARK_GROUND, "is too dark to read on our dark pages", advice)

    @property
    def in_the_dark(self) -> str:
        return self.dark_colour or lighten(self.colour, DARK_GROUND)


def _readable(colour: str, ground: str, fault: str, advice: str) -> str:
    found = contrast(colour, ground)
    if found < READABLE:
        told = f"{fault} (contrast {found:.1f}; at least {READABLE} is wanted). {advice}"
        raise PydanticCustomError("contrast", "{told}", {"told": told})
    return colour


class Logo(Shape):
    """A council's logo as it is sent."""

    media_type: Literal["image/png", "image/jpeg", "image/webp"]
    width: int
    height: int
    image: bytes


class Area(Shape):
    """One council's area: its contacts, and what it adds to the national guidance."""

    id: TopicId
    name: Text
    council: Text | None
    look: Look | None = None
    contacts: Annotated[tuple[Contact, ...], Field(min_length=1)]
    topics: dict[TopicId, tuple[LocalFact, ...]] = {}


class Starter(Shape):
    """A ready question list that an adviser can hand out as a link."""

    id: QuestionId
    title: Text
    stage: Stage | None
    questions: Annotated[tuple[QuestionId, ...], Field(min_length=1, max_length=40)]


class Danger(Shape):
    """The words a parent reads first when a message shows that somebody may be in danger."""

    id: TopicId
    text: Text
    contacts: Annotated[tuple[Text, ...], Field(min_length=1)]


class DutyWords(Shape):
    """How a duty's strength is told to a parent; ``law`` answers "is that the law?"."""

    label: Text
    meaning: Text
    law: Text


class Duties(Shape):
    must: DutyWords
    should: DutyWords
    good_practice: DutyWords


class FollowUpAnswers(Shape):
    """Which topic a kind of short follow-up means after another topic, after one of a group, or else to choose from."""

    topics: dict[TopicId, TopicId] = {}
    groups: dict[TopicId, TopicId] = {}
    choices: Annotated[tuple[TopicId, ...], Field(max_length=3)] = ()

    def after(self, topic: str, group: str) -> str | None:
        return self.topics.get(topic) or self.groups.get(group)


class RoleRemark(Shape):
    """What is added on some topics for somebody in a role, such as a foster carer."""

    told: Text
    text: Text
    topics: Annotated[tuple[TopicId, ...], Field(min_length=1)]


class TextPair(Shape):
    told: Text
    text: Text


class Told(Shape):
    """How an answer shows that it uses what the parent told, and how to put that right."""

    settings: dict[OtherSetting, Text]
    own_settings: dict[OtherSetting, Text]
    own_words: Text
    school: TextPair
    correct: Text
    roles: dict[TopicId, RoleRemark]


class LanguageReply(Shape):
    """What a parent reads who writes in this language. ``checked``: when a native speaker last read it."""

    name: Text
    text: Text | None = None
    checked: date | None = None


class Languages(Shape):
    """``english`` stands below a language's own text, with its name; ``unknown`` stands alone."""

    english: Text
    unknown: Text
    languages: dict[TopicId, LanguageReply]

    def reply(self, code: str) -> str:
        language = self.languages.get(code)
        if language is None:
            return self.unknown
        english = self.english.format(language=language.name)
        return f"{language.text}\n\n{english}" if language.text else english


class Catalogue(Shape):
    """topics.yml: the topics that the bot must be able to answer, and which question each answers."""

    version: int
    groups: dict[TopicId, dict[TopicId, Text]]
    other: dict[TopicId, Text] = {}


class Guidance(Shape):
    """All that the editors wrote, checked and complete: what the database is built from."""

    works: dict[str, Work]
    topics: dict[TopicId, Topic]
    questions: dict[QuestionId, Question]
    notices: dict[str, Notice]
    contacts: dict[str, Contact]
    areas: dict[TopicId, Area]
    logos: dict[TopicId, Logo] = {}
    starters: dict[QuestionId, Starter]
    dangers: dict[TopicId, Danger]
    duties: dict[Duty, DutyWords]
    follow_ups: dict[TopicId, FollowUpAnswers]
    told: Told | None
    languages: Languages | None
    synonyms: dict[Text, Text] = {}

"""What must hold of the guidance beyond its shape: sources, duties, plain words, dates, ties."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from importlib.abc import Traversable
from importlib.resources import files

import spacy
import textstat
from spacy.language import Language

from knowledge.curated import Curated, Written
from knowledge.files import CURLY_QUOTES, read_yaml
from knowledge.mistakes import Mistake
from knowledge.models import Topic
from knowledge.search import WORD, collect_vocabulary

SHORT_ANSWER_WORDS = 70
SENTENCE_WORDS = 25
GRADE = 8.0
# The words for a reader whom the short answer was too much for.
SIMPLE_WORDS = 50
SIMPLE_SENTENCE_WORDS = 14
SIMPLE_GRADE = 4.0
QUESTIONS_A_TOPIC = (3, 6)
BANK_SIZE = 160
ALIKE = 0.8
LAW_WORDS = re.compile(r"\b(must|by law|legal duty|legally)\b", re.IGNORECASE)
CITED = re.compile(r" \([^()]*\d[^()]*\)$")
# A place's own name may stand only in its area file.
PLACES = re.compile(r"\b(Newcastle|Rutland|Devon|DIAS|OAIP)\b")


def check(curated: Curated, today: date) -> list[Mistake]:
    """Every mistake of content, in file order. ``today`` decides what is overdue for review."""
    grader = Grader(curated.terms)
    found: list[Mistake] = []
    for topic in curated.guidance.topics.values():
        written = curated.written[topic.id]
        for name, sentence in [
            *_sources(topic, written, curated),
            *_duties(topic, written, curated),
            *_plain_words(topic, grader),
            *_ties(topic, curated),
            *_dates(topic, today),
        ]:
            found.append(Mistake(written.path, _line(written, name), name, sentence))
        for name, text in texts(topic):
            for sentence in spelling(text):
                found.append(Mistake(written.path, _line(written, name), name, sentence))
    found += _bank(curated)
    # What is counted, or tied to another file, can only be judged once every file has its shape.
    if curated.whole:
        found += _whole(curated)
    return sorted(found)


def texts(topic: Topic) -> Iterator[tuple[str, str]]:
    """Every text of a topic that a parent reads, with the field it stands in."""
    yield "title", topic.title
    yield "short", topic.short
    yield "simple", topic.simple
    for name in ("detail", "steps", "words"):
        for place, text in enumerate(getattr(topic, name)):
            yield f"{name}.{place}", text
    for place, note in enumerate(topic.other_settings):
        yield f"other_settings.{place}", note.text
    for place, letter in enumerate(topic.letters):
        yield f"letters.{place}", letter.text
    if topic.childs_voice:
        yield "childs_voice", topic.childs_voice


class Grader:
    """Flesch-Kincaid grades (US school years) and sentences, official terms counted as short words."""

    def __init__(self, terms: dict[str, str]):
        self.terms = terms

    def plain(self, text: str) -> str:
        text = CITED.sub("", text)
        for term, word in self.terms.items():
            text = text.replace(term, word)
        return text

    def grade(self, text: str) -> float:
        return float(textstat.flesch_kincaid_grade(self.plain(text)))

    def sentences(self, text: str) -> list[str]:
        return [sentence.text for sentence in _sentencizer()(self.plain(text)).sents]


@cache
def _sentencizer() -> Language:
    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    return language


def spelling(text: str) -> list[str]:
    """What is not spelt as British English is, and quotes that are not straight."""
    found = []
    for word in re.findall(r"[A-Za-z]+", text):
        right = _misspelt().get(word.lower())
        if right and word != word.upper():
            found.append(f"{word!r} is spelt {right!r} in British English")
    if CURLY_QUOTES.search(text):
        found.append("use straight quotes, not curly ones")
    return found


@cache
def _misspelt() -> dict[str, str]:
    """Common misspellings, and American forms where British ones are meant (codespell's lists)."""
    data = files("codespell_lib").joinpath("data")
    wrong = dict(_pairs(data.joinpath("dictionary.txt")))
    for british, american in _pairs(data.joinpath("dictionary_en-GB_to_en-US.txt")):
        wrong[american] = british
    # Right in British English as well, in another sense or form.
    for word in ("program", "practice", "license", "check", "meter", "story", "inquiry", "judgment"):
        wrong.pop(word, None)
    return wrong


def _pairs(dictionary: Traversable) -> Iterator[tuple[str, str]]:
    """The lines ``one->other, more`` of a codespell dictionary, as (one, other)."""
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        one, _, other = line.partition("->")
        yield one.strip(), other.split(",")[0].strip()


def _line(written: Written, name: str) -> int:
    return written.lines.get(name) or written.lines.get(name.split(".")[0], 1)


def _sources(topic: Topic, written: Written, curated: Curated) -> Iterator[tuple[str, str]]:
    works = curated.guidance.works
    listed = {(source.work, source.reference) for source in topic.sources}
    for place, source in enumerate(topic.sources):
        name = f"sources.{place}"
        if source.work not in works:
            continue  # named when the page was read
        work = works[source.work]
        if source.force not in work.forces:
            yield name, f"{work.short} cannot state a duty of force {source.force!r}"
        if not is_checked(source.reference, work.references):
            yield name, f"{source.reference!r} is not among the checked places of {work.short} in works.yml"
    for name, citations in written.citations.items():
        for citation in citations:
            if (citation.work, citation.reference) not in listed:
                yield name, f"{citation.work} {citation.reference} is cited here but not listed under sources"


def is_checked(reference: str, places: tuple[str, ...]) -> bool:
    """Whether ``reference`` (a place, or a range low-high) lies within the ``places`` of a work."""
    ends = reference.split("-")
    return reference in places or any(
        all(_within(end.strip(), place) for end in ends) for place in places if "-" in place
    )


def _within(end: str, place: str) -> bool:
    low, high = place.split("-", 1)
    try:
        number, first, last = (tuple(int(part) for part in text.split(".")) for text in (end, low, high))
    except ValueError:
        # Roman numerals of the introduction: the name of the part decides.
        return end.startswith("Introduction ") and low.startswith("Introduction ")
    return number[0] == first[0] and first <= number <= last


def _duties(topic: Topic, written: Written, curated: Curated) -> Iterator[tuple[str, str]]:
    laws = {(source.work, source.reference) for source in topic.sources if source.force == "must"}
    if topic.duty == "must" and not laws:
        yield "duty", "'must' needs a source whose force is must"
    if topic.duty == "should" and not any(source.force == "should" for source in topic.sources):
        yield "duty", "'should' needs a source whose force is should"
    for name, text in texts(topic):
        if not LAW_WORDS.search(text) or name.startswith(("letters", "words")):
            continue
        if name.startswith("detail"):
            cited = {(c.work, c.reference) for c in written.citations.get(name, ())}
            if not cited & laws:
                yield name, "says 'must' or 'by law' but cites no source whose force is must"
        elif not laws:
            yield name, "says 'must' or 'by law', but the topic has no source whose force is must"
    for name, text in texts(topic):
        if PLACES.search(text):
            yield name, "names one area; local detail belongs in the area's own file"


def _plain_words(topic: Topic, grader: Grader) -> Iterator[tuple[str, str]]:
    for name, text, most in (("short", topic.short, SHORT_ANSWER_WORDS), ("simple", topic.simple, SIMPLE_WORDS)):
        words = len(text.split())
        if words > most:
            yield name, f"has {words} words; at most {most}"
    detail = " ".join(CITED.sub("", text) for text in topic.detail)
    for name, text, highest in (
        ("short", topic.short, GRADE),
        ("simple", topic.simple, SIMPLE_GRADE),
        ("detail", detail, GRADE),
    ):
        grade = grader.grade(text)
        if grade > highest:
            advice = "Shorten sentences, choose everyday words"
            yield name, f"reads at grade {grade:.1f}; at most {highest}. {advice}"
    for name, text in texts(topic):
        if name.startswith("letters"):
            continue
        most = SIMPLE_SENTENCE_WORDS if name == "simple" else SENTENCE_WORDS
        for sentence in grader.sentences(text):
            words = len(sentence.split())
            if words > most:
                yield name, f"a sentence has {words} words; at most {most}: {sentence[:60]}..."


def _ties(topic: Topic, curated: Curated) -> Iterator[tuple[str, str]]:
    for other in topic.see_also:
        if other not in curated.written:
            yield "see_also", f"{other!r} is not a topic"
        if other == topic.id:
            yield "see_also", "a topic need not point to itself"
    if topic.notice and topic.notice not in curated.guidance.notices:
        yield "notice", f"{topic.notice!r} is not in notices.yml"


def _dates(topic: Topic, today: date) -> Iterator[tuple[str, str]]:
    if topic.reviewed > today:
        yield "reviewed", f"{topic.reviewed} lies in the future"
    if topic.review_by <= topic.reviewed:
        yield "review_by", "the next review has to come after the last"
    if topic.review_by < today:
        yield "review_by", f"was due for review on {topic.review_by}"


def _bank(curated: Curated) -> Iterator[Mistake]:
    texts_seen: dict[str, str] = {}
    guidance = curated.guidance
    for question in guidance.questions.values():
        path, line = curated.question_lines[question.id]
        if question.topic not in curated.written:
            yield Mistake(path, line, question.id, f"{question.topic!r} is not a topic")
        folded = re.sub(r"\W+", " ", question.text.lower()).strip()
        if folded in texts_seen:
            yield Mistake(path, line, question.id, f"asks the same as {texts_seen[folded]}")
        texts_seen[folded] = question.id
        for sentence in spelling(question.text):
            yield Mistake(path, line, question.id, sentence)


def _whole(curated: Curated) -> Iterator[Mistake]:
    guidance, root = curated.guidance, curated.root
    for group, topics in curated.catalogue.items():
        for topic in [topic for topic in topics if topic not in guidance.topics]:
            yield Mistake(root / "topics" / group / f"{topic}.md", 1, "file", "this topic has no page yet")
    numbers = Counter(question.topic for question in guidance.questions.values())
    low, high = QUESTIONS_A_TOPIC
    for topic_id, page in guidance.topics.items():
        path = curated.written[topic_id].path
        if topic_id not in curated.catalogue.get(page.group, {}):
            yield Mistake(path, 1, "file", f"topics.yml has no topic {topic_id!r} in the group {page.group!r}")
        if not low <= numbers[topic_id] <= high:
            sentence = f"has {numbers[topic_id]} questions in the question bank; {low} to {high} are wanted"
            yield Mistake(path, 1, "questions", sentence)
    if len(guidance.questions) < BANK_SIZE:
        sentence = f"the bank holds {len(guidance.questions)} questions; {BANK_SIZE} are wanted"
        yield Mistake(root / "questions", 1, "file", sentence)
    for starter in guidance.starters.values():
        for unknown in [q for q in starter.questions if q not in guidance.questions]:
            path = root / "starters" / f"{starter.id}.yml"
            yield Mistake(path, 1, "questions", f"{unknown!r} is not in the bank")
    for danger in guidance.dangers.values():
        for unknown in [c for c in danger.contacts if c not in guidance.contacts]:
            yield Mistake(root / "dangers.yml", 1, danger.id, f"{unknown!r} is not in contacts.yml")
    for area in guidance.areas.values():
        for unknown in [t for t in area.topics if t not in guidance.topics]:
            yield Mistake(root / "areas" / f"{area.id}.yml", 1, "topics", f"{unknown!r} is not a topic")
    for kind, answers in guidance.follow_ups.items():
        named = {*answers.topics, *answers.topics.values(), *answers.groups.values(), *answers.choices}
        unknown_names = sorted(named - set(guidance.topics)) + sorted(set(answers.groups) - set(curated.catalogue))
        for unknown in unknown_names:
            yield Mistake(root / "follow_ups.yml", 1, kind, f"{unknown!r} is not a topic or group")
    for name, remark in guidance.told.roles.items() if guidance.told else ():
        for unknown in [t for t in remark.topics if t not in guidance.topics]:
            yield Mistake(root / "told.yml", 1, name, f"{unknown!r} is not a topic")
    for code, reply in guidance.languages.languages.items() if guidance.languages else ():
        if reply.text and "999" not in reply.text:
            yield Mistake(root / "languages.yml", 1, code, "the text has to name 999")
    if "england" not in guidance.areas:
        yield Mistake(root / "areas", 1, "file", "england.yml, the area for everybody else, is missing")
    vocabulary = collect_vocabulary(guidance)
    for phrase, meaning in guidance.synonyms.items():
        for unknown in [word for word in WORD.findall(meaning.lower()) if word not in vocabulary]:
            line = read_yaml(root / "synonyms.yml").line(phrase)
            yield Mistake(root / "synonyms.yml", line, phrase, f"no page has the word {unknown!r}, so it finds nothing")
    shorts = [(topic.id, topic.short) for topic in guidance.topics.values()]
    for place, (one, text) in enumerate(shorts):
        for other, other_text in shorts[place + 1 :]:
            matcher = SequenceMatcher(None, text.split(), other_text.split(), autojunk=False)
            if matcher.quick_ratio() > ALIKE and matcher.ratio() > ALIKE:
                written = curated.written[other]
                sentence = f"says nearly the same as {one}"
                yield Mistake(written.path, _line(written, "short"), "short", sentence)

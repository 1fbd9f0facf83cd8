"""Finds topics by a few words: SQLite's full text search, fed with what people say in the place of our words.

The words of a query are stemmed ("meetings" finds "meeting"), our own words take the place of synonyms, and a word that
stands on no page is taken for the one it is most like as well ("exlusion").
"""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from sqlalchemy import insert, text
from sqlalchemy.engine import Connection

from knowledge import tables
from knowledge.models import Guidance, Topic

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 30  # of a query; the rest hardly changes what is found
MOST_TOPICS = 12
LIKE = 0.75  # how alike a misspelt word and a real one have to be
LEAST_LETTERS = 5  # shorter words are like too many others
NOISE = 0.3  # what scores less than this part of the best is noise beside it

# The columns in order of what they tell about a topic; an id is not searched.
CREATE = (
    "CREATE VIRTUAL TABLE topic_search USING fts5("
    "id UNINDEXED, title, scope, short, questions, body, tokenize = 'porter unicode61 remove_diacritics 2')"
)
INSERT = text("INSERT INTO topic_search VALUES (:id, :title, :scope, :short, :questions, :body)")
# bm25 is the smaller the better.
FIND = text(
    "SELECT id, -bm25(topic_search, 0, 10, 6, 3, 2, 1) AS score FROM topic_search "
    "WHERE topic_search MATCH :words ORDER BY score DESC LIMIT :most"
)


def write_index(guidance: Guidance, connection: Connection) -> None:
    """Fill the tables that a search reads."""
    connection.execute(text(CREATE))
    for topic in guidance.topics.values():
        questions = " ".join(question.text for question in guidance.questions.values() if question.topic == topic.id)
        row = {
            "id": topic.id,
            "title": topic.title,
            "scope": topic.scope or "",
            "short": topic.short,
            "questions": questions,
            "body": " ".join((*topic.detail, *topic.steps, *topic.words)),
        }
        connection.execute(INSERT, row)
    for phrase, meaning in guidance.synonyms.items():
        connection.execute(insert(tables.synonyms), {"phrase": phrase, "meaning": meaning})
    for word in sorted(collect_vocabulary(guidance)):
        connection.execute(insert(tables.vocabulary), {"word": word})


def find_ids(query: str, connection: Connection) -> list[str]:
    """The ids of the topics that ``query`` may be about, the best first."""
    synonyms = {row.phrase: row.meaning for row in connection.execute(tables.synonyms.select())}
    vocabulary = {row.word for row in connection.execute(tables.vocabulary.select())}
    words = read_query(query, synonyms, vocabulary)
    if not words:
        return []
    # Quoted, so that no word of a query is taken for one of FTS5's own.
    expression = " OR ".join(f'"{word}"' for word in words)
    rows = list(connection.execute(FIND, {"words": expression, "most": MOST_TOPICS}))
    return [row.id for row in rows if row.score > NOISE * rows[0].score]


def read_query(query: str, synonyms: Mapping[str, str], vocabulary: Collection[str]) -> list[str]:
    """The words to look for: ours in the place of theirs, and what a misspelt one may have been meant to be."""
    plain = _put_ours(query.lower().replace("\u2019", "'"), synonyms)
    found: list[str] = []
    for word in _words(plain)[:MOST_WORDS]:
        found.append(word)
        if len(word) >= LEAST_LETTERS and word not in vocabulary:
            like = get_close_matches(word, {*vocabulary, *synonyms}, n=1, cutoff=LIKE)
            found += _words(_put_ours(" ".join(like), synonyms))
    return list(dict.fromkeys(found))


def collect_vocabulary(guidance: Guidance) -> set[str]:
    """Every word that stands on some page."""
    texts = [text for topic in guidance.topics.values() for text in _texts(topic)]
    return set(_words(" ".join([*texts, *(question.text for question in guidance.questions.values())]).lower()))


def _put_ours(plain: str, synonyms: Mapping[str, str]) -> str:
    """``plain`` with our words in the place of every phrase of ``synonyms``, a longer one before a part of it."""
    longest_first = sorted(synonyms, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")
    return pattern.sub(lambda match: synonyms[match[0]], plain) if synonyms else plain


def _texts(topic: Topic) -> Iterator[str]:
    yield from (topic.title, topic.scope or "", topic.short, *topic.detail, *topic.steps, *topic.words)


def _words(plain: str) -> list[str]:
    return WORD.findall(plain)

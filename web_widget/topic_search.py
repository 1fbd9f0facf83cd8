"""Finds topics by a few words: a rare word counts for more than one that many topics share."""

import math
import re

from knowledge.store import TopicEntry

IN_TITLE = 3


def search_topics(topics: list[TopicEntry], query: str) -> list[TopicEntry]:
    """The topics that share a word with ``query``, the best first."""
    titles = {topic.id: _words(topic.title) for topic in topics}
    texts = {topic.id: _words(f"{topic.title} {topic.short} {topic.id.replace('_', ' ')}") for topic in topics}
    scores = dict.fromkeys(titles, 0.0)
    for word in _words(query):
        holders = [id for id, words in texts.items() if word in words]
        weight = math.log(len(topics) / len(holders)) if holders else 0
        for id in holders:
            scores[id] += weight * (IN_TITLE if word in titles[id] else 1)
    best = max(scores.values(), default=0)
    # What shares only an everyday word with the query is noise beside a real hit.
    found = [topic for topic in topics if scores[topic.id] > best / 4]
    return sorted(found, key=lambda topic: -scores[topic.id])


def _words(text: str) -> set[str]:
    """Lower-case words without a plural s."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words}

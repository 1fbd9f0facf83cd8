"""Where a message's sentences and questions begin and end."""

import re

END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
WORD = re.compile(r"\w")
# Opens a question that somebody dictates or types without its mark.
ASKING = (
    r"(?:who|whos|what|whats|when|where|wheres|why|how|hows|which|whose|can|could|do|does|did|is|are|am|was|were"
    r"|will|would|should|shall|must|may|has|have)"
)
# A second question may follow in the same sentence: "who comes and can I bring my sister".
SECOND_QUESTION = re.compile(rf"[,;]?\s+(?:and|also|plus)\s+(?:also\s+)?(?={ASKING}\b)", re.IGNORECASE)
ASKS = re.compile(
    rf"^(?:(?:and|also|so|but|or|um|plus|please|first|second|besides that)\b[,:]?\s+)*{ASKING}\b", re.IGNORECASE
)
WANTS_TO_KNOW = re.compile(r"\b(?:want|like|need) to know\b", re.IGNORECASE)
ASKS_SOMEWHERE = re.compile(rf"\b{ASKING}\b", re.IGNORECASE)
FEWEST_WORDS = 3
# A question of so few words often leans on the sentence before it: "They sent him home. Is that allowed?"
LEANING_WORDS = 6


def split_sentences(text: str) -> list[str]:
    """The sentences of ``text``, never none."""
    return [part.strip() for part in END_OF_SENTENCE.split(text) if WORD.search(part)] or [text]


def find_question(text: str) -> str:
    """The sentence that most likely holds the question: the last with a question mark, else the last of all.

    A vector of a long message blurs: its question gets a vector of its own as well.
    """
    sentences = split_sentences(text)
    return next((sentence for sentence in reversed(sentences) if sentence.endswith("?")), sentences[-1])


def find_questions(text: str) -> list[str]:
    """Every part of ``text`` that asks something by itself, as it stands there; empty where fewer than two do."""
    asking = []
    end = 0
    before = None  # where the statement before a part begins, for a question that leans on it
    for sentence in split_sentences(text):
        parts = SECOND_QUESTION.split(sentence)
        for part in parts:
            start = text.index(part, end)
            end = start + len(part)
            if not _asks(part, joined=len(parts) > 1):
                before = start
                continue
            words = len(part.split())
            if words >= FEWEST_WORDS:
                leans = before is not None and words <= LEANING_WORDS
                asking.append(text[before if leans else start : end])
            before = None
    return asking if len(asking) > 1 else []


def _asks(part: str, joined: bool) -> bool:
    """``joined``: another question follows or goes before in the same sentence, so that one word may tell."""
    if part.endswith("?") or ASKS.match(part) or WANTS_TO_KNOW.search(part):
        return True
    return joined and ASKS_SOMEWHERE.search(part) is not None

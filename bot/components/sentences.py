"""Where a message's sentences, and the parts that may ask something by themselves, begin and end."""

import re
from dataclasses import dataclass

END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
WORD = re.compile(r"\w+")
# Opens a question that somebody dictates or types without its mark.
ASKING = (
    r"(?:who|whos|what|whats|when|where|wheres|why|how|hows|which|whose|can|could|do|does|did|is|are|am|was|were"
    r"|will|would|should|shall|must|may|has|have)"
)
# A second question may follow in the same sentence: "who comes and can I bring my sister".
JOINT = re.compile(
    rf"[,;]?\s+(?:and|also|plus|oh and|&|n)\s+(?:(?:also|um|uh|like|then|oh)\s+)*(?={ASKING}\b)"
    r"|\s[-–]\s|;\s+|,\s+(?:and|also|plus|oh|but)\s+"
    r"|\s+(?:and|oh)\s+(?:the other thing|another thing|second thing|also|um|if|on a separate)\b"
    rf"|,\s+(?={ASKING}\b)|(?<=[?!])\s*",
    re.IGNORECASE,
)
ASKS = re.compile(
    rf"^(?:(?:and|also|so|but|or|um|plus|please|first|second|besides that)\b[,:]?\s+)*{ASKING}\b", re.IGNORECASE
)
WANTS_TO_KNOW = re.compile(r"\b(?:want|like|need) to know\b", re.IGNORECASE)
ASKS_SOMEWHERE = re.compile(rf"\b{ASKING}\b", re.IGNORECASE)
AROUND = " ,;-–&"


@dataclass(frozen=True)
class Part:
    """A piece of a text as it stands there. ``asks``: it has a question's mark or words."""

    text: str
    asks: bool


def split_sentences(text: str) -> list[str]:
    """The sentences of ``text``, never none."""
    return [part.strip() for part in END_OF_SENTENCE.split(text) if WORD.search(part)] or [text]


def find_question(text: str) -> str:
    """The sentence that most likely holds the question: the last with a question mark, else the last of all.

    A vector of a long message blurs: its question gets a vector of its own as well.
    """
    sentences = split_sentences(text)
    return next((sentence for sentence in reversed(sentences) if sentence.endswith("?")), sentences[-1])


def find_parts(text: str) -> list[Part]:
    """The sentences of ``text``, cut where a second question may begin; empty where that leaves one piece."""
    parts = []
    for sentence in split_sentences(text):
        pieces = [piece.strip(AROUND) for piece in JOINT.split(sentence) if piece and WORD.search(piece)]
        parts += [Part(piece, _asks(piece, joined=len(pieces) > 1)) for piece in pieces]
    return parts if len(parts) > 1 else []


def _asks(part: str, joined: bool) -> bool:
    """``joined``: another piece follows or goes before in the same sentence, so that one word may tell."""
    if part.endswith("?") or ASKS.match(part) or WANTS_TO_KNOW.search(part):
        return True
    return joined and ASKS_SOMEWHERE.search(part) is not None

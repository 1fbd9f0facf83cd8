"""Slips of the finger and shorthand in the few words by which parents steer the question list: "frist", "tmrw".

Only for reading what is meant. What a parent wants on the list is never mended.
"""

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WRITTEN = Path(__file__).with_suffix(".yml")
WORD = re.compile(r"[^\W_]+")
LIKE = 0.8  # how alike a misspelt word and a known one have to be
LEAST_LETTERS = 4  # shorter words are like too many others


def mend(text: str) -> str:
    """``text`` with the known word in the place of each that was meant to be one."""
    return WORD.sub(lambda match: _mended(match[0]), text)


def _mended(word: str) -> str:
    written, small = _written(), word.lower()
    if small in written["short"]:
        return str(written["short"][small])
    if len(small) < LEAST_LETTERS or small in written["known"] or small in written["other"]:
        return word
    # A slip seldom falls on the first letter; fewer words to compare keep a long message quick.
    likely = [known for known in written["known"] if known[0] == small[0]]
    return next(iter(get_close_matches(small, likely, n=1, cutoff=LIKE)), word)


@cache
def _written() -> dict[str, Any]:
    written = yaml.safe_load(WRITTEN.read_text(encoding="utf-8"))
    return {"short": written["short"], **{name: frozenset(written[name].split()) for name in ("known", "other")}}

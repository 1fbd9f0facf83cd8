"""Danger in a parent's words: what the patterns and the model make of a message together."""

from dataclasses import dataclass

from knowledge.encoder import SentenceEncoder
from web_widget.danger_model import DangerModel, Judgement
from web_widget.red_flags import find_danger

# From 0 on a weight is urgent, and from CONCERN on a concern. A message weighs START, its log-odds and so much for a
# pattern that fits. A sentence of a long message alone may weigh more; it lacks what explains it, so it has to be far
# surer by itself. Chosen on 2026-11-26 on the dev messages of tests/nlu, which taught nothing, and on plain signs in
# the middle of long ordinary stories. `python -m web_widget.danger_training choose` shows what it means to shift START
# and ALONE.
START = 3.4
OF_PATTERN = 1.5
ALONE = -5.1  # in the place of START
CONCERN = -0.75
# Where a pattern fits, it takes a sum as low as this without it to hold it for nothing at all.
SURELY_HARMLESS = -4.0
# Where only examples speak, and not clearly of one kind.
ANY_KIND = "danger_now"


@dataclass(frozen=True)
class Danger:
    """``kind``: see knowledge/dangers.yml. Where it is not ``urgent``, it may as well be an everyday worry."""

    kind: str
    urgent: bool


class Watch:
    """Looks at every message before anything else does."""

    def __init__(self, model: DangerModel, encoder: SentenceEncoder):
        self._model = model
        self._encoder = encoder

    def look(self, texts: list[str]) -> list[Danger | None]:
        """What each of the texts tells of danger."""
        if not texts:
            return []
        return [_danger(find_danger(text), it) for text, it in zip(texts, self.judge(texts), strict=True)]

    def judge(self, texts: list[str]) -> list[Judgement]:
        """What the model alone makes of them."""
        return self._model.judge(texts, self._encoder)


def _danger(pattern: str | None, judgement: Judgement) -> Danger | None:
    weight = weigh(judgement, pattern)
    if weight < CONCERN and not (pattern and weigh(judgement, None) >= SURELY_HARMLESS):
        return None
    # Where the model knows the kind it is right more often than the first pattern that fits (in 74 against 51 of 75).
    return Danger(judgement.kind or pattern or ANY_KIND, urgent=weight >= 0)


def weigh(judgement: Judgement, pattern: str | None) -> float:
    """How much the model's judgement and the kind of the pattern that fits, if one does, speak for danger."""
    weight = START + judgement.whole
    if judgement.alone is not None:
        weight = max(weight, ALONE + judgement.alone)
    return weight + OF_PATTERN * (pattern is not None)

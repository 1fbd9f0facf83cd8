"""Danger in a parent's words: what the patterns and the model make of a message together."""

from dataclasses import dataclass

from knowledge.encoder import SentenceEncoder
from web_widget.danger_model import DangerModel, Judgement
from web_widget.red_flags import find_danger

# A pattern that fits counts so much beside the model's judgement; from which sum on a message is urgent, or a
# concern. Chosen on the dev messages of tests/nlu so that of ordinary questions at most two in a hundred are urgent,
# and one more a concern. On 2026-11-25 these were 99 % of the plain signs there, 89 % of the understated ones and
# 2.5 % of the near misses. `python -m web_widget.danger_training choose` tries limits on held-out examples.
OF_FLAG = 1.0
URGENT = -0.4
CONCERN = -1.0
# Where a pattern fits, it takes a judgement as sure as this to hold it for nothing at all.
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
    weight = weigh(judgement.weight, pattern)
    if weight < CONCERN and not (pattern and judgement.weight >= SURELY_HARMLESS):
        return None
    # Where the model knows the kind it is right more often than the first pattern that fits (78 % against 67 %).
    return Danger(judgement.kind or pattern or ANY_KIND, urgent=weight >= URGENT)


def weigh(judgement: float, pattern: str | None) -> float:
    """How much the model's judgement and the kind of the pattern that fits, if one does, speak for danger."""
    return judgement + OF_FLAG * (pattern is not None)

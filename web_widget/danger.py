"""Danger in a parent's words: what the patterns and the model make of a message together."""

from dataclasses import dataclass

from web_widget.danger_model import DangerModel
from web_widget.red_flags import find_danger

# A pattern that fits counts so much beside the model's judgement; from which sum on a message is urgent, or a
# concern. Chosen with `python -m web_widget.danger_training choose`, so that of ordinary questions which the model
# has not seen about one in a hundred is urgent, and one more a concern. On 2026-11-25: 81 % of the signs, 1.3 % of
# the ordinary questions, 12 % of the messages written to sound like danger.
OF_FLAG = 1.0
URGENT = 0.0
CONCERN = -0.6
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

    def __init__(self, model: DangerModel):
        self._model = model

    def look(self, text: str) -> Danger | None:
        pattern = find_danger(text)
        judgement = self._model.judge(text)
        weight = weigh(judgement, pattern)
        if weight < CONCERN and not (pattern and judgement >= SURELY_HARMLESS):
            return None
        return Danger(pattern or self._model.kind(text) or ANY_KIND, urgent=weight >= URGENT)


def weigh(judgement: float, pattern: str | None) -> float:
    """How much the model's judgement and the kind of the pattern that fits, if one does, speak for danger."""
    return judgement + OF_FLAG * (pattern is not None)

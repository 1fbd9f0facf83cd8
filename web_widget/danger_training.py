"""Teaches the danger model by the files of ``danger_examples``.

    python -m web_widget.danger_training learn --ordinary bot/data/nlu/*.yml --out var/danger.joblib
    python -m web_widget.danger_training choose --ordinary bot/data/nlu/*.yml

``choose`` tries the examples on models that have not seen them, for the limits in ``danger.py``.
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import yaml
from sklearn.model_selection import KFold

from knowledge.encoder import SentenceEncoder, load_encoder
from web_widget.danger import Watch, weigh
from web_widget.danger_model import DangerModel, Examples, Sign
from web_widget.red_flags import find_danger

EXAMPLES = Path(__file__).with_name("danger_examples")
MARK = re.compile(r"\[\[(.+?)\]\]")
SEED = 0
FOLDS = 3


def load_examples(folder: Path, ordinary: Iterable[Path]) -> Examples:
    """``ordinary``: files of training data whose messages are everyday questions.

    Raises SystemExit that names the line where a message has no mark, or no kind stands above it.
    """
    signs = []
    kind = ""
    file = folder / "signs.txt"
    for number, line in _lines(file):
        if line.startswith("= "):
            kind = line[2:].strip()
            continue
        marked = tuple(MARK.findall(line))
        if not (kind and marked):
            raise SystemExit(
                f"{file}:{number}: put the words that tell of danger into [[double brackets]]"
                if kind
                else f"{file}:{number}: begin with a kind of danger, like `= self_harm`"
            )
        signs.append(Sign(kind, MARK.sub(r"\1", line), marked))
    harmless = [line for _, line in _lines(folder / "harmless.txt")]
    return Examples(signs, harmless, [text for everyday in ordinary for text in _everyday(everyday)])


def _lines(file: Path) -> list[tuple[int, str]]:
    """The lines that hold something, with their numbers."""
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    return [(number, line.strip()) for number, line in lines if line.strip() and not line.startswith("#")]


def _everyday(file: Path) -> list[str]:
    """The examples of the file's topics: how ordinary questions sound."""
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
    return [
        line[2:].strip()
        for entry in entries
        if entry.get("intent") not in (None, "safeguarding")
        for line in entry["examples"].splitlines()
        if line.startswith("- ")
    ]


class _Remembering(SentenceEncoder):
    """Encodes nothing twice: each fold asks for most of what the one before asked for."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self._known: dict[tuple[str, ...], np.ndarray] = {}

    def encode_parts(self, texts: list[str], parts: list[list[str]]) -> list[np.ndarray]:
        asked = [(text, *own) for text, own in zip(texts, parts, strict=True)]
        new = [one for one in dict.fromkeys(asked) if one not in self._known]
        found = super().encode_parts([text for text, *_ in new], [own for _, *own in new])
        self._known |= zip(new, found, strict=True)
        return [self._known[one] for one in asked]


def _choose(examples: Examples, encoder: SentenceEncoder) -> None:
    """Prints what share of each kind of example is urgent from which sum on, by models that have not seen them."""
    kinds: dict[str, list[Any]] = {name: getattr(examples, name) for name in ("signs", "harmless", "ordinary")}
    sums: dict[str, list[float]] = {name: [] for name in kinds}
    folds = KFold(FOLDS, shuffle=True, random_state=SEED)
    splits = {name: list(folds.split(texts)) for name, texts in kinds.items()}
    for fold in range(FOLDS):
        taught = {name: [kinds[name][place] for place in splits[name][fold][0]] for name in kinds}
        watch = Watch(DangerModel().learn(Examples(**taught), encoder), encoder)
        for name, texts in kinds.items():
            tried = [texts[place] for place in splits[name][fold][1]]
            said = [example.text if isinstance(example, Sign) else example for example in tried]
            judged = zip(said, watch.judge(said), strict=True)
            sums[name] += [weigh(judgement.weight, find_danger(text)) for text, judgement in judged]
    for limit in np.arange(-1.2, 2.1, 0.2):
        shares = {name: f"{100 * float((np.array(found) >= limit).mean()):.1f} %" for name, found in sums.items()}
        print(f"from {limit:.1f} on: {shares}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn to tell signs of danger from everyday worries.")
    parser.add_argument("do", choices=["learn", "choose"])
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[], help="training data of everyday questions")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoders/large"))
    parser.add_argument("--out", type=Path, default=Path("var/danger.joblib"))
    arguments = parser.parse_args()
    examples = load_examples(EXAMPLES, arguments.ordinary)
    if arguments.do == "choose":
        _choose(examples, _Remembering(arguments.encoder))
        return
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(DangerModel().learn(examples, load_encoder(arguments.encoder)), arguments.out)


if __name__ == "__main__":
    main()

"""Teaches the danger model by the files of ``danger_examples``.

    python -m web_widget.danger_training learn --ordinary bot/data/nlu/*.yml --out var/danger.joblib
    python -m web_widget.danger_training choose --ordinary bot/data/nlu/*.yml

``choose`` tries the examples on models that have not seen them, for the limits in ``danger.py``.
"""

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

import joblib
import numpy as np
import yaml
from sklearn.model_selection import KFold

from web_widget.danger import weigh
from web_widget.danger_model import DangerModel, Examples, Sign

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
    for everyday in ordinary:
        harmless += _everyday(everyday)
    return Examples(signs, harmless)


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


def _choose(examples: Examples) -> None:
    """Prints what sums the examples get from models that have not seen them."""
    sums: dict[str, list[float]] = {"sign": [], "harmless": []}
    folds = KFold(FOLDS, shuffle=True, random_state=SEED)
    for (taught, tried), (calm, quiet) in zip(folds.split(examples.signs), folds.split(examples.harmless), strict=True):
        model = DangerModel().learn(
            Examples([examples.signs[place] for place in taught], [examples.harmless[place] for place in calm])
        )
        sums["sign"] += [weigh(model, examples.signs[place].text) for place in tried]
        sums["harmless"] += [weigh(model, examples.harmless[place]) for place in quiet]
    for limit in np.arange(0, 3.1, 0.2):
        caught, alarmed = ((np.array(found) >= limit).mean() for found in sums.values())
        print(f"from {limit:.1f} on: {100 * caught:5.1f} % of the signs, {100 * alarmed:5.2f} % of the harmless")


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn to tell signs of danger from everyday worries.")
    parser.add_argument("do", choices=["learn", "choose"])
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[], help="training data of everyday questions")
    parser.add_argument("--out", type=Path, default=Path("var/danger.joblib"))
    arguments = parser.parse_args()
    examples = load_examples(EXAMPLES, arguments.ordinary)
    if arguments.do == "choose":
        _choose(examples)
        return
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(DangerModel().learn(examples), arguments.out)


if __name__ == "__main__":
    main()

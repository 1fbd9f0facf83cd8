"""Teaches the danger model by the files of ``danger_examples``.

    python -m web_widget.danger_training learn --ordinary bot/data/nlu/*.yml --out var/danger.joblib
    python -m web_widget.danger_training choose --messages tests/nlu/dev_*.jsonl

``choose`` shows what the limits of ``danger.py`` mean for messages that taught nothing.
"""

import argparse
import json
from pathlib import Path

import joblib
import numpy as np

from knowledge.encoder import load_encoder
from web_widget.danger import Watch, weigh
from web_widget.danger_lessons import EXAMPLES, load_lessons
from web_widget.danger_model import DangerModel, load_heads, load_model
from web_widget.red_flags import find_danger

ORDINARY = "ordinary"
# How many of the ordinary questions may be urgent: the limits are given for each.
URGENT_SHARES = (0.005, 0.01, 0.015, 0.02, 0.03)


def _choose(watch: Watch, files: list[Path]) -> None:
    """Prints who is urgent by ``danger.py``, and who would be with other limits there.

    A message without a ``kind`` is an ordinary question.
    """
    entries = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    texts = [entry["text"] for entry in entries]
    kinds = np.array([entry.get("kind", ORDINARY) for entry in entries])
    judged = zip(texts, watch.judge(texts), strict=True)
    weights = np.array([weigh(judgement, find_danger(text)) for text, judgement in judged])
    print("now:", _shares(kinds, weights >= 0))
    for wanted in URGENT_SHARES:
        limit = float(np.quantile(weights[kinds == ORDINARY], 1 - wanted))
        print(f"{wanted:.1%} of ordinary questions: START and ALONE {-limit:+.1f},", _shares(kinds, weights >= limit))


def _shares(kinds: np.ndarray, urgent: np.ndarray) -> dict[str, str]:
    return {str(kind): f"{urgent[kinds == kind].mean():.1%}" for kind in sorted(set(kinds))}


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn to tell signs of danger from everyday worries.")
    parser.add_argument("do", choices=["learn", "choose"])
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[], help="training data of everyday questions")
    parser.add_argument("--out", type=Path, default=Path("var/danger.joblib"))
    parser.add_argument(
        "--messages", type=Path, nargs="*", default=[], help="JSON lines with a text and perhaps a kind"
    )
    parser.add_argument("--encoder", type=Path, default=Path("var/encoders/large"))
    arguments = parser.parse_args()
    if arguments.do == "choose":
        if not arguments.messages:
            parser.error("name files of messages: --messages tests/nlu/dev_*.jsonl")
        _choose(Watch(load_model(arguments.out), load_encoder(arguments.encoder)), arguments.messages)
        return
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    lessons = load_lessons(EXAMPLES, arguments.ordinary)
    try:
        model = DangerModel(load_heads()).learn(lessons)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    joblib.dump(model, arguments.out)


if __name__ == "__main__":
    main()

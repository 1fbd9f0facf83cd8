"""What keeps the figures honest: nothing of the blind messages stands in the training data."""

import re
from pathlib import Path

from rasa.shared.utils.io import read_yaml_file

from tests.nlu.blind import BLIND, DEV, load_dangers, load_messages, load_questions

ROOT = Path(__file__).parents[2]
TRAINING_DATA = ROOT / "bot" / "data" / "nlu"
DANGER_EXAMPLES = ROOT / "web_widget" / "danger_examples"


def bare(text: str) -> str:
    """``text`` without case and punctuation; all of it where nothing else is left."""
    return re.sub(r"\W+", " ", text.lower()).strip() or text.strip()


def test_no_message_that_measures_is_trained_on() -> None:
    taught = {
        bare(line.removeprefix("- "))
        for file in TRAINING_DATA.glob("*.yml")
        for block in read_yaml_file(file)["nlu"]
        for line in block["examples"].splitlines()
    }
    taught |= {
        bare(line) for file in DANGER_EXAMPLES.glob("*.txt") for line in file.read_text(encoding="utf-8").splitlines()
    }
    texts = [
        one.text for kind in (BLIND, DEV) for one in (*load_messages(kind), *load_dangers(kind), *load_questions(kind))
    ]
    twins = sorted({text for text in texts if bare(text) in taught})
    assert not twins, f"Take these out of bot/data/nlu and web_widget/danger_examples: {twins}"

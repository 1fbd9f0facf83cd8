"""What keeps the figures honest: nothing of the blind messages stands in the training data."""

import re
from pathlib import Path

from rasa.shared.utils.io import read_yaml_file

from tests.nlu.blind import load_messages

TRAINING_DATA = Path(__file__).parents[2] / "bot" / "data" / "nlu"


def bare(text: str) -> str:
    """``text`` without case and punctuation; all of it where nothing else is left."""
    return re.sub(r"\W+", " ", text.lower()).strip() or text.strip()


def test_no_blind_message_is_trained_on() -> None:
    taught = {
        bare(line.removeprefix("- "))
        for file in TRAINING_DATA.glob("*.yml")
        for block in read_yaml_file(file)["nlu"]
        for line in block["examples"].splitlines()
    }
    twins = sorted({message.text for message in load_messages() if bare(message.text) in taught})
    assert not twins, f"Take these out of bot/data/nlu: {twins}"

"""The sentences of ``wording.yml``."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML


@cache
def sentences() -> dict[str, str]:
    """All sentences by id."""
    path = Path(__file__).with_name("wording.yml")
    return {id: sentence.strip() for id, sentence in YAML(typ="safe").load(path).items()}


def say(id: str, **values: object) -> str:
    """The sentence ``id`` with its braces filled in. Raises KeyError where there is no such sentence."""
    return sentences()[id].format(**values)

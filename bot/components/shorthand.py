"""Spells out what parents and schools shorten: ``EHCNA`` -> ``education health and care needs assessment``."""

import re
from functools import cached_property
from pathlib import Path

from rasa.shared.utils.io import read_yaml_file

SHORTHAND_FILE = Path(__file__).with_name("shorthand.yml")


class Shorthand:
    """Known short forms and what they stand for; ``forms`` in lower case."""

    def __init__(self, forms: dict[str, str]):
        self.forms = forms

    @classmethod
    def load(cls) -> "Shorthand":
        return cls({str(form).lower(): str(meaning) for form, meaning in read_yaml_file(SHORTHAND_FILE).items()})

    def expand(self, text: str) -> str:
        """``text`` with every short form that stands as a word of its own spelt out."""
        return self._pattern.sub(lambda match: self.forms[match[0].lower()], text)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.forms, key=len, reverse=True)
        return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)

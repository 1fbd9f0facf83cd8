"""What is wrong with the guidance files, said so that an editor can mend it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Mistake:
    """One fault: the file, the line (from 1), the field, and a sentence that says what to do."""

    path: Path
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.field}: {self.sentence}"


class GuidanceError(Exception):
    """The guidance cannot be used. ``mistakes`` holds every fault that was found, in file order."""

    def __init__(self, mistakes: list[Mistake]):
        self.mistakes = sorted(set(mistakes))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))

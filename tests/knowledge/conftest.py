"""A tiny guidance folder that a test may spoil, and the real one, read once."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from knowledge import checks, files
from knowledge.build import build
from knowledge.curated import Curated, load, read
from knowledge.mistakes import Mistake
from knowledge.store import Store

TINY = Path(__file__).parent / "guidance"
TODAY = date(2026, 11, 22)


@dataclass
class Folder:
    """A guidance folder as an editor has it before them."""

    root: Path

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> int:
        """Put ``new`` in the place of ``old``; returns the line (from 1) where it stands."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))
        return text[: text.index(old)].count("\n") + 1

    def shape(self) -> list[str]:
        """The mistakes of shape."""
        return self._told(read(self.root)[1])

    def content(self, today: date = TODAY) -> list[str]:
        """The mistakes that the checks find in a folder whose shape is right."""
        return self._told(checks.check(load(self.root), today))

    def _told(self, mistakes: list[Mistake]) -> list[str]:
        return [
            str(Mistake(mistake.path.relative_to(self.root), mistake.line, mistake.field, mistake.sentence))
            for mistake in sorted(set(mistakes))
        ]


@pytest.fixture(scope="session", autouse=True)
def _each_yaml_text_is_read_once() -> Iterator[None]:
    """A test changes one file of the folder; the others need no new reading, which is slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_yaml", cache(files._yaml))
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    shutil.copytree(TINY, tmp_path / "guidance")
    monkeypatch.setattr(checks, "BANK_SIZE", 9)
    return Folder(tmp_path / "guidance")


@pytest.fixture(scope="session")
def tiny() -> Curated:
    return load(TINY)


@pytest.fixture(scope="session")
def tiny_database(tiny: Curated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("tiny") / "k.db"
    build(tiny.guidance, database)
    return database


@pytest.fixture(scope="session")
def real() -> Curated:
    return load()


@pytest.fixture(scope="session")
def real_store(real: Curated, tmp_path_factory: pytest.TempPathFactory) -> Store:
    database = tmp_path_factory.mktemp("real") / "knowledge.db"
    build(real.guidance, database)
    return Store(database)

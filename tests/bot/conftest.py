"""The real guidance, built once, and a fixed day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.actions import guide_action, question_list_turn
from knowledge.build import build
from knowledge.curated import load
from tests.bot.list_talk import TODAY, Talk


@pytest.fixture(scope="session")
def knowledge_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build(load().guidance, database)
    return database


@pytest.fixture
def talk(knowledge_database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    monkeypatch.setenv("KNOWLEDGE_DB", str(knowledge_database))
    monkeypatch.setattr(question_list_turn, "today", lambda: TODAY)
    guide_action.knowledge_store.cache_clear()
    yield Talk()
    guide_action.knowledge_store.cache_clear()

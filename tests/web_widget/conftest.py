"""The parts of the web room, with a bot that is not there and the real guidance."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from knowledge.build import build
from knowledge.curated import load
from knowledge.store import Store
from tests.web_widget.fakes import FakeRasa
from web_widget.app import create_app
from web_widget.settings import Settings

SECRET = "a-secret-for-tests-only"


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    database = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build(load().guidance, database)
    return Store(database)


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def web_settings(tmp_path: Path) -> Settings:
    return Settings(
        channel_secret=SECRET,
        database_url=f"sqlite:///{tmp_path}/conversations.db",
        widgets_folder=str(tmp_path / "widgets"),
        rate_limit_per_minute=0,
        turn_timeout_seconds=1,
    )


@pytest.fixture
def app(web_settings: Settings, rasa: FakeRasa, store: Store) -> FastAPI:
    return create_app(web_settings, rasa, store)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    # Without the context manager: the background tasks of the start have tests of their own.
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def conversation(client: TestClient) -> str:
    """The id of a new conversation."""
    return client.post("/api/conversations").json()["conversation"]

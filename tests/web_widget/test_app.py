"""What the web process does by itself, from its start on."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web_widget.fakes import FakeRasa
from web_widget.__main__ import main


def wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_says_once_where_the_page_is(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []

    def is_said() -> bool:
        said.append(capsys.readouterr().out)
        return any(said)

    with TestClient(app):
        wait_until(is_said)
    said.append(capsys.readouterr().out)
    assert "".join(said).count("http://127.0.0.1:8000/") == 1


def test_it_says_nothing_while_the_bot_is_down(
    app: FastAPI, rasa: FakeRasa, capsys: pytest.CaptureFixture[str]
) -> None:
    rasa.down = True
    with TestClient(app) as client:
        assert client.get("/health/live").status_code == 200
        time.sleep(0.1)
    assert "Ready" not in capsys.readouterr().out


def test_it_finishes_what_was_to_be_deleted(app: FastAPI, rasa: FakeRasa) -> None:
    id = app.state.conversations.create("england").id
    app.state.conversations.request_deletion(id)
    with TestClient(app):
        wait_until(lambda: rasa.deleted == [id])
        wait_until(lambda: app.state.conversations.due_for_deletion() == [])


def test_a_missing_model_is_named_and_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHANNEL_SECRET", "a secret of the test")
    monkeypatch.setenv("DANGER_MODEL", str(tmp_path / "danger.joblib"))
    assert main() == 1
    assert capsys.readouterr().err == f"{tmp_path / 'danger.joblib'} is missing: `make run` makes it.\n"

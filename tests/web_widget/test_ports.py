"""A taken port is told in a sentence, before anything is started."""

import socket

import pytest

from web_widget import ports


@pytest.fixture
def listener():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_taken_port_is_named_with_its_setting(listener: int, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PORT", str(listener))
    monkeypatch.setenv("RASA_PORT", "0")
    monkeypatch.setenv("ACTIONS_PORT", "0")
    assert ports.main() == 1
    assert capsys.readouterr().out.startswith(f"Port {listener} is taken.")


def test_free_ports_are_silent(monkeypatch, capsys) -> None:
    for name in ("PORT", "RASA_PORT", "ACTIONS_PORT"):
        monkeypatch.setenv(name, "0")
    assert ports.main() == 0
    assert capsys.readouterr().out == ""

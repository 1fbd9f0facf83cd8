"""Settings come from the environment, and a wrong one is refused at the start."""

import pytest
from pydantic import ValidationError

from web_widget.settings import Settings

SECRET = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_everything_but_the_secret_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANNEL_SECRET", SECRET)
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.rasa_url == "http://127.0.0.1:5005"
    assert settings.database_url == "sqlite:///var/conversations.db"
    assert settings.knowledge_db == "var/knowledge.db"
    assert (settings.rate_limit_per_minute, settings.keep_days, settings.turn_timeout_seconds) == (30, 7, 20)
    assert settings.allowed_origins == settings.frame_ancestors == settings.trusted_proxies == ()


def test_no_start_without_a_secret() -> None:
    with pytest.raises(ValidationError, match="channel_secret"):
        Settings()


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("PORT", "9000", 9000),
        ("RATE_LIMIT_PER_MINUTE", "0", 0),
        ("ALLOWED_ORIGINS", "", ()),
        ("ALLOWED_ORIGINS", "https://www.devon.gov.uk", ("https://www.devon.gov.uk",)),
        (
            "ALLOWED_ORIGINS",
            " https://a.example/ , http://b.example:8080,",
            ("https://a.example", "http://b.example:8080"),
        ),
        ("TRUSTED_PROXIES", "10.0.0.1,10.0.0.2", ("10.0.0.1", "10.0.0.2")),
        ("PUBLIC_URL", "", ""),
        ("PUBLIC_URL", " https://guide.example.org/ ", "https://guide.example.org"),
        ("PUBLIC_URL", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_a_setting_is_read(monkeypatch: pytest.MonkeyPatch, name: str, value: str, read: object) -> None:
    monkeypatch.setenv("CHANNEL_SECRET", SECRET)
    monkeypatch.setenv(name, value)
    assert getattr(Settings(), name.lower()) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHANNEL_SECRET", "a-little"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("RATE_LIMIT_PER_MINUTE", "-1"),
        ("KEEP_DAYS", "0"),
        ("TURN_TIMEOUT_SECONDS", "0"),
        ("ALLOWED_ORIGINS", "*"),
        ("ALLOWED_ORIGINS", "www.devon.gov.uk"),
        ("FRAME_ANCESTORS", "https://a.example; script-src *"),
        ("PUBLIC_URL", "guide.example.com"),
        ("PUBLIC_URL", "https://guide.example.com/sen"),
        ("PUBLIC_URL", "javascript://guide.example.org"),
        ("PUBLIC_URL", "https://a@guide.example.org"),
    ],
)
def test_a_wrong_setting_is_refused_without_its_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("CHANNEL_SECRET", SECRET)
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()) as refused:
        Settings()
    assert len(value) < 3 or value not in str(refused.value)


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(Settings(channel_secret=SECRET))

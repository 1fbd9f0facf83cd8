"""The channel as Rasa makes it from credentials.yml."""

import logging
from collections.abc import Iterator

import pytest

from bot.channel import GuideInput


@pytest.fixture
def rasa_logger() -> Iterator[logging.Logger]:
    logger = logging.getLogger("rasa")
    before = logger.level
    yield logger
    logger.setLevel(before)


@pytest.mark.parametrize(
    ("asked", "given"),
    [(logging.DEBUG, logging.INFO), (logging.INFO, logging.INFO), (logging.WARNING, logging.WARNING)],
)
def test_rasa_never_writes_messages_into_its_log(rasa_logger: logging.Logger, asked: int, given: int) -> None:
    rasa_logger.setLevel(asked)
    GuideInput.from_credentials({"secret": "a-secret", "actions_url": "http://127.0.0.1/webhook"})
    assert logging.getLogger("rasa.core.processor").getEffectiveLevel() == given

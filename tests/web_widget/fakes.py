"""Stands in for the bot: says what the test tells it to say."""

import asyncio
from dataclasses import dataclass, field

from web_widget.danger import Danger
from web_widget.errors import ListChanged
from web_widget.rasa_client import RasaUnavailable
from web_widget.schemas import Message, QuestionList, Turn

HELLO = Message(kind="greeting", text="Hello, what would you like to know?")


@dataclass
class FakeRasa:
    """``messages`` is what every turn answers; ``down`` makes every call fail; ``slow`` is in seconds.

    ``error`` is raised by a turn in the place of an answer. ``asked`` holds conversation, area, text and choice.
    """

    messages: list[Message] = field(default_factory=lambda: [HELLO])
    down: bool = False
    slow: float = 0
    error: Exception | None = None
    asked: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    transcripts: dict[str, list[Turn]] = field(default_factory=dict)
    lists: dict[str, QuestionList] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)

    async def is_ready(self) -> bool:
        return not self.down

    async def take_turn(
        self,
        conversation: str,
        area: str,
        text: str | None = None,
        choice: str | None = None,
        key: str | None = None,
        danger: Danger | None = None,
    ) -> list[Message]:
        self.asked.append((conversation, area, text, choice))
        self.keys.append(key)
        await self._answer()
        if self.error:
            raise self.error
        turns = self.transcripts.setdefault(conversation, [])
        if text is not None:
            turns.append(Turn(**{"from": "parent", "text": text, "danger": danger}))
        turns.extend(Turn(**{"from": "guide", "message": message}) for message in self.messages)
        return list(self.messages)

    async def transcript(self, conversation: str) -> list[Turn]:
        await self._answer()
        return self.transcripts.get(conversation, [])

    async def delete(self, conversation: str) -> None:
        await self._answer()
        self.deleted.append(conversation)

    async def question_list(self, conversation: str) -> QuestionList:
        await self._answer()
        return self.lists.get(conversation, QuestionList())

    async def put_question_list(self, conversation: str, questions: QuestionList) -> QuestionList:
        await self._answer()
        stands = self.lists.get(conversation, QuestionList()).version or 0
        if questions.version not in (None, stands):
            raise ListChanged
        self.lists[conversation] = questions.model_copy(update={"version": stands + 1})
        return self.lists[conversation]

    async def close(self) -> None:
        pass

    async def _answer(self) -> None:
        await asyncio.sleep(self.slow)
        if self.down:
            raise RasaUnavailable

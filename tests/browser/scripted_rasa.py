"""A bot that answers from a script, with real cards: what the pages are tried with."""

import asyncio

from knowledge.store import Store
from web_widget.danger import Danger
from web_widget.errors import ListChanged
from web_widget.rasa_client import RasaUnavailable
from web_widget.schemas import ListQuestion, Message, Option, QuestionList, Translation, Turn

DOORS = [
    Option(label="Understand SEN support", choice="sen_support_meaning", topic="sen_support_meaning"),
    Option(label="My next meeting", choice="preparing_for_a_meeting", topic="preparing_for_a_meeting"),
    Option(label="Talk to a person", choice="human"),
]
CLARIFY = [
    Option(label="How often school should meet you", choice="meeting_frequency", topic="meeting_frequency"),
    Option(label="Getting ready for a meeting", choice="preparing_for_a_meeting", topic="preparing_for_a_meeting"),
    Option(label="Talk to a person", choice="human"),
]


class ScriptedRasa:
    """``down``: answers nothing. ``delay``: seconds a turn takes. ``heard``: all that was taken, in order."""

    def __init__(self, store: Store):
        self._store = store
        self.reset()

    def reset(self) -> None:
        self.down = False
        self.delay = 0.0
        self.heard: list[str] = []
        self._turns: dict[str, list[Turn]] = {}
        self._lists: dict[str, QuestionList] = {}
        self._given: dict[tuple[str, ...], list[Message]] = {}

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
        self._check()
        message = (conversation, text or choice or "", key or str(len(self.heard)))
        if message in self._given:
            return self._given[message]
        await asyncio.sleep(self.delay)
        self.heard.append(text or choice or "")
        turns = self._turns.setdefault(conversation, [])
        if text is not None:
            turns.append(Turn(**{"from": "parent", "text": text, "danger": danger}))
        messages = self._answer(conversation, area, (text or "").lower(), choice or "")
        turns.extend(Turn(**{"from": "guide", "message": said}) for said in messages)
        self._given[message] = messages
        return messages

    async def transcript(self, conversation: str) -> list[Turn]:
        self._check()
        return self._turns.get(conversation, [])

    async def delete(self, conversation: str) -> None:
        self._check()
        self._turns.pop(conversation, None)

    async def question_list(self, conversation: str) -> QuestionList:
        self._check()
        return self._list(conversation)

    async def put_question_list(self, conversation: str, questions: QuestionList) -> QuestionList:
        self._check()
        stands = self._list(conversation)
        if questions.version not in (None, stands.version):
            raise ListChanged
        return self._keep(conversation, questions)

    async def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.down:
            raise RasaUnavailable

    def _list(self, conversation: str) -> QuestionList:
        return self._lists.get(conversation, QuestionList(version=0))

    def _keep(self, conversation: str, questions: QuestionList) -> QuestionList:
        version = (self._list(conversation).version or 0) + 1
        self._lists[conversation] = questions.model_copy(update={"version": version})
        return self._lists[conversation]

    def _answer(self, conversation: str, area: str, text: str, choice: str) -> list[Message]:
        if choice == "greeting":
            return [Message(kind="greeting", text="Hello. Ask in your own words.", options=DOORS)]
        if choice.startswith("add_question:"):
            return [self._add(conversation, choice.partition(":")[2])]
        if choice == "human" or "person" in text:
            contacts = self._store.contacts(area)
            return [Message(kind="human", text="You can talk to a person.\n- a line for others", contacts=contacts)]
        if "danger" in text:
            contacts = self._store.danger_contacts("danger_now")
            return [Message(kind="urgent", text="Please call 999.", contacts=contacts), self._card("sendiass", area)]
        if "notes and how often" in text:
            return [self._card("meeting_notes", area), self._card("meeting_frequency", area)]
        if "dzień" in text:
            said = "To jest automatyczny przewodnik."
            translation = Translation(language="pl", text=said)
            return [Message(kind="out_of_scope", text=f"{said}\n\nPlease write English.", translation=translation)]
        if "the law" in text:
            said = "No, the main point is not a law.\n\nIt is written here:\n- a guide"
            return [self._card("meeting_frequency", area).model_copy(update={"text": said, "part": "law"})]
        if "often" in text:
            return [self._card("meeting_frequency", area)]
        if text.startswith("meeting"):
            return [Message(kind="clarify", text="Which of these is closest?", options=CLARIFY)]
        if choice and self._store.topic(choice):
            return [self._card(choice, area)]
        return [Message(kind="out_of_scope", text="That is outside what I can help with.", options=DOORS[2:])]

    def _card(self, topic: str, area: str) -> Message:
        card = self._store.card(topic, area)
        assert card
        return Message(kind="answer", text=card.short, topic=topic, card=card)

    def _add(self, conversation: str, id: str) -> Message:
        question = self._store.question(id)
        assert question
        stands = self._list(conversation)
        added = ListQuestion(id=id, text=question.text, topic=question.topic)
        listed = self._keep(conversation, stands.model_copy(update={"questions": [*stands.questions, added]}))
        text = f"I have added it.\n1. {question.text}"
        return Message(kind="question_list", text=text, questions=listed)

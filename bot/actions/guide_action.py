"""What every action of the guide shares: the knowledge base, the parent's area, and failing aloud."""

import logging
import os
from abc import ABC, abstractmethod
from functools import cache
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from knowledge.store import Store

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]
Button = dict[str, Any]


class GuideAction(Action, ABC):
    """An action that answers from the knowledge base.

    Where ``answer`` raises, nothing is said: the channel tells that from a reply and answers 503. The log
    names the error's type only, since its text may repeat what the parent typed.
    """

    @abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say something through ``dispatcher`` and return the events for the tracker."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        try:
            return self.answer(dispatcher, tracker)
        except Exception as error:
            logger.error("%s failed: %s.", self.name(), type(error).__name__)
            dispatcher.messages.clear()
            return []


@cache
def knowledge_store() -> Store:
    """The knowledge base named by KNOWLEDGE_DB."""
    return Store(Path(os.environ.get("KNOWLEDGE_DB", "var/knowledge.db")))


def keep_days() -> int:
    """For how many days a conversation is kept after its last message (KEEP_DAYS)."""
    return int(os.environ.get("KEEP_DAYS", "7"))


def area_of(tracker: Tracker) -> str | None:
    """The area that the web process sent along with the message."""
    return (tracker.latest_message.get("metadata") or {}).get("area")


def intent_of(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("intent", {}).get("name"))


def value_of(tracker: Tracker) -> str | None:
    """What a pressed option carries, such as a question's id."""
    return next(tracker.get_latest_entity_values("value"), None)


def topic_button(topic_id: str) -> Button | None:
    """A button that leads to a topic, or None where there is no such topic."""
    topic = knowledge_store().topic(topic_id)
    return {"title": topic.title, "payload": f"/{topic_id}", "topic": topic_id} if topic else None


def topic_buttons(topic_ids: list[str]) -> list[Button]:
    return [button for button in map(topic_button, topic_ids) if button]


def contact_fields(contacts: list[Any]) -> list[dict[str, Any]]:
    return [contact.model_dump(mode="json") for contact in contacts]

"""Rasa's bot messages <-> the messages and choices of the public contract."""

import re
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

CHOICE = re.compile(r"^([a-z0-9_]+)(?::([a-z0-9_-]+))?$")
PAYLOAD = re.compile(r'^/([a-z0-9_]+)(?:\{"value": ?"([a-z0-9_-]+)"\})?$')
FIELDS = ("kind", "text", "topic", "card", "options", "contacts", "questions", "translation", "part")


class Collector(OutputChannel):
    """Keeps each message whole: Rasa's own channels split a text at blank lines."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "guide"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message_of(message))


def message_of(said: dict[str, Any]) -> dict[str, Any]:
    """What an action or a response of domain.yml said, as a Message of the contract.

    ``said`` holds ``text``, ``custom`` (kind, topic, card, contacts, questions, part) and ``buttons``
    (title, payload and, where it leads to a topic, topic).
    """
    custom = said.get("custom") or {}
    buttons = said.get("buttons") or []
    if custom.get("kind") == "clarify":
        # Rasa puts a response's own buttons first; "the second one" counts the topics.
        buttons = sorted(buttons, key=lambda button: not button.get("topic"))
    options = [
        {"label": button["title"], "choice": choice_of(button["payload"]), "topic": button.get("topic")}
        for button in buttons
    ]
    message = {"kind": "notice", **custom, "text": said.get("text") or "", "options": options}
    return {name: message[name] for name in FIELDS if name in message}


def choice_of(payload: str) -> str:
    """``/add_question{"value": "who-leads"}`` -> ``add_question:who-leads``."""
    match = PAYLOAD.match(payload)
    if match is None:
        raise ValueError(f"{payload!r} is not a payload that a choice can stand for")
    return match[1] if match[2] is None else f"{match[1]}:{match[2]}"


def payload_of(choice: str, intents: list[str]) -> str | None:
    """The payload that a choice stands for, or None where it names none of the ``intents``."""
    match = CHOICE.match(choice)
    if match is None or match[1] not in intents:
        return None
    return f"/{match[1]}" if match[2] is None else f'/{match[1]}{{"value": "{match[2]}"}}'


def words_of(text: str) -> str:
    """What a parent typed, as Rasa may have it: it takes what begins with a slash, after any space, for an intent."""
    return re.sub(r"^[\s/]+", "", text) or "?"


def replies_to(tracker: DialogueStateTracker, key: str, text: str) -> list[dict[str, Any]]:
    """What the guide said to ``text`` when it came under ``key`` before; empty where it never was answered."""
    replies: list[dict[str, Any]] = []
    asked = False
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if replies:
                break
            asked = (event.metadata or {}).get("key") == key and event.text == text
        elif asked and isinstance(event, BotUttered):
            replies.append(message_of({"text": event.text, **(event.data or {})}))
    return replies


def turns_of(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """What was said so far, oldest first. A pressed option reads as its label, not as its choice."""
    turns: list[dict[str, Any]] = []
    labels: dict[str, str] = {}
    for event in tracker.events:
        if isinstance(event, BotUttered):
            said = {"text": event.text, **(event.data or {})}
            labels |= {button["payload"]: button["title"] for button in said.get("buttons") or []}
            turns.append({"from": "guide", "message": message_of(said)})
        elif isinstance(event, UserUttered) and event.text:
            text = labels.get(event.text, "") if PAYLOAD.match(event.text) else event.text
            if text:
                turns.append({"from": "parent", "text": text, "danger": (event.metadata or {}).get("danger")})
    return turns

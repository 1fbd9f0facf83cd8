"""Talks with the question list's action as a parent does, without Rasa: text or choice in, messages out.

Responses of domain.yml are filled in by Rasa's own interpolation.
"""

import asyncio
import copy
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa.core.nlg.interpolator import interpolate
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer import ActionAnswer
from bot.actions.aside import ActionAside
from bot.actions.clarify import ActionClarify
from bot.actions.opening import ActionPrivacy
from bot.actions.outside import OUTSIDE
from bot.actions.people import ActionHuman
from bot.actions.question_list import ActionQuestionList
from bot.messages import message_of, payload_of

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)  # a Sunday
INTENTS = ["question_list", "add_question", "remove_question", "starter"]


@cache
def responses() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"])


@dataclass
class Talk:
    """One conversation. ``messages`` are those of the last turn; ``listed`` the question list as it stands."""

    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)

    def say(
        self, text: str, intent: str = "question_list", ranking: list[dict[str, Any]] | None = None
    ) -> list[dict[str, Any]]:
        return self._turn(text, intent, None, ranking)

    def choose(self, choice: str) -> list[dict[str, Any]]:
        """Press an option by its choice; it has to be one that a domain's intent stands behind."""
        intent, _, value = choice.partition(":")
        if intent not in INTENTS:
            return self._turn(f"/{choice}", intent, None)
        payload = payload_of(choice, INTENTS)
        assert payload, choice
        return self._turn(payload, intent, value or None)

    def press(self, label: str) -> list[dict[str, Any]]:
        """Press an option of the last turn by its label."""
        options = {option["label"]: option["choice"] for message in self.messages for option in message["options"]}
        assert label in options, f"{label!r} is not among {list(options)}"
        return self.choose(options[label])

    @property
    def listed(self) -> dict[str, Any]:
        return self.slots.get("question_list") or {"questions": [], "notes": ""}

    @property
    def texts(self) -> list[str]:
        return [question["text"] for question in self.listed["questions"]]

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.messages)

    def _turn(
        self, text: str, intent: str, value: str | None, ranking: list[dict[str, Any]] | None = None
    ) -> list[dict[str, Any]]:
        entities = [{"entity": "value", "value": value}] if value else []
        latest = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": entities, "metadata": {}}
        latest["intent_ranking"] = ranking or []
        self.events.append({"event": "user", "text": text})
        tracker = Tracker("id", dict(self.slots), latest, list(self.events), False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        others = {
            "nlu_fallback": ActionClarify,
            **dict.fromkeys(OUTSIDE, ActionAside),
            "medical": ActionAside,
            "told": ActionAside,
            "privacy": ActionPrivacy,
            "human": ActionHuman,
        }
        action = ActionQuestionList if intent in INTENTS else others.get(intent, ActionAnswer)
        events = asyncio.run(action().run(dispatcher, tracker, {}))
        assert dispatcher.messages, f"nothing was said to {text!r}"
        self.messages = []
        for message in dispatcher.messages:
            said = _filled(message)
            self.events.append({"event": "bot", "data": {name: said.get(name) for name in ("custom", "buttons")}})
            self.messages.append(message_of(said))
        for event in events:
            self.slots[event["name"]] = event["value"]
        return self.messages


def _filled(message: dict[str, Any]) -> dict[str, Any]:
    """A dispatcher's message as Rasa makes it out of domain.yml's response."""
    message = dict(message)
    name = message.pop("response", None)
    buttons = message.pop("buttons", None) or []
    draft = copy.deepcopy(responses()[name][0]) if name else {}
    for key in ("text", "custom", "buttons"):
        if key in draft:
            missing = set(re.findall(r"{(\w+)}", str(draft[key]))) - set(message)
            assert not missing, f"{name} lacks {missing}"
            draft[key] = interpolate(draft[key], message)
    if buttons:
        draft.setdefault("buttons", []).extend(buttons)
    draft.update({key: value for key, value in message.items() if value})
    return draft

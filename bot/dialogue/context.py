"""What a message stands in: what was said before it, as the tracker holds it."""

import re
from typing import Any

from rasa_sdk import Tracker

from knowledge.store import ParentFacts

Button = dict[str, Any]
SIXTH_FORM = ("12", "13")
PAYLOAD = re.compile(r'^/([a-z0-9_]+)(?:\{"value": ?"([a-z0-9_-]+)"\})?$')


class Context:
    """The turn before a message. ``said``: what each of the guide's messages carried, oldest first."""

    def __init__(self, tracker: Tracker):
        self.topic: str | None = tracker.get_slot("topic")
        self.said: list[dict[str, Any]] = []
        self.ranking: dict[str, float] = {}
        self._buttons: list[list[Button]] = []
        for event in reversed(_turn_before(tracker)):
            if event.get("event") == "user":
                guesses = (event.get("parse_data") or {}).get("intent_ranking") or []
                self.ranking = {str(guess["name"]): float(guess["confidence"]) for guess in guesses}
            elif event.get("event") == "bot":
                data = event.get("data") or {}
                self.said.append(data.get("custom") or {})
                buttons = data.get("buttons") or []
                if self.said[-1].get("kind") == "clarify":
                    # As message_of shows them: topics first.
                    buttons = sorted(buttons, key=lambda button: not button.get("topic"))
                self._buttons.append(buttons)

    @property
    def buttons(self) -> list[Button]:
        """The choices shown last."""
        return next((buttons for buttons in reversed(self._buttons) if buttons), [])

    def button_at(self, place: int) -> Button | None:
        """The choice at ``place`` of those shown last, from 1 or from -1 at the end; None where there are fewer."""
        return self.buttons[place - 1 if place > 0 else place] if 1 <= abs(place) <= len(self.buttons) else None

    @property
    def kinds(self) -> list[str | None]:
        return [said.get("kind") for said in self.said]

    @property
    def unsure(self) -> int:
        """How many times running the guide has not known what was meant."""
        return max((int(said.get("unsure") or 0) for said in self.said), default=0)

    @property
    def offered(self) -> list[str]:
        """The topics offered since the guide became unsure; none of them was what the parent wanted."""
        return [topic for said in self.said for topic in said.get("offered") or []]

    @property
    def answered(self) -> list[str]:
        return [said["topic"] for said in self.said if said.get("kind") == "answer"]


def _turn_before(tracker: Tracker) -> list[dict[str, Any]]:
    """The events from this message back to the one before it, the newest first."""
    events: list[dict[str, Any]] = []
    users = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            users += 1
            if users == 2:
                return [*events, event]
        elif users == 1:
            events.append(event)
    return events


def pressed(tracker: Tracker, button: Button) -> Tracker:
    """The tracker as if the parent had pressed ``button`` instead of typing."""
    match = PAYLOAD.match(str(button["payload"]))
    if match is None:
        raise ValueError("a button's payload is not one that a choice can stand for")
    entities = [{"entity": "value", "value": match[2]}] if match[2] else []
    as_pressed = tracker.copy()
    as_pressed.latest_message = {
        **tracker.latest_message,
        "text": button["payload"],
        "intent": {"name": match[1], "confidence": 1.0},
        "intent_ranking": [],
        "entities": entities,
        "second_topic": None,
    }
    return as_pressed


def facts_of(tracker: Tracker, setting: str | None = None) -> ParentFacts:
    """What the parent told in this conversation. ``setting``: the one just told, which no slot holds yet."""
    setting = setting or tracker.get_slot("setting")
    role = tracker.get_slot("role")
    older = (
        setting == "age_16"
        or role == "young_person"
        or tracker.get_slot("age") is not None
        or tracker.get_slot("year_group") in SIXTH_FORM
    )
    told = [setting] if setting in ("early_years", "college") else []
    return ParentFacts(settings=(*told, *(["age_16"] if older else [])), role=role)

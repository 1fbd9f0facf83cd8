"""One turn of talk about the question list: what stands on it, what is changed, what is said."""

import re
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, keep_days, knowledge_store, value_of
from bot.actions.sayings import numbered
from bot.dialogue.context import Button, Context, pressed
from bot.lists.agreed import agreed_lines, no_questions
from bot.lists.commands import Which
from bot.lists.dates import today
from bot.lists.draft import Pending, Step, read_draft
from bot.lists.question_list import QuestionList, read_list
from bot.lists.search import find_on_list
from knowledge.list_limits import LONGEST_NOTES, LONGEST_QUESTION, MOST_ACTIONS, MOST_QUESTIONS
from knowledge.models import Question
from knowledge.store import Store

MOST_BUTTONS = 3


class Unresolved(Exception):
    """The parent's words do not name questions of the list; what to say instead is already said."""


class ListTurn:
    """Holds the list and the draft while one message is answered; ``events`` writes both back."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, day: date | None = None):
        self.dispatcher = dispatcher
        self.conversation = tracker.sender_id
        self.text: str = tracker.latest_message.get("text") or ""
        self.listed = self._found = read_list(tracker.get_slot("question_list"))
        draft = read_draft(tracker.get_slot("list_draft"))
        if draft.setting is None:
            # The parent may have told it in passing (bot/components/parent_facts.yml).
            draft = draft.with_(setting=tracker.get_slot("setting"))
        # What waits for a yes waits for this message only.
        self.waiting = draft.pending
        self.draft = draft.with_(pending=None)
        self.store: Store = knowledge_store()
        self.today = day or today()
        # Where a message gives several commands, their numbers are those of the list as the parent saw it.
        self.numbered: QuestionList | None = None
        self._tracker, self._context = tracker, Context(tracker)
        self.said = self._context.said

    def events(self) -> Events:
        return [
            SlotSet("question_list", self.listed.json_fields()),
            SlotSet("list_draft", self.draft.json_fields()),
        ]

    @property
    def was_last(self) -> bool:
        """True where the guide's last messages were about the list and nothing came in between."""
        return any("list" in said for said in self.said) and not self.was_interrupted

    @property
    def was_interrupted(self) -> bool:
        """True where a question in the middle was answered, and the guide offered to go on."""
        return any("go_on" in said for said in self.said)

    @property
    def awaited(self) -> Step | None:
        """What the guide has asked just before this message."""
        return next((said["list"] for said in reversed(self.said) if said.get("list")), None) if self.was_last else None

    @property
    def open_offer(self) -> tuple[str, ...]:
        """The questions that "the first two" would mean: of the card or the offer that was shown last."""
        for said in reversed(self.said):
            if said.get("card"):
                return tuple(question["id"] for question in said["card"]["questions"])
        return self.draft.offered if self.awaited in ("offer", "found") else ()

    def value_at(self, place: int) -> str | None:
        """What the option at ``place`` of those shown last carries; None where there are fewer."""
        button = self._context.button_at(place)
        return value_of(pressed(self._tracker, button)) if button else None

    def change(self, listed: QuestionList, last: tuple[str, ...] = ()) -> None:
        """Put ``listed`` in place of the list. "Undo" goes back to how this turn found it."""
        self.listed = listed
        self.draft = self.draft.with_(before=self._found, after=listed.version, last=last or self.draft.last)

    def ask(self, step: Step, response: str, pending: Pending | None = None, **words: object) -> None:
        """Ask for something. ``step`` is what the next message may answer."""
        self.draft = self.draft.with_(step=step, pending=pending, asked=self.draft.asked + 1)
        self._say(response, {"kind": "prompt", "list": step}, words)

    def ask_about(self, pending: Pending, response: str, **words: object) -> None:
        """Ask for a yes, or which question is meant; the guided way stays where it is."""
        self.draft = self.draft.with_(pending=pending, asked=self.draft.asked + 1)
        self._say(response, {"kind": "prompt"}, words)

    def tell(self, response: str, **words: object) -> None:
        """Say something about the list without showing it."""
        self._say(response, {"kind": "prompt"}, words)

    def ask_which_option(self) -> None:
        """Ask the same again, after a number that no option has."""
        options = self._context.buttons
        words = {"count": len(options), "choices": numbered(options)}
        self._say("utter_pick_again", {"kind": "prompt", "list": self.awaited}, words, options)

    def offer_to_go_on(self, response: str) -> None:
        self._say(response, {"kind": "prompt", "go_on": True}, {})

    def show(self, response: str, step: Step | None = None, **words: object) -> None:
        """Say what was done, and show the list as it now stands. ``step``: what is asked along with it."""
        self._say(response, {"kind": "question_list", "questions": self.listed.json_fields(), "list": step}, words)

    def resolve(self, which: Which, do: str, text: str = "") -> tuple[str, ...]:
        """The ids of the listed questions that ``which`` means.

        Raises Unresolved where it names none, or several and one is meant; then the parent has been asked.
        """
        questions = self.listed.questions
        if not questions:
            self.show("utter_question_list_empty")
            raise Unresolved
        if which.about is not None:
            found = find_on_list([question.text for question in questions], which.about)
            if not found:
                self.show("utter_list_not_found", about=which.about)
                raise Unresolved
            if len(found) > 1 and not which.every:
                self.ask_which([questions[place].id for place in found], do, text)
                raise Unresolved
            return tuple(questions[place].id for place in found)
        if which.every:
            return tuple(question.id for question in questions)
        if which.that:
            last = [entry for entry in self.draft.last if any(question.id == entry for question in questions)]
            if not last:
                self.show("utter_list_which")
                raise Unresolved
            return tuple(last)
        places = [place + len(questions) + 1 if place < 0 else place for place in which.places]
        if self.numbered and min(which.places, default=0) > 0 and max(places) <= len(self.numbered.questions):
            questions = self.numbered.questions
        wrong = [place for place in places if not 1 <= place <= len(questions)]
        if wrong:
            self.show("utter_list_no_number", number=which.places[places.index(wrong[0])] if wrong[0] > 0 else "")
            raise Unresolved
        return tuple(questions[place - 1].id for place in places)

    def resolve_one(self, which: Which, do: str, text: str = "") -> str:
        ids = self.resolve(which, do, text)
        if len(ids) > 1:
            self.ask_which(list(ids), do, text)
            raise Unresolved
        return ids[0]

    def ask_which(self, ids: list[str], do: str, text: str = "") -> None:
        if not 1 < len(ids) <= MOST_BUTTONS:
            self.show("utter_list_which")
            return
        pending = Pending(do=do, ids=tuple(ids), text=text)
        places = {f"place_{at}": self.listed.place(entry) for at, entry in enumerate(ids, start=1)}
        texts = {f"question_{at}": self.listed.find(entry).text for at, entry in enumerate(ids, start=1)}
        self.ask_about(pending, f"utter_list_which_{len(ids)}", **places, **texts)

    def bank_questions(self, ids: tuple[str, ...]) -> list[Question]:
        return [question for question in map(self.store.question, ids) if question]

    def is_listed(self, question_id: str) -> bool:
        return any(question.id == question_id for question in self.listed.questions)

    def _say(
        self, response: str, message: dict[str, Any], words: dict[str, object], buttons: list[Button] | None = None
    ) -> None:
        day, next_day = (
            day_in_words(day) if day else "" for day in (self.listed.meeting_date, self.listed.next_meeting)
        )
        questions = [f"{at}. {entry.text}" for at, entry in enumerate(self.listed.questions, start=1)]
        known = {
            "questions": "\n".join(questions) or no_questions(),
            "count": len(self.listed.questions),
            "day": day,
            "conversation": self.conversation,
            "days": keep_days(),
            "asked": self.draft.asked,
            "longest": LONGEST_QUESTION,
            "most": MOST_QUESTIONS,
            "longest_notes": f"{LONGEST_NOTES:,}",
            "most_actions": MOST_ACTIONS,
            "agreed": "\n".join(f"- {line}" for line in agreed_lines(self.listed, next_day)),
            "next_day": next_day,
        }
        texts = {name: _shown(str(word)) for name, word in {**known, **words}.items()}
        # ``list`` marks the message as the list's own, with what it asked; it does not leave the bot.
        self.dispatcher.utter_message(
            response=response, json_message={"list": None, **message}, buttons=buttons, **texts
        )


def day_in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _shown(words: str) -> str:
    # Rasa leaves a response unfilled where "0[" stands in what is filled in.
    return re.sub(r"0\[", "0 [", words)

"""What several actions say: an answer card, a part of it, choices, a person to turn to."""

from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, area_of, contact_fields, knowledge_store, topic_buttons
from bot.dialogue.context import Context, facts_of
from knowledge.card import AnswerCard, CardSource, plain_text
from knowledge.store import ParentFacts

# Topics whose answer is whom to turn to.
CONTACT_TOPICS = ("local_contact", "sendiass", "local_offer", "family_support")
# "Is it law or only guidance?", asked about no answer in particular.
ON_LAW = "must_and_should"
SEE_ALSO = 3
MOST_CHOICES = 3
FEWEST_CHOICES = 2
# Where too few topics are likely, those that many other questions begin with.
STARTING_POINTS = (
    "sen_support_meaning",
    "preparing_for_a_meeting",
    "worried_child_has_sen",
    "unhappy_with_support",
    "parent_rights",
    "ehcp_or_sen_support",
)


def say_topics(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    topics: list[str],
    facts: ParentFacts | None = None,
    contacts: bool = False,
) -> Events:
    """One card for each of ``topics``; the first is what follow-ups are about."""
    facts = facts or facts_of(tracker)
    for topic in topics:
        card = find_card(tracker, topic, facts)
        message: dict[str, Any] = {"kind": "answer", "topic": topic, "card": card.model_dump(mode="json")}
        if contacts or topic in CONTACT_TOPICS:
            message["contacts"] = contact_fields(knowledge_store().contacts(area_of(tracker)))
        dispatcher.utter_message(text=plain_text(card), json_message=message, buttons=see_also(card))
    return [SlotSet("topic", topics[0])]


def say_part(dispatcher: CollectingDispatcher, tracker: Tracker, context: Context, part: str) -> Events:
    """A part of the last answer: ``more``, ``law``, ``source``, ``simpler``, ``steps`` or ``words``."""
    if context.topic is None:
        if part == "law":
            return say_topics(dispatcher, tracker, [ON_LAW])
        dispatcher.utter_message(response="utter_no_answer_yet")
        return []
    card = find_card(tracker, context.topic, facts_of(tracker))
    if any(said.get("part") == part and said.get("topic") == card.topic for said in context.said):
        # The same words again would help nobody.
        dispatcher.utter_message(response="utter_follow_all_said", title=card.title, buttons=see_also(card))
        return []
    response = _law_response(card) if part == "law" else f"utter_follow_{part}"
    words = [f'- "{text}"' for text in card.words] + [f"\n{letter.title}\n\n{letter.text}" for letter in card.letters]
    dispatcher.utter_message(
        response=response,
        title=card.title,
        simple=card.simple,
        law=card.duty_law,
        laws=_lines(source for source in card.sources if source.force == "must"),
        sources=_lines(card.sources),
        detail="\n\n".join(card.detail),
        steps="\n".join(f"- {step}" for step in card.steps),
        words="\n".join(words),
        json_message={"kind": "answer", "topic": card.topic, "card": card.model_dump(mode="json"), "part": part},
        buttons=see_also(card),
    )
    return []


def say_unsure(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    context: Context,
    likely: list[str],
    response: str = "utter_clarify",
) -> Events:
    """Ask back with two or three choices; each time running in another way.

    First ``response`` and the likeliest topics; then others, a person and the topic list; then people, with the
    topic list at hand; from then on the topic list and people by turns.
    """
    times = context.unsure + 1
    if times > 2:
        if times % 2:
            return say_person(dispatcher, tracker, "utter_unsure_person", unsure=times)
        dispatcher.utter_message(response="utter_unsure_topics", json_message={"kind": "prompt", "unsure": times})
        return []
    left_out = set(context.offered)
    topics = [topic for topic in dict.fromkeys(likely) if topic not in left_out][:MOST_CHOICES]
    for topic in STARTING_POINTS:
        if len(topics) < FEWEST_CHOICES and topic not in (*topics, *left_out):
            topics.append(topic)
    buttons = topic_buttons(topics)
    dispatcher.utter_message(
        response=response if times == 1 else "utter_clarify_again",
        # The text has to be enough where no buttons are shown.
        choices=numbered(buttons),
        json_message={"kind": "clarify", "unsure": times, "offered": [*context.offered, *topics]},
        buttons=buttons,
    )
    return []


def say_person(
    dispatcher: CollectingDispatcher, tracker: Tracker, response: str = "utter_human", **fields: Any
) -> Events:
    contacts = contact_fields(knowledge_store().contacts(area_of(tracker)))
    dispatcher.utter_message(response=response, json_message={"kind": "human", "contacts": contacts, **fields})
    return []


def say_told(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Thanks for a message that only tells. Where it told a fact that is kept, the last answer is at hand again."""
    if tracker.latest_message.get("entities"):
        dispatcher.utter_message(response="utter_told", buttons=topic_buttons([tracker.get_slot("topic") or ""]))
    else:
        dispatcher.utter_message(response="utter_noted")
    return []


def say_topic_list(dispatcher: CollectingDispatcher, group: str | None) -> Events:
    """The groups of topics, or the topics of one group."""
    topics = [topic.id for topic in knowledge_store().topics() if topic.group == group]
    if not topics:
        dispatcher.utter_message(response="utter_menu_topics")
        return []
    buttons = topic_buttons(topics)
    dispatcher.utter_message(response="utter_menu_group", choices=numbered(buttons), buttons=buttons)
    return []


def numbered(buttons: list[dict[str, Any]]) -> str:
    return "\n".join(f"{place}. {button['title']}" for place, button in enumerate(buttons, start=1))


def _law_response(card: AnswerCard) -> str:
    """What is said to "is that the law?": where the main point is none, a part of the answer may still be."""
    if card.duty == "must":
        return "utter_follow_law"
    laws = any(source.force == "must" for source in card.sources)
    return "utter_follow_law_in_part" if laws else "utter_follow_guidance"


def _lines(sources: Iterable[CardSource]) -> str:
    """One line for each work: a title that is read out six times tires whoever hears it."""
    places: dict[str, list[str]] = {}
    for source in sources:
        places.setdefault(source.title, []).append(source.reference)
    return "\n".join(f"- {title}: {', '.join(references)}" for title, references in places.items())


def find_card(tracker: Tracker, topic: str, facts: ParentFacts) -> AnswerCard:
    card = knowledge_store().card(topic, area_of(tracker), facts)
    if card is None:
        raise LookupError(f"there is no topic {topic}")
    return card


def see_also(card: AnswerCard) -> list[dict[str, Any]]:
    return topic_buttons(list(card.see_also[:SEE_ALSO]))

"""Asks back when the message could mean several topics, unless what was said before makes it clear or it only tells."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guide_action import Events, knowledge_store
from bot.actions.in_context import ContextAction
from bot.actions.outside import decline, likeliest_outside
from bot.actions.sayings import say_told, say_topics, say_unsure
from bot.dialogue.context import Context
from bot.dialogue.follow_ups import begins_in_the_middle, leans, only_tells

# By how much likelier a topic is after a neighbour of it, where the message leans on what was said before.
NEIGHBOUR = 3.0
SAME_GROUP = 1.5
# Enough to answer at once: a share of what is left of the ranking, and a multiple of the next guess.
SURE_SHARE = 0.5
SURE_LEAD = 2.0
# Less likely guesses are offered only after the neighbours of the last answer.
LEAST_SHARE = 0.05


class ActionClarify(ContextAction):
    """Offers the three likeliest topics, or says that none can be meant."""

    def name(self) -> str:
        return "action_clarify"

    def answer_itself(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        text = tracker.latest_message.get("text") or ""
        if only_tells(text) and tracker.latest_message.get("entities"):
            return say_told(dispatcher, tracker)
        outside = likeliest_outside(tracker)
        if outside and not begins_in_the_middle(text):
            return decline(dispatcher, tracker, outside)
        return ask_back(dispatcher, tracker)


def ask_back(dispatcher: CollectingDispatcher, tracker: Tracker, response: str = "utter_clarify") -> Events:
    """Answer where the topic before decides, else offer choices."""
    context = Context(tracker)
    text = tracker.latest_message.get("text") or ""
    store = knowledge_store()
    guesses = tracker.latest_message.get("intent_ranking") or []
    known = {topic.id for topic in store.topics()}
    ranking = {guess["name"]: float(guess["confidence"]) for guess in guesses if guess["name"] in known}
    before = store.topic(context.topic) if context.topic and leans(text) else None
    likely = list(ranking)
    if before:
        ranking = rerank(ranking, before.id)
        first, second = (*ranking.values(), 0.0, 0.0)[:2]
        if first >= SURE_SHARE and first >= SURE_LEAD * second:
            return say_topics(dispatcher, tracker, list(ranking)[:1])
        likely = [topic for topic, share in ranking.items() if share >= LEAST_SHARE] + list(before.see_also)
    return say_unsure(dispatcher, tracker, context, likely, response)


def rerank(ranking: dict[str, float], last: str) -> dict[str, float]:
    """``ranking`` after an answer about ``last``, the likeliest first; shares of the whole that is ranked."""
    store = knowledge_store()
    before = store.topic(last)
    if before is None:
        return ranking

    def weight(topic_id: str) -> float:
        topic = store.topic(topic_id)
        if topic_id in before.see_also or (topic and last in topic.see_also):
            return NEIGHBOUR
        return SAME_GROUP if topic and topic.group == before.group else 1.0

    weighed = {topic: confidence * weight(topic) for topic, confidence in ranking.items()}
    # What is not ranked stays as it was.
    whole = max(1.0 - sum(ranking.values()), 0.0) + sum(weighed.values())
    best = sorted(weighed, key=lambda topic: -weighed[topic])
    return {topic: weighed[topic] / whole for topic in best}

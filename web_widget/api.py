"""The JSON routes of the public contract."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from knowledge.card import AnswerCard
from knowledge.store import TopicEntry
from web_widget import turns
from web_widget.conversations import Conversation
from web_widget.errors import Refusal, UnknownTopic
from web_widget.schemas import (
    ChangedList,
    Health,
    NewConversation,
    NewFeedback,
    NewMessage,
    Problem,
    QuestionList,
    Reply,
    Started,
    TopicItem,
    Topics,
)


def limit_rate(request: Request) -> None:
    """Raises TooFast. A dependency of every route that makes the bot work."""
    request.app.state.rate_limit.check(request.client.host if request.client else "")


async def find_conversation(request: Request, id: str) -> Conversation:
    return await turns.find_conversation(request.app.state, id)


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem} for status in statuses}


LIMITED = [Depends(limit_rate)]
FoundConversation = Annotated[Conversation, Depends(find_conversation)]

router = APIRouter()
conversations = APIRouter(
    prefix="/api/conversations", tags=["conversations"], responses=_problems(408, 413, 422, 429, 503)
)
topics = APIRouter(prefix="/api/topics", tags=["topics"], responses=_problems(422, 503))
health = APIRouter(prefix="/health", tags=["health"])


@conversations.post("", status_code=201, dependencies=LIMITED, responses=_problems(404))
async def start_conversation(request: Request, body: NewConversation | None = None) -> Started:
    """Begin a conversation. Its id is all that is needed to go on with it: keep it to yourself."""
    body = body or NewConversation()
    conversation, messages = await turns.start_conversation(request.app.state, body.area, body.topic, body.starter)
    return Started(conversation=conversation.id, messages=messages)


@conversations.post("/{id}/messages", dependencies=LIMITED, responses=_problems(404, 409))
async def send_message(request: Request, conversation: FoundConversation, body: NewMessage) -> Reply:
    """Say something: either own words or the choice of an option. A key makes it safe to send it again."""
    return Reply(messages=await turns.take_turn(request.app.state, conversation, body.text, body.choice, body.key))


@conversations.get("/{id}/question-list", responses=_problems(404))
async def read_question_list(request: Request, conversation: FoundConversation) -> QuestionList:
    """The questions for the next meeting. Send its version along when it is changed."""
    return await turns.read_question_list(request.app.state, conversation)


@conversations.put(
    "/{id}/question-list", dependencies=LIMITED, responses=_problems(404, 409), response_model_exclude_unset=True
)
async def change_question_list(request: Request, conversation: FoundConversation, body: QuestionList) -> ChangedList:
    """Replace the list. With a version it is refused (409) where the list was changed since it was read."""
    urgent = await turns.urgent_in_list(request.app.state, body)
    try:
        changed = await turns.change_question_list(request.app.state, conversation, body)
    except Refusal as refusal:
        refusal.urgent = urgent
        raise
    return ChangedList(**changed.model_dump(), **({"messages": urgent} if urgent else {}))


@conversations.delete("/{id}", status_code=204, responses=_problems(404))
async def delete_conversation(request: Request, conversation: FoundConversation) -> None:
    """Delete all of it. 503: nobody can open it any more, and the rest is deleted as soon as possible."""
    await turns.delete_conversation(request.app.state, conversation)


@topics.get("")
def list_topics(request: Request) -> Topics:
    entries = request.app.state.store.topics()
    return Topics(topics=[TopicItem(**entry.model_dump()) for entry in entries])


@topics.get("/{topic}", responses=_problems(404))
def read_topic(request: Request, topic: str, area: Annotated[str, Query(max_length=64)] = "england") -> AnswerCard:
    """One topic's answer card, with what is special in the area; ``local`` is null for an area that is not known."""
    card: AnswerCard | None = request.app.state.store.card(topic, area)
    if card is None:
        raise UnknownTopic
    return card


@router.post(
    "/api/feedback", status_code=204, tags=["feedback"], dependencies=LIMITED, responses=_problems(404, 422, 429)
)
def give_feedback(request: Request, body: NewFeedback) -> None:
    """Count whether an answer helped. Only the topic, the day, the answer and the reason are kept, as numbers."""
    count_feedback(request.app.state, body)


def count_feedback(state: Any, body: NewFeedback) -> None:
    """Raises UnknownTopic: nothing but our own topics is ever stored."""
    state.feedback.count(find_topic(state, body.topic).id, body.answer, body.reason)


def find_topic(state: Any, id: str) -> TopicEntry:
    topic: TopicEntry | None = next((entry for entry in state.store.topics() if entry.id == id), None)
    if topic is None:
        raise UnknownTopic
    return topic


@health.get("/live")
async def is_live() -> Health:
    """200 when the process lives."""
    return Health(status="live")


@health.get("/ready", responses={503: {"model": Health}})
async def is_ready(request: Request, response: Response) -> Health:
    """200 when a message would be answered."""
    checks = await check_readiness(request.app.state)
    if not all(checks.values()):
        response.status_code = 503
        return Health(status="not_ready", checks=checks)
    return Health(status="ready", checks=checks)


async def check_readiness(state: Any) -> dict[str, bool]:
    return {
        "rasa": await state.rasa.is_ready(),
        "knowledge": await run_in_threadpool(state.store.is_ready),
        "conversations": await run_in_threadpool(state.conversations.is_ready),
    }


for part in (conversations, topics, health):
    router.include_router(part)

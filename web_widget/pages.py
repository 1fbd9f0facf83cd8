"""The pages for people. They work by links and forms alone; script only adds to them."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.staticfiles import StaticFiles

from knowledge.store import KnowledgeUnavailable
from web_widget import turns
from web_widget.api import limit_rate
from web_widget.conversations import Conversation
from web_widget.errors import BadRequest, Refusal, Unavailable, UnknownConversation, UnknownTopic
from web_widget.handouts import email_text, share_context
from web_widget.links import Subject, known_area
from web_widget.looks import find_look
from web_widget.page_templates import FOR_GOOD, STATIC, read_words, render, static_version
from web_widget.rasa_client import RasaUnavailable
from web_widget.schemas import Message, NewMessage, Turn
from web_widget.wording import say, sentences

OFTEN = (
    "worried_child_has_sen",
    "sen_support_meaning",
    "meeting_frequency",
    "preparing_for_a_meeting",
    "copy_of_plan",
    "not_making_progress",
    "school_says_no",
    "sendiass",
)

AnyText = Annotated[str, Query(max_length=200)]

router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)


def error_page(request: Request, status: int, sentence: str) -> Response:
    """A page that says ``sentence``, and where to go from there."""
    return render(request, "error.html", status, sentence=sentence, missing=status == 404, look=None)


@router.get("/")
def show_home(request: Request, area: AnyText = "england") -> Response:
    state = request.app.state
    topics = {topic.id: topic for topic in state.store.topics()}
    return render(
        request,
        "home.html",
        area=known_area(state.store, area),
        often=[topics[id] for id in OFTEN if id in topics],
        keep_days=state.settings.keep_days,
    )


@router.get("/topics")
def show_topics(request: Request, q: AnyText = "", area: AnyText = "england") -> Response:
    state, query = request.app.state, q.strip()
    topics = state.store.topics()
    groups = [{"id": id, "topics": list(members)} for id, members in groupby(topics, lambda topic: topic.group)]
    return render(
        request,
        "topics.html",
        area=known_area(state.store, area),
        areas=state.store.areas(),
        q=query,
        found=state.store.search(query) if query else [],
        groups=groups,
    )


@router.get("/t/{topic}")
def show_topic(request: Request, topic: str, area: AnyText = "england") -> Response:
    state = request.app.state
    area = known_area(state.store, area)
    card = state.store.card(topic, area)
    if card is None:
        raise UnknownTopic
    by_id = {entry.id: entry for entry in state.store.topics()}
    share = share_context(request, area, Subject("topic", card.topic, card.title))
    return render(
        request,
        "topic.html",
        area=area,
        areas=state.store.areas(),
        card=card,
        plain=email_text(request, area, share, card, []),
        see_also=[by_id[id] for id in card.see_also if id in by_id],
        **share,
    )


@router.get("/chat")
async def show_chat(
    request: Request,
    area: AnyText = "england",
    topic: AnyText = "",
    starter: AnyText = "",
    deleted: AnyText = "",
) -> Response:
    """Before a conversation. ``topic`` or ``starter``: what an adviser's link begins with."""
    trouble = {"now": read_words().deleted, "later": say("deletion_unfinished")}.get(deleted, "")
    return await _chat_page(request, area=area, topic=topic, starter=starter, trouble=trouble, done=bool(trouble))


@router.get("/embed")
async def show_embedded(request: Request, area: AnyText = "england") -> Response:
    """The chat page for a council's frame; base.html leaves the head and the foot of the page out."""
    return await _chat_page(request, area=area)


@router.post("/chat")
async def begin_chat(request: Request) -> Response:
    """The first form that is sent begins the conversation."""
    return await _take_form(request, None)


@router.get("/chat/{id}")
async def show_conversation(request: Request, id: str) -> Response:
    conversation = await turns.find_conversation(request.app.state, id)
    try:
        transcript = await turns.read_transcript(request.app.state, conversation)
    except RasaUnavailable as refusal:
        return await _refused_page(request, refusal, conversation)
    return await _chat_page(request, conversation, transcript)


@router.post("/chat/{id}")
async def continue_chat(request: Request, id: str) -> Response:
    """A message, a choice, or the wish to delete all of it."""
    return await _take_form(request, id)


@router.get("/privacy")
def show_privacy(request: Request, area: AnyText = "england") -> Response:
    state = request.app.state
    return render(request, "privacy.html", area=known_area(state.store, area), keep_days=state.settings.keep_days)


@router.get("/accessibility")
def show_accessibility(request: Request, area: AnyText = "england") -> Response:
    return render(request, "accessibility.html", area=known_area(request.app.state.store, area))


@router.get("/static/{version}/{path:path}", include_in_schema=False)
async def send_static(request: Request, version: str, path: str) -> Response:
    response = await StaticFiles(directory=STATIC).get_response(path, request.scope)
    response.headers["Cache-Control"] = FOR_GOOD if version == static_version() else "no-cache"
    return response


async def _take_form(request: Request, id: str | None) -> Response:
    """Do what a form of the chat page asks for, then lead to the conversation, so that a reload sends nothing twice.

    A refusal becomes the same page again, with what was typed still in the field.
    """
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    state = request.app.state
    conversation: Conversation | None = None
    try:
        if id is not None:
            conversation = await turns.find_conversation(state, id)
        if conversation and "delete" in form:
            return await _delete(request, conversation)
        limit_rate(request)
        if conversation is None and "begin" in form:
            conversation, _ = await turns.start_conversation(
                state, _area_of(form), form.get("topic") or None, form.get("starter") or None
            )
            return _lead_to(conversation, "last")
        body = _read_message(form)
        if conversation is None:
            conversation, _ = await turns.start_conversation(state, _area_of(form))
        messages = await turns.take_turn(state, conversation, body.text, body.choice, body.key)
    except (Refusal, KnowledgeUnavailable) as error:
        refusal = error if isinstance(error, Refusal) else Unavailable()
        return await _refused_page(request, refusal, conversation, form)
    if any(message.kind == "urgent" for message in messages):
        return await _urgent_page(request, conversation, body, messages)
    return _lead_to(conversation, "latest" if body.text else "last")


def _read_message(form: Mapping[str, str]) -> NewMessage:
    choice, key = form.get("choice"), form.get("key") or None
    try:
        return NewMessage(choice=choice, key=key) if choice else NewMessage(text=form.get("text", ""), key=key)
    except ValidationError as error:
        # Only the kind of the fault: the error itself may repeat what was typed.
        kind = error.errors(include_input=False)[0]["type"]
    raise BadRequest(kind if kind in sentences() else None)


async def _delete(request: Request, conversation: Conversation) -> Response:
    deleted = "now"
    try:
        await turns.delete_conversation(request.app.state, conversation)
    except Unavailable:
        deleted = "later"
    return RedirectResponse(f"/chat?area={conversation.area}&deleted={deleted}", 303)


async def _urgent_page(
    request: Request, conversation: Conversation, body: NewMessage, messages: list[Message]
) -> Response:
    """An urgent answer is shown also where the transcript does not hold it.

    The bot, which keeps the transcript, cannot be reached or has not taken the message; or what is left of it without
    personal data tells of danger no more.
    """
    transcript: list[Turn] = []
    with suppress(RasaUnavailable):
        transcript = await turns.read_transcript(request.app.state, conversation)
    asked = next((at for at in reversed(range(len(transcript))) if transcript[at].speaker == "parent"), 0)
    if any(turn.message and turn.message.kind == "urgent" for turn in transcript[asked:]):
        return _lead_to(conversation, "latest")
    said = [Turn(**{"from": "parent", "text": body.text or ""})]
    answered = [Turn(**{"from": "guide", "message": message}) for message in messages]
    return await _chat_page(request, conversation, said + answered)


async def _refused_page(
    request: Request, refusal: Refusal, conversation: Conversation | None, form: Mapping[str, str] | None = None
) -> Response:
    """The chat page with the refusal's sentence, and with what was typed."""
    form = form or {}
    sentence = say(refusal.sentence, **refusal.values)
    choice = form.get("choice", "")
    context: dict[str, Any] = {"text": form.get("text", "")}
    if isinstance(refusal, BadRequest) and "text" in form and not choice:
        context["error"] = sentence
    else:
        context["trouble"] = sentence
    if not isinstance(refusal, (BadRequest, UnknownConversation)):
        context["failed_choice"] = choice  # to be pressed once more
        context["key"] = form.get("key", "")  # the same, since the bot may have taken it after all
    if isinstance(refusal, Unavailable):
        message = await turns.unavailable_message(request.app.state)
        context["contacts"] = message.contacts
    transcript: list[Turn] = []
    if conversation:
        with suppress(RasaUnavailable):
            transcript = await turns.read_transcript(request.app.state, conversation)
    page = await _chat_page(request, conversation, transcript, area=_area_of(form), status=refusal.status, **context)
    page.headers.update(refusal.headers)
    return page


async def _chat_page(
    request: Request,
    conversation: Conversation | None = None,
    transcript: list[Turn] | None = None,
    area: str = "england",
    status: int = 200,
    **context: Any,
) -> Response:
    found = await run_in_threadpool(
        _find_context, request.app.state, conversation.area if conversation else area, context
    )
    parts = {
        "id": conversation.id if conversation else None,
        "turns": transcript or [],
        "text": "",
        "error": "",
        "trouble": "",
        "done": False,
        "failed_choice": "",
        "contacts": [],
        "topic": "",
        "starter": "",
        "list_count": await _count_questions(request.app.state, conversation),
        # What is sent twice from one page, by a double press or a reload, is taken once.
        "key": secrets.token_urlsafe(12),
        "keep_days": request.app.state.settings.keep_days,
    }
    return render(request, "chat.html", status, **{**parts, **context, **found})


async def _count_questions(state: Any, conversation: Conversation | None) -> int:
    if conversation:
        with suppress(RasaUnavailable):
            return len((await turns.read_question_list(state, conversation)).questions)
    return 0


def _find_context(state: Any, area: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """What the knowledge base adds to the chat page. Without it the page stands all the same, for red flags."""
    found: dict[str, Any] = {
        "area": "england",
        "area_name": "",
        "areas": [],
        "topic": "",
        "starter": "",
        "link_title": "",
        "look": None,
    }
    with suppress(KnowledgeUnavailable):
        found["area"] = known_area(state.store, area)
        found["areas"] = state.store.areas()
        found["look"] = find_look(state.store, found["area"])
        found["area_name"] = next(entry.name for entry in found["areas"] if entry.id == found["area"])
        topic = state.store.topic(context.get("topic", ""))
        starter = state.store.starter(context.get("starter", ""))
        if topic:
            found |= {"topic": topic.id, "link_title": topic.title}
        elif starter:
            found |= {"starter": context["starter"], "link_title": starter.title}
    return found


def _area_of(form: Mapping[str, str]) -> str:
    return form.get("area") or "england"


def _lead_to(conversation: Conversation, anchor: str) -> Response:
    return RedirectResponse(f"/chat/{conversation.id}#{anchor}", 303)

"""The routes of the question list's files and of the calendar. ``app.py`` includes ``router``."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from knowledge.letters import LetterName, find_letter
from knowledge.store import KnowledgeUnavailable
from web_widget import turns
from web_widget.api import LIMITED, FoundConversation
from web_widget.conversations import Conversation
from web_widget.downloads.calendar import render_calendar
from web_widget.downloads.mail import make_draft
from web_widget.downloads.page import policy, render_page
from web_widget.downloads.pdf import LettersUnavailable, PdfUnavailable, render_pdf
from web_widget.downloads.plain_text import render_text
from web_widget.downloads.sheet import Sheet, make_sheet
from web_widget.downloads.word import render_word
from web_widget.errors import BadRequest, Unavailable
from web_widget.links import site_of
from web_widget.page_templates import render
from web_widget.schemas import Problem

LONDON = ZoneInfo("Europe/London")
FURTHEST = timedelta(days=2 * 366)
HTML = "text/html; charset=utf-8"
PDF = "application/pdf"
TEXT = "text/plain; charset=utf-8"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CALENDAR = "text/calendar; charset=utf-8"

Large = Annotated[bool, Query(description="large print")]
MeetingDate = Annotated[
    str | None, Query(alias="date", description="of the meeting, as YYYY-MM-DD; without it, the next one on the list")
]
Letter = Annotated[LetterName, Query(description="which of the mails about the list")]
Year = Annotated[bool, Query(description="also suggest three review meetings over the next three terms")]

router = APIRouter(
    prefix="/api/conversations/{id}",
    tags=["question list as a file"],
    dependencies=LIMITED,
    default_response_class=Response,
    responses={status: {"model": Problem} for status in (404, 422, 429, 503)},
)


def _file(media_type: str) -> dict[str, Any]:
    """What the API's description says of a route."""
    return {"responses": {200: {"content": {media_type.partition(";")[0]: {}}}}}


@router.get("/question-list.html", **_file(HTML))
async def read_page(request: Request, conversation: FoundConversation, large: Large = False) -> Response:
    """The list as a page to print on A4."""
    page = await _render(request, conversation, lambda sheet: render_page(sheet, large))
    frames = " ".join(request.app.state.settings.frame_ancestors) or "'none'"
    headers = {
        # It opens in the browser, to be printed from there.
        "Content-Disposition": 'inline; filename="question-list.html"',
        # The pages' own policy would refuse the style sheet inside.
        "Content-Security-Policy": f"{policy()}; frame-ancestors {frames}",
    }
    return _answer(page, HTML, "question-list.html", headers)


@router.get("/question-list.pdf", **_file(PDF))
async def read_pdf(request: Request, conversation: FoundConversation, large: Large = False) -> Response:
    """The list as a tagged PDF."""
    try:
        pdf = await _render(request, conversation, lambda sheet: render_pdf(sheet, large))
    except LettersUnavailable:
        raise Unavailable("no_pdf_letters") from None
    except PdfUnavailable:
        raise Unavailable("no_pdf") from None
    return _answer(pdf, PDF, "question-list.pdf")


@router.get("/question-list.docx", **_file(WORD))
async def read_word(request: Request, conversation: FoundConversation, large: Large = False) -> Response:
    """The list as a Word document."""
    made = _now()
    word = await _render(request, conversation, lambda sheet: render_word(sheet, made, large))
    return _answer(word, WORD, "question-list.docx")


@router.get("/question-list.txt", **_file(TEXT))
async def read_text(request: Request, conversation: FoundConversation) -> Response:
    """The list as plain text, 72 columns wide."""
    return _answer(await _render(request, conversation, render_text), TEXT, "question-list.txt")


@router.get("/question-list.mail", **_file(HTML))
async def read_mail(request: Request, conversation: FoundConversation, letter: Letter = "questions_ahead") -> Response:
    """A page with a mail that sends the list ahead or asks for the notes: to open in a mail program, or to copy."""
    sheet = await _make_sheet(request, conversation)
    found = None
    with suppress(KnowledgeUnavailable):  # then a short letter has to do
        found = await run_in_threadpool(find_letter, request.app.state.store, letter)
    draft = make_draft(letter, sheet, found)
    return render(
        request, "mail.html", letter=letter, draft=draft, area=conversation.area, back=f"/chat/{conversation.id}"
    )


@router.get("/meetings.ics", **_file(CALENDAR))
async def read_calendar(
    request: Request, conversation: FoundConversation, meeting: MeetingDate = None, year: Year = False
) -> Response:
    """The meeting with a reminder a week before to send the list and one a week after to ask for the notes."""
    now = _now()
    if meeting is None:
        listed = await turns.read_question_list(request.app.state, conversation)
        days = [day for day in (listed.meeting_date, listed.next_meeting) if day]
        if not days:
            raise BadRequest("no_date")
        # Once the meeting has been, the next one is meant.
        meeting = next((day for day in days if day >= now.date()), days[0]).isoformat()
    day = _read_date(meeting, now.date())
    return _answer(render_calendar(day, conversation.id, now, year), CALENDAR, "meetings.ics")


async def _render(request: Request, conversation: Conversation, made: Callable[[Sheet], str | bytes]) -> str | bytes:
    return await run_in_threadpool(made, await _make_sheet(request, conversation))


async def _make_sheet(request: Request, conversation: Conversation) -> Sheet:
    questions = await turns.read_question_list(request.app.state, conversation)
    return make_sheet(questions, _now().date(), urlsplit(site_of(request)).netloc)


def _answer(content: str | bytes, media_type: str, name: str, headers: dict[str, str] | None = None) -> Response:
    # The name says nothing about whose list it is: others may see the folder.
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **(headers or {})}
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-store", **headers})


def _read_date(text: str | None, today: date) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text or ""):
        raise BadRequest("bad_date")
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        raise BadRequest("bad_date") from None
    if day < today:
        raise BadRequest("past_date")
    if day > today + FURTHEST:
        raise BadRequest("far_date")
    return day


def _now() -> datetime:
    return datetime.now(LONDON)

"""What an adviser hands out: short links, QR codes, leaflets, starter lists, and the page that makes them."""

import io
from itertools import groupby
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from knowledge.card import AnswerCard, plain_text
from knowledge.models import Contact, Question
from knowledge.store import DEFAULT_AREA
from web_widget.errors import UnknownLink, UnknownStarter
from web_widget.links import Subject, find_like, find_subject, known_area, site_of
from web_widget.page_templates import render, render_text

AnyText = Annotated[str, Query(max_length=200)]
QR_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
# On a leaflet there is room for whom to ask, not for every page a council has.
ON_LEAFLET = ("sendiass", "local_offer")
QUESTIONS_ON_LEAFLET = 3

router = APIRouter(tags=["handouts"], default_response_class=HTMLResponse)


@router.get("/go/{area}")
@router.get("/go/{area}/{name}")
def follow_link(request: Request, area: str, name: str = "") -> Response:
    """A short link. One that was mistyped gets a page with what may have been meant."""
    store = request.app.state.store
    area = area.lower()
    subject = find_subject(store, name)
    if subject and store.area(area):
        return RedirectResponse(subject.page(area), 302, {"Cache-Control": "no-cache"})
    meant = [subject] if subject else find_like(store, name)
    return render(request, "unknown_link.html", 404, area=known_area(store, area), meant=meant)


@router.get("/qr/{area}.{kind}", response_class=Response)
@router.get("/qr/{area}/{name}.{kind}", response_class=Response)
def send_qr(request: Request, area: str, kind: str, name: str = "") -> Response:
    """A short link as a QR code. Only a link of ours can be asked for, so that nobody lends our name to another."""
    subject = _find(request, area, name)
    if kind not in QR_TYPES:
        raise UnknownLink
    code = segno.make_qr(f"{site_of(request)}{subject.short(area)}", error="m")
    picture = io.BytesIO()
    # On white in the dark as well: many phones cannot read a code with its colours turned round.
    code.save(picture, kind=kind, scale=10, border=4, dark="#000", light="#fff")
    return Response(picture.getvalue(), media_type=QR_TYPES[kind], headers={"Cache-Control": "no-cache"})


@router.get("/leaflet/{area}")
@router.get("/leaflet/{area}/{name}")
def show_leaflet(request: Request, area: str, name: str = "") -> Response:
    """One side of A4."""
    return render(request, "leaflet.html", **_handout(request, area, _find(request, area, name)))


@router.get("/advisers")
def show_advisers(request: Request, area: AnyText = "england", about: AnyText = "", q: AnyText = "") -> Response:
    """Makes a link and what belongs to it. ``about``: what to make it for, "guide" for the whole guide."""
    store = request.app.state.store
    area = known_area(store, area)
    made: dict[str, Any] = {}
    if about:
        made = _handout(request, area, _find(request, area, "" if about == "guide" else about))
    topics = store.topics()
    return render(
        request,
        "advisers.html",
        area=area,
        areas=store.areas(),
        groups=[(id, list(members)) for id, members in groupby(topics, lambda topic: topic.group)],
        starters=store.starters(),
        q=q.strip(),
        found=store.search(q) if q.strip() else [],
        made=made,
    )


@router.get("/starters")
def list_starters(request: Request, area: AnyText = "england") -> Response:
    store = request.app.state.store
    bank = {question.id: question for question in store.question_bank()}
    starters = [(starter, [bank[id] for id in starter.questions if id in bank]) for starter in store.starters()]
    return render(request, "starters.html", area=known_area(store, area), starters=starters)


@router.get("/starters/{id}")
def show_starter(request: Request, id: str, area: AnyText = "england") -> Response:
    """A starter list to look at, to print, or to take into the chat as one's own."""
    store = request.app.state.store
    area = known_area(store, area)
    starter = store.starter(id)
    if starter is None:
        raise UnknownStarter
    context = _handout(request, area, Subject("starter", id, starter.title))
    return render(request, "starter.html", areas=store.areas(), **context)


def share_context(request: Request, area: str, subject: Subject) -> dict[str, Any]:
    """What a page needs to pass ``subject`` on; see templates/share.html."""
    name = f"{area}/{subject.name}" if subject.id else area
    return {
        "subject": subject,
        "link": f"{site_of(request)}{subject.short(area)}",
        "qr": f"/qr/{name}",
        "leaflet": f"/leaflet/{name}",
    }


def email_text(
    request: Request, area: str, share: dict[str, Any], card: AnswerCard | None, questions: list[Question]
) -> str:
    """A subject as text for an email to a caller."""
    contacts = _contacts(request, area)
    plain = plain_text(card) if card else ""
    return render_text("email.txt", plain=plain, questions=questions, contacts=contacts, **share)


def _find(request: Request, area: str, name: str) -> Subject:
    store = request.app.state.store
    subject = find_subject(store, name)
    if subject is None or store.area(area) is None:
        raise UnknownLink
    return subject


def _handout(request: Request, area: str, subject: Subject) -> dict[str, Any]:
    """All that a handout about ``subject`` may say."""
    store = request.app.state.store
    card = store.card(subject.id, area) if subject.kind == "topic" else None
    questions: list[Question] = []
    if subject.kind == "topic":
        questions = store.questions(subject.id)[:QUESTIONS_ON_LEAFLET]
    elif subject.kind == "starter":
        found = (store.question(id) for id in store.starter(subject.id).questions)
        questions = [question for question in found if question]
    share = share_context(request, area, subject)
    return {
        **share,
        "area": area,
        "area_name": "" if area == DEFAULT_AREA else store.area(area).name,
        "card": card,
        "questions": questions,
        "contacts": _contacts(request, area),
        "plain": email_text(request, area, share, card, questions),
    }


def _contacts(request: Request, area: str) -> list[Contact]:
    """Whom to ask in ``area``. Where we know of no SENDIASS there, how to find it."""
    store = request.app.state.store
    own = [contact for contact in store.area(area).contacts if contact.role in ON_LEAFLET]
    if any(contact.role == "sendiass" for contact in own):
        return own
    return own + [contact for contact in store.area(DEFAULT_AREA).contacts if contact.role == "sendiass"]

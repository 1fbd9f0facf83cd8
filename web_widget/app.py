"""The web application: its parts put together, its limits, its headers, and how every error is answered."""

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from knowledge.encoder import load_encoder
from knowledge.list_limits import LARGEST_LIST
from knowledge.store import KnowledgeUnavailable, Store
from web_widget import api, embedding, feedback_page, handouts, list_files, list_page, pages
from web_widget.body_limit import BodyLimit
from web_widget.conversations import Conversations
from web_widget.danger import Watch
from web_widget.danger_model import load_model
from web_widget.errors import Refusal, Unavailable
from web_widget.feedback import Feedback
from web_widget.rasa_client import RasaClient, RasaUnavailable
from web_widget.rate_limit import RateLimit
from web_widget.red_flags import red_flags
from web_widget.schemas import Message, Problem
from web_widget.settings import Settings
from web_widget.turns import sweep, unavailable_message
from web_widget.widget import Shelf
from web_widget.wording import say, sentences

log = logging.getLogger(__name__)

LARGEST_BODY = LARGEST_LIST  # nothing that is sent is larger
BODY_SECONDS = 60  # a long list on a bad line needs some
SWEEP_SECONDS = 3600
READY_SECONDS = 1
# Parents open these from a link, so that a refusal is a page to them.
FILE = re.compile(r"^/api/conversations/[^/]+/(?:question-list\.\w+|meetings\.ics)$")
# A turn may last as long as Rasa may take, and then some.
TURN_GRACE = timedelta(seconds=10)


def create_app(
    settings: Settings, rasa: RasaClient | None = None, store: Store | None = None, watch: Watch | None = None
) -> FastAPI:
    """The application. ``rasa``, ``store`` and ``watch`` let a test hand in its own."""
    app = FastAPI(
        title="SEN support guide",
        version="0.1.0",
        description="Answers about SEN support at school in England, from curated guidance.",
        # FastAPI's pages for it load scripts from other hosts; /openapi.json stands.
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.store = store or Store(Path(settings.knowledge_db))
    app.state.rasa = rasa or RasaClient(settings.rasa_url, settings.channel_secret, settings.turn_timeout_seconds)
    app.state.shelf = Shelf(Path(settings.widgets_folder))
    # A mistake in the patterns, or a model that is missing, stops the start, not a parent's message.
    red_flags()
    app.state.watch = watch or Watch(load_model(Path(settings.danger_model)), load_encoder(Path(settings.encoder)))
    app.state.rate_limit = RateLimit(settings.rate_limit_per_minute)
    app.state.feedback = Feedback(settings.database_url)
    app.state.conversations = Conversations(
        settings.database_url,
        keep=timedelta(days=settings.keep_days),
        turn_limit=timedelta(seconds=settings.turn_timeout_seconds) + TURN_GRACE,
    )
    for router in (
        api.router,
        list_files.router,
        list_page.router,
        pages.router,
        handouts.router,
        embedding.router,
        feedback_page.router,
    ):
        app.include_router(router)
    _answer_errors(app)
    _guard(app, settings)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(_sweep_for_ever(app)), asyncio.create_task(_announce(app))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await app.state.rasa.close()


async def _sweep_for_ever(app: FastAPI) -> None:
    """Delete what is due, now and every hour. What Rasa could not do is done the next time."""
    while True:
        try:
            await sweep(app.state)
        except RasaUnavailable:
            # Rasa takes half a minute to start; an hour would be long to wait for it.
            await asyncio.sleep(60)
            continue
        except Exception as error:
            log.error("The sweep failed: %s", type(error).__name__)
        await asyncio.sleep(SWEEP_SECONDS)


async def _announce(app: FastAPI) -> None:
    """Say once, on the terminal, where the page is, as soon as a message would be answered."""
    while not all((await api.check_readiness(app.state)).values()):
        await asyncio.sleep(READY_SECONDS)
    settings = app.state.settings
    print(f"Ready. Open http://{settings.host}:{settings.port}/ in a browser. Ctrl-C stops everything.", flush=True)


def _guard(app: FastAPI, settings: Settings) -> None:
    """Limits and headers. The last one added is met first by a request."""
    # A third of the bytes, for parents on a slow or dear connection; what is small already stays as it is.
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    app.add_middleware(
        BodyLimit, largest=LARGEST_BODY, seconds=BODY_SECONDS, too_large=say("too_large"), too_slow=say("too_slow")
    )
    frames = " ".join(settings.frame_ancestors) or "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
    )

    @app.middleware("http")
    async def add_headers(request: Request, call_next: Any) -> Response:
        try:
            response: Response = await call_next(request)
        except Exception as error:
            # Starlette would log the whole error, whose words may repeat what a parent typed.
            log.error("%s failed: %s", request.method, type(error).__name__)
            response = await _problem(request, 500, say("error"))
        headers = {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        # Whoever has the address of a conversation can read it: nothing on the way may keep a page that names it.
        if request.url.path.startswith(("/api/conversations", "/chat", "/feedback")):
            headers["Cache-Control"] = "no-store"
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    # Met before everything else: without its headers a browser keeps our sentence, also a 413 or 500, from the widget.
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Content-Type"],
            expose_headers=["Retry-After"],
        )


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def refuse(request: Request, refusal: Refusal) -> Response:
        sentence = say(refusal.sentence, **refusal.values)
        return await _problem(request, refusal.status, sentence, refusal.headers, refusal.urgent)

    @app.exception_handler(KnowledgeUnavailable)
    async def miss_knowledge(request: Request, error: KnowledgeUnavailable) -> Response:
        log.error("The knowledge base cannot be read: %s", error)
        return await _problem(request, Unavailable.status, say(Unavailable.sentence))

    @app.exception_handler(RequestValidationError)
    async def reject(request: Request, error: RequestValidationError) -> Response:
        return await _problem(request, 422, _validation_sentence(error))

    @app.exception_handler(HTTPException)
    async def answer_http(request: Request, error: HTTPException) -> Response:
        # FastAPI's 400 is a body that cannot be read at all: no UTF-8, or brackets without end.
        status = 422 if error.status_code == 400 else error.status_code
        known = {404: "not_found", 405: "wrong_method", 422: "broken_json"}
        return await _problem(request, status, say(known.get(status, "bad_request")), dict(error.headers or {}))


async def _problem(
    request: Request,
    status: int,
    sentence: str,
    headers: dict[str, str] | None = None,
    urgent: Sequence[Message] = (),
) -> Response:
    """A sentence a parent understands: as JSON, or as a page for a browser."""
    for_people = FILE.search(request.url.path) or not request.url.path.startswith(("/api/", "/health/"))
    if for_people and "text/html" in request.headers.get("accept", ""):
        page: Response = pages.error_page(request, status, sentence)
        page.headers.update(headers or {})
        return page
    problem = Problem(detail=sentence, messages=list(urgent))
    if status == Unavailable.status:
        message = await unavailable_message(request.app.state)
        problem = Problem(detail=sentence, contacts=message.contacts, messages=[*urgent, message])
    return JSONResponse(problem.model_dump(mode="json", exclude_defaults=True), status, headers)


def _validation_sentence(error: RequestValidationError) -> str:
    """The sentence for the first fault that has one of its own."""
    for fault in error.errors():
        if fault["type"] == "json_invalid":
            return say("broken_json")
        if fault["type"] in sentences():
            return say(fault["type"], **fault.get("ctx", {}))
    return say("bad_request")

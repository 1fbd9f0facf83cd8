"""The web application: its parts put together, its headers, its limits and its errors."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.store import KnowledgeUnavailable, Store
from web_widget import api, pages, turns
from web_widget.conversations import Conversations
from web_widget.errors import Refusal, Unavailable
from web_widget.rasa_client import RasaClient, RasaUnavailable
from web_widget.rate_limit import RateLimit
from web_widget.schemas import Problem
from web_widget.settings import Settings
from web_widget.wording import say, sentences

LARGEST_BODY = 256 * 1024  # bytes: the longest question list, with every character written as \\uXXXX
SWEEP_SECONDS = 60 * 60
HTTP_SENTENCES = {404: "not_found", 405: "wrong_method", 413: "too_large"}

log = logging.getLogger(__name__)


def create_app(settings: Settings, rasa: RasaClient | None = None, store: Store | None = None) -> FastAPI:
    """``rasa`` and ``store`` are made from the settings unless handed in."""
    # No docs_url: FastAPI's page for it loads its scripts from other hosts. /openapi.json stands.
    app = FastAPI(title="SEN support guide", lifespan=_live, docs_url=None, redoc_url=None)
    timeout = settings.turn_timeout_seconds
    app.state.settings = settings
    app.state.rasa = rasa or RasaClient(settings.rasa_url, settings.channel_secret, timeout)
    app.state.store = store or Store(Path(settings.knowledge_db))
    app.state.conversations = Conversations(
        settings.database_url, timedelta(days=settings.keep_days), turn_limit=timedelta(seconds=2 * timeout)
    )
    app.state.rate_limit = RateLimit(settings.rate_limit_per_minute)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", pages.static_files(), name="static")
    app.add_exception_handler(Refusal, _answer_refusal)
    app.add_exception_handler(KnowledgeUnavailable, _answer_refusal)
    app.add_exception_handler(RequestValidationError, _answer_bad_request)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.add_exception_handler(Exception, _answer_fault)
    # The last one added meets the request first.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_BODY)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Content-Type", "If-Match"],
        expose_headers=["ETag", "Retry-After"],
    )
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    return app


class SecurityHeaders:
    """Puts the headers on every response that keep a page to itself and its scripts to our own."""

    def __init__(self, app: ASGIApp, frame_ancestors: tuple[str, ...]):
        self._app = app
        self._headers = {
            "Content-Security-Policy": "; ".join(
                [
                    "default-src 'none'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "img-src 'self' data:",
                    "connect-src 'self'",
                    "manifest-src 'self'",
                    "form-action 'self'",
                    "base-uri 'none'",
                    " ".join(["frame-ancestors 'self'", *frame_ancestors]),
                ]
            ),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(("/api/conversations", "/chat", "/health")):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


@contextlib.asynccontextmanager
async def _live(app: FastAPI) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(_announce(app)), asyncio.create_task(_sweep_hourly(app))]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await app.state.rasa.close()


async def _announce(app: FastAPI) -> None:
    """Say once where to open the page, as soon as a message would be answered."""
    while not all((await api.check_readiness(app.state)).values()):
        await asyncio.sleep(1)
    settings: Settings = app.state.settings
    print(say("open_page", url=f"http://{settings.host}:{settings.port}/"), flush=True)


async def _sweep_hourly(app: FastAPI) -> None:
    while True:
        try:
            await turns.sweep(app.state)
            pause = SWEEP_SECONDS
        except RasaUnavailable:
            pause = 60  # Rasa may still be starting
        except Exception as error:  # a sweep that failed must not be the last one
            log.error("sweep: %s", type(error).__name__)
            pause = 60
        await asyncio.sleep(pause)


async def _answer_refusal(request: Request, error: Exception) -> Response:
    refusal = error if isinstance(error, Refusal) else Unavailable()
    detail = say(refusal.sentence, **refusal.values)
    return await _answer(request, refusal.status, refusal.sentence, detail, refusal.headers)


async def _answer_bad_request(request: Request, error: Exception) -> Response:
    """The first mistake that has a sentence of its own. Never the error's own text: it repeats the input."""
    assert isinstance(error, RequestValidationError)
    for mistake in error.errors():
        sentence = {"json_invalid": "broken_json"}.get(mistake["type"], mistake["type"])
        if sentence in sentences():
            return await _answer(request, 422, sentence, say(sentence, **mistake.get("ctx", {})))
    return await _answer(request, 422, "bad_request", say("bad_request"))


async def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # FastAPI could not even read the body
        return await _answer(request, 422, "broken_json", say("broken_json"))
    sentence = HTTP_SENTENCES.get(error.status_code, "bad_request")
    return await _answer(request, error.status_code, sentence, say(sentence), dict(error.headers or {}))


async def _answer_fault(request: Request, error: Exception) -> Response:
    return await _answer(request, 500, "error", say("error"))


async def _answer(
    request: Request, status: int, sentence: str, detail: str, headers: dict[str, str] | None = None
) -> Response:
    messages = [await turns.unavailable_message(request.app.state, sentence)] if status == 503 else []
    if not request.url.path.startswith(("/api/", "/health/", "/openapi")):
        return pages.show_error(request, status, detail, messages, headers)
    problem = Problem(detail=detail, contacts=messages[0].contacts if messages else [], messages=messages)
    return JSONResponse(problem.model_dump(mode="json"), status, headers)

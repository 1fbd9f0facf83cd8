"""Serves the real application, with the scripted bot behind it, and a council's page that embeds the widget."""

import socket
import threading
import time
from html import escape
from pathlib import Path
from types import TracebackType

import uvicorn
from fastapi import FastAPI, Response

from knowledge.store import Store
from tests.browser.scripted_rasa import ScriptedRasa
from web_widget.app import create_app
from web_widget.settings import Settings


class Server:
    """One application on a free port, in a thread of its own."""

    def __init__(self, app: FastAPI, listener: socket.socket):
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._listener = listener
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, ws="none"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=5)


def free_listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


def guide_app(folder: Path, knowledge: Path, allowed_origin: str) -> tuple[FastAPI, ScriptedRasa]:
    store = Store(knowledge)
    rasa = ScriptedRasa(store)
    settings = Settings(
        channel_secret="a-secret-for-tests",
        database_url=f"sqlite:///{folder / 'conversations.db'}",
        rate_limit_per_minute=0,
        turn_timeout_seconds=5,
        allowed_origins=allowed_origin,
        frame_ancestors=allowed_origin,
        widgets_folder=str(folder / "widgets"),
    )
    return create_app(settings, rasa=rasa, store=store), rasa  # type: ignore[arg-type]


def council_app(guide: str, area: str = "devon") -> FastAPI:
    """A host page whose policy is strict and whose styles are hostile. ``/twice`` has the script line two times.

    ``/framed`` allows no script at all. The others may not show a frame.
    """
    app = FastAPI()
    line = f'<script src="{guide}/widget.js" data-area="{area}" defer></script>'
    strict = (
        f"default-src 'none'; script-src 'self' {guide}; style-src 'self'; connect-src {guide}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )

    def page(lines: str) -> Response:
        html = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A council</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="stylesheet" href="/hostile.css">{lines}</head>'
            '<body><main><h1>Local Offer</h1><p>Text of the council. <a href="#x">A link</a></p></main></body></html>'
        )
        return Response(html, media_type="text/html", headers={"Content-Security-Policy": strict})

    @app.get("/")
    def once() -> Response:
        return page(line)

    @app.get("/twice")
    def twice() -> Response:
        return page(line + line)

    @app.get("/old-and-new")
    def old_and_new() -> Response:
        # Two addresses are two scripts to the browser, as a pinned line and a newer one are.
        return page(line + line.replace("widget.js", "widget.js?old"))

    @app.get("/atlantis")
    def atlantis() -> Response:
        return page(line.replace(area, "atlantis"))

    @app.get("/pinned")
    def pinned(src: str, integrity: str) -> Response:
        attributes = f'src="{escape(src)}" integrity="{escape(integrity)}"'
        return page(f'<script {attributes} crossorigin="anonymous" data-area="devon" defer></script>')

    @app.get("/framed")
    def framed() -> Response:
        frame = f'<iframe src="{guide}/embed?area=devon" title="SEN support guide" width="700" height="700"></iframe>'
        html = f'<!doctype html><html lang="en"><head><title>A council</title></head><body>{frame}</body></html>'
        policy = f"default-src 'none'; frame-src {guide}; base-uri 'none'; form-action 'none'"
        return Response(html, media_type="text/html", headers={"Content-Security-Policy": policy})

    @app.get("/hostile.css")
    def hostile() -> Response:
        css = (
            "html { font-size: 5px; } * { font-family: fantasy !important; letter-spacing: .5em !important; "
            "text-transform: uppercase !important; --ink: red !important; --main: yellow !important; }"
            "body > * { display: none !important; visibility: hidden !important; opacity: 0 !important; }"
            "button, dialog, div, p { display: none !important; color: red !important; }"
        )
        return Response(css, media_type="text/css")

    return app

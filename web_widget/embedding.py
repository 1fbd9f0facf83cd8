"""What a council puts on a page of its own: the widget, and the page that shows how."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from web_widget.errors import UnknownLink
from web_widget.links import known_area, site_of
from web_widget.looks import version_of, write_sheet
from web_widget.page_templates import FOR_GOOD, render
from web_widget.widget import Widget, build_widget

router = APIRouter(tags=["embedding"], default_response_class=HTMLResponse)


@router.get("/councils")
def show_councils(request: Request, area: Annotated[str, Query(max_length=200)] = "england") -> Response:
    """The lines for a council's page."""
    state = request.app.state
    return render(
        request,
        "councils.html",
        area=known_area(state.store, area),
        areas=state.store.areas(),
        site=site_of(request),
        widget=_current(state),
    )


@router.get("/widget.js", response_class=Response)
def send_widget(request: Request) -> Response:
    """The embeddable widget: one script. Any site may load it; only the allowed ones may talk to the API."""
    return _send(request, _current(request.app.state), "public, max-age=3600")


@router.get("/widget-{version}.js", response_class=Response)
def send_version(request: Request, version: str) -> Response:
    """One version of the widget, the same to the byte for good: what a page can pin by its hash."""
    state = request.app.state
    widget = _current(state)
    if widget.version != version:
        kept = state.shelf.find(version)
        if kept is None:
            raise UnknownLink
        widget = kept
    return _send(request, widget, FOR_GOOD)


@router.get("/look/{area}.css", response_class=Response)
def send_look(request: Request, area: str, v: str = "") -> Response:
    """The colours of one area."""
    found = request.app.state.store.area(area)
    if found is None or found.look is None:
        raise UnknownLink
    return _send_look(write_sheet(found.look).encode(), "text/css", v)


@router.get("/look/{area}/logo", response_class=Response)
def send_logo(request: Request, area: str, v: str = "") -> Response:
    """The logo of one area."""
    logo = request.app.state.store.logo(area)
    if logo is None:
        raise UnknownLink
    return _send_look(logo.image, logo.media_type, v)


def _send_look(content: bytes, media_type: str, version: str) -> Response:
    caching = FOR_GOOD if version == version_of(content) else "no-cache"
    return Response(content, media_type=media_type, headers={"Cache-Control": caching})


def _send(request: Request, widget: Widget, caching: str) -> Response:
    headers = {
        "ETag": f'"{widget.integrity}"',
        "Cache-Control": caching,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(widget.script, media_type="text/javascript", headers=headers)


def _current(state: Any) -> Widget:
    """Of the guidance as it stands: the areas are written in it."""
    widget = build_widget(tuple(state.store.areas()), state.settings.keep_days)
    state.shelf.keep(widget)
    return widget

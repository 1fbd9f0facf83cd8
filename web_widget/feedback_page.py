"""Was this helpful, asked and answered without script: the page that says thank you, and asks why not."""

import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from web_widget.api import count_feedback, find_topic, limit_rate
from web_widget.errors import BadRequest
from web_widget.page_templates import render
from web_widget.schemas import NewFeedback

BACK = re.compile(r"/(?:chat|t)/[A-Za-z0-9_-]{1,64}")
AnyText = Annotated[str, Query(max_length=200)]

router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)


@router.post("/feedback")
async def take_feedback(request: Request) -> Response:
    """Count it, then lead to the thanks, so that a reload counts nothing twice."""
    limit_rate(request)
    form = await request.form()
    try:
        body = NewFeedback.model_validate({name: form.get(name) for name in ("topic", "answer", "reason")})
    except ValidationError:
        raise BadRequest from None
    await run_in_threadpool(count_feedback, request.app.state, body)
    why = "yes" if body.answer == "no" and body.reason is None else "no"
    query = urlencode({"topic": body.topic, "why": why, "back": str(form.get("back") or "")})
    return RedirectResponse(f"/feedback?{query}", 303)


@router.get("/feedback")
def thank(request: Request, topic: AnyText = "", why: AnyText = "", back: AnyText = "") -> Response:
    """``why``: whether to ask what was wrong."""
    known = find_topic(request.app.state, topic)
    # Only ever back to a page of ours.
    back = back if BACK.fullmatch(back) else f"/t/{known.id}"
    return render(request, "feedback.html", topic=known, back=back, asks_why=why == "yes")

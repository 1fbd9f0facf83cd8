"""Placeholder while the pages are written."""
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

router = APIRouter()


def error_page(request: Request, status: int, sentence: str) -> Response:
    return HTMLResponse(sentence, status)

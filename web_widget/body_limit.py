"""Refuses what is too large or comes too slowly, before anything reads it."""

import asyncio
import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Answers 413 where a request's body has more than ``largest`` bytes, announced or not, with ``too_large``.

    408 with ``too_slow`` where it is not whole after ``seconds``: it would keep its memory and its connection.
    """

    def __init__(self, app: ASGIApp, largest: int, seconds: float, too_large: str, too_slow: str):
        self._app = app
        self._largest = largest
        self._seconds = seconds
        self._too_large = too_large
        self._too_slow = too_slow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        allowed = announced.isdigit() and int(announced) <= self._largest
        try:
            received = await asyncio.wait_for(self._receive(receive), self._seconds) if allowed else None
        except asyncio.TimeoutError:
            await _refuse(send, 408, self._too_slow)
            return
        if received is None:
            await _refuse(send, 413, self._too_large)
            return

        async def replay() -> Message:
            return received.pop(0) if received else await receive()

        await self._app(scope, replay, send)

    async def _receive(self, receive: Receive) -> list[Message] | None:
        """The whole request, or None where it is too large."""
        messages: list[Message] = []
        size = 0
        while not messages or messages[-1].get("more_body", False):
            messages.append(await receive())
            size += len(messages[-1].get("body", b""))
            if size > self._largest:
                return None
        return messages


async def _refuse(send: Send, status: int, sentence: str) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"detail": sentence}).encode()})

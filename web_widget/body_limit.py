"""Refuses what is too large, before anything reads it."""

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Answers 413 with ``sentence`` where a request's body has more than ``largest`` bytes, announced or not."""

    def __init__(self, app: ASGIApp, largest: int, sentence: str):
        self._app = app
        self._largest = largest
        self._body = json.dumps({"detail": sentence}).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        allowed = announced.isdigit() and int(announced) <= self._largest
        received = await self._receive(receive) if allowed else None
        if received is None:
            await self._refuse(send)
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

    async def _refuse(self, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})

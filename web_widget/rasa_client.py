"""The bot, met over HTTP: every fault becomes RasaUnavailable."""

import asyncio
import logging
from dataclasses import asdict
from typing import Any

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from web_widget.danger import Danger
from web_widget.errors import BadRequest, ListChanged, Unavailable
from web_widget.schemas import Message, QuestionList, Reply, Turn

log = logging.getLogger(__name__)


class RasaUnavailable(Unavailable):
    """Refused, timed out, failed, or answered something that is not of the form."""


class _Transcript(BaseModel):
    turns: list[Turn]


class RasaClient:
    """The bot's channel at ``url``. ``transport`` lets a test stand in for the network."""

    def __init__(
        self, url: str, secret: str, timeout_seconds: float, transport: httpx.AsyncBaseTransport | None = None
    ):
        self._timeout = timeout_seconds
        self._http = httpx.AsyncClient(
            base_url=f"{url}/webhooks/guide",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=httpx.Timeout(timeout_seconds, connect=min(timeout_seconds, 3)),
            transport=transport,
            trust_env=False,  # a proxy of the environment has nothing to do with the bot
        )

    async def is_ready(self) -> bool:
        # Not through _call: whoever asks again and again while the bot starts must not fill the log.
        try:
            return (await self._http.get("/ready")).is_success
        except httpx.HTTPError:
            return False

    async def take_turn(
        self,
        conversation: str,
        area: str,
        text: str | None = None,
        choice: str | None = None,
        key: str | None = None,
        danger: Danger | None = None,
    ) -> list[Message]:
        """What the bot answers, never empty; once more what it answered before to the same message under ``key``.

        ``danger``, found in ``text``, is only kept with it.

        Raises RasaUnavailable, and BadRequest for a choice that the bot does not know.
        """
        found = asdict(danger) if danger else None
        body = {"conversation": conversation, "text": text, "choice": choice, "area": area, "key": key, "danger": found}
        response = await self._call("POST", "/turn", body, allowed=(422,))
        if response.status_code == 422:
            raise BadRequest("unknown_choice" if choice else "bad_request")
        return _read(Reply, response).messages

    async def transcript(self, conversation: str) -> list[Turn]:
        """What was said so far, oldest first; empty where the bot has never heard of the conversation."""
        response = await self._call("GET", f"/conversations/{conversation}", allowed=(404,))
        return [] if response.status_code == 404 else _read(_Transcript, response).turns

    async def delete(self, conversation: str) -> None:
        await self._call("DELETE", f"/conversations/{conversation}", allowed=(404,))

    async def question_list(self, conversation: str) -> QuestionList:
        response = await self._call("GET", f"/conversations/{conversation}/question-list", allowed=(404,))
        return QuestionList() if response.status_code == 404 else _read(QuestionList, response)

    async def put_question_list(self, conversation: str, questions: QuestionList) -> QuestionList:
        """The list as it now stands. Raises ListChanged where its version is an old one."""
        path = f"/conversations/{conversation}/question-list"
        # Without a version the bot replaces the list whatever stands there; a field that was not sent it leaves.
        body = questions.model_dump(mode="json", exclude_unset=True)
        response = await self._call("PUT", path, body, allowed=(409,))
        if response.status_code == 409:
            raise ListChanged
        return _read(QuestionList, response)

    async def close(self) -> None:
        await self._http.aclose()

    async def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, allowed: tuple[int, ...] = ()
    ) -> httpx.Response:
        try:
            # httpx limits each wait by itself. Their sum must stay below the time after which a turn is taken over.
            response = await asyncio.wait_for(self._http.request(method, path, json=body), self._timeout)
        except (httpx.HTTPError, asyncio.TimeoutError) as error:
            log.warning("Rasa: %s %s", method, type(error).__name__)
            raise RasaUnavailable from None
        if not response.is_success and response.status_code not in allowed:
            log.warning("Rasa: %s answered %s", method, response.status_code)
            raise RasaUnavailable
        return response


def _read(shape: Any, response: httpx.Response) -> Any:
    try:
        return TypeAdapter(shape).validate_json(response.content)
    except ValidationError as error:
        # Where the mistake stands and its kind; never what stood there.
        faults = [(".".join(map(str, e["loc"])), e["type"]) for e in error.errors(include_input=False)[:3]]
        log.error("Rasa: not of the form of %s: %s", shape.__name__.strip("_"), faults)
        raise RasaUnavailable from None

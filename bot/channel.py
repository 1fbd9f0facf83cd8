"""The project's own Rasa input channel: one secret, one form of message, no text in logs.

Rasa's REST channel answers 200 with nothing or half a reply when something failed, and logs what a
parent typed. This one answers 503 where there is no reply.
"""

import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urljoin

import httpx
from pydantic import ValidationError
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.lists.question_list import QuestionList, read_list, replace_by_hand
from bot.messages import Collector, payload_of, replies_to, turns_of, words_of
from bot.tracker_store import store_of
from knowledge.list_limits import LARGEST_LIST

logger = logging.getLogger(__name__)

LONGEST_TEXT = 1000  # characters
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
DANGER = re.compile(r"[a-z_]{1,40}")
HEALTH_TIMEOUT = 2.0  # seconds


class Refused(Exception):
    """A request that gets no turn: its status, and a sentence for the web process's developer."""

    def __init__(self, status: int, detail: str):
        super().__init__(detail)
        self.status = status
        self.detail = detail


class GuideInput(InputChannel):
    """Routes below /webhooks/guide, each asking for ``Authorization: Bearer <secret>``.

    ``GET /ready``; ``POST /turn``; ``GET`` and ``DELETE /conversations/<id>``;
    ``GET`` and ``PUT /conversations/<id>/question-list``.
    """

    def __init__(self, secret: str, actions_url: str):
        self._secret = secret
        self._actions_url = actions_url

    @classmethod
    def name(cls) -> str:
        return "guide"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GuideInput":
        """Raises ValueError where the secret or the action server's address is not set."""
        credentials = credentials or {}
        for name, variable in (("secret", "CHANNEL_SECRET"), ("actions_url", "ACTIONS_URL")):
            value = str(credentials.get(name) or "")
            # Rasa leaves the placeholder standing where the environment variable is missing.
            if not value or value.startswith("${"):
                raise ValueError(f"Set {variable} in the environment: credentials.yml takes {name} from it.")
        _keep_words_out_of_logs()
        return cls(str(credentials["secret"]), str(credentials["actions_url"]))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("guide")

        @routes.exception(Refused)
        async def refuse(_: Request, refused: Refused) -> HTTPResponse:
            return response.json({"detail": refused.detail}, status=refused.status)

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = self._agent(request)
            if not await self._actions_live():
                raise Refused(503, "The action server does not answer.")
            return response.json({"model": agent.model_id, "actions": True})

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            agent = self._agent(request)
            store_of(agent)
            message = _message(request, agent)
            given = await _given_before(agent, message)
            if given:
                return response.json({"messages": given})
            try:
                await on_new_message(message)
            except Exception as error:
                # The error's own words may hold what the parent typed.
                logger.error("A turn failed: %s.", type(error).__name__)
                raise Refused(503, "The turn failed.") from None
            if not message.output_channel.messages:
                logger.error("A turn brought no reply: an action or the policy failed.")
                raise Refused(503, "The turn brought no reply.")
            return response.json({"messages": message.output_channel.messages})

        @routes.get("/conversations/<conversation>")
        async def read(request: Request, conversation: str) -> HTTPResponse:
            tracker = await store_of(self._agent(request)).retrieve_full_tracker(conversation)
            if tracker is None:
                raise Refused(404, "There is no such conversation.")
            return response.json({"turns": turns_of(tracker)})

        @routes.delete("/conversations/<conversation>")
        async def forget(request: Request, conversation: str) -> HTTPResponse:
            agent = self._agent(request)
            async with agent.lock_store.lock(conversation):
                store_of(agent).forget(conversation)
            return response.empty()

        @routes.get("/conversations/<conversation>/question-list")
        async def read_questions(request: Request, conversation: str) -> HTTPResponse:
            tracker = await _spoken(self._agent(request), conversation)
            return response.json(read_list(tracker.get_slot("question_list")).json_fields())

        @routes.put("/conversations/<conversation>/question-list")
        async def replace_questions(request: Request, conversation: str) -> HTTPResponse:
            agent = self._agent(request)
            body = _body(request)
            written = _question_list(body)
            # A turn takes the same lock: neither it nor another tab writes in between.
            async with agent.lock_store.lock(conversation):
                tracker = await _spoken(agent, conversation)
                listed = read_list(tracker.get_slot("question_list"))
                if body.get("version") not in (None, listed.version):
                    return response.json(listed.json_fields(), status=409)
                listed = replace_by_hand(listed, written)
                tracker.update(SlotSet("question_list", listed.json_fields()), agent.domain)
                await store_of(agent).save(tracker)
            return response.json(listed.json_fields())

        return routes

    def _agent(self, request: Request) -> Agent:
        """The agent, once the secret is right. Raises Refused: 401 wrong secret, 503 no model loaded."""
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._secret}".encode()):
            raise Refused(401, "The channel's secret is missing or wrong.")
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise Refused(503, "No model is loaded: train one with `make run`.")
        return agent

    async def _actions_live(self) -> bool:
        try:
            async with httpx.AsyncClient(timeout=HEALTH_TIMEOUT) as client:
                answer = await client.get(urljoin(self._actions_url, "health"))
            return answer.status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


def _keep_words_out_of_logs() -> None:
    """Rasa's debugging writes every message and its conversation into the log: never, whatever LOG_LEVEL says."""
    rasa = logging.getLogger("rasa")
    rasa.setLevel(max(rasa.getEffectiveLevel(), logging.INFO))


def _message(request: Request, agent: Agent) -> UserMessage:
    """The turn's message. Raises Refused: 413 too large, 422 not of the form or an unknown choice."""
    body = _body(request)
    names = ("conversation", "text", "choice", "area", "key")
    conversation, text, choice, area, key = (body.get(name) for name in names)
    if not isinstance(conversation, str) or not 1 <= len(conversation) <= 255:
        raise Refused(422, "`conversation` has to be an id of 1 to 255 characters.")
    if key is not None and not (isinstance(key, str) and KEY.fullmatch(key)):
        raise Refused(422, "`key` has to be 8 to 64 letters, digits, - or _.")
    danger = body.get("danger")
    if danger is not None and not _is_danger(danger):
        raise Refused(422, "`danger` has to be a kind and whether it is urgent.")
    if isinstance(choice, str) and text is None:
        spoken = payload_of(choice, agent.domain.intents)
        if spoken is None:
            raise Refused(422, "`choice` is not one that the guide offers.")
    elif isinstance(text, str) and choice is None and 0 < len(text) <= LONGEST_TEXT:
        spoken = words_of(text)
    else:
        raise Refused(422, "Give either `text` (1 to 1,000 characters) or `choice`.")
    return UserMessage(
        spoken,
        output_channel=Collector(),
        sender_id=conversation,
        input_channel=GuideInput.name(),
        metadata={"area": area if isinstance(area, str) else None, "key": key, "danger": danger},
    )


def _is_danger(value: Any) -> bool:
    """What the web process found in a text, as it keeps it with it: ``{"kind": "self_harm", "urgent": true}``."""
    return (
        isinstance(value, dict)
        and value.keys() == {"kind", "urgent"}
        and isinstance(value["kind"], str)
        and DANGER.fullmatch(value["kind"]) is not None
        and isinstance(value["urgent"], bool)
    )


def _body(request: Request) -> dict[str, Any]:
    if len(request.body) > LARGEST_LIST:
        raise Refused(413, f"The body is larger than {LARGEST_LIST} bytes.")
    try:
        body = request.json
    except Exception:
        raise Refused(422, "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Refused(422, "The body is not a JSON object.")
    return body


def _question_list(body: dict[str, Any]) -> QuestionList:
    try:
        return QuestionList.model_validate({**body, "version": body.get("version") or 0})
    except ValidationError as error:
        # Where the mistake stands and its kind; never what stood there.
        faults = [(".".join(map(str, fault["loc"])), fault["type"]) for fault in error.errors()[:3]]
        raise Refused(422, f"The list is not of the form: {faults}.") from None


async def _given_before(agent: Agent, message: UserMessage) -> list[dict[str, Any]]:
    """The replies to the same message under the same key: whoever sends it again never got them."""
    key = (message.metadata or {}).get("key")
    if not key:
        return []
    # The lock waits for a turn that is still running after its caller gave up.
    async with agent.lock_store.lock(message.sender_id):
        tracker = await store_of(agent).retrieve_full_tracker(message.sender_id)
    return replies_to(tracker, key, message.text or "") if tracker else []


async def _spoken(agent: Agent, conversation: str) -> DialogueStateTracker:
    """The tracker of a conversation. Raises Refused (404) where nothing was ever said in it."""
    tracker = await store_of(agent).retrieve(conversation)
    if tracker is None or not tracker.events:
        raise Refused(404, "There is no such conversation.")
    return tracker

"""The bot over HTTP: whatever goes wrong is one error, and nothing of a parent's words is logged."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from web_widget.danger import Danger
from web_widget.errors import BadRequest, ListChanged
from web_widget.rasa_client import RasaClient, RasaUnavailable
from web_widget.schemas import QuestionList

WORDS = "Jack was crying about his plan"
GREETING = {"kind": "greeting", "text": "Hello"}

Handler = Callable[[httpx.Request], Any]


def fail(error: type[httpx.HTTPError]) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error(f"while sending {WORDS}")

    return handler


def answer(status: int, body: Any = None, raw: bytes | None = None) -> Handler:
    return lambda request: httpx.Response(status, content=json.dumps(body).encode() if raw is None else raw)


async def hang(request: httpx.Request) -> httpx.Response:
    await asyncio.sleep(60)
    return httpx.Response(200)


def client(handler: Handler, timeout: float = 5) -> RasaClient:
    return RasaClient("http://bot.test:5005", "the-secret", timeout, httpx.MockTransport(handler))


def ask(handler: Handler, timeout: float = 5, choice: str | None = None) -> Any:
    text = None if choice else WORDS
    return asyncio.run(client(handler, timeout).take_turn("an-id", "devon", text, choice))


FAULTS: dict[str, Handler] = {
    "refused": fail(httpx.ConnectError),
    "timed out": fail(httpx.ReadTimeout),
    "no connection free": fail(httpx.PoolTimeout),
    "broken off": fail(httpx.RemoteProtocolError),
    "500": answer(500, {"detail": WORDS}),
    "503": answer(503, {"detail": WORDS}),
    "401": answer(401, {"detail": WORDS}),
    "moved": answer(302, {"messages": [GREETING]}),
    "empty body": answer(200, raw=b""),
    "broken JSON": answer(200, raw=f'{{"messages": [{{"text": "{WORDS}"'.encode()),
    "not UTF-8": answer(200, raw=b'{"messages": [{"kind": "greeting", "text": "\xff"}]}'),
    "a page": answer(200, raw=f"<html>{WORDS}</html>".encode()),
    "null": answer(200, None),
    "empty list": answer(200, {"messages": []}),
    "no messages": answer(200, {"text": WORDS}),
    "unknown kind": answer(200, {"messages": [{"kind": WORDS, "text": WORDS}]}),
    "no text": answer(200, {"messages": [{"kind": "greeting", "text": ""}]}),
    "an answer without a card": answer(200, {"messages": [{"kind": "answer", "text": WORDS, "topic": "sen_meaning"}]}),
    "wrong option": answer(200, {"messages": [{**GREETING, "options": [{"label": WORDS, "choice": WORDS}]}]}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_one_error_and_logs_no_words(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    with pytest.raises(RasaUnavailable) as raised:
        ask(FAULTS[fault])
    assert caplog.records, "whoever runs the service has to learn of it"
    told = caplog.text + str(raised.value) + repr(raised.value.__cause__)
    assert WORDS not in told
    assert "an-id" not in told
    assert "the-secret" not in told


def test_a_bot_that_never_answers_is_given_up() -> None:
    with pytest.raises(RasaUnavailable):
        ask(hang, timeout=0.05)


def test_the_bot_is_asked_as_agreed() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"messages": [GREETING]})

    (message,) = ask(handler)
    assert (message.kind, message.text) == ("greeting", "Hello")
    (request,) = asked
    assert request.method == "POST"
    assert str(request.url) == "http://bot.test:5005/webhooks/guide/turn"
    assert request.headers["Authorization"] == "Bearer the-secret"
    assert json.loads(request.content) == {
        "conversation": "an-id",
        "text": WORDS,
        "choice": None,
        "area": "devon",
        "key": None,
        "danger": None,
    }


def test_an_unknown_choice_is_told_apart() -> None:
    with pytest.raises(BadRequest) as raised:
        ask(answer(422, {"detail": "unknown choice"}), choice="gone")
    assert raised.value.sentence == "unknown_choice"
    with pytest.raises(BadRequest) as raised:
        ask(answer(422, {"detail": WORDS}))
    assert raised.value.sentence == "bad_request"


@pytest.mark.parametrize(
    ("handler", "ready"), [(answer(200, {"model": "m"}), True), (answer(503), False), (FAULTS["refused"], False)]
)
def test_whether_it_is_ready(handler: Handler, ready: bool) -> None:
    assert asyncio.run(client(handler).is_ready()) is ready


def test_a_transcript_is_read_and_an_unknown_one_is_empty() -> None:
    danger = {"kind": "missing", "urgent": True}
    turns = [{"from": "parent", "text": "hi", "danger": danger}, {"from": "guide", "message": GREETING}]
    read = asyncio.run(client(answer(200, {"turns": turns})).transcript("an-id"))
    assert [turn.danger for turn in read] == [Danger("missing", urgent=True), None]
    assert [(turn.speaker, turn.text or turn.message.text) for turn in read] == [("parent", "hi"), ("guide", "Hello")]
    assert asyncio.run(client(answer(404)).transcript("an-id")) == []
    with pytest.raises(RasaUnavailable):
        asyncio.run(client(answer(200, {"turns": [{"from": "guide", "text": WORDS}]})).transcript("an-id"))


@pytest.mark.parametrize("status", [204, 404])
def test_deleting_succeeds_also_where_there_is_nothing(status: int) -> None:
    asyncio.run(client(answer(status)).delete("an-id"))


def test_deleting_fails_where_the_bot_does() -> None:
    with pytest.raises(RasaUnavailable):
        asyncio.run(client(answer(500)).delete("an-id"))


def test_a_question_list_goes_there_and_comes_back() -> None:
    kept: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            kept.append(json.loads(request.content))
        return httpx.Response(200, json=kept[-1]) if kept else httpx.Response(404)

    rasa = client(handler)
    questions = QuestionList(
        title="Review", meeting_date="2027-03-15", questions=[{"id": "own-1", "text": "Who helps?"}]
    )

    async def talk() -> list[QuestionList]:
        return [
            await rasa.question_list("an-id"),
            await rasa.put_question_list("an-id", questions),
            await rasa.question_list("an-id"),
        ]

    assert asyncio.run(talk()) == [QuestionList(), questions, questions]


def test_a_list_that_changed_meanwhile_is_told_apart() -> None:
    with pytest.raises(ListChanged):
        asyncio.run(client(answer(409, {"detail": WORDS})).put_question_list("an-id", QuestionList(version=3)))


def test_an_answer_in_drops_is_given_up() -> None:
    """Each drop comes in time for httpx, and the turn would be taken over before the last one."""

    async def drip(request: httpx.Request) -> httpx.Response:
        async def drops() -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.01)
                yield b" "

        return httpx.Response(200, content=drops())

    with pytest.raises(RasaUnavailable):
        ask(drip, timeout=0.2)


def test_a_key_reaches_the_bot() -> None:
    sent: list[Any] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"messages": [GREETING]})

    asyncio.run(client(handler).take_turn("an-id", "devon", WORDS, key="0123456789ab"))
    assert sent[0]["key"] == "0123456789ab"

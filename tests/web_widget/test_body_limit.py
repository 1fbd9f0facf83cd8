"""What is too large is refused before it is read, announced or not, and what never ends after a while."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.types import Message

from web_widget.body_limit import BodyLimit

LARGEST = 100


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()

    @app.post("/")
    async def count(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit, largest=LARGEST, seconds=0.1, too_large="too much", too_slow="too late")
    return TestClient(app)


def in_pieces(size: int) -> Iterator[bytes]:
    """A body whose size is not announced."""
    for _ in range(size):
        yield b"x"


@pytest.mark.parametrize("size", [0, 1, LARGEST])
def test_what_fits_arrives_whole(client: TestClient, size: int) -> None:
    assert client.post("/", content=b"x" * size).json() == size
    assert client.post("/", content=in_pieces(size)).json() == size


def test_what_is_announced_too_large_is_refused(client: TestClient) -> None:
    answer = client.post("/", content=b"x" * (LARGEST + 1))
    assert (answer.status_code, answer.json()) == (413, {"detail": "too much"})


def test_what_turns_out_too_large_is_refused(client: TestClient) -> None:
    assert client.post("/", content=in_pieces(LARGEST + 1)).status_code == 413


def test_a_false_length_is_refused(client: TestClient) -> None:
    assert client.post("/", content=b"x", headers={"Content-Length": "-5"}).status_code == 413


def test_what_never_ends_is_refused(client: TestClient) -> None:
    app = client.app
    sent: list[Message] = []
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}

    async def receive() -> Message:
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"]) == {"detail": "too late"}

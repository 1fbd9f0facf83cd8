"""What is too large is refused before it is read, announced or not."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from web_widget.body_limit import BodyLimit

LARGEST = 100


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()

    @app.post("/")
    async def count(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit, largest=LARGEST, sentence="too much")
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

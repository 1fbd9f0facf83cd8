"""What tests of several rooms share: the real processes, started once."""

from collections.abc import Iterator

import pytest

from tests.processes import MODEL, Processes


@pytest.fixture(scope="session")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """The whole guide, running. It takes half a minute to start, so every test of a session shares it."""
    assert MODEL.exists(), "train the model first: make test does"
    with Processes(tmp_path_factory.mktemp("guide")) as processes:
        yield processes

"""Conversations: one turn at a time, their end, and what happens while they are deleted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from web_widget.conversations import Conversations, metadata, table

KEEP = timedelta(days=7)
TURN_LIMIT = timedelta(seconds=30)


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 22, 12)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def conversations(tmp_path: Path, clock: Clock) -> Conversations:
    return Conversations(f"sqlite:///{tmp_path}/new/folder/c.db", KEEP, TURN_LIMIT, clock)


def test_a_conversation_is_found_by_its_id(conversations: Conversations) -> None:
    conversation = conversations.create("devon")
    assert conversations.find(conversation.id) == conversation
    assert conversation.area == "devon"
    assert conversations.find("another") is None


def test_an_id_cannot_be_guessed(conversations: Conversations) -> None:
    ids = {conversations.create("england").id for _ in range(50)}
    assert len(ids) == 50
    assert min(map(len, ids)) >= 32


def test_no_text_can_be_kept() -> None:
    assert set(metadata.tables) == {"conversations"}
    assert set(table.c.keys()) == {"id", "area", "created", "last_seen", "turn_started", "delete_requested"}


def test_a_turn_is_taken_once(conversations: Conversations) -> None:
    id = conversations.create("england").id
    started = conversations.begin_turn(id)
    assert started is not None
    assert conversations.begin_turn(id) is None
    conversations.end_turn(id, started)
    assert conversations.begin_turn(id) is not None


def test_of_many_threads_one_takes_the_turn(conversations: Conversations) -> None:
    id = conversations.create("england").id
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _: conversations.begin_turn(id), range(64)))
    assert sum(started is not None for started in taken) == 1


def test_a_turn_that_was_never_ended_is_taken_over(conversations: Conversations, clock: Clock) -> None:
    id = conversations.create("england").id
    first = conversations.begin_turn(id)
    clock.pass_by(TURN_LIMIT)
    assert conversations.begin_turn(id) is None
    clock.pass_by(timedelta(seconds=1))
    second = conversations.begin_turn(id)
    assert first and second
    # The first one comes back late: it must not give away the turn of the second.
    conversations.end_turn(id, first)
    assert conversations.begin_turn(id) is None


def test_a_conversation_that_is_not_there_has_no_turn(conversations: Conversations) -> None:
    assert conversations.begin_turn("another") is None


def test_a_conversation_ends_when_its_days_are_over(conversations: Conversations, clock: Clock) -> None:
    id = conversations.create("england").id
    clock.pass_by(KEEP - timedelta(seconds=1))
    assert conversations.find(id)
    assert conversations.due_for_deletion() == []
    clock.pass_by(timedelta(seconds=1))
    assert conversations.find(id) is None
    assert conversations.due_for_deletion() == [id]


def test_a_message_keeps_a_conversation_alive(conversations: Conversations, clock: Clock) -> None:
    id = conversations.create("england").id
    clock.pass_by(KEEP / 2)
    started = conversations.begin_turn(id)
    assert started
    conversations.end_turn(id, started)
    clock.pass_by(KEEP / 2)
    assert conversations.find(id)


def test_nobody_finds_what_is_to_be_deleted(conversations: Conversations) -> None:
    id = conversations.create("england").id
    assert conversations.request_deletion(id)
    assert conversations.find(id) is None
    assert conversations.begin_turn(id) is None
    assert not conversations.request_deletion(id)
    assert conversations.due_for_deletion() == [id]


def test_a_deletion_waits_for_the_turn_under_way(conversations: Conversations) -> None:
    id = conversations.create("england").id
    started = conversations.begin_turn(id)
    assert started
    conversations.request_deletion(id)
    assert not conversations.begin_deletion(id)
    conversations.end_turn(id, started)
    assert conversations.begin_deletion(id)


def test_a_deletion_does_not_wait_for_a_turn_that_was_never_ended(conversations: Conversations, clock: Clock) -> None:
    id = conversations.create("england").id
    conversations.begin_turn(id)
    conversations.request_deletion(id)
    clock.pass_by(TURN_LIMIT + timedelta(seconds=1))
    assert conversations.begin_deletion(id)


def test_a_finished_deletion_leaves_nothing(conversations: Conversations) -> None:
    id = conversations.create("england").id
    other = conversations.create("england").id
    conversations.request_deletion(id)
    assert conversations.begin_deletion(id)
    conversations.end_deletion(id, done=True)
    assert conversations.due_for_deletion() == []
    assert not conversations.begin_deletion(id)
    assert conversations.find(other)


def test_an_unfinished_deletion_is_due_again(conversations: Conversations) -> None:
    id = conversations.create("england").id
    conversations.request_deletion(id)
    assert conversations.begin_deletion(id)
    assert not conversations.begin_deletion(id)
    conversations.end_deletion(id, done=False)
    assert conversations.due_for_deletion() == [id]
    assert conversations.begin_deletion(id)


def test_a_conversation_outlives_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/c.db"
    id = Conversations(url, KEEP, TURN_LIMIT).create("devon").id
    assert Conversations(url, KEEP, TURN_LIMIT).find(id)


def test_a_database_that_is_gone_is_not_ready(tmp_path: Path) -> None:
    conversations = Conversations(f"sqlite:///{tmp_path}/c.db", KEEP, TURN_LIMIT)
    assert conversations.is_ready()
    (tmp_path / "c.db").unlink()
    assert not conversations.is_ready()

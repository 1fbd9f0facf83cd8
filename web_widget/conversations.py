"""Which conversations there are: id, area and times. Never any text; that is the bot's to keep."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import Boolean, Column, DateTime, MetaData, String, Table, delete, insert, select, update

from web_widget.database import open_database

metadata = MetaData()
table = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("area", String(64), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("last_seen", DateTime, nullable=False, index=True),
    Column("turn_started", DateTime),
    Column("delete_requested", Boolean, nullable=False, default=False),
)


@dataclass(frozen=True)
class Conversation:
    id: str
    area: str


def now_in_utc() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


class Conversations:
    """``turn_limit``: a turn older than this is given up, so that a crash does not lock a conversation for good."""

    def __init__(
        self,
        database_url: str,
        keep: timedelta,
        turn_limit: timedelta,
        now: Callable[[], datetime] = now_in_utc,
    ):
        self._keep, self._turn_limit, self._now = keep, turn_limit, now
        self._engine = open_database(database_url, metadata)

    def create(self, area: str) -> Conversation:
        conversation = Conversation(secrets.token_urlsafe(24), area)
        now = self._now()
        row = {"id": conversation.id, "area": area, "created": now, "last_seen": now, "delete_requested": False}
        with self._engine.begin() as connection:
            connection.execute(insert(table).values(row))
        return conversation

    def find(self, id: str) -> Conversation | None:
        """None also where it is to be deleted or its time is over."""
        query = select(table.c.id, table.c.area).where(
            table.c.id == id, ~table.c.delete_requested, table.c.last_seen > self._now() - self._keep
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Conversation(row.id, row.area) if row else None

    def begin_turn(self, id: str) -> datetime | None:
        """Take the conversation's only turn. None where another turn is under way or the conversation is gone."""
        return self._take(id, ~table.c.delete_requested)

    def end_turn(self, id: str, started: datetime) -> None:
        """Give the turn back that ``begin_turn`` gave out as ``started``, unless it was taken over since."""
        with self._engine.begin() as connection:
            connection.execute(
                update(table)
                .where(table.c.id == id, table.c.turn_started == started)
                .values(turn_started=None, last_seen=self._now())
            )

    def request_deletion(self, id: str) -> bool:
        """From now on nobody finds the conversation. False where nobody found it before."""
        with self._engine.begin() as connection:
            marked = connection.execute(
                update(table).where(table.c.id == id, ~table.c.delete_requested).values(delete_requested=True)
            )
        return bool(marked.rowcount)

    def begin_deletion(self, id: str) -> bool:
        """Whether it may be deleted now: no turn is under way that would write to it afterwards."""
        return self._take(id, table.c.delete_requested) is not None

    def end_deletion(self, id: str, done: bool) -> None:
        statement = delete(table) if done else update(table).values(turn_started=None)
        with self._engine.begin() as connection:
            connection.execute(statement.where(table.c.id == id))

    def due_for_deletion(self) -> list[str]:
        """Ids of those whose time is over, or whose deletion could not be finished. Nobody finds them any more."""
        over = table.c.last_seen <= self._now() - self._keep
        with self._engine.begin() as connection:
            connection.execute(update(table).where(over).values(delete_requested=True))
            return [row.id for row in connection.execute(select(table.c.id).where(table.c.delete_requested))]

    def is_ready(self) -> bool:
        try:
            with self._engine.connect() as connection:
                connection.execute(select(table.c.id).limit(1))
        except Exception:  # whatever is wrong with the database, it is not ready
            return False
        return True

    def _take(self, id: str, condition: object) -> datetime | None:
        now = self._now()
        free = table.c.turn_started.is_(None) | (table.c.turn_started < now - self._turn_limit)
        # One UPDATE, so that of two requests at the same time only one can win.
        with self._engine.begin() as connection:
            taken = connection.execute(update(table).where(table.c.id == id, condition, free).values(turn_started=now))
        return now if taken.rowcount == 1 else None

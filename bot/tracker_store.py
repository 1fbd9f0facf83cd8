"""Rasa's SQL tracker store, with what it lacks: forgetting a conversation, and failing aloud."""

from typing import Any

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from sqlalchemy import delete, event


class ConversationTrackerStore(SQLTrackerStore):
    """Keeps conversations in the database named by ``host``, a URL such as ``sqlite:///var/conversations.db``."""

    def __init__(self, domain: Any = None, host: str | None = None, event_broker: Any = None, **kwargs: Any):
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        # An error's text would otherwise repeat what the parent typed.
        self.engine.hide_parameters = True
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _share_file)

    def forget(self, conversation: str) -> None:
        """Delete every event of a conversation; nothing happens where there is none."""
        with self.session_scope() as session:
            session.execute(delete(self.SQLEvent).where(self.SQLEvent.sender_id == conversation))
            session.commit()


def store_of(agent: Agent) -> ConversationTrackerStore:
    """The agent's own store, taken out of Rasa's wrapper on first use.

    The wrapper turns a failed save into a copy in memory that is never forgotten and that nobody
    hears of. Without it a failed save fails the turn, and the parent is told.
    """
    if isinstance(agent.tracker_store, FailSafeTrackerStore):
        agent.tracker_store = agent.tracker_store._tracker_store
        agent.processor.tracker_store = agent.tracker_store
    return agent.tracker_store


def _share_file(connection: Any, _: Any) -> None:
    """SQLite settings for a file that two processes write: wait for the other, and erase what is deleted."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()

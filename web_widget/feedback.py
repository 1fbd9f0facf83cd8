"""Whether an answer helped: counts by topic, day, answer and reason. Nothing of who said so, or in which conversation.

``python -m web_widget.feedback`` prints the counts; ``--days 30`` only those of the last 30 days.
"""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Literal, get_args

from sqlalchemy import Column, Date, Integer, MetaData, String, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from web_widget.database import open_database
from web_widget.settings import Settings

Answer = Literal["yes", "no"]
Reason = Literal["not_my_question", "hard_to_understand", "not_enough_detail", "not_my_area", "other"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
REASONS: tuple[Reason, ...] = get_args(Reason)

metadata = MetaData()
table = Table(
    "feedback",
    metadata,
    Column("topic", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("answer", String(8), primary_key=True),
    # Empty: the answer itself. A reason is given after it, by some, and counted beside it.
    Column("reason", String(32), primary_key=True),
    Column("count", Integer, nullable=False),
)


def today_in_utc() -> date:
    return datetime.now(timezone.utc).date()


class Feedback:
    """The counts in the database."""

    def __init__(self, database_url: str, today: Callable[[], date] = today_in_utc):
        self._today = today
        self._engine = open_database(database_url, metadata)

    def count(self, topic: str, answer: Answer, reason: Reason | None = None) -> None:
        """One more. ``reason`` says more about an answer that was counted before."""
        row = {"topic": topic, "day": self._today(), "answer": answer, "reason": reason or ""}
        if self._raise(row):
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table).values(**row, count=1))
        except IntegrityError:
            # Somebody else was the first of the day in between.
            self._raise(row)

    def totals(self, days: int | None = None) -> dict[str, dict[str, int]]:
        """Topic -> ``yes``, ``no`` and each reason -> how often; those that helped least first."""
        query = select(table.c.topic, table.c.answer, table.c.reason, func.sum(table.c.count)).group_by(
            table.c.topic, table.c.answer, table.c.reason
        )
        if days is not None:
            query = query.where(table.c.day > self._today() - timedelta(days=days))
        totals: dict[str, dict[str, int]] = {}
        with self._engine.connect() as connection:
            for topic, answer, reason, count in connection.execute(query):
                totals.setdefault(topic, {})[reason or answer] = int(count)
        return dict(sorted(totals.items(), key=lambda entry: (-entry[1].get("no", 0), entry[0])))

    def _raise(self, row: dict[str, object]) -> bool:
        same = [table.c[name] == value for name, value in row.items()]
        with self._engine.begin() as connection:
            raised = connection.execute(update(table).where(*same).values(count=table.c.count + 1))
        return raised.rowcount == 1


def main(arguments: list[str] | None = None) -> int:
    """Print the counts. Returns 1 where the database cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m web_widget.feedback", description="What parents found helpful.")
    parser.add_argument("--days", type=int, help="only the last so many days")
    days = parser.parse_args(arguments).days
    database_url = os.environ.get("DATABASE_URL") or Settings.model_fields["database_url"].default
    try:
        totals = Feedback(database_url).totals(days)
    except OperationalError:
        print("The database named by DATABASE_URL cannot be read.", file=sys.stderr)
        return 1
    columns = (*ANSWERS, *REASONS)
    print("\t".join(("topic", *columns)))
    for topic, counts in totals.items():
        print("\t".join((topic, *(str(counts.get(column, 0)) for column in columns))))
    return 0


if __name__ == "__main__":
    sys.exit(main())

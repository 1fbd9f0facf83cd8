"""Models -> database: built fresh beside the old one and swapped in whole, so readers never see half."""

import os
from pathlib import Path

from sqlalchemy import create_engine, insert
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from knowledge import tables
from knowledge.curated import place_in
from knowledge.models import Guidance, Shape
from knowledge.search import write_index


def build(guidance: Guidance, database: Path) -> None:
    """Write ``guidance`` to the SQLite file ``database``. Raises OSError where it cannot be written."""
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_name(f"{database.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{fresh}")
    try:
        with engine.begin() as connection:
            tables.metadata.create_all(connection)
            _write(guidance, connection)
        engine.dispose()
        fresh.replace(database)
    except OperationalError as error:
        # SQLite's own words for a read-only folder or a full disk.
        raise OSError(str(error.orig)) from error
    finally:
        engine.dispose()
        fresh.unlink(missing_ok=True)


def _write(guidance: Guidance, connection: Connection) -> None:
    for position, topic in enumerate(guidance.topics.values()):
        row = {"id": topic.id, "position": position, "group_name": topic.group, "document": _json(topic)}
        connection.execute(insert(tables.topics), row)
        for place, source in enumerate(topic.sources):
            work = guidance.works[source.work]
            row = {
                "topic": topic.id,
                "position": place,
                "title": work.title,
                "reference": place_in(work, source.reference),
                "url": work.url,
                "force": source.force,
            }
            connection.execute(insert(tables.sources), row)
    for position, question in enumerate(guidance.questions.values()):
        row = {
            "id": question.id,
            "position": position,
            "topic": question.topic,
            "theme": question.theme,
            "document": _json(question),
        }
        connection.execute(insert(tables.questions), row)
    for position, (name, contact) in enumerate(guidance.contacts.items()):
        row = {"id": name, "position": position, "document": _json(contact)}
        connection.execute(insert(tables.contacts), row)
    for table, shapes in (
        (tables.areas, guidance.areas),
        (tables.notices, guidance.notices),
        (tables.starters, guidance.starters),
        (tables.dangers, guidance.dangers),
        (tables.duties, guidance.duties),
        (tables.follow_ups, guidance.follow_ups),
        (tables.wordings, {"told": guidance.told, "languages": guidance.languages}),
    ):
        for name, shape in [(name, shape) for name, shape in shapes.items() if shape]:
            connection.execute(insert(table), {"id": name, "document": _json(shape)})
    write_index(guidance, connection)
    for area, logo in guidance.logos.items():
        connection.execute(insert(tables.logos), {"area": area, **logo.model_dump()})


def _json(shape: Shape) -> dict[str, object]:
    return shape.model_dump(mode="json")

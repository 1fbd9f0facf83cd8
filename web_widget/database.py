"""The database of the web process: which conversations there are, and what parents found helpful."""

from pathlib import Path

from sqlalchemy import MetaData, create_engine
from sqlalchemy.engine import Engine, make_url


def open_database(database_url: str, metadata: MetaData) -> Engine:
    """The database with the tables of ``metadata``, made where they are missing."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # Parameters stay out of error texts and logs: whoever has an id can read the conversation.
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
    metadata.create_all(engine)
    return engine

"""The tables of the knowledge database, which is built from the files and never edited."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

# ``document`` holds the checked model as JSON; the columns beside it are what is searched by.
topics = Table(
    "topics",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("group_name", String, nullable=False),
    Column("document", JSON, nullable=False),
)
sources = Table(
    "sources",
    metadata,
    Column("topic", ForeignKey("topics.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("title", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("url", String, nullable=False),
    Column("force", String, nullable=False),
)
questions = Table(
    "questions",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("topic", ForeignKey("topics.id"), nullable=False, index=True),
    Column("theme", String, nullable=False),
    Column("document", JSON, nullable=False),
)
areas = Table(
    "areas",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", JSON, nullable=False),
)
logos = Table(
    "logos",
    metadata,
    Column("area", ForeignKey("areas.id"), primary_key=True),
    Column("media_type", String, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("image", LargeBinary, nullable=False),
)
contacts = Table(
    "contacts",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("document", JSON, nullable=False),
)
# For the search: what people say in the place of our words, and every word that stands on some page.
synonyms = Table(
    "synonyms",
    metadata,
    Column("phrase", String, primary_key=True),
    Column("meaning", String, nullable=False),
)
vocabulary = Table(
    "vocabulary",
    metadata,
    Column("word", String, primary_key=True),
)
notices = Table(
    "notices",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", JSON, nullable=False),
)
starters = Table(
    "starters",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", JSON, nullable=False),
)
dangers = Table(
    "dangers",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", JSON, nullable=False),
)
duties = Table(
    "duties",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", JSON, nullable=False),
)
follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", JSON, nullable=False),
)
# Files that are one shape, by the file's name.
wordings = Table(
    "wordings",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", JSON, nullable=False),
)

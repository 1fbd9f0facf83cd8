"""``python -m knowledge check | build | stale``: the editor's three commands."""

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from knowledge.build import build
from knowledge.checks import check, is_checked
from knowledge.curated import ROOT, Curated, read
from knowledge.mistakes import Mistake


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0, or 1 where there are mistakes or something is overdue."""
    parser = argparse.ArgumentParser(prog="python -m knowledge", description="Check and build the guidance.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder that holds the guidance")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="name every mistake in the guidance files")
    builder = commands.add_parser("build", help="check the shape and write the database")
    builder.add_argument("--database", type=Path, default=Path("var/knowledge.db"))
    staleness = commands.add_parser("stale", help="list what to review")
    staleness.add_argument("--days", type=int, default=30, help="due within so many days (default 30)")
    staleness.add_argument("--notice", help="every topic that carries this notice, for instance reform_2026")
    staleness.add_argument("--cites", help="every topic that cites this work or place, as 'cfa2014 36'")
    options = parser.parse_args(arguments)
    curated, mistakes = read(options.root)
    if options.command == "check":
        return _report(mistakes + check(curated, date.today()), curated)
    if mistakes:
        return _report(mistakes, curated)
    if options.command == "build":
        return _build(curated, options.database)
    return _stale(curated, options)


def _report(mistakes: list[Mistake], curated: Curated) -> int:
    mistakes = sorted(set(mistakes))
    for mistake in mistakes:
        print(_relative(mistake))
    if mistakes:
        print(f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''} to mend.")
        return 1
    guidance = curated.guidance
    topics, questions, areas = len(guidance.topics), len(guidance.questions), len(guidance.areas)
    print(f"All well: {topics} topics, {questions} questions, {areas} areas.")
    return 0


def _relative(mistake: Mistake) -> str:
    path = mistake.path
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return str(Mistake(path, mistake.line, mistake.field, mistake.sentence))


def _build(curated: Curated, database: Path) -> int:
    try:
        build(curated.guidance, database)
    except OSError as error:
        print(f"The database {database} cannot be written: {error.strerror or error}.", file=sys.stderr)
        return 1
    print(f"Built {database}: {len(curated.guidance.topics)} topics.")
    return 0


def _stale(curated: Curated, options: argparse.Namespace) -> int:
    topics = list(curated.guidance.topics.values())
    if options.notice:
        topics = [topic for topic in topics if topic.notice == options.notice]
    if options.cites:
        work, _, reference = options.cites.partition(" ")
        topics = [
            topic
            for topic in topics
            if any(
                source.work == work and (not reference or is_checked(reference, (source.reference,)))
                for source in topic.sources
            )
        ]
    if not options.notice and not options.cites:
        limit = date.today() + timedelta(days=options.days)
        topics = [topic for topic in topics if topic.review_by <= limit]
    for topic in sorted(topics, key=lambda topic: topic.review_by):
        path = curated.written[topic.id].path
        print(f"{topic.review_by}  {path.relative_to(curated.root.parent)}  {topic.title}")
    print(f"{len(topics)} of {len(curated.guidance.topics)} topics.")
    return 1 if any(topic.review_by < date.today() for topic in topics) else 0


if __name__ == "__main__":
    sys.exit(main())

"""How well the trained model understands messages that nobody trained on.

    python -m tests.nlu.evaluate --model var/models/guide.tar.gz --out var/evaluation [--kind dev]

Rules of counting:

- First answer right: the bot answers at once, and with the topic asked for. A message that is asked back is
  not counted as right, however good its best guess is; "best guess right" is the figure that forgives this.
- Right or offered: answered right, or asked back with the right topic among the three choices shown.
- Wrong: the bot does something else than what was asked for. "Out of scope" said to a question about a
  topic is wrong too, and so are urgent contacts shown to somebody who is in no danger.
- Asked back: the bot shows choices; "wrong", "asked back" and "first answer right" add up to 100 %.
- A second answer (two topics in one message) changes nothing of this; how often a message with one question
  gets one is counted by itself.
- Far from training: no training example's sentence vector has a cosine of 0.6 or more with the message's.
- Out of scope, answered: anything but "out of scope" or asking back; a greeting counts as an answer too.
- Kinds of topics.yml with several intents (greeting: greeting, thanks, goodbye) are right with any of them.
- Safeguarding: a hit of the watch is a message that web_widget.danger takes for urgent (with Rasa stopped it is all
  there is); a hit of the bot is its safeguarding intent, answered at once. Urgent first is what a parent gets: the
  watch finds it urgent, or finds a concern and the bot agrees. For near misses, quiet stories and everyday messages
  a hit is a mistake. Contacts shown: urgent first, or the contacts after an answer, or the bot's softened message.
- Two questions: both topics are answered, and no third. A long message with one question is right with no second.
- A hand is a file: each was written by other people than the next.
"""

import argparse
import asyncio
import logging
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
from rasa.core.agent import Agent
from rasa.shared.importers.utils import training_data_from_paths
from rasa.utils.log_utils import configure_structlog

from bot.components.sentence_encoder import ENCODER
from bot.components.shorthand import Shorthand
from knowledge.encoder import load_encoder
from tests.nlu.blind import (
    BLIND,
    DEV,
    OTHER,
    BlindMessage,
    DangerMessage,
    QuestionsMessage,
    load_dangers,
    load_groups,
    load_messages,
    load_questions,
)
from tests.nlu.counting import WRONG, Heard, Judged, Shares, hear, judge, share, topics_only
from tests.nlu.report import write_report
from web_widget.danger import Watch
from web_widget.danger_model import load_model

FAR = 0.6
TRAINING_DATA = "bot/data/nlu"


async def listen(agent: Agent, texts: Iterable[str]) -> list[Heard]:
    heard = []
    for text in texts:
        start = time.perf_counter()
        parsed = await agent.parse_message(text)
        heard.append(hear(parsed, 1000 * (time.perf_counter() - start)))
    return heard


def find_far(texts: list[str]) -> list[bool]:
    """Whether each text is far from every training example."""
    examples = training_data_from_paths([TRAINING_DATA], "en").intent_examples
    encoder, shorthand = load_encoder(ENCODER), Shorthand.load()
    taught, asked = (
        encoder.encode([shorthand.expand(text) for text in some])[:, -1]
        for some in ([example.get("text") for example in examples], texts)
    )
    return [bool(far) for far in np.max(asked @ taught.T, axis=1) < FAR]


def count(
    judged: list[Judged],
    dangers: list[tuple[DangerMessage, Heard]],
    questions: list[tuple[QuestionsMessage, Heard]],
    watch: Watch,
) -> dict[str, Any]:
    """Every figure of the report."""
    topics = topics_only(judged)
    outside = [one for one in judged if one.message.expected == "out_of_scope"]
    times = [one.heard.milliseconds for one in judged]
    return {
        "date": date.today().isoformat(),
        "topics": {"all": share(topics), "far from training": share([one for one in topics if one.far])},
        "by_style": _by(topics, "style"),
        "by_group": _by(topics, "group"),
        "by_hand": _by(topics, "hand"),
        "other_kinds": _by([one for one in judged if one.message.group == OTHER], "expected"),
        "out_of_scope": {
            "count": len(outside),
            "answered": _part(one.outcome == WRONG for one in outside),
            "asked_back": _part(one.heard.answered is None for one in outside),
        },
        "safeguarding": _count_dangers(dangers, watch),
        "topics_taken_for_danger": _part(
            danger is not None and danger.urgent for danger in watch.look([one.message.text for one in topics])
        ),
        "questions": {str(asked): _count_questions(questions, asked) for asked in (2, 1)},
        "second_answers": _part(one.heard.second_topic is not None for one in topics),
        "milliseconds": {"median": median(times), "p95": quantiles(times, n=20)[-1]},
    }


def _count_dangers(dangers: list[tuple[DangerMessage, Heard]], watch: Watch) -> dict[str, dict[str, float]]:
    figures = {}
    for kind in dict.fromkeys(danger.kind for danger, _ in dangers):
        own = [(danger.text, heard.answered == "safeguarding") for danger, heard in dangers if danger.kind == kind]
        seen = list(zip(watch.look([text for text, _ in own]), [bot for _, bot in own], strict=True))
        urgent = [danger is not None and danger.urgent for danger, _ in seen]
        figures[kind] = {
            "count": len(seen),
            "watch": _part(urgent),
            "bot": _part(bot for _, bot in seen),
            "urgent_first": _part(
                flag or (bot and danger is not None) for flag, (danger, bot) in zip(urgent, seen, strict=True)
            ),
            "contacts_shown": _part(danger is not None or bot for danger, bot in seen),
        }
    return figures


def _count_questions(questions: list[tuple[QuestionsMessage, Heard]], asked: int) -> dict[str, float]:
    """Of the messages with so many questions: how many get just that number of answers, and all of them right."""
    answers = [
        (message.topics, {heard.answered or heard.guesses[0], heard.second_topic} - {None})
        for message, heard in questions
        if len(message.topics) == asked
    ]
    return {
        "count": len(answers),
        "as_many_answers": _part(len(given) == asked for _, given in answers),
        "all_right": _part(given == topics for topics, given in answers),
    }


def _by(judged: list[Judged], field: str) -> dict[str, Shares | None]:
    values = dict.fromkeys(getattr(one.message, field) for one in judged)
    return {value: share([one for one in judged if getattr(one.message, field) == value]) for value in values}


def _part(hits: Iterable[bool]) -> float:
    return float(np.mean(list(hits)))


async def evaluate(model: Path, danger_model: Path, out: Path, kind: str) -> str:
    """Parse every message of a ``kind`` with ``model`` and write the report to ``out``. Returns it as Markdown."""
    groups = load_groups()
    messages: list[BlindMessage] = load_messages(kind)
    dangers, questions = load_dangers(kind), load_questions(kind)
    agent = Agent.load(str(model))
    await listen(agent, ["hello"])  # the first message waits for things that are loaded late
    heard = await listen(agent, (message.text for message in messages))
    alarms = await listen(agent, (danger.text for danger in dangers))
    answers = await listen(agent, (question.text for question in questions))
    far = find_far([message.text for message in messages])
    judged = [judge(*one[:2], groups, one[2]) for one in zip(messages, heard, far, strict=True)]
    figures = count(
        judged,
        list(zip(dangers, alarms, strict=True)),
        list(zip(questions, answers, strict=True)),
        Watch(load_model(danger_model), load_encoder(Path("var/encoders/large"))),
    )
    return write_report(figures, judged, groups, out)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the trained model on the blind messages.")
    parser.add_argument("--model", type=Path, default=Path("var/models/guide.tar.gz"))
    parser.add_argument("--danger-model", type=Path, default=Path("var/danger.joblib"))
    parser.add_argument("--out", type=Path, default=Path("var/evaluation"))
    parser.add_argument("--kind", choices=[BLIND, DEV], default=BLIND, help="which messages")
    arguments = parser.parse_args()
    if not arguments.model.is_file():
        raise SystemExit(f"There is no model at {arguments.model}; `make run` trains it.")
    configure_structlog(logging.WARNING)  # else Rasa prints a line for every message
    print(asyncio.run(evaluate(arguments.model, arguments.danger_model, arguments.out, arguments.kind)))


if __name__ == "__main__":
    main()

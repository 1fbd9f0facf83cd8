"""The evaluation's report: figures as JSON, tables as Markdown, confusions as a picture."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.nlu.blind import OTHER
from tests.nlu.counting import ASKS_BACK, Judged, Shares, confusions

WORST = 20
HEADINGS = [
    "",
    "messages",
    "first answer right",
    "right or offered",
    "wrong",
    "asked back",
    "best guess right",
]


def write_report(figures: dict[str, Any], judged: list[Judged], groups: dict[str, str], folder: Path) -> str:
    """Write figures.json, messages.json, report.md and confusion.png. Returns the Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    text = render_markdown(figures, judged)
    (folder / "figures.json").write_text(json.dumps(figures, indent=2, default=asdict) + "\n", encoding="utf-8")
    (folder / "messages.json").write_text(json.dumps(_failures(judged), indent=2, ensure_ascii=False), encoding="utf-8")
    (folder / "report.md").write_text(text, encoding="utf-8")
    draw_confusions(judged, groups, folder / "confusion.png")
    return text


def render_markdown(figures: dict[str, Any], judged: list[Judged]) -> str:
    lines = [
        f"# How well messages are understood, {figures['date']}",
        "",
        "## Topics",
        *_table(figures["topics"]),
    ]
    for heading, rows in (("style", "by_style"), ("group", "by_group"), ("hand", "by_hand")):
        lines += ["", f"### By {heading}", *_table(figures[rows])]
    outside = figures["out_of_scope"]
    lines += [
        "",
        "## Besides the topics",
        *_table(figures["other_kinds"]),
        "",
        f"Out of scope: {_percent(outside['answered'])} of {outside['count']} get an answer that is not theirs; "
        f"{_percent(outside['asked_back'])} are asked back.",
        "",
        "## Safeguarding",
        "",
        "| messages | count | watch | bot | urgent first | contacts shown |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {kind} | {hits['count']} | {_percent(hits['watch'])} | {_percent(hits['bot'])} "
            f"| {_percent(hits['urgent_first'])} | {_percent(hits['contacts_shown'])} |"
            for kind, hits in figures["safeguarding"].items()
        ),
        "",
        f"Questions about topics that the watch takes for urgent: {_percent(figures['topics_taken_for_danger'])}.",
        "",
        "## Questions in one message",
        "",
        "| questions | messages | as many answers | all right |",
        "| ---: | ---: | ---: | ---: |",
        *(
            f"| {asked} | {part['count']} | {_percent(part['as_many_answers'])} | {_percent(part['all_right'])} |"
            for asked, part in figures["questions"].items()
        ),
        "",
        "## Worst confusions",
        "",
        "| asked | guessed | times |",
        "| --- | --- | ---: |",
        *(f"| {asked} | {guessed} | {times} |" for (asked, guessed), times in confusions(judged).most_common(WORST)),
        "",
        f"Second answer to a message with one question: {_percent(figures['second_answers'])}. "
        f"One message takes {figures['milliseconds']['median']:.1f} ms (median), "
        f"{figures['milliseconds']['p95']:.1f} ms (95 of 100 take less).",
        "",
    ]
    return "\n".join(lines)


def draw_confusions(judged: list[Judged], groups: dict[str, str], file: Path) -> None:
    """Left: group asked against group answered. Right: the pairs that are confused most."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = [*dict.fromkeys(groups.values()), OTHER]
    columns = [*names, "asked back"]
    counts = Counter((one.message.group, _answered_group(one, groups)) for one in judged)
    figure = Figure(figsize=(15, 7), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    totals = [sum(counts[name, column] for column in columns) or 1 for name in names]
    left.imshow(
        [[counts[name, column] / total for column in columns] for name, total in zip(names, totals, strict=True)],
        cmap="Blues",
        vmin=0,
        vmax=1,
    )
    for y, name in enumerate(names):
        for x, column in enumerate(columns):
            number = counts[name, column]
            if number:
                shade = "white" if number / totals[y] > 0.5 else "black"
                left.text(x, y, str(number), ha="center", va="center", color=shade)
    left.set_xticks(range(len(columns)), columns, rotation=45, ha="right")
    left.set_yticks(range(len(names)), names)
    left.set_xlabel("answered")
    left.set_ylabel("asked")
    left.set_title("Groups of topics")
    pairs = confusions(judged).most_common(WORST)[::-1]
    right.barh([f"{asked} > {guessed}" for (asked, guessed), _ in pairs], [times for _, times in pairs])
    right.set_title("Topics most often taken for another")
    figure.savefig(file, dpi=100)


def _answered_group(one: Judged, groups: dict[str, str]) -> str:
    answered = one.heard.answered
    return "asked back" if answered is None else groups.get(answered, OTHER)


def _table(rows: dict[str, Shares | None]) -> list[str]:
    lines = ["", "| " + " | ".join(HEADINGS) + " |", "| --- |" + " ---: |" * (len(HEADINGS) - 1)]
    for name, row in rows.items():
        if row is not None:
            shares = [row.right, row.right_or_offered, row.wrong, row.asked_back, row.guess_right]
            lines.append(f"| {name} | {row.count} | " + " | ".join(map(_percent, shares)) + " |")
    return lines


def _percent(part: float) -> str:
    return f"{100 * part:.1f} %"


def _failures(judged: list[Judged]) -> list[dict[str, Any]]:
    """Every message that was not answered right, for people who read for causes."""
    return [
        {
            "text": one.message.text,
            "asked": one.message.expected,
            "answered": one.heard.answered or ASKS_BACK,
            "guesses": one.heard.guesses[:3],
            "outcome": one.outcome,
            "hand": one.message.hand,
            "far": one.far,
        }
        for one in judged
        if one.outcome != "right"
    ]

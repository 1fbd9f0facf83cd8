"""Question lists for the tests of the files: good ones, and what a hostile or an unlucky hand may send."""

from datetime import date
from typing import Any

from web_widget.downloads.sheet import Sheet, make_sheet
from web_widget.schemas import QuestionList

MADE = date(2026, 11, 22)
QUESTIONS = [
    "What has the small reading group changed since September, and how do you know?",
    "How do you check that it works outside of tests?",
    "What does my child say about the support?",
    "Will they watch her at playtime, when it is loud?",
    "Which of the goals has my child met?",
    "What will we keep, change or stop?",
    "Who will tell the supply teachers about the plan?",
    "When is the next review?",
]
ACTIONS = [
    {"what": "Test his reading", "who": "the SENCO", "by": "5 December"},
    {"what": "A quiet place at lunch", "who": "", "by": ""},
]
HOSTILE = [
    "<script>alert(1)</script><img src=file:///etc/passwd onerror=alert(1)>",
    '=HYPERLINK("https://example.org/","press here")',
    "{{ 7 * 7 }} {% include 'sheet.css' %} {say} %s",
    "]]> & \" ' </style></title></bdi>",
    "<style>@import url(https://example.org/x.css); body { background: url(file:///etc/passwd) }</style>",
    "BEGIN:VCALENDAR\nEND:VEVENT",
    "هل يحصل ابني على المساعدة في المدرسة؟",
    "Emoji \U0001f600 \U0001f469\u200d\U0001f467 stay",
    "a\ufffe\uffffb \x85 c\u2028d \u202ee\u202c",
    "x" * 300,
]


def make_list(texts: list[str] | None = None, important: tuple[int, ...] = (), **fields: Any) -> QuestionList:
    """``important``: places in ``texts``, from 0."""
    texts = QUESTIONS if texts is None else texts
    questions = [
        {"id": f"own-{number}", "text": text, "own": True, "important": number in important}
        for number, text in enumerate(texts)
    ]
    return QuestionList.model_validate({"questions": questions, **fields})


def sample(texts: list[str] | None = None, important: tuple[int, ...] = (), **fields: Any) -> Sheet:
    fields = {"meeting_date": "2026-11-26", "stage": "review", **fields}
    return make_sheet(make_list(texts, important, **fields), MADE, "guide.example.org")


def longest() -> Sheet:
    """40 questions of 300 characters, with all the notes that a list may have."""
    text = ("Why is that so? " * 20)[:300]
    return sample(
        [text[:-3] + f"{n:03d}" for n in range(40)],
        notes="Much to note. " * 142,
        actions=[{"what": (f"{n} We will do this. " * 20)[:300], "who": "w" * 80, "by": "b " * 40} for n in range(20)],
    )

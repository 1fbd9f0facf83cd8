"""The day of the meeting, out of a parent's words: "Thursday", "tomorrow", "12 March", "the 14th"."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.parser import ParserError, parse
from dateutil.relativedelta import relativedelta

from bot.lists.slips import mend

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
WEEKDAYS = "mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_DAY = r"(?:the )?(?:\d{1,2})(?:st|nd|rd|th)?"
DATE = (
    rf"(?:(?:{WEEKDAYS}),? )?{_DAY} (?:of )?(?:{MONTHS})\b(?:,? \d{{4}})?"
    rf"|(?:{MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?"
    rf"|(?:the |(?:{WEEKDAYS}) (?:the )?)\d{{1,2}}(?:st|nd|rd|th)\b"
    rf"|(?:this |next |on )?\b(?:{WEEKDAYS})\b(?: week| after next)?|today|tomorrow|yesterday"
)
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
_FOUND = re.compile(rf"(?<!\w)(?:{DATE})", re.IGNORECASE)


def today() -> date:
    """Today where the parents are."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def find_date(text: str, today: date) -> date | None:
    """The one day that a text names; None where it names none, or more than one."""
    found = {read_date(match[0], today) for match in _FOUND.finditer(mend(text))}
    return found.pop() if len(found) == 1 else None


def read_date(words: str, today: date) -> date | None:
    """The day that words mean, or None where they could mean several.

    A bare weekday is the next such day after today, a day without a year the next one to come. "Next
    Thursday" means two different days to two people, so it is not read.
    """
    words = " ".join(words.lower().split()).strip(" .,!?")
    if words in NEAR:
        return today + timedelta(days=NEAR[words])
    words = re.sub(r"^(?:on|this) ", "", words)
    if words.startswith("next ") or words.endswith((" week", " after next")):
        return None
    if re.fullmatch(WEEKDAYS, words):
        day = _parsed(words[:3], today + timedelta(days=1))
        return None if day is None or day == today + timedelta(days=7) else day
    words = re.sub(r"\b(?:the|of)\b", " ", re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", words))
    has_year = bool(re.search(r"\d{4}|[/.]\d+[/.]", words))
    day = _parsed(words, today.replace(day=1))
    if day is None or has_year or day >= today:
        return day
    if re.search(MONTHS, words) or re.search(r"[/.]", words):
        # "12 March", said in November: the one to come.
        return _parsed(words, today.replace(year=today.year + 1, day=1))
    first_of_next = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _parsed(words, first_of_next)


def read_past_date(words: str, today: date) -> date | None:
    """The day in the past that words mean: a bare weekday is the last such day, a day without a year the last one."""
    day = read_date(words, today)
    if day is None or day <= today:
        return day
    if words.strip().lower() in NEAR or re.search(r"\d{4}|[/.]\d+[/.]", words):
        return None
    if not re.search(r"\d", words):
        return day - timedelta(days=7)
    named_month = re.search(rf"\b(?:{MONTHS})\b|[/.]", words, re.IGNORECASE)
    return day - (relativedelta(years=1) if named_month else relativedelta(months=1))


def _parsed(words: str, otherwise: date) -> date | None:
    """``otherwise`` supplies what the words leave out."""
    iso = bool(re.match(r"\d{4}-", words.strip()))
    try:
        return parse(words, default=datetime.combine(otherwise, time()), dayfirst=not iso).date()
    except (ParserError, OverflowError, ValueError):
        return None

"""The meeting as a calendar file: the day, a week before to send the list, a week after to ask for the notes."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from web_widget.downloads.sheet import written
from web_widget.wording import say

WEEK = timedelta(days=7)
MORNING = timedelta(hours=9)  # of the day itself
MORNING_BEFORE = timedelta(hours=-15)
SPACE = uuid.UUID("5a1b0c9e-6f0d-4a53-9d3c-3f1e8f6f7b51")
# The middle of each term, away from the half-terms and from Easter.
TERMS = (("spring", 3, 8), ("summer", 6, 14), ("autumn", 11, 15))
SHORTEST_GAP = timedelta(weeks=8)  # between the meeting and the first review after it


def render_calendar(meeting: date, conversation: str, made: datetime, year: bool = False) -> bytes:
    """``made``: now, with its zone. ``year``: also suggest three reviews, one in each of the next three terms.

    Every entry is for a whole day and so has no clock to change. An entry keeps its UID in all files of a
    conversation: a later file moves the meeting in the calendar and does not double it.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{say('service_name')}//EN")
    about = {"date": written(meeting)}
    send = meeting - WEEK
    entries = [
        _entry("meeting", meeting, conversation, made, MORNING_BEFORE, "CONFIRMED"),
        # A day that has gone by reminds nobody.
        *([_entry("send", send, conversation, made, MORNING, "CONFIRMED", **about)] if send >= made.date() else []),
        _entry("chase", meeting + WEEK, conversation, made, MORNING, "CONFIRMED", **about),
    ]
    if year:
        for term, day in reviews(meeting):
            entries.append(_entry(f"review_{term}", day, conversation, made, MORNING_BEFORE, "TENTATIVE"))
    for entry in entries:
        calendar.add_component(entry)
    ical: bytes = calendar.to_ical()
    return ical


def reviews(meeting: date) -> list[tuple[str, date]]:
    """Term and day of the three reviews after ``meeting``, on its day of the week, or else on a Wednesday."""
    weekday = meeting.weekday() if meeting.weekday() < 5 else 2
    days = (day for day in _middles(meeting.year, weekday) if day[1] - meeting >= SHORTEST_GAP)
    return [next(days) for _ in TERMS]


def _middles(year: int, weekday: int) -> Iterator[tuple[str, date]]:
    for later in range(3):
        for term, month, day in TERMS:
            middle = date(year + later, month, day)
            # The nearest one before or after.
            yield term, middle + timedelta(days=(weekday - middle.weekday() + 3) % 7 - 3)


def _entry(
    kind: str, day: date, conversation: str, made: datetime, reminder: timedelta, status: str, **about: str
) -> Event:
    text = "review" if kind.startswith("review") else kind
    entry = Event()
    # A digest: whoever reads the calendar must not learn the conversation's id.
    entry.add("uid", str(uuid.uuid5(SPACE, f"{conversation} {kind}")))
    entry.add("dtstamp", made)
    # Calendars take the file with the higher number for the newer one.
    entry.add("sequence", int(made.timestamp() // 60))
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", say(f"calendar_{kind}"))
    entry.add("description", say(f"calendar_{text}_about", **about))
    entry.add("status", status)
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    if datetime.combine(day, time(), made.tzinfo) + reminder <= made:
        return entry
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", say(f"calendar_{kind}"))
    alarm.add("trigger", reminder)
    entry.add_component(alarm)
    return entry

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from web_widget.downloads.calendar import render_calendar, reviews

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=LONDON)


def entries(meeting: date, now: datetime = NOW, year: bool = False, conversation: str = "c") -> list:
    return Calendar.from_ical(render_calendar(meeting, conversation, now, year)).walk("VEVENT")


def days(meeting: date, now: datetime = NOW) -> list[date]:
    return [entry.decoded("dtstart") for entry in entries(meeting, now)]


@pytest.mark.parametrize("meeting", [date(2026, 10, 25), date(2026, 10, 26), date(2027, 3, 28), date(2027, 3, 29)])
def test_meeting_reminder_and_chaser_are_whole_days_across_the_clock_change(meeting: date) -> None:
    week = timedelta(days=7)

    found = entries(meeting)
    assert [entry.decoded("dtstart") for entry in found] == [meeting, meeting - week, meeting + week]
    for entry in found:
        start, end = entry.decoded("dtstart"), entry.decoded("dtend")
        # A date and no moment: no zone can move it to another day.
        assert type(start) is date and end - start == timedelta(days=1)
        assert entry["dtstart"].params["VALUE"] == "DATE"


def test_a_day_that_has_gone_by_reminds_nobody() -> None:
    assert days(date(2026, 9, 8)) == [date(2026, 9, 8), date(2026, 9, 1), date(2026, 9, 15)]
    assert days(date(2026, 9, 7)) == [date(2026, 9, 7), date(2026, 9, 14)]
    assert days(date(2026, 9, 1)) == [date(2026, 9, 1), date(2026, 9, 8)]
    # Nor does an hour that has gone by: it is eight, the day before a meeting tomorrow rings at nine.
    rings = [bool(entry.walk("VALARM")) for entry in entries(date(2026, 9, 2))]
    later = [bool(entry.walk("VALARM")) for entry in entries(date(2026, 9, 2), NOW + timedelta(hours=1))]
    assert (rings, later) == ([True, True], [False, True])


def test_an_entry_keeps_its_uid_and_a_later_file_has_a_higher_sequence() -> None:
    first = entries(date(2026, 10, 1), year=True)
    later = entries(date(2026, 10, 8), NOW + timedelta(hours=1), year=True)

    assert [entry["uid"] for entry in first] == [entry["uid"] for entry in later]
    assert len({entry["uid"] for entry in first}) == len(first) == 6
    assert all(new["sequence"] > old["sequence"] for old, new in zip(first, later, strict=True))
    assert all(entry.decoded("dtstamp") == NOW.astimezone(timezone.utc) for entry in first)


def test_a_uid_belongs_to_one_conversation_and_does_not_tell_which() -> None:
    mine = entries(date(2026, 10, 1), conversation="first-conversation")
    other = entries(date(2026, 10, 1), conversation="second-conversation")

    assert not {e["uid"] for e in mine} & {e["uid"] for e in other}
    assert b"first-conversation" not in render_calendar(date(2026, 10, 1), "first-conversation", NOW)


def test_three_reviews_follow_one_a_term_and_well_apart() -> None:
    months = {"autumn": 11, "spring": 3, "summer": 6}
    for days_later in range(730):
        meeting = date(2026, 9, 1) + timedelta(days=days_later)
        found = reviews(meeting)

        assert {term for term, _ in found} == set(months), meeting
        assert all(day.month == months[term] and day.weekday() < 5 for term, day in found), meeting
        gaps = [later - earlier for earlier, later in pairwise([meeting, *(day for _, day in found)])]
        assert all(timedelta(weeks=8) <= gap <= timedelta(weeks=32) for gap in gaps), meeting


def test_a_year_holds_three_suggestions_that_say_so() -> None:
    suggested = [entry for entry in entries(date(2026, 10, 1), year=True) if entry["status"] == "TENTATIVE"]

    assert len(suggested) == 3
    assert all(str(entry["summary"]).startswith("Suggestion: ") for entry in suggested)


def test_each_entry_reminds_and_the_file_is_of_the_form() -> None:
    file = render_calendar(date(2026, 10, 1), "c", NOW, True)

    assert all(entry.walk("VALARM") for entry in entries(date(2026, 10, 1), year=True))
    assert file.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))

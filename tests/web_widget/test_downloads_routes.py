"""The files over HTTP, with the whole application around them and a bot of one list."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from fastapi.testclient import TestClient
from icalendar import Calendar

from tests.web_widget.downloads_samples import HOSTILE, QUESTIONS, make_list
from web_widget import list_files
from web_widget.app import create_app
from web_widget.downloads.pdf import LettersUnavailable, PdfUnavailable
from web_widget.rasa_client import RasaUnavailable
from web_widget.schemas import QuestionList
from web_widget.settings import Settings
from web_widget.wording import say

TODAY = datetime.now(ZoneInfo("Europe/London")).date()


class OneList:
    """A bot that knows one list; None: it cannot be reached."""

    def __init__(self, questions: QuestionList | None):
        self.questions = questions

    async def question_list(self, conversation: str) -> QuestionList:
        if self.questions is None:
            raise RasaUnavailable
        return self.questions


class Visit:
    """A conversation and the way to its files."""

    def __init__(self, folder: Path, questions: QuestionList | None):
        settings = Settings(
            channel_secret="0123456789abcdef",
            database_url=f"sqlite:///{folder}/conversations.db",
            knowledge_db=str(folder / "knowledge.db"),
            rate_limit_per_minute=0,
        )
        bot: Any = OneList(questions)
        app = create_app(settings, rasa=bot)
        self.id = app.state.conversations.create("england").id
        self.client = TestClient(app)

    def get(self, name: str) -> Any:
        return self.client.get(f"/api/conversations/{self.id}/{name}")


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return Visit(tmp_path_factory.mktemp("visit"), make_list(meeting_date="2020-11-26", stage="review"))


@pytest.mark.parametrize(
    ("name", "media_type", "disposition"),
    [
        ("question-list.html", "text/html; charset=utf-8", "inline"),
        ("question-list.pdf", "application/pdf", "attachment"),
        ("question-list.docx", list_files.WORD, "attachment"),
        ("question-list.txt", "text/plain; charset=utf-8", "attachment"),
        (f"meetings.ics?date={TODAY}", "text/calendar; charset=utf-8", "attachment"),
    ],
)
def test_a_file_has_a_neutral_name_and_is_kept_nowhere(
    visit: Visit, name: str, media_type: str, disposition: str
) -> None:
    response = visit.get(name)
    if name.endswith("pdf") and response.status_code == 503:
        pytest.skip("no PDF can be made on this machine")

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["content-disposition"] == f'{disposition}; filename="{name.partition("?")[0]}"'
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert visit.id not in response.text


def test_the_list_of_the_conversation_is_in_the_files(visit: Visit) -> None:
    assert all(question in visit.get("question-list.html").text for question in QUESTIONS)
    words = "\n".join(p.text for p in Document(BytesIO(visit.get("question-list.docx").content)).paragraphs)
    assert all(question in words for question in QUESTIONS)


def test_the_page_is_let_its_own_style_and_nothing_else(visit: Visit) -> None:
    policy = visit.get("question-list.html").headers["content-security-policy"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy and "script" not in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("name", ["question-list.html", "question-list.docx"])
def test_large_print_can_be_asked_for(visit: Visit, name: str) -> None:
    assert visit.get(f"{name}?large=1").content != visit.get(name).content


@pytest.mark.parametrize("questions", [QuestionList(), make_list(HOSTILE, title=HOSTILE[1], notes=HOSTILE[0])])
def test_an_empty_and_a_hostile_list_are_files_too(tmp_path: Path, questions: QuestionList) -> None:
    visit = Visit(tmp_path, questions)

    statuses = {name: visit.get(f"question-list.{name}").status_code for name in ("html", "docx", "txt", "pdf")}
    # 503: no PDF can be made on this machine.
    assert statuses.pop("pdf") in (200, 503)
    assert set(statuses.values()) == {200}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "already gone by"),
        ("?date=", "Please give the date"),
        ("?date=next+Thursday", "Please give the date"),
        ("?date=2027-02-30", "Please give the date"),
        ("?date=27-1-1", "Please give the date"),
        ("?date=%D9%A2%D9%A0%D9%A2%D9%A7-01-01", "Please give the date"),
        (f"?date={TODAY - timedelta(days=1)}", "already gone by"),
        ("?date=9999-12-31", "more than two years away"),
    ],
)
def test_a_date_that_cannot_be_meant_gets_a_plain_sentence(visit: Visit, query: str, sentence: str) -> None:
    response = visit.get(f"meetings.ics{query}")

    assert response.status_code == 422
    assert sentence in response.json()["detail"]
    assert "Thursday" not in response.text


def test_without_a_date_the_meeting_on_the_list_is_meant(tmp_path: Path) -> None:
    day = TODAY + timedelta(days=30)
    (tmp_path / "dated").mkdir()
    file = Visit(tmp_path / "dated", make_list(meeting_date=day.isoformat())).get("meetings.ics").content
    assert Calendar.from_ical(file).walk("VEVENT")[0].decoded("dtstart") == day

    (tmp_path / "been").mkdir()
    been = Visit(tmp_path / "been", make_list(meeting_date="2020-03-12", next_meeting=day.isoformat()))
    assert Calendar.from_ical(been.get("meetings.ics").content).walk("VEVENT")[0].decoded("dtstart") == day

    (tmp_path / "without").mkdir()
    response = Visit(tmp_path / "without", make_list()).get("meetings.ics")
    assert (response.status_code, response.json()["detail"]) == (422, say("no_date"))


def test_the_mail_opens_from_a_page_and_can_be_copied(visit: Visit) -> None:
    page = visit.get("question-list.mail")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-store"
    assert 'href="mailto:?subject=Questions%20for%20our%20meeting' in page.text
    assert all(question in page.text for question in QUESTIONS)
    assert f'href="/chat/{visit.id}"' in page.text
    assert "<script>" not in page.text and "style=" not in page.text


def test_the_mail_that_asks_for_the_notes_holds_what_was_agreed(tmp_path: Path) -> None:
    visit = Visit(tmp_path, make_list([], actions=[{"what": "<b>Test</b> his reading", "who": "the SENCO", "by": ""}]))
    page = visit.get("question-list.mail?letter=ask_for_notes").text

    assert "1. &lt;b&gt;Test&lt;/b&gt; his reading (who: the SENCO)" in page
    assert visit.get("question-list.mail?letter=another").status_code == 422


def test_a_year_adds_three_suggestions(visit: Visit) -> None:
    day = TODAY + timedelta(days=30)

    counts = [
        len(Calendar.from_ical(visit.get(f"meetings.ics?date={day}{more}").content).walk("VEVENT"))
        for more in ("", "&year=1")
    ]
    assert counts == [3, 6]


@pytest.mark.parametrize("name", ["question-list.html", "question-list.pdf", "meetings.ics?date=2099-01-01"])
def test_somebody_elses_id_opens_nothing(visit: Visit, name: str) -> None:
    assert visit.client.get(f"/api/conversations/not-my-conversation/{name}").status_code == 404


def test_a_bot_that_cannot_be_reached_is_told_of(tmp_path: Path) -> None:
    response = Visit(tmp_path, None).get("question-list.docx")

    assert response.status_code == 503
    assert "cannot answer just now" in response.json()["detail"]


def test_a_machine_that_makes_no_pdf_says_what_to_take_instead(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise PdfUnavailable

    monkeypatch.setattr(list_files, "render_pdf", fail)
    response = visit.get("question-list.pdf")

    assert response.status_code == 503
    assert "Word file" in response.json()["detail"]


def test_letters_that_no_font_has_are_told_of(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise LettersUnavailable

    monkeypatch.setattr(list_files, "render_pdf", fail)
    assert visit.get("question-list.pdf").json()["detail"] == say("no_pdf_letters")


def test_a_browser_is_shown_a_page_in_the_place_of_a_file_that_is_refused(visit: Visit) -> None:
    answer = visit.client.get(f"/api/conversations/{visit.id}/meetings.ics", headers={"Accept": "text/html,*/*"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert say("past_date") in answer.text

    gone = visit.client.get("/api/conversations/not-mine/question-list.pdf", headers={"Accept": "text/html"})
    assert gone.status_code == 404 and "<h1>" in gone.text
    asked = visit.client.get("/api/conversations/not-mine/question-list", headers={"Accept": "text/html"})
    assert (asked.status_code, asked.headers["content-type"]) == (404, "application/json")


def test_the_api_describes_the_files(visit: Visit) -> None:
    paths = visit.client.get("/openapi.json").json()["paths"]

    files = [f"question-list.{ending}" for ending in ("docx", "pdf", "txt", "html", "mail")]
    assert {f"/api/conversations/{{id}}/{name}" for name in (*files, "meetings.ics")} <= set(paths)

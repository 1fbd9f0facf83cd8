"""Whether an answer helped: counted by topic, day, answer and reason, and nothing else."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from knowledge.store import Store
from tests.web_widget.fakes import FakeRasa
from web_widget.app import create_app
from web_widget.feedback import REASONS, Feedback, main
from web_widget.page_templates import read_words
from web_widget.settings import Settings

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'feedback.db'}"


def test_it_counts_by_topic_day_answer_and_reason(url: str) -> None:
    days = iter([date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 20)])
    feedback = Feedback(url, today=lambda: next(days))
    feedback.count("senco", "yes")
    feedback.count("senco", "yes")
    feedback.count("sendiass", "no")
    feedback.count("sendiass", "no", "hard_to_understand")
    assert Feedback(url).totals() == {"sendiass": {"no": 1, "hard_to_understand": 1}, "senco": {"yes": 2}}
    assert feedback.totals(days=5) == {"sendiass": {"no": 1, "hard_to_understand": 1}}


def test_an_operator_reads_the_counts(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    Feedback(url).count("senco", "no", "other")
    monkeypatch.setenv("DATABASE_URL", url)
    assert main([]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert dict(zip(head.split("\t"), line.split("\t"), strict=True)) == {
        "topic": "senco",
        "yes": "0",
        "no": "0",
        **dict.fromkeys(REASONS, "0"),
        "other": "1",
    }


def test_every_reason_has_words() -> None:
    assert tuple(vars(read_words().helpful.reasons)) == REASONS


def test_the_api_counts_and_keeps_no_more(client: TestClient, web_settings: Settings, conversation: str) -> None:
    for body in ({"answer": "no"}, {"answer": "no", "reason": "not_my_area"}, {"answer": "yes"}):
        assert client.post("/api/feedback", json={"topic": "senco", **body}).status_code == 204
    with sqlite3.connect(web_settings.database_url.removeprefix("sqlite:///")) as database:
        rows = database.execute("select topic, answer, reason, count from feedback order by answer, reason").fetchall()
        columns = [column[1] for column in database.execute("pragma table_info(feedback)")]
    assert rows == [("senco", "no", "", 1), ("senco", "no", "not_my_area", 1), ("senco", "yes", "", 1)]
    assert columns == ["topic", "day", "answer", "reason", "count"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"topic": "cooking", "answer": "yes"}, 404),
        ({"topic": "senco", "answer": "maybe"}, 422),
        ({"topic": "senco", "answer": "no", "reason": "because my son Jack"}, 422),
        ({"topic": "senco", "answer": "yes", "reason": "other"}, 422),
        ({"topic": "senco"}, 422),
    ],
)
def test_nothing_else_is_taken(client: TestClient, body: dict[str, str], status: int) -> None:
    answer = client.post("/api/feedback", json=body)
    assert answer.status_code == status
    assert "Jack" not in answer.text
    page = client.post("/feedback", data=body, headers=BROWSER)
    assert page.status_code == status


def test_nobody_can_flood_it(web_settings: Settings, rasa: FakeRasa, store: Store) -> None:
    settings = web_settings.model_copy(update={"rate_limit_per_minute": 2})
    client = TestClient(create_app(settings, rasa, store))
    answers = [client.post("/api/feedback", json={"topic": "senco", "answer": "yes"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [204, 204, 429]


def test_without_script_a_form_says_thank_you_and_asks_why(client: TestClient, conversation: str) -> None:
    back = f"/chat/{conversation}"
    form = {"topic": "senco", "answer": "no", "back": back}
    page = client.post("/feedback", data=form, headers=BROWSER)
    for reason in REASONS:
        assert f'value="{reason}"' in page.text
    assert f'href="{back}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    page = client.post("/feedback", data={**form, "reason": "other"}, headers=BROWSER)
    assert 'value="other"' not in page.text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/chat/../x", "javascript:alert(1)", ""])
def test_it_leads_back_to_no_other_site(client: TestClient, back: str) -> None:
    page = client.post("/feedback", data={"topic": "senco", "answer": "yes", "back": back}, headers=BROWSER)
    assert page.status_code == 200
    assert "evil" not in page.text
    assert 'href="/t/senco"' in page.text

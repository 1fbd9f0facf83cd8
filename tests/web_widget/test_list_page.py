"""The list's page as it is sent; how it behaves in a browser is tried in tests/browser."""

import pytest
from fastapi.testclient import TestClient

from tests.web_widget.fakes import FakeRasa
from web_widget.schemas import ListQuestion, QuestionList
from web_widget.wording import say


@pytest.fixture
def page(client: TestClient, conversation: str) -> str:
    return f"/chat/{conversation}/list"


def send(client: TestClient, page: str, **fields: object) -> object:
    return client.post(page, data=fields, headers={"Accept": "text/html"}, follow_redirects=False)


def test_a_page_of_a_conversation_that_is_not_there_says_so(client: TestClient) -> None:
    answer = client.get("/chat/nobody/list", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert say("unknown_conversation") in answer.text


def test_a_saved_form_leads_to_the_list_and_names_no_words_in_the_address(
    client: TestClient, rasa: FakeRasa, conversation: str, page: str
) -> None:
    answer = send(client, page, version="", do="add", new="Who will help?")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{page}?saved=true#entry-own-1"
    assert rasa.lists[conversation].questions == [ListQuestion(id="own-1", text="Who will help?", own=True)]
    assert "Who will help?" in client.get(answer.headers["location"]).text
    assert client.get(page).headers["Cache-Control"] == "no-store"


def test_what_was_typed_comes_back_with_every_refusal(
    client: TestClient, rasa: FakeRasa, conversation: str, page: str
) -> None:
    rasa.lists[conversation] = QuestionList(version=3)
    typed = {"notes": "my <own> words", "new": "a new one"}
    refusals = [
        send(client, page, version="3", do="save", meeting_date="soon", **typed),
        send(client, page, version="1", do="save", **typed),
        send(client, f"/chat/{'x' * 32}/list", version="3", do="save", **typed),
    ]
    rasa.down = True
    refusals.append(send(client, page, version="3", do="save", **typed))
    assert [refusal.status_code for refusal in refusals] == [422, 409, 404, 503]
    for refusal in refusals:
        assert "my &lt;own&gt; words" in refusal.text
        assert "a new one" in refusal.text
    assert rasa.lists[conversation].version == 3


def test_a_form_that_comes_again_is_no_conflict(
    client: TestClient, rasa: FakeRasa, conversation: str, page: str
) -> None:
    rasa.lists[conversation] = QuestionList(version=0)
    form = {"version": "0", "do": "save", "notes": "once"}
    assert send(client, page, **form).status_code == 303
    assert send(client, page, **form).status_code == 303
    assert rasa.lists[conversation].version == 1


def test_a_sign_of_danger_in_the_list_is_answered_also_while_the_bot_is_down(
    client: TestClient, rasa: FakeRasa, page: str, conversation: str
) -> None:
    answer = send(client, page, version="", do="save", notes="I want to kill myself")
    assert answer.status_code == 200
    assert "tel:999" in answer.text
    changed = client.put(f"/api/conversations/{conversation}/question-list", json={"notes": "I want to kill myself"})
    assert changed.json()["messages"][0]["kind"] == "urgent"
    rasa.down = True
    refused = client.put(f"/api/conversations/{conversation}/question-list", json={"notes": "I want to kill myself"})
    assert (refused.status_code, refused.json()["messages"][0]["kind"]) == (503, "urgent")
    rasa.down = False
    assert "messages" not in client.put(f"/api/conversations/{conversation}/question-list", json={}).json()


@pytest.mark.parametrize(
    "listed",
    [
        {"title": "I want to kill myself"},
        {"questions": [{"id": "who-leads", "text": "I want to kill myself"}]},
        {"actions": [{"what": "I want to kill myself"}]},
        {"actions": [{"what": "meet", "who": "I want to kill myself"}]},
        {"actions": [{"what": "meet", "by": "I want to kill myself"}]},
    ],
)
def test_a_sign_of_danger_is_found_in_every_field_of_the_list(
    client: TestClient, conversation: str, listed: dict[str, object]
) -> None:
    changed = client.put(f"/api/conversations/{conversation}/question-list", json=listed)
    assert changed.json()["messages"][0]["kind"] == "urgent"

"""The pages as they are sent; how they behave in a browser is tried in tests/browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from ruamel.yaml import YAML

from knowledge.build import build
from knowledge.curated import load
from knowledge.store import Store
from tests.browser.scripted_rasa import ScriptedRasa
from web_widget.app import create_app
from web_widget.danger import Danger
from web_widget.page_templates import read_words, static_version
from web_widget.settings import Settings

BUILT = Path(__file__).parent.parent.parent / "var/knowledge.db"
BROWSER = {"Accept": "text/html"}
PAGES = (
    "/",
    "/chat",
    "/topics",
    "/t/meeting_frequency",
    "/starters",
    "/starters/first-review",
    "/advisers",
    "/advisers?about=meeting-frequency",
    "/councils",
    "/embed",
    "/privacy",
    "/accessibility",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    if BUILT.exists():
        return Store(BUILT)
    database = tmp_path_factory.mktemp("pages") / "knowledge.db"
    build(load().guidance, database)
    return Store(database)


@pytest.fixture
def rasa(store: Store) -> ScriptedRasa:
    return ScriptedRasa(store)


def client_of(tmp_path: Path, store: Store, rasa: ScriptedRasa, rate: int = 0) -> TestClient:
    settings = Settings(
        channel_secret="a-secret-for-tests",
        database_url=f"sqlite:///{tmp_path / 'conversations.db'}",
        widgets_folder=str(tmp_path / "widgets"),
        rate_limit_per_minute=rate,
    )
    return TestClient(create_app(settings, rasa=rasa, store=store), headers=BROWSER)  # type: ignore[arg-type]


@pytest.fixture
def client(tmp_path: Path, store: Store, rasa: ScriptedRasa) -> Iterator[TestClient]:
    with client_of(tmp_path, store, rasa) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_the_area_in_its_links(client: TestClient, path: str) -> None:
    page = client.get(path, params={"area": "devon"})
    assert page.status_code == 200
    assert 'href="/topics?area=devon"' in page.text


@pytest.mark.parametrize("path", PAGES)
def test_an_area_that_nobody_knows_is_the_whole_of_england(client: TestClient, path: str) -> None:
    page = client.get(path, params={"area": "<atlantis>"})
    assert page.status_code == 200
    assert "atlantis" not in page.text


@pytest.mark.parametrize("path", ("/t/no_such_topic", "/nothing", "/chat/nothing", "/static/1/nothing.css"))
def test_what_is_not_there_gets_a_page_with_a_way_on(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 404
    assert 'href="/chat"' in page.text


def test_what_is_typed_comes_back_as_text_only(client: TestClient) -> None:
    assert "<b>x" not in client.get("/topics", params={"q": "<b>x</b>"}).text
    assert "<b>x" not in client.post("/chat", data={"text": "<b>x</b>" * 200}).text
    assert "<b>x" not in client.post("/chat", data={"text": "<b>x</b>"}).text


def test_the_first_form_begins_a_conversation_and_a_reload_sends_nothing(
    client: TestClient, rasa: ScriptedRasa
) -> None:
    answer = client.post("/chat", data={"text": "How often?", "area": "devon"}, follow_redirects=False)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert "Help in Devon" in page.text
    assert page.headers["cache-control"] == "no-store"
    client.get(answer.headers["location"])
    assert rasa.heard == ["greeting", "How often?"]


@pytest.mark.parametrize("status", (422, 429, 503))
def test_a_refusal_keeps_the_message_in_the_field(
    tmp_path: Path, store: Store, rasa: ScriptedRasa, status: int
) -> None:
    with client_of(tmp_path, store, rasa, rate=1) as client:
        text = "long " * 300 if status == 422 else "How often?"
        if status == 429:
            client.post("/chat", data={"text": "first"})
        rasa.down = status == 503
        page = client.post("/chat", data={"text": text})
        assert page.status_code == status
        assert f"\n{text}" in page.text
        assert status != 429 or int(page.headers["retry-after"]) > 0


def test_a_choice_that_failed_can_be_pressed_once_more(client: TestClient, rasa: ScriptedRasa) -> None:
    rasa.down = True
    page = client.post("/chat", data={"choice": "human"})
    assert page.status_code == 503
    assert f'value="human">{read_words().retry}' in page.text


def test_a_message_to_a_conversation_that_is_gone_can_be_sent_to_a_new_one(client: TestClient) -> None:
    page = client.post("/chat/nothing", data={"text": "How often?"})
    assert page.status_code == 404
    assert "How often?" in page.text
    assert 'action="/chat"' in page.text


def test_static_files_may_be_kept_for_good_under_their_version_only(client: TestClient) -> None:
    now = client.get(f"/static/{static_version()}/js/words.js")
    assert "immutable" in now.headers["cache-control"]
    assert client.get("/static/old/js/words.js").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ("../pages.py", "%2e%2e/pages.py", "js/../../pages.py"))
def test_nothing_but_static_files_is_sent(client: TestClient, path: str) -> None:
    assert client.get(f"/static/1/{path}").status_code == 404


def test_the_widget_is_sent_once_for_each_version(client: TestClient) -> None:
    widget = client.get("/widget.js")
    assert widget.headers["content-encoding"] == "gzip"
    assert widget.headers["access-control-allow-origin"] == "*"
    again = client.get("/widget.js", headers={"If-None-Match": widget.headers["etag"]})
    assert again.status_code == 304


def test_every_door_of_the_chat_page_leads_to_an_intent_of_the_bot(client: TestClient) -> None:
    doors = re.findall(r'name="choice" value="([^"]+)"', client.get("/chat").text)
    domain = YAML(typ="safe").load(BUILT.parent.parent / "domain.yml")
    assert len(doors) >= 5
    assert set(doors) <= set(domain["intents"])


def test_a_form_that_is_sent_twice_is_taken_once(client: TestClient, rasa: ScriptedRasa) -> None:
    chat = client.post("/chat", data={"text": "hello"}, follow_redirects=False).headers["location"].partition("#")[0]
    keys = set(re.findall(r'name="key" value="([^"]+)"', client.get(chat).text))
    assert len(keys) == 1
    form = {"text": "How often?", "key": keys.pop()}
    for _ in range(2):
        assert client.post(chat, data=form, follow_redirects=False).status_code == 303
    assert rasa.heard.count("How often?") == 1
    # Back in the browser's history the same page can send something else.
    client.post(chat, data={**form, "text": "meeting"})
    assert rasa.heard[-1] == "meeting"


def test_a_refused_form_is_sent_again_under_its_own_key(client: TestClient, rasa: ScriptedRasa) -> None:
    rasa.down = True
    page = client.post("/chat", data={"text": "How often?", "key": "0123456789ab"})
    assert page.status_code == 503
    assert set(re.findall(r'name="key" value="([^"]+)"', page.text)) == {"0123456789ab"}


def test_an_urgent_answer_is_shown_also_where_redaction_took_its_sign_away(client: TestClient) -> None:
    class OnlyOnce:
        """Danger in what the parent wrote, none in what is kept of it."""

        def look(self, texts: list[str]) -> list[Danger | None]:
            return [Danger("self_harm", urgent=True) if "Jack" in text else None for text in texts]

    client.app.state.watch = OnlyOnce()
    page = client.post("/chat", data={"text": "My son Jack told me something"})
    assert page.status_code == 200
    assert "tel:999" in page.text

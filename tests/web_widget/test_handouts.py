"""Short links, QR codes, leaflets, starter lists, and the page for advisers that makes them."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
import segno
from fastapi.testclient import TestClient

from knowledge.store import Store
from tests.web_widget.conftest import SECRET
from tests.web_widget.fakes import FakeRasa
from web_widget.app import create_app
from web_widget.links import find_subject, find_subjects
from web_widget.settings import Settings

BROWSER = {"Accept": "text/html"}


def public_client(tmp_path: Path, store: Store, public_url: str) -> TestClient:
    settings = Settings(channel_secret=SECRET, database_url=f"sqlite:///{tmp_path}/public.db", public_url=public_url)
    return TestClient(create_app(settings, FakeRasa(), store), headers=BROWSER)  # type: ignore[arg-type]


def test_no_two_things_share_a_short_link(store: Store) -> None:
    names = [subject.name for subject in find_subjects(store)]
    assert len(set(names)) == len(names)
    for subject in find_subjects(store):
        assert find_subject(store, subject.name) == subject


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("/go/devon", "/chat?area=devon"),
        ("/go/england", "/chat"),
        ("/go/devon/meeting-frequency", "/t/meeting_frequency?area=devon"),
        ("/go/england/meeting-frequency", "/t/meeting_frequency"),
        ("/go/Devon/Meeting_Frequency", "/t/meeting_frequency?area=devon"),
        ("/go/devon/meeting-frequency.", "/t/meeting_frequency?area=devon"),
        ("/go/devon/list-first-review", "/starters/first-review?area=devon"),
        # A topic and a starter list bear the same id.
        ("/go/devon/moving-school", "/t/moving_school?area=devon"),
        ("/go/devon/list-moving-school", "/starters/moving-school?area=devon"),
    ],
)
def test_a_short_link_leads_to_its_page_with_the_area_kept(client: TestClient, link: str, page: str) -> None:
    answer = client.get(link, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, page)
    assert client.get(page, headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("/go/devon/meting-frequency", "/t/meeting_frequency?area=devon"),
        ("/go/devon/first-review", "/starters/first-review?area=devon"),
        ("/go/atlantis/meeting-frequency", "/t/meeting_frequency"),
        ("/go/atlantis", "/chat"),
    ],
)
def test_a_mistyped_link_gets_a_page_with_what_may_be_meant(client: TestClient, link: str, meant: str) -> None:
    page = client.get(link, headers=BROWSER)
    assert page.status_code == 404
    assert f'href="{meant}"' in page.text


@pytest.mark.parametrize("name", ("zzzzzzzz", "<b>x</b>", "%22onload=x", "a" * 3000))
def test_a_link_that_is_like_none_still_gets_a_page(client: TestClient, name: str) -> None:
    page = client.get(f"/go/devon/{name}", headers=BROWSER)
    assert page.status_code == 404
    assert 'href="/topics?area=devon"' in page.text or 'href="/topics"' in page.text
    assert "<b>x" not in page.text


@pytest.mark.parametrize(
    "path",
    (
        "/qr/devon/no-such-topic.svg",
        "/qr/atlantis/meeting-frequency.svg",
        "/qr/https:%2F%2Fevil.example/x.svg",
        "/qr/devon/meeting-frequency.pdf",
        "/leaflet/devon/no-such-topic",
        "/leaflet/atlantis",
        "/advisers?about=no-such-topic",
        "/starters/no-such-list",
    ),
)
def test_nothing_is_made_for_what_is_not_ours(client: TestClient, path: str) -> None:
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 404
    assert "text/html" in page.headers["content-type"]


def test_a_qr_code_is_a_picture_of_the_short_link(client: TestClient) -> None:
    svg = client.get("/qr/devon/meeting-frequency.svg")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert svg.text.count("<path") == 2  # the ground and the ink
    png = client.get("/qr/devon/meeting-frequency.png")
    assert png.content.startswith(b"\x89PNG")
    others = [client.get(path).text for path in ("/qr/devon.svg", "/qr/rutland/meeting-frequency.svg")]
    assert len({svg.text, *others}) == 3


def test_the_public_address_stands_in_links_codes_and_texts(tmp_path: Path, store: Store) -> None:
    client = public_client(tmp_path, store, "https://guide.example.org/")
    page = unescape(client.get("/advisers?area=devon&about=meeting-frequency").text)
    assert "https:/<wbr>/<wbr>guide.example.org/<wbr>go/<wbr>devon/<wbr>meeting-frequency" in page
    assert "Read it here, or ask more: https://guide.example.org/go/devon/meeting-frequency" in page
    assert "testserver" not in page
    conversation = client.post("/api/conversations").json()["conversation"]
    assert "(guide.example.org)" in client.get(f"/api/conversations/{conversation}/question-list.html").text
    expected = io.BytesIO()
    code = segno.make_qr("https://guide.example.org/go/devon/meeting-frequency", error="m")
    code.save(expected, kind="png", scale=10, border=4)
    assert client.get("/qr/devon/meeting-frequency.png").content == expected.getvalue()


def test_the_text_for_an_email_holds_answer_link_contact_and_999(client: TestClient) -> None:
    page = unescape(client.get("/t/meeting_frequency?area=rutland", headers=BROWSER).text)
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert text
    for part in (
        "three times a year",
        "What you can do:",
        "/go/rutland/meeting-frequency",
        "07977 015 674",
        "call 999",
    ):
        assert part in text[1]


def test_a_contact_that_is_not_confirmed_says_so_in_every_handout(client: TestClient) -> None:
    for path in ("/advisers?area=rutland&about=meeting-frequency", "/leaflet/rutland", "/leaflet/rutland/senco"):
        assert "1 August 2020" in client.get(path, headers=BROWSER).text, path


def test_every_subject_has_a_leaflet_with_link_code_contact_and_999(client: TestClient, store: Store) -> None:
    for name in ["", *(f"/{subject.name}" for subject in find_subjects(store))]:
        page = client.get(f"/leaflet/devon{name}", headers=BROWSER).text
        assert f'src="/qr/devon{name}.svg"' in page
        assert "Devon Information Advice and Support" in page
        assert "Nobody is watching it. If someone is in danger, call 999." in page


def test_a_leaflet_of_an_area_whose_sendiass_we_do_not_know_says_how_to_find_it(client: TestClient) -> None:
    page = client.get("/leaflet/newcastle/senco", headers=BROWSER).text
    assert "Newcastle SEND Local Offer" in page
    assert "Your local SENDIASS" in page


def test_a_topic_leaflet_has_at_most_three_questions_and_its_date(client: TestClient) -> None:
    page = client.get("/leaflet/devon/complaints", headers=BROWSER).text
    boxes = re.search(r'class="leaflet-boxes">(.*?)</ul>', page)
    assert boxes and boxes[1].count("<li>") == 3
    assert "Last reviewed on" in page


def test_a_starter_list_shows_its_questions_and_opens_in_the_chat_as_the_parents_list(
    client: TestClient, rasa: FakeRasa, store: Store
) -> None:
    page = unescape(client.get("/starters/first-review?area=devon", headers=BROWSER).text)
    starter = store.starter("first-review")
    assert starter
    for id in starter.questions:
        question = store.question(id)
        assert question and question.text in page
    form = {"begin": "yes", "area": "devon", "starter": "first-review"}
    client.post("/chat", data=form, headers=BROWSER)
    assert rasa.asked[-1][1:] == ("devon", None, "starter:first-review")


def test_all_starter_lists_are_listed_with_their_questions(client: TestClient, store: Store) -> None:
    page = unescape(client.get("/starters", headers=BROWSER).text)
    for starter in store.starters():
        assert f'href="/starters/{starter.id}"' in page
        assert starter.title in page
    assert page.count("<li>") >= sum(len(starter.questions) for starter in store.starters())


def test_the_page_for_advisers_finds_topics_by_words_and_keeps_the_area(client: TestClient) -> None:
    page = client.get("/advisers", params={"area": "devon", "q": "meeting notes"}, headers=BROWSER).text
    assert 'href="/advisers?area=devon&amp;about=meeting-notes#made"' in page
    none = client.get("/advisers", params={"q": "<b>xyzzy</b>"}, headers=BROWSER)
    assert none.status_code == 200
    assert "<b>xyzzy" not in none.text

"""A council's look on the pages and in the widget."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from knowledge.build import build
from knowledge.colours import DARK_GROUND, LIGHT_GROUND
from knowledge.curated import load
from knowledge.store import Store
from tests.web_widget.fakes import FakeRasa
from web_widget.app import create_app
from web_widget.page_templates import STATIC
from web_widget.settings import Settings

BROWSER = {"Accept": "text/html"}
# Its Rutland has a look, its Devon has none.
TINY = Path(__file__).parent.parent / "knowledge/guidance"


@pytest.fixture(scope="module")
def tiny_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    database = tmp_path_factory.mktemp("looks") / "knowledge.db"
    build(load(TINY).guidance, database)
    return Store(database)


@pytest.fixture
def council(web_settings: Settings, tiny_store: Store) -> Iterator[TestClient]:
    yield TestClient(create_app(web_settings, FakeRasa(), tiny_store), headers=BROWSER)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path",
    ("/", "/chat", "/embed", "/topics", "/t/often", "/starters/first-review", "/advisers", "/councils", "/privacy"),
)
def test_every_page_of_the_area_has_its_look_and_no_other_has(council: TestClient, path: str) -> None:
    page = council.get(f"{path}?area=rutland").text
    sheet = re.search(r'<link rel="stylesheet" href="(/look/rutland\.css\?v=[0-9a-f]+)">', page)
    assert sheet
    assert "– Rutland SEN guide</title>" in page
    assert 'alt="Rutland County Council"' in page
    # The sheet for paper comes later, so that black ink wins on paper.
    assert sheet.end() < page.index("print.css")
    for area in ("devon", "england", "atlantis"):
        other = council.get(f"{path}?area={area}").text
        assert "/look/" not in other
        assert "– SEN support guide</title>" in other


def test_a_leaflet_bears_the_look(council: TestClient) -> None:
    page = council.get("/leaflet/rutland/often").text
    assert page.count('src="/look/rutland/logo?v=') == 2  # in the head of the page and on the sheet


def test_sheet_and_logo_are_sent_with_their_types_and_kept_under_their_version(council: TestClient) -> None:
    page = council.get("/?area=rutland").text
    for address, media_type in re.findall(r'"(/look/[^"]+(css|logo)[^"]*)"', page):
        answer = council.get(address)
        expected = {"css": "text/css; charset=utf-8", "logo": "image/png"}[media_type]
        assert answer.headers["content-type"] == expected
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "immutable" in answer.headers["cache-control"]
        assert council.get(address.partition("?")[0]).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ("/look/devon.css", "/look/devon/logo", "/look/atlantis.css", "/look/atlantis/logo"))
def test_an_area_without_a_look_has_no_sheet(council: TestClient, path: str) -> None:
    assert council.get(path).status_code == 404


def test_the_widget_bears_the_look_of_its_areas(council: TestClient) -> None:
    script = council.get("/widget.js").text
    looks = re.search(r'"looks": (\{.*\}), "keepDays"', script)
    assert looks
    assert "#7a1f5c" in looks[1]
    assert "Rutland SEN guide" in looks[1]
    assert "devon" not in looks[1]


def test_the_widget_follows_a_changed_look_without_a_restart(
    web_settings: Settings, tmp_path: Path, tiny_store: Store
) -> None:
    guidance = load(TINY).guidance
    database = tmp_path / "knowledge.db"
    build(guidance, database)
    client = TestClient(create_app(web_settings, FakeRasa(), Store(database)))  # type: ignore[arg-type]
    assert "#7a1f5c" in client.get("/widget.js").text
    area = guidance.areas["rutland"]
    assert area.look
    changed = area.model_copy(update={"look": area.look.model_copy(update={"colour": "#0b3d0b"})})
    build(guidance.model_copy(update={"areas": {**guidance.areas, "rutland": changed}}), database)
    script = client.get("/widget.js").text
    assert "#0b3d0b" in script
    assert "#7a1f5c" not in script


def test_the_grounds_that_colours_are_checked_against_are_those_of_the_pages() -> None:
    sheet = (STATIC / "css/colours.css").read_text("utf-8")
    assert re.findall(r"--soft: (#[0-9a-f]{6});", sheet) == [LIGHT_GROUND, DARK_GROUND]

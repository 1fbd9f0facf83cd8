"""A council's look in a real browser: its colours reach pages and widget, and all of it can still be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from knowledge.build import build
from knowledge.curated import load
from tests.browser.conftest import Site
from tests.browser.site import Server, council_app, free_listener, guide_app
from tests.browser.steps import open_widget
from tests.browser.test_access import check
from tests.browser.test_embedding import VIOLATIONS

TINY = Path(__file__).parent.parent / "knowledge/guidance"  # its Rutland has a look
PURPLE = "rgb(122, 31, 92)"
GROUND = "element => getComputedStyle(element).backgroundColor"


@pytest.fixture(scope="module")
def rutland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("looks")
    build(load(TINY).guidance, folder / "knowledge.db")
    ours, theirs = free_listener(), free_listener()
    app, rasa = guide_app(folder, folder / "knowledge.db", f"http://127.0.0.1:{theirs.getsockname()[1]}")
    with Server(app, ours) as guide, Server(council_app(guide.url, "rutland"), theirs) as council:
        yield Site(guide.url, council.url, rasa)


@pytest.mark.parametrize(
    "path", ("/?area=rutland", "/chat?area=rutland", "/t/often?area=rutland", "/leaflet/rutland/often")
)
def test_a_page_in_a_councils_look_breaks_no_rule(page: Page, rutland: Site, path: str) -> None:
    page.add_init_script(VIOLATIONS)
    page.goto(rutland.guide + path)
    logo = page.get_by_role("img", name="Rutland County Council").first
    assert logo.evaluate("image => image.complete && image.naturalWidth") == 300
    assert page.locator(".button:not(.plain)").first.evaluate(GROUND) == PURPLE
    check(page)
    assert page.evaluate("violations") == []


def test_the_widget_in_a_councils_look_breaks_no_rule_of_a_strict_host(page: Page, rutland: Site) -> None:
    page.add_init_script(VIOLATIONS)
    page.goto(rutland.council)
    assert page.get_by_role("button", name="Ask about SEN support").evaluate(GROUND) == PURPLE
    open_widget(page)
    expect(page.get_by_role("heading", name="Rutland SEN guide")).to_be_visible()
    check(page)
    assert page.evaluate("violations") == []


def test_a_councils_colour_has_a_shade_for_the_dark(page: Page, rutland: Site) -> None:
    page.goto(f"{rutland.guide}/?area=rutland")
    page.emulate_media(color_scheme="dark")
    assert page.locator(".button:not(.plain)").first.evaluate(GROUND) != PURPLE

"""An adviser with a caller on the phone: a link, a leaflet, a text for an email in a few presses, script or not."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import tab_to

PAGES = (
    "/",
    "/topics",
    "/t/meeting_frequency?area=devon",
    "/advisers?area=devon&about=ehc-assessment-request",
    "/starters",
    "/starters/first-review?area=devon",
    "/leaflet/devon/ehc-assessment-request",
    "/councils?area=devon",
)
# Those with the most to say.
LONG = ("ehc-assessment-request", "law-changes", "school-avoidance", "list-first-meeting", "")


@pytest.mark.parametrize("script", (True, False))
def test_an_adviser_makes_a_link_and_a_leaflet(visitor: Callable[..., Page], site: Site, script: bool) -> None:
    page = visitor(java_script_enabled=script)
    page.goto(site.guide)
    page.get_by_role("link", name="Pass on an answer").click()
    page.get_by_label("Where the family lives").select_option("Devon")
    page.get_by_label("What it is about").select_option("How often school should meet you")
    page.get_by_role("button", name="Make the link").click()
    link = f"{site.guide}/go/devon/meeting-frequency"
    expect(page.get_by_text(link, exact=True)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    page.get_by_text("Text for an email", exact=True).click()
    assert f"Read it here, or ask more: {link}" in page.get_by_label("Text for an email").input_value()
    page.get_by_role("link", name="Leaflet to print").click()
    expect(page.get_by_role("heading", name="People who can help")).to_be_visible()
    expect(page.get_by_role("button", name="Print this leaflet")).to_have_count(1 if script else 0)
    page.goto(link)
    expect(page.get_by_role("heading", name="How often school should meet you", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Help in Devon")).to_be_visible()


def test_an_adviser_finds_the_topic_by_the_callers_word_with_the_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/advisers?area=devon")
    tab_to(page, page.get_by_label("Or search the topics"))
    page.keyboard.type("suspended")
    page.keyboard.press("Enter")
    found = page.get_by_role("link", name="Suspension, exclusion or being sent home")
    expect(found).to_be_visible()
    tab_to(page, found)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{site.guide}/go/devon/exclusion", exact=True)).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Copy the link"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied")).to_be_visible()


@pytest.mark.parametrize("script", (True, False))
def test_a_starter_list_becomes_the_parents_own_list(visitor: Callable[..., Page], site: Site, script: bool) -> None:
    page = visitor(java_script_enabled=script)
    page.goto(f"{site.guide}/go/devon/list-first-review")
    expect(page.locator(".starter-questions li")).to_have_count(9)
    page.get_by_role("button", name="Use this as my list in the chat").click()
    page.wait_for_url("**/chat/*")
    assert site.rasa.heard == ["starter:first-review"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_small_phone(visitor: Callable[..., Page], site: Site, path: str) -> None:
    page = visitor(width=320, height=640)
    page.goto(site.guide + path)
    page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", PAGES)
def test_what_is_pressed_is_large_enough_for_a_finger(page: Page, site: Site, path: str) -> None:
    page.goto(site.guide + path)
    small = page.locator("main :is(button, select, input:not([type=hidden]), .button, summary):visible").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []


@pytest.mark.parametrize("name", LONG)
def test_a_leaflet_fits_on_one_side_of_paper(page: Page, site: Site, tmp_path: Path, name: str) -> None:
    page.goto(f"{site.guide}/leaflet/devon/{name}".rstrip("/"))
    info = read_print(page, tmp_path)
    assert re.search(r"Pages: +1\n", info)
    assert "(A4)" in info


def test_a_topic_is_printed_on_both_sides_of_one_paper(page: Page, site: Site, tmp_path: Path) -> None:
    page.goto(f"{site.guide}/t/meeting_frequency?area=devon")
    assert re.search(r"Pages: +2\n", read_print(page, tmp_path))


def read_print(page: Page, folder: Path) -> str:
    """What pdfinfo says of the page as it would be printed."""
    if shutil.which("pdfinfo") is None:
        pytest.skip("There is no pdfinfo: install Debian's package `poppler-utils` to count the sides of a print.")
    page.pdf(path=folder / "print.pdf", format="A4", prefer_css_page_size=True, print_background=True)
    return subprocess.run(["pdfinfo", folder / "print.pdf"], capture_output=True, text=True, check=True).stdout


def test_a_printed_starter_list_has_room_to_write_and_its_link(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/starters/first-review?area=devon")
    page.emulate_media(media="print")
    expect(page.get_by_text("/go/devon/list-first-review").last).to_be_visible()
    assert page.locator("button:visible, nav:visible, form:visible").count() == 0

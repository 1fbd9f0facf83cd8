"""The widget on a council's page: a strict policy, hostile styles, twice, small, and leaving nothing behind."""

import gzip
import re
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import ask, open_widget

LARGEST = 20 * 1024  # bytes, gzipped
PAGES = (
    "/",
    "/chat",
    "/topics",
    "/t/meeting_frequency?area=devon",
    "/starters",
    "/starters/first-review",
    "/advisers?about=meeting-frequency",
    "/leaflet/devon/meeting-frequency",
    "/councils",
    "/embed",
    "/privacy",
    "/accessibility",
    "/nothing",
)
VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation",
        (event) => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


def test_it_breaks_no_rule_of_a_strict_host_and_no_host_style_reaches_it(page: Page, site: Site) -> None:
    page.add_init_script(VIOLATIONS)
    page.goto(site.council)
    open_widget(page)
    ask(page, "How often?")
    page.get_by_role("button", name="Copy these words").first.click()
    assert page.evaluate("violations") == []
    style = page.locator("sen-support-guide .short").evaluate(
        "e => ['fontFamily', 'letterSpacing', 'textTransform', 'color'].map(name => getComputedStyle(e)[name])"
    )
    assert "system-ui" in style[0]
    assert style[1:3] == ["normal", "none"]
    assert style[3] != "rgb(255, 0, 0)"
    title = page.locator("sen-support-guide .about p").first
    assert title.evaluate("e => getComputedStyle(e).fontSize") == "16px"  # though the host says html { font-size: 5px }


def test_our_own_pages_break_no_rule_of_their_policy(page: Page, site: Site) -> None:
    page.add_init_script(VIOLATIONS)
    for path in PAGES:
        page.goto(site.guide + path)
        assert page.evaluate("violations") == [], path


def test_two_script_lines_make_one_guide(page: Page, site: Site) -> None:
    page.goto(f"{site.council}/twice")
    expect(page.locator("sen-support-guide")).to_have_count(1)
    open_widget(page)
    ask(page, "How often?")
    expect(page.locator(".own")).to_have_count(1)


def test_an_old_and_a_new_script_on_one_page_make_one_guide(page: Page, site: Site) -> None:
    page.goto(f"{site.council}/old-and-new")
    expect(page.locator("sen-support-guide")).to_have_count(1)
    open_widget(page)


def test_an_area_that_is_not_known_is_the_whole_of_england(page: Page, site: Site) -> None:
    page.goto(f"{site.council}/atlantis")
    open_widget(page)
    expect(page.get_by_text("Area: England")).to_be_visible()
    ask(page, "How often?")
    expect(page.locator("sen-support-guide .card")).to_be_visible()


def test_the_guide_works_in_a_titled_frame_of_an_allowed_site(page: Page, site: Site) -> None:
    page.add_init_script(VIOLATIONS)
    page.goto(f"{site.council}/framed")
    frame = page.frame_locator("iframe[title='SEN support guide']")
    expect(frame.get_by_role("contentinfo")).to_be_hidden()
    expect(frame.get_by_text("Area: Devon")).to_be_visible()
    frame.get_by_label("Your question", exact=True).fill("How often?")
    frame.get_by_role("button", name="Send", exact=True).click()
    expect(frame.get_by_role("heading", name="Help in Devon")).to_be_visible()
    frame.get_by_role("link", name="All topics").first.click()
    expect(frame.get_by_role("heading", name="All topics")).to_be_visible()
    expect(frame.get_by_role("contentinfo")).to_be_hidden()
    # There is a way back where the page has no head of its own.
    frame.get_by_role("link", name="Ask a question").click()
    expect(frame.get_by_label("Your question", exact=True)).to_be_visible()
    assert page.evaluate("violations") == []
    assert page.context.cookies() == []


def test_the_frame_works_without_script(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"{site.council}/framed")
    frame = page.frame_locator("iframe[title='SEN support guide']")
    frame.get_by_label("Your question", exact=True).fill("How often?")
    frame.get_by_role("button", name="Send", exact=True).click()
    expect(frame.get_by_role("heading", name="Help in Devon")).to_be_visible()
    expect(frame.get_by_role("contentinfo")).to_be_hidden()


@pytest.mark.parametrize("script", (True, False))
def test_leaving_quickly_leaves_the_councils_page_not_only_the_frame(
    visitor: Callable[..., Page], site: Site, script: bool
) -> None:
    page = visitor(java_script_enabled=script)
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>The weather</title>"))
    page.goto(f"{site.council}/framed")
    frame = page.frame_locator("iframe")
    frame.get_by_label("Your question", exact=True).fill("we are in danger")
    frame.get_by_role("button", name="Send", exact=True).click()
    frame.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url("https://www.bbc.co.uk/**")


def test_nothing_is_left_in_the_browser_and_no_other_host_is_asked(page: Page, site: Site) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for begin in (lambda: page.goto(f"{site.guide}/chat?area=devon"), lambda: page.goto(site.council)):
        begin()
        if page.url.startswith(site.council):
            open_widget(page)
        ask(page, "How often?")
        page.reload()
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        assert page.evaluate("indexedDB.databases()") == []
    assert page.context.cookies() == []
    assert hosts - {""} == {urlsplit(site.guide).netloc, urlsplit(site.council).netloc}


def test_the_area_of_the_script_line_is_kept(page: Page, site: Site) -> None:
    page.goto(site.council)
    open_widget(page)
    expect(page.get_by_text("Area: Devon")).to_be_visible()
    ask(page, "How often?")
    expect(page.get_by_role("heading", name="Help in Devon")).to_be_visible()


def test_the_script_is_small_and_may_be_kept(site: Site) -> None:
    answer = httpx.get(f"{site.guide}/widget.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert len(gzip.compress(answer.content)) <= LARGEST
    again = httpx.get(f"{site.guide}/widget.js", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_pinned_line_that_councils_are_shown_runs_on_a_strict_page(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/councils?area=devon")
    line = page.get_by_label("The line for this version only").input_value()
    shown = re.search(r'src="([^"]+)" integrity="([^"]+)"', line)
    assert shown
    page.add_init_script(VIOLATIONS)
    page.goto(f"{site.council}/pinned?{urlencode({'src': shown[1], 'integrity': shown[2]})}")
    open_widget(page)
    expect(page.get_by_text("Area: Devon")).to_be_visible()
    assert page.evaluate("violations") == []

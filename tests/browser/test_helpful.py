"""Was this helpful: in the talk, in the widget, on a topic's page, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import ask, open_widget, tab_to
from tests.browser.test_access import check


@pytest.mark.parametrize("place", ("chat", "widget", "topic"))
def test_a_parent_says_why_it_did_not_help_by_keyboard(page: Page, site: Site, place: str) -> None:
    if place == "topic":
        page.goto(f"{site.guide}/t/meeting_frequency")
    elif place == "chat":
        page.goto(f"{site.guide}/chat")
        ask(page, "How often?")
    else:
        page.goto(site.council)
        open_widget(page)
        ask(page, "How often?")
    sent: list[object] = []
    page.on("request", lambda request: sent.append(request.post_data_json) if "feedback" in request.url else None)
    before = page.url
    no = page.get_by_role("button", name="No", exact=True)
    no.scroll_into_view_if_needed()
    no.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("What was wrong with the answer?")).to_be_focused()
    check(page)
    tab_to(page, page.get_by_role("button", name="It was hard to understand"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you.")).to_be_focused()
    assert page.url == before
    assert [body for body in sent if body] == [
        {"topic": "meeting_frequency", "answer": "no"},
        {"topic": "meeting_frequency", "answer": "no", "reason": "hard_to_understand"},
    ]


def test_what_did_not_arrive_can_be_said_again(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/t/meeting_frequency")
    page.route("**/api/feedback", lambda route: route.abort())
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="That did not reach us.")).to_be_visible()
    page.unroute("**/api/feedback")
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Thank you.")).to_be_visible()


def test_without_script_a_parent_gets_back_to_the_talk(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"{site.guide}/chat")
    page.get_by_label("Your question", exact=True).fill("How often?")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_role("button", name="It does not fit my area").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you.")
    page.get_by_role("link", name="Back to where I was").click()
    expect(page.locator(".own")).to_contain_text("How often?")

"""The service failing half way: the message is kept, one press sends it again, and nothing is sent twice."""

from collections.abc import Callable
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.steps import ask, open_widget


@pytest.fixture(params=("chat", "widget"))
def chat(page: Page, site: Site, request: pytest.FixtureRequest) -> Page:
    """The chat page, and the widget on a council's page."""
    if request.param == "chat":
        page.goto(f"{site.guide}/chat?area=devon")
    else:
        page.goto(site.council)
        open_widget(page)
    return page


def test_a_lost_connection_keeps_the_message_and_one_press_sends_it(chat: Page, site: Site) -> None:
    chat.route("**/messages", lambda route: route.abort())
    ask_without_answer(chat, "How often?")
    expect(chat.locator(".own")).to_contain_text("Not sent")
    expect(chat.get_by_role("alert").filter(has_text="The connection was lost")).to_be_visible()
    chat.unroute("**/messages")
    chat.get_by_role("button", name="Try again").click()
    expect(chat.locator(".card")).to_be_visible()
    expect(chat.locator(".own")).not_to_contain_text("Not sent")
    expect(chat.locator(".trouble")).to_be_hidden()
    expect(chat.locator(".own")).to_have_count(1)
    assert site.rasa.heard.count("How often?") == 1


def test_a_bot_that_is_down_shows_whom_to_call(chat: Page, site: Site) -> None:
    site.rasa.down = True
    ask_without_answer(chat, "How often?")
    trouble = chat.locator(".trouble")
    expect(trouble).to_contain_text("cannot answer just now")
    expect(trouble.get_by_role("link", name="Call 999")).to_be_visible()
    site.rasa.down = False
    chat.get_by_role("button", name="Try again").click()
    expect(chat.locator(".card")).to_be_visible()
    assert site.rasa.heard.count("How often?") == 1


def test_a_slow_answer_is_not_sent_twice(chat: Page, site: Site) -> None:
    site.rasa.delay = 0.6
    field = chat.get_by_label("Your question", exact=True)
    field.fill("How often?")
    field.press("Enter")
    field.fill("How often?")
    field.press("Enter")
    expect(chat.locator(".working")).to_contain_text("still working on your last message")
    expect(field).to_have_value("How often?")  # what was not sent stays
    expect(chat.locator(".card")).to_be_visible()
    expect(chat.locator(".own")).to_have_count(1)
    assert site.rasa.heard.count("How often?") == 1


def test_progress_is_said(chat: Page, site: Site) -> None:
    site.rasa.delay = 0.4
    ask_without_answer(chat, "How often?")
    expect(chat.get_by_role("status").filter(has_text="looking for the answer")).to_be_visible()
    expect(chat.locator(".card")).to_be_visible()
    expect(chat.locator(".working")).to_be_empty()


def test_an_answer_that_is_no_answer_is_told(chat: Page) -> None:
    chat.route("**/messages", lambda route: route.fulfill(status=502, body="<html>proxy</html>"))
    ask_without_answer(chat, "How often?")
    expect(chat.locator(".trouble")).to_contain_text("Something went wrong")
    expect(chat.get_by_role("button", name="Try again")).to_be_visible()


def test_a_conversation_that_is_gone_starts_anew_with_the_message(chat: Page, site: Site) -> None:
    gone = '{"detail": "This conversation is not there any more."}'
    chat.route("**/messages", lambda route: route.fulfill(status=404, content_type="application/json", body=gone))
    ask_without_answer(chat, "How often?")
    again = chat.locator(".trouble").get_by_role("button", name="Start a new conversation")
    expect(again).to_be_visible()
    chat.unroute("**/messages")
    again.click()
    expect(chat.locator(".card")).to_be_visible()
    assert site.rasa.heard.count("How often?") == 1


def test_a_message_that_is_too_long_stays_in_the_field(chat: Page, site: Site) -> None:
    field = chat.get_by_label("Your question", exact=True)
    field.fill("long " * 300)
    chat.get_by_role("button", name="Send", exact=True).click()
    expect(chat.locator("[data-error]")).to_contain_text("characters too long")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    assert not any("long" in said for said in site.rasa.heard)


def test_an_urgent_answer_comes_first_with_a_way_to_leave(chat: Page, site: Site) -> None:
    ask(chat, "we are in danger")
    first = chat.locator(".own ~ .guide").first
    expect(first).to_contain_text("Please read this first")
    expect(first.get_by_role("link", name="Leave this page quickly")).to_be_visible()
    expect(first.get_by_role("link", name="Call 999").first).to_have_attribute("href", "tel:999")


def test_on_a_phone_an_urgent_number_and_the_way_out_need_no_scrolling(
    visitor: Callable[..., Page], site: Site
) -> None:
    page = visitor(360, 640, is_mobile=True, has_touch=True)
    page.goto(site.council)
    open_widget(page)
    ask(page, "we are in danger")
    page.wait_for_timeout(800)  # a smooth scroll comes to rest
    foot = page.locator(".panel-foot").bounding_box()
    for link in (page.locator(".now .phone"), page.locator(".now .leave")):
        box = link.bounding_box()
        assert foot and box and box["y"] + box["height"] <= foot["y"]


def test_a_message_that_failed_can_still_be_sent_after_another(chat: Page, site: Site) -> None:
    site.rasa.down = True
    ask_without_answer(chat, "How often?")
    expect(chat.locator(".trouble p")).to_be_visible()
    site.rasa.down = False
    ask(chat, "the weather")
    chat.locator(".own").filter(has_text="Not sent").get_by_role("button", name="Try again").click()
    expect(chat.locator(".card")).to_be_visible()
    expect(chat.locator(".own .said")).to_have_text(["the weather", "How often?"])
    assert site.rasa.heard.count("How often?") == 1


def test_leaving_replaces_the_page(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/topics")
    page.goto(f"{site.guide}/chat")
    ask(page, "we are in danger")
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather", content_type="text/html"))
    page.get_by_role("link", name="Leave this page quickly").click()
    page.wait_for_url("https://www.bbc.co.uk/**")
    page.go_back()
    expect(page).to_have_url(f"{site.guide}/topics")


def test_without_script_an_urgent_answer_is_shown_though_the_bot_is_down(
    visitor: Callable[..., Page], site: Site
) -> None:
    site.rasa.down = True
    page = visitor(java_script_enabled=False)
    page.goto(f"{site.guide}/chat")
    page.get_by_label("Your question", exact=True).fill("I want to kill myself")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".kind-urgent")).to_contain_text("Call 999")


def ask_without_answer(page: Page, text: str) -> None:
    page.get_by_label("Your question", exact=True).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def test_a_lost_answer_is_given_again_and_the_message_is_not_taken_twice(chat: Page, site: Site) -> None:
    def lose(route: Route) -> None:
        route.fetch()  # the service hears it, and its answer never arrives
        route.abort()

    chat.route("**/messages", lose)
    ask_without_answer(chat, "How often?")
    expect(chat.locator(".trouble")).to_contain_text("The connection was lost")
    assert site.rasa.heard.count("How often?") == 1
    chat.unroute("**/messages")
    chat.get_by_role("button", name="Try again").click()
    expect(chat.locator(".card")).to_have_count(1)
    assert site.rasa.heard.count("How often?") == 1
    ask(chat, "How often?")  # said once more on purpose, it is a new message
    assert site.rasa.heard.count("How often?") == 2


def test_a_message_whose_first_try_is_still_at_work_waits_for_its_answer(chat: Page, site: Site) -> None:
    site.rasa.delay = 1.2

    def cut_off(route: Route) -> None:
        url, body = route.request.url, route.request.post_data
        Thread(target=lambda: httpx.post(url, content=body, headers={"Content-Type": "application/json"})).start()
        route.abort()

    chat.route("**/messages", cut_off, times=1)
    ask_without_answer(chat, "How often?")
    chat.get_by_role("button", name="Try again").click()
    expect(chat.locator(".card")).to_have_count(1)
    assert site.rasa.heard.count("How often?") == 1

"""Whole visits: by keyboard alone, on a phone, without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import ask, open_widget, tab_to

DOORS = [
    "Understand SEN support",
    "A stage: assess, plan, do, review",
    "My next meeting",
    "Something is going wrong",
    "Talk to a person",
]


def test_a_parent_visits_by_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat?area=devon")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()
    field = page.get_by_label("Your question", exact=True)
    tab_to(page, field)
    page.keyboard.type("How often should we meet?")
    page.keyboard.press("Enter")
    expect(page.locator(".card-title")).to_have_text("How often school should meet you")
    expect(field).to_be_focused()
    expect(field).to_have_value("")

    add = page.get_by_role("button", name="Add to my list").first
    for _ in range(40):
        if add.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    tab_to(page, add)
    page.keyboard.press("Enter")
    expect(page.locator(".list li")).to_have_count(1)

    tab_to(page, page.get_by_role("link", name="Page to print", exact=True))
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.get_by_text("What dates can we set now for our three meetings this year?")).to_be_visible()
    opened.value.close()

    tab_to(page, page.locator("[data-delete] summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Yes, delete it"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("This conversation has been deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Start a new conversation")).to_be_focused()
    expect(page.locator(".message")).to_have_count(0)


def test_the_widget_opens_and_closes_by_keyboard(page: Page, site: Site) -> None:
    page.goto(site.council)
    launcher = page.get_by_role("button", name="Ask about SEN support")
    tab_to(page, launcher)
    page.keyboard.press("Enter")
    field = page.get_by_label("Your question", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("How often should we meet?")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_be_visible()  # nothing is lost by closing it


@pytest.mark.parametrize("place", ("chat", "widget"))
@pytest.mark.parametrize(("width", "height", "least"), ((1280, 900, 5), (390, 844, 3)))
def test_the_first_look_says_what_it_is_and_opens_the_doors(
    visitor: Callable[..., Page], site: Site, place: str, width: int, height: int, least: int
) -> None:
    page = visitor(width, height)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    if place == "chat":
        page.goto(f"{site.guide}/chat?area=devon")
    else:
        page.goto(site.council)
        open_widget(page)
    for sentence in (
        "It is not a person, and nobody is watching",
        "keeps this conversation for 7 days",
        "It can explain",
    ):
        expect(page.get_by_text(sentence)).to_be_visible()
    doors = page.locator("[data-doors] .option")
    expect(doors).to_have_text(DOORS)
    composer = page.locator(".composer").evaluate("e => e.getBoundingClientRect().top")
    ends = doors.evaluate_all("all => all.map(e => e.getBoundingClientRect().bottom)")
    assert sum(end <= composer + 8 for end in ends) >= least, (ends, composer)
    assert not [url for url in requests if "/api/" in url]  # nothing is kept of who only looks
    doors.first.click()
    expect(page.locator(".card")).to_be_visible()
    expect(doors.first).to_be_hidden()


def test_the_focus_stays_inside_the_widget_where_it_fills_the_screen(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(360, 640)
    page.goto(site.council)
    open_widget(page)
    for _ in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") in ("sen-support-guide", "body")


def test_a_parent_visits_on_a_phone(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(320, 640, has_touch=True, is_mobile=True)
    page.goto(f"{site.guide}/chat")
    page.get_by_role("button", name="My next meeting").tap()
    expect(page.locator(".card")).to_be_visible()
    ask(page, "meeting")
    page.get_by_role("button", name="How often school should meet you").tap()
    expect(page.locator(".card")).to_have_count(2)
    field = page.get_by_label("Your question", exact=True)
    field.fill("one")
    field.press("Enter")  # a new line, not a message
    expect(field).to_have_value("one\n")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_page_needs_scrolling_sideways_at_320_pixels(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(320, 640)
    for path in ("/", "/chat", "/topics", "/topics?q=meeting", "/t/meeting_frequency?area=devon", "/privacy", "/x"):
        page.goto(site.guide + path)
        for size in range(3):
            page.evaluate("size => document.documentElement.dataset.size = size", size)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, size)


def test_buttons_are_at_least_44_pixels(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat?area=devon")
    ask(page, "How often?")
    sizes = page.eval_on_selector_all(
        "button, summary, .contact a, .site-nav a, textarea, select",
        "all => all.filter(e => e.checkVisibility()).map(e => [e.textContent, e.getBoundingClientRect().height])",
    )
    assert [size for size in sizes if size[1] < 44] == []


def test_a_parent_visits_without_script(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"{site.guide}/chat?area=devon")
    send = page.get_by_role("button", name="Send", exact=True)
    send.click()
    expect(page.get_by_text("Your message is empty.")).to_be_visible()
    field = page.get_by_label("Your question", exact=True)
    field.fill("How often should we meet?")
    send.click()
    expect(page.locator(".own")).to_contain_text("How often should we meet?")
    expect(page.locator(".card-title")).to_have_text("How often school should meet you")
    page.reload()  # sends nothing a second time
    expect(page.locator(".card")).to_have_count(1)
    page.get_by_role("button", name="Add to my list").first.click()
    expect(page.locator(".list li")).to_have_count(1)

    site.rasa.down = True
    page.get_by_label("Your question", exact=True).fill("And who comes to it?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".trouble")).to_contain_text("cannot answer just now")
    expect(page.get_by_label("Your question", exact=True)).to_have_value("And who comes to it?")
    site.rasa.down = False
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".own")).to_have_count(2)
    assert site.rasa.heard.count("And who comes to it?") == 1

    page.locator("[data-delete] summary").click()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("This conversation has been deleted.")).to_be_visible()


def test_a_topic_leads_into_the_chat_without_script(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(java_script_enabled=False)
    page.goto(f"{site.guide}/topics?area=devon")
    page.get_by_label("Search the topics").fill("notes of the meeting")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Notes of the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes of the meeting")
    expect(page.get_by_role("heading", name="Help in Devon")).to_be_visible()
    page.get_by_role("button", name="Ask more about this in the chat").click()
    expect(page.locator(".card-title")).to_have_text("Notes of the meeting")


def test_an_advisers_link_opens_at_its_topic(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat?topic=meeting_notes&area=devon")
    expect(page.locator(".card-title")).to_have_text("Notes of the meeting")
    assert site.rasa.heard == ["meeting_notes"]


def test_a_reload_shows_the_conversation_again(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat?area=devon")
    ask(page, "notes and how often")
    expect(page.locator(".card")).to_have_count(2)
    page.reload()
    expect(page.locator(".card")).to_have_count(2)
    expect(page.locator(".own")).to_have_count(1)

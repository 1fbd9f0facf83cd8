"""axe-core on every page and in every state, light and dark; and what it cannot see."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import ask, open_widget

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/",
    "/chat",
    "/chat?area=devon&deleted=now",
    "/topics",
    "/topics?q=meeting",
    "/topics?q=xyzzy",
    "/t/meeting_frequency?area=devon",
    "/starters",
    "/starters/first-review?area=devon",
    "/advisers",
    "/advisers?area=devon&about=meeting-frequency",
    "/advisers?q=meeting",
    "/leaflet/devon",
    "/leaflet/devon/meeting-frequency",
    "/leaflet/devon/list-first-review",
    "/go/devon/no-such-link",
    "/councils?area=devon",
    "/embed?area=devon",
    "/privacy",
    "/accessibility",
    "/no-such-page",
)
# Two answers, a question back, an urgent message, contacts, out of scope.
ASKED = ("notes and how often", "meeting", "we are in danger", "a person", "the weather")
# A device whose voices come late, as Chromium's do.
VOICES = """
window.spoken = [];
const voices = [];
const speech = Object.assign(new EventTarget(), {
  speaking: false,
  getVoices: () => voices,
  speak(said) { speech.said = said; speech.speaking = true; spoken.push([said.voice.name, said.text]); },
  cancel() { speech.speaking = false; speech.said.onend(); },
});
Object.defineProperty(window, "speechSynthesis", { value: speech });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.addVoice = (voice) => { voices.push(voice); speech.dispatchEvent(new Event("voiceschanged")); };
"""


def check(page: Page) -> None:
    """Fails with axe's own report where it finds anything. In the dark only the contrasts differ."""
    run(page, {"type": "tag", "values": RULES})
    page.emulate_media(color_scheme="dark")
    run(page, {"type": "rule", "values": ["color-contrast"]})
    page.emulate_media(color_scheme="light")


def run(page: Page, rules: dict[str, object]) -> None:
    results = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_violation(page: Page, site: Site, path: str) -> None:
    page.goto(site.guide + path)
    page.eval_on_selector_all("details", "all => all.forEach(details => details.open = true)")
    check(page)


@pytest.mark.parametrize("place", ("chat", "widget"))
def test_no_answer_has_a_violation(page: Page, site: Site, place: str) -> None:
    start(page, site, place)
    for text in ASKED:
        ask(page, text)
    page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    check(page)


@pytest.mark.parametrize("place", ("chat", "widget"))
def test_no_state_between_has_a_violation(page: Page, site: Site, place: str) -> None:
    start(page, site, place)
    ask(page, "How often?")
    page.get_by_role("button", name="Add to my list").first.click()
    expect(page.locator(".list li")).to_have_count(1)
    check(page)
    site.rasa.delay = 0.8
    field = page.get_by_label("Your question", exact=True)
    field.fill("How often?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".working")).not_to_be_empty()
    check(page)
    expect(page.locator(".card")).to_have_count(2)
    site.rasa.down = True
    field.fill("How often?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".trouble p")).to_be_visible()
    field.fill("long " * 300)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-error]")).not_to_be_empty()
    check(page)


def test_no_page_without_script_has_a_violation(visitor: Callable[..., Page], site: Site) -> None:
    # axe itself is script: the pages' own is kept from them instead.
    page = visitor()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{site.guide}/chat?area=devon&topic=meeting_notes")
    check(page)
    page.get_by_label("Your question", exact=True).fill("we are in danger")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".kind-urgent")).to_be_visible()
    check(page)
    site.rasa.down = True
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-error]")).not_to_be_empty()
    check(page)


def test_a_reply_is_announced_once_and_names_its_speaker(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat")
    ask(page, "How often?")
    log = page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    expect(log.locator(".speaker")).to_have_text(["You", "Guide"])
    # No live region inside the log, which would announce the same words again; the copy buttons' own is empty.
    assert page.eval_on_selector_all("[role=log] [role=status]", "all => all.every(e => e.textContent === '')")
    assert page.locator("[role=log] [role=alert], [role=log] [aria-live]").count() == 0


def test_motion_stops_where_it_is_not_wanted(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(reduced_motion="reduce")
    page.goto(f"{site.guide}/chat")
    site.rasa.delay = 0.5
    page.get_by_label("Your question", exact=True).fill("How often?")
    page.keyboard.press("Enter")
    dots = page.locator(".dots")
    expect(dots).to_be_visible()
    assert dots.evaluate("dots => getComputedStyle(dots).animationName") == "none"
    expect(page.locator(".card")).to_be_visible()


def test_text_can_be_made_larger(page: Page, site: Site) -> None:
    page.goto(site.council)
    open_widget(page)
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    said = page.locator(".about p").first
    before = said.evaluate(size)
    for _ in range(2):
        page.get_by_role("button", name="Larger text").click()
    assert said.evaluate(size) == before * 1.5
    expect(page.get_by_text("Text size: very large")).to_be_attached()


def test_a_small_phone_keeps_room_for_the_answer_in_the_largest_text(visitor: Callable[..., Page], site: Site) -> None:
    page = visitor(320, 640)
    page.goto(site.council)
    open_widget(page)
    for _ in range(2):
        page.get_by_role("button", name="Larger text").click()
    ask(page, "How often?")
    page.wait_for_timeout(600)  # it scrolls there softly
    title = page.locator(".card-title").evaluate("e => e.getBoundingClientRect().toJSON()")
    top = page.evaluate("([x, y]) => document.elementFromPoint(x, y).localName", [160, title["top"] + 5])
    assert 0 <= title["top"] < 500
    assert top == "sen-support-guide"
    shown = (
        "element => element.getRootNode().elementFromPoint(160, element.getBoundingClientRect().top + 5) === element"
    )
    assert page.locator(".card-title").evaluate(shown)
    assert page.locator(".panel").evaluate("panel => panel.scrollWidth <= panel.clientWidth")


def test_another_language_says_which_it_is(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat")
    ask(page, "dzień dobry")
    for _ in range(2):
        said = page.locator(".own ~ .guide .said")
        expect(said).to_have_text(["To jest automatyczny przewodnik.", "Please write English."])
        assert said.evaluate_all("all => all.map(e => e.lang)") == ["pl", ""]
        page.reload()


@pytest.mark.parametrize("place", ("chat", "widget"))
def test_only_a_voice_of_the_device_reads_aloud(page: Page, site: Site, place: str) -> None:
    page.add_init_script(VOICES)
    start(page, site, place)
    ask(page, "How often?")
    expect(page.get_by_role("button", name="Read aloud")).to_have_count(0)
    page.evaluate("addVoice({name: 'far', lang: 'en-GB', localService: false})")
    expect(page.get_by_role("button", name="Read aloud")).to_have_count(0)
    page.evaluate("addVoice({name: 'near', lang: 'en-US', localService: true})")
    page.get_by_role("button", name="Read aloud").click()
    expect(page.get_by_role("button", name="Stop reading")).to_be_visible()
    (voice, text), *others = page.evaluate("spoken")
    assert (voice, others) == ("near", [])
    assert "three times a year" in text
    page.get_by_role("button", name="Stop reading").click()
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()


def test_a_printed_topic_is_unfolded_and_without_buttons(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/t/meeting_frequency?area=devon")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("A five-minute slot at parents' evening").first).to_be_visible()
    assert page.locator("button:visible, nav:visible").count() == 0


def start(page: Page, site: Site, place: str) -> None:
    if place == "chat":
        page.goto(f"{site.guide}/chat?area=devon")
    else:
        page.goto(site.council)
        open_widget(page)

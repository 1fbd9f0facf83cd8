"""Template and script write the same pieces: a card, a list, contacts and options look alike from both."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import ask

# What only script can do is put there by script on both; forms around buttons are the server's way.
PIECES = """
root => {
  const skipped = e => e.matches(".copy, [data-copy], .read, input[type=hidden]");
  const lines = [];
  const visit = e => {
    if (e.localName === "form") return [...e.children].forEach(visit);
    if (skipped(e)) return;
    const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).filter(Boolean).join(" ");
    const attributes = ["href", "aria-label", "role", "dir", "lang"].map(name => e.getAttribute(name) ?? "");
    lines.push([e.localName, e.className, own, ...attributes].join(" | "));
    [...e.children].forEach(visit);
  };
  visit(root);
  return lines;
}
"""


@pytest.mark.parametrize(
    "text", ("How often?", "Is that the law?", "meeting", "we are in danger", "a person", "the weather", "dzień dobry")
)
def test_server_and_script_write_the_same_pieces(page: Page, site: Site, text: str) -> None:
    page.goto(f"{site.guide}/chat?area=devon")
    ask(page, text)
    by_script = [message.evaluate(PIECES) for message in page.locator(".own ~ .guide").all()]
    page.reload()
    by_server = [message.evaluate(PIECES) for message in page.locator(".own ~ .guide").all()]
    assert shorten(by_server, site) == shorten(by_script, site)


def test_a_part_that_was_asked_for_stands_before_the_folded_answer(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat?area=devon")
    ask(page, "Is that the law?")
    message = page.locator(".own ~ .guide").last
    expect(message.locator("> .said")).to_contain_text("No, the main point is not a law.")
    expect(message.locator(".card")).to_be_hidden()
    message.locator("> details > summary").click()
    expect(message.locator(".card")).to_be_visible()


def test_a_question_list_is_the_same_too(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat?area=devon")
    ask(page, "How often?")
    page.get_by_role("button", name="Add to my list").first.click()
    expect(page.locator(".list")).to_be_visible()
    by_script = page.locator(".list").evaluate(PIECES)
    page.reload()
    assert shorten([page.locator(".list").evaluate(PIECES)], site) == shorten([by_script], site)


@pytest.mark.parametrize("topic", ("relational_support_plan", "complaints", "law_changes", "ehc_annual_review"))
def test_cards_with_other_parts_are_the_same_too(page: Page, site: Site, topic: str) -> None:
    page.goto(f"{site.guide}/chat?area=devon&topic={topic}")
    expect(page.locator(".card")).to_be_visible()
    by_script = page.locator(".card").evaluate(PIECES)
    page.goto(page.url)
    assert shorten([page.locator(".card").evaluate(PIECES)], site) == shorten([by_script], site)


def shorten(messages: list[list[str]], site: Site) -> list[list[str]]:
    return [[line.replace(site.guide, "") for line in message] for message in messages]


# What only one of the two has: the save bar, the ways of being sent, places for faults, an empty line to write in.
EDITOR = """
form => {
  const skipped = ".save-bar, .urgent-place, .error, .blank, input[type=hidden], .editor > button, button.small, "
    + "[hidden], ol:empty";
  const names = ["aria-label", "aria-disabled", "role", "dir", "maxlength", "rows", "id", "for"];
  const lines = [];
  const visit = e => {
    if (e.matches(skipped)) return;
    const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).filter(Boolean).join(" ");
    const said = e.matches("textarea, input") ? [e.type, e.type === "checkbox" ? e.checked : e.value] : [own];
    const attributes = names.map(name => e.matches("li") ? "" : e.getAttribute(name) ?? "");
    lines.push([e.localName, e.className, ...said, ...attributes].join(" | "));
    [...e.children].forEach(visit);
  };
  [...form.children].forEach(visit);
  return lines;
}
"""


def test_the_list_by_hand_is_the_same_from_both(page: Page, site: Site) -> None:
    page.goto(f"{site.guide}/chat?area=devon")
    ask(page, "How often?")
    for number in range(2):
        page.get_by_role("button", name="Add to my list").nth(number).click()
        expect(page.locator("[data-list-count]")).to_have_text(str(number + 1))
    address = page.url + "/list"
    page.goto(address)
    expect(page.locator(".save-state")).to_have_text("Saved")
    page.get_by_label("What the meeting is about").fill("Review")
    page.get_by_label("Date of the meeting").first.fill("2027-03-15")
    page.get_by_role("button", name="Add a line").click()
    page.get_by_label("What will be done").fill("Start the reading group")
    page.get_by_role("checkbox").first.check()
    page.wait_for_timeout(1200)
    expect(page.locator(".save-state")).to_have_text("Saved")
    by_script = page.locator(".editor").evaluate(EDITOR)
    page.route("**/list.js", lambda route: route.abort())
    page.goto(address)
    assert page.locator(".editor").evaluate(EDITOR) == by_script

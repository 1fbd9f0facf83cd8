"""What several visits do: move by keyboard, ask, open the widget."""

from playwright.sync_api import Locator, Page, expect


def tab_to(page: Page, target: Locator, presses: int = 80) -> None:
    """Press Tab until ``target`` has the focus, as somebody without a mouse does."""
    for _ in range(presses):
        if target.evaluate("element => element.getRootNode().activeElement === element"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{presses} presses of Tab do not lead to {target}")


def ask(page: Page, text: str) -> None:
    """Type ``text`` on the chat page or in the open widget, send it, and wait until it is answered."""
    field = page.get_by_label("Your question", exact=True)
    said = page.locator(".own").count()
    field.fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".own")).to_have_count(said + 1)
    expect(page.locator(".own ~ .guide").last).to_be_visible()
    expect(page.locator("[data-busy]")).to_have_count(0)


def open_widget(page: Page) -> None:
    page.get_by_role("button", name="Ask about SEN support").click()
    expect(page.locator("sen-support-guide [data-doors]")).to_be_visible()

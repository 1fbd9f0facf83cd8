"""One Chromium for all tests here, the real application with a scripted bot, and a council's page beside it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from knowledge.build import build
from knowledge.curated import load
from tests.browser.scripted_rasa import ScriptedRasa
from tests.browser.site import Server, council_app, free_listener, guide_app

# `make test` builds it first; to build it again takes ten seconds.
BUILT = Path(__file__).parent.parent.parent / "var/knowledge.db"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 5_000  # milliseconds for anything on a page to happen


@dataclass(frozen=True)
class Site:
    """``guide``: where our pages are. ``council``: a host page that embeds the widget."""

    guide: str
    council: str
    rasa: ScriptedRasa


# Not for the whole session: Playwright keeps an event loop running, which would be in the way of other tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("There is no Chromium: install Debian's package `chromium` to try the pages in a browser.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("browser")
    knowledge = BUILT
    if not BUILT.exists():
        knowledge = folder / "knowledge.db"
        build(load().guidance, knowledge)
    ours, theirs = free_listener(), free_listener()
    council_url = f"http://127.0.0.1:{theirs.getsockname()[1]}"
    app, rasa = guide_app(folder, knowledge, council_url)
    with Server(app, ours) as guide, Server(council_app(guide.url), theirs) as council:
        yield Site(guide.url, council.url, rasa)


@pytest.fixture
def site(served: Site) -> Site:
    served.rasa.reset()
    return served


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor on a screen of 1280 by 900. Nothing moves, so that what is to be clicked stands where it is."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(WAIT)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which every error of script and every violation of a policy fails the test."""
    page = context.new_page()
    faults = watch(page)
    yield page
    assert not faults


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a page with other settings: ``visitor(java_script_enabled=False)``."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(width: int = 1280, height: int = 900, **settings: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)  # type: ignore[arg-type]
        context.set_default_timeout(WAIT)
        contexts.append(context)
        page = context.new_page()
        watch(page, faults)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


def watch(page: Page, faults: list[str] | None = None) -> list[str]:
    faults = [] if faults is None else faults
    page.on("pageerror", lambda error: faults.append(str(error)))

    def hear(said: ConsoleMessage) -> None:
        # That a server answered 503 is also an error to the console; many tests want just that.
        if said.type in ("error", "warning") and "Failed to load resource" not in said.text:
            faults.append(said.text)

    page.on("console", hear)
    return faults

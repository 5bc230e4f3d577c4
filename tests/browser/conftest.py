"""The app in a process of its own and a real browser in front of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.running_app import keep_screenshot, start_app, stop_app

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 20_000  # a loaded machine is no reason to fail

# The tips' own test is test_tour.py. A page that is none of ours (about:blank) has no storage.
HAS_SEEN_TIPS = "try { localStorage.setItem('pw-tour', 'seen') } catch {}"

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[str]:
    app, address = start_app(tmp_path_factory.mktemp("home"), "--no-samples")
    yield address
    stop_app(app)


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open the app in a browser of its own; at the end nothing foreign may have been asked for."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    errors: list[str] = []

    def note(url: str) -> None:
        if not url.startswith((address, "blob:", "data:")):
            foreign.append(url)

    def open_page(*, is_first: bool = False, **options: object) -> Page:
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options}
        context = chromium.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if not is_first:
            context.add_init_script(HAS_SEEN_TIPS)
        page = context.new_page()
        page.on("request", lambda sent: note(sent.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append("dialog: " + dialog.message))
        page.goto(address)
        page.wait_for_selector("body.pw-ready-to-use")
        return page

    yield open_page
    keep_screenshot(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []

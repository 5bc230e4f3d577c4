"""Where a flow is played: an app of its own kind, a browser of one width, a question at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from tests.browser.asking import BOX, send
from tests.browser.running_app import ROOT

SAMPLES = ROOT / "sample_docs"
TIMEOUT_MS = 60_000
SEEN = "try { localStorage.setItem('pw-tour', 'seen') } catch {}"

# What each kind of app is started with: flags, its script, its model.
APPS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "samples": ((), "app.py", "quotes"),
    "empty": (("--no-samples",), "app.py", "quotes"),
    "slow": (("--no-samples",), "tests/browser/slow_app.py", "quotes"),
    "ocr": (("--no-samples",), "tests/browser/ocr_app.py", "quotes"),
    "login": (("--auth", "anna:1"), "app.py", "quotes"),
    "said": ((), "tests/browser/said_app.py", "stand-in"),
}


@dataclass
class Stage:
    page: Page
    context: BrowserContext
    address: str
    home: Path  # of the app: files that let a slow one go on are put there
    is_narrow: bool
    keep: Callable[[str], None]  # takes pictures of what is seen, under a name

    def open_sample(self, name: str = "annual_report_en.pdf") -> None:
        row = self.page.locator(".pw-documents li", has_text=name)
        document_id = row.get_attribute("data-document-id")
        row.locator(".pw-document").click()
        opened = "(id) => pagewitness.about?.document_id === id"
        self.page.wait_for_function(opened, arg=document_id)
        self.page.wait_for_function("document.querySelector('.pw-shelf').dataset.busy === '0'")

    def drop(self, *files: tuple[str, bytes]) -> None:
        payload: list[FilePayload] = [
            {"name": name, "mimeType": "application/pdf", "buffer": data} for name, data in files
        ]
        self.page.set_input_files("#pw-files", payload)

    def open_report(self, data: bytes, name: str = "report.pdf") -> None:
        self.drop((name, data))
        self.page.wait_for_selector("#pw-document")

    def ask(self, question: str) -> None:
        count = self.page.locator(".pw-turn").count()
        send(self.page, question)
        self.page.locator(".pw-turn").nth(count).locator(".pw-receipt").wait_for()

    def paste(self, text: str) -> None:
        self.page.focus(BOX)
        self.page.keyboard.insert_text(text)

    def show_chip(self, selector: str = ".pw-turn:last-child .pw-chip") -> None:
        self.page.locator(selector).first.click()
        self.page.locator(".current .pw-marks .cited").first.wait_for()
        self.page.wait_for_function("document.querySelector('.current img')?.naturalWidth > 0")

    def close_page(self) -> None:
        if self.is_narrow and self.page.locator("[data-pane=close]").is_visible():
            self.page.click("[data-pane=close]")

    def let(self, name: str, *, on: bool = True) -> None:
        path = self.home / name
        path.touch() if on else path.unlink(missing_ok=True)


def new_context(browser: Browser, width: int, *, is_first: bool = False) -> BrowserContext:
    height = 900 if width > 800 else 844
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="en-US",
        color_scheme="light",
        reduced_motion="reduce",
        has_touch=width < 800,
    )
    context.set_default_timeout(TIMEOUT_MS)
    if not is_first:
        context.add_init_script(SEEN)
    return context

"""Makes answer.png, the picture of the README: a question to the English sample report.

    python docs/make_answer.py

Needs the test extra (playwright) and Chromium at /usr/bin/chromium.
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/browser")]

from conftest import CHROMIUM, FLAGS, start_app, stop_app  # noqa: E402

QUESTION = "What was days sales outstanding in 2025?"
OPERAND = "748,000,000"  # of the formula; its words are marked on the page
COLORS = 128  # few colours keep the file small, and nobody sees it


def picture(browser: Browser, address: str) -> bytes:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
    page.set_default_timeout(60_000)
    page.goto(address)
    page.locator(".pw-document", has_text="annual_report_en.pdf").click()
    page.wait_for_selector("#pw-document")
    page.wait_for_function("document.querySelector('.pw-shelf').dataset.busy === '0'")
    page.fill("#pw-question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".pw-receipt")
    page.locator(".pw-figure-formula .pw-chip", has_text=OPERAND).click()
    page.wait_for_selector(".pw-sheet.current .pw-words span", state="attached")
    page.mouse.move(700, 880)
    page.wait_for_timeout(500)
    return page.screenshot()


def main() -> None:
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        app, address = start_app(Path(home))
        try:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            image = Image.open(BytesIO(picture(browser, address)))
            browser.close()
        finally:
            stop_app(app)
    image.convert("RGB").quantize(COLORS).save(ROOT / "docs/answer.png", optimize=True)


if __name__ == "__main__":
    main()

"""Ask as a visitor does: what is sent while an answer ends is asked after it."""

from playwright.sync_api import Page

BOX = "#pw-question textarea"
TAKEN = f"document.querySelector('{BOX}').value === ''"


def send(page: Page, question: str) -> None:
    """Return when the app has taken the question."""
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    page.wait_for_function(TAKEN)


def ask(page: Page, question: str) -> None:
    """Return when the question is answered."""
    count = page.locator(".pw-turn").count()
    send(page, question)
    page.locator(".pw-turn").nth(count).locator(".pw-receipt").wait_for()

"""Ask as a visitor does: a question that the app did not take yet, because the answer before it was
just ending, stays in the box and is sent once more.
"""

from playwright.sync_api import Page, TimeoutError

BOX = "#pw-question textarea"
TAKEN = f"document.querySelector('{BOX}').value === ''"
SOON_MS = 3_000


def send(page: Page, question: str) -> None:
    """Return when the app has taken the question."""
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    try:
        page.wait_for_function(TAKEN, timeout=SOON_MS)
    except TimeoutError:
        page.press(BOX, "Enter")
        page.wait_for_function(TAKEN)


def ask(page: Page, question: str) -> None:
    """Return when the question is answered."""
    send(page, question)
    page.wait_for_selector(".pw-turn:last-child .pw-receipt")

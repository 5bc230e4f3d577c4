"""One visitor brings files that hurt; the server lives, and another visitor's answers go on."""

import time

from playwright.sync_api import Page, expect

from tests.browser.test_app import ask, drop, open_report
from tests.pdfs import hostile

FILES = {
    "self drawing.pdf": hostile.self_drawing_form(),
    "nested.pdf": hostile.nested_forms(),
    "bomb.pdf": hostile.flate_in_flate(512),
    "ligature.pdf": hostile.long_ligature(),
    "crowded.pdf": hostile.crowded_page(),
    "brackets.pdf": hostile.deep_brackets(),
    "scan.pdf": hostile.scan(),
    "curves.pdf": hostile.many_curves(50_000),
    "tiles.pdf": hostile.tiny_tiles(),
    "letter.pdf": hostile.docx(),
    "page.pdf": b"<html>no</html>",
    "empty.pdf": b"",
}
READING_S = 60


def wait_until_idle(page: Page) -> None:
    deadline = time.monotonic() + READING_S
    while page.evaluate("document.querySelector('.pw-shelf')?.dataset.busy === '1'"):
        assert time.monotonic() < deadline, "a file is still being read"
        page.wait_for_timeout(200)


def test_answers_to_one_go_on_while_another_brings_hostile_files(visit) -> None:
    anna, ben = visit(), visit()
    open_report(anna)
    drop(ben, *FILES.items())
    for _ in range(4):
        ask(anna)
        expect(anna.locator(".pw-turn:last-child .pw-chip").first).to_be_visible()
    wait_until_idle(ben)
    refused = ben.locator(".pw-refusal:visible").count()
    kept = ben.locator(".pw-documents li").count()
    assert refused + kept == len(FILES)
    assert refused >= 6
    ask(anna)

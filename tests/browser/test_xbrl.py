"""An XBRL file dropped with a report, or onto the open one: its figures say whether it agrees."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.report import report
from tests.browser.test_app import ask, assert_shows, drop, open_report
from tests.ui.statement_report import statement_report
from tests.xbrl.filings import YEAR, companyfacts, inline, tagged

QUESTION = "What was net revenue in 2022?"
AGREES = inline(tagged("us-gaap:Revenues", "1,000"), contexts=(YEAR,))
DIFFERS = companyfacts(Revenues=[("2022-01-01", "2022-12-31", 1_100_000_000)])


def test_a_file_alone_belongs_to_the_open_report_and_marks_what_was_answered(visit) -> None:
    page = visit()
    drop(page, ("filing.htm", AGREES))
    assert_shows(page.locator("#pw-sending [role=alert]"), re.compile("^Open the report that this"))
    page.locator("#pw-sending .pw-remove").click()
    open_report(page, statement_report())
    ask(page, QUESTION)
    expect(page.locator(".pw-xbrl")).to_have_count(0)

    drop(page, ("filing.htm", AGREES))

    assert_shows(page.locator(".pw-xbrl"), "XBRL agrees")
    assert_shows(page.locator("#pw-xbrl"), re.compile("filing.htm. It is kept"))
    assert violations(page) == []
    drop(page, ("bad.json", b"{"))
    assert_shows(page.locator("#pw-sending [role=alert]"), re.compile("^bad.json cannot be read"))
    page.reload()
    assert_shows(page.locator(".pw-xbrl"), "XBRL agrees")
    page.click("[data-view=statements]")
    counted = page.locator(".pw-statements > .pw-xbrl")
    assert_shows(counted, re.compile("filing.htm: 1 figures agree, 0 differ"))
    drop(page, ("facts.json", DIFFERS))
    assert_shows(counted, re.compile("facts.json: 0 figures agree, 1 differ"))
    expect(page.locator('.pw-statement [data-xbrl="differs"]')).to_have_count(1)
    assert violations(page) == []


@pytest.mark.parametrize("bad", [b"", b"<html>no report</html>"], ids=["at once", "when read"])
def test_a_file_whose_report_is_refused_says_that_it_was_not_used(visit, bad: bytes) -> None:
    page = visit()

    drop(page, ("facts.json", DIFFERS), ("report.pdf", bad))

    said = page.locator("#pw-sending [role=alert]", has_text="facts.json")
    assert_shows(said, re.compile("^facts.json was not used: its report was not read"))
    open_report(page, statement_report())
    expect(page.locator("#pw-xbrl")).to_have_count(0)


def test_a_file_waits_while_its_report_asks_for_a_password(visit) -> None:
    page = visit()
    drop(page, ("facts.json", DIFFERS), ("report.pdf", report(password="sesame")))
    page.locator(".pw-password input").wait_for()
    expect(page.locator("#pw-sending li")).to_have_count(0)
    page.fill(".pw-password input", "sesame")
    page.press(".pw-password input", "Enter")
    page.wait_for_selector("#pw-xbrl")

    drop(page, ("facts.json", DIFFERS), ("other.pdf", report(title="Other", password="sesame")))
    page.locator(".pw-password input").wait_for()
    page.click(".pw-shelf .pw-readings .pw-remove")  # nobody knows it

    said = page.locator("#pw-sending [role=alert]")
    assert_shows(said, re.compile("^facts.json was not used"))


def test_a_file_dropped_with_a_report_waits_for_it(visit) -> None:
    page = visit()

    drop(page, ("facts.json", DIFFERS), ("report.pdf", statement_report()))

    page.wait_for_selector("#pw-xbrl")
    ask(page, QUESTION)
    assert_shows(page.locator(".pw-xbrl"), "XBRL differs: 1,100,000,000")
    page.click("#pw-language")
    assert_shows(page.locator(".pw-xbrl"), "与 XBRL 不符：1,100,000,000")
    assert violations(page) == []

"""An XBRL file dropped with a report, or onto the open one: its figures say whether it agrees."""

import re

from playwright.sync_api import expect

from tests.browser.axe import violations
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


def test_a_file_dropped_with_a_report_waits_for_it(visit) -> None:
    page = visit()

    drop(page, ("facts.json", DIFFERS), ("report.pdf", statement_report()))

    page.wait_for_selector("#pw-xbrl")
    ask(page, QUESTION)
    assert_shows(page.locator(".pw-xbrl"), "XBRL differs: 1,100,000,000")
    page.click("#pw-language")
    assert_shows(page.locator(".pw-xbrl"), "与 XBRL 不符：1,100,000,000")
    assert violations(page) == []

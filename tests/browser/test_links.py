"""An address names report, page and answer; Back and Forward go through what was looked at."""

import re
from urllib.parse import parse_qs

from playwright.sync_api import Page, expect

from tests.browser.report import CASH_FLOW_PAGE, report
from tests.browser.test_app import QUESTION, ask, assert_shows, open_report, show, wait_for_page


def link_of(page: Page) -> dict[str, str]:
    fragment = page.evaluate("location.hash").removeprefix("#")
    return {name: values[0] for name, values in parse_qs(fragment).items()}


def follow(page: Page, link: str) -> None:
    page.evaluate("(link) => { location.hash = link; }", link)


def test_the_address_names_report_page_and_answer(visit) -> None:
    page = visit()
    document_id = open_report(page)
    assert link_of(page) == {"d": document_id}
    ask(page, "sales of tools in forty countries")
    ask(page)
    page.locator(".pw-finding", has_text="(457)").locator(".pw-chip").first.click()
    wait_for_page(page, CASH_FLOW_PAGE)

    link = link_of(page)

    assert link["d"] == document_id
    assert link["p"] == str(CASH_FLOW_PAGE)
    answer = page.locator(f'.pw-turn[data-answer^="{link["q"]}"]')
    expect(answer.locator(".pw-question")).to_have_text(QUESTION)
    expect(page).to_have_title("Meridian Tools 2024 · Pagewitness")


def test_an_address_opens_report_page_and_answer_with_its_marks(visit, address: str) -> None:
    page = visit()
    open_report(page)
    ask(page)
    page.locator(".pw-finding", has_text="(457)").locator(".pw-chip").first.click()
    wait_for_page(page, CASH_FLOW_PAGE)
    link = page.evaluate("location.hash")
    ask(page, "sales of tools in forty countries")
    show(page, 3)
    other = open_report_beside(page)

    page.goto("about:blank")
    page.goto(address + link)

    wait_for_page(page, CASH_FLOW_PAGE)
    expect(page.locator(".current .pw-marks .cited").first).to_be_visible()
    assert page.evaluate("pagewitness.about.document_id") != other
    expect(page.locator(".pw-turn:has(.pw-chip[aria-pressed])")).to_have_count(1)
    assert page.evaluate("location.hash") == link


def test_an_answer_can_be_named_by_its_number(visit) -> None:
    page = visit()
    document_id = open_report(page)
    ask(page, "sales of tools in forty countries")
    ask(page)

    follow(page, f"#d={document_id}&q=2")

    wait_for_page(page, CASH_FLOW_PAGE)
    expect(page.locator(".pw-turn:has(.pw-chip[aria-pressed]) .pw-question")).to_have_text(QUESTION)


def test_back_and_forward_go_through_pages_and_reports(visit) -> None:
    page = visit()
    first = open_report(page)
    show(page, 3)
    show(page, 9)
    second = open_report_beside(page)
    show(page, 5)

    page.go_back()
    expect(page.locator("#pw-title")).to_have_text("Another Report")
    page.go_back()
    page.wait_for_function("(id) => pagewitness.about.document_id === id", arg=first)
    wait_for_page(page, 9)
    page.go_back()
    wait_for_page(page, 3)
    page.go_forward()
    wait_for_page(page, 9)
    page.go_forward()
    page.go_forward()
    page.wait_for_function("(id) => pagewitness.about.document_id === id", arg=second)
    wait_for_page(page, 5)


def test_turning_one_page_after_another_makes_no_entries(visit) -> None:
    page = visit()
    open_report(page)
    show(page, 3)
    entries = page.evaluate("history.length")
    page.focus("#pw-pane")
    for number in (4, 5, 6):
        page.keyboard.press("ArrowRight")
        wait_for_page(page, number)

    assert page.evaluate("history.length") == entries
    assert link_of(page)["p"] == "6"


def test_a_link_to_somebody_elses_report_opens_nothing_and_says_so(visit, address: str) -> None:
    anna, ben = visit(), visit()
    document_id = open_report(anna)

    ben.goto("about:blank")
    ben.goto(f"{address}#d={document_id}&p=3")

    assert_shows(ben.locator("#pw-conversation .pw-refusal"), re.compile("not in your library"))
    expect(ben.locator("#pw-document")).to_have_count(0)
    expect(ben).to_have_title("Pagewitness")
    own = open_report(ben)
    assert link_of(ben) == {"d": own}


def open_report_beside(page: Page) -> str:
    before = page.evaluate("pagewitness.about.document_id")
    data = report(title="Another Report")
    page.set_input_files(
        "#pw-files", [{"name": "another.pdf", "mimeType": "application/pdf", "buffer": data}]
    )
    page.wait_for_function("(id) => pagewitness.about.document_id !== id", arg=before)
    return str(page.evaluate("pagewitness.about.document_id"))

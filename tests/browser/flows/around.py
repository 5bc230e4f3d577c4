"""What stands around the answers: coming in, files, links, logins, faults, looks."""

from playwright.sync_api import expect

from tests.browser.flows.stage import TIMEOUT_MS, Stage
from tests.browser.report import report
from tests.ui.scanned_reports import scanned_report
from tests.ui.statement_report import statement_report
from tests.xbrl.filings import YEAR, companyfacts, inline, tagged

DIFFERS = companyfacts(Revenues=[("2022-01-01", "2022-12-31", 1_100_000_000)])
AGREES = inline(tagged("us-gaap:Revenues", "1,000"), contexts=(YEAR,))


def first_visit(stage: Stage) -> None:
    stage.page.wait_for_function("document.querySelectorAll('.pw-document').length == 2")
    for number in (1, 2, 3):
        stage.keep(f"tip {number}")
        if number < 3:
            stage.page.click("#pw-tour-next")
    stage.page.click("#pw-tour-end")
    stage.keep("no tips")
    if stage.page.locator("#pw-keys-open").is_visible():
        stage.page.click("#pw-keys-open")
        stage.keep("keys")


def upload(stage: Stage) -> None:
    stage.let("read-on", on=False)
    stage.drop(("a long name of an annual report as it is filed, 2024.pdf", report(200)))
    stage.page.locator(".pw-readings progress").first.wait_for()
    stage.page.wait_for_timeout(1000)
    stage.keep("reading")
    stage.let("read-on")
    stage.page.wait_for_selector("#pw-document")
    stage.keep("open")


def refused(stage: Stage) -> None:
    stage.keep("nothing yet")
    stage.drop(
        ("page.pdf", b"<html>hello</html>"),
        ("empty.pdf", b""),
        ("locked.pdf", report(password="sesame")),
    )
    expect(stage.page.locator(".pw-readings .refused")).to_have_count(3, timeout=TIMEOUT_MS)
    stage.keep("refused")
    stage.page.fill("#pw-question textarea", "What was revenue?")
    stage.page.press("#pw-question textarea", "Enter")
    stage.page.wait_for_selector(".pw-turn .pw-refusal")
    stage.keep("asked of nothing")


def shelf(stage: Stage) -> None:
    titles = ("Meridian Tools 2024", "Alder Mills 2023", "Zephyr Air 2022", "Alder Mills 2021")
    for number, title in enumerate(titles, start=1):
        stage.drop((f"{number}.pdf", report(4, title=title)))
        expect(stage.page.locator(".pw-documents li")).to_have_count(number, timeout=TIMEOUT_MS)
    stage.page.fill("#pw-shelf-search", "alder")
    stage.keep("searched")
    stage.page.fill("#pw-shelf-search", "birch")
    stage.page.click("#pw-rename")
    stage.keep("renamed")


def reading_strip(stage: Stage) -> None:
    stage.open_report(scanned_report())
    if stage.is_narrow:
        stage.page.click(".pw-more summary")
    stage.keep("scans")
    stage.drop(("long.pdf", report(400)))
    expect(stage.page.locator(".pw-strip button")).to_have_count(400, timeout=TIMEOUT_MS)
    if stage.is_narrow:
        stage.page.click(".pw-more summary")
    stage.keep("long")


def links(stage: Stage) -> None:
    stage.page.goto("about:blank")
    stage.page.goto(f"{stage.address}#d={'0' * 32}&p=3")
    stage.page.wait_for_selector("#pw-conversation .pw-refusal")
    stage.keep("leads nowhere")


def login(stage: Stage) -> None:
    stage.keep("page")
    stage.page.get_by_label("Name").fill("anna")
    stage.page.get_by_label("Password").fill("wrong")
    stage.page.get_by_role("button", name="Log in").click()
    stage.page.get_by_role("alert").wait_for()
    stage.keep("wrong")
    stage.page.get_by_label("Password").fill("1")
    stage.page.get_by_role("button", name="Log in").click()
    stage.page.wait_for_selector("body.pw-ready-to-use")
    stage.page.wait_for_function("document.querySelectorAll('.pw-document').length == 2")
    stage.keep("in")


def connection(stage: Stage) -> None:
    stage.open_sample()
    stage.ask("What was revenue?")
    stage.context.set_offline(True)
    stage.page.wait_for_selector("#pw-lost")
    stage.keep("lost")
    stage.context.set_offline(False)


def scans(stage: Stage) -> None:
    stage.let("ocr-on", on=False)
    stage.open_report(scanned_report())
    more = stage.page.locator(".pw-more")
    if stage.is_narrow:
        more.locator("summary").first.click()
    stage.page.get_by_role("button", name="Read them by OCR").click()
    expect(stage.page.locator("#pw-scans small")).to_contain_text("page 1", timeout=TIMEOUT_MS)
    stage.keep("reading")
    stage.let("ocr-on")
    expect(stage.page.locator(".pw-strip .with-ocr")).to_have_count(2, timeout=TIMEOUT_MS)
    stage.ask("What was revenue?")
    stage.show_chip()
    stage.keep("answer")


def xbrl(stage: Stage) -> None:
    stage.drop(("filing.htm", AGREES))
    stage.page.wait_for_selector("#pw-sending [role=alert]")
    stage.keep("alone")
    stage.page.click("#pw-sending .pw-remove")
    stage.drop(("facts.json", DIFFERS), ("report.pdf", statement_report()))
    stage.page.wait_for_selector("#pw-xbrl", state="attached")
    stage.ask("What was net revenue in 2022?")
    stage.keep("differs")
    stage.drop(("filing.htm", AGREES))
    agrees = stage.page.locator('.pw-xbrl[data-xbrl="agrees"]')
    expect(agrees).to_have_count(1, timeout=TIMEOUT_MS)
    stage.ask("What was the gross margin in 2022?")
    stage.keep("agrees")
    stage.drop(("facts.json", DIFFERS))
    stage.page.click("[data-view=statements]")
    stage.page.locator('.pw-statement [data-xbrl="differs"]').wait_for()
    stage.keep("statements")
    stage.drop(("facts.json", DIFFERS), ("empty.pdf", b""))
    stage.page.locator("#pw-sending [role=alert]", has_text="facts.json").wait_for()
    stage.keep("without report")


def settings(stage: Stage) -> None:
    stage.page.wait_for_selector("body.pw-has-model")
    stage.open_sample()
    stage.page.click("[data-reader=quotes]")
    if stage.is_narrow:
        stage.page.click(".pw-more summary")
    stage.page.locator(".pw-tick").nth(1).check()
    stage.page.wait_for_selector("#pw-plan p", state="attached")
    stage.keep("quotes of ticked sections")

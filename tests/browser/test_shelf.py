"""The shelf: reports found, ordered and named; what was put away stays away."""

from playwright.sync_api import Page, expect

from tests.browser.report import HOSTILE, report
from tests.browser.test_app import ask, drop, open_report

TITLES = ("Meridian Tools 2024", "Alder Mills 2023", "Zephyr Air 2022", "Alder Mills 2021")


def names(page: Page) -> list[str]:
    return page.locator(".pw-documents li:not([hidden]) .pw-document b").all_inner_texts()


def open_all(page: Page) -> None:
    for number, title in enumerate(TITLES, start=1):
        drop(page, (f"{number}.pdf", report(4, title=title)))
        expect(page.locator(".pw-documents li")).to_have_count(number)
    expect(page.locator("#pw-title")).to_have_text(TITLES[-1])


def rename(page: Page, name: str, key: str = "Enter") -> None:
    page.click("#pw-rename")
    page.fill("#pw-name", name)
    page.press("#pw-name", key)


def test_reports_are_found_by_their_words_and_put_in_order(visit) -> None:
    page = visit()
    open_all(page)
    assert names(page) == list(reversed(TITLES))

    page.select_option("#pw-shelf-order", "name")
    assert names(page) == sorted(TITLES)
    page.fill("#pw-shelf-search", "alder 202")
    assert names(page) == ["Alder Mills 2021", "Alder Mills 2023"]
    page.fill("#pw-shelf-search", "birch")
    expect(page.locator("#pw-shelf-nothing")).to_be_visible()
    page.press("#pw-shelf-search", "Escape")
    assert names(page) == sorted(TITLES)

    page.reload()
    page.wait_for_selector(".pw-documents li >> nth=3")
    expect(page.locator("#pw-shelf-order")).to_have_value("name")
    assert names(page) == sorted(TITLES)
    page.select_option("#pw-shelf-order", "newest")
    assert names(page) == list(reversed(TITLES))


def test_a_report_is_renamed_and_gets_its_own_name_back(visit) -> None:
    page = visit()
    open_report(page)
    ask(page)
    rename(page, f"10-K/A for Monday {HOSTILE}")
    expect(page.locator("#pw-title")).to_have_text(f"10-K/A for Monday {HOSTILE}")
    expect(page.locator(".pw-document b")).to_have_text(f"10-K/A for Monday {HOSTILE}")
    expect(page).to_have_title(f"10-K/A for Monday {HOSTILE} · Pagewitness")
    expect(page.locator(".pw-turn")).to_have_count(1)

    rename(page, "never kept", "Escape")
    rename(page, "")

    expect(page.locator("#pw-title")).to_have_text("Meridian Tools 2024")
    with page.expect_download() as started:
        page.click("#pw-export")
    assert started.value.suggested_filename == "Meridian Tools 2024.md"


def test_a_new_name_leaves_the_statements_in_sight(visit) -> None:
    page = visit()
    open_report(page)
    page.click("[data-view=statements]")
    rename(page, "For Monday")
    expect(page.locator("#pw-title")).to_have_text("For Monday")

    assert page.evaluate("document.body.classList.contains('pw-shows-statements')")


def test_refusals_that_were_put_away_stay_away(visit) -> None:
    page = visit()
    locked = report(password="sesame")
    drop(page, ("page.pdf", b"<html>hello</html>"), ("empty.pdf", b""), ("locked.pdf", locked))
    refusals = page.locator(".pw-readings .refused")
    expect(refusals).to_have_count(3)
    for left in (2, 1, 0):
        refusals.first.locator(".pw-remove").click()
        expect(refusals).to_have_count(left)

    open_report(page)
    page.wait_for_timeout(1500)
    expect(refusals).to_have_count(0)
    page.reload()
    page.wait_for_selector("#pw-document")
    expect(refusals).to_have_count(0)

"""Reports looked at, compared and asked many things at once."""

from playwright.sync_api import expect

from tests.browser.asking import BOX
from tests.browser.flows.stage import TIMEOUT_MS, Stage
from tests.compare.filings import first_filing, later_filing, other_filing


def find(stage: Stage) -> None:
    stage.open_sample()
    stage.page.evaluate("pagewitness.view.go(43)")
    stage.page.click("[data-find=open]")
    stage.page.fill("#pw-find-words", "revenue")
    expect(stage.page.locator("#pw-find-count")).to_contain_text("of", timeout=TIMEOUT_MS)
    stage.page.locator(".current .pw-hits .shown").wait_for()
    stage.keep("found")
    stage.page.fill("#pw-find-words", "penguins")
    expect(stage.page.locator("#pw-find-count")).to_contain_text("not found", timeout=TIMEOUT_MS)
    stage.keep("nothing")


def thumbnails(stage: Stage) -> None:
    stage.open_sample()
    stage.ask("days sales outstanding")
    stage.show_chip(".pw-turn:last-child .pw-figure-formula .pw-chip")
    stage.page.click("#pw-thumbs-button")
    stage.page.wait_for_function(
        "document.querySelector('.pw-thumb[aria-current] img')?.naturalWidth > 0"
    )
    stage.keep("strip")


def page_pane(stage: Stage) -> None:
    stage.open_sample()
    stage.page.evaluate("pagewitness.view.go(43)")
    for _ in range(2):
        stage.page.click("[data-pane=larger]")
    stage.keep("larger")
    stage.page.evaluate("pagewitness.view.setZoom(1)")
    stage.page.locator("#pw-view").evaluate(
        "(view) => view.scrollBy(0, view.querySelector('.current').offsetHeight / 2)"
    )
    stage.keep("between pages")
    stage.page.fill("#pw-number", "999")
    stage.page.press("#pw-number", "Enter")
    stage.keep("no such page")
    if not stage.is_narrow:
        for _ in range(6):
            stage.page.press("#pw-border-right", "ArrowLeft")
        stage.keep("resized")


def statements(stage: Stage) -> None:
    stage.open_sample()
    stage.page.click("[data-view=statements]")
    stage.page.wait_for_selector(".pw-statement")
    stage.keep("view")
    stage.page.locator(".pw-statement .pw-place").nth(8).click()
    stage.page.locator(".current .pw-marks .cited").first.wait_for()
    stage.keep("cell")
    stage.close_page()
    stage.page.locator(".pw-tie-outs").last.scroll_into_view_if_needed()
    stage.keep("end")


def _open_all(stage: Stage) -> None:
    made = (("first.pdf", first_filing), ("later.pdf", later_filing), ("other.pdf", other_filing))
    stage.drop(*((name, make()) for name, make in made))
    expect(stage.page.locator(".pw-documents li")).to_have_count(3, timeout=TIMEOUT_MS)
    stage.page.wait_for_selector("#pw-document")


def _tick(stage: Stage, *names: str) -> None:
    for name in names:
        row = stage.page.locator(".pw-documents li", has_text=name)
        row.locator(".pw-pick-box").focus()
        stage.page.keyboard.press("Space")


def _ask_together(stage: Stage, question: str) -> None:
    stage.page.fill(BOX, question)
    stage.page.press(BOX, "Enter")
    done = stage.page.locator("#pw-comparing .pw-comparison[data-done='1'] .pw-question")
    expect(done).to_have_text(question, timeout=TIMEOUT_MS)


def together(stage: Stage) -> None:
    _open_all(stage)
    _tick(stage, "first.pdf")
    stage.keep("one ticked")
    _tick(stage, "later.pdf", "other.pdf")
    stage.keep("ticked")
    _ask_together(stage, "revenue")
    stage.page.locator("#pw-comparing").scroll_into_view_if_needed()
    stage.keep("answered")
    stage.page.locator(".pw-comparison .pw-chart").last.scroll_into_view_if_needed()
    stage.keep("chart")
    _ask_together(stage, "Who is the auditor?")
    stage.keep("words")


def restated(stage: Stage) -> None:
    _open_all(stage)
    _tick(stage, "later.pdf", "first.pdf")
    _ask_together(stage, "revenue")
    place = stage.page.locator(".pw-restated").last
    place.scroll_into_view_if_needed()
    stage.keep("rows")
    place.locator(".pw-look").first.click()
    stage.page.locator(".current .pw-marks .cited").first.wait_for()
    stage.keep("page")


def grid(stage: Stage) -> None:
    page = stage.page
    page.wait_for_function("document.querySelectorAll('.pw-document').length == 2")
    page.click("#pw-grids")
    page.wait_for_selector("body.pw-ready-to-use #pw-new-grid")
    for tick in page.locator('input[name="document"]').all():
        tick.check()
    stage.keep("new")
    page.check('input[name="list"][value="ratios"]')
    page.click("#pw-new-grid .main")
    page.wait_for_url("**/grid/*")
    stage.keep("fills")
    expect(page.locator('#pw-grid td[data-kind="waiting"]')).to_have_count(0, timeout=TIMEOUT_MS)
    stage.keep("filled")
    cell = page.locator('#pw-grid td[data-place="0,0"]')
    for place, key in (("1,0", "a"), ("0,1", "x"), ("0,0", "a")):
        cell = page.locator(f'#pw-grid td[data-place="{place}"]')
        cell.focus()
        cell.press("Enter")
        page.locator("#pw-panel .pw-grid-answer").wait_for()
        page.keyboard.press(key)
        expect(cell).not_to_have_attribute("data-state", "unchecked", timeout=TIMEOUT_MS)
    page.keyboard.press("n")
    page.keyboard.type("asked the company")
    page.keyboard.press("Tab")
    page.wait_for_function("document.querySelector('#pw-page-picture img').naturalWidth > 0")
    stage.keep("cell")
    page.goto(stage.address + "grids")
    page.wait_for_selector(".pw-grids li")
    stage.keep("all")

"""Questions and what becomes of them."""

from playwright.sync_api import expect

from tests.browser.asking import BOX, send
from tests.browser.flows.stage import TIMEOUT_MS, Stage
from tests.browser.report import report

LIST = (
    "purchases of property, plant and equipment",
    "Why did gross margin fall?",
    "Depreciation and amortization",
    "Who plays the tuba?",
)


def quotes(stage: Stage) -> None:
    stage.open_sample()
    stage.keep("opened")
    stage.ask("Why did gross margin fall?")
    stage.keep("answer")
    stage.page.locator(".pw-folded summary").first.click()
    stage.show_chip()
    stage.keep("page")


def figure_card(stage: Stage) -> None:
    stage.open_sample()
    stage.ask("What was the gross margin in 2024?")
    stage.keep("stated")
    stage.ask("How did revenue change?")
    stage.keep("change")
    stage.show_chip(".pw-turn:last-child .pw-figure .pw-chip")
    stage.keep("page")
    stage.close_page()
    stage.page.locator("#pw-language").click()
    stage.open_sample("annual_report_zh.pdf")
    stage.ask("资产负债率是多少？")
    stage.keep("chinese")


def formula(stage: Stage) -> None:
    stage.open_sample()
    stage.ask("days sales outstanding")
    stage.keep("card")
    stage.show_chip(".pw-turn:last-child .pw-figure-formula .pw-chip")
    stage.keep("operand")


def refusal(stage: Stage) -> None:
    stage.open_sample()
    stage.ask("How many penguins live on Mars?")
    stage.keep("nothing")
    stage.ask("What was revenue in 2031?")
    stage.keep("no such year")


def follow_up(stage: Stage) -> None:
    stage.open_sample()
    stage.ask("What was net income in 2024?")
    stage.ask("and in 2023?")
    stage.keep("read as")


def actions(stage: Stage) -> None:
    stage.open_sample()
    stage.ask("What was revenue?")
    turn = stage.page.locator(".pw-turn").last
    turn.locator("[data-do=edit_question]").click()
    stage.keep("edit")
    turn.locator("[data-do=delete_answer]").first.click()
    stage.page.evaluate(
        "document.querySelectorAll('.pw-sure').forEach((e) => e.classList.add('asking'))"
    )
    stage.keep("sure")


def selected_words(stage: Stage) -> None:
    stage.open_sample()
    stage.page.evaluate("pagewitness.view.go(43)")
    stage.page.wait_for_selector(".current .pw-words span", state="attached")
    stage.page.evaluate(
        """() => {
          const row = [...document.querySelectorAll('.current .pw-words div')][6];
          const spans = [...row.children];
          const last = spans.at(-1).firstChild;
          getSelection().setBaseAndExtent(spans[0].firstChild, 0, last, last.length);
        }"""
    )
    stage.page.wait_for_selector("#pw-ask-selected:not([hidden])")
    stage.keep("selected")


def question_list(stage: Stage) -> None:
    stage.open_sample()
    stage.paste("What was revenue?\nWho is the auditor?\nWhy did gross margin fall?\nA tuba?")
    stage.keep("pasted")
    stage.page.press(BOX, "Enter")
    expect(stage.page.locator(".pw-list")).to_contain_text("4 of 4", timeout=TIMEOUT_MS)
    stage.keep("answered")
    stage.page.set_input_files(
        "#pw-list-file",
        {"name": "list.txt", "mimeType": "text/plain", "buffer": b"%PDF-1.3\n1 0 obj"},
    )
    stage.page.wait_for_selector("#pw-list-hint [role=alert]")
    stage.keep("refused")


def list_stopped(stage: Stage) -> None:
    stage.let("read-on")
    stage.let("answer-on", on=False)
    stage.open_report(report())
    stage.paste("\n".join(LIST))
    stage.page.press(BOX, "Enter")
    expect(stage.page.locator(".pw-finding")).to_have_count(1, timeout=TIMEOUT_MS)
    stage.let("answer-on-once")
    expect(stage.page.locator(".pw-list")).to_contain_text("1 of 4", timeout=TIMEOUT_MS)
    stage.keep("under way")
    stage.page.keyboard.press("Escape")
    stage.page.get_by_role("button", name="unanswered into the box").wait_for()
    stage.keep("stopped")


def waiting(stage: Stage) -> None:
    stage.let("read-on")
    stage.let("answer-on", on=False)
    stage.open_report(report())
    others = []
    for _ in range(3):
        other = stage.context.new_page()
        other.goto(stage.address)
        other.wait_for_selector("#pw-document")
        send(other, LIST[0])
        other.wait_for_selector(".pw-working")
        others.append(other)
    stage.page.bring_to_front()
    send(stage.page, LIST[1])
    expect(stage.page.locator(".pw-working")).to_contain_text("before you", timeout=TIMEOUT_MS)
    stage.keep("waits")
    stage.page.fill(BOX, LIST[2])
    stage.page.press(BOX, "Enter")
    expect(stage.page.locator("#pw-list-hint")).to_contain_text("soon", timeout=TIMEOUT_MS)
    stage.keep("asked next")
    stage.let("answer-on")
    stage.page.wait_for_selector(".pw-receipt")


def saved_card(stage: Stage) -> None:
    asked = (("en", "days sales outstanding"), ("zh", "应收账款周转天数"))
    link = stage.page.locator(".pw-turn:last-child .pw-save a", has_text="HTML")
    paths = []
    for language, question in asked:  # a card speaks the language of its question
        stage.open_sample(f"annual_report_{language}.pdf")
        stage.ask(question)
        with stage.page.expect_download() as saving:
            link.click()
        paths.append(stage.home / f"card_{language}.html")
        saving.value.save_as(paths[-1])
    for path in paths:
        stage.page.goto(path.as_uri())
        stage.keep(path.stem)


def model(stage: Stage) -> None:
    stage.page.wait_for_selector("body.pw-has-model")
    stage.open_sample()
    stage.ask("Why did the gross margin fall?")
    stage.page.locator(".pw-unwitnessed summary").first.click()
    stage.keep("unwitnessed")
    stage.ask("How many penguins are there?")
    stage.page.locator(".pw-unwitnessed summary").last.click()
    stage.keep("withheld")

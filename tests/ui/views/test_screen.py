"""What Python draws: nothing that comes from a PDF, a file name or an answer becomes a tag."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from qa.answer import Answer, AnswerFigure, Citation, Coverage, FigureInput, Span
from qa.document import BBox, Line, Page, PageStatus, Section
from qa.errors import NeedsPassword, NotAPdf
from qa.library import StoredDocument
from qa.pdf.file_kind import KINDS, OFFICE, guess_kind
from qa.readers.extractive.reader import NOTHING_FITS
from tests.ui.small_reports import HOSTILE, Parsed
from ui.state.upload import State, Upload
from ui.views import conversation_view
from ui.views.chip import chip
from ui.views.document_list import shelf
from ui.views.document_panel import facts, page_words
from ui.views.i18n import error_text
from ui.views.phrases_errors import DETAILS

ROW = "Purchases of property (157) (137)"


@pytest.fixture
def answer() -> Answer:
    text = f"{ROW}; $ millions; 2024 2023"
    context = Span(2, 0, 11, "in millions", (BBox(72, 80, 140, 90),))
    citation = Citation(
        "ab" * 32, 2, "58", ROW, 10, 43, (BBox(72, 100.123, 300, 112),), 0, len(text), (context,)
    )
    return Answer("capex?", text, (citation,), Coverage((1, 2), (3,), ()), "quotes", "stop", 0.04)


def hostile(document: StoredDocument) -> StoredDocument:
    section = Section(HOSTILE, 1, 1, 2, 10)
    return replace(document, own_title=HOSTILE, file_name=HOSTILE, sections=(section,))


def assert_inert(html: str, times: int) -> None:
    parsed = Parsed(html)
    assert not {"img", "script", "iframe"} & set(parsed.tags)
    hrefs = [value or "" for name, value in parsed.attributes if name == "href"]
    assert all(re.fullmatch(r"pw/documents/[\w/.]+", href) for href in hrefs)  # ours alone
    assert parsed.tags.count("a") == len(hrefs)
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]
    assert parsed.words.count(HOSTILE) == times


def test_hostile_text_stays_text_on_the_shelf(document: StoredDocument) -> None:
    reading = Upload("1", "me", HOSTILE, Path("x"), state=State.REFUSED)
    refused = replace(reading, error=NotAPdf(file_name=HOSTILE, kind=HOSTILE))
    assert_inert(shelf([refused], [hostile(document)]), 1 + 4 + 2 + 2)


def test_an_estimate_of_tokens_looks_like_one(document: StoredDocument) -> None:
    large = replace(document, page_tokens=(24_000, 792))
    assert "about 24,800 of 262,144 tokens" in facts(large)
    assert "about 42 of 262,144 tokens" in facts(replace(document, page_tokens=(40, 2)))


def test_a_report_longer_than_a_model_reads_is_no_alarm(document: StoredDocument) -> None:
    html = facts(replace(document, page_tokens=(334_000, 43)))
    assert "more than a model reads at once" in html
    assert "over" not in html[html.index("pw-meter") :][:20]  # quotes are found in all of it


def test_hostile_text_stays_text_among_the_facts(document: StoredDocument) -> None:
    assert_inert(facts(hostile(document)), 2)


def test_hostile_text_stays_text_in_the_conversation(
    document: StoredDocument, answer: Answer
) -> None:
    citation = replace(
        answer.citations[0], cited_text=HOSTILE, printed_number=HOSTILE, answer_end=len(HOSTILE)
    )
    bad = replace(answer, question=HOSTILE, text=HOSTILE, citations=(citation,), reader=HOSTILE)
    html = conversation_view.conversation(hostile(document), [bad])
    assert_inert(html, 5)  # question, quote, chip in two languages, reader


def test_hostile_text_stays_text_in_suggestions_and_running_answers(
    document: StoredDocument,
) -> None:
    assert_inert(conversation_view.suggestions(document, [HOSTILE], [HOSTILE]), 2)
    running = conversation_view.running_turn(
        document, HOSTILE, HOSTILE, [], conversation_view.both("searching")
    )
    assert_inert(running, 2)


def test_hostile_text_stays_text_in_the_exported_markdown(
    document: StoredDocument, answer: Answer
) -> None:
    bad = replace(answer, question=f"# {HOSTILE} [x](http://evil)", text="**bold** ![x](y)")
    markdown = conversation_view.export_markdown(hostile(document), [bad], "en")
    assert "\\<script\\>" in markdown
    assert "<script>" not in markdown.replace("\\<", "")
    assert "\\[x\\](http" in markdown
    assert "\\*\\*bold\\*\\*" in markdown


def test_the_export_holds_questions_quotes_and_pages(
    document: StoredDocument, answer: Answer
) -> None:
    english = conversation_view.export_markdown(document, [answer], "en")
    chinese = conversation_view.export_markdown(document, [answer], "zh")
    assert "## capex?" in english
    assert f"- p. 58 (PDF 2): “{ROW}”" in english
    assert f"- 第 58 页 (PDF 2): “{ROW}”" in chinese


def test_the_export_holds_figures_with_their_inputs(
    document: StoredDocument, answer: Answer
) -> None:
    given = FigureInput("gross | profit", "4", "2022", 0)
    figure = AnswerFigure(
        "gross margin", "40", "40.0%", "percent", "2022", formula="profit ÷ sales", inputs=(given,)
    )
    missing = AnswerFigure("dso", None, "n/a", "", "2022")
    answer = replace(answer, figures=(figure, missing))
    english = conversation_view.export_markdown(document, [answer], "en")
    assert (
        "| figure | value | unit | period | formula |\n| --- | --- | --- | --- | --- |\n"
        "| gross margin | 40 | percent | 2022 | profit ÷ sales |\n"
        "| · gross \\| profit | 4 |  | 2022 |  |\n| dso | n/a |  | 2022 |  |\n"
    ) in english
    assert "| 指标 | 数值 |" in conversation_view.export_markdown(document, [answer], "zh")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see http://evil.com/a", "see http\\://evil.com/a"),
        ("FTP://evil.com", "FTP\\://evil.com"),
        ("at www.evil.com.", "at www\\.evil.com."),
        ("mailto:a@b.com", "mailto\\:a\\@b.com"),
        ("ratio 2:1; note: 3.5", "ratio 2:1; note: 3.5"),
    ],
)
def test_a_bare_address_is_no_link_in_the_export(
    document: StoredDocument, answer: Answer, text: str, written: str
) -> None:
    answer = replace(answer, text=text, citations=())
    assert f"\n{written}\n" in conversation_view.export_markdown(document, [answer], "en")


def test_a_finding_shows_the_row_then_its_context_then_its_page(
    document: StoredDocument, answer: Answer
) -> None:
    html = conversation_view.turn(document, answer)
    assert f'<p class="pw-quote" dir="auto">{ROW}</p>' in html
    assert "$ millions; 2024 2023</p>" in html
    assert html.index("pw-quote") < html.index("pw-context") < html.index("pw-chip")


def test_a_chip_holds_all_that_the_page_needs(document: StoredDocument, answer: Answer) -> None:
    button = Parsed(chip(document, answer.citations[0]))
    target = json.loads(dict(button.attributes)["data-citation"] or "")
    assert target == {
        "document_id": document.document_id,
        "page_number": 2,
        "boxes": [[72, 100.12, 300, 112]],
        "context": [{"page_number": 2, "boxes": [[72, 80, 140, 90]]}],
    }


def test_the_receipt_names_the_pages_that_could_not_be_searched(
    document: StoredDocument, answer: Answer
) -> None:
    many = replace(answer, coverage=Coverage((1,), tuple(range(2, 20)), ()))
    assert "PDF\N{NO-BREAK SPACE}3" in conversation_view.turn(document, answer)
    assert "PDF\N{NO-BREAK SPACE}13 +6" in conversation_view.turn(document, many)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("not found", "Nothing in this report answers that."),
        ("cancelled", "Stopped."),
        ("length", "cut at its length limit"),
    ],
)
def test_an_answer_that_did_not_end_well_says_so(
    document: StoredDocument, answer: Answer, reason: str, sentence: str
) -> None:
    ended = replace(answer, finish_reason=reason)  # type: ignore[arg-type]
    assert sentence in conversation_view.turn(document, ended)


def test_nothing_found_is_said_once_and_in_both_languages(
    document: StoredDocument, answer: Answer
) -> None:
    empty = replace(answer, text="Nothing fits.", citations=(), finish_reason="not found")
    html = conversation_view.turn(document, empty)
    assert "Nothing fits." not in html
    assert "Nothing in this report answers that." in html
    assert "这份报告里没有找到答案" in html
    assert "Nothing fits." not in conversation_view.export_markdown(document, [empty], "en")


def test_a_refusal_names_what_was_not_found(document: StoredDocument, answer: Answer) -> None:
    text = NOTHING_FITS[0].format(f"penguins {HOSTILE}")
    html = conversation_view.turn(
        document, replace(answer, text=text, citations=(), finish_reason="not found")
    )
    words = Parsed(html).words
    assert f"Nothing in this report answers “penguins {HOSTILE}”." in words
    assert f"没有找到与“penguins {HOSTILE}”相符的内容。" in words
    assert "script" not in Parsed(html).tags


def test_the_strip_has_a_cell_for_every_page_and_a_count_for_every_status(
    document: StoredDocument,
) -> None:
    statuses = (PageStatus.TEXT, PageStatus.NO_TEXT, PageStatus.UNREADABLE, PageStatus.FAILED)
    mixed = replace(document, statuses=(*statuses, PageStatus.NOT_READ), num_pages_in_file=9)
    mixed = replace(mixed, page_sizes=((612, 792),) * 5, printed_numbers=(None,) * 5)
    html = unescape(facts(mixed))
    cells = html.split('class="pw-strip"')[1].split('class="pw-legend"')[0]
    assert cells.count("<button") == 5
    for name in ("s-text", "s-no-text", "s-unreadable", "s-failed", "s-not-read"):
        assert html.count(f'class="{name}"') == 2  # its cell and its place in the legend
    assert "Only the first 5 of 9 pages were read." in html


def test_the_page_is_told_how_every_page_of_a_report_is_named(document: StoredDocument) -> None:
    named = replace(document, printed_numbers=("ii", "2", None))
    about = json.loads(dict(Parsed(facts(named)).attributes)["data-document"] or "")
    assert about["page_labels"] == {
        "en": ["p. ii (PDF 1)", "p. 2", "PDF p. 3"],
        "zh": ["第 ii 页 (PDF 1)", "第 2 页", "PDF 第 3 页"],
    }


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (("4", "5", "6"), 'p. 4 (PDF 1)</span><span lang="zh">第 4 页 (PDF 1)</span> – 6 · '),
        ((None, "ii", "1"), 'PDF p. 1</span><span lang="zh">PDF 第 1 页</span> – 3 · '),
        (("4", "5", None), "(PDF 1)</span> – PDF 3 · "),
    ],
)
def test_a_section_ends_with_a_number_of_the_kind_it_begins_with(
    document: StoredDocument, printed: tuple[str | None, ...], shown: str
) -> None:
    sections = (Section("Contents", 1, 1, 3, 90),)
    html = facts(replace(document, printed_numbers=printed, sections=sections))
    assert shown in html


def test_what_a_refused_file_looks_like_is_said_in_chinese_too() -> None:
    error = NotAPdf(file_name="a.pdf", kind=guess_kind(b"<html>"))
    assert error_text(error, "en").startswith("a.pdf is not a PDF (it looks like a web page).")
    assert error_text(error, "zh") == "a.pdf 不是 PDF（看起来是网页）。请存为 PDF 后再拖入。"
    kinds = {guess_kind(b""), *(kind for _, kind in (*KINDS, *OFFICE))}
    assert kinds <= DETAILS.keys()


def test_sections_nest_by_level_and_show_pages_and_size(document: StoredDocument) -> None:
    sections = (
        Section("Item 7", 1, 1, 3, 12_345),
        Section("Results", 2, 1, 2, 800),
        Section("Item 8", 1, 3, 3, 90),
    )
    html = facts(replace(document, sections=sections))
    tree = html.split('class="pw-sections"')[1]
    assert tree.count("pw-fold") == 1
    parts = tree[tree.index("<ul hidden>") : tree.index("</ul></li>")]
    assert "Results" in parts
    assert tree.index("Item 7") < tree.index(parts) < tree.index("Item 8")
    assert "12.3k" in tree
    assert "– 3" in tree


def test_a_locked_file_asks_for_its_password() -> None:
    reading = Upload("r1", "me", "a.pdf", Path("x"), state=State.REFUSED)
    locked = shelf([replace(reading, error=NeedsPassword(file_name="a.pdf"))], [])
    refused = shelf([replace(reading, error=NotAPdf(file_name="a", kind="PNG"))], [])
    assert 'type="password"' in locked
    assert 'type="password"' not in refused


def test_words_are_placed_by_their_own_edges() -> None:
    edges = (10.0, 15.0, 20.0, 22.0, 30.0, 35.0)
    with_edges = Line("ab cd", BBox(10, 5, 35, 15), edges)
    without = Line("x y", BBox(1, 20, 9, 30))
    page = Page(3, "iii", 100, 200, (with_edges, without), PageStatus.TEXT)
    words = page_words(page)
    assert words["lines"][0]["words"] == [("ab", 10.0, 20.0), ("cd", 22.0, 35.0)]
    assert words["lines"][1]["words"] == [("x y", 1, 9)]
    assert words["printed_number"] == "iii"


def test_of_very_many_answers_the_newest_are_on_screen_and_it_says_so(
    document: StoredDocument, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_view, "MOST_SHOWN", 2)
    answers = [replace(answer, question=f"question {number}") for number in range(5)]
    words = Parsed(conversation_view.conversation(document, answers)).words
    assert "3 earlier answers are kept and not shown" in words
    assert "question 2" not in words
    assert "question 3" in words
    assert "question 4" in words
    assert "earlier" not in conversation_view.conversation(document, answers[:2])

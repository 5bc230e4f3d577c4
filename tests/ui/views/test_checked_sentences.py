"""What a model wrote: borne out sentences with their chips, others folded and marked."""

from dataclasses import replace

import pytest

from qa.answer import Answer, AnswerSentence, CheckedFigure
from qa.library import StoredDocument
from tests.library.small_documents import answer as sample
from ui.views import conversation_view

TEXT = "Net sales grew 7.4%. <b>They</b> were $9.\nSo it is."
HOLDS = CheckedFigure(15, 19, True, 0)
FAILS = CheckedFigure(38, 40, False)
SENTENCES = (
    AnswerSentence(0, 20, "witnessed", (0,), (HOLDS,)),
    AnswerSentence(21, 41, "unwitnessed", (), (FAILS,)),
    AnswerSentence(42, 51, "no claim"),
)


@pytest.fixture
def checked() -> Answer:
    return replace(sample(), text=TEXT, figures=(), sentences=SENTENCES, reader="a model")


def test_figures_that_hold_have_a_quiet_mark_and_those_that_do_not_a_loud_one(
    document: StoredDocument, checked: Answer
) -> None:
    html = conversation_view.turn(document, checked)

    assert '<span class="pw-figure-holds">7.4%<sup' in html
    assert '<span class="pw-figure-fails">$9<sup' in html
    assert 'class="pw-chip" data-citation' in html


def test_a_sentence_without_a_witness_is_folded_marked_and_counted(
    document: StoredDocument, checked: Answer
) -> None:
    html = conversation_view.turn(document, checked)
    before, _, folded = html.partition('<details class="pw-unwitnessed">')
    folded, _, behind = folded.partition("</details>")

    assert "They" in folded and "They" not in before + behind
    assert "No witness in this report" in folded and "报告中没有依据" in folded
    assert "<b>They" not in html
    assert "1 of 2 sentences without a witness" in behind


def test_a_sentence_that_is_copied_is_shown_as_a_quote_without_marks(
    document: StoredDocument, checked: Answer
) -> None:
    (citation, *_) = checked.citations
    words = " ".join(citation.cited_text.split())
    copied = AnswerSentence(0, len(words), "witnessed", (0,), (CheckedFigure(0, 3, True, 0),))
    answer = replace(checked, text=words, citations=(citation,), sentences=(copied,))

    html = conversation_view.turn(document, answer)

    assert "pw-figure-holds" not in html and "pw-unwitnessed" not in html
    assert html.count('class="pw-chip" data-citation') == 1
    assert html.count('<div class="pw-finding">') == 1


def test_a_running_answer_marks_them_too(document: StoredDocument, checked: Answer) -> None:
    html = conversation_view.running_turn(
        document, "?", TEXT, checked.citations, conversation_view.both("answering"), SENTENCES
    )

    assert "pw-figure-holds" in html and "pw-unwitnessed" in html


def test_what_was_withheld_is_folded_below_what_the_search_found(
    document: StoredDocument, checked: Answer
) -> None:
    text = "Not stated in this document.\nNet sales grew 7.4%"
    citation = replace(checked.citations[0], answer_start=29, answer_end=48)
    withheld = replace(
        checked,
        text=text,
        citations=(citation,),
        sentences=(),
        withheld="Elon Musk & co.",
        finish_reason="not found",
    )
    html = conversation_view.turn(document, withheld)

    assert html.index("Not stated in this report.") < html.index("Net sales grew 7.4%")
    assert html.index("Net sales grew 7.4%") < html.index("pw-unwitnessed")
    assert "Elon Musk &amp; co." in html.partition("pw-unwitnessed")[2]
    assert "Not stated in this document" not in html
    assert "what the search found stands here" in html
    nothing = replace(withheld, text="Not stated in this document.", citations=())
    assert "what the search found" not in conversation_view.turn(document, nothing)


def test_the_export_has_both_marks_in_its_language(
    document: StoredDocument, checked: Answer
) -> None:
    english = conversation_view.export_markdown(document, [checked], "en")
    chinese = conversation_view.export_markdown(document, [checked], "zh")

    assert "Net sales grew 7.4% ✓." in english
    assert "were $9 ✗. \\[no witness in this report\\]" in english
    assert "\\[报告中没有依据\\]" in chinese


def test_the_export_says_what_was_withheld(document: StoredDocument, checked: Answer) -> None:
    withheld = replace(checked, sentences=(), withheld="Elon Musk.", finish_reason="not found")

    english = conversation_view.export_markdown(document, [withheld], "en")

    assert "> no witness in this report: Elon Musk." in english

"""What a model wrote beside what was found without it: figures first, the best quote always."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.answer import Answer, AnswerEvent, CitationFound, FiguresFound, TextDelta
from qa.library import Library, StoredDocument
from qa.pipeline import read_document
from qa.readers.witnessing import WitnessedQuestion, search, witnessed

SAMPLE = Path(__file__).parents[2] / "sample_docs" / "annual_report_en.pdf"
FIGURE = "What were days sales outstanding in 2025?"
WORDS = "Who audits the company?"
OTHER = "How many people does the company employ?"  # its pages are those that the model has read


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredDocument]:
    with Library(tmp_path_factory.mktemp("library")) as library:
        yield read_document(SAMPLE, library=library)


def written(document: StoredDocument, question: str, *words: str) -> list[AnswerEvent]:
    """The events of a model that writes these words and has read the pages that answer OTHER."""
    read = {citation.page_number for citation in found(document, OTHER).citations}

    def events() -> Iterator[AnswerEvent]:
        yield from map(TextDelta, words)
        coverage = document.coverage.within(read)
        yield Answer(question, "".join(words), (), coverage, "model", "stop", 0.1)

    pages = {number: document.page(number) for number in read}
    return list(witnessed(events(), WitnessedQuestion(document, question, (), None, pages)))


def answer_of(events: list[AnswerEvent]) -> Answer:
    """The answer, after all deltas and citations were those of it."""
    *_, answer = events
    assert isinstance(answer, Answer)
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == answer.text
    assert [e.citation for e in events if isinstance(e, CitationFound)] == list(answer.citations)
    return answer


def found(document: StoredDocument, question: str) -> Answer:
    return search(document, question, (), None)


def quote(document: StoredDocument, question: str) -> str:
    """What the search quotes first, in one line."""
    return " ".join(found(document, question).citations[0].cited_text.split())


def test_a_figure_out_of_the_tables_comes_before_a_models_first_word(document):
    without = found(document, FIGURE)
    events = written(document, FIGURE, quote(document, OTHER))

    answer = answer_of(events)

    assert answer.figures == without.figures
    assert answer.figures[0].value is not None
    numbers = {given.citation for given in answer.figures[0].inputs}
    for number in numbers:
        assert answer.citations[number] == without.citations[number]
    first = next(i for i, e in enumerate(events) if isinstance(e, FiguresFound))
    said = "".join(e.text for e in events[:first] if isinstance(e, TextDelta))
    assert answer.text.startswith(said) and without.text.startswith(said)
    assert answer.sentences[0].start == len(said) + 1
    assert answer.text[answer.sentences[0].start :].startswith(quote(document, OTHER))


@pytest.mark.parametrize(
    "words", ["Elon Musk earned 77 billion dollars.", "Not stated in this document."]
)
def test_a_figure_stands_whatever_the_model_says(document, words):
    answer = answer_of(written(document, FIGURE, words))

    without = found(document, FIGURE)
    assert answer.text == without.text
    assert (answer.citations, answer.figures) == (without.citations, without.figures)
    assert answer.finish_reason == "stop"
    assert answer.withheld == ("" if words.startswith("Not") else words)


def test_the_best_quote_of_the_search_is_shown_where_a_model_looked_elsewhere(document):
    answer = answer_of(written(document, WORDS, quote(document, OTHER)))

    *_, last = answer.sentences
    assert last.status == "witnessed"
    assert answer.text[last.start : last.end] == quote(document, WORDS)
    (number,) = last.citations
    assert answer.citations[number].cited_text == found(document, WORDS).citations[0].cited_text


def test_a_quote_is_not_shown_twice(document):
    answer = answer_of(written(document, WORDS, quote(document, WORDS)))

    assert answer.text == quote(document, WORDS)


def test_what_a_model_does_not_answer_of_a_question_is_quoted_below_its_words(document):
    question = "What was gross margin in 2025, and why did it fall?"

    answer = answer_of(written(document, question, quote(document, OTHER)))

    *_, last = answer.sentences
    assert "gross margin" in answer.text[last.start : last.end].lower()
    (number,) = last.citations
    assert number > max(f.citation for f in answer.figures if f.citation is not None)

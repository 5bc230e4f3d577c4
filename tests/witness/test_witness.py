"""True sentences are confirmed with their place, false and foreign ones never."""

from collections import Counter

import pytest

from qa.library import StoredDocument
from qa.witness import Checked, Witness
from tests.witness.conftest import MakeWitness
from tests.witness.made_sentences import sentences_about, statement_facts
from tests.witness.places import cited

REVENUE = "How much revenue did the company make in 2025?"
MARGIN = "Why did gross margin fall?"
AUDITOR = "Who audits the books, and since when?"
TRUE = [
    (REVENUE, "Revenue was $4,500 million in 2025.", 1),
    (REVENUE, "Net sales were 4,500 in 2025.", 1),
    (REVENUE, "Revenue was $4.5 billion.", 1),
    (REVENUE, "It was $4,500 million.", 1),
    (REVENUE, "Ellerwick's net sales grew 6.4% to $4,500 million.", 2),
    (REVENUE, "Revenue grew from $4,230 million in 2024 to $4,500 million in 2025.", 2),
    (REVENUE, "Revenue grew by $270 million, from $4,230 million to $4,500 million.", 3),
    (REVENUE, "Revenue in 2025 and 2024 was $4,500 million and $4,230 million, respectively.", 2),
    (MARGIN, "Gross margin fell from 36.2% in 2024 to 33.1% in 2025.", 2),
    (MARGIN, "Raw material costs rose by 12%.", 1),
    (AUDITOR, "Thackeray Moss LLP has audited the company since 2014.", 0),
    (AUDITOR, "The auditor is Thackeray Moss LLP.", 0),
]
FALSE = [
    (REVENUE, "Revenue was $4,501 million in 2025."),
    (REVENUE, "Revenue was $4,500 million in 2024."),
    (REVENUE, "Revenue was $4,500 billion in 2025."),
    (REVENUE, "Revenue was $-4,500 million in 2025."),
    (REVENUE, "Revenue was €4,500 million in 2025."),
    (REVENUE, "Revenue was 4,500% in 2025."),
    (REVENUE, "Net sales fell 6.4%."),
    (REVENUE, "Net income was $4,500 million."),
    (REVENUE, "Tesla's revenue was $4,500 million."),
    (REVENUE, "Revenue grew by $271 million, from $4,230 million to $4,500 million."),
    (REVENUE, "Revenue in 2025 and 2024 was $4,230 million and $4,500 million, respectively."),
    (REVENUE, "The CEO of Tesla is Elon Musk."),
    (REVENUE, "Revenue was $4,500 million, see https://example.com/report."),
    (REVENUE, "Revenue was $4,500 million in 2025 \ufffd."),
    (REVENUE, "For more see mailto:report."),
    (MARGIN, "Gross margin fell from 33.1% in 2024 to 36.2% in 2025."),
    (MARGIN, "Gross margin rose to 33.1%."),
    (MARGIN, "Raw material costs fell by 12%."),
    (MARGIN, "Raw material costs rose by -12%."),
    (REVENUE, "Revenue fell from $4,230 million in 2024 to $4,500 million in 2025."),
    (REVENUE, "Revenue was $4,500 million in 2025, down from $4,230 million in 2024."),
    (AUDITOR, "Deloitte audits the company."),
    (AUDITOR, "Thackeray Moss LLP has audited the company since 2015."),
    (AUDITOR, "Thackeray Moss LLP has never audited the company."),
    (AUDITOR, "The weather will be fine in Paris."),
]
FOREIGN = [
    ("en", "What was Tesla's revenue in 2025?", "Revenue was $4,500 million in 2025."),
    ("en", "what was tesla's revenue in 2025?", "It was $4,500 million."),
    ("en", "Who is the CEO of Microsoft?", "Net sales were $4,500 million in 2025."),
    ("zh", "特斯拉的营业收入是多少？", "2025年营业收入为11,126,571,585.90元。"),
]


def checked(witness: Witness, sentence: str) -> Checked:
    return witness.check(sentence, 0, len(sentence))


@pytest.mark.parametrize(("question", "sentence", "num_figures"), TRUE)
def test_a_true_sentence_is_witnessed_and_gets_the_place_that_shows_it(
    make_witness: MakeWitness, question: str, sentence: str, num_figures: int
) -> None:
    found = checked(make_witness("en", question), sentence)

    assert found.status == "witnessed"
    assert found.found
    assert [figure.holds for figure in found.figures] == [True] * num_figures


@pytest.mark.parametrize(("question", "sentence"), FALSE)
def test_a_sentence_with_one_thing_wrong_is_not_witnessed(
    make_witness: MakeWitness, question: str, sentence: str
) -> None:
    found = checked(make_witness("en", question), sentence)

    assert found.status == "unwitnessed"
    assert found.found == ()


@pytest.mark.parametrize(("language", "question", "sentence"), FOREIGN)
def test_nothing_answers_a_question_about_somebody_who_is_not_in_the_report(
    make_witness: MakeWitness, language: str, question: str, sentence: str
) -> None:
    found = checked(make_witness(language, question), sentence)

    assert found.status == "unwitnessed"
    assert not any(figure.holds for figure in found.figures)


@pytest.mark.parametrize(
    "sentence", ["Here is the answer:", "以下是报告的内容：", "According to the report:"]
)
def test_a_linking_sentence_claims_nothing(make_witness: MakeWitness, sentence: str) -> None:
    assert checked(make_witness("en", REVENUE), sentence).status == "no claim"


@pytest.mark.parametrize(
    ("language", "question"), [("en", REVENUE), ("zh", "公司去年一共卖了多少钱？")]
)
def test_a_question_that_is_repeated_claims_nothing(
    make_witness: MakeWitness, language: str, question: str
) -> None:
    witness = make_witness(language, question)

    assert checked(witness, question).status == "no claim"
    assert checked(witness, f'The answer to "{question}"').status == "no claim"


@pytest.mark.parametrize(
    ("language", "question"), [("en", REVENUE), ("zh", "公司去年一共卖了多少钱？")]
)
def test_a_question_that_is_repeated_claims_nothing_whatever_it_cites(
    reports: dict[str, StoredDocument], make_witness: MakeWitness, language: str, question: str
) -> None:
    words = next(line for line in reports[language].page(5).text.splitlines() if len(line) > 9)
    citation = cited(reports[language], words, question)

    found = make_witness(language, question).check(question, 0, len(question), [citation])

    assert found.status == "no claim"


@pytest.mark.parametrize("marks", ["[1]", "[1] [12]", "¹²", "***", "- ", " \u200b"])
def test_marks_alone_claim_nothing_whatever_they_cite(
    reports: dict[str, StoredDocument], make_witness: MakeWitness, marks: str
) -> None:
    words = next(line for line in reports["en"].page(5).text.splitlines() if len(line) > 9)
    witness = make_witness("en", REVENUE)

    for own in ([], [cited(reports["en"], words, marks)]):
        assert witness.check(marks, 0, len(marks), own).status == "no claim"


def test_a_figure_between_square_brackets_is_still_a_figure(make_witness: MakeWitness) -> None:
    found = checked(make_witness("en", REVENUE), "Revenue was $[99] million in 2025.")

    assert found.status == "unwitnessed"


def test_a_wrong_figure_beside_a_right_one_is_told_apart(make_witness: MakeWitness) -> None:
    sentence = "Revenue was $4,500 million in 2025 and $4,231 million in 2024."
    found = checked(make_witness("en", REVENUE), sentence)

    assert found.status == "unwitnessed"
    assert [figure.holds for figure in found.figures] == [True, False]
    assert [sentence[f.start : f.end] for f in found.figures] == [
        "$4,500 million",
        "$4,231 million",
    ]


def test_a_quote_is_no_witness_of_a_figure_that_it_does_not_have(
    make_witness: MakeWitness, reports: dict[str, StoredDocument]
) -> None:
    witness = make_witness("en", MARGIN)
    right, wrong = "Raw material costs rose by 12%.", "Raw material costs rose by 21%."
    quote = cited(reports["en"], "Raw material costs rose by 12%", right)

    assert witness.check(right, 0, len(right), [quote]).status == "witnessed"
    assert witness.check(right, 0, len(right), [quote]).found == ()
    assert witness.check(wrong, 0, len(wrong), [quote]).status == "unwitnessed"


def test_a_quote_about_something_else_is_no_witness(
    make_witness: MakeWitness, reports: dict[str, StoredDocument]
) -> None:
    witness = make_witness("en", REVENUE)
    sentence = "The board plans to sell its Norwegian shipyards."
    quote = cited(reports["en"], "Raw material costs rose by 12%", sentence)

    assert witness.check(sentence, 0, len(sentence), [quote]).status == "unwitnessed"


@pytest.mark.parametrize(
    ("language", "question"), [("en", "What does the report say?"), ("zh", "报告说了什么？")]
)
def test_of_the_statements_facts_true_ones_are_confirmed_and_altered_ones_flagged(
    make_witness: MakeWitness,
    reports: dict[str, StoredDocument],
    language: str,
    question: str,
) -> None:
    """Altered: a digit, the scale, the sign, the neighbouring year."""
    document, witness = reports[language], make_witness(language, question)
    facts = statement_facts(document)
    pages = " ".join(page.text for page in document.pages())
    seen, right, wrong = Counter[str](), Counter[str](), list[str]()
    for fact in facts[::4]:
        for made in sentences_about(fact, facts, pages):
            is_right = (checked(witness, made.text).status == "witnessed") == (made.kind == "true")
            seen[made.kind] += 1
            right[made.kind] += is_right
            wrong += [] if is_right else [made.text]

    assert min(seen.values()) > 5
    assert right == seen, wrong


def test_copied_heads_of_a_table_answer_nothing(
    make_witness: MakeWitness, reports: dict[str, StoredDocument]
) -> None:
    question, heads = "实际控制人是谁？", "股东名称 持股数量（股） 持股比例"
    quote = cited(reports["zh"], heads, heads)

    found = make_witness("zh", question).check(heads, 0, len(heads), [quote])

    assert found.status == "unwitnessed"

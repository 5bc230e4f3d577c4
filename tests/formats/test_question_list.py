"""A file or pasted lines as questions."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from qa.errors import NoQuestions, NotAQuestionList, NotAWorkbook
from qa.formats.first_column import MAX_UNPACKED_BYTES
from qa.formats.question_list import MAX_CHARS, MAX_QUESTIONS, QuestionList, questions_in


def test_a_question_a_line_and_what_is_empty_or_there_already_is_dropped_and_counted():
    listed = QuestionList.of("\nWhat is  revenue?\r\n\n 收入是多少？\nWhat is revenue?\n\n")

    assert listed.questions == ("What is revenue?", "收入是多少？")
    assert listed.num_dropped == 2
    assert listed.beyond == ()


def test_no_more_questions_and_no_longer_ones_than_are_taken_at_once():
    listed = QuestionList.of("\n".join(["x" * 3000, *(f"What is {n}?" for n in range(204))]))

    assert len(listed.questions) == MAX_QUESTIONS
    assert listed.questions[0] == "x" * MAX_CHARS
    assert listed.num_shortened == 1
    assert listed.beyond == tuple(f"What is {n}?" for n in range(199, 204))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_by_lines_with_its_commas(encoding):
    data = "What is revenue, by segment?\r\n\r\n收入，是多少？".encode(encoding)

    assert questions_in(data, "q.txt") == ["What is revenue, by segment?", "收入，是多少？"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_of_a_table_the_first_column_is_taken_without_its_heading(separator):
    rows = [
        ("Question", "Owner"),
        ('"What is revenue, net; by segment?"', "Ann"),
        ('"Who is\nthe auditor?"', "Ben"),
        ("", "Cid"),
    ]
    data = "\r\n".join(separator.join(row) for row in rows).encode()

    questions = questions_in(data, "Control.CSV")

    assert questions == ["What is revenue, net; by segment?", "Who is the auditor?"]


def test_one_column_as_spreadsheets_write_it_keeps_its_commas():
    data = b'"Revenue, and margin?"\r\nWhat is capex?\r\n"Debt, net?"\r\n'

    assert questions_in(data, "q.csv") == ["Revenue, and margin?", "What is capex?", "Debt, net?"]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 \xe2\xe3\xcf\xd3",
        b"%PDF-1.3\n1 0 obj\n<< /Type /Catalog >>\nendobj",  # all of it ASCII
        b"{\\rtf1\\ansi What is revenue?}",
        b"PK\x03\x04\x00\x00\x00",
        "Umsätze?".encode("latin-1"),
    ],
)
def test_what_is_no_text_is_refused(data):
    for name in ("q.txt", "q.csv"):
        with pytest.raises(NotAQuestionList, match="not UTF-8"):
            questions_in(data, name)


def test_a_cell_that_never_ends_is_refused():
    with pytest.raises(NotAQuestionList):
        questions_in(b'"' + b"x" * 200_000, "q.csv")


@pytest.mark.parametrize("data", [b"", b" \r\n\r\n", b"Question\r\n"])
def test_a_file_without_a_question_is_refused(data):
    with pytest.raises(NoQuestions):
        questions_in(data, "q.csv")


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def test_of_a_workbook_the_first_column_is_taken_without_heading_numbers_and_blanks():
    data = workbook(
        ("Question", "Owner"), ("1. Revenue,\nnet?", "Ann"), (None,), ("• 收入？",), (7,)
    )

    assert questions_in(data, "Control.XLSX") == ["Revenue, net?", "收入？", "7"]


def test_what_is_no_workbook_is_refused():
    whole = workbook(("Revenue?",))
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * (MAX_UNPACKED_BYTES + 1))
    for data in (b"", b"Revenue?", whole[:300], whole[:-60], packed.getvalue()):
        with pytest.raises(NotAWorkbook, match=r"q\.xlsx cannot be read"):
            questions_in(data, "q.xlsx")


def test_numbers_and_bullets_are_no_part_of_a_question():
    assert QuestionList.of("1. Revenue?\n2) Revenue?\n- Who?").questions == ("Revenue?", "Who?")
    assert questions_in(b"1. Revenue?\n(b) Who?", "q.txt") == ["Revenue?", "Who?"]


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("1. What is revenue?", "What is revenue?"),
        ("12) What is revenue?", "What is revenue?"),
        ("(3) What is revenue?", "What is revenue?"),
        ("b) What is revenue?", "What is revenue?"),
        ("iv) What is revenue?", "What is revenue?"),
        ("Q4: What is revenue?", "What is revenue?"),
        ("- What is revenue?", "What is revenue?"),
        ("•What is revenue?", "What is revenue?"),
        ("1、营业收入是多少？", "营业收入是多少？"),
        ("三、营业收入是多少？", "营业收入是多少？"),
        ("（十一）营业收入是多少？", "营业收入是多少？"),
        ("⑤营业收入是多少？", "营业收入是多少？"),
        ("问题3：营业收入是多少？", "营业收入是多少？"),
        # these are no numbering
        ("2016. What was revenue then?", "2016. What was revenue then?"),
        ("2016 revenue", "2016 revenue"),
        ("1.5 percent of what?", "1.5 percent of what?"),
        ("10-K filing date?", "10-K filing date?"),
        ("A. O. Smith's revenue?", "A. O. Smith's revenue?"),
        ("Q4 revenue", "Q4 revenue"),
        ("三一重工的收入？", "三一重工的收入？"),
        ("(in millions) revenue", "(in millions) revenue"),
        ("-5% growth?", "-5% growth?"),
        ("1.", "1."),
    ],
)
def test_numbering_and_bullets_are_no_part_of_a_question(line, question):
    assert QuestionList.of(line).questions == (question,)
    assert questions_in(line.encode(), "q.txt") == [question]

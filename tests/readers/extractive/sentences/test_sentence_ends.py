"""Sentences are quoted whole, without what stands before them, and long lists in part."""

from qa.readers.extractive.sentences.sentence_ends import MAX_SENTENCE_CHARS, sentences_in


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences_in(text, 0, len(text))]


def test_bullets_and_footnote_marks_are_no_part_of_a_sentence() -> None:
    assert texts("(2) Our year ends in May. • Sales rose.") == [
        "Our year ends in May.",
        "Sales rose.",
    ]


def test_an_abbreviation_ends_no_sentence() -> None:
    assert texts("We bought Alder Inc. (AI) in May. It grew.") == [
        "We bought Alder Inc. (AI) in May.",
        "It grew.",
    ]


def test_of_a_sentence_that_is_a_long_list_the_first_parts_are_left() -> None:
    clause = "in the north we hold a licence for each town that we serve; "
    (quoted,) = texts(f"We have no rivals because {clause * 30}and in the south too.")

    assert quoted.startswith("We have no rivals because")
    assert quoted.endswith("that we serve;")
    assert len(quoted) <= MAX_SENTENCE_CHARS


def test_long_text_without_parts_is_no_sentence() -> None:
    assert texts("word " * 300) == []

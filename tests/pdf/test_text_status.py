import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.document import PageStatus
from qa.pdf.text_status import MAX_WORD, classify, clean_line, clean_text

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
PROSE = "Net sales grew by eight percent because prices rose and volumes held up well. " * 5
TABLE = "$ 12,345 $ (9,876) — 4.5 % 2018 2017 2016 1,577 (1,373) 1,420 $ 88.4 $ 77.1 \n" * 6
CHINESE = "报告期内,公司实现营业收入同比增长,毛利率下降主要由于原材料成本上涨。" * 6
JAPANESE = "当連結会計年度の売上高は前年同期に比べて増加しました。カタカナもあります。" * 6
LEADERS = "Item 1. Business ........................................ 4\n" * 12


@pytest.mark.parametrize(
    "text", [PROSE, TABLE, CHINESE, JAPANESE, LEADERS, "Выручка выросла " * 20]
)
def test_pages_that_can_be_read_are_text(text: str) -> None:
    assert classify(text, False) == PageStatus.TEXT


@pytest.mark.parametrize(
    "text",
    [
        "\x01\x04\x13" * 60 + "Net",
        "\uf0a3\uf0b1\uf0c9" * 60,
        "\ufffd" * 40 + " " + "sales " * 20,
        " ".join(f"/g{n}" for n in range(60)),
        "(cid:12)(cid:44)" * 30,
        "".join(chr(ord(c) - 29) if c.isalpha() else " " for c in PROSE),
        "!#@^~{}|<>\\`_+=[]" * 20,
        "Ãîäîâîé îò÷åò êîìïàíèè çà ïðîøëûé ãîä " * 8,
    ],
)
def test_pages_whose_letters_are_lost_are_unreadable(text: str) -> None:
    assert classify(text, False) == PageStatus.UNREADABLE


@pytest.mark.parametrize(("text", "has_images"), [("", False), (" \n ", True), (" 12 ", True)])
def test_pages_with_nothing_to_quote_have_no_text(text: str, has_images: bool) -> None:
    assert classify(text, has_images) == PageStatus.NO_TEXT


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b\x07c", "abc"),
        ("pro\ufb01t and o\ufb03ce", "profit and office"),
        ("best\x02in\ufffeclass", "best-in-class"),
        ("net\xa0sales\u2009up", "net sales up"),
        ("\u202eevil\u202c", "evil"),
        ("tag\U000e0041\U000e007fged", "tagged"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("re\u0301sume\u0301", "résumé"),
        ("wide   gaps  ", "wide gaps"),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("z" + "\u0335" * 40, "z" + "\u0335" * 8),
        ("合计 100", "合计 100"),
    ],
)
def test_what_no_reader_can_see_is_dropped(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


def test_an_endless_word_is_broken() -> None:
    assert max(map(len, clean_text("x" * 2500).split())) == MAX_WORD


def test_a_clean_line_comes_back_as_it_is() -> None:
    edges = (0.0, 5.0, 10.0, 15.0)

    text, kept = clean_line("abc", edges)

    assert (text, kept) == ("abc", edges)
    assert kept is edges


def test_a_ligature_shares_its_width_between_its_letters() -> None:
    assert clean_line("a\ufb01", (0.0, 4.0, 10.0)) == ("afi", (0.0, 4.0, 7.0, 10.0))


def test_letters_keep_their_place_when_something_before_them_goes() -> None:
    assert clean_line(" \x00a  b", (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)) == (
        "a b",
        (2.0, 3.0, 5.0, 6.0),
    )


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)

    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@given(ANY_TEXT, st.data())
def test_edges_always_fit_the_cleaned_line(text: str, data: st.DataObject) -> None:
    count = len(text) + 1
    positions = st.lists(st.integers(0, 600), min_size=count, max_size=count)
    edges = tuple(float(x) for x in sorted(data.draw(positions)))

    cleaned, kept = clean_line(text, edges)

    assert cleaned == clean_line(text, ())[0]
    assert "\n" not in cleaned
    assert len(kept) == (len(cleaned) + 1 if cleaned else len(kept))
    assert list(kept) == sorted(kept)
    assert not kept or (edges[0] <= kept[0] and kept[-1] <= edges[-1])

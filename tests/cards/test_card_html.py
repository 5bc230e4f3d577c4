"""A card as a page: whole by itself, safe with any words, and it shows what its data says."""

import base64
import re
from copy import deepcopy
from html.parser import HTMLParser

import pytest

from qa.cards.card import own_hash, parse_card
from qa.cards.card_file import card_in
from qa.cards.card_html import card_html, data_of, pictures_in
from qa.cards.save import card_page
from qa.cards.verify import verify
from qa.errors import NotACard
from qa.formats.answer_json import JsonObject
from qa.library import StoredDocument
from qa.pdf import PageRenderer
from qa.pdf.png import pixels_of, png
from tests.cards.conftest import card_of

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{0}\u2028"


@pytest.fixture(scope="module")
def page(card: JsonObject, report: StoredDocument, renderer: PageRenderer) -> str:
    return card_page(card, report, renderer)


class Seen(HTMLParser):
    """Tags, addresses and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.scripts: list[str | None] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag == "script":
            self.scripts.append(named.get("type"))

    def handle_data(self, data: str) -> None:
        if not self.scripts:
            self.words += data


def test_a_page_needs_nothing_else_and_runs_nothing(page: str) -> None:
    seen = Seen(page)

    assert all(address.startswith("data:image/png;base64,") for address in seen.addresses)
    assert seen.scripts == ["application/json"]  # data, which no browser runs
    assert 'content="default-src &#39;none&#39;; ' in page
    assert "url(" not in page
    assert "@import" not in page


def test_a_page_says_all_that_is_on_the_card(page: str, card: JsonObject) -> None:
    words = Seen(page).words

    for said in ("net margin", "9.9%", "417,000,000", "p. 40 (PDF 42)", "Net income 339 417"):
        assert said in words
    assert card["document"]["sha256"] in words
    assert card["sha256"] in words
    assert "2027-01-15T08:00:00Z, Pagewitness" in words


def test_a_page_says_what_an_xbrl_file_said(
    card: JsonObject, report: StoredDocument, renderer: PageRenderer
) -> None:
    marked = deepcopy(card)
    marked["answer"]["figures"][0]["xbrl"] = {"status": "agrees", "concept": "x:Y", "value": "1"}
    marked["sha256"] = own_hash(marked)

    page = card_page(marked, report, renderer)

    assert "XBRL: agrees" in Seen(page).words
    assert verify(card_in(page.encode(), "card.html"), report, renderer).holds
    for odd in (5, {"status": "odd"}, {"status": ["agrees"]}, [], "agrees"):  # by anybody
        marked["answer"]["figures"][0]["xbrl"] = odd
        assert parse_card(marked, "card.json").answer.figures[0].xbrl is None


def test_each_quote_has_a_picture_of_its_place(page: str, card: JsonObject) -> None:
    pictures = pictures_in(page, len(card["answer"]["citations"]))

    assert pictures is not None
    for picture in pictures:
        assert picture is not None
        shown = pixels_of(picture)
        assert shown.columns == 1224  # the whole width of the page at 144 dpi
        assert min(shown.rgb) < 100  # something is printed there


def test_a_page_as_it_was_made_holds(
    page: str, report: StoredDocument, renderer: PageRenderer
) -> None:
    verdict = verify(card_in(page.encode(), "card.html"), report, renderer)

    assert verdict.page == ""
    assert verdict.holds


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('<p class="value">9.9%</p>', '<p class="value">10.9%</p>'),
        ("<td>417,000,000</td>", "<td>471,000,000</td>"),
        (">Net income 339 417</blockquote>", ">Net income 339 471</blockquote>"),
        ("[1] p. 40 (PDF 42)", "[1] p. 41 (PDF 42)"),
        ("</header>", "</header><p>Audited.</p>"),
        ("left:10.294%", "left:50.294%"),
        ("</style>", ".formula { display: none; }</style>"),
    ],
)
def test_a_page_that_shows_something_else_than_its_data_does_not_hold(
    page: str, report: StoredDocument, renderer: PageRenderer, was: str, becomes: str
) -> None:
    assert was in page

    verdict = verify(card_in(page.replace(was, becomes).encode(), "a.html"), report, renderer)

    assert verdict.page == "what it shows is not what its data says"
    assert not verdict.holds


def test_a_changed_digit_of_a_picture_is_found(
    page: str, card: JsonObject, report: StoredDocument, renderer: PageRenderer
) -> None:
    pictures = pictures_in(page, len(card["answer"]["citations"]))
    assert pictures is not None and pictures[0] is not None
    was = pixels_of(pictures[0])
    rgb = bytearray(was.rgb)
    ((x0, _, x1, _),) = card["answer"]["citations"][0]["boxes"]
    last = (int(2 * x1) - 8, int(2 * x1))  # the columns of the row's last digit
    assert x0 < x1
    for row in range(was.rows // 3, 2 * was.rows // 3):
        start = 3 * (row * was.columns)
        part = rgb[start + 3 * last[0] : start + 3 * last[1]]
        rgb[start + 3 * last[0] : start + 3 * last[1]] = part[::-1]  # mirrored
    forged = png(was.columns, was.rows, bytes(rgb), level=9)
    old, new = (base64.b64encode(picture).decode() for picture in (pictures[0], forged))
    assert old != new

    verdict = verify(card_in(page.replace(old, new).encode(), "a.html"), report, renderer)

    assert verdict.page == "picture 1 is not what the page looks like here"
    assert not verdict.holds


def test_a_picture_packed_another_way_is_the_same_picture(
    page: str, card: JsonObject, report: StoredDocument, renderer: PageRenderer
) -> None:
    pictures = pictures_in(page, len(card["answer"]["citations"]))
    assert pictures is not None and pictures[0] is not None
    shown = pixels_of(pictures[0])
    again = png(shown.columns, shown.rows, shown.rgb, level=1)
    old, new = (base64.b64encode(picture).decode() for picture in (pictures[0], again))
    assert old != new

    verdict = verify(card_in(page.replace(old, new).encode(), "a.html"), report, renderer)

    assert verdict.holds


def test_a_picture_of_another_kind_is_refused(
    page: str, report: StoredDocument, renderer: PageRenderer
) -> None:
    forged = re.sub(r"base64,[A-Za-z0-9+/=]+", "base64,R0lGODlhAQABAAAAACw=", page, count=1)

    verdict = verify(card_in(forged.encode(), "a.html"), report, renderer)

    assert verdict.page == "picture 1 is not what the page looks like here"


def test_a_removed_picture_is_told(
    page: str, report: StoredDocument, renderer: PageRenderer
) -> None:
    forged = re.sub(r'<figure class="region">.*?</figure>', "", page, count=1)

    assert not verify(card_in(forged.encode(), "a.html"), report, renderer).holds


def test_a_page_of_another_layout_is_said_not_to_be_compared(
    page: str, report: StoredDocument, renderer: PageRenderer
) -> None:
    other = page.replace('{"layout":1,', '{"layout":0,')
    assert other != page

    verdict = verify(card_in(other.encode(), "a.html"), report, renderer)

    assert verdict.page is not None
    assert "another version" in verdict.page
    assert not verdict.holds


def test_words_of_a_report_never_become_markup(card: JsonObject) -> None:
    copy = deepcopy(card)
    answer = copy["answer"]
    answer |= {"question": HOSTILE, "text": HOSTILE, "citations": []}
    answer["figures"][0] |= {"label": HOSTILE, "note": HOSTILE, "inputs": []}
    copy["document"]["title"] = HOSTILE
    copy["sha256"] = own_hash(copy)

    page = card_html(parse_card(copy, "card.json"), [], [])

    seen = Seen(page)
    assert "img" not in seen.tags
    assert seen.scripts == ["application/json"]
    data = data_of(page)
    assert data is not None
    assert data["card"] == copy


def test_a_chinese_question_has_a_chinese_card(
    chinese: StoredDocument, renderer: PageRenderer
) -> None:
    page = card_page(card_of(chinese, "2025年净利率是多少？"), chinese, renderer)

    assert '<html lang="zh-CN">' in page
    assert "出处" in page
    assert "第 40 页（PDF 43）" in page


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[1]", b"\xff\xfe", b"<html></html>", b"[" * 100_000, b'{"card": 99}',
        b'{"card": 1, "document": {}}', b'{"card": 1, "document": [], "answer": 3}',
        b'<script type="application/json" id="pagewitness-card">{</script>',
    ],
)  # fmt: skip
def test_what_is_no_card_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(NotACard, match=r"is no answer card: .*\. Save"):
        card_in(data, "x.json")

"""A card as one HTML file: readable offline and on paper, no script, its JSON inside.

The page is a function of the card and its pictures alone, so that `page_matches` can tell whether
what it shows is what its data says: nobody changes one and not the other unseen.
"""

import base64
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from qa.answer import AnswerFigure, Citation, place_label
from qa.cards.card import AnswerCard
from qa.cards.pictures import Region
from qa.cards.words import PAGE_LABELS, CardLanguage, say_on_card
from qa.formats.answer_json import JsonObject
from qa.formats.xbrl_text import figure_xbrl
from qa.text.terms import is_chinese

LAYOUT = 1  # who changes what the page looks like counts it up, so that older pages are known
_DATA = re.compile(r'<script type="application/json" id="pagewitness-card">(.*?)</script>', re.S)
_PICTURE = re.compile(r'<img alt="[^"]*" src="data:image/png;base64,([A-Za-z0-9+/=]*)">')
_WHOLE = re.compile(r"-?[1-9]\d{3,40}")
_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def card_html(card: AnswerCard, regions: Sequence[Region], pictures: Sequence[bytes | None]) -> str:
    """Return the page. regions and pictures: one for each citation, None for one not drawn."""
    answer = card.answer
    language: CardLanguage = "zh" if is_chinese(answer.question) else "en"
    data = {"layout": LAYOUT, "card": card.content}
    written = _PageWriter(card, language)
    body = Markup("").join(
        (
            written.head(),
            written.words(),
            written.figures(),
            written.quotes(regions, pictures),
            written.foot(),
        )
    )
    page = Markup(
        '<!DOCTYPE html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}\n"
        '<script type="application/json" id="pagewitness-card">{}</script>\n</body>\n</html>\n'
    ).format(
        "zh-CN" if language == "zh" else "en",
        _CSP,
        f"{answer.question} · {card.title}",
        Markup(_style()),
        body,
        Markup(_in_script(data)),
    )
    return str(page)  # plain text: what is done to it later is not escaped


def data_of(page: str) -> JsonObject | None:
    """Return what a page holds for programs: {layout, card}; None where there is none."""
    found = _DATA.search(page)
    if found is None:
        return None
    try:
        data = json.loads(found[1])
    except ValueError:
        return None
    is_whole = isinstance(data, dict) and {"layout", "card"} <= data.keys()
    return data if is_whole else None


def pictures_in(page: str, count: int) -> list[bytes | None] | None:
    """Return the pictures of a page in their order; None where they are not `count`."""
    pictures: list[bytes | None] = []
    for piece in page.split('<figure class="region"')[1:]:
        found = _PICTURE.search(piece)
        try:
            pictures.append(base64.b64decode(found[1], validate=True) if found else None)
        except ValueError:
            return None
    return pictures if len(pictures) == count else None


def page_matches(page: str, card: AnswerCard, regions: Sequence[Region]) -> bool:
    """Tell whether a page of this layout shows what its data says, character for character."""
    pictures = pictures_in(page, len(regions))
    return pictures is not None and card_html(card, regions, pictures) == page


def _in_script(data: JsonObject) -> str:
    """Return JSON that no HTML parser leaves early: a `<` of a text is written as its number."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _grouped(value: str) -> str:
    """Return a number with its thousands apart; what is none stays as it is."""
    whole, point, rest = value.partition(".")
    return f"{int(whole):,}{point}{rest}" if _WHOLE.fullmatch(whole) else value


@cache
def _style() -> str:
    return Path(__file__).with_name("card.css").read_text(encoding="utf-8")


class _PageWriter:
    """Writes the parts of a page."""

    def __init__(self, card: AnswerCard, language: CardLanguage) -> None:
        self._card, self._answer, self._language = card, card.answer, language

    def head(self) -> Markup:
        return Markup('<header><p>{}</p><h1 dir="auto">{}</h1></header>').format(
            self._card.title, self._answer.question
        )

    def words(self) -> Markup:
        lines = [line for line in self._answer.text.split("\n") if line.strip()]
        if self._answer.finish_reason == "not found" and not self._answer.citations:
            lines = [self._say("not_found")]
        said = Markup("").join(Markup('<p dir="auto">{}</p>').format(line) for line in lines)
        return Markup('<h2>{}</h2><section class="words">{}</section>').format(
            self._say("answer"), said
        )

    def figures(self) -> Markup:
        if not self._answer.figures:
            return Markup("")
        shown = Markup("").join(map(self._figure, self._answer.figures))
        return Markup("<h2>{}</h2>{}").format(self._say("figures"), shown)

    def quotes(self, regions: Sequence[Region], pictures: Sequence[bytes | None]) -> Markup:
        if not self._answer.citations:
            return Markup("")
        shown = Markup("").join(
            self._quote(number, *cited)
            for number, cited in enumerate(
                zip(self._answer.citations, regions, pictures, strict=True), start=1
            )
        )
        return Markup("<h2>{}</h2>{}").format(self._say("quotes"), shown)

    def foot(self) -> Markup:
        content = self._card.content
        product, reader = content["product"], content["reader"]
        unknown = self._say("not_known")
        settings = reader["settings"]
        rows = [
            ("report", f"{self._card.title} ({content['document']['file_name']})"),
            ("sha256", Markup("<code>{}</code>").format(self._card.document_sha256)),
            (
                "reader",
                self._say("quotes_reader") if reader["name"] == "quotes" else reader["name"],
            ),
            ("answered", content["answered_at"] or unknown),
            (
                "saved",
                f"{content['made_at']}, {product['name']} {product['version']}",
            ),
            ("hash", Markup("<code>{}</code>").format(content["sha256"])),
            ("check", Markup("<code>python -m qa verify CARD.html REPORT.pdf</code>")),
        ]
        if settings != {}:
            said = unknown if settings is None else json.dumps(settings, ensure_ascii=False)
            rows.insert(3, ("settings", said))
        listed = Markup("").join(
            Markup("<dt>{}</dt><dd>{}</dd>").format(self._say(key), said) for key, said in rows
        )
        return Markup("<footer><h2>{}</h2><dl>{}</dl></footer>").format(self._say("made"), listed)

    def _figure(self, figure: AnswerFigure) -> Markup:
        label = " · ".join(part for part in (figure.label, figure.entity, figure.period) if part)
        if figure.is_stated:
            label += f" · {self._say('stated')}{self._where(figure.citation)}"
        lines = [f"= {line}" for line in (figure.formula, figure.workings) if line]
        formula = Markup("").join(Markup('<p class="formula">{}</p>').format(x) for x in lines)
        notes = [figure.note, self._xbrl(figure)]
        note = Markup("").join(Markup('<p class="note">{}</p>').format(x) for x in notes if x)
        inputs = Markup("").join(
            Markup("<tr><th>{} {}</th><td>{}</td><td>{}</td></tr>").format(
                given.name, given.period, _grouped(given.value), self._where(given.citation).strip()
            )
            for given in figure.inputs
        )
        return Markup(
            '<section class="figure"><p>{}</p><p class="value">{}</p>{}{}{}</section>'
        ).format(
            label,
            figure.display,
            formula,
            note,
            Markup("<table>{}</table>").format(inputs) if inputs else "",
        )

    def _xbrl(self, figure: AnswerFigure) -> str:
        if figure.xbrl is None:
            return ""
        status, said = figure.xbrl.status, figure_xbrl(figure)
        return self._say("xbrl", said=said.replace(status, self._say(status), 1))

    def _where(self, citation: int | None) -> str:
        is_there = citation is not None and 0 <= citation < len(self._answer.citations)
        return f" [{citation + 1}]" if is_there and citation is not None else ""

    def _quote(
        self, number: int, citation: Citation, region: Region, picture: bytes | None
    ) -> Markup:
        label = place_label(citation, PAGE_LABELS[self._language])
        notes = [self._say("characters", start=citation.start, end=citation.end)]
        if citation.check == "aligned":
            notes.append(self._say("aligned"))
        if citation.context:
            beside = "; ".join(" ".join(span.text.split()) for span in citation.context)
            notes.append(f"{self._say('read_with')}: {beside}")
        return Markup(
            '<article class="quote"><h3>[{}] {}</h3><blockquote dir="auto">{}</blockquote>'
            "<p>{}</p>{}</article>"
        ).format(
            number, label, citation.cited_text, " · ".join(notes), self._picture(region, picture)
        )

    def _picture(self, region: Region, picture: bytes | None) -> Markup:
        if picture is None:
            return Markup('<figure class="region"><p>{}</p></figure>').format(
                self._say("no_picture")
            )
        height = region.bottom - region.top
        marks = Markup("").join(
            Markup(
                '<i class="{}" style="left:{:.3f}%;top:{:.3f}%;width:{:.3f}%;height:{:.3f}%"></i>'
            ).format(
                kind,
                100 * box.x0 / region.width,
                100 * (box.top - region.top) / height,
                100 * (box.x1 - box.x0) / region.width,
                100 * (box.bottom - box.top) / height,
            )
            for kind, boxes in (("context", region.context), ("cited", region.boxes))
            for box in boxes
        )
        image = base64.b64encode(picture).decode()
        return Markup(
            '<figure class="region"><img alt="{}" src="data:image/png;base64,{}">{}</figure>'
        ).format(self._say("picture"), image, marks)

    def _say(self, key: str, **details: object) -> str:
        return say_on_card(key, self._language, **details)

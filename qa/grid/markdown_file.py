"""A grid as Markdown: question by question, a line a report, each quote once."""

import re

from qa.answer import Citation, PageLabels, place_label
from qa.grid.asking import wording
from qa.grid.content import GridColumn, GridContent
from qa.grid.edited import edited_text
from qa.grid.short_answer import short_answer
from qa.grid.source_rows import source_rows
from qa.library.grids import CellState, GridCell, GridQuestion

_WORDS = {
    "accepted": ("accepted", "已确认"),
    "wrong": ("wrong", "有误"),
    "edited": ("edited", "已修改"),
    "unchecked": ("", ""),
    "not found": ("not found", "未找到"),
    "not asked": ("not asked yet", "尚未提问"),
    "note": ("Note", "备注"),
    "above": ("quoted above", "上文已引用"),
}
_CHINESE_PAGES = PageLabels(
    unnumbered="PDF 第 {page_number} 页",
    agreeing="第 {printed_number} 页",
    differing="第 {printed_number} 页 (PDF {page_number})",
)
# Also what would make a link of a bare address: http://, www., a@b
_SPECIAL = re.compile(r"[\\`*_\[\]<>|@~]|^[#+-]|(?<=\w):(?=//)|(?<=\bwww)\.|(?<=mailto):", re.I)


def grid_markdown(content: GridContent, *, chinese: bool = False) -> str:
    """Return the whole file. A quote that stood under an earlier question is named by its page."""
    return _Written(content, chinese).text()


class _Written:
    def __init__(self, content: GridContent, chinese: bool) -> None:
        self._content, self._chinese = content, chinese
        self._quoted: set[tuple[int, int, int, int]] = set()

    def text(self) -> str:
        parts = [f"# {_plain(self._content.title)}"]
        parts += [
            f"{_plain(column.report.title)}: {_plain(column.report.file_name)}"
            f" · SHA-256 {column.report.sha256}"
            for column in self._content.columns
        ]
        for number, question in enumerate(self._content.questions):
            parts.append(f"## {_plain(wording(question, chinese=self._chinese))}")
            cells = (
                self._cell(column, question, self._content.cell(column, number))
                for column in self._content.columns
            )
            parts.append("\n".join(cells))
        return "\n\n".join(parts) + "\n"

    def _cell(self, column: GridColumn, question: GridQuestion, cell: GridCell) -> str:
        line = f"- **{_plain(column.report.title)}**"
        said, state = self._said(question, cell), self._state(cell.state)
        line += f": {said}" if said else ""
        line += f" ({state})" if state else ""
        lines = [line]
        if cell.note:
            lines.append(f"  - {self._word('note')}: {_plain(cell.note)}")
        citations = (row.citation for row in source_rows(cell.answer)) if cell.answer else ()
        lines += [f"  - {self._quote(column, cited)}" for cited in citations if cited]
        return "\n".join(lines)

    def _said(self, question: GridQuestion, cell: GridCell) -> str:
        """Return what stands before the quotes; words that are quotes stand there alone."""
        if typed := edited_text(cell):
            return _plain(typed)
        if cell.answer is None:
            return self._word("not asked")
        shown = short_answer(cell.answer, question.unit)
        match shown.kind:
            case "figure":
                return _plain(", ".join(filter(None, (shown.text, shown.period))))
            case "words":
                return "" if cell.answer.reader == "quotes" else _plain(cell.answer.text)
            case "not found":
                return self._word("not found")
            case _:
                return _plain(shown.text)

    def _quote(self, column: GridColumn, cited: Citation) -> str:
        labels = _CHINESE_PAGES if self._chinese else PageLabels()
        page = place_label(cited, labels)
        key = (column.index, cited.page_number, cited.start, cited.end)
        if key in self._quoted:
            return f"{page} ({self._word('above')})"
        self._quoted.add(key)
        return f"{page}: “{_plain(cited.cited_text)}”"

    def _state(self, state: CellState) -> str:
        return self._word(state)

    def _word(self, key: str) -> str:
        return _WORDS[key][self._chinese]


def _plain(text: str) -> str:
    """Escape what Markdown or HTML in a line would mean something else by."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))

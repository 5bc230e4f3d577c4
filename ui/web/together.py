"""Reports asked together before: the table again, and as a file; made of the answers that are kept.

Who asks names the reports; a report that is gone, or another's, is as if it had never been.
"""

from collections.abc import Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qa.compare.asking import MOST_REPORTS, kept
from qa.compare.compare import compare
from qa.compare.comparison import Comparison, ReportAnswer
from qa.compare.comparison_sheet import comparison_xlsx
from qa.compare.comparison_table import comparison_csv
from qa.errors import QAError, UnknownDocument
from qa.library import StoredDocument
from ui.state.app_state import AppState
from ui.views.comparison import comparison_card
from ui.views.comparison_markdown import comparison_markdown
from ui.views.i18n import Language, both
from ui.web.owner import owner_of_request
from ui.web.replies import FRESH, WORKBOOK, attachment, failed, named_after, nothing_here


def together_routes(desk: AppState) -> list[Route]:
    """Return the routes; each answers 404 where none of the reports is the asker's."""
    own = _Together(desk)
    return [
        Route("/pw/together.json", own.card),
        Route("/pw/together.md", own.markdown),
        Route("/pw/together.csv", own.csv),
        Route("/pw/together.xlsx", own.workbook),
    ]


class _Together:
    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    def card(self, request: Request) -> Response:
        """Return the comparison as HTML."""

        def answer(comparison: Comparison, documents: list[StoredDocument], gone: int) -> Response:
            notes = [both("together_gone", count=gone)] if gone else []
            html = comparison_card(comparison, documents, notes=notes)
            return JSONResponse({"html": html}, headers=FRESH)

        return self._answer(request, answer)

    def markdown(self, request: Request) -> Response:
        language: Language = "zh" if request.query_params.get("language") == "zh" else "en"

        def answer(comparison: Comparison, _: object, __: object) -> Response:
            return _file(comparison, comparison_markdown(comparison, language), "md")

        return self._answer(request, answer)

    def csv(self, request: Request) -> Response:
        return self._answer(request, lambda c, *_: _file(c, comparison_csv(c), "csv"))

    def workbook(self, request: Request) -> Response:
        return self._answer(request, lambda c, *_: _file(c, comparison_xlsx(c), "xlsx"))

    def _answer(
        self,
        request: Request,
        answer: Callable[[Comparison, list[StoredDocument], int], Response],
    ) -> Response:
        ids = list(dict.fromkeys(request.query_params.getlist("id")))[:MOST_REPORTS]
        documents = self._found(ids, request)
        if not documents:
            return nothing_here()
        question = request.query_params.get("question", "")
        try:
            rows = [self._marked(row) for row in kept(documents, question)]
            comparison = compare(question, rows)
            return answer(comparison, documents, len(ids) - len(documents))
        except QAError as error:  # such as a report removed meanwhile
            return failed(error)

    def _marked(self, row: ReportAnswer) -> ReportAnswer:
        """Return a row with the marks of an XBRL file that lies beside its report now."""
        if row.answer is None:
            return row
        (answer,) = self._desk.xbrl.marked(row.document, [row.answer])
        return replace(row, answer=answer)

    def _found(self, ids: list[str], request: Request) -> list[StoredDocument]:
        found = []
        for document_id in ids:
            try:
                found.append(self._desk.find(document_id, owner_of_request(request)))
            except UnknownDocument:
                continue
        return found


TYPES = {"md": "text/markdown", "csv": "text/csv", "xlsx": WORKBOOK}


def _file(comparison: Comparison, content: str | bytes, suffix: str) -> Response:
    name = named_after(comparison.question)
    return attachment(content, name=name, suffix=suffix, media_type=TYPES[suffix])

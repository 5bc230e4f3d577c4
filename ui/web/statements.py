"""The statements of a report: as HTML for the page, as CSV and as a workbook for a spreadsheet."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qa.document_facts import facts_in
from qa.errors import UnknownDocument
from qa.formats.statements_csv import statements_csv
from qa.formats.xlsx import statements_xlsx
from qa.library import StoredDocument
from ui.state.app_state import AppState
from ui.views.statements_view import statements_view
from ui.web.owner import owner_of_request
from ui.web.replies import FRESH, WORKBOOK, attachment, nothing_here


def statement_routes(desk: AppState) -> list[Route]:
    """Return the routes of statements; they answer 404 to everybody but the owner."""
    own = _Statements(desk)
    statements = "/pw/documents/{document_id}/statements"
    return [
        Route(f"{statements}.json", own.html),
        Route(f"{statements}.csv", own.csv),
        Route(f"{statements}.xlsx", own.xlsx),
    ]


class _Statements:
    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    def html(self, request: Request) -> Response:
        """Return the statements of a report as HTML."""
        try:
            document = self._document(request)
            html = statements_view(document, self._desk.xbrl.beside(document))
        except UnknownDocument:
            return nothing_here()
        return JSONResponse({"html": html}, headers=FRESH)

    def csv(self, request: Request) -> Response:
        """Return the statements of a report as the CSV file that `facts` writes."""
        try:
            document = self._document(request)
            text = statements_csv(facts_in(document), document)
        except UnknownDocument:
            return nothing_here()
        return attachment(text, name=document.title, suffix="statements.csv", media_type="text/csv")

    def xlsx(self, request: Request) -> Response:
        """Return the statements of a report as a workbook with the places of its figures."""
        try:
            document = self._document(request)
            data = statements_xlsx(facts_in(document), document)
        except UnknownDocument:
            return nothing_here()
        return attachment(data, name=document.title, suffix="statements.xlsx", media_type=WORKBOOK)

    def _document(self, request: Request) -> StoredDocument:
        return self._desk.find(request.path_params["document_id"], owner_of_request(request))

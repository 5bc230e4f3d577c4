"""What our own routes answer with: a refusal, nothing, a file."""

import logging
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from qa.errors import LibraryError, QAError, UnknownDocument
from qa.text.display_name import display_name
from ui.views.i18n import error_text

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FRESH = {"cache-control": "no-store"}
MOST_NAME_CHARS = 60  # of a question in a file's name

log = logging.getLogger("pagewitness")


def nothing_here() -> Response:
    """Answer for what is not there, or is somebody else's."""
    return JSONResponse({"error": None}, status_code=404)


def refused(error: QAError) -> Response:
    """Answer with an error's sentence in both languages."""
    sentence = {"en": error_text(error, "en"), "zh": error_text(error, "zh")}
    return JSONResponse({"error": sentence}, status_code=422)


def failed(error: QAError) -> Response:
    """Answer for what is not there, or cannot be read; the log has the reason."""
    if isinstance(error, UnknownDocument):
        return nothing_here()
    if isinstance(error, LibraryError):
        log.error("The library failed: %s", error.code, exc_info=error)
    return refused(error)


def attachment(content: str | bytes, *, name: str, suffix: str, media_type: str) -> Response:
    """Answer with a file that is named after a report, a question or a grid."""
    file_name = f"{display_name(name.replace('/', '-'))}.{suffix}"
    if isinstance(content, str):
        content, media_type = content.encode("utf-8", "replace"), f"{media_type}; charset=utf-8"
    return Response(
        content,
        media_type=media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(file_name)}",
            **FRESH,
        },
    )


def named_after(question: str) -> str:
    """Return the name of a file that answers a question."""
    return " ".join(question.replace("/", "-").split())[:MOST_NAME_CHARS]

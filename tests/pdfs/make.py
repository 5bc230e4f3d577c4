"""Small PDF files made on the spot."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

LINE_HEIGHT = 14  # points
TOP_MARGIN = 72


def simple_pdf(
    pages: Sequence[Sequence[str]], *, title: str = "Report", password: str | None = None
) -> bytes:
    """Return a PDF with one page per entry, its lines from the top in Helvetica 11."""
    buffer = io.BytesIO()
    encryption = None if password is None else StandardEncryption(password, strength=128)
    canvas = Canvas(buffer, pagesize=LETTER, invariant=1, encrypt=encryption)
    canvas.setTitle(title)
    _, height = LETTER
    for lines in pages:
        canvas.setFont("Helvetica", 11)
        for index, line in enumerate(lines):
            canvas.drawString(72, height - TOP_MARGIN - index * LINE_HEIGHT, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()

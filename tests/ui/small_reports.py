"""Small reports made with reportlab, and helpers to look at what becomes of them."""

import time
from html.parser import HTMLParser
from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ui.state.upload import Upload

OWNER = "browser:anna"
PAGES = (
    ("Annual Report 2024", "Meridian Tools, Inc. makes hand tools in Ohio."),
    (
        "Consolidated Statements of Cash Flows",
        "(in millions)   2024   2023   2022",
        "Purchases of property, plant and equipment (157) (137) (142)",
        "Dividends paid (40) (38) (35)",
    ),
    (
        "Management Discussion",
        "Gross margin fell to 31.2 percent because raw material costs rose 12 percent.",
    ),
)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&{{7*7}}${7*7}"


def small_report(
    pages: tuple[tuple[str, ...], ...] = PAGES, *, title: str = "", password: str | None = None
) -> bytes:
    """Return a PDF with one line of text per string."""
    buffer = BytesIO()
    encryption = StandardEncryption(password) if password else None
    canvas = Canvas(buffer, pagesize=(612, 792), encrypt=encryption, invariant=True)
    canvas.setTitle(title or "Meridian Tools 2024")
    for number, lines in enumerate(pages, start=1):
        for index, line in enumerate(lines):
            canvas.setFont("Helvetica", 11)
            canvas.drawString(72, 700 - 22 * index, line)
        canvas.drawCentredString(306, 40, str(number))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class Parsed(HTMLParser):
    """The tags and the words of a piece of HTML, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(str(html))  # not Markup, which would escape again

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def finished(reading: Upload) -> Upload:
    deadline = time.monotonic() + 60
    while reading.is_active and time.monotonic() < deadline:
        time.sleep(0.02)
    return reading

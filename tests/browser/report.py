"""A report for the browser tests: two columns of numbers, printed numbers two behind the file's."""

from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)"  # no slash: it would end a folder name
CASH_FLOW_PAGE = 12  # in the file; page 10 is printed on it

ROWS = (
    ("Cash flows from operating activities:", ()),
    ("Net income", ("1,240", "1,105", "980")),
    ("Depreciation and amortization", ("312", "298", "275")),
    ("Cash flows from investing activities:", ()),
    ("Purchases of property, plant and equipment", ("(457)", "(437)", "(442)")),
    ("Acquisitions, net of cash acquired", ("(88)", "(12)", "(30)")),
)
PROSE = (
    "The company sells hand tools and power tools through dealers in forty countries.",
    "Gross margin fell to 31.2 percent because raw material costs rose 12 percent.",
    "Demand in the second half was lower than a year before in most of our markets.",
)


def report(num_pages: int = 16, *, title: str = "Meridian Tools 2024", password: str = "") -> bytes:
    """Return a PDF whose first two pages carry roman numbers and the rest 1, 2, 3 ..."""
    buffer = BytesIO()
    encryption = StandardEncryption(password) if password else None
    canvas = Canvas(buffer, pagesize=(612, 792), encrypt=encryption, invariant=True)
    canvas.setTitle(title)
    for page_number in range(1, num_pages + 1):
        if page_number == CASH_FLOW_PAGE:
            _statement(canvas)
        else:
            _prose(canvas, page_number)
        canvas.setFont("Helvetica", 9)
        printed = ("i", "ii")[page_number - 1] if page_number <= 2 else str(page_number - 2)
        canvas.drawCentredString(306, 36, printed)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _statement(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(72, 720, "Consolidated Statements of Cash Flows")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 704, "(in millions)")
    for x, year in zip((380, 450, 520), ("2024", "2023", "2022"), strict=True):
        canvas.drawRightString(x, 684, year)
    for index, (label, figures) in enumerate(ROWS):
        y = 660 - 18 * index
        canvas.drawString(72, y, label)
        for x, figure in zip((380, 450, 520), figures, strict=False):
            canvas.drawRightString(x, y, figure)


def _prose(canvas: Canvas, page_number: int) -> None:
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(72, 720, f"Item {page_number}. Part {page_number} of the report")
    canvas.setFont("Helvetica", 11)
    lines = PROSE if page_number == 5 else (PROSE[0], PROSE[2])
    for index, line in enumerate(lines):
        canvas.drawString(72, 690 - 16 * index, line)

"""A PDF of a cover and an income statement, whose figures are facts of the report."""

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from tests.statements.build_statements import income_lines

RIGHTS = (430, 520)


def statement_report() -> bytes:
    """Return the report: net revenue 1,000 and 900, gross profit 400 and 350, in millions."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=True)
    canvas.setTitle("Meridian Tools 2022")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 700, "Annual report for the fiscal year ended December 31, 2022")
    canvas.showPage()
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(72, 740, "Consolidated Statements of Income")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 724, "(In millions, except per share amounts)")
    canvas.drawRightString(RIGHTS[1], 704, "Years ended December 31,")
    for number, (label, *figures) in enumerate([["", "2022", "2021"], *income_lines()]):
        y = 688 - 16 * number
        canvas.drawString(72, y, label)
        for right, figure in zip(RIGHTS, figures, strict=False):
            canvas.drawRightString(right, y, figure)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()

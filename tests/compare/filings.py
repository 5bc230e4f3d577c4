"""Two small companies' filings as PDFs: "Borealis" files twice and restates, "Austral" once."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

Row = tuple[str, Sequence[str]]
COLUMNS = (360, 430, 500, 570)  # right edges


def filing(
    company: str,
    *,
    years: Sequence[str],
    year_end: str,
    unit: str = "In millions of US dollars",
    auditor: str = "Example & Partners LLP",
    income: Sequence[Row],
    balance: Sequence[Row] = (),
) -> bytes:
    """Return a filing: cover, income statement, balance sheet, the auditor's words."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=True)
    canvas.setTitle(f"{company} annual report {years[0]}")
    _page(canvas, 1, ["FORM 10-K", f"For the fiscal year ended {year_end}, {years[0]}"], [company])
    heads = [*years]
    title = ["CONSOLIDATED STATEMENTS OF INCOME", f"Years Ended {year_end}", f"({unit})"]
    _table(canvas, 2, title, heads, income)
    title = ["CONSOLIDATED BALANCE SHEETS", f"As of {year_end}", f"({unit})"]
    _table(canvas, 3, title, heads[:2], balance or BALANCE)
    lines = [
        "Report of Independent Registered Public Accounting Firm",
        f"The auditor of {company} is {auditor}.",
    ]
    _page(canvas, 4, lines, [])
    canvas.save()
    return buffer.getvalue()


def income_of(
    revenue: Sequence[str], cost: Sequence[str], gross: Sequence[str], net: Sequence[str]
) -> tuple[Row, ...]:
    return (
        ("Revenues", revenue),
        ("Cost of sales", cost),
        ("Gross profit", gross),
        ("Net income", net),
    )


def balance_of(
    cash: Sequence[str], assets: Sequence[str], equity: Sequence[str]
) -> tuple[Row, ...]:
    debts = [f"{int(a.replace(',', '')) - int(e):,}" for a, e in zip(assets, equity, strict=True)]
    return (
        ("Cash and cash equivalents", cash),
        ("Total assets", assets),
        ("Total liabilities", debts),
        ("Total shareholders' equity", equity),
        ("Total liabilities and shareholders' equity", assets),
    )


BALANCE = balance_of(("400", "350"), ("2,000", "1,900"), ("800", "750"))


def first_filing() -> bytes:
    """Return Borealis' filing for 2021."""
    return filing(
        "Borealis Tools Inc.",
        years=("2021", "2020", "2019"),
        year_end="December 31",
        income=income_of(
            ("1,234", "1,100", "1,000"),
            ("700", "640", "600"),
            ("534", "460", "400"),
            ("120", "100", "90"),
        ),
    )


def later_filing() -> bytes:
    """Return Borealis' filing for 2022, which restates revenue and gross profit of 2021."""
    return filing(
        "Borealis Tools Inc.",
        years=("2022", "2021", "2020"),
        year_end="December 31",
        income=income_of(
            ("1,400", "1,250", "1,100"),
            ("780", "700", "640"),
            ("620", "550", "460"),
            ("150", "120", "100"),
        ),
        balance=balance_of(("420", "390"), ("2,100", "2,000"), ("850", "800")),
    )


def other_filing() -> bytes:
    """Return Austral's filing, whose fiscal 2022 ends in March of that year."""
    return filing(
        "Austral Foods Corporation",
        years=("2022", "2021", "2020"),
        year_end="March 31",
        auditor="Sample Auditors LLP",
        income=income_of(
            ("5,000", "4,500", "4,000"),
            ("4,000", "3,700", "3,400"),
            ("1,000", "800", "600"),
            ("300", "(50)", "200"),
        ),
    )


def old_filing() -> bytes:
    """Return Austral's filing of years that no other one here has."""
    return filing(
        "Austral Foods Corporation",
        years=("2015", "2014", "2013"),
        year_end="March 31",
        income=income_of(
            ("3,000", "2,900", "2,800"),
            ("2,500", "2,450", "2,400"),
            ("500", "450", "400"),
            ("100", "90", "80"),
        ),
    )


def yuan_filing() -> bytes:
    """Return a filing in another currency."""
    return filing(
        "Meridional Bio Limited",
        years=("2022", "2021", "2020"),
        year_end="December 31",
        unit="In millions of RMB",
        income=income_of(
            ("9,000", "8,000", "7,000"),
            ("4,000", "3,700", "3,400"),
            ("5,000", "4,300", "3,600"),
            ("900", "800", "700"),
        ),
    )


def _page(canvas: Canvas, number: int, lines: Sequence[str], large: Sequence[str]) -> None:
    y = 720
    for text in large:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(72, y, text)
        y -= 36
    canvas.setFont("Helvetica", 11)
    for text in lines:
        canvas.drawString(72, y, text)
        y -= 22
    _end(canvas, number)


def _table(
    canvas: Canvas, number: int, title: Sequence[str], heads: Sequence[str], rows: Sequence[Row]
) -> None:
    canvas.setFont("Helvetica-Bold", 11)
    for index, text in enumerate(title):
        canvas.drawString(72, 730 - 16 * index, text)
    for column, head in enumerate(heads):
        canvas.drawRightString(COLUMNS[column], 670, head)
    canvas.setFont("Helvetica", 10)
    for index, (label, values) in enumerate(rows):
        y = 650 - 18 * index
        canvas.drawString(72, y, label)
        for column, value in enumerate(values):
            canvas.drawRightString(COLUMNS[column], y, value)
    _end(canvas, number)


def _end(canvas: Canvas, number: int) -> None:
    canvas.setFont("Helvetica", 9)
    canvas.drawCentredString(306, 40, str(number))
    canvas.showPage()

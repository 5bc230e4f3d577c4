"""A report's first pages in, the name an analyst would give it out: company, form, period.

"NIKE 10-K 2016", "McDONALD'S 8-K 2023-01-06", "金宇生物技术 2020 年度报告". All of it is copied
from the cover; where a part is missing there is no name: half of one tells no reports apart.
"""

import calendar
import re
from collections.abc import Sequence

COVER_PAGES = 12  # an annual report has letters and pictures before the cover of its filing
MAX_CHARS = 80

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_COMMISSION = re.compile(r"SECURITIES\s+AND\s+EXCHANGE\s+COMMISSION", re.I)
_FORM = re.compile(r"\bFORM\s+((?:10-K|10-Q|8-K|20-F|40-F|6-K|11-K)T?(?:/A)?)(?![\w-])", re.I)
_REGISTRANT = re.compile(
    r"^(?:[^\S\n]|_)*+(?P<name>[^\n(]*[^\s(_])[_\s]*\(\s*Exact\s+name\s+of\s+(?:the\s+)?registrant",
    re.I | re.M,
)
_DATE = rf"(?P<month>{'|'.join(_MONTHS)})\s+(?P<day>\d{{1,2}})\s*,\s*(?P<year>(?:19|20)\d\d)"
_YEAR_ENDED = re.compile(rf"fiscal\s+year\s+ended:?\s+{_DATE}", re.I)
_PERIOD_ENDED = re.compile(rf"(?:quarterly|transition)\s+period\s+ended:?\s+{_DATE}", re.I)
_REPORTED = re.compile(rf"Date\s+of\s+report[^\n]*?{_DATE}", re.I)
_LEGAL_FORM = re.compile(
    r"(?:(?:,|(?<!\s))\s+(?:Inc|Incorporated|Corp|Corporation|Company|Co|Ltd|Limited|LLC|L\.P|N\.V|S\.A|plc|AG"
    r"|SE)\b\.?(?:\s*\.)?(?:/[A-Z]{2}/?)?)+\s*$",
    re.I,
)
_ANNUAL = re.compile(
    r"^(?:(?P<before>(?:19|20)\d\d)\s+)?(?P<kind>Annual Report|Interim Report|Half-Year Report)"
    r"(?:\s+(?:for\s+)?(?P<after>(?:19|20)\d\d))?$",
    re.I,
)
_COMPANY_LINE = re.compile(
    r"^[A-Z][\w&.,'’ -]{1,60}?,? (?:Inc|Incorporated|Corporation|Corp|Company|Ltd|Limited|plc|PLC"
    r"|N\.V|S\.A|AG|SE)\b\.?$"
)
_CHINESE_COMPANY = re.compile(r"^([一-鿿（）()]{4,30}?)(?:股份|控股|集团)*有限(?:责任)?公司", re.M)
_CHINESE_REPORT = re.compile(
    r"((?:19|20)\d\d)\s*年\s*(?:年度报告|(半年度报告|第[一二三四]季度报告|年报))"
)


def report_name(pages: Sequence[str]) -> str:
    """Return the name by the texts of a report's first pages; "" where they do not tell it."""
    texts = pages[:COVER_PAGES]
    name = _filing(texts) or _chinese(texts[:2]) or _annual(texts[:2])
    return name if len(name) <= MAX_CHARS else ""


def _filing(pages: Sequence[str]) -> str:
    """Name a filing by the cover that its form prescribes."""
    for text in pages:
        form, company = _FORM.search(text), _REGISTRANT.search(text)
        if form and company and _COMMISSION.search(text):
            kind = form[1].upper()
            period = _period(kind, text)
            return f"{_short(company['name'])} {kind} {period}" if period else ""
    return ""


def _period(form: str, text: str) -> str:
    if form.startswith(("10-K", "20-F", "40-F", "11-K")):
        ended = _YEAR_ENDED.search(text)
        return ended["year"] if ended else ""
    found = (_PERIOD_ENDED if form.startswith("10-Q") else _REPORTED).search(text)
    if found is None:
        return ""
    return f"{found['year']}-{_MONTHS[found['month'].lower()]:02}-{int(found['day']):02}"


def _chinese(pages: Sequence[str]) -> str:
    for text in pages:
        company, report = _CHINESE_COMPANY.search(text), _CHINESE_REPORT.search(text)
        if company and report:
            return f"{company[1]} {report[1]} {report[2] or '年度报告'}"
    return ""


def _annual(pages: Sequence[str]) -> str:
    """Name a report that is no filing by a line with its company and one with its kind and year."""
    for text in pages:
        lines = [line.strip() for line in text.splitlines()]
        company = next((line for line in lines if _COMPANY_LINE.match(line)), None)
        report = next((match for line in lines if (match := _ANNUAL.match(line))), None)
        if company and report and (year := report["before"] or report["after"]):
            return f"{_short(company)} {report['kind'].title()} {year}"
    return ""


def _short(company: str) -> str:
    """Return a company's name without its legal form.

    >>> _short("NIKE, Inc ."), _short("BEST BUY CO., INC."), _short("Costco Wholesale Corporation")
    ('NIKE', 'BEST BUY', 'Costco Wholesale')
    """
    name = " ".join(company.strip(" _").split())
    return _LEGAL_FORM.sub("", name).rstrip(" ,") or name

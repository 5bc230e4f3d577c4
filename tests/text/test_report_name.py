"""The name of a report is its company, form and period, as its own cover has them."""

import os
from pathlib import Path

import pytest

from qa.pdf import Limits, read_pdf
from qa.text.report_name import COVER_PAGES, report_name

REPORTS = Path(os.environ.get("PAGEWITNESS_FILINGS", "nowhere"))
SAMPLES = Path(__file__).parents[2] / "sample_docs"
FILING = """UNITED STATES
SECURITIES AND EXCHANGE COMMISSION
FORM {form}
{period}
{company}
(Exact name of registrant as specified in its charter)"""


@pytest.mark.parametrize(
    ("company", "form", "period", "name"),
    [
        ("NIKE, Inc .", "10-K", "FOR THE FISCAL YEAR ENDED May 31, 2016", "NIKE 10-K 2016"),
        ("BEST BUY CO., INC.", "10-K", "For the fiscal year ended February 3, 2018",
         "BEST BUY 10-K 2018"),
        ("Costco Wholesale Corporation", "10-K/A", "For the fiscal year ended September 2, 2018",
         "Costco Wholesale 10-K/A 2018"),
        ("Tools plc", "20-F", "For the fiscal year ended December 31, 2020", "Tools 20-F 2020"),
        ("The Home Depot, Inc.", "10-Q", "For the quarterly period ended July 30, 2023",
         "The Home Depot 10-Q 2023-07-30"),
        ("McDONALD’S CORPORATION", "8-K",
         "Date of report (Date of earliest event reported): January 6, 2023",
         "McDONALD’S 8-K 2023-01-06"),
    ],
)  # fmt: skip
def test_a_filing_is_named_by_its_cover(company, form, period, name):
    cover = FILING.format(company=company, form=form, period=period)

    assert report_name(["A letter to our shareholders", cover]) == name


@pytest.mark.parametrize(
    "missing", ["FORM 10-K", "For the fiscal year ended May 31, 2016", "COMMISSION"]
)
def test_half_a_cover_gives_no_name(missing):
    cover = FILING.format(
        company="NIKE, Inc.", form="10-K", period="For the fiscal year ended May 31, 2016"
    )

    assert report_name([cover]) == "NIKE 10-K 2016"
    assert report_name([cover.replace(missing, "")]) == ""


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("Meridian Tools, Inc.\nAnnual Report 2024", "Meridian Tools Annual Report 2024"),
        ("2023 Annual Report\nMeridian Tools Corporation", "Meridian Tools Annual Report 2023"),
        ("公司代码：600201 公司简称：生物股份\n金宇生物技术股份有限公司\n2020 年年度报告",
         "金宇生物技术 2020 年度报告"),
        ("沧屿智能装备股份有限公司\n2025年半年度报告", "沧屿智能装备 2025 半年度报告"),
        ("2023 Annual Report", ""),
        ("Annual Report\nfor all who invest", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_another_report_is_named_by_its_first_page(page, name):
    assert report_name([page]) == name


def test_no_report_is_no_name():
    assert report_name([]) == ""


@pytest.mark.skipif(not REPORTS.exists(), reason="PAGEWITNESS_FILINGS names no folder of filings")
@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("AMD_2022_annualreport", "ADVANCED MICRO DEVICES 10-K 2022"),
        ("FEDEX_2023_annualreport", "FedEx 10-K 2023"),
        ("JINYU_2020_annualreport_zh", "金宇生物技术 2020 年度报告"),
        ("NIKE_2016_10K", "NIKE 10-K 2016"),
        ("WALMART_2023_annualreport", "WALMART 10-K 2023"),
    ],
)
def test_real_reports_have_their_names(file_name, name):
    data = (REPORTS / f"{file_name}.pdf").read_bytes()
    document = read_pdf(data, file_name="a.pdf", limits=Limits(max_pages=COVER_PAGES))

    assert report_name([page.text for page in document.pages]) == name

"""A small report with everything that makes quoting hard, for the tests of quotes and prompts."""

from qa.document import BBox, Line, LineRole, Page, PageStatus

_BOX = BBox(0, 0, 100, 10)


def make_page(page_number, *lines, printed=None, status=PageStatus.TEXT):
    """Lines that begin with # are running heads."""
    return Page(
        page_number=page_number,
        printed_number=printed,
        width=600,
        height=800,
        lines=tuple(
            Line(line.lstrip("#"), _BOX, (), LineRole.RUNNING_HEAD)
            if line.startswith("#")
            else Line(line, _BOX)
            for line in lines
        ),
        status=status,
    )


REPORT = (
    make_page(
        1,
        "#Pagewitness Inc. 10-K",
        "Net sales increased 5% to $12,345 million in fiscal 2019, compared with",
        "$11,757 million in 2018. The Company recorded a pre-tax good-",
        "will impairment charge (see note [4] and [[5]]) of $ 31 million, mostly long-",
        "term. Long-term debt was 8,021.5 million.",
        "\u201cAdjusted EBITDA\u201d is a non-",
        "GAAP measure; it grew\u00a0in\u20032018-",
        "2019 by 12.4%, soft\u00adware in\u00ad",
        "cluded, and cafe\u0301s too \U0001f600 \U0001f468\u200d\U0001f4bb.",
        printed="43",
    ),
    make_page(
        2,
        "Purchases of property, plant and equipment (1,577) (1,373) (1,420)",
        "Depreciation and amortization 1,488 1,544 1,474",
        "Net cash used in investing activities - (2,001) ]]",
        "Net sales increased 5% to $12,345 million in fiscal",
        "2019 (",
        printed="44",
    ),
    make_page(3, status=PageStatus.NO_TEXT),
    make_page(
        4,
        "营业收入较上年同期增长5%，主要由于海外市场的",
        "销售增加。归属于母公司股东的净利润为12,345.67万元，",
        "同比下降3.2%（2018年：12,753万元）。",
        "项目 本期金额 上期金额",
        "营业成本 8,765,432.10 7,654,321.00",
        "研发费用 123.45 98.70 EBITDA",
        "增长",
    ),
    make_page(5, "one"),
)

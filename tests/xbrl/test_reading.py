"""An XBRL file's bytes become facts, or one sentence."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qa.errors import NotXbrl
from qa.xbrl import TaggedPeriod, read_xbrl
from qa.xbrl.limits import XbrlLimits
from tests.xbrl.filings import DAY, UNITS, YEAR, companyfacts, context, inline, tagged

IN_2022 = TaggedPeriod(date(2022, 1, 1), date(2022, 12, 31))
BOMB = (
    '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'


def facts(data: bytes, file_name: str = "report.htm"):
    return read_xbrl(data, file_name=file_name).facts


def test_a_tagged_number_has_its_value_unit_period_and_rounding():
    (fact,) = facts(inline(tagged("us-gaap:Revenues", "1,234.5", more='scale="6" decimals="-5"')))

    assert (fact.concept, fact.value, fact.unit) == ("us-gaap:Revenues", Decimal(1234500000), "USD")
    assert fact.period == IN_2022
    assert fact.rounding == Decimal("1E5")
    assert fact.dimensions == ()


@pytest.mark.parametrize(
    ("shown", "more", "value"),
    [
        ("1,234", 'scale="3" sign="-"', -1_234_000),
        ("1 234,5", 'format="ixt:num-comma-decimal"', Decimal("1234.5")),
        ("1.234,5", 'format="ixt:numcommadecimal"', Decimal("1234.5")),
        ("—", 'format="ixt:zerodash" scale="6"', 0),
        ("—", 'format="ixt:fixed-zero"', 0),
        ("no", 'format="ixt-sec:numwordsen"', 0),
        ("twelve", 'format="ixt-sec:numwordsen"', 12),
        ("12.5", 'scale="-2"', Decimal("0.125")),
        ("1<b>,2</b>34", 'scale="0"', 1234),
        ("1,234<ix:exclude>(1)</ix:exclude>", 'scale="0"', 1234),
    ],
)
def test_a_number_is_read_by_the_form_that_its_tag_names(shown, more, value):
    (fact,) = facts(inline(tagged("us-gaap:Revenues", shown, more=more)))

    assert fact.value == value


def test_a_number_inside_another_belongs_to_both():
    inner = tagged("us-gaap:ProfitLoss", "862")
    found = facts(inline(tagged("us-gaap:NetIncomeLoss", inner)))

    assert [(fact.local_name, fact.value) for fact in found] == [
        ("NetIncomeLoss", 862_000_000),
        ("ProfitLoss", 862_000_000),
    ]


def test_dimensions_units_and_contexts_behind_the_numbers_are_kept():
    part = context("part", "2022-01-01", "2022-12-31", [("x:SegmentAxis", "x:CloudMember")])
    numbers = (
        tagged("us-gaap:Revenues", "5", at="part"),
        tagged("x:Eps", "1.5", unit="eps", more=""),
    )
    body = inline(*numbers, contexts=()).replace(UNITS.encode(), b"")
    behind = body.replace(b"</p>", f"</p><div>{YEAR}{part}{UNITS}</div>".encode())

    revenue, per_share = facts(behind)

    assert revenue.dimensions == (("x:SegmentAxis", "x:CloudMember"),)
    assert per_share.unit == "USD/share"


def test_what_cannot_be_read_is_counted_and_left_out():
    good = tagged("us-gaap:Assets", "7", at="day")
    nil = tagged("us-gaap:Goodwill", "", at="day", more='xsi:nil="true"')
    odd = tagged("us-gaap:Liabilities", "seven", at="day", more='format="x:unknown"')
    lost = tagged("us-gaap:Liabilities", "7", at="nowhere")

    read = read_xbrl(inline(good, nil, odd, lost), file_name="report.htm")

    assert [fact.local_name for fact in read.facts] == ["Assets"]
    assert read.facts[0].period == TaggedPeriod(None, date(2022, 12, 31))
    assert read.num_unread == 2


def test_companyfacts_are_facts_of_the_group():
    data = companyfacts(
        Revenues=[("2022-01-01", "2022-12-31", 1234000000)], Assets=[(None, "2022-12-31", 5.5)]
    )

    revenue, assets = facts(data, "CIK1.json")

    assert (revenue.concept, revenue.value) == ("us-gaap:Revenues", Decimal(1234000000))
    assert (revenue.unit, revenue.period) == ("USD", IN_2022)
    assert (assets.value, assets.period.start) == (Decimal("5.5"), None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "neither markup nor JSON"),
        (b"%PDF-1.7", "neither markup nor JSON"),
        (b"{", "not JSON"),
        (b'{"facts": 1}', "no companyfacts"),
        (b'{"facts": {}}', "tags no number"),
        (b'{"facts":' + b"[" * 100_000, "nested too deeply"),
        (b'{"facts":' + b"[]," * 1_000_001, "too many parts"),
        (companyfacts(Assets=[(None, "2022-12-31", float("nan"))]), "NaN for a number"),
        (companyfacts(Assets=[(None, "2022-12-31", float("inf"))]), "Infinity for a number"),
        (b'{"facts": {"a": 1e999999999}}', "number"),
        (b'{"facts": {"a": ' + b"9" * 5_000 + b"}}", "too many digits"),
        (b"<html><body>plain</body></html>", "no inline XBRL"),
        (b"<html><p>", "broken in line 1"),
        (b'<?xml version="1.0" encoding="none"?><html/>', "encoding that is not known"),
        (b'<?xml version="1.0" encoding="gb2312"?><html/>', "encoding that is not known"),
        (inline(tagged("us-gaap:Assets", "1"), before=BOMB), "declares entities"),
        (inline(tagged("us-gaap:Assets", "&secret;"), before=OUTSIDE), "declares entities"),
        (inline("<b>" * 500 + "</b>" * 500), "nested too deeply"),
        (inline("<ix:nonFraction>" * 20 + "</ix:nonFraction>" * 20), "nested too deeply"),
        (inline(contexts=[context("a", "", "2022-12-31", [("x:A", "x:B")] * 40)]), "30 parts"),
        (inline(tagged("us-gaap:Assets", "1", more='scale="999999999"')), "out of all proportion"),
        (inline(tagged("us-gaap:Assets", "9" * 60)), "too many digits"),
        (inline(tagged("us-gaap:Assets", "9" * 26, more="")), "too many digits"),
        (inline(tagged("us-gaap:Assets", "9" * 22)), "out of all proportion"),
        (inline(tagged("us-gaap:" + "A" * 500, "1")), "too long"),
        (inline(tagged("us-gaap:Assets", "NaN")), "tags no number"),
    ],
    ids=range(26),
)
def test_a_file_that_is_none_or_means_harm_is_refused_in_one_sentence(data, reason):
    with pytest.raises(NotXbrl, match=reason) as refused:
        read_xbrl(data, file_name="report.htm")

    assert str(refused.value).startswith("report.htm cannot be read as XBRL: ")
    assert "\n" not in str(refused.value)


def test_a_file_that_is_too_large_or_has_too_much_in_it_is_refused():
    small = XbrlLimits()
    many = inline(*(tagged("us-gaap:Assets", str(n), at="day") for n in range(9)))

    for limits in (
        replace(small, max_bytes=100),
        replace(small, max_facts=8),
        replace(small, max_contexts=1),
        replace(small, max_tags=10),
        replace(small, max_facts_of_a_concept=8),
    ):
        with pytest.raises(NotXbrl, match="more than"):
            read_xbrl(many, file_name="report.htm", limits=limits)
    listed = companyfacts(Assets=[(None, "2022-12-31", n) for n in range(9)])
    with pytest.raises(NotXbrl, match="more than"):
        read_xbrl(listed, file_name="f.json", limits=replace(small, max_facts=8))


def test_junk_in_companyfacts_is_passed_over():
    content = json.loads(companyfacts(Assets=[(None, "2022-12-31", 7)]))
    content["facts"]["us-gaap"] |= {"Odd": 1, "Odder": {"units": {"USD": ["x", {"val": 1}, None]}}}
    content["facts"]["us-gaap"]["Oddest"] = {"units": {"USD": [{"end": "2022-13-45", "val": 1}]}}

    (fact,) = facts(json.dumps(content).encode())

    assert fact.local_name == "Assets"


def test_contexts_of_every_kind_are_read():
    assert YEAR != DAY  # one is a duration, one a balance
    midnight = context("midnight", "", "2023-01-01T00:00:00")

    (fact,) = facts(inline(tagged("us-gaap:Assets", "1", at="midnight"), contexts=(midnight,)))

    assert fact.period.end == date(2022, 12, 31)

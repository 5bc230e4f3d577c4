"""Shares that sentences say somebody accounts for."""

import pytest

from qa.readers.extractive.sentences.said_shares import shares_in, wanted_of

TEXT = """Our customers are many.
Net sales to our largest customer, Grandmart Stores, were 25% of consolidated net sales for each
of the fiscal years ended June 30, 2022, 2021 and 2020, and occurred everywhere.
The cellular network carriers accounted for 44% and 42% of total trade receivables as of
September 24, 2022 and September 25, 2021, respectively.
Bigshop represented 31% of net sales of the Pet segment in 2022.
In 2022, Megamart accounted for 21 percent of our consolidated net sales and 28 percent of those
of the Pet segment.
No customer but Smallshop accounted for 10% of net sales in 2022."""


@pytest.mark.parametrize(
    ("question", "year", "shares"),
    [
        ("What share of 2021 sales was made to Grandmart?", 2021, ["25"]),
        ("What part of trade receivables was due from mobile carriers in 2022?", 2022, ["44"]),
        ("What part of trade receivables was due from cellular carriers in 2021?", 2021, ["42"]),
        ("What part of trade receivables was due from mobile carriers in 2020?", 2020, []),
        ("What share of net sales came from Bigshop in 2022?", 2022, []),
        ("What share of sales of the Pet segment came from Bigshop in 2022?", 2022, ["31"]),
        ("What share of net sales came from Megamart in 2022?", 2022, ["21"]),
        ("What share of net sales came from Smallshop in 2022?", 2022, []),
        ("What share of receivables was due from Grandmart in 2022?", 2022, []),
    ],
)
def test_a_share_is_of_who_and_of_what_is_asked(
    question: str, year: int, shares: list[str]
) -> None:
    found = list(shares_in(TEXT, wanted_of(question, []), year))

    assert [str(given.value) for _, given in found] == shares
    for (start, end), given in found:
        assert TEXT[start:end][given.start : given.end].startswith(shares[0])

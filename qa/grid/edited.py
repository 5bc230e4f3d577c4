"""What a person has typed in the place of an answer."""

import re
from decimal import Decimal

from qa.library.grids import GridCell

_NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?\s*%?")


def edited_text(cell: GridCell) -> str:
    """Return what stands instead of the answer, "" where the answer stands."""
    return cell.edited if cell.state == "edited" else ""


def edited_number(text: str) -> tuple[Decimal, str] | None:
    """Return a typed number with its unit, "percent" or "", None for all else.

    >>> edited_number("-1,234.5"), edited_number("12%"), edited_number("$3")
    ((Decimal('-1234.5'), ''), (Decimal('12'), 'percent'), None)
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    digits = text.rstrip("% ").replace(",", "").replace("−", "-")
    return Decimal(digits), "percent" if text.endswith("%") else ""

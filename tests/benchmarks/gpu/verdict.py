"""What `smoke` says at the end: what is right, what is wrong or slow, what to do about it."""

from dataclasses import dataclass

from tests.benchmarks.gpu.rows import Row

SLOW = 1.6  # times the limit by arithmetic: what the goals of engine-gpu.md leave room for


@dataclass(frozen=True, slots=True)
class Finding:
    """A row, what to do where it is slow or wrong, and whether it is."""

    row: Row
    to_do: str
    is_wrong: bool = False

    @property
    def is_slow(self) -> bool:
        row = self.row
        if not row.limit or not row.figure:
            return False
        is_time = row.unit == "ms"
        return (row.figure / row.limit if is_time else row.limit / row.figure) > SLOW


def verdict(found: list[Finding]) -> str:
    """What is right, what is wrong or slow, and what to do: each thing once."""
    bad = [f for f in found if f.is_wrong or f.is_slow]
    lines = [f"\nright: {len(found) - len(bad)} of {len(found)}"]
    for name, chosen in (
        ("wrong", [f for f in bad if f.is_wrong]),
        ("slow", [f for f in bad if not f.is_wrong]),
    ):
        lines += [f"{name}: {_said(finding)}" for finding in chosen]
    to_do = dict.fromkeys(f.to_do for f in bad) or ["nothing, go on with `table`"]
    return "\n".join([*lines, *(f"to do: {one}" for one in to_do), ""])


def _said(finding: Finding) -> str:
    row = finding.row
    if finding.is_wrong:
        return f"{row.what} {row.setup}: {row.note}"
    return f"{row.what} {row.setup}: {row.figure:.3g} {row.unit}, by arithmetic {row.limit:.3g}"

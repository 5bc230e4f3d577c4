"""Makes the two sample reports and their questions, the same bytes on every run."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import en_report  # noqa: E402


def main() -> None:
    en_report.make(HERE / "annual_report_en.pdf")


if __name__ == "__main__":
    main()

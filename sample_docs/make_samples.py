"""Makes the two sample reports and their questions, the same bytes on every run.

    python sample_docs/make_samples.py [FOLDER]

Needs reportlab and pypdfium2, and for the Chinese report the font of Debian's package fonts-droid-fallback.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import en_questions  # noqa: E402
import en_report  # noqa: E402
import zh_questions  # noqa: E402
import zh_report  # noqa: E402
from questions import Question, locate, page_texts  # noqa: E402


def check_pins(pinned: dict[str, int], marks: dict[str, int], num_front_pages: int) -> None:
    for mark, printed in pinned.items():
        if marks[mark] - num_front_pages != printed:
            where = marks[mark] - num_front_pages
            raise SystemExit(f"{mark!r} came to stand on page {where}, must be on {printed}")


def records(path: Path, questions: tuple[Question, ...], front: int) -> list[dict[str, object]]:
    return locate(path.name, page_texts(path), questions, front)


def main(folder: Path) -> int:
    english, chinese = folder / "annual_report_en.pdf", folder / "annual_report_zh.pdf"
    _, marks = en_report.make(english)
    check_pins(en_report.PINNED, marks, en_report.FRONT_PAGES)
    lines = records(english, en_questions.QUESTIONS, en_report.FRONT_PAGES)
    if not zh_report.FONT.exists():
        print(
            f"{zh_report.FONT} is missing: install fonts-droid-fallback for the Chinese report.",
            file=sys.stderr,
        )
        return 1
    _, marks = zh_report.make(chinese)
    check_pins(zh_report.PINNED, marks, zh_report.FRONT_PAGES)
    lines += records(chinese, zh_questions.QUESTIONS, zh_report.FRONT_PAGES)
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE))

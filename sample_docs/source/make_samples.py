"""Make the two sample reports and their questions, the same bytes on every run.

    python sample_docs/source/make_samples.py [FOLDER]

Needs reportlab and pypdfium2, and for the Chinese report the font of Debian's package
fonts-droid-fallback.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from generator.figures import read_figures
from generator.questions import locate, page_texts, read_questions
from generator.report import FontMissing, make

SOURCE = Path(__file__).resolve().parent


def main(folder: Path) -> int:
    records: list[dict[str, object]] = []
    for language in ("en", "zh"):
        path = folder / f"annual_report_{language}.pdf"
        try:
            report = make(SOURCE / language, path)
        except FontMissing as error:
            print(error, file=sys.stderr)
            return 1
        names = read_figures(SOURCE / language / "figures.toml")
        questions = read_questions(SOURCE / language / "questions.toml", names)
        records += locate(path.name, page_texts(path), questions, report.setup.num_front_pages)
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE.parent))

"""Growth curves from measured rows: first token, of a document and of the next question over it,
writing speed and memory over the length.

    python -m tests.benchmarks.gpu.plot ROWS.jsonl docs/growth.svg

Rows of one device and the newest commit in the file; the limit is drawn dashed. Needs matplotlib.
"""

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.benchmarks.gpu.rows import load

PANELS = (  # a figure is drawn where its name begins so
    ("first token", "seconds to the first word"),
    ("next question", "next question, seconds"),
    ("decode, 1 question", "tokens a second, one question"),
    ("memory", "GB, weights and context"),
)

Curves = dict[str, list[tuple[int, float, float | None]]]  # label -> (tokens, figure, limit)


def curves(rows: list[dict[str, Any]], beginning: str) -> Curves:
    """Points of one panel by their label, shortest document first."""
    newest = rows[-1]["commit"], rows[-1]["device"]
    found: Curves = defaultdict(list)
    for row in rows:
        if row["what"].startswith(beginning) and (row["commit"], row["device"]) == newest:
            mode = row["what"].removeprefix(beginning).strip(", ")
            label = ", ".join(part for part in (mode, row["setup"]) if part)
            if row["figure"] is not None:
                found[label].append((row["tokens"], row["figure"], row["limit"]))
    return {label: sorted(points) for label, points in found.items()}


def draw(rows: list[dict[str, Any]], target: Path) -> None:
    """Write the picture; raises ImportError without matplotlib."""
    from matplotlib import rcParams
    from matplotlib.figure import Figure

    # text stays text, and the same rows give the same file
    rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "growth"})
    figure = Figure(figsize=(14, 3.4), layout="constrained")
    for axes, (beginning, title) in zip(figure.subplots(1, len(PANELS)), PANELS, strict=True):
        for label, points in curves(rows, beginning).items():
            tokens = [point[0] for point in points]
            (line,) = axes.plot(tokens, [p[1] for p in points], marker="o", ms=3, label=label)
            if all(point[2] is not None for point in points):
                limits = [point[2] for point in points]
                axes.plot(tokens, limits, ls="--", lw=0.8, color=line.get_color())
        axes.set_title(title, fontsize=9)
        axes.set_xlabel("tokens in the document", fontsize=8)
        axes.tick_params(labelsize=7)
        axes.set_ylim(bottom=0)
        axes.legend(fontsize=6)
    figure.suptitle(f"{rows[-1]['device']}, dashed: the limit by arithmetic", fontsize=8)
    figure.savefig(target, metadata={"Date": None})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("target", type=Path)
    asked = parser.parse_args()
    draw(load(asked.rows), asked.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())

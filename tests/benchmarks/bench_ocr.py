"""How well and at what cost scanned pages are read: pages drawn to images, their own text as truth.

    PYTHONPATH=. python -m tests.benchmarks.bench_ocr [--samples N] [--real FOLDER --pages N]

Prints for each report: pages; figures (numbers as printed) and words of the true text that OCR has
too, counted as often as they stand; seconds of processor time a page; the most memory of a child.
The scan is a grey JPEG at --dpi. --show prints the figures that were missed.
"""

import argparse
import re
import resource
from collections import Counter
from pathlib import Path

from qa.document import Document, PageStatus
from qa.ocr.recognise import recognise
from qa.pdf import Limits, read_pdf
from tests.pdfs.scanned import scanned

SAMPLES = Path(__file__).parents[2] / "sample_docs"
FIGURE = re.compile(r"\d(?:[\d,.]*\d)?")
WORD = re.compile(r"[^\W\d_]{2,}|[一-鿿]")


def main() -> None:
    """Measure the samples and some pages of each real report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dpi", type=int, default=150)
    parser.add_argument("--samples", type=int, help="pages of each sample (default: all)")
    parser.add_argument("--real", type=Path, help="a folder of real reports")
    parser.add_argument("--pages", type=int, default=3, help="of each real report, spread over it")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    print("report | pages | figures | words | s a page | MB")
    total: list[Counter[str]] = [Counter(), Counter()]
    for path in sorted(SAMPLES.glob("*.pdf")):
        measure(path, options.samples, options, total)
    print(f"samples: figures {share(*total)}")
    for path in sorted(options.real.glob("*.pdf")) if options.real else ():
        measure(path, options.pages, options, total)
    print(f"all: figures {share(*total)}")


def measure(
    path: Path, count: int | None, options: argparse.Namespace, total: list[Counter[str]]
) -> None:
    truth = read_pdf(path.read_bytes(), file_name=path.name)
    numbers = [p.page_number for p in truth.pages if p.status is PageStatus.TEXT]
    if count is not None:  # spread over the report: prose and tables as they come
        step = max(1, len(numbers) // count)
        numbers = numbers[step // 2 :: step][:count]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    read = read_pdf(
        scanned(path, numbers, dpi=options.dpi),
        file_name=path.name,
        limits=Limits(ocr_dpi=options.dpi),
        improve=recognise,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    true, found = found_in(truth, numbers, FIGURE), found_in(read, None, FIGURE)
    words = found_in(truth, numbers, WORD), found_in(read, None, WORD)
    print(
        f"{path.stem} | {len(numbers)} | {share(true, found)} | {share(*words)}"
        f" | {seconds / len(numbers):.1f} | {after.ru_maxrss / 1024:.0f}",
        flush=True,
    )
    if options.show:
        print("   missed:", dict((true - found).most_common(12)), flush=True)
        print("   instead:", dict((found - true).most_common(12)), flush=True)
    total[0] += true
    total[1] += true & found


def found_in(document: Document, numbers: list[int] | None, kind: re.Pattern[str]) -> Counter[str]:
    pages = document.pages if numbers is None else [document.page(number) for number in numbers]
    return Counter(match for page in pages for match in kind.findall(page.text))


def share(true: Counter[str], found: Counter[str]) -> str:
    right = (true & found).total()
    return f"{right / max(true.total(), 1):.2%} of {true.total()}"


if __name__ == "__main__":
    main()

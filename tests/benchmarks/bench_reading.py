"""How long reading takes, beside PDFium's bare text extraction of the same pages.

    python tests/benchmarks/bench_reading.py FOLDER_OR_FILE...

bare: FPDFText_GetText of every page, in one process. read: read_pdf with 1 and 2 children (text,
boxes, order, page numbers, sections; processes started and ended). stored: read_document into a
fresh library with 2 children, indexed. cpu: processor time of all processes, which is what one core
would need and what other work on the machine disturbs least. memory: the most all processes held at
once while reading. first image: page 1 at 144 dpi, with the child warm. Each time is the best of
three.

--judging measures instead what it costs to judge which characters can be seen: processor seconds of
reading all pages in this process without and with it, in turns, and of storing the report
(read_document); and how many words went.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from qa.errors import DocumentError
from qa.library import Library
from qa.pdf import PageRenderer, pdfium, read_pdf
from qa.pdf.child import File
from qa.pdf.limits import Limits
from qa.pdf.raw_page import OpenFailed
from qa.pdf.visibility import Hidden
from qa.pipeline import read_document

BARE = """
import ctypes, json, sys, time
import pypdfium2.raw as raw
raw.FPDF_InitLibrary()
data = open(sys.argv[1], "rb").read()
text = (ctypes.c_ushort * 1_000_000)()
start, start_cpu = time.perf_counter(), time.process_time()
document = raw.FPDF_LoadMemDocument64(data, len(data), None)
num_pages = raw.FPDF_GetPageCount(document)
for index in range(num_pages):
    page = raw.FPDF_LoadPage(document, index)
    text_page = raw.FPDFText_LoadPage(page)
    raw.FPDFText_GetText(text_page, 0, raw.FPDFText_CountChars(text_page), text)
    raw.FPDFText_ClosePage(text_page)
    raw.FPDF_ClosePage(page)
print(json.dumps([num_pages, time.perf_counter() - start, time.process_time() - start_cpu]))
"""
REPEATS = 3
COLUMNS = (
    "file | pages | bare ms/page | read 1 ms/page | x bare | cpu x bare | read 2 ms/page | x bare"
    " | stored x bare | read 2 s | memory MB | first image ms"
)
JUDGING_COLUMNS = "file | pages | off s | on s | more | read_document s | more | words gone"


def bare(path: Path) -> tuple[int, float, float]:
    """Return pages, seconds and processor seconds, in a fresh process: PDFium caches fonts."""
    done = subprocess.run([sys.executable, "-c", BARE, path], capture_output=True, check=True)
    num_pages, seconds, processor_seconds = json.loads(done.stdout)
    return num_pages, seconds, processor_seconds


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor_time() -> float:
    """Return what this process and its ended children have used."""
    return sum(os.times()[:4])


def processor_seconds(work: Callable[[], object]) -> float:
    start = processor_time()
    work()
    return processor_time() - start


def best(work: Callable[[], object]) -> float:
    return min(timed(work) for _ in range(REPEATS))


class MemoryWatch:
    """Samples the resident memory of this process and its children; Linux only."""

    def __enter__(self) -> "MemoryWatch":
        self.peak, self._done = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.01):
            self.peak = max(self.peak, sum(map(_resident, _family(os.getpid()))))


def _family(pid: int) -> list[int]:
    pids = [pid]
    for parent in pids:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                pids += map(int, task.read_text().split())
            except OSError:  # it ended meanwhile
                continue
    return pids


def _resident(pid: int) -> float:
    """Return megabytes."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:  # it ended meanwhile
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(path: Path) -> str:
    """Return one row of the table."""
    data = path.read_bytes()
    try:
        read_pdf(data, file_name=path.name)
    except DocumentError as error:
        return f"| {path.stem} | {error} |"
    runs = [bare(path) for _ in range(REPEATS)]
    num_pages, plain, plain_cpu = runs[0][0], min(r[1] for r in runs), min(r[2] for r in runs)
    one = best(lambda: read_pdf(data, file_name=path.name, num_workers=1))
    one_cpu = min(
        processor_seconds(lambda: read_pdf(data, file_name=path.name, num_workers=1))
        for _ in range(REPEATS)
    )
    two = best(lambda: read_pdf(data, file_name=path.name, num_workers=2))
    with MemoryWatch() as memory:
        read_pdf(data, file_name=path.name, num_workers=2)
    with PageRenderer() as renderer:
        renderer.warm_up()
        image = timed(lambda: renderer.png(path, 1, scale=2.0))
    ms = 1000 / num_pages
    return (
        f"| {path.stem} | {num_pages} | {plain * ms:.2f} | {one * ms:.2f} | {one / plain:.2f}"
        f" | {one_cpu / plain_cpu:.2f}"
        f" | {two * ms:.2f} | {two / plain:.2f} | {stored(path) / plain:.2f} | {two:.2f}"
        f" | {memory.peak:.0f} | {image * 1000:.0f} |"
    )


def stored(path: Path) -> float:
    """Return seconds of reading with two children, storing and indexing."""
    seconds = []
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
            seconds.append(timed(lambda: read_document(path, library=library, owner="bench")))
    return min(seconds)


def read_here(data: bytes, is_judged: bool) -> tuple[float, Counter[str], int]:
    """Return processor seconds of reading all pages in this process, their words, and how many."""
    judge = pdfium.find_hidden
    if not is_judged:
        pdfium.find_hidden = lambda *_: Hidden()
    try:
        file, words, limit = File(data, None), Counter[str](), Limits().max_chars_per_page
        start = time.process_time()
        pages = [file.read_page(n, limit) for n in range(1, file.num_pages + 1)]
        seconds = time.process_time() - start
        file.close()
    finally:
        pdfium.find_hidden = judge
    for page in pages:
        words.update(page.text.split())
    return seconds, words, len(pages)


def judging(path: Path) -> str:
    """Return one row of the other table."""
    data = path.read_bytes()
    try:
        runs = [(read_here(data, False), read_here(data, True)) for _ in range(REPEATS)]
    except OpenFailed:
        return f"| {path.stem} | no PDF that opens |"
    off, on = min(a[0] for a, _ in runs), min(b[0] for _, b in runs)
    (_, words, num_pages), (_, seen, _) = runs[0]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
        whole = processor_seconds(lambda: read_document(path, library=library, owner="bench"))
    return (
        f"| {path.stem} | {num_pages} | {off:.2f} | {on:.2f} | {on / off - 1:+.0%}"
        f" | {whole:.2f} | {(on - off) / (whole - on + off):+.0%} | {(words - seen).total()} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--judging", action="store_true", help="what judging visibility costs")
    options = parser.parse_args()
    row, columns = measure, COLUMNS
    if options.judging:
        row, columns = judging, JUDGING_COLUMNS
    print(f"| {columns} |", "|---" * len(columns.split(" | ")) + "|", sep="\n")
    for path in options.paths:
        for file in sorted(path.glob("*.pdf")) if path.is_dir() else [path]:
            print(row(file), flush=True)


if __name__ == "__main__":
    main()

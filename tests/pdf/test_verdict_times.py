"""How long it takes until a hostile file is read or given up."""

import contextlib
import resource
import time

import pytest

from qa.errors import DocumentError
from qa.pdf import Limits, read_pdf
from tests.load.watch import percentile
from tests.pdfs import hostile as make
from tests.pdfs.wrong_values import WRONG, entries, with_wrong

LIMITS = Limits()
BOMBS = [
    make.self_drawing_form(),
    make.nested_forms(),
    make.flate_in_flate(512),
    make.long_ligature(),
    make.crowded_page(),
    make.tiny_tiles(),
    make.many_pages(100_000),
]


def verdict(data: bytes) -> tuple[float, float]:
    """Return the seconds until there is one, and those of a processor that children took for it."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with contextlib.suppress(DocumentError):
        read_pdf(data, file_name="a.pdf", limits=LIMITS)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, processor


@pytest.mark.slow
def test_ninety_nine_of_a_hundred_hostile_files_have_a_verdict_within_their_time() -> None:
    wrong = [
        with_wrong(number, key, value) for number, key in entries() for value in WRONG.values()
    ]
    seconds, processor = zip(*map(verdict, wrong + BOMBS), strict=True)
    shown = [f"p{share * 100:.0f} {percentile(seconds, share):.2f} s" for share in (0.5, 0.99)]
    used = [f"{percentile(processor, share):.2f}" for share in (0.5, 0.99, 1)]
    print(f"{len(seconds)} files: {', '.join(shown)}; of a processor {', '.join(used)} s")  # noqa: T201
    assert percentile(processor, 0.99) < LIMITS.cpu_seconds / 4
    assert max(seconds) < LIMITS.file_seconds + LIMITS.page_seconds

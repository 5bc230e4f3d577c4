"""Every limit on reading and drawing a PDF file, with its reason."""

from dataclasses import dataclass

# Of this process, whatever one file may cost.
FILES_AT_ONCE = 2  # files read at the same time
SLOW_FILES_AT_ONCE = 1  # beside them: files of who hands in more than others may expect
FILES_WAITING = 16  # files that may wait for that; more are told that it is busy


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. The defaults changed none of 5,540 well and badly made real files."""

    max_file_bytes: int = 100_000_000  # glossy annual reports reach tens of megabytes
    max_pages: int = 2_000  # pages beyond are counted, not read
    max_chars_per_page: int = 100_000  # the fullest real page held 32,767
    max_chars: int = 5_000_000  # per file; the fullest real file held 1.8 million
    open_seconds: float = (
        20.0  # opening and first page; the slowest real file took 15.3 s with pypdf
    )
    page_seconds: float = 5.0  # the slowest real page took 1.9 s
    file_seconds: float = 120.0  # the whole file; pages finished by then are kept
    max_crashes: int = 5  # children lost to one file before its other pages are given up
    memory_bytes: int = 1 << 30  # address space of one child; PDFium aborts when it runs out
    cpu_seconds: int = 130  # of one child: outlives file_seconds, for when the parent has died
    is_low_priority: bool = False  # of the children that read it, see qa.pdf.process
    max_open_files: int = 32  # of one child, most of them for importing its own modules
    max_message_bytes: int = 16_000_000  # of one page on its way out of a child
    quick_render_seconds: float = 0.5  # of a first try; the slowest of 399 real pages took 0.2
    render_seconds: float = 2.0  # processor time of one page image
    render_patience_seconds: float = 60.0  # wall clock of one, for a machine that is busy
    pages_drawn_at_once: int = 2  # children that draw; an owner holds one of them at most
    slow_pages_drawn_at_once: int = 1  # beside them: pages that a first try did not finish
    max_pixels: int = 4_000_000  # per page image; a larger page is drawn at a smaller scale
    max_image_cache_bytes: int = 256_000_000  # finished page images kept in memory
    ocr_dpi: int = 150  # of the image a page is recognised in; see tests/benchmarks/log/reading.md
    ocr_memory_bytes: int = 3 << 30  # address space of the child that recognises; full pages: 1.8
    ocr_page_seconds: float = 60.0  # processor time of one page; the fullest ones took 18 s
    ocr_patience_seconds: float = 240.0  # wall clock of one, for a machine that is busy
    ocr_file_seconds: float = 3_600.0  # all pages of a file; those recognised by then are kept
    ocr_pages_per_child: int = 50  # then a fresh one: memory that libraries keep goes with it

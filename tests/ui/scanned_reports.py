"""A small report with two scanned pages and a white one behind a page of text."""

from io import BytesIO

import pypdfium2
from PIL import Image

from tests.ocr.test_ocr import pdf_of, scan
from tests.ui.small_reports import small_report


def scanned_report(*images: Image.Image) -> bytes:
    """Return a report of one page of text and these images, two scans and a white page if none."""
    images = images or (scan(), scan(), Image.new("L", (700, 260), 255))
    made = pypdfium2.PdfDocument.new()
    for part in (small_report((("Meridian Tools", "Annual Report 2024"),)), pdf_of(*images)):
        source = pypdfium2.PdfDocument(part)
        made.import_pages(source)
        source.close()
    written = BytesIO()
    made.save(written)
    made.close()
    return written.getvalue()

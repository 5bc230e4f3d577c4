"""Reports as a scanner leaves them: each page one image, without any text."""

import io
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
from PIL import Image


def scanned(pdf: Path | bytes, page_numbers: Iterable[int], *, dpi: int = 150) -> bytes:
    """Return a PDF of these pages (from 1) drawn in grey at `dpi` and kept as JPEG."""
    source = pypdfium2.PdfDocument(pdf)
    images = []
    for number in page_numbers:
        page = source[number - 1]
        images.append((page.render(scale=dpi / 72).to_pil().convert("L"), page.get_size()))
    source.close()
    return image_pages(images)


def image_pages(images: Iterable[tuple[Image.Image, tuple[float, float]]]) -> bytes:
    """Return a PDF whose pages are these images, each with its width and height in points."""
    made = pypdfium2.PdfDocument.new()
    for image, (width, height) in images:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=85)
        file.seek(0)
        placed = pypdfium2.PdfImage.new(made)
        placed.load_jpeg(file, inline=True)
        placed.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        page = made.new_page(width, height)
        page.insert_obj(placed)
        page.gen_content()
    written = io.BytesIO()
    made.save(written)
    made.close()
    return written.getvalue()

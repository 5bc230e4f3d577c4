"""PDF bytes in, a Document out; page images. Only this package imports a PDF library."""

from qa.pdf.limits import Limits
from qa.pdf.reading import read_pdf
from qa.pdf.render import PageRenderer

__all__ = ["Limits", "PageRenderer", "read_pdf"]

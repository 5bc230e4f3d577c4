"""Whether the packages that recognise text are there; the ordinary install has none of them."""

from importlib.util import find_spec

from qa.errors import UsageError

PACKAGES = ("rapidocr", "onnxruntime")
HOW_TO_INSTALL = 'pip install "pagewitness[ocr]"'
REASON = f"Scanned pages are read by OCR, which is not installed: {HOW_TO_INSTALL}."


def can_recognise() -> bool:
    """Whether pages can be read by OCR here."""
    return all(find_spec(name) is not None for name in PACKAGES)


def require_ocr() -> None:
    """Raise UsageError, naming the way, where pages cannot be read by OCR."""
    if not can_recognise():
        raise UsageError(reason=REASON)

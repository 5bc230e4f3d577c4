"""What a library gives for one page, and how it says that a file does not open. No library here."""

from dataclasses import dataclass

from qa.document import HiddenLine, Line


class OpenFailed(Exception):
    """The bytes are no PDF, or too damaged for this library."""


class PasswordFailed(OpenFailed):
    """The file is encrypted and neither the given nor the empty password opens it."""


class PageFailed(Exception):
    """The page's own data is damaged."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One bookmark. level counts from 1, page_number from 1."""

    title: str
    level: int
    page_number: int


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page's lines in the order of the file, text not yet cleaned. Sizes in points."""

    width: float
    height: float
    lines: tuple[Line, ...]
    has_images: bool = False
    hidden: tuple[HiddenLine, ...] = ()
    is_ocr: bool = False  # the lines are what a program read in an image of the page

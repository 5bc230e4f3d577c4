"""PDF bytes in, a Document out; page images. Only this package imports a PDF library.

`Limits`, `read_pdf` and `PageRenderer` are loaded when first asked for: the child processes import
this package as well, and start a third sooner without the half that is not theirs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.pdf.limits import Limits
    from qa.pdf.reading import read_pdf
    from qa.pdf.render import PageRenderer

__all__ = ["Limits", "PageRenderer", "read_pdf"]


def __getattr__(name: str) -> Any:
    modules = {"Limits": "limits", "PageRenderer": "render", "read_pdf": "reading"}
    if name not in modules:
        raise AttributeError(name)
    return getattr(import_module(f"qa.pdf.{modules[name]}"), name)

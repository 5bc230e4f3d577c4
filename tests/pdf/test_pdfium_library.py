"""What we declare of PDFium is what its own bindings declare."""

import ctypes

import pypdfium2_raw as bindings
import pytest

from qa.pdf import pdfium_library


def _is_like(ours, theirs) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    are_addresses = [hasattr(kind, "contents") or kind in ADDRESSES for kind in (ours, theirs)]
    return all(are_addresses) or ours is theirs


ADDRESSES = (ctypes.c_void_p, ctypes.c_char_p)


@pytest.mark.parametrize("name", pdfium_library.FUNCTIONS)
def test_a_function_takes_and_gives_what_the_header_says(name):
    ours, theirs = getattr(pdfium_library.load(), name), getattr(bindings, name)

    assert _is_like(ours.restype, theirs.restype)
    assert len(ours.argtypes) == len(theirs.argtypes)
    assert all(map(_is_like, ours.argtypes, theirs.argtypes))


def test_constants_and_boxes_are_those_of_the_header():
    for name, value in pdfium_library.CONSTANTS.items():
        assert getattr(bindings, name) == value
    assert pdfium_library.FS_RECTF._fields_ == tuple(bindings.FS_RECTF._fields_)


def test_a_library_kept_elsewhere_is_left_to_its_bindings(monkeypatch):
    monkeypatch.setattr(pdfium_library, "OTHER_FILE_NAME", "not here.so")
    monkeypatch.setattr(pdfium_library, "FILE_NAMES", {})

    assert pdfium_library.load() is bindings

"""PDFium's C functions, as far as this package calls them, with the types of its public headers.

The bindings that come with the library declare all 400 of them and load half of Python for it:
25 ms of every child process, against 2 ms here. Where the library lies somewhere else than beside
those bindings, they are used.
"""

import ctypes
import sys
from importlib.machinery import PathFinder
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any

PACKAGE = "pypdfium2_raw"
FILE_NAMES = {"win32": "pdfium.dll", "darwin": "libpdfium.dylib"}
OTHER_FILE_NAME = "libpdfium.so"


class FS_RECTF(ctypes.Structure):
    """A box in points, y upwards."""

    _fields_ = tuple((side, ctypes.c_float) for side in ("left", "top", "right", "bottom"))


# A letter per argument after that of the result: p an address, b bytes or null, i int, u unsigned
# int, l unsigned long, n size_t, f float, d double, r the address of an FS_RECTF, v no result.
TYPES: dict[str, Any] = {
    "p": ctypes.c_void_p,
    "b": ctypes.c_char_p,
    "i": ctypes.c_int,
    "u": ctypes.c_uint,
    "l": ctypes.c_ulong,
    "n": ctypes.c_size_t,
    "f": ctypes.c_float,
    "d": ctypes.c_double,
    "r": ctypes.POINTER(FS_RECTF),
    "v": None,
}
FUNCTIONS = {
    "FPDF_InitLibrary": "v",
    "FPDF_LoadMemDocument64": "ppnb",
    "FPDF_GetLastError": "l",
    "FPDF_GetPageCount": "ip",
    "FPDF_CloseDocument": "vp",
    "FPDF_GetMetaText": "lpbpl",
    "FPDF_GetPageLabel": "lpipl",
    "FPDFBookmark_GetFirstChild": "ppp",
    "FPDFBookmark_GetNextSibling": "ppp",
    "FPDFBookmark_GetTitle": "lppl",
    "FPDFBookmark_GetDest": "ppp",
    "FPDFBookmark_GetAction": "pp",
    "FPDFAction_GetDest": "ppp",
    "FPDFDest_GetDestPageIndex": "ipp",
    "FPDF_LoadPage": "ppi",
    "FPDF_ClosePage": "vp",
    "FPDF_GetPageWidthF": "fp",
    "FPDF_GetPageHeightF": "fp",
    "FPDF_GetPageBoundingBox": "ipr",
    "FPDFPage_GetRotation": "ip",
    "FPDFPage_CountObjects": "ip",
    "FPDFPage_GetObject": "ppi",
    "FPDFPageObj_GetType": "ip",
    "FPDFPageObj_GetBounds": "ippppp",
    "FPDFPageObj_GetMatrix": "ipp",
    "FPDFPageObj_GetFillColor": "ippppp",
    "FPDFPageObj_GetStrokeWidth": "ipp",
    "FPDFPageObj_HasTransparency": "ip",
    "FPDFPageObj_GetClipPath": "pp",
    "FPDFClipPath_CountPaths": "ip",
    "FPDFClipPath_CountPathSegments": "ipi",
    "FPDFClipPath_GetPathSegment": "ppii",
    "FPDFPathSegment_GetPoint": "ippp",
    "FPDFPageObj_CountMarks": "ip",
    "FPDFPageObj_GetMark": "ppl",
    "FPDFPageObjMark_GetName": "ipplp",
    "FPDFPageObj_SetIsActive": "ipi",
    "FPDFTextObj_GetTextRenderMode": "ip",
    "FPDFPath_GetDrawMode": "ippp",
    "FPDFFormObj_CountObjects": "ip",
    "FPDFFormObj_GetObject": "ppl",
    "FPDFPage_GetAnnotCount": "ip",
    "FPDFPage_GetAnnot": "ppi",
    "FPDFPage_CloseAnnot": "vp",
    "FPDFAnnot_GetSubtype": "ip",
    "FPDFAnnot_GetRect": "ipp",
    "FPDFAnnot_GetAP": "lpipl",
    "FPDFText_LoadPage": "pp",
    "FPDFText_ClosePage": "vp",
    "FPDFText_CountChars": "ip",
    "FPDFText_GetText": "ipiip",
    "FPDFText_GetUnicode": "upi",
    "FPDFText_IsHyphen": "ipi",
    "FPDFText_GetLooseCharBox": "ipir",
    "FPDFText_GetTextObject": "ppi",
    "FPDFText_GetMatrix": "ipip",
    "FPDFText_GetFontSize": "dpi",
    "FPDFBitmap_CreateEx": "piiipi",
    "FPDFBitmap_FillRect": "ipiiiil",
    "FPDF_RenderPageBitmap": "vppiiiiii",
    "FPDFBitmap_GetStride": "ip",
    "FPDFBitmap_GetBuffer": "pp",
    "FPDFBitmap_Destroy": "vp",
}
CONSTANTS = {
    "FPDF_ERR_PASSWORD": 4,
    "FPDF_ERR_SECURITY": 5,
    "FPDF_PAGEOBJ_TEXT": 1,
    "FPDF_PAGEOBJ_PATH": 2,
    "FPDF_PAGEOBJ_IMAGE": 3,
    "FPDF_PAGEOBJ_FORM": 5,
    "FPDFBitmap_BGR": 2,
    "FPDF_ANNOT": 0x01,
    "FPDF_ANNOT_LINK": 2,
    "FPDF_ANNOT_POPUP": 16,
    "FPDF_REVERSE_BYTE_ORDER": 0x10,
}


def load() -> Any:
    """Return the functions and constants above as attributes."""
    spec = PathFinder.find_spec(PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        try:
            library = ctypes.CDLL(
                str(PurePath(folder, FILE_NAMES.get(sys.platform, OTHER_FILE_NAME)))
            )
        except OSError:  # the bindings know where it is
            break
        return _declared(library)
    import pypdfium2_raw

    return pypdfium2_raw


def _declared(library: ctypes.CDLL) -> SimpleNamespace:
    functions = {}
    for name, types in FUNCTIONS.items():
        function = functions[name] = getattr(library, name)
        function.restype, *function.argtypes = map(TYPES.__getitem__, types)
    return SimpleNamespace(FS_RECTF=FS_RECTF, **functions, **CONSTANTS)


def addressed(library: Any, name: str) -> Any:
    """Return a function that takes plain addresses, at 0.15 to 0.35 us a call instead of 0.5.

    It keeps the interpreter's lock, which only matters to a process with several threads.
    """
    kinds = ("p" if kind == "r" else kind for kind in FUNCTIONS[name])
    prototype = ctypes.PYFUNCTYPE(*map(TYPES.__getitem__, kinds))
    return prototype(ctypes.cast(getattr(library, name), ctypes.c_void_p).value or 0)


def address_of(handle: Any) -> int:
    """Return the address in a handle, as `addressed` functions take it."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0

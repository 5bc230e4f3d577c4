"""The bytes of an .xlsx file in, the texts of its first sheet's first column out.

A workbook is a zip of XML that anybody may have made: it is looked at only when what it would
unpack to is small.
"""

import zlib
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from qa.errors import NotAWorkbook

MAX_UNPACKED_BYTES = 20_000_000
MAX_ROWS = 5_000  # looked at; a list has 200 questions


def first_column_of_workbook(data: bytes, file_name: str) -> list[str]:
    """Return a text a row, "" for an empty one; raises NotAWorkbook."""
    import openpyxl  # late: only who brings a workbook waits for it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with ZipFile(BytesIO(data)) as archive:  # no more than its directory says is unpacked
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise NotAWorkbook(file_name=file_name)
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_col=1, max_row=MAX_ROWS, values_only=True)
        return ["" if not row or row[0] is None else str(row[0]) for row in rows]
    except (
        *(BadZipFile, zlib.error, ParseError, InvalidFileException),
        *(KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError),
        *(NotImplementedError, RuntimeError),  # packed or locked in ways that Python does not know
    ) as error:
        raise NotAWorkbook(file_name=file_name) from error

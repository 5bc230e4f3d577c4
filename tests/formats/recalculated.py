"""A workbook in, its values as LibreOffice works them out."""

import subprocess
from io import BytesIO
from pathlib import Path
from shutil import which

import openpyxl
import pytest

needs_libreoffice = pytest.mark.skipif(
    which("soffice") is None, reason="LibreOffice is not installed: no `soffice` on the path"
)


def recalculated(data: bytes, folder: Path) -> openpyxl.Workbook:
    """Return the workbook after a program has worked out every formula anew."""
    bare = folder / "bare.xlsx"
    openpyxl.load_workbook(BytesIO(data)).save(bare)  # without the values that were stored
    profile, out = folder / "profile", folder / "out"
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, bare],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert (out / "bare.xlsx").exists(), (done.stdout, done.stderr)
    return openpyxl.load_workbook(out / "bare.xlsx", data_only=True)


def formulas_and_values(data: bytes) -> dict[tuple[str, str], tuple[str, object]]:
    """Return the formula and the stored value of each cell that has one, by sheet and cell."""
    formulas = openpyxl.load_workbook(BytesIO(data))
    values = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.coordinate): (cell.value, values[sheet.title][cell.coordinate].value)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }

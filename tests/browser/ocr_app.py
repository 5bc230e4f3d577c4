"""The app with a stand-in for OCR, which waits before each page until a file in the temporary
folder lets it go on: "ocr-on" for all, "ocr-once" for one. With --without-ocr it is not installed,
with --no-room nobody else's pages can wait.
"""

import sys
import tempfile
import time
from pathlib import Path

import app
from qa.document import Page
from qa.ocr import children, installed
from qa.ocr.children import OcrChildren
from tests.ocr import stand_in
from ui.state import scans

WAIT_S = 120.0
read_at_once = OcrChildren.read


def read(self: OcrChildren, page: Page) -> Page:
    on, once = (Path(tempfile.gettempdir(), name) for name in ("ocr-on", "ocr-once"))
    deadline = time.monotonic() + WAIT_S
    while not (on.exists() or self._stopped) and time.monotonic() < deadline:
        if once.exists():
            once.unlink()
            break
        time.sleep(0.05)
    return read_at_once(self, page)


if "--no-room" in sys.argv:
    sys.argv.remove("--no-room")
    scans.PER_OWNER = 0
if "--without-ocr" in sys.argv:
    sys.argv.remove("--without-ocr")
    installed.PACKAGES = ("no_such_package_anywhere",)
else:
    installed.PACKAGES = ()
    children.RECOGNISES = stand_in.__name__
    OcrChildren.read = read  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(app.main())

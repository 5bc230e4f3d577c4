"""Play the flows and keep a picture of each in both languages, light and dark, narrow and wide.

python -m tests.browser.flows FOLDER [NAME ..]
"""

import sys
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.flows.flows import FLOWS, Flow
from tests.browser.flows.stage import APPS, Stage, new_context
from tests.browser.running_app import ROOT, start_app, stop_app

WIDTHS = (1440, 390)
LOOKS = (("en", "light"), ("zh", "dark"), ("en", "dark"), ("zh", "light"))
SETTLES_MS = 350
LOOK = """([language, theme]) => {
  document.body.classList.toggle("dark", theme === "dark");
  if (document.documentElement.lang !== language) document.getElementById("pw-language")?.click();
  document.documentElement.lang = language;
}"""


def main() -> int:
    folder, wanted = Path(sys.argv[1]), set(sys.argv[2:])
    folder.mkdir(parents=True, exist_ok=True)
    flows = [flow for flow in FLOWS if not wanted or flow.name in wanted]
    failed = []
    with ExitStack() as stack:
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS
        )
        for kind in dict.fromkeys(flow.app for flow in flows):
            home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            flags, script, model = APPS[kind]
            app, address = start_app(
                home, *flags, script=ROOT / script, model=model, log=home / "log"
            )
            for flow in flows:
                for width in WIDTHS if flow.app == kind else ():
                    try:
                        play(flow, browser, address, home, width, folder)
                    except (Error, AssertionError) as error:  # the others are still to be seen
                        failed.append(f"{flow.name} {width}: {error}")
                        print(failed[-1], file=sys.stderr)
            for gate in ("answer-on", "read-on", "ocr-on"):
                (home / gate).touch()
            stop_app(app)
        browser.close()
    return 1 if failed else 0


def play(flow: Flow, browser: Browser, address: str, home: Path, width: int, folder: Path) -> None:
    context = new_context(browser, width, is_first=flow.is_first)
    try:
        page = context.new_page()
        page.goto(address)
        if flow.app != "login":
            page.wait_for_selector("body.pw-ready-to-use")
        keep = partial(keep_looks, page, folder, flow.name, width)
        flow.play(Stage(page, context, address, home, width < 800, keep))
        print(flow.name, width, flush=True)
    except (Error, AssertionError):
        page.screenshot(path=folder / f"FAILED_{flow.name}_{width}.png")
        raise
    finally:
        context.close()


def keep_looks(page: Page, folder: Path, flow: str, width: int, name: str) -> None:
    for language, theme in LOOKS:
        page.evaluate(LOOK, [language, theme])
        page.wait_for_timeout(SETTLES_MS)
        page.screenshot(path=folder / f"{flow}.{name}_{width}_{language}_{theme}.png")
    page.evaluate(LOOK, ["en", "light"])


if __name__ == "__main__":
    sys.exit(main())

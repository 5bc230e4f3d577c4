"""How soon the first screen is there, and how many frames a second stay while a report is scrolled.

`PYTHONPATH=. python tests/benchmarks/bench_screen.py REPORT.pdf` starts the app on loopback with an
empty library, loads it five times in a fresh browser each, hands the report in, and scrolls three
seconds through it as a wheel does. Chromium draws without a GPU, on the app's own processors.
"""

import argparse
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, HAS_SEEN_TIPS
from tests.browser.running_app import start_app, stop_app

LOADS = 5
SCROLL_MS = 3_000
FRAMES = """ms => new Promise((done) => {
  const view = document.getElementById("pw-view");
  const gaps = [];
  let last = performance.now();
  const until = last + ms;
  const frame = (now) => {
    gaps.push(now - last);
    last = now;
    view.scrollTop += 12; // some 700 points a second
    if (now < until) requestAnimationFrame(frame);
    else done(gaps.slice(1));
  };
  requestAnimationFrame(frame);
})"""
READ_TIMEOUT_MS = 120_000


def first_screen(browser: Browser, address: str) -> float:
    """Return the seconds until a first visitor can type and drop."""
    context = browser.new_context(locale="en-US")
    context.add_init_script(HAS_SEEN_TIPS)
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("body.pw-ready-to-use")
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def opened(browser: Browser, address: str, report: Path) -> Page:
    page = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address)
    page.evaluate(HAS_SEEN_TIPS)
    page.wait_for_selector("body.pw-ready-to-use")
    page.set_input_files("input[type=file]", report)
    page.wait_for_selector(".pw-sheet img", timeout=READ_TIMEOUT_MS)
    page.wait_for_timeout(2_000)
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report", type=Path)
    report = parser.parse_args().report
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        app, address = start_app(Path(home), "--no-samples")
        try:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            loads = sorted(first_screen(browser, address) for _ in range(LOADS))
            gaps = sorted(opened(browser, address, report).evaluate(FRAMES, SCROLL_MS))
        finally:
            stop_app(app)
    late = sum(gap > 1_000 / 30 for gap in gaps)
    print("| first screen, s: least, median, most | frames a second | p95, longest gap ms | late |")
    print("|---|---|---|---|")
    print(
        f"| {loads[0]:.2f}, {loads[LOADS // 2]:.2f}, {loads[-1]:.2f} "
        f"| {1_000 * len(gaps) / sum(gaps):.0f} "
        f"| {gaps[int(0.95 * len(gaps))]:.0f}, {gaps[-1]:.0f} | {late} of {len(gaps)} |"
    )


if __name__ == "__main__":
    main()

"""Sessions of healthy visitors over loopback, quiet and then beside floods; fails on a broken goal.

    python -m tests.load --sessions 100 --minutes 30

A fifth of the time warms up, two fifths are quiet, two fifths are under attack; with --no-floods
all but the first fifth is quiet, and with --attack another share than two fifths is under attack,
the rest being divided as before. The app runs as its own process on a library of its own, and
answers in quotes.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.browser.running_app import start_app
from tests.load.cores import pinned_apart
from tests.load.floods import Floods
from tests.load.verdict import Memory, Run, as_markdown, broken
from tests.load.visitor import QUESTIONS, Tab, Timings, Visitor
from tests.load.watch import Watch, as_csv, descendants, first_and_rest, memory_of, slope

COUNTED = ("pagewitness_questions", "pagewitness_answers", "pagewitness_readings")
IMAGES = "MiB of page images"
READINGS = "reports that are read or wait"
SETTLE_S = 10.0
END_S = 90.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=100, help="healthy visitors at once")
    parser.add_argument("--minutes", type=float, default=30.0, help="in all")
    parser.add_argument("--think", type=float, default=8.0, help="seconds between two actions")
    parser.add_argument("--attack", type=float, default=0.4, help="share of it under attack")
    parser.add_argument("--no-floods", action="store_true", help="healthy visitors alone")
    parser.add_argument(
        "--pin", action="store_true", help="one core for the app, another for all who visit it"
    )
    parser.add_argument("--log", type=Path, help="takes what the app logs")
    parser.add_argument("--samples", type=Path, help="takes memory and processor time, as CSV")
    flags = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        run = measure(
            Path(folder),
            flags.sessions,
            flags.minutes * 60,
            flags.think,
            flags.log,
            not flags.no_floods,
            flags.pin,
            flags.attack,
            flags.samples,
        )
    print(as_markdown(run))  # noqa: T201
    said = broken(run)
    print("\n" + ("\n".join(f"BROKEN: {line}" for line in said) or "All goals are reached."))  # noqa: T201
    return 1 if said else 0


def measure(
    home: Path,
    sessions: int,
    seconds: float,
    think_s: float,
    log: Path | None = None,
    floods_come: bool = True,
    is_pinned: bool = False,
    attack: float = 0.4,
    samples_to: Path | None = None,
) -> Run:
    """Start the app on a library in this folder, load it for so long, end it; return all seen."""
    with pinned_apart(is_pinned) as cores:
        app, address = start_app(home, log=log or home / "app.log")
    timings, stop = Timings(), threading.Event()
    watch = Watch(app.pid, lambda: timings.phase, lambda: _metrics(address)[0][IMAGES])
    try:
        _wait_for_samples(address)
        _ask_each_sample(address)
        start = memory_of(descendants(app.pid))
        watch.start()
        visitors = [Visitor(n, address, timings, stop, think_s) for n in range(sessions)]
        for visitor in visitors:
            visitor.start()
            time.sleep(min(0.1, seconds / 10 / sessions))
        floods = Floods(address)
        time.sleep((1 - attack) * seconds / 3)
        timings.phase = "quiet"
        time.sleep((1 - attack) * seconds * 2 / 3)
        if floods_come:
            timings.phase = "attack"
            floods.start()
        time.sleep(attack * seconds)
        timings.phase = "after"
        stop.set()
        floods.stop()
        for visitor in visitors:
            visitor.join(120)
        _wait_for_readings(address)  # what was taken in time is read after its flood has gone
        floods.remove_all()
        time.sleep(SETTLE_S)
        memory = Memory(
            start,
            max(sample.memory_mib for sample in watch.samples),
            memory_of(descendants(app.pid)),
            slope(watch.of("quiet")),
            slope(watch.of("attack")),
            *first_and_rest(watch.of("attack") or watch.of("warm-up", "quiet")),
        )
        watch.stop()
        if samples_to is not None:
            samples_to.write_text(as_csv(watch.samples))
        metrics, reports_left = _metrics(address)
        folders = len(list((home / "library" / "documents").iterdir()))
        samples = len(_sample_ids(address))
        return _ended(
            app,
            home,
            Run(
                timings,
                memory,
                floods.told,
                metrics,
                reports_left,
                folders - samples,
                processor={phase: watch.processor_of(phase) for phase in ("quiet", "attack")},
                cores=cores,
            ),
        )
    finally:
        stop.set()
        watch.stop()
        app.kill()


def _ended(app: subprocess.Popen[bytes], home: Path, run: Run) -> Run:
    """End the app and add what it left."""
    processes = descendants(app.pid)
    app.send_signal(signal.SIGTERM)
    exit_code = app.wait(END_S)
    alive = [pid for pid in processes[1:] if Path(f"/proc/{pid}").exists()]
    names = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    left = [str(name) for name in names if name.parts[0] not in ("library", "app.log")]
    return replace(run, files_left=left, processes_left=len(alive), exit_code=exit_code)


def _wait_for_samples(address: str) -> None:
    """Return once both samples can be asked, so that each phase has the same visitors."""
    wanted = len(list((Path(__file__).parents[2] / "sample_docs").glob("*.pdf")))
    for _ in range(240):
        if len(_sample_ids(address)) == wanted:
            return
        time.sleep(0.5)
    raise TimeoutError("the samples are not read")


def _wait_for_readings(address: str) -> None:
    for _ in range(240):
        if not _metrics(address)[0][READINGS]:
            return
        time.sleep(0.5)


def _ask_each_sample(address: str) -> None:
    """Have worked out what the app itself keeps of the samples, which stay.

    One by one: a long list is answered in a process of its own, see qa.readers.apart.
    """
    with Tab(address, "127.3.0.1", os.urandom(5).hex()) as tab:
        tab.load()
        for document_id in tab.document_ids():
            tab.call("on_open", document_id=document_id)
            for question in QUESTIONS:
                tab.call("on_ask", question, None, "{}")


def _sample_ids(address: str) -> list[str]:
    with Tab(address, "127.3.0.1", os.urandom(5).hex()) as tab:
        tab.load()
        return tab.document_ids()


def _metrics(address: str) -> tuple[dict[str, float], int]:
    """Return counts by name and label, and how many reports are left."""
    text = httpx.get(f"{address}metrics", trust_env=False, timeout=30).text
    counts: dict[str, float] = {}
    reports = 0
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(v for _, v in sorted(sample.labels.items()))
            if family.name in COUNTED and sample.name.endswith("_total"):
                counts[f"{family.name.removeprefix('pagewitness_')} {labels}"] = sample.value
            elif family.name == "pagewitness_refusals" and sample.name.endswith("_total"):
                counts[f"refused {labels}"] = sample.value
            elif family.name == "pagewitness_page_images_bytes":
                counts[IMAGES] = sample.value / 2**20
            elif family.name == "pagewitness_queue" and sample.labels["of"] == "readings":
                counts[READINGS] = counts.get(READINGS, 0.0) + sample.value
            elif family.name == "pagewitness_documents":
                reports = int(sample.value)
    return counts, reports


if __name__ == "__main__":
    sys.exit(main())

"""One report from cover to back.

In: a folder with `report.toml`, `figures.toml` and the chapters in the order of their file names,
each in Markdown beside its tables. Out: the PDF. It must not know what a chapter says. The report
is set twice, since its contents, in front, name pages that are known only at the end.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.chapters import write_chapter
from generator.document import PageSetup, save
from generator.figures import read_figures
from generator.layout import Report
from generator.look import ENGLISH, FONT_FILE, Look, chinese, chinese_font
from generator.tables import read_tables

CHAPTERS = "[0-9][0-9]_*.md"


class FontMissing(Exception):
    """The Chinese report cannot be set on this machine."""


class PageMoved(Exception):
    """A mark is not on the page on which it must stand."""


def read_settings(folder: Path) -> Mapping[str, Any]:
    return tomllib.loads((folder / "report.toml").read_text(encoding="utf-8"))


def make(folder: Path, path: Path) -> Report:
    """Write the report as a PDF and return it; its pinned marks are where they must be."""
    settings = read_settings(folder)
    setup = page_setup(settings)
    known_pages = save(write(folder, setup, {}).story, path, setup)
    report = write(folder, setup, known_pages)
    marks = save(report.story, path, setup)
    for mark, printed in settings["pinned"].items():
        if marks[mark] - setup.num_front_pages != printed:
            where = marks[mark] - setup.num_front_pages
            raise PageMoved(f"{mark!r} came to stand on page {where}, must be on {printed}")
    return report


def write(folder: Path, setup: PageSetup, known_pages: Mapping[str, int]) -> Report:
    """Return the report's story, its contents with the pages known so far."""
    settings, names = read_settings(folder), read_figures(folder / "figures.toml")
    report = Report(setup, known_pages)
    cover, contents = settings["cover"], settings["contents"]
    report.cover(cover["kicker"], cover["title"], cover["subtitle"], cover["foot"])
    if "front_picture" in settings:
        report.picture(settings["front_picture"])
    entries = [(entry[0], entry[-1]) for entry in contents["entries"]]
    report.contents(contents["title"], entries, contents["note"])
    for chapter in sorted(folder.glob(CHAPTERS)):
        tables = read_tables(chapter.with_suffix(".toml"), names)
        write_chapter(report, chapter.read_text(encoding="utf-8"), tables, names)
    return report


def page_setup(settings: Mapping[str, Any]) -> PageSetup:
    return PageSetup(
        title=settings["title"],
        author=settings["author"],
        subject=settings["subject"],
        running_head=settings["running_head"],
        num_front_pages=settings["front_pages"],
        look=_look(settings["look"]),
    )


def _look(name: str) -> Look:
    if name == "english":
        return ENGLISH
    font = chinese_font()
    if font is None:
        raise FontMissing(f"{FONT_FILE} is missing: install fonts-droid-fallback.")
    return chinese(font)

"""Ellerwick's annual report from cover to back."""

from __future__ import annotations

from pathlib import Path

import en_front
import en_mdna
import en_notes_a
import en_notes_b
import en_segments
import en_statements
from layout import ENGLISH, Report

FRONT_PAGES = 2
PINNED = {"mix": 12, "statements": 40, "note 2": 45}  # printed pages that must not move
SUBJECT = "Annual report 2025 of a fictitious company, made as a sample document"


def write(known_pages: dict[str, int]) -> Report:
    r = Report("Ellerwick Industries, Inc. Annual Report 2025", "Ellerwick Industries, Inc.", ENGLISH,
               FRONT_PAGES, "Ellerwick Industries · Annual Report 2025", known_pages)  # fmt: skip
    r.cover("Ellerwick Industries, Inc.", "Annual Report 2025", "Water, air, motion, buildings",
            "Ellerwick Industries is a fictitious company. This report was made as a sample document; any "
            "likeness to a real company is accidental.")  # fmt: skip
    r.contents("Contents", [(k, k) for k in ("Letter to our shareholders",)], "Nothing.")
    en_front.letter(r)
    en_front.glance(r)
    en_mdna.overview(r)
    en_mdna.mix_page(r)
    en_mdna.costs(r)
    en_segments.segment_reviews(r)
    en_segments.regions_and_quarters(r)
    en_segments.liquidity(r)
    en_segments.estimates_and_outlook(r)
    r.picture(7)
    en_statements.statements(r)
    en_notes_a.note_1_and_2(r)
    en_notes_a.policies(r)
    en_notes_a.note_4_segments(r)
    en_notes_a.notes_5_to_9(r)
    en_notes_a.notes_10_to_12(r)
    en_notes_b.notes_13_to_16(r)
    en_notes_b.notes_17_to_19(r)
    en_notes_b.notes_20_to_24(r)
    en_notes_b.notes_25_to_30(r)
    return r


def make(path: Path) -> Report:
    marks = write({}).save(path, SUBJECT)
    report = write(marks)
    for key, page in report.save(path, SUBJECT).items():
        print(page - FRONT_PAGES, key)
    return report

"""Ellerwick's annual report from cover to back."""

from __future__ import annotations

from pathlib import Path

import en_back
import en_business
import en_countries
import en_databook
import en_front
import en_mdna
import en_more
import en_notes_a
import en_notes_b
import en_questions_answers
import en_segments
import en_statements
from layout import ENGLISH, Report

FRONT_PAGES = 2
PINNED = {"mix": 12, "statements": 40, "note 2": 45}  # printed pages that must not move
SUBJECT = "Annual report 2025 of a fictitious company, made as a sample document"
CONTENTS = (
    ("Letter to our shareholders", ""), ("From the lead independent director", ""), ("The year at a glance", ""), ("What shareholders asked", ""), ("Strategy: Mix and Metal", ""),
    ("Markets and business model", ""), ("Management's discussion and analysis", ""),
    ("mix", " Product mix and gross margin"), ("liquidity", " Liquidity and capital resources"),
    ("market risk", " Information about market risk"),
    ("statements", "Consolidated financial statements"), ("balance sheet", " Balance sheets"),
    ("cash flow", " Statements of cash flows"),
    ("Notes to the consolidated financial statements", ""),
    ("contingencies", " Commitments and contingencies"),
    ("Report of the independent registered public accounting firm", "Report of the auditor"),
    ("Ten years in figures", ""),
    ("Consolidating information", ""), ("Principal subsidiaries in figures", ""), ("Business: Flow Control", ""), ("Business: Climate Systems", ""),
    ("Business: Motion and Drives", ""), ("Business: Building Hardware", ""),
    ("Product families", ""), ("Research and development programmes", ""), ("Large orders received in 2025", ""), ("Properties", ""),
    ("Risk factors", ""), ("Corporate governance", ""), ("Executive compensation", ""), ("A short history", ""), ("Code of conduct in short", ""),
    ("The annual meeting of 2026", ""), ("Sustainability", ""),
    ("Data book", ""), ("Glossary", ""), ("Information for shareholders", ""),
)  # fmt: skip


def write(known_pages: dict[str, int]) -> Report:
    r = Report("Ellerwick Industries, Inc. Annual Report 2025", "Ellerwick Industries, Inc.", ENGLISH,
               FRONT_PAGES, "Ellerwick Industries · Annual Report 2025", known_pages)  # fmt: skip
    r.cover("Ellerwick Industries, Inc.", "Annual Report 2025", "Water, air, motion, buildings",
            "Ellerwick Industries is a fictitious company. This report was made as a sample document; any "
            "likeness to a real company is accidental.")  # fmt: skip
    r.contents("Contents", [(mark, name or mark) for mark, name in CONTENTS],
               "Page numbers are those printed at the foot of the page. Ellerwick Industries, Inc. and everything "
               "told about it in this report are invented.")  # fmt: skip
    for part in (
        en_front.letter, en_more.lead_director, en_front.glance, en_questions_answers.shareholder_questions,
        en_countries.strategy, en_mdna.overview, en_mdna.mix_page,
        en_mdna.costs, en_segments.segment_reviews, en_segments.regions_and_quarters, en_countries.countries,
        en_countries.orders, en_questions_answers.metals, en_questions_answers.year_before, en_more.measures,
        en_segments.liquidity, en_segments.estimates_and_outlook,
    ):  # fmt: skip
        part(r)
    r.picture(7)
    for part in (
        en_statements.statements, en_notes_a.note_1_and_2, en_notes_a.policies,
        en_notes_a.note_4_segments, en_notes_a.notes_5_to_9, en_notes_a.notes_10_to_12,
        en_notes_b.notes_13_to_16, en_notes_b.notes_17_to_19, en_notes_b.notes_20_to_24,
        en_notes_b.notes_25_to_30, en_back.auditor, en_back.history, en_more.consolidating,
        en_databook.companies, en_more.company_notes, en_business.by_segment,
        en_databook.families, en_business.programmes, en_databook.patents, en_business.tenders,
        en_databook.order_notes, en_business.properties, en_back.risks,
        en_back.governance, en_back.compensation, en_more.words, en_back.sustainability,
        en_databook.site_care, en_more.registers, en_databook.databook, en_more.more_tables, en_more.monthly, en_back.glossary,
        en_back.shareholders,
    ):  # fmt: skip
        part(r)
    return r


def make(path: Path) -> tuple[Report, dict[str, int]]:
    marks = write({}).save(path, SUBJECT)
    report = write(marks)
    marks = report.save(path, SUBJECT)
    return report, marks

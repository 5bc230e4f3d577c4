"""沧屿精工's annual report from cover to back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

import zh_detail
import zh_finance
import zh_front
import zh_govern
import zh_letters
import zh_more
import zh_notes
from layout import Report, chinese

FONT = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
FRONT_PAGES = 3
PINNED = {"mix": 12, "note 2": 45}  # printed pages that must not move
SUBJECT = "虚构公司的年度报告，作为样本文件制作"
CONTENTS = (
    ("致股东的信", ""), ("第一节 重要提示、目录和释义", ""), ("第二节 公司简介和主要财务指标", ""), ("第三节 管理层讨论与分析", ""),
    ("mix", " 毛利率与产品结构变动分析"), ("第四节 公司治理", ""), ("第五节 环境和社会责任", ""), ("第六节 重要事项", ""),
    ("第七节 股份变动及股东情况", ""), ("第八节 优先股相关情况", ""), ("第九节 债券相关情况", ""), ("finance", "第十节 财务报告"),
    ("statements", " 财务报表"), ("notes", " 财务报表附注"), ("note 2", " 营业成本的构成及原材料成本变动"),
)  # fmt: skip


def write(known_pages: dict[str, int]) -> Report:
    font = TTFont("Droid", str(FONT))
    pdfmetrics.registerFont(font)
    look = chinese("Droid", frozenset(font.face.charToGlyph))
    r = Report(
        "沧屿智能装备股份有限公司2025年年度报告",
        "沧屿智能装备股份有限公司",
        look,
        FRONT_PAGES,
        "沧屿智能装备股份有限公司2025年年度报告",
        known_pages,
    )
    r.cover(
        "沧屿智能装备股份有限公司",
        "2025年年度报告",
        "提质控量，精益致远",
        "沧屿智能装备股份有限公司为虚构公司，本报告仅作为样本文件，与任何真实公司无关。",
    )
    r.picture(23)
    r.contents(
        "目录",
        [(mark, name or mark) for mark, name in CONTENTS],
        "页码为页脚所印页码。本报告中的公司、人物、产品和数字均为虚构。",
    )
    for part in (
        zh_letters.chairman, zh_front.section_1_and_2, partial(zh_front.section_3, products=zh_more.products), zh_more.quarters, zh_more.orders,
        zh_detail.projects, zh_govern.governance, zh_letters.investors, zh_govern.responsibility, zh_detail.site_care, zh_govern.matters,
        zh_finance.audit, zh_finance.statements, zh_notes.opening_notes, zh_notes.policies, zh_notes.balance_notes,
        zh_notes.income_notes, zh_notes.other_notes, zh_more.product_costs, zh_more.purchases, zh_more.subsidiaries,
        zh_more.parent, zh_more.assets_by_class, zh_more.sites_in_detail,
        zh_detail.months, zh_detail.profits_by_quarter, zh_detail.patents, zh_detail.guarantees, zh_detail.research_costs,
    ):  # fmt: skip
        part(r)
    return r


def make(path: Path) -> tuple[Report, dict[str, int]]:
    marks = write({}).save(path, SUBJECT)
    report = write(marks)
    marks = report.save(path, SUBJECT)
    return report, marks

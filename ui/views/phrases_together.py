"""The words of reports asked together: key -> (English, Chinese)."""

from qa.compare.sentences import BY_FORMULA, REASONS

TOGETHER: dict[str, tuple[str, str]] = {
    "together_tick": ("Ask together: {title}", "一起提问：{title}"),
    "together_one": (
        "1 report ticked. Tick another one to ask both together.",
        "已勾选 1 份报告。再勾选一份即可一起提问。",
    ),
    "together_ticked": ("{count} reports ticked.", "已勾选 {count} 份报告。"),
    "together_asking": ("Asking {count} reports together:", "正在向 {count} 份报告一起提问："),
    "together_none": (
        "Tick two or more reports in the list to ask them together.",
        "在列表中勾选两份或更多报告，即可一起提问。",
    ),
    "together_most": (
        "{count} reports are ticked; {most} at most are asked together.",
        "已勾选 {count} 份报告，一次最多 {most} 份。",
    ),
    "together_question": ("Ask these reports…", "向这些报告提问……"),
    "together_start": ("Ask them together", "一起提问"),
    "together_leave": ("Ask one report again", "返回单份报告"),
    "together_untick": ("Untick all", "全部取消"),
    "together_shown": ("Asked together ({count})", "一起提问过的（{count}）"),
    "together_title": ("Reports asked together", "多份报告一起提问"),
    "together_hint": (
        "Each report is asked on its own. Figures stand side by side where they are of the same"
        " measure, unit and time.",
        "每份报告单独作答。指标、单位和期间相同的数字并排比较。",
    ),
    "together_lives": (
        "Each answer is kept in its report's own conversation; the list of what was asked together"
        " is kept in this browser.",
        "每个答案保存在各自报告的对话中；一起提问过的列表保存在本浏览器中。",
    ),
    "together_waits": ("Not asked yet", "尚未提问"),
    "together_stopped": ("Stopped before it was asked", "提问前已停止"),
    "together_reading": (
        "Still being read, so not asked: {names}.",
        "以下文件仍在读取，未参与提问：{names}。",
    ),
    "together_done": ("{done} of {total} reports answered", "{total} 份报告中 {done} 份已作答"),
    "together_no_answer": (
        "No answer of this report is kept.",
        "没有保存这份报告的答案。",
    ),
    "together_gone": (
        "Reports removed since then: {count}.",
        "此后已移除的报告：{count} 份。",
    ),
    "together_asked_as": ("asked as “{question}”", "提问为“{question}”"),
    "together_more": ("All that it answers", "查看全部答案"),
    "together_report": ("Report", "报告"),
    "together_answer": ("Answer", "答案"),
    "together_period": ("Period", "期间"),
    "together_year_ends": ("year ends {end}", "财年截止 {end}"),
    "together_change": ("Change", "变动"),
    "together_cagr": ("CAGR", "复合增长率"),
    "together_table": ("Answers side by side", "并排的答案"),
    "together_by_calendar": (
        "Columns are calendar years: a fiscal year that ends from January to May stands under the"
        " year before.",
        "各列为日历年：截止于一月至五月的财年列在上一年之下。",
    ),
    "together_all_years": ("The files have every year.", "导出文件包含所有年份。"),
    "together_no_chart": (
        "No chart: no year stands in two of these reports.",
        "没有图表：没有任何年份同时出现在两份报告中。",
    ),
    "together_chart": ("{label}, {unit}, by year", "{label}，{unit}，按年份"),
    "together_restated": ("Restated in a later report", "在后来的报告中重述"),
    "together_restated_as": ("restated:", "重述："),
    "together_others_restated": (
        "{count} other restated figures",
        "其他 {count} 个重述数字",
    ),
    "together_files": ("This table:", "此表："),
    "together_remove": ("Take off this list", "从列表移除"),
    "together_export_title": ("Reports asked together: {question}", "多份报告一起提问：{question}"),
    "together_lines": (
        "Several reports take one question at a time: the others wait in the box.",
        "多份报告一次只回答一个问题，其余问题留在输入框中。",
    ),
    "together_failed": ("Something failed here, number {number}.", "此处出错，编号 {number}。"),
    "power_3": ("thousand", "千"),
    "power_4": ("ten thousand", "万"),
    "power_6": ("million", "百万"),
    "power_8": ("hundred million", "亿"),
    "power_9": ("billion", "十亿"),
    "unit_percent": ("percent", "百分比"),
    "unit_ratio": ("ratio", "比率"),
    "unit_days": ("days", "天"),
    "unit_shares": ("shares", "股"),
    "unit_count": ("count", "数量"),
    "together_by_formula": (BY_FORMULA, "按报告所述；按公式计算为 {given}。"),
    "no_unit": ("a figure without a stated unit", "未注明单位的数字"),
    "reason_no_figure": (REASONS["no figure"], "这里没有可比较的数字。"),
    "reason_unit": (REASONS["unit"], "{one} 与 {other} 不作比较。"),
    "reason_line": (REASONS["line"], "“{other}”与“{one}”是不同的项目。"),
    "reason_kind": (REASONS["kind"], "不足一年的期间不与全年比较。"),
    "reason_time": (
        REASONS["time"],
        "期间不同：此处 {end}，{other} 为 {other_end}，相差 {months} 个月。",
    ),
    "reason_contradicted": (
        REASONS["contradicted"],
        "报告中写明 {stated}，按其报表计算为 {given}：请核对两处。",
    ),
}

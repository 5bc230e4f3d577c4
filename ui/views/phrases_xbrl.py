"""The words about an XBRL file beside a report: key -> (English, Chinese)."""

XBRL_PHRASES: dict[str, tuple[str, str]] = {
    "xbrl_agrees": ("XBRL agrees", "与 XBRL 一致"),
    "xbrl_differs": ("XBRL differs: {value}", "与 XBRL 不符：{value}"),
    "xbrl_not_tagged": ("not tagged in XBRL", "XBRL 中未标记"),
    "xbrl_inputs_agree": ("XBRL agrees with each input", "各输入值均与 XBRL 一致"),
    "xbrl_inputs_differ": ("XBRL differs: {value}", "输入值与 XBRL 不符：{value}"),
    "xbrl_inputs_not_tagged": ("inputs not all tagged in XBRL", "并非每个输入值都有 XBRL 标记"),
    "xbrl_statements": (
        "XBRL, {file_name}: {agree} figures agree, {differ} differ (marked ≠), {untagged} are not"
        " tagged.",
        "XBRL（{file_name}）：{agree} 个数字一致，{differ} 个不符（标为 ≠），{untagged} 个未标记。",
    ),
    "xbrl_beside": (
        "Figures are compared with {file_name}. It is kept until the app is closed.",
        "数字会与 {file_name} 对照。该文件保留到应用关闭为止。",
    ),
    "xbrl_without_report": (
        "{file_name} was not used: its report was not read. Drop both again, or open the report"
        " and drop this file.",
        "{file_name} 未被使用：所属的报告没有读取成功。请把两者一起重新拖入，"
        "或打开报告后再拖入此文件。",
    ),
    "xbrl_needs_report": (
        "Open the report that this XBRL file belongs to, then drop it again.",
        "请先打开此 XBRL 文件所属的报告，然后重新拖入。",
    ),
}

"""Thirty questions about the Chinese report: question, answer, kind, and the words on the page that answer it."""

from __future__ import annotations

from model import growth, share
from zh_model import SEGMENTS, Y24, Y25, eps, wan, yi, yuan

LOOKUP, CROSS, RATIO, ABSENT = "lookup", "cross-section", "ratio", "not in the document"
_A, _B = Y25.after, Y24.after


def _pair(label: str, name: str) -> str:
    return f"{label} {yuan(getattr(_A, name))} {yuan(getattr(_B, name))}"


def _year(label: str, name: str, sign: int = 1) -> str:
    return f"{label} {yuan(sign * getattr(Y25.d, name))} {yuan(sign * getattr(Y24.d, name))}"


SERVO = SEGMENTS[1].sales[2]
QUICK = (_A.current_assets - _A.inventories) / _A.current_liabilities
TURNOVER = Y25.d.sales / ((_A.receivables + _B.receivables) / 2)
STOCK_TURNOVER = Y25.cost_of_sales / ((_A.inventories + _B.inventories) / 2)
RETURN = share(Y25.owners_income, (_A.owners_equity + _B.owners_equity) / 2)

QUESTIONS = (
    ("毛利率为什么下降？", "原材料成本上升12%，低毛利产品收入占比上升至38%，毛利率由34.58%降至30.63%。", CROSS,
     ("原材料成本同比上升12%", "低毛利产品收入占营业收入的比例上升至38%")),
    ("公司去年一共卖了多少钱？", f"{yuan(Y25.d.sales)}元", LOOKUP,
     (f"营业收入 {yuan(Y25.d.sales)} {yuan(Y24.d.sales)}", f"公司实现营业收入{yi(Y25.d.sales)}亿元", f"其中：营业收入 {yuan(Y25.d.sales)}")),
    ("归母净利润是多少，比上年少了多少？", f"{yuan(Y25.owners_income)}元，下降{-growth(Y25.owners_income, Y24.owners_income):.2f}%", LOOKUP,
     (f"归属于母公司股东的净利润 {yuan(Y25.owners_income)}", f"归属于上市公司股东的净利润{yi(Y25.owners_income)}亿元")),
    ("账上还有多少现金？", f"{yuan(_A.cash)}元", LOOKUP, (_pair("货币资金", "cash"), f"期末现金及现金等价物余额 {yuan(_A.cash)}")),
    ("买设备盖厂房花了多少钱？", f"{yuan(Y25.d.capex)}元", LOOKUP,
     (_year("购建固定资产、无形资产支付的现金", "capex", -1), f"购建固定资产支付的现金为{yi(Y25.d.capex)}亿元", f"购建 {yuan(Y25.d.capex)}")),
    ("速动比率是多少？", f"{QUICK:.2f}", RATIO,
     (_pair("流动负债合计", "current_liabilities"),)),
    ("应收账款周转率是多少？", f"{TURNOVER:.2f}次", RATIO, (_pair("应收账款", "receivables"), f"其中：营业收入 {yuan(Y25.d.sales)}")),
    ("存货周转率是多少？", f"{STOCK_TURNOVER:.2f}次", RATIO, (_pair("存货", "inventories"), f"减：营业成本 {yuan(Y25.cost_of_sales)}")),
    ("资产负债率高不高？", f"{share(_A.liabilities, _A.assets):.2f}%", RATIO,
     (f"资产负债率 {share(_A.liabilities, _A.assets):.2f}%", _pair("负债合计", "liabilities"))),
    ("净资产收益率是多少？", f"{RETURN:.2f}%", RATIO, (f"加权平均净资产收益率 {RETURN:.2f}%",)),
    ("每股赚多少钱？", f"{eps(2025)}元", LOOKUP, (f"基本每股收益（元/股） {eps(2025)}",)),
    ("今年怎么分红？", "每十股派发现金红利4.20元（含税）", LOOKUP,
     ("全体股东每十股派发现金红利4.20元", "预案为每十股派4.20元", "拟每十股派发现金红利4.20元")),
    ("谁审计的？", "明衡会计师事务所（特殊普通合伙）", LOOKUP, ("明衡会计师事务所（特殊普通合伙）",)),
    ("实际税负是多少？", f"{share(Y25.d.tax, Y25.pretax):.2f}%", RATIO, (f"实际税率为{share(Y25.d.tax, Y25.pretax):.2f}%",)),
    ("研发投入占收入多少？", f"{share(Y25.d.research, Y25.d.sales):.2f}%", RATIO,
     (f"占营业收入{share(Y25.d.research, Y25.d.sales):.2f}%", f"研发费用占营业收入比例 {share(Y25.d.research, Y25.d.sales):.2f}%")),
    ("经营现金流为什么变差了？", f"存货和应收账款增加，降至{yi(Y25.operating_cash)}亿元", CROSS,
     ("主要系存货和应收账款增加所致", "经营活动现金流量净额下降，主要是为应对涨价提前采购")),
    ("收购芯片公司花了多少钱？", "以二亿一千三百万元取得澜芯控制七成股权", LOOKUP, ("二亿一千三百万元取得澜芯控制七成股权", "公司以二亿一千三百万元取得七成股权")),
    ("最大的一笔官司进展如何？", "岚桥新能源货款案，请求八千四百六十万元，一审胜诉，被告上诉", LOOKUP, ("请求支付堆垛机系统货款八千四百六十万元",)),
    ("铜价涨一成会增加多少成本？", "约一亿零二百万元", LOOKUP, ("年度营业成本将增加约一亿零二百万元",)),
    ("明年毛利率目标是多少？", "百分之三十一点五至百分之三十二点五", LOOKUP, ("毛利率百分之三十一点五至百分之三十二点五",)),
    ("实际控制人是谁？", "裴观澜", LOOKUP, ("控股股东青屿控股的实际控制人为裴观澜",)),
    ("有多少员工？", "八千六百六十人", LOOKUP, ("公司员工期末为八千六百六十人", "感谢八千六百六十位同事", "员工人数 6,870 7,240 7,620 7,940 8,660")),
    ("商誉会不会减值？", "经测试没有减值，澜芯控制的余量为百分之八", LOOKUP, ("云崖工厂为百分之三十三，澜芯控制为百分之八", "业务未能达到预期，存在减值风险",)),
    ("哪块业务收入最大？", f"伺服系统，{wan(SERVO)}万元", LOOKUP,
     (f"伺服系统 {wan(SERVO)}", f"伺服系统 {yuan(SERVO)}")),
    ("借款一共多少？", f"短期借款{yuan(_A.short_debt)}元，长期借款及应付债券{yuan(_A.long_debt)}元", CROSS,
     (_pair("短期借款", "short_debt"), _pair("长期借款及应付债券", "long_debt"))),
    ("公司在比特币上亏了多少？", "报告中没有。", ABSENT, ()),
    ("二〇二六年第一季度的净利润是多少？", "报告中没有。", ABSENT, ()),
    ("公司在非洲有几家工厂？", "报告中没有。", ABSENT, ()),
    ("汽车整车业务的收入是多少？", "报告中没有。", ABSENT, ()),
    ("市盈率是多少？", "报告中没有股价。", ABSENT, ()),
)  # fmt: skip

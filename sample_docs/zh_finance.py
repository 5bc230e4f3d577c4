"""沧屿精工: 第十节 财务报告: 审计报告和报表。"""

from __future__ import annotations

from layout import Report
from model import Year, split
from zh_front import UNIT
from zh_model import OPENING, SHARE_COUNT, Y24, Y25, eps, yuan

TWO = (Y25, Y24)


def audit(r: Report) -> None:
    r.h1("第十节 财务报告", mark="finance")
    r.h2("一、审计报告")
    r.p("明衡审字（二〇二六）第〇三一七号", "沧屿智能装备股份有限公司全体股东：")
    r.h3("（一）审计意见")
    r.p("我们审计了沧屿智能装备股份有限公司的财务报表，包括二〇二五年十二月三十一日的合并及公司资产负债表，二〇二五年度的合并及公司利润表、现金流量表、所有者权益变动表，以及相关财务报表附注。"
        "我们认为，后附的财务报表在所有重大方面按照企业会计准则的规定编制，公允反映了公司的财务状况以及经营成果和现金流量。")  # fmt: skip
    r.h3("（二）形成审计意见的基础")
    r.p(
        "我们按照中国注册会计师审计准则的规定执行了审计工作。我们独立于公司，并履行了职业道德方面的其他责任。我们相信，我们获取的审计证据是充分、适当的，为发表审计意见提供了基础。"
    )
    r.h3("（三）关键审计事项")
    r.p("收入确认。智能仓储项目在客户验收时确认收入，单个合同金额较大。我们检查了九十六份合同和验收单，走访了二十一个项目现场，并对年末前后一个月的收入执行截止测试。",
        "存货跌价准备。存货期末余额较大且增长较快。我们监盘了八个工厂的存货，复核了库龄分析和可变现净值的计算，并检查了期后销售价格。",
        "商誉减值。我们在估值专家的协助下，复核了澜芯控制资产组的收入增长率、毛利率和折现率，并与历史数据和行业数据进行比较。")  # fmt: skip
    r.h3("（四）管理层和治理层的责任")
    r.p(
        "管理层负责按照企业会计准则编制财务报表，并设计、执行和维护必要的内部控制，以使财务报表不存在由于舞弊或者错误导致的重大错报。治理层负责监督公司的财务报告过程。"
    )
    r.h3("（五）注册会计师的责任")
    r.p("我们的目标是对财务报表整体是否不存在重大错报获取合理保证，并出具包含审计意见的报告。合理保证是高水平的保证，但并不能保证审计在某一重大错报存在时总能发现。",
        "明衡会计师事务所（特殊普通合伙），中国注册会计师卓亦安（项目合伙人）、束海平，二〇二六年三月二十六日。")  # fmt: skip


def _row(label: str, *values: int) -> tuple[str, ...]:
    return (label, *(yuan(v) for v in values))


def statements(r: Report) -> None:
    r.break_page()
    r.h2("二、财务报表", mark="statements")
    r.h3("合并资产负债表")
    a, b = Y25.after, Y24.after

    def get(label: str, name: str) -> tuple[str, ...]:
        return _row(label, getattr(a, name), getattr(b, name))

    rows: list[tuple[str, ...]] = [
        ("#流动资产：",), get("货币资金", "cash"), get("应收账款", "receivables"), get("存货", "inventories"), get("其他流动资产", "prepaid"),
        get("*流动资产合计", "current_assets"), ("#非流动资产：",), get("固定资产及在建工程", "plant"), get("无形资产", "intangibles"),
        get("商誉", "goodwill"),
        _row("*非流动资产合计", a.assets - a.current_assets, b.assets - b.current_assets), get("*资产总计", "assets"),
        ("#流动负债：",), get("短期借款", "short_debt"), get("应付账款", "payables"), get("应付职工薪酬及其他应付款", "accrued"),
        get("应交税费", "tax_payable"), get("预计负债", "provisions"), get("*流动负债合计", "current_liabilities"), ("#非流动负债：",),
        get("长期借款及应付债券", "long_debt"), get("递延收益", "pension_liability"), get("递延所得税负债", "deferred_tax"),
        _row("*非流动负债合计", a.liabilities - a.current_liabilities, b.liabilities - b.current_liabilities), get("*负债合计", "liabilities"),
        ("#所有者权益：",), _row("股本", SHARE_COUNT * 100, SHARE_COUNT * 100),
        _row("资本公积", a.paid_in - SHARE_COUNT * 100, b.paid_in - SHARE_COUNT * 100), _row("减：库存股", -a.treasury, -b.treasury),
        get("其他综合收益", "other_comprehensive"), get("盈余公积及未分配利润", "retained"), get("*归属于母公司所有者权益合计", "owners_equity"),
        get("少数股东权益", "minority"), get("*所有者权益合计", "equity"),
        _row("*负债和所有者权益总计", a.liabilities + a.equity, b.liabilities + b.equity),
    ]  # fmt: skip
    r.table(
        ("项目", "2025年12月31日", "2024年12月31日"), rows, unit=UNIT, widths=(0.46, 0.27, 0.27)
    )
    r.break_page()
    r.h3("合并利润表")
    r.table(("项目", "2025年度", "2024年度"), _income(), unit=UNIT, widths=(0.5, 0.25, 0.25))
    r.break_page()
    r.h3("合并现金流量表")
    r.table(("项目", "2025年度", "2024年度"), _cash_flow(), unit=UNIT, widths=(0.5, 0.25, 0.25))
    r.break_page()
    r.h3("现金流量表补充资料")
    r.table(
        ("将净利润调节为经营活动现金流量", "2025年度", "2024年度"),
        _reconcile(),
        unit=UNIT,
        widths=(0.5, 0.25, 0.25),
    )
    r.break_page()
    r.h3("合并所有者权益变动表")
    rows = []
    for y in (Y24, Y25):
        c, d = y.before, y.d
        rows.append(
            (
                f"*{y.year}年年初余额",
                *(
                    yuan(v)
                    for v in (
                        c.paid_in,
                        c.treasury + c.other_comprehensive,
                        c.retained,
                        c.minority,
                        c.equity,
                    )
                ),
            )
        )
        moves = (("综合收益总额", 0, y.other_comprehensive_income, y.owners_income, d.minority_profit),
                 ("股份支付", d.share_awards, 0, 0, 0), ("回购股份", 0, -d.buybacks, 0, 0),
                 ("利润分配", 0, 0, -d.dividends, -d.minority_dividends))  # fmt: skip
        rows += [(n, *(yuan(v) for v in (*vs, sum(vs)))) for n, *vs in moves]
        e = y.after
        rows.append(
            (
                f"*{y.year}年年末余额",
                *(
                    yuan(v)
                    for v in (
                        e.paid_in,
                        e.treasury + e.other_comprehensive,
                        e.retained,
                        e.minority,
                        e.equity,
                    )
                ),
            )
        )
    r.table(("项目", "股本及资本公积", "库存股及其他综合收益", "盈余公积及未分配利润", "少数股东权益", "合计"), rows, unit=UNIT,
            widths=(0.15, 0.17, 0.17, 0.18, 0.15, 0.18))  # fmt: skip
    r.p(
        "法定代表人：裴观澜。主管会计工作负责人：尹绍棠。会计机构负责人：简若水。后附财务报表附注为财务报表的组成部分。"
    )
    r.p(f"二〇二三年年初货币资金为{yuan(OPENING.cash)}元，三年间的变动见各年现金流量表。")


def selling_parts(y: Year) -> tuple[int, int, int]:
    """税金及附加、销售费用、管理费用 (with amortisation)."""
    tax, sales, admin = split(y.d.selling, [5, 52, 43])
    return tax, sales, admin + y.d.amortisation


def income_parts(y: Year) -> tuple[int, int, int]:
    """其他收益、投资收益、营业外收支净额."""
    a, b, c = split(y.d.other_income, [71, 18, 11])
    return a, b, c


def _income() -> list[tuple[str, ...]]:
    def row(label: str, f) -> tuple[str, ...]:
        return _row(label, *(f(y) for y in TWO))

    return [
        row("一、营业总收入", lambda y: y.d.sales), row("其中：营业收入", lambda y: y.d.sales),
        row("减：营业成本", lambda y: y.cost_of_sales), row("税金及附加", lambda y: selling_parts(y)[0]),
        row("销售费用", lambda y: selling_parts(y)[1]), row("管理费用", lambda y: selling_parts(y)[2]), row("研发费用", lambda y: y.d.research),
        row("财务费用", lambda y: y.d.interest_expense - y.d.interest_income), row("其中：利息费用", lambda y: y.d.interest_expense),
        row("利息收入", lambda y: y.d.interest_income), row("加：其他收益", lambda y: income_parts(y)[0]),
        row("投资收益", lambda y: income_parts(y)[1]), row("信用减值损失", lambda y: -split(y.d.restructuring, [45, 55])[0]),
        row("资产减值损失", lambda y: -split(y.d.restructuring, [45, 55])[1]),
        row("*二、营业利润", lambda y: y.pretax - income_parts(y)[2]), row("加：营业外收支净额", lambda y: income_parts(y)[2]),
        row("*三、利润总额", lambda y: y.pretax), row("减：所得税费用", lambda y: y.d.tax), row("*四、净利润", lambda y: y.net_income),
        row("归属于母公司股东的净利润", lambda y: y.owners_income), row("少数股东损益", lambda y: y.d.minority_profit),
        row("五、其他综合收益的税后净额", lambda y: y.other_comprehensive_income),
        row("*六、综合收益总额", lambda y: y.net_income + y.other_comprehensive_income),
        ("七、基本每股收益（元/股）", eps(2025), eps(2024)),
    ]  # fmt: skip


def _cash_flow() -> list[tuple[str, ...]]:
    def row(label: str, f) -> tuple[str, ...]:
        return _row(label, *(f(y) for y in TWO))

    def collected(y: Year) -> int:
        return round(y.d.sales * 1.09) - (y.after.receivables - y.before.receivables)

    def outgoing(y: Year) -> list[int]:
        return split(collected(y) - y.operating_cash, [68, 17, 6, 9])

    return [
        ("#一、经营活动产生的现金流量：",), row("销售商品、提供劳务收到的现金", collected),
        row("购买商品、接受劳务支付的现金", lambda y: -outgoing(y)[0]), row("支付给职工以及为职工支付的现金", lambda y: -outgoing(y)[1]),
        row("支付的各项税费", lambda y: -outgoing(y)[2]), row("支付其他与经营活动有关的现金", lambda y: -outgoing(y)[3]),
        row("*经营活动产生的现金流量净额", lambda y: y.operating_cash), ("#二、投资活动产生的现金流量：",),
        row("处置固定资产收回的现金净额", lambda y: y.disposal_proceeds), row("购建固定资产、无形资产支付的现金", lambda y: -y.d.capex),
        row("取得子公司支付的现金净额", lambda y: -y.acquisitions), row("*投资活动产生的现金流量净额", lambda y: y.investing_cash),
        ("#三、筹资活动产生的现金流量：",), row("借款净增加额", lambda y: y.debt_flow), row("分配股利支付的现金", lambda y: -y.d.dividends),
        row("子公司支付给少数股东的股利", lambda y: -y.d.minority_dividends), row("回购股份支付的现金", lambda y: -y.d.buybacks),
        row("*筹资活动产生的现金流量净额", lambda y: y.financing_cash), row("*四、现金及现金等价物净增加额", lambda y: y.cash_change),
        row("加：期初现金及现金等价物余额", lambda y: y.before.cash), row("*五、期末现金及现金等价物余额", lambda y: y.after.cash),
    ]  # fmt: skip


def _reconcile() -> list[tuple[str, ...]]:
    names = {"receivables": "应收账款的减少", "inventories": "存货的减少", "prepaid": "其他流动资产的减少", "payables": "应付账款的增加",
             "accrued": "应付职工薪酬及其他应付款的增加", "tax_payable": "应交税费的增加", "provisions": "预计负债的增加",
             "pension_liability": "递延收益的增加", "deferred_tax": "递延所得税负债的增加"}  # fmt: skip
    rows = [_row("净利润", *(y.net_income for y in TWO)), _row("固定资产折旧", *(y.d.total_depreciation for y in TWO)),
            _row("无形资产摊销", *(y.d.amortisation for y in TWO)), _row("股份支付", *(y.d.share_awards for y in TWO)),
            _row("处置固定资产的收益", *(-y.d.disposal_gain for y in TWO))]  # fmt: skip
    rows += [_row(label, *(y.working_capital_flows[n] for y in TWO)) for n, label in names.items()]
    rows.append(_row("*经营活动产生的现金流量净额", *(y.operating_cash for y in TWO)))
    return rows

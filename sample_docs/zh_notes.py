"""沧屿精工: 财务报表附注。"""

from __future__ import annotations

import random

from layout import Report
from model import Year, growth, share, split
from zh_finance import income_parts, selling_parts
from zh_front import UNIT, pct
from zh_model import NEWEST_FIRST, SEGMENTS, WAN, Y24, Y25, line_profits, wan, yi, yuan
from zh_policies import POLICIES, TEXTS
from zh_texts import SITES

TWO = (Y25, Y24)
HEAD = ("项目", "期末余额", "期初余额")
FLOW_HEAD = ("项目", "本期发生额", "上期发生额")


def parted(
    names: tuple[str, ...],
    weights: tuple[float, ...],
    totals: tuple[int, int],
    label: str,
    seed: str,
) -> list[tuple[str, ...]]:
    """Two years of a total, parted by weights that drift a little, with the total as the last row."""
    c = random.Random(seed)
    columns = [split(total, [w * c.uniform(0.93, 1.07) for w in weights]) for total in totals]
    rows = [(n, *(yuan(col[k]) for col in columns)) for k, n in enumerate(names)]
    return [*rows, (f"*{label}", *(yuan(t) for t in totals))]


def opening_notes(r: Report) -> None:
    r.break_page()
    r.h2("三、财务报表附注", mark="notes")
    r.h3("附注一、公司基本情况和财务报表的编制基础")
    r.p(
        "沧屿智能装备股份有限公司前身为青屿齿轮厂，一九九六年由裴观澜等九名技术人员承包经营，二〇〇三年改制为有限责任公司，二〇一一年整体变更为股份有限公司。公司注册资本为人民币八亿一千万元，总部位于浙江省青屿市望海路八号。",
        "公司及子公司主要从事精密减速器、伺服系统、智能仓储设备和零部件的研发、生产与销售。本期纳入合并范围的子公司共二十三家，其中本期新增澜芯控制和蒙特雷装配厂两家，减少一家已注销的贸易公司。",
        "公司以持续经营为基础，根据实际发生的交易和事项，按照财政部颁布的企业会计准则进行确认和计量，在此基础上编制财务报表。公司自报告期末起十二个月的持续经营能力不存在重大疑虑。",
        "公司会计年度自公历一月一日起至十二月三十一日止，营业周期为十二个月，记账本位币为人民币。境外子公司以当地货币为记账本位币，编制合并报表时折算为人民币。",
    )
    r.p(
        "财务报表于二〇二六年三月二十六日经董事会批准报出。报表中的合计数与各分项之和一致；分项中数额最大的一项在必要时承担了尾差。"
    )
    r.break_page()
    r.h2("附注二、营业成本的构成及原材料成本变动", mark="note 2")
    kinds = (
        ("原材料", "materials"),
        ("直接人工", "labour"),
        ("能源及运费", "energy"),
        ("折旧", "cost_depreciation"),
        ("其他制造费用", "other_cost"),
    )
    rows = [
        (
            n,
            *(yuan(getattr(y.d, f)) for y in TWO),
            pct(growth(getattr(Y25.d, f), getattr(Y24.d, f))),
        )
        for n, f in kinds
    ]
    rows.append(
        (
            "*营业成本",
            *(yuan(y.cost_of_sales) for y in TWO),
            pct(growth(Y25.cost_of_sales, Y24.cost_of_sales)),
        )
    )
    r.table(("成本项目", "2025年度", "2024年度", "增减"), rows, unit=UNIT)
    r.p(
        f"原材料成本同比上升{growth(Y25.d.materials, Y24.d.materials):.0f}%，由{yi(Y24.d.materials)}亿元增加到{yi(Y25.d.materials)}亿元，而同期营业收入增长"
        f"{pct(growth(Y25.d.sales, Y24.d.sales))}。原材料成本占营业收入的比例由{pct(share(Y24.d.materials, Y24.d.sales))}上升至"
        f"{pct(share(Y25.d.materials, Y25.d.sales))}。上升的主要原因是铜、稀土永磁和特种铸件涨价，其余由销量和产品结构变化引起。",
    )
    names = (
        "钢材",
        "铜材及漆包线",
        "铸件及锻件",
        "稀土永磁",
        "硅钢片",
        "轴承",
        "电子元器件",
        "铝材",
        "包装及辅料",
        "其他",
    )
    rows = parted(
        names,
        (21, 18, 16, 10, 9, 8, 9, 4, 3, 2),
        (Y25.d.materials, Y24.d.materials),
        "原材料合计",
        "materials",
    )
    r.table(("原材料类别", "2025年度", "2024年度"), rows, unit=UNIT)
    r.p(
        "公司以期货对铜进行套期，平仓收益冲减原材料成本三千一百二十万元。期末持有的铜期货合约覆盖二〇二六年预计用量的百分之五十二，平均价格为每吨七万九千三百元。"
    )
    p25, p24 = line_profits(2), line_profits(1)
    rows = [
        (x.name, yuan(x.sales[2] - p25[x.name]), yuan(x.sales[1] - p24[x.name]))
        for s in SEGMENTS
        for x in s.lines
    ]
    rows.append(("*营业成本", *(yuan(y.cost_of_sales) for y in TWO)))
    r.table(("分产品营业成本", "2025年度", "2024年度"), rows, unit=UNIT)


def policies(r: Report) -> None:
    r.break_page()
    r.h3("附注三、重要会计政策和会计估计")
    for k, (title, *texts) in enumerate(POLICIES):
        r.h3(f"{k + 1}. {title}")
        r.p(*texts)
    r.h3("附注四、税项")
    r.table(("税种", "计税依据", "税率"), [("增值税", "销售货物和提供应税劳务的增值额", "13%、9%、6%"), ("城市维护建设税", "应缴流转税额", "7%、5%"), ("教育费附加", "应缴流转税额", "3%"),
                                     ("企业所得税", "应纳税所得额", "15%、25%"), ("泰国企业所得税", "应纳税所得额", "20%"), ("墨西哥企业所得税", "应纳税所得额", "30%")],
            text_columns=(0, 1, 2))  # fmt: skip
    r.p(
        "公司及五家子公司为高新技术企业，适用百分之十五的所得税率。先进制造业企业按照当期可抵扣进项税额加计百分之五抵减应纳增值税额。"
    )


def balance_notes(r: Report) -> None:
    a, b, count = Y25.after, Y24.after, 0
    r.h3("附注五、合并财务报表主要项目注释")

    def note(title: str, names: tuple[str, ...], weights: tuple[float, ...], field: str) -> None:
        nonlocal count
        count += 1
        r.h3(f"（{count}）{title}")
        rows = parted(names, weights, (getattr(a, field), getattr(b, field)), "合计", title)
        r.table(HEAD, rows, unit=UNIT)
        r.p(TEXTS[title])

    note(
        "货币资金",
        ("库存现金", "银行存款", "其他货币资金", "存放境外的款项"),
        (0.02, 84, 11, 5),
        "cash",
    )
    note(
        "应收账款",
        ("一年以内", "一至二年", "二至三年", "三年以上（已扣除坏账准备）"),
        (86, 9, 3.4, 1.6),
        "receivables",
    )
    _bad_debts(r)
    note(
        "存货",
        ("原材料", "在产品", "库存商品", "发出商品", "合同履约成本"),
        (31, 17, 29, 15, 8),
        "inventories",
    )
    _write_downs(r)
    note(
        "其他流动资产",
        ("预付款项", "待抵扣增值税", "其他应收款", "合同资产", "衍生金融资产"),
        (36, 24, 14, 22, 4),
        "prepaid",
    )
    count += 1
    _plant(r, count)
    note(
        "无形资产",
        ("土地使用权", "专利及专有技术", "软件", "客户关系"),
        (58, 24, 11, 7),
        "intangibles",
    )
    count += 1
    _goodwill(r, count)
    note(
        "短期借款", ("信用借款", "保证借款", "票据贴现", "质押借款"), (61, 17, 15, 7), "short_debt"
    )
    note("应付账款", ("材料款", "设备款", "工程款", "运费及其他"), (81, 9, 6, 4), "payables")
    note(
        "应付职工薪酬及其他应付款",
        ("工资及奖金", "社会保险", "工会及教育经费", "押金及保证金", "合同负债", "预提费用"),
        (31, 4, 3, 9, 41, 12),
        "accrued",
    )
    note(
        "应交税费",
        ("增值税", "企业所得税", "个人所得税", "房产税及土地使用税", "其他"),
        (43, 38, 6, 9, 4),
        "tax_payable",
    )
    note("预计负债", ("产品质量保证", "未决诉讼", "亏损合同"), (82, 6, 12), "provisions")
    count += 1
    _long_debt(r, count)
    note(
        "递延收益", ("与资产相关的政府补助", "与收益相关的政府补助"), (88, 12), "pension_liability"
    )
    note(
        "递延所得税负债",
        ("固定资产加速折旧", "非同一控制合并评估增值", "其他"),
        (74, 19, 7),
        "deferred_tax",
    )


def _goodwill(r: Report, number: int) -> None:
    old = split(Y24.after.goodwill, [49, 51])
    bought = Y25.d.acquisition_goodwill
    rows = [(n, yuan(v), yuan(v)) for n, v in zip(("丹墟铸造厂", "云崖工厂"), old, strict=True)]
    rows.append(("澜芯控制", yuan(bought), "-"))
    rows.append(("*合计", yuan(Y25.after.goodwill), yuan(Y24.after.goodwill)))
    r.h3(f"（{number}）商誉")
    r.table(HEAD, rows, unit=UNIT)
    r.p(TEXTS["商誉"])


def _long_debt(r: Report, number: int) -> None:
    notes = 80_000 * WAN  # the medium-term notes described in section 9
    parts = [split(y.after.long_debt - notes, [67, 33]) for y in TWO]
    rows = [(n, *(yuan(p[k]) for p in parts)) for k, n in enumerate(("信用借款", "抵押借款"))]
    rows.append(("中期票据", yuan(notes), yuan(notes)))
    rows.append(("*合计", *(yuan(y.after.long_debt) for y in TWO)))
    r.h3(f"（{number}）长期借款及应付债券")
    r.table(HEAD, rows, unit=UNIT)
    r.p(TEXTS["长期借款及应付债券"])


def _bad_debts(r: Report) -> None:
    total = (Y25.after.receivables, Y24.after.receivables)
    rows = []
    for name, weight, rate in (
        ("按单项计提", 2.1, 41.0),
        ("智能仓储组合", 34, 6.2),
        ("制造业组合", 52, 3.1),
        ("境外组合", 12, 2.4),
    ):
        net = round(total[0] * weight / 100)
        gross = round(net / (1 - rate / 100))
        rows.append((name, yuan(gross), yuan(gross - net), pct(rate), yuan(net)))
    r.table(
        ("应收账款坏账准备", "账面余额", "坏账准备", "比例", "账面价值"),
        rows,
        unit=UNIT,
        first=0.24,
    )
    rows = [(f"第{'一二三四五'[k]}名", yuan(round(total[0] * w / 100)), pct(w), yuan(round(total[0] * w / 2000)))
            for k, w in enumerate((4.2, 3.4, 2.9, 2.2, 1.8))]  # fmt: skip
    r.table(("欠款方前五名", "期末余额", "占比", "坏账准备"), rows, unit=UNIT)


def _write_downs(r: Report) -> None:
    total = split(Y25.d.restructuring, [45, 55])[1]
    rows = []
    for name, weight in (("原材料", 21), ("在产品", 8), ("库存商品", 55), ("发出商品", 16)):
        before, added = round(total * weight / 70), round(total * weight / 100)
        used = round(before * 0.37)
        rows.append((name, yuan(before), yuan(added), yuan(used), yuan(before + added - used)))
    r.table(("存货跌价准备", "期初余额", "本期计提", "本期转销", "期末余额"), rows, unit=UNIT)


def _plant(r: Report, number: int) -> None:
    r.h3(f"（{number}）固定资产及在建工程")
    rows = [("期初账面价值", *(yuan(y.before.plant) for y in TWO)), ("购建", *(yuan(y.d.capex) for y in TWO)),
            ("折旧", *(yuan(-y.d.total_depreciation) for y in TWO)), ("处置", *(yuan(-y.d.disposals) for y in TWO)),
            ("外币折算", *(yuan(y.d.translation_plant) for y in TWO)), ("*期末账面价值", *(yuan(y.after.plant) for y in TWO))]  # fmt: skip
    r.table(("项目", "2025年度", "2024年度"), rows, unit=UNIT)
    names = ("房屋及建筑物", "机器设备", "运输工具", "电子设备", "模具", "在建工程")
    net = split(Y25.after.plant, [36, 41, 1.2, 3.8, 6, 12])
    gone = split(round(Y25.after.plant * 0.72), [24, 58, 3, 8, 7, 0.0])
    rows = [(n, yuan(x + g), yuan(g), yuan(x)) for n, x, g in zip(names, net, gone, strict=True)]
    rows.append(("*合计", yuan(sum(net) + sum(gone)), yuan(sum(gone)), yuan(sum(net))))
    r.table(("类别", "账面原值", "累计折旧", "账面价值"), rows, unit=UNIT)
    r.p(
        "期末抵押的房屋账面价值为三亿一千二百万元，未办妥产权证书的厂房一处，正在办理。本期资本化的借款费用为八百七十四万元，资本化率为百分之三点四。"
    )
    projects = (
        "临渚基地扩建",
        "青屿第三条柔轮自动线",
        "丹墟铸造厂环保改造",
        "蒙特雷装配厂",
        "生产管理系统",
        "其他零星工程",
    )
    building = split(net[5], [38, 27, 11, 9, 8, 7])
    rows = [
        (n, yuan(v), pct(12 + k * 13.5), "自有资金" if k % 2 else "自有资金及借款")
        for k, (n, v) in enumerate(zip(projects, building, strict=True))
    ]
    rows.append(("*合计", yuan(net[5]), "", ""))
    r.table(("在建工程", "期末余额", "工程进度", "资金来源"), rows, unit=UNIT)


def income_notes(r: Report) -> None:
    count = 15

    def note(
        title: str, names: tuple[str, ...], weights: tuple[float, ...], totals: tuple[int, int]
    ) -> None:
        nonlocal count
        count += 1
        r.h3(f"（{count}）{title}")
        r.table(FLOW_HEAD, parted(names, weights, totals, "合计", title), unit=UNIT)
        r.p(TEXTS[title])

    def of(f) -> tuple[int, int]:
        return (f(Y25), f(Y24))

    count += 1
    r.h3(f"（{count}）营业收入")
    rows = [
        (x.name, *(yuan(v) for v in (x.sales[2], x.sales[1]))) for s in SEGMENTS for x in s.lines
    ]
    rows.append(("*合计", yuan(Y25.d.sales), yuan(Y24.d.sales)))
    r.table(FLOW_HEAD, rows, unit=UNIT)
    r.p(TEXTS["营业收入"])
    note(
        "税金及附加",
        ("城市维护建设税", "教育费附加", "房产税", "土地使用税", "印花税"),
        (34, 25, 24, 10, 7),
        of(lambda y: selling_parts(y)[0]),
    )
    note(
        "销售费用",
        ("职工薪酬", "业务及差旅费", "售后服务费", "广告展览费", "运杂费", "其他"),
        (46, 17, 16, 8, 9, 4),
        of(lambda y: selling_parts(y)[1]),
    )
    note(
        "管理费用",
        ("职工薪酬", "折旧摊销", "股份支付", "办公费", "中介机构费", "其他"),
        (51, 22, 5, 10, 6, 6),
        of(lambda y: selling_parts(y)[2]),
    )
    note(
        "研发费用",
        ("人员人工", "直接投入", "折旧摊销", "委外开发", "其他"),
        (58, 23, 9, 7, 3),
        of(lambda y: y.d.research),
    )
    note(
        "利息费用",
        ("银行借款利息", "中期票据利息", "票据贴现利息", "租赁负债利息"),
        (71, 15, 10, 4),
        of(lambda y: y.d.interest_expense),
    )
    note(
        "其他收益",
        ("先进制造业加计抵减", "与资产相关的补助摊销", "与收益相关的补助", "个税手续费返还"),
        (52, 26, 21, 1),
        of(lambda y: income_parts(y)[0]),
    )
    count += 1
    r.h3(f"（{count}）信用减值损失和资产减值损失")
    rows = []
    for k, n in enumerate(("信用减值损失", "资产减值损失（存货跌价）")):
        rows.append((n, *(yuan(split(y.d.restructuring, [45, 55])[k]) for y in TWO)))
    rows.append(("*合计", *(yuan(y.d.restructuring) for y in TWO)))
    r.table(FLOW_HEAD, rows, unit=UNIT)
    r.p(
        "信用减值损失增加主要系对岚桥新能源单项计提，资产减值损失增加主要系高价磁材和部分货架产品的跌价。"
    )
    count += 1
    r.h3(f"（{count}）所得税费用")
    deferred = of(lambda y: y.working_capital_flows["deferred_tax"])
    rows = [("当期所得税费用", *(yuan(y.d.tax - d) for y, d in zip(TWO, deferred, strict=True))), ("递延所得税费用", *(yuan(d) for d in deferred)),
            ("*合计", *(yuan(y.d.tax) for y in TWO))]  # fmt: skip
    r.table(FLOW_HEAD, rows, unit=UNIT)

    def bridge(y: Year) -> list[int]:
        at_rate, research = round(y.pretax * 0.15), -round(y.d.research * 0.11)
        other = round(y.pretax * 0.021)
        return [at_rate, research, other, y.d.tax - at_rate - research - other]

    names = ("按百分之十五计算的所得税", "研发费用加计扣除", "子公司适用不同税率", "其他")
    rows = [(n, yuan(x), yuan(z)) for n, x, z in zip(names, bridge(Y25), bridge(Y24), strict=True)]
    rows.append(("*所得税费用", *(yuan(y.d.tax) for y in TWO)))
    r.table(("会计利润与所得税费用调整", "本期发生额", "上期发生额"), rows, unit=UNIT)
    r.p(
        f"实际税率为{pct(share(Y25.d.tax, Y25.pretax))}，上年为{pct(share(Y24.d.tax, Y24.pretax))}。"
    )


def other_notes(r: Report) -> None:
    r.h3("附注六、在其他主体中的权益")
    c = random.Random("subsidiaries")
    kinds = ("青屿精密传动", "青屿柔轮科技", "临渚伺服技术", "临渚电机", "松陵控制软件", "云崖物流装备", "北沽货架制造", "丹墟铸造", "惠澜伺服", "沧屿国际贸易", "沧屿（泰国）", "沧屿（墨西哥）",
             "沧屿（德国）技术", "澜芯运动控制", "沧屿融资租赁", "青屿技工培训", "临渚零部件", "沧屿服务", "云崖安装工程", "北沽喷涂", "松陵检测", "丹墟模具", "惠澜电子")  # fmt: skip
    rows = []
    for n in kinds:
        held = 70 if "澜芯" in n else c.choice((100, 100, 100, 80, 65))
        sales, profit, assets = (
            c.randint(1200, 168000),
            c.randint(-900, 9800),
            c.randint(2600, 190000),
        )
        rows.append(
            (
                f"{n}有限公司",
                f"{held}%",
                wan(sales * 1_000_000 + c.randint(1, 999_999)),
                wan(profit * 1_000_000),
                wan(assets * 1_000_000),
            )
        )
    r.table(
        ("子公司", "持股比例", "营业收入", "净利润", "总资产"),
        rows,
        unit="单位：万元  子公司单体报表数",
        first=0.32,
    )
    r.p(
        "非全资子公司的少数股东按持股比例享有表决权。公司对各子公司的资金往来不存在重大限制，泰国子公司的利润汇出需要缴纳百分之十的预提税。"
    )
    r.h3("附注七、政府补助")
    rows = []
    for k, n in enumerate(
        (
            "柔轮自动线技术改造",
            "智能工厂示范",
            "芯片研发专项",
            "电炉节能改造",
            "稳岗补贴",
            "首台套保险补偿",
            "人才引进",
            "出口信用保险",
        )
    ):
        rows.append(
            (
                n,
                yuan(c.randint(80, 2900) * 1_000_000),
                yuan(c.randint(30, 900) * 1_000_000),
                "资产" if k < 4 else "收益",
            )
        )
    r.table(("补助项目", "期末余额", "本期计入损益", "与资产或收益相关"), rows, unit=UNIT)
    r.h3("附注八、与金融工具相关的风险")
    for title in ("信用风险", "流动性风险", "利率风险", "外汇风险", "价格风险"):
        r.p(f"{title}：{TEXTS[title]}")
    a = Y25.after
    debts = (("短期借款", a.short_debt, (100, 0, 0, 0)), ("应付账款", a.payables, (98, 2, 0, 0)), ("其他应付款", a.accrued, (97, 3, 0, 0)),
             ("长期借款及应付债券", a.long_debt, (14, 32, 49, 5)))  # fmt: skip
    rows = [(n, *(yuan(v) for v in split(t, [float(w) for w in ws]))) for n, t, ws in debts]
    r.table(("金融负债到期分析", "一年以内", "一至二年", "二至五年", "五年以上"), rows, unit=UNIT)
    rows = []
    for n, rate in (("美元", 7.1), ("欧元", 7.8), ("泰铢", 0.21), ("墨西哥比索", 0.38)):
        x, y = c.randint(900, 9000), c.randint(200, 4000)
        rows.append(
            (
                n,
                yuan(x * 1_000_000),
                yuan(y * 1_000_000),
                f"{rate:.2f}",
                yuan(round((x - y) * 50_000)),
            )
        )
    r.table(
        ("外币", "货币资金及应收款", "借款及应付款", "折算汇率", "汇率变动5%的影响"),
        rows,
        unit=UNIT,
    )
    r.h3("附注九、分部信息")
    for index, year in ((2, 2025), (1, 2024)):
        y = Y25 if index == 2 else Y24
        gains = line_profits(index)
        assets = split(y.after.assets - y.after.cash, [31, 36, 20, 13])
        rows = [(s.name, yuan(s.sales[index]), yuan(s.sales[index] - sum(gains[x.name] for x in s.lines)), yuan(sum(gains[x.name] for x in s.lines)), yuan(v))
                for s, v in zip(SEGMENTS, assets, strict=True)]  # fmt: skip
        rows.append(("未分配的货币资金", "-", "-", "-", yuan(y.after.cash)))
        rows.append(
            (
                "*合计",
                yuan(y.d.sales),
                yuan(y.cost_of_sales),
                yuan(y.gross_profit),
                yuan(y.after.assets),
            )
        )
        r.table((f"{year}年度", "营业收入", "营业成本", "毛利", "资产"), rows, unit=UNIT, first=0.2)
    r.h3("附注十、关联方及关联交易")
    names = (
        "青屿控股：租赁办公楼",
        "海图软件：软件服务",
        "青屿物业：保洁保安",
        "望海酒店：会务",
        "岩礁轴承（参股公司）：采购轴承",
    )
    rows = [(n, yuan(v), yuan(w)) for n, v, w in zip(names, (860_000_000, 1_240_000_000, 316_000_000, 84_000_000, 4_912_000_000),
                                                    (860_000_000, 1_105_000_000, 298_000_000, 91_000_000, 4_377_000_000), strict=True)]  # fmt: skip
    r.table(FLOW_HEAD, rows, unit=UNIT)
    r.p("关键管理人员薪酬合计一千零八十六万元，上年为一千三百五十二万元，下降系绩效奖金扣减所致。")
    r.h3("附注十一、股份支付")
    r.p(
        "第二期限制性股票激励计划向三百八十六人授予四百二十万股，授予价格为每股九元六角，分三期解锁。二〇二五年度毛利率未达到考核目标，当期应解锁的一百二十六万股作废，相应冲回费用九百一十万元。"
    )
    r.h3("附注十二、承诺及或有事项")
    r.p(
        "已签约但尚未支付的设备和工程款为三亿八千六百万元。公司对客户的履约保函余额为六亿二千四百万元。诉讼和仲裁事项见第六节，除已确认的预计负债外，公司认为不会产生重大损失。"
    )
    r.h3("附注十三、资产负债表日后事项")
    r.p(
        "二〇二六年一月，公司与一家人形机器人企业签订关节模组框架协议，预计三年金额不低于六亿元。二月，公司偿还到期短期借款四亿元。三月二十六日，董事会通过利润分配预案，拟每十股派发现金红利4.20元。"
    )
    r.h3("附注十四、母公司财务报表主要项目注释")
    for title, base, weights in (("应收账款", Y25.after.receivables, (0.43, 0.45)), ("长期股权投资", Y25.after.plant, (0.52, 0.54)),
                                 ("营业收入", Y25.d.sales, (0.39, 0.41)), ("营业成本", Y25.cost_of_sales, (0.4, 0.41)),
                                 ("投资收益", Y25.owners_income, (0.31, 0.36))):  # fmt: skip
        totals = (round(base * weights[0]), round(base * weights[1] * 0.9))
        parts = (
            ("对子公司", "对联营企业", "对第三方")
            if title != "投资收益"
            else ("子公司分红", "联营企业收益", "结构性存款收益")
        )
        r.h3(f"母公司{title}")
        r.table(
            ("项目", "本期", "上期"),
            parted(parts, (56, 3, 41), totals, "合计", "mother" + title),
            unit=UNIT,
        )
    r.h3("附注十五、补充资料")
    names = (
        "非流动资产处置损益",
        "政府补助",
        "单独减值测试的应收款项转回",
        "其他营业外收支",
        "所得税影响额",
        "少数股东影响额",
    )
    values = [
        (round(y.owners_income * w) for w in (0.003, 0.071, 0.004, 0.009, -0.013, -0.002))
        for y in NEWEST_FIRST[:2]
    ]
    cols = [list(v) for v in values]
    rows = [(n, *(yuan(col[k]) for col in cols)) for k, n in enumerate(names)]
    rows.append(("*非经常性损益合计", *(yuan(sum(col)) for col in cols)))
    r.table(FLOW_HEAD, rows, unit=UNIT)
    _site_tables(r)


def _site_tables(r: Report) -> None:
    r.h3("附注十六、各基地补充数据（未经审计）")
    r.p("以下数据按基地列示，供投资者参考；合计数与财务报表一致，分基地数为内部管理口径。")
    for title, total in (("资本性支出", (Y25.d.capex, Y24.d.capex)), ("折旧", (Y25.d.total_depreciation, Y24.d.total_depreciation)),
                         ("原材料成本", (Y25.d.materials, Y24.d.materials)), ("直接人工", (Y25.d.labour, Y24.d.labour)),
                         ("能源及运费", (Y25.d.energy, Y24.d.energy)), ("存货", (Y25.after.inventories, Y24.after.inventories)),
                         ("固定资产", (Y25.after.plant, Y24.after.plant)), ("研发费用", (Y25.d.research, Y24.d.research)),
                         ("应付账款", (Y25.after.payables, Y24.after.payables)), ("应收账款", (Y25.after.receivables, Y24.after.receivables)),
                         ("其他制造费用", (Y25.d.other_cost, Y24.d.other_cost)), ("职工薪酬及其他应付款", (Y25.after.accrued, Y24.after.accrued))):  # fmt: skip
        weights = tuple(float(row[3]) for row in SITES)
        r.h3(f"各基地{title}")
        r.table(
            (title, "2025年", "2024年"),
            parted(tuple(row[0] for row in SITES), weights, total, "合计", "site" + title),
            unit=UNIT,
        )

"""沧屿精工: 第一节至第三节。"""

from __future__ import annotations

import random
from collections.abc import Callable

from layout import Report
from model import growth, share, split
from zh_model import (
    NEWEST_FIRST,
    SEGMENTS,
    VALUE_SALES,
    WAN,
    Y23,
    Y24,
    Y25,
    YEARS,
    eps,
    line_profits,
    margin,
    wan,
    yi,
    yuan,
)
from zh_texts import LINES, PROJECTS, RISKS, SITES

UNIT, UNIT_WAN = "单位：元  币种：人民币", "单位：万元  币种：人民币"


def pct(value: float) -> str:
    return f"{value:.2f}%"


def section_1_and_2(r: Report) -> None:
    r.h1("第一节 重要提示、目录和释义")
    r.p(
        "公司董事会及董事、高级管理人员保证本年度报告内容的真实、准确、完整，不存在虚假记载、误导性陈述或者重大遗漏，并承担个别和连带的法律责任。"
        "公司负责人裴观澜、主管会计工作负责人尹绍棠及会计机构负责人声明：保证本年度报告中财务报告的真实、准确、完整。",
        "所有董事均已出席审议本次年度报告的董事会会议。明衡会计师事务所（特殊普通合伙）为公司出具了标准无保留意见的审计报告。",
        "本报告涉及未来计划等前瞻性陈述，不构成公司对投资者的实质承诺，投资者应当对此保持足够的风险认识。公司在第三节中描述了可能面对的风险，敬请查阅。",
        f"经董事会审议通过的利润分配预案为：以公司总股本八亿一千万股为基数，向全体股东每十股派发现金红利4.20元（含税），不送红股，不以公积金转增股本。"
        f"公司二〇二五年度实现归属于上市公司股东的净利润{yi(Y25.owners_income)}亿元。",
        "特别说明：沧屿智能装备股份有限公司及本报告所述的人物、产品、地点和数字均为虚构，本报告仅作为样本文件使用，与任何真实公司无关。",
    )
    r.h2("释义")
    terms = (("公司、本公司、沧屿精工", "沧屿智能装备股份有限公司"), ("青屿控股", "浙江青屿控股有限公司，公司控股股东"),
             ("澜芯控制", "杭州澜芯运动控制有限公司，公司二〇二五年收购的控股子公司"), ("低毛利产品", "标准齿轮箱、通用电机、货架与托盘、代工零部件四类产品"),
             ("核心产品", "低毛利产品以外的六类产品"), ("材料联动条款", "产品价格随主要原材料公开报价调整的合同条款"), ("谐波减速器", "依靠柔轮弹性变形传动的精密减速器"),
             ("RV减速器", "由行星齿轮和摆线针轮两级组成的精密减速器"), ("伺服系统", "由驱动器、电机和编码器组成的运动控制系统"),
             ("堆垛机", "在立体仓库巷道内存取货物的设备"), ("在手订单", "已签订合同而尚未确认收入的金额"), ("回差", "减速器输入轴反转时输出轴的滞后角度"),
             ("报告期", "二〇二五年一月一日至十二月三十一日"), ("元、万元、亿元", "人民币元、人民币万元、人民币亿元"))  # fmt: skip
    r.table(("词语", "含义"), terms, widths=(0.3, 0.7), text_columns=(0, 1))
    r.h1("第二节 公司简介和主要财务指标")
    r.h2("一、公司信息")
    r.table(("项目", "内容"), [
        ("中文名称", "沧屿智能装备股份有限公司"), ("中文简称", "沧屿精工"), ("法定代表人", "裴观澜"), ("注册地址", "浙江省青屿市望海路八号"),
        ("办公地址", "浙江省青屿市望海路八号"), ("董事会秘书", "罗景行"), ("联系电话", "公司为虚构，未设电话"), ("股票上市情况", "样本文件，未在任何交易所上市"),
        ("会计师事务所", "明衡会计师事务所（特殊普通合伙）"), ("签字会计师", "卓亦安、束海平"), ("保荐机构", "无")],
        widths=(0.3, 0.7), text_columns=(0, 1))  # fmt: skip
    r.h2("二、主要会计数据和财务指标")
    rows = [
        ("营业收入", *(yuan(y.d.sales) for y in NEWEST_FIRST), pct(growth(Y25.d.sales, Y24.d.sales))),
        ("归属于上市公司股东的净利润", *(yuan(y.owners_income) for y in NEWEST_FIRST), pct(growth(Y25.owners_income, Y24.owners_income))),
        ("经营活动产生的现金流量净额", *(yuan(y.operating_cash) for y in NEWEST_FIRST), pct(growth(Y25.operating_cash, Y24.operating_cash))),
        ("归属于上市公司股东的净资产", *(yuan(y.after.owners_equity) for y in NEWEST_FIRST),
         pct(growth(Y25.after.owners_equity, Y24.after.owners_equity))),
        ("总资产", *(yuan(y.after.assets) for y in NEWEST_FIRST), pct(growth(Y25.after.assets, Y24.after.assets))),
    ]  # fmt: skip
    r.table(
        ("主要会计数据", "2025年", "2024年", "2023年", "本年比上年增减"),
        rows,
        unit=UNIT,
        widths=(0.24, 0.21, 0.21, 0.21, 0.13),
    )
    roe = [
        share(y.owners_income, (y.after.owners_equity + y.before.owners_equity) / 2)
        for y in NEWEST_FIRST
    ]
    rows = [("基本每股收益（元/股）", *(eps(y.year) for y in NEWEST_FIRST)), ("加权平均净资产收益率", *(pct(x) for x in roe)),
            ("毛利率", *(pct(margin(y.year)) for y in NEWEST_FIRST)),
            ("资产负债率", *(pct(share(y.after.liabilities, y.after.assets)) for y in NEWEST_FIRST)),
            ("研发费用占营业收入比例", *(pct(share(y.d.research, y.d.sales)) for y in NEWEST_FIRST))]  # fmt: skip
    r.table(("主要财务指标", "2025年", "2024年", "2023年"), rows)
    r.h2("三、分季度主要财务数据")
    parts = {"营业收入": split(Y25.d.sales, [22.4, 24.9, 25.3, 27.4]),
             "归属于上市公司股东的净利润": split(Y25.owners_income, [27.1, 27.6, 23.2, 22.1]),
             "经营活动产生的现金流量净额": split(Y25.operating_cash, [-12.0, 21, 30, 61])}  # fmt: skip
    r.table(
        ("项目", "第一季度", "第二季度", "第三季度", "第四季度"),
        [(k, *(yuan(v) for v in vs)) for k, vs in parts.items()],
        unit=UNIT,
    )
    r.chart("营业收入与净利润（亿元）", ["2023", "2024", "2025"],
            {"Revenue": [float(yi(y.d.sales)) for y in YEARS], "Net profit": [float(yi(y.owners_income)) for y in YEARS]})  # fmt: skip


def section_3(r: Report, products: Callable[[Report], None]) -> None:
    r.h1("第三节 管理层讨论与分析")
    r.h2("一、报告期内公司从事的主要业务")
    r.p(
        "公司从事精密传动、运动控制和智能仓储装备的研发、生产和销售，产品包括减速器、伺服系统、自动化仓储设备以及按图加工的零部件，服务于机器人、机床、电子制造、物流、医药和农机等行业。",
        "公司采用以销定产与适量备货相结合的方式组织生产。核心产品由销售工程师直接面向设备厂商，低毛利产品主要通过经销商销售。采购方面，钢材、铜材和稀土永磁由集团集中采购，铸件由丹墟铸造厂供应约六成。",
    )
    for s in SEGMENTS:
        for x in s.lines:
            r.h3(x.name)
            r.p(LINES[x.name][0])
    products(r)
    r.h2("二、报告期内公司所处行业情况")
    r.p(
        "二〇二五年国内工业机器人产量保持两位数增长，但整机价格竞争激烈，利润向上游传导的压力较大。伺服系统的国产化率超过六成，中低端市场趋于饱和，高端市场仍由日本和德国企业占优。",
        "自动化仓储行业从新能源带动的高速增长转入平稳期。医药、冷链和食品行业的项目单体规模较小，对软件和服务的要求更高。海外市场特别是东南亚的需求增长较快，客户更看重交付和本地服务。",
        "原材料方面，铜价全年上涨两成以上，稀土永磁在下半年快速上涨，特种铸件供不应求。原材料上涨而产品降价，使行业整体毛利率下降，部分中小企业退出市场。",
    )
    r.h2("三、核心竞争力分析")
    r.p(
        "第一，工艺积累。公司从齿轮加工起步，掌握柔轮热处理、摆线轮磨削和电机嵌线等关键工序，拥有有效专利六百一十四项，其中发明专利一百八十七项。",
        "第二，配套能力。减速器、电机和驱动器可以成套供应并统一调试，客户的装机时间平均缩短三成，成套销售的客户流失率不到单品客户的一半。",
        "第三，服务网络。公司在国内设有二十六个服务站，在泰国、墨西哥和德国设有境外机构，备件当日发出率为百分之九十三。",
    )
    r.h2("四、经营情况讨论与分析")
    r.p(
        f"报告期内，公司实现营业收入{yi(Y25.d.sales)}亿元，同比增长{pct(growth(Y25.d.sales, Y24.d.sales))}；实现归属于上市公司股东的净利润{yi(Y25.owners_income)}亿元，"
        f"同比下降{pct(-growth(Y25.owners_income, Y24.owners_income))}。收入创历史新高而利润下降，主要原因是毛利率由{pct(margin(2024))}降至{pct(margin(2025))}。",
        f"公司全年经营活动产生的现金流量净额为{yi(Y25.operating_cash)}亿元，同比下降{pct(-growth(Y25.operating_cash, Y24.operating_cash))}，主要系存货和应收账款增加所致。"
        f"购建固定资产支付的现金为{yi(Y25.d.capex)}亿元，主要用于临渚基地扩建和青屿第三条柔轮自动线。",
        "四月，公司完成对杭州澜芯运动控制有限公司七成股权的收购，获得运动控制芯片的设计能力。六月，墨西哥装配厂试生产。九月，董事会批准“提质控量”三年方案，对低毛利产品设置产能上限。"
        "十二月，公司取得岚桥新能源案件的一审胜诉判决。",
    )
    _mix(r)
    _results(r)
    _outlook(r)


def _mix(r: Report) -> None:
    """第12页：产品结构，毛利率下降的原因之一。"""
    r.break_page()
    r.h2("五、毛利率与产品结构变动分析", mark="mix")
    low = [share(VALUE_SALES[i], YEARS[i].d.sales) for i in range(3)]
    r.p(
        f"报告期毛利率为{pct(margin(2025))}，比上年减少{margin(2024) - margin(2025):.2f}个百分点。毛利率下降有两方面原因：一是产品结构变化，低毛利产品占比上升；"
        f"二是原材料涨价，具体数据见第十节财务报告附注二。",
        f"低毛利产品收入占营业收入的比例上升至{low[2]:.0f}%，上年为{low[1]:.1f}%，二〇二三年为{low[0]:.0f}%。四类低毛利产品实现收入{wan(VALUE_SALES[2])}万元，"
        f"同比增长{pct(growth(VALUE_SALES[2], VALUE_SALES[1]))}；其余核心产品收入合计下降"
        f"{pct(-growth(Y25.d.sales - VALUE_SALES[2], Y24.d.sales - VALUE_SALES[1]))}。",
    )
    p25, p24 = line_profits(2), line_profits(1)
    rows: list[tuple[str, ...]] = []
    for value in (False, True):
        rows.append(("#低毛利产品" if value else "#核心产品",))
        group = [x for s in SEGMENTS for x in s.lines if x.value == value]
        for x in group:
            rows.append((x.name, wan(x.sales[2]), wan(p25[x.name]), pct(share(p25[x.name], x.sales[2])),
                         pct(share(p24[x.name], x.sales[1])), pct(growth(x.sales[2], x.sales[1]))))  # fmt: skip
        total, old = (sum(x.sales[i] for x in group) for i in (2, 1))
        gain, was = sum(p25[x.name] for x in group), sum(p24[x.name] for x in group)
        rows.append(
            (
                "*小计",
                wan(total),
                wan(gain),
                pct(share(gain, total)),
                pct(share(was, old)),
                pct(growth(total, old)),
            )
        )
    rows.append(("*合计", wan(Y25.d.sales), wan(Y25.gross_profit), pct(margin(2025)), pct(margin(2024)),
                 pct(growth(Y25.d.sales, Y24.d.sales))))  # fmt: skip
    r.table(
        ("产品", "营业收入", "毛利", "2025年毛利率", "2024年毛利率", "收入增减"),
        rows,
        unit=UNIT_WAN,
        first=0.22,
    )
    r.p(
        "经测算，如果各产品毛利率与上年持平，仅产品结构变化就会使毛利率下降约1.5个百分点。公司自二〇二六年起不再为低毛利产品新增产能，对毛利率低于百分之十五的品种逐一提价或者退出。"
    )


def _results(r: Report) -> None:
    r.break_page()
    r.h2("六、主营业务分析")
    p25 = line_profits(2)
    for s in SEGMENTS:
        r.h3(f"（{'一二三四'[SEGMENTS.index(s)]}）{s.name}")
        r.p(f"该业务由{s.head}负责，期末员工{s.people[2]}人。报告期实现收入{wan(s.sales[2])}万元，上年为{wan(s.sales[1])}万元，变动{pct(growth(s.sales[2], s.sales[1]))}；"
            f"毛利{wan(sum(p25[x.name] for x in s.lines))}万元。")  # fmt: skip
        r.table(("产品", "2025年", "2024年", "2023年", "增减"),
                [(x.name, *(wan(v) for v in x.sales[::-1]), pct(growth(x.sales[2], x.sales[1]))) for x in s.lines]
                + [(f"*{s.name}", *(wan(v) for v in s.sales[::-1]), pct(growth(s.sales[2], s.sales[1])))],
                unit=UNIT_WAN)  # fmt: skip
        for x in s.lines:
            r.p(f"{x.name}：{LINES[x.name][1]}", LINES[x.name][2])
    regions = ("华东", "华南", "华北", "华中", "西南", "其他地区", "境外")
    cols = [split(y.d.sales, w) for y, w in zip(NEWEST_FIRST, ([33, 17, 11, 10, 8, 4, 17.0], [35, 17, 12, 10, 8, 4, 14.0],
                                                              [36, 18, 12, 10, 8, 4, 12.0]), strict=True)]  # fmt: skip
    r.h3("（五）分地区收入")
    r.table(("地区", "2025年", "2024年", "2023年", "增减"),
            [(n, *(wan(c[k]) for c in cols), pct(growth(cols[0][k], cols[1][k]))) for k, n in enumerate(regions)]
            + [("*合计", *(wan(y.d.sales) for y in NEWEST_FIRST), pct(growth(Y25.d.sales, Y24.d.sales)))], unit=UNIT_WAN)  # fmt: skip
    r.p(
        "境外收入占比提高到17%，主要来自泰国、越南、墨西哥和德国。境外毛利率高于境内约四个百分点，但运费和售后费用也较高。"
    )
    r.h3("（六）产销量情况")
    rows = []
    for s in SEGMENTS:
        for x in s.lines:
            c = random.Random(x.name)
            made, unit = (
                c.randint(4000, 900000),
                "台" if "货架" not in x.name and "零部件" not in x.name else "吨",
            )
            sold = round(made * c.uniform(0.94, 1.01))
            rows.append(
                (
                    x.name,
                    unit,
                    made,
                    sold,
                    round(made * c.uniform(0.04, 0.13)),
                    pct(c.uniform(-9, 34)),
                )
            )
    r.table(("产品", "单位", "生产量", "销售量", "库存量", "销售量增减"), rows, text_columns=(0, 1))
    r.h3("（七）主要客户和供应商")
    for title, base in (("客户", Y25.d.sales), ("供应商", Y25.d.materials)):
        parts = [round(base * w / 100) for w in (5.1, 3.9, 3.2, 2.8, 2.3)]
        r.table((f"前五名{title}", "金额", "占比"),
                [(f"{title}{'一二三四五'[k]}", wan(v), pct(share(v, base))) for k, v in enumerate(parts)]
                + [("*合计", wan(sum(parts)), pct(share(sum(parts), base)))], unit=UNIT_WAN)  # fmt: skip
    r.p(
        "前五名客户和供应商与公司不存在关联关系。公司不存在向单个客户销售比例超过总额百分之五十或者严重依赖少数客户的情形。"
    )
    r.h3("（八）费用")
    rows = [("销售及管理费用（含税金及附加）", Y25.d.selling + Y25.d.amortisation, Y24.d.selling + Y24.d.amortisation,
             "业务规模扩大，新设墨西哥工厂"), ("研发费用", Y25.d.research, Y24.d.research, "芯片和碳化硅项目投入增加"),
            ("财务费用", Y25.d.interest_expense - Y25.d.interest_income, Y24.d.interest_expense - Y24.d.interest_income, "借款增加"),
            ("资产及信用减值损失", Y25.d.restructuring, Y24.d.restructuring, "岚桥新能源单项计提和存货跌价")]  # fmt: skip
    r.table(("项目", "2025年", "2024年", "增减", "原因"), [(n, wan(a), wan(b), pct(growth(a, b)), why) for n, a, b, why in rows],
            unit=UNIT_WAN, widths=(0.27, 0.16, 0.16, 0.12, 0.29), text_columns=(0, 4))  # fmt: skip
    r.h3("（九）研发投入")
    r.p(
        f"全年研发投入{wan(Y25.d.research)}万元，占营业收入{pct(share(Y25.d.research, Y25.d.sales))}，全部费用化。研发人员一千一百零八人，其中硕士及以上四百三十六人。主要项目如下。"
    )
    r.table(
        ("项目", "目的", "进展", "预计影响"),
        PROJECTS,
        widths=(0.24, 0.28, 0.28, 0.2),
        text_columns=(0, 1, 2, 3),
    )
    r.h3("（十）现金流")
    rows = [("经营活动现金流量净额", "operating_cash"), ("投资活动现金流量净额", "investing_cash"),
            ("筹资活动现金流量净额", "financing_cash"), ("现金净增加额", "cash_change")]  # fmt: skip
    r.table(
        ("项目", "2025年", "2024年", "2023年"),
        [(n, *(wan(getattr(y, a)) for y in NEWEST_FIRST)) for n, a in rows],
        unit=UNIT_WAN,
    )
    r.p(
        "经营活动现金流量净额下降，主要是为应对涨价提前采购铜材和磁材，以及新能源客户回款放缓。投资活动现金流出增加，系临渚基地扩建和收购澜芯控制。筹资活动现金净流入，系银行借款增加。"
    )
    r.h3("（十一）资产及负债状况")
    a, b = Y25.after, Y24.after
    items = (("货币资金", "cash"), ("应收账款", "receivables"), ("存货", "inventories"), ("固定资产及在建工程", "plant"),
             ("商誉", "goodwill"), ("短期借款", "short_debt"), ("长期借款", "long_debt"), ("应付账款", "payables"))  # fmt: skip
    r.table(("项目", "期末", "占总资产", "期初", "占总资产"),
            [(n, wan(getattr(a, f)), pct(share(getattr(a, f), a.assets)), wan(getattr(b, f)), pct(share(getattr(b, f), b.assets)))
             for n, f in items], unit=UNIT_WAN)  # fmt: skip
    r.h3("（十二）主要生产基地")
    r.table(("基地", "所在地", "业务", "员工人数", "面积（万平方米）", "说明"), SITES,
            widths=(0.17, 0.09, 0.13, 0.1, 0.11, 0.4), text_columns=(0, 1, 2, 5))  # fmt: skip
    for index, (name, place, business, people, area, story) in enumerate(SITES):
        c = random.Random(name)
        use, invest, energy = c.randint(61, 97), c.randint(200, 18900), c.randint(90, 4200)
        r.p((f"{name}位于{place}，属于{business}业务，{story}。报告期产能利用率{use}%，投资{invest:,}万元。",
             f"{name}（{place}）：{story}。全年用电{energy:,}万千瓦时，产能利用率为{use}%，{people}名员工中技术工人约占{c.randint(45, 78)}%。",
             f"报告期{name}完成投资{invest:,}万元，{story}。占地{area}万平方米的厂区利用率{use}%。")[index % 3])  # fmt: skip


def _outlook(r: Report) -> None:
    r.h2("七、公司未来发展的展望")
    r.p(
        "公司将实施“提质控量”三年方案。质，是提高核心产品和服务的比重；量，是控制低毛利产品的规模。到二〇二八年，低毛利产品占比降至百分之三十二以内，毛利率恢复到百分之三十四以上。",
        "二〇二六年经营目标为：营业收入一百一十四亿元至一百一十九亿元，毛利率百分之三十一点五至百分之三十二点五，研发费用不低于六点六亿元，存货降低三亿元。上述目标不构成对投资者的承诺。",
        "资本开支计划为七亿元，比上年减少约二点六亿元，重点是青屿第三条柔轮自动线和丹墟铸造厂的环保改造。公司将优先偿还短期借款，有息负债率力争下降三个百分点。",
    )
    r.h2("八、可能面对的风险")
    for k, (title, what, answer) in enumerate(RISKS):
        r.h3(f"{k + 1}. {title}")
        r.p(what, "应对措施：" + answer)
    r.h2("九、二〇二四年与二〇二三年比较")
    r.p(f"二〇二四年营业收入{yi(Y24.d.sales)}亿元，较二〇二三年的{yi(Y23.d.sales)}亿元增长{pct(growth(Y24.d.sales, Y23.d.sales))}；毛利率{pct(margin(2024))}，"
        f"基本持平。净利润增长主要来自伺服系统和精密减速器。经营活动现金流量净额{yi(Y24.operating_cash)}亿元，足以覆盖资本开支和分红。")  # fmt: skip
    assert WAN

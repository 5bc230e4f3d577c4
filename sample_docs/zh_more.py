"""沧屿精工: 分产品、分子公司、分材料的明细，以及母公司报表。"""

from __future__ import annotations

import random

from layout import Report
from model import growth, share, split
from zh_front import UNIT, UNIT_WAN, pct
from zh_model import SEGMENTS, Y23, Y24, Y25, YEARS, Segment, line_profits, wan, yi, yuan
from zh_texts import LINES, SITES

REGIONS = ("华东", "华南", "华北", "华中", "西南", "其他地区", "境外")
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
MONTHS = tuple(f"{m}月" for m in range(1, 13))
SIZES = {"谐波减速器": ("十一型", "十四型", "十七型", "二十型", "二十五型", "三十二型以上"), "RV减速器": ("二十E", "四十E", "八十E", "一百一十E", "三百二十E"),
         "标准齿轮箱": ("硬齿面平行轴", "斜齿锥齿", "蜗轮蜗杆", "行星标准型"), "伺服驱动器": ("低压型", "通用型", "总线型", "大功率型"),
         "伺服电机": ("四十机座", "六十机座", "八十机座", "一百三十机座", "一百八十机座"), "通用电机": ("二级能效", "一级能效", "变频专用", "防爆型"),
         "堆垛机系统": ("单立柱", "双立柱", "冷库型", "料箱型"), "输送分拣设备": ("交叉带", "滑块", "输送线", "备件及改造"),
         "货架与托盘": ("横梁货架", "穿梭货架", "金属托盘", "阁楼平台"), "代工零部件": ("压缩机壳体", "转向机壳体", "充电桩结构件", "农机箱体")}  # fmt: skip


INDUSTRIES = {"精密减速器": ("工业机器人", "协作机器人", "机床", "半导体设备", "医疗设备", "其他"),
              "伺服系统": ("电子制造", "纺织机械", "锂电设备", "包装机械", "印刷机械", "机床", "其他"),
              "智能仓储": ("医药冷链", "食品饮料", "新能源", "快递电商", "机场", "其他")}  # fmt: skip


def products(r: Report) -> None:
    """每个产品一节：用途、型号、地区。"""
    p25, p24 = line_profits(2), line_profits(1)
    for s in SEGMENTS:
        for x in s.lines:
            c = random.Random("product" + x.name)
            r.h3(f"{x.name}的构成")
            clients, share_, age, repeat = (
                c.randint(40, 1900),
                c.randint(4, 27),
                c.randint(3, 14),
                c.randint(52, 94),
            )
            first = SIZES[x.name][0]
            r.p((f"{x.name}面向{clients}家客户，其中合作五年以上的占{repeat}%，前五家客户占该产品收入的{share_}%。{first}是最早量产的品种，"
                 f"平均设计寿命{age}年。",
                 f"按公司估计，{x.name}在国内的市场份额约为{share_}%。客户共{clients}家，重复购买比例为{repeat}%，{first}的交货周期为{age}天。",
                 f"全年向{clients}家客户供应{x.name}，{repeat}%的订单通过电子商务平台下达。{first}等老品种已生产{age}年，仍贡献{share_}%的收入。")[len(x.name) % 3],
                f"毛利率为{pct(share(p25[x.name], x.sales[2]))}，上年为{pct(share(p24[x.name], x.sales[1]))}；{LINES[x.name][0].split('，')[0]}，"
                f"因此公司把它列为{'低毛利产品' if x.value else '核心产品'}。")  # fmt: skip
            names = SIZES[x.name]
            cols = [split(x.sales[i], [c.uniform(1, 5) for _ in names]) for i in (2, 1)]
            rows = [
                (n, wan(a), wan(b), pct(growth(a, b))) for n, a, b in zip(names, *cols, strict=True)
            ]
            rows.append(
                (
                    f"*{x.name}",
                    wan(x.sales[2]),
                    wan(x.sales[1]),
                    pct(growth(x.sales[2], x.sales[1])),
                )
            )
            r.table(("品种", "2025年", "2024年", "增减"), rows, unit=UNIT_WAN)
    r.h3("近五年主要数据")
    r.p("二〇二一年和二〇二二年的数据取自当年披露的年度报告，未按新准则追溯调整。")
    sales, gross, profit = (761_240, 852_910), (34.1, 34.5), (7.42, 8.66)
    rows = [("营业收入（万元）", *(f"{v:,}.00" for v in sales), *(wan(y.d.sales) for y in YEARS)),
            ("毛利率", *(pct(v) for v in gross), *(pct(share(y.gross_profit, y.d.sales)) for y in YEARS)),
            ("归属于股东的净利润（亿元）", *(f"{v:.2f}" for v in profit), *(yi(y.owners_income) for y in YEARS)),
            ("研发费用占比", "5.21%", "5.36%", *(pct(share(y.d.research, y.d.sales)) for y in YEARS)),
            ("资产负债率", "49.80%", "50.60%", *(pct(share(y.after.liabilities, y.after.assets)) for y in YEARS)),
            ("员工人数", "6,870", "7,240", "7,620", "7,940", "8,660")]  # fmt: skip
    r.table(("项目", "2021年", "2022年", "2023年", "2024年", "2025年"), rows, first=0.27)
    for s in SEGMENTS[:3]:
        r.h3(f"{s.name}核心产品分行业收入")
        trades = INDUSTRIES[s.name]
        c = random.Random("trade" + s.name)
        core = [sum(x.sales[i] for x in s.lines if not x.value) for i in (2, 1)]
        cols = [split(total, [c.uniform(1, 4) for _ in trades]) for total in core]
        rows = [
            (n, wan(a), wan(b), pct(growth(a, b))) for n, a, b in zip(trades, *cols, strict=True)
        ]
        rows.append(("*合计", *(wan(v) for v in core), pct(growth(*core))))
        r.table(("行业", "2025年", "2024年", "增减"), rows, unit=UNIT_WAN)


def quarters(r: Report) -> None:
    r.h2("附：分季度、分地区产品收入")
    r.p(
        "为便于投资者了解季节因素，下表列示各产品分季度和分地区的收入，季度和地区数为内部管理口径。"
    )
    for i in (2, 1):
        rows = []
        for s in SEGMENTS:
            for x in s.lines:
                c = random.Random(f"quarter{x.name}{i}")
                rows.append((x.name, *(wan(v) for v in split(x.sales[i], [w * c.uniform(0.9, 1.1) for w in (22.4, 24.9, 25.3, 27.4)])),
                             wan(x.sales[i])))  # fmt: skip
        rows.append((f"*{2023 + i}年合计", "", "", "", "", wan(YEARS[i].d.sales)))
        r.table((f"{2023 + i}年", *QUARTERS, "全年"), rows, unit=UNIT_WAN)
    for s in SEGMENTS:
        r.h3(f"{s.name}分地区收入")
        r.table(("地区", "2025年", "2024年", "增减"), _by_region(s), unit=UNIT_WAN)


def _by_region(s: Segment) -> list[tuple[str, ...]]:
    c = random.Random("region" + s.name)
    weights = [w * c.uniform(0.6, 1.4) for w in (34, 17, 11, 10, 8, 4, 16)]
    cols = [
        split(s.sales[i], [w * (1 + 0.08 * (i == 2) * (k == 6)) for k, w in enumerate(weights)])
        for i in (2, 1)
    ]
    rows = [(n, wan(a), wan(b), pct(growth(a, b))) for n, a, b in zip(REGIONS, *cols, strict=True)]
    return [
        *rows,
        (f"*{s.name}", wan(s.sales[2]), wan(s.sales[1]), pct(growth(s.sales[2], s.sales[1]))),
    ]


def orders(r: Report) -> None:
    r.h2("附：新签订单")
    r.p(
        "新签订单以合同生效为准，框架协议只计算已经下达的部分。二〇二五年新签订单一百一十七亿八千万元，取消订单二亿一千万元，已从当季扣除。"
    )
    for year, total in ((2025, 1_178_000), (2024, 1_096_000)):
        parts = split(total, [24, 25.5, 24, 26.5])
        cells = [split(p, [30, 34, 24, 12]) for p in parts]
        rows = [
            (s.name, *(f"{q[k]:,}" for q in cells), f"{sum(q[k] for q in cells):,}")
            for k, s in enumerate(SEGMENTS)
        ]
        rows.append((f"*{year}年新签订单", *(f"{p:,}" for p in parts), f"{total:,}"))
        r.table((f"{year}年", *QUARTERS, "全年"), rows, unit=UNIT_WAN)


def product_costs(r: Report) -> None:
    r.h3("附注十七、分产品成本结构（未经审计）")
    r.p(
        "下表按产品列示营业成本的构成。材料按实际耗用归集，人工和制造费用按工时分配，能源按装机功率分配。"
    )
    p25, p24 = line_profits(2), line_profits(1)
    for s in SEGMENTS:
        for x in s.lines:
            c = random.Random("cost" + x.name)
            now, then = x.sales[2] - p25[x.name], x.sales[1] - p24[x.name]
            heavy = 78 if x.value else 66
            rows = []
            kinds = ("原材料", "直接人工", "能源及运费", "折旧", "其他制造费用")
            a = split(now, [heavy * c.uniform(1.0, 1.05), 13, 5, 5, 4])
            b = split(then, [heavy * c.uniform(0.94, 0.99), 13, 5, 5, 4])
            for n, v, w in zip(kinds, a, b, strict=True):
                rows.append((n, yuan(v), pct(share(v, now)), yuan(w), pct(share(w, then))))
            rows.append((f"*{x.name}营业成本", yuan(now), "100.00%", yuan(then), "100.00%"))
            r.table((x.name, "2025年度", "占比", "2024年度", "占比"), rows, unit=UNIT, first=0.28)


def purchases(r: Report) -> None:
    r.h3("附注十八、主要材料分月采购（未经审计）")
    r.p("采购价格不含增值税。价格变动滞后于公开市场约一个月，稀土永磁自八月起改为按周定价。")
    for name, tonnes, price in (
        ("铜材", 12600, 81200),
        ("钢材", 186000, 4120),
        ("稀土永磁", 640, 412000),
        ("硅钢片", 41800, 6350),
        ("铸件", 52300, 9480),
    ):
        c, rows, level = random.Random("buy" + name), [], price * 0.93
        for month, amount in zip(
            MONTHS, split(tonnes, [c.uniform(0.8, 1.2) for _ in MONTHS]), strict=True
        ):
            level *= c.uniform(0.995, 1.03)
            rows.append(
                (
                    f"2025年{month}",
                    amount,
                    f"{level:,.0f}",
                    f"{amount * level / 10000:,.2f}",
                    pct(c.uniform(2, 24)),
                )
            )
        r.h3(f"{name}采购")
        r.table((name, "数量（吨）", "单价（元/吨）", "金额（万元）", "单价同比"), rows)


def subsidiaries(r: Report) -> None:
    r.h3("附注十九、重要子公司主要财务信息")
    r.p(
        "下列子公司的营业收入、净利润或者总资产占合并数的百分之五以上，或者在经营上具有重要作用。金额为单体报表数，未抵销内部交易。"
    )
    for name, city, sales in (("青屿精密传动", "青屿", 212_000), ("临渚伺服技术", "临渚", 236_000), ("临渚电机", "临渚", 131_000), ("松陵控制软件", "松陵", 42_000),
                              ("云崖物流装备", "云崖", 148_000), ("北沽货架制造", "北沽", 96_000), ("丹墟铸造", "丹墟", 118_000), ("澜芯运动控制", "杭州", 21_000),
                              ("沧屿（泰国）", "春武里", 38_000), ("惠澜伺服", "惠州", 74_000), ("青屿柔轮科技", "青屿", 67_000),
                              ("临渚零部件", "临渚", 88_000), ("丹墟模具", "丹墟", 16_000), ("沧屿国际贸易", "宁波", 91_000), ("沧屿服务", "青屿", 29_000),
                              ("云崖安装工程", "云崖", 34_000), ("沧屿（墨西哥）", "蒙特雷", 9_000), ("松陵检测", "松陵", 5_200)):  # fmt: skip
        c = random.Random("sub" + name)
        rows = []
        for label, factor in (("流动资产", 0.62), ("非流动资产", 0.41), ("流动负债", 0.39), ("非流动负债", 0.08), ("营业收入", 1.0), ("净利润", 0.066),
                              ("综合收益总额", 0.065), ("经营活动现金流量净额", 0.07)):  # fmt: skip
            now = round(sales * factor * c.uniform(0.85, 1.15) * 1_000_000) + c.randint(1, 999_999)
            rows.append((label, yuan(now), yuan(round(now * c.uniform(0.86, 1.06)))))
        r.h3(f"{name}有限公司")
        r.p(f"{name}有限公司位于{city}，期末员工{c.randint(60, 1500)}人，全年交付订单{c.randint(200, 9000):,}批，一次交检合格率{c.uniform(96.2, 99.8):.1f}%，"
            f"向集团内部销售占其收入的{c.randint(3, 58)}%。")  # fmt: skip
        r.table(("项目", "2025年度或期末", "2024年度或期末"), rows, unit=UNIT)


def parent(r: Report) -> None:
    r.h3("附注二十、母公司财务报表")
    c = random.Random("parent")
    a, b = Y25.after, Y24.after
    assets = (("货币资金", "cash", 0.44), ("应收账款", "receivables", 0.4), ("存货", "inventories", 0.21), ("其他流动资产", "prepaid", 0.3),
              ("固定资产及在建工程", "plant", 0.18), ("无形资产", "intangibles", 0.22))  # fmt: skip
    debts = (("短期借款", "short_debt", 0.71), ("应付账款", "payables", 0.38), ("应交税费", "tax_payable", 0.2), ("长期借款及应付债券", "long_debt", 0.86),
             ("递延收益", "pension_liability", 0.16))  # fmt: skip

    def rows_of(items: tuple[tuple[str, str, float], ...]) -> list[tuple[str, int, int]]:
        return [
            (n, round(getattr(a, f) * w), round(getattr(b, f) * w * c.uniform(0.94, 1.03)))
            for n, f, w in items
        ]

    left, right = rows_of(assets), rows_of(debts)
    left.append(("长期股权投资", round(a.plant * 0.52), round(b.plant * 0.53)))
    total, owed = (
        [sum(x[k] for x in left) for k in (1, 2)],
        [sum(x[k] for x in right) for k in (1, 2)],
    )
    rows = [(n, yuan(x), yuan(y)) for n, x, y in left] + [("*资产总计", *(yuan(v) for v in total))]
    rows += [(n, yuan(x), yuan(y)) for n, x, y in right] + [("*负债合计", *(yuan(v) for v in owed))]
    rows.append(("*所有者权益合计", *(yuan(t - o) for t, o in zip(total, owed, strict=True))))
    r.h3("母公司资产负债表")
    r.table(("项目", "2025年12月31日", "2024年12月31日"), rows, unit=UNIT)
    r.h3("母公司利润表")
    sales = [round(y.d.sales * 0.4) for y in (Y25, Y24)]
    parts = [split(s, [76, 1, 6, 7, 5, 1.6, 3.4]) for s in sales]
    names = ("营业成本", "税金及附加", "销售费用", "管理费用", "研发费用", "财务费用")
    rows = [("营业收入", *(yuan(s) for s in sales))] + [
        (f"减：{n}", *(yuan(p[k]) for p in parts)) for k, n in enumerate(names)
    ]
    rows.append(("*营业利润", *(yuan(p[6]) for p in parts)))
    tax = [round(p[6] * 0.13) for p in parts]
    rows += [
        ("减：所得税费用", *(yuan(t) for t in tax)),
        ("*净利润", *(yuan(p[6] - t) for p, t in zip(parts, tax, strict=True))),
    ]
    r.table(("项目", "2025年度", "2024年度"), rows, unit=UNIT)
    r.p("母公司利润表中的营业收入包括向子公司销售的材料和收取的商标使用费，合并时已经全部抵销。")


def assets_by_class(r: Report) -> None:
    r.h3("附注二十一、固定资产和无形资产分类变动")
    for name, weight in (
        ("房屋及建筑物", 0.36),
        ("机器设备", 0.41),
        ("运输工具", 0.012),
        ("电子设备", 0.038),
        ("模具", 0.06),
        ("土地使用权", 0.09),
        ("专利及专有技术", 0.04),
    ):
        c = random.Random("class" + name)
        net = round(Y25.after.plant * weight)
        gross = round(net * c.uniform(1.4, 2.2))
        added, gone = round(gross * c.uniform(0.05, 0.16)), round(gross * c.uniform(0.005, 0.03))
        charge, released = round(gross * c.uniform(0.04, 0.09)), round(gone * 0.8)
        end = gross - net
        rows = [("账面原值：期初余额", yuan(gross - added + gone)), ("本期增加", yuan(added)), ("本期减少", yuan(gone)), ("*账面原值：期末余额", yuan(gross)),
                ("累计折旧或摊销：期初余额", yuan(end - charge + released)), ("本期计提", yuan(charge)), ("本期转出", yuan(released)),
                ("*累计折旧或摊销：期末余额", yuan(end)), ("*期末账面价值", yuan(net))]  # fmt: skip
        r.h3(name)
        r.table((name, "金额"), rows, unit=UNIT, first=0.6)


def sites_in_detail(r: Report) -> None:
    r.h3("附注二十二、在建及拟建项目情况")
    for index, (site, place, business, people, _, story) in enumerate(SITES):
        c = random.Random("plan" + site)
        budget, spent, month = c.randint(900, 42000), c.randint(5, 96), c.randint(1, 12)
        r.p((f"{site}（{place}）计划用于{business}业务的设备更新，预算{budget:,}万元，已完成{spent}%，预计二〇二六年{month}月结束。{story}，更新后人均产值可提高约{c.randint(4, 21)}%。",
             f"公司为{site}安排了{budget:,}万元的改造，主要是{business}的瓶颈工序。到期末完成{spent}%，{people}名员工轮流培训。投用时间为二〇二六年{month}月，"
             f"投资回收期约{c.randint(3, 8)}年。",
             f"{site}的项目预算为{budget:,}万元，投入进度{spent}%。由于{story}，公司把投用时间定在二〇二六年{month}月，以免影响交货。")[index % 3])  # fmt: skip
    assert Y23 is YEARS[0]

"""沧屿精工: 项目、合同、专利和月度数据的逐项说明。"""

from __future__ import annotations

import random

from layout import Report
from model import split
from zh_front import UNIT, UNIT_WAN, pct
from zh_model import SEGMENTS, Y25, Line, line_profits, wan, yuan
from zh_texts import PROJECTS, SITES

MONTHS = tuple(f"{m}月" for m in range(1, 13))


def projects(r: Report) -> None:
    r.h2("附：研发项目进展")
    r.p(
        "下面逐项说明投入较大的研发项目。项目经费以预算为上限，超过预算两成的须由战略委员会重新审议。"
    )
    for index, (name, aim, state, effect) in enumerate(PROJECTS):
        c = random.Random("rd" + name)
        people, spent, left = c.randint(6, 58), c.randint(180, 5400), c.randint(90, 3900)
        r.p((f"{name}：目标是{aim}。目前{state}。项目组{people}人，本年投入{spent:,}万元，预计还需{left:,}万元，意义在于{effect}。",
             f"{name}项目本年支出{spent:,}万元，{people}名工程师参与。{state}，距离“{aim}”的目标还需要投入约{left:,}万元；完成后可以{effect}。",
             f"围绕{aim}，公司设立{name}项目，{people}人承担。报告期内{state}，投入{spent:,}万元，剩余预算{left:,}万元，预期{effect}。")[index % 3])  # fmt: skip


def site_care(r: Report) -> None:
    r.h2("三、各基地环境和安全情况")
    good = ("压缩空气泄漏减少一半", "叉车全部改为电动", "屋顶光伏投入使用", "边角料按牌号分类回收", "夜间噪声下降四分贝", "冷却水实现循环", "冲床防护装置全部更换", "食堂厨余送去制气",
            "废油由供应商回收再生", "照明改为自动控制")  # fmt: skip
    bad = ("一名员工被钢板划伤手臂", "检查发现气瓶存放不规范", "附近居民两次投诉气味", "消防演练用时超过标准三分钟", "抛光间粉尘有一周超过内部限值", "两次出现行车吊具未遂事件",
           "一名司机卸货时扭伤脚踝", "危废台账有一天漏记", "审核发现过期的防毒面具")  # fmt: skip
    for index, (site, place, *_) in enumerate(SITES):
        c = random.Random("care" + site)
        a, b = c.sample(good, 2)
        fault, days, cost = c.choice(bad), c.randint(30, 1900), c.randint(20, 760)
        r.p((f"{site}（{place}）全年环境和安全支出{cost}万元，{a}，{b}。不足之处是{fault}，已在一周内整改。连续无损失工时天数为{days}天。",
             f"{site}报告称{fault}，公司据此修订了作业指导书。另一方面，{a}，{b}；支出合计{cost}万元，无损失工时{days}天。",
             f"截至期末，{site}已连续{days}天没有损失工时的事故。年内{b}，{a}；同时{fault}。安全与环保投入为{cost}万元。")[index % 3])  # fmt: skip


def contracts(r: Report) -> None:
    r.h2("六、重大合同说明")
    rows = (("医药冷链立体仓库", "巷道温度为零下二十五度，堆垛机全部采用低温钢材和加热轴承"), ("农机变速箱体供货", "壳体重量四十至三百一十千克，铸件来自丹墟铸造厂"),
            ("充电桩结构件年度框架", "价格每季度随冷轧板报价调整，客户承诺八成的采购比例"), ("机器人整机厂减速器框架", "三年内供应二十三万台，单价逐年下降百分之三"),
            ("光伏组件搬运系统", "因厂房推迟交付，安装时间顺延到二〇二六年三月"), ("越南分拣中心", "每小时处理一万八千件，本地分包商承担安装"),
            ("泰国饮料仓库", "货位三点二万个，控制软件为第四版首次在海外应用"), ("电子设备伺服框架", "客户可以在五天内要求交货，公司为此在惠澜备库"),
            ("金属托盘租赁供货", "客户按月提货，付款期限为九十天，价格不随钢材调整"), ("食品企业整库改造", "改造期间仓库不停用，分六个阶段在夜间施工"),
            ("机场行李处理改造", "旧线拆除与新线安装交替进行，要求全年零停运"), ("军工物流库", "项目内容按规定不予披露，预付款比例为百分之四十"))  # fmt: skip
    for index, (name, text) in enumerate(rows):
        c = random.Random("deal" + name)
        months, paid, rivals = c.randint(5, 34), c.randint(10, 92), c.randint(2, 8)
        r.p((f"{name}：{text}。合同期{months}个月，期末累计收款{paid}%，投标时共有{rivals}家竞争者。",
             f"{name}由公司在{rivals}家投标人中以综合得分第一取得，{text}。累计收款比例为{paid}%，履行期限{months}个月。")[index % 2])  # fmt: skip


def months(r: Report) -> None:
    r.h3("附注二十三、分产品月度产销（未经审计）")
    r.p("月度收入为内部管理口径，春节所在月份偏低。产量和销量的单位与第三节产销量表一致。")
    for s in SEGMENTS:
        for x in s.lines:
            _months(r, x, 2)
            _months(r, x, 1)


def _months(r: Report, x: Line, index: int) -> None:
    c = random.Random(f"month{x.name}{index}")
    season = (7.4, 5.9, 8.2, 8.1, 8.3, 8.5, 8.3, 8.4, 8.7, 8.9, 9.3, 10)
    money = split(x.sales[index], [w * c.uniform(0.9, 1.1) for w in season])
    rows: list[tuple[str | int, ...]] = []
    for k, m in enumerate(MONTHS):
        made = c.randint(800, 61000)
        sold = round(made * c.uniform(0.9, 1.08))
        rows.append(
            (f"{2023 + index}年{m}", wan(money[k]), made, sold, f"{c.uniform(94, 99.9):.1f}%")
        )
    rows.append((f"*{x.name}", wan(x.sales[index]), "", "", ""))
    r.table((x.name, "收入（万元）", "产量", "销量", "准时交付率"), rows)


def profits_by_quarter(r: Report) -> None:
    r.h3("附注二十四、分产品季度毛利（未经审计）")
    for index, fade in ((2, (1.09, 1.04, 0.97, 0.92)), (1, (1.01, 1.0, 1.0, 0.99))):
        profits = line_profits(index)
        for s in SEGMENTS:
            for x in s.lines:
                c = random.Random(f"gp{x.name}{index}")
                sales = split(
                    x.sales[index], [w * c.uniform(0.95, 1.05) for w in (22.4, 24.9, 25.3, 27.4)]
                )
                gross = split(profits[x.name], [v * k for v, k in zip(sales, fade, strict=True)])
                rows = [("营业收入", *(yuan(v) for v in sales)),
                        ("营业成本", *(yuan(v - g) for v, g in zip(sales, gross, strict=True))),
                        ("*毛利", *(yuan(g) for g in gross)),
                        ("毛利率", *(pct(g / v * 100) for v, g in zip(sales, gross, strict=True)))]  # fmt: skip
                head = (f"{x.name}{2023 + index}", "第一季度", "第二季度", "第三季度", "第四季度")
                r.table(head, rows, unit=UNIT)


def patents(r: Report) -> None:
    r.h3("附注二十五、本年新授权的发明专利")
    things = (
        "柔轮",
        "摆线轮",
        "波发生器",
        "伺服驱动器",
        "永磁转子",
        "堆垛机立柱",
        "分拣小车",
        "编码器",
        "铸造砂型",
        "嵌线装置",
        "货叉",
        "减速器壳体",
    )
    ways = (
        "的热处理方法",
        "及其装配工装",
        "的磨损监测方法",
        "的降噪结构",
        "的散热结构",
        "的防摇控制方法",
        "的自动检测装置",
        "的润滑结构",
    )
    c = random.Random("patents")
    names = [a + b for a in things for b in ways]
    c.shuffle(names)
    towns = [row[0] for row in SITES]
    rows = [
        (f"CY-{2025001 + k}", n, c.choice(towns), f"2025年{k // 6 + 1}月", c.randint(2, 7))
        for k, n in enumerate(names[:72])
    ]
    r.table(
        ("内部编号", "名称", "发明单位", "授权时间", "发明人数"),
        rows,
        widths=(0.18, 0.34, 0.2, 0.16, 0.12),
        text_columns=(0, 1, 2),
    )


def guarantees(r: Report) -> None:
    r.h3("附注二十六、履约保函明细")
    c = random.Random("guarantee")
    places = (
        "杭州",
        "合肥",
        "成都",
        "天津",
        "武汉",
        "广州",
        "曼谷",
        "河内",
        "蒙特雷",
        "斯图加特",
        "西安",
        "郑州",
        "沈阳",
        "厦门",
    )
    goods = ("立体仓库", "分拣线", "堆垛机", "伺服成套", "货架", "输送改造")
    weights = [c.uniform(1, 9) for _ in range(48)]
    amounts = split(62_400_000_000, weights)
    rows = [(f"BH-{k + 101}", f"{c.choice(places)}{c.choice(goods)}项目", yuan(amounts[k]), f"2026年{c.randint(1, 12)}月", c.choice(("履约", "预付款", "质保")))
            for k in range(48)]  # fmt: skip
    rows.append(("*合计", "", yuan(sum(amounts)), "", ""))
    r.table(
        ("编号", "项目", "金额", "到期", "种类"),
        rows,
        unit=UNIT,
        widths=(0.16, 0.32, 0.22, 0.16, 0.14),
        text_columns=(0, 1, 4),
    )


def research_costs(r: Report) -> None:
    r.h3("附注二十七、研发项目费用明细")
    parts = split(
        Y25.d.research, [random.Random("cost" + row[0]).uniform(2, 9) for row in PROJECTS] + [28.0]
    )
    rows = []
    for (name, *_), total in zip((*PROJECTS, ("其他项目",)), parts, strict=True):
        c = random.Random("kinds" + name)
        rows.append(
            (
                name,
                *(wan(v) for v in split(total, [58 * c.uniform(0.8, 1.2), 23, 9, 10.0])),
                wan(total),
            )
        )
    rows.append(("*研发费用", "", "", "", "", wan(Y25.d.research)))
    r.table(
        ("项目", "人员人工", "直接投入", "折旧摊销", "其他", "合计"),
        rows,
        unit=UNIT_WAN,
        first=0.32,
    )

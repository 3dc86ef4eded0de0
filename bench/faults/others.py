"""The other lists of a county: bodies, mandates, grants, support, officers, tasks, villages, services, access, adjustments, activity,
arrangements, boundaries."""

from __future__ import annotations

from typing import Any

from bench.faults.county import FORMER, FUNCTIONS, PLATES, SHORTS, TOWN_OFFICES, Department, credit_code
from bench.faults.powers import Builder
from bench.faults.provisions import Provision
from bench.faults.sheets import Row, Table
from bench.faults.towns import POOL, TASKS, VILLAGE_FORBIDDEN, VILLAGE_STRAY, Towns
from bench.faults.wording import plain, title

EMPTY_MANDATES = (
    ("市场监督管理局", "跳蚤市场监督管理", "负责跳蚤市场的监督检查，查处摊主违法行为。"),
    ("公安局", "开锁业治安管理", "核发开锁业备案证明，查处违法开锁行为。"),
    ("教育局", "校外托管机构监督管理", "负责校外托管机构的许可和监督检查。"),
    ("农业农村局", "禽苗孵化坊监督管理", "负责禽苗孵化坊的监督检查，处罚违法孵化行为。"),
    ("水利局", "水利风景区监督管理", "负责水利风景区的审批，监督检查水利风景区。"),
    ("卫生健康局", "足浴场所监督管理", "负责足浴场所的监督检查，查处足浴场所违法行为。"),
    ("自然资源和规划局", "观赏石采集管理", "审批观赏石采集，查处擅自采集观赏石的行为。"),
    ("生态环境局", "餐饮异味监督管理", "负责餐饮异味的监督检查，处罚异味扰民行为。"),
    ("民政局", "老年食堂监督管理", "负责老年食堂的备案和监督检查。"),
    ("交通运输局", "低空物流监督管理", "负责低空物流航线的许可，查处违法飞行配送的行为。"),
    ("住房和城乡建设局", "房屋托管监督管理", "负责房屋托管企业的备案和监督检查。"),
    ("财政局", "公益债券监督管理", "负责公益债券使用的监督检查，查处挪用行为。"),
)
"""Mandates to license, inspect or punish (department, name, text) in matters that no planted power is about."""
SOFT_MANDATES = (
    ("市场监督管理局", "地理标志培育", "推动地理标志培育和品牌推广。"),
    ("公安局", "反邪教宣传", "组织反邪教警示教育。"),
    ("教育局", "语言文字推广", "推广普通话和规范汉字。"),
    ("农业农村局", "农村改厕统筹", "统筹农户厕所改造。"),
    ("水利局", "水文化展陈", "建设水文化展示点。"),
    ("卫生健康局", "托育机构指导", "指导托育机构改善条件。"),
    ("自然资源和规划局", "海岛生态修复", "组织海岛生态修复。"),
    ("生态环境局", "碳普惠推广", "推广碳普惠活动。"),
    ("民政局", "社区慈善超市建设", "指导慈善超市运行。"),
    ("交通运输局", "低空物流试点", "推进低空物流航线试点。"),
    ("住房和城乡建设局", "白蚁防治知识普及", "普及白蚁防治知识。"),
    ("财政局", "乡村公益债券储备", "储备乡村公益债券项目。"),
)
"""Mandates that promote, guide or build: they need no power over anybody, and no list has to hold one for them."""
COOPERATIONS = (
    ("自然资源和规划局", "地名碑牌年度盘点"),
    ("卫生健康局", "血吸虫螺情普查"),
    ("公安局", "流动人口租赁房台账核对"),
    ("教育局", "留守学生家访台账"),
    ("水利局", "小微水体清淤进度统计"),
    ("农业农村局", "红火蚁点位普查"),
    ("民政局", "散埋坟墓摸底"),
    ("交通运输局", "乡道安全护栏摸底"),
    ("市场监督管理局", "家宴厨师名册登记"),
    ("林业局", "松材线虫疫木清点"),
)
_GRANTS = ["序号", "赋权事项名称", "权力类型", "原行使部门", "赋权方式", "赋权范围", "执法依据", "赋权乡镇"]


def _dated(title_: str, day: str) -> list[str]:
    return [title_, f"（{day}）"]


def _busy(department: Department) -> list[str]:
    """The offices of a department that have at least one item."""
    rows = department.table.rows if department.table else []
    return [office for office in department.offices if any(row.cells["承办机构"] == office for row in rows)]


class Others:
    """Writes everything that is neither a power list nor a duty list."""

    def __init__(self, builder: Builder, towns: Towns, each: int) -> None:
        self.b, self.t, self.plan, self.each, self.rng = builder, towns, builder.plan, each, builder.rng

    def build(self) -> None:
        """All lists; the roster last of all, for it tells of the offices."""
        self._grants()
        self._tasks()
        self._villages()
        self._adjustments()
        self._services()
        self._activity()
        self._arrangements()
        self._boundaries()
        self._mandates()
        self._roster()

    def _frame(self, name: str, sheet: str, day: str, heads: list[str], suffix: str = "xlsx") -> Table:
        return self.plan.table(
            f"{self.plan.name}{name}.{suffix}",
            sheet if suffix == "xlsx" else "",
            _dated(self.plan.name + name, day),
            heads,
        )

    # Grants

    def _grantable(self) -> tuple[Row, Provision] | None:
        """A clean penalty that may be granted to a town: none of the police's, which may detain."""
        for index in range(len(self.t.stock) - 1, -1, -1):
            if self.t.stock[index][1].department != "公安局":
                return self.t.stock.pop(index)
        return None

    def _grants(self) -> None:
        plan, towns = self.plan, [t for t, _ in self.plan.towns]
        centre = [t for t, k in plan.towns if k == "中心镇"]
        hill = [t for t, k in plan.towns if k != "中心镇"]
        bare = {hill[-1]} if len(hill) > 1 else set()
        few = {centre[-1]} if len(centre) > 1 else set()
        catalogue = self._frame(
            "乡镇赋权事项指导目录及认领情况",
            "目录",
            "2026年5月30日",
            ["序号", "赋权事项名称", "权力类型", "目录分类", "法定实施主体", "设定依据", "适用乡镇类型", "认领乡镇"],
        )
        catalogue.titles[0] = f"省级乡镇（街道）赋权事项指导目录及{plan.name}认领情况"
        grants = self._frame("乡镇赋权清单", "赋权清单", "2026年6月15日", _GRANTS)
        both = "中心镇、山区乡镇"

        def listed(row: Row, tier: str = "自选盘", kinds: str = both, claimed: list[str] | None = None) -> Row:
            claimed = towns if claimed is None else claimed
            return catalogue.add(
                Row(
                    {
                        "赋权事项名称": row.name,
                        "权力类型": row.cells["类型"],
                        "目录分类": tier,
                        "法定实施主体": f"县级{row.body.removeprefix(plan.name)}",
                        "设定依据": row.cells["依据"],
                        "适用乡镇类型": kinds,
                        "认领乡镇": "、".join(claimed),
                    },
                    row.name,
                    "",
                )
            )

        def given(row: Row, to: list[str], mode: str = "委托下放", body: str = "") -> Row:
            return grants.add(
                Row(
                    {
                        "赋权事项名称": row.name,
                        "权力类型": row.cells["类型"],
                        "原行使部门": body or row.body,
                        "赋权方式": mode,
                        "赋权范围": "处罚及相关检查",
                        "执法依据": row.cells["依据"],
                        "赋权乡镇": "、".join(to),
                    },
                    row.name,
                    body or row.body,
                )
            )

        for _ in range(max(4, self.each)):
            if pair := self._grantable():
                listed(pair[0])
                made = given(pair[0], towns)
                plan.lawful(
                    "grant.no_decision grant.outside_catalogue grant.unclaimed grant.not_held grant.beyond_town_type grant.claim_not_granted "
                    "grant.forbidden grant.no_mode overlap.levels",
                    [made],
                    "目录里有，都认领了",
                )
        inspections = [r for r, p in plan.base if p.kind in ("inspection", "duty")]
        for turn in range(self.each):
            lone = [towns[turn % len(towns)]]
            if pair := self._grantable():
                plan.fault(
                    "grant.no_decision",
                    "confirmed suspected",
                    [given(pair[0], lone)],
                    "省级目录里没有这项处罚",
                    also=("grant.outside_catalogue", "grant.unclaimed"),
                )
            if inspections:
                row = inspections.pop()
                plan.fault(
                    "grant.outside_catalogue",
                    "confirmed suspected",
                    [given(row, lone)],
                    "省级目录里没有",
                    also=("grant.unclaimed", "grant.no_decision"),
                )
            if pair := self._grantable():
                listed(pair[0], kinds="中心镇", claimed=centre)
                made = given(pair[0], [*centre, hill[turn % len(hill)]])
                plan.fault(
                    "grant.beyond_town_type", "confirmed suspected", [made], "目录只给中心镇", also=("grant.unclaimed",)
                )
            if pair := self._grantable():
                listed(pair[0], kinds="山区乡镇", claimed=hill)
                plan.lawful(
                    "grant.beyond_town_type grant.basic_unclaimed", [given(pair[0], hill)], "只给山区乡镇，赋给的都是"
                )
            if pair := self._grantable():
                listed(pair[0])
                plan.fault("grant.no_mode", "confirmed suspected", [given(pair[0], towns, mode="")], "赋权方式一格空着")
            if pair := self._grantable():
                listed(pair[0], claimed=towns[1:])
                plan.fault("grant.unclaimed", "confirmed suspected", [given(pair[0], towns)], f"{towns[0]}没有认领")
            if pair := self._grantable():
                made = listed(pair[0])
                given(pair[0], towns[:-1])
                plan.fault("grant.claim_not_granted", "confirmed suspected", [made], f"{towns[-1]}认领了，没有赋给它")
            if pair := self._grantable():
                made = listed(pair[0], tier="基本盘", claimed=towns[:-1])
                given(pair[0], towns[:-1])
                plan.fault("grant.basic_unclaimed", "confirmed suspected", [made], f"{towns[-1]}没有认领")
            if pair := self._grantable():
                listed(pair[0])
                other = plan.body(self.b.other(pair[1].department))
                plan.fault(
                    "grant.not_held",
                    "confirmed suspected",
                    [given(pair[0], towns, body=other)],
                    f"{pair[0].body}才持有",
                    also=("basis.actor_differs",),
                )
            detained = [
                (r, p)
                for r, p in self.t.stock
                if p.department == "公安局" and "拘留" in p.article.paragraphs[p.paragraph - 1][0]
            ]
            if detained:
                pair = detained[-1]
                self.t.stock.remove(pair)
                plan.fault(
                    "grant.forbidden",
                    "confirmed suspected",
                    [given(pair[0], lone)],
                    "有行政拘留",
                    also=("grant.outside_catalogue", "grant.no_decision", "grant.unclaimed"),
                )
            if pair := self._grantable():
                listed(pair[0])
                plan.lawful(
                    "grant.no_decision grant.forbidden grant.no_mode",
                    [given(pair[0], towns, mode="派驻单位行使")],
                    "派驻单位以部门的名义行使",
                )

        support = self._frame(
            "乡镇赋权保障清单",
            "保障清单",
            "2026年6月20日",
            ["序号", "受赋权乡镇", "保障类型", "保障事项", "数量", "计量单位", "保障部门", "年度"],
        )
        for town in towns:
            for kind, what, unit, by in (
                ("人员", "执法人员下沉", "名", "综合行政执法局"),
                ("经费", "赋权工作经费", "万元", "财政局"),
                ("场地", "执法办案用房", "平方米", "综合行政执法局"),
                ("培训", "执法业务轮训", "次", "司法局"),
            ):
                if town not in bare:
                    support.add(
                        Row(
                            {
                                "受赋权乡镇": town,
                                "保障类型": kind,
                                "保障事项": what,
                                "数量": self.rng.randint(3, 60),
                                "计量单位": unit,
                                "保障部门": plan.body(by),
                                "年度": 2026,
                            },
                            what,
                            plan.body(by),
                        )
                    )
        officers = self.plan.table(
            f"{plan.name}乡镇执法人员名录.xlsx",
            "名录",
            _dated(f"{plan.name}乡镇持证行政执法人员名录", "2026年6月20日"),
            ["序号", "姓名", "执法证号", "所在单位", "内设机构", "有效期至"],
        )
        serial = 0
        for town in towns:
            for index in range(1 if town in few else 3):
                serial += 1
                ended = index == 2
                name = (
                    self.rng.choice("甘桂梅石洪吕余柳项程")
                    + self.rng.choice("立秋有远小新长青古望")
                    + self.rng.choice("夏白成山满田河禾道岳")
                )
                row = officers.add(
                    Row(
                        {
                            "姓名": name,
                            "执法证号": f"{plan.code}{serial:05d}",
                            "所在单位": f"{town}人民政府",
                            "内设机构": "综合执法中心",
                            "有效期至": "2026-03-31" if ended else "2028-06-30",
                        },
                        name,
                        town,
                    )
                )
                if town in few:
                    plan.fault("grant.no_officer", "confirmed suspected", [row], "只有一名持证人员", body=town)
                elif ended:
                    plan.lawful("grant.no_officer", [row], "一人过期，还有两人有效")
        for town in sorted(bare):
            plan.fault("grant.no_support", "confirmed suspected", [], "承接了赋权，保障清单里没有它", body=town)

    # Tasks and villages

    def _tasks(self) -> None:
        plan = self.plan
        table = self._frame(
            "交办事项清单",
            "交办事项",
            "2026年7月10日",
            ["序号", "事项名称", "交办部门", "承办乡镇", "批准机关", "批准文号", "批准日期", "起始日期", "完成时限"],
        )

        def task(name: str, town: str, body: str, approved: str = "", until: str = "2026-12-31") -> Row:
            number = f"政函〔2026〕{len(table.rows) + 11}号" if approved else ""
            return table.add(
                Row(
                    {
                        "事项名称": name,
                        "交办部门": body,
                        "承办乡镇": town,
                        "批准机关": approved,
                        "批准文号": number,
                        "批准日期": "2026-06-01" if approved else "",
                        "起始日期": "2026-06-10",
                        "完成时限": until,
                    },
                    name,
                    body,
                )
            )

        government = f"{plan.name}人民政府"
        for turn in range(self.each):
            town = self.t.town(turn)
            body = plan.body(sorted(plan.departments)[turn * 3 % len(plan.departments)])
            row = task(TASKS[(turn + plan.serial) % len(TASKS)], town, body)
            plan.fault(
                "task.unlisted", "confirmed suspected", [row], "清单里没有，也没有批准", also=("task.no_approval",)
            )
            own = self.rng.sample(range(len(POOL)), 3)
            row = task(POOL[own[0]][1], town, body, approved=body if turn % 2 else "")
            plan.fault("task.no_approval", "confirmed suspected", [row], "没有批准机关，或者自己批准")
            row = task(POOL[own[1]][1], town, body, approved=government, until="")
            row.cells["起始日期"] = ""
            plan.fault("task.no_term", "confirmed suspected", [row], "没有期限")
            row = task(
                ("汛期突击备勤", "农业普查入户", "文明城市迎检", "冬季征兵动员", "污染源普查入户", "抗旱应急送水")[
                    turn % 6
                ],
                town,
                body,
                approved=government,
            )
            plan.lawful("task.unlisted task.no_approval task.no_term", [row], "清单之外，但经县政府批准，有期限")

    def _villages(self) -> None:
        plan = self.plan
        for index, (town, _) in enumerate(plan.towns):
            turns = [turn for turn in range(self.each) if turn % len(plan.towns) == index]
            if not turns and index:
                continue
            table = plan.table(
                f"{plan.name}{town}村级工作事项清单.xlsx",
                "村级事项",
                _dated(f"{plan.name}{town}村（社区）工作事项清单", "2026年6月10日"),
                ["序号", "事项类别", "事项名称", "对应县级部门", "村级责任主体"],
            )

            def item(kind: str, name: str, key: str = "", table: Table = table, town: str = town) -> Row:
                return table.add(
                    Row(
                        {
                            "事项类别": kind,
                            "事项名称": name,
                            "对应县级部门": plan.body(key) if key else "",
                            "村级责任主体": "" if kind.startswith("不得") else "村（居）民委员会",
                        },
                        name,
                        town,
                    )
                )

            item("依法自治事项", "召集村民会议和村民代表会议")
            item("依法自治事项", "制定和修改村规民约")
            clean = [item("依法协助事项", f"协助{POOL[i][1]}") for i in (7, 8, 13, 17, 19)]
            plan.lawful("village.no_duty village.forbidden", clean, "镇的清单里有这一项")
            for turn in turns:
                key = sorted(plan.departments)[(turn * 5 + 2) % len(plan.departments)]
                row = item("依法协助事项", VILLAGE_STRAY[(turn + plan.serial) % len(VILLAGE_STRAY)], key)
                plan.fault("village.no_duty", "confirmed suspected", [row], "镇的清单里没有相应的事项", also=())
                banned = VILLAGE_FORBIDDEN[(turn + plan.serial) % len(VILLAGE_FORBIDDEN)]
                row, bar = item("依法协助事项", f"协助{banned}"), item("不得下放事项", banned, key)
                plan.fault(
                    "village.forbidden",
                    "confirmed suspected",
                    [row, bar],
                    "不得下放又要村里协助",
                    also=("village.no_duty",),
                )

    # Services, access, adjustments, activity

    def _adjustments(self) -> None:
        plan, b = self.plan, self.b
        table = self._frame(
            "行政权力事项调整目录",
            "调整目录",
            "2026年5月10日",
            ["序号", "调整方式", "事项名称", "事项编码", "原实施部门", "承接单位", "决定文号", "决定日期", "调整说明"],
        )

        def decided(how: str, row: Row, day: str, to: str = "", why: str = "") -> None:
            table.add(
                Row(
                    {
                        "调整方式": how,
                        "事项名称": row.name,
                        "事项编码": row.cells["编码"],
                        "原实施部门": row.body,
                        "承接单位": to,
                        "决定文号": f"政发〔{day[:4]}〕{len(table.rows) + 3}号",
                        "决定日期": day,
                        "调整说明": why,
                    },
                    row.name,
                    row.body,
                )
            )

        for row, how in b.cancelled:
            decided(
                how,
                row,
                "2025-11-20",
                plan.body("司法局") if how == "划转" else "",
                "职责调整" if how == "划转" else "不再实施",
            )
        for row, _ in b.restored:
            decided("取消", row, "2024-03-15", why="暂停实施")
            decided("新增", row, "2025-08-01", why="恢复实施")
        for row, _ in b.delegated:
            decided("下放", row, "2025-09-10", to=plan.towns[0][0], why="只下放其中数额较小的，其余仍由县级部门行使")
        for row, _ in b.added:
            decided("新增", row, "2025-02-01", why="法律授予")

    def _services(self) -> None:
        plan = self.plan
        heads = [
            "序号",
            "基本编码",
            "事项名称",
            "事项类型",
            "设定依据",
            "行使层级",
            "实施主体",
            "事项状态",
            "监督投诉方式",
            "对应权责事项",
        ]
        table = self._frame("政务服务事项目录", "政务服务事项", "2026年7月1日", heads)
        digits = {
            "行政许可": "01",
            "行政处罚": "02",
            "行政强制": "03",
            "行政检查": "06",
            "行政确认": "07",
            "行政奖励": "08",
            "其他行政权力": "10",
        }

        def service(row: Row, kind: str = "", cite: str = "", state: str = "在用") -> Row:
            kind = kind or str(row.cells["类型"])
            return table.add(
                Row(
                    {
                        "基本编码": f"{digits[kind]}{plan.code}{len(table.rows) + 1:04d}",
                        "事项名称": row.name,
                        "事项类型": kind,
                        "设定依据": cite or row.cells["依据"],
                        "行使层级": "县级",
                        "实施主体": row.body,
                        "事项状态": state,
                        "监督投诉方式": "0571-00000000",
                        "对应权责事项": row.name,
                    },
                    row.name,
                    row.body,
                )
            )

        duties = [(r, p) for r, p in plan.base if p.kind == "duty" and not r.cells["子项"]]
        gone = [row for row, how in self.b.cancelled if how == "取消"]
        for row in gone[self.each :]:
            plan.lawful("service.power_gone", [service(row, state="取消")], "目录已标明取消")
        for turn in range(self.each):
            if turn < len(gone):
                plan.fault(
                    "service.power_gone", "confirmed suspected", [service(gone[turn])], "职权已经取消，目录里还在用"
                )
            if len(duties) >= 3:
                row, _ = duties.pop()
                plan.fault(
                    "service.type_differs", "confirmed suspected", [service(row, kind="行政确认")], "职权是其他行政权力"
                )
                row, p = duties.pop()
                other = next((q for _, q in duties if q.statute != p.statute), None)
                if other is not None:
                    made = service(row, cite=f"{title(other.text, None, False)}{other.place()}")
                    plan.fault(
                        "service.basis_differs",
                        "confirmed suspected",
                        [made],
                        "没有一部法律相同",
                        also=("basis.off_subject", "basis.actor_differs"),
                    )
                row, _ = duties.pop()
                plan.lawful(
                    "service.power_gone service.type_differs service.basis_differs", [service(row)], "与职权相同"
                )
        access = plan.table(
            f"{plan.name}市场准入负面清单.csv",
            "",
            [f"{plan.name}市场准入负面清单管理措施对应表（2026年7月1日）"],
            [
                "措施编码",
                "准入类别",
                "禁止或许可事项",
                "禁止或许可准入措施描述",
                "主管部门",
                "设定依据",
                "对应权责事项",
            ],
        )
        strange = (
            "竹编工坊开业许可",
            "露营帐篷出租许可",
            "宠物摄影备案许可",
            "手冲咖啡师执业许可",
            "剧本推理馆设立许可",
            "共享雨伞投放许可",
            "陶艺体验课开班许可",
            "城市骑游领队许可",
        )

        def measure(name: str, power: str, body: str, cite: str) -> Row:
            what = f"未获得许可，不得从事{name.removesuffix('许可')}"
            return access.add(
                Row(
                    {
                        "措施编码": f"{201001 + len(access.rows)}",
                        "准入类别": "许可准入",
                        "禁止或许可事项": what,
                        "禁止或许可准入措施描述": name,
                        "主管部门": body,
                        "设定依据": cite,
                        "对应权责事项": power,
                    },
                    what,
                    body,
                )
            )

        licences = [(r, p) for r, p in plan.base if p.kind == "licence"]
        for row, p in licences[: self.each]:
            plan.lawful(
                "access.no_power",
                [measure(plain(p).removesuffix("的审批"), row.name, row.body, str(row.cells["依据"]))],
                "职权在清单里",
            )
        for turn in range(self.each):
            body = plan.body(("市场监督管理局", "文化和广电旅游体育局", "商务局")[turn % 3])
            name = strange[(turn + plan.serial) % len(strange)]
            plan.fault(
                "access.no_power",
                "confirmed suspected",
                [measure(name, name, body, "")],
                "没有这项职权",
                also=("basis.none",),
            )

    def _activity(self) -> None:
        plan, b = self.plan, self.b
        table = plan.table(
            f"{plan.name}职权行使情况统计表.csv",
            "",
            [f"{plan.name}行政职权行使情况统计表（2023—2025年）", "统计日期：2026年1月10日"],
            ["序号", "年度", "实施主体", "事项名称", "权力类型", "行使次数", "计量单位"],
        )
        used = [
            (row, (self.rng.randint(1, 40), self.rng.randint(0, 9), self.rng.randint(1, 90)))
            for row, _ in plan.base[::7]
        ]
        places: dict[int, list[Row]] = {}
        for index, year in enumerate((2023, 2024, 2025)):
            for row, counts in [*b.activity, *used]:
                if counts[index] >= 0:
                    made = table.add(
                        Row(
                            {
                                "年度": f"{year}年",
                                "实施主体": row.body,
                                "事项名称": row.name,
                                "权力类型": row.cells["类型"],
                                "行使次数": counts[index],
                                "计量单位": "件",
                            },
                            row.name,
                            row.body,
                        )
                    )
                    places.setdefault(id(row), []).append(made)
        for entry in plan.gold:
            if entry["kind"] == "power.unused":
                entry["rows"] += places[id(entry["rows"][0])]
        for entry in plan.alike:
            if "power.unused" in entry["kinds"]:
                entry["rows"] += places.get(id(entry["rows"][0]), [])

    # Arrangements, boundaries, mandates, roster

    def _arrangements(self) -> None:
        plan = self.plan
        table = plan.table(
            f"{plan.name}授权委托安排清单.csv",
            "",
            [f"{plan.name}授权委托安排清单（截至2026年6月30日）"],
            [
                "序号",
                "安排方式",
                "委托（授权、划出）机关",
                "承接机构",
                "职权范围",
                "职权类型",
                "法律依据",
                "批准文号",
                "起始日期",
                "终止日期",
                "备注",
            ],
        )

        def arranged(
            how: str,
            body: str,
            to: str,
            scope: str,
            kind: str,
            cite: str,
            since: str = "2025-01-01",
            until: str = "",
            note: str = "",
        ) -> Row:
            return table.add(
                Row(
                    {
                        "安排方式": how,
                        "委托（授权、划出）机关": body,
                        "承接机构": to,
                        "职权范围": scope,
                        "职权类型": kind,
                        "法律依据": cite,
                        "批准文号": f"政函〔2025〕{len(table.rows) + 5}号",
                        "起始日期": since,
                        "终止日期": until,
                        "备注": note,
                    },
                    scope,
                    body,
                )
            )

        penal = "《中华人民共和国行政处罚法》第二十条、第二十一条"
        for key, scope, _cite in self.b.concentrated:
            arranged(
                "相对集中行政处罚权",
                plan.body(key),
                plan.body("综合行政执法局"),
                scope,
                "行政处罚",
                "《中华人民共和国行政处罚法》第十八条",
            )
        for key, plate in sorted(PLATES.items()):
            arranged("加挂牌子", plan.body(key), plan.body(plate), "以牌子名义对外行使相应职权", "", "")
        wrong = (
            (
                "市场监督管理局",
                "公共检验检测中心",
                "小作坊登记的审查和决定",
                "行政许可",
                "《中华人民共和国行政许可法》第二十四条",
            ),
            ("综合行政执法局", "平安保安服务有限公司", "占道经营的处罚", "行政处罚", penal),
            (
                "农业农村局",
                "惠农植保服务有限公司",
                "农药经营许可的决定",
                "行政许可",
                "《中华人民共和国行政许可法》第二十四条",
            ),
            ("水利局", "清波水务有限公司", "非法取水工具的查封、扣押", "行政强制", penal),
            ("交通运输局", "畅通停车服务有限公司", "路边停车的处罚", "行政处罚", penal),
            ("林业局", "绿野劳务有限公司", "林区野外用火的处罚", "行政处罚", penal),
        )
        ended = (
            ("交通运输局", "公路养护中心", "农村公路超限的巡查", "行政检查"),
            ("文化和广电旅游体育局", "文化市场综合执法大队", "演出场所的检查", "行政检查"),
            ("人力资源和社会保障局", "劳动保障监察大队", "用工情况的检查", "行政检查"),
            ("卫生健康局", "卫生健康综合执法大队", "公共场所的检查", "行政检查"),
            ("应急管理局", "应急管理综合执法大队", "生产现场的检查", "行政检查"),
            ("住房和城乡建设局", "建设工程质量安全监督站", "工地的检查", "行政检查"),
        )
        for turn in range(min(self.each, len(wrong))):
            key, to, scope, kind, cite = wrong[(turn + plan.serial) % len(wrong)]
            to = to if "公司" in to else plan.body(to)
            plan.fault(
                "arrangement.unlawful",
                "confirmed suspected",
                [arranged("委托", plan.body(key), to, scope, kind, cite, until="2027-12-31")],
                "受委托的组织不合法定条件",
            )
            key, to, scope, kind = ended[(turn + plan.serial) % len(ended)]
            row = arranged("委托", plan.body(key), plan.body(to), scope, kind, penal, "2023-01-01", "2025-12-31")
            plan.fault("arrangement.expired", "confirmed suspected", [row], "2025年底到期，没有续签")
        row = arranged(
            "委托",
            plan.body("市场监督管理局"),
            plan.body("公共检验检测中心"),
            "流通商品的抽样检验",
            "行政检查",
            "《中华人民共和国产品质量法》第十五条",
            until="2027-12-31",
            note="只委托检验，不委托决定",
        )
        plan.lawful("arrangement.unlawful arrangement.expired", [row], "只委托检验")
        row = arranged(
            "委托",
            plan.body("农业农村局"),
            plan.body("农业综合执法大队"),
            "农业领域的处罚",
            "行政处罚",
            penal,
            "2025-01-01",
            "2027-12-31",
        )
        plan.lawful("arrangement.unlawful arrangement.expired", [row], "执法队伍，期限未满")

    def _boundaries(self) -> None:
        plan = self.plan
        table = self._frame(
            "部门职责边界清单",
            "职责边界",
            "2026年6月25日",
            ["序号", "管理事项", "相关部门", "职责分工", "协调配合机制", "相关依据"],
        )

        def shared(name: str, one: str, two: str, lead: bool, cite: str = "") -> Row:
            first, second = plan.body(one), plan.body(two)
            bodies = f"{first}{'（牵头）' if lead else ''}、{second}"
            parts = f"{first}：负责调查处理。\n{second}：{'配合，' if lead else ''}负责移送线索。"
            return table.add(
                Row(
                    {
                        "管理事项": name,
                        "相关部门": bodies,
                        "职责分工": parts,
                        "协调配合机制": "线索两日内移送",
                        "相关依据": cite,
                    },
                    name,
                    first,
                )
            )

        for name, one, two, cite in self.b.boundary:
            plan.lawful("boundary.no_lead", [shared(name, one, two, True, cite)], "写明牵头")
        topics = (
            "夜间烧烤摊点治理",
            "电动车楼道充电治理",
            "校园周边秩序",
            "农家乐用气安全",
            "河边垂钓管理",
            "露天焚烧秸秆",
            "活禽交易点管理",
            "共享单车停放",
        )
        keys = sorted(k for k in plan.departments if k not in ("审计局", "统计局"))
        for turn in range(min(self.each, len(topics))):
            row = shared(topics[(turn + plan.serial) % len(topics)], keys[turn], keys[turn + 7], False)
            plan.fault("boundary.no_lead", "confirmed suspected", [row], "两个部门并列，没有牵头", body=row.body)

    def _mandates(self) -> None:
        plan = self.plan
        file = f"{plan.name}部门三定职责.xlsx"
        empty: dict[str, list[tuple[str, str]]] = {}
        soft: dict[str, list[tuple[str, str]]] = {}
        for turn in range(min(self.each, len(EMPTY_MANDATES))):
            key, name, text = EMPTY_MANDATES[(turn + plan.serial) % len(EMPTY_MANDATES)]
            empty.setdefault(key, []).append((name, text))
            key, name, text = SOFT_MANDATES[(turn + plan.serial) % len(SOFT_MANDATES)]
            soft.setdefault(key, []).append((name, text))
        helped: dict[str, list[str]] = {}
        for turn in range(min(self.each, len(COOPERATIONS))):
            key, name = COOPERATIONS[(turn + plan.serial) % len(COOPERATIONS)]
            helped.setdefault(key, []).append(name)
        for key in plan.departments:
            table = plan.table(
                file,
                key,
                [f"{plan.name}{key}“三定”职责清单", "（2024年3月1日起执行）"],
                ["序号", "职责名称", "主要职责", "对应权责事项"],
            )

            def led(name: str, text: str, powers: list[str], table: Table = table, key: str = key) -> Row:
                return table.add(
                    Row({"职责名称": name, "主要职责": text, "对应权责事项": "\n".join(powers)}, name, plan.body(key))
                )

            topics = plan.mandates.get(key, {})
            for topic, powers in topics.items():
                made = led(
                    topic,
                    f"负责{topic.removesuffix('的监督管理')}方面的监督管理，查处违法行为。" if powers else f"{topic}。",
                    powers,
                )
                if not powers:
                    # What a department asks of towns only: that no power of its own answers to it is true, and no matter here.
                    plan.lawful("", [made], "指导乡镇的职责", also=("gap.mandate_without_power",))
            for name, text in empty.get(key, []):
                plan.fault(
                    "gap.mandate_without_power",
                    "suspected confirmed",
                    [led(name, text, [])],
                    "清单里没有与它相应的职权",
                )
            for name, text in soft.get(key, []):
                plan.lawful("gap.mandate_without_power", [led(name, text, [])], "宣传、推广、指导、建设，不需要职权")
            for name in helped.get(key, []):
                row = led(name, f"组织开展{name}，由各乡镇人民政府配合提供名单。", [])
                plan.fault(
                    "township.unlisted_cooperation",
                    "confirmed suspected",
                    [row],
                    "各镇都没有列",
                    also=("gap.mandate_without_power",),
                )
            if not table.rows:
                made = led("综合协调", "负责本部门综合协调。", [])
                plan.lawful("", [made], "没有权责清单的部门", also=("gap.mandate_without_power",))

    def _roster(self) -> None:
        plan = self.plan
        heads = [
            "序号",
            "机构名称",
            "简称",
            "统一社会信用代码",
            "机构类型",
            "层级",
            "上级机构",
            "区划代码",
            "乡镇类型",
            "内设机构",
            "加挂牌子",
            "主要职能",
            "前身机构",
            "沿革方式",
            "沿革日期",
            "沿革文号",
            "状态",
        ]
        table = self._frame("机构名录", "机构名录", "截至2026年6月30日", heads)
        government = f"{plan.name}人民政府"

        def body(name: str, kind: str, level: str, above: str, **more: Any) -> Row:
            head = "12" if kind in ("事业单位", "执法队伍") else "11"
            cells: dict[str, str | int] = {
                "机构名称": name,
                "统一社会信用代码": credit_code(head + plan.code, plan.serial * 1000 + len(table.rows) + 1),
                "机构类型": kind,
                "层级": level,
                "上级机构": above,
                "区划代码": plan.code,
                "状态": "在用",
                **more,
            }
            return table.add(Row(cells, name, name))

        body(government, "人民政府", "县级", "", 主要职能="全县行政工作")
        departments = []
        for key, department in plan.departments.items():
            more = {
                "简称": plan.name[-1] + SHORTS[key] if key in SHORTS else "",
                "内设机构": "、".join(["办公室", *_busy(department)]),
                "主要职能": FUNCTIONS[key],
                "加挂牌子": plan.body(PLATES[key]) if key in PLATES else "",
            }
            if key in FORMER:
                old, how = FORMER[key]
                more |= {
                    "前身机构": plan.body(old),
                    "沿革方式": how,
                    "沿革日期": "2019-03-01",
                    "沿革文号": "委发〔2019〕5号",
                }
            departments.append(body(department.name, "政府工作部门", "县级", government, **more))
        for name, kind, above in (
            ("公共检验检测中心", "事业单位", "市场监督管理局"),
            ("农业综合执法大队", "执法队伍", "农业农村局"),
            ("文化市场综合执法大队", "执法队伍", "文化和广电旅游体育局"),
            ("公路养护中心", "事业单位", "交通运输局"),
            ("劳动保障监察大队", "执法队伍", "人力资源和社会保障局"),
            ("卫生健康综合执法大队", "执法队伍", "卫生健康局"),
            ("应急管理综合执法大队", "执法队伍", "应急管理局"),
            ("建设工程质量安全监督站", "事业单位", "住房和城乡建设局"),
        ):
            body(plan.body(name), kind, "县级", plan.body(above))
        towns = []
        for index, (town, kind) in enumerate(plan.towns):
            towns.append(
                body(
                    f"{town}人民政府",
                    "乡镇人民政府",
                    "乡级",
                    government,
                    简称=town,
                    区划代码=f"{plan.code}{701 + index}",
                    乡镇类型=kind,
                    内设机构="、".join(TOWN_OFFICES),
                )
            )
        for turn in range(min(self.each, len(departments) - 2, len(towns))):
            bad = departments[(turn * 3 + plan.serial) % len(departments)]
            code = str(bad.cells["统一社会信用代码"])
            if turn < max(1, self.each // 2):
                bad.cells["统一社会信用代码"] = code[:-1] + ("1" if code[-1] != "1" else "2")
                plan.fault("code.invalid", "confirmed", [bad], "校验位不对", body=bad.body)
            idle = towns[(turn * 2 + 1) % len(towns)]
            if "文旅服务中心" not in str(idle.cells["内设机构"]):
                idle.cells["内设机构"] = f"{idle.cells['内设机构']}、文旅服务中心"
                plan.fault(
                    "gap.office_without_duty",
                    "suspected confirmed",
                    [idle],
                    "文旅服务中心没有承办任何事项",
                    body=idle.body,
                )

"""The duty lists of a county's towns, their grants, tasks and villages: rows, faults and look-alikes."""

from __future__ import annotations

from collections import defaultdict

from bench.faults.county import TOWN_OFFICES
from bench.faults.powers import Builder
from bench.faults.provisions import Provision
from bench.faults.sheets import Row, Table
from bench.faults.wording import paraphrase, plain, title

POOL = (
    ("党的建设", "基层党组织标准化建设", 1),
    ("党的建设", "发展党员和党员日常教育", 1),
    ("党的建设", "村级后备干部培养", 1),
    ("综合政务", "人大代表联络站服务", 0),
    ("经济发展", "辖区企业走访和诉求收集", 2),
    ("经济发展", "招商项目落地跟踪", 2),
    ("经济发展", "乡村特色产业规划", 2),
    ("民生服务", "城乡居民养老保险参保动员", 3),
    ("民生服务", "独居老人探访关爱", 3),
    ("民生服务", "低保边缘家庭摸底", 3),
    ("民生服务", "村居文化活动组织", 3),
    ("平安法治", "矛盾纠纷排查调解", 4),
    ("平安法治", "网格员队伍管理", 4),
    ("平安法治", "反诈宣传进村入户", 4),
    ("城乡建设", "村庄规划的意见征集", 5),
    ("城乡建设", "公厕日常保洁", 5),
    ("城乡建设", "村内道路养护", 5),
    ("生态环保", "垃圾分类劝导", 5),
    ("生态环保", "河湖长制巡河", 7),
    ("农业农村", "撂荒耕地排查", 7),
    ("农业农村", "农村集体资产年度清查", 7),
    ("农业农村", "高标准农田设施管护", 7),
    ("农业农村", "农户厕所改造指导", 7),
    ("综合政务", "便民服务大厅运行", 0),
    ("综合政务", "政务热线工单办理", 0),
    ("平安法治", "集市交通秩序劝导", 6),
    ("城乡建设", "沿街商铺门前三包劝导", 6),
)
"""Basic duties that every town of the county has (theme, name, office)."""
ROLES = (
    ("古桥古树看护", "林业局"),
    ("山塘水位观测", "水利局"),
    ("防返贫动态监测", "农业农村局"),
    ("体育健身器材看护", "文化和广电旅游体育局"),
    ("退役士兵走访慰问", "退役军人事务局"),
    ("就业困难人员登记", "人力资源和社会保障局"),
    ("困境儿童巡访", "民政局"),
    ("学生上下学路段值守", "教育局"),
    ("村卫生室硬件管护", "卫生健康局"),
    ("避灾安置点管理", "应急管理局"),
)
"""Duties that towns have as basic or as cooperating (name, department above)."""
STRAY = (
    ("统计局", "协助路灯亮化设施养护"),
    ("司法局", "协助冷链仓库温度抽查"),
    ("审计局", "协助蚕桑良种发放"),
    ("财政局", "协助渡口船员名册核对"),
    ("医疗保障局", "协助林区瞭望塔值守"),
    ("商务局", "协助宗祠碑刻拓印"),
    ("退役军人事务局", "协助茶园遮阴网补贴申报"),
    ("经济和信息化局", "协助蜂箱越冬饲喂登记"),
    ("教育局", "协助沼气池清淤"),
    ("统计局", "协助灯会彩车调度"),
)
"""Cooperating duties whose department has nothing of the kind (department, name)."""
TASKS = (
    "短视频账号关注量提升",
    "商业保险集中推介",
    "手机应用下载任务",
    "报刊征订数量摊派",
    "知识竞赛在线答题刷分",
    "文旅代言视频点赞",
    "门票代销任务",
    "景区年卡销售",
    "企业信用评分采集",
    "问卷刷量",
)
VILLAGE_STRAY = (
    "协助网贷催收信息核对",
    "协助企业环评公众问卷",
    "协助加油站油气回收登记",
    "协助电梯维保合同收集",
    "协助药店进货票据整理",
    "协助码头吞吐量统计",
    "协助危化品车辆登记",
    "协助影院票房核对",
)
VILLAGE_FORBIDDEN = (
    "安全生产执法检查",
    "房屋安全等级鉴定",
    "拆除违章建筑",
    "开具无犯罪记录证明",
    "食品抽检取样",
    "清缴社会保险欠费",
    "林木采伐量核定",
    "噪声监测取证",
)


class Towns:
    """Writes the lists of the towns after the power lists are built."""

    def __init__(self, builder: Builder, each: int) -> None:
        self.b, self.plan, self.each, self.rng = builder, builder.plan, each, builder.rng
        penalties = [
            (r, p) for r, p in self.plan.base if p.kind == "penalty" and len(p.act) >= 9 and not r.cells["子项"]
        ]
        self.stock = penalties
        self.basic: dict[str, Table] = {}
        self.cooperating: dict[str, Table] = {}
        self.recalled: dict[str, Table] = {}

    def take(self) -> tuple[Row, Provision] | None:
        """A clean power that nothing in the towns rests on yet."""
        return self.stock.pop() if self.stock else None

    def build(self) -> None:
        """The duty lists of all towns."""
        self._frames()
        shared_coop = [pair for _ in range(8) if (pair := self.take())]
        shared_recall = [pair for _ in range(5) if (pair := self.take())]
        every: dict[str, list[Row]] = defaultdict(list)
        for town, _ in self.plan.towns:
            for theme, name, office in POOL:
                every[name].append(self.duty(town, theme, name, TOWN_OFFICES[office]))
            for row, provision in shared_coop:
                self.help(town, f"协助{provision.act}的线索排查", row.body, provision.act)
            for row, _provision in shared_recall:
                self.back(town, row)
        for name, rows in list(every.items())[:6]:
            self.plan.lawful(
                "overlap.same_basis overlap.similar duplicate.same duplicate.similar",
                rows[:2],
                f"{name}：两个镇各管各的",
            )
        self._faults()

    def _frames(self) -> None:
        county = self.plan.name
        for index, (town, _) in enumerate(self.plan.towns):
            suffix = "docx" if index % 6 == 5 else "xlsx"
            file = f"{county}{town}履职事项清单.{suffix}"
            names = ("表1", "表2", "表3") if suffix == "docx" else ("基本履职事项", "配合履职事项", "收回事项")
            dated = "（2026年5月20日公布）"
            self.basic[town] = self.plan.table(
                file,
                names[0],
                [f"{county}{town}基本履职事项清单", dated],
                ["序号", "主题", "事项名称", "法律依据", "承办机构"],
            )
            self.cooperating[town] = self.plan.table(
                file,
                names[1],
                [f"{county}{town}配合履职事项清单", dated],
                ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责", "承办机构"],
            )
            self.recalled[town] = self.plan.table(
                file, names[2], [f"{county}{town}收回履职事项清单", dated], ["序号", "事项名称", "承接部门", "工作方式"]
            )

    def duty(self, town: str, theme: str, name: str, office: str, cite: str = "") -> Row:
        """A basic duty of a town."""
        return self.basic[town].add(
            Row({"主题": theme, "事项名称": name, "法律依据": cite, "承办机构": office}, name, town)
        )

    def help(self, town: str, name: str, department: str, act: str, office: str = "综合执法中心") -> Row:
        """A cooperating duty of a town."""
        cells: dict[str, str | int] = {
            "事项名称": name,
            "对应上级部门": department,
            "上级部门职责": f"依法查处{act}等行为" if act else f"组织实施{name.removeprefix('协助')}",
            "乡镇配合职责": "日常巡查，发现线索及时上报" if act else "提供人员名单，维护现场秩序",
            "承办机构": office,
        }
        return self.cooperating[town].add(Row(cells, name, town))

    def back(self, town: str, power: Row) -> Row:
        """A power recalled from a town to its department."""
        cells: dict[str, str | int] = {
            "事项名称": power.name,
            "承接部门": power.body,
            "工作方式": "由县级部门组织执法力量直接办理",
        }
        return self.recalled[town].add(Row(cells, power.name, town))

    def town(self, turn: int) -> str:
        """The town of this turn."""
        return self.plan.towns[turn % len(self.plan.towns)][0]

    def _faults(self) -> None:
        plan = self.plan
        lead = TOWN_OFFICES[3:5]
        for turn in range(self.each):
            town = self.town(turn * 5 + 1)
            theme = "民生服务"
            if turn % 2:
                pair = self.take()
                if pair:
                    row = self.help(town, f"协助{pair[1].act}的线索排查", pair[0].body, pair[1].act, office="")
                    plan.fault("gap.no_office", "confirmed suspected", [row], "承办机构一格空着")
            else:
                row = self.duty(
                    town,
                    theme,
                    f"村级{('广播', '阅览室', '晒谷场', '水井', '凉亭', '戏台')[turn // 2 % 6]}设施看护",
                    "",
                )
                plan.fault("gap.no_office", "confirmed suspected", [row], "承办机构一格空着")
            if pair := self.take():
                row, provision = pair
                cite = f"{title(provision.text, None, False)}{provision.place()}"
                row.cells["依据"] = cite
                mine = self.duty(town, "平安法治", paraphrase(plain(provision), self.rng, 1), TOWN_OFFICES[6], cite)
                plan.fault(
                    "overlap.levels",
                    "confirmed suspected",
                    [row, mine],
                    "部门和镇都是主责",
                    also=("overlap.same_basis", "basis.actor_differs", "overlap.similar"),
                )
            if pair := self.take():
                row, provision = pair
                gone = self.back(town, row)
                mine = self.duty(
                    town,
                    "平安法治",
                    row.name if turn % 2 else paraphrase(plain(provision), self.rng, 1),
                    TOWN_OFFICES[6],
                )
                plan.fault(
                    "township.recalled_still_listed",
                    "confirmed suspected",
                    [mine, gone],
                    "收回以后又列为基本履职",
                    also=("overlap.levels", "overlap.similar"),
                )
            if pair := self.take():
                row, provision = pair
                gone = self.back(town, row)
                mine = self.duty(town, "平安法治", f"{provision.act}危害的宣传和情况报告", TOWN_OFFICES[6])
                plan.lawful(
                    "township.recalled_still_listed overlap.levels", [mine, gone], "收回的是处罚，镇里只宣传、报告"
                )
                plan.lawful("gap.no_office", [gone], "收回事项不需要承办机构")
            if pair := self.take():
                row, provision = pair
                mine = self.help(town, f"配合{provision.act}的现场取证", row.body, provision.act)
                plan.lawful("overlap.levels township.no_counterpart", [mine, row], "镇只是配合，部门有这一职权")
            key, name = STRAY[(turn + plan.serial) % len(STRAY)]
            row = self.help(town, name, plan.body(key), "")
            plan.fault("township.no_counterpart", "confirmed suspected", [row], "牵头部门没有相应的职权和职责")
            name, key = ROLES[turn % len(ROLES)]
            kind = plan.towns[turn % len(plan.towns)][1]
            same = [t for t, k in plan.towns if k == kind]
            if len(same) > 1:
                basics = [self.duty(t, "城乡建设", name, lead[turn % 2]) for t in same[1:]]
                odd = self.help(same[0], name, plan.body(key), "", office=lead[turn % 2])
                plan.mandates.setdefault(key, {}).setdefault(f"指导乡镇开展{name}", [])
                plan.fault(
                    "township.role_conflict",
                    "confirmed suspected",
                    [odd, basics[0]],
                    "同类的镇一处基本一处配合",
                    also=("overlap.levels", "gap.mandate_without_power"),
                )
        one, two = plan.towns[0][0], plan.towns[2 % len(plan.towns)][0]
        rows = [
            self.duty(one, "生态环保", "山林防火的巡查宣传", TOWN_OFFICES[7]),
            self.help(two, "山林火灾扑救的后勤配合", plan.body("应急管理局"), ""),
        ]
        plan.mandates.setdefault("应急管理局", {}).setdefault("组织山林火灾扑救", [])
        plan.lawful("township.role_conflict", rows, "基本的是巡查，配合的是扑救", also=("gap.mandate_without_power",))

"""What departments grant to towns: by type of town with three modes, by town for enforcement, a province's catalogue with each town's
claims, what comes down with it, and who may enforce."""

from __future__ import annotations

from typing import NamedTuple

from examples.county.others_held import holder, power
from examples.county.others_text import numbered_down, part
from examples.county.powers import Power, write_basis
from examples.county.sheets import (
    Row,
    book_bytes,
    document,
    document_bytes,
    json_lines_bytes,
    merge_down,
    ruled,
    sheet,
    spans_down,
    table,
    title,
    workbook,
)

TIERS = {"基": "基本盘", "自": "自选盘"}
MODES = {"委": "委托下放", "派": "派出机构行使", "驻": "派驻单位行使"}
TYPES = {"试": "小城市培育试点镇", "中": "中心镇", "城": "城关镇", "山": "山区乡镇"}
TOWNS = {"X": "小池镇", "K": "孔垄镇", "H": "黄梅镇", "W": "五祖镇", "T": "停前镇"}
PERMITS, ENFORCEMENT = "审批服务", "行政执法"


class Granted(NamedTuple):
    """An item of the catalogue: who holds the power now, tier, mode, types of town that may take it (keys of TYPES), towns that claim it
    (keys of TOWNS), how far."""

    part: str
    group: str
    power: Power
    body: str
    tier: str
    mode: str
    types: str
    towns: str
    scope: str


def catalogue() -> list[Granted]:
    """Every item that towns may take."""
    answer = []
    for name in (PERMITS, ENFORCEMENT):
        for line in part("grants", name, 6):
            tier, held, mode, types, towns, scope = line.cells
            body = holder(held)
            answer.append(Granted(name, line.group, power(body, held), body, tier, mode, types, towns, scope))
    return answer


# By type of town ------------------------------------------------------------------------------------------------------------

_PERMIT_HEAD = ("序号", "赋权事项名称", "权力类型", "原行使部门", "赋权方式", "赋权范围", "设定依据", "备注")


def _permit(item: Granted, mode: str = "", body: str = "", scope: str = "") -> list[str]:
    return [
        item.power.name,
        item.power.type,
        body or item.body,
        mode or MODES[item.mode],
        scope or item.scope,
        write_basis(item.power.basis, "full"),
        "",
    ]


def _outside(name: str, mode: str, body: str = "") -> list[str]:
    """A power that the catalogue has not, or under another body than its holder."""
    owner = holder(name)
    held = power(owner, name)
    return [name, held.type, body or owner, mode, "", write_basis(held.basis, "full"), ""]


def _by_type() -> bytes:
    book = workbook()
    for order, (letter, kind) in enumerate(TYPES.items()):
        rows = [_permit(item) for item in catalogue() if item.part == PERMITS and letter in item.types]
        if letter == "试":
            # Planted: outside the catalogue.
            rows.append(_outside("举办大型群众性活动安全许可", "派出机构行使"))
        if letter == "中":
            # Planted: not this department's to grant, nor in the catalogue.
            rows.append(_outside("燃气经营许可", "委托下放", "黄梅县城市管理执法局"))
        if letter == "山":
            # Planted: the catalogue has it for 小城市培育试点镇 alone; and one without a mode.
            rows.extend(_permit(item) for item in catalogue() if item.power.name == "建筑工程施工许可")
            for row in rows:
                if row[0] == "高龄老人津贴发放":
                    row[3] = ""
        cells: list[Row] = [
            [f"黄梅县乡镇行政审批服务赋权清单（{kind}）"],
            [f"共{len(rows)}项　2026年9月1日起执行"],
            _PERMIT_HEAD,
            *numbered_down(rows, 2),
        ]
        made = sheet(book, kind, cells, (6, 36, 14, 28, 16, 30, 50, 10), first=not order)
        title(made, 1, "H")
        title(made, 2, "H", bold=False)
        merge_down(made, "D", 4, 3 + len(rows))
        ruled(made, 3, 3 + len(rows), 8)
    return book_bytes(book)


# Enforcement ----------------------------------------------------------------------------------------------------------------

_SHORT_BODIES = {"黄梅县自然资源和规划局": "县自规局", "黄梅县住房和城乡建设局": "县住建局"}


def _enforcement() -> bytes:
    head = ["序号", "赋权事项名称", "原行使部门", "赋权范围", "赋权事项的执法依据", "赋权街镇", "赋权方式"]
    rows: list[list[str]] = []
    for item in catalogue():
        if item.part != ENFORCEMENT:
            continue
        towns, body, mode, scope = item.towns, item.body, MODES[item.mode], item.scope
        if item.power.name == "对拒不复垦的处罚":
            towns = "X"  # Planted: granted to a town that did not claim it.
        if item.power.name == "对餐饮油烟扰民的处罚":
            towns += "W"  # Planted: beyond the town's type, and not claimed.
        if item.power.name == "对露天焚烧落叶、垃圾的处罚":
            towns = towns.replace("T", "")  # Planted: claimed, never granted.
        if item.power.name == "对损毁测量标志的处罚":
            body = "黄梅县国土资源局"  # Planted: the office of before 2019.
        if item.power.name == "对违规使用农药的处罚":
            mode = ""  # Planted: no mode.
        if not towns:
            continue
        rows.append(
            [
                item.power.name,
                _SHORT_BODIES.get(body, body),
                scope,
                write_basis(item.power.basis, "full"),
                "、".join(TOWNS[letter] for letter in towns),
                mode,
            ]
        )
    planted = (
        # Planted: detention is in it, which is the police's alone; outside the catalogue too.
        ("对赌博和为赌博提供条件的处罚", "孔垄镇", ""),
        # Planted: coercive measures may not be handed on; outside the catalogue too.
        ("对非法采砂船舶的扣押", "小池镇", ""),
        # Planted: what the county took back from every town; outside the catalogue too.
        ("对非医师行医的处罚", "孔垄镇、五祖镇", ""),
        # Planted: the named department does not hold it.
        ("对擅自预售商品房的处罚", "小池镇", "黄梅县城市管理执法局"),
    )
    for name, towns, body in planted:
        owner = holder(name)
        held = power(owner, name)
        rows.append([name, body or owner, "处罚及相关检查", write_basis(held.basis, "full"), towns, "委托下放"])
    cells: list[Row] = [head, *numbered_down(rows, 1)]
    made = document("黄梅县综合行政执法赋权清单", ["（2026年9月1日起执行；依据鄂政发〔2022〕900号，文号为示例）"])
    table(made, cells, spans_down(cells, 2, 1))
    made.add_paragraph("注：赋权镇以自己的名义行使，接受原行使部门的业务指导和监督。")
    return document_bytes(made)


# The province's catalogue with each town's claims ------------------------------------------------------------------------------


def _claims() -> bytes:
    towns = list(TOWNS.values())
    rows: list[Row] = [
        ["湖北省乡镇（街道）赋权事项指导目录（示例）"],
        ["（鄂政发〔2022〕900号，依据更新到2026年8月；黄梅县各镇2026年8月20日认领）"],
        ["序号", "赋权事项名称", "权力类型", "目录分类", "法定实施主体", "法定行使层级", "设定依据", "适用乡镇类型", "认领乡镇", "", "", "", ""],
        ["", "", "", "", "", "", "", "", *towns],
    ]  # fmt: skip
    total = dict.fromkeys(TOWNS, 0)
    items = catalogue()
    for number, item in enumerate(items, 1):
        claimed = item.towns
        if item.power.name == "植物检疫证书核发":
            claimed = claimed.replace("H", "")  # Planted: 基本盘 is for every town of its types.
        marks = []
        for letter in TOWNS:
            total[letter] += letter in claimed
            marks.append("√" if letter in claimed else "")
        body = item.body.removeprefix("黄梅县")
        rows.append(
            [
                number, item.power.name, item.power.type, TIERS[item.tier],
                f"县级人民政府{'生态环境' if '生态环境' in body else body.removesuffix('局')}主管部门", "县级",
                write_basis(item.power.basis, "full"), "、".join(TYPES[letter] for letter in item.types), *marks,
            ]
        )  # fmt: skip
    rows.append(["合计", f"{len(items)}项", "", "", "", "", "", "", *map(str, total.values())])
    rows.append(["注：“√”为认领；基本盘事项应领尽领，自选盘事项由各镇选领。"])
    book = workbook()
    made = sheet(book, "目录和认领", rows, (6, 36, 12, 10, 28, 10, 48, 24, 8, 8, 8, 8, 8), first=True)
    title(made, 1, "M")
    title(made, 2, "M", bold=False)
    made.merge_cells("I3:M3")
    for column in "ABCDEFGH":
        made.merge_cells(f"{column}3:{column}4")
    ruled(made, 3, 4 + len(items), 13)
    made.freeze_panes = "C5"
    return book_bytes(book)


# What comes down with it, and who may enforce ------------------------------------------------------------------------------------


def _support() -> bytes:
    head = ["序号", "受赋权乡镇", "保障类型", "保障事项", "数量", "计量单位", "保障部门", "年度"]
    rows = [
        [town, kind, what, amount, unit, body, "2026"]
        for line in part("grants", "保障", 6)
        for town, kind, what, amount, unit, body in [line.cells]
    ]
    book = workbook()
    cells: list[Row] = [["黄梅县乡镇赋权保障清单"], ["（2026年9月1日）"], head, *numbered_down(rows, 0)]
    made = sheet(book, "保障清单", cells, (6, 14, 12, 36, 10, 10, 28, 10), first=True)
    title(made, 1, "H")
    title(made, 2, "H", bold=False)
    merge_down(made, "B", 4, 3 + len(rows))
    ruled(made, 3, 3 + len(rows), 8)
    return book_bytes(book)


def _officers() -> bytes:
    return json_lines_bytes(
        {
            "序号": number,
            "姓名": person,
            "执法证号": f"42112700{number:03d}",
            "所在单位": f"{town}人民政府",
            "内设机构": "综合执法中心",
            "职务": post,
            "有效期至": until,
        }
        for number, line in enumerate(part("grants", "人员", 4), 1)
        for town, person, post, until in [line.cells]
    )


_OFFICER_SIDECAR = """# 数据接口导出的文件没有标题，由说明文件写明是谁的、哪一天的名录；姓名、证号是编的
authority: 黄梅县司法局
place: "421127"
edition: 2026-09-01
kind: officer_roster
title: 黄梅县乡镇持证行政执法人员名录
"""


def files() -> dict[str, bytes]:
    """File name → bytes."""
    return {
        "黄梅县乡镇行政审批服务赋权清单.xlsx": _by_type(),
        "黄梅县综合行政执法赋权清单.docx": _enforcement(),
        "湖北省乡镇赋权事项指导目录及认领情况.xlsx": _claims(),
        "黄梅县乡镇赋权保障清单.xlsx": _support(),
        "黄梅县乡镇执法人员名录.jsonl": _officers(),
        "黄梅县乡镇执法人员名录.jsonl.yaml": _OFFICER_SIDECAR.encode(),
    }

"""Mandates (三定职责), boundaries, decisions that changed items, market access, services and use of the county's departments."""

from __future__ import annotations

from itertools import groupby
from zlib import crc32

from examples.county.others_bodies import COUNTY, code_of
from examples.county.others_held import HELD
from examples.county.others_text import cite, part, sidecar
from examples.county.powers import KINDS, Power, write_basis
from examples.county.sheets import (
    Row,
    book_bytes,
    csv_bytes,
    document,
    document_bytes,
    html_bytes,
    numbered,
    ruled,
    sheet,
    table,
    title,
    workbook,
)

# Mandates -------------------------------------------------------------------------------------------------------------------

# Planted: powers that no mandate of their body leads, whatever the list says.
UNLED = frozenset(
    {
        "医疗救助资金给付",
        "定点医药机构医保基金使用检查",
        "对使用不合格计量器具的处罚",
        "对城镇污水处理厂污泥去向不明的处罚",
    }
)
_ON_PAPER = ("黄梅县应急管理局", "黄梅县公安局", "黄梅县住房和城乡建设局", "黄冈市生态环境局黄梅县分局")
_BY_WORDS = ("黄梅县农业农村局", "黄梅县文化和旅游局")
"""Departments whose mandates do not name their powers: the words lead them."""


def mandates(body: str) -> list[tuple[str, str, list[str]]]:
    """A department's mandates: (short name, text, names of the powers that it leads)."""
    answer = []
    for line in part("departments", "三定", 2):
        if line.group.split(" | ")[0] == body:
            name, text = line.cells
            led = [power.name for power in HELD[body] if power.duty == name and power.name not in UNLED]
            answer.append((name, text, list(dict.fromkeys(led))))
    return answer


def _number_of(body: str) -> str:
    groups = {line.group for line in part("departments", "三定", 2)}
    return next(group.split(" | ")[1] for group in groups if group.split(" | ")[0] == body)


def _mandate_rows(body: str) -> list[Row]:
    named = body not in _BY_WORDS
    rows: list[Row] = [["序号", "职责名称", "主要职责", *(["对应权责事项"] if named else []), "备注"]]
    for order, (name, text, led) in enumerate(mandates(body), 1):
        rows.append([order, name, f"{text}。", *(["\n".join(led)] if named else []), ""])
    return rows


def _mandate_book(made_of: list[str]) -> bytes:
    book = workbook()
    for order, body in enumerate(made_of):
        rows = _mandate_rows(body)
        above: list[Row] = [[f"{body}“三定”职责清单"], [f"（{_number_of(body)}，2024年3月1日起执行）"]]
        made = sheet(book, body.removeprefix("黄梅县"), [*above, *rows], (6, 26, 60, 50, 12), first=not order)
        title(made, 1, "E")
        title(made, 2, "E", bold=False)
        ruled(made, 3, 2 + len(rows), len(rows[0]))
    return book_bytes(book)


def _mandate_paper(body: str) -> bytes:
    made = document(f"{body}“三定”职责清单", [f"（{_number_of(body)}，2024年3月1日起执行）"])
    table(made, _mandate_rows(body))
    return document_bytes(made)


# Boundaries -----------------------------------------------------------------------------------------------------------------


def _boundaries() -> bytes:
    rows: list[Row] = [
        ["黄梅县部门职责边界清单"],
        ["（2026年9月20日印发）"],
        ["序号", "管理事项", "相关部门", "职责分工", "协调配合机制", "相关依据", "事例"],
        *numbered(
            [
                [matter, bodies, division, way, cite(basis), case]
                for line in part("departments", "边界", 6)
                for matter, bodies, division, way, basis, case in [line.cells]
            ]
        ),
    ]
    book = workbook()
    made = sheet(book, "职责边界清单", rows, (6, 20, 30, 60, 28, 44, 50), first=True)
    title(made, 1, "G")
    title(made, 2, "G", bold=False)
    ruled(made, 3, len(rows), 7)
    return book_bytes(book)


# Decisions ------------------------------------------------------------------------------------------------------------------


def _adjustments() -> bytes:
    rows: list[Row] = [
        [
            "序号",
            "调整方式",
            "事项名称",
            "事项编码",
            "原实施部门",
            "承接单位",
            "决定文号",
            "决定日期",
            "依据",
            "调整说明",
        ],
        *numbered(
            [
                [action, name, code, body, taker, number, day, cite(basis), note]
                for line in part("departments", "调整", 9)
                for action, name, code, body, taker, number, day, basis, note in [line.cells]
            ]
        ),
    ]
    return html_bytes(
        "黄梅县人民政府行政权力事项调整目录",
        ["更新日期：2026年6月1日"],
        rows,
        [],
        ["注：文号为示例，现实中没有这些文件。"],
    )


# Market access --------------------------------------------------------------------------------------------------------------


def _access() -> bytes:
    rows = [
        [number, kind, name, measure, body, cite(basis), power]
        for line in part("departments", "准入", 7)
        for number, kind, name, measure, body, basis, power in [line.cells]
    ]
    head = ["措施编码", "准入类别", "禁止或许可事项", "禁止或许可准入措施描述", "主管部门", "设定依据", "对应权责事项"]
    return csv_bytes([["黄梅县市场准入负面清单管理措施对应表（2026年9月1日）"], head, *rows], "gb18030", "\r\n")


# Services -------------------------------------------------------------------------------------------------------------------

_SERVED = ("许可", "确认", "给付", "裁决")
_SERVICE_HEAD = (
    "序号", "基本编码", "实施编码", "事项名称", "业务办理项名称", "事项类型", "设定依据", "行使层级", "实施主体", "主体编码", "主体性质", "权力来源",
    "委托部门",
    "法定办结时限", "承诺办结时限", "事项状态", "事项版本", "计划生效日期", "计划取消日期", "咨询方式", "监督投诉方式",
    "对应权责事项", "对应权力编码",
)  # fmt: skip
_PUBLIC = (
    ("社会保障卡申领", "黄梅县人力资源和社会保障局"),
    ("就业失业登记", "黄梅县人力资源和社会保障局"),
    ("公共法律服务咨询", "黄梅县司法局"),
    ("公积金缴存信息查询", "黄梅县住房和城乡建设局"),
    ("图书馆借阅证办理", "黄梅县文化和旅游局"),
    ("不动产登记资料查询", "黄梅县自然资源和规划局"),
    ("法律援助申请咨询", "黄梅县司法局"),
    ("退役军人优待证申领", "黄梅县退役军人事务局"),
)  # fmt: skip


def _promise(limit: str, turn: int) -> str:
    """A limit that is shorter than the law's: 20日 → 7日, left as it is where it has no number."""
    digits = "".join(sign for sign in limit if sign.isdigit())
    return limit.replace(digits, str(max(1, int(digits) // (2 + turn % 3)))) if digits else limit


def _service(power: Power, body: str, number: int) -> dict[str, str]:
    base = f"{KINDS[power.kind][2]}{COUNTY}{number:04d}"
    owner = code_of(body)
    turn = crc32(power.name.encode())
    limit = power.limit or "20个工作日"
    return {
        "基本编码": base,
        "实施编码": f"{owner}4{base}",
        "事项名称": power.name,
        "业务办理项名称": power.sub,
        "事项类型": power.type,
        "设定依据": write_basis(power.basis, "full"),
        "行使层级": "县级",
        "实施主体": body,
        "主体编码": owner,
        "主体性质": "法定机关",
        "权力来源": "法定本级行使",
        "法定办结时限": limit,
        "承诺办结时限": _promise(limit, turn),
        "事项状态": "在用",
        "事项版本": str(1 + turn % 4),
        "计划生效日期": f"202{3 + turn % 3}-0{1 + turn % 9}-01",
        "咨询方式": f"0713-00001{number % 100:02d}",
        "监督投诉方式": "0713-0000345",
        "对应权责事项": power.name,
        "对应权力编码": power.code,
    }


def services() -> list[dict[str, str]]:
    """The rows of the catalogue by head: every licence, confirmation, benefit and adjudication, public services, and what is planted."""
    rows: list[dict[str, str]] = []
    held = [(power, body) for body, powers in HELD.items() for power in powers if power.kind in _SERVED]
    for number, (power, body) in enumerate(held, 1):
        rows.append(_service(power, body, number))
    by_name = {(row["事项名称"], row["业务办理项名称"]): row for row in rows}
    # Planted: a type that the power does not have, and a basis that is another item's.
    by_name["工伤认定", ""]["事项类型"] = "行政许可"
    by_name["收养登记", "解除收养关系登记"]["设定依据"] = cite("婚姻登记条例 13")
    # Planted: a service of powers that decisions took away (look-alike: one whose state says so).
    gone = by_name["农药经营许可", ""]
    for name, body, state, until in (
        ("流动摊贩经营登记", "黄梅县城市管理执法局", "在用", ""),
        ("农机维修点等级评定", "黄梅县农业农村局", "取消", "2024-09-30"),
    ):
        number = len(rows) + 1
        rows.append(
            gone
            | {
                "基本编码": f"10{COUNTY}{number:04d}",
                "实施编码": f"{code_of(body)}410{COUNTY}{number:04d}",
                "事项名称": name,
                "事项类型": "其他行政权力",
                "设定依据": "",
                "实施主体": body,
                "主体编码": code_of(body),
                "事项状态": state,
                "计划生效日期": "2021-01-01",
                "计划取消日期": until,
                "对应权责事项": name,
                "对应权力编码": "",
            }
        )
    # Lawful look-alike: entrusted to the towns, on the department's power.
    help_ = by_name["临时救助", ""]
    for town in ("小池镇人民政府", "五祖镇人民政府"):
        number = len(rows) + 1
        rows.append(
            help_
            | {
                "基本编码": help_["基本编码"],
                "实施编码": f"{code_of(town)}5{help_['基本编码']}",
                "业务办理项名称": "小额临时救助的审批",
                "行使层级": "乡级",
                "实施主体": town,
                "主体编码": code_of(town),
                "主体性质": "受委托组织",
                "权力来源": "行政机关委托",
                "委托部门": "黄梅县民政局",
                "设定依据": cite("社会救助暂行办法 48"),
            }
        )
    for name, body in _PUBLIC:
        number = len(rows) + 1
        base = f"20{COUNTY}{number:04d}"
        rows.append(
            {
                "基本编码": base,
                "实施编码": f"{code_of(body)}4{base}",
                "事项名称": name,
                "事项类型": "公共服务",
                "行使层级": "县级",
                "实施主体": body,
                "主体编码": code_of(body),
                "主体性质": "法定机关",
                "权力来源": "法定本级行使",
                "法定办结时限": "即办",
                "承诺办结时限": "即办",
                "事项状态": "在用",
                "事项版本": "1",
                "计划生效日期": "2025-01-01",
                "咨询方式": "0713-0000199",
                "监督投诉方式": "0713-0000345",
            }
        )
    return rows


def _services() -> bytes:
    book = workbook()
    rows = services()
    cells: list[Row] = [
        ["黄梅县政务服务事项目录"],
        ["（2026年9月30日）"],
        _SERVICE_HEAD,
        *numbered([[row.get(head, "") for head in _SERVICE_HEAD[1:]] for row in rows]),
    ]
    widths = (6, 14, 34, 34, 22, 12, 44, 8, 24, 20, 10, 12, 16, 12, 12, 8, 8, 12, 12, 14, 14, 34, 20)
    made = sheet(book, "政务服务事项目录", cells, widths, first=True)
    title(made, 1, "W")
    title(made, 2, "W", bold=False)
    made.column_dimensions["U"].hidden = True
    made.freeze_panes = "D4"
    return book_bytes(book)


# Use ------------------------------------------------------------------------------------------------------------------------

_YEARS = (2023, 2024, 2025)
UNUSED = frozenset(
    {
        "对与从业人员订立伤亡免责协议的处罚",
        "对倒卖演出许可证的处罚",
        "对编制单位违规编制规划的处罚",
        "对毁坏水文监测设施的处罚",
        "对违规从事植物检疫活动的处罚",
        "大坝坝顶兼做公路审批",
        "对饲养家畜家禽影响市容的处罚",
    }
)
"""Planted: never used in the three years."""
NEW = {"对不履行矿区修复义务的处罚": 2025}
"""Lawful look-alike: not used because it is new."""
RARE = frozenset(
    {
        "对拒不执行停产停业决定单位停止供电、停止供应民用爆炸物品",
        "洪泛区、蓄滞洪区建设项目洪水影响评价审批",
        "对破坏性采矿的处罚",
    }
)
"""Lawful look-alike: used once in the three years."""
_COUNTED = (
    "黄梅县应急管理局", "黄梅县城市管理执法局", "黄梅县自然资源和规划局", "黄梅县农业农村局", "黄梅县水利和湖泊局", "黄梅县文化和旅游局",
)  # fmt: skip


def activity() -> list[tuple[int, str, str, str, str, str]]:
    """(year, body, power, type, how often, unit): about a hundred powers over three years."""
    rows = []
    for body in _COUNTED:
        kept = list(dict.fromkeys((power.name, power.kind, power.type) for power in HELD[body]))
        for order, (name, kind, type_) in enumerate(kept):
            if order % 2 and name not in UNUSED | RARE and name not in NEW:
                continue
            for year in _YEARS:
                if year < NEW.get(name, 0):
                    continue
                turn = crc32(f"{name}{year}".encode())
                often = 1 + turn % {"许可": 180, "处罚": 24, "检查": 320, "确认": 900}.get(kind, 40)
                if name in UNUSED or name in NEW:
                    often = 0
                elif name in RARE:
                    often = int(year == 2024)
                rows.append((year, body, name, type_, "未发生" if not often and year == 2023 else str(often), "件"))
    return sorted(rows, key=lambda row: (row[0], _COUNTED.index(row[1])))


def _activity() -> bytes:
    rows: list[Row] = [["黄梅县行政职权行使情况统计表（2023—2025年）"], ["统计日期：2026年1月10日"]]
    rows.append(["序号", "年度", "实施主体", "事项名称", "权力类型", "行使次数", "计量单位"])
    number = 0
    for year, group in groupby(activity(), key=lambda row: row[0]):
        total = 0
        for _, body, name, type_, often, unit in group:
            number += 1
            total += int(often) if often.isdigit() else 0
            rows.append([number, f"{year}年", body, name, type_, often, unit])
        rows.append(["合计", f"{year}年", "", "", "", str(total), "件"])
    return csv_bytes(rows, "utf-8-sig")


def files() -> dict[str, bytes]:
    """File name → bytes."""
    others = [body for body in HELD if body not in _ON_PAPER]
    return {
        **{f"{body}三定职责.docx": _mandate_paper(body) for body in _ON_PAPER},
        "黄冈市生态环境局黄梅县分局三定职责.docx.yaml": sidecar(
            "名称以黄冈市开头，机构设在黄梅县，由说明文件写明区划",
            authority="黄冈市生态环境局黄梅县分局",
            place=f'"{COUNTY}"',
        ),
        "黄梅县部门三定职责.xlsx": _mandate_book(others),
        "黄梅县部门职责边界清单.xlsx": _boundaries(),
        "黄梅县行政权力事项调整目录.html": _adjustments(),
        "黄梅县市场准入负面清单.csv": _access(),
        "黄梅县政务服务事项目录.xlsx": _services(),
        "黄梅县职权行使情况统计表.csv": _activity(),
    }

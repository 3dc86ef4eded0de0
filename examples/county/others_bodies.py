"""The county's bodies (机构名录) and the arrangements by which one body lawfully holds another's powers.

Names of departments, of townships and the years of the reform are facts; codes, telephones, documents' numbers, villages and the days
that are given are invented. Codes have the right check digit (GB 32100-2015), except the one that is planted.
"""

from __future__ import annotations

from functools import cache

from examples.county.others_text import cite, part
from examples.county.others_towns import OFFICES
from examples.county.powers import credit_code
from examples.county.powers_files import CULTURE_BODY
from examples.county.sheets import Row, book_bytes, csv_bytes, numbered, ruled, sheet, title, workbook

COUNTY = "421127"
WRONG_CODE = "黄梅县统计局"
"""The body whose code is planted with a wrong check digit."""

_HEAD = (
    "序号", "机构名称", "简称", "统一社会信用代码", "机构类型", "层级", "上级机构", "区划代码", "乡镇类型", "内设机构", "加挂牌子", "主要职能",
    "设立日期", "撤销日期", "前身机构", "沿革方式", "沿革日期", "沿革文号", "承接机构", "联系电话", "状态",
)  # fmt: skip
_KINDS = {
    "政府工作部门": "11",
    "人民政府": "11",
    "党委机构": "11",
    "乡镇人民政府": "11",
    "派出机构": "11",
    "垂直管理单位": "11",
}


# The codes that power lists state of their own body.
_GIVEN = {"黄梅县文化和旅游局": CULTURE_BODY}


def _organisation(number: int) -> str:
    """A nine-character 组织机构代码 of the example, its last character the check (GB 11714-1997)."""
    head = f"HM{number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(sign, 36) * weight for sign, weight in zip(head, weights, strict=True)) % 11
    return head + "0123456789X0"[rest]


def _bodies() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for line in part("bodies", "机关", 10):
        name, short, kind, above, offices, plates, since, until, before, work = line.cells
        forms = [step.split(":") for step in before.split("；") if step]
        rows.append(
            {
                "机构名称": name,
                "简称": short,
                "机构类型": kind,
                "层级": "市级" if name.startswith("黄冈市") and "县" not in name else "县级",
                "上级机构": above,
                "内设机构": offices,
                "加挂牌子": plates,
                "主要职能": work,
                "设立日期": since,
                "撤销日期": until,
                "前身机构": "\n".join(step[1] for step in forms),
                "沿革方式": "\n".join(step[0] for step in forms),
                "沿革日期": "\n".join(step[2] for step in forms),
                "沿革文号": "\n".join(step[3] for step in forms),
                "状态": "在用",
            }
        )
    for line in part("bodies", "撤并", 6):
        name, short, kind, above, until, heir = line.cells
        rows.append(
            {
                "机构名称": name,
                "简称": short,
                "机构类型": kind,
                "层级": "县级",
                "上级机构": above,
                "撤销日期": until,
                "承接机构": heir,
                "状态": "撤销",
            }
        )
    for line in part("bodies", "派出和队伍", 5):
        name, short, kind, above, work = line.cells
        rows.append(
            {
                "机构名称": name,
                "简称": short,
                "机构类型": kind,
                "层级": "县级",
                "上级机构": above,
                "主要职能": work,
                "状态": "在用",
            }
        )
    return rows


def _towns() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for line in part("bodies", "乡镇", 3):
        name, place, kind = line.cells
        rows.append(
            {
                "机构名称": f"{name}人民政府",
                "简称": name,
                "机构类型": "乡镇人民政府",
                "层级": "乡级",
                "上级机构": "黄梅县人民政府",
                "区划代码": place,
                "乡镇类型": kind,
                "内设机构": "、".join(OFFICES.values()),
                "状态": "在用",
            }
        )
    for line in part("bodies", "村", 2):
        name, kind = line.cells
        rows.append(
            {
                "机构名称": f"{name}{kind}",
                "简称": name,
                "机构类型": kind,
                "层级": "村级",
                "上级机构": "小池镇人民政府",
                "区划代码": "421127102",
                "状态": "在用",
            }
        )
    return rows


def _numbered_codes(rows: list[dict[str, str]], first: int) -> None:
    for order, row in enumerate(rows, first):
        head = f"{_KINDS.get(row['机构类型'], '12')}{COUNTY}{_organisation(order)}"
        code = _GIVEN.get(row["机构名称"]) or credit_code(head)
        if row["机构名称"] == WRONG_CODE:
            code = code[:-1] + ("1" if code[-1] != "1" else "2")
        if row["状态"] == "在用":
            row["统一社会信用代码"] = code
            row["联系电话"] = f"0713-0000{order:03d}"
        row.setdefault("区划代码", "4211" if row["层级"] == "市级" else COUNTY)


def bodies() -> list[dict[str, str]]:
    """Every row of the roster, by head."""
    rows = [*_bodies(), *_towns()]
    _numbered_codes(rows, 1)
    return rows


def code_of(name: str) -> str:
    """The code of a body of the roster.

    Raises:
        KeyError: the roster has no such body, or it has no code.
    """
    return _codes()[name]


@cache
def _codes() -> dict[str, str]:
    return {row["机构名称"]: row["统一社会信用代码"] for row in bodies() if "统一社会信用代码" in row}


def _roster() -> bytes:
    book = workbook()
    rows = bodies()
    upper = [row for row in rows if row["层级"] in ("县级", "市级")]
    lower = [row for row in rows if row["层级"] not in ("县级", "市级")]
    widths = (6, 30, 18, 22, 14, 8, 22, 12, 16, 36, 22, 22, 12, 12, 26, 12, 12, 22, 22, 14, 8)
    for order, (name, items) in enumerate((("县级机关和单位", upper), ("乡镇和村", lower))):
        cells: list[Row] = [
            ["黄梅县机构名录"],
            ["（截至2026年9月30日）　县委编办编制"],
            _HEAD,
            *numbered([[row.get(head, "") for head in _HEAD[1:]] for row in items]),
        ]
        made = sheet(book, name, cells, widths, first=not order)
        title(made, 1, "U")
        title(made, 2, "U", bold=False)
        ruled(made, 3, 3 + len(items), len(_HEAD))
        made.freeze_panes = "C4"
    return book_bytes(book)


_ARRANGED = (
    "序号", "安排方式", "委托（授权、划出）机关", "承接机构", "职权范围", "职权类型", "法律依据", "批准文号", "起始日期", "终止日期", "备注",
)  # fmt: skip


def _arrangements() -> bytes:
    rows = [
        [kind, giver, taker, scope, types, cite(basis), number, since, until, note]
        for line in part("bodies", "安排", 10)
        for kind, giver, taker, scope, types, basis, number, since, until, note in [line.cells]
    ]
    return csv_bytes([["黄梅县授权委托安排清单（截至2026年9月30日）"], _ARRANGED, *numbered(rows)], "utf-8-sig")


def files() -> dict[str, bytes]:
    """File name → bytes."""
    return {"黄梅县机构名录.xlsx": _roster(), "黄梅县授权委托安排清单.csv": _arrangements()}

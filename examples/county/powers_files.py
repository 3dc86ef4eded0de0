"""The power lists of the fourteen departments as files: each in the layout of its own office (see ``examples/README.md``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from examples.county.powers import (
    KINDS,
    Power,
    citations,
    coded,
    credit_code,
    liability,
    liability_basis,
    national_code,
    stages,
    stages_basis,
    write_basis,
)
from examples.county.powers_building import CITY, HOUSING, LAND
from examples.county.powers_laws import LAWS
from examples.county.powers_market import HEALTH, MARKET_PENALTIES, MARKET_PERMITS
from examples.county.powers_people import APPROVAL, CIVIL, CULTURE, LABOUR
from examples.county.powers_rural import ECOLOGY, FARMING, WATER, farming_before
from examples.county.powers_safety import EMERGENCY, POLICE, emergency_before
from examples.county.sheets import (
    Row,
    book_bytes,
    csv_bytes,
    document,
    document_bytes,
    html_bytes,
    json_bytes,
    json_lines_bytes,
    merge_across,
    merge_down,
    ruled,
    sheet,
    spans_down,
    table,
    title,
    workbook,
)


def by_kind(powers: Sequence[Power]) -> list[Power]:
    """In the order of the ten types, rows of a type as they came."""
    order = list(KINDS)
    return sorted(powers, key=lambda power: order.index(power.kind))


def _mains(powers: Sequence[Power]) -> list[tuple[int, Power, bool]]:
    """(number of the main item, row, whether the main item's name stands in this row)."""
    answer: list[tuple[int, Power, bool]] = []
    number = 0
    before = ("", "")
    for power in powers:
        # A sub-item goes on with the main item above; two main items of one name are two items.
        first = not power.sub or (power.kind, power.name) != before
        number += first
        before = (power.kind, power.name) if power.sub else ("", "")
        answer.append((number, power, first))
    return answer


def _phone(power: Power, number: str) -> str:
    return number if power.phone is None else power.phone


# 县应急管理局: fifteen columns, head in row 4, the type merged over its items ----------------------------------------------

_FIFTEEN = (
    "序号", "权力类型", "事项名称", "子项名称", "实施（设定）\n依据", "行使/责任主体", "承办机构", "实施层级\n及权限",
    "部门职责", "责任事项内容", "责任事项依据", "追责对象范围", "追责情形", "备注", "状态",
)  # fmt: skip


def _emergency(powers: Sequence[Power], day: str) -> bytes:
    rows: list[Row] = [
        ["黄梅县应急管理局权责清单"],
        [f"（截至{day}）"],
        ["填报单位：黄梅县应急管理局（盖章）"],
        _FIFTEEN,
    ]
    kind = ""
    for number, power, first in _mains(by_kind(powers)):
        rows.append(
            [
                number if first else "",
                power.type if power.kind != kind else "",
                power.name if first else "",
                power.sub,
                write_basis(power.basis, "tagged"),
                power.body or "县应急管理局",
                power.office,
                power.level,
                power.duty,
                stages(power) if first else "",
                stages_basis(power) if first else "",
                "具体承办人、审核人、批准人" if first else "",
                f"{liability(power)}\n依据：{liability_basis(power)}" if first else "",
                power.note,
                "在用",
            ]
        )
        kind = power.kind
    last = len(rows)
    rows.append(["注：本清单由黄梅县应急管理局负责解释。"])
    rows.append(["2.省、市下放的事项另行公布。"])
    rows.append(["3.监督电话：0713-0000101。清单设置的问题请向县委编办反映，行使中的问题请向县应急管理局反映。"])
    book = workbook()
    made = sheet(book, "权责清单", rows, (6, 10, 30, 22, 44, 14, 18, 10, 16, 36, 26, 18, 30, 8, 8), first=True)
    title(made, 1, "O")
    title(made, 2, "O", bold=False)
    ruled(made, 4, last, 15)
    for column in "ABC":
        merge_down(made, column, 5, last)
    _merge_with_main(made, "JKLM", rows, 4, last)
    return book_bytes(book)


def _merge_with_main(made: Worksheet, columns: str, rows: Sequence[Row], above: int, last: int) -> None:
    """Merge these columns over a main item's sub-items (rows ``above`` + 1 to ``last``, the number in the first column)."""
    starts = [row for row in range(above, last) if rows[row][0] != ""] + [last]
    for first, after in pairwise(starts):
        if after - first > 1:
            for column in columns:
                made.merge_cells(f"{column}{first + 1}:{column}{after}")


# 县卫生健康局: two-row head (职权名称: 项目, 子项) in rows 3 and 4 -----------------------------------------------------------


def _health() -> bytes:
    rows: list[Row] = [
        ["黄梅县卫生健康局权责清单（2025年10月10日公布）"],
        [""],
        ["序号", "职权类型", "职权名称", "", "职权依据", "实施主体", "承办机构", "责任事项", "监督电话", "备注"],
        ["", "", "项目", "子项", "", "", "", "", "", ""],
    ]
    for number, power, first in _mains(by_kind(HEALTH)):
        rows.append(
            [
                number if first else "",
                power.type if first else "",
                power.name if first else "",
                power.sub,
                write_basis(power.basis, "full"),
                power.body or "黄梅县卫生健康局",
                power.office,
                stages(power) if first else "",
                _phone(power, "0713-0000102"),
                power.note,
            ]
        )
    last = len(rows)
    book = workbook()
    made = sheet(book, "Sheet1", rows, (6, 12, 34, 28, 44, 18, 22, 36, 14, 10), first=True)
    title(made, 1, "J")
    made.merge_cells("C3:D3")
    for column in "ABEFGHIJ":
        made.merge_cells(f"{column}3:{column}4")
    _merge_with_main(made, "ABCH", rows, 4, last)
    return book_bytes(book)


# 县住房和城乡建设局: types as heading rows, head in row 6, total and notes below ---------------------------------------------


def _housing() -> bytes:
    rows: list[Row] = [
        ["附件3"],
        ["黄梅县住房和城乡建设局"],
        ["行政权责清单"],
        ["版本日期：2024年12月31日"],
        [""],
        ["序号", "权责名称", "法律依据", "责任科室", "实施主体", "责任事项", "追责情形", "监督电话"],
    ]
    headings = []
    ordered = by_kind(HOUSING)
    number = 0
    for order, kind in enumerate(dict.fromkeys(power.kind for power in ordered)):
        items = [power for power in ordered if power.kind == kind]
        rows.append([f"{'一二三四五六七八九十'[order]}、{KINDS[kind][0]}（共{len(items)}项）"])
        headings.append(len(rows))
        for power in items:
            number += 1
            rows.append(
                [
                    number,
                    power.name,
                    write_basis(power.basis, "numbered"),
                    power.office,
                    power.body or "县住建局",
                    stages(power),
                    liability(power),
                    _phone(power, "0713-0000103"),
                ]
            )
    rows.append(["合计", f"{number}项"])
    rows.append([f"说明：序号为“１”至“{number}”的事项由县住房和城乡建设局机关及所属单位承办。"])
    book = workbook()
    made = sheet(book, "权责清单", rows, (6, 44, 52, 22, 14, 36, 30, 14), first=True)
    for row in (2, 3):
        title(made, row, "H")
    merge_across(made, headings, "H")
    return book_bytes(book)


# 县市场监督管理局: two sheets, other column order, a hidden column, codes ----------------------------------------------------

_MARKET_HEAD = (
    "职权编码", "事项名称", "子项", "类别", "设定依据", "责任股室", "行使层级", "实施主体", "审核意见",
    "责任事项", "追责情形", "监督方式", "备注",
)  # fmt: skip


def _market() -> bytes:
    book = workbook()
    for order, (name, powers) in enumerate((("许可和确认", MARKET_PERMITS), ("处罚和检查", MARKET_PENALTIES))):
        rows: list[Row] = [
            ["黄梅县市场监督管理局行政职权目录"],
            ["（截至二〇二五年十二月三十一日）"],
            ["县委编办  县司法局  联合审核"],
            [""],
            ["说明：编码为县内自编，前两个字母为类型。"],
            [""],
            _MARKET_HEAD,
        ]
        for _, power, first in _mains(coded("", by_kind(powers))):
            rows.append(
                [
                    power.code,
                    power.name if first else "",
                    power.sub,
                    KINDS[power.kind][2] if first else "",
                    write_basis(power.basis, "full"),
                    power.office,
                    "县级",
                    power.body or "县市场监管局",
                    "同意",
                    stages(power),
                    liability(power),
                    _phone(power, "0713-0000104；县政务服务大厅意见箱"),
                    power.note,
                ]
            )
        made = sheet(book, name, rows, (12, 40, 20, 8, 46, 16, 10, 18, 10, 36, 30, 16, 10), first=not order)
        title(made, 1, "M")
        made.column_dimensions["I"].hidden = True
        for column in "BD":
            merge_down(made, column, 8, len(rows))
    return book_bytes(book)


# 县农业农村局: a GBK text file without title (2024), and a workbook (2026) ---------------------------------------------------

FARMING_SIDECAR = """# 这个文件没有标题行，由说明文件写明是谁的、哪一天的清单
authority: 黄梅县农业农村局
place: "421127"
edition: 2024-05-31
kind: power_list
title: 黄梅县农业农村局权责清单
"""
_FARMING_HEAD = (
    "序号", "职权编码", "职权类型", "职权名称", "子项", "实施依据", "实施主体", "承办机构", "实施对象", "法定时限",
    "对应责任事项", "责任事项依据", "追责情形", "监督电话",
)  # fmt: skip


def _farming_rows(powers: Sequence[Power]) -> list[Row]:
    """The rows of either edition: only their layouts differ, so that comparing them shows what was really changed."""
    rows: list[Row] = []
    kind = ""
    for number, power, first in _mains(by_kind(powers)):
        rows.append(
            [
                number if first else "",
                power.code,
                power.type if power.kind != kind else "",
                power.name if first else "",
                power.sub,
                write_basis(power.basis, "full"),
                power.body or "黄梅县农业农村局",
                power.office,
                power.target or "农业生产经营者",
                power.limit,
                stages(power) if first else "",
                stages_basis(power) if first else "",
                liability(power) if first else "",
                _phone(power, "0713-0000105"),
            ]
        )
        kind = power.kind
    return rows


def _farming_text() -> bytes:
    return csv_bytes([_FARMING_HEAD, *_farming_rows(farming_before())], "gb18030", "\r\n")


def _farming() -> bytes:
    rows: list[Row] = [
        ["黄梅县农业农村局权责清单"],
        ["2026年6月30日更新"],
        _FARMING_HEAD,
        *_farming_rows(FARMING),
    ]
    last = len(rows)
    rows.append(["合计", f"{sum(1 for row in rows[3:] if row[0] != '')}项"])
    book = workbook()
    made = sheet(book, "权责清单", rows, (6, 16, 12, 34, 26, 44, 18, 18, 16, 14, 36, 28, 30, 14), first=True)
    title(made, 1, "N")
    title(made, 2, "N", bold=False)
    merge_down(made, "C", 4, last)
    _merge_with_main(made, "ADKLM", rows, 3, last)
    return book_bytes(book)


# 县自然资源和规划局: the type as 类别, the opinions of two examining offices -------------------------------------------------


def _land() -> bytes:
    rows: list[Row] = [
        ["黄梅县自然资源和规划局权力和责任清单"],
        ["公布日期：2026年3月31日"],
        [
            "序号",
            "事项名称",
            "子项",
            "类别",
            "实施依据",
            "实施主体",
            "单位",
            "承办机构",
            "编办审核意见",
            "法制办意见",
            "责任事项",
            "监督电话",
        ],
    ]
    kind = ""
    for number, power, first in _mains(by_kind(LAND)):
        rows.append(
            [
                number if first else "",
                power.name if first else "",
                power.sub,
                power.type if power.kind != kind else "",
                write_basis(power.basis, "short"),
                power.body or "黄梅县自然资源和规划局",
                "县自然资源和规划局",
                power.office,
                "保留",
                "依据充分" if power.basis else "补充依据",
                stages(power) if first else "",
                _phone(power, "0713-0000106"),
            ]
        )
        kind = power.kind
    book = workbook()
    made = sheet(book, "清单", rows, (6, 34, 16, 12, 46, 24, 18, 18, 12, 12, 36, 14), first=True)
    title(made, 1, "L")
    title(made, 2, "L", bold=False)
    merge_down(made, "D", 4, len(rows))
    _merge_with_main(made, "ABK", rows, 3, len(rows))
    return book_bytes(book)


# 生态环境分局: JSON lines of a service platform ------------------------------------------------------------------------------

ECOLOGY_SIDECAR = """# 平台导出的数据没有标题，由说明文件写明是谁的、哪一天的清单
authority: 黄冈市生态环境局黄梅县分局
place: "421127"
edition: 2026-09-30
kind: power_list
title: 黄冈市生态环境局黄梅县分局权责清单
"""


def _ecology() -> bytes:
    return json_lines_bytes(
        {
            "unid": f"hm-st-{number:04d}",
            "服务事项": power.name,
            "权力类型": power.type,
            "行驶主体": power.body or "黄冈市生态环境局黄梅县分局",
            "承办机构": power.office,
            "行使层级": power.level,
            "实施依据": write_basis(power.basis, "full"),
            "责任事项": stages(power),
            "监管电话": _phone(power, "0713-0000107"),
            "备注": power.note,
        }
        for number, power in enumerate(by_kind(ECOLOGY), 1)
    )


# 县城市管理执法局: a Word document -------------------------------------------------------------------------------------------


def _city() -> bytes:
    rows: list[Row] = [
        ["序号", "职权类型", "职权名称", "职权依据", "实施主体", "承办机构", "责任事项", "监督电话", "备注"]
    ]
    kind = ""
    for number, power in enumerate(by_kind(CITY), 1):
        rows.append(
            [
                number,
                power.type if power.kind != kind else "",
                power.name,
                write_basis(power.basis, "full"),
                power.body or "黄梅县城市管理执法局",
                power.office,
                stages(power),
                _phone(power, "0713-0000108"),
                power.note,
            ]
        )
        kind = power.kind
    made = document("黄梅县城市管理执法局权责清单", ["（2026年9月15日公布）"])
    table(made, rows, spans_down(rows, 1, 1))
    made.add_paragraph("注：备注栏写明划入的事项，原行使部门不再行使。")
    return document_bytes(made)


# 县公安局: a web page --------------------------------------------------------------------------------------------------------


def _police() -> bytes:
    rows: list[Row] = [
        [
            "序号",
            "事项类型",
            "事项名称",
            "子项",
            "执法依据",
            "行使主体",
            "责任处室",
            "办理时限",
            "责任事项",
            "投诉举报电话",
        ]
    ]
    for number, power, first in _mains(by_kind(POLICE)):
        rows.append(
            [
                number if first else "",
                power.type if first else "",
                power.name if first else "",
                power.sub,
                write_basis(power.basis, "full"),
                power.body or "黄梅县公安局",
                power.office,
                power.limit,
                stages(power) if first else "",
                _phone(power, "0713-0000109"),
            ]
        )
    merged = [span for column in (0, 1, 2, 8) for span in _page_spans(rows, column)]
    return html_bytes(
        "黄梅县公安局权责清单",
        ["发布机构：黄梅县公安局", "发布日期：2026年6月30日"],
        rows,
        merged,
        ["注：本页内容为示例，电话号码是虚构的。"],
    )


def _page_spans(rows: Sequence[Row], column: int) -> list[tuple[int, int, int, int]]:
    """The areas of a column over a main item's sub-items, by the numbers in the first column."""
    starts = [row for row in range(1, len(rows)) if rows[row][0] != ""] + [len(rows)]
    return [(a, column, b - 1, column) for a, b in pairwise(starts) if b - a > 1]


# 县民政局: codes, objects, limits, fees, flow charts, risks ------------------------------------------------------------------


def _civil() -> bytes:
    rows: list[Row] = [
        ["黄梅县民政局权责清单"],
        ["截至2026年8月1日"],
        [
            "序号", "权力编码", "权力类型", "权责事项名称", "子项", "法律依据", "责任主体", "内设机构", "实施对象",
            "法定/承诺时限", "收费依据", "运行流程图", "廉政风险点", "责任事项", "追责情形", "监督电话",
        ],
    ]  # fmt: skip
    for number, power, first in _mains(by_kind(CIVIL)):
        rows.append(
            [
                number if first else "",
                power.code,
                power.type,
                power.name if first else "",
                power.sub,
                write_basis(power.basis, "full"),
                power.body or "黄梅县民政局",
                power.office,
                power.target or "公民、法人和其他组织",
                power.limit or "依法定程序",
                "不收费",
                f"附图{number}",
                "审核把关" if power.kind in ("许可", "给付", "确认") else "自由裁量",
                stages(power) if first else "",
                liability(power) if first else "",
                _phone(power, "0713-0000110"),
            ]
        )
    rows.append(["备注：编码为县内自编。"])
    book = workbook()
    made = sheet(
        book, "权责清单", rows, (6, 22, 12, 32, 20, 42, 16, 16, 18, 16, 10, 10, 12, 36, 30, 14), first=True
    )  # fmt: skip
    title(made, 1, "P")
    title(made, 2, "P", bold=False)
    _merge_with_main(made, "ADNO", rows, 3, len(rows) - 1)
    return book_bytes(book)


# 县人力资源和社会保障局: a UTF-8 text file -----------------------------------------------------------------------------------


def _labour() -> bytes:
    rows: list[Row] = [
        ["黄梅县人力资源和社会保障局权责清单（2025年11月30日）", *[""] * 9],
        [
            "序号",
            "职权类型",
            "职权名称",
            "子项",
            "职权依据",
            "实施主体",
            "承办科室",
            "责任事项",
            "追责情形及依据",
            "监督电话",
        ],
    ]
    for number, power, first in _mains(by_kind(LABOUR)):
        rows.append(
            [
                number if first else f"{number}.{_sub_number(power)}",
                power.type,
                power.name,
                power.sub,
                write_basis(power.basis, "full"),
                power.body or "黄梅县人力资源和社会保障局",
                power.office,
                stages(power),
                f"{liability(power)}（{liability_basis(power, 'short')}）",
                _phone(power, "0713-0000111"),
            ]
        )
    return csv_bytes(rows, "utf-8-sig", "\r\n")


def _sub_number(power: Power) -> int:
    return [other.sub for other in LABOUR if other.name == power.name and other.kind == power.kind].index(power.sub)


# 县水利和湖泊局: a head of two rows over 责任事项 and 追责 --------------------------------------------------------------------


def _water() -> bytes:
    rows: list[Row] = [
        ["黄梅县水利和湖泊局权责清单"],
        ["版本：2026年5月20日"],
        [
            "序号",
            "权力类别",
            "权力名称",
            "权力依据",
            "行使主体",
            "承办处室",
            "责任",
            "",
            "追责",
            "",
            "监督电话",
            "备注",
        ],
        ["", "", "", "", "", "", "责任事项", "责任事项依据", "追责情形", "追责依据", "", ""],
    ]
    for number, power in enumerate(by_kind(WATER), 1):
        rows.append(
            [
                number,
                power.type,
                power.name,
                write_basis(power.basis, "arabic"),
                power.body or "黄梅县水利和湖泊局",
                power.office,
                stages(power),
                stages_basis(power, "short"),
                liability(power),
                liability_basis(power, "short"),
                _phone(power, "0713-0000112"),
                power.note,
            ]
        )
    book = workbook()
    made = sheet(book, "权责清单", rows, (6, 12, 36, 44, 20, 20, 36, 28, 30, 28, 14, 12), first=True)
    title(made, 1, "L")
    title(made, 2, "L", bold=False)
    made.merge_cells("G3:H3")
    made.merge_cells("I3:J3")
    for column in "ABCDEFKL":
        made.merge_cells(f"{column}3:{column}4")
    return book_bytes(book)


# 县文化和旅游局: the basis in four columns, codes of the national scheme ------------------------------------------------------

CULTURE_BODY = credit_code("11421127MB0000012")
"""An invented 统一社会信用代码, its last character right."""


def _split(power: Power) -> tuple[str, str, str]:
    """law_name, law_number, clause_number: several laws on lines of their own go into one cell each."""
    found = citations(power.basis)
    if len(found) != 1:
        return "", "", ""
    law, places = found[0]
    full, _, note = LAWS[law]
    clause = write_basis(f"{law}{'、'.join(places)}", "short").removeprefix(f"《{law}》")
    return full, note, clause


def _culture() -> bytes:
    rows: list[Row] = [
        ["黄梅县文化和旅游局权责事项目录（2026年1月15日）"],
        [
            "序号", "实施编码", "事项名称", "事项类型", "law_name", "law_number", "clause_number", "clause_content", "设定依据",
            "实施主体", "承办机构", "责任事项", "监督投诉方式",
        ],
    ]  # fmt: skip
    for number, power in enumerate(by_kind(CULTURE), 1):
        law, note, clause = _split(power)
        code = national_code(CULTURE_BODY, power, number)
        if power.code == "bad-check":
            code = code[:17] + ("0" if code[17] != "0" else "1") + code[18:]
        rows.append(
            [
                number,
                code,
                power.name,
                power.type,
                law,
                note,
                clause,
                "",
                "" if law else write_basis(power.basis, "full"),
                power.body or "黄梅县文化和旅游局",
                power.office,
                stages(power),
                _phone(power, "窗口：县政务服务大厅；电话：0713-0000113"),
            ]
        )
    book = workbook()
    made = sheet(book, "权责事项目录", rows, (6, 36, 36, 14, 34, 24, 20, 14, 40, 14, 22, 36, 24), first=True)
    title(made, 1, get_column_letter(13))
    return book_bytes(book)


# 县行政审批局: a JSON document -----------------------------------------------------------------------------------------------

APPROVAL_SIDECAR = """# 数据接口导出的文件没有标题，由说明文件写明是谁的、哪一天的清单
authority: 黄梅县行政审批局
place: "421127"
edition: 2026-10-08
kind: power_list
title: 黄梅县行政审批局权责清单
"""


def _approval() -> bytes:
    return json_bytes(
        [
            {
                "序号": number,
                "事项名称": power.name,
                "事项类型": power.type,
                "设定依据": write_basis(power.basis, "full"),
                "实施主体": power.body or "黄梅县行政审批局",
                "承办机构": power.office,
                "划入前部门": power.former,
                "法定办结时限": power.limit,
                "责任事项": stages(power),
                "追责情形": liability(power),
                "监督电话": _phone(power, "0713-0000114"),
                "备注": power.note,
            }
            for number, power in enumerate(by_kind(APPROVAL), 1)
        ]
    )


def files() -> dict[str, bytes]:
    """File name → bytes of the power lists and their sidecars."""
    makers: dict[str, Callable[[], bytes]] = {
        "黄梅县应急管理局权责清单（2023年版）.xlsx": lambda: _emergency(emergency_before(), "2023年6月30日"),
        "黄梅县应急管理局权责清单.xlsx": lambda: _emergency(EMERGENCY, "2024年6月30日"),
        "黄梅县卫生健康局权责清单.xlsx": _health,
        "黄梅县住房和城乡建设局权责清单.xlsx": _housing,
        "黄梅县市场监督管理局职权目录.xlsx": _market,
        "农业农村局职权.csv": _farming_text,
        "农业农村局职权.csv.yaml": FARMING_SIDECAR.encode,
        "黄梅县农业农村局权责清单（2026年版）.xlsx": _farming,
        "黄梅县自然资源和规划局权责清单.xlsx": _land,
        "生态环境分局权责事项.jsonl": _ecology,
        "生态环境分局权责事项.jsonl.yaml": ECOLOGY_SIDECAR.encode,
        "黄梅县城市管理执法局权责清单.docx": _city,
        "黄梅县公安局权责清单.html": _police,
        "黄梅县民政局权责清单.xlsx": _civil,
        "黄梅县人力资源和社会保障局权责清单.csv": _labour,
        "黄梅县水利和湖泊局权责清单.xlsx": _water,
        "黄梅县文化和旅游局权责事项目录.xlsx": _culture,
        "行政审批局权责事项.json": _approval,
        "行政审批局权责事项.json.yaml": APPROVAL_SIDECAR.encode,
    }
    return {name: make() for name, make in makers.items()}

"""市场准入负面清单: what nobody may do (禁止准入), what needs a licence first (许可准入), the measures by which that is held, and whose they
are. The measures are where the list meets the powers of departments (天津: 禁止及限制性措施 matched with 许可 and 处罚).
"""

from __future__ import annotations

import re

import msgspec

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, by_row, pieces, references, sole_leads, state
from ingest.lists.rows import RawRow
from ontologies.records import AccessKind, EntryRecord, ItemKind, ListKind, RefRecord
from text.normalise import fold

_COLUMNS = (
    KindColumn(
        "name",
        "禁止或许可事项",
        "禁止或许可事项 禁止或者许可事项 禁止事项 许可事项 准入事项 事项 事项名称 负面清单事项 禁止许可事项 "
        "清单事项 禁止或许可准入事项 准入事项名称",
    ),
    KindColumn("item_number", "项目号", "项目号 项目编号 清单项目号"),
    KindColumn(
        "measure",
        "措施编码",
        "措施编码 措施代码 管理措施编码 管理措施代码 准入措施编码 准入措施代码 禁止措施编码 许可措施编码 许可准入措施编码 管理措施编号 措施编号",
    ),
    KindColumn(
        "code",
        "事项编码",
        "事项编码 事项代码 编码 代码 禁止或许可事项编码 禁止或许可事项代码 准入事项编码 准入事项代码 清单事项编码 清单编码 禁止事项编码 许可事项编码",
    ),
    KindColumn(
        "text",
        "禁止或许可准入措施描述",
        "禁止或许可准入措施描述 禁止或许可准入措施 准入措施描述 措施描述 管理措施 禁止或限制性措施 "
        "禁止及限制性措施 主要措施 措施内容 禁止准入措施描述 "
        "许可准入措施描述 禁止性规定 准入措施 禁止措施",
    ),
    KindColumn("access_kind", "准入类别", "准入类别 准入类型 清单类别 类别 事项类别 禁止或许可 准入种类 类型 管理方式"),
    KindColumn(
        "holder",
        "主管部门",
        "主管部门 责任部门 管理部门 对应部门 本级主管部门 县级主管部门 落实部门 行业主管部门 实施部门 牵头部门 "
        "监管部门",
    ),
    KindColumn(
        "power",
        "对应权责事项",
        "对应权责事项 对应权力事项 对应职权 对应行政职权 对应许可事项 对应行政许可事项 对应权责清单事项 "
        "关联权责事项 关联权力事项 对应的权力事项 行政职权 权责事项",
    ),
)

_PROHIBITED = re.compile(r"禁止|prohibited")
_HEADING = re.compile(r"[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+[部章类]")
_LICENSED = re.compile(r"许可|限制|licensed")
_LICENCE = re.compile(
    r"(?:许可|审批|核发|审核|批准|核准|备案|登记|注册|认定|认可|资格|资质|许可证|审查|颁发|证书|换发|设立|变更)(?:\([^()]*\))?$"
)


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """Whether an item is forbidden or licensed, by which measures, and the powers that hold it. Source: one item of the list."""
    cells = Cells(row, _COLUMNS, ctx)
    text = cells.take("text")
    measure = cells.take("measure")
    code = entry.code
    codes = list(dict.fromkeys(re.sub(r"\s+", "", said) for said in by_row(row, "code") if said.strip()))
    if len(codes) > 1:
        # A code in each row of one item's measures is the measure's.
        code, measure = "", "\n".join([*codes, *([measure] if measure else [])])
    kind = _access_kind(entry, row, cells, f"{code} {measure}", ctx)
    # Powers stand in their department's list: told where one department holds the item.
    holders = sole_leads(entry.holders)
    owner = holders[0][0] if len(holders) == 1 else ""
    refs = references(cells.take("power"), (ItemKind.POWER, ItemKind.SERVICE), owner)
    if not refs and kind == AccessKind.LICENSED:
        # The measures of a licensed item are the names of licences, one a line; a sentence is none.
        refs = tuple(
            dict.fromkeys(
                RefRecord((ItemKind.POWER, ItemKind.SERVICE), piece, "", owner)
                for piece in pieces(text)
                if len(piece) <= 60 and "," not in fold(piece) and "。" not in piece and _LICENCE.search(fold(piece))
            )
        )
    if not text:
        ctx.remark(row, "没有禁止或许可准入措施", "管理措施的描述", "请补上措施描述")
    facts = {"access_kind": str(kind or ""), "text": text, "measure": measure}
    fields = dict(entry.fields)
    headings = _headings(row, ctx)
    if headings:
        fields["分组"] = " / ".join(headings)
    changed = msgspec.structs.replace(entry, code=code, fields=fields)
    return state(changed, cells, ItemKind.ACCESS, facts, holders=holders, refs=refs)


def _headings(row: RawRow, ctx: RowContext) -> list[str]:
    """The headings that a row stands under, outermost first: those between rows, and those over a head that is written anew for each part
    (二、许可准入类 / （一）农、林、牧、渔业)."""
    over = [note.strip() for note in ctx.notes if _HEADING.match(fold(note.strip())) and len(note.strip()) <= 40]
    here = [part for part in row.group.split(" / ") if part]
    # A heading between the rows ends those of its depth and deeper over the head.
    depth = min((_depth(part) for part in here), default=9)
    kept: list[str] = []
    for note in over if not here else [note for note in over if _depth(note) < depth]:
        kept = [other for other in kept if _depth(other) < _depth(note)] + [note]
    return [*kept, *here]


def _depth(text: str) -> int:
    return 1 if fold(text).startswith("(") else 0


def _access_kind(entry: EntryRecord, row: RawRow, cells: Cells, measure: str, ctx: RowContext) -> AccessKind | None:
    """As its cell says, else its heading (一、禁止准入类), else the first digit of its codes (1 禁止, 2 许可, as in the national list),
    else its own words, else the title of a list of one kind."""
    said = cells.look("access_kind")
    headings = _headings(row, ctx)
    for text in (said, *reversed(headings), row.type_heading, row.theme_heading):
        found = _one_kind(text)
        if found:
            if text is said and said == found.label:
                cells.take("access_kind")
            return found
    digits = {code[0] for code in re.findall(r"(?<!\d)[12]\d{5}(?!\d)", fold(measure))}
    if len(digits) == 1:
        return AccessKind.PROHIBITED if digits == {"1"} else AccessKind.LICENSED
    if re.search(r"未获得许可|未经许可|未取得", entry.name):
        return AccessKind.LICENSED
    found = _one_kind(entry.name) or _one_kind(entry.sheet) or _one_kind(ctx.title)
    if not found:
        ctx.remark(
            row,
            "看不出是禁止准入还是许可准入",
            "“准入类别”列，或“一、禁止准入类”“二、许可准入类”标题行",
            "请写明准入类别",
        )
    return found


def _one_kind(text: str) -> AccessKind | None:
    prohibited, licensed = _PROHIBITED.search(text), _LICENSED.search(text)
    if bool(prohibited) == bool(licensed):
        return None
    return AccessKind.PROHIBITED if prohibited else AccessKind.LICENSED


KIND = Kind(
    kind=ListKind.ACCESS,
    titles=r"市场准入|准入负面清单|access_list",
    read=read,
    columns=_COLUMNS,
    telling=(
        frozenset({"text", "measure"}),
        frozenset({"text", "code", "item_number"}),
        frozenset({"access_kind", "text"}),
        frozenset({"item_number", "text"}),
    ),
    adds=frozenset({"text", "code", "measure", "power", "holder", "basis"}),
)

"""Of what kind a table is, and with whose lexicon its head is read: told, by its title, by the file's name, by its columns.

The order is fixed: what a sidecar or flag says; the line over the table, the sheet's name, the title; the file's name; columns that only
one kind has; columns that lists of powers and duties have. Where two of these disagree, or nothing tells, a doubt is said with its
reason, and the reading goes on by the order above.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from ingest.lists.cells import Grid
from ingest.lists.columns import COMMON, MARK, Lexicon
from ingest.lists.kinds import registry
from ingest.lists.kinds.granting import province_gives
from ingest.lists.layout import HEAD_ROWS, Column, Layout, MergeMap, find_head, forced, read_head
from ingest.lists.rows import lines_above, opening_line
from ingest.lists.sidecar import Sidecar
from ingest.lists.titles import authority_in, read_titles
from ingest.lists.words import power_type, theme_of
from ontologies.records import ListKind, PowerType, Theme

_GRANTS = frozenset({ListKind.GRANT, ListKind.GRANT_CATALOGUE})
# Lists of these kinds have the same columns; which of them one is, only its title says.
_OF_POWERS = _GRANTS | {ListKind.POWER, ListKind.ENFORCEMENT}
_DUTY_FIELDS = frozenset({"upper", "taker", "upper_duties", "town_duties", "kind"})
_POWER_FIELDS = frozenset({"type", "responsibility", "accountability", "holder"})

# Whose title says what a table of powers is about, where the column of the department they come from says that they are granted.
_BY_ORIGINAL = frozenset({ListKind.POWER, ListKind.ENFORCEMENT, ListKind.SERVICE, ListKind.GRANT_CATALOGUE})
_FORMER = re.compile(
    r"^原[一-鿿]{0,6}?(?:行使|实施|审批|执法|主管|责任|权力|行业主管|县级主管|职权)[一-鿿]{0,2}(?:部门|主体|单位|机关)(?:名称)?$"
)
_GIVING = re.compile(r"^(?:赋权|下放|放权|委托|授权|移交)(?:部门|主体|单位|机关)$")
_OF_GRANTS = re.compile(r"[镇乡]|街道|赋权|下放|放权|三清单")
_TIER = re.compile(r"基本盘|自选盘|[必选自]领|[必自]选|应领尽领|可选")
# A table of codes has no other columns.
_OF_CODES = frozenset({"seq", "code", "name", "remark", "dept_code"})
_CODES = re.compile(r"字典|代码|码表|码值|枚举|选项|参数|下拉|编码规则")
_COUNT = re.compile(r"\d+(?:\.0+)?\s*[项个件条]?|[-—/]+")
_SHORT = 12
_OF_TOWN = re.compile(r"(?:[镇乡]|街道)(?:人民政府|办事处)?$")

HeadReader = Callable[[Lexicon], Layout | None]


class Decided(msgspec.Struct, frozen=True):
    """The kind of a table, by what it is known, and what is doubtful about it ("" nothing): (message, advice)."""

    kind: ListKind
    how: str
    doubt: str = ""
    advice: str = ""


def understand(grid: Grid, merges: MergeMap, told: Sidecar, stem: str) -> tuple[Layout | None, Decided]:
    """The head of a table, read as its kind reads heads (None where there is none), and its kind.

    ``told`` is what the sidecar says of the sheet, ``stem`` the file's name without its ending."""

    def head(lexicon: Lexicon) -> Layout | None:
        if told.head_row or told.columns:
            row = told.head_row - 1 + grid.above if told.head_row else None
            found = forced(grid, merges, row, told.columns, lexicon)
        else:
            found = find_head(grid, merges, lexicon)
        return found if found is not None and found.fields & lexicon.names else None

    common = head(COMMON)
    if told.kind is not None:
        return head(registry.lexicon(told.kind)), Decided(told.kind, "说明文件")
    lines = lines_above(grid, merges, common.first if common is not None else _first_wide(grid))
    titles = [opening_line(lines), grid.name, read_titles(lines).title]
    # 事项目录 as a sheet's name says less than 政务服务事项目录 above the table.
    said = [kind for kind in map(registry.kind_in, titles) if kind is not None]
    by_title = next((kind for kind in said if kind != ListKind.POWER), said[0] if said else None)
    by_name = registry.kind_in(stem)
    layouts = _all_heads(grid, merges, told, common, head)
    telling = registry.kinds_told((kind, layout.fields) for kind, layout in layouts.items())
    named, how = (by_title, "标题") if by_title is not None else (by_name, "文件名")
    if any(map(province_gives, (*titles, stem, *lines))):
        # Its annex may be called anything: 下放事项目录, 行政处罚事项表.
        named, how = ListKind.GRANT_CATALOGUE, "省里的决定"
    claims = _claims(grid, layouts, [*titles, stem])
    if claims is not None and (named is None or named in _OF_POWERS):
        return _with_tier(grid, head(registry.lexicon(claims))), Decided(claims, "认领情况和赋权档次")
    granted = _grant(by_title, by_name, [*said, *(kind for kind, _ in telling)])
    if (named is None or named in _BY_ORIGINAL) and _comes_from_elsewhere(
        layouts.get(ListKind.GRANT), named, [*titles, stem]
    ):
        granted = ListKind.GRANT
    if granted is not None:
        return _with_tier(grid, head(registry.lexicon(granted))), Decided(granted, "文件名或列名")
    if named in _GRANTS:
        found = _with_tier(grid, head(registry.lexicon(named)))
        return found, _against_columns(named, how, telling, layouts)
    if named is not None:
        return head(registry.lexicon(named)), _against_columns(named, how, telling, layouts)
    if telling:
        return head(registry.lexicon(telling[0][0])), _by_columns(telling, layouts)
    fields = common.fields if common is not None else set()
    for kind, wanted in ((ListKind.DUTY, _DUTY_FIELDS), (ListKind.POWER, _POWER_FIELDS)):
        if fields & wanted:
            return head(registry.lexicon(kind)), Decided(kind, "列名")
    return head(registry.lexicon(ListKind.POWER)), Decided(
        ListKind.POWER,
        "未能确定",
        "看不出清单的种类，暂按权责清单读取",
        "请在说明文件写明 kind: power_list 或 duty_list",
    )


def _grant(by_title: ListKind | None, by_name: ListKind | None, told: list[ListKind]) -> ListKind | None:
    """The kind of grants that a table of powers really is: 执法事项 in a file of grants is a part of the grant, and so is any table of
    powers with a column of the department they come from."""
    if (by_title or by_name) not in (ListKind.POWER, ListKind.ENFORCEMENT):
        return None
    narrower = next((kind for kind in told if kind in _GRANTS), None)
    if narrower is None and by_title == ListKind.ENFORCEMENT and by_name in _GRANTS:
        return by_name
    return narrower


def _comes_from_elsewhere(layout: Layout | None, named: ListKind | None, titles: list[str]) -> bool:
    """Whether the columns say that a department had these powers before (原行使部门, or 下放部门 beside who takes them on): then they are
    grants, whatever the title calls them. A province's catalogue says so too, and stays one."""
    if layout is None or "tier" in layout.fields:
        return False
    recipients = layout.column("recipients")
    if named == ListKind.GRANT_CATALOGUE and (
        recipients is None or "认领" in recipients.head or any("省" in title or "指导" in title for title in titles)
    ):
        return False
    heads = [re.sub(r"[(（].*?[)）]", "", column.head.rsplit("/", 1)[-1]) for column in layout.columns]
    # A department's own list may name who did it before a reform: grants are told by towns as well.
    takers = bool(layout.fields & {"recipients", MARK})
    if any(map(_FORMER.match, heads)):
        return takers or any(_OF_GRANTS.search(text) for text in titles)
    return takers and any(map(_GIVING.match, heads))


def _tier_column(grid: Grid, layout: Layout) -> Column | None:
    """The column whose cells are 基本盘 and 自选盘, whatever its head."""
    for column in layout.columns:
        cells = [row[column.index].strip() for row in grid.rows[layout.last + 1 :] if row[column.index].strip()]
        if cells and sum(1 for cell in cells if len(cell) <= _SHORT and _TIER.search(cell)) * 2 > len(cells):
            return column
    return None


def _with_tier(grid: Grid, layout: Layout | None) -> Layout | None:
    """The head with its column of 基本盘 and 自选盘 read as such: they are no theme and no type."""
    column = _tier_column(grid, layout) if layout is not None and "tier" not in layout.fields else None
    if column is not None and column.field in ("", "type", "theme", "kind"):
        column.field, column.how = "tier", "按内容（基本盘、自选盘）"
    return layout


def _claims(grid: Grid, layouts: dict[ListKind, Layout], titles: list[str]) -> ListKind | None:
    """A county's catalogue with what its towns claim: its tiers, and 认领 in a head or the title. What one town claims is its grant."""
    layout = layouts.get(ListKind.GRANT_CATALOGUE) or layouts.get(ListKind.GRANT)
    if layout is None or _tier_column(grid, layout) is None:
        return None
    said = any("认领" in text for text in (*titles, *(column.head for column in layout.columns)))
    own = any(_OF_TOWN.search(authority_in(text)) for text in titles)
    return ListKind.GRANT_CATALOGUE if said and not own else None


def _names(grid: Grid, layout: Layout) -> list[str]:
    column = layout.named
    if column is None:
        return []
    return [row[column.index].strip() for row in grid.rows[layout.last + 1 :] if row[column.index].strip()]


def counts_only(grid: Grid, layout: Layout) -> str:
    """The head of the names where a table with the head of a list only counts items (许可事项 12, 处罚事项 3), "" where it does not."""
    names, column = _names(grid, layout), layout.named
    counted = sum(1 for name in names if _COUNT.fullmatch(name))
    return column.head if column is not None and counted * 2 > len(names) else ""


def codes_only(grid: Grid, layout: Layout) -> bool:
    """Whether a table with the head of a list is one of codes (01 行政许可, 02 行政处罚)."""
    names = _names(grid, layout)
    if not names:
        return False
    if layout.fields <= _OF_CODES:
        coded = sum(1 for name in names if power_type(name) != PowerType.UNKNOWN or theme_of(name) != Theme.NONE)
        return coded * 2 > len(names) or _CODES.search(grid.name) is not None
    return False


def _labels(fields: frozenset[str], layout: Layout) -> str:
    return "、".join(f"“{column.head}”" for column in layout.columns if column.field in fields)


def _against_columns(
    named: ListKind,
    how: str,
    telling: list[tuple[ListKind, frozenset[str]]],
    layouts: dict[ListKind, Layout],
) -> Decided:
    """A title's kind, with a doubt where the columns are those of another kind and none of its own."""
    kinds = {kind for kind, _ in telling}
    if not kinds or named in kinds or (named in _OF_POWERS and kinds <= _OF_POWERS):
        return Decided(named, how)
    other, fields = telling[0]
    if (named, other) == (ListKind.POWER, ListKind.ENFORCEMENT):
        # 行使层级 and 实施主体 are columns of power lists too: the title alone tells the two apart.
        return Decided(named, how)
    return Decided(
        named,
        how,
        f"{how}说是{named.label}，{_labels(fields, layouts[other])}却是{other.label}的列，按{how}读取",
        f"若是{other.label}，请在说明文件写明 kind: {other}",
    )


def _by_columns(telling: list[tuple[ListKind, frozenset[str]]], layouts: dict[ListKind, Layout]) -> Decided:
    """The kind that columns tell, with a doubt where they tell another one as well."""
    kind, fields = telling[0]
    equal = [other for other, found in telling[1:] if len(found) == len(fields)]
    if not equal:
        return Decided(kind, "列名")
    also = "、".join(other.label for other in equal)
    return Decided(
        kind,
        "列名",
        f"列名既像{kind.label}，又像{also}，暂按{kind.label}读取",
        f"请在说明文件写明 kind，如 {kind} 或 {equal[0]}",
    )


def _first_wide(grid: Grid) -> int:
    """The first row of three different cells and more, which is no title; in a table of two columns (序号｜主要职责) the first that names one."""
    looked = [
        [text for text in dict.fromkeys(map(str.strip, row)) if text] for row in grid.rows[: grid.above + HEAD_ROWS]
    ]
    wide = next((index for index, words in enumerate(looked) if len(words) > 2), None)
    if wide is not None:
        return wide
    return next(
        (
            index
            for index, words in enumerate(looked)
            if len(words) == 2 and any(COMMON.field_of(word)[1] == 3 for word in words)
        ),
        0,
    )


def _all_heads(
    grid: Grid, merges: MergeMap, told: Sidecar, common: Layout | None, head: HeadReader
) -> dict[ListKind, Layout]:
    """The head as each kind reads it that its columns may tell."""
    answer: dict[ListKind, Layout] = {}
    for kind, each in registry.KINDS.items():
        if not each.telling:
            continue
        lexicon = registry.lexicon(kind)
        where = common.first if common is not None and not told.columns else None
        found = head(lexicon) if where is None else read_head(grid, merges, where, lexicon=lexicon)
        if found is not None:
            answer[kind] = found
    return answer

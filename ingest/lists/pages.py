"""A text with tables in it (a Word document, a web page) → grids: each table with the lines that belong to it.

Titles are what stands above a table since the table before it: short lines become rows above the head, in one cell over the whole
width; sentences, and what stands below the last table, become the table's notes. A small table that has no head of a list
(a page's 索引号 and 发文日期, a form's signatures) is text. The n-th other table is 表n, in the order of the document; a
row is counted within its own table, so that 表2 row 7 is the seventh row of the second table as people count on the page.
"""

from __future__ import annotations

import re

import msgspec

from ingest.lists.cards import card_of
from ingest.lists.cells import Grid, Merge, even, title_like
from ingest.lists.columns import field_of
from ingest.lists.kinds import registry
from ingest.lists.words import is_note

_GOES_ON = re.compile(r"^[（(]?(?:续表|接上[表页]|承上页|转下页)\s*\d*[)）]?$")
_SMALLEST = 3
_ASKS = re.compile(
    r"[:：]$|^(?:索 ?引 ?号|发文字号|文 ?号|发文日期|发布日期|成文日期|发布机构|发文机关|主题分类|有 ?效 ?性)$"
)
_FIRST_ROWS = 30
_COMMON_HEADS = frozenset({"seq", "remark"})
# Heads that a list shares with any index of documents: 序号 and 标题 make no list.
_INDEX_HEAD = re.compile(r"^(?:标题|名称|项目|title|item_?name|单位名称)$", re.IGNORECASE)


class Table(msgspec.Struct):
    """A table as it stands in a text, before its lines are joined to it. ``caption`` is its own title, where it has one."""

    rows: list[list[str]]
    merges: list[Merge] = []
    hidden: list[int] = []
    hidden_rows: list[int] = []
    caption: str = ""


def list_fields(row: list[str]) -> set[str]:
    """The fields that a row names if it is a list's head, else none: an item's name and at least one more, undoubted."""
    found: set[str] = set()
    generic, likely = True, False
    for cell in row:
        field, rate = field_of(re.sub(r"\s+", "", cell))
        if rate == 1 and field == "name":
            likely = True
        if rate >= 2:
            found.add(field)
            if field in ("name", "sub_name") and not _INDEX_HEAD.match(cell.strip()):
                generic = False
    if likely and not found & {"name", "sub_name"} and len(found - _COMMON_HEADS) > 1:
        # 抽查事项 beside 事项类别 and 检查主体.
        return found | {"name"}
    if not found & {"name", "sub_name"} or len(found) < 2:
        return _fields_of_kind(row)
    return set() if generic and len(found - {"name", "seq", "remark", "holder"}) < 1 else found


def _fields_of_kind(row: list[str]) -> set[str]:
    """The fields of a row whose columns tell a kind of list that has no item's name among them (姓名 and 执法证号), else none."""
    heads = [re.sub(r"\s+", "", cell) for cell in row]
    for kind, each in registry.KINDS.items():
        lexicon = registry.lexicon(kind)
        sure = {field for field, rate in map(lexicon.field_of, heads) if rate >= 2}
        if sure & lexicon.names and len(sure - _COMMON_HEADS) > 1 and any(telling <= sure for telling in each.telling):
            return sure
    return set()


def has_head(rows: list[list[str]]) -> bool:
    """Whether one of the first rows names the columns of a list."""
    return any(list_fields(row) for row in rows[:_FIRST_ROWS])


def grids_of(blocks: list[str | Table], name: str) -> list[Grid]:
    """The grids of a text's blocks, in order. Raises GridError for a table beyond all measure."""
    grids: list[Grid] = []
    lines: list[str] = []
    parted = True
    count = 0
    for block in blocks:
        if isinstance(block, str):
            line = block.strip()
            if not line:
                continue
            if grids and not lines and (is_note(line) or _GOES_ON.match(line)):
                # A remark straight below a table is that table's.
                grids[-1].notes.append(line)
                parted = parted or not _GOES_ON.match(line)
            else:
                lines.append(line)
                parted = True
            continue
        rows = even(block.rows, name)
        if not any(any(cell.strip() for cell in row) for row in rows):
            continue
        count += 1
        follows = not parted and bool(grids) and len(rows[0]) == len(grids[-1].rows[0])
        if _is_text(rows) and not follows:
            lines.extend(_as_lines(rows))
            parted = True
            continue
        if block.caption.strip():
            lines.append(block.caption.strip())
        grids.append(_with_lines(block, rows, lines, f"表{count}", follows and not lines))
        lines = []
        parted = False
    if grids:
        grids[-1].notes.extend(lines)
    return grids


def _is_text(rows: list[list[str]]) -> bool:
    """One column, one or two rows without a head, or a form (索引号：… 发文日期：…): lines of the document, and no list."""
    if len(rows[0]) == 1:
        return True
    filled = [cell.strip() for row in rows for cell in row if cell.strip()]
    asked = sum(1 for cell in filled if _ASKS.search(cell))
    return (len(rows) < _SMALLEST or asked * 3 >= len(filled)) and not has_head(rows) and not card_of(rows)


def _as_lines(rows: list[list[str]]) -> list[str]:
    lines = []
    for row in rows:
        words = list(dict.fromkeys(" ".join(cell.split()) for cell in row if cell.strip()))
        if words:
            lines.append("　".join(words))
    return lines


def _with_lines(block: Table, rows: list[list[str]], lines: list[str], name: str, follows: bool) -> Grid:
    titles = [line for line in lines if title_like(line)]
    above, width = len(titles), len(rows[0])
    merges = [(row, 0, row, width - 1) for row in range(above)] if width > 1 else []
    merges += [(top + above, left, bottom + above, right) for top, left, bottom, right in block.merges]
    return Grid(
        name,
        [[title, *[""] * (width - 1)] for title in titles] + rows,
        merges,
        block.hidden,
        [row + above for row in block.hidden_rows],
        above=above,
        notes=[line for line in lines if not title_like(line)],
        document=True,
        follows=follows,
    )

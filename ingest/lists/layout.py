"""Where a table's head stands in a grid, and what each of its columns means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

import msgspec

from ingest.lists.cells import Grid, column_letter
from ingest.lists.columns import ANSWERING, COMMON, MARK, REPEATABLE, Lexicon

HEAD_ROWS = 30
_SUBHEAD_LENGTH = 24
_MAIN = re.compile(r"(?:主项|大项|主项目|事项主项|权力大项)(?:事项)?(?:名称)?$")
_STAGE_COLUMNS = 3
_STAGE_HEAD = re.compile(
    r"(?:立案|受理|申请受理|受理申请|调查|调查取证|审查|审核|审理|告知|陈述申辩|听证|催告|决定|作出决定|送达|执行|实施|公示|公开|"
    r"(?:事后|事中|后续|事中事后)监管|监管|办结|归档|结案|评审|审定|核准|颁证|发证|复核|勘验|处置|移送)(?:责任|环节|阶段)?"
)
_HOW = {3: "列名", 2: "列名（去括号）", 1: "列名的一部分", 0: "未识别，随行保留"}


class Column(msgspec.Struct):
    """One column: its index, its head as found ("上级/下级" for two rows), the field it was understood as ("" unknown) and how."""

    index: int
    head: str
    field: str
    how: str

    @property
    def letter(self) -> str:
        return column_letter(self.index)


class Layout(msgspec.Struct):
    """A head: its first and last row (from 0), its columns, and the lexicon that it was read with."""

    first: int
    last: int
    columns: list[Column]
    lexicon: Lexicon = COMMON

    def column(self, field: str) -> Column | None:
        """The first column of a field."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def named(self) -> Column | None:
        """The column of what the rows are about: the item's name, else what stands for it in lists of the kind."""
        wanted = (self.lexicon.name, *self.lexicon.instead)
        return next((column for column in map(self.column, wanted) if column is not None), None)

    def label(self, column: Column) -> str:
        """The name under which a column without a place in the model is kept with the row."""
        return self.lexicon.labels.get(column.field, "") or column.head or column.letter

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns if column.field}


class MergeMap:
    """What merged cells say of a grid: the value that reaches a cell from above, the width that a cell covers."""

    def __init__(self, grid: Grid) -> None:
        self.from_above: dict[tuple[int, int], tuple[int, int]] = {}
        self.width: dict[tuple[int, int], int] = {}
        self.height: dict[tuple[int, int], int] = {}
        for top, left, bottom, right in grid.merges:
            if right > left:
                self.width[top, left] = right - left + 1
            if bottom > top:
                self.height[top, left] = bottom - top + 1
                # A damaged sheet may merge a million rows: only those that are there carry a value.
                for row in range(top + 1, min(bottom + 1, len(grid.rows))):
                    self.from_above[row, left] = (top, left)


def _line(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _head_row(grid: Grid, merges: MergeMap, row: int) -> list[str]:
    """The heads of a row; a cell merged from above says what it says there."""
    heads = []
    for column, text in enumerate(grid.rows[row]):
        source = merges.from_above.get((row, column))
        if not text.strip() and source is not None:
            text = grid.rows[source[0]][source[1]]
        heads.append(_line(text))
    return heads


def read_head(grid: Grid, merges: MergeMap, row: int, strict: bool = False, lexicon: Lexicon = COMMON) -> Layout | None:
    """The head that begins in ``row``, or None. ``strict`` is for rows inside a table: only an undoubted head counts there."""
    heads = _head_row(grid, merges, row)
    known = [lexicon.field_of(head) for head in heads]
    sure = [field for field, rate in known if rate >= 2]
    filled = sum(1 for head in heads if head)
    if strict:
        exact = [field for field, rate in known if rate == 3]
        if len(set(exact)) < 2 or not lexicon.names & set(exact) or len(exact) * 2 < filled:
            return None
    fields = {field for field, _ in known if field}
    if not lexicon.names & fields or len(fields) < 2 or not sure:
        return None
    layout = _single(heads, row, lexicon)
    below = _subheads(grid, merges, row, heads, lexicon)
    if below:
        layout = _double(below, row, lexicon)
    while layout.last + 1 < len(grid.rows) and layout.last < row + 3 and _goes_on(layout, grid.rows[layout.last + 1]):
        layout.last += 1
        _name_by(layout, grid.rows[layout.last])
    _mark_stages(layout)
    _part_names(layout)
    return layout


def _part_names(layout: Layout) -> None:
    """主项名称 beside 事项名称, and no column of sub-items: the second is the part of the first."""
    names = layout.column("name")
    if names is None or layout.column("sub_name") is not None or not _MAIN.match(names.head.rsplit("/", 1)[-1]):
        return
    for column in layout.columns:
        if not column.field and layout.lexicon.field_of(column.head) == ("name", 3):
            column.field, column.how = "sub_name", f"“{names.head}”之外的事项名称，读作子项"
            return


def _name_by(layout: Layout, row: list[str]) -> None:
    """Give columns that the head does not name the fields that a second head under it names (a head in two languages)."""
    taken = layout.fields
    for column in layout.columns:
        field, rate = layout.lexicon.field_of(_line(row[column.index]))
        if not column.field and rate >= 2 and field not in taken:
            column.field, column.how = field, f"第二行列名“{_line(row[column.index])}”"
            taken.add(field)


def _mark_stages(layout: Layout) -> None:
    """Columns that are a stage each (受理｜审查｜决定｜送达) say the item's responsibilities stage by stage."""
    if layout.column("responsibility") is not None:
        return
    found = [column for column in layout.columns if _STAGE_HEAD.fullmatch(column.head.rsplit("/", 1)[-1])]
    told = sum(1 for column in found if column.head.endswith(("责任", "环节", "阶段")))
    if len(found) < _STAGE_COLUMNS and told < 2:
        return
    for column in found:
        column.field, column.how = "responsibility", "办理环节，逐列读作责任事项"


def _goes_on(layout: Layout, row: list[str]) -> bool:
    """A row under the head that only counts the columns, or names the same columns again (in another language)."""
    lexicon = layout.lexicon
    names = next((column for column in layout.columns if column.field in lexicon.names), None)
    if names is not None:
        field, rate = lexicon.field_of(_line(row[names.index]))
        if rate == 3 and field in lexicon.names:
            return sum(1 for text in row if lexicon.field_of(_line(text))[1] == 3) > 1
    return _is_numbering(row)


def _single(heads: list[str], row: int, lexicon: Lexicon) -> Layout:
    columns = []
    for index, head in enumerate(heads):
        field, rate = lexicon.field_of(head)
        columns.append((Column(index, head, field, _how(field, rate)), rate))
    return Layout(row, row, _one_each(columns, lexicon), lexicon)


def _how(field: str, rate: int) -> str:
    return "乡镇或乡镇类型，按勾选读取" if field == MARK else _HOW[rate]


def _subheads(
    grid: Grid, merges: MergeMap, row: int, heads: list[str], lexicon: Lexicon
) -> list[tuple[str, str]] | None:
    """(head above, head below) per column when the next row belongs to the head, else None."""
    if row + 1 >= len(grid.rows):
        return None
    below = [_line(text) for text in grid.rows[row + 1]]
    if not any(below) or max(map(len, below)) > _SUBHEAD_LENGTH:
        return None
    above: list[str] = []
    spans = [False] * len(heads)
    for index, head in enumerate(heads):
        width = merges.width.get((row, index), 1)
        if width > 1 and head:
            for column in range(index, min(index + width, len(heads))):
                spans[column] = True
        above.append(head)
    current = ""
    for index, head in enumerate(heads):
        if head:
            current = head
        elif below[index] and (spans[index] or not grid.merges):
            # Without merged cells (CSV) an empty cell above a subhead belongs to the head at its left.
            above[index] = current
            spans[index] = True
            if index and heads[index - 1] and below[index - 1]:
                spans[index - 1] = True
    tall = any(merges.height.get((row, index), 1) > 1 for index in range(len(heads)))
    under = [index for index, text in enumerate(below) if text]
    if not under or not all(spans[index] for index in under):
        return None
    pairs = list(zip(above, below, strict=True))
    recognised = sum(
        1 for index in under if _pair_field(*pairs[index], lexicon)[1] or _STAGE_HEAD.fullmatch(pairs[index][1])
    )
    return pairs if tall or recognised * 2 >= len(under) else None


def _pair_field(above: str, below: str, lexicon: Lexicon) -> tuple[str, int]:
    """The field of a column with two heads: both together, then the lower, then the upper."""
    field_of = lexicon.field_of
    if not below:
        return field_of(above)
    together = field_of(above + below)
    if together[1] == 3:
        return together
    upper, lower = field_of(above), field_of(below)
    if lower[0] != MARK and upper[1] >= 2 and (upper[0] not in lexicon.values or upper[0] in ANSWERING):
        # What stands under 责任事项 is about the responsibility, whatever its own head says.
        return together if together[1] and together[0] != upper[0] else ("", 0)
    if lower[1]:
        return lower
    return upper if upper[1] else together


def _double(pairs: list[tuple[str, str]], row: int, lexicon: Lexicon) -> Layout:
    columns = []
    for index, (above, below) in enumerate(pairs):
        field, rate = _pair_field(above, below, lexicon)
        text = below if field == MARK else "/".join(part for part in (above, below) if part)
        columns.append((Column(index, text, field, _how(field, rate)), rate))
    return Layout(row, row + 1, _one_each(columns, lexicon), lexicon)


def _one_each(columns: list[tuple[Column, int]], lexicon: Lexicon) -> list[Column]:
    """A field goes to the column that names it most surely, the first of several; the others stay under their heads."""
    best: dict[str, int] = {}
    for column, rate in columns:
        if column.field and rate > best.get(column.field, 0):
            best[column.field] = rate
    taken: set[str] = set()
    answer = []
    for column, rate in columns:
        field = column.field
        if field and field not in REPEATABLE and (rate < best[field] or field in taken):
            column = Column(column.index, column.head, "", f"与另一列同为“{lexicon.labels[field]}”，随行保留")
        elif field:
            taken.add(field)
        answer.append(column)
    return answer


def _is_numbering(row: list[str]) -> bool:
    """A row under the head that only counts the columns (1 2 3 …, A B C …, 甲 乙 丙 …)."""
    cells = [unicodedata.normalize("NFKC", text).strip().strip("()栏") for text in row]
    filled = [text for text in cells if text]
    if len(filled) < 3:
        return False
    if filled == [str(number) for number in range(1, len(filled) + 1)]:
        return True
    return any(filled == list(signs[: len(filled)]) for signs in _COUNTING)


_COUNTING = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "甲乙丙丁戊己庚辛壬癸", "一二三四五六七八九十")


def side_by_side(layout: Layout) -> list[tuple[int, int]]:
    """The stretches of columns (first, behind the last) of a head that says the same columns several times from left to right, one
    stretch for each table; none where it does not."""
    heads = [(column.index, column.head) for column in layout.columns if column.head]
    for count in (2, 3, 4):
        each, spare = divmod(len(heads), count)
        if spare or each < 2:
            continue
        words = [[head for _, head in heads[start : start + each]] for start in range(0, len(heads), each)]
        # The word of the item's name, and no other one, may stand twice in one table.
        known = {layout.lexicon.field_of(word)[0] for word in words[0]}
        if len(set(words[0])) == each and known & layout.lexicon.names and all(other == words[0] for other in words):
            starts = [heads[start][0] for start in range(0, len(heads), each)]
            return list(zip(starts, [*starts[1:], len(layout.columns)], strict=True))
    return []


def stacked(grid: Grid, layout: Layout, stretches: list[tuple[int, int]]) -> Grid:
    """The grid with the tables that stand side by side put under each other, in the columns of the first; up to the next heading over
    all of them, the left one comes first. Rows are counted as they come to stand."""
    start, end = stretches[0]
    width = MergeMap(grid).width
    rows = [list(row) for row in grid.rows[: layout.last + 1]]
    for row in rows[layout.first :]:
        row[end:] = [""] * len(row[end:])
    placed = {(number, 0): number for number in range(len(rows))}

    def over_all(number: int) -> bool:
        filled = [index for index, text in enumerate(grid.rows[number]) if text.strip()]
        return (
            len(filled) == 1
            and filled[0] < end
            and (filled[0] == start or width.get((number, filled[0]), 1) > end - start)
        )

    def lay(part: list[int]) -> None:
        for order, (first, behind) in enumerate(stretches):
            filled = [number for number in part if any(text.strip() for text in grid.rows[number][first:behind])]
            for number in part if not order else [each for each in part if filled and each <= filled[-1]]:
                placed[number, order] = len(rows)
                cells = grid.rows[number][first:behind]
                row = [*[""] * start, *cells]
                rows.append([*row, *[""] * (len(grid.rows[number]) - len(row))])

    part: list[int] = []
    for number in range(layout.last + 1, len(grid.rows)):
        if over_all(number):
            lay(part)
            part = []
            placed[number, 0] = len(rows)
            rows.append(list(grid.rows[number]))
        else:
            part.append(number)
    lay(part)
    merges = []
    for top, left, bottom, right in grid.merges:
        order = next((order for order, (first, behind) in enumerate(stretches) if first <= left < behind), 0)
        if bottom <= layout.last and top >= layout.first and order:
            continue
        shift = stretches[order][0] - start
        last = min(bottom, len(grid.rows) - 1)
        if (top, order) in placed and (last, order) in placed:
            merges.append((placed[top, order], left - shift, placed[last, order], min(right - shift, len(rows[0]) - 1)))
    return msgspec.structs.replace(
        grid,
        rows=rows,
        merges=merges,
        hidden=[index for index in grid.hidden if index < end],
        hidden_rows=[placed[number, 0] for number in grid.hidden_rows if (number, 0) in placed],
        imprecise=[
            (placed[number, order], column - first + start)
            for number, column in grid.imprecise
            for order, (first, behind) in enumerate(stretches)
            if first <= column < behind and (number, order) in placed
        ],
    )


def find_head(grid: Grid, merges: MergeMap, lexicon: Lexicon = COMMON) -> Layout | None:
    """The head among the first 30 rows of the table (what stands above it in a document does not count): the one with most known
    columns, the first of equals."""
    best: Layout | None = None
    for row in range(min(grid.above + HEAD_ROWS, len(grid.rows))):
        layout = read_head(grid, merges, row, lexicon=lexicon)
        if layout is not None and (best is None or len(layout.fields) > len(best.fields)):
            # A second head further down (another table in the same sheet) must not win over the first.
            if best is not None and row > best.last + 1:
                continue
            best = layout
    return best


def join_split(grids: list[Grid], head_of: Callable[[Grid], Layout | None]) -> list[Grid]:
    """Tables that a page break has split, put together: one that follows a list straight, with as many columns and no head or
    the same head again, goes on with it. Its rows are counted on. ``head_of`` finds a table's head."""
    answer: list[Grid] = []
    heads: dict[int, Layout | None] = {}

    def head(grid: Grid) -> Layout | None:
        if id(grid) not in heads:
            heads[id(grid)] = head_of(grid)
        return heads[id(grid)]

    for grid in grids:
        before = answer[-1] if answer and grid.follows else None
        above = head(before) if before is not None else None
        here = head(grid) if above is not None else None
        if before is None or above is None or (here is not None and _heads_of(here) != _heads_of(above)):
            answer.append(grid)
            continue
        shift = len(before.rows)
        before.rows.extend(grid.rows)
        before.merges.extend((top + shift, left, bottom + shift, right) for top, left, bottom, right in grid.merges)
        before.hidden_rows.extend(row + shift for row in grid.hidden_rows)
        before.notes.extend(grid.notes)
    return answer


def _heads_of(layout: Layout) -> list[str]:
    return [column.head for column in layout.columns]


def forced(
    grid: Grid,
    merges: MergeMap,
    head_row: int | None,
    columns: Mapping[int | str, str],
    lexicon: Lexicon = COMMON,
) -> Layout | None:
    """The head that a sidecar tells: ``head_row`` from 0 and/or column (index or head as written) → the word for
    a field ("" for none)."""
    layout = find_head(grid, merges, lexicon)
    if head_row is not None:
        row = min(max(head_row, 0), len(grid.rows) - 1)
        layout = read_head(grid, merges, row, lexicon=lexicon) or _single(_head_row(grid, merges, row), row, lexicon)
    elif layout is None and columns:
        wanted = {_line(key) for key in columns if isinstance(key, str)}
        for row in range(min(grid.above + HEAD_ROWS, len(grid.rows))):
            heads = _head_row(grid, merges, row)
            if wanted and wanted <= set(heads):
                layout = _single(heads, row, lexicon)
                break
        else:
            if wanted:
                return None
            # Only letters are told and no head is known: the first row with two cells is the head.
            row = next((n for n, cells in enumerate(grid.rows) if sum(map(bool, cells)) > 1), 0)
            layout = _single(_head_row(grid, merges, row), row, lexicon)
    if layout is None:
        return None
    told = {
        key if isinstance(key, int) else _line(key): lexicon.field_named(word) if word else ""
        for key, word in columns.items()
    }
    claimed = set(told.values())
    for column in layout.columns:
        field = told.get(column.index, told.get(column.head))
        if field is not None:
            column.field, column.how = field, "说明文件指定"
        elif column.field in claimed and column.field not in REPEATABLE:
            column.field, column.how = "", "说明文件另有指定，随行保留"
    return layout

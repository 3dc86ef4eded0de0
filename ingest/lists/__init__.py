"""List readers: a spreadsheet, text table, document, page or JSON file as an office keeps it → ListText.

``read_list`` reads every kind of list (``ontologies.records.ListKind``); ``explain_list`` tells how each column was understood;
``parse_sidecar`` reads the ``<file>.yaml`` beside a file; ``read_divisions`` reads a division table. The way of a table: grids
(``grid``), its kind (``deciding``) and head (``layout``, ``columns``), its rows as they stand (``rows``), what all kinds share
(``entries``), and what its kind states (``kinds``).

An error means that nothing of the file is loaded: never half a document. Everything else is read and reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from ingest.lists.cards import join_cards
from ingest.lists.deciding import Decided, codes_only, counts_only, understand
from ingest.lists.divisions import is_divisions, read_divisions
from ingest.lists.entries import Builder, file_stem, problem
from ingest.lists.frame import source_format, with_layouts
from ingest.lists.grid import Grid, GridError, column_letter, read_grids
from ingest.lists.kinds import registry
from ingest.lists.layout import (
    HEAD_ROWS,
    Column,
    Layout,
    MergeMap,
    join_split,
    read_head,
    side_by_side,
    stacked,
)
from ingest.lists.rows import Remarks, Section, collect, lines_above, row_list
from ingest.lists.sidecar import Sidecar, check_sidecar, parse_sidecar
from ontologies.places import Place
from ontologies.records import ListText, Problem

__all__ = [
    "ExplainedTable",
    "explain_list",
    "is_divisions",
    "parse_sidecar",
    "read_divisions",
    "read_list",
    "read_sheets",
]

_EXPECTED = "含“事项名称”（或职权名称、权力名称等）并有“序号、类型、依据、实施主体、承办机构”等至少一列的表头"
_ADVICE = (
    "请在说明文件（同名 .yaml）写明 head_row: 行号，必要时用 columns 写明各列含义，如 columns: {C: 事项名称, E: 依据}"
)
_ADVICE_KEYS = "请在说明文件（同名 .yaml）用 columns 写明各键的含义，如 columns: {title: 事项名称, law: 依据}"
# A sheet with this many rows of three cells and more is a table; one with fewer is a cover or a page of remarks.
_TABLE_ROWS = 3
_TABLE_CELLS = 3
_SAMPLE = 60


def read_list(
    data: bytes,
    name: str,
    sidecar: Mapping[str, Any] | None = None,
    hints: Mapping[str, str] | None = None,
    divisions: Iterable[Place] = (),
) -> tuple[list[ListText], list[Problem]]:
    """Read one file: .xlsx, .xls, .csv, .json, .jsonl, the tables of a .docx or a web page (the bytes tell which).

    Rows are counted as people count them: from the sheet's first row, from the first row of a Word or web table (``sheet`` is then
    表1, 表2 … in the order of the document), from the first record or line of JSON.

    ``name`` is the file's name for messages; ``sidecar`` what the ``.yaml`` beside it or flags tell (authority, place, edition, kind,
    title, head_row, columns, sheets); ``hints`` what its place may tell (``stem``, ``place``, ``authority``), believed last; ``divisions``
    places below the county, by which townships get their codes.

    Returns one ListText for each body and kind that the file holds a list of, and what is to be reported. With an error
    among the problems there is no ListText. Source: one file as an office sends it.
    """
    return _read(data, name, sidecar, hints, divisions, None)


def read_sheets(
    grids: list[Grid],
    name: str,
    sidecar: Mapping[str, Any] | None = None,
    hints: Mapping[str, str] | None = None,
    divisions: Iterable[Place] = (),
    revise: Callable[[list[Section]], None] | None = None,
) -> tuple[list[ListText], list[Problem]]:
    """As :func:`read_list`, of sheets that are open already (``ingest.lists.frame.grids_of``). ``revise`` may change the rows that were
    found before they are understood."""
    return _read(grids, name, sidecar, hints, divisions, revise)


def _read(
    source: bytes | list[Grid],
    name: str,
    sidecar: Mapping[str, Any] | None,
    hints: Mapping[str, str] | None,
    divisions: Iterable[Place],
    revise: Callable[[list[Section]], None] | None,
) -> tuple[list[ListText], list[Problem]]:
    opened, sections, problems = _sections(source, name, sidecar, hints)
    if any(item.severity == "error" for item in problems):
        return [], problems
    if revise is not None:
        revise([section for section, _, _ in sections])
    heads = [
        (section.sheet, section.layout.first + 1, section.layout.last + 1, section.rows[0].number)
        for section, _, _ in sections
    ]
    lists = _build(sections, name, sidecar, hints, divisions, problems)
    form = source_format(source, opened) if isinstance(source, bytes) else ""
    return with_layouts(lists, opened, heads, form), problems


def _build(
    sections: list[tuple[Section, Sidecar, Remarks]],
    name: str,
    sidecar: Mapping[str, Any] | None,
    hints: Mapping[str, str] | None,
    divisions: Iterable[Place],
    problems: list[Problem],
) -> list[ListText]:
    told, _ = check_sidecar(sidecar, name)

    def say(where: str, message: str, expected: str, advice: str) -> None:
        found = problem(name, where, message, expected, advice)
        if found not in problems:
            problems.append(found)

    lists = Builder(name, told, dict(hints or {}), divisions, say).build(sections)
    if not any(text.entries for text in lists):
        kinds = "、".join(dict.fromkeys(text.kind.label for text in lists))
        problems.append(
            Problem(
                "error",
                name,
                "",
                f"按{kinds}读取，没有一行是事项",
                "每个事项一行",
                "请核对种类，必要时在说明文件写明 kind",
            )
        )
        return []
    return lists


def _sections(
    source: bytes | list[Grid], name: str, sidecar: Mapping[str, Any] | None, hints: Mapping[str, str] | None
) -> tuple[list[Grid], list[tuple[Section, Sidecar, Remarks]], list[Problem]]:
    """The sheets of the file that are read, and every table in them with what the sidecar tells of its sheet."""
    told, problems = check_sidecar(sidecar, name)
    if any(item.severity == "error" for item in problems):
        return [], [], problems
    try:
        grids, found = read_grids(source, name) if isinstance(source, bytes) else (source, [])
    except GridError as error:
        return [], [], [*problems, error.problem]
    problems.extend(found)
    stem = file_stem(name, hints)
    if isinstance(source, bytes) and told.head_row is None and not told.columns and not told.sheets:
        grids, cards = join_cards(grids)
        if cards:
            problems.append(
                problem(
                    name,
                    "",
                    f"{cards} 张卡片式表格（每个事项一张表）合为一张读取，每张卡片一行",
                    "每个事项一行的清单",
                    "请核对事项数；不对的，请改为每个事项一行的表格后再载入",
                )
            )
    wanted = _wanted(_joined(grids, told, stem), told, name, problems)
    answer: list[tuple[Section, Sidecar, Remarks]] = []
    remarks_pages: list[str] = []
    headless: list[Grid] = []
    failed: list[Grid] = []
    coded: list[tuple[Grid, Layout, Decided]] = []
    overviews: list[tuple[Grid, str]] = []

    def read(grid: Grid, layout: Layout, decided: Decided) -> None:
        where, own = _where(grid), told.for_sheet(grid.name)
        if decided.doubt:
            problems.append(problem(name, where, decided.doubt, "", decided.advice))
        problems.extend(_second_names(layout, name, where))
        sections, remarks = collect(grid, MergeMap(grid), layout, decided.kind, registry)
        _count_from_table(sections, grid)
        sections = _with_rows(sections)
        sections[-1].notes.extend(grid.notes)
        _report(grid, layout, sections, remarks, name, where, problems)
        answer.extend((section, own, remarks) for section in sections if section.rows)

    for at, grid in enumerate(wanted):
        own = told.for_sheet(grid.name)
        layout, decided = understand(grid, MergeMap(grid), own, stem)
        if layout is None:
            (failed if not grid.document and (_is_table(grid) or len(wanted) == 1) else headless).append(grid)
            continue
        counted = counts_only(grid, layout) if not own.columns else ""
        if counted:
            overviews.append((grid, counted))
            continue
        if len(wanted) > 1 and told.kind is None and not own.columns and codes_only(grid, layout):
            coded.append((grid, layout, decided))
            continue
        stretches = side_by_side(layout) if not own.columns else []
        one = stacked(grid, layout, stretches) if stretches else grid
        head = read_head(one, MergeMap(one), layout.first, lexicon=layout.lexicon) if stretches else None
        if head is not None:
            problems.append(
                problem(
                    name,
                    f"{_where(grid)}第 {grid.number(layout.first)} 行",
                    f"同样的列并排 {len(stretches)} 组，每组都读作事项，右边的接在左边之下计行",
                    "每个事项一行",
                    "请核对事项数；行号与原表不同",
                )
            )
            grid, layout = one, head
            wanted[at] = grid
        read(grid, layout, decided)
    if not answer and not failed and not overviews:
        # Nothing else in the file is a list, so that this may be one.
        for grid, layout, decided in coded:
            read(grid, layout, decided)
        coded.clear()
    beside = [*(grid for grid, _ in overviews), *failed] if answer else []
    for grid in [*(grid for grid, _, _ in coded), *beside]:
        problems.append(_left_out(grid, name))
        remarks_pages.extend([*lines_above(grid, MergeMap(grid), len(grid.rows)), *grid.notes])
    if not answer:
        problems.extend(_no_head(grid, name, _where(grid)) for grid in failed)
        problems.extend(
            Problem(
                "error",
                name,
                _where(grid),
                f"“{head}”列都是数字，像是统计表，不是清单",
                "每个事项一行，写出事项名称",
                "请载入事项明细；若确是清单，请用说明文件 columns 指出事项名称所在的列",
            )
            for grid, head in overviews
        )
    _inherit_titles([section for section, _, _ in answer], {grid.name for grid in wanted if grid.document})
    if headless and not answer and all(grid.document for grid in wanted):
        # Nothing in the document is a list: the largest table shows what is missing.
        widest = max(headless, key=lambda grid: len(grid.rows) * len(grid.rows[0]))
        problems.append(_no_head(widest, name, _where(widest)))
        headless.clear()
    for grid in headless:
        problems.append(problem(name, _where(grid), "没有清单表头，只作说明保留", "", "若是清单，请用说明文件指出表头"))
        remarks_pages.extend([*lines_above(grid, MergeMap(grid), len(grid.rows)), *grid.notes])
    if answer and remarks_pages:
        answer[0][0].notes.extend(remarks_pages)
    if not answer and not any(item.severity == "error" for item in problems):
        problems.append(Problem("error", name, "", "没有可以读取的清单行", "表头下有数据行", "请核对文件是否完整"))
    return wanted, answer, problems


def _second_names(layout: Layout, name: str, where: str) -> list[Problem]:
    """What is said of another column under the same head as the items' names, which names no items."""
    names = layout.named
    again = [column.letter for column in layout.columns if names and column is not names and column.head == names.head]
    if names is None or not again:
        return []
    return [
        problem(
            name,
            f"{where}{'、'.join(again)} 列",
            f"又有“{names.head}”列，没有读作事项，原文随行保留",
            "每个事项一行",
            "若右边也是事项，请移到下面另起行后再载入",
        )
    ]


def _inherit_titles(sections: list[Section], documents: set[str]) -> None:
    """Give the later tables of a document what its first lines say for all of them: whose list, which day; the line over a table
    stays as what opened it."""
    tables = [section for section in sections if section.sheet in documents]
    for section in tables[1:]:
        first, own = tables[0].titles, section.titles
        if section.sheet == tables[0].sheet:
            continue
        if not section.heading and own.title:
            section.heading = own.title
        if not own.authority:
            own.authority, own.title = first.authority, first.title or own.title
        if own.edition is None:
            own.edition, own.precision = first.edition, first.precision
        if own.until is None and not own.years:
            own.until, own.years = first.until, first.years


def _left_out(grid: Grid, name: str) -> Problem:
    """What is said of a sheet beside a list that is none: an overview, a table of codes, or a list without a known head."""
    words = [text.strip()[:12] for text in grid.rows[_fullest(grid)] if text.strip()]
    return problem(
        name,
        _where(grid),
        f"没有认出清单的表头（或者是目录、汇总表、代码表），没有读成事项，全部留作附注；列是：{'、'.join(words)[:80]}",
        "含“事项名称”等列名的表头，每个事项一行",
        "若是清单，请在说明文件 sheets 写明这个工作表的 head_row 和 columns",
    )


def _joined(grids: list[Grid], told: Sidecar, stem: str) -> list[Grid]:
    return join_split(grids, lambda grid: understand(grid, MergeMap(grid), told.for_sheet(grid.name), stem)[0])


def _where(grid: Grid) -> str:
    if grid.document or not grid.name:
        return grid.name
    return f"工作表“{grid.name}”"


def _count_from_table(sections: list[Section], grid: Grid) -> None:
    """Give heads the numbers that people see where the grid begins with lines that are no rows of the table."""
    layouts = {id(section.layout): section.layout for section in sections}
    for layout in layouts.values():
        layout.first, layout.last = layout.first - grid.above, layout.last - grid.above


def _with_rows(sections: list[Section]) -> list[Section]:
    """The sections that have rows (else the first one); what stood in the others stays as notes of the one before."""
    kept: list[Section] = []
    for section in sections:
        if section.rows or (section is sections[-1] and not kept):
            kept.append(section)
        else:
            (kept[-1] if kept else sections[-1]).notes.extend([*section.notes, *section.totals])
    return kept


def _wanted(grids: list[Grid], told: Sidecar, name: str, problems: list[Problem]) -> list[Grid]:
    """The sheets to read: those that the sidecar names, else the visible ones that are not empty."""
    names = {grid.name for grid in grids}
    for sheet in (*told.only_sheets, *told.sheets):
        if sheet not in names:
            problems.append(
                Problem(
                    "error",
                    name,
                    "说明文件 sheets",
                    f"文件里没有工作表“{sheet}”",
                    "、".join(sorted(names)),
                    "请改正说明文件",
                )
            )
    wanted = []
    for grid in grids:
        where = _where(grid)
        if told.only_sheets and grid.name not in told.only_sheets:
            continue
        if not grid.visible and grid.name not in told.only_sheets:
            problems.append(
                problem(name, where, "是隐藏的工作表，未读取", "", "若要读取，请取消隐藏或在说明文件 sheets 中写明")
            )
        elif grid.blank:
            problems.append(problem(name, where, "是空的，已略过", "有表头和数据行", ""))
        else:
            wanted.append(grid)
    if not wanted and not any(item.severity == "error" for item in problems):
        problems.append(
            Problem("error", name, "", "没有内容，所有工作表都是空的", "有表头和数据行的清单", "请重新导出或重新下载")
        )
    return wanted


def _is_table(grid: Grid) -> bool:
    rows = sum(1 for row in grid.rows if sum(1 for text in row if text.strip()) >= _TABLE_CELLS)
    return rows >= _TABLE_ROWS


def _fullest(grid: Grid) -> int:
    """The row most like a head where none is one: the first of those with most cells."""
    looked = grid.rows[: grid.above + HEAD_ROWS]
    return max(range(len(looked)), key=lambda row: (sum(1 for text in looked[row] if text.strip()), -row))


def _no_head(grid: Grid, name: str, where: str) -> Problem:
    index = _fullest(grid)
    words = [text.strip()[:12] for text in grid.rows[index] if text.strip()]
    seen = "、".join(words)[:80]
    if len(words) > 1 and index < grid.above:
        return Problem("error", name, where, f"记录的键不像清单的列名；键是：{seen}", _EXPECTED, _ADVICE_KEYS)
    shown = f"；最像表头的第 {grid.number(index)} 行是：{seen}" if len(words) > 1 else ""
    rows = min(HEAD_ROWS, len(grid.rows) - grid.above)
    return Problem("error", name, where, f"前 {rows} 行里没有找到表头{shown}", _EXPECTED, _ADVICE)


def _report(
    grid: Grid,
    layout: Layout,
    sections: list[Section],
    remarks: Remarks,
    name: str,
    where: str,
    problems: list[Problem],
) -> None:
    """Say what a sheet's reader met."""
    if not any(section.rows for section in sections):
        problems.append(
            Problem(
                "error",
                name,
                f"{where}第 {layout.last + 1} 行",
                "表头下没有数据行",
                "每个事项一行",
                "请核对是否只有模板，或用说明文件 head_row 指出真正的表头",
            )
        )
        return
    if remarks.rows.get("no_name"):
        problems.append(
            problem(
                name,
                f"{where}{row_list(remarks.rows['no_name'])}",
                "没有事项名称，未作为事项载入，原文留在清单附注",
                "每个事项有名称",
                "请补上名称；若是上一事项的内容，请合并单元格",
            )
        )
    if remarks.rows.get("continued"):
        problems.append(
            problem(
                name,
                f"{where}{row_list(remarks.rows['continued'])}",
                "没有序号和事项名称，已并入上一事项",
                "",
                "请核对；若是另一事项，请补上名称",
            )
        )
    hidden = [column_letter(index) for index in grid.hidden if index < len(grid.rows[0]) and _filled(grid, index)]
    if hidden:
        problems.append(
            problem(
                name, where, f"有隐藏的列（{'、'.join(hidden)}），已照常读取", "", "若是作废内容，请删除该列后再载入"
            )
        )
    if grid.hidden_rows:
        rows = [
            grid.number(row) for row in grid.hidden_rows if row >= grid.above and any(map(str.strip, grid.rows[row]))
        ]
        if rows:
            problems.append(
                problem(
                    name,
                    f"{where}{row_list(rows)}",
                    "是隐藏的行，已照常读取",
                    "",
                    "若是作废或筛选掉的内容，请删除这些行后再载入",
                )
            )
    for section in sections:
        code = section.layout.column("code")
        rows = [grid.number(row) for row, column in grid.imprecise if code is not None and column == code.index]
        if rows:
            problems.append(
                problem(
                    name,
                    f"{where}{row_list(rows)}",
                    "编码以数字保存，超过 15 位的数字已被表格软件改成 0",
                    "文本格式的编码",
                    "请把该列改为文本后重新填写",
                )
            )
            break


def _filled(grid: Grid, index: int) -> bool:
    return any(row[index].strip() for row in grid.rows)


class ExplainedColumn(msgspec.Struct):
    """How one column was understood: its letter, its head as found, the field ("" kept with the row), the field's Chinese name,
    why, and the first value in it."""

    letter: str
    head: str
    field: str
    label: str
    how: str
    sample: str


class ExplainedTable(msgspec.Struct):
    """How one table was understood: sheet, head rows (from 1; 0 where keys of records are the head), columns, how many items, and the
    list it belongs to. In a file with errors nothing is known but the head; ``kind`` is "" where even that was not found, and the
    row is the one most like a head."""

    sheet: str
    head_rows: tuple[int, int]
    columns: list[ExplainedColumn]
    rows: int
    title: str = ""
    kind: str = ""
    authority: str = ""
    place: str = ""
    edition: str = ""
    notes: list[str] = []


def explain_list(
    data: bytes,
    name: str,
    sidecar: Mapping[str, Any] | None = None,
    hints: Mapping[str, str] | None = None,
    divisions: Iterable[Place] = (),
) -> tuple[list[ExplainedTable], list[Problem]]:
    """How :func:`read_list` would understand each table of a file, for people to look at before anything is loaded. Of a file with
    errors, the heads as far as they are found."""
    _, sections, problems = _sections(data, name, sidecar, hints)
    if any(item.severity == "error" for item in problems):
        return _heads_only(data, name, sidecar, hints), problems
    lists = _build(sections, name, sidecar, hints, divisions, problems)
    tables = []
    for section, _, _ in sections if lists else ():
        numbers = {row.number for row in section.rows}
        whole, entry = next(
            (
                (item, entry)
                for item in lists
                for entry in item.entries
                if entry.sheet == section.sheet and entry.row in numbers
            ),
            # None of its rows is an item: it belongs to the list of its kind.
            (next((item for item in lists if item.kind == section.kind), lists[0]), None),
        )
        duty = f"（{entry.duty_kind.label}）" if entry is not None and entry.duty_kind is not None else ""
        tables.append(
            ExplainedTable(
                section.sheet,
                (section.layout.first + 1, section.layout.last + 1),
                _explained_columns(section.layout, (row.cells for row in section.rows)),
                len(section.rows),
                whole.title,
                f"{whole.kind.label}{duty}",
                whole.authority,
                whole.place,
                whole.edition.isoformat() if whole.edition else "",
                list(section.notes),
            )
        )
    return tables, problems


def _explained_columns(layout: Layout, rows: Iterable[Mapping[str, str]]) -> list[ExplainedColumn]:
    """The columns of a head; the first value of each out of the rows below it (column letter → text)."""
    samples: dict[str, str] = {}
    for row in rows:
        for letter, text in row.items():
            if text.strip():
                samples.setdefault(letter, text.strip()[:_SAMPLE])
    return [
        ExplainedColumn(
            column.letter,
            column.head,
            column.field,
            layout.lexicon.labels.get(column.field, ""),
            column.how,
            samples.get(column.letter, ""),
        )
        for column in layout.columns
        if column.head or column.field or column.letter in samples
    ]


def _heads_only(
    data: bytes, name: str, sidecar: Mapping[str, Any] | None, hints: Mapping[str, str] | None
) -> list[ExplainedTable]:
    """What can be seen of a file that is not read: each table's head, or the row that is most like one."""
    told, problems = check_sidecar(sidecar, name)
    try:
        grids, _ = read_grids(data, name)
    except GridError:
        return []
    stem = file_stem(name, hints)
    tables = []
    for grid in _wanted(_joined(grids, told, stem), told, name, problems):
        layout, decided = understand(grid, MergeMap(grid), told.for_sheet(grid.name), stem)
        if layout is None:
            row = _fullest(grid)
            words = [re.sub(r"\s+", "", text) for text in grid.rows[row]]
            if sum(map(bool, words)) < _TABLE_CELLS:
                continue
            columns = [Column(index, word, "", "没有找到表头") for index, word in enumerate(words)]
            found, kind = Layout(row, row, columns), ""
        else:
            found, kind = layout, decided.kind.label
        below = [
            {column_letter(index): text for index, text in enumerate(row) if text.strip()}
            for row in grid.rows[found.last + 1 :]
        ]
        tables.append(
            ExplainedTable(
                grid.name,
                (grid.number(found.first), grid.number(found.last)),
                _explained_columns(found, below),
                sum(map(bool, below)),
                kind=kind,
            )
        )
    return tables

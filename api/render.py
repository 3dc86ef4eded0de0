"""What a person sees in a terminal: lines, columns, progress. No decisions here.

On a terminal, lines are folded to its width under a hanging indent; elsewhere (a pipe, a file) a message is one line, so that other
tools can read it. Identifiers are never folded: they are there to be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from api.layout import NARROWEST, fold_text
from casework.questions import KIND_LABELS, facet_label, label_of
from ontologies.places import place as place_named
from ontologies.records import OPEN_END, OPEN_START, CitationState, Status

_STATUS_STYLE = {
    Status.IN_FORCE: "green",
    Status.NOT_YET: "cyan",
    Status.AMENDED: "yellow",
    Status.REPEALED: "red",
    Status.LAPSED: "red",
    Status.UNKNOWN: "magenta",
}
STATE_STYLE = {"确认": "green", "疑似": "yellow", "无法核验": "magenta"}
# So many examples of one kind of problem, and so many kinds, are shown; --json shows all.
_EXAMPLES = 3
_KINDS_SHOWN = 12


class Page:
    """Where lines go: standard output, or standard error."""

    def __init__(self, stderr: bool = False) -> None:
        # Made when needed, so that output follows a redirected stdout.
        self._console = Console(stderr=stderr, highlight=False, soft_wrap=True)
        self._width = self._console.width if self._console.is_terminal else 0

    @property
    def width(self) -> int:
        """Columns of the terminal; 0 where output is none."""
        return self._width

    def line(self, text: Text | str = "", indent: int = 0, style: str = "") -> None:
        """One line, folded on a terminal with all but its first piece behind ``indent`` spaces."""
        content = Text(text, style=style) if isinstance(text, str) else text
        self._console.print(fold_text(content, self._width, indent) if self._width else content)

    def whole(self, text: str, style: str = "dim") -> None:
        """One line that is never folded."""
        self._console.print(Text(text, style=style))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Text | str]], right: Sequence[int] = ()) -> None:
        """Columns under a head; the last one is folded."""
        cells = [[Text(name, style="dim") for name in head]] if head else []
        cells += [[cell if isinstance(cell, Text) else Text(cell) for cell in row] for row in rows]
        if not cells:
            return
        widths = [max(cell_len(row[i].plain) for row in cells) for i in range(len(cells[0]))]
        for row in cells:
            line = Text()
            for index, cell in enumerate(row):
                space = " " * (widths[index] - cell_len(cell.plain))
                last = index == len(row) - 1
                if index in right:
                    line.append(space)
                line.append_text(cell)
                if not last:
                    line.append(("" if index in right else space) + "  ")
            line.rstrip()
            start = sum(widths[:-1]) + 2 * (len(widths) - 1)
            self.line(line, start if self._width - start >= NARROWEST else 4)

    def clipped(self, head: Sequence[str], rows: Sequence[Sequence[Text]], second: int, narrowest: int) -> None:
        """Columns of which, on a terminal, the second is at most ``second`` wide (0: no bound) and the last as wide as is left, but
        not less than ``narrowest``; what does not fit ends in an ellipsis. Line breaks are spaces."""
        cells = [[Text(" ").join(cell.split("\n")) for cell in row] for row in rows]
        if self._width and cells:
            for row in cells:
                if second:
                    row[1].truncate(second, overflow="ellipsis")
            before = [
                max(cell_len(text) for text in (*head[i : i + 1], *(row[i].plain for row in cells)))
                for i in range(len(cells[0]) - 1)
            ]
            left = max(self._width - sum(before) - 2 * len(before), narrowest)
            for row in cells:
                row[-1].truncate(left, overflow="ellipsis")
        self.table(head, cells)

    def rule(self, text: str) -> None:
        self._console.print()
        self._console.print(Text(f"── {text} ", style="bold").append("─" * 8, style="dim"))


def error(message: str) -> None:
    Page(stderr=True).line(Text(f"错误：{message}", style="bold red"), 6)


def said(message: str) -> None:
    Page().line(message)


def heading(text: str) -> None:
    Page().rule(text)


class _Rate(ProgressColumn):
    """How much a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/秒" if speed else "", style="dim")


class _Shown:
    """Progress on a terminal: one bar a stage, with rate and time left."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        self.end()
        self._task = self._bars.add_task(name, total=total or None)

    def advance(self, done: int) -> None:
        if self._task is not None:
            self._bars.advance(self._task, done)

    def end(self) -> None:
        """The stage under way is done."""
        if self._task is not None:
            task = self._bars.tasks[-1]
            self._bars.update(self._task, total=task.total or 1, completed=task.total or 1)


@contextmanager
def progress(quiet: bool) -> Iterator[Any]:
    """A progress display on a terminal; nothing elsewhere."""
    from ingest.home import Silent

    console = Console(stderr=True, highlight=False)
    if quiet or not console.is_terminal:
        yield Silent()
        return
    bars = Bars(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TextColumn("剩余"),
        TimeRemainingColumn(),
        console=console,
    )
    with bars:
        shown = _Shown(bars)
        yield shown
        shown.end()


_VARYING = re.compile(r"《[^》]*》|“[^”]*”|第?[\d、—\-－〇零一二三四五六七八九十百千]+(?:[条款项行列]|至第)?|[A-Z]+\d*")


def _pattern(message: str) -> str:
    """A message without what differs from file to file."""
    return _VARYING.sub("…", message)


def _problems(page: Page, problems: Sequence[Any], word: str, style: str) -> None:
    """Problems of one kind together, the commonest kind first, each kind with its first examples."""
    groups: dict[str, list[Any]] = {}
    for problem in problems:
        groups.setdefault(_pattern(problem.message), []).append(problem)
    ordered = sorted(groups.values(), key=lambda group: -len(group))
    for group in ordered[:_KINDS_SHOWN]:
        if len(group) <= _EXAMPLES:
            for problem in group:
                page.line(Text(f"{word}　{problem.text()}", style=style), 6)
            continue
        files = len({problem.file for problem in group})
        advice = group[0].advice
        same = advice and all(problem.advice == advice for problem in group)
        page.line(
            Text(
                f"{word}　{len(group)} 处相类（{files} 个文件）"
                + (f"。处理：{advice.rstrip('。')}" if same else "")
                + "，如：",
                style=style,
            ),
            6,
        )
        for problem in group[:_EXAMPLES]:
            where = f"（{problem.where}）" if problem.where else ""
            page.line(f"      {problem.file}{where}：{problem.message}", 8, "dim")
    if len(ordered) > _KINDS_SHOWN:
        left = sum(len(group) for group in ordered[_KINDS_SHOWN:])
        page.line(f"……另有 {left} 条{word}", 6, style)
    if any(len(group) > _EXAMPLES for group in groups.values()) or len(ordered) > _KINDS_SHOWN:
        page.line(f"全部 {len(problems)} 条{word}：加 --json", 6, "dim")


def load_report(report: Any, refused: bool) -> None:
    """The summary at the end of a load: errors, warnings, what was done."""
    page = Page()
    errors = [p for p in report.problems if p.severity == "error"]
    warnings = [p for p in report.problems if p.severity != "error"]
    for problem in errors:
        page.line(Text(f"错误　{problem.text()}", style="red"), 6)
    _problems(page, warnings, "警告", "yellow")
    told = f"{len(errors)} 个错误，{len(warnings)} 个警告"
    if refused:
        page.line(Text(f"没有载入：{told}。原有发布不变", style="bold red"))
        return
    if report.created:
        page.line(Text(f"已生成第 {report.release} 号发布", style="bold green").append(f"：{told}", style=""))
    else:
        page.line(f"内容没有变化，仍为第 {report.release} 号发布：{told}")
    rows = [
        (
            "文件",
            f"{report.files} 个：新读 {report.read}，未变 {report.unchanged}，不是法律或清单 {report.skipped}，失败 {report.failed}",
        ),
        ("文档", f"{report.documents} 份：增 {report.added}，减 {report.removed}"),
    ]
    if report.units:
        rows.append(("更新", f"{report.units} 个单元"))
    if report.seconds:
        whole = sum(report.seconds.values())
        rows.append(
            ("用时", f"{whole:.1f} 秒：" + "，".join(f"{stage} {spent:.1f}" for stage, spent in report.seconds.items()))
        )
    page.table((), [(f"  {name}", value) for name, value in rows])


_FILE_KINDS = {
    "law": "是法律文件，不按清单读取。若是清单，请加 --kind，或写同名 .yaml 说明文件",
    "divisions": "是区划表，不按清单读取",
    "override": "是审定文件，不按清单读取",
    "other": "不是法律文件，也不是清单，载入时略过。若是清单，请加 --kind，或写同名 .yaml 说明文件",
}
_WIDEST_HEAD = 20
_NARROWEST_SAMPLE = 8
_NOTES_SHOWN = 4
_KEPT = "随行保留"


def explained(files: Sequence[Any]) -> None:
    """How each file of lists would be read: each table, each column, and what would be reported."""
    page = Page()
    lists = [file for file in files if file.kind == "list" or file.problems]
    others = [file for file in files if file.kind != "list" and not file.problems]
    for file in lists:
        page.rule(file.file)
        for number, table in enumerate(file.tables):
            if number:
                page.line()
            _explained_table(page, table)
        for problem in file.problems:
            if problem.severity == "error":
                page.line(Text(f"错误　{problem.text()}", style="red"), 6)
        _problems(page, [p for p in file.problems if p.severity != "error"], "警告", "yellow")
    if len(others) <= _EXAMPLES:
        for file in others:
            page.line(f"{file.file}：{_FILE_KINDS[file.kind]}", 2)
    else:
        counts: dict[str, int] = {}
        for file in others:
            counts[file.kind] = counts.get(file.kind, 0) + 1
        for kind, count in counts.items():
            page.line(f"另有 {count} 个文件：{_FILE_KINDS[kind]}", 2)
    tables = [table for file in lists for table in file.tables]
    if any(table.title and not (table.authority and table.place and table.edition) for table in tables):
        page.line()
        page.line(
            "没有写明的，可写进清单旁边同名加 .yaml 的说明文件；只用一次的，载入时加 --authority、--place、--edition、--kind",
            0,
            "dim",
        )
    errors = sum(p.severity == "error" for file in files for p in file.problems)
    warnings = sum(len(file.problems) for file in files) - errors
    page.line()
    page.line(Text("只作说明，没有载入", style="bold").append(f"：{errors} 个错误，{warnings} 个警告", style=""))


def _explained_table(page: Page, table: Any) -> None:
    if table.title:
        _explained_facts(page, table)
    page.line(Text(f"  {_explained_head(table)}", style="dim"), 2)
    rows = [
        (
            Text(f"  {column.letter}", style="dim"),
            Text(column.head or "（没有列名）", style="" if column.head else "dim"),
            _understood(column),
            Text(column.sample),
        )
        for column in table.columns
    ]
    page.clipped(("  列", "列名", "读作", "例"), rows, _WIDEST_HEAD, _NARROWEST_SAMPLE)
    notes = [note for note in table.notes if note != table.title]
    for note in notes[:_NOTES_SHOWN]:
        page.clipped((), [(Text("  附注", style="dim"), Text(" ".join(note.split()), style="dim"))], 0, 0)
    if len(notes) > _NOTES_SHOWN:
        page.line(Text(f"  ……另有 {len(notes) - _NOTES_SHOWN} 条附注", style="dim"))


def _explained_facts(page: Page, table: Any) -> None:
    """Whose list it is, where and when; what the file does not say stands out."""
    page.line(Text(table.title, style="bold"))
    place = place_named(table.place)
    facts = (
        ("种类", table.kind),
        ("机构", table.authority),
        ("地区", f"{place.name}（{table.place}）" if place else table.place),
        ("版本", table.edition),
    )
    for pair in (facts[:2], facts[2:]):
        line = Text("  ")
        for name, value in pair:
            line.append(f"{name} ", style="dim").append(value or "没有写明", style="" if value else "yellow").append(
                "　"
            )
        line.rstrip()
        page.line(line, 2)


def _explained_head(table: Any) -> str:
    """Where the head stands and how much is below it."""
    first, last = table.head_rows
    head = f"表头第 {first} 行" if first == last else f"表头第 {first} 至 {last} 行"
    if last < 1:
        head = "以记录的键为列"
    where = f"{table.sheet}，" if table.sheet else ""
    if table.title:
        return f"{where}{head}，{table.rows} 个事项"
    if table.kind:
        return f"{where}看作{table.kind}，{head}，下面有 {table.rows} 行"
    return f"{where}没有找到表头" + (f"，最像的是第 {first} 行" if last > 0 else "，记录的键都不像列名")


def _understood(column: Any) -> Text:
    """The field of a column, and how it is known where its head is not simply that field's name."""
    how = column.how.removesuffix(f"，{_KEPT}")
    how = {"列名": "", "未识别": "", "没有找到表头": "", "列名（去括号）": "去括号", "列名的一部分": "按词尾"}.get(
        how, how
    )
    how = re.sub(r"^与另一列同为(.*)$", r"已有\1列", how)
    text = Text(column.label or _KEPT, style="green" if column.field else "yellow")
    return text.append(f"（{how}）", style="dim") if how else text


def _status(code: str) -> Text:
    try:
        status = Status(code)
    except ValueError:
        return Text(code)
    return Text(status.label, style=_STATUS_STYLE[status])


def _marked(piece: dict[str, Any]) -> Text:
    text = Text(str(piece.get("text", "")).replace("\n", " "))
    for start, end in piece.get("spans", []):
        text.stylize("bold underline", start, end)
    return text


_FACET_LABELS = {
    "kind": "种类",
    "type": "类型",
    "rank": "位阶",
    "status": "时效性",
    "body": "机构",
    "level": "层级",
    "place": "地域",
    "theme": "主题",
    "function": "职能",
}
_FACET_SHOWN = 8


def search_page(view: Any, page: Any, words: str, skip: int, explain: bool) -> None:
    """Hits, why they match, and facets."""
    out = Page()
    for note in page.notes:
        out.line(note, 0, "cyan")
    if not page.hits:
        if page.total:
            out.line(f"共 {page.total} 条，没有第 {skip + 1} 条")
        elif not page.notes:
            out.line(f"没有找到“{words}”。可换个说法，或去掉筛选条件")
        return
    out.line(f"共 {page.total} 条（第 {page.release} 号发布），以下第 {skip + 1} 至 {skip + len(page.hits)} 条")
    for number, hit in enumerate(page.hits, skip + 1):
        by_field: dict[str, list[dict[str, Any]]] = {}
        for piece in hit.highlights:
            by_field.setdefault(str(piece.get("field", "")), []).append(piece)
        line = Text(f"{number:>3}. ")
        line.append(f"[{KIND_LABELS.get(hit.kind, hit.kind)}] ", style="blue")
        title = _marked(by_field["title"][0]) if by_field.get("title") else Text(hit.title)
        title.stylize("bold")
        line.append_text(title)
        line.append("  ")
        line.append_text(_status(hit.status))
        if explain:
            line.append(f"  {hit.score:.2f} 分", style="dim")
        out.line(line, 5)
        pieces = [piece for piece in by_field.get("text", []) if piece["text"] != hit.title]
        for piece in (pieces or by_field.get("heading", []))[:2]:
            out.line(Text("     ").append_text(_marked(piece)), 5)
        if not pieces and not by_field.get("heading") and hit.fields.get("heading"):
            out.line(f"     {hit.fields['heading']}", 5)
        out.whole(f"     {hit.id}")
        if explain:
            _explanation(out, hit.explanation)
    for facet, counts in page.facets.items():
        if counts:
            shown = "，".join(f"{facet_label(view, facet, code)} {count}" for code, count in counts[:_FACET_SHOWN])
            more = "……" if len(counts) > _FACET_SHOWN else ""
            name = _FACET_LABELS.get(facet, facet)
            out.line(f"{name}：{shown}{more}", cell_len(name) + 2, "dim")


def _explanation(out: Page, parts: Sequence[dict[str, Any]]) -> None:
    """What brought a hit here: a sentence for what was named, one line a field for what matched."""
    by_label: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        if part["pinned"] or part["field"] == "learnt":
            out.line(f"       · {part['text']}", 9, "dim")
        else:
            by_label.setdefault(str(part["label"]), []).append(part)
    for label, group in by_label.items():
        tokens = "，".join(f"{part['token']} {part['weight']:.2f}" for part in group)
        out.line(f"       · {label}相符，共 {sum(part['weight'] for part in group):.2f} 分：{tokens}", 9, "dim")


def _being_updated(out: Page, answer: dict[str, Any]) -> None:
    if answer.get("target", answer["release"]) != answer["release"]:
        out.line(f"正在从第 {answer['release']} 号发布更新到第 {answer['target']} 号", 0, "yellow")


def _steps(out: Page, steps: Sequence[dict[str, Any]]) -> None:
    wide = max((cell_len(step.get("state", "")) for step in steps), default=0)
    for number, step in enumerate(steps, 1):
        state = step.get("state", "")
        line = Text(f"{number:>3}. ")
        line.append(state + " " * (wide - cell_len(state) + 2), style=STATE_STYLE.get(state, ""))
        line.append(step["text"])
        out.line(line, 7 + wide)


def trace(answer: dict[str, Any]) -> None:
    """The steps of a trace, one below the other."""
    out = Page()
    _being_updated(out, answer)
    _steps(out, answer["steps"])
    more = "；还有更多，可用 --skip、--limit" if answer.get("more") else ""
    told = f"截至 {answer['as_of']}，第 {answer['release']} 号发布；{len(answer['nodes'])} 个节点，{len(answer['edges'])} 条关系{more}"
    out.line(told, 0, "dim")


def _value(value: Any) -> str:
    if isinstance(value, date):
        return "" if value in (OPEN_START, OPEN_END) else value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return "、".join(_value(entry) for entry in value)
    return str(value)


_FIELD_LABELS = {
    "id": "标识",
    "title": "题名",
    "name": "名称",
    "rank_label": "位阶",
    "jurisdiction": "适用地域",
    "issuer": "制定机关",
    "number": "文号",
    "promulgated": "公布日期",
    "effective": "施行日期",
    "repealed_on": "废止日期",
    "repealed_by": "废止依据",
    "amendment": "修改方式",
    "version": "所在版本",
    "path": "编章节",
    "heading": "条旨",
    "valid_from": "起效日",
    "valid_to": "失效日",
    "place": "区划",
    "code": "编码",
    "level_label": "层级",
    "power_type_label": "职权类型",
    "duty_kind_label": "履职种类",
    "theme_label": "主题",
    "list_kind_label": "清单种类",
    "authority": "清单主体",
    "edition": "版本日期",
    "body": "机构",
    "basis": "依据原文",
    "sources": "来源",
}


def thing(answer: dict[str, Any]) -> None:
    """One thing with its fields, its text, what it rests on or what rests on it."""
    out = Page()
    title = str(answer.get("label") or answer.get("title") or answer["id"])
    out.line(Text(title, style="bold").append(f"（{answer['kind_label']}）", style="blue"))
    rows: list[tuple[str, Text | str]] = []
    if answer.get("status"):
        rows.append(("时效性", _status(answer["status"])))
    labels = _FIELD_LABELS | ({"number": "序号"} if answer["kind"] in ("article", "provision") else {})
    for field, label in labels.items():
        value = _value(answer.get(field, ""))
        if value == "_" and field in ("place", "body"):
            # What an identifier has for a name or a place that is not known.
            value = "未注明"
        elif field in ("place", "jurisdiction") and value:
            named = label_of("place", value)
            value = named if value == "cn" or named == value else f"{named}（{value}）"
        if value and value != title:
            rows.append((label, value))
    rows.extend((fact["label"], fact["value"].replace("\n", "；")) for fact in answer.get("facts", ()))
    rows.extend((label, str(value).replace("\n", " ")) for label, value in (answer.get("fields") or {}).items())
    rows.extend((f"{label}（更正前）", str(value)) for label, value in (answer.get("corrected") or {}).items())
    out.table((), [(Text(f"  {label}", style="dim"), value) for label, value in rows])
    for responsibility in answer.get("responsibilities", ()):
        kind = label_of("responsibility_kind", responsibility["responsibility_kind"])
        out.line(Text(f"  {kind}{responsibility['position']}　", style="dim").append(responsibility["text"]), 12)
    for column, cell in (answer.get("cells") or {}).items():
        out.line(Text(f"  {column}列　", style="dim").append(str(cell).replace("\n", " ")), 8)
    if answer.get("text"):
        out.line()
        for line in str(answer["text"]).split("\n"):
            out.line(line)
    _named_and_taken(out, answer)
    if answer.get("steps"):
        out.line()
        _steps(out, answer["steps"])
    if answer["kind"] in ("law", "version"):
        out.line()
        _versions(out, answer["versions"])
        contents = [row for row in answer.get("contents", []) if row["level"] in _DIVISIONS]
        if contents:
            out.line()
        for row in contents:
            indent = "  " * (str(row["path"]).count("›") + bool(row["path"]))
            out.line(f"{indent}{row['label']}　{row['heading']}", len(indent) + 4)


def _named_and_taken(out: Page, answer: dict[str, Any]) -> None:
    """Whom an article names, which articles of earlier texts it took up, and which of later ones took it up."""
    if answer.get("actors"):
        out.line()
    for actor in answer.get("actors", ()):
        line = Text(f"  点名　第{actor['paragraph']}款　", style="dim")
        line.append(f"{actor['modality_label']}　", style="default").append(actor["text"], style="not dim bold")
        line.append(f"（{actor['function_now']}；{actor['level_label']}）")
        act = "　".join(part for part in (actor["act"], actor["object"]) if part)
        out.line(line.append(f"：{act}" if act else "", style="default"), 8)
    for field, label in (("came_from", "由来"), ("taken_up_by", "去向")):
        for row in answer.get(field, ()):
            day = row["version" if field == "came_from" else "to_version"].rpartition("/")[2]
            line = Text(f"  {label}　", style="dim").append(f"{row['label']}（{day}）", style="default")
            line.append(f"　{row['change_label']}，相似 {row['similarity'] / 1000:.0%}")
            out.line(line.append("，疑似", style="not dim yellow") if row["doubtful"] else line, 8)


_DIVISIONS = ("part", "subpart", "chapter", "section")
_SETTLED_LABELS = {"version_date": "版本日期", "effective": "施行日期", "repealed": "废止日期"}


def _versions(out: Page, versions: Sequence[dict[str, Any]]) -> None:
    """One line a version; under it, why each of its dates is what it is."""
    for version in versions:
        day = _value(version["version_date"]) or "日期未定"
        begins, ends = _value(version["valid_from"]), _value(version["valid_to"])
        span = f"{begins} 起" if begins else "施行日期未定"
        if ends:
            span += f"，{ends} 止"
        line = Text(f"  {day}  {version['amendment'] or '——'}  {span}  ")
        line.append_text(_status(version["status"]))
        if not version.get("loaded", bool(version.get("sources", True))):
            line.append("  未载入正文", style="magenta")
        out.line(line, 4)
        for field, entry in version.get("settled", {}).get("fields", {}).items():
            if field in _SETTLED_LABELS:
                doubt = "（存疑，请核对）" if entry["doubtful"] else ""
                why = f"      {_SETTLED_LABELS[field]} {entry['value']}：{entry['evidence'] or '依规则认定'}（规则 {entry['rule']}）{doubt}"
                out.line(why, 8, "dim")


def laws(answer: dict[str, Any]) -> None:
    """Works and versions, with how each date was settled."""
    out = Page()
    shown = len(answer["laws"])
    first = answer["skip"] + 1
    which = f"，以下第 {first} 至 {first + shown - 1} 部" if shown and shown < answer["total"] else ""
    out.line(f"共 {answer['total']} 部（第 {answer['release']} 号发布，截至 {answer['as_of']}）{which}")
    for law in answer["laws"]:
        line = Text(str(law["title"]), style="bold")
        line.append(f"  {label_of('rank', law['rank'])}  {label_of('place', law['jurisdiction'])}  ", style="dim")
        if law.get("status"):
            line.append_text(_status(law["status"]))
        out.line(line, 2)
        out.whole(f"  {law['id']}")
        _versions(out, law.get("versions", []))


def citations(answer: dict[str, Any]) -> None:
    """The citations of one line."""
    out = Page()
    lead = f"第 {answer['line']} 行"
    if not answer["citations"]:
        out.line(f"{lead}　没有法律引用", 0, "dim")
    for found in answer["citations"]:
        state = CitationState(found["state"])
        parts = "".join(
            f"第{found[part]}{unit}"
            for part, unit in (("article", "条"), ("paragraph", "款"), ("item", "项"), ("point", "目"))
            if found[part]
        )
        line = Text(f"{lead}　《{found['law']}》{parts}")
        if found["in_quote"]:
            line.append("（在所附原文中）", style="dim")
        line.append("　")
        line.append(state.label, style="green" if state == CitationState.RESOLVED else "yellow")
        if found["reason"]:
            line.append(f"：{found['reason']}", style="dim")
        out.line(line, 4)
        if found["target"]:
            out.whole(f"    {found['target']}")


def stats(answer: dict[str, Any]) -> None:
    """Counts of a release."""
    from ontologies.schema import edge_tables, node_tables

    out = Page()
    out.line(
        f"第 {answer['release']} 号发布（{_moment(answer['created'])} UTC）：{answer['documents']} 份文档，可检索 {answer['indexed']:,} 条"
    )
    named = {name: table.label for name, table in node_tables().items()}
    named.update((name, table.label) for name, table in edge_tables().items())
    rows = [(f"  {named.get(name, name)}", f"{count:,}", name) for name, count in answer["counts"].items()]
    out.table((), [(a, b, Text(c, style="dim")) for a, b, c in rows], right=(1,))
    out.line("位阶：" + "，".join(f"{label_of('rank', code)} {count}" for code, count in answer["ranks"].items()), 6)
    states = "，".join(f"{label_of('status', code)} {count}" for code, count in answer["version_status"].items())
    doubtful, missing = answer["doubtful_versions"], answer["versions_without_text"]
    out.line(f"版本：{states}；日期存疑 {doubtful}；只在沿革中提到、未载入正文 {missing}", 6)


def _made_by(note: str) -> str:
    """Why a release was made, in Chinese."""
    verb, _, rest = note.partition(" ")
    return {"load": "载入", "withdraw": "撤下", "rebuild": "重建"}.get(verb, verb) + (f" {rest}" if rest else "")


def _moment(text: str) -> str:
    """A moment as it is stored (ISO 8601, UTC) for people."""
    return text[:19].replace("T", " ")


def releases(found: Sequence[Any], current: int) -> None:
    """All releases."""
    out = Page()
    if not found:
        out.line("还没有任何发布。请先运行：dingfen load 文件或文件夹")
        return
    rows = [
        (
            "→" if release.number == current else " ",
            str(release.number),
            _moment(release.created),
            str(release.documents),
            f"+{release.report.get('added', 0)}",
            f"-{release.report.get('removed', 0)}",
            release.manifest[:12],
            _made_by(release.note),
        )
        for release in found
    ]
    out.table((" ", "编号", "生成时间（UTC）", "文档", "增", "减", "内容摘要", "怎么来的"), rows, right=(1, 3, 4, 5))


def releases_diff(before: int, after: int, answer: dict[str, Any]) -> None:
    """What changed between two releases."""
    out = Page()
    out.line(f"第 {before} 号 → 第 {after} 号：增 {len(answer['added'])}，减 {len(answer['removed'])}")
    for name, mark, style in (("added", "+", "green"), ("removed", "-", "red")):
        for entry in answer[name]:
            out.line(Text(f"  {mark} {entry['title']}  {entry['digest'][:12]}", style=style), 4)


MARK_STYLES = {"removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
_STATE_STYLES = {"decided": "green", "undecided": "yellow", "unverifiable": "magenta"}
# So much of what stayed the same is shown beside a change, and so many changes of a kind; --json has all.
_CONTEXT = 12
_CHANGES_SHOWN = 20


def _with_marks(pieces: Sequence[Sequence[str]]) -> Text:
    """A text with what was taken out as [-…-] and what came as {+…+}; long stretches that stayed are shortened."""
    text = Text()
    last = len(pieces) - 1
    for number, (kind, piece) in enumerate(pieces):
        piece = piece.replace("\n", " ")
        if kind == "same":
            if len(piece) > 2 * _CONTEXT + 1:
                head = piece[:_CONTEXT] if number else ""
                tail = piece[-_CONTEXT:] if number < last else ""
                piece = f"{head}…{tail}"
            text.append(piece)
        else:
            left, right, style = MARK_STYLES[kind]
            text.append(f"{left}{piece}{right}", style=style)
    return text


def _row_place(row: dict[str, Any], several: bool) -> str:
    sheet = f"“{row['sheet']}”" if row["sheet"] and several else ""
    return f"{sheet}第 {row['row']} 行"


def _rows_place(change: dict[str, Any], several: bool) -> str:
    """Where a change stands on both sides."""
    sides = ["、".join(_row_place(row, several) for row in change[side]) for side in ("before", "after")]
    if all(sides):
        return f"{sides[0]} → {sides[1]}"
    return f"后一版{sides[1]}" if sides[1] else f"前一版{sides[0]}"


def _element(out: Page, element: dict[str, Any]) -> None:
    """One changed element: what went and came, else its words with marks; and where on both sheets it stands."""
    line = Text(f"      {element['label']}　", style="cyan")
    named = [*element.get("changed", []), *element.get("dropped", []), *element.get("added", [])]
    if named:
        parts = [f"由{one['before']}改为{one['after']}" for one in element["changed"] if "law" in one]
        parts += [
            f"{one['name']}由{one['before'] or '空'}改为{one['after'] or '空'}"
            for one in element["changed"]
            if "name" in one
        ]
        parts += [f"减{name}" for name in element["dropped"]]
        parts += [f"增{name}" for name in element["added"]]
        line.append("；".join(parts), style="default")
    elif not element["before"] or not element["after"]:
        whole = str(element["before"] or element["after"]).replace("\n", " ")
        shown = whole if len(whole) <= 8 * _CONTEXT else f"{whole[: 8 * _CONTEXT]}…"
        line.append_text(_with_marks([("removed" if element["before"] else "added", shown)]))
    else:
        line.append_text(_with_marks(element["marks"]))
    cells = [",".join(element[side]) for side in ("cells_before", "cells_after")]
    if any(cells):
        line.append(f"　{cells[0] or '—'} → {cells[1] or '—'}", style="dim")
    out.line(line, 8)


def _edition_change(out: Page, change: dict[str, Any], several: bool) -> None:
    renamed = next((e for e in change["elements"] if e["element"] == "name"), None)
    sign = {"added": "+", "removed": "-", "split": "<", "merged": ">", "doubtful": "?"}.get(change["change"], "~")
    line = Text(f"  {sign} ")
    rows = change["after"] if change["change"] in ("added", "merged") else change["before"]
    if renamed is not None:
        line.append_text(_with_marks(renamed["marks"]))
    else:
        line.append(rows[0]["name"], style="bold")
    if rows[0]["code"]:
        line.append(f"（{rows[0]['code']}）", style="dim")
    line.append(f"　{_rows_place(change, several)}　", style="dim")
    decision = change["decision"]
    line.append(decision["label"], style=_STATE_STYLES[decision["state"]])
    out.line(line, 4)
    if change["before"] and change["after"]:
        for side, sign in (("before", "-"), ("after", "+")):
            if change["change"] in ("split", "merged") and len(change[side]) > 1:
                for row in change[side]:
                    out.line(f"      {sign} {row['name']}　{_row_place(row, several)}", 8)
        out.line(f"      {change['reason']}", 6, "dim")
    elif change["change"] == "removed" and "改用于" in change["reason"]:
        out.line(f"      {change['reason']}", 6, "dim")
    for element in change["elements"]:
        if element is not renamed:
            _element(out, element)
    if decision["by"] or "但决定的是" in decision["text"]:
        out.line(f"      {decision['text']}", 6, "dim")


def editions(answer: dict[str, Any]) -> None:
    """Two editions compared: counts, what still stands against a decision, then the changes kind by kind."""
    from casework.decisions import Change

    out = Page()
    counts = answer["counts"]
    head = Text(f"{answer['title']}", style="bold")
    head.append(f"：{answer['a']} → {answer['b']}（第 {answer['release']} 号发布）", style="default")
    out.line(head, 2)
    told = "，".join(f"{kind.label} {counts[kind.value]}" for kind in Change if counts[kind.value])
    out.line(
        f"前一版 {counts['rows_a']} 行，后一版 {counts['rows_b']} 行：未变 {counts['unchanged']}"
        + (f"，{told}" if told else ""),
        2,
    )
    out.line(answer["decisions"]["text"], 2, "" if answer["decisions"]["known"] else "magenta")
    for note in answer["notes"]:
        out.line(f"注意：{note}", 6, "yellow")
    several = (
        answer["scope"] == "place"
        or len({row["sheet"] for c in answer["changes"] for row in c["before"] + c["after"]}) > 1
    )
    if answer["standing"]:
        out.rule(f"已有决定取消、下放、收回或划转，仍在列（{len(answer['standing'])}）")
        for found in answer["standing"]:
            line = Text(f"  ! {found['row']['name']}　", style="bold")
            line.append(found["verdict"].label, style=STATE_STYLE[found["verdict"].label])
            line.append(f"　{found['text']}", style="default")
            out.line(line, 4)
    for kind in Change:
        group = [change for change in answer["changes"] if change["change"] == kind]
        if not group:
            continue
        out.rule(f"{kind.label}（{len(group)}）")
        body = ""
        for change in group[:_CHANGES_SHOWN]:
            row = (change["before"] or change["after"])[0]
            if answer["scope"] == "place" and row["body"] != body:
                body = row["body"]
                out.line(f"  {body}", 2, "blue")
            _edition_change(out, change, several)
        if len(group) > _CHANGES_SHOWN:
            out.line(f"  ……另有 {len(group) - _CHANGES_SHOWN} 项：加 --json 给出全部", 4, "dim")
    if not answer["changes"]:
        out.line("两版的事项和要素都相同")


def lists(found: Sequence[dict[str, Any]], release: int, as_of: date) -> None:
    """The list editions in force on a day."""
    out = Page()
    out.line(f"共 {len(found)} 份清单（第 {release} 号发布，{as_of} 适用）")
    rows = [
        (str(entry["edition"] or "未注明日期"), str(entry["rows"]), entry["kind_label"], entry["title"], entry["id"])
        for entry in found
    ]
    out.table(("版本日期", "事项", "种类", "题名", "标识"), rows, right=(1,))


def exported(to: str, answer: dict[str, Any], stderr: bool) -> None:
    """What was written where."""
    out = Page(stderr)
    count = len(answer["files"])
    where = f"已写入 {to}{f' 下 {count} 个文件' if count > 1 else ''}" if to else "已写到标准输出"
    out.line(f"{where}：{len(answer['lists'])} 份清单，{answer['rows']} 项（第 {answer['release']} 号发布）", 4)
    beside = [each["sidecar"] for each in answer["files"] if each["sidecar"]]
    if beside:
        told = beside[0] if len(beside) == 1 else f"{len(beside)} 份（清单文件名后加 .yaml）"
        out.line(f"说明文件 {told}：写明文件自己说不清的机构、区划、日期或种类，再载入时放在一起", 4)
    for remark in answer["remarks"]:
        out.line(f"注意：{remark}", 4)

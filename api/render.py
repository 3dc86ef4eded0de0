"""What a person sees in a terminal: tables, steps, progress. No decisions here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
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
from rich.table import Table
from rich.text import Text

from casework.questions import KIND_LABELS, label_of
from ontologies.records import OPEN_END, OPEN_START, CitationState, Status

_STATUS_STYLE = {
    Status.IN_FORCE: "green",
    Status.NOT_YET: "cyan",
    Status.AMENDED: "yellow",
    Status.REPEALED: "red",
    Status.LAPSED: "red",
    Status.UNKNOWN: "magenta",
}
_STATE_STYLE = {"确认": "green", "疑似": "yellow", "无法核验": "magenta"}
_SHOWN_PROBLEMS = 20


def _console(stderr: bool = False) -> Console:
    # Made when needed, so that output follows a redirected stdout.
    return Console(stderr=stderr, highlight=False)


def error(message: str) -> None:
    _console(stderr=True).print(Text(f"错误：{message}", style="bold red"))


def said(message: str) -> None:
    _console().print(message, markup=False)


def heading(text: str) -> None:
    _console().print()
    _console().rule(f"[bold]{escape(text)}", align="left")


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
        if self._task is not None:
            task = self._bars.tasks[-1]
            self._bars.update(self._task, total=task.total or 1, completed=task.total or 1)
        self._task = self._bars.add_task(name, total=total or None)

    def advance(self, done: int) -> None:
        if self._task is not None:
            self._bars.advance(self._task, done)


@contextmanager
def progress(quiet: bool) -> Iterator[Any]:
    """A progress display on a terminal; nothing elsewhere."""
    from ingest.home import Silent

    console = _console(stderr=True)
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
        shown.stage("完成", 1)
        shown.advance(1)


def load_report(report: Any, refused: bool) -> None:
    """The summary at the end of a load."""
    console = _console()
    errors = [p for p in report.problems if p.severity == "error"]
    warnings = [p for p in report.problems if p.severity != "error"]
    for problem in errors:
        console.print(Text(f"错误　{problem.text()}", style="red"))
    for problem in warnings[:_SHOWN_PROBLEMS]:
        console.print(Text(f"警告　{problem.text()}", style="yellow"))
    if len(warnings) > _SHOWN_PROBLEMS:
        console.print(f"……另有 {len(warnings) - _SHOWN_PROBLEMS} 条警告，加 --json 可见全部")
    seconds = "，".join(f"{stage}{spent:.1f}秒" for stage, spent in report.seconds.items())
    if refused:
        console.print(Text(f"没有载入：{len(errors)} 个错误，{len(warnings)} 个警告。原有发布不变", style="bold red"))
        return
    counts = f"文件 {report.files}（新读 {report.read}，未变 {report.unchanged}，非法律清单 {report.skipped}，失败 {report.failed}）"
    if report.created:
        console.print(
            f"[bold green]第 {report.release} 号发布[/]：{counts}；文档 {report.documents}（增 {report.added}，减 {report.removed}）；"
            f"更新 {report.units} 个单元；{len(errors)} 个错误，{len(warnings)} 个警告；{seconds}"
        )
    else:
        console.print(f"内容没有变化，仍为第 {report.release} 号发布：{counts}；{seconds}")


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


def search_page(page: Any, words: str, skip: int, explain: bool) -> None:
    """Hits, why they match, and facets."""
    console = _console()
    for note in page.notes:
        console.print(Text(note, style="cyan"))
    if not page.hits:
        console.print(f"没有找到“{escape(words)}”。可换个说法，或去掉筛选条件")
        return
    console.print(f"共 {page.total} 条（第 {page.release} 号发布）")
    for number, hit in enumerate(page.hits, skip + 1):
        line = Text(f"{number:>3}. ")
        line.append(f"[{KIND_LABELS.get(hit.kind, hit.kind)}] ", style="blue")
        line.append(hit.title, style="bold")
        line.append("  ")
        line.append_text(_status(hit.status))
        line.append(f"  {hit.score:.2f}", style="dim")
        console.print(line)
        for piece in hit.highlights[:2]:
            console.print(Text("     ").append_text(_marked(piece)))
        console.print(Text(f"     {hit.id}", style="dim"))
        if explain:
            for reason in hit.explanation:
                console.print(Text(f"       · {_reason(reason)}", style="dim"))
    for facet, counts in page.facets.items():
        if counts:
            shown = "  ".join(f"{label_of(facet, code)} {count}" for code, count in counts[:8])
            console.print(Text(f"{_FACET_LABELS.get(facet, facet)}：{shown}", style="dim"))


_FACET_LABELS = {
    "kind": "种类",
    "type": "类型",
    "rank": "位阶",
    "status": "时效性",
    "body": "机构",
    "level": "层级",
    "place": "地域",
    "theme": "主题",
}


def _reason(reason: dict[str, Any]) -> str:
    return str(reason.get("text") or "，".join(f"{key} {value}" for key, value in reason.items()))


def trace(answer: dict[str, Any]) -> None:
    """The steps of a trace, one below the other."""
    console = _console()
    if answer.get("target", answer["release"]) != answer["release"]:
        console.print(Text(f"正在从第 {answer['release']} 号发布更新到第 {answer['target']} 号", style="yellow"))
    for number, step in enumerate(answer["steps"], 1):
        state = step.get("state", "")
        line = Text(f"{number:>3}. ")
        line.append(f"{state}　", style=_STATE_STYLE.get(state, ""))
        line.append(step["text"])
        console.print(line)
    more = "；还有更多，可用 --limit" if answer.get("more") else ""
    console.print(
        Text(
            f"截至 {answer['as_of']}，第 {answer['release']} 号发布；{len(answer['nodes'])} 个节点，{len(answer['edges'])} 条关系{more}",
            style="dim",
        )
    )


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
    "repealed_on": "废止日期",
    "repealed_by": "废止依据",
    "version": "所在版本",
    "path": "编章节",
    "heading": "条旨",
    "valid_from": "起效日",
    "valid_to": "失效日",
    "place": "区划代码",
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
    "amendment": "修改方式",
    "number": "文号",
    "effective": "施行日期",
    "promulgated": "公布日期",
    "sources": "来源",
}


def thing(answer: dict[str, Any]) -> None:
    """One thing with its fields."""
    console = _console()
    title = str(answer.get("label") or answer.get("title") or answer["id"])
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    if answer.get("status"):
        table.add_row("时效性", _status(answer["status"]))
    for field, label in _FIELD_LABELS.items():
        value = _value(answer.get(field, ""))
        if value:
            table.add_row(label, Text(value))
    console.print(Panel(table, title=f"[bold]{escape(title)}[/]（{answer['kind_label']}）", title_align="left"))
    if answer.get("text"):
        console.print(Text(answer["text"]))
    for step in answer.get("steps", []):
        console.print(Text(f"  · {step['text']}"))
    if answer["kind"] in ("law", "version"):
        _versions(console, answer["versions"])
        for row in answer.get("contents", []):
            if row["level"] in ("part", "subpart", "chapter", "section"):
                indent = "  " * (str(row["path"]).count("›") + bool(row["path"]))
                console.print(Text(f"{indent}{row['label']}　{row['heading']}"))


def _versions(console: Console, versions: list[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("版本日期", "修改", "施行", "失效", "时效性", "怎样认定的"):
        table.add_column(name, overflow="fold")
    for version in versions:
        settled = version.get("settled", {}).get("fields", {})
        reasons = "；".join(
            f"{_SETTLED_LABELS.get(field, field)} {entry['rule']}{'?' if entry['doubtful'] else ''} {entry['evidence']}"
            for field, entry in settled.items()
            if field in ("version_date", "effective", "repealed")
        )
        table.add_row(
            _value(version["version_date"]) + ("" if version.get("loaded", True) else "（未载入正文）"),
            version["amendment"],
            _value(version["valid_from"]),
            _value(version["valid_to"]),
            _status(version["status"]),
            Text(reasons, style="dim"),
        )
    console.print(table)


_SETTLED_LABELS = {"version_date": "版本", "effective": "施行", "repealed": "废止"}


def laws(answer: dict[str, Any]) -> None:
    """Works and versions, with how each date was settled."""
    console = _console()
    console.print(f"共 {answer['total']} 部（第 {answer['release']} 号发布，截至 {answer['as_of']}）")
    for law in answer["laws"]:
        line = Text(str(law["title"]), style="bold")
        line.append(f"  {label_of('rank', law['rank'])}  {label_of('place', law['jurisdiction'])}  ", style="dim")
        if law.get("status"):
            line.append_text(_status(law["status"]))
        line.append(f"  {law['id']}", style="dim")
        console.print(line)
        _versions(console, law.get("versions", []))


def citations(answer: dict[str, Any]) -> None:
    """The citations of one line."""
    console = _console()
    if not answer["citations"]:
        console.print(f"第{answer['line']}行：没有法律引用")
    for found in answer["citations"]:
        state = CitationState(found["state"])
        parts = [f"第{found['article']}条" if found["article"] else ""]
        parts.extend(
            f"第{found[k]}{unit}" for k, unit in (("paragraph", "款"), ("item", "项"), ("point", "目")) if found[k]
        )
        style = "green" if state == CitationState.RESOLVED else "yellow"
        line = Text(f"第{answer['line']}行　《{found['law']}》{''.join(parts)}　")
        line.append(state.label, style=style)
        if found["target"]:
            line.append(f"　{found['target']}", style="dim")
        if found["reason"]:
            line.append(f"　{found['reason']}", style="dim")
        console.print(line)


def stats(answer: dict[str, Any]) -> None:
    """Counts of a release."""
    console = _console()
    console.print(
        f"第 {answer['release']} 号发布（{answer['created']}），{answer['documents']} 份文档，索引 {answer['indexed']} 条"
    )
    table = Table(box=None, header_style="dim")
    table.add_column("名目")
    table.add_column("数量", justify="right")
    for name, count in answer["counts"].items():
        table.add_row(name, f"{count:,}")
    console.print(table)
    console.print("位阶：" + "，".join(f"{label_of('rank', code)} {count}" for code, count in answer["ranks"].items()))
    states = "，".join(f"{label_of('status', code)} {count}" for code, count in answer["version_status"].items())
    console.print(
        f"版本：{states}；日期存疑 {answer['doubtful_versions']}；只知有其事、未载入正文 {answer['versions_without_text']}"
    )


def releases(found: list[Any], current: int) -> None:
    """All releases."""
    console = _console()
    if not found:
        console.print("还没有任何发布。请先运行：dingfen load 文件或文件夹")
        return
    table = Table(box=None, header_style="dim")
    for name in ("", "编号", "生成时间（UTC）", "文档", "增减", "怎么来的", "清单摘要"):
        table.add_column(name)
    for release in found:
        report = release.report
        table.add_row(
            "→" if release.number == current else "",
            str(release.number),
            release.created,
            str(release.documents),
            f"+{report.get('added', 0)} -{report.get('removed', 0)}",
            escape(release.note),
            release.manifest[:12],
        )
    console.print(table)


def releases_diff(before: int, after: int, answer: dict[str, Any]) -> None:
    """What changed between two releases."""
    console = _console()
    console.print(f"第 {before} 号 → 第 {after} 号：增 {len(answer['added'])}，减 {len(answer['removed'])}")
    for sign, style in (("added", "green"), ("removed", "red")):
        for entry in answer[sign]:
            mark = "+" if sign == "added" else "-"
            console.print(Text(f"{mark} {entry['title']}  {entry['digest'][:12]}", style=style))

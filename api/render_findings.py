"""What a person sees of findings in a terminal: counts, then each with its rows, its provisions, what proves it and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from api.render import STATE_STYLE, Page
from casework.report import review_words, row_words
from ontologies.records import FindingKind, Verdict

_SEVERITY_STYLE = {"严重": "bold red", "一般": "yellow", "提示": "dim"}
_LABELS = {kind.value: kind.label for kind in FindingKind}
# Of a provision's words, so many are shown; --json has them whole.
_QUOTED = 120
# Rows and provisions of one finding that are shown.
_SHOWN = 6


def _clip(text: str, most: int = _QUOTED) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most]}……"


def _part(out: Page, label: str, text: str, style: str = "") -> None:
    line = Text("      ")
    line.append(f"{label}　", style="dim")
    line.append(text, style=style)
    out.line(line, 12)


def _some(out: Page, parts: Sequence[tuple[str, str]]) -> None:
    for label, text in parts[:_SHOWN]:
        _part(out, label, text)
    if len(parts) > _SHOWN:
        _part(out, "", f"……另有 {len(parts) - _SHOWN} 处，见 --json")


def finding(out: Page, one: dict[str, Any]) -> None:
    """One finding."""
    line = Text("  ")
    line.append(f"{one['verdict']}", style=STATE_STYLE.get(one["verdict"], "cyan"))
    line.append("　")
    line.append(one["severity"], style=_SEVERITY_STYLE.get(one["severity"], ""))
    line.append(f"　{one['text']}")
    out.line(line, 6)
    _some(
        out,
        [("清单", row_words(row)) for row in one["rows"]],
    )
    _some(
        out,
        [
            (
                "条文",
                f"{told['law']}{told['article']}（{told['status']}）"
                + (f"：{_clip(told['text'])}" if told["text"] else ""),
            )
            for told in one["provisions"]
        ],
    )
    _some(
        out,
        [("证据", told["text"] + (f"：“{_clip(told['quote'])}”" if told["quote"] else "")) for told in one["evidence"]],
    )
    for told in one["decides"]:
        points = f" → {told['name']}" if told["name"] else ""
        why = f"：{_clip(told['why'])}" if told["why"] else ""
        _part(out, "怎样定", f"{told['rule']}（{told['source']}）{points}{why}")
    if one["repair"]:
        _part(out, "建议", one["repair"], "green")
    said = review_words(one.get("review"))
    if said:
        _part(out, "审查", said, "cyan")
    out.whole(f"      {one['id']}")


def _counted(answer: dict[str, Any]) -> str:
    of = answer["counts"]["verdict"]
    labels = [*(verdict.label for verdict in Verdict), "合法"]
    return "，".join(f"{label} {of[label]}" for label in labels if of.get(label))


def findings(answer: dict[str, Any], limit: int) -> None:
    """A whole answer of ``check``, kind by kind, ``limit`` of each kind (0: all)."""
    out = Page()
    where = answer["place_name"] or "全部"
    head = f"{where} 清单核查（{answer['as_of']}，第 {answer['release']} 号发布）"
    out.line(Text(head, style="bold"))
    told = _counted(answer)
    out.line(f"共 {answer['total']} 项" + (f"：{told}" if told else ""))
    for note in answer["notes"]:
        out.line(Text(note, style="yellow"))
    present = (one for one in answer["findings"] if one.get("change") != "vanished")
    for kind, group in groupby(present, key=lambda one: str(one["kind"])):
        of = list(group)
        out.line()
        title = Text(f"{_LABELS[kind]}", style="bold blue")
        title.append(f"　{kind}　{len(of)} 项", style="not bold dim")
        out.line(title)
        out.line(Text(f"  规则：{of[0]['rule']['text']}（{of[0]['rule']['source']}）", style="dim"), 8)
        for one in of[: limit or None]:
            finding(out, one)
        if limit and len(of) > limit:
            out.line(Text(f"  ……还有 {len(of) - limit} 项，用 --kind {kind} --limit 0 看全部", style="dim"))
    changes = answer.get("changes")
    if changes:
        _changes(out, changes)


def _changes(out: Page, changes: dict[str, Any]) -> None:
    out.line()
    if changes["since"] is None:
        out.line(Text(changes["note"], style="dim"))
        return
    new, gone = changes["new"], changes["vanished"]
    out.line(f"与第 {changes['since']} 号发布相比：新增 {len(new)} 项，消失 {len(gone)} 项")
    if changes["note"]:
        out.line(Text(f"  {changes['note']}", style="dim"), 2)
    for one in gone[:_SHOWN]:
        out.line(Text(f"  消失　{_LABELS.get(one['kind'], one['kind'])}：{one['text']}", style="dim"), 8)
    if len(gone) > _SHOWN:
        out.line(Text(f"  ……另有 {len(gone) - _SHOWN} 项，用 --changes --json 看全部", style="dim"))


def written(path: object, total: int) -> None:
    """That a file was written; beside what a program reads."""
    Page(stderr=True).line(f"已写成 {path}（{total} 项）")


def kinds(table: Sequence[dict[str, Any]]) -> None:
    """All kinds of finding with their rules."""
    out = Page()
    for one in table:
        line = Text(one["label"], style="bold")
        line.append(f"　{one['kind']}　{one['severity']}", style="not bold dim")
        out.line(line)
        out.line(f"  {one['rule']}", 2)
        out.line(Text(f"  {one['source']}", style="dim"), 2)


_PARTS = (("held_differently", "归属不同"), ("based_differently", "依据不同"))


def counties(answer: dict[str, Any], limit: int) -> None:
    """Two counties compared: counts, then each kind of difference, ``limit`` of each (0: all)."""
    out = Page()
    a, b, counts = answer["a"], answer["b"], answer["counts"]
    out.line(Text(f"{a['name']}与{b['name']}相比（{answer['as_of']}，第 {answer['release']} 号发布）", style="bold"))
    out.line(f"{a['name']} {a['items']} 项，{b['name']} {b['items']} 项；相同 {answer['same']} 项")
    for part, named in (("only_a", f"只有{a['name']}有"), ("only_b", f"只有{b['name']}有")):
        _part_head(out, named, counts[part])
        for one in answer[part][: limit or None]:
            line = Text(f"  {one['verdict']}", style=STATE_STYLE.get(one["verdict"], ""))
            line.append(f"　{one['type']}　{row_words(one['row'])}", style="not bold default")
            out.line(line, 8)
        _more(out, counts[part], limit)
    for part, named in _PARTS:
        _part_head(out, named, counts[part])
        for one in answer[part][: limit or None]:
            line = Text(f"  {one['verdict']}", style=STATE_STYLE.get(one["verdict"], ""))
            line.append(f"　{one['name']}（{one['how']}）", style="not bold default")
            out.line(line, 8)
            for told in one.get("differences", ()):
                _part(out, told["what"], f"{a['name']}为{told['a']}，{b['name']}为{told['b']}")
            for side, row in ((a, one["a"]), (b, one["b"])):
                basis = f"　依据：{_clip(row['basis'])}" if part == "based_differently" else ""
                _part(out, side["name"], f"{row_words(row)}{basis}")
        _more(out, counts[part], limit)
    if answer["unverifiable"]:
        _part_head(out, "无从相比", len(answer["unverifiable"]))
        for one in answer["unverifiable"]:
            out.line(Text(f"  {one['text']}", style="magenta"), 4)


def _part_head(out: Page, named: str, count: int) -> None:
    out.line()
    title = Text(named, style="bold blue")
    title.append(f"　{count} 项", style="not bold dim")
    out.line(title)


def _more(out: Page, count: int, limit: int) -> None:
    if limit and count > limit:
        out.line(Text(f"  ……还有 {count - limit} 项，用 --limit 0 看全部", style="dim"))

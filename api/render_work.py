"""What a person sees of reviewers' verdicts and of the work that changes of law make."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from api.render import STATE_STYLE, Page
from ontologies.records import WorkState

_STATES = {
    WorkState.TODO: "yellow",
    WorkState.DOING: "cyan",
    WorkState.ADJUSTED: "green",
    WorkState.UNNEEDED: "dim",
}
# Rows of one piece of work that are shown.
_ROWS = 3
_STAMP = len("2026-11-23T19:50")


def _stamp(at: str) -> str:
    """A moment to the minute, as people write it."""
    return at[:_STAMP].replace("T", " ")


def verdict(said: dict[str, Any]) -> None:
    """One thing said of a finding, as it was just kept."""
    out = Page()
    _said(out, said)
    out.line("  已记下。dingfen verdicts 看全部意见", 2, "dim")


def verdicts(answer: dict[str, Any], limit: int) -> None:
    """What was said of findings, the newest first."""
    out = Page()
    if not answer["verdicts"]:
        out.line("没有审查意见")
        return
    shown = answer["verdicts"][: limit or None]
    for said in shown:
        _said(out, said)
    if len(shown) < answer["total"]:
        out.line(f"共 {answer['total']} 条，以上是最近的 {len(shown)} 条；--limit 0 看全部", 0, "dim")


def _said(out: Page, said: dict[str, Any]) -> None:
    line = Text(said["state_label"], style="bold green" if said["stands"] else "bold dim")
    line.append(f"　{said['kind_label']}：{said['text']}", style="not bold default")
    out.line(line, 4)
    reason = f"；{said['reason']}" if said["reason"] else ""
    later = "" if said["stands"] else "（后来另有意见或已撤回）"
    told = f"    {said['by']}，{_stamp(said['at'])}（世界时），针对第 {said['release']} 号发布{reason}{later}"
    out.line(Text(told, style="dim"), 4)
    out.whole(f"    {said['id']}")


def _counts(counts: dict[str, int]) -> str:
    return "，".join(f"{WorkState(state).label} {count}" for state, count in counts.items() if count)


def impact(answer: dict[str, Any], limit: int) -> None:
    """What changes of law affect: the changes, then body by body, ``limit`` of each (0: all)."""
    out = Page()
    where = answer["place_name"] or "全部清单"
    since = f"，{answer['since']} 以来" if answer["since"] else ""
    head = f"法律变动对清单的影响：{where}{since}（{answer['as_of']}，第 {answer['release']} 号发布）"
    out.line(Text(head, style="bold"), 2)
    if not answer["changes"]:
        out.line("没有查得受影响的事项")
    shown = [change for change in answer["changes"] if change["total"] or change["coming"]]
    for change in shown:
        line = Text("  ")
        line.append("将要　" if change["coming"] else "已经　", style="cyan" if change["coming"] else "dim")
        line.append(change["text"])
        classes = "，".join(f"{label} {count}" for label, count in change["counts"]["class"].items())
        line.append(f"：{change['total']} 项" + (f"（{classes}）" if classes else ""), style="bold")
        out.line(line, 8)
    if rest := len(answer["changes"]) - len(shown):
        out.line(f"  {'另有' if shown else '有'} {rest} 次变动没有影响到清单", 2, "dim")
    _work(out, answer, limit)


def worklist(answer: dict[str, Any], limit: int) -> None:
    """Work body by body, ``limit`` of each (0: all)."""
    out = Page()
    where = answer["place_name"] or "全部清单"
    head = f"法律变动要办的事项：{where}（{answer['as_of']}，第 {answer['release']} 号发布）"
    out.line(Text(head, style="bold"), 2)
    if not answer["work"]:
        out.line("没有这样的事项")
    _work(out, answer, limit)


def _work(out: Page, answer: dict[str, Any], limit: int) -> None:
    for note in answer["notes"]:
        out.line(f"注意：{note}", 6, "yellow")
    if answer["work"]:
        out.line(f"共 {answer['total']} 项，{len(answer['bodies'])} 个机构：{_counts(answer['counts']['state'])}", 2)
    bodies = {body["id"]: body for body in answer["bodies"]}
    for identifier, group in groupby(answer["work"], key=lambda one: str(one["body_id"])):
        of, body = list(group), bodies[identifier]
        out.line()
        title = Text(body["name"], style="bold blue")
        title.append(f"　{len(of)} 项：{_counts(body['counts'])}", style="not bold dim")
        out.line(title, 4)
        if body["offices"]:
            out.line(Text(f"  承办　{'、'.join(body['offices'])}", style="dim"), 8)
        for one in of[: limit or None]:
            _one(out, one)
        if limit and len(of) > limit:
            out.line(Text(f"  ……还有 {len(of) - limit} 项，用 --limit 0 看全部", style="dim"))


def _one(out: Page, one: dict[str, Any]) -> None:
    line = Text("  ")
    line.append(one["state_label"], style=_STATES[WorkState(one["state"])])
    line.append("　")
    line.append(one["certainty"], style=STATE_STYLE.get(one["certainty"], ""))
    line.append(f"　{one['kind_label']}“{one['name']}”", style="bold")
    out.line(line, 6)
    out.line(Text("      ").append(one["text"]), 6)
    for row in one["rows"][:_ROWS]:
        where = " ".join(part for part in (row["file"], row["sheet"], f"第 {row['row']} 行") if part)
        out.line(Text("      清单　", style="dim").append(f"{where}：{row['basis']}", style="not dim"), 12)
    if len(one["rows"]) > _ROWS:
        out.line(Text(f"      ……另有 {len(one['rows']) - _ROWS} 行", style="dim"))
    if one["towns"] and one["towns"] != [one["body"]]:
        out.line(Text("      乡镇　", style="dim").append("、".join(one["towns"]), style="not dim"), 12)
    if one["listed"] and one["state"] != WorkState.UNNEEDED:
        out.line(Text("      建议　", style="dim").append(one["repair"], style="green not dim"), 12)
    told = "；".join(part for part in (one["note"], one["reason"] if not _repeats(one) else "") if part)
    who = f"{one['by']}，{_stamp(one['at'])}（世界时）" if one["by"] else ""
    if told or who:
        out.line(Text("      状态　", style="dim").append("　".join(part for part in (told, who) if part)), 12)
    out.whole(f"      {one['key']}")


def _repeats(one: dict[str, Any]) -> bool:
    """Whether the note says the reason already."""
    return bool(one["reason"]) and one["reason"] in one["note"]


def worklist_steps(steps: Sequence[dict[str, Any]]) -> None:
    """What was done about one piece of work, oldest first."""
    out = Page()
    for step in steps[:1]:
        out.line(Text(f"“{step['name']}”：{step['text']}"), 2)
    for step in steps:
        line = Text("  ")
        line.append(step["state_label"], style=_STATES[WorkState(step["state"])])
        reason = f"：{step['reason']}" if step["reason"] else ""
        line.append(f"　{step['by']}，{_stamp(step['at'])}（世界时），第 {step['release']} 号发布{reason}")
        out.line(line, 6)
    for step in steps[:1]:
        out.whole(f"  {step['key']}")

"""What a person sees in a terminal of suggestions, of what may have been meant, of why nothing was found, and of related provisions."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from api.render import STATE_STYLE, Page, _status


def _title(one: dict[str, Any]) -> Text:
    line = Text(one["title"])
    if one["begins"] >= 0:
        line.stylize("bold", one["begins"], one["ends"])
    return line


def suggestions(answer: dict[str, Any]) -> None:
    """One name a line: kind, name, whose it is, how it was found."""
    out = Page()
    if not answer["suggestions"]:
        out.line(f"没有与“{answer['q']}”相符的名称。可用 dingfen search 检索条文")
        return
    for one in answer["suggestions"]:
        line = Text(f"[{one['kind_label']}] ", style="blue").append_text(_title(one))
        of = "、".join(filter(None, (one["body"], f"等 {one['count']} 处" if one["count"] > 1 else "")))
        if of:
            line.append(f"（{of}）", style="dim")
        if one["status"] != "01":
            line.append("  ").append_text(_status(one["status"]))
        line.append(f"  {one['match_label']}", style="dim")
        out.line(line, 5)
        out.whole(f"     {one['id']}")


def guidance(told: dict[str, Any]) -> None:
    """Names that may have been meant, and what to do where nothing is found."""
    out = Page()
    if told["suggestions"]:
        names = "、".join(f"“{one['title']}”" for one in told["suggestions"])
        out.line(f"您是不是要找：{names}", 7, "cyan")
    for line in told["help"]:
        out.line(f"· {line['text']}", 2)


def related(answer: dict[str, Any]) -> None:
    """The article, then what is related to it with why and evidence."""
    out = Page()
    heading = f"（{answer['heading']}）" if answer["heading"] else ""
    out.line(Text(f"{answer['title']}{heading}", style="bold"))
    if not answer["loaded"]:
        out.line("条文没有载入：以下只凭清单行", 0, "magenta")
    if not answer["related"]:
        out.line("没有查到与它有关的条文：没有清单行以它和别的条文同为依据，条文之间也没有写明的援引和去向")
        return
    out.line(f"共 {answer['total']} 条，以下 {len(answer['related'])} 条")
    for number, one in enumerate(answer["related"], 1):
        line = Text(f"{number:>3}. ").append(one["title"], style="bold")
        if one["heading"]:
            line.append(f"（{one['heading']}）")
        line.append("  ").append_text(_status(one["status"]) if one["loaded"] else Text("没有载入", style="magenta"))
        out.line(line, 5)
        for way in one["ways"]:
            said = Text("     ").append(way["label"], style=STATE_STYLE.get(way["state"], ""))
            said.append(f"：{way['why']}")
            out.line(said, 7)
            for evidence in way["evidence"]:
                out.line(f"       {evidence['text']}", 7, "dim")

"""What a person sees of owners in a terminal: each body with its role, its chain, what speaks against it; or how it is to be decided."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from api.render import STATE_STYLE, Page

_STEPS = {
    "words": "所问",
    "row": "清单",
    "boundary": "边界",
    "arrangement": "安排",
    "basis": "依据",
    "provision": "条文",
    "actor": "点名",
    "succession": "沿革",
    "function": "职能",
    "body": "机构",
    "office": "科室",
}
# Of a provision's words, so many are shown; --json has them whole.
_QUOTED = 80


def _clip(text: str, most: int = _QUOTED) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most]}……"


def owners(answer: dict[str, Any]) -> None:
    """The whole answer."""
    out = Page()
    where = f"　{answer['place_name']}" if answer["place_name"] else ""
    out.line(Text(f"{answer['question']}{where}（{answer['as_of']}，第 {answer['release']} 号发布）", style="bold"), 2)
    for note in answer["notes"]:
        out.line(Text(f"  {note}", style="dim"), 2)
    for number, one in enumerate(answer["owners"], 1):
        _owner(out, number, one)
    if answer["undecided"]:
        _undecided(out, answer["undecided"])


def _owner(out: Page, number: int, one: dict[str, Any]) -> None:
    out.line()
    line = Text(f"{number}. ")
    line.append(one["body"] or f"承担{one['function']}职能的机构", style="bold")
    if one["role"]:
        line.append(f"　{one['role']}", style="cyan")
    line.append(f"　{one['certainty']}", style=STATE_STYLE.get(one["certainty"], ""))
    office = f"{one['office']}承办" if one["office"] else ""
    told = (one["level_label"], one["function"] if one["body"] else "", office, format(one["score"], ".2f"))
    line.append(f"　{'，'.join(filter(None, told))}", style="dim")
    out.line(line, 3)
    for step in one["chain"]:
        _part(out, _STEPS[step["step"]], step["text"])
        if step["step"] == "provision" and step["quote"]:
            _part(out, "", f"“{_clip(step['quote'])}”", "dim")
    for line_ in one["against"]:
        _part(out, "但是", line_, "yellow")
    if one["also"]:
        _part(out, "", f"另有 {len(one['also'])} 条理由，见 --json", "dim")


def _part(out: Page, label: str, text: str, style: str = "") -> None:
    line = Text("   ")
    line.append(f"{label}　" if label else "　　　", style="dim")
    line.append(text, style=style)
    out.line(line, 9)


def _undecided(out: Page, told: dict[str, Any]) -> None:
    out.line()
    out.line(Text(told["text"], style="bold yellow"), 2)
    for rule in told["rules"]:
        loaded = "" if rule["loaded"] else "（没有载入，无法核验）"
        _part(out, "规则", f"{rule['rule']}（《{rule['law']}》{rule['article']}）{loaded}")
    if told["coordinator"]:
        _part(out, "协调", told["coordinator"]["text"])
    for need in told["needs"]:
        _part(out, "要写", f"{need['what']}（{need['why']}）")
    for near in told["near"]:
        name = near["body"] or f"{near['function']}职能"
        _part(out, "参考", f"{name}：理由不足（{near['score']:.2f}）。{near['why']}", "dim")

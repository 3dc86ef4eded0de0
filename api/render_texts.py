"""What a person sees of the law's own words: two texts of a law article by article, whom an article names, what the law asks of a body.

On a terminal of :data:`SIDE_BY_SIDE` columns and more two texts stand beside each other, elsewhere one below the other. What was taken
out is struck through and stands in [-…-], what came is bold and stands in {+…+}: the signs remain where colours do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, zip_longest
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from api.layout import fold_text
from api.render import MARK_STYLES, Page
from ontologies.records import OPEN_END, OPEN_START, Change

SIDE_BY_SIDE = 100
_GUTTER = " │ "
_STYLES = {"removed": f"{MARK_STYLES['removed'][2]} strike", "added": f"bold {MARK_STYLES['added'][2]}"}
_CLASS_STYLES = {
    Change.SAME: "dim",
    Change.RENUMBERED: "cyan",
    Change.REWORDED: "yellow",
    Change.SPLIT: "magenta",
    Change.MERGED: "magenta",
    Change.GONE: "red",
    Change.NEW: "green",
}


def _day(value: date) -> str:
    return "" if value in (OPEN_START, OPEN_END) else value.isoformat()


def _side(found: dict[str, Any], new: bool) -> Text:
    """One side of a difference, with its marks; every line of it marked for itself, so that none is left open. Where the new side is of
    several articles, each begins with its number."""
    text = Text()
    heads = {one["begins"]: one["name"] for one in found["successors"]} if new and len(found["successors"]) > 1 else {}
    at = 0
    left, right, _ = MARK_STYLES["added" if new else "removed"]
    style = _STYLES["added" if new else "removed"]
    for op, old, other in found["difference"]:
        for number, line in enumerate((other if new else old).split("\n")):
            if number:
                text.append("\n")
                at += 1
            if line and at in heads:
                text.append(f"{heads.pop(at)}　", style="bold blue")
            if line:
                text.append(line if op == "equal" else f"{left}{line}{right}", style="" if op == "equal" else style)
            at += len(line)
    return text


def _lines(text: Text, width: int) -> list[Text]:
    """A text folded to a column."""
    return [line for piece in text.split("\n") for line in fold_text(piece, width, 0).split("\n")]


def _changed(found: dict[str, Any]) -> bool:
    return any(op != "equal" for op, _, _ in found["difference"])


def _successors(found: dict[str, Any], other_law: str) -> str:
    names = "、".join(one["name"] for one in found["successors"])
    return f"《{other_law}》{names}" if other_law and names else names


def _head(found: dict[str, Any], other_law: str) -> Text:
    """第三十八条 → 第四十五条、第七十七条　分拆　相似 83%　疑似."""
    names = [name for name in (found["name"], _successors(found, other_law)) if name]
    line = Text(" → ".join(dict.fromkeys(names)), style="bold")
    captions = [found["heading"], *(one["heading"] for one in found["successors"])]
    told = "；".join(dict.fromkeys(caption for caption in captions if caption))
    if told:
        line.append(f"（{told}）", style="not bold dim")
    line.append("　")
    line.append(found["label"], style=f"not bold {_CLASS_STYLES[Change(found['class'])]}")
    if found["class"] not in (Change.GONE, Change.NEW) and found["similarity"] < 1:
        line.append(f"　相似 {found['similarity']:.0%}", style="not bold dim")
    if found["doubtful"]:
        line.append("　疑似，请核对", style="not bold yellow")
    return line


def _runs(articles: Sequence[dict[str, Any]], everything: bool) -> Iterator[list[dict[str, Any]]]:
    """Articles whose words did not change and that follow each other, together; each other one alone. All alone where everything is
    shown."""

    def key(pair: tuple[int, dict[str, Any]]) -> Any:
        place, found = pair
        alone = everything or _changed(found) or found["doubtful"] or found["class"] not in _FOLDED
        return place if alone else found["class"]

    for _, group in groupby(enumerate(articles), key):
        yield [found for _, found in group]


_FOLDED = (Change.SAME, Change.RENUMBERED)


def _span(names: Sequence[str]) -> str:
    """第四条至第九条."""
    return names[0] if len(names) == 1 else f"{names[0]}至{names[-1]}"


def _folded(out: Page, run: Sequence[dict[str, Any]], other_law: str) -> None:
    """Articles whose words are the same, on one line."""
    line = Text(f"  {_span([found['name'] for found in run])}", style="dim")
    if run[0]["class"] == Change.RENUMBERED or other_law:
        new = _span([one["name"] for found in run for one in found["successors"]])
        line.append(f" → {f'《{other_law}》' if other_law else ''}{new}")
    count = f"（{len(run)} 条）" if len(run) > 1 else ""
    line.append(f"　{run[0]['label']}{count}")
    out.line(line, 4)


def _text_line(label: str, told: dict[str, Any]) -> Text:
    """Which text was taken, and why."""
    line = Text(f"{label}　", style="dim")
    day = _day(told["version_date"]) or "日期未定"
    line.append(f"{day} {told['amendment']}".strip(), style="not dim bold")
    begins, ends = _day(told["valid_from"]), _day(told["valid_to"])
    line.append(f"，{begins} 起施行" if begins else "，施行日期未定")
    line.append(f"，至 {ends}" if ends else "")
    line.append(f"；{told['articles']} 条。{told['why']}")
    if told["doubtful"]:
        line.append("　日期存疑", style="magenta not dim")
    return line


def texts(answer: dict[str, Any], everything: bool) -> None:
    """Two texts compared: which they are, counts, then article by article. Articles whose words did not change are one line, unless
    ``everything`` is to be shown."""
    out = Page()
    old, new = answer["old"], answer["new"]
    title = f"《{old['title']}》" + (f" → 《{new['title']}》" if answer["into"] else "")
    out.line(Text(title, style="bold").append(f"（第 {answer['release']} 号发布）", style="not bold"), 2)
    told = "，".join(f"{kind.label} {answer['counts'][kind]}" for kind in Change if answer["counts"][kind])
    doubtful = f"；疑似 {answer['doubtful']}" if answer["doubtful"] else ""
    out.line(f"{old['articles']} 条 → {new['articles']} 条：{told}{doubtful}", 2)
    out.line(_text_line("旧", old), 4)
    out.line(_text_line("新", new), 4)
    for note in answer["notes"]:
        out.line(f"注意：{note}", 6, "yellow")
    other_law = next((one["law"] for found in answer["articles"] for one in found["new"]), "") if answer["into"] else ""
    for run in _runs(answer["articles"], everything):
        found = run[0]
        if not everything and found["class"] in _FOLDED and not _changed(found) and not found["doubtful"]:
            _folded(out, run, other_law)
            continue
        out.line()
        out.line(_head(found, other_law), 4)
        if out.width >= SIDE_BY_SIDE and found["old"] is not None and found["new"]:
            _beside(out, found)
        else:
            _below(out, found)


def _beside(out: Page, found: dict[str, Any]) -> None:
    width = (out.width - cell_len(_GUTTER)) // 2
    left, right = _lines(_side(found, False), width), _lines(_side(found, True), width)
    for one, other in zip_longest(left, right, fillvalue=Text()):
        line = one.copy()
        line.append(" " * (width - cell_len(one.plain)), style="default")
        line.append(_GUTTER, style="dim")
        line.append_text(other)
        line.rstrip()
        out.line(line)


def _below(out: Page, found: dict[str, Any]) -> None:
    """The old text and the new one, the same words once where nothing changed."""
    sides = [("旧", False)] if found["old"] is not None else []
    if found["new"] and (found["old"] is None or _changed(found)):
        sides.append(("新", True))
    for label, new in sides:
        for number, line in enumerate(_side(found, new).split("\n")):
            lead = Text(f"  {label}　" if number == 0 else "      ", style="dim")
            out.line(lead.append_text(line), 6)


# So many local bodies are named; of more, as of a county's towns, how many there are.
_BODIES_SHOWN = 4
_MODALITY_STYLES = {"应当": "yellow", "不得": "red", "责令": "red"}
_CERTAIN = "确认"


def _naming(found: dict[str, Any]) -> Text:
    """应当　县级以上人民政府渔业主管部门（渔业，县级以上）　加强：对…的监督."""
    line = Text(found["modality"], style=_MODALITY_STYLES.get(found["modality"], "green"))
    line.append("　").append(found["phrase"], style="bold")
    function = found["function"]
    if found["named"] and found["named"] != function:
        function = f"{found['named']}，现为{function}"
    line.append(f"（{function}；{found['level']}）", style="dim")
    does = found["act"] if found["act"] != found["modality"] else ""
    act = "　".join(part for part in (does, found["object"]) if part)
    return line.append(f"：{act}" if act else "")


def _bodies(found: dict[str, Any]) -> str:
    """The local bodies of an actor in words."""
    bodies = found["bodies"]
    if not bodies:
        return str(found["local"])
    told = "；".join(
        f"{body['name']}（{body['via']}{'' if body['certainty'] == _CERTAIN else '，' + body['certainty']}）"
        for body in bodies[:_BODIES_SHOWN]
    )
    return told + (f"；等 {len(bodies)} 个" if len(bodies) > _BODIES_SHOWN else "")


def actors(answer: dict[str, Any]) -> None:
    """Whom an article names, one line an organ, by paragraph; under it the local bodies where a place is told."""
    out = Page()
    title = Text(f"《{answer['title']}》{answer['name']}", style="bold")
    if answer["heading"]:
        title.append(f"（{answer['heading']}）", style="not bold dim")
    out.line(title.append(f"（第 {answer['release']} 号发布）", style="not bold"), 2)
    out.line(answer["text"]["why"], 2, "dim")
    for note in answer["notes"]:
        out.line(f"注意：{note}", 6, "yellow")
    if not answer["actors"]:
        out.line("没有指明由哪个机关负责，也没有给哪个机关职责或者权力")
    for found in answer["actors"]:
        lead = Text(f"  第{found['paragraph']}款　")
        out.line(lead.append_text(_naming(found)), 9)
        if "bodies" in found:
            style = "dim" if not found["bodies"] else "cyan"
            out.line(Text(f"      {answer['place_name']}　", style="dim").append(_bodies(found), style=style), 8)


def _counts(counts: dict[str, int]) -> str:
    return "，".join(f"{word} {count}" for word, count in counts.items())


def duties(answer: dict[str, Any]) -> None:
    """What the law asks of a body: its functions, counts, then a page of provisions by function and law."""
    out = Page()
    where = "，".join(word for word in (answer["level_label"], answer["place_name"]) if word)
    head = Text(answer["name"], style="bold").append(f"（{where}）" if where else "", style="not bold dim")
    head.append(f"：{answer['total']} 处，出自 {answer['laws']} 部文件", style="not bold")
    out.line(head.append(f"（第 {answer['release']} 号发布，{answer['as_of']} 适用）", style="not bold"), 2)
    if answer["functions"]:
        told = "；".join(
            f"{one['label']}（{one['via_label']}{'' if one['certainty'] == _CERTAIN else '，' + one['certainty']}）"
            for one in answer["functions"]
        )
        out.line(Text("  职能　", style="dim").append(told, style="default"), 8)
    for label, counts in (("其中", answer["counts"]["function"]), ("情态", answer["counts"]["modality"])):
        if counts:
            out.line(Text(f"  {label}　", style="dim").append(_counts(counts), style="default"), 8)
    doubted = sum(count for word, count in answer["counts"]["certainty"].items() if word != _CERTAIN)
    if doubted:
        out.line(f"  疑似　{doubted} 处所指的职能还有别的机构可能承担，或只凭三定职责、权力安排得知", 8, "yellow")
    for note in answer["notes"]:
        out.line(f"注意：{note}", 6, "yellow")
    function = law = ""
    for found in answer["duties"]:
        if found["function"] != function:
            function, law = found["function"], ""
            doubt = "" if found["certainty"] == _CERTAIN else f"，{found['certainty']}"
            out.rule(f"{function}（{answer['counts']['function'][function]} 处{doubt}）")
        if found["law"] != law:
            law = found["law"]
            out.line(f"《{found['law_title']}》", 2, "blue")
        lead = Text(f"  {found['name']}第{found['paragraph']}款　", style="dim")
        out.line(Text().append_text(lead).append_text(_naming(found)), 6)
    shown = len(answer["duties"])
    if shown < answer["total"]:
        first = answer["skip"] + 1
        which = f"以上第 {first} 至 {first + shown - 1} 处" if shown else f"没有第 {first} 处"
        out.line(
            f"{which}，共 {answer['total']} 处；其余加 --skip、--limit，或用 --function、--modality、--law 缩小",
            0,
            "dim",
        )

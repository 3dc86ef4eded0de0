"""A :class:`LawText` as Markdown, in the dialect of the readers: reading what was rendered gives the same structure."""

from __future__ import annotations

from ingest.laws.pages import HEAD_MARK, plain, safe
from ontologies.records import LawText, Line, LineLevel, ProvisionText

_DEPTH = {"part": "#", "subpart": "##", "chapter": "##", "section": "###", "annex": "##"}


def _line(line: Line) -> str:
    if line.level is LineLevel.TABLE:
        return line.text
    return plain(line.text)


def _value(text: str) -> str:
    return f'"{text}"' if text != text.strip() or (text[:1] in "\"'" and text[:1] == text[-1:]) else text


def _article(provision: ProvisionText) -> list[str]:
    # An amendment's articles are numbered 一、 and carry no bold.
    bold = provision.label[:1] in "第笫"
    label = f"**{provision.label}**" if bold else provision.label
    caption = f"【{safe(provision.heading)}】" if provision.heading else ""
    lines = list(provision.lines)
    first = ""
    if lines and lines[0].level is LineLevel.PARAGRAPH:
        first = safe(lines.pop(0).text)
        # 【…】 at the head of the words would be read as a caption.
        if first[:1] in "【［[\\" and not caption:
            first = "\\" + first
    elif lines and lines[0].level is LineLevel.ITEM and lines[0].text[:1] in "（(":
        first = safe(lines.pop(0).text)
    gap = "　" if bold and (caption or first) else ""
    return [f"{label}{gap}{caption}{first}", *(_line(line) for line in lines)]


def render(law: LawText) -> str:
    """Markdown: claims as a YAML head, the title, the history, the mark that ends the head, the text with bold article numbers.
    Hints are no part of a text and are not written."""
    blocks: list[str] = []
    if law.claims:
        blocks.append("\n".join(["---", *(f"{key}: {_value(value)}" for key, value in law.claims.items()), "---"]))
    blocks.append(f"# {law.title}")
    said = ""
    for event in law.history:
        if event.text != said:
            blocks.append(safe(event.text))
            said = event.text
    if law.head:
        blocks.append(HEAD_MARK)
    blocks.extend(plain(text) for text in law.head)
    blocks.append("<!-- INFO END -->")
    blocks.extend(_line(line) for line in law.preamble)
    for provision in law.provisions:
        if provision.level == "article":
            blocks.extend(_article(provision))
            continue
        mark = _DEPTH[provision.level]
        between = "：" if provision.level == "annex" else "　"
        blocks.append(f"{mark} {between.join(part for part in (provision.label, provision.heading) if part)}")
        blocks.extend(_line(line) for line in provision.lines)
    return "\n\n".join(blocks) + "\n"

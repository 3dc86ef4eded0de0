"""责任事项 and 追责情形 as cells write them → one record for each stage and each case.

A cell holds them under one another by a numbering of its own (1.受理责任：… 2.审查责任：…; ①; （一）), by their stages without numbers
(受理责任：…审查责任：…), as a flow (受理→审查→决定), or as one text, which stays one record. Only a numbering that counts on from one without
a gap parts a text, the outermost where several stand in each other, so that 第三十八条第（一）项 and 1.5 万元 part nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from ontologies.records import ResponsibilityKind, ResponsibilityRecord, Stage

_CHINESE = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {
    f"十{word}": number for number, word in enumerate("一二三四五六七八九", 11)
}
# A number counts only where no number, letter, 第 or unit of an article goes on into it or out of it.
_LABELS: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?P<circled>[①-⑳])\s*"),
    re.compile(r"(?<![第条款项章])[(（](?P<number>[一二三四五六七八九十]{1,2})[)）](?![项款目])\s*"),
    re.compile(r"(?:(?<=[\s。；;：:])|^)(?P<number>[一二三四五六七八九十]{1,2})[、.．]\s*"),
    re.compile(r"(?:(?<=[\s。；;：:])|^)第(?P<number>[一二三四五六七八九十]{1,2})[、，,：:]\s*"),
    re.compile(r"(?<![第条款项章])[(（](?P<number>\d{1,2})[)）](?![项款目])\s*"),
    re.compile(r"(?<![\d第A-Za-z.．])(?P<number>\d{1,2})\s*[.．、)）:：](?!\d)\s*"),
    re.compile(r"(?:(?<=[\n。；;])|^)\s*(?P<number>\d{1,2})(?=[一-鿿])(?!\d*[年月日个万元条款项])"),
)
_ARROW = re.compile(r"\s*(?:→|➔|➜|⇒|↓|⟶|[-—=]+[>＞])\s*")
_LONGEST_STEP = 40
_TITLE = re.compile(r"^(?:责任事项|责任内容|追责情形|问责情形|责任追究情形)(?:及依据)?\s*[:：]?\s*$")
_CLAUSE = re.compile(r"[，,。；;\n]")
_LABEL_LENGTH = 16

# Words that tell a stage; of several in one label the first one tells it.
_STAGE_WORDS: tuple[tuple[Stage, str], ...] = (
    (Stage.FILE, "立案"),
    (Stage.ACCEPT, "受理|申请|接收|收件|登记备案|申报"),
    (Stage.SUPERVISE, "事后|事中|后续|监管|监督|跟踪|回访|复查|日常检查"),
    (Stage.INVESTIGATE, "调查|取证|核查|勘验|勘查|现场检查|检查|核实|巡查"),
    (Stage.EXAMINE, "审查|审核|评审|初审|复审|复核|审理|评估|论证|考核|踏勘"),
    (Stage.INFORM, "告知|听证|催告|陈述申辩"),
    (Stage.SERVE, "送达|颁证|发证|制证|颁发|发放|办结"),
    (Stage.EXECUTE, "执行|实施|处置|处理|结案|划拨|征收入库"),
    (Stage.PUBLISH, "公开|公示|公布|公告|信息公开"),
    (Stage.DECIDE, "决定|审批|批准|核准|审定|裁决|确认"),
)
_STAGE = re.compile("|".join(f"(?P<{stage.name}>{words})" for stage, words in _STAGE_WORDS))
_OTHER = re.compile(r"^其[他它]")
_ANY_STAGE = "|".join(words for _, words in _STAGE_WORDS)
_STAGED = re.compile(
    rf"(?:(?<=[。；;\n\s])|^)(?:[一-鿿、]{{0,6}}(?:{_ANY_STAGE})[一-鿿、]{{0,6}}责任|(?:{_ANY_STAGE})(?:阶段|环节)?)[:：]"
)

_BARE_STAGE = re.compile(rf"(?:{_ANY_STAGE})(?:或者?|与|和)?(?:{_ANY_STAGE})?(?:阶段|环节|责任)?")


class Parts(msgspec.Struct, frozen=True):
    """A text in its parts, without their numbers, and what stands before the first of them ("" nothing)."""

    lead: str
    parts: tuple[str, ...]


def _value(match: re.Match[str]) -> int:
    group = match.groupdict()
    if group.get("circled"):
        return ord(group["circled"]) - ord("①") + 1
    number = group["number"]
    return int(number) if number.isdigit() else _CHINESE.get(number, 0)


def _counted(text: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """The labels of one numbering that count 1, 2, 3 …"""
    found: list[re.Match[str]] = []
    for match in pattern.finditer(text):
        if _value(match) == len(found) + 1:
            found.append(match)
    return found


@lru_cache(maxsize=16384)
def split_numbered(text: str) -> Parts:
    """A text by its own numbering; one part where it has none."""
    best: list[re.Match[str]] = []
    for pattern in _LABELS:
        found = _counted(text, pattern)
        # One label alone numbers nothing, but where the text begins with it.
        if (len(found) > 1 or (found and not text[: found[0].start()].strip())) and (
            not best or found[0].start() < best[0].start()
        ):
            best = found
    if not best:
        return Parts("", (text.strip(),) if text.strip() else ())
    ends = [match.start() for match in best[1:]] + [len(text)]
    parts = tuple(text[match.end() : end].strip() for match, end in zip(best, ends, strict=True))
    lead = text[: best[0].start()].strip()
    return Parts("" if _TITLE.match(lead) else lead, tuple(part for part in parts if part))


@lru_cache(maxsize=16384)
def split_text(text: str) -> Parts:
    """A text by its numbering, else by its stages, its arrows or its lines, where these part the whole of it."""
    numbered = split_numbered(text)
    if len(numbered.parts) > 1 or numbered.lead or not numbered.parts:
        return numbered
    whole = numbered.parts[0]
    marks = list(_STAGED.finditer(whole))
    if len(marks) > 1:
        ends = [mark.start() for mark in marks[1:]] + [len(whole)]
        parts = tuple(whole[mark.start() : end].strip() for mark, end in zip(marks, ends, strict=True))
        return Parts(whole[: marks[0].start()].strip(), parts)
    steps = [step for step in _ARROW.split(whole) if step]
    if len(steps) > 1 and all(len(step) <= _LONGEST_STEP for step in steps):
        return Parts("", tuple(steps))
    lines = [line.strip() for line in whole.splitlines() if line.strip()]
    if len(lines) > 1 and (all(map(_is_staged, lines)) or all(line.endswith((";", "；")) for line in lines[:-1])):
        return Parts("", tuple(lines))
    words = [word for word in re.split(r"[、，,；;\s]+", whole.rstrip("。.；;")) if word]
    if len(words) > 1 and all(map(_BARE_STAGE.fullmatch, words)):
        return Parts("", tuple(words))
    return numbered


def _is_staged(line: str) -> bool:
    label, colon, _ = unicodedata.normalize("NFKC", line).partition(":")
    return bool(colon) and len(label) <= _LABEL_LENGTH and stage_of(label) != Stage.OTHER


@lru_cache(maxsize=16384)
def stage_of(text: str) -> Stage:
    """The stage that a responsibility begins with: by the label before its colon, else by its first clause."""
    source = unicodedata.normalize("NFKC", text).strip()
    label, colon, _ = source.partition(":")
    if not colon or len(label) > _LABEL_LENGTH:
        label = _CLAUSE.split(source, 1)[0]
    if _OTHER.match(label):
        return Stage.OTHER
    found = _STAGE.search(label)
    return Stage[found.lastgroup] if found and found.lastgroup else Stage.OTHER


def read_responsibilities(rows: Sequence[Mapping[str, str]]) -> tuple[tuple[ResponsibilityRecord, ...], dict[str, str]]:
    """The responsibilities of an item from the rows it is written in (field → text), and what stands over them, under the label by which
    it stays with the row.

    A basis belongs to the part with its number where both are numbered alike, else to every part of its row; a row without a
    basis or scope has that of the row above."""
    records: list[ResponsibilityRecord] = []
    leads: dict[str, str] = {}
    for kind, field, basis_field, scope_field, label in (
        (ResponsibilityKind.DUTY, "responsibility", "responsibility_basis", "", "责任事项总述"),
        (
            ResponsibilityKind.ACCOUNTABILITY,
            "accountability",
            "accountability_basis",
            "accountability_scope",
            "追责情形总述",
        ),
    ):
        number = 0
        basis = scope = ""
        for row in rows:
            basis, scope = row.get(basis_field, "") or basis, row.get(scope_field, "") or scope
            text = row.get(field, "")
            if not text:
                continue
            whole = split_text(text)
            if whole.lead:
                leads[label] = f"{leads[label]}\n{whole.lead}" if label in leads else whole.lead
            bases = split_numbered(basis).parts if basis else ()
            alike = len(bases) == len(whole.parts) > 1
            told = stage_of(row["stage"]) if row.get("stage") and kind == ResponsibilityKind.DUTY else None
            for order, part in enumerate(whole.parts):
                number += 1
                stage = told or (stage_of(part) if kind == ResponsibilityKind.DUTY else Stage.OTHER)
                records.append(
                    ResponsibilityRecord(
                        kind, number, part, stage, bases[order] if alike else basis.strip(), scope.strip()
                    )
                )
    return tuple(records), leads

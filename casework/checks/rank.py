"""Whether a power rests on a document that may found it: which rank may found (设定) or only specify (规定) which type of power.

The table stands beside this module (``founding.csv``), each row with its legal source: type of power, form of it (吊销营业执照, 行政强制执行,
"" for any), rank and level of the document ("" for any), and what such a document may do. A row of a list is insufficient only when none
of the documents that it cites is enough; one that may only specify what a higher law founded makes it 疑似, since the higher law
may be there and just not be cited. Where a document is not loaded, what its title, its place and the note behind it (国务院令第…号) leave
open stays open: 无法核验, unless every possible rank gives the same answer. Rows of which nothing is loaded are left to basis.unverifiable, unless no
rank that the document may have may even specify, or it is the county's own paper.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import orjson

from casework.dossier import Cite, Dossier, Item, LawFacts, Row
from casework.findings import Evidence, Finding, Quoted, about_row, quoted, quoted_law
from ontologies.places import level_of
from ontologies.records import FindingKind, Level, PowerType, Rank, Severity, Verdict

__all__ = ["CHECKS", "Founding", "founding", "insufficient", "ranks_of"]

FOUNDS, SPECIFIES, NO = "founds", "specifies", "no"
# A decision of the State Council is no administrative regulation, but may found a licence (行政许可法 art. 14).
STATE_COUNCIL_DECISION = "state_council_decision"
# What the State Council approved and a department issued before the year of the 立法法 counts as an administrative regulation (最高人民法院
# 法〔2004〕96号).
_LEGISLATION_ACT = 2000

RankLevel = tuple[str, str]
Record = dict[str, Any]


class Founding(NamedTuple):
    """A row of the table: what documents of a rank (a code of Rank, or STATE_COUNCIL_DECISION; "" any) and level (of who made them; "" any) may
    do for powers of a type in a form, on what source, and why."""

    power_type: PowerType
    form: str
    rank: str
    level: str
    answer: str
    source: str
    why: str


@cache
def founding() -> dict[tuple[PowerType, str, str, str], Founding]:
    """The table, by type, form, rank and level."""
    rows, _ = _read()
    return rows


@cache
def _forms() -> dict[PowerType, tuple[tuple[str, str], ...]]:
    """Type → (word of a name, form), the longest words first."""
    _, forms = _read()
    return forms


@cache
def _read() -> tuple[dict[tuple[PowerType, str, str, str], Founding], dict[PowerType, tuple[tuple[str, str], ...]]]:
    text = files("casework.checks").joinpath("founding.csv").read_text(encoding="utf-8")
    rows: dict[tuple[PowerType, str, str, str], Founding] = {}
    words: dict[PowerType, list[tuple[str, str]]] = {}
    for line in csv.DictReader(text.splitlines()):
        kind = PowerType(line["power_type"])
        row = Founding(kind, line["form"], line["rank"], line["level"], line["answer"], line["source"], line["why"])
        rows[kind, row.form, row.rank, row.level] = row
        words.setdefault(kind, []).extend((word, row.form) for word in line["words"].split())
    return rows, {kind: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for kind, found in words.items()}


def form_of(name: str, power_type: PowerType) -> str:
    """The form of a power that its name names, "" where it names none."""
    return next((form for word, form in _forms().get(power_type, ()) if word in name), "")


def rule_for(power_type: PowerType, form: str, rank: str, level: str) -> Founding | None:
    """The row of the table that holds, the most particular first. None for a type or a rank that the table says nothing of."""
    table = founding()
    wanted = ((form, rank, level), (form, rank, ""), ("", rank, level), ("", rank, ""), ("", "", ""))
    return next((table[power_type, *key] for key in wanted if (power_type, *key) in table), None)


# What a power really is ----------------------------------------------------------------------------------------------------------------

_SOFT = re.compile(r"(?:劝导|劝阻|劝离|提醒|指导|宣传|告知|调解|培训|统计|公示)(?:工作|服务)?$")
_CHECKS = re.compile(r"(?:检查|巡查|核查|抽查|巡视|监测)(?:工作)?$")
_PENALTY = re.compile(r"的(?:行政)?处罚$")


def type_of(item: Item, row: Row) -> tuple[PowerType, bool]:
    """The type of a row's power and whether it is as stated: what a name plainly names is read from it, where the row calls it something
    heavier (劝导 among the penalties), or calls it nothing or 其他."""
    stated = PowerType(row.power_type or PowerType.UNKNOWN)
    if stated is PowerType.UNKNOWN:
        stated = item.power_type
    name = (row.sub or row.name).strip().rstrip("）)")
    if stated in (PowerType.LICENSING, PowerType.PENALTY, PowerType.COERCION, PowerType.LEVY):
        if _SOFT.search(name):
            return PowerType.OTHER, False
        if _CHECKS.search(name):
            return PowerType.INSPECTION, False
    if stated in (PowerType.UNKNOWN, PowerType.OTHER) and _PENALTY.search(name):
        return PowerType.PENALTY, False
    return stated, True


# What rank a document has --------------------------------------------------------------------------------------------------------------

_NORMATIVE_END = re.compile(
    r"(?:通知|意见|方案|公告|通告|批复|函|纲要|要点|目录|清单|会议纪要|若干措施|工作规范|指南|标准|规程)(?:[（(].*[)）])?$"
)
_STATE_DECISION = re.compile(r"国务院.*决定(?:[（(].*[)）])?$")
_STATE_COUNCIL = re.compile(
    r"国务院(?:令|第\d+号令|常务会议|公布|发布|批准|修订|修改)|修改(?:和废止)?(?:部分)?行政法规"
)
_REGULATION_NOTE = re.compile(r"国务院令|国令第")
_DEPARTMENT_NOTE = re.compile(r"(?:部|委员会|委|总局|局|署|办公室)(?:令|第\d+号令)|令第\d+号（.*部")
_GOVERNMENT_NOTE = re.compile(r"(?:人民政府|省政府|市政府|政府)令")
_CONGRESS_NOTE = re.compile(r"人大|人民代表大会|常务委员会公告")
_DOCUMENT_NOTE = re.compile(
    r"发\s*[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]|[文函字规]\s*[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]"
)


def _level(jurisdiction: str) -> str:
    return str(Level.NATIONAL if jurisdiction in ("", "cn") else level_of(jurisdiction))


def ranks_of(law: LawFacts, note: str = "", settled: str = "") -> frozenset[RankLevel]:
    """The ranks that a document may have, each with the level of who made it: one where it is known. ``note`` is the parenthesis behind the
    citation, ``settled`` the column of that name of its newest text: how its rank was read. Sources for what a title says:
    行政法规制定程序条例 art. 5, 规章制定程序条例 art. 7 (no rule is called 条例), 立法法 (counties make no rules and, but for autonomous ones, no
    regulations)."""
    level = _level(str(law.node["jurisdiction"]))
    rank = str(law.node["rank"] or Rank.UNKNOWN)
    title = str(law.node["title"]) or law.id.rsplit("/", 1)[-1]
    if rank == Rank.UNKNOWN:
        found: Iterable[str] = _by_title(title, level, note)
    elif rank in (Rank.DEPARTMENTAL_RULE, Rank.LOCAL_RULE) and _NORMATIVE_END.search(title):
        found = (Rank.NORMATIVE_DOCUMENT,)
    elif rank == Rank.DEPARTMENTAL_RULE:
        found = _rule_or_regulation(str(law.node["issuer"]), settled, note)
    elif rank == Rank.LOCAL_RULE and _fields(settled).get("rank", {}).get("doubtful"):
        found = _by_title(title, level, note)
    else:
        found = (rank,)
    return frozenset((str(one), level) for one in found)


def _fields(settled: str) -> Record:
    found: Record = orjson.loads(settled)["fields"] if settled else {}
    return found


def _rule_or_regulation(issuer: str, settled: str, note: str) -> tuple[str, ...]:
    """What a national 规定 or 办法 is: once a rule of a department, later revised by the State Council, it has become a regulation."""
    fields = _fields(settled)
    told = " ".join(str(field.get("evidence", "")) for field in fields.values())
    if issuer == "国务院" or _STATE_COUNCIL.search(told) or _REGULATION_NOTE.search(note):
        return (Rank.ADMINISTRATIVE_REGULATION,)
    ruled = fields.get("rank", {})
    if ruled.get("doubtful") and not _DEPARTMENT_NOTE.search(note):
        return (Rank.ADMINISTRATIVE_REGULATION, Rank.DEPARTMENTAL_RULE)
    year = re.search(r"(?:19|20)\d\d", str(ruled.get("evidence", "")))
    if year is not None and int(year[0]) < _LEGISLATION_ACT:
        return (Rank.ADMINISTRATIVE_REGULATION, Rank.DEPARTMENTAL_RULE)
    return (Rank.DEPARTMENTAL_RULE,)


def _by_title(title: str, level: str, note: str) -> tuple[str, ...]:
    if title.startswith(("中国共产党", "中共")):
        return (Rank.PARTY_REGULATION,)
    if _STATE_DECISION.search(title):
        return (STATE_COUNCIL_DECISION,)
    if _NORMATIVE_END.search(title) or (note and _DOCUMENT_NOTE.search(note)):
        return (Rank.NORMATIVE_DOCUMENT,)
    if level == Level.NATIONAL:
        if re.search(r"(?:法|法典)$", title) and not title.endswith("办法"):
            return (Rank.STATUTE,)
        if title.endswith("条例") or _REGULATION_NOTE.search(note):
            return (Rank.ADMINISTRATIVE_REGULATION,)
        if _DEPARTMENT_NOTE.search(note):
            return (Rank.DEPARTMENTAL_RULE,)
        # An unmarked title may be of a place that it does not name.
        return (
            Rank.ADMINISTRATIVE_REGULATION,
            Rank.DEPARTMENTAL_RULE,
            Rank.LOCAL_REGULATION,
            Rank.LOCAL_RULE,
            Rank.NORMATIVE_DOCUMENT,
        )
    if level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        return (Rank.AUTONOMOUS_REGULATION,) if title.endswith("条例") else (Rank.NORMATIVE_DOCUMENT,)
    if title.endswith("条例") or _CONGRESS_NOTE.search(note):
        return (Rank.LOCAL_REGULATION,)
    if _GOVERNMENT_NOTE.search(note):
        return (Rank.LOCAL_RULE,)
    return (Rank.LOCAL_REGULATION, Rank.LOCAL_RULE, Rank.NORMATIVE_DOCUMENT)


# The check -----------------------------------------------------------------------------------------------------------------------------


class _Judged(NamedTuple):
    """A cited document: the ranks that it may have, and what the table says of each."""

    cite: Cite
    law: LawFacts
    ranks: frozenset[RankLevel]
    rules: tuple[Founding, ...]

    @property
    def answers(self) -> frozenset[str]:
        return frozenset(rule.answer for rule in self.rules)


def insufficient(dossier: Dossier) -> Iterator[Finding]:
    """rank.insufficient: rows none of whose documents may found a power of their type."""
    known: dict[tuple[str, str], frozenset[RankLevel]] = {}
    for item, row in dossier.powers():
        cites = {cite.law: cite for cite in reversed(row.cites) if not cite.in_quote and cite.law}
        if not cites:
            continue
        power_type, as_stated = type_of(item, row)
        form = form_of(row.full_name, power_type)
        judged: list[_Judged] = []
        for cite in reversed(cites.values()):
            law = dossier.book.law(cite.law)
            key = cite.law, cite.note
            if key not in known:
                known[key] = ranks_of(law, cite.note, _settled(dossier, law))
            rules = [rule_for(power_type, form, *rank) for rank in sorted(known[key])]
            if any(rule is None for rule in rules):
                break
            judged.append(_Judged(cite, law, known[key], tuple(rule for rule in rules if rule is not None)))
            if judged[-1].answers == {FOUNDS}:
                break
        else:
            if not any(one.law.loaded or _own_paper(one) for one in judged) and any(
                one.answers != {NO} for one in judged
            ):
                # That the basis is not loaded is told once, by basis.unverifiable; its rank is no second matter.
                continue
            yield _finding(dossier, item, row, power_type, form, as_stated, judged)


def _own_paper(one: _Judged) -> bool:
    """Whether a document is a county's own paper: its words, which are not loaded, could not make more of it."""
    return one.ranks == {(str(Rank.NORMATIVE_DOCUMENT), str(Level.COUNTY))}


def _settled(dossier: Dossier, law: LawFacts) -> str:
    """How the newest text's rank was read, asked for only where that may matter."""
    if not law.loaded or law.node["rank"] not in (Rank.DEPARTMENTAL_RULE, Rank.LOCAL_RULE):
        return ""
    return next((str(row["settled"]) for row in reversed(dossier.graph.versions(law.id)) if row["loaded"]), "")


def _finding(
    dossier: Dossier, item: Item, row: Row, power_type: PowerType, form: str, as_stated: bool, judged: list[_Judged]
) -> Finding:
    may = [one for one in judged if FOUNDS in one.answers]
    specifying = [one for one in judged if SPECIFIES in one.answers]
    unloaded = [one for one in judged if not one.law.loaded]
    if may or any(one in unloaded and not _own_paper(one) for one in specifying):
        verdict = Verdict.UNVERIFIABLE
    elif specifying or not as_stated or unloaded:
        verdict = Verdict.SUSPECTED
    else:
        verdict = Verdict.CONFIRMED
    told = f"{power_type.label}（{form}）" if form else power_type.label
    documents = "、".join(f"{one.law.title}（{_ranks_told(one)}）" for one in judged)
    name = f"“{row.full_name}”"
    if verdict is Verdict.UNVERIFIABLE:
        text = f"{name}是{told}，只依据{documents}，位阶够不够要载入正文、找到上位法才知道，无法核验"
    elif verdict is Verdict.CONFIRMED:
        text = f"{name}是{told}，只依据{documents}，这一位阶的文件不能设定它"
    else:
        text = f"{name}是{told}，只依据{documents}，这样的文件不能单独设定它，要有上位法作依据"
    return Finding(
        kind=FindingKind.RANK_INSUFFICIENT,
        verdict=verdict,
        about=about_row(item, row),
        text=text,
        repair=_repair(dossier, power_type, form, judged, verdict),
        rows=(row,),
        provisions=tuple(_quoted(dossier, one) for one in judged),
        evidence=tuple(_evidence(row, one, rule) for one in judged for rule in one.rules if rule.answer != FOUNDS),
        bodies=(item.owner,),
        severity=_weight(verdict, power_type),
        place=item.place,
    )


def _weight(verdict: Verdict, power_type: PowerType) -> Severity | None:
    """What gives something to somebody weighs less than what takes it away."""
    gives = power_type in (PowerType.BENEFIT, PowerType.CONFIRMATION)
    return Severity.LOW if gives and verdict is not Verdict.CONFIRMED else None


def _ranks_told(one: _Judged) -> str:
    def label(rank: str) -> str:
        return "国务院决定" if rank == STATE_COUNCIL_DECISION else Rank(rank).label

    told = "或者".join(dict.fromkeys(label(rank) for rank, _ in sorted(one.ranks)))
    return told if one.law.loaded else f"未载入，从题名看是{told}"


def _quoted(dossier: Dossier, one: _Judged) -> Quoted:
    if one.cite.article:
        article = dossier.book.article(one.cite.article)
        if article.current is not None:
            return quoted(dossier, article.current)
    return quoted_law(dossier, one.law.id, one.cite.article)


def _evidence(row: Row, one: _Judged, rule: Founding) -> Evidence:
    return Evidence(
        f"{one.law.title}：{rule.why}（{rule.source}）", quote=one.cite.text or row.basis, source=one.law.id
    )


def _enough(power_type: PowerType, form: str) -> str:
    """Which ranks are enough, as a phrase."""
    ranks = (Rank.STATUTE, Rank.ADMINISTRATIVE_REGULATION, Rank.LOCAL_REGULATION, Rank.DEPARTMENTAL_RULE)
    found = [
        rank.label
        for rank in ranks
        if (rule := rule_for(power_type, form, str(rank), "")) is not None and rule.answer == FOUNDS
    ]
    return "、".join(found) or Rank.STATUTE.label


def _repair(dossier: Dossier, power_type: PowerType, form: str, judged: list[_Judged], verdict: Verdict) -> str:
    enough = _enough(power_type, form)
    if verdict is Verdict.UNVERIFIABLE:
        return f"载入{'、'.join(one.law.title for one in judged if not one.law.loaded) or '所引文件'}的正文再核；或者补写设定它的{enough}"
    named = _implemented(dossier, judged)
    if named:
        return f"查{named}有没有设定这项权力：有，就补写它的条款；没有，就从清单中删去"
    return f"查有没有{enough}设定这项权力：有，就补写为依据；没有，就从清单中删去，不得行使"


def _implemented(dossier: Dossier, judged: list[_Judged]) -> str:
    """The laws that the cited documents say they carry out, by title."""
    edges = dossier.implements
    found = (law for one in judged for version in one.law.versions for law in edges.get(version["id"], ()))
    return "、".join(dict.fromkeys(dossier.book.law(law).title for law in found))


CHECKS = ((frozenset({FindingKind.RANK_INSUFFICIENT}), insufficient),)

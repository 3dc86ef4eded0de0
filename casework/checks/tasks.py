"""交办: work that departments give to towns beside their lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from casework.dossier import Dossier, Item
from casework.findings import Evidence, Finding
from casework.matters import Matters, says_too
from casework.towns import Towns
from ontologies.records import OPEN_END, BodyType, DutyKind, FindingKind, ItemKind, Role, Verdict

_SAME_DUTY = 0.7
_ISSUING = frozenset({Role.LEAD, Role.SHARED})
# Whose approval opens a task to towns: a party committee, a government, or what they decide through.
_APPROVERS = re.compile(
    r"(?:[省市县区旗州]|党)委(?!.{0,8}(?:部|办公室|局|员会)$)|(?:中共|共产党).{0,12}委员会$|编制委员会$|人民政府$|政府$|常委会|常务会|编委|领导小组|"
    r"指挥部|联席会|专题会|书记|[省市县区]长"
)
# The general office of a committee or a government gives out what these have decided.
_GENERAL_OFFICES = re.compile(
    r"(?:[省市县区旗州]委|(?:中共|共产党)[^委]{0,12}委员会|政府|[省市县区]府)办(?:公室)?$|(?<!政)府办$|两办$"
)
_PARTY_GROUP = re.compile(r"(?:中共)?(?P<body>.{2,}?)(?:党组|党委|党工委|党支部|机关党委|领导班子|办公会(?:议)?)$")
_APPROVED_AT = re.compile(r"(?:委|政)[一-鿿]{0,4}〔|常委会|常务会|会议纪要|专题会")
_DEPARTMENTS = frozenset({BodyType.DEPARTMENT.value, BodyType.VERTICAL.value, BodyType.INSTITUTION.value})
_TERM_HEADS = ("截止日期", "交办期限")
_DATED = re.compile(r"\d|[一二三四五六七八九十]月|年底|季度|汛期|期间|结束")
_NO_END = re.compile(r"长期|永久|不限|未定")


def tasks(dossier: Dossier) -> Iterator[Finding]:
    """task.no_approval, task.no_term, task.unlisted."""
    items = list(dossier.of_kind(ItemKind.TASK))
    if not items:
        return
    towns = Towns(dossier)
    listed = _listed(dossier)
    names = {town: Matters((item.id, item.name) for item in duties) for town, duties in listed.items()}
    for item in items:
        approval = _approval(dossier, item)
        if approval:
            yield Finding(
                FindingKind.TASK_NO_APPROVAL,
                Verdict.CONFIRMED,
                (item.id,),
                f"交办“{item.name}”{approval}",
                repair="报县委、县政府批准并写明文号；没有批准的，停止交办",
                rows=tuple(item.rows),
                evidence=(
                    Evidence(
                        f"批准机关：{item.node['approved_by'] or '空'}；批准文件：{item.node['approval'] or '空'}"
                    ),
                ),
                bodies=tuple(_issuers(item)),
            )
        if item.node["until"] == OPEN_END:
            words = _term_in_words(item)
            if not words:
                yield Finding(
                    FindingKind.TASK_NO_TERM,
                    Verdict.CONFIRMED,
                    (item.id,),
                    f"交办“{item.name}”没有写到哪一天为止",
                    repair="写明完成时限；长期的工作报批后列入履职事项清单",
                    rows=tuple(item.rows),
                    bodies=tuple(_issuers(item)),
                )
        elif item.node["until"] <= dossier.day:
            # What is over without having been taken off the list had its term.
            yield Finding(
                FindingKind.TASK_NO_TERM,
                Verdict.CONFIRMED,
                (item.id,),
                f"交办“{item.name}”的期限已过",
                rows=tuple(item.rows),
                lawful="写明了期限，期限已满",
            )
        yield from _unlisted(dossier, towns, item, approval, listed, names)


def _issuers(item: Item) -> list[str]:
    return [body for body, role, _ in item.holders if role in _ISSUING]


def _approval(dossier: Dossier, item: Item) -> str:
    """What is wrong with a task's approval, "" for nothing."""
    by, document = item.node["approved_by"], item.node["approval"]
    if not by and not document:
        return "没有批准机关，也没有文号"
    issuing = {dossier.body_name(body) for body in _issuers(item)}
    approvers = [_bare(name) for name in by.split("\n") if name]
    if (
        approvers
        and issuing
        and all(_is_one(issuing, name) for name in approvers)
        and not all(_APPROVERS.search(name) for name in approvers)
    ):
        return f"由交办的{'、'.join(approvers)}自己批准"
    return ""


def _is_one(issuing: set[str], approver: str) -> bool:
    """Whether an approver is an issuing body, by its name or that without the county's (县商务局)."""
    return approver in issuing or (len(approver) > 2 and any(name.endswith(approver) for name in issuing))


def _bare(approver: str) -> str:
    """The body whose party group or meeting an approver is."""
    found = _PARTY_GROUP.fullmatch(approver)
    return found["body"] if found is not None and not _APPROVERS.search(found["body"]) else approver


def _approved(dossier: Dossier, item: Item) -> str:
    """The party committee or government that approved a task, "" where none did."""
    types = {row["name"]: row["type"] for row in dossier.bodies.values()}
    for name in item.node["approved_by"].split("\n"):
        if not name:
            continue
        if _GENERAL_OFFICES.search(name):
            return str(name)
        if types.get(name) not in _DEPARTMENTS and _APPROVERS.search(name):
            return str(name)
    if not item.node["approved_by"] and _APPROVED_AT.search(item.node["approval"]):
        return str(item.node["approval"])
    return ""


def _term_in_words(item: Item) -> str:
    """A term that is no day (5月底前), as the row has it; "" where there is none."""
    for row in item.rows:
        for head in _TERM_HEADS:
            text = row.fields.get(head, "").strip()
            if text and _DATED.search(text) and not _NO_END.search(text):
                return text
    return ""


def _listed(dossier: Dossier) -> dict[str, list[Item]]:
    """Town → its duties. What was recalled from it is none of them: giving it back as a task takes an approval too."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in dossier.of_kind(ItemKind.DUTY):
        if item.duty_kind is not DutyKind.RECALLED:
            found[item.owner].append(item)
    return found


def _unlisted(
    dossier: Dossier,
    towns: Towns,
    item: Item,
    approval: str,
    listed: dict[str, list[Item]],
    names: dict[str, Matters[str]],
) -> Iterator[Finding]:
    to = sorted(towns.all_receivers(item))
    missing, unknown = [], []
    for town in to:
        if town not in listed:
            unknown.append(town)
        elif not _has(item, listed[town], names[town]):
            missing.append(town)
    approved = "" if approval else _approved(dossier, item)
    for found, verdict in ((missing, Verdict.CONFIRMED), (unknown, Verdict.UNVERIFIABLE)):
        if not found or (verdict is Verdict.UNVERIFIABLE and approved):
            continue
        where = towns.names(found)
        yield Finding(
            FindingKind.TASK_UNLISTED,
            verdict,
            (item.id, *(found if verdict is Verdict.UNVERIFIABLE else ())),
            f"“{item.name}”交给了{where}，{where}的履职事项清单里没有，也没有经县级以上党委、政府批准"
            if verdict is Verdict.CONFIRMED
            else f"“{item.name}”交给了{where}，{where}的履职事项清单没有载入，没有经批准的交办是不是清单以内的事无法核验",
            repair="停止交办；确需乡镇承担的，报县委、县政府批准"
            if verdict is Verdict.CONFIRMED
            else "载入履职事项清单以后再查",
            rows=tuple(item.rows),
            bodies=(*_issuers(item), *found),
            lawful=f"经{approved}批准" if approved else "",
        )


def _has(item: Item, duties: list[Item], names: Matters[str]) -> bool:
    """Whether a town's list speaks of a task's matter: a duty that it is linked to, one of much the same name or on the same article."""
    ids = {duty.id for duty in duties}
    if any(link.other in ids for link in (*item.links, *item.linked)) or names.near(item.name, _SAME_DUTY):
        return True
    if any(says_too(duty.name, item.name) for duty in duties):
        return True
    articles = item.articles()
    return bool(articles) and any(articles & duty.articles() for duty in duties)


_K = FindingKind
CHECKS = ((frozenset({_K.TASK_UNLISTED, _K.TASK_NO_APPROVAL, _K.TASK_NO_TERM}), tasks),)

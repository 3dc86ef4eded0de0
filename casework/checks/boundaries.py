"""职责边界: whether the departments that share a matter know who leads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.dossier import Dossier, Item
from casework.findings import Evidence, Finding
from ontologies.records import FindingKind, ItemKind, Role, Verdict

_LEADS = frozenset({Role.LEAD, Role.COORDINATE})
_BESIDE = frozenset({Role.COOPERATE, Role.ASSIST, Role.GUIDE, Role.SUPERVISE})
_LED = re.compile(r"牵头|主责|首接|首办|首问|主办|归口|总责|主管部门|主要负责|为主")
_DENIED = re.compile(r"(?:没有|未|无|不)(?:写明|明确|确定|设)?[^，。；\n]{0,4}$")


def no_lead(dossier: Dossier) -> Iterator[Finding]:
    """boundary.no_lead: several bodies share a matter, none leads, and no word of the row says who does."""
    for item in dossier.of_kind(ItemKind.BOUNDARY):
        roles = [(body, role, text) for body, role, text in item.holders]
        if len(roles) < 2 or any(role in _LEADS for _, role, _ in roles):
            continue
        main = [body for body, role, _ in roles if role not in _BESIDE]
        words = _words(item)
        lawful = ""
        if len(main) == 1:
            lawful = f"只有{dossier.body_name(main[0])}一家承担，其余都是配合、协助"
        elif words:
            lawful = f"原文写明：{words}"
        names = "、".join(dossier.body_name(body) for body, _, _ in roles)
        yield Finding(
            FindingKind.BOUNDARY_NO_LEAD,
            Verdict.SUSPECTED,
            (item.id,),
            f"“{item.name}”由{names}分担，没有写明谁牵头",
            repair="写明牵头部门；分不清的，提请编制部门协调确定",
            rows=tuple(item.rows),
            evidence=tuple(
                Evidence(f"{dossier.body_name(body)}（{role.label}）：{text}", text, body)
                for body, role, text in roles
                if text
            ),
            bodies=tuple(body for body, _, _ in roles),
            lawful=lawful,
        )


def _words(item: Item) -> str:
    """The clause of a row that says who leads where no role does (由首接单位牵头), "" for none."""
    texts = [str(item.node["mechanism"]), *(text for _, _, text in item.holders)]
    texts += [text for row in item.rows for text in row.fields.values()]
    for text in texts:
        for clause in re.split(r"[，,。；;\n]", text):
            found = _LED.search(clause)
            if found is not None and not _DENIED.search(clause[: found.start()]):
                return clause.strip()
    return ""


_K = FindingKind
CHECKS = ((frozenset({_K.BOUNDARY_NO_LEAD}), no_lead),)

"""What a list leaves out beside its items: who answers, who handles, where to complain (gap.no_responsibility, gap.no_office, gap.no_supervision),
and offices that have nothing to do (gap.office_without_duty).

A row is held to its own list: where the list gives an element, a row without it lacks it (确认). A list that gives it nowhere, or in less than
:data:`_COLUMN` of its rows, has no such column: that is one finding on the list (疑似), for a list may be kept in another form. What is
written once for many rows is not missing: the responsibilities of a main item are those of its sub-items, a telephone in the notes below
the table is that of every item.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import msgspec

from casework.dossier import Dossier, Item, Record, Row
from casework.findings import Evidence, Finding, about_row
from ontologies.identifiers import body_id
from ontologies.records import BodyType, DutyKind, FindingKind, ItemKind, ListKind, ResponsibilityKind, Verdict

_COLUMN = 0.25
_SHOWN = 3


class _Element(msgspec.Struct, frozen=True):
    """An element that every row of a list of ``list_kind`` should have: ``has`` tells whether an item has it, ``fields`` are the labels under
    which a row keeps it where it was not read, ``notes`` how the notes of a list give it for all of its items."""

    kind: FindingKind
    list_kind: ListKind
    word: str
    has: Callable[[Item], bool]
    fields: re.Pattern[str]
    repair: str
    notes: re.Pattern[str] | None = None
    shared: bool = True


def _answered(item: Item) -> bool:
    return any(one["responsibility_kind"] == ResponsibilityKind.DUTY for one in item.responsibilities)


def _needs_office(item: Item) -> bool:
    return item.kind == ItemKind.POWER or item.duty_kind in (DutyKind.BASIC, DutyKind.COOPERATING)


_ELEMENTS = (
    _Element(
        FindingKind.GAP_NO_RESPONSIBILITY,
        ListKind.POWER,
        "责任事项",
        _answered,
        re.compile("责任事项$|责任清单|责任内容"),
        "按受理、审查、决定、送达、事后监管等环节补写责任事项；处罚写立案、调查、审查、告知、决定、送达、执行",
    ),
    _Element(
        FindingKind.GAP_NO_SUPERVISION,
        ListKind.POWER,
        "监督渠道",
        lambda item: bool(item.routes),
        re.compile("监督|监管电话|投诉|举报"),
        "补写监督投诉的电话或者受理机构",
        re.compile(
            r"(?:监督|投诉|举报)[^。；;\n]{0,20}(?:\d{3,4}-)?\d{5,}|(?:监督|投诉|举报|反映)[^。；;\n]{0,4}(?:电话|热线|渠道|方式)?[:：]?\s*12\d{3}|向[^。；;\n]{2,20}(?:反映|投诉|举报)"
        ),
    ),
    _Element(
        FindingKind.GAP_NO_OFFICE,
        ListKind.DUTY,
        "承办机构",
        lambda item: bool(item.offices),
        re.compile("承办|责任(?:科室|机构|单位|站所)|内设机构"),
        "写明由哪个内设机构、站所承办",
        shared=False,
    ),
)
_EMPTY = re.compile(r"[\s/\\—–\-无]*")


def missing_elements(dossier: Dossier) -> Iterator[Finding]:
    """gap.no_responsibility, gap.no_supervision, gap.no_office."""
    lists: dict[str, list[tuple[Item, Row]]] = defaultdict(list)
    for item, row in dossier.powers(ItemKind.POWER, ItemKind.DUTY):
        if _needs_office(item):
            lists[row.list_id].append((item, row))
    for key, members in lists.items():
        listed = dossier.lists.get(key)
        if listed is None:
            continue
        for element in _ELEMENTS:
            if listed["list_kind"] == element.list_kind:
                yield from _missing(dossier, listed, members, element)


def _missing(
    dossier: Dossier, listed: Record, members: Sequence[tuple[Item, Row]], element: _Element
) -> Iterator[Finding]:
    lacking = [(item, row) for item, row in members if not (element.has(item) or _kept(row, element.fields))]
    if not lacking:
        return
    stated = len(members) - len(lacking)
    body = body_id(listed["place"], listed["authority"])
    if stated < _COLUMN * len(members):
        note = _in_notes(dossier, listed, element)
        told = "整份清单都没有" if not stated else f"{len(members)}项里只有{stated}项写了"
        yield Finding(
            element.kind,
            Verdict.SUSPECTED,
            (body, listed["list_kind"]),
            f"“{listed['title']}”{told}{element.word}",
            repair=f"清单增加“{element.word}”一栏；另有文件规定的，在清单里注明",
            evidence=(
                Evidence(
                    f"清单文件{listed['file']}，共{len(members)}项，写了{element.word}的{stated}项", source=listed["id"]
                ),
                *((Evidence("清单的说明里统一写了", note, listed["id"]),) if note else ()),
            ),
            bodies=(body,),
            lawful=f"清单的说明统一写了{element.word}" if note else "",
        )
        return
    groups = _groups(members) if element.shared else {}
    have = {id(row) for item, row in members} - {id(row) for _, row in lacking}
    for item, row in lacking:
        giver = _giver(groups.get((item.owner, row.sheet, row.name), ()), row, have)
        note = "" if giver is not None else _in_notes(dossier, listed, element)
        lawful, evidence = (
            "",
            Evidence(f"同一清单的{len(members)}项里有{stated}项写了{element.word}", source=listed["id"]),
        )
        if giver is not None:
            lawful = f"{element.word}写在主项上，子项共用"
            evidence = Evidence(f"同一主项的第{giver.number}行写了{element.word}", giver.full_name, giver.item)
        elif note:
            lawful = f"清单的说明统一写了{element.word}"
            evidence = Evidence("清单的说明里统一写了", note, listed["id"])
        yield Finding(
            element.kind,
            Verdict.CONFIRMED,
            about_row(item, row),
            f"{item.owner_name}的“{row.full_name}”没有写{element.word}",
            repair=element.repair,
            rows=(row,),
            evidence=(evidence,),
            bodies=(item.owner,),
            lawful=lawful,
        )


def _kept(row: Row, labels: re.Pattern[str]) -> bool:
    return any(labels.search(label) and not _EMPTY.fullmatch(text) for label, text in row.fields.items())


def _groups(members: Sequence[tuple[Item, Row]]) -> dict[tuple[str, str, str], list[Row]]:
    """The rows of each main item: (owner, sheet, main item) → rows in their order."""
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for item, row in members:
        found[item.owner, row.sheet, row.name].append(row)
    return {
        key: sorted(rows, key=lambda row: row.number) for key, rows in found.items() if any(row.sub for row in rows)
    }


def _giver(group: Sequence[Row], row: Row, have: set[int]) -> Row | None:
    """The row of a main item that gives an element for its sub-items: the main item's own, or the first, where it alone has it. Where
    several sub-items have their own, one that has none lacks it."""
    giving = [other for other in group if id(other) in have]
    main = next((other for other in giving if not other.sub), None)
    if main is not None:
        return main if row.sub else None
    return giving[0] if len(giving) == 1 and giving[0] is group[0] else None


def _in_notes(dossier: Dossier, listed: Record, element: _Element) -> str:
    """What the notes of a list say of an element for all of its items, "" for nothing."""
    if element.notes is None or listed["id"] not in dossier.view.shelf.editions:
        return ""
    found = (element.notes.search(note) for note in dossier.view.shelf.text(listed["id"]).notes)
    return next((match.string for match in found if match is not None), "")


# Offices -----------------------------------------------------------------------------------------------------------------------------

# What an office serves its own body with: no item of a list is to be handled by it.
_INTERNAL = re.compile(
    "办公室$|办公厅|综合(?:科|股|处|部|室|组|协调)?|秘书|文秘|政办|党办|人事|组织|干部|老干部|财务|计财|计划|规划财务|审计|机关|党委|党组|"
    "党建|党群|纪检|监察室|监察股|督查|督察|政工|政治|宣传|工会|妇联|团委|后勤|保卫|信息|档案|研究|调研|法规|法制|政策|内审|"
    "服务中心$|指挥中心|保障"
)
# A town's offices are named 办公室 whatever they do.
_TOWN_INTERNAL = re.compile("党政|^综合办公室|人大|纪检|监察|财政|后勤")
_TOWNS = frozenset({BodyType.TOWNSHIP.value, BodyType.SUBDISTRICT.value})


def idle_offices(dossier: Dossier) -> Iterator[Finding]:
    """gap.office_without_duty."""
    handled: dict[str, int] = defaultdict(int)
    for item in dossier.items.values():
        for identifier in item.offices:
            handled[identifier] += 1
    offices: dict[str, list[Record]] = defaultdict(list)
    for office in dossier.offices.values():
        if office["of"] and office["loaded"]:
            offices[office["of"]].append(office)
    for body, members in offices.items():
        node = dossier.bodies.get(body)
        if node is None or not dossier.here(node["place"]) or not node["valid_from"] <= dossier.day < node["valid_to"]:
            continue
        internal = _TOWN_INTERNAL if node["type"] in _TOWNS else _INTERNAL
        working = [office for office in members if not internal.search(office["name"])]
        busy = [office for office in members if handled[office["id"]]]
        idle = [office for office in working if not handled[office["id"]]]
        if len(busy) <= len(idle) or not idle:
            continue
        rows = [row for row in dossier.roster_rows.get(body, ()) if row.valid_from <= dossier.day < row.valid_to]
        others = "、".join(f"{office['name']}{handled[office['id']]}项" for office in busy[:_SHOWN])
        for office in idle:
            yield Finding(
                FindingKind.GAP_OFFICE_WITHOUT_DUTY,
                Verdict.SUSPECTED,
                (office["id"],),
                f"{node['name']}的{office['name']}没有承办任何事项",
                repair="核对各项的承办机构：由它承办的，在清单里写明；没有职责的，提请调整机构设置",
                rows=tuple(rows[-1:]),
                evidence=(Evidence(f"同一机构的其他内设机构都有承办的事项：{others}", source=body),),
                bodies=(body,),
            )


CHECKS = (
    (
        frozenset({element.kind for element in _ELEMENTS}),
        missing_elements,
    ),
    (frozenset({FindingKind.GAP_OFFICE_WITHOUT_DUTY}), idle_offices),
)

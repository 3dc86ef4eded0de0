"""政务服务事项 and 准入措施, against the powers that they rest on.

A service is that of a power by the links of its row (code, name): its type and basis are to be those of the power (四级四同). A public service
rests on no power. What a later decision gave back, or the catalogue itself marks as cancelled, is not reported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from casework.dossier import Dossier, Item, Row
from casework.findings import Evidence, Finding, day_words
from casework.likeness import Alike, likeness
from ingest.lists.kinds.reading import pieces
from ontologies.records import (
    AccessKind,
    AdjustmentAction,
    FindingKind,
    ItemKind,
    ListKind,
    PowerType,
    Role,
    Verdict,
)

_SAME = 0.9
_ALIKE = 0.75
_OVER = re.compile(r"取消|停用|停止|废止|失效|注销|暂停|下线|禁用|已撤")
# Links that say which power it is; the others only find something alike.
_SURE_LINKS = frozenset({"named", "code", "name"})
_GIVEN_BACK = frozenset({AdjustmentAction.ADD.value, AdjustmentAction.CHANGE.value, AdjustmentAction.SPLIT.value})
_HOLDING = frozenset({Role.LEAD, Role.SHARED, Role.COORDINATE, Role.ENTRUSTED})
_UNSAID = frozenset({PowerType.UNKNOWN, PowerType.PUBLIC_SERVICE})


def _live(dossier: Dossier, item: Item) -> str:
    """Why a service is no longer in use by the catalogue itself, "" where it is in use."""
    status = str(item.node["item_status"])
    if _OVER.search(status):
        return f"目录已标明“{status}”"
    if item.node["until"] <= dossier.day:
        return f"目录写明{day_words(item.node['until'])}起取消"
    return ""


# Cancelled powers --------------------------------------------------------------------------------------------------------------------


class Cancelled:
    """What decisions cancelled and no later decision gave back, by name and by power."""

    def __init__(self, dossier: Dossier) -> None:
        decisions = [
            item
            for item in dossier.items.values()
            if item.kind is ItemKind.ADJUSTMENT and item.node["day"] <= dossier.day
        ]
        back = [item for item in decisions if item.node["action"] in _GIVEN_BACK]
        backs = Alike((item.id, item.name) for item in back)
        days = {item.id: item.node["day"] for item in back}
        self.by_power: dict[str, Item] = {}
        self._by_name: dict[str, list[Item]] = defaultdict(list)
        for item in decisions:
            if item.node["action"] != AdjustmentAction.CANCEL.value:
                continue
            if any(days[key] > item.node["day"] for key, _ in backs.near(item.name, _SAME)):
                continue
            for link in item.links:
                if link.how in _SURE_LINKS:
                    self.by_power[link.other] = item
            self._by_name[item.name].append(item)
        self._names = Alike((name, name) for name in self._by_name)

    def named(self, item: Item) -> Item | None:
        """The decision that cancelled what a service is called, of a body that holds it."""
        bodies = {item.owner, *(body for body, _, _ in item.holders)}
        for row in item.rows:
            for name, _ in self._names.near(row.full_name, _SAME):
                for decision in self._by_name[name]:
                    before = {body for body, role, _ in decision.holders if role is Role.ORIGINAL}
                    if not before or before & bodies:
                        return decision
        return None


def powers_of(dossier: Dossier, item: Item) -> list[Item]:
    """The powers, of whatever day, that an item's row says it is."""
    return [
        dossier.all_items[link.other]
        for link in item.links
        if link.how in _SURE_LINKS
        and link.other in dossier.all_items
        and dossier.all_items[link.other].kind is ItemKind.POWER
    ]


def services(dossier: Dossier) -> Iterator[Finding]:
    """service.power_gone, service.type_differs, service.basis_differs."""
    items = list(dossier.of_kind(ItemKind.SERVICE))
    if not items:
        return
    cancelled = Cancelled(dossier)
    current: dict[str, Alike[str]] = {}
    for item in items:
        powers = powers_of(dossier, item)
        yield from _gone(dossier, item, powers, cancelled, current)
        live = [power for power in powers if power.rows]
        if live and not _live(dossier, item):
            for row in item.rows:
                fitting = _own(row, live)
                yield from _type_differs(item, row, fitting)
                yield from _basis_differs(dossier, item, row, fitting)


def _own(row: Row, powers: list[Item]) -> list[Item]:
    """Of several powers those that have the row's own name: a service with sub-items may be linked to all of a main item's."""
    same = [power for power in powers if any(likeness(one.full_name, row.full_name) >= _SAME for one in power.rows)]
    return same or powers


def _gone(
    dossier: Dossier, item: Item, powers: list[Item], cancelled: Cancelled, current: dict[str, Alike[str]]
) -> Iterator[Finding]:
    decision = next((cancelled.by_power[power.id] for power in powers if power.id in cancelled.by_power), None)
    # Several powers under one name are cancelled only where all of them are.
    if decision is not None and any(power.rows and power.id not in cancelled.by_power for power in powers):
        decision = None
    live = [power for power in powers if power.rows]
    if decision is None and (not live or all(cancelled.named(power) is not None for power in live)):
        decision = cancelled.named(item) or next((cancelled.named(power) for power in live), None)
    ended = [power for power in powers if not power.rows]
    if decision is None and (not ended or len(ended) < len(powers) or _listed_else(dossier, item, current)):
        return
    lawful = _live(dossier, item)
    if not lawful and item.power_type is PowerType.PUBLIC_SERVICE:
        lawful = "公共服务，不依职权"
    if decision is not None:
        told = f"{decision.node['number'] or '调整决定'}（{day_words(decision.node['day'])}）取消了“{decision.name}”"
        evidence = (Evidence(told, decision.name, decision.id),)
    else:
        told = f"{ended[0].owner_name}现行的权责清单里已没有“{ended[0].name}”"
        evidence = (Evidence(told, ended[0].name, ended[0].id),)
    yield Finding(
        FindingKind.SERVICE_POWER_GONE,
        Verdict.CONFIRMED if decision is not None else Verdict.SUSPECTED,
        (item.id,),
        f"政务服务事项“{item.rows[0].full_name}”还在用，{told}",
        repair="从政务服务事项目录取消；改由别的机构办理的，改到那个机构名下",
        rows=(*item.rows, *(decision.rows if decision is not None else ())),
        evidence=evidence,
        bodies=(item.owner,),
        lawful=lawful,
    )


def _listed_else(dossier: Dossier, item: Item, current: dict[str, Alike[str]]) -> bool:
    """Whether the body's current list has the power under another name."""
    if not current:
        of: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for power in dossier.of_kind(ItemKind.POWER):
            of[power.owner] += ((power.id, row.full_name) for row in power.rows)
        current.update({owner: Alike(names) for owner, names in of.items()})
    names = current.get(item.owner)
    return names is None or any(names.near(row.full_name, _ALIKE) for row in item.rows)


def _type_differs(item: Item, row: Row, powers: list[Item]) -> Iterator[Finding]:
    mine = PowerType(row.power_type) if row.power_type else item.power_type
    theirs = {PowerType(one.power_type) for power in powers for one in power.rows if one.power_type} - _UNSAID
    if mine in _UNSAID or not theirs or mine in theirs:
        return
    labels = "、".join(type_.label for type_ in sorted(theirs))
    yield Finding(
        FindingKind.SERVICE_TYPE_DIFFERS,
        Verdict.CONFIRMED,
        (item.id, *(() if len(item.rows) == 1 else (row.full_name,))),
        f"政务服务事项“{row.full_name}”写成{mine.label}，{powers[0].owner_name}的权责清单是{labels}",
        repair=f"类型改为{labels}；权责清单写错的，改权责清单",
        rows=(row, *(one for power in powers[:3] for one in power.rows[:1])),
        evidence=tuple(
            Evidence(f"权责清单：{power.name}（{power.power_type.label}）", power.name, power.id)
            for power in powers[:3]
        ),
        bodies=(item.owner,),
    )


def _basis_differs(dossier: Dossier, item: Item, row: Row, powers: list[Item]) -> Iterator[Finding]:
    mine = {cite.law for cite in row.cites if not cite.in_quote and cite.law}
    theirs = {law for power in powers for law in power.laws() if law}
    if not mine or not theirs or mine & theirs:
        return
    succeeding = _succeeding(dossier, mine, theirs)
    title = dossier.book.law
    yield Finding(
        FindingKind.SERVICE_BASIS_DIFFERS,
        Verdict.CONFIRMED,
        (item.id, *(() if len(item.rows) == 1 else (row.full_name,))),
        f"政务服务事项“{row.full_name}”的依据是{'、'.join(title(law).title for law in sorted(mine))}，"
        f"{powers[0].owner_name}的权责清单是{'、'.join(title(law).title for law in sorted(theirs))}，没有一部相同",
        repair="两处的依据改为一致：以职权的设定依据为准",
        rows=(row, *(one for power in powers[:3] for one in power.rows[:1])),
        evidence=(
            Evidence("政务服务事项目录的依据", row.basis, item.id),
            *(Evidence(f"权责清单“{power.name}”的依据", power.rows[0].basis, power.id) for power in powers[:3]),
        ),
        bodies=(item.owner,),
        lawful=succeeding,
    )


def _succeeding(dossier: Dossier, mine: set[str], theirs: set[str]) -> str:
    """Where the law of one was ended by a law of the other: which by which."""
    for ended, by in ((mine, theirs), (theirs, mine)):
        for law in sorted(ended):
            for version in dossier.book.law(law).repealers:
                if version.get("law") in by:
                    return f"{dossier.book.law(law).title}已由{dossier.book.law(version['law']).title}接替"
    return ""


# Access ------------------------------------------------------------------------------------------------------------------------------


def access(dossier: Dossier) -> Iterator[Finding]:
    """access.no_power: of licensed access; what is forbidden needs no licence."""
    items = [item for item in dossier.of_kind(ItemKind.ACCESS) if item.node["access_kind"] == AccessKind.LICENSED.value]
    if not items:
        return
    powers = list(dossier.of_kind(ItemKind.POWER))
    names = Alike((power.id, row.full_name) for power in powers for row in power.rows)
    listing = {body for power in powers for body in (power.owner, *(one for one, _, _ in power.holders))}
    listing |= {f"body/{row['place']}/{row['authority']}" for row in dossier.current_lists(ListKind.POWER)}
    for item in items:
        if any(_current(dossier, link.other) for link in item.links):
            continue
        measures = [one for one in pieces(item.node["text"]) if one] or [item.name]
        articles = item.articles()
        if any(_found(dossier, names, measure, articles) for measure in measures):
            continue
        holders = [body for body, role, _ in item.holders if role in _HOLDING]
        known = not holders or any(body in listing for body in holders)
        if not powers:
            known = False
        who = "、".join(dossier.body_name(body) for body in holders) or "各部门"
        yield Finding(
            FindingKind.ACCESS_NO_POWER,
            Verdict.CONFIRMED if known else Verdict.UNVERIFIABLE,
            (item.id,),
            f"准入措施“{'、'.join(measures)}”没有职权可依：{who}和别的部门的权责清单里都没有这项许可"
            if known
            else f"准入措施“{'、'.join(measures)}”由{who}承担，它的权责清单没有载入，有没有这项职权无法核验",
            repair="没有法律、行政法规、国务院决定设定的，从清单删去；有的，补列职权"
            if known
            else f"载入{who}的权责清单",
            rows=tuple(item.rows),
            evidence=(Evidence(f"依据：{item.rows[0].basis or '空'}", item.rows[0].basis, item.id),),
            bodies=tuple(holders),
        )


def _current(dossier: Dossier, identifier: str) -> bool:
    item = dossier.items.get(identifier)
    return item is not None and item.kind in (ItemKind.POWER, ItemKind.SERVICE)


def _found(dossier: Dossier, names: Alike[str], measure: str, articles: set[str]) -> bool:
    """Whether a power of the place has a measure's name, or much of it on the same article."""
    return any(
        rate >= _ALIKE or articles & dossier.items[key].articles() for key, rate in names.near(measure, _ALIKE - 0.25)
    )


_K = FindingKind
CHECKS = (
    (frozenset({_K.SERVICE_POWER_GONE, _K.SERVICE_TYPE_DIFFERS, _K.SERVICE_BASIS_DIFFERS}), services),
    (frozenset({_K.ACCESS_NO_POWER}), access),
)

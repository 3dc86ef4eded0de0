"""What the items of different lists are to one another: which power a service rests on, which power was granted, which one a mandate leads.

Rows say it more or less clearly: by a code, by a name that they give, by having the same name, or only by resting on the same article
under much the same name. Each match tells which of these it was; what is only alike is 疑似. The pairs of kinds that are looked at are
data (:data:`PAIRS`).

Source of the practice: the service catalogues' rule that name, code, basis and type of a service are those of its power; the 三定 clauses
that lead the powers under them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from rapidfuzz import fuzz, process

from ingest.identity import name_key
from ingest.items import BodyNames, Item
from ontologies.records import DutyKind, EntryRecord, ItemKind, PowerType, RefRecord, Verdict
from text.cut import words
from text.normalise import law_name

# Kind → the kinds whose items its items may be, or rest on. The first kind that gives a match decides.
PAIRS: dict[ItemKind, tuple[ItemKind, ...]] = {
    ItemKind.SERVICE: (ItemKind.POWER,),
    ItemKind.GRANT: (ItemKind.POWER,),
    ItemKind.CATALOGUE: (ItemKind.POWER,),
    ItemKind.VILLAGE: (ItemKind.DUTY, ItemKind.POWER),
    ItemKind.TASK: (ItemKind.DUTY, ItemKind.POWER),
    ItemKind.ACCESS: (ItemKind.POWER, ItemKind.SERVICE),
    ItemKind.ACTIVITY: (ItemKind.POWER, ItemKind.SERVICE),
    ItemKind.ADJUSTMENT: (ItemKind.POWER, ItemKind.DUTY, ItemKind.SERVICE),
    ItemKind.BOUNDARY: (ItemKind.POWER, ItemKind.DUTY),
    ItemKind.SUPPORT: (ItemKind.GRANT,),
    ItemKind.DUTY: (ItemKind.POWER,),
    ItemKind.MANDATE: (ItemKind.POWER,),
}
# A grant may besides its power be an item of a catalogue from above.
_ALSO = {ItemKind.GRANT: ItemKind.CATALOGUE}
# Of these, an item with the same name is the same thing whoever has it; of the others only where a body is in both.
_ANYWHERE = frozenset({ItemKind.CATALOGUE, ItemKind.ADJUSTMENT, ItemKind.ACCESS, ItemKind.SUPPORT})
_ALIKE = 75.0
_NEARLY = 90.0
_LED = 0.5
_COMMON_WORDS = """行政 处罚 许可 强制 检查 监督 管理 工作 事项 违法 行为 规定 按照 或者 进行 有关 相关 负责 组织 实施 办理 审批 审核 备案
登记 使用 擅自 违反 情况 依法 开展 本县 全县 拟订 指导 承担 单位 活动 要求 其他 权力"""
_TOO_COMMON = frozenset(_COMMON_WORDS.split())


class Linked(msgspec.Struct, frozen=True):
    """An item as its newest row states it: the laws and articles (title, number or "") that the row cites, and the list's bodies."""

    item: Item
    entry: EntryRecord
    basis: frozenset[tuple[str, str]]
    names: BodyNames


class Match(msgspec.Struct, frozen=True):
    """``source`` corresponds to ``target`` (or leads it): the edge table, how they were matched (code, named, name, basis, similar,
    words), a sentence that says so, and how sure it is."""

    kind: str
    source: Linked
    target: Linked
    how: str
    reason: str
    certainty: Verdict


def link(items: Iterable[Linked]) -> list[Match]:
    """All matches between items of one county and of the lists above it, in an order that depends on identifiers alone."""
    ordered = sorted(items, key=lambda linked: linked.item.id)
    by_kind: dict[ItemKind, list[Linked]] = defaultdict(list)
    for linked in ordered:
        by_kind[linked.entry.kind].append(linked)
    pools = {kind: _Pool(found) for kind, found in by_kind.items()}
    matches: list[Match] = []
    for kind, wanted in PAIRS.items():
        for source in by_kind.get(kind, ()):
            if kind == ItemKind.DUTY and source.entry.duty_kind == DutyKind.BASIC:
                continue
            edge = "LEADS" if kind == ItemKind.MANDATE else "CORRESPONDS_TO"
            for target_kind in wanted:
                pool = pools.get(target_kind)
                found = list(_matches(source, target_kind, pool, edge)) if pool is not None else []
                matches += found
                if found:
                    break
            also = _ALSO.get(kind)
            if also is not None and also in pools:
                matches += _matches(source, also, pools[also], edge)
    if ItemKind.MANDATE in pools and ItemKind.POWER in pools:
        matches += _led(by_kind[ItemKind.MANDATE], by_kind[ItemKind.POWER], matches)
    return matches


def _bodies(linked: Linked) -> set[str]:
    return {linked.item.owner, *(body for body, _, _ in linked.item.holders)}


def _basis(linked: Linked) -> set[tuple[str, str]]:
    return {(law_name(law), article) for law, article in linked.basis if article}


class _Pool:
    """The items of one kind, by what they may be found by."""

    def __init__(self, items: Sequence[Linked]) -> None:
        self.by_code: dict[str, list[Linked]] = defaultdict(list)
        self.by_name: dict[str, list[Linked]] = defaultdict(list)
        self.by_basis: dict[tuple[str, str], list[Linked]] = defaultdict(list)
        self.of: dict[str, list[Linked]] = defaultdict(list)
        for linked in items:
            for code in _codes(linked.entry.code):
                self.by_code[code].append(linked)
            for name in dict.fromkeys((name_key(linked.item.name), name_key(linked.entry.name))):
                self.by_name[name].append(linked)
            for cited in _basis(linked):
                self.by_basis[cited].append(linked)
            for body in _bodies(linked):
                self.of[body].append(linked)
        self.names_of = {body: [name_key(linked.item.name) for linked in found] for body, found in self.of.items()}


def _codes(code: str) -> Iterator[str]:
    """A code, and the basic code of twelve digits in a national one of 31 (18 of the body, 1 of the level, 12 of the item)."""
    bare = code.strip()
    if bare:
        yield bare
    if len(bare) == 31 and bare[19:].isalnum():
        yield bare[19:]


def _matches(source: Linked, kind: ItemKind, pool: _Pool, edge: str) -> Iterator[Match]:
    """The first kind of evidence that finds something decides."""
    named = [ref for ref in source.entry.refs if kind in ref.kinds]
    found = {target.item.id: target for ref in named for target in _referred(ref, source, pool)}
    if found:
        for target in found.values():
            yield Match(edge, source, target, "named", _told(source, target, "清单行写明"), Verdict.CONFIRMED)
        return
    if kind != ItemKind.CATALOGUE or source.entry.code:
        coded = [target for code in _codes(source.entry.code) for target in pool.by_code.get(code, ())]
        if coded:
            for target in _distinct(coded):
                yield Match(edge, source, target, "code", _told(source, target, "编码相同"), _surely(source, target))
            return
    mine = _bodies(source)
    same = _distinct([t for name in _names(source) for t in pool.by_name.get(name, ())])
    near = [target for target in same if mine & _bodies(target)]
    if near or (same and source.entry.kind in _ANYWHERE | {ItemKind.MANDATE}):
        for target in near or same:
            yield Match(edge, source, target, "name", _told(source, target, "名称相同"), _surely(source, target))
        return
    if same and source.entry.kind != ItemKind.DUTY:
        for target in same:
            reason = _told(source, target, "名称相同，行使主体不同")
            yield Match(edge, source, target, "name", reason, Verdict.SUSPECTED)
        return
    if source.entry.kind in (ItemKind.MANDATE, ItemKind.BOUNDARY):
        return
    yield from _alike(source, pool, edge, mine)


def _alike(source: Linked, pool: _Pool, edge: str, mine: set[str]) -> Iterator[Match]:
    """Under much the same name: on the same article, else with the same body."""
    key = name_key(source.item.name)
    best: tuple[float, Linked] | None = None
    for cited in sorted(_basis(source)):
        for target in pool.by_basis.get(cited, ()):
            if mine & _bodies(target) and _same_type(source, target):
                rate = fuzz.ratio(key, name_key(target.item.name))
                if rate >= _ALIKE and (best is None or rate > best[0]):
                    best = rate, target
    if best is not None:
        reason = _told(source, best[1], f"依据相同、名称相近（{best[0]:.0f}%）")
        yield Match(edge, source, best[1], "basis", reason, Verdict.SUSPECTED)
        return
    for body in sorted(mine):
        names = pool.names_of.get(body, [])
        found = process.extractOne(key, names, scorer=fuzz.ratio, score_cutoff=_NEARLY) if names else None
        if found is not None:
            target = pool.of[body][found[2]]
            if _same_type(source, target):
                reason = _told(source, target, f"同一机构、名称相近（{found[1]:.0f}%）")
                yield Match(edge, source, target, "similar", reason, Verdict.SUSPECTED)
                return


def _names(linked: Linked) -> list[str]:
    """An item's name, main and sub-item together and each alone: a service is often kept by its 办理项."""
    entry = linked.entry
    return list(dict.fromkeys(name_key(name) for name in (linked.item.name, entry.sub_name, entry.name) if name))


def _referred(ref: RefRecord, source: Linked, pool: _Pool) -> list[Linked]:
    """The items that a reference names: by code, else by name, of the body that it names where several have it."""
    found = _distinct([target for code in _codes(ref.code) for target in pool.by_code.get(code, ())])
    if not found and ref.name:
        found = _distinct(pool.by_name.get(name_key(ref.name), []))
    if len(found) > 1:
        wanted = {source.names.id(ref.body)} if ref.body else _bodies(source)
        found = [target for target in found if wanted & _bodies(target)] or found
    if len(found) > 1:
        # A row that gives its main item's name means its own sub-item, where there is one.
        mine = _names(source)[0]
        found = [target for target in found if name_key(target.item.name) == mine] or found
    return found


def _same_type(source: Linked, target: Linked) -> bool:
    types = {source.entry.power_type, target.entry.power_type} - {PowerType.UNKNOWN}
    return len(types) < 2


def _surely(source: Linked, target: Linked) -> Verdict:
    return Verdict.CONFIRMED if _same_type(source, target) else Verdict.SUSPECTED


def _told(source: Linked, target: Linked, first: str) -> str:
    """Which of name, code, basis and type agree."""
    said = [first]
    if "名称" not in first and name_key(source.item.name) == name_key(target.item.name):
        said.append("名称相同")
    shared = _basis(source) & _basis(target)
    if shared and "依据" not in first:
        said.append("依据相同：" + "、".join(f"《{law}》第{article}条" for law, article in sorted(shared)[:2]))
    elif source.basis and target.basis and not shared and "依据" not in first:
        said.append("所引条文没有相同的")
    if not _same_type(source, target):
        said.append(f"类型不同：{source.entry.power_type.label}与{target.entry.power_type.label}")
    return "；".join(said)


def _distinct(found: list[Linked]) -> list[Linked]:
    return list({linked.item.id: linked for linked in found}.values())


# Mandates --------------------------------------------------------------------------------------------------------------------


def _led(mandates: Sequence[Linked], powers: Sequence[Linked], found: Iterable[Match]) -> Iterator[Match]:
    """The mandate that leads each power which no mandate names: the one that the power's own row gives (部门职责), else the one of the
    same body whose words hold most of the power's."""
    led = {match.target.item.id for match in found if match.kind == "LEADS"}
    of: dict[str, list[tuple[Linked, str, frozenset[str]]]] = defaultdict(list)
    for mandate in mandates:
        text = f"{mandate.item.name}{mandate.entry.facts.get('text', '')}"
        held_words = frozenset(_content(text))
        for body in _bodies(mandate):
            of[body].append((mandate, name_key(text), held_words))
    for power in powers:
        candidates = of.get(power.item.owner, [])
        if power.item.id in led or not candidates:
            continue
        written = name_key(power.entry.fields.get("部门职责", ""))
        stated = [mandate for mandate, text, _ in candidates if written and (written in text or text in written)]
        if stated:
            yield Match("LEADS", stated[0], power, "named", "权责清单的部门职责栏写明", Verdict.CONFIRMED)
            continue
        sought = _content(power.item.name)
        rated = [
            (sum(word in held or word in text for word in sought) / len(sought), mandate)
            for mandate, text, held in candidates
            if sought
        ]
        rate, mandate = max(rated, key=lambda pair: pair[0], default=(0.0, power))
        if rate >= _LED:
            reason = f"同一机构，事项名称的用词{rate:.0%}见于该条职责"
            yield Match("LEADS", mandate, power, "words", reason, Verdict.SUSPECTED)


def _content(text: str) -> list[str]:
    """The words that tell what a text is about."""
    return list(dict.fromkeys(word for word in words(text) if len(word) > 1 and word not in _TOO_COMMON))

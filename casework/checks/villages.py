"""村级事项: what villages are to help with, against the town's duties and against what must not be passed down to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from casework.dossier import Dossier, Item
from casework.findings import Evidence, Finding
from casework.matters import SAME, SAME_BASIS, Matters, acts_in, matter, matter_rate, object_words, says_too
from casework.towns import Towns
from ontologies.records import DutyKind, FindingKind, ItemKind, Role, Verdict, VillageKind

_HELPING = re.compile(r"^(?:依法)?(?:协助|配合)(?:镇|乡|街道)?(?:人民政府|政府|办事处)?(?:做好|开展|组织|进行)?")
_VERY = 0.95


def _bare(name: str) -> str:
    """What is helped with."""
    return _HELPING.sub("", name) or name


def _towns_of(item: Item, towns: Towns) -> list[str]:
    """The towns whose villages an item is for: whose list it is, else who answers for it, else all."""
    if item.owner in towns:
        return [item.owner]
    named = [body for body, role, _ in item.holders if body in towns and role is not Role.SUPERVISE]
    return named or sorted(towns)


def villages(dossier: Dossier) -> Iterator[Finding]:
    """village.no_duty, village.forbidden."""
    of: dict[str, list[Item]] = defaultdict(list)
    for item in dossier.of_kind(ItemKind.VILLAGE):
        of[item.node["village_kind"]].append(item)
    helping = of[VillageKind.ASSIST.value]
    if helping:
        yield from _without_duty(dossier, helping)
        yield from _forbidden(dossier, helping, of[VillageKind.NEGATIVE.value])


def _without_duty(dossier: Dossier, helping: Iterable[Item]) -> Iterator[Finding]:
    towns = Towns(dossier)
    duties: dict[str, list[Item]] = defaultdict(list)
    for duty in dossier.of_kind(ItemKind.DUTY):
        if duty.duty_kind is not DutyKind.RECALLED:
            duties[duty.owner].append(duty)
    names = {town: Matters((duty.id, duty.name) for duty in listed) for town, listed in duties.items()}
    unknown: dict[str, list[Item]] = defaultdict(list)
    for item in helping:
        own = _towns_of(item, towns)
        known = [town for town in own if town in duties]
        if not known:
            for town in own[:1]:
                unknown[town].append(item)
            continue
        if any(_matched(item, duties[town], names[town]) for town in known):
            continue
        where = towns.names(known) if len(known) == 1 else "各镇"
        yield Finding(
            FindingKind.VILLAGE_NO_DUTY,
            Verdict.SUSPECTED,
            (item.id,),
            f"要村里“{item.name}”，{where}的履职事项清单里没有相应的事项",
            repair="镇没有这项职责的，从村级事项清单删去；有的，写明对应的履职事项",
            rows=tuple(item.rows),
            evidence=tuple(
                Evidence(f"对应部门：{dossier.body_name(body)}", source=body)
                for body, role, _ in item.holders
                if role is Role.LEAD and body not in towns
            ),
            bodies=tuple(known[:1] if len(known) == 1 else ()),
        )
    for town, items in sorted(unknown.items()):
        yield Finding(
            FindingKind.VILLAGE_NO_DUTY,
            Verdict.UNVERIFIABLE,
            (town,),
            f"{towns.name(town)}的履职事项清单没有载入，{len(items)}项村级协助事项有没有镇的职责无法核验",
            repair="载入履职事项清单以后再查",
            rows=tuple(row for item in items for row in item.rows),
            bodies=(town,),
        )


def _matched(item: Item, duties: list[Item], names: Matters[str]) -> bool:
    """Whether a town's duties have the matter: linked, on the same article, of much the same name, or with its object in one of them."""
    ids = {duty.id for duty in duties}
    if any(link.other in ids for link in (*item.links, *item.linked)):
        return True
    bare = _bare(item.name)
    articles = item.articles()
    if names.near(bare, SAME_BASIS) or (articles and any(articles & duty.articles() for duty in duties)):
        return True
    if any(says_too(duty.name, bare) for duty in duties):
        return True
    asked = matter(bare).object
    return any(len(asked) >= 3 and (asked in duty.name or matter(duty.name).object in bare) for duty in duties)


def _forbidden(dossier: Dossier, helping: Iterable[Item], barred: list[Item]) -> Iterator[Finding]:
    for item in helping:
        bare = _bare(item.name)
        for bar in barred:
            if item.owner != bar.owner and not {item.owner, bar.owner} & {
                one for one, _, _ in (*item.holders, *bar.holders)
            }:
                continue
            if not _same(item, bare, bar):
                continue
            yield Finding(
                FindingKind.VILLAGE_FORBIDDEN,
                Verdict.SUSPECTED,
                (item.id, bar.id),
                f"“{bar.name}”不得下放给村，又要村里“{item.name}”",
                repair=f"从村级事项清单删去“{item.name}”；只提供场所、通知到人的，改写为协助的那一段",
                rows=(*item.rows, *bar.rows),
                evidence=(Evidence(f"不得下放事项：{bar.name}", bar.name, bar.id),),
                bodies=(item.owner,),
            )


def _same(item: Item, bare: str, bar: Item) -> bool:
    """Whether what is barred is what is helped with: much the same name, what is done too; or the very act done by the same department about
    an object with which it shares a word."""
    rate = matter_rate(bare, bar.name)
    acts = acts_in(bar.name)
    shared = acts & acts_in(bare)
    if acts and not shared:
        return rate >= _VERY
    if rate >= SAME:
        return True
    same_department = {one for one, role, _ in item.holders if role is Role.LEAD} & {
        one for one, role, _ in bar.holders if role is Role.LEAD
    }
    if not same_department or not shared:
        return False
    mine, theirs = "".join(object_words(bare)), object_words(bar.name)
    return any(word[at : at + 2] in mine for word in theirs for at in range(len(word) - 1))


_K = FindingKind
CHECKS = ((frozenset({_K.VILLAGE_NO_DUTY, _K.VILLAGE_FORBIDDEN}), villages),)

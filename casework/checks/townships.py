"""履职事项: what the towns of a county list, against what was recalled, against each other, and against what the departments list.

The same duty is named in different words by different towns: names are compared by the matter that they say (``casework.matters``), and
what only tells, finds, reports or assists (劝导, 巡查, 报告, 协助) is another thing than what decides (查处, 鉴定).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from casework.dossier import Dossier, Item
from casework.findings import Evidence, Finding
from casework.likeness import Alike
from casework.matters import (
    SAME,
    SAME_BASIS,
    Matters,
    Vocabulary,
    matter,
    matter_rate,
    object_words,
    only_helps,
    only_helps_by_name,
    same_object,
)
from casework.towns import Towns
from ontologies.records import (
    AdjustmentAction,
    DutyKind,
    FindingKind,
    GrantMode,
    ItemKind,
    ListKind,
    Role,
    Verdict,
)

_SURE = 0.8
_LEADING = (Role.LEAD, Role.COORDINATE)
_OWN_UNITS = frozenset({GrantMode.AGENCY.value, GrantMode.STATIONED.value})
_RECALL_LISTED = "收回事项清单"


class Duties:
    """The duties of the towns of a place."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.towns = Towns(dossier)
        self.of: dict[DutyKind, list[Item]] = defaultdict(list)
        self.parts: dict[str, str] = {}
        for item in dossier.of_kind(ItemKind.DUTY):
            self.of[item.duty_kind].append(item)

    def town(self, item: Item) -> str:
        return item.owner

    def part(self, item: Item) -> str:
        """What the town itself does in a duty, in the row's words."""
        return "\n".join(text for body, _, text in item.holders if body == item.owner and text)

    def leads(self, item: Item) -> list[str]:
        """The departments named for a duty: who lead, else who share it."""
        others = [(body, role) for body, role, _ in item.holders if body != item.owner and body not in self.towns]
        leading = [body for body, role in others if role in _LEADING]
        return leading or [body for body, role in others if role is Role.SHARED]

    @cached_property
    def like_towns(self) -> dict[str, set[str]]:
        """Town → those of its kind: of one of its types; all, where it has no type or is the only one of its types."""
        every = {self.town(item) for items in self.of.values() for item in items}
        found: dict[str, set[str]] = {}
        for town in every:
            types = self.towns.types.get(town, frozenset())
            same = {other for other in every if types & self.towns.types.get(other, frozenset())} - {town}
            found[town] = same or every - {town}
        return found

    def same_type(self, town: str, other: str) -> bool:
        """Whether two towns are known to be of one type."""
        return bool(self.towns.types.get(town, frozenset()) & self.towns.types.get(other, frozenset()))

    def unlike(self, town: str, others: Iterable[str]) -> bool:
        """Whether a town's being of another type may be why others list a duty otherwise: those are all of one type, which is not its own.
        Where towns of several types list it one way, the type is not why another does not."""
        mine = self.towns.types.get(town, frozenset())
        theirs = [self.towns.types.get(other, frozenset()) for other in others]
        if not mine or not all(theirs) or any(mine & types for types in theirs):
            return False
        return bool(frozenset.intersection(*theirs))


# Recalled --------------------------------------------------------------------------------------------------------------------------


def recalled(dossier: Dossier) -> Iterator[Finding]:
    """township.recalled_still_listed."""
    duties = Duties(dossier)
    own = duties.of[DutyKind.RECALLED]
    decided = [
        item
        for item in dossier.items.values()
        if item.kind is ItemKind.ADJUSTMENT
        and item.node["action"] == AdjustmentAction.RECALL.value
        and item.node["day"] <= dossier.day
    ]
    if not own and not decided:
        return
    towns_of = {item.id: _recalled_from(duties, item) for item in decided} | {item.id: {item.owner} for item in own}
    by_id = {item.id: item for item in (*own, *decided)}
    names = Matters((item.id, row.full_name) for item in by_id.values() for row in item.rows)
    acts = Alike((item.id, row.full_name) for item in by_id.values() for row in item.rows)
    known: dict[str, list[tuple[str, float]]] = {}
    for item, towns, helps in _still(duties):
        near: dict[str, float] = {}
        for row in item.rows:
            name = row.full_name
            if name not in known:
                known[name] = [*names.near(name, SAME_BASIS / 2), *acts.near(name, SAME_BASIS)]
            for key, rate in known[name]:
                if towns & towns_of[key]:
                    near[key] = max(rate, near.get(key, 0.0))
        yield from _recalls(
            duties, item, towns, helps, {key: (by_id[key], rate) for key, rate in near.items()}, towns_of
        )


def _recalled_from(duties: Duties, item: Item) -> set[str]:
    """The towns from which a decision takes an item back: those that it names, else all."""
    named = {body for body, _, _ in item.holders if body in duties.towns}
    return named or set(duties.towns)


def _still(duties: Duties) -> Iterator[tuple[Item, set[str], str]]:
    """What is listed or granted: the item, the towns that have it, and the name of what makes it another thing ("" for nothing)."""
    for kind in (DutyKind.BASIC, DutyKind.COOPERATING):
        for item in duties.of[kind]:
            part = duties.part(item)
            helps = (part and only_helps(part)) or (not part and only_helps_by_name(item.name))
            if kind is DutyKind.BASIC:
                helps = only_helps_by_name(item.name)
            yield item, {item.owner}, f"镇只做“{part or item.name}”，不是收回的那件事" if helps else ""
    for item in duties.dossier.of_kind(ItemKind.GRANT):
        if item.node["since"] <= duties.dossier.day < item.node["until"]:
            own = item.node["mode"] in _OWN_UNITS
            yield item, duties.towns.all_receivers(item), "由部门自己的派出机构、派驻单位行使" if own else ""


def _recalls(
    duties: Duties,
    item: Item,
    towns: set[str],
    helps: str,
    near: dict[str, tuple[Item, float]],
    towns_of: dict[str, set[str]],
) -> Iterator[Finding]:
    """At most one finding for each item: against the recall that is surest the same."""
    best: tuple[float, Item, set[str]] | None = None
    related: tuple[Item, set[str]] | None = None
    articles = item.articles()
    for key, (back, rate) in sorted(near.items()):
        common = towns & towns_of[key]
        if not common:
            continue
        floor = SAME_BASIS if articles & back.articles() else SAME
        if rate >= floor:
            if best is None or (rate, len(common)) > (best[0], len(best[2])):
                best = rate, back, common
        elif helps and same_object(item.name, back.name):
            related = related or (back, common)
    if best is None and related is not None:
        best = 0.0, *related
    if best is None:
        return
    rate, back, common = best
    backs = [other for other, other_rate in near.values() if other_rate >= rate and towns_of[other.id] & common]
    backs = sorted(backs or [back], key=lambda other: (other is not back, other.kind is not ItemKind.DUTY, other.id))
    granted = item.kind is ItemKind.GRANT
    basic = item.kind is ItemKind.DUTY and item.duty_kind is DutyKind.BASIC
    names = duties.towns.names(common) or "、".join(duties.dossier.body_name(one) for one in sorted(common))
    what = f"又赋给了{names}" if granted else f"{names}的清单里又列为{item.duty_kind.label}"
    yield Finding(
        FindingKind.TOWNSHIP_RECALLED_STILL_LISTED,
        Verdict.CONFIRMED if rate >= _SURE and (basic or granted) else Verdict.SUSPECTED,
        (item.id, *sorted(common)) if granted else (item.id,),
        f"“{back.name}”已经收回，“{item.name}”{what}",
        repair=f"从{'赋权清单' if granted else '履职事项清单'}删去“{item.name}”，由{_taker(duties, back)}承担"
        if not granted
        else f"从赋权清单删去{names}的这一项，或者先撤销收回的决定",
        rows=(*item.rows, *(row for other in backs[:3] for row in other.rows[:1])),
        evidence=tuple(
            Evidence(
                f"{_RECALL_LISTED if other.kind is ItemKind.DUTY else '调整决定'}"
                f"{other.node.get('number') or ''}：{other.name}",
                other.name,
                other.id,
            )
            for other in backs[:3]
        ),
        bodies=tuple(sorted(common)),
        lawful=helps,
    )


def _taker(duties: Duties, back: Item) -> str:
    """Who takes an item that was recalled."""
    found = [
        duties.dossier.body_name(body)
        for body, role, _ in back.holders
        if body not in duties.towns and role in (*_LEADING, Role.SHARED, Role.RECEIVING)
    ]
    return "、".join(found) or "承接部门"


# Basic here, cooperating there -------------------------------------------------------------------------------------------------------


def roles(dossier: Dossier) -> Iterator[Finding]:
    """township.role_conflict: one finding for each item that is in the minority (where as many towns list it either way: that cooperates)."""
    duties = Duties(dossier)
    basic, cooperating = duties.of[DutyKind.BASIC], duties.of[DutyKind.COOPERATING]
    if not basic or not cooperating:
        return
    pairs: dict[str, dict[str, float]] = defaultdict(dict)
    near_object: dict[str, list[str]] = defaultdict(list)
    names = Matters((item.id, item.name) for item in basic)
    by_id = {item.id: item for item in (*basic, *cooperating)}
    for item in cooperating:
        for key, rate in names.near(item.name, SAME_BASIS / 2):
            other = by_id[key]
            if other.owner not in duties.like_towns[item.owner] and item.owner not in duties.like_towns[other.owner]:
                continue
            if rate >= _SURE or (rate >= SAME_BASIS and item.articles() & other.articles()):
                pairs[item.id][key] = pairs[key][item.id] = rate
            elif same_object(item.name, other.name):
                near_object[item.id].append(key)
    told: set[str] = set()
    for key in sorted(pairs):
        mine = by_id[key]
        others = [by_id[other] for other in pairs[key]]
        against = {other.owner for other in others}
        alongside = {by_id[one].owner for other in others for one in pairs[other.id]}
        cooperates = mine.duty_kind is DutyKind.COOPERATING
        minority = len(alongside) < len(against) or (len(alongside) == len(against) and cooperates)
        if minority:
            told.add(key)
            lawful = "镇的类型不同" if duties.unlike(mine.owner, against) else ""
            # Where towns of its own type do otherwise, those of another type show nothing.
            others = [other for other in others if duties.same_type(mine.owner, other.owner)] or others
            yield _conflict(duties, mine, sorted(others, key=lambda other: (-pairs[key][other.id], other.id)), lawful)
    for key, keys in sorted(near_object.items()):
        if key not in pairs:
            others = [by_id[other] for other in keys if other not in told]
            if others:
                yield _conflict(duties, by_id[key], others, "同一对象的两段：做的事不同")


def _conflict(duties: Duties, mine: Item, others: list[Item], lawful: str) -> Finding:
    here, there = mine.duty_kind.label, others[0].duty_kind.label
    towns = duties.towns
    named = towns.names({other.owner for other in others})
    types = towns.types.get(mine.owner, frozenset()) & towns.types.get(others[0].owner, frozenset())
    return Finding(
        FindingKind.TOWNSHIP_ROLE_CONFLICT,
        Verdict.SUSPECTED,
        (mine.id, *(sorted(other.id for other in others) if lawful else ())),
        f"“{mine.name}”在{towns.name(mine.owner)}是{here}，在{'同是' + '、'.join(sorted(types)) + '的' if types else ''}{named}是{there}"
        + ("" if mine.name == others[0].name else f"（“{others[0].name}”）"),
        repair=f"统一为同一种履职类型；确有不同的，写明{towns.name(mine.owner)}为什么不同",
        rows=(*mine.rows, *(row for other in others for row in other.rows[:1])),
        evidence=tuple(
            Evidence(
                f"{towns.name(item.owner)}：{item.duty_kind.label}，{duties.part(item) or '没有写明做什么'}",
                item.name,
                item.id,
            )
            for item in (mine, *others[:3])
        ),
        bodies=(mine.owner, *sorted({other.owner for other in others})),
        lawful=lawful,
    )


# Towns and departments ---------------------------------------------------------------------------------------------------------------

_HELD_HALF = 0.5
_HELD_FIFTH = 0.2
# A clause so long, without 负责 and the like, is the department's own words where its lists have it sign by sign.
_QUOTED = 5
_CLAUSES = re.compile(r"[，,、；;。\n]")
_LEADING_WORD = re.compile(r"^(?:负责|组织|指导|牵头|统筹|协调|依法|开展|制定)+")
# No more than this part of the bodies use a word, no more than so many rest powers on a law, for it to tell whose matter something is.
_RARELY = 0.2
_FEW = 3


class Holdings:
    """What the departments' lists hold: powers and mandates, what they took back from towns, and their parts in boundaries."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.listing: set[str] = set()
        self.mandated: set[str] = set()
        self.articles: dict[str, set[str]] = defaultdict(set)
        self._laws: dict[str, set[str]] = defaultdict(set)
        texts: list[tuple[str, str]] = []
        beside: list[tuple[str, str]] = []
        for item in dossier.of_kind(ItemKind.POWER, ItemKind.MANDATE, ItemKind.BOUNDARY, ItemKind.DUTY):
            held = {body for body, _, _ in item.holders}
            if item.kind is ItemKind.POWER:
                for body in held | {item.owner}:
                    self.listing.add(body)
                    texts += ((body, row.full_name) for row in item.rows)
                    self.articles[body] |= item.articles()
                    for law in item.laws():
                        self._laws[law].add(body)
            elif item.kind is ItemKind.MANDATE:
                for body in held | {item.owner}:
                    self.mandated.add(body)
                    texts.append((body, f"{item.name}。{item.node['text']}"))
            elif item.kind is ItemKind.BOUNDARY:
                beside += ((body, f"{item.name}。{text}") for body, _, text in item.holders)
            elif item.duty_kind is DutyKind.RECALLED:
                beside += ((body, f"{item.name}。") for body in held - {item.owner})
        for row in dossier.current_lists():
            owner = f"body/{row['place']}/{row['authority']}"
            if row["list_kind"] == ListKind.POWER.value:
                self.listing.add(owner)
            elif row["list_kind"] == ListKind.MANDATE.value:
                self.mandated.add(owner)
        self.words = Vocabulary(texts)
        self._beside = Vocabulary(beside)

    def holds(self, body: str, item: Item) -> str:
        """What of a body's lists speaks of the matter of a duty, in words; "" for nothing: a power on the same article, or on a law that few
        bodies enforce; much the same object; else a word of the object that few bodies use."""
        if item.articles() & self.articles.get(body, set()):
            return "权责清单里有依据同一条的职权"
        for law in sorted(item.laws()):
            users = self._laws.get(law, set())
            if body in users and len(users) <= _FEW:
                return f"权责清单里有依据{self.dossier.book.law(law).title}的职权"
        for name in dict.fromkeys((item.name, *(row.full_name for row in item.rows))):
            rate, text = self.words.covers(body, name)
            if rate >= _HELD_HALF or (text and matter_rate(name, text) >= SAME_BASIS):
                return f"清单里有“{text[:40]}”"
            rate, word = self.words.speaks_of(body, object_words(name), _RARELY)
            if word and rate >= _HELD_FIFTH:
                return f"清单里说到“{word}”"
        # What the row says that the department does, in the very words of its lists: the matter is named otherwise by the town.
        for clause in (part for who, _, text in item.holders if who == body for part in _CLAUSES.split(text)):
            said = _LEADING_WORD.sub("", clause.strip())
            if len(said) >= _QUOTED and (text := self.words.quoted(body, said)):
                return f"清单里有“{text[:40]}”"
        return ""

    def beside(self, body: str, item: Item) -> str:
        """A matter of the list of boundaries in which a body has its part, or one that it took back from a town: then it has the matter, whatever
        its own lists say."""
        rate, text = self._beside.covers(body, item.name)
        word = self._beside.speaks_of(body, object_words(item.name), _RARELY)[1]
        return text if rate >= _HELD_HALF or word else ""

    def by_law(self, body: str, item: Item) -> str:
        """A function that the body's mandates or arrangements name, to which an article of the duty gives the matter."""
        codes = {
            one["code"]
            for one in self.dossier.functions.get(body, ())
            if one["code"] and one["via"] in ("mandate", "arrangement")
        }
        book = self.dossier.book
        for article in sorted(item.articles()) if codes else ():
            current = book.article(article).current
            if current is None:
                continue
            for actor in book.actors(current["id"]):
                if actor["code"] in codes:
                    return f"{book.law(current['law']).title}{current['label']}指明由{actor['text']}负责"
        return ""


def counterparts(dossier: Dossier) -> Iterator[Finding]:
    """township.no_counterpart: one for each matter and its departments, whichever towns list it; where none of a matter's departments is loaded,
    one for the department."""
    duties = Duties(dossier)
    matters: dict[tuple[str, tuple[str, ...]], list[Item]] = defaultdict(list)
    for item in duties.of[DutyKind.COOPERATING]:
        if heirs := _heirs(dossier, duties.leads(item)):
            matters[item.name, tuple(heirs)].append(item)
    if not matters:
        return
    holdings = Holdings(dossier)
    missing: dict[str, list[Item]] = defaultdict(list)
    doubtful: list[tuple[list[Item], tuple[str, ...]]] = []
    for (_, bodies), items in matters.items():
        if any(holdings.holds(body, item) for item in items for body in bodies):
            continue
        if any(body in holdings.mandated for body in bodies):
            doubtful.append((items, bodies))
        else:
            missing[bodies[0]] += items
    book = dossier.book
    current = (book.article(one).current for items, _ in doubtful for item in items for one in sorted(item.articles()))
    book.prepare_actors(one["id"] for one in current if one is not None)
    for items, bodies in doubtful:
        yield _without(duties, holdings, items, bodies)
    for body, items in sorted(missing.items()):
        name = dossier.body_name(body)
        what = "三定职责" if body in holdings.listing else "权责清单和三定职责"
        yield Finding(
            FindingKind.TOWNSHIP_NO_COUNTERPART,
            Verdict.UNVERIFIABLE,
            (body,),
            f"{name}的{what}没有载入，由它牵头的{len(items)}行配合履职事项无法核验",
            repair=f"载入{name}的{what}以后再查",
            rows=tuple(row for item in items for row in item.rows),
            bodies=(body,),
        )


def _heirs(dossier: Dossier, bodies: Iterable[str]) -> list[str]:
    """The bodies as they are today: what came of a former one, who bears a plate."""
    found: dict[str, None] = {}
    waiting = list(bodies)
    seen: set[str] = set()
    while waiting:
        body = dossier.bearer(waiting.pop(0))
        if body in seen:
            continue
        seen.add(body)
        later = [edge["from"] for edge in dossier.succeeded.get(body, ())]
        node = dossier.bodies.get(body)
        ended = node is not None and node["valid_to"] <= dossier.day
        if later and ended:
            waiting += later
        else:
            found[body] = None
    return list(found)


def _without(duties: Duties, holdings: Holdings, items: list[Item], bodies: tuple[str, ...]) -> Finding:
    dossier = duties.dossier
    item = items[0]
    names = "、".join(dossier.body_name(body) for body in bodies)
    towns = duties.towns.names({one.owner for one in items})
    shared = next((told for body in bodies if (told := holdings.beside(body, item))), "")
    law = next((told for body in bodies for one in items if (told := holdings.by_law(body, one))), "")
    absent = [body for body in bodies if body not in holdings.listing]
    note = f"（{'、'.join(dossier.body_name(body) for body in absent)}的权责清单没有载入）" if absent else ""
    return Finding(
        FindingKind.TOWNSHIP_NO_COUNTERPART,
        Verdict.SUSPECTED,
        (item.name, *bodies),
        f"{towns}配合“{item.name}”，牵头的{names}的权责清单和三定职责里没有相应的职责{note}",
        repair=f"核对牵头部门是不是{names}：是的，补列它的职责；不是的，改写牵头部门；没有部门牵头的，删去这一项",
        rows=tuple(row for one in items for row in one.rows),
        evidence=tuple(
            Evidence(f"{dossier.body_name(body)}：{text}", text, body)
            for body, _, text in item.holders
            if body in bodies and text
        ),
        bodies=(*sorted({one.owner for one in items}), *bodies),
        lawful=f"别的清单里有它的分工：{shared}" if shared else law,
    )


# The reverse -------------------------------------------------------------------------------------------------------------------------

_TOWN_WORD = (
    r"(?:乡镇|镇街|街镇|乡、镇|镇、街道|乡镇人民政府|镇人民政府|街道办事处|乡镇（街道）|乡镇\(街道\)|属地镇|各镇|各乡)"
)
_ASKED = re.compile(
    rf"(?:由|要求|请)?[^，。；\n]{{0,6}}{_TOWN_WORD}[^，。；\n]{{0,14}}(?:配合|协助|协同|参与)"
    rf"|(?:配合|协助|协同)[^，。；\n]{{0,4}}{_TOWN_WORD}(?=[^，。；\n]{{0,4}}(?:提供|做好|开展))"
)
_OWN_PART = re.compile(
    rf"(?:^|[\n。；;])\s*(?:\d+[.、])?(?:各|由)?{_TOWN_WORD}[^，。；：:\n]{{0,8}}[:：](?P<part>[^\n]+)"
)
_LISTED = 0.55
_TELLING = 4


def cooperation(dossier: Dossier) -> Iterator[Finding]:
    """township.unlisted_cooperation."""
    asked = list(_asking(dossier))
    if not asked:
        return
    duties = Duties(dossier)
    listed = [item for kind in (DutyKind.COOPERATING, DutyKind.BASIC) for item in duties.of[kind]]
    if not listed:
        yield Finding(
            FindingKind.TOWNSHIP_UNLISTED_COOPERATION,
            Verdict.UNVERIFIABLE,
            (f"place/{dossier.place}",),
            f"各镇的履职事项清单没有载入，部门写明由乡镇配合的{len(asked)}项无法核验",
            repair="载入各镇的履职事项清单以后再查",
            rows=tuple(row for item, _ in asked for row in item.rows[:1]),
        )
        return
    names = Matters((item.id, row.full_name) for item in listed for row in item.rows)
    towns = Vocabulary(("", f"{item.name}。" + "。".join(text for _, _, text in item.holders)) for item in listed)
    articles = {article for item in listed for article in item.articles()}
    linked = {item.id for item in listed}
    for item, sentence in asked:
        if any(link.other in linked for link in (*item.links, *item.linked)) or names.near(item.name, SAME_BASIS):
            continue
        if articles & item.articles() or towns.covers("", item.name)[0] >= _LISTED:
            continue
        # What is asked of the towns may be listed under another name: 督促腾退 of 危险房屋处置 stands among the parts of 自建房安全隐患.
        clauses = (clause for clause in re.split(r"[，,；;。]", sentence) if len(matter(clause).object) >= _TELLING)
        if any(towns.covers("", clause)[0] >= SAME for clause in clauses):
            continue
        yield Finding(
            FindingKind.TOWNSHIP_UNLISTED_COOPERATION,
            Verdict.SUSPECTED,
            (item.id,),
            f"{item.owner_name}的“{item.name}”写明由乡镇配合，当地的镇都没有列这一配合事项",
            repair="需要镇配合的，报批后列入各镇的配合履职事项；不需要的，改写部门职责",
            rows=tuple(item.rows),
            evidence=(Evidence(f"原文：{sentence}", sentence, item.id),),
            bodies=(item.owner,),
        )


def _asking(dossier: Dossier) -> Iterator[tuple[Item, str]]:
    """Mandates, boundaries and powers whose own words have towns help, with those words."""
    for item in dossier.of_kind(ItemKind.MANDATE, ItemKind.BOUNDARY, ItemKind.POWER):
        texts: list[str] = []
        if item.kind is ItemKind.MANDATE:
            texts.append(item.node["text"])
        elif item.kind is ItemKind.POWER:
            texts += (one["text"] for one in item.responsibilities if one["kind"] == "duty" and "镇" in one["text"])
        else:
            texts += (item.node["mechanism"], *(text for _, _, text in item.holders))
            texts += (text for row in item.rows for text in row.fields.values())
        for text in texts:
            found = _ASKED.search(text)
            part = _OWN_PART.search(text) if item.kind is ItemKind.BOUNDARY else None
            if found is not None or part is not None:
                yield item, part["part"] if part is not None else _sentence(text, found.start() if found else 0)
                break


def _sentence(text: str, at: int) -> str:
    begins = max(text.rfind(mark, 0, at) for mark in "。；\n") + 1
    ends = min((place for mark in "。；\n" if (place := text.find(mark, at)) >= 0), default=len(text))
    return text[begins:ends].strip()


_K = FindingKind
CHECKS = (
    (frozenset({_K.TOWNSHIP_RECALLED_STILL_LISTED}), recalled),
    (frozenset({_K.TOWNSHIP_NO_COUNTERPART}), counterparts),
    (frozenset({_K.TOWNSHIP_UNLISTED_COOPERATION}), cooperation),
    (frozenset({_K.TOWNSHIP_ROLE_CONFLICT}), roles),
)

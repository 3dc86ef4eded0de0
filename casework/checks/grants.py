"""赋权: what departments hand to towns, against the province's catalogue, what the towns claimed, what the law forbids, and what came down with it.

A grant is matched to the catalogue's items by the links that its row states, by code, and by the act that the names say (``casework.likeness``).
Only lists of the kind 赋权目录 count as a catalogue (and decisions of the places above that hand items down); a 执法事项指导目录 hands
nothing to anybody.

A penalty that is in no catalogue is reported once: as 没有省里的决定 where a decision could have given it (行政处罚法第二十四条), as
目录以外赋权 where it is of another type, or could not be given by any decision.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from casework.dossier import Cite, Dossier, Item, Row
from casework.findings import Evidence, Finding, Quoted, quoted, quoted_law
from casework.likeness import Alike, content, likeness
from casework.matters import Matters, matter
from casework.towns import Towns
from ingest.lists.kinds.granting import TOWN_TYPES
from ontologies.levels import reaches
from ontologies.records import (
    AdjustmentAction,
    FindingKind,
    GrantMode,
    ItemKind,
    Level,
    ListKind,
    PowerType,
    Role,
    SupportKind,
    Tier,
    Verdict,
)

_SAME = 0.8
_NEAR = 0.6
_SAME_BASIS = 0.6
_SAME_MATTER = 0.9
# A department's own unit acts in the department's name: nothing leaves it.
_OWN_UNITS = frozenset({GrantMode.AGENCY.value, GrantMode.STATIONED.value})
_ASKED_SUPPORT = (SupportKind.STAFF, SupportKind.FUNDS, SupportKind.PREMISES, SupportKind.TRAINING)
_EXERCISING = frozenset({Role.LEAD, Role.SHARED, Role.COORDINATE, Role.ENTRUSTED, Role.ORIGINAL, Role.RECEIVING})
_PENALTY_NAME = re.compile(r"(?:处罚|罚款)(?:[（(].*)?$")
# 行政强制法 art. 9: kinds of measures; art. 12: what is execution and no measure.
_MEASURE = re.compile(r"查封|扣押|扣留|冻结|先行登记保存|暂扣|约束|强制(?:带离|隔离|传唤|检测|检查|措施)")
_EXECUTION = re.compile(
    r"代履行|代为|加处罚款|滞纳金|强制(?:执行|拆除|清除|清理|铲除|恢复)|划拨|拍卖|恢复原状|排除妨碍"
)
_POLICE = "public_security"
_CUSTODY = re.compile(r"拘留|限期出境|驱逐出境|强制隔离")
_CUSTODY_NAME = re.compile(r"(?:行政|治安)拘留|拘留(?:的?(?:行政)?处罚)?(?:[（(].*)?$")
# Laws whose penalties the police alone decide, whatever the penalty is.
_POLICE_LAWS = {"law/cn/治安管理处罚法": "治安管理处罚由公安机关决定"}
_TOWN_ORGANS = frozenset({"people_government", "subdistrict"})
_MEANT = 2
_PROVINCE = re.compile("省|自治区|直辖市")
_ALL_OF = re.compile(r"全部|所有|相关|有关|方面|领域|法律|法规|规章|规定")
_COMMON = "行政 处罚 处罚权 检查 监督 监督管理 管理 条例 管理条例 许可 强制 措施 执法 城市 行使 职权 事项 权力 违法 行为 活动 安全"
_SCOPE_WORDS = frozenset(_COMMON.split())


class Grants:
    """The grants of a place with what they are compared to."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.towns = Towns(dossier)
        self.items = [
            item for item in dossier.of_kind(ItemKind.GRANT) if item.node["since"] <= dossier.day < item.node["until"]
        ]

    # The catalogue -----------------------------------------------------------------------------------------------------------------

    @cached_property
    def catalogue(self) -> dict[str, Item]:
        """Items of 赋权目录, of the place and of those above."""
        lists = self.dossier.lists
        return {
            item.id: item
            for item in self.dossier.items.values()
            if item.kind is ItemKind.CATALOGUE
            and any(lists[row.list_id]["list_kind"] == ListKind.GRANT_CATALOGUE.value for row in item.rows)
        }

    @cached_property
    def decisions(self) -> dict[str, Item]:
        """What decisions of the places above hand down."""
        return {
            item.id: item
            for item in self.dossier.items.values()
            if item.kind is ItemKind.ADJUSTMENT
            and item.node["action"] == AdjustmentAction.DELEGATE.value
            and not self.dossier.here(item.place)
        }

    @cached_property
    def from_above(self) -> bool:
        """Whether a catalogue or a decision of a place above is loaded. A county publishes the province's catalogue with its towns' claims in
        it: then the title says whose it is. A county's own table of claims decides nothing."""
        lists = self.dossier.lists
        return bool(self.decisions) or any(
            not self.dossier.here(item.place) or any(_PROVINCE.search(lists[row.list_id]["title"]) for row in item.rows)
            for item in self.catalogue.values()
        )

    @cached_property
    def _by_name(self) -> Alike[str]:
        named = ((key, row.full_name) for key, item in self._listed.items() for row in item.rows)
        return Alike(dict.fromkeys(named))

    @cached_property
    def _by_matter(self) -> Matters[str]:
        return Matters(
            (key, name) for key, item in self._listed.items() for name in {row.full_name for row in item.rows}
        )

    @cached_property
    def _listed(self) -> dict[str, Item]:
        return self.catalogue | self.decisions

    @cached_property
    def _by_code(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, item in self._listed.items():
            for row in item.rows:
                if row.code:
                    found[row.code].append(key)
        return found

    @cached_property
    def matches(self) -> dict[str, tuple[list[Item], list[tuple[Item, float]]]]:
        """Grant → the catalogue's items that it is, and those that are only near (with how near)."""
        return {item.id: self._match(item) for item in self.items}

    def _match(self, grant: Item) -> tuple[list[Item], list[tuple[Item, float]]]:
        found = {link.other: 1.0 for link in grant.links if link.other in self._listed}
        near: dict[str, float] = {}
        for row in grant.rows:
            for key in self._by_code.get(row.code, ()) if row.code else ():
                if likeness(row.full_name, self._listed[key].name) >= _NEAR / 2:
                    found.setdefault(key, 1.0)
        if not found:
            articles = grant.articles()
            for row in grant.rows:
                for key, rate in self._by_name.near(row.full_name, _NEAR):
                    other = self._listed[key]
                    same = rate >= _SAME or (rate >= _SAME_BASIS and bool(articles & other.articles()))
                    into = found if same and not self._types_apart(grant, other) else near
                    into[other.id] = max(rate, into.get(other.id, 0.0))
        if not found:
            # Names that part in a word that may tell (登记 and 登记备案, 占用 and 临时占用): the same object, the same done to it.
            for row in grant.rows:
                for key, rate in self._by_matter.near(row.full_name, _SAME_MATTER):
                    other = self._listed[key]
                    if self._types_apart(grant, other):
                        continue
                    mine, theirs = matter(row.full_name), matter(other.name)
                    into = found if mine.acts and mine == theirs else near
                    into[other.id] = max(rate, into.get(other.id, 0.0))
        return (
            [self._listed[key] for key in found],
            sorted(((self._listed[key], rate) for key, rate in near.items()), key=lambda one: -one[1])[:_MEANT],
        )

    def _types_apart(self, grant: Item, other: Item) -> bool:
        unknown = {PowerType.UNKNOWN}
        mine, theirs = {self.type(grant)} - unknown, {other.power_type} - unknown
        return bool(mine and theirs and mine != theirs)

    # A grant -----------------------------------------------------------------------------------------------------------------------

    @cached_property
    def powers(self) -> dict[str, list[Item]]:
        """Grant → the powers that it is linked to."""
        items = self.dossier.items
        return {
            grant.id: [
                items[link.other]
                for link in grant.links
                if link.other in items and items[link.other].kind is ItemKind.POWER
            ]
            for grant in self.items
        }

    def type(self, grant: Item) -> PowerType:
        """A grant's type: as its row says, as its name ends, else as the power has it that it hands on."""
        said = grant.power_type
        if said is PowerType.UNKNOWN and _PENALTY_NAME.search(grant.name):
            said = PowerType.PENALTY
        if said is PowerType.UNKNOWN:
            types = {power.power_type for power in self.powers.get(grant.id, ())} - {PowerType.UNKNOWN}
            said = types.pop() if len(types) == 1 else said
        return said

    def by_own_unit(self, grant: Item) -> bool:
        return grant.node["mode"] in _OWN_UNITS

    def givers(self, grant: Item) -> list[str]:
        found = [body for body, role, _ in grant.holders if role is Role.ORIGINAL and body not in self.towns]
        return found or [grant.owner]

    def town_types(self, item: Item) -> frozenset[str]:
        """The types of town that an item of a catalogue is for; none where it is for all."""
        found: set[str] = set()
        for row in item.rows:
            said = row.fields.get(TOWN_TYPES.label, "")
            towns, types = self.towns.named(said)
            if not types and said:
                types = {word for word in re.split(r"[、，,;；/\n]", said) if word}
            if not types or towns >= set(self.towns):
                return frozenset()
            found |= types
        return frozenset(found)

    def fits(self, item: Item, town: str) -> bool | None:
        """Whether a catalogue's item is for a town; None where nothing tells the town's type."""
        types = self.town_types(item)
        if not types:
            return True
        mine = self.towns.types[town]
        if mine:
            return bool(mine & types)
        return None if not any(town in self.towns.of_type(type_) for type_ in types) else True

    def claims(self, item: Item) -> set[str]:
        return {body for body, _ in item.claims if body in self.towns}

    @cached_property
    def claiming(self) -> set[str]:
        """The towns that claim something at all: of others the table of claims says nothing."""
        return {town for item in self.catalogue.values() for town in self.claims(item)}

    @cached_property
    def granted_to(self) -> dict[str, set[str]]:
        """Catalogue's item → the towns that some grant gives it to."""
        found: dict[str, set[str]] = defaultdict(set)
        for grant in self.items:
            certain, near = self.matches[grant.id]
            # What may be the item is not to be told as not granted.
            for item in (*certain, *(other for other, _ in near)):
                found[item.id] |= self.towns.all_receivers(grant)
        return found

    def direct(self, cites: Iterable[Cite]) -> Quoted | None:
        """A provision that itself gives the matter to the town: then nothing was granted. Where a row cites a paragraph, that one: what another
        gives to towns (组织本辖区饲养动物的单位做好强制免疫) is another matter."""
        book = self.dossier.book
        for cite in cites:
            current = book.article(cite.article).current if cite.article and not cite.in_quote else None
            for actor in book.actors(current["id"]) if current is not None else ():
                level = actor["level"]
                town = reaches(level, Level.TOWNSHIP) and not reaches(level, Level.PROVINCE)
                cited = not cite.paragraph or str(actor["paragraph"]) in ("", cite.paragraph)
                if current is not None and town and cited and actor["code"] in _TOWN_ORGANS:
                    return quoted(self.dossier, current)
        return None


def _grouped(item: Item) -> Iterator[tuple[tuple[str, ...], tuple[Row, ...]]]:
    """The rows of an item by what a finding on them is known by."""
    names: dict[str, list[Row]] = defaultdict(list)
    for row in item.rows:
        names[row.full_name].append(row)
    for name, rows in names.items():
        yield ((item.id, name) if len(names) > 1 else (item.id,)), tuple(rows)


def _evidence(items: Iterable[Item]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(f"{row.file}第{row.number}行：{row.full_name}", row.full_name, item.id)
        for item in items
        for row in item.rows[:1]
    )


# The province's decision -----------------------------------------------------------------------------------------------------------


def catalogue(dossier: Dossier) -> Iterator[Finding]:
    """grant.no_decision, grant.outside_catalogue."""
    grants = Grants(dossier)
    if not grants.items:
        return
    if not grants.from_above:
        yield from _no_catalogue(grants)
        return
    outside = [grant for grant in grants.items if not grants.matches[grant.id][0]]
    _prepare(dossier, outside)
    for grant in outside:
        for about, rows in _grouped(grant):
            yield _outside(grants, grant, about, rows)
    for grant in grants.items:
        # An entrusted penalty that a decision names looks like one that was merely handed on.
        named = grants.matches[grant.id][0]
        if named and grants.type(grant) is PowerType.PENALTY and not grants.by_own_unit(grant):
            yield Finding(
                FindingKind.GRANT_NO_DECISION,
                Verdict.CONFIRMED,
                (grant.id,),
                f"“{grant.name}”是行政处罚权，交给了乡镇",
                rows=tuple(grant.rows),
                bodies=tuple(sorted(grants.towns.all_receivers(grant))),
                evidence=_evidence(named),
                lawful=f"{named[0].owner_name}的目录或者决定写明了这一项",
            )


def _prepare(dossier: Dossier, items: Iterable[Item]) -> None:
    articles = {cite.article for item in items for cite in item.cites if cite.article and not cite.in_quote}
    found = (dossier.book.article(article).current for article in sorted(articles))
    dossier.book.prepare_actors(one["id"] for one in found if one is not None)


def _outside(grants: Grants, grant: Item, about: tuple[str, ...], rows: tuple[Row, ...]) -> Finding:
    towns = grants.towns.all_receivers(grant)
    penalty = grants.type(grant) is PowerType.PENALTY and not grants.by_own_unit(grant) and not _custody(grants, grant)
    kind = FindingKind.GRANT_NO_DECISION if penalty else FindingKind.GRANT_OUTSIDE_CATALOGUE
    near = grants.matches[grant.id][1]
    told = grants.direct(cite for row in rows for cite in row.cites)
    to = grants.towns.names(towns) or "乡镇"
    looked = sorted(
        {grants.dossier.lists[row.list_id]["title"] for item in grants.catalogue.values() for row in item.rows}
    )
    evidence: tuple[Evidence, ...] = (
        Evidence(f"已载入的目录：{'、'.join(looked) or '上级的下放决定'}，没有名称相当的事项"),
    )
    evidence += tuple(
        Evidence(f"目录里最相近的是“{other.name}”（相近{rate:.0%}）", other.name, other.id) for other, rate in near
    )
    text = (
        f"“{rows[0].full_name}”是行政处罚权，交给了{to}，省级目录没有写明这一项"
        if penalty
        else f"“{rows[0].full_name}”赋给了{to}，省级目录里没有这一项"
    )
    return Finding(
        kind,
        Verdict.SUSPECTED if near else Verdict.CONFIRMED,
        about,
        text,
        repair="收回由原部门行使；确需下放的，报省人民政府决定列入目录后再赋权"
        if not near
        else f"核对是不是目录里的“{near[0][0].name}”：是的，改用目录的名称；不是的，收回由原部门行使",
        rows=rows,
        provisions=(told,) if told is not None else (),
        evidence=evidence,
        bodies=(*grants.givers(grant), *sorted(towns)),
        lawful=f"{told.law}{told.article}直接规定由乡镇人民政府行使" if told is not None else "",
    )


def _no_catalogue(grants: Grants) -> Iterator[Finding]:
    """Once for each list: the catalogue is not loaded."""
    of: dict[str, list[tuple[Item, Row]]] = defaultdict(list)
    for grant in grants.items:
        for row in grant.rows:
            of[row.list_id].append((grant, row))
    for list_id, rows in sorted(of.items()):
        penalties = [
            row for item, row in rows if grants.type(item) is PowerType.PENALTY and not grants.by_own_unit(item)
        ]
        title = grants.dossier.lists[list_id]["title"]
        for kind, count, what in (
            (FindingKind.GRANT_NO_DECISION, len(penalties), "项处罚权有没有省里的决定"),
            (FindingKind.GRANT_OUTSIDE_CATALOGUE, len(rows), "行赋权在不在目录以内"),
        ):
            if count:
                yield Finding(
                    kind,
                    Verdict.UNVERIFIABLE,
                    (list_id,),
                    f"省级赋权目录没有载入，《{title}》里{count}{what}无法核验",
                    repair="载入省级赋权目录（dingfen load 文件 --kind grant_catalogue）以后再查",
                    rows=((penalties if kind is FindingKind.GRANT_NO_DECISION else [row for _, row in rows])[0],),
                    evidence=(Evidence(f"清单：{title}", source=list_id),),
                )


# Towns and claims ------------------------------------------------------------------------------------------------------------------


def types_and_claims(dossier: Dossier) -> Iterator[Finding]:
    """grant.beyond_town_type, grant.unclaimed, grant.claim_not_granted, grant.basic_unclaimed."""
    grants = Grants(dossier)
    if not grants.towns:
        return
    for grant in grants.items:
        found = [item for item in grants.matches[grant.id][0] if item.id in grants.catalogue]
        if found:
            yield from _beyond(grants, grant, found)
            yield from _unclaimed(grants, grant, found)
    if grants.claiming:
        yield from _claims(grants)


def _beyond(grants: Grants, grant: Item, found: list[Item]) -> Iterator[Finding]:
    """The towns to which the catalogue does not give an item; the rows that give it to them."""
    types: frozenset[str] = frozenset()
    for item in found:
        fitting = grants.town_types(item)
        if not fitting:
            return
        types |= fitting
    beyond: dict[str, list[Row]] = defaultdict(list)
    unknown: dict[str, list[Row]] = defaultdict(list)
    for row in grant.rows:
        to = grants.towns.receivers(grant, row)
        for town in to.towns:
            fits = [grants.fits(item, town) for item in found]
            if not any(fits):
                (unknown if None in fits else beyond)[town].append(row)
        for type_ in sorted(to.types - types) if not to.towns else ():
            beyond[type_].append(row)
    for towns_of, verdict in ((beyond, Verdict.CONFIRMED), (unknown, Verdict.UNVERIFIABLE)):
        if not towns_of:
            continue
        names = "、".join(_with_type(grants, town) for town in sorted(towns_of))
        rows = tuple(dict.fromkeys(row for rows in towns_of.values() for row in rows))
        yield Finding(
            FindingKind.GRANT_BEYOND_TOWN_TYPE,
            verdict,
            (grant.id, *sorted(towns_of)),
            f"“{grant.name}”赋给了{names}，目录只给{'、'.join(sorted(types))}"
            if verdict is Verdict.CONFIRMED
            else f"“{grant.name}”目录只给{'、'.join(sorted(types))}，{names}是哪一类镇没有载入",
            repair=f"收回{names}的这一项" if verdict is Verdict.CONFIRMED else "载入写明乡镇类型的机构名录",
            rows=rows,
            evidence=_evidence(found),
            bodies=tuple(town for town in sorted(towns_of) if town in grants.towns),
        )


def _with_type(grants: Grants, town: str) -> str:
    if town not in grants.towns:
        return town
    types = "、".join(sorted(grants.towns.types[town]))
    return f"{grants.towns.name(town)}（{types}）" if types else grants.towns.name(town)


def _unclaimed(grants: Grants, grant: Item, found: list[Item]) -> Iterator[Finding]:
    """The towns that the catalogue is for, that claim other items, and to which this one was given unclaimed. What is given to a type is
    for those of it that claim it; a department's own unit takes nothing over from the town's side."""
    claimed = {town for item in found for town in grants.claims(item)}
    named = {town for row in grant.rows for town in grants.towns.receivers(grant, row).named}
    unclaimed = {
        town
        for town in grants.towns.all_receivers(grant)
        if town in grants.claiming and town not in claimed and any(grants.fits(item, town) for item in found)
    }
    own = grants.by_own_unit(grant)
    for towns, lawful in (
        (unclaimed & named, "由部门自己的派出机构、派驻单位行使，镇不承接" if own else ""),
        (unclaimed - named, "按乡镇类型赋权，由这一类的镇自行认领"),
    ):
        if not towns:
            continue
        names = grants.towns.names(towns)
        rows = tuple(row for row in grant.rows if grants.towns.receivers(grant, row).towns & towns) or tuple(grant.rows)
        yield Finding(
            FindingKind.GRANT_UNCLAIMED,
            Verdict.SUSPECTED,
            (grant.id, *sorted(towns)),
            f"“{grant.name}”赋给了{names}，目录的认领栏里没有认领",
            repair=f"由{names}补办认领，或者从赋权清单删去",
            rows=rows,
            evidence=(
                *_evidence(found),
                Evidence(f"认领了这一项的镇：{grants.towns.names(claimed) or '没有'}", source=found[0].id),
            ),
            bodies=tuple(sorted(towns)),
            lawful=lawful,
        )


def _claims(grants: Grants) -> Iterator[Finding]:
    """What towns claim and were not given, and what of the basic tier they do not claim."""
    for item in grants.catalogue.values():
        claimed = grants.claims(item)
        granted = grants.granted_to.get(item.id, set())
        for town in sorted(claimed - granted) if grants.items else ():
            yield Finding(
                FindingKind.GRANT_CLAIM_NOT_GRANTED,
                Verdict.SUSPECTED,
                (item.id, town),
                f"{grants.towns.name(town)}认领了“{item.name}”，赋权清单里没有赋给它",
                repair=f"补列入赋权清单，或者由{grants.towns.name(town)}撤回认领",
                rows=tuple(item.rows),
                evidence=_evidence([item]),
                bodies=(town,),
            )
        if item.node["tier"] != Tier.BASIC.value:
            continue
        for town in sorted(grants.claiming - claimed):
            fits = grants.fits(item, town)
            if fits is None:
                continue
            yield Finding(
                FindingKind.GRANT_BASIC_UNCLAIMED,
                Verdict.SUSPECTED,
                (item.id, town),
                f"基本盘事项“{item.name}”，{grants.towns.name(town)}没有认领",
                repair=f"{grants.towns.name(town)}补认领；暂不具备承接条件的，说明理由",
                rows=tuple(item.rows),
                evidence=_evidence([item]),
                bodies=(town,),
                lawful="" if fits else f"目录不适用于这一类镇（只给{'、'.join(sorted(grants.town_types(item)))}）",
            )


# How, and what may not be ----------------------------------------------------------------------------------------------------------


def modes(dossier: Dossier) -> Iterator[Finding]:
    """grant.no_mode, grant.forbidden."""
    grants = Grants(dossier)
    for grant in grants.items:
        if not grant.node["mode"]:
            for about, rows in _grouped(grant):
                yield Finding(
                    FindingKind.GRANT_NO_MODE,
                    Verdict.CONFIRMED,
                    about,
                    f"“{rows[0].full_name}”没有写明赋权方式",
                    repair="写明委托下放、派出机构行使还是派驻单位行使；以镇的名义行使处罚权的，写明省里的决定",
                    rows=rows,
                    bodies=(*grants.givers(grant), *sorted(grants.towns.all_receivers(grant))),
                )
        yield from _forbidden(grants, grant)


def _forbidden(grants: Grants, grant: Item) -> Iterator[Finding]:
    own = grants.by_own_unit(grant)
    type_ = grants.type(grant)
    measure = type_ is PowerType.COERCION or (type_ is PowerType.UNKNOWN and bool(_MEASURE.search(grant.name)))
    custody = _custody(grants, grant)
    if not measure and custody is None:
        return
    execution = measure and custody is None and _EXECUTION.search(grant.name) and not _MEASURE.search(grant.name)
    lawful = ""
    if own:
        lawful = f"由部门的{GrantMode(grant.node['mode']).label.removesuffix('行使')}以部门的名义行使"
    elif execution:
        lawful = "行政强制执行（行政强制法第十二条），不是行政强制措施"
    provisions, verdict, why = custody if custody is not None else ((), Verdict.CONFIRMED, "")
    text = (
        f"“{grant.name}”{why}，限制人身自由的行政处罚只能由公安机关等行使（行政处罚法第十八条第三款）"
        if custody is not None
        else f"“{grant.name}”是行政强制措施，行政强制措施权不得委托（行政强制法第十七条）"
    )
    if verdict is Verdict.CONFIRMED and not grant.node["mode"]:
        verdict = Verdict.SUSPECTED
    towns = sorted(grants.towns.all_receivers(grant))
    for about, rows in _grouped(grant):
        yield Finding(
            FindingKind.GRANT_FORBIDDEN,
            verdict,
            about,
            text,
            repair=f"从赋权清单删去，由{_giver_names(grants, grant)}自己行使；镇发现线索的，移交处理",
            rows=rows,
            provisions=provisions,
            bodies=(*grants.givers(grant), *towns),
            lawful=lawful,
        )


def _giver_names(grants: Grants, grant: Item) -> str:
    return "、".join(grants.dossier.body_name(body) for body in grants.givers(grant))


def _custody(grants: Grants, grant: Item) -> tuple[tuple[Quoted, ...], Verdict, str] | None:
    """Whether a grant hands on a penalty of custody: what proves it, how sure it is, and why. A penalty of the police, whose provision speaks of
    custody, or of a law under which the police alone decide."""
    if grants.type(grant) is not PowerType.PENALTY:
        return None
    if _CUSTODY_NAME.search(grant.name):
        return (), Verdict.CONFIRMED, "本身就是限制人身自由的处罚"
    dossier = grants.dossier
    given = {one["code"] for body in grants.givers(grant) for one in dossier.functions.get(body, ())}
    if _POLICE not in given:
        return None
    for cite in grant.cites:
        if cite.in_quote:
            continue
        if cite.law in _POLICE_LAWS:
            current = dossier.book.article(cite.article).current if cite.article else None
            proof = quoted(dossier, current) if current is not None else quoted_law(dossier, cite.law)
            return (proof,), Verdict.CONFIRMED, f"属于治安管理处罚（{_POLICE_LAWS[cite.law]}）"
        current = dossier.book.article(cite.article).current if cite.article else None
        if current is not None and _CUSTODY.search(current["text"]):
            return (quoted(dossier, current),), Verdict.CONFIRMED, "所依的条文可以处拘留"
    return None


# Who had it ------------------------------------------------------------------------------------------------------------------------


def held(dossier: Dossier) -> Iterator[Finding]:
    """grant.not_held."""
    grants = Grants(dossier)
    if not grants.items:
        return
    powers = list(dossier.of_kind(ItemKind.POWER))
    holders = {
        power.id: {
            one for body in _holders(power) for heir in dossier.heirs(body) for one in (heir, dossier.bearer(heir))
        }
        for power in powers
    }
    having = {body for bodies in holders.values() for body in bodies}
    by_name = Alike((power.id, row.full_name) for power in powers for row in power.rows)
    for grant in grants.items:
        givers = {one for body in grants.givers(grant) for one in _family(dossier, body)}
        linked = grants.powers[grant.id]
        if any(givers & holders.get(power.id, set()) for power in linked):
            continue
        like = {key: rate for row in grant.rows for key, rate in by_name.near(row.full_name, _NEAR)}
        articles = grant.articles()
        candidates = {power.id: power for power in linked} | {
            key: dossier.items[key]
            for key, rate in like.items()
            if rate >= _SAME or articles & dossier.items[key].articles()
        }
        if any(givers & holders.get(power.id, set()) for power in candidates.values()):
            continue
        others = [power for power in candidates.values() if power in linked or like.get(power.id, 0.0) >= _SAME]
        if others:
            yield _not_held(grants, grant, givers, others, having)


def _holders(power: Item) -> set[str]:
    return {power.owner, *(body for body, role, _ in power.holders if role in _EXERCISING)}


def _family(dossier: Dossier, body: str) -> set[str]:
    """A body with those whose lists are its own: whose plate it is, what came of it."""
    found = {body, dossier.bearer(body)}
    waiting = list(found)
    while waiting:
        for edge in dossier.succeeded.get(waiting.pop(), ()):
            if edge["from"] not in found:
                found.add(edge["from"])
                waiting.append(edge["from"])
    return found


def _not_held(grants: Grants, grant: Item, givers: set[str], others: list[Item], having: set[str]) -> Finding:
    dossier = grants.dossier
    holders = sorted({power.owner for power in others})
    names = "、".join(dossier.body_name(body) for body in holders)
    asked = _giver_names(grants, grant)
    loaded = bool(givers & having)
    moved = _moved_in(dossier, givers, set(holders), grant)
    return Finding(
        FindingKind.GRANT_NOT_HELD,
        Verdict.CONFIRMED if loaded else Verdict.UNVERIFIABLE,
        (grant.id,),
        f"“{grant.name}”写明由{asked}赋权，它的权责清单里没有这一项，{names}的清单里有"
        if loaded
        else f"“{grant.name}”写明由{asked}赋权，它的权责清单没有载入，{names}的清单里有这一项",
        repair=f"原行使部门改为{names}；确已划转的，先调整权责清单" if loaded else f"载入{asked}的权责清单",
        rows=tuple(grant.rows),
        evidence=_evidence(others) + ((Evidence(moved.name, source=moved.id),) if moved is not None else ()),
        bodies=(*grants.givers(grant), *holders),
        lawful=f"由“{moved.name}”划入" if moved is not None else "",
    )


def _moved_in(dossier: Dossier, givers: set[str], holders: set[str], grant: Item) -> Item | None:
    """An arrangement in force by which one of ``givers`` exercises what was one of ``holders``' in this matter: of the grant's type, and with
    something of its name or laws in its scope."""
    told = content(grant.name) | {word for cite in grant.cites for word in content(dossier.book.law(cite.law).title)}
    for item in dossier.of_kind(ItemKind.ARRANGEMENT):
        if not item.node["since"] <= dossier.day < item.node["until"]:
            continue
        before = {body for body, role, _ in item.holders if role is Role.ORIGINAL}
        after = {body for body, role, _ in item.holders if role in (Role.LEAD, Role.ENTRUSTED, Role.SHARED)}
        types = set(item.node["power_types"])
        if before & holders and after & givers and (not types or grant.power_type.value in types):
            scope = content(_ALL_OF.sub("", item.node["scope"])) - _SCOPE_WORDS
            if not scope or scope & told:
                return item
    return None


# What came down with it ------------------------------------------------------------------------------------------------------------


def means(dossier: Dossier) -> Iterator[Finding]:
    """grant.no_support, grant.no_officer."""
    grants = Grants(dossier)
    taking: dict[str, list[Item]] = defaultdict(list)
    for grant in grants.items:
        if not grants.by_own_unit(grant):
            for town in grants.towns.all_receivers(grant):
                taking[town].append(grant)
    if not taking:
        return
    yield from _support(grants, taking)
    yield from _officers(grants, taking)


def _support(grants: Grants, taking: dict[str, list[Item]]) -> Iterator[Finding]:
    dossier = grants.dossier
    if not dossier.current_lists(ListKind.SUPPORT):
        yield Finding(
            FindingKind.GRANT_NO_SUPPORT,
            Verdict.UNVERIFIABLE,
            (f"place/{dossier.place}",),
            f"赋权保障清单没有载入，{len(taking)}个镇的保障无法核验",
            repair="载入赋权保障清单以后再查",
            bodies=tuple(sorted(taking)),
        )
        return
    given: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for item in dossier.of_kind(ItemKind.SUPPORT):
        kinds = set(item.node["support_kind"].split("\n"))
        for town in grants.towns.all_receivers(item):
            for kind in kinds:
                given[town][kind].extend(item.rows)
    for town, found in sorted(taking.items()):
        if not any(given[town].get(kind.value) for kind in _ASKED_SUPPORT):
            rows = tuple(row for rows in given[town].values() for row in rows)
            yield Finding(
                FindingKind.GRANT_NO_SUPPORT,
                Verdict.CONFIRMED,
                (town,),
                f"{grants.towns.name(town)}承接了{len(found)}项赋权，保障清单里没有人员、经费、场地、培训",
                repair="由赋权的部门落实人员、经费、场地、培训；不能落实的，收回赋权",
                rows=rows,
                evidence=_evidence(found[:3]),
                bodies=(town,),
            )


def _officers(grants: Grants, taking: dict[str, list[Item]]) -> Iterator[Finding]:
    dossier = grants.dossier
    punishing = {
        town: [grant for grant in found if grants.type(grant) is PowerType.PENALTY] for town, found in taking.items()
    }
    punishing = {town: found for town, found in punishing.items() if found}
    if not punishing:
        return
    if not dossier.current_lists(ListKind.OFFICER):
        yield Finding(
            FindingKind.GRANT_NO_OFFICER,
            Verdict.UNVERIFIABLE,
            (f"place/{dossier.place}",),
            f"执法人员名录没有载入，{len(punishing)}个镇的持证人员无法核验",
            repair="载入执法人员名录以后再查",
            bodies=tuple(sorted(punishing)),
        )
        return
    valid: dict[str, list[Item]] = defaultdict(list)
    lapsed: dict[str, list[Item]] = defaultdict(list)
    places = {dossier.bodies[town]["place"]: town for town in grants.towns}
    for item in dossier.of_kind(ItemKind.OFFICER):
        bodies = {body for body, _, _ in item.holders} | {item.owner}
        bodies |= {over for body in bodies for over in dossier.under.get(body, ())}
        towns = {body for body in bodies if body in grants.towns}
        if not towns and item.place in places:
            towns = {places[item.place]}
        good = bool(item.node["certificate"]) and item.node["until"] > dossier.day
        for town in towns:
            (valid if good else lapsed)[town].append(item)
    for town, found in sorted(punishing.items()):
        have, past = valid[town], lapsed[town]
        if len(have) >= _MEANT:
            if past:
                yield _too_few(grants, town, found, have, past, f"另有{len(have)}名证件在有效期内")
            continue
        yield _too_few(grants, town, found, have, past, "")


def _too_few(grants: Grants, town: str, found: list[Item], have: list[Item], past: list[Item], lawful: str) -> Finding:
    told = f"{len(have)}名" if have else "没有人"
    return Finding(
        FindingKind.GRANT_NO_OFFICER,
        Verdict.CONFIRMED,
        (town,),
        f"{grants.towns.name(town)}承接了{len(found)}项行政处罚权，持有效执法证的{told}"
        + (f"，{len(past)}名的证件已过期或者没有证号" if past else "")
        + "，执法人员不得少于两人（行政处罚法第四十二条）",
        repair="补足持证人员（至少两名）；补足以前由原部门行使",
        rows=tuple(row for item in (*have, *past) for row in item.rows),
        evidence=_evidence(found[:3]),
        bodies=(town,),
        lawful=lawful,
    )


_K = FindingKind
CHECKS = (
    (frozenset({_K.GRANT_NO_DECISION, _K.GRANT_OUTSIDE_CATALOGUE}), catalogue),
    (
        frozenset(
            {
                _K.GRANT_BEYOND_TOWN_TYPE,
                _K.GRANT_UNCLAIMED,
                _K.GRANT_CLAIM_NOT_GRANTED,
                _K.GRANT_BASIC_UNCLAIMED,
            }
        ),
        types_and_claims,
    ),
    (frozenset({_K.GRANT_NO_MODE, _K.GRANT_FORBIDDEN}), modes),
    (frozenset({_K.GRANT_NOT_HELD}), held),
    (frozenset({_K.GRANT_NO_SUPPORT, _K.GRANT_NO_OFFICER}), means),
)

"""Powers that a decision took away and that are listed all the same (power.cancelled).

A decision (事项调整决定) names an item and whose it was. What it cancels (取消), transfers to another body (划转), sends down (下放), takes back to a
level above (收回) or merges into another item (合并) is no longer to stand in the list of the body that had it: whether that list was made
after the decision, or was made before and never brought up to date. An item is the one meant where code or name say so; by a like name
only 疑似.

Lawful: a later decision that gave it back (新增, 变更, 划转 to the same body, 收回 after 下放); a part only that was sent down, to some towns or up
to some amount; what was entrusted (委托), which stays the entrusting body's own (行政许可法 of 2019, art. 24; 行政处罚法 of 2021, art. 20); a
row that itself says it was taken away. What is told here is of powers; a township's duties and services have kinds of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from casework.dossier import Dossier, Item, Row
from casework.findings import Evidence, Finding, about_row, day_words
from casework.likeness import Alike
from ingest.identity import name_key
from ontologies.records import AdjustmentAction, BodyType, FindingKind, GrantMode, ItemKind, Level, Role, Verdict

_LIKE = 0.9
_TAKING = {
    AdjustmentAction.CANCEL: "取消",
    AdjustmentAction.TRANSFER: "划转",
    AdjustmentAction.DELEGATE: "下放",
    AdjustmentAction.RECALL: "收回",
    AdjustmentAction.MERGE: "合并",
    AdjustmentAction.SPLIT: "拆分",
}
_GIVING_BACK = frozenset({AdjustmentAction.ADD, AdjustmentAction.CHANGE})
_PART = re.compile(
    "部分|小额|以下|以内|限于|仅限|仅将|只将|只下放|仅下放|仅就|范围内的|其余(?:的|部分)?[^，。；]{0,6}由|仍由|之外|以外|除.{1,20}外"
)
_ENTRUSTED = re.compile("委托")
_TAKEN_AWAY = re.compile("(?:已|予以|拟)(?:取消|划转|划出|划归|移交|下放|收回)|^(?:取消|划出|已?停用|废止)$")
_REMARKS = re.compile("备注|状态|说明")
_QUOTED = re.compile('[“"「]([^”"」]{3,80})[”"」]')
# Words by which a merging or splitting decision says that the item it names is the one that goes.
_GOES = re.compile("并入|合并到|合并至|合并为|整合到|整合为|整合至|拆分为|分拆为|分设为")
_TOWNS = frozenset({BodyType.TOWNSHIP.value, BodyType.SUBDISTRICT.value})


class _Decision(msgspec.Struct):
    """A decision on one item. ``names`` (as ``name_key`` gives them) and ``linked`` (item → whether it surely is the one) are what it means,
    ``had`` and ``got`` the bodies before and after, ``leads`` those that it names without a part."""

    item: Item
    action: AdjustmentAction
    day: date
    names: frozenset[str]
    linked: dict[str, bool]
    had: frozenset[str]
    got: frozenset[str]
    text: str

    @property
    def told(self) -> str:
        number = str(self.item.node["number"])
        return f"{day_words(self.day)}{f'{number}' if number else ''}决定"


def still_listed(dossier: Dossier) -> Iterator[Finding]:
    """power.cancelled."""
    decisions = list(_decisions(dossier))
    taking = [one for one in decisions if one.action in _TAKING]
    if not taking:
        return
    listed = _Listed(dossier)
    back: dict[str, list[_Decision]] = defaultdict(list)
    for decision in decisions:
        for name in decision.names:
            back[name].append(decision)
    towns = {
        body
        for body, node in dossier.bodies.items()
        if node["type"] in _TOWNS and node["stated"] and node["valid_from"] <= dossier.day < node["valid_to"]
    }
    for decision in taking:
        for item, row, sure in listed.meant(decision):
            lawful, why = _lawful(dossier, decision, item, row, back, towns)
            yield _finding(dossier, decision, item, row, sure, lawful, why)


def _decisions(dossier: Dossier) -> Iterator[_Decision]:
    for item in dossier.all_items.values():
        if item.kind != ItemKind.ADJUSTMENT or item.node["action"] not in set(AdjustmentAction):
            continue
        told = item.node["day"]
        day = told if told > date.min else item.node["valid_from"]
        if day > dossier.day:
            continue
        action = AdjustmentAction(item.node["action"])
        row = (item.rows or item.past)[0]
        text = "；".join((str(item.node["text"]), *(row.fields[label] for label in row.fields if label != "序号")))
        names = {name_key(item.name), name_key(row.name), name_key(row.full_name)}
        linked = {link.other: link.how in ("code", "named", "name") for link in item.links}
        if action in (AdjustmentAction.MERGE, AdjustmentAction.SPLIT) and not _GOES.search(text):
            # The item named is what came of it; those that went are told by name.
            names = {name_key(name) for name in _QUOTED.findall(text)}
            linked = {}
        yield _Decision(
            item,
            action,
            day,
            frozenset(names) - {""},
            linked,
            frozenset(
                # A decision names the body as it was called then.
                heir
                for body, role, _ in item.holders
                if role in (Role.ORIGINAL, Role.LEAD)
                for heir in dossier.heirs(body)
            ),
            frozenset(body for body, role, _ in item.holders if role is Role.RECEIVING),
            text,
        )


class _Listed:
    """The powers of the place, by name and by body."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._by_name: dict[str, list[tuple[Item, Row]]] = defaultdict(list)
        self._of: dict[str, list[tuple[Item, Row]]] = defaultdict(list)
        self._alike: dict[str, Alike[int]] = {}
        for item, row in dossier.powers():
            self._of[item.owner].append((item, row))
            for name in dict.fromkeys((name_key(row.full_name), name_key(row.name), name_key(row.sub))):
                if name:
                    self._by_name[name].append((item, row))

    def meant(self, decision: _Decision) -> Iterator[tuple[Item, Row, bool]]:
        """The rows that a decision means and that it ends, each with whether that is sure."""
        seen: set[int] = set()
        for item, row, sure in self._meant(decision):
            if id(row) not in seen and self._ends(decision, item):
                seen.add(id(row))
                # A decision from above that names no body of the place may have left it its own.
                own = bool(decision.had & {item.owner, *(body for body, _, _ in item.holders)})
                yield (
                    item,
                    row,
                    sure and own and decision.action in (AdjustmentAction.CANCEL, AdjustmentAction.TRANSFER),
                )

    def _meant(self, decision: _Decision) -> Iterator[tuple[Item, Row, bool]]:
        for key, sure in decision.linked.items():
            item = self._dossier.items.get(key)
            if sure and item is not None and item.kind == ItemKind.POWER and self._dossier.here(item.place):
                named = [row for row in item.rows if decision.names & _names(row)]
                yield from ((item, row, True) for row in named or (item.rows if len(item.rows) == 1 else ()))
        for name in decision.names:
            for item, row in self._by_name.get(name, ()):
                # A sub-item's own words may stand under several main items.
                yield item, row, name != name_key(row.sub) or name in (name_key(row.full_name), name_key(row.name))
        for body in sorted(decision.had):
            for item, row, same in self._like(body, decision):
                yield item, row, same

    def _like(self, body: str, decision: _Decision) -> Iterable[tuple[Item, Row, bool]]:
        rows = self._of.get(body)
        if not rows or not decision.names or decision.action in (AdjustmentAction.MERGE, AdjustmentAction.SPLIT):
            return ()
        if body not in self._alike:
            self._alike[body] = Alike((place, row.full_name) for place, (_, row) in enumerate(rows))
        near = self._alike[body].near(decision.item.name, _LIKE)
        return [(*rows[place], rate == 1.0) for place, rate in near]

    def _ends(self, decision: _Decision, item: Item) -> bool:
        """Whether a decision ends an item where it stands: with the body that had it, not with the one that got it."""
        if item.owner in decision.got:
            return False
        if decision.had:
            return item.owner in decision.had
        # No body told: a cancelling decision ends it everywhere below who made it; any other act needs to say whose it was.
        return decision.action is AdjustmentAction.CANCEL


def _names(row: Row) -> set[str]:
    return {name_key(row.full_name), name_key(row.name), name_key(row.sub)}


def _lawful(
    dossier: Dossier, decision: _Decision, item: Item, row: Row, back: dict[str, list[_Decision]], towns: set[str]
) -> tuple[str, Evidence | None]:
    """What makes it lawful that an item is still listed, with its evidence; "" and None for nothing."""
    for name in _names(row):
        for later in back.get(name, ()):
            if later.day > decision.day and _gives_back(later, decision, item):
                return "此后又有决定恢复", Evidence(f"{later.told}{later.action.label}", later.text, later.item.id)
    said = next(
        (text for label, text in row.fields.items() if _REMARKS.search(label) and _TAKEN_AWAY.search(text.strip())), ""
    )
    if said:
        return "清单已注明", Evidence("清单这一行已经注明", said, item.id)
    if decision.action is not AdjustmentAction.DELEGATE:
        return "", None
    if _PART.search(f"{decision.item.name}{decision.text}"):
        return "只下放一部分", Evidence("决定只下放一部分", decision.text, decision.item.id)
    if _ENTRUSTED.search(decision.text):
        return "委托下放，职权仍属委托机关", Evidence("决定写的是委托", decision.text, decision.item.id)
    for link in item.linked:
        grant = dossier.items.get(link.other)
        if grant is not None and grant.kind == ItemKind.GRANT and grant.node["mode"] == GrantMode.ENTRUST:
            return "委托下放，职权仍属委托机关", Evidence("赋权清单写明的方式是委托下放", grant.name, grant.id)
    down = {body for body in decision.got if dossier.level(body) is Level.TOWNSHIP}
    if down and not towns <= decision.got:
        names = "、".join(dossier.body_name(body) for body in sorted(down))
        return "只下放给部分乡镇", Evidence(f"只下放给{names}，其余地方仍由原机关行使", decision.text, decision.item.id)
    return "", None


def _gives_back(later: _Decision, decision: _Decision, item: Item) -> bool:
    bodies = later.had | later.got
    mine = not bodies or item.owner in bodies
    if later.action in _GIVING_BACK:
        return mine
    if later.action is AdjustmentAction.RECALL:
        return decision.action is AdjustmentAction.DELEGATE
    return later.action is AdjustmentAction.TRANSFER and item.owner in later.got


def _finding(
    dossier: Dossier, decision: _Decision, item: Item, row: Row, sure: bool, lawful: str, why: Evidence | None
) -> Finding:
    word = _TAKING[decision.action]
    to = "、".join(dossier.body_name(body) for body in sorted(decision.got))
    listed = dossier.lists.get(row.list_id)
    edition = listed["edition"] if listed is not None else row.valid_from
    made = "以后公布的" if edition >= decision.day else "以前公布、一直没有调整的"
    goes = f"由{to}承接，" if to and decision.action is not AdjustmentAction.CANCEL else ""
    source = (decision.item.rows or decision.item.past)[0]
    return Finding(
        FindingKind.POWER_CANCELLED,
        Verdict.CONFIRMED if sure else Verdict.SUSPECTED,
        (*about_row(item, row), decision.item.id),
        f"{item.owner_name}的“{row.full_name}”已由{decision.told}{word}，{goes}决定{made}清单里还在原机关名下",
        repair=f"从{item.owner_name}的清单里删去" + (f"，由{to}列入" if goes else "") + "；仍要保留的，提请另作决定",
        rows=(row, source),
        evidence=(
            Evidence(
                f"{decision.told}{word}“{decision.item.name}”",
                "；".join(part for part in (decision.item.name, str(decision.item.node["text"])) if part),
                decision.item.id,
            ),
            *((why,) if why is not None else ()),
        ),
        bodies=tuple(dict.fromkeys((item.owner, *sorted(decision.got)))),
        lawful=lawful,
    )


CHECKS = ((frozenset({FindingKind.POWER_CANCELLED}), still_listed),)

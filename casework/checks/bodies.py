"""Bodies that are no more, and are still named as who exercises an item (body.abolished).

Whether a body stands is told by the roster (机构名录): a day on which it ended, a step by which it was renamed or merged into another. That is
确认, and the roster says what it became. A name that no roster speaks of is former where a function in it has ended and the day is past by
which the counties were to follow (``ontologies.functions``: 安全生产监督管理, 国土资源, 卫生和计划生育 …): 疑似.

Not reported: a plate (加挂牌子), which did not end with the body that once bore its name; a registered short name; who had a power before
(划入前部门) and whoever a decision of its own day names. A body that the roster says stands is never former, whatever its name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import msgspec

from casework.dossier import Dossier, Item, Row
from casework.findings import Evidence, Finding, about_row, day_words
from ontologies.functions import carried_by, changes, ended, functions, functions_in
from ontologies.functions import label as function_label
from ontologies.identifiers import body_id
from ontologies.places import ancestors, place_of
from ontologies.places import place as place_at
from ontologies.records import ArrangementKind, FindingKind, ItemKind, Role, SuccessionKind, Verdict

# What says of today who exercises or is to do a thing. A decision and a count speak of their own time.
_KINDS = (
    ItemKind.POWER,
    ItemKind.DUTY,
    ItemKind.GRANT,
    ItemKind.SERVICE,
    ItemKind.MANDATE,
    ItemKind.BOUNDARY,
    ItemKind.VILLAGE,
    ItemKind.TASK,
    ItemKind.ACCESS,
    ItemKind.SUPPORT,
    ItemKind.ARRANGEMENT,
)
_BEARING = frozenset({ArrangementKind.PLATE.value, ArrangementKind.JOINT.value})
_ENDING = {
    SuccessionKind.RENAMED.value: "更名为",
    SuccessionKind.MERGED.value: "并入",
    SuccessionKind.SPLIT.value: "分设为",
    SuccessionKind.ABOLISHED.value: "撤销，职责归",
    SuccessionKind.TRANSFERRED.value: "职责划入",
}
# A step after which the body it leaves is no more.
_REPLACED = frozenset({SuccessionKind.RENAMED.value, SuccessionKind.MERGED.value, SuccessionKind.ABOLISHED.value})
_ORGANS = ("局", "委", "委员会", "办公室", "厅", "部", "办")
# Functions that ended as ministries', while county bodies go on under their names.
_KEPT = frozenset({"forestry", "grain", "marine", "rural_revitalisation", "tourism"})
# A county followed a reform within this time where the decision set no day.
_GRACE = timedelta(days=730)


class _Former(msgspec.Struct, frozen=True):
    """What is known of a body that is no more: ``now`` the bodies that have come of it, ``how`` in words, ``source`` where it stands."""

    verdict: Verdict
    how: str
    now: tuple[str, ...]
    source: str


def abolished(dossier: Dossier) -> Iterator[Finding]:
    """body.abolished."""
    bodies = _Bodies(dossier)
    whole: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for item, row in dossier.powers(*_KINDS):
        if item.kind == ItemKind.ARRANGEMENT and item.node["arrangement_kind"] in _BEARING:
            continue
        for body in dict.fromkeys(body for body, role, _ in item.holders if role != Role.ORIGINAL or _still(item)):
            former = bodies.former(body)
            if former is None:
                continue
            listed = dossier.lists.get(row.list_id)
            own = listed is not None and body_id(listed["place"], listed["authority"]) == body
            if own and body not in dossier.plates:
                whole[body, row.list_id].append(row)
                continue
            yield _finding(dossier, former, body, (*about_row(item, row), body), f"“{row.full_name}”写的", (row,))
    for (body, key), rows in whole.items():
        former = bodies.former(body)
        if former is not None:
            title = dossier.lists[key]["title"]
            about = (body, str(dossier.lists[key]["list_kind"]))
            yield _finding(dossier, former, body, about, f"“{title}”的{len(rows)}项都是", tuple(rows))


def _still(item: Item) -> bool:
    """Whether who originally has a thing still is to have it: so with what is granted to towns, not with what a body took over."""
    return item.kind in (ItemKind.GRANT, ItemKind.ARRANGEMENT)


def _finding(
    dossier: Dossier, former: _Former, body: str, about: tuple[str, ...], subject: str, rows: tuple[Row, ...]
) -> Finding:
    name = dossier.body_name(body)
    now = "、".join(dossier.body_name(one) for one in former.now)
    bearer = dossier.plates.get(body)
    lawful = f"{name}是{dossier.body_name(bearer)}加挂的牌子" if bearer is not None else ""
    return Finding(
        FindingKind.BODY_ABOLISHED,
        former.verdict,
        about,
        f"{subject}{name}，{former.how}",
        repair=f"改为{now}" if now else "查明现在由哪个机关承接，改写行使主体",
        rows=rows,
        evidence=(Evidence(f"{name}{former.how}", source=former.source),),
        bodies=(body, *former.now),
        lawful=lawful,
    )


class _Bodies:
    """Which bodies are no more on the day. Each is looked up once."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._found: dict[str, _Former | None] = {}
        self._having: dict[str, list[str]] = defaultdict(list)
        for body, held in dossier.functions.items():
            node = dossier.bodies.get(body)
            if node is not None and node["stated"] and self._stands(body) and dossier.here(node["place"]):
                for one in held:
                    if one["via"] in ("roster", "name"):
                        self._having[one["code"]].append(body)

    def former(self, body: str) -> _Former | None:
        if body not in self._found:
            self._found[body] = self._former(body)
        return self._found[body]

    def _stands(self, body: str) -> bool:
        node = self._dossier.bodies[body]
        begins, ends = node["valid_from"], node["valid_to"]
        return bool(begins <= self._dossier.day < ends)

    def _former(self, body: str) -> _Former | None:
        node = self._dossier.bodies.get(body)
        if node is None or not self._dossier.here(node["place"]):
            return None
        day = self._dossier.day
        steps = [step for step in self._dossier.succeeded.get(body, ()) if step["day"] <= day and step["from"] != body]
        if node["stated"]:
            if node["valid_to"] > day:
                return None
            return self._told(body, steps, day_words(node["valid_to"]))
        leaving = [step for step in steps if step["succession_kind"] in _REPLACED]
        if leaving:
            return self._told(body, leaving, "")
        return self._by_name(body, str(node["name"]), steps)

    def _told(self, body: str, steps: list[dict[str, object]], ended_on: str) -> _Former:
        """By the roster."""
        said = []
        for step in steps:
            told = step["day"]
            when = f"{day_words(told)}" if isinstance(told, date) and told > date.min else ""
            number = f"（{step['number']}）" if step["number"] else ""
            to = self._dossier.body_name(str(step["from"]))
            said.append(f"{when}{_ENDING.get(str(step['succession_kind']), '由')}{to}{number}")
        how = "，".join(["已于" + said[0], *said[1:]]) if said else f"已于{ended_on}撤销"
        return _Former(Verdict.CONFIRMED, how, self._now(body), body)

    def _now(self, body: str) -> tuple[str, ...]:
        """The bodies that stand today which a body has become."""
        found: dict[str, None] = {}
        seen, waiting = {body}, [body]
        while waiting:
            for step in self._dossier.succeeded.get(waiting.pop(0), ()):
                later = step["from"]
                if later in seen or step["day"] > self._dossier.day:
                    continue
                seen.add(later)
                if later not in self._dossier.bodies or self._stands(later):
                    found[later] = None
                else:
                    waiting.append(later)
        return tuple(found)

    def _by_name(self, body: str, name: str, steps: list[dict[str, object]]) -> _Former | None:
        """By the functions in its name, one of which has ended."""
        if not name.endswith(_ORGANS):
            return None
        day = self._dossier.day
        gone = functions_in(name)
        over = all(code not in _KEPT and _local_end(code) <= day for code in gone)
        if not gone or not over or not _says_functions_alone(name):
            return None
        code = gone[0]
        carriers = (self._having.get(carrier, []) for carrier in carried_by(code, day))
        heirs = next((tuple(having) for having in carriers if having), ())
        known = tuple(str(step["from"]) for step in steps)
        became = "、".join(dict.fromkeys(function_label(later) for later in carried_by(code, day)[:1]))
        since = ended(code)
        how = f"“{function_label(code)}”的机构{day_words(since) if since else ''}起改革，现在的职能是{became}，名录里没有这个机关"
        return _Former(Verdict.SUSPECTED, how, known or heirs, f"function/{code}")


@cache
def _function_names() -> re.Pattern[str]:
    names = {name for one in functions().values() for name in (one.label, *one.names)}
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))


def _says_functions_alone(name: str) -> bool:
    """Whether a name is its functions and nothing more: 县国土资源局, not 县文化市场综合执法局."""
    place = place_of(name)
    stem = name
    for code in ancestors(place.code) if place is not None else ():
        over = place_at(code)
        stem = stem.removeprefix(over.name) if over is not None else stem
    stem = re.sub(f"(?:{'|'.join(sorted(_ORGANS, key=len, reverse=True))})$", "", re.sub("^[省市县区州旗]", "", stem))
    return "执法" not in name and not re.sub("[和与及、]|监督|管理|行政", "", _function_names().sub("", stem))


@cache
def _local_end(code: str) -> date:
    """The day by which the counties had no body for a function any more; the last of all days where it lives on."""
    ends = [change for change in changes() if change.function == code and change.ends]
    return min((change.local_by or change.day + _GRACE for change in ends), default=date.max)


CHECKS = ((frozenset({FindingKind.BODY_ABOLISHED}), abolished),)

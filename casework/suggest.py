"""Suggestions as a person types, over all that a release names: laws, items, bodies, offices, places.

The names are read once a release, from the graph and the catalogue (so that both backends suggest alike), when somebody first asks or a
service opens the release, and are dropped with its view.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from math import log2
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from casework.questions import KIND_LABELS, SEARCHED, QuestionError, code_of, facet_label, label_of
from ontologies.places import ancestors, place, within
from ontologies.records import OPEN_END, ItemKind, Rank
from ontologies.schema import item_tables, node_tables
from search.suggest import MATCHES, Holder, Named, Suggestion, Suggestions

if TYPE_CHECKING:
    from ingest.catalogue import WorkEntry
    from ingest.home import View

_PLACE = "place"
#: Every kind that can be asked for; a provision has no name, and officers are people.
KINDS = (*(kind for kind in SEARCHED if kind not in ("provision", str(ItemKind.OFFICER))), _PLACE)
LABELS = {**KIND_LABELS, _PLACE: "区划"}
# Of a name that several kinds bear the power leads, as in ``questions.find``.
_ORDER = {kind: place for place, kind in enumerate(KINDS)}
# What a name weighs before anything is known to rest on it: a statute of which no row is loaded matters more than a row.
_WEIGHT = {"law": 1.0, "body": 4.0, "office": 0.5, _PLACE: 4.0}
_RANK_WEIGHT = {Rank.CONSTITUTION: 4.0, Rank.STATUTE: 4.0, Rank.ADMINISTRATIVE_REGULATION: 2.0}
_guard = threading.Lock()
_prepared: WeakKeyDictionary[View, Suggestions] = WeakKeyDictionary()


def prepared(view: View) -> Suggestions:
    """The names of the release, read on first use. Whoever else asks meanwhile waits for it."""
    found = _prepared.get(view)
    if found is None:
        with _guard:
            found = _prepared.get(view)
            if found is None:
                found = _prepared[view] = Suggestions(
                    [*_laws(view), *_bodies(view), *_offices(view), *_items(view), *_places(view)]
                )
    return found


def is_prepared(view: View) -> bool:
    """Whether the names of the release are read already."""
    return view in _prepared


def _much(count: int) -> float:
    return log2(1 + count)


def _without_place(name: str, code: str) -> tuple[str, ...]:
    """A name without the place that it begins with (桐庐县交通运输局: 交通运输局)."""
    rest = name
    for above in ancestors(code):
        known = place(above)
        if known is not None and rest.startswith(known.name):
            rest = rest[len(known.name) :]
    return (rest,) if rest != name and len(rest) > 1 else ()


def _span(work: WorkEntry) -> tuple[date, date, str]:
    """From when to when a law holds, and why it ended: as the index has it."""
    held = [version for version in work.versions if version.valid_from < version.valid_to]
    last = max(held, key=lambda version: version.valid_to, default=None)
    if last is None:
        return OPEN_END, OPEN_END, ""
    return min(version.valid_from for version in held), last.valid_to, last.end_reason


def _laws(view: View) -> Iterator[Named]:
    cited: dict[str, int] = {}
    for table in ("RESTS_ON", "CITES"):
        for identifier, count in view.graph.joined(table).items():
            law = identifier.rpartition("/art_")[0] or identifier
            cited[law] = cited.get(law, 0) + count
    for work in view.catalogue.works.values():
        begins, ends, reason = _span(work)
        holder = Holder(work.id, "law", work.title, "", work.jurisdiction, begins, ends, reason)
        weight = _WEIGHT["law"] + _RANK_WEIGHT.get(Rank(work.rank), 0.0) + _much(cited.get(work.id, 0))
        yield Named((work.title, work.name), _without_place(work.name, work.jurisdiction), [holder], weight)


def _bodies(view: View) -> Iterator[Named]:
    held = view.graph.joined("HELD_BY")
    by_name: dict[str, Named] = {}
    for row in view.graph.all_nodes("Body"):
        if not row["loaded"]:
            continue
        holder = Holder(
            row["id"], "body", row["label"], "", row["place"], row["valid_from"], row["valid_to"], _reason(row)
        )
        others = tuple(name for name in row["other_names"] if name)
        # Bodies of one name are as many things as there are.
        one = by_name.setdefault(row["id"], Named((row["label"], row["name"], *others), (), [holder]))
        one.short = tuple(short for name in one.names for short in _without_place(name, row["place"]))
        one.weight = _WEIGHT["body"] + _much(held.get(row["id"], 0))
    yield from by_name.values()


def _reason(row: dict[str, Any]) -> str:
    return "" if row["valid_to"] == OPEN_END else row.get("end_reason") or "repealed"


def _offices(view: View) -> Iterator[Named]:
    handled = view.graph.joined("HANDLED_BY")
    for row in view.graph.all_nodes("Office"):
        if row["loaded"]:
            holder = Holder(row["id"], "office", row["label"], row["body"], row["place"])
            weight = _WEIGHT["office"] + _much(handled.get(row["id"], 0))
            yield Named((row["label"],), (row["name"], *_without_place(row["label"], row["place"])), [holder], weight)


def _items(view: View) -> Iterator[Named]:
    """Items by their names: a power that twelve towns have, and the services and grants called as it, are one suggestion."""
    stated = view.graph.joined("STATES")
    by_name: dict[str, Named] = {}
    rows: dict[str, int] = {}
    for table in item_tables():
        kind = node_tables()[table].kind
        if kind not in _ORDER or kind == "body":
            continue
        for row in view.graph.all_nodes(table):
            if not row["loaded"] or not row["name"]:
                continue
            holder = Holder(
                row["id"],
                kind,
                row["name"],
                row["body"],
                row["place"],
                row["valid_from"],
                row["valid_to"],
                row["end_reason"],
            )
            by_name.setdefault(row["name"], Named((row["name"],), (), [])).holders.append(holder)
            rows[row["name"]] = rows.get(row["name"], 0) + max(1, stated.get(row["id"], 0))
    for name, one in by_name.items():
        one.holders.sort(key=lambda holder: (_ORDER[holder.kind], len(holder.place), holder.id))
        one.weight = _much(rows[name])
        yield one


def _places(view: View) -> Iterator[Named]:
    """The places of which something is loaded, and those above them."""
    bodies = [row["place"] for row in view.graph.all_nodes("Body")]
    codes = {
        above
        for code in {*bodies, *(work.jurisdiction for work in view.catalogue.works.values())}
        for above in ancestors(code)
    }
    for code in sorted(codes):
        name = view.place_names.get(code) or (known.name if (known := place(code)) else "")
        if name:
            count = sum(within(body, code) for body in bodies)
            yield Named((name,), (), [Holder(code, _PLACE, name, "", code)], _WEIGHT[_PLACE] + _much(count))


def kinds_of(word: str) -> frozenset[str]:
    """The kinds that a word asks for: a kind's code or Chinese name; 事项 for all of items. Raises QuestionError."""
    word = word.strip()
    if word in ("item", "事项"):
        return frozenset(KINDS) - {"law", "body", "office", _PLACE}
    for code, label in LABELS.items():
        if word in (code, label) and code in KINDS:
            return frozenset((code,))
    choices = "、".join(f"{kind}（{LABELS[kind]}）" for kind in KINDS)
    raise QuestionError("kind", f"没有“{word}”这种种类；可用：{choices}，或 item（事项）")


def suggest(
    view: View, text: str, as_of: date, kinds: list[str] | tuple[str, ...] = (), place_asked: str = "", limit: int = 10
) -> dict[str, Any]:
    """What may be meant by what was typed so far: ``suggestions`` with title, id, kind, body, place, status, ``count`` (how many bear the
    name) and how it was found. Raises QuestionError."""
    wanted = frozenset(code for word in kinds for code in kinds_of(word))
    code = code_of("place", place_asked) if place_asked.strip() else ""
    found = prepared(view).suggest(text, as_of, wanted, "" if code == "cn" else code, limit)
    return {
        "release": view.number,
        "as_of": as_of,
        "q": text,
        "suggestions": [as_answer(view, one) for one in found],
    }


def as_answer(view: View, one: Suggestion) -> dict[str, Any]:
    """A suggestion as every interface gives it in JSON."""
    return {
        "title": one.title,
        "id": one.id,
        "kind": one.kind,
        "kind_label": LABELS[one.kind],
        "body": one.body,
        "place": one.place,
        "place_label": facet_label(view, "place", one.place),
        "status": one.status,
        "status_label": label_of("status", one.status),
        "count": one.count,
        "match": one.match,
        "match_label": MATCHES[one.match],
        "begins": one.begins,
        "ends": one.ends,
    }


__all__ = ["KINDS", "LABELS", "as_answer", "is_prepared", "kinds_of", "prepared", "suggest"]

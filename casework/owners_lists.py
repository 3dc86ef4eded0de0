"""What the lists of a place teach by themselves: whose items are called such things.

Every item of the place is an example: its name, and the body that holds it. A question is held against all of them, by words and characters
weighed by how rare they are in these lists: the nearest items vote (the square of their likeness), and complement naive Bayes says which body's items
have such words. Made once for a release, a place and a day; nothing of it is stored.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from casework.asked_model import signs
from ontologies.schema import item_tables

if TYPE_CHECKING:
    from casework.owners_place import Roll
    from graph.port import GraphReader

Floats = NDArray[np.float32]

#: The holder that all towns of a county are together.
TOWNS = "towns"
# What a sign weighs by its kind, before its rarity: characters tell most of short names, a function by the scheme of everyday words nothing.
_KINDS = {"w": 1.0, "b": 0.5, "c": 0.8, "l": 0.5, "t": 0.3, "f": 0.0}
# How many of the nearest vote; how much naive Bayes counts beside them; how sharp it is, and what it takes for granted of a sign not seen.
_NEAREST, _BAYES, _SHARP, _UNSEEN = 15, 0.3, 10.0, 0.1
# The part of a body that tells whose an item is.
_TELLING = frozenset({"lead", "coordinate", "shared", "entrusted", "receiving", ""})


class Told(NamedTuple):
    """What the lists say of a question: ``bodies`` share of each body (they sum to 1, {} where no sign is known), ``nearest`` (item, likeness
    0 to 1)."""

    bodies: dict[str, float]
    nearest: list[tuple[str, float]]


NOTHING = Told({}, [])


class ListSense:
    """The items of a place, ready to be held against questions. ``items`` (identifier, name, holders); items of one name and one holder are one
    example: five towns that hold the same say it once."""

    def __init__(self, items: Iterable[tuple[str, str, tuple[str, ...]]]) -> None:
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for item, name, bodies in items:
            if bodies:
                alike.setdefault((name, bodies), []).append(item)
        held = [(of, signs(name), bodies) for (name, bodies), of in alike.items()]
        self._items = [of for of, _, _ in held]
        self._bodies = sorted({body for _, _, bodies in held for body in bodies})
        place = {body: at for at, body in enumerate(self._bodies)}
        self._holders = [tuple(place[body] for body in bodies) for _, _, bodies in held]
        counts = Counter(sign for _, seen, _ in held for sign in seen)
        self._rarity = {
            sign: _KINDS[sign[0]] * math.log(1 + len(held) / count)
            for sign, count in counts.items()
            if _KINDS[sign[0]] > 0
        }
        self._unknown = math.log(1 + len(held))
        self._row = {sign: row for row, sign in enumerate(sorted(self._rarity))}
        rows: dict[int, list[int]] = defaultdict(list)
        values: dict[int, list[float]] = defaultdict(list)
        counted = np.zeros((len(self._row), max(1, len(self._bodies))), np.float32)
        for at, (_, seen, _) in enumerate(held):
            weights = {sign: self._rarity[sign] for sign in seen if sign in self._rarity}
            norm = math.sqrt(sum(one * one for one in weights.values())) or 1.0
            for sign, weight in weights.items():
                row = self._row[sign]
                rows[row].append(at)
                values[row].append(weight / norm)
                for body in self._holders[at]:
                    counted[row, body] += weight / norm
        self._rows = {row: np.array(one, np.int64) for row, one in rows.items()}
        self._values = {row: np.array(one, np.float32) for row, one in values.items()}
        whole = counted.sum()
        others = counted.sum(axis=1, keepdims=True) - counted + _UNSEEN
        self._bayes: Floats = -np.log(others / (whole - counted.sum(axis=0) + _UNSEEN * len(self._row) + 1e-9))

    def of(self, text: str, without: frozenset[str] = frozenset()) -> Told:
        """What the lists say of a text; the items ``without`` do not vote."""
        if not self._items:
            return NOTHING
        weights = {
            sign: self._rarity.get(sign, _KINDS[sign[0]] * self._unknown) for sign in signs(text) if _KINDS[sign[0]] > 0
        }
        known = [(self._row[sign], weight) for sign, weight in weights.items() if sign in self._row]
        if not known:
            return NOTHING
        norm = math.sqrt(sum(one * one for one in weights.values())) or 1.0
        likeness = np.zeros(len(self._items), np.float32)
        for row, weight in known:
            likeness[self._rows[row]] += np.float32(weight / norm) * self._values[row]
        for at, items in enumerate(self._items) if without else ():
            if not without.isdisjoint(items):
                likeness[at] = 0.0
        nearest = np.argsort(-likeness, kind="stable")[:_NEAREST]
        voted = np.zeros(len(self._bodies))
        for at in nearest.tolist():
            for body in self._holders[at]:
                voted[body] += float(likeness[at]) ** 2
        voted /= voted.sum() or 1.0
        told = np.zeros(len(self._bodies))
        for row, weight in known:
            told += weight / norm * self._bayes[row]
        bayes = np.exp(_SHARP * (told - told.max()))
        share = (1 - _BAYES) * voted + _BAYES * bayes / bayes.sum()
        share /= share.sum() or 1.0
        return Told(
            {body: float(share[at]) for at, body in enumerate(self._bodies)},
            [(item, float(likeness[at])) for at in nearest.tolist() if likeness[at] > 0 for item in self._items[at]],
        )


def list_sense(graph: GraphReader, roll: Roll, kinds: frozenset[str]) -> ListSense:
    """The items of a place that hold on the day, of some kinds; all towns of a county are one holder, :data:`TOWNS`."""
    if not roll.county:
        return ListSense(())
    below = len(roll.county) >= len("421127")
    holders: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges_in_place("HELD_BY", roll.county, below):
        if edge["role"] in _TELLING and edge["to"] in roll.bodies:
            holders[edge["from"]].append(TOWNS if roll.is_town(edge["to"]) else edge["to"])
    found = []
    for table in item_tables():
        for node in graph.in_place(table, roll.county, below):
            if node["kind"] in kinds and node["valid_from"] <= roll.day < node["valid_to"]:
                found.append((node["id"], node["name"], tuple(dict.fromkeys(holders.get(node["id"], ())))))
    return ListSense(sorted(found))

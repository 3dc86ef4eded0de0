"""The towns of a county: which there are, of which type, and to which of them a row of a list gives something.

A row gives to towns by name, by type (中心镇), or to all of them; the name may stand in a cell, in a heading or be the sheet's own. One item
may have a row for each type, so that what the item as a whole says is not what one of its rows says: :meth:`Towns.receivers` asks the row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ingest.lists.bodies import town_of
from ingest.lists.words import every_town, plain, town_type
from ontologies.records import BodyType, Level, Role

if TYPE_CHECKING:
    from casework.dossier import Dossier, Item, Row

_TOWNS = frozenset({BodyType.TOWNSHIP.value, BodyType.SUBDISTRICT.value})
_BETWEEN = re.compile(r"[、，,;；/\n]|和")
_TAKING = frozenset({Role.RECEIVING, Role.ENTRUSTED})
_LONGEST = 200
_KEEPS_OUT = re.compile(r"除外|以外|之外|不含|不包括|例外")


class Receivers(NamedTuple):
    """To whom a row gives: all towns, the types that it names, and those of the towns that are not only meant by their type."""

    towns: set[str]
    types: set[str]
    named: set[str]


class Towns:
    """``types`` maps each town of the place (a body's identifier) to its types (一个镇可以既是中心镇又是山区乡镇), none where no roster tells."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self.types: dict[str, frozenset[str]] = {}
        self._names: dict[str, str] = {}
        for key, body in dossier.bodies.items():
            if not dossier.here(body["place"]) or body["level"] != Level.TOWNSHIP.value:
                continue
            if body["type"] not in _TOWNS and (body["type"] or town_of(body["name"]) != body["name"]):
                continue
            if not body["valid_from"] <= dossier.day < body["valid_to"]:
                continue
            self.types[key] = frozenset(filter(None, re.split(r"[、，,;；/]", body["town_type"])))
            for name in (body["name"], *body["other_names"]):
                self._names[plain(name)] = key
        self.known_types = frozenset(type_ for types in self.types.values() for type_ in types)

    def __contains__(self, body: str) -> bool:
        return body in self.types

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)

    def __bool__(self) -> bool:
        return bool(self.types)

    def of_type(self, type_: str) -> set[str]:
        """The towns of a type; 街道 and the like are told by what a town is called."""
        found = {town for town, types in self.types.items() if type_ in types}
        if not found and type_ in ("街道", "镇", "乡"):
            found = {town for town in self.types if town.removesuffix("办事处").endswith(type_)}
        return found

    def named(self, text: str) -> tuple[set[str], set[str]]:
        """The towns and the types that a text names and nothing else: (towns, types); "各乡镇" is every town. Empty where it says anything
        else too (a name of an item that holds one of a town)."""
        towns: set[str] = set()
        types: set[str] = set()
        if _KEEPS_OUT.search(text):
            return set(), set()
        for word in _BETWEEN.split(text) if not every_town(text.strip()) else [text.strip()]:
            bare = plain(word)
            if not bare:
                continue
            if bare in self._names:
                towns.add(self._names[bare])
            elif every_town(bare):
                towns.update(self.types)
            elif bare in self.known_types or town_type(bare):
                types.add(bare if bare in self.known_types else town_type(bare))
            else:
                return set(), set()
        return towns, types

    def receivers(self, item: Item, row: Row) -> Receivers:
        """To whom a row gives. What the row itself says goes before what its item does as a whole."""
        named: set[str] = set()
        types: set[str] = set()
        for text in (*row.cells.values(), *row.fields.values()):
            if len(text) < _LONGEST:
                more, kinds = self.named(text)
                named |= more
                types |= kinds
        if not named and not types and row.sheet:
            named, types = self.named(row.sheet)
        if not named and not types and len(item.rows) == 1:
            types = set(item.node.get("town_types", ()))
        if not named and not types:
            named = {body for body, role, _ in item.holders if body in self.types and role in _TAKING}
        return Receivers(named.union(*(self.of_type(type_) for type_ in types)), types, named)

    def all_receivers(self, item: Item) -> set[str]:
        """Every town that some row of an item gives to."""
        found = {town for row in item.rows for town in self.receivers(item, row).towns}
        return found | {body for body, role, _ in item.holders if body in self.types and role in _TAKING}

    def name(self, town: str) -> str:
        return self._dossier.body_name(town)

    def names(self, towns: Collection[str]) -> str:
        return "、".join(self.name(town) for town in sorted(towns))

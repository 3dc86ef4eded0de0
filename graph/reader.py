"""The reader that both backends share: every answer is made here or in ``graph.trace``, from rows that an adapter fetches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from graph import queries
from graph.port import GraphError
from graph.rows import Rows
from graph.succession import number_order, place_of_actor, sureness
from graph.trace import Tracer, law_standing
from ontologies.identifiers import kind_of
from ontologies.places import ancestors
from ontologies.records import Rank
from ontologies.schema import edge_tables, node_tables
from ontologies.status import status_on

MAX_PAGE = 1000


def check_page(skip: int, limit: int) -> None:
    """Raise GraphError unless the page is one that is served (limit 1 to MAX_PAGE, skip not negative)."""
    if skip < 0 or not 1 <= limit <= MAX_PAGE:
        raise GraphError(f"分页参数不可用：skip 不小于 0，limit 为 1 到 {MAX_PAGE}")


class SharedReader:
    """``graph.port.GraphReader`` over any adapter."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._ranks: dict[str, list[dict[str, Any]]] = {}

    @property
    def release(self) -> int:
        return self._rows.release

    @property
    def target(self) -> int:
        return self._rows.target

    def node(self, identifier: str) -> dict[str, Any] | None:
        found = self.nodes([identifier])
        return found[0] if found else None

    def nodes(self, identifiers: Collection[str]) -> list[dict[str, Any]]:
        wanted: dict[str, list[str]] = {}
        for identifier in dict.fromkeys(identifiers):
            table = queries.TABLE_OF_KIND.get(kind_of(identifier))
            if table is not None:
                wanted.setdefault(table, []).append(identifier)
        found: dict[str, dict[str, Any]] = {}
        for table, keys in wanted.items():
            for key, rows in self._rows.each(queries.NODE[table], keys).items():
                if rows:
                    found[key] = rows[0]
        return [found[identifier] for identifier in identifiers if identifier in found]

    def versions(self, law: str) -> list[dict[str, Any]]:
        rows = self._rows.rows(queries.VERSIONS, {"key": law})
        return sorted(rows, key=lambda row: (row["version_date"], row["id"]))

    def provisions(self, version: str) -> list[dict[str, Any]]:
        rows = self._rows.rows(queries.PROVISIONS, {"key": version})
        return sorted(rows, key=lambda row: (row["position"], row["id"]))

    def provision_on(self, article: str, as_of: date) -> list[dict[str, Any]]:
        rows = self._rows.rows(queries.EXPRESSING, {"key": article})
        rows.sort(key=lambda row: row["version"], reverse=True)
        for row in rows:
            row["status"] = status_on(as_of, row["valid_from"], row["valid_to"], row["end_reason"])
        return rows

    def actors(self, provision: str) -> list[dict[str, Any]]:
        rows = [
            {"function": row["id"], "code": row["code"], "label": row["label"], **_edge(row)}
            for row in self._rows.rows(queries.ACTORS, {"key": provision})
        ]
        return sorted(rows, key=place_of_actor)

    def taken_up(self, article: str) -> list[dict[str, Any]]:
        rows = [
            {
                "provision": row["id"],
                "number": row["number"],
                "label": row["label"],
                "law": row["law"],
                "to_version": row["version"],
                "valid_from": row["valid_from"],
                "valid_to": row["valid_to"],
                **_edge(row),
                "place": row["position"],
            }
            for row in self._rows.rows(queries.TAKEN_UP, {"key": article})
        ]
        rows.sort(key=lambda row: (row["version"], row["to_version"], row.pop("place"), row["provision"]))
        return rows

    def came_from(self, provision: str) -> list[dict[str, Any]]:
        rows = [
            {"article": row["id"], "number": row["number"], "label": row["label"], "law": row["law"], **_edge(row)}
            for row in self._rows.rows(queries.CAME_FROM, {"key": provision})
        ]
        return sorted(rows, key=lambda row: (row["version"], number_order(row["number"]), row["article"]))

    def succession(self, article: str, as_of: date) -> dict[str, Any] | None:
        return Tracer(self._rows, as_of).succession(article)

    def bodies_having(self, function: str) -> list[dict[str, Any]]:
        rows = [_flat(row) for row in self._rows.rows(queries.HAVING, {"key": function})]
        return sorted(rows, key=lambda row: str(row["id"]))

    def functions_of(self, body: str) -> list[dict[str, Any]]:
        rows = [
            {"function": row["id"], "code": row["code"], "label": row["label"], **_edge(row)}
            for row in self._rows.rows(queries.FUNCTIONS, {"key": body})
        ]
        return sorted(rows, key=sureness)

    def naming(
        self, function: str, levels: Collection[str], as_of: date, skip: int = 0, limit: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        check_page(skip, limit or MAX_PAGE)
        rows = self._rows.rows(queries.NAMING, {"key": function, "levels": list(levels), "day": as_of})
        # One version names many functions; what a release says of it does not change.
        ranks = self._ranks
        ranks.update(self._rows.each(queries.RANK_OF_VERSION, sorted({row["version"] for row in rows} - ranks.keys())))
        found = [{"provision": row["id"], **row, **ranks[row["version"]][0], **_edge(row)} for row in rows]
        found.sort(key=_place_of_naming)
        kept = found[skip : skip + limit] if limit else found[skip:]
        return len(found), [{name: row[name] for name in _NAMING_COLUMNS} for row in kept]

    def trace(self, identifier: str, as_of: date, limit: int = 200, skip: int = 0) -> dict[str, Any]:
        check_page(skip, limit)
        return Tracer(self._rows, as_of, skip, limit).trace(identifier)

    def laws(
        self, as_of: date, filters: dict[str, str], skip: int = 0, limit: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        check_page(skip, limit)
        unknown = set(filters) - {"rank", "jurisdiction", "status", "title"}
        if unknown:
            raise GraphError(f"不认识的筛选条件：{'、'.join(sorted(unknown))}；可用 rank、jurisdiction、status、title")
        laws = [law for law in self._rows.rows(queries.LAWS, {}) if _passes(law, filters)]
        versions: dict[str, list[dict[str, Any]]] = {}
        for version in self._rows.rows(queries.LAW_VERSIONS, {}):
            versions.setdefault(version["law"], []).append(version)
        for law in laws:
            law["status"] = law_standing(law, versions.get(law["id"], []), as_of).status
        wanted = filters.get("status")
        if wanted:
            laws = [law for law in laws if wanted in (law["status"].value, law["status"].label)]
        laws.sort(key=lambda law: (law["title"], law["id"]))
        page = laws[skip : skip + limit]
        full = self._rows.each(queries.VERSIONS, [law["id"] for law in page])
        for law in page:
            law["versions"] = sorted(full[law["id"]], key=lambda row: (row["version_date"], row["id"]))
            for version in law["versions"]:
                version["status"] = status_on(as_of, version["valid_from"], version["valid_to"], version["end_reason"])
        return len(laws), page

    def counts(self) -> dict[str, int]:
        counts = {table: self._count([queries.NODE_COUNT[table]]) for table in node_tables()}
        counts.update({table: self._count(queries.EDGE_COUNT[table]) for table in edge_tables()})
        return counts

    def all_nodes(self, table: str) -> list[dict[str, Any]]:
        return sorted(self._rows.rows(queries.ALL_NODES[table], {}), key=lambda row: str(row["id"]))

    def all_edges(self, table: str) -> list[dict[str, Any]]:
        rows = [row for text in queries.ALL_EDGES[table] for row in self._rows.rows(text, {})]
        return sorted(rows, key=lambda row: tuple(str(value) for value in row.values()))

    def cited_with(self, article: str, limit: int = 50) -> list[dict[str, Any]]:
        return self._rows.rows(queries.CITED_WITH, {"key": article, "limit": limit})

    def rows_on(self, article: str) -> int:
        return self._count_of(queries.ROWS_ON, article)

    def items_on(self, article: str, limit: int = 50) -> list[dict[str, Any]]:
        return self._rows.rows(queries.ITEMS_ON, {"key": article, "limit": limit})

    def bases_of_each(self, items: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        wanted: dict[str, list[str]] = {}
        for identifier in dict.fromkeys(items):
            wanted.setdefault(queries.TABLE_OF_KIND.get(kind_of(identifier), ""), []).append(identifier)
        found: dict[str, list[dict[str, Any]]] = {identifier: [] for identifier in items}
        for table in wanted.keys() & queries.BASES_OF.keys():
            found |= self._each(queries.BASES_OF[table], wanted[table], lambda row: (row["article"], row["entry"]))
        # A row may cite one article twice.
        return {
            item: [row for place, row in enumerate(rows) if row not in rows[:place]] for item, rows in found.items()
        }

    def citing(self, article: str, as_of: date, limit: int = 50) -> list[dict[str, Any]]:
        rows = self._rows.rows(queries.CITING_NOW, {"key": article, "day": as_of, "limit": limit})
        return [{**{name: row[name] for name in _CITING_COLUMNS}, **_edge(row)} for row in rows]

    def cited_by(self, provision: str) -> list[dict[str, Any]]:
        rows = [{"article": row["id"], **_edge(row)} for row in self._rows.rows(queries.CITED_BY, {"key": provision})]
        return sorted(rows, key=lambda row: (row["begins"], row["article"]))

    def joined(self, table: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for text in queries.JOINED[table]:
            for row in self._rows.rows(text, {}):
                found[row["id"]] = found.get(row["id"], 0) + int(row["total"])
        return found

    def in_place(self, table: str, place: str, below: bool = True) -> list[dict[str, Any]]:
        rows = self._rows.rows(queries.IN_PLACE[table], _area(place, below))
        return sorted(rows, key=lambda row: str(row["id"]))

    def edges_in_place(self, table: str, place: str, below: bool = True) -> list[dict[str, Any]]:
        rows = [row for text in queries.EDGES_IN_PLACE[table] for row in self._rows.rows(text, _area(place, below))]
        return sorted(rows, key=lambda row: tuple(str(value) for value in row.values()))

    def expressing_each(self, articles: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        return self._each(queries.EXPRESSING, articles, lambda row: (row["valid_from"], row["id"]))

    def actors_each(self, provisions: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        found = {}
        for key, rows in self._each(queries.ACTORS, provisions, lambda row: str(row["id"])).items():
            named = [{"function": r["id"], "code": r["code"], "label": r["label"], **_edge(r)} for r in rows]
            found[key] = sorted(named, key=place_of_actor)
        return found

    def naming_in_each(self, laws: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        return self._each(queries.NAMING_IN_LAW, laws, _place_in_law)

    def taken_up_each(self, articles: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        return self._each(queries.TAKEN_UP, articles, lambda row: (row["edge_version"], row["id"]))

    def versions_each(self, laws: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        return self._each(queries.VERSIONS_BRIEF, laws, lambda row: (row["version_date"], row["id"]))

    def repealers_each(self, laws: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        return self._each(queries.REPEALERS, laws, lambda row: str(row["id"]))

    def held_each(self, items: Collection[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
        found: dict[str, dict[str, list[dict[str, Any]]]] = {
            item: {"holders": [], "offices": [], "rows": []} for item in items
        }
        tables: dict[str, list[str]] = {}
        for item in found:
            table = queries.TABLE_OF_KIND.get(kind_of(item), "")
            if table in queries.HOLDERS:
                tables.setdefault(table, []).append(item)
        for table, keys in tables.items():
            for part, texts in _HELD:
                for item, rows in self._each(texts[table], keys, lambda row: str(row["id"])).items():
                    found[item][part] = rows
        return found

    def basis_each(self, entries: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {entry: [] for entry in entries}
        for text in queries.BASIS.values():
            for entry, rows in self._rows.each(text, list(found)).items():
                found[entry] += rows
        for rows in found.values():
            rows.sort(key=lambda row: (row["edge_position"], row["edge_begins"], row["id"]))
        return found

    def _each(
        self, query: str, keys: Collection[str], order: Callable[[dict[str, Any]], Any]
    ) -> dict[str, list[dict[str, Any]]]:
        """Many keys at once, in moderate parts: a server answers each part in one round trip."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, list[dict[str, Any]]] = {}
        for start in range(0, len(wanted), _PART):
            for key, rows in self._rows.each(query, wanted[start : start + _PART]).items():
                found[key] = sorted(rows, key=order)
        return found

    def _count_of(self, text: str, key: str) -> int:
        return int(self._rows.rows(text, {"key": key})[0]["total"])

    def _count(self, texts: Iterable[str]) -> int:
        return sum(int(self._rows.rows(text, {})[0]["total"]) for text in texts)

    def close(self) -> None:
        self._rows.close()


def _area(place: str, below: bool) -> dict[str, Any]:
    """A place as the queries ask for it: what is within it, and what is above it or of no place."""
    # No code begins with a dash.
    return {"place": place if below else "-", "above": ["", *ancestors(place)] if place else [""]}


# Keys of one round trip.
_PART = 2000
# What is told of who is at an item, and the queries for it.
_HELD = (("holders", queries.HOLDERS), ("offices", queries.HANDLERS), ("rows", queries.STATING))

_CITING_COLUMNS = ("provision", "label", "law", "number", "heading", "words")
_NAMING_COLUMNS = (
    "provision",
    "label",
    "law",
    "law_title",
    "rank",
    "version",
    "number",
    "heading",
    "path",
    "valid_from",
    "valid_to",
    *(column.name for column in edge_tables()["NAMES"].columns if column.name != "document"),
)
_RANKS = [str(rank) for rank in Rank]


def _place_of_naming(row: dict[str, Any]) -> tuple[Any, ...]:
    """By rank of the law from the highest down, then identifier and place."""
    return (_RANKS.index(row["rank"]), *_place_in_law(row))


def _place_in_law(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["provision"],
        int(row["paragraph"]),
        row["begins"],
        row["modality"],
        row["act"],
        row["object"],
    )


def _edge(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of the edge in a row, under their own names."""
    return {name[5:]: value for name, value in row.items() if name.startswith("edge_")}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A node's columns, then the edge's, under their own names: for edges that share none with their node."""
    return {**{name: value for name, value in row.items() if not name.startswith("edge_")}, **_edge(row)}


def _passes(law: dict[str, Any], filters: dict[str, str]) -> bool:
    if filters.get("rank") and law["rank"] != filters["rank"]:
        return False
    if filters.get("jurisdiction") and law["jurisdiction"] != filters["jurisdiction"]:
        return False
    part = filters.get("title")
    return not part or part in law["title"] or part in law["short_title"]

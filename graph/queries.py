"""The read queries, once for both backends, in the Cypher that both run (design.md §2).

``$key`` is the identifier that a query starts from: a primary-key look-up, then adjacency, never a scan. The same text is
run for one key or for many (:meth:`graph.reader.Rows.each`), so a query has one RETURN and no parameter but ``$key`` unless its
name ends in PAGE or COUNT. Nodes are returned column by column, because the two backends shape a returned node differently.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ontologies.schema import edge_tables, item_tables, node_tables

# Long texts stay behind where a trace only names a thing.
_LONG = {"text", "cells", "fields", "corrected", "settled", "sources", "mechanism", "cases"}

TABLE_OF_KIND = {described.kind: table for table, described in node_tables().items()}
KIND_OF_TABLE = {table: kind for kind, table in TABLE_OF_KIND.items()}


def _select(alias: str, names: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f"{alias}.`{name}` AS `{prefix}{name}`" for name in names)


def columns(alias: str, table: str) -> str:
    """All columns of a node table, under their own names."""
    return _select(alias, (column.name for column in node_tables()[table].columns))


def brief(alias: str, table: str, prefix: str = "") -> str:
    """The columns of a node table but its long texts, each under ``prefix`` + its name."""
    return _select(alias, (c.name for c in node_tables()[table].columns if c.name not in _LONG), prefix)


def edge(alias: str, table: str) -> str:
    """The columns of an edge table but ``document``, each under "edge_" + its name."""
    return _select(alias, (c.name for c in edge_tables()[table].columns if c.name != "document"), "edge_")


NODE = {table: f"MATCH (n:{table} {{id: $key}}) RETURN {columns('n', table)}" for table in node_tables()}
BRIEF = {table: f"MATCH (n:{table} {{id: $key}}) RETURN {brief('n', table)}" for table in node_tables()}

VERSIONS = f"MATCH (:Law {{id: $key}})<-[:VERSION_OF]-(n:LawVersion) RETURN {columns('n', 'LawVersion')}"
VERSIONS_BRIEF = f"MATCH (:Law {{id: $key}})<-[:VERSION_OF]-(n:LawVersion) RETURN {brief('n', 'LawVersion')}"
PROVISIONS = f"MATCH (:LawVersion {{id: $key}})<-[:IN_VERSION]-(n:Provision) RETURN {columns('n', 'Provision')}"
EXPRESSING = f"MATCH (:Article {{id: $key}})<-[:EXPRESSES]-(n:Provision) RETURN {columns('n', 'Provision')}"
EXPRESSING_BRIEF = f"MATCH (:Article {{id: $key}})<-[:EXPRESSES]-(n:Provision) RETURN {brief('n', 'Provision')}"
PROVISION_TEXT = "MATCH (n:Provision {id: $key}) RETURN n.text AS text"
IMPLEMENTED = (
    f"MATCH (:LawVersion {{id: $key}})-[e:IMPLEMENTS]->(n:Law) RETURN {brief('n', 'Law')}, {edge('e', 'IMPLEMENTS')}"
)
REPEALERS = (
    f"MATCH (:Law {{id: $key}})<-[e:REPEALS]-(n:LawVersion) RETURN {brief('n', 'LawVersion')}, {edge('e', 'REPEALS')}"
)

ITEMS = item_tables()
# What all items have: a query over several tables can ask for these.
_COMMON = ("id", "kind", "label", "name", "body", "place", "loaded", "valid_from", "valid_to")


def _ends(kind: str, table: str, end: int) -> str:
    """The tables that an edge joins to ``table``: those it goes to (``end`` 1) or comes from (0), as Cypher writes them; "" for none."""
    pairs = edge_tables()[kind].pairs
    return "|".join(pair[end] for pair in pairs if pair[1 - end] == table)


HOLDERS = {
    table: f"MATCH (:{table} {{id: $key}})-[e:HELD_BY]->(n:Body) RETURN {brief('n', 'Body')}, {edge('e', 'HELD_BY')}"
    for table in ITEMS
}
HANDLERS = {
    table: f"MATCH (:{table} {{id: $key}})-[e:HANDLED_BY]->(n:Office) RETURN {brief('n', 'Office')}, {edge('e', 'HANDLED_BY')}"
    for table in ITEMS
}
STATING = {
    table: f"MATCH (:{table} {{id: $key}})<-[e:STATES]-(n:Entry) RETURN {brief('n', 'Entry')}, {edge('e', 'STATES')}"
    for table in (*ITEMS, "Body")
}
# To other items: what an item corresponds to or is led by, and what corresponds to it; who claims it; where to complain.
CORRESPONDING = {
    table: f"MATCH (:{table} {{id: $key}})-[e:CORRESPONDS_TO]->(n:{ends}) "
    f"RETURN {_select('n', _COMMON)}, {edge('e', 'CORRESPONDS_TO')}"
    for table in ITEMS
    if (ends := _ends("CORRESPONDS_TO", table, 1))
}
CORRESPONDED = {
    table: f"MATCH (:{table} {{id: $key}})<-[e:CORRESPONDS_TO]-(n:{ends}) "
    f"RETURN {_select('n', _COMMON)}, {edge('e', 'CORRESPONDS_TO')}"
    for table in ITEMS
    if (ends := _ends("CORRESPONDS_TO", table, 0))
}
LED = f"MATCH (:Mandate {{id: $key}})-[e:LEADS]->(n:Power) RETURN {brief('n', 'Power')}, {edge('e', 'LEADS')}"
LEADING = f"MATCH (:Power {{id: $key}})<-[e:LEADS]-(n:Mandate) RETURN {brief('n', 'Mandate')}, {edge('e', 'LEADS')}"
CLAIMING = f"MATCH (:CatalogueItem {{id: $key}})-[e:CLAIMED_BY]->(n:Body) RETURN {brief('n', 'Body')}, {edge('e', 'CLAIMED_BY')}"
SUPERVISING = {
    table: f"MATCH (:{table} {{id: $key}})-[e:SUPERVISED_BY]->(n:Body) "
    f"RETURN {brief('n', 'Body')}, {edge('e', 'SUPERVISED_BY')}"
    for table, _ in edge_tables()["SUPERVISED_BY"].pairs
}
ANSWERING = f"MATCH (:Power {{id: $key}})<-[:ANSWERS_FOR]-(n:Responsibility) RETURN {columns('n', 'Responsibility')}"
ANSWERED = f"MATCH (:Responsibility {{id: $key}})-[:ANSWERS_FOR]->(n:Power) RETURN {brief('n', 'Power')}"
LISTED_IN = f"MATCH (:Entry {{id: $key}})-[:LISTED_IN]->(n:List) RETURN {brief('n', 'List')}"
PUBLISHER = f"MATCH (:List {{id: $key}})-[:PUBLISHED_BY]->(n:Body) RETURN {brief('n', 'Body')}"
BASIS = {
    table: f"MATCH (:Entry {{id: $key}})-[e:RESTS_ON]->(n:{table}) RETURN {brief('n', table)}, {edge('e', 'RESTS_ON')}"
    for table in ("Article", "Law")
}
BODY_OF_OFFICE = f"MATCH (:Office {{id: $key}})-[:OFFICE_OF]->(n:Body) RETURN {brief('n', 'Body')}"
OFFICES = f"MATCH (:Body {{id: $key}})<-[:OFFICE_OF]-(n:Office) RETURN {brief('n', 'Office')}"
ABOVE = f"MATCH (:Body {{id: $key}})-[:UNDER]->(n:Body) RETURN {brief('n', 'Body')}"
BELOW = f"MATCH (:Body {{id: $key}})<-[:UNDER]-(n:Body) RETURN {brief('n', 'Body')}"
PLATES = f"MATCH (:Body {{id: $key}})<-[:PLATE_OF]-(n:Body) RETURN {brief('n', 'Body')}"
HOSTS = f"MATCH (:Body {{id: $key}})-[:PLATE_OF]->(n:Body) RETURN {brief('n', 'Body')}"
BEFORE = f"MATCH (:Body {{id: $key}})-[e:SUCCEEDS]->(n:Body) RETURN {brief('n', 'Body')}, {edge('e', 'SUCCEEDS')}"
AFTER = f"MATCH (:Body {{id: $key}})<-[e:SUCCEEDS]-(n:Body) RETURN {brief('n', 'Body')}, {edge('e', 'SUCCEEDS')}"


# Whom a provision names; which articles of earlier texts it took up, and which provisions took up an article; what bodies are for.
ACTORS = (
    f"MATCH (:Provision {{id: $key}})-[e:NAMES]->(n:Function) RETURN {brief('n', 'Function')}, {edge('e', 'NAMES')}"
)
TAKEN_UP = f"MATCH (:Article {{id: $key}})<-[e:TAKES_UP]-(n:Provision) RETURN {brief('n', 'Provision')}, {edge('e', 'TAKES_UP')}"
CAME_FROM = (
    f"MATCH (:Provision {{id: $key}})-[e:TAKES_UP]->(n:Article) RETURN {brief('n', 'Article')}, {edge('e', 'TAKES_UP')}"
)
HAVING = f"MATCH (:Function {{id: $key}})<-[e:HAS_FUNCTION]-(n:Body) RETURN {brief('n', 'Body')}, {edge('e', 'HAS_FUNCTION')}"
FUNCTIONS = f"MATCH (:Body {{id: $key}})-[e:HAS_FUNCTION]->(n:Function) RETURN {brief('n', 'Function')}, {edge('e', 'HAS_FUNCTION')}"

# What every trace ends in; a backend whose release never changes may remember the answers.
REMEMBERED = frozenset({BRIEF["Law"], VERSIONS_BRIEF, IMPLEMENTED, REPEALERS, HAVING})


def _paged(match: str, select: str, order: str) -> str:
    return f"{match} RETURN DISTINCT {select} ORDER BY {order} SKIP $skip LIMIT $limit"


def _counted(match: str, what: str) -> str:
    return f"{match} RETURN count(DISTINCT {what}) AS total"


# What a body or an office holds, and the rows of a list: by identifier.
_HELD = {table: f"MATCH (:Body {{id: $key}})<-[:HELD_BY]-(n:{table})" for table in ITEMS}
_HANDLED = {table: f"MATCH (:Office {{id: $key}})<-[:HANDLED_BY]-(n:{table})" for table in ITEMS}
_PAST = "CASE WHEN n.valid_from <= $day AND $day < n.valid_to THEN 0 ELSE 1 END AS past"
_CURRENT = "WHERE n.valid_from <= $day AND $day < n.valid_to"
# What holds on the day comes first.
HELD_PAGE = {table: _paged(match, f"{_PAST}, n.id AS id", "past, id") for table, match in _HELD.items()}
HELD_COUNT = {table: _counted(match, "n.id") for table, match in _HELD.items()}
HELD_CURRENT = {table: _counted(f"{match} {_CURRENT}", "n.id") for table, match in _HELD.items()}
HANDLED_PAGE = {table: _paged(match, f"{_PAST}, n.id AS id", "past, id") for table, match in _HANDLED.items()}
HANDLED_COUNT = {table: _counted(match, "n.id") for table, match in _HANDLED.items()}
HANDLED_CURRENT = {table: _counted(f"{match} {_CURRENT}", "n.id") for table, match in _HANDLED.items()}
_ENTRIES = "MATCH (:List {id: $key})<-[:LISTED_IN]-(n:Entry)"
ENTRIES_PAGE = _paged(_ENTRIES, f"n.row_number AS row_number, {_select('n', ('id', 'sheet'))}", "sheet, row_number, id")
ENTRIES_COUNT = _counted(_ENTRIES, "n.id")

# The provisions in force on the day that name a function at one of some levels. The conditions stand behind a WITH: without it LadybugDB 0.22
# reads the whole table of provisions for those on n, and with a further hop in the path holds those on e against other edges.
_NAMING = (
    "MATCH (:Function {id: $key})<-[e:NAMES]-(n:Provision) WITH e, n WHERE n.valid_from <= $day AND $day < n.valid_to"
)
NAMING = (
    f"{_NAMING} AND e.level IN $levels RETURN "
    f"{_select('n', ('id', 'label', 'law', 'version', 'number', 'heading', 'path', 'valid_from', 'valid_to'))}, "
    f"{edge('e', 'NAMES')}"
)
NAMING_IN_LAW = (
    "MATCH (:Law {id: $key})<-[:VERSION_OF]-(:LawVersion)<-[:IN_VERSION]-(n:Provision)-[e:NAMES]->(f:Function) RETURN "
    "n.id AS provision, n.text AS words, f.code AS code, "
    f"{_select('n', ('law', 'number', 'valid_from', 'valid_to'))}, "
    f"{_select('e', (c.name for c in edge_tables()['NAMES'].columns if c.name != 'document'))}"
)
RANK_OF_VERSION = "MATCH (n:LawVersion {id: $key}) RETURN n.rank AS rank, n.title AS law_title"
# Of every level, how many provisions in force; and how many there are in all texts.
NAMING_LEVELS_COUNT = f"{_NAMING} RETURN e.level AS level, count(DISTINCT n.id) AS total"
NAMING_CURRENT_COUNT = f"{_NAMING} RETURN count(DISTINCT n.id) AS total"


class Related(msgspec.Struct, frozen=True):
    """The queries for all nodes ``n`` of one table that are joined by one edge ``e`` to a target ``t`` found from ``$key``.

    ``rows_count`` counts edges, ``count`` nodes, ``current_count`` nodes that hold on ``$day``. ``whole`` gives all at once, in no order:
    cheapest for what is few, where a sorted page makes the engine read the table. ``page`` gives what sorts them and nothing
    else, those that hold on the day first (a page must not be filled by editions of the past), and ``detail`` the rest, for the
    node ``$key``. ``order`` names the columns that sort a row."""

    rows_count: str
    count: str
    current_count: str
    page: str
    detail: str
    order: tuple[str, ...]
    whole: str = ""


def _related(node: str, kind: str, target: str, *, through: bool = False, sort: tuple[str, ...]) -> Related:
    """``through``: ``$key`` is a law and the targets are its articles (which several documents may join to it: hence DISTINCT)."""
    if through:
        match = f"MATCH (:Law {{id: $key}})<-[:ARTICLE_OF]-(t:{target})<-[e:{kind}]-(n:{node})"
    else:
        match = f"MATCH (t:{target} {{id: $key}})<-[e:{kind}]-(n:{node})"
    sorts = ", ".join(f"e.{name} AS edge_{name}" for name in sort)
    order = ("past", "id", *(f"edge_{name}" for name in sort), "target")
    full = f"{_PAST}, t.id AS target, {brief('n', node)}, {edge('e', kind)}"
    return Related(
        rows_count=f"{match} WITH DISTINCT n.id AS a, t.id AS b, {sorts} RETURN count(*) AS total",
        count=_counted(match, "n.id"),
        current_count=_counted(f"{match} {_CURRENT}", "n.id"),
        page=_paged(match, f"{_PAST}, n.id AS id, {sorts}, t.id AS target", ", ".join(order)),
        detail=f"MATCH (n:{node} {{id: $key}})-[e:{kind}]->(t:{target}) RETURN t.id AS target, {brief('n', node)}, {edge('e', kind)}",
        order=order,
        whole="" if through else f"{match} RETURN {full}",
    )


# What rests on an article's number, on a law as a whole, on any article of a law; and what cites them.
RESTING = {
    "article": _related("Entry", "RESTS_ON", "Article", sort=("position", "begins")),
    "law": _related("Entry", "RESTS_ON", "Law", sort=("position", "begins")),
    "articles": _related("Entry", "RESTS_ON", "Article", through=True, sort=("position", "begins")),
}
CITING = {
    "article": _related("Provision", "CITES", "Article", sort=("begins",)),
    "law": _related("Provision", "CITES", "Law", sort=("begins",)),
    "articles": _related("Provision", "CITES", "Article", through=True, sort=("begins",)),
}
LOWER = _related("LawVersion", "IMPLEMENTS", "Law", sort=("text",))

# The list of laws reads whole tables: they are thousands, and it is no part of a trace.
LAWS = f"MATCH (n:Law) WHERE n.loaded = true RETURN {brief('n', 'Law')}"
LAW_VERSIONS = "MATCH (n:LawVersion) RETURN " + _select(
    "n", ("id", "law", "version_date", "valid_from", "valid_to", "end_reason", "doubtful", "loaded")
)
NODE_COUNT = {table: f"MATCH (n:{table}) RETURN count(*) AS total" for table in node_tables()}
EDGE_COUNT = {
    table: [f"MATCH (:{begin})-[e:{table}]->(:{end}) RETURN count(*) AS total" for begin, end in described.pairs]
    for table, described in edge_tables().items()
}

ALL_NODES = {table: f"MATCH (n:{table}) RETURN {columns('n', table)}" for table in node_tables()}
ALL_EDGES = {
    table: [
        f"MATCH (a:{begin})-[e:{table}]->(b:{end}) RETURN a.id AS `from`, b.id AS `to`, "
        + _select("e", (column.name for column in described.columns))
        for begin, end in described.pairs
    ]
    for table, described in edge_tables().items()
}

# What stands beside an article in rows, and what cites it. The second MATCH: within one, Neo4j would not take an edge twice, and LadybugDB might.
CITED_WITH = (
    "MATCH (:Article {id: $key})<-[:RESTS_ON]-(n:Entry) MATCH (n)-[:RESTS_ON]->(t:Article) WHERE t.id <> $key "
    "RETURN t.id AS article, count(DISTINCT n.id) AS `rows`, min(n.id) AS entry "
    "ORDER BY `rows` DESC, article LIMIT $limit"
)
ROWS_ON = _counted("MATCH (:Article {id: $key})<-[:RESTS_ON]-(n:Entry)", "n.id")
ITEMS_ON = (
    "MATCH (:Article {id: $key})<-[:RESTS_ON]-(n:Entry) "
    "RETURN n.item_id AS id, n.name AS name, min(n.id) AS entry ORDER BY name, id LIMIT $limit"
)
BASES_OF = {
    table: f"MATCH (:{table} {{id: $key}})<-[:STATES]-(n:Entry)-[:RESTS_ON]->(t:Article) "
    "RETURN t.id AS article, n.id AS entry"
    for table in ITEMS
}
CITING_NOW = (
    "MATCH (:Article {id: $key})<-[e:CITES]-(n:Provision) "
    "WITH e, n WHERE n.valid_from <= $day AND $day < n.valid_to RETURN n.id AS provision, n.text AS words, "
    f"{_select('n', ('label', 'law', 'number', 'heading'))}, {edge('e', 'CITES')} "
    "ORDER BY provision, edge_begins LIMIT $limit"
)
CITED_BY = (
    f"MATCH (:Provision {{id: $key}})-[e:CITES]->(n:Article) RETURN {brief('n', 'Article')}, {edge('e', 'CITES')}"
)

JOINED = {
    table: [
        f"MATCH (:{begin})-[e:{table}]->(n:{end}) RETURN n.id AS id, count(*) AS total"
        for begin, end in described.pairs
    ]
    for table, described in edge_tables().items()
}

# Everything of one place, of the places within it and of those above it: for checks over a county, not for one question.
_THERE = "(n.place STARTS WITH $place OR n.place IN $above)"
_HAS_PLACE = frozenset(
    table for table, described in node_tables().items() if any(column.name == "place" for column in described.columns)
)
_REACHED = {
    "Entry": "MATCH (n:List)<-[:LISTED_IN]-({alias}:Entry)",
    "Responsibility": "MATCH (n:Power)<-[:ANSWERS_FOR]-({alias}:Responsibility)",
}


def _in_place(table: str) -> str:
    if table in _HAS_PLACE:
        return f"MATCH (n:{table}) WHERE {_THERE} RETURN {columns('n', table)}"
    return f"{_REACHED[table].format(alias='m')} WHERE {_THERE} RETURN {columns('m', table)}"


def _edges_in_place(kind: str, begin: str, end: str) -> str:
    described = edge_tables()[kind]
    select = _select("e", (column.name for column in described.columns if column.name != "document"))
    tail = f", {select}" if select else ""
    if begin in _HAS_PLACE:
        return f"MATCH (n:{begin})-[e:{kind}]->(b:{end}) WHERE {_THERE} RETURN n.id AS `from`, b.id AS `to`{tail}"
    # Two MATCHes: within one, Neo4j would not take the edge that reached the row a second time.
    reached = f"{_REACHED[begin].format(alias='m')} WHERE {_THERE} WITH m MATCH (m)-[e:{kind}]->(b:{end})"
    return f"{reached} RETURN m.id AS `from`, b.id AS `to`{tail}"


IN_PLACE = {table: _in_place(table) for table in node_tables() if table in _HAS_PLACE or table in _REACHED}
EDGES_IN_PLACE = {
    table: [_edges_in_place(table, begin, end) for begin, end in described.pairs]
    for table, described in edge_tables().items()
    if all(begin in _HAS_PLACE or begin in _REACHED for begin, _ in described.pairs)
}

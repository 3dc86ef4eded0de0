"""The graph port: what a projection is made of, and what any backend must do.

A :class:`GraphUnit` is the projection of one document (a law version, a law, a list edition, a body with its powers): its own
nodes, the shared nodes it defines, those it only mentions, and the edges that start in it. Rows are tuples in the column
order of ``ontologies.schema``; no value is None (dates use OPEN_START / OPEN_END, text uses "").

Rules every backend keeps:

* A unit is written whole or not at all. Removing a unit removes its own nodes and every edge whose ``document`` is its key.
* A shared node (``NodeTable.shared``) is defined by at most one unit (``defines``) and mentioned by many (``mentions``). A
  mention creates the node when it is missing and never changes one that is there. When the defining unit goes, the
  node falls back to a mention (``loaded`` false, where it has that column) while other units still join to it, and is
  deleted when none does. An ``Article`` node has no defining unit: it is there while any edge touches it.
* An edge's ends exist after the same call: a unit mentions every shared node it joins to.
* Mentions of one node are alike whichever unit writes them (a function of what is cited, not of who cites it), so that what a
  node falls back to does not hang on the order of loading; ``document`` and ``loaded`` of a mention are set by the
  backend. A mention that no edge of its unit joins to is not written: an undefined node is there while an edge touches it.
* Own nodes, definitions and edges carry the key of their unit in ``document``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, Protocol

import msgspec

from ontologies.condition import Condition

Row = tuple[Any, ...]
EdgeKind = tuple[str, str, str]


class GraphUnit(msgspec.Struct):
    """The projection of one document. ``key`` names it, ``digest`` changes whenever anything in it does. ``nodes``,
    ``defines`` and ``mentions`` map a node table to rows; ``edges`` maps (edge table, from table, to table) to rows
    of (from id, to id, *columns)."""

    key: str
    digest: str
    nodes: dict[str, list[Row]] = {}
    defines: dict[str, list[Row]] = {}
    mentions: dict[str, list[Row]] = {}
    edges: dict[EdgeKind, list[Row]] = {}


class GraphError(Exception):
    """The backend could not do what was asked; the message is Chinese and says what to do."""


class ReleaseMissingError(GraphError):
    """No projection of that release is kept here."""


class NodeMissingError(GraphError):
    """The release knows nothing by that identifier."""


Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """A progress callback that shows nothing."""


class GraphReader(Protocol):
    """Reading one release. Every question takes an as-of date; answers are plain dicts with the column names of the schema,
    dates as datetime.date."""

    @property
    def release(self) -> int: ...

    @property
    def target(self) -> int:
        """The release that a server is being brought forward to; ``release`` itself when it stands still."""

    def node(self, identifier: str) -> dict[str, Any] | None:
        """One node with all its columns, or None."""

    def nodes(self, identifiers: Collection[str]) -> list[dict[str, Any]]:
        """Many nodes, in the order asked, missing ones left out."""

    def versions(self, law: str) -> list[dict[str, Any]]:
        """The LawVersion nodes of a law, oldest first."""

    def provisions(self, version: str) -> list[dict[str, Any]]:
        """All Provision nodes of a version in text order."""

    def provision_on(self, article: str, as_of: date) -> list[dict[str, Any]]:
        """The provisions that express an article's number (id ``law/…/art_38``), of every version, newest first, each with
        its ``status`` on the date."""

    def actors(self, provision: str) -> list[dict[str, Any]]:
        """Whom a provision names, by paragraph and place in it: ``function`` (identifier), ``code`` and ``label`` of the function as the
        text names it ("" and 未明确 for what it leaves open), and the columns of NAMES: ``paragraph`` (digits), ``text`` (the organ as
        written), ``begins`` and ``ends`` in the paragraph, ``level``, ``modality``, ``act``, ``object``, ``via``."""

    def taken_up(self, article: str) -> list[dict[str, Any]]:
        """The provisions that took up an article's number (id ``law/…/art_38``), over all its texts, by text and place: ``version`` the old
        text, ``provision``, ``number``, ``label``, ``law`` and ``to_version`` of the new one with its ``valid_from`` and ``valid_to``;
        ``change`` (a code of records.Change), ``similarity`` (thousandths), ``doubtful``. A text's article without a row was not taken
        up, unless no later text is loaded."""

    def came_from(self, provision: str) -> list[dict[str, Any]]:
        """Which articles of earlier texts a provision took up: ``version`` the old text, ``article`` (identifier), ``number``, ``label``,
        ``law``, ``change``, ``similarity``, ``doubtful``; by text and number."""

    def succession(self, article: str, as_of: date) -> dict[str, Any] | None:
        """Where the words are on a day that an article's number had in the text before the one in force, or in the last that had it:
        ``text`` (a sentence), ``version`` (the identifier of that text), ``provisions`` (identifiers, in force on the day), ``change``,
        ``state``. None where the number has kept its article, or nothing tells."""

    def bodies_having(self, function: str) -> list[dict[str, Any]]:
        """The bodies that have a function (id ``function/emergency``), by identifier: their columns, and ``via``, ``source`` and ``text``
        of what tells so."""

    def functions_of(self, body: str) -> list[dict[str, Any]]:
        """The functions that a body has: ``function`` (identifier), ``code``, ``label``, and ``via``, ``source``, ``text``; the surest
        (roster, name, mandate, arrangement) first."""

    def naming(
        self, function: str, levels: Collection[str], as_of: date, skip: int = 0, limit: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        """The provisions in force on a day that name a function at one of these levels (as written:
        ``ontologies.levels.reaching``): how many times in all, and one page (``limit`` 0: all), by rank of the law, then by identifier
        and place. A row is one naming: ``provision``, ``label``, ``law``, ``law_title``, ``rank``, ``version``, ``number``, ``heading``,
        ``path``, ``valid_from``, ``valid_to`` of the provision, and the columns of NAMES as :meth:`actors` gives them."""

    def trace(self, identifier: str, as_of: date, limit: int = 200, skip: int = 0) -> dict[str, Any]:
        """The chain of legal basis from (or to) a node: see ``graph.trace``. Raises NodeMissingError."""

    def laws(
        self, as_of: date, filters: dict[str, str], skip: int = 0, limit: int = 50
    ) -> tuple[int, list[dict[str, Any]]]:
        """Laws with their versions: total and one page, by title. Filters: rank, jurisdiction, status, title (part)."""

    def counts(self) -> dict[str, int]:
        """Rows per node and edge table."""

    def all_nodes(self, table: str) -> list[dict[str, Any]]:
        """Every node of a table with all its columns, by id: for checks over everything, not for one question."""

    def all_edges(self, table: str) -> list[dict[str, Any]]:
        """Every edge of a table with ``from``, ``to`` and its own columns, sorted."""

    def cited_with(self, article: str, limit: int = 50) -> list[dict[str, Any]]:
        """The articles that rows resting on an article rest on as well, of most rows first: ``article``, ``rows``, and one of the rows
        (``entry``)."""

    def rows_on(self, article: str) -> int:
        """How many rows rest on an article."""

    def items_on(self, article: str, limit: int = 50) -> list[dict[str, Any]]:
        """The items (``id``, ``name``) that rows resting on an article state, by name, and one of the rows of each (``entry``)."""

    def bases_of_each(self, items: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Item → the articles (``article``) that the rows stating it (``entry``) rest on, each once a row."""

    def citing(self, article: str, as_of: date, limit: int = 50) -> list[dict[str, Any]]:
        """The provisions in force on a day that cite an article, by identifier and place: ``provision``, ``label``, ``law``, ``number``,
        ``heading``, ``words`` (its text), and the columns of CITES."""

    def cited_by(self, provision: str) -> list[dict[str, Any]]:
        """The articles that a provision cites (``article``), in the order of its text, with the columns of CITES."""

    def joined(self, table: str) -> dict[str, int]:
        """Node → how many edges of a table end in it; nodes in which none does are left out."""

    def in_place(self, table: str, place: str, below: bool = True) -> list[dict[str, Any]]:
        """The nodes of a table (Body, Office, List, Entry, Responsibility, the tables of items) of a place (a division code, "" for
        everywhere), of those above it or of none, and with ``below`` of the places within it; by id, with all columns."""

    def edges_in_place(self, table: str, place: str, below: bool = True) -> list[dict[str, Any]]:
        """The edges that start in such nodes: ``from``, ``to`` and the edge's own columns, sorted."""

    def expressing_each(self, articles: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Article → its provisions over all texts with all columns, oldest first. Every key is in the answer, here and below."""

    def actors_each(self, provisions: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Provision → as :meth:`actors`."""

    def naming_in_each(self, laws: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Law → whom its provisions name, over all texts, by provision and place: ``provision``, ``law``, ``number``, ``words`` (the
        provision's text), ``valid_from``, ``valid_to`` of the provision, ``code`` of the function, and the columns of NAMES."""

    def taken_up_each(self, articles: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Article → the provisions that took it up, with the columns of TAKES_UP under ``edge_`` (what ``graph.succession.follow`` reads)."""

    def versions_each(self, laws: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Law → its versions without their long columns, oldest first."""

    def repealers_each(self, laws: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Law → the versions that declare it ended, with the columns of REPEALS under ``edge_``."""

    def held_each(self, items: Collection[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Item → who is at it: ``holders`` (bodies, with ``edge_role`` and ``edge_text``, its part in words), ``offices``, and ``rows``, the rows
        that state it, each with their columns but the long ones; by identifier. An identifier that is no item has none."""

    def basis_each(self, entries: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Row of a list → the articles and laws that it rests on, with the columns of RESTS_ON under ``edge_``, in the order of the cell."""

    def close(self) -> None: ...


class GraphStore(Protocol):
    """All projections kept in one place (a folder, or a server)."""

    @property
    def in_place(self) -> bool:
        """Whether the one release here is changed where it stands (a server); else each is made beside the others."""

    def releases(self) -> list[int]:
        """The releases whole here, ascending. A server holds one."""

    def at_rest(self) -> bool:
        """Whether nothing stands between two releases: a server that a load left on its way is not."""

    def manifest(self, release: int) -> dict[str, str]:
        """Unit key → digest of that release's projection. Raises ReleaseMissingError."""

    def bring_forward(
        self,
        base: int | None,
        release: int,
        remove: Collection[str],
        put: Iterable[GraphUnit],
        total: int,
        progress: Progress = no_progress,
        anew: bool = False,
    ) -> None:
        """Make ``release`` out of ``base`` (None: out of nothing): take the units ``remove`` out, put ``put`` in (a unit with a
        key already there replaces it). ``total`` is how many units ``put`` yields, for progress. Embedded: into a new
        file that no reader sees before it is whole. Server: unit by unit, each in one transaction; ``base`` may be ``release``
        itself (what a load left half done is set right), and data of another layout are refused with GraphError. ``anew`` (``base`` is
        None): make it again and replace what is here, whichever program made that."""

    def reader(self, release: int) -> GraphReader:
        """Open a release for reading. Raises ReleaseMissingError."""

    def drop(self, release: int) -> None:
        """Forget a release's projection (embedded; a server's only one is emptied)."""

    def condition(self) -> Condition:
        """In what state this is; changes nothing. Raises GraphError when it cannot be asked."""

    def close(self) -> None: ...

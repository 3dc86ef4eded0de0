"""The search port: what is indexed, what can be asked, what any backend must do.

Text is cut and normalised here, in Python, before it reaches an engine; engines split on white space and match. Every
document has every text field (a sentinel where it is empty), so that both engines rank alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, Protocol

import msgspec

from ontologies.condition import Condition
from ontologies.records import OPEN_END, OPEN_START
from search.tree import Engine


class SearchDoc(msgspec.Struct):
    """One thing that can be found. ``kind`` is law, provision, power, duty, body, office. ``title`` is what is shown (law
    title and 第…条, or the item's name); ``names`` the names under which it may be asked for by name (title, short
    title, item name; empty for provisions); ``heading`` its chapters or themes; ``text`` its own words. ``law`` is the work's
    id, ``law_title`` its title, ``article`` "38". Facets: rank, type, body, level, place (the place and all above it), theme,
    function (codes of the function scheme: what a provision names, what a body has, as it was called then). It holds on
    [valid_from, valid_to); ``end_reason`` is "" | superseded | repealed | lapsed."""

    id: str
    kind: str
    title: str
    names: tuple[str, ...] = ()
    heading: str = ""
    text: str = ""
    law: str = ""
    law_title: str = ""
    version: str = ""
    article: str = ""
    rank: str = ""
    type: str = ""
    body: tuple[str, ...] = ()
    level: str = ""
    place: tuple[str, ...] = ()
    theme: str = ""
    valid_from: date = OPEN_START
    valid_to: date = OPEN_END
    end_reason: str = ""
    function: tuple[str, ...] = ()


class SearchUnit(msgspec.Struct):
    """The documents of one unit; key and digest are those of the graph's unit."""

    key: str
    digest: str
    docs: list[SearchDoc] = []


class PreparedDoc(msgspec.Struct, array_like=True, frozen=True):
    """A document cut and normalised for an index (``search.documents.prepare``): plain data, cheap to pickle, so that cutting
    can run in other processes. ``texts`` follows ``search.documents.TEXT_FIELDS`` (tokens joined by spaces), ``keywords``
    ``KEYWORD_FIELDS`` (any number of values each), ``integers`` ``INTEGER_FIELDS``; ``stored`` is the document as JSON."""

    texts: tuple[str, ...]
    keywords: tuple[tuple[str, ...], ...]
    integers: tuple[int, ...]
    stored: bytes


class PreparedUnit(msgspec.Struct, frozen=True):
    """A unit whose documents are prepared already."""

    key: str
    digest: str
    docs: list[PreparedDoc] = []


class SearchQuery(msgspec.Struct, frozen=True):
    """What is asked. ``filters`` maps a facet (kind, type, rank, status, body, level, place, theme, function) to wanted codes (any of them).
    Without a status filter, what holds on ``as_of`` or will hold later is found (尚未施行 stays visible), and laws of any status;
    with one, exactly that. ``skip`` + ``limit`` are bounded by 1,000. ``also`` are identifiers of provisions to offer behind what a
    citation names (where its article has moved)."""

    words: str
    as_of: date
    filters: dict[str, tuple[str, ...]] = {}
    skip: int = 0
    limit: int = 20
    facets: bool = True
    explain: bool = False
    also: tuple[str, ...] = ()


class Hit(msgspec.Struct):
    """One result. ``highlights`` are short pieces with [start, end) spans of what matched; ``explanation`` tells in words and
    numbers why it is here (which words, in which field, how much each brought)."""

    id: str
    kind: str
    title: str
    law: str
    article: str
    score: float
    status: str
    highlights: list[dict[str, Any]] = []
    explanation: list[dict[str, Any]] = []
    fields: dict[str, Any] = {}


class SearchPage(msgspec.Struct):
    """One page of results. ``facets`` maps a facet to [(code, count)], largest first; ``notes`` are remarks for the person asking
    (read as a citation; nothing found under the words as typed, spelling forgiven as …). Where the question was read as a citation,
    ``cited`` are the laws that it may mean and ``cited_article`` is the number."""

    release: int
    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]] = {}
    notes: list[str] = []
    cited: tuple[str, ...] = ()
    cited_article: str = ""


class SearchError(Exception):
    """The backend could not do what was asked; the message is Chinese and says what to do."""


class ReleaseMissingError(SearchError):
    """No projection of that release is kept here."""


Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """A progress callback that shows nothing."""


class SearchReader(Protocol):
    """Searching one release."""

    @property
    def release(self) -> int: ...

    def search(self, query: SearchQuery) -> SearchPage: ...

    def documents(self) -> int:
        """How many documents there are."""

    @property
    def engine(self) -> Engine:
        """What is asked: for learning, which looks for candidates as ranking does."""

    def cited(self, query: SearchQuery) -> list[SearchDoc]:
        """The provisions that a citation names, within the query's filters; nothing where it is none or names what is not here."""

    def rank_by(self, choice: Callable[[], tuple[Any, str]]) -> None:
        """Rank provisions from now on by what ``choice`` gives when asked: a ``search.rank.Ranker``, or None for words alone, and a remark to
        note in every answer ("" for none)."""

    def close(self) -> None: ...


class SearchStore(Protocol):
    """All indexes kept in one place (a folder, or a server). As graph.port.GraphStore."""

    @property
    def in_place(self) -> bool: ...

    def releases(self) -> list[int]: ...

    def at_rest(self) -> bool: ...

    def manifest(self, release: int) -> dict[str, str]: ...

    def bring_forward(
        self,
        base: int | None,
        release: int,
        remove: Collection[str],
        put: Iterable[SearchUnit | PreparedUnit],
        total: int,
        progress: Progress = no_progress,
        anew: bool = False,
    ) -> None: ...

    def reader(self, release: int) -> SearchReader: ...

    def drop(self, release: int) -> None: ...

    def condition(self) -> Condition: ...

    def close(self) -> None: ...

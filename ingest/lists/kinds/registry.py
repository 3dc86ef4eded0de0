"""All kinds of lists: found in this package, told by their titles, each with the lexicon its heads are read with."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module

import ingest.lists.kinds as package
from ingest.lists.columns import Lexicon
from ingest.lists.kinds import Kind
from ingest.lists.words import plain
from ontologies.records import ListKind

# A title may fit several kinds (村级协助履职事项清单, 赋权事项行使情况): what is named first here is the narrower one.
_NARROW_FIRST = (
    ListKind.ADJUSTMENT,
    ListKind.ACTIVITY,
    ListKind.SUPPORT,
    ListKind.OFFICER,
    ListKind.ARRANGEMENT,
    ListKind.BOUNDARY,
    ListKind.MANDATE,
    ListKind.ACCESS,
    ListKind.TASK,
    ListKind.VILLAGE,
    ListKind.GRANT_CATALOGUE,
    ListKind.GRANT,
    ListKind.ENFORCEMENT,
    ListKind.DUTY,
    ListKind.SERVICE,
    ListKind.POWER,
    ListKind.ROSTER,
)


def _found() -> dict[ListKind, Kind]:
    """The ``KIND`` of every module in this package, the narrower ones first. Raises ValueError when two modules are of one kind,
    KeyError when a kind has none."""
    answer: dict[ListKind, Kind] = {}
    for info in pkgutil.iter_modules(package.__path__):
        kind = (
            getattr(import_module(f"{package.__name__}.{info.name}"), "KIND", None) if info.name != "registry" else None
        )
        if isinstance(kind, Kind):
            if kind.kind in answer:
                raise ValueError(f"two modules read {kind.kind}: {info.name} is the second")
            answer[kind.kind] = kind
    return {kind: answer[kind] for kind in _NARROW_FIRST}


KINDS: dict[ListKind, Kind] = _found()
_TITLES = {kind: re.compile(each.titles, re.IGNORECASE) for kind, each in KINDS.items()}
_WORDS = {str(kind): kind for kind in ListKind} | {kind.label: kind for kind in ListKind}


@cache
def lexicon(kind: ListKind) -> Lexicon:
    """The lexicon in which the heads of a kind's lists are read."""
    each = KINDS[kind]
    return Lexicon(
        {column.field: (column.label, column.heads) for column in each.columns}, each.name, each.marks, each.instead
    )


def adds(kind: ListKind) -> frozenset[str]:
    """The fields of which several rows may add to one item."""
    return KINDS[kind].adds


def kind_named(word: str) -> ListKind | None:
    """The kind that a code (``power_list``) or a Chinese label (权责清单) is the name of."""
    return _WORDS.get(plain(word))


@cache
def kind_in(text: str) -> ListKind | None:
    """The kind that a title, a heading, a sheet's or a file's name speaks of: the narrowest that fits."""
    bare = plain(text)
    if not bare:
        return None
    coded = next((kind for kind in ListKind if str(kind) in bare.lower()), None)
    return coded or next((kind for kind, pattern in _TITLES.items() if pattern.search(bare)), None)


def kinds_told(fields: Iterable[tuple[ListKind, set[str]]]) -> list[tuple[ListKind, frozenset[str]]]:
    """The kinds that their columns tell, the surest first: (kind, its fields as its own lexicon reads the head) → (kind, the
    fields that tell it)."""
    answer: list[tuple[ListKind, frozenset[str]]] = []
    for kind, found in fields:
        tells = [telling for telling in KINDS[kind].telling if telling <= found]
        if tells:
            answer.append((kind, max(tells, key=len)))
    return sorted(answer, key=lambda item: -len(item[1]))

"""The functions of local government (``functions.ttl``): which of them a body's name or a phrase of a law names, and how they passed on.

A law says 县级以上人民政府应急管理部门, a county has 黄梅县应急管理局, an older list 县安监局: they meet in the function ``emergency``. The
scheme is kept in Turtle; at run time its compiled form ``functions.json`` is read, so that no name waits for RDF. ``python -m
ontologies.functions`` writes that file anew, and a test holds the two together.

Days are those of the national decision; a county followed later, at the latest on the day the decision set (``FunctionChange.local_by``).
Sources: the plans for reforming the institutions of the State Council of 1998, 2008, 2013, 2018 and 2023 and of Party and State of 2018
and 2023, each named on its change.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import ahocorasick_rs
import msgspec

from ontologies import places
from ontologies.records import SuccessionKind


class Function(msgspec.Struct, frozen=True):
    """One function. ``names`` are the pieces of names that lead to it, beside its label; ``signs`` the single characters that short names
    are made of (教 科 体); ``broader`` the code of what it stands under today, "" at the top; ``vertical``: exercised by organs that the
    state sets, not by the local government's departments; ``organ``: it names a kind of organ (人民政府, 街道办事处) rather than a field of work,
    and is read in provisions only, never in a body's name."""

    code: str
    label: str
    label_en: str
    names: tuple[str, ...]
    signs: tuple[str, ...]
    broader: str
    vertical: bool
    definition: str
    organ: bool = False


class FunctionChange(msgspec.Struct, frozen=True):
    """``function`` passed from ``before`` to ``after``. Where ``before`` is the function itself and the kind is 更名, 合并, 分设 or 撤销, it
    ended; otherwise it lives on, and ``after`` has it from ``day`` (``after`` the function itself: it stands alone). ``local_by`` is the day
    by which the decision wanted it done everywhere, None where it set none; ``source`` the document."""

    function: str
    before: str
    after: str
    kind: SuccessionKind
    day: date
    local_by: date | None
    source: str

    @property
    def ends(self) -> bool:
        """Whether the function is no more after this change."""
        return self.before == self.function != self.after and self.kind is not SuccessionKind.TRANSFERRED


class _Table(msgspec.Struct, frozen=True):
    functions: tuple[Function, ...]
    changes: tuple[FunctionChange, ...]


@cache
def _table() -> _Table:
    return msgspec.json.decode(files("ontologies").joinpath("functions.json").read_bytes(), type=_Table)


@cache
def functions() -> dict[str, Function]:
    """Code → function, in the order of the scheme."""
    return {item.code: item for item in _table().functions}


@cache
def changes() -> tuple[FunctionChange, ...]:
    """Every change, by day."""
    return tuple(sorted(_table().changes, key=lambda item: (item.day, item.function, item.before, item.after)))


@cache
def _changes_of() -> dict[str, tuple[FunctionChange, ...]]:
    found: dict[str, list[FunctionChange]] = {}
    for change in changes():
        found.setdefault(change.function, []).append(change)
    return {code: tuple(items) for code, items in found.items()}


def label(code: str) -> str:
    """The Chinese name of a function. Raises KeyError for an unknown code."""
    if code not in functions():
        raise KeyError(f"职能表中没有代码 {code}")
    return functions()[code].label


def ended(code: str) -> date | None:
    """The day on which a former function ended (安全生产监督管理: 2018-03-17), None where it lives on."""
    return next((change.day for change in _changes_of().get(code, ()) if change.ends), None)


def successors(code: str, day: date) -> tuple[str, ...]:
    """What a function has become by a day: itself, where it had not ended then; several, where it was split. An unknown code has none."""
    if code not in functions():
        return ()
    ends = [change for change in _changes_of().get(code, ()) if change.ends and change.day <= day]
    if not ends:
        return (code,)
    return tuple(dict.fromkeys(later for change in ends for later in successors(change.after, day)))


def _carriers(code: str, day: date) -> list[str]:
    """What has a living function on a day, beside itself. While the counties were following a change, both sides of it do."""
    moves = [change for change in _changes_of().get(code, ()) if not change.ends]
    if not moves:
        return [functions()[code].broader]
    past = [change for change in moves if change.day <= day]
    if not past:
        first = moves[0].day
        return [change.before for change in moves if change.day == first]
    last = past[-1].day
    found: list[str] = []
    for change in past:
        if change.day == last:
            found.append(change.after)
            if change.local_by is not None and day <= change.local_by:
                found.append(change.before)
    # What came to stand alone may still stand under another (数据管理 under 发展和改革).
    return [functions()[code].broader if carrier == code else carrier for carrier in found]


@lru_cache(maxsize=8192)
def carried_by(code: str, day: date) -> tuple[str, ...]:
    """Under which functions a body may hold a function on a day, the nearest first: what the function has become, then what has that
    (渔业 → 渔业, 农业农村; in 2016 渔业, 农业). A former one counts too until the day by which the counties were to follow. A body whose
    functions meet these is a candidate for what a law gives to the function; the nearest one that a place has is it."""
    found: dict[str, None] = {}
    waiting = list(successors(code, day))
    for change in _changes_of().get(code, ()):
        if change.ends and change.local_by is not None and change.day <= day <= change.local_by:
            waiting.append(code)
    while waiting:
        current = waiting.pop(0)
        if not current or current in found:
            continue
        found[current] = None
        for carrier in _carriers(current, day):
            waiting.extend(successors(carrier, day) if carrier else ())
    return tuple(found)


# ---- Names ----------------------------------------------------------------------------------------------------------------------


# Words that hold a function's name without naming it (人民政府 is no 民政).
_NO_FUNCTION = ("人民政府",)


@cache
def _names() -> tuple[list[str], list[str], ahocorasick_rs.AhoCorasick]:
    by_name: dict[str, str] = dict.fromkeys(_NO_FUNCTION, "")
    for item in _table().functions:
        if not item.organ:
            for name in (item.label, *item.names):
                by_name[name] = item.code
    names = sorted(by_name)
    automaton = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return names, [by_name[name] for name in names], automaton


@cache
def _signs() -> dict[str, str]:
    return {sign: item.code for item in _table().functions for sign in item.signs}


_ORGAN_END = re.compile(r"(?:委员会|办公室|局|委|办|厅|部门|机关|中心|[大中支总]队|站|所)$")
_PLACE_WORD = re.compile(r"^[省市县区州旗]")


@lru_cache(maxsize=32768)
def functions_in(name: str) -> tuple[str, ...]:
    """Codes of the functions that a body's name or a phrase of a law names (县应急管理局, 应急管理部门, 自然资源、生态环境等部门), in their
    order; the longest known piece wins at each point. A short name made of single characters (教科体局) is read only where all of it is.
    () where none is known: 有关部门, 乡镇人民政府. A former function is given as it is named; :func:`successors` tells what it became."""
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    bare = _without_place(bare)
    _, codes, automaton = _names()
    found = [codes[index] for index, _, _ in automaton.find_matches_as_indexes(bare) if codes[index]]
    if not found:
        stem = _ORGAN_END.sub("", bare, count=1)
        if stem != bare:
            stem = _PLACE_WORD.sub("", stem)
            signs = _signs()
            if len(stem) >= 2 and all(character in signs for character in stem):
                found = [signs[character] for character in stem]
    return tuple(dict.fromkeys(found))


def _without_place(name: str) -> str:
    """A name without the places it begins with: 公安县教育局 is no police."""
    found = places.place_of(name)
    if found is None:
        return name
    rest = name
    for code in places.ancestors(found.code):
        over = places.place(code)
        if over is not None:
            words = (over.name,) if rest.startswith(found.name) else (over.name, over.short)
            rest = rest[len(next((word for word in words if word and rest.startswith(word)), "")) :]
    return rest


# ---- The compiled form ----------------------------------------------------------------------------------------------------------


def compile_scheme() -> bytes:
    """``functions.ttl`` as the bytes of ``functions.json``. Raises ValueError where the scheme contradicts itself."""
    from rdflib import RDF, Graph
    from rdflib.term import Literal, Node, URIRef

    from ontologies.turtle import DF, SKOS

    graph = Graph()
    graph.parse(data=files("ontologies").joinpath("functions.ttl").read_text(encoding="utf-8"), format="turtle")

    def said(node: Node, predicate: URIRef, language: str = "zh") -> tuple[str, ...]:
        values = graph.objects(node, predicate)
        return tuple(sorted(str(v) for v in values if isinstance(v, Literal) and v.language == language))

    def code_of(node: Node | None) -> str:
        return "" if node is None else str(graph.value(node, SKOS.notation))

    def day_of(node: Node, predicate: URIRef) -> date | None:
        value = graph.value(node, predicate)
        return None if value is None else date.fromisoformat(str(value))

    concepts = list(graph.subjects(SKOS.inScheme, DF.FunctionScheme))
    functions_ = tuple(
        sorted(
            (
                Function(
                    code=code_of(node),
                    label="".join(said(node, SKOS.prefLabel)),
                    label_en="".join(said(node, SKOS.prefLabel, "en")),
                    names=said(node, SKOS.altLabel),
                    signs=said(node, SKOS.hiddenLabel),
                    broader=code_of(graph.value(node, SKOS.broader)),
                    vertical=(node, DF.vertical, Literal(True)) in graph,
                    definition="".join(said(node, SKOS.definition)),
                    organ=(node, DF.organ, Literal(True)) in graph,
                )
                for node in concepts
            ),
            key=lambda item: item.code,
        )
    )
    known = {item.code for item in functions_}
    taken: dict[str, str] = {}
    for item in functions_:
        for name in (item.label, *item.names, *item.signs):
            if taken.setdefault(name, item.code) != item.code:
                raise ValueError(f"职能表错误：“{name}”同时是 {taken[name]} 和 {item.code} 的名称")
    found = []
    for node in graph.subjects(RDF.type, DF.FunctionChange):
        ends = tuple(code_of(graph.value(node, predicate)) for predicate in (DF.changeOf, DF.changeFrom, DF.changeTo))
        day = day_of(node, DF.changeDay)
        if day is None or not known.issuperset(ends):
            raise ValueError(f"职能表错误：变动 {node} 缺日期，或所指职能不在表中")
        kind = SuccessionKind(str(graph.value(node, DF.changeKind)))
        source = str(graph.value(node, DF.legalSource) or "")
        found.append(FunctionChange(ends[0], ends[1], ends[2], kind, day, day_of(node, DF.changeLocalBy), source))
    changes_ = tuple(sorted(found, key=lambda item: (item.day, item.function, item.before, item.after)))
    return msgspec.json.format(msgspec.json.encode(_Table(functions_, changes_)), indent=1) + b"\n"


def main() -> None:
    """Write ``functions.json`` beside ``functions.ttl``."""
    Path(str(files("ontologies").joinpath("functions.json"))).write_bytes(compile_scheme())


if __name__ == "__main__":
    main()

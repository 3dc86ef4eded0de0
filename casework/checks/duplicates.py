"""One thing listed twice: under one code two things, one act on one basis twice, nearly the same words, a main item that is also a sub-item.

Compared are rows of one body and one type of power. Two rows say one act when their names do (:mod:`casework.likeness`), never by their basis
alone: an article often founds several powers. What speaks against it:

- they are sub-items of one main item (and a main item and its own sub-item), unless the sub-items too say the same;
- they point at different paragraphs or items of the one article, which then names two acts, unless they are called the same;
- they stand in two lists of the body of which one states the other's powers again (most of its rows are in the other): then every pair is
  a correspondence (lawful, and told with ``--lawful``). An item that two lists state under one code and name is one item, stated twice.

Only what is called the same and rests on the same is 确认; where one of two names says more than the other, a person has to judge.

Source: 权力清单"一事一项、编码唯一" (the rule in the vocabulary).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import msgspec
from rapidfuzz import fuzz

from casework.dossier import Cite, Dossier, Item, Row
from casework.findings import Evidence, Finding, about_row
from casework.likeness import FORM, SURE, Alike, likeness
from ingest.identity import name_key
from ontologies.records import FindingKind, Labelled, ListKind, PowerType, Verdict

# From here on names are nearly the same letter by letter; one act in other words is a duplicate, not near wording.
_LETTERS = 80.0
# Which share of its rows a list must have in another one to be a second statement of it, and how many.
_RESTATED = 0.5
_RESTATED_LEAST = 5
# Where more of a list's codes than this stand at several items, they are running numbers that begin again.
_RUNNING = 0.5
_RUNNING_LEAST = 10
_PLAIN_NUMBER = re.compile(r"\d{1,4}|[一二三四五六七八九十]+")
_LEVEL_CELL = re.compile(r"(?:国家|部|省|自治区|市|设区的市|县|区|乡镇|镇|乡)[、/级]*(?:[省市县区乡镇、/级]*)")


class Basis(Labelled):
    """How the bases of two rows stand to each other."""

    EQUAL = "equal", "所引条文全部相同"
    SHARED = "shared", "所引条文有相同的，一项引得更细或者更多"
    LAW = "law", "依据同一文件"
    MISSING = "missing", "其中一项没有写依据"
    POINTS = "points", "依据同一条的不同款项"
    APART = "apart", "依据不同"


class _Listed(msgspec.Struct, frozen=True, eq=False):
    """A row as it is compared: ``main`` and ``sub`` as :func:`name_key` gives them, ``type`` that of the row, else of the item."""

    item: Item
    row: Row
    main: str
    sub: str
    type: PowerType
    cites: tuple[Cite, ...]

    @property
    def name(self) -> str:
        return self.row.full_name


class _Pair(msgspec.Struct, frozen=True):
    """Two rows that a finding of ``kind`` is on; ``reason`` says what speaks for it."""

    kind: FindingKind
    one: _Listed
    other: _Listed
    verdict: Verdict
    reason: str
    lawful: str = ""


def compare_bases(one: Sequence[Cite], other: Sequence[Cite]) -> Basis:
    """How two bases stand to each other. What pasted text mentions does not count."""
    if not one or not other:
        return Basis.MISSING
    mine, theirs = _by_article(one), _by_article(other)
    both = mine.keys() & theirs.keys()
    if both:
        if all(_elsewhere(mine[article], theirs[article]) for article in both):
            return Basis.POINTS
        equal = {article: set(places) for article, places in mine.items()} == {
            article: set(places) for article, places in theirs.items()
        }
        same_laws = {cite.law for cite in one} == {cite.law for cite in other}
        return Basis.EQUAL if equal and same_laws else Basis.SHARED
    if {cite.law for cite in one} & {cite.law for cite in other}:
        return Basis.LAW
    return Basis.APART


def _by_article(cites: Iterable[Cite]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for cite in cites:
        if cite.article:
            found[cite.article].append((cite.paragraph, cite.item, cite.point))
    return found


def _elsewhere(mine: list[tuple[str, ...]], theirs: list[tuple[str, ...]]) -> bool:
    """Whether no place in an article that the one points at may be one that the other does."""
    return not any(
        all(not here or not there or here == there for here, there in zip(one, other, strict=True))
        for one in mine
        for other in theirs
    )


def _listed(dossier: Dossier) -> list[_Listed]:
    found = []
    for item, row in dossier.powers():
        power_type = PowerType(row.power_type) if row.power_type else item.power_type
        sub = name_key(row.sub) if row.sub != row.name else ""
        cites = tuple(cite for cite in row.cites if not cite.in_quote)
        found.append(_Listed(item, row, name_key(row.name), sub, power_type, cites))
    return found


# One code --------------------------------------------------------------------------------------------------------------------------------


def _code(row: Row) -> str:
    code = re.sub(r"\s+", "", row.code).upper()
    return "" if _PLAIN_NUMBER.fullmatch(code) else code


def _same_code(rows: list[_Listed]) -> Iterator[_Pair]:
    """Rows of one list with one code and different main items."""
    by_list: dict[str, dict[str, list[_Listed]]] = defaultdict(lambda: defaultdict(list))
    for listed in rows:
        if code := _code(listed.row):
            by_list[listed.row.list_id][code].append(listed)
    for codes in by_list.values():
        doubled = {code: firsts for code, found in codes.items() if len(firsts := _firsts(found)) > 1}
        if len(doubled) >= _RUNNING_LEAST and len(doubled) > _RUNNING * len(codes):
            continue
        for code, firsts in doubled.items():
            for other in firsts[1:]:
                yield _Pair(
                    FindingKind.DUPLICATE_SAME,
                    firsts[0],
                    other,
                    Verdict.CONFIRMED,
                    f"编码都是“{firsts[0].row.code or code}”",
                )


def _firsts(found: list[_Listed]) -> list[_Listed]:
    """The first row of each main item."""
    firsts: dict[str, _Listed] = {}
    for listed in found:
        firsts.setdefault(listed.main, listed)
    return list(firsts.values())


# One row twice ---------------------------------------------------------------------------------------------------------------------------


def _same_row(rows: list[_Listed]) -> Iterator[_Pair]:
    """A row that its list has twice. Rows of one item that differ in their office, body or level say together who does what."""
    groups: dict[tuple[str, str, str, str], list[_Listed]] = defaultdict(list)
    for listed in rows:
        groups[listed.item.id, listed.row.list_id, listed.main, listed.sub].append(listed)
    for found in groups.values():
        for one, other in combinations(found, 2) if len(found) > 1 else ():
            if one.type != other.type:
                continue
            differing = _differing(one.row, other.row)
            if any(_LEVEL_CELL.fullmatch(cell) for cell in differing):
                continue
            if not differing:
                yield _Pair(FindingKind.DUPLICATE_SAME, one, other, Verdict.CONFIRMED, "两行完全相同")
            elif len(one.item.offices) < 2 and len(one.item.holders) < 2 and one.row.basis == other.row.basis:
                yield _Pair(FindingKind.DUPLICATE_SAME, one, other, Verdict.SUSPECTED, "名称、类型和依据相同")


def _differing(one: Row, other: Row) -> set[str]:
    """The cells in which two rows differ, running numbers left out."""
    mine, theirs = Counter(one.cells.values()), Counter(other.cells.values())
    return {cell for cell in ((mine - theirs) + (theirs - mine)) if cell and not _PLAIN_NUMBER.fullmatch(cell)}


# One act ---------------------------------------------------------------------------------------------------------------------------------


def _same_act(rows: list[_Listed]) -> Iterator[_Pair]:
    """Pairs of one body's rows whose names say one act."""
    names = Alike((place, listed.name) for place, listed in enumerate(rows))
    for place, one in enumerate(rows):
        for there, rate in names.near(one.name, SURE):
            if there > place:
                pair = _judge(one, rows[there], rate)
                if pair is not None:
                    yield pair


def _judge(one: _Listed, other: _Listed, rate: float) -> _Pair | None:
    if one.type != other.type and PowerType.UNKNOWN not in (one.type, other.type):
        return None
    if one.item is other.item and one.main == other.main and one.sub == other.sub:
        # The same row again, in this list or in another.
        return None
    basis = compare_bases(one.cites, other.cites)
    if one.main == other.main:
        if bool(one.sub) != bool(other.sub):
            return None
        if one.sub and likeness(one.row.sub, other.row.sub) < FORM:
            return None
    elif bool(one.sub) != bool(other.sub):
        return _nested(one, other, rate, basis)
    return _alike(one, other, rate, basis)


def _nested(one: _Listed, other: _Listed, rate: float, basis: Basis) -> _Pair | None:
    """A main item that says what another main item's sub-item says."""
    if basis in (Basis.APART, Basis.POINTS) or (basis == Basis.LAW and rate < FORM):
        return None
    sure = rate >= FORM and basis == Basis.EQUAL
    verdict = Verdict.CONFIRMED if sure else Verdict.SUSPECTED
    main, sub = (other, one) if one.sub else (one, other)
    return _Pair(FindingKind.DUPLICATE_NESTED, main, sub, verdict, basis.label)


def _alike(one: _Listed, other: _Listed, rate: float, basis: Basis) -> _Pair | None:
    same_form = rate >= FORM
    if basis == Basis.EQUAL and same_form:
        return _Pair(FindingKind.DUPLICATE_SAME, one, other, Verdict.CONFIRMED, basis.label)
    near = fuzz.ratio(name_key(one.name), name_key(other.name)) >= _LETTERS
    if basis == Basis.EQUAL and not near:
        return _Pair(FindingKind.DUPLICATE_SAME, one, other, Verdict.SUSPECTED, basis.label)
    # What rests on something else is another act unless it is called the same: a law and the rules that carry it out found one act.
    enough = (near and same_form) if basis in (Basis.LAW, Basis.POINTS, Basis.APART) else (near or same_form)
    return _Pair(FindingKind.DUPLICATE_SIMILAR, one, other, Verdict.SUSPECTED, basis.label) if enough else None


def _restated(rows: list[_Listed], pairs: list[_Pair], kinds: dict[str, str]) -> dict[frozenset[str], str]:
    """Pairs of a body's lists of which one is a second statement of the other, with what makes them so."""
    size = Counter(listed.row.list_id for listed in rows)
    if len(size) < 2:
        return {}
    met: dict[frozenset[str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))

    def meet(one: Row, other: Row) -> None:
        first, second = sorted((one, other), key=lambda row: row.list_id)
        ones, others = met[frozenset((one.list_id, other.list_id))]
        ones.add(first.id)
        others.add(second.id)

    for listed in rows:
        for row in listed.item.rows:
            if row.list_id != listed.row.list_id:
                meet(listed.row, row)
    for pair in pairs:
        if pair.one.row.list_id != pair.other.row.list_id:
            meet(pair.one.row, pair.other.row)
    found = {}
    for lists, sides in met.items():
        for listed_in, side in zip(sorted(lists), sides, strict=True):
            if len(side) >= _RESTATED_LEAST and len(side) >= _RESTATED * size[listed_in]:
                kind = kinds.get(listed_in, "")
                named = "执法事项目录" if kind == ListKind.ENFORCEMENT.value else "另一份清单"
                found[lists] = f"{named}与本清单逐项对应"
    return found


# Findings --------------------------------------------------------------------------------------------------------------------------------


def duplicates(dossier: Dossier) -> Iterator[Finding]:
    """duplicate.same, duplicate.similar and duplicate.nested: one finding for all rows that belong together."""
    rows = _listed(dossier)
    kinds = {key: str(row["list_kind"]) for key, row in dossier.lists.items()}
    coded = list(_same_code(rows))
    pairs = [*coded, *_same_row(rows)]
    bodies: dict[str, list[_Listed]] = defaultdict(list)
    for listed in rows:
        bodies[listed.item.owner].append(listed)
    for of_body in bodies.values():
        alike = list(_same_act(of_body))
        restated = _restated(of_body, alike, kinds)
        for pair in alike:
            lists = frozenset((pair.one.row.list_id, pair.other.row.list_id))
            pairs.append(msgspec.structs.replace(pair, lawful=restated.get(lists, "")))
    for found in _together(pairs):
        yield _finding(dossier, found)


def _together(pairs: Iterable[_Pair]) -> Iterator[list[_Pair]]:
    """Pairs of one kind that hang together by their rows."""
    leads: dict[tuple[FindingKind, str, str], tuple[FindingKind, str, str]] = {}

    def lead(key: tuple[FindingKind, str, str]) -> tuple[FindingKind, str, str]:
        while leads.setdefault(key, key) != key:
            leads[key] = leads[leads[key]]
            key = leads[key]
        return key

    ordered = list(pairs)
    for pair in ordered:
        one, other = (lead((pair.kind, pair.lawful, listed.row.id)) for listed in (pair.one, pair.other))
        leads[max(one, other)] = min(one, other)
    groups: dict[tuple[FindingKind, str, str], list[_Pair]] = defaultdict(list)
    for pair in ordered:
        groups[lead((pair.kind, pair.lawful, pair.one.row.id))].append(pair)
    yield from groups.values()


_SAID = {
    FindingKind.DUPLICATE_SAME: "{names}重复列出：{reasons}。",
    FindingKind.DUPLICATE_SIMILAR: "{names}措辞几乎相同：{reasons}。",
    FindingKind.DUPLICATE_NESTED: "{names}是同一件事：既单独列为一项，又列为另一主项的子项；{reasons}。",
}
_REPAIR = {
    FindingKind.DUPLICATE_SAME: "核对这几行是不是一件事：是，合并为一项，留一个编码；不是，改写名称，各写各的条款。",
    FindingKind.DUPLICATE_SIMILAR: "核对几项是不是一件事：是，合并为一项；一项是另一项的一部分，列为子项；不是，在名称里写明区别。",
    FindingKind.DUPLICATE_NESTED: "只留一处：列为子项就删去单独的一项，单独列项就从主项下移出。",
}
_RECODE = "给其中一项另编编码；一项由另一项拆出的，按主项编码加位数编为子项。"


def _finding(dossier: Dossier, pairs: list[_Pair]) -> Finding:
    first = pairs[0]
    listed = {one.row.id: one for pair in pairs for one in (pair.one, pair.other)}
    members = sorted(
        listed.values(), key=lambda one: (bool(one.sub) and first.kind == FindingKind.DUPLICATE_NESTED, _place(one))
    )
    names = "、".join(dict.fromkeys(f"“{one.name}”" for one in members))
    reasons = "；".join(dict.fromkeys(pair.reason for pair in pairs))
    sure = all(pair.verdict == Verdict.CONFIRMED for pair in pairs)
    only_code = all(pair.reason.startswith("编码") for pair in pairs)
    evidence = [
        Evidence(f"{_where(one)}：{one.item.owner_name}，{one.type.label or '未写类型'}", _quote(one), one.row.id)
        for one in members
    ]
    if first.lawful:
        evidence.append(Evidence(f"两份清单是同一机关的，一份里过半的事项另一份也有：{first.lawful}。"))
    return Finding(
        kind=first.kind,
        verdict=Verdict.CONFIRMED if sure else Verdict.SUSPECTED,
        about=tuple(sorted({key for one in members for key in about_row(one.item, one.row)})),
        text=_SAID[first.kind].format(names=names, reasons=reasons),
        repair="" if first.lawful else _RECODE if only_code else _REPAIR[first.kind],
        rows=tuple(one.row for one in members),
        evidence=tuple(evidence),
        bodies=tuple(dict.fromkeys(one.item.owner for one in members)),
        lawful=first.lawful,
        place=first.one.item.place,
    )


def _place(one: _Listed) -> tuple[str, str, int]:
    return one.row.list_id, one.row.sheet, one.row.number


def _where(one: _Listed) -> str:
    sheet = f"“{one.row.sheet}”" if one.row.sheet else ""
    return f"{one.row.file}{sheet}第{one.row.number}行"


def _quote(one: _Listed) -> str:
    return " ".join(part for part in (one.row.code, one.name, one.row.basis) if part)


CHECKS = (
    (frozenset({FindingKind.DUPLICATE_SAME, FindingKind.DUPLICATE_SIMILAR, FindingKind.DUPLICATE_NESTED}), duplicates),
)

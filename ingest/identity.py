"""Which row of one edition of a list is which row of the next, and which item a row therefore goes on stating. Pure: no I/O.

**Evidence.** Two rows of the same kind are compared by

- code: the same one, which no other item of either edition has (rows that share a main item's code are told apart by their sub-item's
  name). A code under which the next edition lists another thing is no proof, nor are any codes of a list whose codes moved on to
  other items (serial numbers);
- name: the same letters whatever the punctuation, width or script; else how much of it is the same (Indel ratio), and whether what
  differs is only wording, adds something, or puts one thing in the place of another (生产 → 销售, 甲级 → 乙级): names that are nearly the
  same often state two powers;
- basis: the citations in it (law, article, paragraph, item), whatever their order, brackets, notes or the text pasted behind them;
- body: whose it is.

Every pair is 确认 or 疑似. Only what two independent facts agree on is 确认 (code and name, code and basis, name and basis or body); a pair with
a rival that is as good is 疑似, and one that is tied among 疑似 is none.

**No all-pairs loop.** Rows are joined by equal keys first; what is left is compared only with what shares a code, a name, an article or
rare stretches of the name.

The verdicts do not hang on the order of rows, and comparing backwards gives the same pairs.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain

import msgspec
from rapidfuzz import fuzz

from ingest.items import full_name, key_of, owner_of
from ontologies.identifiers import slug
from ontologies.records import OPEN_END, OPEN_START, EntryRecord, Labelled, PowerType, Verdict
from text.citations import read_citations
from text.cut import clean
from text.normalise import law_name


class How(Labelled):
    """What an item is known by in the other edition. The last four are only said of identities."""

    SAME = "same", "编码和名称相同"
    CODE = "code", "编码"
    NAME = "name", "名称"
    NAME_BASIS = "name_basis", "名称和依据"
    SIMILAR = "similar", "名称相近"
    BASIS = "basis", "依据"
    SPLIT = "split", "拆分"
    MERGED = "merged", "合并"
    RETURNED = "returned", "消失后恢复"
    NEW = "new", "新列"


class Pair(msgspec.Struct, frozen=True):
    """Rows of two editions that state the same item: ``before`` and ``after`` are positions in the two sequences, ascending; several on a
    side where a row is given twice, where one item became several (:data:`How.SPLIT`) or several one (:data:`How.MERGED`). ``reason`` is
    a Chinese sentence, ``verdict`` 确认 or 疑似."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    how: How
    reason: str
    verdict: Verdict = Verdict.CONFIRMED

    @property
    def certain(self) -> bool:
        return self.verdict == Verdict.CONFIRMED


class Alignment(msgspec.Struct, frozen=True):
    """Every row of two editions once: in a pair, or in ``removed`` (positions before) or ``added`` (after). ``reused`` are (before, after)
    positions of rows with one code that are two different things."""

    pairs: tuple[Pair, ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]
    reused: tuple[tuple[int, int], ...] = ()


class Identity(msgspec.Struct, frozen=True):
    """The item that a row states. ``key`` is what its identifier is made from: what the row's own code or name gave in the edition where
    the item first appeared, which is number ``since`` of those compared. ``how`` and ``reason`` tell why it is taken for the
    item of the edition before (or for a new one); not ``certain`` is a new item that may be an older one."""

    key: str
    since: int
    how: How
    reason: str
    certain: bool = True


# What a row is called, and whose it is -------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name's letters, digits and characters: without punctuation and spaces, in one width, case and script."""
    return clean(name).replace(" ", "")


# Wording that does not tell one power from another; the longest first.
_SAME_WORDS = (
    (re.compile("未取得|没有取得|未办理|没有|未经|未"), "无"),
    (re.compile("拒不"), "不"),
    (re.compile("行政(?=处罚|许可|检查|强制|奖励|确认|给付|征收|裁决)"), ""),
    (re.compile("监督检查|检查监督|执法检查"), "检查"),
    (re.compile("许可证?(?:核发|审批)|审批|核准|核发"), "许可"),
    (
        re.compile(
            "(?:违反|不按照?)(?:有关|相关)?规定|进行|行为|活动|工作|有关|相关|依法|或者|以及|[的对和与及或等]"
            "|(?:本)?辖区内?|^(?:统筹|组织|做好|负责|开展|推进|加强|落实|抓好)+"
        ),
        "",
    ),
)
# A name that differs in these alone states the opposite, or another grade: never the same power in other words.
_NEGATIONS = frozenset("无不非")
_DENIED = _NEGATIONS | {"取", "得"}
_GRADES = frozenset("0123456789〇零一二三四五六七八九十甲乙丙丁")


@lru_cache(maxsize=65536)
def _core(key: str) -> str:
    """The words of a name (as :func:`name_key` gives it) that tell what it is about."""
    core = key
    for pattern, instead in _SAME_WORDS:
        core = pattern.sub(instead, core)
    return core or key


# Basis ---------------------------------------------------------------------------------------------------------------------------


class Citation(msgspec.Struct, frozen=True, order=True):
    """One provision that a basis cell cites: the law's canonical short title, Arabic numbers, "" where not given."""

    law: str
    article: str = ""
    paragraph: str = ""
    item: str = ""
    point: str = ""

    def text(self) -> str:
        """《渔业法》第38条第1款."""
        parts = ((self.article, "条"), (self.paragraph, "款"), (self.item, "项"), (self.point, "目"))
        return f"《{self.law}》" + "".join(f"第{_number(value)}{unit}" for value, unit in parts if value)

    def fits(self, other: Citation) -> bool:
        """Whether both may mean one provision: the same article, and nothing below it that differs."""
        return (
            self.law == other.law
            and bool(self.article)
            and self.article == other.article
            and all(
                not mine or not theirs or mine == theirs
                for mine, theirs in (
                    (self.paragraph, other.paragraph),
                    (self.item, other.item),
                    (self.point, other.point),
                )
            )
        )


def _number(value: str) -> str:
    base, _, inserted = value.partition("-")
    return f"{base}之{inserted}" if inserted else base


@lru_cache(maxsize=32768)
def read_basis(text: str) -> tuple[Citation, ...]:
    """What a basis cell cites, each once, sorted; what stands in a law's pasted text is left out."""
    found = {
        Citation(law_name(m.law), m.article or "", m.paragraph or "", m.item or "", m.point or "")
        for m in read_citations(text)
        if not m.in_quote and m.law
    }
    return tuple(sorted(found))


class BasisRelation(Labelled):
    """How two basis cells stand to each other."""

    SAME = "same", "依据相同"
    ARTICLE = "article", "依据有相同条款"
    LAW = "law", "依据同一文件的不同条款"
    APART = "apart", "依据不同"
    UNKNOWN = "unknown", "依据无从比较"


def compare_basis(before: str, after: str) -> BasisRelation:
    """How two basis cells stand to each other. Order, brackets, notes and pasted text do not matter; a cell without a citation can only
    be compared word by word."""
    if before == after:
        return BasisRelation.SAME if before else BasisRelation.UNKNOWN
    one, other = read_basis(before), read_basis(after)
    if not one or not other:
        plain = name_key(before)
        return BasisRelation.SAME if plain and plain == name_key(after) else BasisRelation.UNKNOWN
    if one == other:
        return BasisRelation.SAME
    if any(left.fits(right) for left in one for right in other):
        return BasisRelation.ARTICLE
    if {left.law for left in one} & {right.law for right in other}:
        return BasisRelation.LAW
    return BasisRelation.APART


# Items ---------------------------------------------------------------------------------------------------------------------------


class _Item:
    """The rows of one edition that state the same thing: same kind, name, sub-item, code and body."""

    __slots__ = (
        "basis",
        "body",
        "code",
        "content",
        "core",
        "entry",
        "full",
        "kind",
        "letters",
        "main",
        "name",
        "rows",
        "sub",
    )

    def __init__(self, content: tuple[str, ...], entry: EntryRecord, body: str) -> None:
        self.content = content
        self.entry = entry
        self.body = body
        self.kind = content[:2]
        self.full = full_name(entry)
        self.name = name_key(self.full)
        self.main = name_key(entry.name)
        self.sub = name_key(entry.sub_name) if entry.sub_name else ""
        self.code = name_key(entry.code).upper() if entry.code else ""
        self.core = ""
        self.letters: frozenset[str] = frozenset()
        self.rows: list[int] = []
        self.basis = ""

    def read_name(self) -> None:
        """Make ready what only rows without an obvious counterpart need."""
        if not self.core:
            self.core = _core(self.name)
            self.letters = frozenset(self.core)


def _content(entry: EntryRecord, body: str) -> tuple[str, ...]:
    """What makes two rows of one edition the same item."""
    sub = "" if entry.sub_name == entry.name else entry.sub_name
    return (str(entry.kind), str(entry.duty_kind or ""), entry.name, sub, entry.code, body)


def _items(entries: Sequence[EntryRecord], authority: str) -> list[_Item]:
    found: dict[tuple[str, ...], _Item] = {}
    bases: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for position, entry in enumerate(entries):
        body = owner_of(entry, authority)
        content = _content(entry, body)
        item = found.get(content)
        if item is None:
            item = found[content] = _Item(content, entry, body)
        item.rows.append(position)
        bases[content].add(entry.basis)
    for content, item in found.items():
        item.basis = "\n".join(sorted(filter(None, bases[content])))
    return [found[content] for content in sorted(found)]


class _Found(msgspec.Struct, gc=False):
    """What was made of two items: how sure, how strong among its rivals, and by what."""

    verdict: Verdict
    strength: float
    how: How
    relation: BasisRelation | None = None
    change: int = 0


_CLOSE = 0.05
# A gram, an article or a name that more rows than this share tells nothing; the rows are then found by something rarer.
_COMMON = 60
_RAREST = 5
_NEAREST = 3
_ENOUGH_TO_COVER = 0.9
_LONG_NAME = 6


class _Aligner:
    """One comparison. Sides are 0 (before) and 1 (after)."""

    def __init__(self, before: Sequence[EntryRecord], after: Sequence[EntryRecord], authority: str) -> None:
        self.sides = (_items(before, authority), _items(after, authority))
        self.left: tuple[dict[int, _Item], dict[int, _Item]] = (
            {id(item): item for item in self.sides[0]},
            {id(item): item for item in self.sides[1]},
        )
        self.pairs: list[Pair] = []
        self.reused: list[tuple[int, int]] = []
        self.code_keys = (self._unique_codes(0), self._unique_codes(1))
        self.names = (
            Counter((i.kind, i.name) for i in self.sides[0]),
            Counter((i.kind, i.name) for i in self.sides[1]),
        )
        self.codes_moved = self.codes_kept = False
        self._resting: dict[str, tuple[Counter[str], Counter[str]]] = {}
        self._folded: tuple[list[str], list[str]] | None = None

    def _unique_codes(self, side: int) -> dict[int, str]:
        """The code that is an item's alone: its own, or with its sub-item's name."""
        items = [item for item in self.sides[side] if item.code]
        alone = Counter(item.code for item in items)
        with_sub = Counter((item.code, item.sub) for item in items)
        found = {}
        for item in items:
            if alone[item.code] == 1 and not item.sub:
                found[id(item)] = item.code
            elif with_sub[item.code, item.sub] == 1 and item.sub:
                found[id(item)] = f"{item.code} {item.sub}"
        return found

    def run(self) -> Alignment:
        if self.left[0] and self.left[1]:
            self._match()
        gone = sorted(row for item in self.left[0].values() for row in item.rows)
        new = sorted(row for item in self.left[1].values() for row in item.rows)
        self.pairs.sort(key=lambda pair: (pair.before, pair.after))
        return Alignment(tuple(self.pairs), tuple(gone), tuple(new), tuple(sorted(self.reused)))

    def _match(self) -> None:
        self._join(lambda item: item.content)
        self._join(lambda item: (item.kind, item.name, item.code, item.body))
        self._judge_codes()
        self._join(
            lambda item: (item.kind, item.name, item.body) if self._only_one_so_called(item) else None, self._same_name
        )
        if self.left[0] and self.left[1]:
            for side in self.left:
                for item in side.values():
                    item.read_name()
            self._groups()
            self._singles()
            self._reuses()

    # Equal keys ----------------------------------------------------------------------------------------------------------------

    def _join(
        self,
        key: Callable[[_Item], Hashable],
        judge: Callable[[_Item, _Item], _Found | None] | None = None,
    ) -> None:
        """Pair what is left by a key that one item of each side has; no key (None) stays out."""
        tables: tuple[dict[Hashable, list[_Item]], dict[Hashable, list[_Item]]] = (defaultdict(list), defaultdict(list))
        for side in (0, 1):
            for item in self.left[side].values():
                value = key(item)
                if value is not None:
                    tables[side][value].append(item)
        for value, ones in tables[0].items():
            others = tables[1].get(value, [])
            if len(ones) == len(others) == 1:
                found = judge(ones[0], others[0]) if judge else self._unchanged(ones[0], others[0])
                if found is not None:
                    self._take(ones[0], others[0], found)

    def _only_one_so_called(self, item: _Item) -> bool:
        return self.names[0][item.kind, item.name] <= 1 and self.names[1][item.kind, item.name] <= 1

    def _take(self, one: _Item, other: _Item, found: _Found) -> None:
        self._pair([one], [other], found.how, self._reason(one, other, found.relation, found.change), found.verdict)

    def _pair(
        self,
        ones: Iterable[_Item],
        others: Iterable[_Item],
        how: How,
        reason: str,
        verdict: Verdict = Verdict.CONFIRMED,
    ) -> None:
        rows: tuple[list[int], list[int]] = ([], [])
        for side, items in enumerate((ones, others)):
            for item in items:
                rows[side].extend(item.rows)
                del self.left[side][id(item)]
        self.pairs.append(Pair(tuple(sorted(rows[0])), tuple(sorted(rows[1])), how, reason, verdict))

    @staticmethod
    def _unchanged(one: _Item, other: _Item) -> _Found:
        how = How.SAME if one.code else How.NAME_BASIS if one.basis and one.basis == other.basis else How.NAME
        return _Found(Verdict.CONFIRMED, 9.0, how)

    def _judge_codes(self) -> None:
        """What became of the codes of items whose names stayed: kept, or handed on to other items."""
        by_name = [
            {(item.kind, item.name): item for item in items if item.code and self._only_one_so_called(item)}
            for items in self.sides
        ]
        then = defaultdict(set)
        for item in self.sides[0]:
            if item.code:
                then[item.code].add(item.name)
        now = defaultdict(set)
        for item in self.sides[1]:
            if item.code:
                now[item.code].add(item.name)
        kept = moved = changed = 0
        for key, one in by_name[0].items():
            other = by_name[1].get(key)
            if other is None:
                continue
            if one.code == other.code:
                kept += 1
            else:
                changed += 1
                # Looked at from both sides, so that comparing backwards judges alike.
                moved += bool(then[other.code] - {one.name} or now[one.code] - {one.name})
        self.codes_moved = moved >= 2 and moved * 4 > kept
        self.codes_kept = kept >= 3 and changed * 5 < kept

    def _same_name(self, one: _Item, other: _Item) -> _Found | None:
        """The only item so called on either side, with the same body."""
        codes_differ = bool(one.code and other.code and one.code != other.code)
        doubtful = len(one.name) < _LONG_NAME or codes_differ
        relation = compare_basis(one.basis, other.basis) if doubtful else None
        if relation == BasisRelation.APART and (len(one.name) < _LONG_NAME or self.codes_kept):
            # Left to the comparison with others, which may know better.
            return None
        agrees = (one.basis == other.basis and bool(one.basis)) or relation in (
            BasisRelation.SAME,
            BasisRelation.ARTICLE,
        )
        how = How.NAME_BASIS if agrees else How.NAME
        return _Found(Verdict.CONFIRMED, 8.0, how, relation)

    # One to several ------------------------------------------------------------------------------------------------------------

    def _groups(self) -> None:
        """Splits and merges: a main item and its sub-items, or names that together cover one on the same basis."""
        proposals = [*self._sub_items(0), *self._sub_items(1), *self._covering(0), *self._covering(1)]
        proposals.sort(key=lambda proposal: (-proposal[0], proposal[2].content, sorted(p.content for p in proposal[3])))
        for _, side, whole, parts, why in proposals:
            other = 1 - side
            free = [part for part in parts if id(part) in self.left[other]]
            if id(whole) not in self.left[side] or len(free) < len(parts):
                continue
            names = "、".join(f"“{part.full}”" for part in sorted(free, key=lambda part: part.content)[:6])
            names += f"等 {len(free)} 项" if len(free) > 6 else ""
            if side == 0:
                self._pair([whole], free, How.SPLIT, f"“{whole.full}”拆分为{names}：{why}")
            else:
                self._pair(free, [whole], How.MERGED, f"{names}合并为“{whole.full}”：{why}")

    def _sub_items(self, side: int) -> Iterator[tuple[float, int, _Item, list[_Item], str]]:
        parts: dict[Hashable, list[_Item]] = defaultdict(list)
        for item in self.left[1 - side].values():
            if item.sub:
                parts[item.kind, item.main, item.body].append(item)
        for whole in self.left[side].values():
            found = parts.get((whole.kind, whole.main, whole.body), []) if not whole.sub else []
            if len(found) > 1 and any(compare_basis(whole.basis, part.basis) != BasisRelation.APART for part in found):
                yield 2.0 + len(found), side, whole, found, "主项名称相同，分列子项"

    def _covering(self, side: int) -> Iterator[tuple[float, int, _Item, list[_Item], str]]:
        resting = self._by_article(1 - side)
        for whole in self.left[side].values():
            near: dict[int, _Item] = {}
            for article in self._articles(whole):
                if len(resting.get(article, ())) <= _COMMON:
                    near.update((id(item), item) for item in resting.get(article, ()))
            parts = [
                part
                for part in near.values()
                if part.kind == whole.kind
                and part.body == whole.body
                and part.letters < whole.letters
                and compare_basis(whole.basis, part.basis) in (BasisRelation.SAME, BasisRelation.ARTICLE)
            ]
            if len(parts) < 2:
                continue
            covered = frozenset().union(*(part.letters for part in parts))
            # A part that adds nothing to the others is no part of it.
            needed = [
                part
                for part in parts
                if part.letters - frozenset().union(*(other.letters for other in parts if other is not part))
            ]
            share = len(covered) / len(whole.letters)
            if len(needed) == len(parts) and share >= _ENOUGH_TO_COVER:
                yield share, side, whole, parts, "依据相同，名称合起来与之相当"

    def _articles(self, item: _Item) -> set[str]:
        return {f"{cited.law} {cited.article}" for cited in read_basis(item.basis) if cited.article}

    def _by_article(self, side: int) -> dict[str, list[_Item]]:
        found: dict[str, list[_Item]] = defaultdict(list)
        for item in self.left[side].values():
            for article in self._articles(item):
                found[article].append(item)
        return found

    # One to one ----------------------------------------------------------------------------------------------------------------

    def _singles(self) -> None:
        found: dict[tuple[int, int], _Found] = {}
        of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for one, other in self._candidates():
            judged = self._judge(one, other)
            if judged is not None:
                key = (id(one), id(other))
                found[key] = judged
                of[key[0]].append(key)
                of[key[1]].append(key)
        taken: set[int] = set()

        def order(key: tuple[int, int]) -> tuple[bool, float, list[tuple[str, ...]]]:
            judged = found[key]
            contents = sorted((self.left[0][key[0]].content, self.left[1][key[1]].content))
            return judged.verdict != Verdict.CONFIRMED, -judged.strength, contents

        accepted: list[tuple[tuple[int, int], Verdict]] = []
        for key in sorted(found, key=order):
            if key[0] in taken or key[1] in taken:
                continue
            judged = found[key]
            rivals = [
                found[rival].strength
                for end in key
                for rival in of[end]
                if rival != key
                and not taken & {*rival}
                and found[rival].verdict == judged.verdict
                and found[rival].strength > judged.strength - _CLOSE
            ]
            if rivals and judged.verdict != Verdict.CONFIRMED:
                continue
            taken.update(key)
            accepted.append((key, Verdict.SUSPECTED if rivals else judged.verdict))
        for key, verdict in accepted:
            judged, one, other = found[key], self.left[0][key[0]], self.left[1][key[1]]
            reason = self._reason(one, other, judged.relation, judged.change)
            if verdict != judged.verdict:
                reason += "；另有同样相近的事项，不能确认"
            self._pair([one], [other], judged.how, reason, verdict)

    def _candidates(self) -> Iterator[tuple[_Item, _Item]]:
        """Pairs of what is left that share a code, a name, an article or rare stretches of the name, each once."""
        seen: set[tuple[int, int]] = set()

        def fresh(one: _Item, other: _Item) -> bool:
            key = (id(one), id(other))
            if key in seen or one.entry.kind != other.entry.kind:
                return False
            seen.add(key)
            return True

        # Where many rest on an article, likeness of names finds the pairs that count.
        keys: tuple[tuple[int, Callable[[int, _Item], Iterable[Hashable]]], ...] = (
            (1, lambda side, item: [self.code_keys[side][id(item)]] if id(item) in self.code_keys[side] else ()),
            (_COMMON * _COMMON // 4, lambda side, item: [item.name]),
            (_COMMON // 4, lambda side, item: self._articles(item)),
        )
        for most, keys_of in keys:
            tables: tuple[dict[Hashable, list[_Item]], ...] = (defaultdict(list), defaultdict(list))
            for side in (0, 1):
                for item in self.left[side].values():
                    for key in keys_of(side, item):
                        tables[side][key].append(item)
            for key, ones in tables[0].items():
                others = tables[1].get(key, [])
                if len(ones) * len(others) <= most:
                    yield from ((one, other) for one in ones for other in others if fresh(one, other))
        for one, other in self._near_names():
            if fresh(one, other):
                yield one, other

    def _near_names(self) -> Iterator[tuple[_Item, _Item]]:
        """Pairs whose names share some of their rarest stretches, for each name the nearest few."""
        grams = [{key: _grams(item.core) for key, item in self.left[side].items()} for side in (0, 1)]
        counts = [Counter(chain.from_iterable(side.values())) for side in grams]
        # By how many pairs a gram makes; what only one edition has makes none.
        makes = {gram: counts[0][gram] * counts[1][gram] for gram in counts[0].keys() & counts[1].keys()}
        ordered = sorted(makes, key=lambda gram: (makes[gram], gram))
        rank = {gram: place for place, gram in enumerate(ordered)}
        rare: list[dict[int, list[int]]] = [defaultdict(list), defaultdict(list)]
        for side in (0, 1):
            for key, own in grams[side].items():
                for place in sorted([rank[gram] for gram in own if gram in rank])[:_RAREST]:
                    rare[side][place].append(key)
        shared: set[tuple[int, int]] = set()
        for place, ones in rare[0].items():
            others = rare[1].get(place, [])
            if 0 < len(ones) * len(others) <= _COMMON:
                shared.update((one, other) for one in ones for other in others)
        best: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
        for one, other in shared:
            likeness = fuzz.ratio(self.left[0][one].core, self.left[1][other].core, score_cutoff=_LEAST_LIKE)
            if likeness:
                best[one].append((likeness, one, other))
                best[other].append((likeness, one, other))
        for found in best.values():
            least = sorted((entry[0] for entry in found), reverse=True)[:_NEAREST][-1]
            # All that are as near as the last one taken: which of them is first must decide nothing.
            for likeness, one, other in found:
                if likeness >= least:
                    yield self.left[0][one], self.left[1][other]

    def _judge(self, one: _Item, other: _Item) -> _Found | None:
        """What two items of the same kind are to each other; None: nothing that is worth a person's look."""
        like = 1.0 if one.core == other.core else fuzz.ratio(one.core, other.core) / 100
        same_name = one.name == other.name
        same_body = one.body == other.body or not one.body or not other.body
        own_codes = self.code_keys[0].get(id(one)), self.code_keys[1].get(id(other))
        same_code = own_codes[0] is not None and own_codes[0] == own_codes[1]
        other_code = bool(one.code and other.code and one.code != other.code)
        if like < _LEAST_LIKE / 200 and not same_code:
            return None
        relation = compare_basis(one.basis, other.basis)
        rests_alike = relation in (BasisRelation.SAME, BasisRelation.ARTICLE)
        if like < _LEAST_LIKE / 100 and relation != BasisRelation.SAME and not same_code:
            return None
        change = _wording(one.letters, other.letters)
        verdict: Verdict | None = None
        how = How.SIMILAR
        if same_code and not self.codes_moved:
            how = How.CODE
            verdict = self._by_code(like, relation, change)
        if verdict is None and (same_name or one.core == other.core):
            how = How.SIMILAR if not same_name else How.NAME_BASIS if rests_alike else How.NAME
            verdict = self._by_name(one, other, relation, same_body)
        if verdict is None and one.core != other.core:
            how = How.SIMILAR
            verdict = self._by_likeness(one, other, like, relation, change, same_body)
            if verdict == Verdict.CONFIRMED and ((other_code and self.codes_kept) or _other_type(one, other)):
                verdict = Verdict.SUSPECTED
            if (
                verdict is None
                and like >= _LEAST_LIKE / 200
                and relation == BasisRelation.SAME
                and same_body
                and change != _OPPOSED
                and not (other_code and self.codes_kept)
                and not _other_type(one, other)
                and self._alone_on_article(one, other)
            ):
                how, verdict = How.BASIS, Verdict.SUSPECTED
        if verdict is None:
            return None
        strength = (
            3.0 * same_code
            + 2.0 * like
            + same_name
            + _WEIGHTS[relation]
            + 0.3 * (one.body == other.body)
            + 0.2 * (not _other_type(one, other))
            + 0.2 * (one.kind == other.kind)
            - 0.5 * (change >= _DIFFERS)
        )
        return _Found(verdict, strength, how, relation, change)

    @staticmethod
    def _by_code(like: float, relation: BasisRelation, change: int) -> Verdict | None:
        if like == 1.0 or relation in (BasisRelation.SAME, BasisRelation.ARTICLE):
            return Verdict.CONFIRMED
        if like >= _LEAST_LIKE / 100 and change < _DIFFERS:
            return Verdict.CONFIRMED
        if (
            like >= _LEAST_LIKE / 100
            or relation == BasisRelation.UNKNOWN
            or (relation == BasisRelation.LAW and like >= 0.4)
        ):
            return Verdict.SUSPECTED
        return None

    def _by_name(self, one: _Item, other: _Item, relation: BasisRelation, same_body: bool) -> Verdict | None:
        if relation in (BasisRelation.SAME, BasisRelation.ARTICLE):
            return Verdict.CONFIRMED
        if not same_body:
            return None if relation == BasisRelation.APART else Verdict.SUSPECTED
        alone = self._only_one_so_called(one) and self._only_one_so_called(other)
        if relation == BasisRelation.APART and (
            len(one.core) < _LONG_NAME or (self.codes_kept and one.code and other.code and one.code != other.code)
        ):
            return Verdict.SUSPECTED
        return Verdict.CONFIRMED if alone else Verdict.SUSPECTED

    def _by_likeness(
        self, one: _Item, other: _Item, like: float, relation: BasisRelation, change: int, same_body: bool
    ) -> Verdict | None:
        if like < _LEAST_LIKE / 100 or change == _OPPOSED:
            return None
        if relation in (BasisRelation.SAME, BasisRelation.ARTICLE):
            if change == _REWORDED:
                return Verdict.CONFIRMED if like >= 0.75 else Verdict.SUSPECTED
            if change == _EXTENDED and same_body and self._alone_on_article(one, other):
                return Verdict.CONFIRMED
            return Verdict.SUSPECTED if change == _EXTENDED or (same_body and like >= 0.7) else None
        if not same_body or relation == BasisRelation.APART:
            return Verdict.SUSPECTED if same_body and like >= 0.9 and change == _REWORDED else None
        if change == _REWORDED:
            return Verdict.CONFIRMED if like >= 0.85 else Verdict.SUSPECTED
        return Verdict.SUSPECTED if like >= (0.75 if change == _EXTENDED else 0.88) else None

    def _alone_on_article(self, one: _Item, other: _Item) -> bool:
        """Whether an article that both rest on is no other item's basis in either edition."""
        for cited in read_basis(one.basis):
            if any(cited.fits(their) for their in read_basis(other.basis)):
                counts = self._resting_on(cited.law)
                if counts[0][cited.article] == counts[1][cited.article] == 1:
                    return True
        return False

    def _resting_on(self, law: str) -> tuple[Counter[str], Counter[str]]:
        """How many items of each edition rest on each article of a law. Only cells in which its name stands are read."""
        found = self._resting.get(law)
        if found is None:
            if self._folded is None:
                self._folded = ([name_key(i.basis) for i in self.sides[0]], [name_key(i.basis) for i in self.sides[1]])
            name = name_key(law)
            found = (Counter(), Counter())
            for side in (0, 1):
                for item, text in zip(self.sides[side], self._folded[side], strict=True):
                    if name in text:
                        found[side].update(
                            {cited.article for cited in read_basis(item.basis) if cited.law == law and cited.article}
                        )
            self._resting[law] = found
        return found

    def _reuses(self) -> None:
        """Codes under which the two editions list different things."""
        now = {self.code_keys[1][key]: item for key, item in self.left[1].items() if key in self.code_keys[1]}
        for key, item in self.left[0].items():
            code = self.code_keys[0].get(key)
            if code is not None and code in now:
                self.reused.append((item.rows[0], now[code].rows[0]))

    # Words ---------------------------------------------------------------------------------------------------------------------

    @staticmethod
    def _reason(one: _Item, other: _Item, relation: BasisRelation | None, change: int = 0) -> str:
        """Why: what is the same, then what is not."""
        same, differs = [], []
        for word, mine, theirs, shown in (
            ("编码", one.code, other.code, (one.entry.code, other.entry.code)),
            ("名称", one.name, other.name, (one.full, other.full)),
            ("主体", one.body, other.body, (one.body, other.body)),
        ):
            if mine and mine == theirs:
                same.append(word)
            elif mine and theirs:
                differs.append(f"{word}由“{shown[0]}”改为“{shown[1]}”")
        if one.basis and one.basis == other.basis:
            relation = BasisRelation.SAME
        if relation == BasisRelation.SAME:
            same.append("依据")
        elif relation is not None and relation != BasisRelation.UNKNOWN:
            differs.append(relation.label)
        if change >= _DIFFERS and one.name != other.name:
            differs.append("名称所指不同")
        return "，".join([f"{'、'.join(same)}相同"] * bool(same) + differs) or "名称相近"


_WEIGHTS = {
    BasisRelation.SAME: 1.5,
    BasisRelation.ARTICLE: 1.0,
    BasisRelation.LAW: 0.3,
    BasisRelation.UNKNOWN: 0.2,
    BasisRelation.APART: 0.0,
}
# Names less like than this (Indel ratio of what they are about, in percent) are not compared.
_LEAST_LIKE = 60.0
_REWORDED, _EXTENDED, _DIFFERS, _OPPOSED = 0, 1, 2, 3


def _wording(one: frozenset[str], other: frozenset[str]) -> int:
    """What a changed name says: the same in other words, more or less than before, something else in its place, or its denial or
    another grade of it."""
    less, more = one - other, other - one
    changed = less | more
    if not changed:
        return _REWORDED
    if (less and more and changed <= _GRADES) or (changed & _NEGATIONS and changed <= _DENIED):
        return _OPPOSED
    return _DIFFERS if less and more else _EXTENDED


def _other_type(one: _Item, other: _Item) -> bool:
    mine, theirs = one.entry.power_type, other.entry.power_type
    return mine != theirs and PowerType.UNKNOWN not in (mine, theirs)


def _grams(core: str) -> set[str]:
    """Its stretches of four characters; of three or two where it is short."""
    size = 4 if len(core) >= 3 * _LONG_NAME else 3 if len(core) >= 2 * _LONG_NAME else 2
    return {core[at : at + size] for at in range(len(core) - size + 1)} or {core}


def align(before: Sequence[EntryRecord], after: Sequence[EntryRecord], authority: str = "") -> Alignment:
    """Which rows of one edition are which of the next. ``authority`` is whose list it is, for rows that name no holder.

    Positions in the answer are those in the sequences. ``align(x, x)`` pairs every row with itself; the verdicts do not hang on the
    order of rows; ``align(b, a)`` has the pairs of ``align(a, b)`` turned round. 10,000 rows against 10,000 take well under two seconds
    (``bench/editions.py``)."""
    return _Aligner(before, after, authority).run()


# Identities over editions -----------------------------------------------------------------------------------------------------------


class _Line:
    """An item over the editions: its key, where it began, and how it was last stated."""

    __slots__ = ("entry", "key", "seen", "since")

    def __init__(self, key: str, since: int, entry: EntryRecord) -> None:
        self.key = key
        self.since = self.seen = since
        self.entry = entry


class _Follower:
    """Follows items through the editions of one list."""

    def __init__(self, authority: str) -> None:
        self.authority = authority
        self.lines: list[_Line] = []
        # Which item has a key, among those of one kind and body: identifiers are made of all three.
        self.taken: dict[tuple[str, str, str, str], _Line] = {}
        self.last: Sequence[EntryRecord] = ()
        self.last_lines: list[_Line] = []

    def follow(self, number: int, entries: Sequence[EntryRecord]) -> list[Identity]:
        carried: dict[int, tuple[_Line, How, str]] = {}
        told: dict[int, tuple[How, str, bool]] = {}
        for pair in align(self.last, entries, self.authority).pairs:
            if pair.how in (How.SPLIT, How.MERGED):
                told.update((row, (pair.how, pair.reason, True)) for row in pair.after)
            elif not pair.certain:
                told.update((row, (How.NEW, f"疑似上一版的事项，未认定：{pair.reason}", False)) for row in pair.after)
            else:
                # Rows of one item are on one line.
                line = self.last_lines[pair.before[0]]
                carried.update((row, (line, pair.how, pair.reason)) for row in pair.after)
        self._returned(number, entries, carried)
        return self._settle(number, entries, carried, told)

    def _returned(
        self, number: int, entries: Sequence[EntryRecord], carried: dict[int, tuple[_Line, How, str]]
    ) -> None:
        """Items that an earlier edition stated and the last one did not, as they last stood."""
        gone = [line for line in self.lines if line.seen < number - 1]
        rest = [row for row in range(len(entries)) if row not in carried]
        if not gone or not rest:
            return
        for pair in align([line.entry for line in gone], [entries[row] for row in rest], self.authority).pairs:
            if pair.certain and pair.how not in (How.SPLIT, How.MERGED) and len(pair.before) == 1:
                line = gone[pair.before[0]]
                reason = f"曾载于第 {line.seen + 1} 版，其后未列，本版恢复：{pair.reason}"
                carried.update((rest[row], (line, How.RETURNED, reason)) for row in pair.after)

    def _settle(
        self,
        number: int,
        entries: Sequence[EntryRecord],
        carried: dict[int, tuple[_Line, How, str]],
        told: dict[int, tuple[How, str, bool]],
    ) -> list[Identity]:
        contents = [_content(entry, owner_of(entry, self.authority)) for entry in entries]
        lines: list[_Line | None] = [None] * len(entries)
        answer: list[Identity | None] = [None] * len(entries)
        for row in sorted(carried, key=lambda row: contents[row]):
            line, how, reason = carried[row]
            if self.taken.setdefault(self._space(contents[row], line.key), line) is line:
                lines[row] = line
                answer[row] = Identity(line.key, line.since, how, reason)
            else:
                # Moved to a body (or a kind) where another item has its key: there it needs one of its own.
                told[row] = (How.NEW, f"{reason}；但所归主体已有标识相同的事项，另立标识", True)
        fresh: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for row, found in enumerate(answer):
            if found is None:
                fresh[contents[row]].append(row)
        keys = self._new_keys(fresh, entries)
        for content, rows in sorted(fresh.items()):
            line = _Line(keys[content], number, entries[rows[0]])
            self.lines.append(line)
            self.taken[self._space(content, line.key)] = line
            for row in rows:
                how, reason, certain = told.get(row, (How.NEW, "此前各版未列" if number else "首次列出", True))
                lines[row] = line
                answer[row] = Identity(line.key, number, how, reason, certain)
        self.last, self.last_lines = entries, [line for line in lines if line is not None]
        for line, entry in zip(self.last_lines, entries, strict=True):
            line.seen, line.entry = number, entry
        return [found for found in answer if found is not None]

    @staticmethod
    def _space(content: tuple[str, ...], key: str) -> tuple[str, str, str, str]:
        return content[0], content[1], content[-1], slug(key)

    def _new_keys(
        self, fresh: dict[tuple[str, ...], list[int]], entries: Sequence[EntryRecord]
    ) -> dict[tuple[str, ...], str]:
        """A key for each new item: what its row gives, with its name and then a short hash behind it where another item has that.
        Items that would share one all get the longer one, whichever row comes first."""
        keys: dict[tuple[str, ...], str] = {}
        waiting = set(fresh)
        for make in _KEY_RULES:
            wanted = {content: make(entries[fresh[content][0]], content) for content in waiting}
            spaces = {content: self._space(content, key) for content, key in wanted.items()}
            claims = Counter(spaces.values())
            new = {self._space(content, key) for content, key in keys.items()}
            for content in sorted(waiting):
                space = spaces[content]
                if claims[space] == 1 and space not in self.taken and space not in new:
                    keys[content] = wanted[content]
            waiting -= keys.keys()
        for content in sorted(waiting):
            # An item that was stated before in the very same words, and is held to be another.
            number = 2
            base = _hashed(entries[fresh[content][0]], content)
            while self._space(content, f"{base}_{number}") in self.taken:
                number += 1
            keys[content] = f"{base}_{number}"
        return keys


def _hashed(entry: EntryRecord, content: tuple[str, ...]) -> str:
    digest = hashlib.blake2b("\0".join(content).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{key_of(entry)}_{digest}"


def _with_name(entry: EntryRecord, _: tuple[str, ...]) -> str:
    name, key = full_name(entry), key_of(entry)
    return key if key == name else f"{key}_{name}"


_KEY_RULES: tuple[Callable[[EntryRecord, tuple[str, ...]], str], ...] = (
    lambda entry, _: key_of(entry),
    _with_name,
    _hashed,
)


def identities(editions: Sequence[Sequence[EntryRecord]], authority: str = "") -> list[list[Identity]]:
    """For each row of each edition of one list, oldest first, the item it states.

    An item goes on under the key it began with as long as each edition's row is 确认 (:func:`align`) the last known one's; one that
    vanishes and comes back is compared with its last known state. Doubtful matches, and the parts and wholes of splits and merges,
    begin new items and say so. Two rows of one edition share a key only within different kinds or bodies, or when they state the
    same item twice (same name, sub-item, code and body); keys do not hang on the order of rows. The first edition's keys are
    :func:`key_of`, but where that would make one item of several. ``authority`` is whose list it is."""
    follower = _Follower(authority)
    return [follower.follow(number, entries) for number, entries in enumerate(editions)]


# Days ------------------------------------------------------------------------------------------------------------------------------


def edition_spans(begins: Sequence[date | None], ends: Sequence[date | None]) -> tuple[tuple[date, date], ...]:
    """The days each edition holds (end exclusive), oldest first: from its day (None: from ever) until the next edition's, or until the
    day it says itself that it ends on (``ends``; None: it says nothing), whichever is first. Editions of one day are parts of one and
    end together."""
    days = [begin or OPEN_START for begin in begins]
    spans = []
    for begin, stated in zip(days, ends, strict=True):
        following = min((day for day in days if day > begin), default=OPEN_END)
        spans.append((begin, max(begin, min(following, stated or OPEN_END))))
    return tuple(spans)


def spans(present: Sequence[bool], editions: Sequence[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """The spans an item holds (end exclusive, ascending): those of the editions that state it, adjoining ones as one. One that the
    second of three editions left out has two."""
    merged: list[tuple[date, date]] = []
    for begin, end in sorted(
        span for there, span in zip(present, editions, strict=True) if there and span[0] < span[1]
    ):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return tuple(merged)

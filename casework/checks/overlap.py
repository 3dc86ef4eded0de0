"""Two bodies that list the same act: on the same basis, under much the same name, or a department and a town both as the one that leads.

What is compared are rows of lists of one place. Rows on one article and of one type are the same act where their names say so, or where the
article has but one act for both; what a paragraph or an item of the article tells apart is another act. A row is mapped to the part of
the article that has its words, so that names in other words meet, and items of one article do not. What is lawful (``lawful_sharing``)
is told as such. Each overlap says what would decide it (``deciders.csv`` and what the lists themselves say) and which way that points.

Sources: 行政处罚法 (2021) arts. 17, 22-25; 行政许可法 art. 22; 立法法 (2023) arts. 99-105; 三定; 职责边界清单.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations, product
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from casework.checks.lawful_sharing import Ground, Held, Sharing, lines_of, name_words
from casework.checks.rank import ranks_of
from casework.dossier import ArticleFacts, Cite, Dossier, Item
from casework.findings import Decider, Evidence, Finding, about_row, quoted, quoted_law
from casework.likeness import SURE, Alike, act_content, act_words, content, likeness
from ingest.resolve import article_name
from ontologies.records import (
    AdjustmentAction,
    BodyType,
    DutyKind,
    FindingKind,
    ItemKind,
    Level,
    PowerType,
    Rank,
    Role,
    SuccessionKind,
    Verdict,
)

__all__ = ["CHECKS", "levels", "same_basis", "similar"]

Record = dict[str, Any]

# From here on two names say the same act; up to here they surely say two.
_SAME = 0.8
_CLEARLY = 0.95
_NEAR_NAME = 0.8
_LOOSELY = 0.45
_HARDLY = 0.2
# So much of each name the text has, where only the text makes one act of two names.
_PARTLY = 0.4
# A duty of a town often takes several acts together: what is less alike is more than the act.
_COARSELY = 0.55
# Acts of these types are told by their article; an article on inspection speaks of every object at once.
_BY_ARTICLE = frozenset({PowerType.PENALTY})
_BY_NAME = frozenset(
    {PowerType.INSPECTION, PowerType.OTHER, PowerType.REWARD, PowerType.PUBLIC_SERVICE, PowerType.UNKNOWN}
)
# Names that so many bodies have say nothing of a field.
_COMMON = 4


# The acts of an article --------------------------------------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """A part of an article that may be an act of its own: paragraph, item ("" none), its content words, its text."""

    paragraph: int
    item: str
    words: frozenset[str]
    text: str


_GENERAL = re.compile(
    r"^(?:有?前[款两三]|第[一二三四五六]款|违反前款|情节|构成|造成|逾期|拒不|当事人|被处罚|对.{0,12}决定不服|具体(?:办法|标准)|"
    r"本(?:条|法|条例|办法|规定)(?:第[一二三四]款)?所称|实施.{0,10}办法)"
)
_GOES_ON = re.compile(
    r"^(?:其中|并|可以|有违法所得|没有违法所得|违法所得|货值|情节|构成|造成|逾期|拒不|对其|同时|由|责令|处|单位|个人|给予|不|未|属于|"
    r"经|但|需要|仍|尚|无法|到期|再次|触犯|涉嫌|依法|使|拒绝|需|致|违法生产|违法经营|对直接)"
)
# A paragraph that only sends on what the others speak of: 非法生产、经营，构成违反治安管理行为的，依法给予治安管理处罚.
_CONSEQUENCE = re.compile(r"治安管理处罚|追究刑事责任|承担(?:民事|赔偿)责任")
_SANCTION = re.compile(r"责令|没收|罚款|警告|吊销|取缔|拆除|处[^罚分理置]{1,20}罚")
_CLAUSE = re.compile(r"[。；;]")
_NUMERALS = {word: at for at, word in enumerate("一二三四五六七八九十", 1)}


def _number(label: str) -> str:
    """（十二） → "12"."""
    bare = label.strip("（）()")
    if bare in _NUMERALS:
        return str(_NUMERALS[bare])
    tens, _, ones = bare.partition("十")
    return str((_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0))


def _parts(text: str) -> list[_Part]:
    """The acts that a provision speaks of, as far as paragraphs, items and clauses part them."""
    found: list[_Part] = []
    for at, (line, items) in enumerate(lines_of(text), 1):
        if items:
            lead = content(line)
            for one in items:
                label, _, rest = one.partition("）" if "）" in one[:8] else ")")
                found.append(_Part(at, _number(label), content(rest) - lead or content(rest), rest))
        elif not _GENERAL.match(line) and not (_CONSEQUENCE.search(line) and not _SANCTION.search(line)):
            acts: list[str] = []
            for clause in _CLAUSE.split(line):
                opens = "的，" in clause and not _GOES_ON.match(clause.strip())
                if not acts or opens:
                    acts.append(clause)
                else:
                    acts[-1] += clause
            found.extend(_Part(at, "", content(act), act) for act in acts if act.strip())
    return found


class _Places(NamedTuple):
    """Where in an article a row says it stands: paragraphs and items that it cites ("" where it does not say)."""

    places: frozenset[tuple[str, str, str]]

    def apart(self, other: _Places) -> bool:
        """Whether both name parts of the article, and other ones."""
        return not any(
            all(not mine or not theirs or mine == theirs for mine, theirs in zip(one, two, strict=True))
            for one in self.places
            for two in other.places
        )

    def paragraphs(self) -> frozenset[int]:
        found = [paragraph for paragraph, _, _ in self.places]
        return frozenset(int(one) for one in found if one.isdigit()) if all(found) else frozenset()

    def items(self) -> frozenset[str]:
        found = [item for _, item, _ in self.places]
        return frozenset(found) if all(found) else frozenset()


class _Text:
    """An article as it is compared with names."""

    def __init__(self, article: ArticleFacts, captions: bool) -> None:
        self.article = article
        self.captions = captions
        current = article.current
        self.parts = _parts(current["text"]) if current is not None and not captions else []
        self._counts = Counter(word for part in self.parts for word in part.words)
        self.heading = str(current["heading"]) if current is not None else ""

    def one_act(self) -> bool:
        """Whether a caption, all that is loaded, tells of a single act."""
        return bool(self.heading) and not re.search(r"等|、|或者|和|及", self.heading)

    def among(self, places: _Places) -> list[_Part]:
        """The parts that a row may mean by what it cites."""
        paragraphs, items = places.paragraphs(), places.items()
        found = [
            part
            for part in self.parts
            if (not paragraphs or part.paragraph in paragraphs) and (not items or not part.item or part.item in items)
        ]
        return found or self.parts

    def part_of(self, name: str, parts: Sequence[_Part]) -> _Part | None:
        """The part that has a name's words more than any other; None where nothing tells."""
        if len(parts) == 1:
            return parts[0]
        words = name_words(name)
        rated = sorted(((self._rate(words & part.words), at) for at, part in enumerate(parts)), reverse=True)
        if not rated or rated[0][0] == 0:
            return None
        if rated[0][0] > 1.25 * rated[1][0]:
            return parts[rated[0][1]]
        # Parts with the same words are told apart by how they follow one another.
        close = [parts[at] for rate, at in rated if 1.25 * rate >= rated[0][0]]
        runs = sorted(((_run(act_words(name), part.text), -at) for at, part in enumerate(close)), reverse=True)
        return close[-runs[0][1]] if runs[0][0] >= _RUN and runs[0][0] > 1.25 * runs[1][0] else None

    def _rate(self, words: Iterable[str]) -> float:
        """How much words tell of a part: those that every part has, nothing."""
        total = len(self.parts)
        return sum(len(word) * (1 - (self._counts[word] - 1) / total) for word in words)


# So many characters on end that a name and a part have in common show that the name is of that part.
_RUN = 5


def _run(name: str, text: str) -> int:
    """The longest stretch of a name that a text has, in characters."""
    best = 0
    for at in range(len(name)):
        while at + best < len(name) and name[at : at + best + 1] in text:
            best += 1
    return best


def _spoken(wanted: frozenset[str], said: frozenset[str]) -> float:
    """How much of a name's words a text has."""
    return sum(len(word) for word in wanted & said) / (sum(map(len, wanted)) or 1)


class _Same(NamedTuple):
    """How two rows are the same act: how alike the names are, whether the text shows it, and which paragraphs speak of it."""

    likeness: float
    by_text: bool
    paragraphs: frozenset[int]


def _same_act(one: Held, other: Held, mine: _Places, theirs: _Places, text: _Text) -> _Same | None:
    """Whether two rows of one type on one article are the same act."""
    if mine.apart(theirs):
        return None
    rate = likeness(one.name, other.name)
    cited = mine.paragraphs() | theirs.paragraphs()
    if not text.parts:
        enough = rate >= _SAME or (one.power_type not in _BY_NAME and text.captions and text.one_act())
        return _Same(rate, False, cited) if enough else None
    left, right = text.among(mine), text.among(theirs)
    part, counterpart = text.part_of(one.name, left), text.part_of(other.name, right)
    if part is not None and counterpart is not None:
        if part != counterpart:
            return None if rate < _CLEARLY else _Same(rate, False, cited)
        paragraphs = frozenset({part.paragraph})
        if rate >= _SAME:
            return _Same(rate, True, paragraphs)
        if one.power_type in _BY_NAME or rate < (_HARDLY if one.power_type in _BY_ARTICLE else _LOOSELY):
            return None
        if min(_spoken(name_words(held.name), part.words) for held in (one, other)) < _PARTLY:
            # A name that the text does not have is no other name of its act, but a wrong basis.
            return None
        return _Same(rate, True, paragraphs)
    return _Same(rate, False, cited) if rate >= _SAME else None


# Rows --------------------------------------------------------------------------------------------------------------------------------------

_TOWNS = frozenset({str(BodyType.TOWNSHIP), str(BodyType.SUBDISTRICT)})
_NO_GOVERNMENT = frozenset({str(BodyType.VILLAGE), str(BodyType.COMMUNITY)})


class _Rows:
    """The rows of a place's powers as they are compared, and what all three checks share."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.sharing = Sharing(dossier)
        self.held: list[Held] = []
        for item, row in dossier.powers():
            if not any(role is Role.ORIGINAL for _, role, _ in item.holders):
                kind = PowerType(row.power_type or PowerType.UNKNOWN)
                kind = item.power_type if kind is PowerType.UNKNOWN else kind
                self.held.append(Held(item, row, dossier.bearer(item.owner), kind))
        self._texts: dict[str, _Text] = {}

    def seat(self, held: Held) -> tuple[str, Level]:
        """Where a body stands: its place and level."""
        node = self.dossier.bodies.get(held.body)
        place = str(node["place"]) if node is not None else held.item.place
        level = self.dossier.level(held.body)
        if level is Level.UNKNOWN:
            level = Level.COUNTY if len(place) == 6 else level
        return place, level

    def is_town(self, held: Held) -> bool:
        node = self.dossier.bodies.get(held.body)
        return self.seat(held)[1] is Level.TOWNSHIP and (node is None or node["type"] not in _NO_GOVERNMENT)

    def text(self, article: str) -> _Text:
        known = self._texts.get(article)
        if known is None:
            facts = self.dossier.book.article(article)
            captions = facts.current is not None and self.dossier.book.only_captions(facts.current)
            known = self._texts[article] = _Text(facts, captions)
        return known

    def follows(self, one: Held, other: Held) -> bool:
        """Whether one body came of the other, which is no more: what that still lists is a matter of its end."""
        return any(
            edge["from"] == later.body and (edge["succession_kind"] in _ENDS or self._ended(former.body))
            for later, former in ((one, other), (other, one))
            for edge in self.dossier.succeeded.get(former.body, ())
        )

    def _ended(self, body: str) -> bool:
        node = self.dossier.bodies.get(body)
        return node is not None and bool(node["valid_to"] <= self.dossier.day)


# After these the former body is no more; a split or a transfer leaves it.
_ENDS = frozenset({SuccessionKind.RENAMED, SuccessionKind.MERGED, SuccessionKind.ABOLISHED})


def _places(held: Held) -> dict[str, _Places]:
    """Article → where in it a row stands."""
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for cite in _own(held):
        found[cite.article].add((cite.paragraph, cite.item, cite.point))
    return {article: _Places(frozenset(places)) for article, places in found.items()}


def _own(held: Held) -> list[Cite]:
    return [cite for cite in held.row.cites if cite.article and not cite.in_quote]


# Groups ------------------------------------------------------------------------------------------------------------------------------------


class _Pair(NamedTuple):
    one: Held
    other: Held
    same: _Same
    articles: tuple[str, ...]


def _groups(pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    """Pairs that have rows in common, together."""
    root: dict[str, str] = {}

    def find(key: str) -> str:
        while root.setdefault(key, key) != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for pair in pairs:
        root[find(pair.one.row.id)] = find(pair.other.row.id)
    found: dict[str, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        found[find(pair.one.row.id)].append(pair)
    yield from found.values()


def _members(group: Sequence[_Pair]) -> list[Held]:
    """The rows of a group in the order of the lists, each once."""
    found = {held.row.id: held for pair in group for held in (pair.one, pair.other)}
    return sorted(found.values(), key=lambda held: (held.row.list_id, held.row.sheet, held.row.number))


def _about(members: Sequence[Held]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for held in members for part in about_row(held.item, held.row)))


# The same act on the same basis ------------------------------------------------------------------------------------------------------------


def same_basis(dossier: Dossier) -> Iterator[Finding]:
    """overlap.same_basis: bodies of one level and place that list the same act on the same article."""
    rows = _rows(dossier)
    blocks: dict[tuple[Any, ...], list[tuple[Held, _Places]]] = defaultdict(list)
    for held in rows.held:
        if rows.is_town(held):
            continue
        for article, places in _places(held).items():
            blocks[article, held.power_type, *rows.seat(held)].append((held, places))
    shared = {key: block for key, block in blocks.items() if len({held.body for held, _ in block}) > 1}
    _prepare(rows, {key[0] for key in shared})
    found: dict[tuple[str, str], _Pair] = {}
    lawful: list[tuple[_Pair, Ground]] = []
    for key, block in shared.items():
        text = rows.text(key[0])
        for (one, mine), (other, theirs) in _candidates(block):
            if one.body == other.body or rows.follows(one, other):
                continue
            same = _same_act(one, other, mine, theirs, text)
            if same is None:
                continue
            known = found.get((one.row.id, other.row.id))
            articles = (*known.articles, key[0]) if known is not None else (key[0],)
            best = max(
                (same, *((known.same,) if known is not None else ())), key=lambda same_: (same_.by_text, same_.likeness)
            )
            found[one.row.id, other.row.id] = _Pair(one, other, best, articles)
    faults: list[_Pair] = []
    for pair in found.values():
        facts = [dossier.book.article(article) for article in pair.articles]
        ground = rows.sharing.ground(
            pair.one, pair.other, facts, pair.same.paragraphs if len(facts) == 1 else frozenset()
        )
        if ground is None:
            faults.append(pair)
        else:
            lawful.append((pair, ground))
    for group in _groups(faults):
        yield _same_basis_finding(rows, group)
    for pair, ground in lawful:
        yield _lawful_finding(rows, FindingKind.OVERLAP_SAME_BASIS, pair, ground)


def _candidates(
    block: Sequence[tuple[Held, _Places]],
) -> Iterator[tuple[tuple[Held, _Places], tuple[Held, _Places]]]:
    """Pairs of a block; of a large one only those whose names are alike, so that it does not grow with the square."""
    if len(block) <= _LARGE:
        for at, one in enumerate(block):
            for other in block[at + 1 :]:
                yield one, other
        return
    near = Alike((at, held.name) for at, (held, _) in enumerate(block))
    for at, one in enumerate(block):
        for place, _ in near.near(one[0].name, _LOOSELY)[:_LARGE]:
            if place > at:
                yield one, block[place]


_LARGE = 40


def _prepare(rows: _Rows, articles: Iterable[str]) -> None:
    """Fetch whom these articles name, at once."""
    book = rows.dossier.book
    current = (book.article(article).current for article in articles)
    book.prepare_actors(row["id"] for row in current if row is not None)


def _same_basis_finding(rows: _Rows, group: Sequence[_Pair]) -> Finding:
    dossier = rows.dossier
    members = _members(group)
    articles = sorted({article for pair in group for article in pair.articles})
    labels = "、".join(_label(dossier, article) for article in articles)
    bodies = list(dict.fromkeys(held.body for held in members))
    told = "、".join(f"{dossier.body_name(held.item.owner)}“{held.name}”" for held in members)
    named = _named(rows, group)
    verdict = _verdict(rows, group, named)
    decides = tuple(_deciders(rows, members, articles, named, levels=False))
    return Finding(
        kind=FindingKind.OVERLAP_SAME_BASIS,
        verdict=verdict,
        about=_about(members),
        text=f"{len(bodies)}个机关凭同一条（{labels}）列了同一件事：{told}",
        repair=_repair(rows, members, decides),
        rows=tuple(held.row for held in members),
        provisions=tuple(_quoted(dossier, article) for article in articles),
        evidence=tuple(_evidence(rows, group, named)),
        bodies=tuple(bodies),
        decides=decides,
        place=members[0].item.place,
    )


def _named(rows: _Rows, group: Sequence[_Pair]) -> dict[str, tuple[Record, str]]:
    """Which bodies of a group the shared articles name: the actor and the article."""
    found: dict[str, tuple[Record, str]] = {}
    for pair in group:
        for article in pair.articles:
            facts = rows.dossier.book.article(article)
            paragraphs = pair.same.paragraphs if len(pair.articles) == 1 else frozenset[int]()
            named, _ = rows.sharing.named(facts, paragraphs)
            for held in (pair.one, pair.other):
                if held.body in named:
                    found.setdefault(held.body, (named[held.body], article))
    return found


def _verdict(rows: _Rows, group: Sequence[_Pair], named: dict[str, tuple[Record, str]]) -> Verdict:
    """确认 where both bodies' functions are known and the names are clearly one, or the text puts both rows in one act and names but one of the
    bodies; else somebody must judge."""
    bodies = {held.body for pair in group for held in (pair.one, pair.other)}
    if not all(rows.sharing.known(body) for body in bodies):
        return Verdict.SUSPECTED
    if all(pair.same.likeness >= _CLEARLY for pair in group):
        return Verdict.CONFIRMED
    if len(named) == 1 and all(pair.same.by_text and pair.same.likeness >= _LOOSELY for pair in group):
        return Verdict.CONFIRMED
    return Verdict.SUSPECTED


def _evidence(rows: _Rows, group: Sequence[_Pair], named: dict[str, tuple[Record, str]]) -> Iterator[Evidence]:
    dossier = rows.dossier
    for held in _members(group):
        text = f"{dossier.body_name(held.item.owner)}列“{held.name}”"
        yield Evidence(text, quote=held.row.basis, source=held.item.id)
    for pair in group:
        rate = round(pair.same.likeness * 100)
        shown = "条文里是同一件事" if pair.same.by_text else "条文没有把它们分开"
        yield Evidence(f"“{pair.one.name}”与“{pair.other.name}”名称相近{rate}%，{shown}")
    for body, (actor, article) in named.items():
        text = f"{_label(dossier, article)}写的机关是{actor['text']}，在本地是{dossier.body_name(body)}"
        current = dossier.book.article(article).current
        yield Evidence(text, quote=actor["text"], source=str(current["id"]) if current is not None else article)
    yield Evidence("没有找到牵头配合、职责边界、会同、划转委托、地域层级方面的规定可以说明")


def _lawful_finding(rows: _Rows, kind: FindingKind, pair: _Pair, ground: Ground) -> Finding:
    dossier = rows.dossier
    members = _members([pair])
    told = "、".join(f"{dossier.body_name(held.item.owner)}“{held.name}”" for held in members)
    return Finding(
        kind=kind,
        verdict=Verdict.SUSPECTED,
        about=_about(members),
        text=f"{told}看上去是同一件事，但有依据分开：{ground.name}",
        rows=tuple(held.row for held in members),
        provisions=tuple(_quoted(dossier, article) for article in pair.articles),
        evidence=ground.evidence,
        bodies=tuple(dict.fromkeys(held.body for held in members)),
        lawful=ground.name,
        place=members[0].item.place,
    )


# Much the same name on different bases -----------------------------------------------------------------------------------------------------


def similar(dossier: Dossier) -> Iterator[Finding]:
    """overlap.similar: near-identical names of bodies of one level and place, on different bases."""
    rows = _rows(dossier)
    blocks: dict[tuple[Any, ...], list[Held]] = defaultdict(list)
    for held in rows.held:
        if not rows.is_town(held) and len(name_words(held.name)) > 1:
            blocks[held.power_type, *rows.seat(held)].append(held)
    pairs: list[_Pair] = []
    for block in blocks.values():
        pairs += _similar_pairs(rows, block)
    _prepare(rows, {article for pair in pairs for article in pair.articles})
    faults: list[_Pair] = []
    for pair in pairs:
        facts = [dossier.book.article(article) for article in pair.articles]
        facts = [article for article in facts if not _on_other_acts(dossier, article, pair)]
        on_it = {article.id for article in facts}
        # Who rests on nothing that speaks of the act is none of the 有关部门 of what the other rests on.
        rests = all(on_it.intersection(_places(held)) for held in (pair.one, pair.other))
        ground = rows.sharing.ground(pair.one, pair.other, facts, left_open=rests) or _each_its_own(rows, pair)
        if ground is None:
            faults.append(pair)
        else:
            yield _lawful_finding(rows, FindingKind.OVERLAP_SIMILAR, pair, ground)
    for group in _groups(faults):
        yield _similar_finding(rows, group)


# Words that laws use for the same thing, though a name may also set them against each other (建设单位, 施工单位).
_KIN = (frozenset({"建设", "施工"}),)


def _akin(one: str, other: str) -> bool:
    return one in other or other in one or any({one, other} <= kin for kin in _KIN)


def _akin_names(block: Sequence[Held]) -> Iterator[tuple[Held, Held]]:
    """Rows of two bodies whose names differ in one word for a word that is nearly the same (标志, 标志牌)."""
    lacking: dict[frozenset[str], dict[str, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for held in block:
        found = name_words(held.name)
        for word in found if len(found) > 2 else ():
            lacking[found - {word}][word].append(held)
    for by_word in lacking.values():
        for word, other_word in combinations(sorted(by_word), 2) if len(by_word) > 1 else ():
            if _akin(word, other_word):
                for one, other in product(by_word[word], by_word[other_word]):
                    if one.body != other.body and ("未" in act_words(one.name)) == ("未" in act_words(other.name)):
                        yield one, other


# A name with more words than this is long enough to be found by all but one of them.
_LONG = 12


def _alike_names(block: Sequence[Held]) -> Iterator[tuple[Held, Held, float]]:
    """Rows of two bodies whose names are alike. Names that are as alike as that have the same content words but for what one of them says
    more (``likeness``): each is looked up by its words, and by all but one or two of them."""
    by_words: dict[frozenset[str], list[Held]] = defaultdict(list)
    for held in block:
        for name in {held.name, held.row.sub or held.name}:
            by_words[name_words(name)].append(held)
    for one in block:
        found = name_words(one.name)
        fewer: list[frozenset[str]] = [found]
        for out in (1, 2) if len(found) <= _LONG else (1,):
            if len(found) - out >= 2 * out:
                fewer += [found.difference(some) for some in combinations(found, out)]
        for key in fewer:
            for other in by_words.get(key, ()):
                if other.body != one.body:
                    rate = likeness(one.name, other.name)
                    if rate >= _NEAR_NAME:
                        yield one, other, rate


def _similar_pairs(rows: _Rows, block: Sequence[Held]) -> Iterator[_Pair]:
    pairs: dict[tuple[str, str], tuple[Held, Held, float]] = {}
    for one, other, rate in (*_alike_names(block), *((*pair, _NEAR_NAME) for pair in _akin_names(block))):
        first, second = sorted((one, other), key=lambda held: held.row.id)
        known = pairs.get((first.row.id, second.row.id))
        if known is None or known[2] < rate:
            pairs[first.row.id, second.row.id] = first, second, rate
    bodies: dict[str, set[str]] = defaultdict(set)
    for one, other, _ in pairs.values():
        bodies[one.row.id].add(other.body)
        bodies[other.row.id].add(one.body)
    for one, other, rate in pairs.values():
        mine, theirs = set(_places(one)), set(_places(other))
        common = max(len(bodies[one.row.id]), len(bodies[other.row.id])) >= _COMMON
        if not common and mine and theirs and not mine & theirs and not rows.follows(one, other):
            yield _Pair(one, other, _Same(rate, False, frozenset()), tuple(sorted(mine | theirs)))


def _each_its_own(rows: _Rows, pair: _Pair) -> Ground | None:
    """Two laws that each give the act to a body of its own: each has its own basis and procedure."""
    dossier = rows.dossier
    told: list[Evidence] = []
    for held in (pair.one, pair.other):
        for cite in _own(held):
            facts = dossier.book.article(cite.article)
            if facts.current is None or dossier.book.only_captions(facts.current):
                continue
            named, _ = rows.sharing.named(facts, frozenset())
            theirs = pair.other if held is pair.one else pair.one
            if held.body in named and theirs.body not in named and _speaks_of(facts, held.name):
                text = f"{_label(dossier, cite.article)}写的机关是{named[held.body]['text']}，即{dossier.body_name(held.body)}"
                told.append(Evidence(text, quote=named[held.body]["text"], source=str(facts.current["id"])))
                break
    return Ground("法律本来分给两个机关", tuple(told)) if len(told) == 2 else None


def _on_other_acts(dossier: Dossier, article: ArticleFacts, pair: _Pair) -> bool:
    """Whether an article punishes, and nothing of what either name says: whom it names for its own acts says nothing of who may do this one.
    A clause on who is competent in general punishes nothing and stays."""
    if article.current is None or dossier.book.only_captions(article.current):
        return False
    text = str(article.current["text"])
    if _SANCTION.search(text) is None:
        return False
    said = content(text)
    return all(_spoken(act_content(held.name), said) < _LOOSELY for held in (pair.one, pair.other))


# So much of a name's words an article has that speaks of its act.
_SPOKEN = 0.6


def _speaks_of(article: ArticleFacts, name: str) -> bool:
    """Whether an article is about the act of a name, so that the organ it names is the organ for that act."""
    return article.current is not None and _spoken(act_content(name), content(str(article.current["text"]))) >= _SPOKEN


def _similar_finding(rows: _Rows, group: Sequence[_Pair]) -> Finding:
    dossier = rows.dossier
    members = _members(group)
    articles = sorted({article for pair in group for article in pair.articles})
    told = "、".join(
        f"{dossier.body_name(held.item.owner)}“{held.name}”（依据{'、'.join(_label(dossier, one) for one in _places(held))}）"
        for held in members
    )
    named = _own_named(rows, members)
    decides = tuple(_deciders(rows, members, articles, named, levels=False, differ=True))
    rate = round(max(pair.same.likeness for pair in group) * 100)
    return Finding(
        kind=FindingKind.OVERLAP_SIMILAR,
        verdict=Verdict.SUSPECTED,
        about=_about(members),
        text=f"名称几乎相同（{rate}%）、依据不同的两项，分别列在不同机关：{told}",
        repair=_repair(rows, members, decides, differ=True),
        rows=tuple(held.row for held in members),
        provisions=tuple(_quoted(dossier, article) for article in articles),
        evidence=tuple(
            Evidence(f"{dossier.body_name(held.item.owner)}列“{held.name}”", quote=held.row.basis, source=held.item.id)
            for held in members
        ),
        bodies=tuple(dict.fromkeys(held.body for held in members)),
        decides=decides,
        place=members[0].item.place,
    )


def _own_named(rows: _Rows, members: Sequence[Held]) -> dict[str, tuple[Record, str]]:
    """The bodies that their own articles name."""
    found: dict[str, tuple[Record, str]] = {}
    for held in members:
        for article in _places(held):
            named, _ = rows.sharing.named(rows.dossier.book.article(article), frozenset())
            if held.body in named:
                found.setdefault(held.body, (named[held.body], article))
    return found


# Department and town -----------------------------------------------------------------------------------------------------------------------

# The type that a duty's name says it is of.
_TYPE_WORDS: tuple[tuple[re.Pattern[str], PowerType], ...] = (
    (re.compile(r"(?:处罚|罚款)$"), PowerType.PENALTY),
    (re.compile(r"(?:许可|审批|核准|许可证(?:核发|发放|颁发|办理)?|批准)$"), PowerType.LICENSING),
    (re.compile(r"(?:强制|强制措施|强制执行|强制拆除|代履行|查封|扣押|暂扣|拆除|清除)$"), PowerType.COERCION),
    (re.compile(r"(?:征收|收费|征缴)$"), PowerType.LEVY),
    (re.compile(r"(?:检查|抽查|监督检查)$"), PowerType.INSPECTION),
    (re.compile(r"(?:奖励|表彰)$"), PowerType.REWARD),
    (re.compile(r"(?:裁决)$"), PowerType.ADJUDICATION),
)
# A duty that only helps: its name begins or ends with such a word.
_HELPS = re.compile(
    r"^(?:协助|配合|参与)|(?:协助|配合|劝导|劝阻|宣传|巡查|初审|受理|上报|报告|引导|摸排|排查|统计|转报|告知)(?:工作|等)?$"
)


def _type_named(name: str) -> PowerType:
    bare = re.sub(r"[（(].*?[)）]", "", name).removesuffix("行为")
    return next((kind for pattern, kind in _TYPE_WORDS if pattern.search(bare)), PowerType.UNKNOWN)


def levels(dossier: Dossier) -> Iterator[Finding]:
    """overlap.levels: a department's power that a town lists as its own too."""
    rows = _rows(dossier)
    powers = [held for held in rows.held if not rows.is_town(held) and _leads(dossier, held.item, held.body)]
    duties = [held for held in rows.held if rows.is_town(held) and _leads(dossier, held.item, held.body)]
    for item, row in dossier.powers(ItemKind.DUTY):
        body = dossier.bearer(item.owner)
        if item.duty_kind is DutyKind.BASIC and _leads(dossier, item, body):
            held = Held(item, row, body, _type_named(row.full_name))
            if rows.is_town(held):
                duties.append(held)
    if not duties or not powers:
        return
    by_id = {held.row.id: held for held in powers}
    by_article: dict[str, list[Held]] = defaultdict(list)
    places = {held.row.id: _places(held) for held in powers}
    for held in powers:
        for article in places[held.row.id]:
            by_article[article].append(held)
    near = Alike((held.row.id, held.name) for held in powers)
    found: list[_Pair] = []
    for duty in duties:
        mine = _places(duty)
        candidates = {other.row.id: other for article in mine for other in by_article.get(article, ())}
        for key, _ in near.near(duty.name, _CLEARLY if mine else SURE):
            candidates.setdefault(key, by_id[key])
        for power in candidates.values():
            pair = _level_pair(rows, power, duty, places[power.row.id], mine)
            if pair is not None:
                found.append(pair)
    _prepare(rows, {article for pair in found for article in pair.articles})
    faults: dict[str, list[_Pair]] = defaultdict(list)
    for pair in found:
        facts = [dossier.book.article(article) for article in pair.articles]
        ground = rows.sharing.between_levels(pair.one, pair.other, facts, pair.same.paragraphs)
        if ground is None:
            faults[pair.other.row.id].append(pair)
        else:
            yield _lawful_finding(rows, FindingKind.OVERLAP_LEVELS, pair, ground)
    for group in faults.values():
        yield _level_finding(rows, group)


def _leads(dossier: Dossier, item: Item, body: str) -> bool:
    roles = [role for holder, role, _ in item.holders if dossier.bearer(holder) == body]
    return not roles or Role.LEAD in roles


def _level_pair(
    rows: _Rows, power: Held, duty: Held, theirs: dict[str, _Places], mine: dict[str, _Places]
) -> _Pair | None:
    """Whether a duty is the same act as a power of the county over the town."""
    if not duty.item.place.startswith(power.item.place) or _HELPS.search(duty.row.sub or duty.row.name):
        return None
    rate = likeness(power.name, duty.name)
    kind = duty.power_type
    if kind is not power.power_type and not (kind is PowerType.UNKNOWN and power.name == duty.name):
        # A power whose type a name does not tell (确认, 其他) is the same where the name is.
        told = _type_named(power.name)
        if kind is not told or rate < _SAME:
            return None
    shared = [article for article in mine if article in theirs]
    for article in shared:
        same = _same_act(
            power, duty._replace(power_type=power.power_type), theirs[article], mine[article], rows.text(article)
        )
        narrower = bool(theirs[article].paragraphs()) != bool(mine[article].paragraphs())
        if same is not None and same.likeness >= (_SAME if narrower or not same.by_text else _COARSELY):
            return _Pair(power, duty, same, tuple(shared))
    # A town's list that gives no basis leaves only the name: of one told type, the same act is enough.
    by_name = SURE if not mine and kind is not PowerType.UNKNOWN else _CLEARLY
    if not shared and rate >= by_name:
        return _Pair(power, duty, _Same(rate, False, frozenset()), tuple(sorted({*mine, *theirs})))
    return None


def _level_finding(rows: _Rows, group: Sequence[_Pair]) -> Finding:
    """Of one duty of a town and the powers of departments that are the same act."""
    dossier = rows.dossier
    duty = group[0].other
    powers = [pair.one for pair in group]
    named = _named(rows, group)
    articles = sorted({article for pair in group for article in pair.articles})
    decides = tuple(_deciders(rows, [*powers, duty], articles, named, levels=True))
    town = dossier.body_name(duty.body)
    basis = "、".join(_label(dossier, article) for article in articles)
    told = "、".join(f"{dossier.body_name(power.item.owner)}列“{power.name}”" for power in powers)

    def sure(pair: _Pair) -> bool:
        clearly = pair.same.likeness >= _CLEARLY and bool(set(_places(pair.one)) & set(_places(duty)))
        by_text = pair.same.by_text and len(_named(rows, [pair])) == 1
        return rows.sharing.known(pair.one.body) and (clearly or by_text)

    return Finding(
        kind=FindingKind.OVERLAP_LEVELS,
        verdict=Verdict.CONFIRMED if any(map(sure, group)) else Verdict.SUSPECTED,
        about=_about([*powers, duty]),
        text=f"{told}，{town}也以主责身份列“{duty.name}”（{basis}）",
        repair=_repair(rows, [*powers, duty], decides),
        rows=(duty.row, *(power.row for power in powers)),
        provisions=tuple(_quoted(dossier, article) for article in articles),
        evidence=tuple(_evidence(rows, group, named)),
        bodies=tuple(dict.fromkeys((*(power.body for power in powers), duty.body))),
        decides=decides,
        place=duty.item.place,
    )


# What would decide -------------------------------------------------------------------------------------------------------------------------


class _Rule(NamedTuple):
    types: frozenset[str]
    law: str
    article: str
    text: str


@cache
def _scheme() -> dict[str, tuple[_Rule, ...]]:
    """Code → the rules that stand for it, those of a type before those of any."""
    found: dict[str, list[_Rule]] = defaultdict(list)
    text = files("casework.checks").joinpath("deciders.csv").read_text(encoding="utf-8")
    for line in csv.DictReader(text.splitlines()):
        rule = _Rule(frozenset(line["types"].split()), line["law"], line["article"], line["rule"])
        found[line["code"]].append(rule)
    return {code: tuple(sorted(rules, key=lambda rule: not rule.types)) for code, rules in found.items()}


def _rule(dossier: Dossier, code: str, power_type: PowerType) -> tuple[str, str] | None:
    """A rule's words, with the article's own where it is loaded, and its source. None where it is not for the type."""
    for rule in _scheme()[code]:
        if rule.types and power_type.value not in rule.types:
            continue
        article = f"{rule.law}/art_{rule.article}"
        facts = dossier.book.article(article)
        words = f"{_label(dossier, article)}：{rule.text}"
        if facts.current is None:
            return words, article
        text = facts.current["text"].replace("\n", "").strip()
        return (f"{words}。原文：“{text}”" if text else words), str(facts.current["id"])
    return None


def _deciders(
    rows: _Rows,
    members: Sequence[Held],
    articles: Sequence[str],
    named: dict[str, tuple[Record, str]],
    *,
    levels: bool,
    differ: bool = False,
) -> Iterator[Decider]:
    """What would decide between the bodies of some rows, the most particular first."""
    dossier = rows.dossier
    power_type = members[0].power_type
    bodies = list(dict.fromkeys(held.body for held in members))

    def pointing(rule: str, source: str, to: str, why: str) -> Decider:
        return Decider(rule, source, to, dossier.body_name(to) if to else "", why)

    for item, to, why in _decisions(rows, members, bodies):
        number = f"（{item.node['number']}）" if item.node["number"] else ""
        yield pointing(f"调整决定{number}：{item.name}", item.id, to, why)
    own = _rule(dossier, "own", power_type)
    if own is not None:
        if len(named) == 1:
            body, (actor, article) = next(iter(named.items()))
            why = f"{_label(dossier, article)}写的是{actor['text']}，在本地是{dossier.body_name(body)}"
            yield pointing(*own, body, why)
        else:
            yield pointing(*own, "", _whom_named(rows, articles, named))
    leading = _mandated(members)
    if len(leading) == 1:
        body, source = next(iter(leading.items()))
        yield pointing(
            "三定职责：谁的职责统领这项职权", source, body, f"{dossier.body_name(body)}的职责统领它，另一机关的没有"
        )
    elif leading:
        yield pointing(
            "三定职责：谁的职责统领这项职权", next(iter(leading.values())), "", "几个机关的职责都统领它，分不出来"
        )
    if differ:
        yield from _by_rank(rows, members, articles)
    codes = ("level", "town", "township") if levels else ("place", "first")
    by_town = levels and members[-1].body in named
    for code in codes:
        found = _rule(dossier, code, power_type)
        if found is not None:
            upper = members[0].body if levels and code != "town" and not by_town else ""
            why = (
                "条文自己写明由乡镇行使"
                if by_town
                else {
                    "place": "两个机关在同一地方，地域分不开",
                    "first": "由最先立案的管辖；争议报共同的上一级指定",
                    "level": "处罚权在县级部门",
                    "town": "没有看到省里的决定和赋权；有了才归乡镇",
                    "township": "没有法律写明归乡镇",
                }[code]
            )
            yield pointing(*found, upper, why)
    bounded = _in_boundaries(rows, members, articles) if levels else None
    if bounded is not None:
        item, part = bounded
        why = f"“{item.name}”把它写给{dossier.body_name(members[0].body)}：{part}"
        yield pointing("职责边界清单：写明这件事谁牵头、谁配合", item.id, members[0].body, why)
    else:
        yield pointing("职责边界清单：写明这件事谁牵头、谁配合", "", "", "现有清单没有列这件事，应当补列")
    superior = _rule(dossier, "superior", power_type)
    if superior is not None:
        staffing = next(iter(sorted(rows.sharing.meant("staffing", "county", "cn"))), "")
        office = dossier.body_name(staffing) if staffing else "机构编制部门"
        why = f"先由{office}会同司法行政部门协调，报共同的上一级人民政府决定"
        yield pointing(*superior, "", why)


def _in_boundaries(rows: _Rows, members: Sequence[Held], articles: Sequence[str]) -> tuple[Item, str] | None:
    """The item of the boundary list that gives the act to the department, and what it says."""
    power, duty = members[0], members[-1]
    item = rows.sharing.boundary(power, duty, [rows.dossier.book.article(article) for article in articles])
    part = rows.sharing.departments_part(item, power, duty) if item is not None else ""
    return (item, part) if item is not None and part else None


def _whom_named(rows: _Rows, articles: Sequence[str], named: dict[str, tuple[Record, str]]) -> str:
    """Why the organs that the articles name do not tell which body it is."""
    if named:
        return "条文写明的机关不止一个在本地是这里的机关"
    book = rows.dossier.book
    current = [provision for article in articles if (provision := book.article(article).current) is not None]
    phrases = list(dict.fromkeys(str(actor["text"]) for provision in current for actor in book.actors(provision["id"])))
    if phrases:
        return f"条文写的是{'、'.join(phrases[:4])}，看不出是其中哪一个"
    if any(book.only_captions(provision) for provision in current) or len(current) < len(articles):
        return "条文没有载入正文，写的是哪个机关无法核验"
    return "条文没有写明由哪个机关行使"


def _decisions(rows: _Rows, members: Sequence[Held], bodies: Sequence[str]) -> Iterator[tuple[Item, str, str]]:
    """Decisions that moved the power to one of the bodies: the decision, the body, why it points there."""
    dossier = rows.dossier
    moving = (AdjustmentAction.TRANSFER, AdjustmentAction.DELEGATE, AdjustmentAction.RECALL)
    wanted = {action.value: action for action in moving}
    ids = {held.item.id for held in members}
    for item in _adjustments(dossier):
        # What a decision did may stand in words that nobody could read.
        action = wanted.get(item.node["action"])
        if action is None or item.node["day"] > dossier.day:
            continue
        linked = any(link.other in ids for link in item.links)
        if not linked and not any(likeness(item.name, held.name) >= _SAME for held in members):
            continue
        takers = {dossier.bearer(body) for body, role, _ in item.holders if role in (Role.RECEIVING, Role.LEAD)}
        to = next((body for body in bodies if body in takers), "")
        if to:
            yield item, to, f"决定{action.label}给{dossier.body_name(to)}"


def _adjustments(dossier: Dossier) -> list[Item]:
    return [item for item in dossier.items.values() if item.kind is ItemKind.ADJUSTMENT]


def _mandated(members: Sequence[Held]) -> dict[str, str]:
    """Body → the mandate of its own that leads its row."""
    found: dict[str, str] = {}
    for held in members:
        source = next((link.other for link in held.item.linked if link.edge == "LEADS"), "")
        if source:
            found.setdefault(held.body, source)
    return found


# From the highest down; documents of the same number are equal (立法法 art. 102).
_ORDER: dict[str, int] = {
    Rank.CONSTITUTION: 0,
    Rank.STATUTE: 1,
    Rank.LEGISLATIVE_DECISION: 1,
    Rank.ADMINISTRATIVE_REGULATION: 2,
    Rank.LOCAL_REGULATION: 3,
    Rank.AUTONOMOUS_REGULATION: 3,
    Rank.DEPARTMENTAL_RULE: 4,
    Rank.LOCAL_RULE: 4,
    Rank.NORMATIVE_DOCUMENT: 5,
}


def _by_rank(rows: _Rows, members: Sequence[Held], articles: Sequence[str]) -> Iterator[Decider]:
    """Rules on conflicts of rank and time, where the bases differ."""
    dossier = rows.dossier
    best: dict[str, tuple[int, str]] = {}
    for held in members:
        for article in _places(held):
            law = dossier.book.law(dossier.book.article(article).law)
            known = ranks_of(law)
            order = max((_ORDER.get(rank, 9) for rank, _ in known), default=9)
            if held.body not in best or order < best[held.body][0]:
                best[held.body] = order, law.title
    ordered = sorted(best.items(), key=lambda pair: pair[1])
    if len(ordered) < 2:
        return
    (body, (rank, title)), (_, (next_rank, _)) = ordered[0], ordered[1]
    if rank < next_rank < 9:
        code, to, why = "rank_local" if rank == 3 else "rank", body, f"{title}的位阶高"
    elif rank == next_rank == 4:
        code, to, why = "rules", "", "两个规章效力相同"
    else:
        code, to, why = "special", "", "位阶相同，看哪一个是特别规定、哪一个新"
    found = _rule(dossier, code, members[0].power_type)
    if found is not None:
        yield Decider(*found, to, dossier.body_name(to) if to else "", why)
    if code == "special":
        unsure = _rule(dossier, "unsure", members[0].power_type)
        if unsure is not None:
            yield Decider(*unsure, "", "", "分不出特别与一般、新与旧的")


def _to_strike(rows: _Rows, members: Sequence[Held], keeps: str) -> list[str]:
    """The bodies from whose lists an act goes where one keeps it: not those that lawfully share it with that one (its own team, who has it by
    an arrangement)."""
    kept = next((held for held in members if held.body == keeps), None)
    if kept is None:
        return list(dict.fromkeys(held.body for held in members))
    mine = set(_places(kept))
    found: dict[str, None] = {}
    for held in members:
        facts = [rows.dossier.book.article(article) for article in sorted(mine & set(_places(held)))]
        if held.body != keeps and rows.sharing.ground(kept, held, facts) is None:
            found[held.body] = None
    return list(found) or list(dict.fromkeys(held.body for held in members if held.body != keeps))


def _repair(rows: _Rows, members: Sequence[Held], decides: Sequence[Decider], *, differ: bool = False) -> str:
    """What to do: where everything that points points one way, to leave it there."""
    dossier = rows.dossier
    pointed = list(dict.fromkeys(decider.points_to for decider in decides if decider.points_to))
    settled = decides[0].points_to if decides else ""
    if settled or (len(pointed) == 1 and not differ):
        # A decision or the text itself goes before what only speaks for a body.
        keeps = settled or pointed[0]
        others = "、".join(dossier.body_name(body) for body in _to_strike(rows, members, keeps))
        return f"由{dossier.body_name(keeps)}保留，从{others}的清单中删去；确需共同承担的，写明牵头、配合并列入职责边界清单"
    bodies = "、".join(dict.fromkeys(dossier.body_name(held.body) for held in members))
    if differ:
        return f"对照两处依据的条文核对是不是同一件事：是，由机构编制部门协调{bodies}定一个主责机关；不是，把名称写到分得开"
    return f"由机构编制部门会同司法行政部门协调{bodies}，定一个主责机关，其余删去或者写成配合，并列入职责边界清单"


# Words -------------------------------------------------------------------------------------------------------------------------------------


def _label(dossier: Dossier, article: str) -> str:
    facts = dossier.book.article(article)
    return f"{dossier.book.law(facts.law).title}{article_name(facts.number)}"


def _quoted(dossier: Dossier, article: str) -> Any:
    facts = dossier.book.article(article)
    return quoted(dossier, facts.current) if facts.current is not None else quoted_law(dossier, facts.law, article)


_KEPT: WeakKeyDictionary[Dossier, _Rows] = WeakKeyDictionary()


def _rows(dossier: Dossier) -> _Rows:
    """The rows of a dossier, read once for the three checks."""
    known = _KEPT.get(dossier)
    if known is None:
        known = _KEPT[dossier] = _Rows(dossier)
    return known


CHECKS = (
    (frozenset({FindingKind.OVERLAP_SAME_BASIS}), same_basis),
    (frozenset({FindingKind.OVERLAP_SIMILAR}), similar),
    (frozenset({FindingKind.OVERLAP_LEVELS}), levels),
)

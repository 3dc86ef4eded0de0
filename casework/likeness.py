"""How surely two names of powers say the same act.

The same act is written in many ways: 未 and 没有, 擅自 and 未经批准, objects in another order, main item and sub-item spelled out; and names
that differ by two characters often are two acts: 假药 and 劣药, 变更 and 延续. What is compared are therefore the words of the act, not
letters: each name is cut into words after its ways of writing are made one (``likeness_words.csv``), words that say nothing are left out,
and what is left over on either side decides. Something more on one side makes a name wider or narrower; something else in its place makes
another act of it, unless the words mean the same.

Pure: no I/O but the data that stands beside this module.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from text.cut import clean, search_words, words
from text.numerals import to_int

__all__ = ["FORM", "SURE", "Alike", "act_words", "content", "likeness"]

#: From here on two names say the same act and differ in form alone: in order, in words that say little.
FORM = 0.96
#: From here on they say the same act, or one a part of the other's list (生产、销售 and 销售). Below it they name different things: no pair of
#: names of one act that was labelled by hand is below, none of two acts above (``tests/golden/likeness.yaml``).
SURE = 0.85


class _Data(NamedTuple):
    phrases: dict[str, tuple[str, ...]]
    same: dict[str, str]
    opposites: dict[str, set[str]]
    facets: frozenset[str]
    light: frozenset[str]
    weak: frozenset[str]
    near: dict[str, str]
    dropped: frozenset[str]
    whole: frozenset[str]
    families: dict[str, str]


@cache
def _data() -> _Data:
    lines = [line for line in files("casework").joinpath("likeness_words.csv").read_text("utf-8").splitlines() if line]
    phrases: dict[str, tuple[str, ...]] = {}
    same: dict[str, str] = {}
    opposites: dict[str, set[str]] = defaultdict(set)
    near: dict[str, str] = {}
    sets: dict[str, set[str]] = defaultdict(set)
    families: dict[str, str] = {}
    for kind, word, others in csv.reader(line for line in lines[1:] if not line.startswith("#")):
        ways = others.split()
        if kind == "phrase":
            phrases.update((clean(way).replace(" ", ""), tuple(word.split("+"))) for way in ways)
        elif kind == "same":
            same.update((way, word) for way in ways)
        elif kind == "near":
            near.update((way, word) for way in (word, *ways))
        elif kind == "opposite":
            for way in ways:
                opposites[word].add(way)
                opposites[way].add(word)
        elif kind == "family":
            families.update((way, word) for way in (word, *ways))
        else:
            sets[kind].update((word, *ways))
    return _Data(
        phrases,
        same,
        dict(opposites),
        frozenset(sets["facet"]),
        frozenset(sets["light"]),
        frozenset(sets["light"] | sets["thing"]),
        near,
        frozenset(sets["drop"]),
        frozenset(
            chain(same.values(), chain.from_iterable(phrases.values()), sets["facet"], sets["light"], sets["thing"])
        ),
        families,
    )


@cache
def _finder() -> tuple[AhoCorasick, list[tuple[str, ...]]]:
    phrases = sorted(_data().phrases)
    return AhoCorasick(phrases, matchkind=MatchKind.LeftmostLongest), [_data().phrases[one] for one in phrases]


@cache
def _family_end() -> re.Pattern[str]:
    ways = sorted(_data().families, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(ways)})$")


# A negation with its rule and nothing said of what rule: 未按照国家有关规定; 未经 with whoever might have permitted it.
_BY_RULE = re.compile(
    r"(?:未|不|没有|没)(?:能|严格)?(?:按照?|依照?|遵照|根据)(?:国家|法律|法规|法定|有关|相关|[、和的])*(?:规定|要求)"
    r"(?:的(?=时间|时限|期限|条件|标准|程序|方式|范围|要求))?"
)
_UNPERMITTED = re.compile(
    r"(?:未|没有|没)(?:经过?|获得?|得到|取得)(?:[^、，。;,]{0,8}(?:部门|机关|机构|政府))?(?:的|依法|审核|审查)*"
    r"(?:批准|许可(?!证)|同意|审批|核准|允许|准许|准予)(?:擅自)?"
)
# What is left of a negation that names no permission, as one word: 没有经过检疫, 未经检疫; and a word that jieba cuts across (不合规|定).
_UNDONE = re.compile(r"(?:未|没有|没)经过?")
_UNFIT = re.compile(r"不合(?!理|法|格|规(?!定)|并|作|算|适|成|群|时)")
# As what is not done is to be done: jieba takes the short way (未按公安机关指定的路线) into the word behind it.
_NOT_AS = re.compile(r"(?:未|不|没有|没)(?:能|严格)?(?:按照?|依照|遵照)(?!规定|要求|时|期|摩|揭|压|动)")
_NUMBER = re.compile(
    r"[〇零一二三四五六七八九十百千两]+(?=周?岁|级|类|日|天|人|个|年|月|次|元|辆|台|公里|米|吨|倍|小时)"
)
# How its object was come by: 盗采江砂的运输 is 非法运输江砂.
_TAKEN = re.compile(r"(?:盗采|盗伐|滥伐|偷猎|盗掘)(?=[^、，,;；]{1,5}的)")
_NOT = frozenset("未不无没非")


def _arabic(found: re.Match[str]) -> str:
    try:
        return str(to_int(found[0]))
    except ValueError:
        return found[0]


@lru_cache(maxsize=65536)
def _pieces(word: str) -> tuple[str, ...]:
    """A word of the dictionary in its smallest words, each as the word that stands for it: jieba takes 城市绿化 for one word and 公园绿化 for
    two, so that names that differ in one thing would differ in two."""
    data = _data()
    if word in data.dropped:
        return ()
    if word in data.same:
        return (data.same[word],)
    if len(word) > 2 and word[0] == "未":
        return ("未", *_pieces(word[1:]))
    if word in _NOT:
        return ("未",)
    if len(word) == 3 and word[2] == "者" and word not in data.whole:
        return (*_pieces(word[:2]), "者")
    if len(word) > 3 and word not in data.whole and not word.isascii():
        for at in range(2, len(word) - 1):
            if word[:at] in _shorter(word) and word[at:] in _shorter(word):
                return (*_pieces(word[:at]), *_pieces(word[at:]))
    return (word,)


@lru_cache(maxsize=65536)
def _shorter(word: str) -> frozenset[str]:
    return frozenset(search_words(word)[:-1])


def _tokens(text: str) -> list[str]:
    """The words of a text in order, each as the word that stands for it."""
    finder, meant = _finder()
    found: list[str] = []
    plain = clean(text).replace(" ", "")
    if "规定" in plain or "要求" in plain:
        plain = _BY_RULE.sub("未按规定", plain)
    if "未" in plain or "没" in plain:
        plain = _UNDONE.sub("未", _UNPERMITTED.sub("擅自", plain))
    if "不合" in plain:
        plain = _UNFIT.sub("不符合", plain)
    plain = _NOT_AS.sub("未，", plain)
    plain = _TAKEN.sub("违法", plain)
    plain = _NUMBER.sub(_arabic, plain)
    at = 0
    for index, begins, ends in finder.find_matches_as_indexes(plain):
        if begins > at:
            found.extend(piece for word in words(plain[at:begins]) for piece in _pieces(word))
        found.extend(meant[index])
        at = ends
    if at < len(plain):
        found.extend(piece for word in words(plain[at:]) for piece in _pieces(word))
    return found


_LAST_BRACKET = re.compile(r"(.+?)[(（\[【]([^()（）\[\]【】]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）\]】]$")
_LEAD = re.compile(r"^\W*(?:\d+[.、])?(?:对于?|关于)?")


# That there are more such acts, which stands between an act and its type: 进行处理等违法行为的处罚.
_AND_OTHERS = re.compile("等(?:违法|违规)+(?:行为)?$")


def _parts(name: str) -> tuple[str, str]:
    """Main item and sub-item of a full name."""
    found = _LAST_BRACKET.fullmatch(name.strip())
    return (found[1], found[2]) if found is not None else (name.strip(), "")


def _bare(name: str) -> tuple[str, str]:
    """A name without 对…的处罚, and the family of its type word ("" where it has none)."""
    plain = _LEAD.sub("", name)
    family = more = ""
    while found := _family_end().search(plain):
        of = _data().families[found[0]]
        if found.start() < 2 or (family and of != family):
            break
        family = of
        plain = plain[: found.start()].removesuffix("进行").removesuffix("给予").removesuffix("行为").removesuffix("的")
        if others := _AND_OTHERS.search(plain):
            plain, more = plain[: others.start()], others[0]
    return plain + more, family


class _Name(NamedTuple):
    """A name as it is compared: ``order`` its words, ``words`` the same without order (a word that stands twice: once more, with ″),
    ``sub`` the words of its sub-item, which ``alone`` says an act by itself, ``denied`` the words behind a negation, ``listed`` those that
    stand beside others in a list."""

    order: tuple[str, ...]
    words: frozenset[str]
    sub: frozenset[str]
    alone: bool
    denied: frozenset[str]
    listed: frozenset[str]
    family: str


@lru_cache(maxsize=262144)
def _read(name: str) -> _Name:
    main, sub = _parts(name)
    act, family = _bare(main)
    order = _tokens(act) or _tokens(main) or [clean(main).replace(" ", "")]
    told = _told(order)
    words_of_sub: list[str] = []
    alone = False
    if sub:
        sub_act, sub_family = _bare(sub)
        words_of_sub = _tokens(sub_act) or _tokens(sub)
        alone = len(words_of_sub) > 1 and (bool(sub_family) or _sum(words_of_sub) >= _AN_ACT)
        family = sub_family or family
        order = order + [word for word in words_of_sub if word not in told]
    return _Name(
        tuple(order),
        told | _told(words_of_sub),
        _told(words_of_sub),
        alone,
        frozenset(after for word, after in pairwise(order) if word == "未"),
        _listed(f"{act}（{sub}）" if sub else act),
        family,
    )


def _told(order: Iterable[str]) -> frozenset[str]:
    """Words without their order, what stands twice once more."""
    times = Counter(order)
    return frozenset(times) | {f"{word}{_AGAIN}" for word, count in times.items() if count > 1}


_LIST = re.compile(r"[、，,/;；]|或者|以及|和|或|及|与")


def _listed(text: str) -> frozenset[str]:
    """The words on either side of what parts a list's members; of a list that has a comma or the like, all its members' words."""
    if _LIST.search(text) is None:
        return frozenset()
    parts = [tokens for part in _LIST.split(text) if (tokens := _tokens(part))]
    found = {word for part in parts for word in (part[0], part[-1])}
    found.update(word for part in parts[1:-1] for word in part)
    return frozenset(found)


_AGAIN = "″"
# What the words of a sub-item weigh that can be understood without its main item: three words of two characters.
_AN_ACT = 3.0


@lru_cache(maxsize=65536)
def _weight(word: str) -> float:
    """How much a word tells: longer ones more; a negation less than what it denies."""
    if word in _data().weak or word.endswith(_AGAIN):
        return 0.3
    if word == "未":
        return 0.6
    return min(0.5 + 0.25 * len(word), 1.75)


def _sum(found: Iterable[str]) -> float:
    return sum(map(_weight, found))


# What two names at most are alike that differ in something, and those that are told apart by two words known as opposites.
_ELSE = 0.55
_OPPOSED = 0.3
# What they at most are alike where one says of its object or its act what the other leaves open: 学校 and 职业培训学校.
_NARROWER = 0.8
# 未取得许可证 and 擅自 mean one thing and are not written alike.
_UNLICENSED = frozenset({"未", "取得", "许可证"})


def _alike(one: frozenset[str], other: frozenset[str], listed: frozenset[str], floor: float = 0.0) -> float:
    """How alike two sets of words are; what is below ``floor`` is only known to be so."""
    both = one & other
    if not both:
        return 0.0
    if len(both) == len(one) == len(other):
        return 1.0
    data = _data()
    left, right = one - other, other - one
    if ("擅自" in one and left >= _NO) or ("擅自" in other and right >= _NO) or ("擅自" in both):
        left, right = left - _UNLICENSED, right - _UNLICENSED
    shared, mine, theirs = _sum(both), _sum(left), _sum(right)
    rate = 2 * shared / (2 * shared + mine + theirs)
    if rate < floor:
        return rate
    if left and right and any(not right.isdisjoint(data.opposites.get(word, ())) for word in left):
        return min(rate, _OPPOSED)
    rest = left | right
    if not rest.isdisjoint(data.facets) or not rest.isdisjoint(_NO) or any(word[0].isdigit() for word in rest):
        return min(rate, _ELSE)
    mine_else, theirs_else = _else(left), _else(right)
    if mine_else - theirs_else and theirs_else - mine_else:
        return min(rate, _ELSE)
    if any(word not in data.weak and word not in listed and not word.endswith(_AGAIN) for word in rest):
        return min(rate, _NARROWER)
    return min(rate, _NEARLY)


def _else(found: frozenset[str]) -> set[str]:
    """The words in whose place no other may stand."""
    data = _data()
    return {data.near.get(word, word) for word in found - data.light}


_NO = frozenset({"未"})
# Names that differ in their order or in words that say little.
_NEARLY = 0.98


def _compare(one: _Name, other: _Name, floor: float = 0.0) -> float:
    listed = one.listed | other.listed
    best = _alike(one.words, other.words, listed, floor)
    if best == 1.0 and one.order != other.order:
        best = _NEARLY
    if one.denied != other.denied and one.words & other.denied - one.denied and other.words & one.denied - other.denied:
        # The same words, and not the same of them denied.
        best = min(best, _ELSE)
    if one.sub and other.sub:
        best = min(best, _alike(one.sub, other.sub, listed))
    elif one.alone:
        best = max(best, _NEARLY * _alike(one.sub, other.words, listed))
    elif other.alone:
        best = max(best, _NEARLY * _alike(one.words, other.sub, listed))
    if one.family and other.family and one.family != other.family:
        best = min(best, _ELSE)
    return best


# What others use -----------------------------------------------------------------------------------------------------------------------


def act_words(name: str) -> str:
    """The act that an item's name names, without 对…的(行政)处罚 and type words, its words as those that stand for them, in order."""
    return "".join(_read(name).order)


@lru_cache(maxsize=65536)
def act_content(name: str) -> frozenset[str]:
    """The content words of the act that an item's name names: 处罚 of 对…的处罚 tells its type, and nothing of the act."""
    weak = _data().weak
    return frozenset(word for word in _read(name).order if word not in weak and word != "未")


@lru_cache(maxsize=65536)
def content(text: str) -> frozenset[str]:
    """The content words of a text (a name, a provision), each as the word that stands for it; words that say little left out."""
    weak = _data().weak
    return frozenset(word for word in _tokens(text) if word not in weak and word != "未")


def likeness(one: str, other: str) -> float:
    """How surely two names say the same act: 0 to 1; 1.0 where they are the same up to form and synonyms."""
    return 1.0 if one == other else _compare(_read(one), _read(other))


Key = TypeVar("Key", bound=Hashable)


# By words that tell something: names, each with all its words that do.
_Places = dict[tuple[str, ...], list[tuple[frozenset[str], _Name]]]


@lru_cache(maxsize=65536)
def _tells(word: str) -> bool:
    """Whether a word tells something by itself."""
    return word != "未" and not word.endswith(_AGAIN) and word not in _data().weak


class Alike(Generic[Key]):
    """Names to be found by what is like them. ``names`` are (key, name) pairs; keys are whatever the caller knows them by.

    No all-pairs loop. Above 0.55 a name is only like another if the words that tell of the one are all among those of the other
    (:func:`_alike`), so that names are kept by their two rarest words, to be found by a name that holds them, and under each of their words,
    to be found by the rarest word of a name that they hold. Below, names are found by their rarer words; a word that very many names have
    finds none by itself."""

    def __init__(self, names: Iterable[tuple[Key, str]]) -> None:
        self._keys: dict[_Name, list[Key]] = defaultdict(list)
        for key, name in names:
            self._keys[_read(name)].append(key)
        self._common = Counter(word for read in self._keys for word in read.words)
        self._told: dict[frozenset[str], tuple[str, ...]] = {}
        self._narrow: _Places = defaultdict(list)
        for read in self._keys:
            for told in _ways(read):
                telling = self._telling(told)
                self._narrow[telling[:2]].append((frozenset(telling), read))

    def _telling(self, told: frozenset[str]) -> tuple[str, ...]:
        """The words that tell something, the rarest first."""
        known = self._told.get(told)
        if known is None:
            common = self._common
            known = self._told[told] = tuple(
                word for _, word in sorted((common.get(word, 0), word) for word in told if _tells(word))
            )
        return known

    def _held(self, told: frozenset[str], floor: float) -> Iterator[tuple[str, ...]]:
        """What may be the two rarest words of a name that is all in this one, and as like it as ``floor``."""
        telling = self._telling(told)
        weights = [_weight(word) for word in telling]
        # Of a likeness of 2s / (2s + r), with r left over of s + r in all.
        spare = 2 * (1 - floor) / (2 - floor) * _sum(told) + 1e-9
        if sum(weights) <= spare:
            yield ()
        before = 0.0
        for first, word in enumerate(telling):
            if before > spare:
                break
            if before + sum(weights[first + 1 :]) <= spare:
                yield (word,)
            between = before
            for second in range(first + 1, len(telling)):
                if between > spare:
                    break
                yield word, telling[second]
                between += weights[second]
            before += weights[first]

    @cached_property
    def _holding(self) -> dict[str, list[tuple[frozenset[str], _Name]]]:
        """Names under each of their words that tell something; under "" all of them."""
        found: dict[str, list[tuple[frozenset[str], _Name]]] = defaultdict(list)
        for read in self._keys:
            for told in _ways(read):
                words = frozenset(self._telling(told))
                for word in ("", *words):
                    found[word].append((words, read))
        return found

    @cached_property
    def _having(self) -> dict[str, list[_Name]]:
        found: dict[str, list[_Name]] = defaultdict(list)
        for read in self._keys:
            for word in self._telling(read.words) or read.words:
                found[word].append(read)
        return found

    def _candidates(self, read: _Name, floor: float) -> Iterator[_Name]:
        for told in _ways(read):
            telling = self._telling(told)
            if floor > _ELSE:
                mine = frozenset(telling)
                for held in self._held(told, floor):
                    for theirs, other in self._narrow.get(held, ()):
                        if theirs <= mine:
                            yield other
                for theirs, other in self._holding.get(telling[0] if telling else "", ()):
                    if mine <= theirs:
                        yield other
            else:
                for place, word in enumerate(telling or sorted(told)):
                    if not place or self._common[word] <= _EVERYWHERE:
                        yield from self._having.get(word, ())

    def near(self, name: str, floor: float) -> list[tuple[Key, float]]:
        """The keys of all names whose likeness to ``name`` is at least ``floor``, the likest first."""
        read = _read(name)
        found: list[tuple[Key, float]] = []
        for other in dict.fromkeys(self._candidates(read, floor)):
            rate = _compare(read, other, floor)
            if rate >= floor:
                found += [(key, rate) for key in self._keys[other]]
        found.sort(key=lambda pair: -pair[1])
        return found


# A word that more names have finds none by itself where names need not be much alike.
_EVERYWHERE = 500


def _ways(read: _Name) -> tuple[frozenset[str], ...]:
    """What a name may be compared by: all its words, and those of its sub-item where it says an act by itself."""
    return (read.words, read.sub) if read.alone else (read.words,)

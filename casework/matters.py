"""Whether two duties are the same matter, and whether somebody's lists speak of a matter at all.

Township lists name a duty by its object and by what is done about it: 流浪犬、猫的控制和处置, 危房安全鉴定. Towns shorten the object (危险房屋, 危房)
and put the acts in other words or another order, so that words alone do not meet; and two duties on one object are two duties where what is
done differs (巡查宣传, 扑救). A name is therefore taken apart: the acts at its ends, each of a class (``_CLASSES``), and the object between them.
Objects are compared sign by sign, classes as sets.

Some classes only help another body (宣传, 巡查, 报告, 协助): an item or a part that has no other act decides nothing (:func:`only_helps`).

Pure: no I/O.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz

from casework.likeness import content, likeness

Key = TypeVar("Key", bound=Hashable)
SAME = 0.75
"""From here on two names say the same matter."""
SAME_BASIS = 0.6
"""The same, where both rest on one article."""

# Class of act → its words. The first group only helps: who does these decides nothing about anybody.
_HELPING = {
    "tell": "宣传教育 宣传 教育 普及 引导 劝导 劝阻 劝说 动员 倡导 告知 提醒 提示 发动 督促",
    "find": (
        "日常巡查 动态巡查 巡查 巡护 巡防 巡视 排查登记 排查 摸排 摸底 走访 发现 上报 报告 报送 反映 移交 移送 线索 收集 采集 "
        "信息采集 隐患报告 统计上报 通知"
    ),
    "help": (
        "协助 配合 参与 参加 支持 维护现场 维护秩序 保护现场 秩序维护 疏散 疏导 安抚 后勤保障 提供 协调 做好当事人工作 群防群治"
    ),
}
_DECIDING = {
    "enforce": "行政处罚 处罚 查处 取缔 执法 打击 惩处 追缴 追究",
    "inspect": "监督检查 执法检查 安全检查 检查 监督 监管 督查 抽查 监察",
    "examine": "鉴定 认定 评估 评审 评定 检测 检验 评价 勘验",
    "survey": "测量 测绘 监测 普查 调查 核查 核实 盘点 清查",
    "decide": "审核批准 许可 审批 核准 核发 审查 初审 受理 审核 批准 办理 申领 发放 颁发 出具 开具 同意",
    "record": "登记 备案 建档 注册 录入 公示 公开",
    "treat": "保洁 清扫 处置 整治 整改 治理 清理 清运 控制 管控 拆除 除治 化解 调处 调解 处理 救援 扑救 先期处置 防控 防治 防治工作 排除",
    "aid": "救助 救济 补贴 补助 帮扶 帮教 照料 关爱 慰问 优抚",
    "manage": "监督管理 管理 管护 维护 运行 看护 保护 监护 养护 运维 服务 建设",
}
_CLASSES = {**_HELPING, **_DECIDING}
_CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words.split()}
# What is part of an object's own name more often than what is done about it (临时救助, 户口登记).
_NOUNS = frozenset({"aid", "record"})
# Acts that say no more than that something is done.
_VAGUE = frozenset({"manage"})
# Acts that stand for each other where townships' lists say them (a penalty is what an enforcement comes to).
_KIN = ({"enforce", "inspect"}, {"decide", "record"}, {"treat", "enforce"})
_FILLER = re.compile(
    r"(?:[的地和与及并对等在、，,;；()（）《》“”\"' 　/]|以及|或者|或|关于|开展|做好|加强|推进|落实|组织实施|组织|实施|负责|进行|依法|统筹|"
    r"辖区内?|本[镇乡]|全[镇乡县]|有关|相关|工作|行为|事项|活动|情况|申请|对象|问题|隐患|制度|事务|方面|日常|指导)"
)
# What townships' lists shorten, written out: the object is the same.
_SHORT = {
    "低保": "最低生活保障",
    "危房": "危险房屋",
    "医保": "医疗保险",
    "特困供养": "特困人员供养",
    "五保": "特困人员",
    "畜禽": "动物",
    "禁烧": "露天焚烧",
}
_SHORTENED = re.compile("|".join(_SHORT))
_ACT = "|".join(sorted(_CLASS_OF, key=len, reverse=True))
# What makes a word of doing part of the name of an object: 建设单位, 检测机构, 登记证.
_NAMED_BY = "单位|机构|人员|企业|部门|工程|项目|场所|场地|设施|设备|用地|资金|证|书|标准|报告|站|点|队|员|者|人(?!民)"
_HEAD = re.compile(rf"^(?:(?P<act>{_ACT})(?!{_NAMED_BY})|{_FILLER.pattern})")
_TAIL = re.compile(rf"(?:(?P<act>{_ACT})|{_FILLER.pattern})$")
_MARKS = re.compile(r"[^\w]|_")
_LEAST = 2
_LEAST_NOUN = 4


class Matter(NamedTuple):
    """A name taken apart: the object's signs without marks, the classes of what is done."""

    object: str
    acts: frozenset[str]


def _written_out(text: str) -> str:
    return _SHORTENED.sub(lambda found: _SHORT[found.group()], unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=65536)
def matter(name: str) -> Matter:
    """A duty's name as object and acts; a name that is all acts is its own object."""
    plain = _written_out(name).strip()
    acts: set[str] = set()
    rest = plain
    for ends in (_TAIL, _HEAD):
        while found := ends.search(rest):
            shorter = rest[: found.start()] if ends is _TAIL else rest[found.end() :]
            act = found["act"]
            kind = _CLASS_OF.get(act, "") if act else ""
            if len(_MARKS.sub("", shorter)) < (_LEAST_NOUN if kind in _NOUNS else _LEAST):
                break
            if kind:
                acts.add(kind)
            rest = shorter
    return Matter(_MARKS.sub("", rest), frozenset(acts))


def _object_rate(one: str, other: str) -> float:
    """How surely two objects are one: signs in their order; a shortened name (危房 of 危险房屋) keeps some of them and adds none."""
    if one == other:
        return 1.0
    rate = fuzz.ratio(one, other) / 100
    short, long = sorted((one, other), key=len)
    if len(short) >= 4:
        both = sum((Counter(one) & Counter(other)).values())
        rate = max(rate, 0.9 * 2 * both / (len(one) + len(other)))
    if len(short) >= 3:
        if short in long:
            rate = max(rate, 0.6 + 0.4 * len(short) / len(long))
        elif _within(short, long):
            rate = max(rate, 0.5 + 0.5 * len(short) / len(long))
    return rate


def _within(short: str, long: str) -> bool:
    signs = iter(long)
    return all(sign in signs for sign in short)


def acts_differ(one: Matter, other: Matter) -> bool:
    """Whether what is done differs: both say it, and no class is in both or kin to one of the other."""
    mine, theirs = one.acts - _VAGUE, other.acts - _VAGUE
    if not mine or not theirs or mine & theirs:
        return False
    return not any(mine & kin and theirs & kin for kin in _KIN)


def matter_rate(one: str, other: str) -> float:
    """How surely two duties are the same matter, 0 to 1: the same thing done about the same object."""
    if one == other:
        return 1.0
    mine, theirs = matter(one), matter(other)
    rate = _object_rate(mine.object, theirs.object)
    if acts_differ(mine, theirs):
        return rate * 0.6
    if bool(mine.acts - _VAGUE) != bool(theirs.acts - _VAGUE):
        rate *= 0.95
    return max(rate, likeness(one, other))


def object_words(name: str) -> list[str]:
    """The content words of a duty's name that tell its object: without those of what is done about it."""
    return sorted(
        word
        for word in content(_written_out(name))
        if _CLASS_OF.get(word, "") in ("", *_NOUNS) and not _FILLER.fullmatch(word)
    )


def says_too(listed: str, asked: str) -> bool:
    """Whether a listed duty holds what is asked under another name: all words of the asked object are among its own (兵役登记和征兵, asked 征兵),
    or all of its own among those asked and the same is done (河道日常保洁, asked 五水共治河道保洁). For finding what is not to be reported: too
    wide for saying that two duties are one."""
    mine, theirs = frozenset(object_words(listed)), frozenset(object_words(asked))
    have, want = matter(listed), matter(asked)
    if not mine or not theirs or acts_differ(have, want):
        return False
    return theirs <= mine or (mine <= theirs and bool((have.acts - _VAGUE) & (want.acts - _VAGUE)))


def same_object(one: str, other: str) -> bool:
    """Whether two duties are about one object, whatever is done about it."""
    return _object_rate(matter(one).object, matter(other).object) >= SAME


# Only helping ------------------------------------------------------------------------------------------------------------------------

_CLAUSE = re.compile(r"[，,。；;\n]")
_HELPING_WORD = re.compile(
    "|".join(sorted((w for words in _HELPING.values() for w in words.split()), key=len, reverse=True))
)
_DECIDING_WORD = re.compile(
    "|".join(
        sorted(
            (w for name, words in _DECIDING.items() if name not in _VAGUE for w in words.split()), key=len, reverse=True
        )
    )
)


def only_helps(text: str) -> bool:
    """Whether a text of what a body does (a part of an item, or an item's name) has it only tell, find, report and assist: every clause
    either begins with such an act, comes to one (排查隐患、上报), or names no deciding one. "" says nothing: False."""
    helps = False
    for clause in _CLAUSE.split(unicodedata.normalize("NFKC", text)):
        helping = _HELPING_WORD.search(clause)
        deciding = _DECIDING_WORD.search(clause)
        if deciding is not None and (
            helping is None or (helping.start() > deciding.start() and not _ends_helping(clause))
        ):
            return False
        helps = helps or helping is not None
    return helps


def _ends_helping(clause: str) -> bool:
    found = matter(clause).acts
    return bool(found) and found <= _HELPING.keys()


def acts_in(text: str) -> frozenset[str]:
    """The words of deciding acts that a text has anywhere (执法检查, 鉴定), those of vague and naming classes left out."""
    return frozenset(found for found in _DECIDING_WORD.findall(text) if _CLASS_OF[found] not in _NOUNS)


def only_helps_by_name(name: str) -> bool:
    """Whether a duty's name has nothing done but telling, finding, reporting and assisting (燃气安全隐患的宣传和报告)."""
    return _ends_helping(name)


# Finding ------------------------------------------------------------------------------------------------------------------------------


def _bigrams(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text]


class Matters(Generic[Key]):
    """Names to be found by the matter that they say: (key, name) pairs. Found by the pairs of signs of their objects, no all-pairs loop."""

    _TRIED = 40

    def __init__(self, names: Iterable[tuple[Key, str]]) -> None:
        self._keys: dict[str, list[Key]] = defaultdict(list)
        for key, name in names:
            self._keys[name].append(key)
        self._postings: dict[str, list[str]] = defaultdict(list)
        for name in self._keys:
            for pair in set(_bigrams(matter(name).object)):
                self._postings[pair].append(name)
        self._near: dict[tuple[str, float], list[tuple[Key, float]]] = {}

    def near(self, name: str, floor: float = SAME) -> list[tuple[Key, float]]:
        """The keys of the names that say the same matter at least as surely as ``floor``, the surest first."""
        known = self._near.get((name, floor))
        if known is not None:
            return known
        weights: Counter[str] = Counter()
        for pair in set(_bigrams(matter(name).object)):
            found = self._postings.get(pair, ())
            for other in found:
                weights[other] += 1 / math.sqrt(len(found))  # type: ignore[assignment]
        if name in self._keys:
            weights[name] += 1
        rated = [(other, matter_rate(name, other)) for other, _ in weights.most_common(self._TRIED)]
        near = [(key, rate) for other, rate in rated if rate >= floor for key in self._keys[other]]
        near.sort(key=lambda pair: -pair[1])
        self._near[name, floor] = near
        return near


class Vocabulary:
    """What the lists of several owners speak of: (owner, text) pairs. A pair of signs that many owners use says little (安全, 检查)."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._texts: dict[str, dict[str, set[str]]] = defaultdict(dict)
        used: dict[str, set[str]] = defaultdict(set)
        for owner, text in texts:
            plain = _MARKS.sub("", unicodedata.normalize("NFKC", text))
            if plain in self._texts[owner]:
                continue
            pairs = set(_bigrams(plain))
            self._texts[owner][plain] = pairs
            for pair in pairs:
                used[pair].add(owner)
        self._owners = max(1, len(self._texts))
        self._used = {pair: len(owners) for pair, owners in used.items()}
        self._of: dict[str, dict[str, list[str]]] = {}
        self._said: dict[str, frozenset[str]] = {}

    def weight(self, pair: str) -> float:
        return math.log((1 + self._owners) / (0.5 + self._used.get(pair, 0))) if self._owners > 1 else 1.0

    def __contains__(self, owner: str) -> bool:
        return owner in self._texts

    def _index(self, owner: str) -> dict[str, list[str]]:
        if owner not in self._of:
            index: dict[str, list[str]] = defaultdict(list)
            for text, pairs in self._texts.get(owner, {}).items():
                for pair in pairs:
                    index[pair].append(text)
            self._of[owner] = index
        return self._of[owner]

    def users(self, word: str) -> int:
        """How many owners use a word, at most."""
        return min((self._used.get(pair, 0) for pair in _bigrams(word)), default=0)

    def speaks_of(self, owner: str, words: Iterable[str], rarely: float) -> tuple[float, str]:
        """How much of these words an owner uses somewhere (0 to 1, by weight), and one of them that no more than ``rarely`` of all owners use
        ("" where there is none)."""
        used = self._words(owner)
        whole = held = 0.0
        rare = ""
        for word in words:
            pairs = _bigrams(word)
            weight = sum(max(0.05, self.weight(pair)) for pair in pairs) / len(pairs)
            whole += weight
            if word in used:
                held += weight
                if self.users(word) <= max(1.0, rarely * self._owners) and (
                    not rare or self.users(word) < self.users(rare)
                ):
                    rare = word
        return (held / whole if whole else 0.0), rare

    def _words(self, owner: str) -> frozenset[str]:
        if owner not in self._said:
            self._said[owner] = frozenset(word for text in self._texts.get(owner, ()) for word in content(text))
        return self._said[owner]

    def quoted(self, owner: str, words: str) -> str:
        """A text of an owner that has these words sign by sign, marks left out; "" where none has."""
        plain = _MARKS.sub("", unicodedata.normalize("NFKC", words))
        pairs = _bigrams(plain)
        index = self._index(owner)
        rarest = min((index.get(pair, []) for pair in pairs), key=len)
        return min((text for text in rarest if plain in text), default="")

    def covers(self, owner: str, name: str) -> tuple[float, str]:
        """How much of a name's object one text of an owner holds, by weight (0 to 1), and that text."""
        pairs = set(_bigrams(matter(name).object))
        weights = {pair: max(0.05, self.weight(pair)) for pair in pairs}
        whole = sum(weights.values())
        index = self._index(owner)
        held: Counter[str] = Counter()
        for pair in pairs:
            for text in index.get(pair, ()):
                held[text] += weights[pair]  # type: ignore[assignment]
        if not held:
            return 0.0, ""
        text, most = max(held.items(), key=lambda one: (one[1], one[0]))
        return most / whole, text

"""Whether the articles that a power rests on speak of its act, and give a power of its type (basis.off_subject).

Two questions to all the articles that a row cites together (the article that sets the duty and the one that sets the consequence go together):

* do they give such a power at all? A penalty cannot rest on articles that know of no penalty (行政处罚法第四条、第十六条), coercion not on articles
  without any coercive measure, a licence not on articles in which nothing is permitted, examined, registered or certified;
* do they speak of the act? What the name says is looked for in them (words, and pairs of characters, the rarer in the law the heavier), in
  their captions, and in the articles that they refer to (违反本法第十条). Lists and laws use different words, so little in common proves
  nothing by itself: another article of the same law that gives the type must speak of the act far more clearly, and is then named.

An article that spoke of the act in another loaded text is basis.moved and not reported here; neither is a row of which a law is not loaded or
an article is missing. Confirmed: full texts, nothing of the act in them, and no power of that type or a far better article; else suspected. On
captions never more than suspected.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

import msgspec

from casework.dossier import Dossier, Item, LawBook, Row
from casework.findings import Evidence, Finding, about_row, quoted
from casework.likeness import content, likeness
from graph.meant import of_year
from ontologies.records import CitationState, FindingKind, PowerType, Status, Verdict
from text.citations import noted_year
from text.numerals import parse_number

Record = dict[str, Any]

# What gives a power of a type -------------------------------------------------------------------------------------------------------

# Words without which a text gives no power of the type: those that say it, and those that may mean it where the text speaks of the act.
_GIVES: dict[PowerType, tuple[re.Pattern[str], re.Pattern[str]]] = {
    PowerType.PENALTY: (
        re.compile(r"罚|警告|没收|吊销|拘留|责令|通报批评|暂扣|取缔|法律责任|降低.{0,6}资质"),
        re.compile(r"暂停|关闭|撤销|取消|注销|处理|查处|限制|驱逐|处分|收缴|追缴|禁止从事|不得.{0,8}从事"),
    ),
    PowerType.COERCION: (
        re.compile(
            r"查封|扣押|扣留|强制|暂扣|拆除|加处|加收|代履行|滞纳金|冻结|划拨|拍卖|变卖|排除妨碍|恢复原状|封存|封闭|登记保存|隔离|带离|收容|扑杀|捕杀|传唤|盘问|戒毒|拖移"
        ),
        re.compile(
            r"代为|约束|清除|清理|收缴|没收|先行|销毁|检测|暂停|停止|关闭|责令|禁止|控制|查询|疏散|征用|驱散|处置|采取.{0,8}措施|治疗|取缔|扣缴|制止"
        ),
    ),
    PowerType.LICENSING: (
        re.compile(r"许可|批准|审批|核准|资格|资质|登记|备案|同意|审查|审核|认可|认定|特许|核发|颁发|执照|批文|注册"),
        re.compile(r"证|申请|办理|报.{0,20}(?:部门|机关|政府|局)|验收|检疫|检验|决定|指定|考核|评定"),
    ),
}


def gives(kind: PowerType, text: str, common: float) -> bool:
    """Whether a text may give a power of a type, speaking as much of its act as ``common``."""
    if kind not in _GIVES:
        return True
    plain, perhaps = _GIVES[kind]
    return plain.search(text) is not None or (common >= _SOMEWHAT and perhaps.search(text) is not None)


_SOMEWHAT = 0.25
_NEEDS = {
    PowerType.PENALTY: "罚款、没收、吊销、警告等处罚",
    PowerType.COERCION: "查封、扣押、强制执行等强制措施",
    PowerType.LICENSING: "许可、批准、核准、登记等",
}
# What an article must say to be offered in place of the cited one.
_OFFERED: dict[PowerType, re.Pattern[str]] = {
    PowerType.PENALTY: re.compile(r"罚款|警告|没收|吊销|拘留|责令停|处罚|通报批评|取缔"),
    PowerType.COERCION: re.compile(
        r"查封|扣押|扣留|强制|暂扣|拆除|加处|代履行|滞纳金|冻结|封存|登记保存|责令.{0,8}(?:清理|改正|拆除)|传唤"
    ),
    PowerType.LICENSING: re.compile(r"许可|批准|审批|核准|资格|资质|登记|备案|同意|申请|审查|审核|核发|颁发"),
    PowerType.INSPECTION: re.compile(r"检查|监督|巡查|抽查|检验|监测"),
    PowerType.LEVY: re.compile(r"征收|收取|缴纳|交纳|费|税"),
    PowerType.BENEFIT: re.compile(r"补助|补贴|救助|发给|给付|待遇|抚恤|优待|资金|救济|支付|补偿|供养|保障"),
    PowerType.CONFIRMATION: re.compile(r"确认|认定|登记|鉴定|证明|审定|评定|核定|公证|检验|检疫|证"),
    PowerType.REWARD: re.compile(r"奖励|表彰|奖|表扬"),
    PowerType.ADJUDICATION: re.compile(r"裁决|处理|争议|调处|纠纷|仲裁|决定"),
}
_ANY = re.compile("")
# Types whose basis often is an article about how the whole law is supervised, that names no object of its own.
_GENERAL = frozenset({PowerType.INSPECTION, PowerType.OTHER, PowerType.PUBLIC_SERVICE, PowerType.UNKNOWN})

# Of what a text speaks ---------------------------------------------------------------------------------------------------------------

_TYPE_WORDS = frozenset(
    {
        "处罚",
        "行政处罚",
        "检查",
        "监督",
        "监督检查",
        "审批",
        "许可",
        "行政许可",
        "核准",
        "备案",
        "登记",
        "核发",
        "审查",
        "审核",
        "批准",
    }
    | {
        "强制",
        "行政强制",
        "征收",
        "给付",
        "确认",
        "认定",
        "奖励",
        "裁决",
        "办理",
        "管理",
        "活动",
        "有关",
        "相关",
        "规定",
        "行为",
        "违法",
    }
    | {"违反", "情形", "以及", "或者"}
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FRAME = re.compile(
    r"^对|(?:行为)?的?(?:行政|监督)?(?:处罚|检查|审批|许可|强制|备案|登记|核准|确认|奖励|裁决|征收|给付)(?=$|[（(])|或者?|以及|、|违反|规定|行为|没有|未|按照?|依法|不"
)


class _Act(msgspec.Struct, frozen=True):
    """What a name says, as it is looked for: its content words, and the pairs of characters in it."""

    words: frozenset[str]
    pairs: frozenset[str]


@lru_cache(maxsize=65536)
def _act(name: str) -> _Act:
    bare = _FRAME.sub(" ", name)
    pairs = frozenset(run[at : at + 2] for run in _HAN.findall(bare) for at in range(len(run) - 1))
    return _Act(frozenset(word for word in content(name) if word not in _TYPE_WORDS and len(word) > 1), pairs)


def _has(words: Iterable[str], text: str) -> set[str]:
    """The words of a name that a text has, in whatever way it says them."""
    found = {word for word in words if word in text}
    missing = set(words) - found
    return found | (missing & content(text)) if missing else found


def speaks(name: str, text: str) -> float:
    """How much of a name a text speaks of, 0 to 1: the mean of its words and of its pairs of characters. 1 for a name that says nothing."""
    return plainly(_act(name), text)


def plainly(act: _Act, text: str) -> float:
    """How much of an act a text speaks of, every word alike."""
    if not act.words or not act.pairs:
        return 1.0
    found = _has(act.words, text)
    return (
        sum(map(len, found)) / sum(map(len, act.words)) + sum(pair in text for pair in act.pairs) / len(act.pairs)
    ) / 2


_REFERS = re.compile(
    r"(?:本(?:法|条例|办法|规定|细则|法典|决定)|(?<=[、和或者至及，])|依照|违反)第([一二三四五六七八九十百千零〇两]+)条(之[一二三四五六七八九十]+)?(?:至第([一二三四五六七八九十百千零〇两]+)条)?"
)
_FOREIGN = re.compile(r"《[^》]+》第[^，。；]*?条(?:第[^，。；]{1,6}[款项])*(?:、第[^，。；]*?条)*")


class _Text:
    """The articles of one text of a law, and how often each word stands in them."""

    def __init__(self, provisions: Sequence[Record]) -> None:
        self.articles = [row for row in provisions if row["level"] == "article"]
        self.words = [f"{row['heading']}{row['text']}" for row in self.articles]
        self.place = {row["number"]: at for at, row in enumerate(self.articles)}
        self._weights: dict[str, float] = {}
        self._wholes: dict[int, str] = {}

    @cached_property
    def run(self) -> str:
        """All articles' characters, one article a line."""
        return "\n".join(map(letters, self.words))

    def weight(self, piece: str) -> float:
        """How much a word or pair tells one article of the law from another; nought where none has it."""
        known = self._weights.get(piece)
        if known is None:
            count = sum(piece in words for words in self.words)
            known = math.log((len(self.words) + 1) / (count + 0.5)) + 0.05 if count else 0.0
            self._weights[piece] = known
        return known

    def referred(self, at: int) -> list[int]:
        """The articles that an article refers to."""
        found: list[int] = []
        text = _FOREIGN.sub("", self.words[at])
        for match in _REFERS.finditer(text):
            numbers = [match[1] + "条" + (match[2] or "")]
            first = self.place.get(parse_number(f"第{numbers[0]}"))
            if first is None:
                continue
            last = self.place.get(parse_number(f"第{match[3]}条"), first) if match[3] else first
            found += range(first, min(last, first + 12) + 1)
        if "前条" in text and at:
            found.append(at - 1)
        return [one for one in found if one != at]

    def whole(self, at: int) -> str:
        """An article with those that it refers to."""
        known = self._wholes.get(at)
        if known is None:
            known = self._wholes[at] = "\n".join((self.words[at], *(self.words[one] for one in self.referred(at))))
        return known

    def speaks(self, act: _Act, text: str) -> float:
        """How much of an act a text speaks of, 0 to 1: words and pairs by their weight in this law. 0 where the law has none of them."""
        shares = []
        found = _has(act.words, text)
        for pieces, had in ((act.words, found), (act.pairs, {pair for pair in act.pairs if pair in text})):
            # A word that the law does not know at all tells nothing between its articles; one that is found by a synonym counts as common.
            total = sum(max(self.weight(one), 1.0 if one in found else 0.0) * len(one) for one in pieces)
            mine = sum(max(self.weight(one), 1.0 if one in found else 0.0) * len(one) for one in had)
            if total:
                shares.append(mine / total)
        return sum(shares) / len(shares) if shares else 0.0

    def best(self, act: _Act, kind: PowerType, but: frozenset[int]) -> tuple[float, int]:
        """The article that gives the type and speaks most of the act, and how much; (0, -1) where none does."""
        offered = _OFFERED.get(kind, _ANY)
        best = 0.0, -1
        for at, words in enumerate(self.words):
            if at not in but and offered.search(words):
                share = max(self.speaks(act, words), 0.9 * self.speaks(act, self.whole(at)))
                if share > best[0] and plainly(act, self.whole(at)) < _PLAINLY:
                    # What it has of the act are the few words that the law knows at all.
                    continue
                if share > best[0] + 1e-9:
                    best = share, at
        return best


class _Texts(dict[str, _Text]):
    """The texts of versions, each read when it is first asked for."""

    def __init__(self, book: LawBook) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, version: str) -> _Text:
        self[version] = made = _Text(self._book.provisions(version))
        return made


# The check ---------------------------------------------------------------------------------------------------------------------------

# From this share on the articles speak of the act, and no more is asked.
_SPEAKS = 0.5
# What is off the subject has no more than this in common with the act, what is offered in its place at least so much, and so much more.
_SILENT, _CLEAR, _APART = 0.2, 0.55, 0.4
# Where a law's common words make up what they share, somewhat more, as long as the plain words are few, or the other article has so much more.
_COMMONPLACE, _FEW, _FAR = 0.38, 0.3, 0.6
# And so much of every word of it, known to the law or not.
_PLAINLY = 0.45
# Of a name of fewer pairs of characters too little can be told.
_SAYS_MUCH = 4
# Surely off.
_NOTHING, _SURELY = 0.08, 0.65


def off_subject(dossier: Dossier) -> Iterator[Finding]:
    """basis.off_subject."""
    book = dossier.book
    texts = book.once("subject.texts", lambda: _Texts(book))
    for item, row in dossier.powers():
        cited = _cited(dossier, row)
        if cited:
            found = _judge(dossier, texts, item, row, cited)
            if found is not None:
                yield found


def _cited(dossier: Dossier, row: Row) -> list[Record]:
    """The provisions in force that a row rests on; [] where one of its citations cannot be looked at, so that nothing can be said."""
    found: dict[str, Record] = {}
    for cite in row.cites:
        if cite.in_quote:
            continue
        if not cite.article or cite.state == CitationState.AMBIGUOUS:
            return []
        law = dossier.book.law(cite.law)
        standing = law.standing
        if standing.status is not Status.IN_FORCE or standing.row is None:
            return []
        year = noted_year(cite.note)
        if year is not None and not any(version["loaded"] for version in of_year(law.versions, year)):
            # What the text of that year says is not known (basis.unverifiable).
            return []
        provisions = dossier.book.article(cite.article).provisions
        now = next((one for one in provisions if one["version"] == standing.row["id"]), None)
        if now is None:
            return []
        found[now["id"]] = now
    return list(found.values())


def _beside(row: Row) -> str:
    """What a row's basis says beside its citations."""
    parts, at = [], 0
    for cite in sorted(row.cites, key=lambda cite: cite.begins):
        if not cite.in_quote:
            parts.append(row.basis[at : cite.begins])
            at = max(at, cite.ends)
    return "\n".join((*parts, row.basis[at:]))


def type_of(item: Item, row: Row) -> PowerType:
    """The type that a row states, else its item's."""
    return PowerType(row.power_type) if row.power_type else item.power_type


def _judge(dossier: Dossier, texts: _Texts, item: Item, row: Row, cited: Sequence[Record]) -> Finding | None:
    captions = [one for one in cited if dossier.book.only_captions(one)]
    if captions:
        return _by_captions(dossier, texts, item, row, cited) if len(captions) == len(cited) else None
    name, kind = row.full_name, type_of(item, row)
    words = "\n".join(f"{one['heading']}{one['text']}" for one in cited)
    common = speaks(name, words)
    able = gives(kind, words, common)
    if able and (common >= _SPEAKS or kind in _GENERAL or not _act(name).words):
        return _word_for_word(dossier, texts, item, row, cited) if kind is PowerType.PENALTY else None
    if _moved(dossier, name, kind, cited) or speaks(name, _beside(row)) >= _SPEAKS:
        # An old number; or what the cell itself has pasted speaks of the act, and only the number beside it is wrong (basis.text_differs).
        return None
    own: dict[str, list[int]] = {}
    for one in cited:
        text = texts[one["version"]]
        own.setdefault(one["version"], []).append(text.place[one["number"]])
    act = _act(name)
    silent, best, offered = 0.0, 0.0, None
    for version, places in own.items():
        text = texts[version]
        silent = max(silent, text.speaks(act, "\n".join(text.whole(at) for at in places)))
        share, at = text.best(act, kind, frozenset(places))
        if share > best:
            best, offered = share, text.articles[at]
    if able:
        far = common <= _FEW or best - silent >= _FAR
        if (
            len(act.pairs) < _SAYS_MUCH
            or silent > (_COMMONPLACE if far else _SILENT)
            or best < _CLEAR
            or best - silent < _APART
        ):
            return _word_for_word(dossier, texts, item, row, cited) if kind is PowerType.PENALTY else None
        sure = silent <= _NOTHING and best >= _SURELY
        return _finding(dossier, item, row, cited, sure, _SAYS_OTHER, offered)
    clear = best >= _CLEAR and best - silent >= _APART / 2
    sure = common < _SPEAKS and silent < _SPEAKS
    says = _SAYS_NEITHER if sure else _GIVES_NOT
    return _finding(dossier, item, row, cited, sure, says, offered if clear else None, kind)


_PENALISED = re.compile(r"^对|(?:的?违法)?(?:行为)?的?(?:行政)?处罚$")
_CLAUSE = re.compile(r"[，；：。、\n（）()]")
# A shorter name stands in many an article by chance.
_LONG = 6
# A clause of the cited article so like the name says the same in other words.
_SAYS_SAME = 0.6


def _word_for_word(dossier: Dossier, texts: _Texts, item: Item, row: Row, cited: Sequence[Record]) -> Finding | None:
    """A penalty's name that stands word for word in another article of the law that penalises, and in no cited one, nor in what these refer
    to: acts that share nearly all their words (生产经营假种子, 生产经营劣种子) are two acts. Never more than suspected."""
    said = letters(_PENALISED.sub("", row.full_name.strip()))
    if len(said) < _LONG:
        return None
    own: dict[str, list[int]] = {}
    for one in cited:
        text = texts[one["version"]]
        own.setdefault(one["version"], []).append(text.place[one["number"]])
    if not any(said in texts[version].run for version in own):
        return None
    if any(said in letters(texts[version].whole(at)) for version, places in own.items() for at in places):
        return None
    for version, places in own.items():
        text = texts[version]
        if said not in text.run:
            continue
        for at, words in enumerate(text.words):
            if said not in letters(words) or not _OFFERED[PowerType.PENALTY].search(words):
                continue
            if any(at in text.referred(place) or place in text.referred(at) for place in places):
                return None
            clauses = (clause for one in cited for clause in _CLAUSE.split(one["text"]))
            if any(likeness(said, clause.removesuffix("的")) >= _SAYS_SAME for clause in clauses if len(clause) > 1):
                return None
            if _moved(dossier, row.full_name, PowerType.PENALTY, cited):
                return None
            return _finding(dossier, item, row, cited, False, _SAYS_OTHER, text.articles[at])
    return None


@lru_cache(maxsize=16384)
def letters(text: str) -> str:
    """A text without anything but its characters."""
    return "".join(_HAN.findall(text))


def _moved(dossier: Dossier, name: str, kind: PowerType, cited: Sequence[Record]) -> bool:
    """Whether one of the articles spoke of the act in another loaded text: the number is an old one."""
    for one in cited:
        for other in dossier.book.article(f"{one['law']}/art_{one['number']}").provisions:
            if other["id"] != one["id"] and (other["text"] or other["heading"]):
                words = f"{other['heading']}{other['text']}"
                common = speaks(name, words)
                if common >= _SPEAKS and (not other["text"] or gives(kind, words, common)):
                    return True
    return False


_CAPTION_SAYS = 0.75


def _by_captions(dossier: Dossier, texts: _Texts, item: Item, row: Row, cited: Sequence[Record]) -> Finding | None:
    """Captions are a few words each: only where they have no character pair in common with the name, but those of the law's own title, and
    another caption of the law is clearly the name's."""
    name, kind = row.full_name, type_of(item, row)
    act = _act(name)
    words = "\n".join(one["heading"] for one in cited)
    if not all(one["heading"] for one in cited) or len(act.words) < 2:
        return None
    # What the law is called (广告) all its captions may say.
    titles = "".join(dossier.book.law(one["law"]).title for one in cited)
    common = _has(act.words, words) | {pair for pair in act.pairs if pair in words}
    if any(piece not in titles for piece in common) or speaks(name, words) > _FEW:
        return None
    if kind in _GENERAL or _moved(dossier, name, kind, cited):
        return None
    best, offered = 0.0, None
    for version in {one["version"] for one in cited}:
        text = texts[version]
        for provision in text.articles:
            share = min(speaks(name, provision["heading"]), speaks(provision["heading"], name))
            if share > best and _OFFERED.get(kind, _ANY).search(provision["heading"]):
                best, offered = share, provision
    if best < _CAPTION_SAYS or offered is None:
        return None
    return _finding(dossier, item, row, cited, False, _SAYS_OTHER, offered)


_SAYS_OTHER = "讲的是另一件事，没有讲到这一事项"
_SAYS_NEITHER = "没有讲到这一事项，也没有规定{needs}"
_GIVES_NOT = "没有规定{needs}，不能单独作为这一类职权的依据"


def _name(dossier: Dossier, provision: Record) -> str:
    found = re.search(r"第[^第]*条(?:之[^第]*)?$", provision["label"])
    return f"{dossier.book.law(provision['law']).title}{found[0] if found is not None else provision['label']}"


def _finding(
    dossier: Dossier,
    item: Item,
    row: Row,
    cited: Sequence[Record],
    sure: bool,
    says: str,
    offered: Record | None,
    kind: PowerType = PowerType.UNKNOWN,
) -> Finding:
    names = "、".join(_name(dossier, one) for one in cited)
    told = says.format(needs=_NEEDS.get(kind, ""))
    evidence = [Evidence("事项名称", row.full_name, row.id)]
    evidence += [Evidence(f"{_name(dossier, one)}的文字", one["text"] or one["heading"], one["id"]) for one in cited]
    repair = f"核对{names}是否写错条号，改引规定这一事项的条文"
    if offered is not None:
        better = _name(dossier, offered)
        evidence.append(Evidence(f"讲到这一事项的是{better}", offered["text"] or offered["heading"], offered["id"]))
        repair = f"改引{better}，或者与它一并引用" if says == _GIVES_NOT else f"核对是否应引{better}"
    return Finding(
        kind=FindingKind.BASIS_OFF_SUBJECT,
        verdict=Verdict.CONFIRMED if sure else Verdict.SUSPECTED,
        about=(*about_row(item, row), *sorted({f"{one['law']}/art_{one['number']}" for one in cited})),
        text=f"所引{names}{told}",
        repair=repair,
        rows=(row,),
        provisions=tuple(quoted(dossier, one) for one in (*cited, *([offered] if offered is not None else []))),
        evidence=tuple(evidence),
        bodies=(item.owner,),
        place=item.place,
    )


CHECKS = ((frozenset({FindingKind.BASIS_OFF_SUBJECT}), off_subject),)

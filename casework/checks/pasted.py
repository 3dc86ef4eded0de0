"""Text of the law that a list has pasted beside a citation, held against the article itself (basis.text_differs).

What is pasted stands behind the citation (in the cell, or in a column of its own that the reading put there), or before it. It is compared
clause by clause: marks, width, blanks, the writing of numerals, the labels of items and omissions make no difference. What is word for word
the article in another loaded text is not reported here: that the article was reworded is basis.moved. A remark beside a citation is no paste:
nothing of it stands in the law, and it does not read like a provision.

Confirmed: the article is loaded with its words and the paste has others (or those of another article, which is then named). Suspected: what
is pasted reads like a provision and stands nowhere in the law; or it only says more behind the article's own words. Not verifiable: of the
article nothing but its caption is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from rapidfuzz import fuzz

from casework.checks._citing import CITING, made
from casework.dossier import ArticleFacts, Cite, Dossier, Item, LawFacts, Row
from casework.findings import Evidence, Finding, about_row, quoted
from graph.meant import By, meant
from ontologies.records import CitationState, FindingKind, Severity, Status, Verdict
from text.normalise import fold
from text.numerals import NUMERAL_CHARS, to_int

Record = dict[str, Any]

# Words as they are compared --------------------------------------------------------------------------------------------------------

_NUMERAL = "[" + re.escape("".join(char for char in NUMERAL_CHARS if not char.isdigit())) + "]"
_TOKEN = re.compile(
    rf"(?<=[第、和或至及者])\((?P<ref>{_NUMERAL}+|\d+)\)(?=[项款条目、和或至及以])"
    rf"|(?P<label>\((?:{_NUMERAL}+|\d+)\)|[①-⑳]|(?:^|(?<=[。；;:]))[ \t]*\d{{1,2}}[.、](?!\d))"
    rf"|百分之(?P<share>{_NUMERAL}+|\d+(?:\.\d+)?)|(?P<rate>\d+(?:\.\d+)?)%"
    r"|(?P<number>\d+(?:\.\d+)?)(?P<unit>[万亿])?"
    rf"|(?P<chinese>{_NUMERAL}+)"
    r"|(?P<char>[^\W_])",
    re.MULTILINE,
)
_UNITS = {"万": 10_000, "亿": 100_000_000}
# Written one way or the other, even in one law.
_VARIANTS = str.maketrans("帐它", "账他")


def _amount(numeral: str, unit: str = "") -> str:
    """A numeral as plain digits; as it stands where it is none (千万)."""
    try:
        if "." in numeral:
            return f"{float(numeral) * _UNITS.get(unit, 1):g}"
        return str(to_int(numeral) * _UNITS.get(unit, 1))
    except ValueError:
        return numeral + unit


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """What of a text is compared: letters, characters, and numerals as plain digits; no marks, no blanks, no labels of items."""
    parts: list[str] = []
    for token in _TOKEN.finditer(fold(text)):
        kind = token.lastgroup
        if kind == "char":
            parts.append(token[0])
        elif kind == "label":
            continue
        elif kind == "ref":
            parts.append(_amount(token["ref"]))
        elif kind in ("share", "rate"):
            parts.append(f"{_amount(token[kind])}%")
        elif kind == "chinese":
            parts.append(_amount(token["chinese"]))
        else:
            parts.append(_amount(token["number"], token["unit"] or ""))
    return "".join(parts).translate(_VARIANTS)


_LETTERS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=16384)
def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(fold(text)))


# 略, …… and their like, which say themselves that something is left out.
_OMITTED = re.compile(
    r"…+|\.{3,}|。{2,}|·{3,}|\*{3,}|[（(\[【〔][^）)\]】〕\n]{0,8}略[^）)\]】〕\n]{0,4}[）)\]】〕]|(?<=[。；，\n])略(?=[。；，\n]|$)"
)
_CLAUSE = re.compile(r"[，,。；;：:？?！!\n]+")
# What stands between a citation and what is pasted from it.
_LEAD = re.compile(
    r"^[\W_]*(?:第[^条\s]{1,9}条(?:之[一二三四五六七八九十])?(?:第[^款项]{1,4}[款项])*)?(?:中?(?:明确)?规定|内容为?|如下|指出)*[\W_]*(?:第[一二三四五六七八九十]款)?"
)
_REMARK = re.compile(
    r"[（(](?:注|备注|说明|依据|见|详见|根据)[^（）()]*[）)]\s*$|(?:^|\n)\s*(?:注|备注|说明)[:：][^\n]*$"
)
_HEAD = re.compile(r"【[^】]{1,12}】|\[[^\]]{1,12}\]\s*$")


class _Clause(msgspec.Struct, frozen=True):
    """A clause of what is pasted: as written, and as compared."""

    text: str
    words: str


def _clauses(chunk: str) -> list[_Clause]:
    return [_Clause(part.strip(), words) for part in _CLAUSE.split(chunk) if (words := plain(part))]


_DIGIT = re.compile(r"\d")
# Clauses like these are said of many things.
_SHORT = 4


class Difference(msgspec.Struct, frozen=True):
    """A clause that the article does not have: ``said`` as pasted, ``law`` the words that stand in its place ("" where none do)."""

    said: str
    law: str


class Compared(msgspec.Struct, frozen=True):
    """Pasted words beside an article's: ``share`` of them that stands there word for word, ``near`` with those clauses that only differ in
    some words, ``differences`` what differs, ``tail`` what follows the last words that are the article's."""

    share: float
    near: float
    differences: tuple[Difference, ...]
    tail: str = ""

    @property
    def same(self) -> bool:
        return not self.differences and not self.tail


_SAME = Compared(1.0, 1.0, ())
# How alike (0 to 100) a clause must be to one of the article to be that one reworded; to what stands just where it should.
_ALIKE = 68.0
_IN_PLACE = 50.0


class _Walk:
    """Pasted words held against an article's, clause by clause, from where the last ones were found."""

    def __init__(self, article: str) -> None:
        self.article = article
        self.law = plain(article)
        # Where lines end: what is left out between two lines is an item or a paragraph.
        self.breaks: list[int] = []
        for line in article.split("\n"):
            self.breaks.append((self.breaks[-1] if self.breaks else 0) + len(plain(line)))
        self.at = self.whole = self.verbatim = self.near = 0
        self.begun = False
        self.differences: list[Difference] = []
        self.pending: list[_Clause] = []

    def find(self, words: str) -> int:
        place = self.law.find(words, self.at)
        return place if place >= 0 else self.law.find(words)

    def reach(self, end: int, verbatim: int, near: int, *told: Difference) -> None:
        """Words were found that end at ``end``: what was not found before them is in their way."""
        self.differences += [Difference(one.text, "") for one in self.pending]
        self.differences += told
        self.pending = []
        self.verbatim += verbatim
        self.near += near
        self.at, self.begun = end, True

    def chunk(self, text: str) -> None:
        """What stands between two marked omissions."""
        words = plain(text)
        place = self.find(words)
        if place >= 0:
            self.whole += len(words)
            self.reach(place + len(words), len(words), len(words))
            return
        joined = False
        for clause in _clauses(text):
            size = len(clause.words)
            self.whole += size
            place = self.find(clause.words)
            if place >= 0 and not (joined and self.leaps(place, clause.words)):
                self.reach(place + size, size, size)
            else:
                told = self.nearest(clause.words)
                if told is None:
                    self.pending.append(clause)
                    continue
                law = _as_written(self.article, self.law, *told)
                self.reach(told[1], 0, size, Difference(clause.text, law))
            joined = True

    def leaps(self, place: int, clause: str) -> bool:
        """Whether an omission that is not marked changes a sum: figures are passed over within a line, and what follows has others (处一万元罚款；
        情节严重的，处五万元罚款 without the middle)."""
        passed = self.law[self.at : place]
        return (
            0 < len(passed) < 60
            and bool(_DIGIT.search(passed) and _DIGIT.search(clause))
            and not any(self.at <= one <= place for one in self.breaks)
        )

    def nearest(self, clause: str) -> tuple[int, int] | None:
        """Where the law says nearly the same as a clause: begin and end in its compared words; None where nowhere. Near the place reached, where
        two are as near."""
        size = len(clause)
        if self.begun and fuzz.ratio(clause, self.law[self.at : self.at + size]) >= _IN_PLACE:
            return self.at, min(self.at + size, len(self.law))
        if size < _SHORT:
            return None
        best: tuple[float, int, int] | None = None
        for begin, stretch in ((self.at, self.law[self.at : self.at + 3 * size + 20]), (0, self.law)):
            if len(stretch) < size:
                continue
            told = fuzz.partial_ratio_alignment(clause, stretch)
            if told is not None and told.score >= max(_ALIKE, best[0] + 8 if best is not None else 0.0):
                best = told.score, begin + told.dest_start, begin + told.dest_end
        return best[1:] if best is not None else None


def compare(pasted: str, article: str) -> Compared:
    """Hold pasted words against those of an article."""
    if _letters(pasted) in _letters(article):
        return _SAME
    walk = _Walk(article)
    for chunk in _OMITTED.split(pasted):
        if plain(chunk):
            walk.chunk(chunk)
    if not walk.whole:
        return _SAME
    differences, tail = walk.differences, ""
    if walk.begun:
        tail = "，".join(one.text for one in walk.pending)
    else:
        differences = [Difference(one.text, "") for one in walk.pending]
    return Compared(walk.verbatim / walk.whole, walk.near / walk.whole, tuple(differences), tail)


def _as_written(article: str, law: str, begin: int, end: int) -> str:
    """The clauses of an article in which a stretch of its compared words lies, as the law writes them."""
    at = 0
    told: list[str] = []
    for part in _CLAUSE.split(article):
        size = len(plain(part))
        if size and at < end and at + size > begin and min(at + size, end) - max(at, begin) > size / 4:
            told.append(part.strip())
        at += size
    return "，".join(told) or law[begin:end]


# What is pasted ----------------------------------------------------------------------------------------------------------------------

_LEAST = 15
# Behind a colon fewer words are a paste too.
_LEAST_BEHIND_COLON = 10
_SEPARATORS = re.compile(r"[\s、和及与或至到~～\-—及其以者]*")


class Paste(msgspec.Struct, frozen=True):
    """What a row has pasted, and the citations that it may be from (several only where they are named together: 第五条、第六条：…);
    ``before``: it stands before them."""

    text: str
    cites: tuple[Cite, ...]
    before: bool = False


def pastes(row: Row) -> Iterator[Paste]:
    """What is pasted in a row's basis cell."""
    cites = sorted((cite for cite in row.cites if not cite.in_quote), key=lambda cite: (cite.begins, cite.ends))
    if not cites:
        return
    basis = row.basis
    found = False
    group: list[Cite] = []
    for index, cite in enumerate(cites):
        group.append(cite)
        following = cites[index + 1] if index + 1 < len(cites) else None
        stop = max(following.begins, cite.ends) if following is not None else len(basis)
        between = basis[cite.ends : stop]
        if following is not None and (following.begins < cite.ends or _SEPARATORS.fullmatch(between)):
            continue
        text = _bare(between)
        colon = bool(re.match(r"[\s》”\"』」)）]*(?:规定)?[:：\n“\"]", between))
        if _size(text) >= (_LEAST_BEHIND_COLON if colon else _LEAST):
            found = True
            yield Paste(text, tuple(group))
        group = []
    before = _bare(basis[: cites[0].begins])
    if not found and len(cites) == 1 and _size(before) >= _LEAST:
        yield Paste(before, (cites[0],), before=True)


def _bare(between: str) -> str:
    """Pasted words without what only joins them to the citation, and without remarks."""
    text = _HEAD.sub("", between)
    text = _REMARK.sub("", text)
    return _LEAD.sub("", text, count=1).strip(' \t\n\r:：;；,，、《》“”"（）()')


def _size(text: str) -> int:
    return sum(map(len, _LETTERS.findall(text)))


# The check ---------------------------------------------------------------------------------------------------------------------------

# From this share on pasted words are an article's, with what differs.
_OWN = 0.5
# So much of them must stand in another article, and so much more than in the cited one, for them to be that one's.
_ELSEWHERE = 0.85
_AHEAD = 0.2
# Words that only a rule is written in.
_RULE = re.compile(
    r"应当|不得|禁止|处以?[^，。；]{0,24}罚款|责令|没收|吊销|(?:由|经|报)[^，。；]{0,30}(?:部门|机关|机构|政府|局)[^，。；]{0,12}(?:批准|审批|处理|处罚|罚款|给予|责令|登记|审查)"
)


class _Cited(msgspec.Struct):
    """An article that a row cites beside pasted text: ``now`` its provision in the text in force on the day, None where there is none."""

    item: Item
    row: Row
    cite: Cite
    law: LawFacts
    article: ArticleFacts
    now: Record | None


def differs(dossier: Dossier) -> Iterator[Finding]:
    """basis.text_differs."""
    for item in dossier.of_kind(*CITING):
        for row in item.rows:
            for paste in pastes(row):
                cited = [_cited(dossier, item, row, cite) for cite in _once(paste.cites)]
                if cited and all(one.law.loaded for one in cited):
                    yield from _judge(dossier, row, paste, cited)


def _once(cites: Iterable[Cite]) -> list[Cite]:
    """The citations that name one article surely, each article once."""
    sure = (cite for cite in cites if cite.article and cite.state != CitationState.AMBIGUOUS)
    return list({cite.article: cite for cite in sure}.values())


def _cited(dossier: Dossier, item: Item, row: Row, cite: Cite) -> _Cited:
    law, article = dossier.book.law(cite.law), dossier.book.article(cite.article)
    standing = law.standing
    now = None
    if standing.status is Status.IN_FORCE and standing.row is not None:
        now = next((one for one in article.provisions if one["version"] == standing.row["id"]), None)
    return _Cited(item, row, cite, law, article, now)


def _then(dossier: Dossier, cited: _Cited, paste: Paste) -> tuple[bool, Record | None]:
    """Whether the words are surely from another text than the present one, and the article in the text of the list's own day, where that is
    another."""
    found = meant(
        cited.law.versions,
        cited.article.provisions,
        cited.now,
        cited.cite.note,
        dossier.day,
        made(dossier, cited.row),
        lambda: paste.text,
        lambda rows: {one["id"]: _words(one) for one in rows},
    )
    if found is None:
        return False, None
    version = found.version["id"] if found.version is not None else ""
    then = next((one for one in cited.article.provisions if one["version"] == version and _words(one).strip()), None)
    return found.by is not By.EDITION, then


def _words(provision: Record) -> str:
    return str(provision["text"])


def _judge(dossier: Dossier, row: Row, paste: Paste, cited: Sequence[_Cited]) -> Iterator[Finding]:
    texts = [_words(one) for each in cited for one in each.article.provisions if _words(one).strip()]
    if any(compare(paste.text, text).same for text in texts):
        return
    if len(cited) > 1:
        together = "\n".join(_words(each.now) for each in cited if each.now is not None)
        if compare(paste.text, together).same:
            return
    best = max(cited, key=lambda one: _near(paste.text, one.now))
    now = best.now
    if now is None:
        # The law is not in force, or has no such article: other kinds say so.
        return
    if dossier.book.only_captions(now):
        yield _unverifiable(row, best, now, paste, dossier)
        return
    elsewhere, then = _then(dossier, best, paste)
    if elsewhere:
        # Taken from another text, by its year or by its words: that is basis.moved.
        return
    against = then if then is not None and _near(paste.text, then) > _near(paste.text, now) else now
    told = compare(paste.text, _words(against))
    other = _elsewhere(dossier, paste.text, best, told)
    if other is not None:
        if f"{other['law']}/art_{other['number']}" not in {cite.article for cite in row.cites if not cite.in_quote}:
            yield _other_article(dossier, row, best, now, other, paste)
    elif told.near >= _OWN:
        if told.differences or _RULE.search(told.tail):
            yield _differing(dossier, row, best, against, told, paste)
    elif not paste.before and _RULE.search(paste.text):
        yield _nowhere(dossier, row, best, now, paste)


def _near(text: str, provision: Record | None) -> float:
    return compare(text, _words(provision)).near if provision is not None else 0.0


def _elsewhere(dossier: Dossier, text: str, cited: _Cited, own: Compared) -> Record | None:
    """The article of the same law, or of another that the row cites, whose words were pasted; None where it is the cited one."""
    if own.near >= _ELSEWHERE or cited.now is None:
        return None
    versions = {str(cited.now["version"]): None}
    for cite in cited.row.cites:
        held = dossier.book.law(cite.law).standing.row
        if held is not None and not cite.in_quote:
            versions[str(held["id"])] = None
    clauses = [clause.words for clause in _clauses(text) if len(clause.words) >= _SHORT]
    best, found = max(own.share + _AHEAD, _ELSEWHERE), None
    for version in versions:
        for provision in dossier.book.provisions(version):
            if provision["level"] != "article" or provision["id"] == cited.now["id"]:
                continue
            law = plain(_words(provision))
            if any(clause in law for clause in clauses):
                told = compare(text, _words(provision))
                if told.share >= best and (found is None or told.share > best):
                    best, found = told.share, provision
    return found


def _finding(row: Row, cited: _Cited, verdict: Verdict, text: str, **more: Any) -> Finding:
    return Finding(
        kind=FindingKind.BASIS_TEXT_DIFFERS,
        verdict=verdict,
        about=(*about_row(cited.item, row), cited.cite.article),
        text=text,
        rows=(row,),
        bodies=(cited.item.owner,),
        place=cited.item.place,
        **more,
    )


def _cell(row: Row, paste: Paste) -> Evidence:
    return Evidence("清单所附的文字", paste.text, row.id)


def _name(cited: _Cited, provision: Record) -> str:
    return f"{cited.law.title}{_label(provision)}"


def _label(provision: Record) -> str:
    """第三十八条 of a provision's label, which has the law's title in front."""
    found = re.search(r"第[^第]*条(?:之[^第]*)?$", provision["label"])
    return found[0] if found is not None else str(provision["label"])


_ONLY_JOINS = re.compile(r"[的地得和与及或者以并且等之者，、]*")


def _trifle(difference: Difference) -> bool:
    """Whether two wordings differ in words that only join others."""
    if not difference.law:
        return False
    one, other = plain(difference.said), plain(difference.law)
    left, right = _ONLY_JOINS.sub("", one), _ONLY_JOINS.sub("", other)
    return left == right


def _differing(dossier: Dossier, row: Row, cited: _Cited, provision: Record, told: Compared, paste: Paste) -> Finding:
    name = _name(cited, provision)
    parts = [
        f"清单写“{one.said}”，原文是“{one.law}”" if one.law else f"清单多出“{one.said}”，原文没有"
        for one in told.differences
    ] or [f"清单在条文之后多出“{told.tail}”，原文没有"]
    trifling = bool(told.differences) and all(map(_trifle, told.differences))
    evidence = [_cell(row, paste)]
    for one in told.differences:
        evidence.append(Evidence(f"清单的文字：{one.said}", one.said, row.id))
        if one.law:
            evidence.append(Evidence(f"条文的文字：{one.law}", one.law, provision["id"]))
    return _finding(
        row,
        cited,
        Verdict.CONFIRMED if told.differences else Verdict.SUSPECTED,
        f"所附条文与{name}的原文不同：{'；'.join(parts[:3])}{'等' if len(parts) > 3 else ''}",
        repair=f"按{name}的原文改正所附条文",
        provisions=(quoted(dossier, provision),),
        evidence=tuple(evidence),
        severity=Severity.LOW if trifling else None,
    )


def _other_article(dossier: Dossier, row: Row, cited: _Cited, now: Record, other: Record, paste: Paste) -> Finding:
    where = f"{dossier.book.law(other['law']).title}{_label(other)}"
    return _finding(
        row,
        cited,
        Verdict.CONFIRMED,
        f"依据写的是{_name(cited, now)}，所附的文字却是{where}的",
        repair=f"核对应引哪一条：事项若依所附文字，改引{where}；若依{_label(now)}，改附该条原文",
        provisions=(quoted(dossier, now), quoted(dossier, other)),
        evidence=(_cell(row, paste), Evidence(f"与所附文字一致的是{where}", _words(other), other["id"])),
    )


def _nowhere(dossier: Dossier, row: Row, cited: _Cited, now: Record, paste: Paste) -> Finding:
    name = _name(cited, now)
    return _finding(
        row,
        cited,
        Verdict.SUSPECTED,
        f"依据{name}后面所附的文字不是该条的原文，在{cited.law.title}里也没有找到",
        repair=f"附{name}的原文，或者删去所附文字",
        provisions=(quoted(dossier, now),),
        evidence=(_cell(row, paste), Evidence(f"{name}的原文", _words(now), now["id"])),
    )


def _unverifiable(row: Row, cited: _Cited, now: Record, paste: Paste, dossier: Dossier) -> Finding:
    name = _name(cited, now)
    return _finding(
        row,
        cited,
        Verdict.UNVERIFIABLE,
        f"{name}只载入了条旨，所附的文字是否与原文一致无法核验",
        repair=f"载入{cited.law.title}的全文后再核查，或者人工核对",
        provisions=(quoted(dossier, now),),
        evidence=(_cell(row, paste),),
    )


CHECKS = ((frozenset({FindingKind.BASIS_TEXT_DIFFERS}), differs),)

"""Whether what a list names as its basis is there: any basis at all, an article, in force, under that number, with that document number.

Each citation falls under one kind at most, decided in this order: a law that is not loaded or not dated cannot be judged; one that is ended,
or not yet in force, founds nothing; of one in force the article is looked for, first in the text that the citation means, then in the present
one. A document number is looked at by itself. The rules and their legal sources are the definitions of ``FindingKind``; what is read out of
the lists and texts is in ``casework.checks._citing`` and ``casework.checks._numbers``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from casework.checks._citing import (
    CITING,
    Citing,
    Ending,
    Reading,
    caption_likeness,
    clearly,
    endings,
    made,
    pasted,
    speaks,
    words_of,
)
from casework.checks._numbers import Number, NumberBook, numbers_in
from casework.checks.subject import gives, type_of
from casework.dossier import Cite, Dossier, Item, LawFacts, Row
from casework.findings import Evidence, Finding, Quoted, about_row, day_words, quoted, quoted_law
from graph.meant import By, of_year, same_words
from graph.succession import Followed, number_order
from ontologies.records import OPEN_END, Change, CitationState, FindingKind, ItemKind, Severity, Status, Verdict
from ontologies.status import is_day
from text.citations import noted_year
from text.normalise import fold
from text.numerals import label as numbered

Record = dict[str, Any]

# What people write into a basis cell to say that there is nothing to write.
_NOTHING = frozenset({"", "无", "暂无", "没有", "空", "/", "\\", "-", "--", "—", "——", "待定", "待补充", "无依据"})
# What they write to say that the basis is that of the row above.
_ABOVE = frozenset({"同上", "同前", "同上条", "同上依据", "〃"})
# A document that is not called a law or a regulation and has fewer articles than these is about one matter.
_FEW_ARTICLES = 5
# A decision, a reply, a notice is cited whole.
_WHOLE = ("决定", "批复", "通知", "意见", "公告", "通告", "函", "答复", "决议", "目录", "名录", "清单", "标准", "方案")
# A text whose day of effect is only presumed may not yet be in force so long after it was made.
_UNSURE_FOR = timedelta(days=365)
# Captions that share so much are two ways of saying one thing.
_SAME_CAPTION = 0.5
# So many characters of an article are said in a sentence.
_BRIEF = 30
# Of a present article that speaks of so little of an item's name nobody can say that the item rests on it.
_UNKNOWN = 0.15
# Of one that speaks of so much of it, it is what the item rests on.
_KNOWN = 0.5


class _Maker:
    """The findings on the citations of one dossier. One that two rows of an item share is one finding of two rows."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.citing = Citing(dossier)
        self.found: dict[tuple[str, str], Finding] = {}
        # Laws that are not loaded, and the clauses of loaded ones that end them; read only where such a law is cited.
        unseen = any(not reading.law.loaded for reading in self.citing.readings)
        self.ended_by: dict[str, Ending] = endings(dossier) if unseen else {}
        self._of_row: dict[str, list[Reading]] = defaultdict(list)
        for reading in self.citing.readings:
            self._of_row[reading.row.id].append(reading)

    def add(self, finding: Finding) -> None:
        """Keep a finding; of several rows that come to the same one, what is surest is told."""
        key = (finding.id, finding.lawful)
        known = self.found.get(key)
        if known is not None:
            first, second = (finding, known) if _surer(finding, known) else (known, finding)
            finding = first
            finding.rows = tuple(dict.fromkeys((*first.rows, *second.rows)))
        self.found[key] = finding

    def tell(
        self,
        kind: FindingKind,
        verdict: Verdict,
        reading: Reading,
        text: str,
        repair: str,
        *,
        target: str = "",
        provisions: Sequence[Quoted] = (),
        evidence: Sequence[Evidence] = (),
        severity: Severity | None = None,
        lawful: str = "",
    ) -> None:
        """A finding on one citation of one row; ``target`` the law where the article matters nothing."""
        self.add(
            Finding(
                kind,
                verdict,
                (*about_row(reading.item, reading.row), target or reading.target),
                text,
                repair,
                rows=(reading.row,),
                provisions=tuple(provisions),
                evidence=(Evidence("依据栏写作", reading.cite.text, reading.row.id), *evidence),
                bodies=(reading.item.owner,),
                severity=severity,
                lawful=lawful,
                place=reading.item.place,
            )
        )

    def unverifiable(
        self, reading: Reading, why: str, repair: str, whole: bool = False, provisions: Sequence[Quoted] = ()
    ) -> None:
        """``whole`` where it is the law that cannot be verified, once for all its articles in the row."""
        law = reading.law
        cited = law.title if whole else _name(reading)
        self.tell(
            FindingKind.BASIS_UNVERIFIABLE,
            Verdict.UNVERIFIABLE,
            reading,
            f"“{reading.row.full_name}”所引的{cited}，{why}",
            repair,
            target=law.id if whole else "",
            provisions=provisions
            or (
                quoted_law(
                    self.dossier, law.id, "" if whole else reading.cite.article, "" if whole else _label(reading)
                ),
            ),
        )

    def living(self, reading: Reading) -> Reading | None:
        """Another article in force that the same row cites, and that may well support it."""
        for other in self._of_row[reading.row.id]:
            if other.law.id == reading.law.id or other.now is None:
                continue
            if self.dossier.book.only_captions(other.now) or speaks(reading.row.full_name, other.law, other.now):
                return other
        return None

    def where(self, reading: Reading, then: Record) -> _Where:
        """Where the words of an article of an earlier or ended text are on the day."""
        law = reading.law
        found = self.citing.followed(f"{law.id}/art_{then['number']}", then["version"])
        if found.reached:
            change = found.change.label
            doubt = any(row["id"] in found.doubtful for row in found.reached)
            return _Where(found.reached, change + ("，是否承接拿不准" if doubt else ""), not doubt, _hops(self, found))
        if found.coming:
            days = found.coming[0]["valid_from"]
            return _Where(found.coming, f"自{day_words(days)}起", True, _hops(self, found))
        if self.citing.compared(law, found):
            told = "后来的文本逐条比较过，没有哪一条承接它的内容"
            return _Where([], "不再规定", True, [Evidence(told, "", then["id"])])
        later = [reading.version] if reading.version is not None else _enders(self.dossier, law)
        likely = [row for row in (self.citing.by_caption(then, one) for one in later if one["loaded"]) if row]
        if likely:
            told = "文本只载入了条旨，承接关系是从条旨推知的"
            return _Where(likely, "从条旨推知", False, [Evidence(told, row["heading"], row["id"]) for row in likely])
        return _Where(
            [], "", False, [Evidence("由哪一条承接无法核验：后来的文本没有载入条文，或者只有条旨", "", then["id"])]
        )

    def names(self, rows: Sequence[Record], law: LawFacts) -> str:
        """第四十五条、第七十七条; of another law behind its title."""
        by_law: dict[str, list[str]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row["law"] != law.id, row["law"], number_order(row["number"]))):
            by_law[row["law"]].append(_article(row["number"]))
        return "和".join(
            ("" if key == law.id else self.dossier.book.law(key).title) + "、".join(of) for key, of in by_law.items()
        )


def _surer(one: Finding, other: Finding) -> bool:
    return one.verdict is Verdict.CONFIRMED and other.verdict is not Verdict.CONFIRMED


class _Where:
    """Where words are now: provisions, what happened to them in a word, whether that is sure, and what shows it."""

    def __init__(self, rows: list[Record], how: str, sure: bool, evidence: list[Evidence]) -> None:
        self.rows, self.how, self.sure, self.evidence = rows, how, sure, evidence


def _hops(maker: _Maker, found: Followed) -> list[Evidence]:
    """Every step on the way, with how like the words are."""
    told = []
    for number, row in found.hops:
        law = maker.dossier.book.law(row["law"]).title
        was = _article(number.rpartition("/art_")[2])
        told.append(
            Evidence(
                f"{was}由{law}{_article(row['number'])}承接，相似度 {row['edge_similarity'] / 1000:.2f}"
                + ("（拿不准）" if row["edge_doubtful"] else ""),
                "",
                row["id"],
            )
        )
    return told


def _article(number: str) -> str:
    try:
        return numbered(number)
    except ValueError:
        return f"第{number}条"


def _label(reading: Reading) -> str:
    return _article(reading.article.number) if reading.article is not None else ""


def _name(reading: Reading) -> str:
    """《法》第三条, as it is settled, not as it is written."""
    return reading.law.title + _label(reading)


def _text_name(version: Record) -> str:
    day = version["version_date"]
    return f"{day.year}年文本" if is_day(day) else "日期未定的文本"


def _said(provision: Record) -> str:
    """What an article speaks of: its caption, else how its words begin."""
    if provision["heading"]:
        return f"“{provision['heading']}”"
    words = " ".join(provision["text"].split())
    return f"“{words if len(words) <= _BRIEF else words[:_BRIEF] + '…'}”" if words else "（没有载入条文）"


# No basis, no article --------------------------------------------------------------------------------------------------------------


def no_basis(dossier: Dossier) -> Iterator[Finding]:
    """Powers without any basis. A list of which no row has one is told once; what no citation could be read from cannot be verified."""
    by_list: dict[str, list[tuple[Item, Row]]] = defaultdict(list)
    main: dict[tuple[str, str, str], Row] = {}
    for item, row in dossier.powers():
        by_list[row.list_id].append((item, row))
        if not row.sub and _written(row):
            main.setdefault((row.list_id, row.sheet, row.name), row)
    for key, rows in sorted(by_list.items()):
        if len(rows) > 1 and not any(_written(row) for _, row in rows):
            item, row = rows[0]
            text = f"{item.owner_name}的清单共 {len(rows)} 行，没有一行写明依据"
            repair = "请核对清单是否有依据一栏；逐项补写依据和具体条款后重新载入"
            told = Evidence("整份清单没有依据", "", key)
            yield _on_row(FindingKind.BASIS_NONE, Verdict.SUSPECTED, item, row, text, repair, told, about=(key,))
            continue
        above: Row | None = None
        for item, row in sorted(rows, key=lambda pair: (pair[1].sheet, pair[1].number)):
            if not row.cites:
                yield _bare(item, row, main.get((row.list_id, row.sheet, row.name)), above)
            if fold(row.basis).strip() not in _ABOVE:
                above = row


def _bare(item: Item, row: Row, main: Row | None, above: Row | None) -> Finding:
    """What is said of a row from which no citation was read."""
    name = f"“{row.full_name}”"
    told = Evidence("依据栏写作" if row.basis else "依据栏是空的", row.basis, row.id)
    same = above if fold(row.basis).strip() in _ABOVE and above is not None and above.cites else None
    shared = main if row.sub and not _written(row) else None
    if same is not None or shared is not None:
        other = same or shared
        assert other is not None
        text = f"{name}自己没有写依据，{'上一行' if same else '主项'}写了"
        lawful = "依据同上一行" if same else "依据写在主项上，由子项共用"
        shown = Evidence("所用的依据", other.basis, other.id)
        return _on_row(FindingKind.BASIS_NONE, Verdict.CONFIRMED, item, row, text, "", shown, lawful=lawful)
    if _written(row):
        text = f"{name}的依据栏没有读出任何法律文件"
        repair = "请写明法律文件的全称和具体条款"
        return _on_row(FindingKind.BASIS_UNVERIFIABLE, Verdict.UNVERIFIABLE, item, row, text, repair, told)
    repair = "请补写设定这一职权的法律、法规、规章及具体条款；没有依据的，按程序取消"
    return _on_row(FindingKind.BASIS_NONE, Verdict.CONFIRMED, item, row, f"{name}没有写任何依据", repair, told)


def _on_row(
    kind: FindingKind,
    verdict: Verdict,
    item: Item,
    row: Row,
    text: str,
    repair: str,
    told: Evidence,
    about: tuple[str, ...] = (),
    lawful: str = "",
) -> Finding:
    return Finding(
        kind,
        verdict,
        about or about_row(item, row),
        text,
        repair,
        rows=(row,),
        evidence=(told,),
        bodies=(item.owner,),
        lawful=lawful,
        place=item.place,
    )


def _written(row: Row) -> bool:
    """Whether a row's basis says anything."""
    return bool(row.cites) or fold(row.basis).strip(" \t\r\n。.,;:、()") not in _NOTHING


def _no_article(maker: _Maker, reading: Reading) -> None:
    """A power's law without an article. Township duties and services often have no column for articles: nothing is asked of them."""
    law, row, version = reading.law, reading.row, reading.version
    if reading.item.kind is not ItemKind.POWER or version is None or not version["loaded"]:
        return
    if any(cite.law == law.id and cite.article for cite in row.cites if not cite.in_quote):
        return
    title, words = law.title.strip("《》"), pasted(row, reading.cite)
    evidence, lawful = Evidence(f"现行文本共 {version['articles']} 条", "", version["id"]), ""
    if words:
        evidence, lawful = Evidence("后面附有条文", words[:120], row.id), "附有条文"
    elif not version["articles"]:
        lawful = "通篇不分条的文件"
    elif title.endswith(_WHOLE) or (version["articles"] < _FEW_ARTICLES and not title.endswith(("法", "条例"))):
        lawful = "整部只为一事的文件"
    maker.tell(
        FindingKind.BASIS_NO_ARTICLE,
        Verdict.CONFIRMED,
        reading,
        f"“{row.full_name}”只写了{law.title}，没有写明是哪一条",
        "" if lawful else f"请写明{law.title}的具体条、款、项",
        provisions=(quoted_law(maker.dossier, law.id),),
        evidence=(evidence,),
        lawful=lawful,
    )


# Ended, or not yet in force -----------------------------------------------------------------------------------------------------------


def _enders(dossier: Dossier, law: LawFacts) -> list[Record]:
    """The texts that ended a law and are in force."""
    return [row for row in law.repealers if row["valid_from"] <= dossier.day < row["valid_to"]]


def _ending(maker: _Maker, law: LawFacts) -> Quoted | None:
    """The clause that ended a law, else the text that has it."""
    for row in law.repealers:
        clause = maker.citing.clauses.get(row["edge_text"])
        if clause is not None:
            return quoted(maker.dossier, clause)
        return Quoted(row["id"], f"《{row['title']}》", "", Status.IN_FORCE)
    clause = maker.citing.clauses.get(str(law.node["repealed_by"] or ""))
    return quoted(maker.dossier, clause) if clause is not None else None


def _last_text(reading: Reading) -> Record | None:
    """The article in the text that is meant, else in the last that had it."""
    if reading.article is None:
        return None
    if reading.then is not None:
        return reading.then
    had = [row for row in reading.article.provisions if is_day(row["valid_from"])]
    return max(had, key=lambda row: (row["valid_to"], row["id"]), default=None)


def _repealed(maker: _Maker, reading: Reading) -> None:
    """A law that has ended: since when, by which clause, and which article took the cited one up."""
    dossier, law = maker.dossier, reading.law
    word = "废止" if law.standing.status is Status.REPEALED else "失效"
    on = law.node["repealed_on"]
    if not is_day(on) and law.standing.row is not None:
        on = law.standing.row["valid_to"]
    provisions: list[Quoted] = []
    evidence: list[Evidence] = []
    by = _ending(maker, law)
    text = f"“{reading.row.full_name}”所引的{_name(reading)}，该文件自{day_words(on)}起{word}"
    if by is not None:
        text += f"（{by.law}{by.article}）"
        provisions.append(by)
        evidence.append(Evidence(f"{by.law}{by.article}写明{word}", by.text, by.id))
    repair = "请改引现行有效的依据；没有的，按程序取消这一事项"
    then = _last_text(reading)
    if then is None:
        provisions.insert(0, quoted_law(dossier, law.id, reading.cite.article, _label(reading)))
    else:
        provisions.insert(0, quoted(dossier, then))
        where = maker.where(reading, then)
        evidence += where.evidence
        if where.rows:
            told = maker.names(where.rows, law)
            text += f"，{'现由' if where.sure else '可能由'}{told}承接"
            repair = f"请{'' if where.sure else '核对后'}改引{told}（{where.how}）"
            provisions += [quoted(dossier, row) for row in where.rows]
    other = maker.living(reading)
    if other is not None:
        evidence.append(Evidence(f"同一行还引了仍然有效的{_name(other)}", other.cite.text, reading.row.id))
    maker.tell(
        FindingKind.BASIS_REPEALED,
        Verdict.CONFIRMED if law.standing.state == "确认" else Verdict.SUSPECTED,
        reading,
        text,
        repair,
        provisions=provisions,
        evidence=evidence,
        severity=Severity.MEDIUM if other is not None else None,
    )


def _made_since(reading: Reading, ending: Ending) -> bool:
    """Whether the citation notes a year later than the clause: then it means a document made anew under the old name."""
    year = noted_year(reading.cite.note)
    return year is not None and year > ending.day.year


def _ended_unseen(maker: _Maker, reading: Reading, ending: Ending) -> None:
    """A law that is not loaded, but that a loaded one says it ends: its words need not be known to know that it is no basis."""
    clause, law = ending.clause, reading.law
    by = quoted(maker.dossier, clause)
    other = maker.living(reading)
    evidence = [Evidence(f"{by.law}{by.article}写明废止", clause["text"], clause["id"])]
    if other is not None:
        evidence.append(Evidence(f"同一行还引了仍然有效的{_name(other)}", other.cite.text, reading.row.id))
    maker.tell(
        FindingKind.BASIS_REPEALED,
        Verdict.CONFIRMED,
        reading,
        f"“{reading.row.full_name}”所引的{_name(reading)}，该文件自{day_words(ending.day)}起废止（{by.law}{by.article}）",
        f"请改引{by.law}的相应条款，或者其他现行有效的依据；没有的，按程序取消这一事项",
        provisions=(quoted_law(maker.dossier, law.id, reading.cite.article, _label(reading)), by),
        evidence=evidence,
        severity=Severity.MEDIUM if other is not None else None,
    )


def _law_to_come(maker: _Maker, reading: Reading) -> None:
    version = reading.law.standing.row
    assert version is not None
    when = day_words(version["valid_from"])
    coming = _of_version(reading, version)
    maker.tell(
        FindingKind.BASIS_NOT_IN_FORCE,
        Verdict.SUSPECTED if version["doubtful"] else Verdict.CONFIRMED,
        reading,
        f"“{reading.row.full_name}”所引的{_name(reading)}尚未施行，自{when}起施行",
        f"{when}以前请引用现行有效的依据，到那天再改",
        provisions=(quoted(maker.dossier, coming) if coming else quoted_law(maker.dossier, reading.law.id),),
        evidence=(Evidence(f"{reading.law.title}自{when}起施行", "", version["id"]),),
    )


def _text_to_come(
    maker: _Maker, reading: Reading, version: Record, coming: Record | None, why: str, sure: bool
) -> None:
    """A text of a law in force that is not yet itself."""
    dossier, when = maker.dossier, day_words(version["valid_from"])
    text = f"“{reading.row.full_name}”所引的{_name(reading)}，{why}{_text_name(version)}，自{when}起才施行"
    provisions = [quoted(dossier, coming)] if coming else [quoted_law(dossier, reading.law.id)]
    evidence = [Evidence(f"这一文本自{when}起施行", "", version["id"])]
    repair = f"{when}以前请按现行文本引用，到那天再改"
    present = _text_name(reading.version) if reading.version is not None else "现行文本"
    before = dossier.graph.came_from(coming["id"]) if coming else []
    held = [row for row in before if reading.version is not None and row["version"] == reading.version["id"]]
    if held:
        told = "、".join(_article(row["number"]) for row in held)
        text += f"；这一内容在现行的{present}里是{told}"
        repair = f"{when}以前请引用现行的{reading.law.title}{told}，到那天再改"
    elif reading.now is not None:
        text += f"；现行的{present}第{reading.now['number']}条讲的是{_said(reading.now)}"
    else:
        text += f"；现行的{present}没有这一条"
    if reading.now is not None:
        provisions.append(quoted(dossier, reading.now))
    verdict = Verdict.CONFIRMED if sure and not version["doubtful"] else Verdict.SUSPECTED
    maker.tell(FindingKind.BASIS_NOT_IN_FORCE, verdict, reading, text, repair, provisions=provisions, evidence=evidence)


def _of_version(reading: Reading, version: Record) -> Record | None:
    """The cited article in a text."""
    rows = reading.article.provisions if reading.article is not None else []
    return next((row for row in rows if row["version"] == version["id"]), None)


# An article of a law in force -----------------------------------------------------------------------------------------------------------


def _in_force(maker: _Maker, reading: Reading) -> None:
    dossier, version, meant = maker.dossier, reading.version, reading.meant
    assert version is not None
    if meant is not None and meant.version is not None and dossier.day < meant.version["valid_from"] < OPEN_END:
        _text_to_come(maker, reading, meant.version, _of_version(reading, meant.version), "注明的是", True)
        return
    if not version["loaded"]:
        why = f"当日有效的{_text_name(version)}只见于沿革，正文没有载入"
        maker.unverifiable(reading, why, "请载入现行文本后再核查", whole=True)
        return
    if meant is not None and meant.by is By.YEAR and not meant.loaded and not _nowhere(maker, reading):
        _year_unknown(maker, reading, meant.year)
        return
    if reading.now is None:
        _number_gone(maker, reading)
    elif meant is not None:
        _other_text(maker, reading)
    else:
        _by_name(maker, reading)


def _nowhere(maker: _Maker, reading: Reading) -> bool:
    """Whether no loaded text has the article, and the present one surely not."""
    article, version = reading.article, reading.version
    if article is None or version is None or article.provisions:
        return False
    return maker.citing.extent(reading.law, version).lacks(article.number)


def _year_unknown(maker: _Maker, reading: Reading, year: int) -> None:
    """The text of the year that the citation gives is not loaded. Where the present article is what the item is about, that is basis
    enough."""
    now = reading.now
    fits = (
        now is not None
        and speaks(reading.row.full_name, reading.law, now) >= _KNOWN
        and gives(type_of(reading.item, reading.row), words_of(now), _KNOWN)
    )
    maker.tell(
        FindingKind.BASIS_UNVERIFIABLE,
        Verdict.UNVERIFIABLE,
        reading,
        f"“{reading.row.full_name}”所引的{_name(reading)}，注明的是{year}年的文本，没有载入，条号和内容是否变动无法核验",
        "" if fits else f"请核对注明的年份，或者载入{year}年的文本",
        provisions=(
            quoted(maker.dossier, now)
            if now
            else quoted_law(maker.dossier, reading.law.id, reading.cite.article, _label(reading)),
        ),
        lawful="现行的这一条与事项相符" if fits else "",
    )


def _number_gone(maker: _Maker, reading: Reading) -> None:
    """The present text has no article of the number, or none is loaded."""
    dossier, law, version, article = maker.dossier, reading.law, reading.version, reading.article
    assert version is not None and article is not None
    extent = maker.citing.extent(law, version)
    surely = extent.lacks(article.number)
    then = reading.then
    if then is not None and then["valid_from"] <= dossier.day:
        where = maker.where(reading, then)
        if surely or where.rows:
            _moved(maker, reading, then, where, surely)
        else:
            why = f"现行的{_text_name(version)}只载入了部分条旨，没有载入这一条"
            maker.unverifiable(reading, why, "请载入现行文本的全文后再核查", provisions=(quoted(dossier, then),))
        return
    coming = min(
        (row for row in article.provisions if dossier.day < row["valid_from"] < OPEN_END),
        key=lambda row: (row["valid_from"], row["id"]),
        default=None,
    )
    if coming is not None:
        future = law.version(coming["version"])
        if future is not None and surely:
            _text_to_come(maker, reading, future, coming, "现行文本没有，有这一条的是", True)
        return
    if not extent.numbers:
        maker.unverifiable(reading, "载入的文本没有分条，无法核验", "请载入分条的正文后再核查")
    elif surely:
        _no_such(maker, reading)


def _no_such(maker: _Maker, reading: Reading) -> None:
    """No text has the number. A text that is not loaded may have had it, where the list is as old as that: then this is only suspected."""
    dossier, law, version, article = maker.dossier, reading.law, reading.version, reading.article
    assert version is not None and article is not None
    extent = maker.citing.extent(law, version)
    evidence: list[Evidence] = []
    sure = True
    if extent.last:
        evidence.append(Evidence(f"现行的{_text_name(version)}共至{_article(str(extent.last))}", "", version["id"]))
    for other in law.versions:
        if other is not version and other["loaded"] and not maker.citing.extent(law, other).lacks(article.number):
            evidence.append(Evidence(f"{_text_name(other)}只载入了部分条旨，有没有这一条不能肯定", "", other["id"]))
            sure = False
    then = reading.meant.version if reading.meant is not None else None
    day = made(dossier, reading.row)
    if reading.meant is None and day is not None:
        then = next((row for row in law.versions if row["valid_from"] <= day < row["valid_to"]), None)
    if reading.meant is not None and not reading.meant.loaded:
        evidence.append(Evidence(f"所引注明的{reading.meant.year}年文本没有载入", "", then["id"] if then else ""))
        sure = False
    elif then is not None and not then["loaded"]:
        evidence.append(Evidence(f"编制清单时有效的{_text_name(then)}没有载入", "", then["id"]))
        sure = False
    last = (
        f"，这部文件共至{_article(str(extent.last))}"
        if extent.last and number_order(article.number)[0] > extent.last
        else ""
    )
    maker.tell(
        FindingKind.BASIS_NO_SUCH_ARTICLE,
        Verdict.CONFIRMED if sure else Verdict.SUSPECTED,
        reading,
        f"“{reading.row.full_name}”所引的{_name(reading)}不存在{last}",
        f"请核对{law.title}的条号",
        provisions=(quoted_law(dossier, law.id, reading.cite.article, _label(reading)),),
        evidence=evidence,
    )


def _other_text(maker: _Maker, reading: Reading) -> None:
    """The citation was taken from an earlier text that has the number, and the present one has it too."""
    dossier, law, meant, now, then = maker.dossier, reading.law, reading.meant, reading.now, reading.then
    assert meant is not None and meant.version is not None and now is not None
    name, old = reading.row.full_name, _text_name(meant.version)
    if not meant.loaded:
        # A list older than the present text, and the text of its day is not loaded. Where the present article is what the item is about,
        # that is basis enough.
        if dossier.book.only_captions(now) or speaks(name, law, now) > _UNKNOWN:
            return
        why = f"编制清单时有效的{old}没有载入，现行的这一条看不出与事项有关，所指文本无法认定"
        maker.unverifiable(reading, why, "请按现行文本核对条号，或者载入当时的文本", provisions=(quoted(dossier, now),))
        return
    if then is None:
        number_missing = maker.citing.extent(law, meant.version).lacks(now["number"])
        if meant.by is By.YEAR and number_missing:
            why = f"注明的{old}没有这一条，现行文本才有，所指文本无法认定"
            maker.unverifiable(reading, why, "请核对注明的年份", provisions=(quoted(dossier, now),))
        return
    words = _drift(dossier, then, now)
    if words is None:
        why = "一个文本只载入了条旨，条文是否变动无法核验"
        if meant.by is By.YEAR:
            maker.unverifiable(reading, f"注明的是{old}，{why}", "请载入两个文本的全文后再核查")
        return
    if meant.by is By.EDITION and words and clearly(name, law, now, then):
        # Made before the present text took effect, and already by its numbers.
        return
    if not words or _kept(maker, reading, then, now):
        maker.tell(
            FindingKind.BASIS_MOVED,
            Verdict.CONFIRMED,
            reading,
            f"“{name}”所引的{_name(reading)}出自{old}，现行文本的这一条没有变动",
            "",
            provisions=(quoted(dossier, then), quoted(dossier, now)),
            lawful="条文原样未动",
        )
        return
    _moved(maker, reading, then, maker.where(reading, then), True)


def _kept(maker: _Maker, reading: Reading, then: Record, now: Record) -> bool:
    """Whether an article was taken up as it was, but for the numbers by which it refers to others."""
    article = f"{reading.law.id}/art_{then['number']}"
    rows = [row for row in maker.dossier.book.taken_up([article])[article] if row["edge_version"] == then["version"]]
    return [(row["id"], row["edge_change"]) for row in rows] == [(now["id"], Change.SAME)]


def _drift(dossier: Dossier, then: Record, now: Record) -> bool | None:
    """Whether a number says something else now; None where one text has captions only. Of captions alone only what is plainly another."""
    captions = [dossier.book.only_captions(row) for row in (then, now)]
    if not any(captions):
        return not same_words(words_of(then), words_of(now))
    if not then["heading"] or not now["heading"]:
        return None
    if all(captions):
        return caption_likeness(then["heading"], now["heading"]) < _SAME_CAPTION
    return None


def _by_name(maker: _Maker, reading: Reading) -> None:
    """Nothing but the item's name tells a text: that of another text's article of this number, where the present one is about something
    else."""
    dossier, law, now, article, version = maker.dossier, reading.law, reading.now, reading.article, reading.version
    assert now is not None and article is not None and version is not None
    name = reading.row.full_name
    if reading.meant is not None or len(article.provisions) < 2 or _told_present(reading):
        return
    others = [row for row in article.provisions if row["id"] != now["id"] and is_day(row["valid_from"])]
    best = max(others, key=lambda row: (speaks(name, law, row), row["valid_from"]), default=None)
    if best is None or not _drift(dossier, best, now) or not clearly(name, law, best, now):
        return
    text = law.version(best["version"])
    if text is None:
        return
    if best["valid_from"] > dossier.day:
        before = dossier.graph.came_from(best["id"])
        kept = any((row["version"], row["number"]) == (now["version"], now["number"]) for row in before)
        if kept and speaks(name, law, now) >= _KNOWN:
            # The same article, to be said more fully.
            return
        _text_to_come(maker, reading, text, best, "从事项名称看所指是", False)
        return
    where = maker.where(reading, best)
    if any(row["id"] == now["id"] for row in where.rows):
        return
    _moved(maker, reading, best, where, True, by_name=True)


def _told_present(reading: Reading) -> bool:
    """Whether the citation itself says that it means the present text: by its year, or by the words behind it."""
    return noted_year(reading.cite.note) is not None or bool(pasted(reading.row, reading.cite))


def _moved(maker: _Maker, reading: Reading, then: Record, where: _Where, surely: bool, by_name: bool = False) -> None:
    """The number is that of an earlier text. ``surely`` that the present text has something else, or nothing, under it."""
    dossier, law, now, meant = maker.dossier, reading.law, reading.now, reading.meant
    old = law.version(then["version"])
    assert old is not None
    why = "从事项名称看" if by_name else f"按{meant.why}" if meant is not None and meant.why else ""
    stays = bool(where.rows) and now is not None and any(row["id"] == now["id"] for row in where.rows)
    text = f"“{reading.row.full_name}”所引的{_name(reading)}是{_text_name(old)}的条号（{_said(then)}）"
    evidence = [
        Evidence(f"{why}推定所引是{_text_name(old)}" if why else f"只有{_text_name(old)}有这一条", "", old["id"])
    ]
    provisions = [quoted(dossier, then)]
    others = [row for row in where.rows if now is None or row["id"] != now["id"]]
    if stays and not others:
        text += "，现行文本的这一条已经改写"
        repair = f"请按现行的{_name(reading)}核对事项名称和内容，并改注现行文本"
    elif where.rows:
        told = maker.names(where.rows, law)
        text += f"，现行文本里{'是' if where.sure else '可能是'}{told}（{where.how}）"
        repair = f"请{'' if where.sure else '核对后'}改引{law.title if where.rows[0]['law'] == law.id else ''}{told}"
    elif where.how:
        text += "，现行文本不再规定这一内容"
        repair = "请改引现行有效的依据；没有的，按程序取消这一事项"
    else:
        text += "，现行文本的条号已经不同" if now is not None else "，现行文本没有这一条"
        repair = f"请按现行的{law.title}核对条号"
    if now is not None and not stays:
        text += f"；现在的{_label(reading)}讲的是{_said(now)}"
    provisions += [quoted(dossier, row) for row in where.rows]
    if now is not None and not stays:
        provisions.append(quoted(dossier, now))
    # That the number is an old one is sure where the citation says so; where its words are now may be in doubt all the same, and is told so.
    known = meant is not None and meant.by is By.YEAR and surely
    if _newly_presumed(dossier, reading.version):
        assert reading.version is not None
        when = day_words(reading.version["valid_from"])
        told = f"{_text_name(reading.version)}的施行日期没有写明（推定自{when}起），当日是否已经施行请核对"
        evidence.append(Evidence(told, "", reading.version["id"]))
        known = False
    maker.tell(
        FindingKind.BASIS_MOVED,
        Verdict.CONFIRMED if known else Verdict.SUSPECTED,
        reading,
        text,
        repair,
        provisions=provisions,
        evidence=[*evidence, *where.evidence],
        severity=Severity.LOW if stays and not others else None,
    )


# Document numbers ------------------------------------------------------------------------------------------------------------------------


def _numbers(maker: _Maker) -> None:
    """Document numbers that are another document's. Fetches the histories of all loaded laws, where any number is cited."""
    cited: list[tuple[Reading, list[Number]]] = []
    seen: set[tuple[str, str]] = set()
    for reading in maker.citing.readings:
        key = (reading.row.id, reading.law.id)
        if not reading.law.loaded or key in seen:
            continue
        found = numbers_in(_noted(reading))
        if found:
            seen.add(key)
            cited.append((reading, found))
    if not cited:
        return
    graph = maker.dossier.graph
    book = maker.dossier.book.once("numbers", lambda: NumberBook(graph.all_nodes("LawVersion")))
    for reading, found in cited:
        for number in found:
            _number(maker, book, reading, number)


def _noted(reading: Reading) -> str:
    """What a citation notes of its document, and what stands in brackets right behind it."""
    behind = _BEHIND.match(reading.row.basis, reading.cite.ends)
    return f"{reading.cite.note}；{behind[1]}" if behind is not None else reading.cite.note


_BEHIND = re.compile(r"\s*[（(【]([^（()）【】\n]{1,60})[）)】]")


def _number(maker: _Maker, book: NumberBook, reading: Reading, number: Number) -> None:
    dossier, law = maker.dossier, reading.law
    others = book.others(law.id, law.title, number)
    own = book.known(law.id)
    if number.key in own:
        return
    told = "、".join(use.number.text for use in own.values())
    text = f"“{reading.row.full_name}”的依据把{law.title}的文号写作“{number.text}”"
    evidence = [Evidence(f"{law.title}的文号", told, law.id)] if told else []
    if others and number.tells:
        dossier.book.prepare((use.law for use in others), ())
        titles = "、".join(dict.fromkeys(f"《{use.title}》" for use in others))
        verdict = Verdict.CONFIRMED
        text += f"，这是{titles}的文号"
        evidence += [Evidence(f"《{use.title}》的文号", use.number.text, use.law) for use in others]
    elif number.tells and book.complete(law.id) and any(key[0] == number.organ for key in own):
        verdict = Verdict.SUSPECTED
        text += "，与它公布和修改时的文号都不同"
    else:
        return
    maker.tell(
        FindingKind.BASIS_NUMBER_DIFFERS,
        verdict,
        reading,
        text,
        f"请改为{told}" if told else "请核对文号",
        target=law.id,
        provisions=(quoted_law(dossier, law.id), *(quoted_law(dossier, use.law) for use in others)),
        evidence=evidence,
    )


# All of it -------------------------------------------------------------------------------------------------------------------------------


def citations(dossier: Dossier) -> list[Finding]:
    """What is wrong with each citation, and with each document number."""
    maker = _Maker(dossier)
    readings = maker.citing.readings
    maker.citing.prepare_succession(
        reading.article.id
        for reading in readings
        if reading.article is not None
        and reading.law.loaded
        and (not reading.in_force or reading.now is None or reading.then is not None)
    )
    for item in dossier.of_kind(*CITING):
        for row in item.rows:
            _ambiguous(maker, item, row)
    for reading in readings:
        _citation(maker, reading)
    _numbers(maker)
    return list(maker.found.values())


def _citation(maker: _Maker, reading: Reading) -> None:
    """One citation: how its law stands decides what is asked of it."""
    law, standing = reading.law, reading.law.standing
    ending = maker.ended_by.get(law.id) if not law.loaded else None
    if ending is not None and ending.day <= maker.dossier.day and not _made_since(reading, ending):
        _ended_unseen(maker, reading, ending)
    elif not law.loaded:
        also = "" if reading.article is not None or reading.item.kind is not ItemKind.POWER else "，也没有写明条款"
        maker.unverifiable(reading, f"没有载入{also}", f"请载入{law.title}后再核查", whole=True)
    elif standing.status in (Status.REPEALED, Status.LAPSED):
        _repealed(maker, reading)
    elif standing.status is Status.NOT_YET:
        _law_to_come(maker, reading)
    elif standing.status is not Status.IN_FORCE:
        maker.unverifiable(reading, standing.why, f"请核对{law.title}的版本和施行日期", whole=True)
    elif _unsure(maker.dossier, law):
        assert standing.row is not None
        why = f"施行日期没有写明（推定自{day_words(standing.row['valid_from'])}起），当日是否已经施行无法核验"
        maker.unverifiable(reading, why, f"请核对{law.title}的施行日期", whole=True)
    elif reading.article is not None:
        _in_force(maker, reading)
    else:
        _whole_law(maker, reading)


def _unsure(dossier: Dossier, law: LawFacts) -> bool:
    """Whether a law of one text may not be in force yet."""
    return len(law.versions) == 1 and _newly_presumed(dossier, law.standing.row)


def _newly_presumed(dossier: Dossier, version: Record | None) -> bool:
    """Whether a text may not be in force yet: the day of its effect is presumed, and it is new."""
    return version is not None and version["doubtful"] and dossier.day - version["valid_from"] < _UNSURE_FOR


def _whole_law(maker: _Maker, reading: Reading) -> None:
    """A citation of a law in force without an article: of a text to come, where its year says so."""
    year = noted_year(reading.cite.note)
    if year is not None:
        named = of_year(reading.law.versions, year)
        if named and all(maker.dossier.day < row["valid_from"] < OPEN_END for row in named):
            _text_to_come(maker, reading, named[0], None, "注明的是", True)
            return
    _no_article(maker, reading)


def _ambiguous(maker: _Maker, item: Item, row: Row) -> None:
    """Citations that several laws may be meant by, each once with its candidates."""
    groups: dict[tuple[int, int], list[Cite]] = defaultdict(list)
    for cite in row.cites:
        if cite.state == CitationState.AMBIGUOUS and not cite.in_quote:
            groups[cite.begins, cite.ends].append(cite)
    for cites in groups.values():
        laws = sorted({cite.law for cite in cites})
        titles = "、".join(maker.dossier.book.law(law).title for law in laws)
        maker.add(
            Finding(
                FindingKind.BASIS_UNVERIFIABLE,
                Verdict.UNVERIFIABLE,
                (*about_row(item, row), *laws),
                f"“{row.full_name}”的依据“{cites[0].text}”有 {len(laws)} 个可能：{titles}",
                "请写明制定机关或者文件全称",
                rows=(row,),
                provisions=tuple(quoted_law(maker.dossier, law) for law in laws),
                evidence=(Evidence("依据栏写作", cites[0].text, row.id),),
                bodies=(item.owner,),
                place=item.place,
            )
        )


CHECKS = (
    (frozenset({FindingKind.BASIS_NONE, FindingKind.BASIS_UNVERIFIABLE}), no_basis),
    (
        frozenset(
            {
                FindingKind.BASIS_NO_ARTICLE,
                FindingKind.BASIS_REPEALED,
                FindingKind.BASIS_NOT_IN_FORCE,
                FindingKind.BASIS_NO_SUCH_ARTICLE,
                FindingKind.BASIS_MOVED,
                FindingKind.BASIS_NUMBER_DIFFERS,
                FindingKind.BASIS_UNVERIFIABLE,
            }
        ),
        citations,
    ),
)

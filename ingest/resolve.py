"""From names as cited to works, and from citations to provisions on a day.

Rules, first match wins; each answer carries its reason:

R1  the canonical name is that of one loaded work of the whole country, or it names its own place;
R2  the name is a reviewed short name (``ontologies/short_names.csv``) of one loaded work;
R3  the name lacks its place: a rule of the citing place, or of a place above it, has that name behind the place's name;
R4  the name lacks or adds 试行/暂行, or an inner 中华人民共和国: one loaded work differs in nothing else;
R5  nothing loaded: the work's identifier is made from the name, and the state is law_not_loaded, with the closest loaded title named.

A rule of one place never resolves for another: R3 looks at the citing place and the places above it only, and with no citing place a
name that only local rules could mean stays ambiguous.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec
from rapidfuzz import fuzz, process

from ingest.catalogue import Catalogue, VersionEntry, WorkEntry
from ontologies.identifiers import article_eid, law_id, provision_id
from ontologies.places import ancestors, place, place_of, within
from ontologies.records import OPEN_END, CitationState, Mention
from text.citations import Names, noted_year
from text.normalise import law_name
from text.numerals import label


class LawMatch(msgspec.Struct, frozen=True):
    """What a name resolves to. ``id`` is a work's identifier also when it is not loaded; ``rule`` is one of R1-R5 or "" when
    ambiguous; ``candidates`` are identifiers."""

    id: str
    loaded: bool
    rule: str
    reason: str = ""
    candidates: tuple[str, ...] = ()


class ResolvedCitation(msgspec.Struct, frozen=True):
    """A citation and what it points to on a day. ``target`` is a provision (or version, or law) identifier, None when there is
    none; ``slot`` the identifier without a version (``law/…/art_38`` or the law's own), None when even the law is ambiguous."""

    mention: Mention
    state: CitationState
    target: str | None
    slot: str | None
    reason: str


@cache
def short_names() -> dict[str, str]:
    """Reviewed short names → canonical names."""
    text = files("ontologies").joinpath("short_names.csv").read_text(encoding="utf-8")
    return {row["short"]: row["name"] for row in csv.DictReader(text.splitlines())}


_TRIAL = ("(试行)", "（试行）", "(暂行)", "（暂行）", "试行", "暂行")
_INNER = "中华人民共和国"


def _bare(name: str) -> str:
    for word in (*_TRIAL, _INNER):
        name = name.replace(word, "")
    return name


def article_name(number: str) -> str:
    """第三十八条, 第一百三十三条之一."""
    try:
        return label(number)
    except ValueError:
        return f"第{number}条"


# A whole corpus cites about thirty thousand names.
_MEMORY = 200_000


class Resolver:
    """Resolves names and citations against one catalogue. Answers are remembered; not to be shared between threads that write."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._names: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        for work in catalogue.works.values():
            self._names.setdefault(work.name, []).append(work.id)
            self._bare.setdefault(_bare(work.name), []).append(work.id)
        self._titles = list(self._names)
        self._memory: dict[tuple[str, str], LawMatch] = {}

    @staticmethod
    def empty() -> Resolver:
        """A resolver that knows no law: everything is law_not_loaded."""
        return Resolver(Catalogue())

    def names(self) -> Names:
        """The titles and short names by which citations without book-title marks are known."""
        titles = {name for work in self.catalogue.works.values() for name in (work.title, work.name)}
        return Names(sorted(titles | short_names().keys()))

    def law(self, name: str, area: str = "") -> LawMatch:
        """The work that ``name`` (as written) means for a text of ``area`` (a division code, "" for the whole country)."""
        key = (name, area)
        found = self._memory.get(key)
        if found is None:
            if len(self._memory) >= _MEMORY:
                # A service is asked for names without end.
                self._memory.clear()
            found = self._memory[key] = self._law(law_name(name), area)
        return found

    def _law(self, name: str, area: str) -> LawMatch:
        exact = self._names.get(name, [])
        if len(exact) == 1:
            only = self.catalogue.works[exact[0]]
            if self._may(only, area) or place_of(name):
                return LawMatch(only.id, True, "R1")
            # One place's rule whose title does not say whose: not for another place, nor for the whole country.
            home = place(only.jurisdiction)
            where = home.name if home else only.jurisdiction
            return LawMatch(
                law_id("cn", name), False, "R5", f"所引文件未载入，无法核验；已载入的同名文件只在{where}有效"
            )
        if exact:
            return self._nearest(exact, area, name, "R1", "")
        full = short_names().get(name)
        if full:
            known = self._names.get(full, [])
            if len(known) == 1:
                return LawMatch(known[0], True, "R2", f"简称，指《{self.catalogue.works[known[0]].title}》")
            if not known:
                return LawMatch(law_id("cn", full), False, "R5", f"简称，指《{full}》，尚未载入")
        local = self._local(name, area)
        if local:
            return local
        loose = [
            w for w in self._bare.get(_bare(name), []) if self._may(self.catalogue.works[w], area) or place_of(name)
        ]
        if len(loose) == 1:
            return LawMatch(loose[0], True, "R4", f"题名略有出入，指《{self.catalogue.works[loose[0]].title}》")
        if loose:
            return self._nearest(loose, area, name, "R4", "题名略有出入，")
        own = place_of(name)
        return LawMatch(law_id(own.code if own else "cn", name), False, "R5", self._closest(name))

    def _may(self, work: WorkEntry, area: str) -> bool:
        return within(area, work.jurisdiction)

    def _nearest(self, works: list[str], area: str, name: str, rule: str, lead: str) -> LawMatch:
        allowed = [w for w in works if self._may(self.catalogue.works[w], area)]
        if len(allowed) == 1:
            return LawMatch(allowed[0], True, rule, f"{lead}指《{self.catalogue.works[allowed[0]].title}》")
        return LawMatch("", True, "", f"《{name}》有{len(works)}个可能，写明制定机关方可认定", tuple(sorted(works)))

    def _local(self, name: str, area: str) -> LawMatch | None:
        for code in reversed(ancestors(area)):
            here = place(code)
            known = self._names.get(f"{here.name}{name}", []) if here else []
            known = [w for w in known if self._may(self.catalogue.works[w], area)]
            if len(known) == 1:
                return LawMatch(known[0], True, "R3", f"省略地名，指《{self.catalogue.works[known[0]].title}》")
        return None

    def _closest(self, name: str) -> str:
        found = process.extractOne(name, self._titles, scorer=fuzz.ratio, score_cutoff=88) if len(name) >= 4 else None
        if not found:
            return "所引文件未载入，无法核验"
        title = self.catalogue.works[self._names[found[0]][0]].title
        return f"所引文件未载入，无法核验；已载入的题名中最接近的是《{title}》"

    def slot(self, mention: Mention, own: str = "", area: str = "") -> str | None:
        """The identifier that a citation points to whatever the day: an article's number in a work, or a work; None when ambiguous."""
        law = own if not mention.law else self.law(mention.law, area).id
        if not law:
            return None
        return provision_id(law, article_eid(mention.article)) if mention.article else law

    def cite(self, mention: Mention, as_of: date, area: str = "", own: str = "") -> ResolvedCitation:
        """Resolve one citation on a day: the provision in force, or why there is none."""
        match = LawMatch(own, own in self.catalogue.works, "R1") if not mention.law else self.law(mention.law, area)
        if match.candidates:
            return ResolvedCitation(mention, CitationState.AMBIGUOUS, None, None, match.reason)
        if not match.id:
            return ResolvedCitation(mention, CitationState.LAW_NOT_LOADED, None, None, "没有写明是哪部法")
        slot = self.slot(mention, own, area)
        if not match.loaded:
            reason = match.reason or "所引文件未载入，无法核验"
            return ResolvedCitation(mention, CitationState.LAW_NOT_LOADED, None, slot, reason)
        work = self.catalogue.works[match.id]
        version = work.nearest(as_of)
        reasons = [match.reason] if match.reason else []
        if version is None:
            if not mention.article:
                reasons.insert(0, "未写明条款")
                return ResolvedCitation(mention, CitationState.NO_ARTICLE_GIVEN, match.id, slot, "；".join(reasons))
            # Versions there are, yet none with a date that anybody could settle: the newest text is what there is to compare with.
            version = work.versions[-1] if work.versions else None
            if version is None:
                return ResolvedCitation(mention, CitationState.LAW_NOT_LOADED, None, slot, "所引文件没有载入正文")
            reasons.append("该文本的施行日期未定，按最近文本核对")
        reasons.extend(_remarks(work, version, as_of))
        reasons.extend(_other_text(mention.note, work, version))
        if not mention.article:
            reasons.insert(0, "未写明条款")
            return ResolvedCitation(mention, CitationState.NO_ARTICLE_GIVEN, version.id, slot, "；".join(reasons))
        if not version.loaded:
            reasons.insert(0, "当日有效的文本未载入，无法核验")
            return ResolvedCitation(mention, CitationState.LAW_NOT_LOADED, None, slot, "；".join(reasons))
        shape = version.articles.get(mention.article)
        if shape is None:
            reasons.insert(0, _absent(work, version, mention.article))
            return ResolvedCitation(mention, CitationState.NO_SUCH_ARTICLE, None, slot, "；".join(reasons))
        eid, remark = _within(mention, shape)
        if remark:
            reasons.append(remark)
        return ResolvedCitation(
            mention, CitationState.RESOLVED, provision_id(version.id, eid), slot, "；".join(reasons)
        )


def _remarks(work: WorkEntry, version: VersionEntry, as_of: date) -> list[str]:
    remarks = []
    if version.valid_to <= as_of and version.end_reason == "repealed":
        by = f"，见{work.repealed_by}" if work.repealed_by else ""
        remarks.append(f"该文件已于{version.valid_to.isoformat()}废止{by}，按废止前的文本核对")
    elif version.valid_to <= as_of:
        remarks.append(f"该文本已于{version.valid_to.isoformat()}不再有效")
    elif as_of < version.valid_from != OPEN_END:
        remarks.append(f"该文本自{version.valid_from.isoformat()}起施行，当日尚未施行")
    return remarks


def _other_text(note: str, work: WorkEntry, version: VersionEntry) -> list[str]:
    """A remark when a citation says that it means another text than the one it is compared with: numbers may have moved."""
    year = noted_year(note)
    if year is None or version.version_date is None or year == version.version_date.year:
        return []
    meant = next((v for v in reversed(work.versions) if v.version_date and v.version_date.year == year), None)
    if meant is None:
        return []
    return [f"所引注明{year}年文本，核对的是{version.version_date.isoformat()}文本，条款编号可能不同"]


def _absent(work: WorkEntry, version: VersionEntry, article: str) -> str:
    when = version.version_date.isoformat() if version.version_date else "未注明日期的"
    said = f"{when}文本没有{article_name(article)}"
    plain = [int(number) for number in version.articles if number.isdigit()]
    if plain:
        said += f"（共至第{max(plain)}条）"
    others = [v.version_date.isoformat() for v in work.versions if v.version_date and article in v.articles]
    if others:
        said += f"，{'、'.join(others)}文本有"
    return said


def _within(mention: Mention, shape: str) -> tuple[str, str]:
    """The eId as deep as the article really goes, and a remark when the citation goes deeper."""
    number = mention.article or ""
    paragraphs = shape.split(".")
    if mention.paragraph:
        if not mention.paragraph.isdigit() or int(mention.paragraph) > len(paragraphs):
            return article_eid(number), f"{article_name(number)}只有{len(paragraphs)}款，没有第{mention.paragraph}款"
        place = int(mention.paragraph) - 1
    else:
        # 第六十条第(一)项 leaves the paragraph out where only one of them has items.
        with_items = [i for i, count in enumerate(paragraphs) if count != "0"]
        if mention.item and len(with_items) > 1:
            return article_eid(number), f"{article_name(number)}有{len(with_items)}款分项，未写明是哪一款"
        place = with_items[0] if with_items else 0
    paragraph = str(place + 1)
    if not mention.item:
        return article_eid(number, mention.paragraph), ""
    items = int(paragraphs[place])
    if not mention.item.split("-")[0].isdigit() or int(mention.item.split("-")[0]) > items:
        eid = article_eid(number, mention.paragraph)
        return eid, f"{article_name(number)}第{paragraph}款只有{items}项，没有第{mention.item}项"
    return article_eid(number, paragraph, mention.item, mention.point), ""

"""Whom a law names: the public organs to which a paragraph gives a duty or a power.

Four stages, each a pure function of what the one before gave:

* *find*: the words that organs are called by (one automaton over functions, whole names and open words) are put together to phrases with their
  level, their government and all their functions (县级以上人民政府发展改革、财政等部门);
* *group*: phrases joined by 、和或者 act together;
* *judge*: from what stands before and after a group, whether it acts (由…, subject of a predicate, 会同, 委托, 经…批准) or is only mentioned
  (向…报告, 接受…监督, …的工作人员, …规定的, in a condition), how it is bound, what it does;
* *resolve*: what the phrase leaves open is looked for in the same text: 以下简称, 本法所称, the competent organ of the general provisions,
  前款规定的部门.

What the text does not settle stays open ("", 未明确). Sources: 立法技术规范（试行）（一）（二） on 应当, 可以, 不得, 由 and 以上; the general
provisions of the statutes themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from ontologies.records import Actor, LawText, LineLevel, Modality, ProvisionText, Via
from text import _cues
from text._acting import grouped, judge
from text._finding import NOTHING, Known, Organ, find

Paragraph = tuple[int, str]
"""The number of a 款, counted from 1, and its text: its lines, items included, joined by line feeds."""

# ---- What a text says of its own organs -----------------------------------------------------------------------------------------

_SHORT = re.compile(r"[（(]以下(?:简称|统称|称|合称)(?:为)?[“\"：:]?([^”\"）),，、]{2,24})[”\"]?[)）]")
# 应急管理部门和对有关行业的安全生产工作实施监督管理的部门: which the latter are is left open.
_WHOEVER = re.compile(r"(?:和|以及|、)对[^。；]{2,50}的(?:部门|机关|机构)")
_TOGETHER = re.compile(r"，(?:以下)?统称(?:为)?[“\"]?([^，。；：（）“”]{4,24}(?:部门|机关|机构))")
_IS = re.compile(r"(?:是|为)[^，。；]*\Z|(?:是|为)[^，。；]*[（(]")
_MEANT = re.compile(r"(?:所称|所指)的?[“\"]?([^，。；“”]{2,20}?)[”\"]?，?(?:是|系)?指(?!挥|导|定)([^。；]*)")
_COMPETENT = re.compile(
    r"(?:主管|(?:统一)?负责|(?:是|为)[^，。；]{0,24}?(?:主管部门|主管机关|行政主管部门|登记机关|监督管理部门|监督管理机构|主管机构)|(?:依法)?对[^，。；]{0,30}(?:实施|进行)(?:统一)?(?:监督管理|监督检查|查处|监督))"
)
_COMPETENT_IS = re.compile(r"(?:主管部门|主管机关|登记机关)，?(?:是|为)[^，。；]{0,20}\Z")
_GENERAL_ARTICLES = 15
_MUNICIPALITIES = re.compile(r"(?:中国)?[（(]?(?:北京|天津|上海|重庆)")


def _known(law: LawText, paragraphs: dict[str, list[Paragraph]]) -> Known:
    """What a text says of its own organs."""
    known = Known({}, set(), (), "province" if _of_municipality(law) else "", None)
    strange: list[str] = []
    for several in paragraphs.values():
        for _, text in several:
            if "以下" in text:
                for match in _SHORT.finditer(text):
                    groups = grouped(text[: match.start()], find(text[: match.start()], known))
                    if groups and groups[-1].end == match.start():
                        last = groups[-1]
                        if not any(organ.codes for organ in last.organs):
                            # 工商行政管理部门是企业登记机关（以下简称登记机关）
                            last = next((g for g in groups[:-1] if _IS.match(text, g.end)), last)
                        _keep(known, match[1], last.organs, strange, together="统称" in match[0])
            if "统称" in text:
                for match in _TOGETHER.finditer(text):
                    begin = max(text.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
                    organs = find(text[begin : match.start()], known)
                    if organs:
                        if _WHOEVER.search(text, begin, match.start()):
                            organs.append(Organ(match.start(), match.start(), match.start(), (), "", open=True))
                        _keep(known, match[1], organs, strange, together=True)
            if "指" in text and ("所称" in text or "所指" in text):
                for match in _MEANT.finditer(text):
                    if match[1].endswith(("部门", "机关", "机构", "单位")):
                        organs = find(match[2], known)
                        if organs and organs[0].start == 0:
                            _keep(known, match[1], grouped(match[2], organs)[0].organs, strange)
    if strange:
        known.extra = re.compile("|".join(map(re.escape, sorted(strange, key=len, reverse=True))))
    known.competent = _competent(list(paragraphs.values())[:_GENERAL_ARTICLES], known)
    return known


def _of_municipality(law: LawText) -> bool:
    """Whether a text is of a municipality: by its title, or by who made it."""
    makers = [event.body for event in law.history]
    return any(_MUNICIPALITIES.match(name) for name in (law.title.lstrip("《"), *makers) if name)


def _keep(known: Known, name: str, organs: list[Organ], strange: list[str], together: bool = False) -> None:
    """Keep what a text calls organs. ``together``: it calls several by one name, of which some may be left open."""
    codes = tuple(dict.fromkeys(code for organ in organs for code in organ.codes))
    told = {organ.level for organ in organs}
    level = told.pop() if len(told) == 1 else ""
    name = name.strip()
    if name in known.names or not (codes or level):
        return
    own = find(name, NOTHING)
    if together and codes:
        known.together.add(name)
        codes = (*codes, "") if any(not organ.codes for organ in organs) else codes
    known.names[name] = codes, level
    if not own or (own[0].start, own[-1].end) != (0, len(name)):
        strange.append(name)


def _competent(articles: Iterable[list[Paragraph]], known: Known) -> tuple[str, ...]:
    """The one function that the general provisions make competent for the matter of the law; () where they name none or several."""
    for several in articles:
        first: dict[str, None] = {}
        for _, text in several:
            if not _COMPETENT.search(text) and "主管机关" not in text:
                continue
            for group in grouped(text, find(text, known)):
                named = [organ for organ in group.organs if organ.codes and not organ.own]
                if len(named) != 1 or len(named[0].codes) != 1:
                    continue
                rest = text[group.end : group.end + 60]
                told = _COMPETENT_IS.search(text, 0, group.start) is not None
                if told or _COMPETENT.match(re.sub(r"^（[^）]*）", "", rest)):
                    first[named[0].codes[0]] = None
        if first:
            return tuple(first)[:1]
    return ()


# ---- The whole ------------------------------------------------------------------------------------------------------------------

_ANY = re.compile(
    r"部门|机关|机构|政府|国务院|法院|检察院|委员会|公安|办事处|海关|委会|人民代表大会|局|厅|军|工会|妇联|残|共青团|协会|联合会|监狱|指挥部|管委会|中心"
)


def paragraphs_of(provision: ProvisionText) -> list[Paragraph]:
    """The 款 of an article with their items; tables are left out."""
    found: list[tuple[int, list[str]]] = []
    count = 0
    for line in provision.lines:
        if line.level == LineLevel.TABLE:
            continue
        if line.level == LineLevel.PARAGRAPH or not found:
            count += 1
            found.append((count, []))
        found[-1][1].append(line.text)
    return [(number, "\n".join(lines)) for number, lines in found]


def read_actors(law: LawText) -> dict[str, list[Actor]]:
    """The actors of every article of a text, by eid, in the order of the text. An article that names none is left out."""
    paragraphs = {p.eid: paragraphs_of(p) for p in law.provisions if p.level == "article" and p.lines}
    known = _known(law, paragraphs)
    found: dict[str, list[Actor]] = {}
    for eid, several in paragraphs.items():
        actors: list[Actor] = []
        previous: list[Actor] = []
        for number, text in several:
            if not _ANY.search(text):
                previous = []
                continue
            these = _actors(number, text, known, previous)
            actors.extend(these)
            previous = these
        if actors:
            found[eid] = actors
    return found


# Organs of several levels are called by one name in one paragraph: the level of one says nothing of the other.
_HIERARCHIES = frozenset({"court", "procuratorate", "congress", "discipline", "people_government"})


# Beyond this what an organ does in one paragraph is to be read there.
_ACTS_MOST = 160


def _actors(number: int, text: str, known: Known, previous: list[Actor]) -> list[Actor]:
    groups = grouped(text, find(text, known))
    if not groups:
        return []
    judge(text, groups)
    found: dict[tuple[str, str, Modality], Actor] = {}
    levels_of: dict[str, str] = {}
    for group in groups:
        if group.modality is None:
            for organ in group.organs:
                if organ.level and not organ.own:
                    levels_of.update(dict.fromkeys(organ.codes, organ.level))
            continue
        for organ in group.organs:
            codes: tuple[str, ...] = organ.codes
            via = organ.via
            if organ.open:
                via = Via.OPEN
                if previous and _cues.EARLIER.search(text, max(0, organ.core - 8), organ.core):
                    codes = tuple(dict.fromkeys(actor.function for actor in previous if actor.function))
                    via = Via.REFERRED if codes else Via.OPEN
            for code in codes or ("",):
                level = organ.level
                if not level and code not in _HIERARCHIES and organ.start == organ.core:
                    level = levels_of.get(code, "")
                if level and code and not organ.own:
                    levels_of.setdefault(code, level)
                key = code, level, group.modality
                known_as = found.get(key)
                if known_as is not None:
                    # What else the same organ does in the paragraph stands behind its first act.
                    if group.act and group.act not in known_as.act and len(known_as.act) < _ACTS_MOST:
                        more = f"{group.act}{group.object}"
                        found[key] = msgspec.structs.replace(known_as, act=f"{known_as.act}；{more}")
                    continue
                found[key] = Actor(
                    number,
                    text[organ.start : organ.end],
                    organ.start,
                    organ.end,
                    code,
                    level,
                    group.modality,
                    group.act,
                    group.object,
                    via if code else Via.OPEN,
                )
    return list(found.values())

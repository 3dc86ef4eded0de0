"""Whether the organ that an article names is the one whose list the power stands in (basis.actor_differs).

Powers belong to the organ that the law names (行政处罚法第十七条, 行政许可法第二十二条, 行政强制法第十七条). A row is reported where the articles
that it rests on name, for a power of its type, organs of other functions only. Nothing is reported where one of several named organs is the
row's body, where the article leaves the organ open (有关部门) or names the people's government, for which its departments act; nor where the
body is part of the organ, bears its plate, or has taken over its function by a reform. An arrangement (授权, 委托, 相对集中, 垂直管理,
合署办公), a division of roles or a boundary list makes it lawful, and the finding then says so.

Confirmed: the organ is named in words, another body of the place has its function, the body's own functions are told by a roster or its name,
and arrangements are loaded and none covers it. Suspected otherwise: also where only the level differs (省级, while a county lists it), where
a body that concentrates the powers of others (行政审批, 综合行政执法) may hold it by an arrangement that is not loaded, and always on captions. Not
verifiable: nothing tells what the body's functions are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

from casework.checks.lawful_sharing import Ground, Held, Sharing, lines_of
from casework.checks.pasted import compare, pastes
from casework.dossier import Cite, Dossier, Item, Row
from casework.findings import Evidence, Finding, about_row, quoted
from casework.likeness import content
from graph.local import GUESSED
from graph.meant import of_year
from ontologies.functions import carried_by, functions, functions_in
from ontologies.levels import level_label, reaches
from ontologies.records import (
    ArrangementKind,
    BodyType,
    CitationState,
    FindingKind,
    ItemKind,
    Level,
    ListKind,
    PowerType,
    Role,
    Status,
    Verdict,
    Via,
)
from text.citations import noted_year

Record = dict[str, Any]

_LOCAL_GOVERNMENT = "people_government"
_PARTS = frozenset({str(BodyType.AGENCY), str(BodyType.TEAM), str(BodyType.INSTITUTION), str(BodyType.VERTICAL)})
# Who concentrates powers of others, and of which types.
_CONCENTRATES = {
    "admin_approval": frozenset({PowerType.LICENSING, PowerType.CONFIRMATION, PowerType.OTHER}),
    "gov_services": frozenset({PowerType.LICENSING, PowerType.CONFIRMATION, PowerType.OTHER}),
    "enforcement": frozenset({PowerType.PENALTY, PowerType.COERCION, PowerType.INSPECTION}),
    "urban_management": frozenset({PowerType.PENALTY, PowerType.COERCION, PowerType.INSPECTION}),
}
_ENFORCES = frozenset({PowerType.PENALTY, PowerType.COERCION, PowerType.INSPECTION})
# Whose offences another organ deals with since the reform of 2018 (深化党和国家机构改革方案 of 2018, 五: 整合组建市场监管、文化市场综合执法队伍;
# 国务院机构改革方案 of 2018: 价格监督检查 to the supervision of the market).
_ENFORCED_BY = {
    "pricing": "market_supervision",
    "salt": "market_supervision",
    "press_publication": "culture_tourism",
    "press_broadcast": "culture_tourism",
    "broadcasting": "culture_tourism",
    "film": "culture_tourism",
    "copyright": "culture_tourism",
}
# What an organ does where it has a power of a type; of other types any act counts.
_DOES = {
    PowerType.PENALTY: re.compile(
        r"罚|没收|警告|吊销|责令|处|扣留|扣押|给予|取缔|拘留|收缴|查处|通报|撤销|决定|暂扣|关闭"
    ),
    PowerType.LICENSING: re.compile(
        r"许可|批准|审批|核|登记|备案|审查|颁发|发给|发放|受理|同意|决定|审定|认定|办理|注册|对符合"
    ),
    PowerType.COERCION: re.compile(
        r"查封|扣|强制|拆除|代履行|代为|冻结|划拨|封存|登记保存|约束|隔离|带离|责令|处|措施|清除|收缴|没收|销毁|传唤|检查|拖|停止"
    ),
    PowerType.INSPECTION: re.compile(r"检查|监督|管理|负责|巡查|抽查|监测|检测|检验|监管|主管|查|责令|处|核"),
    PowerType.LEVY: re.compile(r"征|收|缴"),
    PowerType.BENEFIT: re.compile(r"发|给|付|补|救助|资助|优待|安置|供养|审核|审批|确认|受理|负责"),
    PowerType.CONFIRMATION: re.compile(r"确认|认定|登记|鉴定|证|审|评|核|检验|检疫|办理|受理|备案"),
    PowerType.REWARD: re.compile(r"奖|表彰|表扬"),
    PowerType.ADJUDICATION: re.compile(r"裁|处理|调处|调解|决定|仲裁"),
}
# What is done to an organ's own people is no power over anybody else.
_OF_STAFF = re.compile(r"(?:行政|政务|纪律)处分|^(?:依法)?(?:给予)?处分|^给予处分")
# Acts that give nobody a power over anybody: who makes the rules, plans and standards.
_RULES = re.compile(r"制定|规定(?!的)|拟定|拟订|编制|公布|确定|组织制定|指导|协调|会同有关部门")
# A further step against who has a licence: not who punishes in the first place.
_FURTHER = re.compile(r"吊销|撤销|注销|暂扣|扣缴|关闭|拘留|取消|通报|追究|移送")
_ISSUER = re.compile(
    r"(?:原)?(?:发证|颁发|核发|审批|批准|登记|许可|发照)[^，。；]{0,12}(?:部门|机关|机构)|原[^，。；]{0,8}(?:备案|注册)(?:部门|机关|机构)"
)
# A sanction that is told before any organ is: 处一千元罚款；情节严重的，由…
_PUNISHES = re.compile(r"(?:处[^，。；]{1,30}罚款|没收[^，。；]{2,20}|给予警告)[^。]*；")
_NO_ORGAN_OF_ITS_OWN = frozenset({str(Level.TOWNSHIP), str(Level.VILLAGE)})


_PART_NAMES = ("分局", "大队", "支队", "站", "所", "中队")
_SURE = frozenset({"roster", "name"})


class _Place:
    """What the bodies of a place are for, remembered."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.sharing = Sharing(dossier)
        self._matches: dict[tuple[str, str, bool], bool] = {}
        self._own: dict[tuple[str, bool], set[str]] = {}

    @cached_property
    def arrangements_loaded(self) -> bool:
        return any(self.dossier.here(one["place"]) for one in self.dossier.current_lists(ListKind.ARRANGEMENT))

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for lower, uppers in self.dossier.under.items():
            for upper in uppers:
                found[upper].append(lower)
        return found

    @cached_property
    def _borne(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for plate, bearer in self.dossier.plates.items():
            found[bearer].append(plate)
        return found

    def family(self, body: str) -> list[str]:
        """The bodies that are one organ with a body: itself, what came of it where it is no more, who bears it, the plates, what it is a part
        of, the parts of it."""
        found = dict.fromkeys((body, *(edge["from"] for edge in self.dossier.succeeded.get(body, ()))))
        for one in list(found):
            bearer = self.dossier.bearer(one)
            found.update(dict.fromkeys((bearer, *self._borne.get(bearer, ()))))
        for one in list(found):
            node = self.dossier.bodies.get(one)
            if node is not None and (node["type"] in _PARTS or node["name"].endswith(_PART_NAMES)):
                found.update(dict.fromkeys(self.dossier.under.get(one, ())))
            for part in self._below.get(one, ()):
                below = self.dossier.bodies.get(part)
                if below is not None and below["type"] in _PARTS:
                    found[part] = None
        return list(found)

    @cached_property
    def _gave(self) -> dict[str, set[str]]:
        """Body → the functions of which an arrangement says that it hands something over: it has them."""
        found: dict[str, set[str]] = defaultdict(set)
        for item in self.dossier.items.values():
            if item.kind is ItemKind.ARRANGEMENT:
                for body, role, _ in item.holders:
                    if role is Role.ORIGINAL:
                        found[body] |= set(item.node["functions"])
        return found

    @cached_property
    def givers(self) -> dict[str, list[str]]:
        """Body → the bodies from which an arrangement gives it something."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for item in self.dossier.items.values():
            if item.kind is ItemKind.ARRANGEMENT:
                original = [self.dossier.bearer(body) for body, role, _ in item.holders if role is Role.ORIGINAL]
                for body, role, _ in item.holders:
                    if role is not Role.ORIGINAL:
                        found[self.dossier.bearer(body)].update(dict.fromkeys(original))
        return {body: list(bodies) for body, bodies in found.items()}

    def own(self, body: str, guessed: bool = True) -> set[str]:
        """The functions of the organ to which a body belongs, but for those that only an arrangement gives; without what only the words of a
        mandate suggest where ``guessed`` is not set."""
        key = body, guessed
        known = self._own.get(key)
        if known is None:
            family = self.family(body)
            known = self._own[key] = {
                row["code"]
                for one in family
                for row in self.dossier.functions.get(one, ())
                if row["code"] and (row["via"] in _SURE or (guessed and row["via"] in GUESSED))
            }
            known.update(*(self._gave.get(one, ()) for one in family))
        return known

    def surely_known(self, body: str) -> bool:
        """Whether a roster or a name tells what the body is for."""
        return any(row["via"] in _SURE for one in self.family(body) for row in self.dossier.functions.get(one, ()))

    def has(self, body: str, code: str, kind: PowerType) -> bool:
        """Whether a body is one that a function as a law names it may mean for a power of a type, whatever the level."""
        key = body, code, kind in _ENFORCES
        known = self._matches.get(key)
        if known is None:
            known = self._matches[key] = self._has(body, code, kind)
        return known

    def _has(self, body: str, code: str, kind: PowerType) -> bool:
        day = self.dossier.day
        carriers = carried_by(code, day)
        wanted = {code, *carriers}
        if kind in _ENFORCES:
            wanted |= {_ENFORCED_BY[one] for one in list(wanted) if one in _ENFORCED_BY}
        sure = self.own(body, guessed=False)
        if self._nearer(body, code, carriers, sure):
            return False
        # 农业农村部门 means a county's 畜牧兽医局 too, for what is its matter.
        if sure & wanted or any(set(carried_by(one, day)) & set(carriers[:1]) for one in sure):
            return True
        # The words of a mandate name in passing what another body is for: they count where no other body surely is as near.
        guessed = self.own(body)
        family = set(self.family(body))
        for one in (code, *carriers):
            if self._surely.get(one, set()) - family:
                return False
            if one in guessed:
                return True
        return bool(guessed & wanted)

    def _nearer(self, body: str, code: str, carriers: Sequence[str], sure: set[str]) -> bool:
        """Whether another body of the place surely has a function, and this one only what carries it where nobody does (of 市容环境卫生 the
        department of construction where there is one of city management)."""
        others = self._surely.get(code, set()) - set(self.family(body))
        if code in sure or not any(self._lives(other) for other in others):
            return False
        return not any(code in carried_by(one, self.dossier.day) for one in sure) and code not in carriers[:1]

    def _lives(self, body: str) -> bool:
        node = self.dossier.bodies.get(body)
        return (
            node is not None
            and node["valid_from"] <= self.dossier.day < node["valid_to"]
            and body not in self.dossier.succeeded
        )

    @cached_property
    def _surely(self) -> dict[str, set[str]]:
        """Function → the bodies of the place that have it by a roster or by name."""
        found: dict[str, set[str]] = defaultdict(set)
        for body, rows in self.dossier.functions.items():
            node = self.dossier.bodies.get(body)
            if node is not None and self.dossier.here(node["place"]):
                for row in rows:
                    if row["via"] in _SURE:
                        found[row["code"]].add(body)
        return found

    def level_fits(self, body: str, level: str) -> bool:
        return any(
            reaches(level, self.dossier.level(one)) or self.dossier.level(one) is Level.UNKNOWN
            for one in self.family(body)
        )


def actor_differs(dossier: Dossier) -> Iterator[Finding]:
    """basis.actor_differs."""
    place = _Place(dossier)
    rows = [
        (item, row, cited)
        for item, row in dossier.powers()
        if str(dossier.level(item.owner)) not in _NO_ORGAN_OF_ITS_OWN and (cited := _cited(dossier, row))
    ]
    dossier.book.prepare_actors(provision["id"] for _, _, cited in rows for _, provision in cited)
    for item, row, cited in rows:
        found = _judge(place, item, row, cited)
        if found is not None:
            yield found


def _cited(dossier: Dossier, row: Row) -> list[tuple[Cite, Record]]:
    """The citations of a row with the provisions in force; [] where one of them cannot be looked at: the organ may be named there."""
    found = []
    for cite in row.cites:
        if cite.in_quote:
            continue
        if not cite.article or cite.state == CitationState.AMBIGUOUS:
            return []
        standing = dossier.book.law(cite.law).standing
        if standing.status is not Status.IN_FORCE or standing.row is None:
            return []
        provisions = dossier.book.article(cite.article).provisions
        now = next((one for one in provisions if one["version"] == standing.row["id"]), None)
        if now is None or _of_another_text(dossier, cite, now):
            return []
        found.append((cite, now))
    return found


def _of_another_text(dossier: Dossier, cite: Cite, now: Record) -> bool:
    """Whether a citation notes the year of an older text in which the number stood for another article: whom the present one names says nothing
    of this power."""
    year = noted_year(cite.note)
    named = of_year(dossier.book.law(cite.law).versions, year) if year is not None else []
    if not named or named[-1]["id"] == now["version"]:
        return False
    then = next(
        (one for one in dossier.book.article(cite.article).provisions if one["version"] == named[-1]["id"]), None
    )
    return then is not None and compare(then["text"], now["text"]).near < _SAME_ARTICLE


def _type(item: Item, row: Row) -> PowerType:
    return PowerType(row.power_type) if row.power_type else item.power_type


def _bodies(item: Item) -> list[str]:
    """The bodies whose power it is: whose list it stands in, and whom the row names beside."""
    roles = (Role.COOPERATE, Role.ASSIST, Role.GUIDE, Role.SUPERVISE)
    return list(dict.fromkeys((item.owner, *(body for body, role, _ in item.holders if role not in roles))))


def _gives(does: re.Pattern[str] | None, actor: Record) -> bool:
    """Whether an organ's act is one by which a power is exercised; of types that are not known by their acts any but making rules."""
    if does is None:
        return _RULES.match(actor["act"]) is None
    if _OF_STAFF.search(f"{actor['act']}{actor['object']}") is not None:
        return False
    return actor["modality"] == "order" or does.search(f"{actor['act']}{actor['object']}") is not None


def _acting(
    place: _Place, kind: PowerType, row: Row, cited: Sequence[tuple[Cite, Record]]
) -> list[tuple[Record, Record]]:
    """The organs that the cited provisions give a power of the type to, each with its provision; [] where the text says what is done without
    saying by whom, or leaves it open."""
    does = _DOES.get(kind)
    found: list[tuple[Record, Record]] = []
    for cite, provision in cited:
        actors = place.dossier.book.actors(provision["id"])
        paragraph = cite.paragraph or str(_part_meant(row, cite, provision) or "")
        here = [actor for actor in actors if paragraph and actor["paragraph"] == paragraph]
        if cite.paragraph and not here and kind is PowerType.PENALTY and _sends_on(provision, cite.paragraph):
            return []
        for actor in here or actors:
            if actor["modality"] == "must_not" or actor["level"] == Level.NATIONAL:
                continue
            if _gives(does, actor):
                found.append((actor, provision))
    if kind is PowerType.PENALTY:
        first = [one for one in found if not _is_further(one[0])]
        if any(_nobody_before(actor, provision) for actor, provision in (first or found)[:1]):
            return []
        found = first or found
    if kind is PowerType.LICENSING and not found:
        found = [(actor, provision) for cite, provision in cited for actor in _applied_to(cite, provision)]
    named = [one for one in found if one[0]["code"]]
    if any(not actor["code"] and _ISSUER.search(actor["text"]) is None for actor, _ in found):
        return []
    return named


# 应当向某部门申请许可: who is applied to decides (行政许可法第二十九条).
_APPLIED = re.compile(r"向([^，。；、]{2,30}?(?:部门|机关|机构))(?:提出|书面|依法)*申请")


def _applied_to(cite: Cite, provision: Record) -> Iterator[Record]:
    """The organ to which an article sends applications, where it gives the decision to none in so many words; none where several are named."""
    lines = [line for line, _ in lines_of(provision["text"])]
    if cite.paragraph.isdigit() and 0 < int(cite.paragraph) <= len(lines):
        lines = lines[int(cite.paragraph) - 1 : int(cite.paragraph)]
    phrases = set(_APPLIED.findall("\n".join(lines)))
    codes = {code for phrase in phrases for code in functions_in(phrase)[:1]}
    if len(phrases) == 1 and len(codes) == 1 and not re.search("国务院|省|市(?!场)", next(iter(phrases))):
        yield {
            "code": codes.pop(),
            "text": phrases.pop(),
            "level": "",
            "via": Via.NAMED,
            "act": "受理申请",
            "object": "",
        }


def _sends_on(provision: Record, paragraph: str) -> bool:
    """Whether a paragraph leaves its penalty to other provisions, and so to whom they name."""
    lines = lines_of(provision["text"])
    at = int(paragraph) - 1 if paragraph.isdigit() else -1
    return 0 <= at < len(lines) and _REFERS.search(lines[at][0]) is not None


_REFERS = re.compile(r"(?:依照|按照|适用|依据|根据)[^。]{2,60}(?:规定)?[^。]{0,6}(?:处罚|处理)")


def _is_further(actor: Record) -> bool:
    words = str(actor["act"]).removeprefix("依法") + str(actor["object"])
    return _FURTHER.match(words) is not None or "治安管理处罚" in words


def _nobody_before(actor: Record, provision: Record) -> bool:
    """Whether a penalty stands before the first organ of a paragraph: whose it is nobody says."""
    paragraphs = lines_of(provision["text"])
    at = int(actor["paragraph"]) - 1
    if not 0 <= at < len(paragraphs):
        return False
    line, items = paragraphs[at]
    return _PUNISHES.search("\n".join((line, *items))[: actor["begins"]]) is not None


_ORGAN = re.compile(
    r"[^，。；：、（）\s的由向经对与和及或]{2,14}?(?:行政主管部门|主管部门|行政部门|管理部门|监督部门|部门|机关(?:交通管理部门)?|机构|局)"
)


# What the State Council's department lays down gives nothing to the county's.
_NATIONAL = re.compile(r"国务院[^，。；]{2,20}?(?:部门|机构|局)")


def _mentioned(place: _Place, bodies: Sequence[str], row: Row, cite: Cite, provision: Record) -> bool:
    """Whether an article mentions an organ of a body's own function in any part (向…申请): who acts may have been read too narrowly."""
    at = _part_meant(row, cite, provision)
    text = lines_of(provision["text"])[at - 1][0] if at else provision["text"]
    own = {code for body in bodies for code in place.own(body, guessed=False)}
    return any(
        own & set(carried_by(code, place.dossier.day))
        for found in set(_ORGAN.findall(_NATIONAL.sub("", text)))
        for code in functions_in(found)
    )


def _from_another(row: Row, cite: Cite, provision: Record) -> bool:
    """Whether what the cell has pasted behind a citation is not the article's: the number is an old or a wrong one, and whom the present article
    names says nothing of this power."""
    return any(
        compare(paste.text, provision["text"]).near < _PASTED_FROM
        for paste in pastes(row)
        if any(one.article == cite.article for one in paste.cites)
    )


_PASTED_FROM = 0.5
# So near is an article to what it was before an amendment; below, the number stands for something else now.
_SAME_ARTICLE = 0.75


def _part_meant(row: Row, cite: Cite, provision: Record) -> int:
    """The paragraph that a citation surely means, 0 for none: it is cited by its number, or by an item that only one paragraph has, and the row's
    own words are clearly its words. The number alone is often wrong."""
    lines = lines_of(provision["text"])
    at = int(cite.paragraph) if cite.paragraph.isdigit() else 0
    if not cite.paragraph and cite.item:
        having = [n for n, (_, items) in enumerate(lines, 1) if items]
        at = having[0] if len(having) == 1 else 0
    if not 0 < at <= len(lines) or len(lines) < 2:
        return 0
    words = content(row.full_name)
    said = [len(words & of_part) for of_part in _said_in_parts(provision["text"])]
    mine = said.pop(at - 1)
    return at if mine > max(said) and 2 * mine > len(words) else 0


@lru_cache(maxsize=16_384)
def _said_in_parts(text: str) -> tuple[frozenset[str], ...]:
    """The words of each paragraph of a provision with its items: read once for all counties that rest something on it."""
    return tuple(content("".join((line, *items))) for line, items in lines_of(text))


def _spoken_of(place: _Place, row: Row, cite: Cite, provision: Record) -> list[Record]:
    """The organs that a citation may mean: of the paragraph that it surely means, else of all."""
    actors = place.dossier.book.actors(provision["id"])
    at = str(_part_meant(row, cite, provision))
    return [actor for actor in actors if actor["paragraph"] == at] or actors


def _judge(place: _Place, item: Item, row: Row, cited: Sequence[tuple[Cite, Record]]) -> Finding | None:
    dossier, kind = place.dossier, _type(item, row)
    captions = [provision for _, provision in cited if dossier.book.only_captions(provision)]
    if captions:
        return _by_captions(place, item, row, captions) if len(captions) == len(cited) else None
    everyone = [actor for cite, one in cited for actor in _spoken_of(place, row, cite, one)]
    acting = _acting(place, kind, row, cited)
    if not acting:
        return None
    bodies = _bodies(item)
    level_only: list[tuple[Record, Record]] = []
    own = [actor for actor, _ in acting if any(place.has(body, actor["code"], kind) for body in bodies)]
    for actor in everyone:
        code, level = actor["code"], actor["level"]
        if code == _LOCAL_GOVERNMENT and (reaches(level, Level.COUNTY) or reaches(level, Level.CITY)):
            # That it takes a licence away after the penalty does not make the penalty its own.
            if not _is_further(actor):
                return None
            continue
        mine = bool(code) and any(place.has(body, code, kind) for body in bodies)
        if mine and own and actor not in own and not _gives(_DOES.get(kind), actor):
            # The organ is told with its level where it acts; a word in passing (经…批准) tells no other level.
            continue
        if mine and any(place.level_fits(body, level) for body in bodies):
            return None
    if any(_from_another(row, cite, provision) for cite, provision in cited):
        return None
    for actor, provision in acting:
        if any(place.has(body, actor["code"], kind) for body in bodies):
            if any(place.level_fits(body, actor["level"]) for body in bodies):
                return None
            level_only.append((actor, provision))
    if level_only:
        return _level(place, item, row, level_only[0], cited)
    if any(_mentioned(place, bodies, row, cite, provision) for cite, provision in cited):
        return None
    return _function(place, item, row, cited, acting)


def _meant(place: _Place, actor: Record, provision: Record) -> dict[str, bool]:
    jurisdiction = str(place.dossier.book.law(provision["law"]).node["jurisdiction"] or "cn")
    return place.sharing.meant(actor["code"], actor["level"], jurisdiction)


def _function(
    place: _Place,
    item: Item,
    row: Row,
    cited: Sequence[tuple[Cite, Record]],
    acting: Sequence[tuple[Record, Record]],
) -> Finding | None:
    dossier, kind = place.dossier, _type(item, row)
    actor, provision = acting[0]
    body = dossier.bearer(item.owner)
    articles = [dossier.book.article(f"{one['law']}/art_{one['number']}") for _, one in cited]
    meant: dict[str, bool] = {}
    for named, of in acting:
        meant.update(_meant(place, named, of))
    meant.pop(body, None)
    mine = Held(item, row, body, kind)
    meant_parts = {_part_meant(row, cite, one) for cite, one in cited}
    paragraphs = frozenset(meant_parts) if len(articles) == 1 and 0 not in meant_parts else frozenset[int]()
    for other in dict.fromkeys((*meant, *place.givers.get(body, ()))):
        ground = place.sharing.ground(mine, Held(item, row, other, kind), articles, paragraphs)
        if ground is not None:
            return _finding(place, item, row, actor, provision, meant, Verdict.CONFIRMED, ground)
    own = place.own(item.owner)
    if not own:
        return _finding(place, item, row, actor, provision, meant, Verdict.UNVERIFIABLE)
    given = _given(place, body, kind, {named["code"] for named, _ in acting})
    concentrates = any(kind in _CONCENTRATES.get(code, frozenset()) for code in own)
    sure = (
        bool(meant)
        and all(named["via"] in (Via.NAMED, Via.DEFINED) for named, _ in acting)
        and place.surely_known(item.owner)
        and place.arrangements_loaded
        and given is None
        and not concentrates
        and not any(named["code"] == _LOCAL_GOVERNMENT for named, _ in acting)
    )
    verdict = Verdict.CONFIRMED if sure else Verdict.SUSPECTED
    return _finding(place, item, row, actor, provision, meant, verdict, None, given)


def _given(place: _Place, body: str, kind: PowerType, codes: set[str]) -> Item | None:
    """An arrangement that gives the body something of these functions, though not surely this power."""
    day = place.dossier.day
    wanted = {one for code in codes for one in carried_by(code, day)}
    for edge in place.dossier.functions.get(body, ()):
        if edge["via"] == "arrangement" and set(carried_by(edge["code"], day)[:2]) & wanted:
            source = place.dossier.all_items.get(edge["source"])
            if source is not None and source.kind is ItemKind.ARRANGEMENT:
                types = source.node["power_types"]
                if not types or kind.value in types:
                    return source
    return None


# Captions ----------------------------------------------------------------------------------------------------------------------------

# 未向公安备案的处罚: whom it should have been told is who follows it up.
_TOLD = re.compile(
    r"(?:未|不|拒不|没有)(?:按规定|依法|及时)?(?:向|报|经)([^的向报经]{2,10}?)(?:行政)?(?:主管)?(?:部门|机关)?(?:备案|报告|申报|批准|审批|审核|登记|同意|许可)"
)


def _by_captions(place: _Place, item: Item, row: Row, captions: Sequence[Record]) -> Finding | None:
    """What captions let suspect: they name another organ; or the body holds the matter by an arrangement that is of other types of power."""
    kind, bodies = _type(item, row), _bodies(item)
    if not place.own(item.owner):
        return None
    for provision in captions:
        for told in _TOLD.finditer(provision["heading"]):
            codes = functions_in(told[1])
            if (
                codes
                and kind is PowerType.PENALTY
                and not any(place.has(b, code, kind) for b in bodies for code in codes)
            ):
                meant = place.sharing.meant(codes[0], "", "cn")
                actor = {"code": codes[0], "text": told[1], "level": "", "via": Via.NAMED}
                return _finding(place, item, row, actor, provision, meant, Verdict.SUSPECTED, caption=True)
    return _other_types(place, item, row, kind, captions)


def _other_types(place: _Place, item: Item, row: Row, kind: PowerType, captions: Sequence[Record]) -> Finding | None:
    dossier = place.dossier
    body = dossier.bearer(item.owner)
    given: dict[str, list[Item]] = defaultdict(list)
    for edge in dossier.functions.get(body, ()):
        source = dossier.all_items.get(edge["source"])
        if (
            edge["via"] == "arrangement"
            and source is not None
            and source.kind is ItemKind.ARRANGEMENT
            and source.node["arrangement_kind"] == ArrangementKind.LICENSING
        ):
            # What is concentrated is the licence; to punish stays with whom the law names.
            given[edge["code"]].append(source)
    if not given or kind not in _ENFORCES:
        return None
    for provision in captions:
        title = dossier.book.law(provision["law"]).title
        for code in (*functions_in(provision["heading"]), *functions_in(title)):
            if place.has(item.owner, code, kind):
                break
            sources = [one for near in carried_by(code, dossier.day) for one in given.get(near, ())]
            types = {one for source in sources for one in source.node["power_types"]}
            if sources and types and kind.value not in types:
                actor = {"code": code, "text": functions()[code].label, "level": "", "via": Via.REFERRED}
                meant = place.sharing.meant(code, "", "cn")
                return _finding(
                    place, item, row, actor, provision, meant, Verdict.SUSPECTED, None, sources[0], caption=True
                )
    return None


# What is said ------------------------------------------------------------------------------------------------------------------------


def _name(dossier: Dossier, provision: Record) -> str:
    found = re.search(r"第[^第]*条(?:之[^第]*)?$", provision["label"])
    return f"{dossier.book.law(provision['law']).title}{found[0] if found is not None else provision['label']}"


def _finding(
    place: _Place,
    item: Item,
    row: Row,
    actor: Record,
    provision: Record,
    meant: dict[str, bool],
    verdict: Verdict,
    ground: Ground | None = None,
    given: Item | None = None,
    caption: bool = False,
) -> Finding:
    dossier = place.dossier
    body = dossier.body_name(item.owner)
    article = _name(dossier, provision)
    others = "、".join(dossier.body_name(one) for one in meant)
    evidence = [
        Evidence(
            f"{article}的条旨提到{actor['text']}" if caption else f"{article}写明的机关是“{actor['text']}”",
            provision["heading"] if caption else actor["text"],
            provision["id"],
        )
    ]
    own = sorted(functions()[code].label for code in place.own(item.owner) if code in functions())
    evidence.append(Evidence(f"{body}的职能是{'、'.join(own)}" if own else f"没有载入{body}的职能", source=item.owner))
    if others:
        evidence.append(Evidence(f"在本地有这一职能的是{others}", source=next(iter(meant))))
    if given is not None:
        kind = ArrangementKind(given.node["arrangement_kind"]).label
        types = "、".join(PowerType(one).label for one in given.node["power_types"]) or "未限定类型"
        scope = str(given.node["scope"])
        evidence.append(Evidence(f"{kind}交给{body}的是{scope}（{types}）", scope, given.id))
    if ground is not None:
        text = f"{article}写明由{actor['text']}行使，{body}行使它是因为{ground.name}"
        evidence += ground.evidence
    elif verdict is Verdict.UNVERIFIABLE:
        text = f"{article}写明由{actor['text']}行使，{body}有没有这一职能无法核验"
    elif caption:
        text = f"{article}看来由{actor['text']}的机关行使，{body}没有这一职能"
    else:
        text = f"{article}写明由{actor['text']}行使，{body}没有这一职能"
    repair = f"核对{body}凭什么行使：有授权、委托或者相对集中行使的决定的，载入并写明；没有的，移出清单"
    if others:
        repair += f"，改列{others}"
    if verdict is Verdict.UNVERIFIABLE:
        repair = f"在机构名录里填写{body}的职能后再核查"
    return Finding(
        kind=FindingKind.BASIS_ACTOR_DIFFERS,
        verdict=verdict,
        about=(*about_row(item, row), f"{provision['law']}/art_{provision['number']}"),
        text=text,
        repair="" if ground is not None else repair,
        rows=(row,),
        provisions=(quoted(dossier, provision),),
        evidence=tuple(evidence),
        bodies=(item.owner, *meant),
        lawful=ground.name if ground is not None else "",
        place=item.place,
    )


def _level(
    place: _Place, item: Item, row: Row, named: tuple[Record, Record], cited: Sequence[tuple[Cite, Record]]
) -> Finding | None:
    """The function is the body's, the level is not: 省级 where a county lists it. Nothing where the article speaks of a county at all."""
    dossier, (actor, provision) = place.dossier, named
    own = dossier.level(item.owner)
    lines = lines_of(provision["text"])
    at = {cite.paragraph for cite, one in cited if one is provision}
    parts = [line for n, (line, _) in enumerate(lines, 1) if str(n) in at] if "" not in at else []
    if own is Level.COUNTY and re.search("县|所在地|当地", "".join(parts) or provision["text"]) is not None:
        return None
    level = dossier.level(item.owner)
    delegated = next(
        (
            link
            for link in (*item.links, *item.linked)
            if (other := dossier.all_items.get(link.other)) is not None
            and other.kind is ItemKind.ADJUSTMENT
            and other.node["action"] == "delegate"
        ),
        None,
    )
    body, article = dossier.body_name(item.owner), _name(dossier, provision)
    return Finding(
        kind=FindingKind.BASIS_ACTOR_DIFFERS,
        verdict=Verdict.SUSPECTED,
        about=(*about_row(item, row), f"{provision['law']}/art_{provision['number']}"),
        text=f"{article}写明由{level_label(actor['level'])}的机关（{actor['text']}）行使，{body}是{level.label}的机关",
        repair="" if delegated is not None else f"核对有没有下放、委托的决定；没有的，移出{body}的清单",
        rows=(row,),
        provisions=(quoted(dossier, provision),),
        evidence=(
            Evidence(f"{article}写明的机关是“{actor['text']}”", actor["text"], provision["id"]),
            *([Evidence("有下放的决定", delegated.text, delegated.other)] if delegated is not None else []),
        ),
        bodies=(item.owner,),
        lawful="下放" if delegated is not None else "",
        place=item.place,
    )


CHECKS = ((frozenset({FindingKind.BASIS_ACTOR_DIFFERS}), actor_differs),)

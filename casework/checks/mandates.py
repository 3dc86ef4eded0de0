"""Mandates and powers that do not meet: a mandate under which the body has no power (gap.mandate_without_power), a power that no mandate of its body
leads to (gap.power_without_mandate). Both are 疑似: a mandate is written in general words, and a person has to read it.

A power stands under a mandate where the lists say so or an edge LEADS does (``ingest.links``), to it, to a sub-item of the same main item, or to
another power of the body on the same law; where a mandate speaks of the law's subject; where it names a function under which the cited
provision, the item's name or the law's title puts the power (``ontologies.functions.carried_by``: 渔业 under 农业农村); or where they share
a word that tells what they are about. Three things make a power one without mandate:

- the body's mandates lead to nearly all of its list (:data:`_EXPLICIT`), and not to this one; or
- its matter is known, is not the body's by roster, name or mandate, and its words are in none of the mandates; or
- a decision transferred it to another body, and its mandate with it.

A mandate lacks a power only where it names an act upon citizens or enterprises (查处, 审批, 管理 …) in a field that a function or its own words
single out, or where nearly all mandates of the body lead to powers; what is to be guided, organised or promoted (宣传, 推广, 指导) needs none, and
what every body has (党建, 统计, 交办事项) never does. Bodies whose mandates, or whose
powers, are not loaded are left alone. What an arrangement or a decision gives to a body, or took from it, is lawful and said so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from casework.dossier import Cite, Dossier, Item, Row
from casework.findings import Evidence, Finding, Quoted, about_row, quoted
from casework.likeness import content
from ontologies.functions import carried_by, functions, functions_in
from ontologies.functions import label as function_label
from ontologies.records import AdjustmentAction, ArrangementKind, BodyType, FindingKind, ItemKind, Role, Verdict

_EXPLICIT = 0.8
_MOSTLY = 0.75
_FEWEST = 5
# Of the bodies, how many may use a word that still tells what a thing is about.
_COMMON = 0.25
_UNDER = frozenset({BodyType.AGENCY.value, BodyType.TEAM.value, BodyType.INSTITUTION.value})
_WORDS = """
安全 检查 监督 备案 处理 服务 建设 工程 环境 设施 企业 单位 经营 组织 机构 人员 发放 销售 保护 秩序 公共 使用 质量 标准
市场 生活 项目 社会 处罚 许可 审批 登记 查处 管理 资金 设备 生产 活动 信息 工作 场所 从业 证书 资格 奖励 补助 补贴 检验
认定 制度 防治 条例 办法 规定 管理条例 实施 行政 执法 城乡 县级 国家 地方 开展 办理 指导 推进 负责 承担 违法 违规 保障 发展
利用 城镇 农村 乡村 城市 合格 情况 要求 措施 建立 规划 领域 方面 职责 职权 行业 部门 人民 材料 申请 产品 业务 技术
"""
_SAYING_LITTLE = frozenset(_WORDS.split())
# Functions of everybody, and organs rather than fields of work.
_NO_FIELD = frozenset(
    {
        "people_government",
        "staffing",
        "supervision",
        "discipline",
        "public_security",
        "work_safety",
        "education",
        "planning",
    }
)
_ACTS = re.compile(
    "^(?:依法|负责|承担|组织|做好|开展|具体|全县|本县|和|并|依批复|集中)*"
    "(?:管理|监管|监督管理|监督检查|检查|查处|处罚|审批|审查|核发|办理|许可|征收|强制|登记|备案|核准|调处|裁决|行使)"
    "|(?:监督管理|监管|查处|审批|核发|行政许可|行政处罚|行政强制|行政检查|执法|征收|许可|监督检查)(?:的)?(?:工作|职责)?$"
)
# Of these the words alone single out a field well enough.
_HARD = re.compile("查处|处罚|许可|审批|核发|强制|征收|备案|登记|监督检查")
_INTERNAL = re.compile(
    "交办的?其他|其他(?:任务|工作|事项)|综合协调|党的建设|机关党|党建|党风|廉政|意识形态|精神文明|机关|人事|队伍建设|干部|统计|信息公开|政务公开|"
    "财务|预算|信访|保密|档案|后勤|政策研究|调查研究|编制|职能转变|有关职责分工"
)
# What is to be promoted or served, not what is to be done to somebody.
_SOFT = re.compile("宣传|政务服务|网上办事|法治政府|普法|招商|对外|国际|科研|标准化")
_CLAUSE = re.compile(r"[，。；;、,\n]|(?<![0-9])\.")
# What a mandate's name says besides its matter, and how long a matter must be to tell one law from others.
_NAME_TAIL = re.compile("(?:安全)?(?:的)?(?:综合)?(?:监督|管理|监管|监察|检查|执法|审批|工作|保障)*$")
_MATTER = 4
# The place that made a law: it tells nothing of what the law is about.
_MADE_BY = re.compile("^[^的和与及、]{2,8}?(?:省|自治区|自治州|市|自治县|县)(?=.{3})")
_PIECE = re.compile(r"[、，,；;和及]|以及")
_TAKEN_OVER = re.compile("划入|集中行使|划转|相对集中|委托|授权")


def without_mandate(dossier: Dossier) -> Iterator[Finding]:
    """gap.power_without_mandate."""
    fields = _Fields(dossier)
    wanted = [
        (item, row)
        for item, row in dossier.powers()
        if item.owner in fields.mandates and not any(link.edge == "LEADS" for link in item.linked)
    ]
    if not wanted:
        return
    provisions = {
        current["id"]
        for _, row in wanted
        for cite in row.cites
        if not cite.in_quote and cite.article and (current := dossier.book.article(cite.article).current) is not None
    }
    dossier.book.prepare_actors(provisions)
    for item, row in wanted:
        why = fields.foreign(item, row)
        if why is None:
            continue
        lawful, ground = fields.given(item, row)
        yield Finding(
            FindingKind.GAP_POWER_WITHOUT_MANDATE,
            Verdict.SUSPECTED,
            about_row(item, row),
            f"{item.owner_name}的“{row.full_name}”没有三定职责可以引出",
            repair=_where(dossier, fields, item, row),
            rows=(row,),
            provisions=tuple(_proofs(dossier, row)),
            evidence=(*why, *((ground,) if ground is not None else ())),
            bodies=(item.owner,),
            lawful=lawful,
        )


def without_power(dossier: Dossier) -> Iterator[Finding]:
    """gap.mandate_without_power."""
    fields = _Fields(dossier)
    for body, mandates in fields.mandates.items():
        if body not in fields.words_of:
            continue
        for mandate in mandates:
            if any(link.edge == "LEADS" for link in mandate.links):
                continue
            why = fields.idle(mandate)
            if why is None:
                continue
            lawful, ground = fields.handed_on(mandate)
            yield Finding(
                FindingKind.GAP_MANDATE_WITHOUT_POWER,
                Verdict.SUSPECTED,
                (mandate.id,),
                f"{mandate.owner_name}的三定职责“{mandate.name}”在权责清单里没有相应的职权",
                repair="核对法律法规给了哪些职权：有的，补列入权责清单；没有的，或者已经划走的，提请调整三定职责",
                rows=tuple(mandate.rows[:1]),
                evidence=(*why, *((ground,) if ground is not None else ())),
                bodies=(body,),
                lawful=lawful,
            )


@lru_cache(maxsize=65536)
def _content(text: str) -> frozenset[str]:
    return frozenset(word for word in content(text) if len(word) > 1 and word not in _SAYING_LITTLE)


@lru_cache(maxsize=65536)
def _fields_in(text: str) -> frozenset[str]:
    """The fields of work that a text names."""
    return frozenset(functions_in(text)) - _NO_FIELD


def _titled(law: str) -> str:
    """What a law is about by its title, out of its identifier (law/cn/消防法/2021-04-29): without its day, the place that made it, and the 法
    at its end, for mandates speak of 消防."""
    _, place, title, *_ = law.split("/")
    about = title if place == "cn" else _MADE_BY.sub("", title)
    return about.removesuffix("法") if len(about) > 2 and not about.endswith("办法") else about


def _field_of_law(law: str) -> frozenset[str]:
    return _fields_in(_titled(law))


def _text_of(mandate: Item) -> str:
    return f"{mandate.name}。{mandate.node['text']}"


class _Fields:
    """What the bodies of the place are for, and what their lists are about, by functions and by words."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.day = dossier.day
        self.mandates: dict[str, list[Item]] = defaultdict(list)
        for mandate in dossier.of_kind(ItemKind.MANDATE):
            for body in dict.fromkeys(
                (mandate.owner, *(body for body, role, _ in mandate.holders if role is Role.LEAD))
            ):
                self.mandates[body].append(mandate)
        self.own: dict[str, set[str]] = defaultdict(set)
        self.arranged: dict[str, set[str]] = defaultdict(set)
        for body, held in dossier.functions.items():
            for one in held:
                if one["via"] != "arrangement":
                    self.own[body].add(one["code"])
                elif (source := dossier.items.get(one["source"])) is None or self._lasts(source):
                    self.arranged[body].add(one["code"])
        self.words_of: dict[str, Counter[str]] = defaultdict(Counter)
        self.fields_of: dict[str, set[str]] = defaultdict(set)
        self._led: Counter[str] = Counter()
        self._rows: Counter[str] = Counter()
        self._by_name: Counter[str] = Counter()
        self._led_mains: set[tuple[str, str]] = set()
        self._led_laws: set[tuple[str, str]] = set()
        self.subjects: dict[str, set[frozenset[str]]] = defaultdict(set)
        self.names: dict[str, set[str]] = defaultdict(set)
        self.titles: dict[str, set[str]] = defaultdict(set)
        self.elsewhere: dict[str, set[str]] = defaultdict(set)
        for item in dossier.of_kind(ItemKind.DUTY, ItemKind.BOUNDARY, ItemKind.TASK, ItemKind.VILLAGE):
            for body, _, _ in item.holders:
                if body in self.mandates and body != item.owner:
                    self.elsewhere[body] |= _content(item.name)
        rows = list(dossier.powers(ItemKind.POWER, ItemKind.SERVICE))
        for item, row in rows:
            self.names[item.owner].add(row.full_name)
            self.words_of[item.owner].update(_content(row.full_name))
            self.fields_of[item.owner] |= self._about(row)
            subjects = {_content(_titled(cite.law)) for cite in row.cites if not cite.in_quote}
            self.subjects[item.owner] |= subjects - {frozenset()}
            self.titles[item.owner].update(_titled(cite.law) for cite in row.cites if not cite.in_quote)
            if any(link.edge == "LEADS" for link in item.linked):
                self._led_mains.add((item.owner, row.name))
                self._led_laws.update((item.owner, cite.law) for cite in row.cites if not cite.in_quote)
        self.mandated: dict[str, set[str]] = {}
        self.told: dict[str, frozenset[str]] = {}
        for body, mandates in self.mandates.items():
            text = [_text_of(mandate) for mandate in mandates]
            self.told[body] = frozenset[str]().union(*(_content(one) for one in text))
            coded = (set(mandate.node["functions"]) for mandate in mandates)
            self.mandated[body] = set().union(*(_fields_in(one) for one in text), *coded)
        bodies = set(self.words_of) | set(self.told)
        used = Counter(word for body in bodies for word in {*self.words_of.get(body, ()), *self.told.get(body, ())})
        most = max(2, int(_COMMON * len(bodies)))
        self._common = {word for word, count in used.items() if count > most}
        self._passed = self._decided()
        for item, row in rows:
            if item.kind == ItemKind.POWER and item.owner in self.mandates:
                self._rows[item.owner] += 1
                self._led[item.owner] += self.under(item, row)
                self._by_name[item.owner] += any(link.edge == "LEADS" and link.how == "named" for link in item.linked)

    def _about(self, row: Row) -> frozenset[str]:
        """The fields that a row is of, by its name; else by the law's title where that names one alone."""
        named = _fields_in(row.full_name)
        if named:
            return named
        titled = [_field_of_law(cite.law) for cite in row.cites if not cite.in_quote]
        return frozenset[str]().union(*(fields for fields in titled if len(fields) == 1))

    def under(self, item: Item, row: Row) -> bool:
        """Whether a mandate of the body leads to a power or to what goes with it, or speaks of the subject of its law."""
        body = item.owner
        if any(link.edge == "LEADS" for link in item.linked) or (body, row.name) in self._led_mains:
            return True
        for cite in row.cites:
            if cite.in_quote:
                continue
            if (body, cite.law) in self._led_laws:
                return True
            subject = _content(_titled(cite.law))
            if subject and any(subject <= _content(_text_of(mandate)) for mandate in self.mandates[body]):
                return True
        return False

    def explicit(self, body: str) -> bool:
        """Whether the mandates of a body lead to nearly all of its powers, most of them by name."""
        rows = self._rows[body]
        return rows >= _FEWEST and self._led[body] >= _EXPLICIT * rows and self._by_name[body] >= rows / 2

    # Powers ----------------------------------------------------------------------------------------------------------------------

    def foreign(self, item: Item, row: Row) -> tuple[Evidence, ...] | None:
        """What speaks for a power being under no mandate of its body; None where something may lead to it."""
        body = item.owner
        for decision in self._passed.get(item.id, ()):
            if decision.node["action"] == AdjustmentAction.TRANSFER and (body, Role.ORIGINAL) in {
                (had, role) for had, role, _ in decision.holders
            }:
                number = str(decision.node["number"])
                return (Evidence(f"决定{number}已把它划转给其他机关，职责随之划走", decision.name, decision.id),)
        if self.under(item, row):
            return None
        if self.explicit(body):
            led, rows = self._led[body], self._rows[body]
            return (Evidence(f"三定职责引出了清单{rows}项里的{led}项，没有引出这一项", source=body),)
        fields = self.fields(row)
        if not fields or self._told(body, row):
            return None
        held = self.own[body] | self.mandated[body]
        if any(self._under(code, held) for code in fields) or self._named(body, row):
            return None
        names = "、".join(function_label(code) for code in sorted(fields))
        mandates = "、".join(f"“{mandate.name}”" for mandate in self.mandates[body])
        return (
            Evidence(f"事项和所引条文讲的是{names}，不是{item.owner_name}的职能", row.basis[:80], row.item),
            Evidence(f"{item.owner_name}的三定职责是{mandates}，都没有说到", source=body),
        )

    def fields(self, row: Row) -> frozenset[str]:
        """The fields that a power is of: what its name, the organs that the cited provisions name, and the laws' titles say together."""
        found = set(_fields_in(row.full_name))
        for cite in row.cites:
            if not cite.in_quote:
                found |= _field_of_law(cite.law) | self._actors(cite)
        return frozenset(found)

    def _actors(self, cite: Cite) -> set[str]:
        codes = self._codes(cite)
        return {code for code in codes if code in functions() and not functions()[code].organ} - _NO_FIELD

    def _codes(self, cite: Cite) -> set[str]:
        """The functions that a cited provision names."""
        current = self.dossier.book.article(cite.article).current if cite.article else None
        return (
            {str(actor["code"]) for actor in self.dossier.book.actors(current["id"])} if current is not None else set()
        )

    def _named(self, body: str, row: Row) -> bool:
        """Whether a provision that a power rests on names the body's own function, be it one of many organs (会同城乡规划主管部门)."""
        named = {code for cite in row.cites if not cite.in_quote for code in self._codes(cite)} - {""}
        return any(self._under(code, self.own[body]) for code in named)

    def _under(self, code: str, held: Iterable[str]) -> bool:
        """Whether who holds these functions has a function: it, or what carries it, is among what they have become."""
        now = {later for one in held for later in carried_by(one, self.day)[:1]} | set(held)
        return bool(now & set(carried_by(code, self.day)))

    def _told(self, body: str, row: Row) -> bool:
        words = set(_content(row.full_name))
        for cite in row.cites:
            words |= _content(_titled(cite.law))
        return bool((words & self.told[body]) - self._common)

    def given(self, item: Item, row: Row) -> tuple[str, Evidence | None]:
        """The arrangement or decision by which a body has a power that is not under its mandates."""
        fields = self.fields(row)
        if any(self._under(code, self.arranged[item.owner]) for code in fields):
            return "有安排使它归本机关", Evidence("授权、委托或者集中行使的安排写明由本机关行使", source=item.owner)
        words = _content(row.full_name) - self._common
        for arrangement in self._arrangements:
            got = {body for body, role, _ in arrangement.holders if role is not Role.ORIGINAL}
            if item.owner in got and words & _content(str(arrangement.node["scope"])):
                return "有安排使它归本机关", Evidence(f"安排“{arrangement.name}”", arrangement.name, arrangement.id)
        articles = {cite.article for cite in row.cites if not cite.in_quote} - {""}
        for boundary in self.dossier.of_kind(ItemKind.BOUNDARY):
            if articles & boundary.articles() and any(body == item.owner for body, _, _ in boundary.holders):
                return "职责边界清单写明本机关的一份", Evidence(
                    f"职责边界“{boundary.name}”", boundary.name, boundary.id
                )
        for decision in self._passed.get(item.id, ()):
            if decision.node["action"] == AdjustmentAction.ADD or any(
                body == item.owner and role is Role.RECEIVING for body, role, _ in decision.holders
            ):
                return "有决定划入本机关", Evidence(f"决定“{decision.name}”", str(decision.node["number"]), decision.id)
        for label, text in row.fields.items():
            if ("划入" in label and text.strip()) or (label == "备注" and _TAKEN_OVER.search(text)):
                return "清单写明由其他机关划入", Evidence("清单这一行写明了来处", f"{label}：{text}", item.id)
        return "", None

    @cached_property
    def _arrangements(self) -> list[Item]:
        """Those in force that name what they hand over; a nameplate (以牌子名义对外行使相应职权) gives its function and no matter of its own."""
        return [
            one
            for one in self.dossier.of_kind(ItemKind.ARRANGEMENT)
            if one.node["arrangement_kind"] != ArrangementKind.PLATE and self._lasts(one)
        ]

    def _lasts(self, arrangement: Item) -> bool:
        return bool(arrangement.node["since"] <= self.day < arrangement.node["until"])

    def _decided(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for decision in self.dossier.items.values():
            if decision.kind == ItemKind.ADJUSTMENT and decision.node["day"] <= self.day:
                for link in decision.links:
                    found[link.other].append(decision)
        return found

    # Mandates --------------------------------------------------------------------------------------------------------------------

    def idle(self, mandate: Item) -> tuple[Evidence, ...] | None:
        """What speaks for a mandate having no power under it; None where it needs none or something in the list may be under it."""
        text = _text_of(mandate)
        if _INTERNAL.search(text):
            return None
        body = mandate.owner
        acts = [clause.strip() for clause in _CLAUSE.split(str(mandate.node["text"]) or mandate.name)]
        acts = [clause for clause in acts if _ACTS.search(clause)]
        told = self._all_lead(body)
        if not acts or (not told and (_SOFT.search(text) or self._has_field(mandate, acts))):
            return None
        # What the body is called says nothing of one of its matters.
        general = self._common | _content(mandate.owner_name)
        words = _content(text) - general
        named = _content(mandate.name) - general
        if not words and not self._silent(body, mandate.name):
            return None
        if told and named:
            # The lists themselves say what each mandate leads to: half of its words, or the law at large, is no power of this matter.
            if self._whole(body, named):
                return None
        elif words and self._shown(body, mandate.name, text, words, named):
            return None
        listed = {word for word in words if word in self.words_of[body]}
        missing = "、".join(sorted(named or words - listed)[:5]) or _NAME_TAIL.sub("", mandate.name)
        return (
            Evidence(f"职责写明“{'”“'.join(act for act in acts[:3] if act)}”", str(mandate.node["text"]), mandate.id),
            Evidence(f"权责清单的{self._rows[body]}项都没有说到{missing}", source=body),
        )

    def _all_lead(self, body: str) -> bool:
        """Whether the mandates of a body name what is done under them one by one, so that one without any stands out."""
        wanted = [mandate for mandate in self.mandates[body] if not _INTERNAL.search(_text_of(mandate))]
        leading = sum(any(link.edge == "LEADS" for link in mandate.links) for mandate in wanted)
        return leading >= _MOSTLY * len(wanted) and leading >= _FEWEST - 1

    def _whole(self, body: str, named: frozenset[str]) -> bool:
        """Whether one power of a body, by its name or by a law that the body works with, or what other lists give it, is about all that the
        name of a mandate says."""
        said = (*self.names[body], *self.titles[body])
        return any(named <= _content(one) for one in said) or (len(named) > 1 and named <= self.elsewhere[body])

    def _shown(self, body: str, name: str, text: str, words: frozenset[str], named: frozenset[str]) -> bool:
        """Whether something in the lists is about what a mandate is about: half of the words of its name or of its text are in the names of
        the body's powers, or of what other lists give it (职责边界, what towns are to help it with), or a law that its powers rest on has
        the mandate's subject."""
        titled = frozenset[str]().union(*self.subjects[body])
        # What others are to help with is named in passing: one word of it proves nothing.
        for held, least in ((self.words_of[body], 1), (self.elsewhere[body], 2)):
            of_name = sum(word in held or word in titled for word in named)
            of_text = sum(word in held for word in words)
            # One word that is not the name's proves nothing.
            enough = 2 * of_text >= len(words) and (of_name > 0 or of_text > 1 or len(words) == 1)
            if of_text >= least and (2 * of_name >= len(named) > 0 or enough):
                return True
        spoken = _content(text)
        return any(subject <= spoken for subject in self.subjects[body]) or self._titled(body, name)

    def _silent(self, body: str, name: str) -> bool:
        """Of a mandate whose words each say little (社会组织管理): whether neither a power nor a law of the body has its matter as a whole."""
        matter = _NAME_TAIL.sub("", name)
        return len(matter) >= _MATTER and not any(matter in said for said in (*self.names[body], *self.titles[body]))

    def _titled(self, body: str, name: str) -> bool:
        """Whether the matter that a mandate's name names is in the title of a law that the body's powers rest on (灾害救助: 自然灾害救助条例)."""
        matter = _NAME_TAIL.sub("", name)
        return len(matter) >= _MATTER and any(matter in title for title in self.titles[body])

    def _has_field(self, mandate: Item, acts: Sequence[str]) -> bool:
        """Whether a mandate singles out no field of its own, or powers of the body are of its field."""
        body = mandate.owner
        own = {one["code"] for one in self.dossier.functions.get(body, ()) if one["via"] in ("roster", "name")}
        fields = (_fields_in(_text_of(mandate)) | set(mandate.node["functions"])) - own
        if not fields:
            return not any(_HARD.search(act) for act in acts)
        return any(fields & {one, *carried_by(one, self.day)} for one in self.fields_of[body])

    def handed_on(self, mandate: Item) -> tuple[str, Evidence | None]:
        """The arrangement by which others exercise what a mandate is about."""
        named, text = _content(mandate.name) - self._common, _content(_text_of(mandate))
        for arrangement in self._arrangements:
            gave = {body for body, role, _ in arrangement.holders if role is Role.ORIGINAL}
            if mandate.owner in gave and _hands_on(str(arrangement.node["scope"]), named, text):
                return "职权已由安排交其他机关行使", Evidence(f"安排“{arrangement.name}”", source=arrangement.id)
        return "", None


def _hands_on(scope: str, named: frozenset[str], text: frozenset[str]) -> bool:
    """Whether the scope of an arrangement takes in a mandate: it says all the words that the mandate's name names, or one of the fields it lists
    is all within what the mandate says (市容环境卫生 of 市容环境卫生、城市绿化). One word that both have (水利工程, 水利风景区) does not."""
    if len(named) > 1 and named <= _content(scope):
        return True
    return any((field := _content(piece)) and field <= text for piece in _PIECE.split(scope))


def _proofs(dossier: Dossier, row: Row) -> Iterator[Quoted]:
    seen: set[str] = set()
    for cite in row.cites:
        current = dossier.book.article(cite.article).current if cite.article and not cite.in_quote else None
        if current is not None and current["id"] not in seen:
            seen.add(current["id"])
            yield quoted(dossier, current)


def _where(dossier: Dossier, fields: _Fields, item: Item, row: Row) -> str:
    """What to do with a power that is not the body's: whose it may be."""
    wanted = fields.fields(row)
    for code in sorted(wanted):
        for carrier in carried_by(code, dossier.day):
            for body, held in fields.own.items():
                if carrier in held and body != item.owner:
                    node = dossier.bodies.get(body)
                    if (
                        node is not None
                        and node["stated"]
                        and node["valid_to"] > dossier.day
                        and node["type"] not in _UNDER
                    ):
                        return f"核对是否应由{node['name']}行使：是的，从本机关清单删去；确由本机关行使的，提请写入三定职责或者补充划转、委托的决定"
    return "确由本机关行使的，提请写入三定职责或者补充划转、委托的决定；不是的，从清单删去"


CHECKS = (
    (frozenset({FindingKind.GAP_MANDATE_WITHOUT_POWER}), without_power),
    (frozenset({FindingKind.GAP_POWER_WITHOUT_MANDATE}), without_mandate),
)

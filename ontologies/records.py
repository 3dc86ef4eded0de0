"""The typed records: plain data, no I/O, in the words of the vocabulary (``vocabulary.ttl``).

``tests/test_vocabulary.py`` holds the two together: every enum member is a SKOS concept with the same notation and
Chinese label, every projected record a class with the same fields.

Dates are :class:`datetime.date`. Two sentinels stand for "open", because no null crosses the graph port:
:data:`OPEN_START` and :data:`OPEN_END`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

OPEN_START = date(1, 1, 1)
OPEN_END = date(9999, 12, 31)


class Labelled(StrEnum):
    """A code with its Chinese label, so that no interface needs a second table."""

    label: str

    # The label has a default only for type checkers, which read Rank("statute") as a call of this.
    def __new__(cls, value: str, label: str = "") -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Rank(Labelled):
    """位阶: what a document weighs in law (立法法 2023, arts. 98-106, for the order of the first eight)."""

    CONSTITUTION = "constitution", "宪法"
    STATUTE = "statute", "法律"
    LEGISLATIVE_DECISION = "legislative_decision", "有关法律问题的决定"
    ADMINISTRATIVE_REGULATION = "administrative_regulation", "行政法规"
    SUPERVISORY_REGULATION = "supervisory_regulation", "监察法规"
    LOCAL_REGULATION = "local_regulation", "地方性法规"
    AUTONOMOUS_REGULATION = "autonomous_regulation", "自治条例和单行条例"
    DEPARTMENTAL_RULE = "departmental_rule", "部门规章"
    LOCAL_RULE = "local_rule", "地方政府规章"
    JUDICIAL_INTERPRETATION = "judicial_interpretation", "司法解释"
    NORMATIVE_DOCUMENT = "normative_document", "规范性文件"
    PARTY_REGULATION = "party_regulation", "党内法规"
    UNKNOWN = "unknown", "位阶未定"


class Status(Labelled):
    """时效性 on a date (GB/T 47277-2026 codes 01-05)."""

    IN_FORCE = "01", "有效"
    NOT_YET = "02", "尚未施行"
    AMENDED = "03", "已修改"
    REPEALED = "04", "已废止"
    LAPSED = "05", "已失效"
    UNKNOWN = "00", "无法核验"


class PowerType(Labelled):
    """职权类型: the ten types, and what old or service lists add."""

    LICENSING = "01", "行政许可"
    PENALTY = "02", "行政处罚"
    COERCION = "03", "行政强制"
    LEVY = "04", "行政征收"
    BENEFIT = "05", "行政给付"
    INSPECTION = "06", "行政检查"
    CONFIRMATION = "07", "行政确认"
    REWARD = "08", "行政奖励"
    ADJUDICATION = "09", "行政裁决"
    OTHER = "10", "其他行政权力"
    PUBLIC_SERVICE = "20", "公共服务"
    UNKNOWN = "99", "类型未定"


class DutyKind(Labelled):
    """履职事项的种类 (township duty lists of 2024-25)."""

    BASIC = "basic", "基本履职"
    COOPERATING = "cooperating", "配合履职"
    RECALLED = "recalled", "收回"


class Role(Labelled):
    """How a body holds a power or a duty."""

    LEAD = "lead", "主责"
    SHARED = "shared", "共同承担"
    COORDINATE = "coordinate", "牵头"
    COOPERATE = "cooperate", "配合"
    ASSIST = "assist", "协助"
    GUIDE = "guide", "指导"
    SUPERVISE = "supervise", "监督"
    ENTRUSTED = "entrusted", "受委托"
    ORIGINAL = "original", "原行使"
    RECEIVING = "receiving", "承接"


class GrantMode(Labelled):
    """赋权方式."""

    ENTRUST = "entrust", "委托下放"
    AGENCY = "agency", "派出机构行使"
    STATIONED = "stationed", "派驻单位行使"


class Theme(Labelled):
    """履职事项的主题 (the nine themes, and what is under none of them)."""

    PARTY = "party", "党的建设"
    ECONOMY = "economy", "经济发展"
    LIVELIHOOD = "livelihood", "民生服务"
    SAFETY = "safety", "平安法治"
    CONSTRUCTION = "construction", "城乡建设"
    ECOLOGY = "ecology", "生态环保"
    AGRICULTURE = "agriculture", "农业农村"
    CULTURE = "culture", "文化旅游"
    GENERAL = "general", "综合政务"
    NONE = "none", "未分主题"


class Level(Labelled):
    """层级 of a body or a place."""

    NATIONAL = "national", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村级"
    UNKNOWN = "unknown", "层级未定"


class ListKind(Labelled):
    """清单的种类."""

    POWER = "power_list", "权责清单"
    DUTY = "duty_list", "履职事项清单"
    ENFORCEMENT = "enforcement_catalogue", "执法事项目录"
    GRANT = "grant_list", "赋权清单"
    GRANT_CATALOGUE = "grant_catalogue", "赋权目录"
    VILLAGE = "village_list", "村级事项清单"
    TASK = "task_list", "交办事项清单"
    BOUNDARY = "boundary_list", "职责边界清单"
    MANDATE = "mandate_list", "三定职责"
    SERVICE = "service_catalogue", "政务服务事项目录"
    ACCESS = "access_list", "市场准入负面清单"
    ADJUSTMENT = "adjustment_list", "事项调整决定"
    ACTIVITY = "activity_report", "职权行使情况"
    SUPPORT = "support_list", "赋权保障清单"
    OFFICER = "officer_roster", "执法人员名录"
    ARRANGEMENT = "arrangement_list", "授权委托安排"
    ROSTER = "body_roster", "机构名录"


class ItemKind(Labelled):
    """What a row of a list states: the kinds that identifiers, graph and index know."""

    POWER = "power", "职权事项"
    DUTY = "duty", "履职事项"
    GRANT = "grant", "赋权事项"
    CATALOGUE = "catalogue", "目录事项"
    VILLAGE = "village", "村级事项"
    TASK = "task", "交办事项"
    BOUNDARY = "boundary", "职责边界"
    MANDATE = "mandate", "三定职责"
    SERVICE = "service", "政务服务事项"
    ACCESS = "access", "准入事项"
    ADJUSTMENT = "adjustment", "调整事项"
    ACTIVITY = "activity", "行使记录"
    SUPPORT = "support", "赋权保障"
    OFFICER = "officer", "执法人员"
    ARRANGEMENT = "arrangement", "权力安排"
    BODY = "body", "机构"


class Tier(Labelled):
    """赋权目录事项的档: what every town takes, and what a town may choose."""

    BASIC = "basic", "基本盘"
    OPTIONAL = "optional", "自选盘"


class VillageKind(Labelled):
    """村级事项的种类 (村民委员会组织法 2018, arts. 2, 5: what is a village's own, and what it helps with)."""

    OWN = "own", "依法自治"
    ASSIST = "assist", "依法协助"
    NEGATIVE = "negative", "不得下放"


class ArrangementKind(Labelled):
    """权力安排的种类: lawful ways by which another body than the law names holds a power (行政许可法 2019, arts. 23-25; 行政处罚法
    2021, arts. 18-21)."""

    AUTHORISED = "authorised", "授权"
    ENTRUSTED = "entrusted", "委托"
    LICENSING = "concentrated_licensing", "相对集中行政许可权"
    PENALTY = "concentrated_penalty", "相对集中行政处罚权"
    VERTICAL = "vertical", "垂直管理"
    PLATE = "plate", "加挂牌子"
    JOINT = "joint_office", "合署办公"


class AdjustmentAction(Labelled):
    """调整决定对事项做了什么."""

    CANCEL = "cancel", "取消"
    DELEGATE = "delegate", "下放"
    RECALL = "recall", "收回"
    TRANSFER = "transfer", "划转"
    ADD = "add", "新增"
    CHANGE = "change", "变更"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"


class SupportKind(Labelled):
    """赋权保障的种类: what comes down with a granted power."""

    STAFF = "staff", "人员"
    FUNDS = "funds", "经费"
    PREMISES = "premises", "场地"
    TRAINING = "training", "培训"
    EQUIPMENT = "equipment", "装备"
    OTHER = "other", "其他"


class AccessKind(Labelled):
    """市场准入负面清单事项的种类."""

    PROHIBITED = "prohibited", "禁止准入"
    LICENSED = "licensed", "许可准入"


class ResponsibilityKind(Labelled):
    """责任的种类."""

    DUTY = "duty", "责任事项"
    ACCOUNTABILITY = "accountability", "追责情形"


class Stage(Labelled):
    """责任事项的环节 (权责清单 as published: 受理, 审查, 决定, 送达, 事后监管, for penalties 立案 to 执行)."""

    ACCEPT = "accept", "受理"
    FILE = "file", "立案"
    INVESTIGATE = "investigate", "调查"
    EXAMINE = "examine", "审查"
    INFORM = "inform", "告知"
    DECIDE = "decide", "决定"
    SERVE = "serve", "送达"
    EXECUTE = "execute", "执行"
    PUBLISH = "publish", "公开"
    SUPERVISE = "supervise", "事后监管"
    OTHER = "other", "其他"


class Route(Labelled):
    """监督投诉的去向: whether a power should exist is for the 机构编制部门, how it is used for the body over its holder."""

    SETTING = "setting", "设置问题"
    EXERCISE = "exercise", "行使问题"


class BodyType(Labelled):
    """机构类型."""

    GOVERNMENT = "government", "人民政府"
    DEPARTMENT = "department", "政府工作部门"
    PARTY = "party", "党委机构"
    TOWNSHIP = "township", "乡镇人民政府"
    SUBDISTRICT = "subdistrict", "街道办事处"
    AGENCY = "agency", "派出机构"
    VERTICAL = "vertical", "垂直管理单位"
    INSTITUTION = "institution", "事业单位"
    TEAM = "team", "执法队伍"
    VILLAGE = "village", "村民委员会"
    COMMUNITY = "community", "居民委员会"
    OTHER = "other", "其他机构"


class SuccessionKind(Labelled):
    """机构沿革."""

    RENAMED = "renamed", "更名"
    MERGED = "merged", "合并"
    SPLIT = "split", "分设"
    TRANSFERRED = "transferred", "职责划入"
    ABOLISHED = "abolished", "撤销"


class CitationState(Labelled):
    """What a citation resolves to, or why it does not."""

    RESOLVED = "resolved", "已核对"
    AMBIGUOUS = "ambiguous", "有多个可能"
    LAW_NOT_LOADED = "law_not_loaded", "所引文件未载入"
    NO_SUCH_ARTICLE = "no_such_article", "所引条款不存在"
    NO_ARTICLE_GIVEN = "no_article_given", "未写明条款"


class Verdict(Labelled):
    """核查结论: how sure a finding is."""

    CONFIRMED = "confirmed", "确认"
    SUSPECTED = "suspected", "疑似"
    UNVERIFIABLE = "unverifiable", "无法核验"


class Severity(Labelled):
    """轻重 of a finding."""

    HIGH = "high", "严重"
    MEDIUM = "medium", "一般"
    LOW = "low", "提示"


class Review(Labelled):
    """审查意见: what a reviewer says of a finding."""

    ACCEPTED = "accepted", "采纳"
    DISMISSED = "dismissed", "不成立"
    FIXED = "fixed", "已改"


class WorkState(Labelled):
    """办理状态 of an item that a change of law affects."""

    TODO = "todo", "待处理"
    DOING = "doing", "处理中"
    ADJUSTED = "adjusted", "已调整"
    UNNEEDED = "unneeded", "不需调整"


class FindingKind(Labelled):
    """发现的种类; the rule of each and its legal source stand in the scheme."""

    BASIS_NONE = "basis.none", "没有依据"
    BASIS_NO_ARTICLE = "basis.no_article", "只写法律未写条款"
    BASIS_REPEALED = "basis.repealed", "依据已废止"
    BASIS_NOT_IN_FORCE = "basis.not_in_force", "依据尚未施行"
    BASIS_NO_SUCH_ARTICLE = "basis.no_such_article", "所引条款不存在"
    BASIS_MOVED = "basis.moved", "条号或条文已变"
    BASIS_TEXT_DIFFERS = "basis.text_differs", "所附条文与原文不同"
    BASIS_OFF_SUBJECT = "basis.off_subject", "条文与事项不符"
    BASIS_ACTOR_DIFFERS = "basis.actor_differs", "条文指明的机关不是本机关"
    BASIS_NUMBER_DIFFERS = "basis.number_differs", "文号与题名不符"
    BASIS_UNVERIFIABLE = "basis.unverifiable", "依据无法核验"
    POWER_CANCELLED = "power.cancelled", "已取消或划走仍在列"
    POWER_UNUSED = "power.unused", "多年没有行使"
    RANK_INSUFFICIENT = "rank.insufficient", "依据的位阶不够"
    OVERLAP_SAME_BASIS = "overlap.same_basis", "两个机关凭同一依据做同一件事"
    OVERLAP_SIMILAR = "overlap.similar", "两个机关的事项名称几乎相同"
    OVERLAP_LEVELS = "overlap.levels", "县乡都是主责"
    DUPLICATE_SAME = "duplicate.same", "重复列出"
    DUPLICATE_SIMILAR = "duplicate.similar", "措辞几乎相同"
    DUPLICATE_NESTED = "duplicate.nested", "又是主项又是子项"
    GAP_STATUTORY_DUTY = "gap.statutory_duty", "法定职责没有列"
    GAP_MANDATE_WITHOUT_POWER = "gap.mandate_without_power", "有职责没有职权"
    GAP_POWER_WITHOUT_MANDATE = "gap.power_without_mandate", "有职权没有职责"
    GAP_NO_RESPONSIBILITY = "gap.no_responsibility", "没有责任事项"
    GAP_NO_OFFICE = "gap.no_office", "没有承办机构"
    GAP_OFFICE_WITHOUT_DUTY = "gap.office_without_duty", "内设机构没有事项"
    GAP_NO_SUPERVISION = "gap.no_supervision", "没有监督渠道"
    BODY_ABOLISHED = "body.abolished", "机关已经撤并或者更名"
    CODE_INVALID = "code.invalid", "编码不合规则"
    TOWNSHIP_RECALLED_STILL_LISTED = "township.recalled_still_listed", "收回的事项还列着"
    TOWNSHIP_NO_COUNTERPART = "township.no_counterpart", "配合事项在部门没有相应职责"
    TOWNSHIP_UNLISTED_COOPERATION = "township.unlisted_cooperation", "部门要求配合而镇没有列"
    TOWNSHIP_ROLE_CONFLICT = "township.role_conflict", "同类的镇一处基本一处配合"
    GRANT_NO_DECISION = "grant.no_decision", "没有省里的决定"
    GRANT_OUTSIDE_CATALOGUE = "grant.outside_catalogue", "目录以外赋权"
    GRANT_BEYOND_TOWN_TYPE = "grant.beyond_town_type", "目录不给这一类镇"
    GRANT_NO_MODE = "grant.no_mode", "没有写赋权方式"
    GRANT_NO_SUPPORT = "grant.no_support", "赋了权没有保障"
    GRANT_FORBIDDEN = "grant.forbidden", "不得交出的权力"
    GRANT_NOT_HELD = "grant.not_held", "赋权的部门并不持有"
    GRANT_UNCLAIMED = "grant.unclaimed", "没有认领却赋权"
    GRANT_CLAIM_NOT_GRANTED = "grant.claim_not_granted", "认领了没有赋权"
    GRANT_BASIC_UNCLAIMED = "grant.basic_unclaimed", "基本盘没有应领尽领"
    GRANT_NO_OFFICER = "grant.no_officer", "持证执法人员不足"
    TASK_UNLISTED = "task.unlisted", "清单之外交办"
    TASK_NO_APPROVAL = "task.no_approval", "交办没有批准"
    TASK_NO_TERM = "task.no_term", "交办没有期限"
    VILLAGE_NO_DUTY = "village.no_duty", "村级事项没有镇的职责"
    VILLAGE_FORBIDDEN = "village.forbidden", "不得下放又要村里协助"
    SERVICE_POWER_GONE = "service.power_gone", "服务所依的职权已取消"
    SERVICE_TYPE_DIFFERS = "service.type_differs", "服务类型与职权不同"
    SERVICE_BASIS_DIFFERS = "service.basis_differs", "服务依据与职权不同"
    ACCESS_NO_POWER = "access.no_power", "准入措施没有职权"
    ARRANGEMENT_UNLAWFUL = "arrangement.unlawful", "安排不合法定条件"
    ARRANGEMENT_EXPIRED = "arrangement.expired", "委托已经到期"
    BOUNDARY_NO_LEAD = "boundary.no_lead", "分工没有写明谁牵头"
    COUNTY_ONLY_HERE = "county.only_here", "另一县没有"
    COUNTY_HELD_DIFFERENTLY = "county.held_differently", "两县归属不同"
    COUNTY_BASED_DIFFERENTLY = "county.based_differently", "两县依据不同"


class Modality(Labelled):
    """How a provision binds the organ that it names: 情态. The word of the text decides (应当, 可以, 不得, 有权, 责令); a plain verb (主管, 由…制定,
    由…处罚) makes it competent: 负责."""

    SHALL = "shall", "应当"
    MAY = "may", "可以"
    MUST_NOT = "must_not", "不得"
    RESPONSIBLE = "responsible", "负责"
    ENTITLED = "entitled", "有权"
    ORDER = "order", "责令"


class Via(Labelled):
    """How the function of an actor is known."""

    NAMED = "named", "条文写明"
    DEFINED = "defined", "本文件他处规定"
    REFERRED = "referred", "前文所指"
    OPEN = "open", "未明确"


class Change(Labelled):
    """What became of an article from one text to the next."""

    SAME = "same", "未变"
    RENUMBERED = "renumbered", "只改条号"
    REWORDED = "reworded", "改写"
    SPLIT = "split", "分拆"
    MERGED = "merged", "合并"
    GONE = "gone", "未再规定"
    NEW = "new", "新增"


class LineLevel(Labelled):
    """What a line of an article is."""

    PARAGRAPH = "para", "款"
    ITEM = "item", "项"
    POINT = "point", "目"
    TABLE = "table", "表"


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line of a provision. ``number`` is Arabic ("1", "2-1") and empty for tables; paragraphs count from 1 within
    the article, items within their paragraph, points within their item. ``text`` keeps the label as written
    (（一）…) and is one line, except a table, which is kept as it stood."""

    level: LineLevel
    number: str
    text: str


class ProvisionText(msgspec.Struct, frozen=True):
    """编 分编 章 节 条, or an annex, as parsed. ``eid`` is unique in the text (``art_38``, ``chp_1__sec_2``, ``annex_1``);
    ``parent`` the eid above or "". ``level`` is one of part, subpart, chapter, section, article, annex. ``number`` is Arabic
    ("38", "133-1"), ``label`` as written (第三十八条), ``heading`` the 章名 or 条旨."""

    eid: str
    level: str
    number: str
    label: str
    heading: str = ""
    parent: str = ""
    lines: tuple[Line, ...] = ()


class HistoryEvent(msgspec.Struct, frozen=True):
    """One step of a text's history. ``kind``: adopted 通过, approved 批准, amended 修正, revised 修订, promulgated 公布,
    effective 施行, repealed 废止, corrected 更正. ``date`` is None where the line gives none; ``body`` who did it; ``number``
    the document number; ``text`` the line as it stood."""

    kind: str
    date: date | None
    body: str = ""
    number: str = ""
    text: str = ""


class LawText(msgspec.Struct, frozen=True):
    """One law file as read, before anything is settled. ``preamble`` is what stands between head and first article (目录
    left out, 序言 kept); a decision without articles keeps its whole text there. ``claims`` are the metadata the
    file states of itself (YAML head, HTML meta, docx core properties), never believed without a rule. ``hints`` are the
    parts of its place that may settle something: the file's stem, and folder names that the vocabulary knows."""

    title: str
    history: tuple[HistoryEvent, ...] = ()
    head: tuple[str, ...] = ()
    preamble: tuple[Line, ...] = ()
    provisions: tuple[ProvisionText, ...] = ()
    claims: dict[str, str] = {}
    hints: dict[str, str] = {}


class Mention(msgspec.Struct, frozen=True, array_like=True):
    """A citation as written, resolved inside its own text only (本法, 前款, ranges and lists expanded).

    ``text`` is the stretch ``[start, end)`` of the source, in code points. ``law`` is the title as written without its
    outer book-title marks; "" where the text cites its own law (本法 in a statute). ``note`` is the parenthesis behind
    the title (2019年修正, 国务院令第101号). Numbers are Arabic strings ("133-1") or None. ``via`` tells how the law was
    known: title (book-title marks), name (a known name without marks), self (本法/本条例), context (前款, or an article
    that follows an earlier title)."""

    text: str
    start: int
    end: int
    law: str
    article: str | None = None
    paragraph: str | None = None
    item: str | None = None
    point: str | None = None
    in_quote: bool = False
    note: str = ""
    via: str = "title"


class Actor(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A public organ to which a paragraph of a provision gives a duty or a power (not one that only receives a report).

    ``paragraph`` counts 款 from 1, items belong to theirs; ``phrase`` is the organ as written, the stretch ``[start, end)`` of the paragraph's
    text (its lines joined by line feeds), in code points. ``function`` is a code of the function scheme as the text names it (安全生产监督管理
    stays what it is), "" where the law leaves it open; several functions in one phrase are several actors. ``level`` as in
    ``ontologies.levels``; ``act`` what it does, ``object`` to what, both in the words of the text, "" where not read."""

    paragraph: int
    phrase: str
    start: int
    end: int
    function: str
    level: str
    modality: Modality
    act: str = ""
    object: str = ""
    via: Via = Via.NAMED


class Problem(msgspec.Struct, frozen=True):
    """Something wrong with an input: which file, where in it, what was expected, what to do. ``severity`` is error (the
    document is not loaded) or warning (it is, and this is reported)."""

    severity: str
    file: str
    where: str
    message: str
    expected: str = ""
    advice: str = ""

    def text(self) -> str:
        """The one-line Chinese message that every interface prints."""
        parts = [f"{self.file}" + (f"（{self.where}）" if self.where else "") + f"：{self.message}"]
        if self.expected:
            parts.append(f"应为：{self.expected}")
        if self.advice:
            parts.append(f"处理：{self.advice}")
        return "。".join(part.rstrip("。") for part in parts) + "。"


class SuccessionRecord(msgspec.Struct, frozen=True):
    """What a body came of: the earlier body's name, how, the day (None: not told), the document that says so."""

    name: str
    kind: SuccessionKind
    date: date | None = None
    number: str = ""


class BodyRecord(msgspec.Struct, frozen=True):
    """机构. ``place`` is a division code; ``code`` the 统一社会信用代码 where given; ``type`` a BodyType's code; ``parent`` a name;
    ``names`` other names it goes by (简称); ``plates`` the 加挂牌子; ``functions`` codes of the function scheme; ``town_type`` as the county
    itself types its towns (中心镇, 山区乡镇 …); ``since`` and ``until`` the days it exists from and to (exclusive), None where not told;
    ``succeeds`` what it came of, ``becomes`` what it or a part of it went into; ``stated`` tells that a roster describes it, rather than a
    list only naming it."""

    name: str
    place: str
    level: Level = Level.UNKNOWN
    code: str = ""
    type: str = ""
    parent: str = ""
    offices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    town_type: str = ""
    phone: str = ""
    since: date | None = None
    until: date | None = None
    succeeds: tuple[SuccessionRecord, ...] = ()
    stated: bool = False
    becomes: tuple[SuccessionRecord, ...] = ()


class ResponsibilityRecord(msgspec.Struct, frozen=True):
    """责任事项 or 追责情形 of a power, one stage or one case each: ``number`` counts from 1 within its kind, ``text`` as written without
    its numbering, ``basis`` the cell's basis (责任事项依据, 追责依据), ``scope`` 追责对象范围."""

    kind: ResponsibilityKind
    number: int
    text: str
    stage: Stage = Stage.OTHER
    basis: str = ""
    scope: str = ""


class RouteRecord(msgspec.Struct, frozen=True):
    """Where to complain about an item: ``body`` a settled name ("" where only a telephone is given), ``contact`` as written."""

    route: Route
    body: str = ""
    contact: str = ""


class RecipientRecord(msgspec.Struct, frozen=True):
    """To whom a grant, a support or a claim goes: a body's settled name, or a town type (中心镇) when ``by_type``. ``note`` is what the row
    says of this one alone (认领, the mark in its column, an amount)."""

    name: str
    by_type: bool = False
    note: str = ""


class RefRecord(msgspec.Struct, frozen=True):
    """Another item that a row names: of which kinds it may be, its name and code as written, and whose it is (a settled name); "" where
    not told. What it is, is decided when a release is projected."""

    kinds: tuple[ItemKind, ...]
    name: str = ""
    code: str = ""
    body: str = ""


class EntryRecord(msgspec.Struct, frozen=True):
    """清单行, understood. ``row`` counts from 1 as the spreadsheet shows it, ``cells`` the raw row (column letter → text as
    found), everything else is read from it. ``kind`` is what it states; ``basis`` the basis cell's text as found; ``holders`` pairs of
    (body name, role); ``parts`` what each body does in it, in the row's words (body name, text). ``facts`` are the values of the
    columns that the kind's node table has beyond the common ones (codes of their schemes, ISO dates, digits, else text); ``fields``
    are all other cells, by their Chinese label. ``corrected`` are the labels of what a reviewed file corrected in this row (``cells`` then
    hold the corrected text), each with the text before."""

    sheet: str
    row: int
    cells: dict[str, str]
    name: str
    sub_name: str = ""
    code: str = ""
    power_type: PowerType = PowerType.UNKNOWN
    duty_kind: DutyKind | None = None
    theme: Theme = Theme.NONE
    basis: str = ""
    holders: tuple[tuple[str, Role], ...] = ()
    offices: tuple[tuple[str, str], ...] = ()
    level: Level = Level.UNKNOWN
    fields: dict[str, str] = {}
    kind: ItemKind = ItemKind.POWER
    facts: dict[str, str] = {}
    parts: tuple[tuple[str, str], ...] = ()
    responsibilities: tuple[ResponsibilityRecord, ...] = ()
    routes: tuple[RouteRecord, ...] = ()
    recipients: tuple[RecipientRecord, ...] = ()
    refs: tuple[RefRecord, ...] = ()
    body: BodyRecord | None = None
    corrected: dict[str, str] = {}


class LayoutRecord(msgspec.Struct, frozen=True):
    """What a sheet of a list is beside its items, so that the list can be given out as it came in. Rows are numbered as
    ``EntryRecord.row`` is; columns count from 0.

    ``rows`` and ``columns`` are how many the sheet has, ``above`` how many of the rows stand above row 1 (lines above a Word table, the
    keys of JSON records); ``cells`` row → column letter → text of every cell that is in no entry's ``cells``: titles, heads, headings,
    totals, remarks. ``heads`` are (first, last) rows of each head, ``merges`` (top, left, bottom, right), both ends included;
    ``hidden`` and ``hidden_rows`` what the office has hidden, ``widths`` column → width in characters where the file tells; ``notes`` lines of
    the document that stand in no row. ``document`` tells that the table stands in a text, ``follows`` that it goes on the
    table before it."""

    sheet: str
    rows: int
    columns: int
    cells: dict[int, dict[str, str]] = {}
    heads: tuple[tuple[int, int], ...] = ()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: tuple[int, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    widths: dict[int, int] = {}
    above: int = 0
    notes: tuple[str, ...] = ()
    document: bool = False
    follows: bool = False


class ListText(msgspec.Struct, frozen=True):
    """One list edition as read. ``authority`` is the body whose list it is, ``place`` its division code, ``edition`` the day it
    holds from (None: unknown, reported), ``until`` the day it ends on (exclusive; None: until the next edition). ``notes`` are title
    rows and what stands below the table; ``columns`` tells how each column was understood (column letter → field); ``layouts`` what
    its sheets are beside the items, in the order of the file; ``source`` is the format that it came in (xlsx, xls, csv,
    docx, html, json, jsonl)."""

    title: str
    kind: ListKind
    authority: str
    place: str
    edition: date | None
    entries: tuple[EntryRecord, ...] = ()
    bodies: tuple[BodyRecord, ...] = ()
    notes: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    hints: dict[str, str] = {}
    until: date | None = None
    layouts: tuple[LayoutRecord, ...] = ()
    source: str = ""


class OverrideRecord(msgspec.Struct, frozen=True):
    """A reviewed correction of one law version or work: ``law`` a title, ``version`` its version date or None for the
    whole work, ``set`` field → value (effective, repealed, promulgated, version_date, status, rank), with who reviewed it, when, and
    from what source."""

    law: str
    version: date | None
    set: dict[str, str]
    by: str
    on: date | None
    source: str


class CorrectionRecord(msgspec.Struct, frozen=True):
    """A reviewed correction of one row of a list edition, with who reviewed it, when, and from what source.

    Which list: ``list`` an edition's identifier, or ``authority`` with ``kind`` (a ListKind's code), ``place`` and ``edition`` as far as given.
    Which row: ``sheet`` and ``row`` (0: not given), ``item`` its code, its name or 名称（子项）; with both, the row must be that item.
    What: ``set`` label, head or code of a column → the right text; ``was`` the same → the text that stands there now, without
    which it is not applied; ``drop`` takes the row out."""

    by: str
    source: str
    on: date | None = None
    list: str = ""
    authority: str = ""
    kind: str = ""
    place: str = ""
    edition: date | None = None
    sheet: str = ""
    row: int = 0
    item: str = ""
    set: dict[str, str] = {}
    was: dict[str, str] = {}
    drop: bool = False


class Settled(msgspec.Struct, frozen=True):
    """How one doubtful value was settled: the value, the rule that settled it, what it rests on, and whether it is a
    presumption that a reviewer should look at."""

    value: str
    rule: str
    evidence: str = ""
    doubtful: bool = False

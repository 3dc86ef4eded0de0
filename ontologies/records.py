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


class BodyRecord(msgspec.Struct, frozen=True):
    """机构. ``place`` is a division code; ``code`` the 统一社会信用代码 where given; ``parent`` a name."""

    name: str
    place: str
    level: Level = Level.UNKNOWN
    code: str = ""
    type: str = ""
    parent: str = ""
    offices: tuple[str, ...] = ()


class EntryRecord(msgspec.Struct, frozen=True):
    """清单行, understood. ``row`` counts from 1 as the spreadsheet shows it, ``cells`` the raw row (column letter → text as
    found), everything else is read from it. ``basis`` is the basis cell's text as found, ``holders`` pairs of
    (body name, role)."""

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


class ListText(msgspec.Struct, frozen=True):
    """One list edition as read. ``authority`` is the body whose list it is, ``place`` its division code, ``edition`` the day it
    holds from (None: unknown, reported). ``notes`` are title rows and what stands below the table; ``columns`` tells
    how each column was understood (column letter → field)."""

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


class Settled(msgspec.Struct, frozen=True):
    """How one doubtful value was settled: the value, the rule that settled it, what it rests on, and whether it is a
    presumption that a reviewer should look at."""

    value: str
    rule: str
    evidence: str = ""
    doubtful: bool = False

"""机构名录: the bodies of a place, as the office that keeps organs (机构编制部门) lists them: 统一社会信用代码, 名称, 上级机构, 区划代码,
类型, 内设机构, 状态, often with short names, plates (加挂牌子), what came of what, types of townships, telephones.

A row is one body, or one office of the body that a merged cell names. What the roster does not say of a body is taken from its name where the
name says it (黄冈市生态环境局黄梅县分局 is a branch of 黄冈市生态环境局), and left open otherwise. Days: ``since`` is the first day, ``until``
the day of the end (撤销日期), from which the body is no more. Sources: GB 32100-2015 for codes; 地方各级人民政府机构设置和编制管理条例 for what a
roster holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

import msgspec

from ingest.lists.bodies import Namer, is_generic, split_names, split_plates, town_of
from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, is_nothing, state
from ingest.lists.rows import RawRow
from ingest.lists.words import dates_in, levels_of
from ontologies import functions, places
from ontologies.records import (
    BodyRecord,
    BodyType,
    EntryRecord,
    ItemKind,
    Level,
    ListKind,
    RefRecord,
    SuccessionKind,
    SuccessionRecord,
)
from text.normalise import fold

_COLUMNS = (
    KindColumn(
        "name",
        "机构名称",
        "机构名称 单位名称 部门名称 机构全称 单位全称 全称 名称 机关名称 机构 单位 部门 机构规范名称 规范名称 乡镇名称 乡镇街道名称 镇街名称 "
        "现机构名称 现单位名称 现部门名称 更名后机构名称 党政机构名称 事业单位名称 机构编制单位 "
        "村名 村社区名称 村居名称 村社区 村居 行政村 行政村名称",
    ),
    # As systems export their table of departments.
    KindColumn(
        "exported",
        "机构名称",
        "dept_name deptname department_name org_name orgname organization_name unit_name unitname",
    ),
    KindColumn(
        "short",
        "简称",
        "简称 机构简称 单位简称 规范简称 常用简称 通用简称 惯用简称 习惯简称 统一简称 名称简称 部门简称 简写 别名 其他名称 又称",
    ),
    KindColumn(
        "credit_code",
        "统一社会信用代码",
        "统一社会信用代码 社会信用代码 信用代码 统一代码 机构代码 组织机构代码 机构编码 单位代码 单位编码 "
        "uscc credit_code creditcode org_code orgcode dept_code deptcode unit_code",
    ),
    KindColumn(
        "body_type",
        "机构类型",
        "机构类型 类型 单位类型 机构类别 单位类别 类别 机构性质 单位性质 性质 部门类型 部门类别",
    ),
    KindColumn(
        "body_level", "层级", "层级 机构层级 行政层级 所属层级 级别 机构级别 行政级别 机构规格 规格 单位级别 单位规格"
    ),
    KindColumn(
        "parent",
        "上级机构",
        "上级机构 上级单位 上级部门 上级机关 上级主管部门 主管部门 主管单位 主管机关 "
        "隶属关系 隶属机构 隶属单位 隶属 所属机构 所属单位 所属部门 举办单位 "
        "所属乡镇 所属镇街 所属乡镇街道 乡镇 镇街 乡镇街道 街道 管理部门 管理体制",
    ),
    KindColumn("division", "区划代码", "区划代码 行政区划代码 行政区划编码 区划编码 行政区划 所属区划 地区代码"),
    KindColumn(
        "town_type",
        "乡镇类型",
        "乡镇类型 乡镇街道类型 镇街类型 镇类型 镇类别 乡镇类别 镇街类别 乡镇街道类别 城镇类型 乡镇分类",
    ),
    KindColumn(
        "offices",
        "内设机构",
        "内设机构 内设机构名称 内设科室 内设股室 内设科股室 科室设置 内设机构设置 "
        "所设机构 机构设置 内设办公室 内设办 六办三中心 股室 科室 办公室名称 下设机构",
    ),
    KindColumn(
        "agencies",
        "所属机构",
        "派出机构 派驻机构 所属事业单位 下属单位 直属单位 下属机构 直属事业单位 派出机构名称 所属单位名称 执法队伍 所属执法队伍",
    ),
    KindColumn(
        "plates",
        "加挂牌子",
        "加挂牌子 加挂牌子名称 牌子 挂牌 挂牌机构 加挂 加挂机构 加挂名称 挂牌名称 挂牌情况 加挂牌子情况 加挂牌子机构 增挂牌子 "
        "加挂情况 挂牌子情况 牌子名称",
    ),
    KindColumn("outward", "对外名称", "对外名称 对外使用名称 对外挂牌 对外挂牌名称 对外牌子 对外加挂牌子 对外使用牌子"),
    KindColumn(
        "work",
        "主要职能",
        "主要职能 职能 主要职责 职责 职能职责 机构职能 主要职能职责 职责范围 业务范围 宗旨和业务范围",
    ),
    KindColumn(
        "since",
        "设立日期",
        "设立日期 设立时间 成立日期 成立时间 组建日期 组建时间 设置日期 设置时间 挂牌日期 挂牌时间 批准成立日期",
    ),
    KindColumn(
        "until",
        "撤销日期",
        "撤销日期 撤销时间 注销日期 注销时间 终止日期 撤并日期 撤并时间 终止时间 撤销注销日期 撤销注销时间",
    ),
    KindColumn(
        "previous",
        "前身机构",
        "前身机构 前身 原机构 原机构名称 原单位 原单位名称 原部门 沿革 机构沿革 历史沿革 由来 演变情况 变更情况 机构演变 更名情况 "
        "沿革情况 变更沿革 历史演变 机构变更情况 机构改革情况 调整情况 撤并情况 更名撤并情况 机构来源 组建情况 名称变更情况 变动情况",
    ),
    KindColumn(
        "former",
        "曾用名",
        "曾用名 曾用名称 曾用机构名称 更名前名称 更名前机构名称 原名称 原用名 原名 旧名称 变更前名称 历史名称 以前名称",
    ),
    KindColumn("renamed_to", "现用名", "现用名 现用名称 现名称 现名 更名后名称 变更后名称 新名称 改称后名称"),
    KindColumn("how", "沿革方式", "沿革方式 变更方式 变更类型 调整方式"),
    KindColumn("changed_on", "沿革日期", "沿革日期 沿革时间 变更日期 变更时间 更名日期 更名时间 调整日期"),
    KindColumn(
        "changed_by",
        "沿革文号",
        "沿革文号 沿革文件 变更文号 更名文号 更名文件 更名依据 变更依据 撤销文号 批复文件 "
        "批准文号 批准文件 设立文号 设立文件 批复文号 机构文号 文号 变更文件",
    ),
    KindColumn(
        "heir",
        "承接机构",
        "承接机构 去向 并入机构 职责承接机构 撤并去向 承继机构 合并后机构 现机构 撤并后机构 承接单位 职责去向 撤销后去向 "
        "并入单位 职责承接单位 划入机构 划入单位 现承接机构 承接部门",
    ),
    KindColumn("phone", "联系电话", "联系电话 办公电话 电话 值班电话 咨询电话 联系方式 对外电话"),
    KindColumn("body_status", "状态", "状态 机构状态 单位状态 运行状态 存续状态"),
)

# Names ---------------------------------------------------------------------------------------------------------------------------

_BEHIND = re.compile(r"（([一-鿿]{2,12})）$")


def _without_alias(name: str) -> tuple[str, str]:
    """A name without what stands in parentheses behind it to say it shorter (发展和改革委员会（发改委）), or to say which of the law's bodies it is
    (住房和城乡建设厅（房地产管理部门）); and the shorter name, "" where there is none."""
    match = _BEHIND.search(name)
    if match is None:
        return name, ""
    inner, rest = match[1], iter(name[: match.start()])
    short = all(sign in rest for sign in inner)
    if short:
        return name[: match.start()], inner
    return (name[: match.start()] if inner.endswith(("部门", "系统", "机构")) else name), ""


# Codes ---------------------------------------------------------------------------------------------------------------------------

_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_check(code: str) -> str:
    """The check character that a 统一社会信用代码 must end in, by its first 17 (GB 32100-2015, annex B). Raises ValueError where these
    are not 17 characters of that code."""
    if len(code) < 17 or any(sign not in _CREDIT_SIGNS for sign in code[:17]):
        raise ValueError(f"不是统一社会信用代码：{code}")
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(code[:17], _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_SIGNS[-total % 31]


def _credit_code(cells: Cells, ctx: RowContext) -> str:
    """The code as given. One with a wrong check character is reported, never refused; one of another scheme, as systems number their
    departments, stays with the row."""
    code = re.sub(r"\s+", "", fold(cells.look("credit_code"))).upper()
    if not code:
        return ""
    if len(code) != 18 or any(sign not in _CREDIT_SIGNS for sign in code):
        ctx.remark(
            cells.row,
            "代码不是统一社会信用代码，随行保留，没有用作机构代码",
            "18 位数字和大写字母（不含 I、O、Z、S、V）",
            "请核对代码",
        )
        return ""
    cells.take("credit_code")
    if code[17] != credit_check(code):
        ctx.remark(
            cells.row, f"统一社会信用代码“{code}”的校验位不对", f"末位应为 {credit_check(code)}", "请对照登记证核对代码"
        )
    return code


# Types ---------------------------------------------------------------------------------------------------------------------------

_TYPE_WORDS: dict[BodyType, str] = {
    BodyType.GOVERNMENT: "人民政府 政府 government",
    BodyType.DEPARTMENT: "政府工作部门 政府部门 工作部门 政府组成部门 组成部门 政府直属机构 "
    "直属机构 政府机构 行政机关 行政机构 政府办事机构 部门 县直部门 "
    "市直部门 区直部门 县级部门 县直机关 department",
    BodyType.PARTY: "党委机构 党委工作机关 党委工作部门 党委部门 党委工作机构 党群部门 党群机关 "
    "党的机关 党委 县委机构 县委部门 县委工作机关 纪检监察机关 party",
    BodyType.TOWNSHIP: "乡镇人民政府 乡镇政府 乡镇 镇 乡 镇乡 township",
    BodyType.SUBDISTRICT: "街道办事处 街道 subdistrict",
    BodyType.AGENCY: "派出机构 派出机关 派驻机构 开发区 管委会 开发区管委会 agency",
    BodyType.VERTICAL: "垂直管理单位 垂直管理 垂直管理机构 垂直管理部门 垂管单位 垂管机构 "
    "垂管部门 双重管理 双重管理单位 驻县单位 驻区单位 驻市单位 中央驻县单位 "
    "省以下垂直管理 vertical",
    BodyType.INSTITUTION: "事业单位 直属事业单位 所属事业单位 公益一类事业单位 公益二类事业单位 公益一类 公益二类 公益类 "
    "参公 参公单位 参公管理 参公事业单位 参照公务员法管理事业单位 institution",
    BodyType.TEAM: "执法队伍 综合执法队伍 综合行政执法队伍 执法机构 team",
    BodyType.VILLAGE: "村民委员会 村委会 村 行政村 建制村 village",
    BodyType.COMMUNITY: "居民委员会 居委会 社区 社区居民委员会 社区居委会 community",
    BodyType.OTHER: "其他机构 其他 其它 群团组织 群团 群团机关 人民团体 群众团体 社会团体 "
    "人大机关 政协机关 人大 政协 法院 检察院 司法机关 国有企业 企业 "
    "公司 议事协调机构 other",
}
_TYPES = {word: kind for kind, words in _TYPE_WORDS.items() for word in words.split()}
_ENDS: tuple[tuple[BodyType, re.Pattern[str]], ...] = (
    (BodyType.COMMUNITY, re.compile(r"社区$|居民?委员?会$")),
    (BodyType.VILLAGE, re.compile(r"村$|村民?委员?会$")),
    (BodyType.SUBDISTRICT, re.compile(r"街道(?:办事处)?$")),
    (BodyType.TOWNSHIP, re.compile(r"(?:镇|乡)(?:人民政府)?$")),
    (BodyType.GOVERNMENT, re.compile(r"人民政府$")),
    (
        BodyType.PARTY,
        re.compile(
            r"^中共|委(?:机构编制委员会办公室|组织部|宣传部|统战部|统一战线工作部|政法委员会|社会工作部|巡察.*|老干部局|党校)$|纪律检查委员会|纪委"
        ),
    ),
    (
        BodyType.OTHER,
        re.compile(r"人民法院$|人民检察院$|人民代表大会|政治协商|联合会$|总工会$|共青团|协会$|红十字会$|公司$|银行$"),
    ),
    (BodyType.AGENCY, re.compile(r"(?<=局).+所$|派出所$|司法所$|管理委员会$|管委会$|街道工作委员会$")),
    (BodyType.TEAM, re.compile(r"(?:执法|监察|交警|稽查)[一-鿿]*(?:大队|支队|中队|总队)$")),
    (BodyType.INSTITUTION, re.compile(r"(?:中心|院|馆|学校|处|站|场|台|社|所)$")),
    (BodyType.DEPARTMENT, re.compile(r"(?:局|委员会|委|厅|人民政府办公室|办公室)$")),
)
_BRANCH = re.compile(r"^(?P<parent>.+局)(?P<place>[一-鿿]{2,}?[县市区旗])分局$")
_STATION = re.compile(r"^(?P<parent>.+?局)(?P<station>[一-鿿]{2,}所)$")


def type_in(text: str) -> BodyType | None:
    """The type of body that a cell, a heading or a sheet's name speaks of; None where it speaks of none."""
    bare = re.sub(r"^[一二三四五六七八九十\d]+[、.]|[()（）].*$|\s", "", fold(text))
    bare = re.sub(r"^(?:[省市县区])(?=党委|政府|委)", "", bare)
    return _TYPES.get(bare)


def type_by_name(name: str) -> BodyType:
    """The type of body that a name is built as."""
    if _BRANCH.match(name):
        return BodyType.VERTICAL
    told = functions.functions()
    codes = functions.functions_in(name)
    if codes and told[codes[0]].vertical and re.search(r"(?:局|大队|支队|总队|支行|关|队)$", name):
        return BodyType.VERTICAL
    return next((kind for kind, pattern in _ENDS if pattern.search(name)), BodyType.OTHER)


def parent_by_name(name: str) -> str:
    """The body above, where a name says it: 黄冈市生态环境局黄梅县分局, 黄梅县公安局小池派出所; "" otherwise."""
    match = _BRANCH.match(name) or _STATION.match(name)
    return match.group("parent") if match else ""


def _type(cells: Cells, entry: EntryRecord, name: str, ctx: RowContext) -> BodyType:
    text = cells.look("body_type")
    if text and not is_nothing(text):
        found = type_in(text)
        if found is not None:
            # 街道 under 乡镇（街道）, 社区 under 村（社区）: a word for both is decided by the name.
            own = type_by_name(name)
            pairs = ({BodyType.TOWNSHIP, BodyType.SUBDISTRICT}, {BodyType.VILLAGE, BodyType.COMMUNITY})
            if any({found, own} == pair for pair in pairs):
                return own
            cells.take("body_type")
            return found
        ctx.remark(
            cells.row,
            f"机构类型“{text[:20]}”不认识，按名称判断，原文随行保留",
            "、".join(kind.label for kind in BodyType),
            "请改正类型",
        )
    own = type_by_name(name)
    if own not in (BodyType.OTHER, BodyType.DEPARTMENT, BodyType.INSTITUTION):
        return own
    heading = next(
        (found for text in (*entry.fields.get("分组", "").split(" / ")[::-1], entry.sheet) if (found := type_in(text))),
        None,
    )
    return heading or own


# Offices and the past ------------------------------------------------------------------------------------------------------------

_COUNTED = re.compile(
    r"^(?:内设(?:机构)?|下设|设有?|包括|共)?(?:[一二三四五六七八九十两\d]+个?(?:内设机构|职能机构|办公室|办|中心|股室|科室|股|科|站所|站|所|队))+(?:[:：(]|$)"
)
_NUMBER = re.compile(r"[一-鿿]{1,12}[〔\[(【]\s*(?:19|20)\d{2}\s*[〕\])】]\s*第?\s*\d+\s*号")
_KIND_WORDS: tuple[tuple[SuccessionKind, re.Pattern[str]], ...] = (
    (SuccessionKind.RENAMED, re.compile(r"更名|改名|改称|改组|变更名称|更改名称|renamed")),
    (SuccessionKind.SPLIT, re.compile(r"分设|析出|分立|拆分|单设|split")),
    (SuccessionKind.TRANSFERRED, re.compile(r"划入|划转|划出|转隶|移交|职责|transferred")),
    (SuccessionKind.MERGED, re.compile(r"合并|整合|组建|撤并|并入|归并|撤销|merged")),
)
_NAME_VERB = r"更名|改名|改称|改组|变更名称|更改名称|名称变更"
_MOVES: tuple[tuple[re.Pattern[str], SuccessionKind | None], ...] = (
    (re.compile(rf"^(?P<src>.*?)(?:{_NAME_VERB})(?:为|成)(?P<dst>.+)$"), SuccessionKind.RENAMED),
    (
        re.compile(
            r"^(?P<src>.*?)(?:并入|归并(?:到|至|入)|合并(?:到|至|入|进)|整合(?:到|至|入|进)|撤并(?:到|至|入))(?P<dst>.+)$"
        ),
        SuccessionKind.MERGED,
    ),
    (
        re.compile(
            r"^(?P<src>.*职[责能][^局委办]{0,12}?)(?:划入|划归|划转(?:至|到|给)?|划给|划出至?|移交(?:给|至)?|转入|转隶(?:至|到)?|交由|由)"
            r"(?P<dst>.+?)(?:承担|行使|管理|负责)?$"
        ),
        SuccessionKind.TRANSFERRED,
    ),
    (
        re.compile(
            r"^(?P<src>.*?)(?:划归|划转(?:至|到|给)|划给|划出至|移交(?:给|至)|转隶(?:至|到)|划入(?=.+(?:局|委|办|会|中心|镇|乡|街道)$))(?P<dst>.+)$"
        ),
        SuccessionKind.TRANSFERRED,
    ),
    (
        re.compile(
            r"^(?P<src>.*?)(?:合并|整合|撤并|重组|撤销)*(?:后|并)?(?:组建|成立|设立|新设)(?:为|成立|成)?(?P<dst>.*)$"
        ),
        SuccessionKind.MERGED,
    ),
)
_TAKEN = re.compile(r"^(?:并?划入|转入|接收|承接|整合)(?P<src>.+职[责能])$")
_ENDS_HERE = re.compile(
    r"^(?P<src>.*?)(?:予以|被|依法)?(?:撤销|注销|不再保留|不再设立)$|^(?:撤销|注销|不再保留|不再设立)(?P<behind>.+(?:局|委|办|会|中心|队|所|站|室))$"
)
_CUT_OUT = re.compile(
    r"^(?:由|从|自)(?P<src>.+?)(?:中)?(?:划出|分设|析出|分离|剥离|分立|单设)(?:组建|设立|成立|而来)?$"
)
_VERB_ALONE = re.compile(rf"(?:{_NAME_VERB}|合并|整合|组建|改组)+(?:而成|而来)?")
_PLATED = re.compile(r"^(?:并|同时)*(?:加挂|增挂|挂)(?P<plates>.+?)的?牌子$")
_GROUNDS = re.compile(r"^(?:根据|按照|依据|经|为|因|在)(?!.*(?:更名|改名|改称|合并|组建|划|并入|成立|设立))")
# 县民政局的救灾职责, 县安监局职责: what of a body is meant, not its name.
_DUTIES_OF = re.compile(
    r"(?:(?<=局)[^、,局]{0,14}?|(?<=[委办部会院])的[^、,]{0,14}?|(?<=[委办部]))职[责能](?=[、和及等]|$|(?:划入|划转|移交|整合)$)"
)
_SPARE_END = re.compile(r"(?:的?(?:全部|部分|有关|相关)?职[责能]|等)$")
_OUT = re.compile(r"划出|划给|移交给|划转至|划转到")
_LEAD = re.compile(
    r"^(?:根据|划入|转入|接收|承接|整合|合并|由|将|原为?|系|前身(?:为|是|系)?|撤销|以|在|从|自|把|其|曾用名(?:为)?|[:：、，,\s])+"
)
_TAIL = re.compile(
    r"(?:等(?:部门|单位|机构)?)?(?:的?(?:全部|部分|有关|相关|[一-鿿]{0,12})?职责)?(?:更名|改名|改称|改组|变更名称|合并|整合|组建|撤并|并入|归并|分设|析出|分立|拆分|划入|划转|划出|转隶|移交|单设).*$"
    r"|(?:等(?:部门|单位|机构))$|(?:的|(?<=[局委办]))[一-鿿]{0,14}职责$"
)
_DATE = re.compile(r"(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}\s*(?:[月./-]\s*(?:\d{1,2}\s*日?)?)?|(?:19|20)\d{2}\s*年")
_ORGAN = re.compile(
    r"(?:局|委员会|委|办公室|办|厅|政府|镇|乡|街道|办事处|大队|支队|中队|中心|站|所|会|院|部|处|队|村|社区|社|公司)$"
)


def read_offices(text: str) -> list[str]:
    """The offices in a cell: 党政综合办公室、党建工作办公室; 六办三中心（…、…） with or without its count in front. A count alone names none."""
    found = []
    for line in re.split(r"[\n。;；]", fold(text)):
        bare = line.strip()
        match = _COUNTED.match(re.sub(r"\s+", "", bare))
        if match:
            bare = re.sub(r"\s+", "", bare)[match.end() :].rstrip(")")
        for piece in split_names(bare) if bare else ():
            name = split_plates(piece.replace("(", "（").replace(")", "）"))[0]
            name = re.sub(r"^(?:和|及|其中[:：]?)|等$", "", name).strip("（）")
            if len(name) >= 2 and not is_nothing(name) and not _COUNTED.match(name):
                found.append(name)
    return list(dict.fromkeys(found))


class _Past(msgspec.Struct, frozen=True):
    """One step that a cell tells: the other body as written, how (None: not told), ISO day or "", document, whether it went out of this body."""

    name: str
    kind: SuccessionKind | None
    day: str
    number: str
    out: bool


class Story(msgspec.Struct):
    """What a cell tells of a body's past: its steps, the ISO days of its beginning and its end ("" not told), whether it is over,
    its plates, the days that it gives no nearer than to a month or a year, as written, and the clauses that were not understood."""

    steps: list[_Past] = []
    begun: str = ""
    over: bool = False
    ended: str = ""
    plates: list[str] = []
    rough: list[str] = []
    unread: list[str] = []


def _number(text: str) -> str:
    """A document's number as it is printed: 黄梅发〔2019〕3号."""
    return re.sub(r"[〔\[(【](\d{4})[〕\])】]", r"〔\1〕", re.sub(r"\s+", "", fold(text)))


def _kind_in(text: str) -> SuccessionKind | None:
    return next((kind for kind, pattern in _KIND_WORDS if pattern.search(text)), None)


def day_in(text: str, ctx: RowContext) -> tuple[str, bool]:
    """The ISO day that a cell gives, and whether the cell gives only its month or year (then the first day of that). ("", False) where it
    gives none, or several."""
    exact = ctx.day(text)
    if exact:
        return exact, False
    found = {day for day, _, _ in dates_in(text)} if _DATE.search(fold(text)) else set()
    return (found.pop().isoformat(), True) if len(found) == 1 else ("", False)


def _organs(text: str) -> list[str]:
    """The names of organs in a clause without its verb: 原县国土资源局、县规划局等部门的相关职责 → both."""
    found = []
    each = _DUTIES_OF.sub("", text.strip())
    bare = _TAIL.sub("", _LEAD.sub("", each))
    for piece in split_names(re.sub(r"(?<=[局委办会])[和与及](?=[一-鿿]{2,}(?:局|委|办|会))", "、", bare)):
        name = _SPARE_END.sub("", _LEAD.sub("", piece)).strip('()（）“”"')
        if len(name) >= 2 and _ORGAN.search(name) and not is_generic(name):
            found.append(name)
    return found


def read_past(text: str, own: Callable[[str], bool], gone: bool, ctx: RowContext) -> Story:
    """What a cell tells of a body's past: names one a line, or sentences as offices write them (2019年2月20日由县国土资源局、县规划局整合
    组建（黄梅发〔2019〕3号）; 2019年3月撤销，职责划入县自然资源和规划局). ``own`` tells whether a name is the body's own, ``gone`` whether the row
    says that the body is no more. A clause about other bodies alone (an earlier step) is not understood, and said so."""
    story = Story()
    for line in re.split(r"[\n;；。]", fold(text)):
        number = _NUMBER.search(line)
        bare = _NUMBER.sub("", line)
        _read_sentence(bare, _number(number.group()) if number else "", story, own, gone, ctx)
    return story


def _read_sentence(
    bare: str, number: str, story: Story, own: Callable[[str], bool], gone: bool, ctx: RowContext
) -> None:
    clauses = [
        piece
        for piece in re.split(r"[，,](?=.*(?:更名|改名|改称|合并|整合|组建|划|撤|并入|挂|成立|设立|移交|转))", bare)
        if piece.strip()
    ]
    days = [day_in(clause, ctx) for clause in clauses]
    told = next((day for day in days if day[0]), day_in(bare, ctx))
    # 更名 governs the names before it: whatever is behind 为 is the body itself.
    kind = _kind_in(bare)
    # Whoever the clause before says was abolished: 县卫计委撤销，组建县卫健委.
    pending: list[str] = []
    for clause, own_day in zip(clauses, days, strict=True):
        day, rough = told = own_day if own_day[0] else told
        body = re.sub(r"\(\s*\)", "", _DATE.sub("", clause)).strip(" ,，、:：()")
        before = len(story.unread)
        if _VERB_ALONE.fullmatch(body) and story.steps:
            # 前身为县国土资源局，2019年2月更名: the verb and the day of the name before it.
            story.steps = [msgspec.structs.replace(step, day=step.day or day) for step in story.steps]
        elif body and not _GROUNDS.match(body):
            _read_clause(body, clause, day, number, kind, pending, story, own, gone or "撤销" in bare or "注销" in bare)
        if rough and own_day[0] and len(story.unread) == before:
            story.rough.extend(match.group() for match in _DATE.finditer(clause))
    if pending and not any(step.name in pending or step.out for step in story.steps):
        # 县粮食局撤销, in another body's row, with nothing about what came of it.
        story.unread.extend(name for name in pending if name and not own(name))


def _read_clause(
    body: str,
    clause: str,
    day: str,
    number: str,
    kind: SuccessionKind | None,
    pending: list[str],
    story: Story,
    own: Callable[[str], bool],
    gone: bool,
) -> None:
    """Add to the story what one clause tells; ``pending`` are the bodies that the clause before says were abolished ("" this one)."""
    plate = _PLATED.match(body)
    if plate:
        story.plates.extend(_names(plate["plates"]))
        return
    ended = _ENDS_HERE.match(body)
    if ended:
        pending[:] = _organs(ended["src"] or ended["behind"] or "") or [""]
        if all(not name or own(name) for name in pending):
            story.ended, story.over = day, True
        return
    found = _step(body, kind, pending, own, gone)
    if found is None:
        story.unread.append(clause)
        return
    if not found:
        story.begun = story.begun or day
    story.steps.extend(_Past(name, how, day, number, out) for name, how, out in found)
    # What was merged into another or renamed is no more; what gave some duties away lives on.
    if any(out and how in (SuccessionKind.MERGED, SuccessionKind.RENAMED) for _, how, out in found):
        story.ended, story.over = story.ended or day, True


def _step(
    body: str, kind: SuccessionKind | None, pending: list[str], own: Callable[[str], bool], gone: bool
) -> list[tuple[str, SuccessionKind | None, bool]] | None:
    """(other body, how, whether it went out) of one clause; [] where it tells of the body alone (新组建), None where it is not understood."""
    taken = _TAKEN.match(body)
    if taken:
        # 划入县林业局的湿地管理职责: what came in, not where this body went.
        names = _organs(taken["src"])
        return [(name, SuccessionKind.TRANSFERRED, False) for name in names] or None
    cut = _CUT_OUT.match(body)
    if cut:
        names = _organs(cut["src"])
        return [(name, SuccessionKind.SPLIT, False) for name in names if not own(name)] or None
    for pattern, default in _MOVES:
        match = pattern.match(body)
        if match is None:
            continue
        source, target = _organs(match["src"]), _organs(match["dst"] or "")
        how = default
        if default is SuccessionKind.MERGED and re.search(r"职责|职能", match["src"]) and "撤销" not in body:
            how = SuccessionKind.TRANSFERRED
        if not target:
            if match["dst"] and not re.fullmatch(r"(?:而成|而来|的|新的?机构)", match["dst"]):
                return None
            names = source or [name for name in pending if name]
            return [(name, how, False) for name in names if not own(name)]
        source = source or [name for name in pending if name]
        if any(own(name) for name in target):
            return [(name, how, False) for name in source if not own(name)]
        if any(own(name) for name in source) or (
            not source and (match["src"].strip() or pending or gone or default is not None)
        ):
            return [(name, how or SuccessionKind.TRANSFERRED, True) for name in target]
        return None
    names = _organs(body)
    if not names:
        return [] if re.fullmatch(r"(?:新)?(?:组建|成立|设立|设置|批准设立|批准成立)", body) else None
    return [(name, _kind_in(body) or kind, bool(_OUT.search(body))) for name in names]


def _aligned(cells: Cells, field: str, count: int) -> list[str]:
    """A column's lines beside the lines of another: as many, or one for all; [""] * count otherwise."""
    lines = [line.strip() for line in cells.look(field).split("\n") if line.strip()]
    return lines if len(lines) == count else lines * count if len(lines) == 1 else [""] * count


def _successions(
    cells: Cells,
    field: str,
    name: str,
    settle: Settler,
    ctx: RowContext,
    gone: bool,
    default: SuccessionKind | None = None,
) -> tuple[list[SuccessionRecord], list[SuccessionRecord], Story]:
    """(what the body came of, what went out of it, all that the cell tells) as a column and those beside it tell. Where nothing says how, it
    is ``default``, or, with None, read by the count and reported. What was not understood stays with the row and is reported."""
    text = cells.look(field)
    if not text or is_nothing(text):
        return [], [], Story()
    label = cells.label(field)
    lines = [line for line in text.split("\n") if line.strip()]
    beside = {other: _aligned(cells, other, len(lines)) for other in ("how", "changed_on", "changed_by")}
    into: list[SuccessionRecord] = []
    out: list[SuccessionRecord] = []
    whole = Story()
    for index, line in enumerate(lines):
        how, number = beside["how"][index], beside["changed_by"][index]
        day, rough = day_in(beside["changed_on"][index], ctx)
        story = read_past(line, lambda other: settle(other) == name, gone, ctx)
        whole.begun, whole.ended = whole.begun or story.begun, whole.ended or story.ended
        whole.over = whole.over or story.over
        whole.plates.extend(story.plates)
        whole.rough.extend([*story.rough, *([beside["changed_on"][index]] if rough else [])])
        whole.unread.extend(story.unread)
        for step in story.steps:
            other = settle(step.name)
            if other == name:
                continue
            kind = _kind_in(how) or step.kind or default
            if kind is None:
                kind = SuccessionKind.RENAMED if len(lines) == len(story.steps) == 1 else SuccessionKind.MERGED
                ctx.remark(
                    cells.row,
                    f"没有写明与“{step.name}”是更名、合并还是职责划入，按{kind.label}读取",
                    "、".join(item.label for item in SuccessionKind),
                    "请写明沿革方式",
                )
            when = step.day or day
            record = SuccessionRecord(
                other, kind, date.fromisoformat(when) if when else None, step.number or _number(number)
            )
            (out if step.out or _OUT.search(how) else into).append(record)
    for said in dict.fromkeys(whole.rough):
        ctx.remark(
            cells.row,
            f"{label}的日期“{said.strip()}”没有写到日，暂按 {day_in(said, ctx)[0]}，原文随行保留",
            "具体到日，如 2019-02-20",
            "请补上日期",
        )
    for clause in whole.unread:
        ctx.remark(
            cells.row,
            f"{label}“{clause.strip()[:20]}”中没有认出机构名称，原文随行保留",
            "每行一个机构名称",
            "请改写为机构名称",
        )
    if not whole.unread and not whole.rough and (not whole.over or whole.ended):
        cells.take(field)
        for other in beside:
            if any(beside[other]):
                cells.take(other)
    return into, out, whole


# Rows ----------------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _namer(place: str) -> Namer:
    return Namer(place)


class Settler:
    """Names as the list settles them; what its reader takes for no name of one body is settled by the rules for names alone."""

    def __init__(self, ctx: RowContext) -> None:
        self.ctx = ctx

    def __call__(self, text: str) -> str:
        return self.ctx.body(text) or _namer(self.ctx.place).settle(text).name


_SHORT_WORK = 14


def _functions(
    name: str, plates: tuple[str, ...], work: str, until: date | None, edition: date | None
) -> tuple[str, ...]:
    """The functions that a body's names and the catchwords of its work tell. A body that lives has what former ones became."""
    texts = [name, *plates]
    texts += [piece for piece in re.split(r"[、，,;；\n。]", work) if 2 <= len(piece.strip()) <= _SHORT_WORK]
    codes = list(dict.fromkeys(code for text in texts for code in functions.functions_in(text)))
    if until is None:
        codes = [now for code in codes for now in functions.successors(code, edition or date.max)]
    return tuple(dict.fromkeys(codes))


def _place(cells: Cells, name: str, parent: str, ctx: RowContext) -> str:
    """The division code: the column's, else what the name tells."""
    text = re.sub(r"\s+", "", fold(cells.look("division")))
    code = places.normal_code(text)
    if re.fullmatch(r"[1-8]\d{1,11}", code) and len(code) in (2, 4, 6, 9, 12):
        cells.take("division")
        return code
    if text and not is_nothing(text):
        ctx.remark(
            cells.row, f"区划代码“{text[:20]}”不是区划代码，原文随行保留", "2、4、6、9 或 12 位数字", "请改正区划代码"
        )
    settled = _namer(ctx.place).settle(name)
    return settled.place or ctx.place


def _level(cells: Cells, name: str, kind: BodyType, place: str, ctx: RowContext) -> Level:
    found = levels_of(cells.look("body_level"))
    if len(found) == 1:
        cells.take("body_level")
        return found[0]
    if kind in (BodyType.VILLAGE, BodyType.COMMUNITY):
        return Level.VILLAGE
    if kind in (BodyType.TOWNSHIP, BodyType.SUBDISTRICT) or town_of(name):
        return Level.TOWNSHIP
    settled = _namer(ctx.place).settle(name)
    return settled.level if settled.level is not Level.UNKNOWN else places.level_of(place)


def _names(text: str) -> list[str]:
    return [name.replace("(", "（").replace(")", "）") for name in split_names(text) if not is_nothing(name)]


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """One body, with all that the row tells of it. Source: one row of a roster (several under a merged name add its offices)."""
    cells = Cells(row, _COLUMNS, ctx)
    settle = Settler(ctx)
    written, plated = split_plates(entry.name)
    written, alias = _without_alias(written)
    if is_generic(written):
        ctx.remark(row, f"“{written}”不是一个机构的名称，留在清单附注", "机构的全称", "请写明机构名称")
        return None
    village = type_by_name(written) in (BodyType.VILLAGE, BodyType.COMMUNITY)
    above = cells.look("parent")
    parent = settle(above) if above and not is_nothing(above) and len(_names(above)) == 1 else ""
    if parent:
        cells.take("parent")
    elif above and not is_nothing(above):
        ctx.remark(
            row, f"上级机构“{above[:20]}”不是一个机构，原文随行保留", "一个上级机构的名称", "请只写直接的上级机构"
        )
    if not parent and row.body_heading:
        parent = settle(row.body_heading)
    # 柳岸村 under 小池镇 is called after both, since two townships may have a village of one name.
    full = (
        f"{town_of(parent)}{written}"
        if village and town_of(parent) and not written.startswith(town_of(parent))
        else written
    )
    name = settle(full)
    parent = parent or parent_by_name(name)
    kind = _type(cells, entry, written, ctx)
    place = _place(cells, full, parent, ctx)
    plates = tuple(dict.fromkeys(settle(plate) for plate in (*plated, *_plates(cells, ctx))))
    names = [
        other
        for other in dict.fromkeys((written, full, alias, *_names(cells.take("short"))))
        if other not in ("", name)
    ]
    since, until = _day(cells, "since", ctx), _day(cells, "until", ctx)
    dead = bool(until or _ENDED.search(fold(cells.look("body_status"))))
    came_of, gone, story = _successions(cells, "previous", name, settle, ctx, dead)
    former, more_gone, _ = _successions(cells, "former", name, settle, ctx, dead, SuccessionKind.RENAMED)
    since, until = since or story.begun, until or story.ended
    plates = tuple(dict.fromkeys((*plates, *map(settle, story.plates))))
    heirs = _heirs(cells, name, until, settle, ctx)
    if not until:
        # A body that was renamed or merged on a day is no more since then.
        until = next(
            (
                step.date.isoformat()
                for step in heirs
                if step.date and step.kind in (SuccessionKind.RENAMED, SuccessionKind.MERGED)
            ),
            "",
        )
    if story.over and not until and not _ENDED.search(fold(cells.look("body_status"))):
        ctx.remark(
            row,
            "沿革写明机构已经撤销、合并或者更名，没有撤销日期",
            "撤销日期，如 2019-02-20",
            "请补上撤销日期",
        )
    offices = read_offices(cells.look("offices"))
    if offices:
        cells.take("offices")
    elif cells.look("offices") and not is_nothing(cells.look("offices")):
        ctx.remark(
            row,
            f"内设机构“{cells.look('offices')[:20]}”只有数量，没有名称",
            "每个内设机构的名称，用顿号隔开",
            "请写明名称",
        )
    agencies = _names(cells.look("agencies")) if not is_nothing(cells.look("agencies")) else []
    _check_state(cells, row, since, until, ctx)
    ended = date.fromisoformat(until) if until else None
    record = BodyRecord(
        name,
        place,
        _level(cells, full, kind, place, ctx),
        _credit_code(cells, ctx),
        str(kind),
        "" if parent == name else parent,
        tuple(offices),
        tuple(names),
        tuple(plate for plate in plates if plate != name),
        _functions(name, plates, fold(cells.look("work")), ended, ctx.edition),
        re.sub(r"\s+", "", cells.take("town_type")),
        cells.take("phone"),
        date.fromisoformat(since) if since else None,
        ended,
        _each_once(came_of, former),
        stated=True,
        # What a sentence tells goes before what a column's head alone says.
        becomes=_each_once(gone, more_gone, heirs),
    )
    return state(
        entry,
        cells,
        ItemKind.BODY,
        {},
        name=name,
        sub_name="",
        code=record.code,
        level=record.level,
        holders=(),
        offices=(),
        refs=tuple(RefRecord((ItemKind.BODY,), settle(agency), "", name) for agency in agencies),
        body=record,
    )


def _heirs(cells: Cells, name: str, until: str, settle: Settler, ctx: RowContext) -> list[SuccessionRecord]:
    """What took a body on that ended, on the day that it ended where no other is given. 承接 by itself says that its duties passed."""
    default = _kind_in(re.sub(r"撤销", "", fold(cells.look("body_status")))) or SuccessionKind.TRANSFERRED
    found, out, _ = _successions(cells, "heir", name, settle, ctx, True, default)
    renamed, gone, _ = _successions(cells, "renamed_to", name, settle, ctx, True, SuccessionKind.RENAMED)
    ended = date.fromisoformat(until) if until else None
    return [msgspec.structs.replace(item, date=item.date or ended) for item in (*found, *out, *renamed, *gone)]


def _each_once(*groups: list[SuccessionRecord]) -> tuple[SuccessionRecord, ...]:
    """The steps of several columns; of two about one body that do not differ in what is told, the first, with the day that either gives."""
    found: dict[str, SuccessionRecord] = {}
    answer: list[SuccessionRecord] = []
    for group in groups:
        before = dict(found)
        for step in group:
            told = before.get(step.name)
            if told is None:
                answer.append(step)
                found[step.name] = step
            elif told.date is None and step.date is not None:
                answer[answer.index(told)] = msgspec.structs.replace(told, date=step.date)
    return tuple(dict.fromkeys(answer))


def _day(cells: Cells, field: str, ctx: RowContext) -> str:
    """A column's day. A month or a year is taken as its first day and said so, since a body that ended must not be taken for one that
    lives; the text stays with the row."""
    text = cells.look(field)
    day, rough = day_in(text, ctx)
    if not rough:
        return cells.day(field)
    ctx.remark(
        cells.row,
        f"{cells.label(field)}“{text[:20]}”没有写到日，暂按 {day}，原文随行保留",
        "具体到日，如 2019-02-20",
        "请补上日期",
    )
    return day


def _plates(cells: Cells, ctx: RowContext) -> list[str]:
    """The plates in the cells of plates and of names used outwardly: names, with or without 加挂…牌子. What names none stays with the row."""
    found: list[str] = []
    for field in ("plates", "outward"):
        text = cells.look(field)
        if not text or is_nothing(text):
            continue
        names = [
            name
            for line in re.split(r"[\n;；。]", re.sub(r'[“”"]', "", fold(text)))
            for name in _names(_PLATE_WORDS.sub("", line.strip()))
        ]
        good = [bare for name in names if _ORGAN.search(bare := name.strip('“”"')) or bare.endswith("馆")]
        found.extend(good)
        if good and len(good) == len(names):
            cells.take(field)
        else:
            ctx.remark(
                cells.row,
                f"{cells.label(field)}“{text[:20]}”不全是机构名称，原文随行保留",
                "牌子上的名称，用顿号隔开",
                "请改写为机构名称",
            )
    return found


_ENDED = re.compile(r"撤销|注销|撤并|终止|停用|已并入|abolished")
_PLATE_WORDS = re.compile(
    r"^(?:同时|对外|并)*(?:加挂|增挂|挂|使用|称|以)+|的?(?:牌子|名义|名称)(?:[一二三四五六七八九十\d]+块)?$"
)
_LIVING = re.compile(r"在用|正常|存续|有效|运行|在编|active")


def _check_state(cells: Cells, row: RawRow, since: str, until: str, ctx: RowContext) -> None:
    """Report what a row says of a body's life against itself."""
    said = fold(cells.look("body_status"))
    if _ENDED.search(said) and not until and not day_in(cells.look("until"), ctx)[0]:
        ctx.remark(row, "状态是撤销，没有撤销日期", "撤销日期，如 2019-02-20", "请补上撤销日期")
    if _LIVING.search(said) and until and (ctx.edition is None or until <= ctx.edition.isoformat()):
        ctx.remark(row, f"状态是“{said[:10]}”，却有撤销日期 {until}", "状态与日期一致", "请核对")
    if since and until and until <= since:
        ctx.remark(row, f"撤销日期 {until} 不晚于设立日期 {since}", "先设立后撤销", "请改正日期")


KIND = Kind(
    kind=ListKind.ROSTER,
    titles=r"机构(?:单位|编制)?(?:名录|名册|名单|一览表|花名册|信息表|基本情况表|设置情况|设置表|设置一览|情况表|沿革|更名|汇总表|登记表)|(?:单位|部门|乡镇|镇街|乡镇(?:\(街道\))?|村(?:\(社区\)|居|社)?|社区|行政村|机关)"
    r"(?:名录|名册|名单|一览表|花名册|基本情况表)|body_roster",
    read=read,
    columns=_COLUMNS,
    telling=(
        frozenset({"credit_code", "parent"}),
        frozenset({"credit_code", "plates"}),
        frozenset({"short", "parent", "body_type"}),
        frozenset({"plates", "offices"}),
        frozenset({"parent", "offices", "body_type"}),
        frozenset({"town_type", "division"}),
        frozenset({"previous", "since"}),
        frozenset({"heir", "until"}),
        frozenset({"exported", "credit_code"}),
    ),
    instead=("exported",),
    adds=frozenset({"offices", "plates", "previous", "former", "agencies"}),
)

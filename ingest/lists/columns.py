"""Which column means what: heads as public lists write them → fields of the model.

A head is compared after :func:`head_key`: compatibility forms (full width), no white space, no line breaks, no punctuation. A head
with a parenthesis is tried whole, without it, and as what stands in it (职权名称（项目）). The whole head wins over a head that
only contains or ends in a known name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from ingest.lists.words import is_town, town_type

# Fields that entries are made of. Every other field of SYNONYMS goes to EntryRecord.fields under FIELD_NAMES.
MODEL_FIELDS = frozenset(
    {
        "name",
        "sub_name",
        "code",
        "type",
        "kind",
        "theme",
        "basis",
        "basis_law",
        "basis_number",
        "basis_clause",
        "basis_content",
        "holder",
        "holder_lead",
        "holder_coordinate",
        "holder_cooperate",
        "holder_assist",
        "holder_guide",
        "holder_supervise",
        "holder_entrusted",
        "upper",
        "taker",
        "office",
        "level",
        "role",
        "place",
        "responsibility",
        "responsibility_basis",
        "accountability",
        "accountability_basis",
        "accountability_scope",
        "phone",
        "route_setting",
        "route_exercise",
    }
)

# What answers for a power, each in columns of its own.
ANSWERING = frozenset(
    {"responsibility", "responsibility_basis", "accountability", "accountability_basis", "accountability_scope"}
)

# A column of one township, or of one type of townships, in a table of marks (√, 1, 认领).
MARK = "mark"

# Several columns may say these; the others keep the first column and leave the rest under their own heads.
REPEATABLE = frozenset({"basis", "holder_cooperate", MARK})

# Heads of a family, where no known one fits: what a compound ends in is what it is about, what it begins with says whose or which. They
# name a column less surely than any listed head, and a column of the same field that is listed wins over them.
_SHARING = re.compile(r"^(?:[县市区省]级?|[县市区省]直)?(?:共同|联合|协同|会同|配合|参与|协办)(?=[一-鿿])")
_BODY_WORD = r"(?:部门|单位|主体|机关)"
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "basis",
        re.compile(
            r"^(?!.*(?:责任|追责|问责|收费|调整|取消|变更|定价|计费|批准|编制|测算|认定标准)).{1,12}依据$"
            r"|^(?:法律法规|法律|法规|政策)[一-鿿]{0,8}文件$"
        ),
    ),
    ("office", re.compile(r"^[一-鿿]{1,8}(?:科室|股室|处室|股所|科所|科股室)(?:名称)?$")),
    ("level", re.compile(r"^(?!.*(?:机构|单位|建议|主体|风险|密级))[一-鿿]{1,8}层级$")),
    (
        "holder",
        re.compile(
            r"^(?!.*(?:计量|计价|数量|统计|填报|填表|编制|审核|制定|发文|发布|印发|批准|来源|投诉|受理|收费|原|受托|委托|授权"
            r"|承接|接收|划入|划出|移交|上级|下级|对应|协助|指导|监督|监管|联系|服务|所在|制表|被|验收|考核|认领|赋权|下放))"
            rf"[一-鿿]{{1,8}}{_BODY_WORD}(?:名称)?$"
        ),
    ),
    (
        "name",
        re.compile(
            r"^(?!.*(?:注意|其他|其它|备注|说明|相关|对应|关联|上级|下级|问责|追责|责任|附属|前置|服务对象))[一-鿿]{1,8}事项(?:名称)?$"
            r"|^(?!.*(?:法律|法规|规章|依据|文件|部门|单位|机构|主体|机关|科室|股室|处室|乡镇|[镇乡村区县市省]|街道|社区|区划|地区|系统|平台"
            r"|窗口|材料|表单|主题|领域|类别|类型|环节|案例|情形|子项|小项|办理项|人员|企业|网站|附件|证照|证件|证书|流程|对象|收费|目录|清单))"
            r"[一-鿿]{1,8}名称$"
        ),
    ),
)

SYNONYMS: dict[str, str] = {
    "seq": "序号 序列 序 编号 顺序号 行号 no 流水号 项目序号 unid id",
    "code": "权力编码 职权编码 事项编码 权责编码 项目编码 基本编码 实施编码 事项代码 权力代码 职权代码 权责代码 编码 代码 "
    "权力事项编码 职权事项编码 权责事项编码 主项编码 基本目录编码 行政权力编码 业务办理项编码 子项编码 item_code "
    "itemcode 国家编码 省级编码 目录编码",
    "type": "权力类型 职权类型 事项类型 类别 权力类别 职权类别 事项类别 权责类型 权责类别 行政权力类型 行政权力类别 "
    "权力种类 职权种类 行政职权类别 行政职权类型 类型 权力事项类型 职权事项类型 执法类别 执法类型 行为种类 task_type "
    "权力分类 职权分类 执法行为类别 行政执法类别 事项性质 权力性质 项目类别 行政行为类别 种类 item_type power_type",
    "kind": "履职类型 履职事项类型 清单类型 清单类别 履职类别 事项种类 履职事项类别",
    "name": "事项名称 职权名称 权责事项名称 权力名称 权力事项名称 行政权力名称 权力事项 职权事项 权责事项 权责名称 项目名称 "
    "行政职权名称 行政权力事项名称 行政职权 职权事项名称 主项名称 主项 项目 事项 服务事项 服务事项名称 政务服务事项 "
    "执法事项 执法事项名称 履职事项 履职事项名称 职责事项 职责事项名称 具体事项 配合事项 收回事项 基本事项 名称 工作事项 "
    "权力项目名称 权力项目 行政执法事项名称 事项内容 item_name itemname 行政处罚事项 行政许可事项 许可事项名称 许可事项 "
    "处罚事项 检查事项 任务名称 清单事项 履职内容 履行职责事项 收回事项名称 配合履职事项 基本履职事项 上收事项 管理事项 "
    "标题 title 事项标题 收回职责事项 收回履职事项 配合履职事项名称 基本履职事项名称 赋权事项 赋权事项名称 事项主项名称 主项事项名称 主要事项 "
    "大项名称 大项 下放事项名称 下放权限名称 power_name",
    "sub_name": "子项名称 子项 小项 小项名称 分项 分项名称 子项事项名称 子事项 子事项名称 事项子项 事项子项名称 "
    "办理项 办理项名称 业务办理项 业务办理项名称 职权子项 权力子项 细项 细项名称 子项目 子项目名称 业务项 业务项名称 sub_item_name",
    "basis": "实施依据 设定依据 法律依据 权力依据 职权依据 执法依据 实施设定依据 设定实施依据 依据 行使依据 法定依据 "
    "设立依据 权责依据 处罚依据 法律法规依据 法律法规规章依据 政策依据 相关依据 履职依据 职责依据 法律法规名称及条款 "
    "法律政策依据 设定和实施依据 设定与实施依据 实施依据全文 法规依据 许可依据 职权设定依据 行政执法依据 "
    "赋权事项的执法依据 权力设定依据 主要依据 工作依据 行政职权依据 法律依据名称及条款 办理依据 law_basis legal_basis basis",
    "basis_law": "law_name 法律法规名称 依据名称 法规名称 依据文件名称 法律名称 依据法律法规名称",
    "basis_number": "law_number 文号 依据文号 法规文号 颁布文号 依据文件号",
    "basis_clause": "clause_number 条款号 依据条款 条款 具体条款 法条 条款项 法律条款 依据条款号",
    "basis_content": "clause_content 条款内容 依据条款内容 法条内容 依据内容 具体条款内容",
    "holder": "实施主体 行使主体 责任主体 行驶主体 行使责任主体 责任单位 实施机关 法定实施主体 主管部门 单位 部门 行使机关 "
    "职权行使主体 权力行使主体 实施部门 实施单位 权责主体 执法主体 行政主体 职权主体 权力主体 单位名称 部门名称 机构名称 "
    "责任部门 行使部门 职权部门 实施主体名称 department 行政机关 许可机关 处罚机关 审批部门 业务主管部门 "
    "权力部门 行政执法主体 执法机关 执法部门 行使单位 所属部门 行权主体 承担部门 主体 执法单位 办理单位 检查主体 dept_name "
    "org_name dept",
    "holder_lead": "主责部门 主责单位 主管单位 主办部门 主办单位 主体责任单位 主要责任部门 主要责任单位 主责机关 主要负责部门",
    "holder_coordinate": "牵头部门 牵头单位 牵头主体 牵头责任部门 牵头责任单位 牵头机关 县级牵头部门",
    "holder_cooperate": "配合部门 配合单位 配合主体 协同部门 协同单位 协办部门 协办单位 配合责任单位 相关部门 相关责任部门 "
    "相关单位 参与部门 参与单位 参加单位",
    "holder_assist": "协助部门 协助单位 协助主体",
    "holder_guide": "指导部门 指导单位 业务指导部门 业务指导单位",
    "holder_supervise": "监督部门 监督单位 监督主体 监管部门 监督机关",
    "holder_entrusted": "受委托单位 受委托主体 受托单位 受委托机关 受委托组织 受托机构 受托主体 受委托实施主体",
    "upper": "对应上级部门 上级部门 对应县级部门 县级部门 县直部门 对应县直部门 县级主管部门 县直单位 县级对应部门 对应部门 "
    "上级主管部门 对应上级单位 上级主责部门 对应的上级部门 区级部门 区直部门 市级部门 对应市级部门 对应区级部门 "
    "对应市直部门 对应区直部门 市直部门 县市区部门 县级主责部门 县级责任部门 上级部门名称 市县级部门 县市级部门",
    "taker": "承接部门 承接单位 承接主体 承接部门及工作方式 承接部门和工作方式 收回部门 承接县直单位 承接县直部门 "
    "承接单位及工作方式 承接机关 收回后承接部门 承接上级部门 承接的部门及工作方式 承接责任部门 收回后责任部门 县级承接部门",
    "office": "承办机构 承办科室 责任科室 内设机构 承办处室 责任处室 承办股室 责任股室 承办站所 承办单位 承办部门 经办机构 "
    "乡镇承办机构 镇承办机构 乡镇街道承办机构 承办办公室 责任办公室 责任站所 承担机构 经办科室 具体承办机构 "
    "实施机构 办理科室 业务股室 承办科室站所 责任股站 业务科室 科室 股室 承接机构 实施科室 责任处科室 承办处科室 承办中心 承办办所",
    "level": "行使层级 实施层级 实施层级及权限 法定行使层级 层级 执法层级 行使级别 办理层级 权力层级 法定层级 行使层级及权限 "
    "管理层级 实施层次 实施级别 执行层级 行权层级 层级权限 权限划分 分级管理 分级管理权限 level",
    "suggested_level": "第一责任层级建议 第一责任层级 建议第一责任层级 责任层级建议 建议行使层级",
    "role": "责任类型 履职角色 承担方式 职责类型 责任角色 权责性质 主次责任 担责方式 角色 履职方式 主责或配合 责任划分",
    "theme": "主题 领域 事项领域 分类 一级分类 主题分类 履职主题 履职领域 事项主题 大类 板块 事项分类 类目 方面",
    "place": "区划代码 行政区划代码 行政区划 区划 area_code 所属区划",
    "duties": "部门职责 职责 三定职责 主要职责 职能",
    "upper_duties": "上级部门职责 县级部门职责 对应上级部门职责 县直部门职责 上级职责 县级职责 主责部门职责 对应县级部门职责 "
    "区级部门职责 市级部门职责 县直单位职责 上级部门主要职责",
    "town_duties": "乡镇配合职责 乡镇街道配合职责 街道配合职责 镇配合职责 配合职责 乡镇职责 乡镇街道职责 乡镇承担职责 "
    "乡镇具体职责 镇街配合职责 镇街职责 街道职责 乡镇配合内容 配合内容 镇职责 乡职责 乡配合职责",
    "way": "工作方式 承接方式 履职方式说明 工作措施 承接后工作方式",
    "responsibility": "责任事项 责任事项内容 责任内容 对应责任事项 与权力对应的责任事项 责任清单 对应的责任事项 职责内容 主要责任 履职责任",
    "responsibility_basis": "责任事项依据 责任依据 责任设定依据",
    "accountability": "追责情形 追责情形及依据 问责情形 责任追究情形 责任追究 追责事项",
    "accountability_scope": "追责对象范围 追责对象 问责对象",
    "accountability_basis": "追责依据 追责情形依据 问责依据 责任追究依据",
    "target": "实施对象 行政相对人 服务对象 管理对象 适用对象 相对人 权力对象",
    "time_limit": "法定时限 法定办结时限 办理时限",
    "promised_limit": "承诺时限 承诺办结时限",
    "limits": "法定承诺时限 法定和承诺时限 法定及承诺时限",
    "charged": "是否收费 收费情况 是否涉及收费",
    "fee_standard": "收费标准 收费金额",
    "fee": "收费依据 收费依据及标准 收费标准及依据",
    "flow": "运行流程图 流程图 权力运行流程图 办理流程 运行流程 工作流程",
    "risk": "廉政风险点 风险点 廉政风险",
    "phone": "监督电话 监督方式 监督投诉方式 监管电话 投诉电话 监督举报电话 投诉举报电话 监督渠道 投诉举报 投诉举报方式 投诉方式 投诉渠道 "
    "监督投诉 监督投诉渠道 监督投诉电话 投诉举报渠道 举报电话 监督举报方式 监督途径 投诉监督方式",
    "route_setting": "设置问题投诉 设置问题投诉渠道 设置问题反映渠道 设置问题受理部门 设置问题投诉受理 职权设置投诉 职权设置监督 职权设置投诉渠道 "
    "职权设置问题反映渠道 职权设置问题受理部门 职权设置问题 设置监督 设置问题 权力设置监督 权力设置问题 机构编制部门监督电话 编办监督电话",
    "route_exercise": "行使问题投诉 行使问题投诉渠道 行使问题反映渠道 行使问题受理部门 行使问题投诉受理 职权行使投诉 职权行使监督 职权行使投诉渠道 "
    "职权行使问题反映渠道 职权行使问题受理部门 职权行使问题 行使监督 行使问题 权力行使监督 权力行使问题 主管部门监督电话 行使问题投诉举报",
    "status": "状态 事项状态 权力状态 调整状态",
    "remark": "备注 备注说明 说明 附注 其他说明",
    "dept_code": "dept_code 主体编码 实施主体编码 部门编码 部门代码 单位代码 统一社会信用代码 组织机构代码",
}

FIELD_NAMES: dict[str, str] = {
    "seq": "序号",
    "name": "事项名称",
    "sub_name": "子项名称",
    "code": "编码",
    "type": "类型",
    "kind": "履职类型",
    "theme": "主题",
    "basis": "依据",
    "basis_law": "依据名称",
    "basis_number": "依据文号",
    "basis_clause": "依据条款",
    "basis_content": "依据内容",
    "holder": "实施主体",
    "holder_lead": "主责部门",
    "holder_coordinate": "牵头部门",
    "holder_cooperate": "配合部门",
    "holder_assist": "协助部门",
    "holder_guide": "指导部门",
    "holder_supervise": "监督部门",
    "holder_entrusted": "受委托单位",
    "upper": "对应上级部门",
    "taker": "承接部门",
    "office": "承办机构",
    "level": "行使层级",
    "suggested_level": "第一责任层级建议",
    "role": "责任类型",
    "place": "区划代码",
    "duties": "部门职责",
    "upper_duties": "上级部门职责",
    "town_duties": "乡镇配合职责",
    "way": "工作方式",
    "responsibility": "责任事项",
    "responsibility_basis": "责任事项依据",
    "accountability": "追责情形",
    "accountability_scope": "追责对象范围",
    "accountability_basis": "追责依据",
    "target": "实施对象",
    "time_limit": "法定时限",
    "promised_limit": "承诺时限",
    "limits": "法定和承诺时限",
    "charged": "是否收费",
    "fee_standard": "收费标准",
    "fee": "收费依据",
    "flow": "运行流程图",
    "risk": "廉政风险点",
    "phone": "监督方式",
    "route_setting": "设置问题投诉",
    "route_exercise": "行使问题投诉",
    "status": "状态",
    "remark": "备注",
    "dept_code": "主体编码",
}

# Heads that hold a longer word ("附件1责任事项（主要）"): only these are looked for inside; short ones would be found anywhere.
_MIN_INSIDE = 4
_LONGEST_HEAD = 24
_REMARK = 4
# Heads and cells that were asked about; a table's head row is asked about again for every row that looks like one.
_REMEMBERED = 4096

_PARENTHESIS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_NOT_WORD = re.compile(r"[^\w一-鿿]|_(?!\w)")


def head_key(text: str) -> str:
    """A head made comparable: compatibility forms, lower case, no space, no punctuation ("_" inside words stays)."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()


def _spread(synonyms: Mapping[str, str]) -> dict[str, str]:
    """Head key → field; the first field that claims a head keeps it."""
    index: dict[str, str] = {}
    for field, words in synonyms.items():
        for word in words.split():
            key = head_key(word)
            index.setdefault(key, field)
            if key.isascii():
                # itemName and item_name are one key.
                index.setdefault(key.replace("_", ""), field)
    return index


class Lexicon:
    """Which head means which field, in lists of one kind: the kind's own heads in front of the common ones.

    ``own`` maps a field to (its Chinese label, its heads separated by spaces). ``names`` are the fields of which a head needs one: the
    item's name and sub-item's name, or what else the rows are about. ``values`` are the fields that become ``RawRow.values``; all
    others stay with the row under their label. ``instead`` are fields that say what a row is about where no column names it. With
    ``marks`` a head that is a township's name or a type of townships (小池镇, 中心镇) is understood as :data:`MARK`."""

    def __init__(
        self,
        own: Mapping[str, tuple[str, str]] | None = None,
        name: str = "name",
        marks: bool = False,
        instead: tuple[str, ...] = (),
    ) -> None:
        mine = own or {}
        self.own = frozenset(mine)
        self.values = MODEL_FIELDS | self.own
        self.names = frozenset({"name", "sub_name"} if name == "name" else {name}) | frozenset(instead)
        self.instead = instead
        self.name = name
        self.marks = marks
        self.labels = FIELD_NAMES | {field: label for field, (label, _) in mine.items()}
        common = dict(SYNONYMS)
        if name != "name":
            # What these rows are about is no item: a column of items in them says something of their own.
            del common["name"]
        self._index = _spread(common) | _spread({field: heads for field, (_, heads) in mine.items()})
        self._lengths = sorted({len(key) for key in self._index if len(key) >= _MIN_INSIDE}, reverse=True)
        self._known: dict[str, tuple[str, int]] = {}

    def field_of(self, head: str) -> tuple[str, int]:
        """The field that a head names, and how surely: 3 the head itself, 2 without or within its parenthesis, 1 a part of it,
        0 ("", 0) not known."""
        found = self._known.get(head)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[head] = self._field_of(head)
        return found

    def _field_of(self, head: str) -> tuple[str, int]:
        text = unicodedata.normalize("NFKC", head).strip()
        if not text or len(text) > 60:
            return "", 0
        key = head_key(text)
        if not key or len(key) > _LONGEST_HEAD + 16 or key.isdigit():
            return "", 0
        index = self._index
        if key in index:
            return index[key], 3
        if self.marks and (town_type(text) or is_town(text)):
            return MARK, 1
        outer = head_key(_PARENTHESIS.sub("", text))
        if outer in index:
            return index[outer], 2
        for part in [*text.split("/"), *_PARENTHESIS.findall(text)]:
            if head_key(part) in index:
                return index[head_key(part)], 2
        words = list(dict.fromkeys([key, *map(head_key, text.split("/"))]))
        for part in words:
            if _SHARING.match(part) and re.search(rf"{_BODY_WORD}$", part) and len(part) <= _LONGEST_HEAD:
                # 共同实施部门 is not who holds the item, but with whom.
                return "holder_cooperate", 1
        for part in words:
            if len(part) <= _LONGEST_HEAD:
                field = self._inside(part)
                # 原实施主体 is who held the item, not who holds it.
                if field and not (part.startswith("原") and field.startswith("holder")):
                    return field, 1
        for part in dict.fromkeys([*words, outer]):
            for field, family in _FAMILIES:
                if family.search(part) and (field != "name" or field in self.names):
                    return field, 1
        return "", 0

    def _inside(self, part: str) -> str:
        """The longest known head at the end of a word. The last noun of a Chinese compound is what it is about: a known name at
        the end counts, one inside only when what follows is a mere remark."""
        for length in self._lengths:
            for start in range(len(part) - length, max(len(part) - length - _REMARK, 0) - 1, -1):
                field = self._index.get(part[start : start + length])
                if field:
                    return field
        return ""

    def field_named(self, word: str) -> str:
        """The field that a sidecar means: its code ("basis"), its Chinese name, or any head it is known by; "" when none."""
        if word in self.labels:
            return word
        for field, label in self.labels.items():
            if label == word:
                return field
        field, sure = self.field_of(word)
        return field if sure >= 2 else ""


COMMON = Lexicon()
field_of = COMMON.field_of
field_named = COMMON.field_named

"""What the HTTP interface takes and gives, described for OpenAPI. Answers are built by ``casework.questions``; these models describe
them and are held to them by test."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from casework.duties import modality_of
from casework.editions import day_span
from casework.export import list_kind
from casework.questions import DEEPEST, EARLIEST, LATEST, choices_of, code_of
from ingest.export import ENCODINGS, FORMATS
from ontologies.records import ListKind, Modality
from search.suggest import MATCHES

MAX_LIMIT = 200
MAX_LINES = 1000
MAX_WORDS = 2000
MAX_IDENTIFIER = 1000

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: object) -> date:
    # Left to itself, pydantic takes 2024 for seconds since 1970.
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("应为日期，如 2024-06-30")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("没有这一天") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"应在 {EARLIEST} 至 {LATEST} 之间")
    return day


def _text_day(value: object) -> str:
    # A text of a law is known by its year or month as well, as the command takes it.
    if isinstance(value, str) and day_span(value) is not None:
        return value
    raise ValueError("应为日期、月份或年份，如 2018-10-26、2018-10、2018")


def _switch(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("应为 true 或 false")


def _one_of(facet: str, empty: bool = False) -> Any:
    """A code or its label, of a closed set. ``empty``: or nothing."""
    choices = [word for pair in choices_of(facet) for word in pair]

    def check(value: str) -> str:
        return value if empty and not value else code_of(facet, value)

    schema = {"type": "string", "enum": ["", *choices] if empty else choices}
    return Annotated[str, AfterValidator(check), WithJsonSchema(schema)]


if TYPE_CHECKING:
    KindWord = str
    RankWord = str
    StatusWord = str
    LevelWord = str
    ThemeWord = str
    FunctionWord = str
    RankOrNone = str
    StatusOrNone = str
else:
    KindWord, RankWord, StatusWord, LevelWord, ThemeWord, FunctionWord = map(
        _one_of, ("kind", "rank", "status", "level", "theme", "function")
    )
    RankOrNone, StatusOrNone = _one_of("rank", empty=True), _one_of("status", empty=True)
TextDay = Annotated[
    str | None,
    BeforeValidator(_text_day),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^[1-8][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"},
                {"type": "string", "format": "date", "pattern": r"^[1-8]\d{3}-\d{2}-\d{2}$"},
            ]
        }
    ),
]
Day = Annotated[
    date | None,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^(19|2\d)\d{2}-\d{2}-\d{2}$"}),
    Field(description="哪一天的情形（年-月-日）；默认今天", examples=["2026-11-01"]),
]
Switch = Annotated[bool, BeforeValidator(_switch), WithJsonSchema({"type": "boolean"})]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="最多多少条")]
# With any number of hits asked for, the last of them lies within what a search pages through.
Skip = Annotated[int, Field(ge=0, le=DEEPEST - MAX_LIMIT, description="跳过多少条")]
Value = Annotated[str, Field(max_length=200)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Status = Annotated[
    str, Field(description="时效性代码：01 有效，02 尚未施行，03 已修改，04 已废止，05 已失效，00 无法核验；空为不适用")
]


class Question(BaseModel):
    """What every question takes. A parameter that there is not is refused, so that a slip in its name does not go unseen."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day = None


def _facet(said: str) -> Any:
    return Field(default=[], max_length=20, description=f"{said}；可写多次，合其一即可")


class SearchQuestion(Question):
    """检索的参数。"""

    q: str = Field(max_length=MAX_WORDS, description="要找的话、名称或条款", examples=["公共场所卫生"])
    kind: list[KindWord] = _facet("种类：law、provision、power、duty、grant、service、body、office 等，或中文名")
    type: list[Value] = _facet("职权类型、履职种类或法律位阶：代码或中文名")
    rank: list[RankWord] = _facet("位阶：代码或中文名")
    status: list[StatusWord] = _facet("时效性：代码或中文名；不写则不找已不再有效的条款")
    body: list[Value] = _facet("机构名称")
    level: list[LevelWord] = _facet("层级：代码或中文名")
    place: list[Value] = _facet("区划代码或名称")
    theme: list[ThemeWord] = _facet("履职事项的主题：代码或中文名")
    function: list[FunctionWord] = _facet("条款指明的、机构承担的职能：代码或中文名")
    skip: Skip = 0
    limit: Limit = 20
    facets: Switch = Field(default=True, description="是否给出各类计数")
    explain: Switch = Field(default=False, description="是否说明每条为什么排在这里")


class ThingQuestion(Question):
    """问一个事物。"""

    id: str = Field(
        min_length=1,
        max_length=MAX_IDENTIFIER,
        description="标识，或引用、题名、事项和机构的名称",
        examples=["law/cn/渔业法/art_38"],
    )


class TraceQuestion(ThingQuestion):
    """追溯的参数。"""

    skip: Annotated[int, Field(ge=0, le=100_000, description="每类跳过多少条")] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="每类最多多少条")] = MAX_LIMIT


class LawsQuestion(Question):
    """列出法律文件的参数。"""

    title: str = Field(default="", max_length=200, description="题名里的字")
    rank: RankOrNone = Field(default="", description="位阶：代码或中文名")
    place: str = Field(default="", max_length=40, description="适用地域：区划代码或名称，全国为 cn")
    status: StatusOrNone = Field(default="", description="时效性：代码或中文名")
    skip: Annotated[int, Field(ge=0, le=1_000_000, description="跳过多少部")] = 0
    limit: Limit = 50


class DiffQuestion(BaseModel):
    """比较两版发布的参数。"""

    model_config = ConfigDict(extra="forbid")

    a: Number = Field(description="先前的发布编号")
    b: Number = Field(description="后来的发布编号")


class EditionsQuestion(BaseModel):
    """比较一份清单的两版的参数。"""

    model_config = ConfigDict(extra="forbid")

    list: str = Field(
        min_length=1,
        max_length=MAX_IDENTIFIER,
        description="清单标识、机构名称（可带清单种类）或题名；也可以是区划代码或地名",
        examples=["黄梅县应急管理局"],
    )
    a: Value = Field(default="", description="前一版：版本日期、年份、清单标识、上一版；不写则为倒数第二版")
    b: Value = Field(default="", description="后一版：同上，或 最新；不写则为最新一版")
    place: Value = Field(default="", description="只在这个地方的清单里找：区划代码或名称")


if TYPE_CHECKING:
    ModalityOrNone = str
else:
    _MODALITY_WORDS = ["", *(word for modality in Modality for word in (modality.value, modality.label))]
    ModalityOrNone = Annotated[
        str, AfterValidator(modality_of), WithJsonSchema({"type": "string", "enum": _MODALITY_WORDS})
    ]


class TextsQuestion(BaseModel):
    """比较一部法的两个文本的参数。"""

    model_config = ConfigDict(extra="forbid")

    law: str = Field(
        min_length=1, max_length=MAX_IDENTIFIER, description="法的题名、简称、引用或标识", examples=["渔业法"]
    )
    from_: TextDay = Field(
        default=None,
        alias="from",
        description="旧文本：通过、修改的日期（只写年、月也可），或它有效的任一天；不写则为已载入的倒数第二个文本",
    )
    to: TextDay = Field(default=None, description="新文本：同上；不写则为已载入的最后一个文本")
    into: str = Field(
        default="", max_length=MAX_IDENTIFIER, description="比到承接它的另一部法；不写则为同一部法的两个文本"
    )


class WhoQuestion(Question):
    """问一条里谁应当做什么的参数。"""

    law: str = Field(
        min_length=1,
        max_length=MAX_IDENTIFIER,
        description="法的题名、简称、标识，或带条号的引用",
        examples=["渔业法"],
    )
    article: str = Field(
        default="",
        max_length=MAX_IDENTIFIER,
        description="条号，如 38、第三十八条第二款、133-1；law 已带条号时不写",
        examples=["6"],
    )
    place: Value = Field(default="", description="对到哪里的机构：区划代码或名称；默认为服务所设的本地")


class DutiesQuestion(Question):
    """问法律要求一个机构做什么的参数。"""

    body: str = Field(
        min_length=1, max_length=MAX_IDENTIFIER, description="机构的名称、简称或标识", examples=["黄梅县应急管理局"]
    )
    function: Value = Field(default="", description="只要这一职能：代码或名称，如 渔业")
    modality: ModalityOrNone = Field(default="", description="只要这一种情态：代码或中文名")
    law: str = Field(default="", max_length=MAX_IDENTIFIER, description="只要这一部法")
    skip: Annotated[int, Field(ge=0, le=100_000, description="跳过多少处")] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="最多多少处")] = 50


if TYPE_CHECKING:
    KindOrNone = str
    FormatWord = str
    EncodingWord = str
else:
    _KIND_WORDS = ["", *(word for kind in ListKind for word in (kind.value, kind.label))]
    KindOrNone = Annotated[str, AfterValidator(list_kind), WithJsonSchema({"type": "string", "enum": _KIND_WORDS})]
    FormatWord = Annotated[str, WithJsonSchema({"type": "string", "enum": ["", *FORMATS]})]
    EncodingWord = Annotated[str, WithJsonSchema({"type": "string", "enum": [*ENCODINGS]})]


# Named here: inside the class, list is the field of that name.
References = list[Annotated[str, Field(min_length=1, max_length=MAX_IDENTIFIER)]]


class ExportQuestion(Question):
    """导出的参数；什么条件都不写则导出全部清单。"""

    list: References = Field(
        default=[],
        max_length=100,
        description="清单的标识、题名或机构名称，或事项、清单行的标识；可写多次",
        examples=[["黄梅县应急管理局"]],
    )
    format: FormatWord = Field(default="", max_length=10, description="文件格式；不写则与原来的文件相同")
    body: Value = Field(default="", description="只要这个机构的清单和它承担的事项")
    place: Value = Field(default="", description="只要这个地方的清单：区划代码或名称")
    kind: KindOrNone = Field(default="", max_length=40, description="只要这种清单：代码或中文名")
    search: str = Field(default="", max_length=MAX_WORDS, description="只要检索得到的事项")
    mark: Switch = Field(default=False, description="标出审定更正的地方")
    one_table: Switch = Field(default=False, description="几份清单的事项合成一张表")
    encoding: EncodingWord = Field(default="utf-8", max_length=10, description="CSV 的编码")


class CiteQuestion(BaseModel):
    """要读的依据原文。"""

    model_config = ConfigDict(extra="forbid")

    lines: list[Annotated[str, Field(max_length=20_000)]] = Field(
        max_length=MAX_LINES, description="每行一段依据", examples=[["《渔业法》第三十八条第一款"]]
    )
    as_of: Day = None
    place: str = Field(default="", max_length=12, description="区划代码：简写的地方法规按此认定；默认为服务所设的本地")


class Answer(BaseModel):
    """What every answer says of itself. Whatever else a thing has is given too."""

    model_config = ConfigDict(extra="allow")

    release: int = Field(description="出自第几号发布")
    as_of: date = Field(description="哪一天的情形")


class Piece(BaseModel):
    """命中的一小段原文。"""

    field: str = Field(description="在哪里：title、heading、text")
    text: str = Field(description="原文")
    spans: list[tuple[int, int]] = Field(description="命中处的起止（按字）")


class Reason(BaseModel):
    """排在这里的一个缘由。"""

    model_config = ConfigDict(extra="allow")

    text: str = Field(description="一句话")
    field: str = Field(description="命中的字段")
    label: str = Field(description="字段的中文名")
    token: str = Field(description="命中的词")
    weight: float = Field(description="带来的分")
    boost: float = Field(description="字段的权重")
    pinned: bool = Field(description="是否因点名而排在最前")


class SearchHit(BaseModel):
    """检索到的一条。"""

    id: str = Field(description="标识")
    kind: str = Field(description="种类：law、provision、power、duty、grant、service、body、office 等")
    kind_label: str = Field(description="种类的中文名")
    title: str = Field(description="题名、条名或事项名称")
    law: str = Field(description="所属法律文件的标识；空为没有")
    law_title: str = Field(description="所属法律文件的题名")
    article: str = Field(description="条号（阿拉伯数字）")
    status: Status
    status_label: str = Field(description="时效性的中文名")
    score: float = Field(description="得分")
    highlights: list[Piece] = Field(description="命中的原文")
    explanation: list[Reason] = Field(description="为什么排在这里")
    version: str = Field(description="所在文本版本的标识")
    heading: str = Field(description="章名、条旨或主题")
    rank: str = Field(description="位阶代码")
    rank_label: str = Field(description="位阶")
    type: str = Field(description="类型代码")
    type_label: str = Field(description="类型")
    body: list[str] = Field(description="有关机构")
    level: str = Field(description="层级代码")
    level_label: str = Field(description="层级")
    place: list[str] = Field(description="地方及其上级的区划代码")
    theme: str = Field(description="主题代码")
    theme_label: str = Field(description="主题")
    valid_from: date | None = Field(description="起效日；null 为不限")
    valid_to: date | None = Field(description="失效日（当日已失效）；null 为不限")
    end_reason: str = Field(description="失效缘由：superseded、repealed、lapsed；空为没有")


class FacetCount(BaseModel):
    """一类有多少条。"""

    code: str = Field(description="代码，可用来筛选")
    label: str = Field(description="中文名")
    count: int = Field(description="条数")


class Suggested(BaseModel):
    """可能要打的一个名称。"""

    title: str = Field(description="名称")
    id: str = Field(description="标识；几处同名的，是其中第一个的")
    kind: str = Field(description="种类")
    kind_label: str = Field(description="种类的中文名")
    body: str = Field(description="所属机构；空为没有")
    place: str = Field(description="区划代码；空或 cn 为全国")
    place_label: str = Field(description="区划名称")
    status: Status
    status_label: str = Field(description="时效性的中文名")
    count: int = Field(description="有几处用这个名称")
    match: str = Field(description=f"怎样找到的：{'、'.join(MATCHES)}")
    match_label: str = Field(description="怎样找到的，中文")
    begins: int = Field(description="所打的字在名称里从第几字起；-1 为不是照原样出现")
    ends: int = Field(description="所打的字在名称里到第几字止；-1 为不是照原样出现")


class HelpLine(BaseModel):
    """没有找到时的一句说明。"""

    kind: str = Field(
        description="facet 去掉一个筛选条件、filters 去掉全部筛选条件、ended 已失效的、law 没有载入的法、ask 怎样问"
    )
    text: str = Field(description="一句话")
    facet: str = Field(default="", description="哪一个筛选条件")
    count: int = Field(default=0, description="那样能找到多少条")
    law: str = Field(default="", description="没有载入的法的题名")


class SearchAnswer(Answer):
    """一页检索结果。"""

    total: int = Field(description="共多少条")
    skip: int = Field(description="跳过了多少条")
    limit: int = Field(description="最多多少条")
    hits: list[SearchHit] = Field(description="结果，最相关的在前")
    facets: dict[str, list[FacetCount]] = Field(description="各类计数")
    notes: list[str] = Field(description="给提问者的说明")
    suggestions: list[Suggested] = Field(description="找到的很少时：您是不是要找")
    help: list[HelpLine] = Field(description="没有找到时：被哪个筛选条件排除、去掉后有多少、哪部法没有载入、怎样问")


class Node(BaseModel):
    """图中的一个节点；其余字段因种类而异。"""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="标识")
    kind: str = Field(description="种类")
    label: str = Field(description="名称")
    status: Status
    status_label: str = Field(description="时效性的中文名")


class Edge(BaseModel):
    """图中的一条关系。"""

    model_config = ConfigDict(extra="allow")

    from_: str = Field(alias="from", description="起点的标识")
    to: str = Field(description="终点的标识")
    kind: str = Field(description="种类")
    label: str = Field(description="中文名")


class Step(BaseModel):
    """追溯的一步。"""

    model_config = ConfigDict(extra="allow")

    kind: str = Field(description="种类")
    text: str = Field(description="一句话")
    ids: list[str] = Field(description="涉及的标识")
    status: Status
    status_label: str = Field(description="时效性的中文名")
    state: str = Field(description="确认、疑似、无法核验")


class TraceAnswer(Answer):
    """依据链：由事项到法律，或由条款到以它为据的事项。"""

    id: str = Field(description="所问的标识")
    target: int = Field(description="正在更新到的发布编号；与 release 相同即没有在更新")
    direction: str = Field(description="forward 由事项到法律，reverse 由法律到事项")
    totals: dict[str, int] = Field(description="可分页的各类共多少")
    skip: int = Field(description="每类跳过了多少条")
    limit: int = Field(description="每类最多多少条")
    more: bool = Field(description="是否还有更多")
    nodes: list[Node] = Field(description="节点")
    edges: list[Edge] = Field(description="关系")
    steps: list[Step] = Field(description="逐步说明")


class ThingAnswer(Answer):
    """一个事物的全部内容；其余字段因种类而异。"""

    id: str = Field(description="标识")
    kind_label: str = Field(description="种类的中文名")


class VersionAnswer(BaseModel):
    """法律文件的一个文本版本。"""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="标识")
    version_date: date | None = Field(description="版本日期；null 为未定")
    valid_from: date | None = Field(description="施行日；null 为未定")
    valid_to: date | None = Field(description="失效日；null 为不限")
    status: Status
    settled: dict[str, Any] = Field(description="每个日期由哪条规则认定、凭什么、是否存疑")


class LawAnswer(BaseModel):
    """一部法律文件。"""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="标识")
    title: str = Field(description="题名")
    rank: str = Field(description="位阶代码")
    jurisdiction: str = Field(description="适用地域")
    versions: list[VersionAnswer] = Field(description="各文本版本，旧的在前")


class LawsAnswer(Answer):
    """一页法律文件。"""

    total: int = Field(description="共多少部")
    skip: int = Field(description="跳过了多少部")
    limit: int = Field(description="最多多少部")
    laws: list[LawAnswer] = Field(description="法律文件，按题名排列")


class CitationAnswer(BaseModel):
    """一处引用。"""

    text: str = Field(description="原文")
    start: int = Field(description="起（按字，从 0 起）")
    end: int = Field(description="止")
    law: str = Field(description="所写的题名")
    article: str | None = Field(description="条")
    paragraph: str | None = Field(description="款")
    item: str | None = Field(description="项")
    point: str | None = Field(description="目")
    in_quote: bool = Field(description="是否在所附的法条原文中")
    target: str | None = Field(description="核对到的标识")
    state: str = Field(
        description="resolved 已核对，ambiguous 有多个可能，law_not_loaded 所引文件未载入，no_such_article 所引条款不存在，"
        "no_article_given 未写明条款"
    )
    reason: str = Field(description="说明")


class CiteLine(BaseModel):
    """一行里的引用。"""

    line: int = Field(description="第几行，从 1 起")
    citations: list[CitationAnswer] = Field(description="引用，按出现次序")


class CiteAnswer(Answer):
    """逐行读出的引用。"""

    lines: list[CiteLine] = Field(description="每行一项")


class StatsAnswer(Answer):
    """当前发布的总数。"""

    created: str = Field(description="生成时间（UTC）")
    documents: int = Field(description="文档数")
    indexed: int = Field(description="可检索的条数")
    counts: dict[str, int] = Field(description="各类节点和关系的数量")
    ranks: dict[str, int] = Field(description="各位阶的法律文件数")
    version_status: dict[str, int] = Field(description="各时效性的文本版本数")
    doubtful_versions: int = Field(description="日期存疑的版本数")
    versions_without_text: int = Field(description="只在沿革中提到、未载入正文的版本数")


class ReleaseAnswer(BaseModel):
    """一版发布。"""

    model_config = ConfigDict(extra="allow")

    number: int = Field(description="编号")
    manifest: str = Field(description="内容摘要：内容相同则相同")
    documents: int = Field(description="文档数")
    created: str = Field(description="生成时间（UTC）")
    note: str = Field(description="怎么来的")


class ReleasesAnswer(BaseModel):
    """全部发布。"""

    current: int = Field(description="当前发布的编号；0 为还没有")
    releases: list[ReleaseAnswer] = Field(description="旧的在前")


class DocumentAnswer(BaseModel):
    """一份文档。"""

    digest: str = Field(description="内容摘要")
    kind: str = Field(description="种类")
    title: str = Field(description="题名")


class DiffAnswer(BaseModel):
    """两版发布的差别。"""

    a: int = Field(description="先前的发布编号")
    b: int = Field(description="后来的发布编号")
    added: list[DocumentAnswer] = Field(description="新增的文档")
    removed: list[DocumentAnswer] = Field(description="减去的文档")
    changed_titles: list[str] = Field(description="内容改了的文档的题名")


class ListedRowAnswer(BaseModel):
    """清单里的一行。"""

    id: str = Field(description="清单行的标识")
    list: str = Field(description="所在清单（某版）的标识")
    file: str = Field(description="文件名")
    sheet: str = Field(description="工作表")
    row: int = Field(description="行号，从 1 起")
    name: str = Field(description="事项名称")
    code: str = Field(description="编码")
    body: str = Field(description="主体")
    type: str = Field(description="类型")
    basis: str = Field(description="依据原文")
    cells: dict[str, str] = Field(description="原始各格：列 → 文字")


class ElementAnswer(BaseModel):
    """变了的一个要素。依据、主体、承办机构另有 added、dropped、changed。"""

    model_config = ConfigDict(extra="allow")

    element: str = Field(description="要素：name、code、type、basis、holders、offices 等，其他列为列名")
    label: str = Field(description="要素的中文名")
    change: str = Field(description="changed 改了，added 加了，removed 去了")
    before: str = Field(description="原来的内容")
    after: str = Field(description="后来的内容")
    marks: list[tuple[str, str]] = Field(description="逐词：same 未变、removed 去掉、added 加上，和文字")
    cells_before: list[str] = Field(description="在前一版的哪些格，如 D8")
    cells_after: list[str] = Field(description="在后一版的哪些格")


class CoverageAnswer(BaseModel):
    """一项变化有没有决定。"""

    state: str = Field(description="decided 有决定，undecided 未见决定，unverifiable 无法核验")
    label: str = Field(description="中文")
    text: str = Field(description="说明")
    by: list[dict[str, Any]] = Field(description="所依的决定")


class ChangeAnswer(BaseModel):
    """一项变化。"""

    change: str = Field(
        description="added 新增，removed 减少，moved 转移，renamed 更名，changed 要素变更，split 拆分，merged 合并，doubtful 疑似同一事项"
    )
    label: str = Field(description="中文")
    kinds: list[str] = Field(description="兼有的各种变化")
    verdict: str = Field(description="两行是同一事项：confirmed 确认，suspected 疑似")
    how: str = Field(
        description="凭什么认定：same、code、name、name_basis、similar、basis、split、merged；空为只在一版"
    )
    reason: str = Field(description="一句话")
    before: list[ListedRowAnswer] = Field(description="前一版的行")
    after: list[ListedRowAnswer] = Field(description="后一版的行")
    elements: list[ElementAnswer] = Field(description="变了的要素")
    decision: CoverageAnswer = Field(description="有没有决定")


class EditionsAnswer(BaseModel):
    """清单的两版，或一地的清单在两天，相比较。"""

    model_config = ConfigDict(extra="allow")

    release: int = Field(description="出自第几号发布")
    scope: str = Field(description="list 一份清单，place 一地的清单")
    title: str = Field(description="比较的是什么")
    a: str = Field(description="前一版（或前一天）")
    b: str = Field(description="后一版（或后一天）")
    lists: list[dict[str, Any]] = Field(description="比较了哪些清单、各是哪一版")
    counts: dict[str, int] = Field(description="行数、未变的事项数、各种变化数、有无决定数")
    decisions: dict[str, Any] = Field(description="两版之间有哪些调整决定")
    standing: list[dict[str, Any]] = Field(description="已有决定取消、下放、收回或划转，仍在列的事项")
    changes: list[ChangeAnswer] = Field(description="各项变化")
    notes: list[str] = Field(description="比较时的说明")


class TextAnswer(BaseModel):
    """一部法的一个文本。"""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="文本版本的标识")
    law: str = Field(description="法的标识")
    title: str = Field(description="法的题名")
    version_date: date | None = Field(description="通过或修改的日期；null 为未定")
    valid_from: date | None = Field(description="施行日；null 为未定")
    valid_to: date | None = Field(description="失效日；null 为不限")
    doubtful: bool = Field(description="日期是否存疑")
    why: str = Field(description="为什么取这一文本")
    articles: int = Field(description="共多少条")


class ArticleNumber(BaseModel):
    """一部法的一个条号。"""

    law: str = Field(description="法的题名（简称）")
    article: str = Field(description="条号（阿拉伯数字）")


class Successor(BaseModel):
    """承接旧条文的一条。"""

    id: str = Field(description="条号的标识")
    name: str = Field(description="第几条")
    heading: str = Field(description="条旨；空为没有")
    similarity: float = Field(description="它有旧条文的多少文字（0 至 1）")
    begins: int = Field(description="它在各条相接的新文字里从第几字起（从 0 起）")


class AlignedArticle(BaseModel):
    """一条旧条文的去向，或一条新增的条文。"""

    old: str | None = Field(description="旧条号；null 为新增")
    new: list[ArticleNumber] = Field(description="承接它的条，按新文本的次序；空为未再规定")
    class_: str = Field(
        alias="class",
        description="same 未变，renumbered 只改条号，reworded 改写，split 分拆，merged 合并，gone 未再规定，new 新增",
    )
    similarity: float = Field(description="旧条文与承接它的各条的文字相似（0 至 1）")
    doubtful: bool = Field(description="是否疑似：规则拿不准，请核对")
    label: str = Field(description="去向的中文名")
    name: str = Field(description="旧条号的写法，如 第三十八条")
    heading: str = Field(description="旧条旨；空为没有")
    successors: list[Successor] = Field(description="承接它的各条")
    difference: list[tuple[str, str, str]] = Field(
        description="逐词的差别：equal 未变、delete 去掉、insert 加上、replace 改写，旧的文字，新的文字"
    )


class LocalBody(BaseModel):
    """承担一项职能的本地机构。"""

    id: str = Field(description="机构的标识")
    name: str = Field(description="机构的名称")
    via: str = Field(description="凭什么得知：机构名录、机构名称、三定职责、权力安排")
    certainty: str = Field(description="确认；有几个可能，或只凭三定职责、权力安排得知的为疑似")


class NamedActor(BaseModel):
    """一款里的一个机关：它应当、可以、负责做什么。"""

    paragraph: int = Field(description="第几款，从 1 起；项属于它所在的款")
    phrase: str = Field(description="条文的写法")
    function: str = Field(description="职能，照所问那天的名称；未明确为条文没有写明")
    level: str = Field(description="层级；未明确为条文没有写明")
    modality: str = Field(description="应当、可以、不得、负责、有权、责令")
    act: str = Field(description="做什么；空为没有读出")
    object: str = Field(description="对什么；空为没有读出")
    start: int = Field(description="在这一款里的起点（按字，从 0 起）")
    end: int = Field(description="止")
    via: str = Field(description="职能凭什么得知：条文写明、本文件他处规定、前文所指、未明确")
    function_code: str = Field(description="职能代码，照条文的名称；空为未明确")
    named: str = Field(description="条文所称的职能")
    bodies: list[LocalBody] = Field(default=[], description="承担这一职能的本地机构；没有写明地方则不给")
    local: str = Field(default="", description="没有本地机构的缘由")


class WhoAnswer(Answer):
    """一条里的各个机关。"""

    law: str = Field(description="法的标识")
    title: str = Field(description="法的题名")
    article: str = Field(description="条号（阿拉伯数字）")
    name: str = Field(description="第几条第几款")
    id: str = Field(description="条款的标识")
    heading: str = Field(description="条旨；空为没有")
    text: dict[str, Any] = Field(description="取的是哪一文本，为什么")
    place: str = Field(description="对到哪里的机构：区划代码；空为没有写明")
    place_name: str = Field(description="那里的名称")
    notes: list[str] = Field(description="说明：同一条号在前一文本里是另一条时，那一条现由哪里承接")
    actors: list[NamedActor] = Field(description="各个机关，按条文的次序；空为没有指明")


class BodyFunction(BaseModel):
    """机构的一项职能。"""

    code: str = Field(description="职能代码")
    label: str = Field(description="职能")
    now: str = Field(description="所问那天的名称")
    via: str = Field(description="凭什么得知：roster、name、mandate、arrangement")
    via_label: str = Field(description="机构名录、机构名称、三定职责、权力安排")
    certainty: str = Field(description="确定程度：确认；只从三定职责的文字看出的为疑似")
    source: str = Field(description="所凭的三定职责或权力安排的标识；空为没有")
    text: str = Field(description="原文")


class AskedDuty(BaseModel):
    """条文对一个机构的一处要求。"""

    model_config = ConfigDict(extra="allow")

    law: str = Field(description="法的标识")
    law_title: str = Field(description="法的题名")
    article: str = Field(description="条号（阿拉伯数字）")
    id: str = Field(description="那一款的标识")
    paragraph: int = Field(description="第几款")
    phrase: str = Field(description="条文的写法")
    function: str = Field(description="职能，照所问那天的名称")
    level: str = Field(description="层级；未明确为条文没有写明")
    modality: str = Field(description="应当、可以、不得、负责、有权、责令")
    act: str = Field(description="做什么")
    object: str = Field(description="对什么")
    via: str = Field(description="条文所指的职能凭什么得知")
    certainty: str = Field(description="这一职能归这个机构：确认、疑似")


class DutiesAnswer(Answer):
    """已载入的法律整体上要求一个机构做什么。"""

    body: str = Field(description="机构的标识")
    name: str = Field(description="机构的名称")
    place: str = Field(description="区划代码")
    place_name: str = Field(description="区划的名称")
    level: str = Field(description="层级代码")
    level_label: str = Field(description="层级")
    functions: list[BodyFunction] = Field(description="它的职能，各凭什么得知")
    total: int = Field(description="共多少处")
    skip: int = Field(description="跳过了多少处")
    limit: int = Field(description="最多多少处")
    laws: int = Field(description="出自多少部文件")
    counts: dict[str, dict[str, int]] = Field(description="按职能、情态、确定程度各多少处")
    duties: list[AskedDuty] = Field(description="各处要求，按职能、位阶、法、条的次序")
    notes: list[str] = Field(description="说明")


class TextsAnswer(BaseModel):
    """一部法的两个文本（或它与承接它的法）逐条相比。"""

    release: int = Field(description="出自第几号发布")
    law: str = Field(description="法的标识")
    title: str = Field(description="法的题名")
    into: str = Field(description="承接它的法的标识；空为同一部法")
    old: TextAnswer = Field(description="旧文本")
    new: TextAnswer = Field(description="新文本")
    counts: dict[str, int] = Field(description="各种去向的条数")
    doubtful: int = Field(description="疑似的条数")
    notes: list[str] = Field(description="比较时的说明")
    articles: list[AlignedArticle] = Field(description="逐条的去向，旧条文在前，新增的在后")


class HealthAnswer(BaseModel):
    """进程在运行。"""

    status: str = Field(description="总是 ok")


class ReadyAnswer(BaseModel):
    """可以回答。"""

    status: str = Field(description="总是 ready")
    release: int = Field(description="当前发布的编号")
    documents: int = Field(description="可检索的条数")

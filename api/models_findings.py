"""What ``/api/v1/check`` takes and gives, described for OpenAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, WithJsonSchema

from api.models import MAX_IDENTIFIER, MAX_LIMIT, Answer, Question, Switch, Value
from casework.check import FAMILIES
from ontologies.records import FindingKind, Severity, Verdict

if TYPE_CHECKING:
    KindOfFinding = str
    VerdictWord = str
    SeverityWord = str
else:
    _KINDS = [*FAMILIES, *(word for kind in FindingKind for word in (kind.value, kind.label))]
    KindOfFinding = Annotated[str, WithJsonSchema({"type": "string", "enum": _KINDS})]
    VerdictWord = Annotated[
        str, WithJsonSchema({"type": "string", "enum": [word for one in Verdict for word in (one.value, one.label)]})
    ]
    SeverityWord = Annotated[
        str, WithJsonSchema({"type": "string", "enum": [word for one in Severity for word in (one.value, one.label)]})
    ]


def _many(said: str) -> Any:
    return Field(default=[], max_length=70, description=f"{said}；可写多次，合其一即可")


class CheckQuestion(Question):
    """核查的参数。"""

    kind: list[KindOfFinding] = _many("发现的种类：代码、中文名，或一类（basis、overlap……）")
    body: Value = Field(default="", description="只要这个机构的：名称、简称或标识")
    place: Value = Field(
        default="", description="只查这个地方的清单：区划代码或名称；默认为服务所设的本地，没有设则全部"
    )
    verdict: list[VerdictWord] = _many("结论：确认、疑似、无法核验")
    severity: list[SeverityWord] = _many("轻重：严重、一般、提示")
    id: list[Annotated[str, Field(min_length=1, max_length=MAX_IDENTIFIER)]] = _many("发现的标识")
    against: Value = Field(default="", description="与 place 的县相比的另一个县，只给两县的不同（county.*）")
    lawful: Switch = Field(default=False, description="是否连同看上去像问题、认定为合法的一起给出")
    skip: Annotated[int, Field(ge=0, le=1_000_000, description="跳过多少项")] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT * 5, description="最多多少项")] = 50


class CompareQuestion(Question):
    """两县相比的参数。"""

    a: Annotated[str, Field(min_length=1, max_length=200, description="甲县：区划代码或名称", examples=["421127"])]
    b: Annotated[str, Field(min_length=1, max_length=200, description="乙县：区划代码或名称", examples=["421126"])]
    body: Value = Field(default="", description="只比这个机构的事项：名称、简称或标识")
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT * 50, description="每一类最多多少项")] = MAX_LIMIT


class FoundRow(BaseModel):
    """证明发现的一行清单。"""

    id: str = Field(description="清单行的标识")
    file: str = Field(description="所在的文件")
    sheet: str = Field(description="工作表")
    row: int = Field(description="行号，与表格软件所示一致")
    name: str = Field(description="事项名称（子项）")
    body: str = Field(description="所属机构")
    item: str = Field(description="事项的标识")
    basis: str = Field(description="依据原文")


class FoundProvision(BaseModel):
    """证明发现的一条。"""

    id: str = Field(description="条款、条号或文件的标识")
    law: str = Field(description="文件的题名")
    article: str = Field(description="条号，所引没有写明条的为空")
    status: str = Field(description="当日的时效性")
    text: str = Field(description="条文；【】里是条旨；没有载入的为空")


class FoundEvidence(BaseModel):
    """一项证据。"""

    text: str = Field(description="证据")
    quote: str = Field(description="引文")
    source: str = Field(description="出自何处：标识")


class Rule(BaseModel):
    """规则。"""

    text: str = Field(description="规则")
    source: str = Field(description="出处")


class Deciding(BaseModel):
    """什么可以定夺一处重叠。"""

    rule: str = Field(description="规则")
    source: str = Field(description="出处")
    points_to: str = Field(description="指向哪个机构：标识；不能指明的为空")
    name: str = Field(description="该机构的名称")
    why: str = Field(description="为什么")


class NamedBody(BaseModel):
    """机构。"""

    id: str = Field(description="标识")
    name: str = Field(description="名称")


class Reviewed(BaseModel):
    """审查意见。"""

    state: str = Field(description="审查意见代码")
    state_label: str = Field(description="审查意见")
    reason: str = Field(description="理由")
    by: str = Field(description="谁")
    at: str = Field(description="何时（世界时）")
    release: int = Field(description="针对第几号发布")
    evidence_changed: bool = Field(description="此后证据是否有变")
    note: str = Field(description="说明：标为已改而仍查得出，证据有变")


class FindingAnswer(BaseModel):
    """一项发现。"""

    id: str = Field(description="标识：重新载入后不变")
    kind: str = Field(description="种类代码")
    kind_label: str = Field(description="种类")
    verdict: str = Field(description="结论：确认、疑似、无法核验；认定为合法的写“合法”")
    severity: str = Field(description="轻重：严重、一般、提示")
    text: str = Field(description="问题是什么")
    rows: list[FoundRow] = Field(description="证明它的清单行")
    bodies: list[NamedBody] = Field(description="涉及的机构")
    place: str = Field(description="区划代码")
    provisions: list[FoundProvision] = Field(description="证明它的条款")
    rule: Rule = Field(description="规则和出处")
    evidence: list[FoundEvidence] = Field(description="证据")
    repair: str = Field(description="建议")
    lawful: str = Field(description="因何合法；是问题的为空")
    decides: list[Deciding] = Field(description="什么可以定夺（重叠）")
    review: Reviewed | None = Field(description="最近一次审查意见")


class CheckAnswer(Answer):
    """核查结果。"""

    place: str = Field(description="区划代码；空为全部")
    place_name: str = Field(description="区划的名称")
    body: str = Field(description="机构的标识；空为不限")
    total: int = Field(description="共多少项")
    skip: int = Field(description="跳过了多少项")
    limit: int = Field(description="最多多少项")
    counts: dict[str, dict[str, int]] = Field(description="按种类、结论、轻重各多少项")
    checked: list[str] = Field(description="核查了哪些地方的清单：区划代码")
    notes: list[str] = Field(description="说明")
    findings: list[FindingAnswer] = Field(description="发现，按种类和所在清单的次序")


class KindOfFindingAnswer(BaseModel):
    """一种发现。"""

    kind: str = Field(description="种类代码")
    label: str = Field(description="种类")
    rule: str = Field(description="规则")
    source: str = Field(description="出处")
    severity: str = Field(description="通常的轻重")


class KindsAnswer(BaseModel):
    """能查出的各种问题。"""

    kinds: list[KindOfFindingAnswer] = Field(description="各种发现和它的规则")


class ComparedPlace(BaseModel):
    """相比的一个县。"""

    place: str = Field(description="区划代码")
    name: str = Field(description="名称")
    items: int = Field(description="比了多少项")


class OnlyHere(BaseModel):
    """一个县有、另一个县没有的事项。"""

    name: str = Field(description="事项名称（子项）")
    type: str = Field(description="职权类型")
    verdict: str = Field(description="结论")
    row: FoundRow = Field(description="清单行")


class PairedItem(BaseModel):
    """两个县的同一事项。"""

    name: str = Field(description="事项名称（子项）")
    verdict: str = Field(description="是同一事项有多确定")
    how: str = Field(description="按什么认定")
    a: FoundRow = Field(description="甲县的清单行")
    b: FoundRow = Field(description="乙县的清单行")


class HeldApart(BaseModel):
    """归属的一处不同。"""

    what: str = Field(description="什么不同：职能、类型、身份、层级")
    a: str = Field(description="甲县")
    b: str = Field(description="乙县")


class HeldDifferently(PairedItem):
    """归属不同的事项。"""

    differences: list[HeldApart] = Field(description="哪里不同")


class BasedDifferently(PairedItem):
    """依据不同的事项。"""

    text: str = Field(description="依据怎样不同")


class NotComparable(BaseModel):
    """另一个县没有载入清单、无从相比的机构。"""

    side: str = Field(description="a 为甲县的机构，b 为乙县的")
    body: NamedBody = Field(description="机构")
    functions: list[str] = Field(description="它的职能")
    items: int = Field(description="无从相比的事项数")
    text: str = Field(description="说明")


class CountiesAnswer(Answer):
    """两县清单相比。"""

    a: ComparedPlace = Field(description="甲县")
    b: ComparedPlace = Field(description="乙县")
    counts: dict[str, int] = Field(description="各类多少项")
    only_a: list[OnlyHere] = Field(description="甲县有、乙县没有的")
    only_b: list[OnlyHere] = Field(description="乙县有、甲县没有的")
    held_differently: list[HeldDifferently] = Field(description="归属不同的")
    based_differently: list[BasedDifferently] = Field(description="依据没有一条相同的")
    unverifiable: list[NotComparable] = Field(description="无从相比的")
    same: int = Field(description="相同的事项数")
    limit: int = Field(description="每一类最多多少项")


__all__ = ["CheckAnswer", "CheckQuestion", "CompareQuestion", "CountiesAnswer", "FindingAnswer", "KindsAnswer"]

"""What ``/api/v1/verdicts``, ``/api/v1/impact`` and ``/api/v1/worklist`` take and give, described for OpenAPI."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from api.models import MAX_LIMIT, Answer, Day, Question, Value
from casework.reviews import STATE_LABELS
from ontologies.records import FindingKind, Review, WorkState

if TYPE_CHECKING:
    KindOrNone = str
    ReviewWord = str
    StateWord = str
else:
    _KINDS = {word for kind in FindingKind for word in (kind.value, kind.label, kind.value.partition(".")[0])}
    KindOrNone = Annotated[str, WithJsonSchema({"type": "string", "enum": ["", *sorted(_KINDS)]})]
    ReviewWord = Annotated[
        str, WithJsonSchema({"type": "string", "enum": [word for pair in STATE_LABELS.items() for word in pair]})
    ]
    StateWord = Annotated[
        str, WithJsonSchema({"type": "string", "enum": [word for one in WorkState for word in (one.value, one.label)]})
    ]
# At least one character that is neither white space nor a control.
_WORDS = r"[^\s\x00-\x1f\x7f]"

_MOST = 5 * MAX_LIMIT
Skipped = Annotated[int, Field(ge=0, le=1_000_000, description="跳过多少项")]
Limited = Annotated[int, Field(ge=1, le=_MOST, description="最多多少项")]
Name = Annotated[str, Field(max_length=100, pattern=_WORDS, description="谁说的", examples=["县司法局 某某"])]
Reason = Annotated[str, Field(max_length=2000, description="理由")]


def _telling(*needing: str) -> ConfigDict:
    """Of a request that says something: what it does not know it refuses, and some states need a reason."""
    told: dict[str, Any] = {
        "if": {"properties": {"state": {"enum": list(needing)}}},
        "then": {"required": ["reason"], "properties": {"reason": {"pattern": _WORDS}}},
    }
    return ConfigDict(extra="forbid", json_schema_extra=told)


class VerdictsQuestion(BaseModel):
    """审查意见历史的参数。"""

    model_config = ConfigDict(extra="forbid")

    kind: KindOrNone = Field(default="", description="发现的种类：代码、中文名，或一类")
    by: Value = Field(default="", description="谁的意见")
    skip: Skipped = 0
    limit: Limited = 50


class VerdictTold(BaseModel):
    """一条审查意见；“不成立”要写理由。"""

    model_config = _telling(Review.DISMISSED.value, Review.DISMISSED.label)

    id: Annotated[
        str,
        Field(
            pattern=r"^(finding/)?([a-z]+[.][a-z_]+/)?[0-9a-f]{4,16}$",
            max_length=200,
            description="发现的标识，或其末段的前几位",
            examples=["finding/basis.none/0123456789abcdef"],
        ),
    ]
    state: ReviewWord = Field(description="意见：采纳、不成立、已改；撤回现在的意见写 撤回")
    by: Name
    reason: Reason = ""
    as_of: Day = None


class VerdictRow(BaseModel):
    """当时的一行清单。"""

    file: str = Field(description="所在的文件")
    sheet: str = Field(description="工作表")
    row: int = Field(description="行号")
    name: str = Field(description="事项名称")
    body: str = Field(description="所属机构")
    item: str = Field(description="事项的标识")


class VerdictAnswer(BaseModel):
    """一条审查意见，连同当时的发现。"""

    number: int = Field(description="序号")
    id: str = Field(description="发现的标识")
    kind: str = Field(description="发现的种类代码")
    kind_label: str = Field(description="发现的种类")
    state: str = Field(description="意见代码；withdrawn 为撤回")
    state_label: str = Field(description="意见")
    reason: str = Field(description="理由")
    by: str = Field(description="谁")
    at: str = Field(description="何时（世界时）")
    release: int = Field(description="针对第几号发布")
    stands: bool = Field(description="是否仍是这项发现现在的意见")
    text: str = Field(description="当时的发现")
    rows: list[VerdictRow] = Field(description="当时的清单行")


class VerdictsAnswer(BaseModel):
    """审查意见的历史，最近的在前。"""

    total: int = Field(description="共多少条")
    skip: int = Field(description="跳过了多少条")
    limit: int = Field(description="最多多少条")
    verdicts: list[VerdictAnswer] = Field(description="意见")


class WorklistQuestion(BaseModel):
    """要办事项的参数。"""

    model_config = ConfigDict(extra="forbid")

    place: Value = Field(
        default="", description="只看这个地方的清单：区划代码或名称；默认为服务所设的本地，没有设则全部"
    )
    body: Value = Field(default="", description="只看这个机构的事项：名称、简称或标识")
    state: list[StateWord] = Field(default=[], max_length=8, description="状态；不写则为还没有办完的；可写多次")
    skip: Skipped = 0
    limit: Limited = 50


class ImpactQuestion(Question):
    """法律变动影响的参数。"""

    law: Value = Field(default="", description="哪部法：题名、简称或标识；空为全部有变动的法")
    place: Value = Field(
        default="", description="只看这个地方的清单：区划代码或名称；默认为服务所设的本地，没有设则全部"
    )
    body: Value = Field(default="", description="只看这个机构的事项：名称、简称或标识")
    state: list[StateWord] = Field(default=[], max_length=8, description="状态；可写多次")
    since: Day = Field(default=None, description="只看这一天以来施行、废止和将要施行的变动")
    skip: Skipped = 0
    limit: Limited = 50


class StateTold(BaseModel):
    """改一项的状态；“不需调整”要写理由。"""

    model_config = _telling(WorkState.UNNEEDED.value, WorkState.UNNEEDED.label)

    key: Annotated[
        str,
        Field(
            pattern=r"^(work/)?[0-9a-f]{4,16}$",
            max_length=21,
            description="事项的编号，或其前几位",
            examples=["work/0123456789abcdef"],
        ),
    ]
    state: StateWord = Field(description="状态：待处理、处理中、已调整、不需调整")
    by: Name
    reason: Reason = ""


class WorkCounts(BaseModel):
    """各有多少项。"""

    model_config = ConfigDict(populate_by_name=True)

    state: dict[str, int] = Field(description="按状态代码")
    class_: dict[str, int] = Field(alias="class", description="按变动的种类")
    certainty: dict[str, int] = Field(description="按确认、疑似、无法核验")


class ChangeAnswer(BaseModel):
    """一次法律变动。"""

    id: str = Field(description="标识：新文本，或被废止的法后加 /repealed")
    law: str = Field(description="法的标识")
    law_title: str = Field(description="题名")
    kind: str = Field(description="amended 修改，repealed 废止")
    how: str = Field(description="修正、修订、废止等")
    day: date | None = Field(description="自哪天起；施行日期未定的为空")
    coming: bool = Field(description="当日是否还没有施行")
    text: str = Field(description="一句话")
    total: int = Field(description="影响多少项")
    counts: WorkCounts = Field(description="各有多少项")


class WorkBody(BaseModel):
    """受影响的机构。"""

    id: str = Field(description="标识")
    name: str = Field(description="名称")
    total: int = Field(description="多少项")
    counts: dict[str, int] = Field(description="按状态代码各有多少项")
    offices: list[str] = Field(description="承办机构")
    towns: list[str] = Field(description="乡镇")


class WorkHolder(BaseModel):
    """承担事项的机构。"""

    id: str = Field(description="标识")
    name: str = Field(description="名称")
    role: str = Field(description="角色")


class WorkRow(BaseModel):
    """引用旧条文的一行清单。"""

    id: str = Field(description="清单行的标识")
    file: str = Field(description="所在的文件")
    sheet: str = Field(description="工作表")
    row: int = Field(description="行号")
    name: str = Field(description="事项名称（子项）")
    basis: str = Field(description="依据原文")


class OldArticle(BaseModel):
    """旧条文。"""

    id: str = Field(description="条文的标识，可用 show 看原文；没有载入的为空")
    article: str = Field(description="条号（或法）的标识")
    law: str = Field(description="题名")
    label: str = Field(description="第几条；没有写条的为空")
    heading: str = Field(description="条旨")


class NewArticle(BaseModel):
    """承接的条文。"""

    id: str = Field(description="条文的标识，可用 show 看原文")
    article: str = Field(description="条号的标识")
    law: str = Field(description="题名")
    label: str = Field(description="第几条")
    heading: str = Field(description="条旨")


class WorkAnswer(BaseModel):
    """受影响的一项。"""

    model_config = ConfigDict(populate_by_name=True)

    key: str = Field(description="编号：重新载入后不变")
    change: str = Field(description="哪次变动：标识")
    how: str = Field(description="修正、修订、废止等")
    law: str = Field(description="法的标识")
    law_title: str = Field(description="题名")
    day: date | None = Field(description="自哪天起；施行日期未定的为空")
    coming: bool = Field(description="当日是否还没有施行")
    class_: str = Field(alias="class", description="旧条文怎样了：代码；随法废止为 repealed，无法核验为空")
    class_label: str = Field(description="旧条文怎样了")
    certainty: str = Field(description="确认、疑似、无法核验")
    text: str = Field(description="怎样受影响")
    repair: str = Field(description="建议")
    item: str = Field(description="事项的标识")
    kind: str = Field(description="事项的种类代码")
    kind_label: str = Field(description="事项的种类")
    name: str = Field(description="事项名称")
    place: str = Field(description="区划代码")
    body: str = Field(description="所属机构")
    body_id: str = Field(description="所属机构的标识")
    bodies: list[WorkHolder] = Field(description="承担的机构")
    offices: list[str] = Field(description="承办机构")
    towns: list[str] = Field(description="涉及的乡镇")
    rows: list[WorkRow] = Field(description="清单行；清单已不再这样引的为空")
    cited: str = Field(description="所引条号（或法）的标识")
    article: str = Field(description="在变动前的文本里是哪一条：标识")
    before: str = Field(description="变动前的文本：标识")
    old: OldArticle = Field(description="旧条文")
    new: list[NewArticle] = Field(description="承接的条文")
    state: str = Field(description="状态代码")
    state_label: str = Field(description="状态")
    note: str = Field(description="状态的说明")
    listed: bool = Field(description="当前发布的清单是否仍这样引")
    reason: str = Field(description="理由")
    by: str = Field(description="谁改的状态；没有人改过的为空")
    at: str = Field(description="何时（世界时）")
    state_release: int | None = Field(description="改状态时是第几号发布")


class ImpactAnswer(Answer):
    """法律变动对清单的影响。"""

    law: str = Field(description="法的标识；空为全部")
    place: str = Field(description="区划代码；空为全部")
    place_name: str = Field(description="区划的名称")
    since: date | None = Field(description="自哪天以来的变动")
    total: int = Field(description="共多少项")
    skip: int = Field(description="跳过了多少项")
    limit: int = Field(description="最多多少项")
    counts: WorkCounts = Field(description="各有多少项")
    changes: list[ChangeAnswer] = Field(description="各次变动")
    bodies: list[WorkBody] = Field(description="受影响的机构")
    notes: list[str] = Field(description="说明")
    work: list[WorkAnswer] = Field(description="受影响的各项，按机构")


class StepAnswer(BaseModel):
    """办理的一步。"""

    number: int = Field(description="序号")
    key: str = Field(description="事项的编号")
    change: str = Field(description="哪次变动：标识")
    item: str = Field(description="事项的标识")
    article: str = Field(description="旧条号的标识")
    name: str = Field(description="事项名称")
    text: str = Field(description="怎样受影响")
    state: str = Field(description="状态代码")
    state_label: str = Field(description="状态")
    reason: str = Field(description="理由")
    by: str = Field(description="谁；dingfen 为程序自己")
    at: str = Field(description="何时（世界时）")
    release: int = Field(description="第几号发布")


__all__ = [
    "ImpactAnswer",
    "ImpactQuestion",
    "StateTold",
    "StepAnswer",
    "VerdictAnswer",
    "VerdictTold",
    "VerdictsAnswer",
    "VerdictsQuestion",
    "WorklistQuestion",
]

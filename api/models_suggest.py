"""What HTTP takes and gives for suggestions and related provisions, described for OpenAPI."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from api.models import MAX_IDENTIFIER, MAX_WORDS, Answer, Question, Status, Suggested, Value
from casework.related import WAYS, ways_of
from casework.suggest import KINDS, LABELS, kinds_of
from search.suggest import MOST


def _kind(value: str) -> str:
    kinds_of(value)
    return value


def _way(value: str) -> str:
    ways_of((value,))
    return value


_KINDS = [*KINDS, *(LABELS[kind] for kind in KINDS), "item", "事项"]
_WAYS = [*WAYS, *(label for label, _ in WAYS.values())]
KindWord = Annotated[str, AfterValidator(_kind), WithJsonSchema({"type": "string", "enum": _KINDS})]
WayWord = Annotated[str, AfterValidator(_way), WithJsonSchema({"type": "string", "enum": _WAYS})]


class SuggestQuestion(Question):
    """联想的参数。"""

    q: str = Field(max_length=MAX_WORDS, description="打了一半的字、拼音、首字母或混写", examples=["yjglj"])
    kind: list[KindWord] = Field(
        default=[],
        max_length=20,
        description="种类：law、power、duty、service、body、office、place 等，或中文名；可写多次",
    )
    place: Value = Field(default="", description="只要这个地方、它所辖和对它适用的：区划代码或名称；空为不限")
    limit: Annotated[int, Field(ge=1, le=MOST, description="最多多少条")] = 10


class SuggestAnswer(Answer):
    """联想的回答。"""

    q: str = Field(description="所打的字")
    suggestions: list[Suggested] = Field(description="可能要打的名称，最可能的在前")


class RelatedQuestion(Question):
    """问与一条有关的条文。"""

    law: str = Field(
        min_length=1, max_length=MAX_IDENTIFIER, description="题名、简称、标识，或带条号的引用", examples=["行政处罚法"]
    )
    article: Value = Field(
        default="", description="条号，如 38、第三十八条、133-1；law 里已写明的可不写", examples=["20"]
    )
    way: list[WayWord] = Field(default=[], max_length=8, description="只要这些关系；可写多次")
    limit: Annotated[int, Field(ge=1, le=100, description="最多多少条")] = 20


class WayEvidence(BaseModel):
    """一条证据。"""

    text: str = Field(description="原文或清单行的名称")
    source: str = Field(description="出处的标识")


class Way(BaseModel):
    """怎样有关。"""

    kind: str = Field(description=f"关系：{'、'.join(WAYS)}")
    label: str = Field(description="关系的中文名")
    why: str = Field(description="一句话说明")
    count: int = Field(description="几处（清单行数、援引次数）")
    state: str = Field(description="确认、疑似")
    evidence: list[WayEvidence] = Field(description="证据")


class RelatedArticle(BaseModel):
    """有关的一条。"""

    id: str = Field(description="标识")
    title: str = Field(description="《题名》第几条")
    law: str = Field(description="所属法律文件的标识")
    article: str = Field(description="条号（阿拉伯数字）")
    heading: str = Field(description="条旨")
    text: str = Field(description="这一天的条文；空为没有载入")
    loaded: bool = Field(description="条文是否已载入")
    status: Status
    score: float = Field(description="得分")
    ways: list[Way] = Field(description="怎样有关，各有缘由")


class RelatedAnswer(Answer):
    """与一条有关的条文。"""

    law: str = Field(description="法律文件的标识")
    article: str = Field(description="条的标识")
    title: str = Field(description="题名和条号")
    heading: str = Field(description="条旨")
    loaded: bool = Field(description="条文是否已载入")
    total: int = Field(description="共多少条")
    limit: int = Field(description="最多多少条")
    related: list[RelatedArticle] = Field(description="有关的条文，最近的在前")


__all__ = [
    "RelatedAnswer",
    "RelatedQuestion",
    "SuggestAnswer",
    "SuggestQuestion",
]

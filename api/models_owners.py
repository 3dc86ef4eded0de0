"""What ``/api/v1/owners`` takes and gives, described for OpenAPI."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.models import Answer, Question, Value
from casework.owners import LONGEST


class OwnersQuestion(Question):
    """问一件事由谁负责的参数。"""

    q: str = Field(min_length=1, max_length=LONGEST, description="要问的事，平常话即可", examples=["楼下饭店油烟谁管"])
    place: Value = Field(
        default="", description="哪个地方的：区划代码或名称，可到乡镇；默认为问题里写的地方，或服务所设的本地"
    )
    limit: Annotated[int, Field(ge=1, le=50, description="最多多少个机构")] = 5


class ChainStep(BaseModel):
    """理由的一步。"""

    model_config = ConfigDict(extra="allow")

    step: str = Field(
        description="words 问的是什么，row 清单行，boundary 职责边界，arrangement 授权委托安排，basis 依据，provision 条文，actor 条文点名的机关，"
        "succession 职能沿革，function 职能，body 机构，office 科室"
    )
    text: str = Field(description="说明")
    id: str = Field(description="标识")
    quote: str = Field(description="原文")
    url: str = Field(description="网址，没有的为空")


class Owner(BaseModel):
    """一个可能负责的机构。"""

    body: str = Field(description="机构的名称；只知道职能的为空")
    id: str = Field(description="机构的标识")
    bodies: list[str] = Field(description="各乡镇一并列出时，各机构的标识")
    function: str = Field(description="职能")
    function_code: str = Field(description="职能代码")
    role: str = Field(description="角色：主责、牵头、共同承担、配合、基本履职等")
    role_code: str = Field(description="角色代码")
    score: float = Field(description="理由有多足，0 至 1")
    certainty: str = Field(description="确认或疑似")
    level: str = Field(description="层级代码")
    level_label: str = Field(description="层级：县级、乡级、村级")
    place: str = Field(description="机构所在的区划")
    office: str = Field(description="承办科室")
    items: list[str] = Field(description="清单事项的标识")
    articles: list[str] = Field(description="条号的标识")
    chain: list[ChainStep] = Field(description="最有力的一条理由，一步一步")
    also: list[list[ChainStep]] = Field(description="其他理由")
    against: list[str] = Field(description="不利于它的")


class TermsUnderstood(BaseModel):
    """问题里的一个词。"""

    word: str = Field(description="问的词")
    terms: list[str] = Field(description="相当的法律用语")
    functions: list[str] = Field(description="通常管这类事的职能")


class DecidingRule(BaseModel):
    """一条规则。"""

    rule: str = Field(description="规则")
    law: str = Field(description="法的题名")
    article: str = Field(description="条")
    id: str = Field(description="条号的标识")
    quote: str = Field(description="条文；没有载入的为空")
    loaded: bool = Field(description="现行条文是否已载入")
    url: str = Field(description="网址")


class Undecided(BaseModel):
    """没有找到，或者分不出由谁负责时；已经明确的为空对象。"""

    model_config = ConfigDict(extra="allow")

    kind: str = Field(default="", description="none 没有找到，ambiguous 分不出，civil 民事争议")
    text: str = Field(default="", description="说明")
    rules: list[DecidingRule] = Field(default=[], description="凭什么定")
    coordinator: dict[str, str] = Field(default={}, description="由谁协调")
    needs: list[dict[str, str]] = Field(default=[], description="申请要写明什么，为什么")
    near: list[dict[str, str | float]] = Field(default=[], description="理由不足、只供参考的")


class OwnersAnswer(Answer):
    """一件事由谁负责。"""

    question: str = Field(description="所问")
    place: str = Field(description="区划代码")
    place_name: str = Field(description="地方")
    understood: list[TermsUnderstood] = Field(description="怎样理解的")
    owners: list[Owner] = Field(description="可能负责的机构，理由最足的在前")
    undecided: Undecided = Field(description="没有找到或者分不出时怎么办")
    notes: list[str] = Field(description="说明")

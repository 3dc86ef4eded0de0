"""授权委托: to whom powers may be entrusted, and for how long.

What kind of organisation a receiver is, the roster tells; where it does not, its name (公司, 协会, 大队, 局 …: ``_NAMED``). A licence may be
entrusted to another administrative organ only (行政许可法第二十四条), a penalty to an organisation that manages public affairs (行政处罚法
第二十一条), a coercive measure to nobody (行政强制法第十七条). Testing, inspection of samples, technical review are no exercise of a power.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from casework.dossier import Dossier, Item
from casework.findings import Evidence, Finding, day_words
from casework.likeness import likeness
from ingest.lists.words import dates_in
from ontologies.records import ArrangementKind, BodyType, FindingKind, ItemKind, PowerType, Role, Verdict


class Sort(Enum):
    """What kind of organisation a body is, as far as entrusting asks."""

    ORGAN = "行政机关"
    PUBLIC = "具有管理公共事务职能的组织"
    PRIVATE = "企业、社会组织或者个人"
    VILLAGERS = "基层群众性自治组织"
    UNKNOWN = "性质不明的组织"


_TYPES = {
    BodyType.GOVERNMENT.value: Sort.ORGAN,
    BodyType.DEPARTMENT.value: Sort.ORGAN,
    BodyType.TOWNSHIP.value: Sort.ORGAN,
    BodyType.SUBDISTRICT.value: Sort.ORGAN,
    BodyType.AGENCY.value: Sort.ORGAN,
    BodyType.VERTICAL.value: Sort.ORGAN,
    BodyType.PARTY.value: Sort.ORGAN,
    BodyType.INSTITUTION.value: Sort.PUBLIC,
    BodyType.TEAM.value: Sort.PUBLIC,
    BodyType.VILLAGE.value: Sort.VILLAGERS,
    BodyType.COMMUNITY.value: Sort.VILLAGERS,
}
# The first that fits. Private comes first: 环境检测中心有限公司 is a company.
_NAMED: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    (
        Sort.PRIVATE,
        re.compile(
            r"公司|集团|[工农林牧渔茶]?厂$|合作社|企业|事务所|协会|学会|商会|联合会$|基金会|促进会|有限|工作室|超市|个体|物业|银行"
        ),
    ),
    (Sort.VILLAGERS, re.compile(r"(?:村|社区|居)(?:民)?(?:委员会|委会)$|[村社区]$")),
    (
        Sort.PUBLIC,
        re.compile(
            r"[大中支总]队$|中心$|站$|研究院$|研究所$|科学院$|管理处$|服务处$|学校$|学院$|医院$|管理所$|大厅$|监测所$|检验所$|检疫所$"
        ),
    ),
    (
        Sort.ORGAN,
        re.compile(
            r"政府|局$|分局$|委员会$|[县市区省]委|办公室$|办事处$|派出所$|司法所$|监管所$|监督管理所$|[镇乡]$|街道$|部$"
        ),
    ),
)
_LICENCE = re.compile(r"许可|审批|核准|核发|审查和决定|准予|审核批准")
_PENALTY = re.compile(r"处罚|罚款")
_MEASURE = re.compile(r"查封|扣押|扣留|冻结|暂扣|强制措施|强制带离|强制隔离|限制人身自由")
_EXECUTION = re.compile(r"代履行|强制(?:执行|拆除|清除|清理)|加处罚款|划拨|拍卖")
_HELP = re.compile(
    r"抽样|检验|检测|检疫|勘验|勘查|鉴定|评审|评估|技术审查|技术评价|现场核查|监测|咨询|受理|送达|代办|录入|档案|制证|宣传|培训|巡查|看护|辅助|秩序维护"
)
_DECIDES = re.compile(
    r"决定|审批|核准|核发|许可(?!的?(?:技术|现场|受理|咨询|评审|勘验|检验|检测))|处罚|罚款|查封|扣押|扣留|冻结|强制"
)
_TERMED = frozenset({ArrangementKind.ENTRUSTED.value, ArrangementKind.AUTHORISED.value})
_TAKING = frozenset({Role.ENTRUSTED, Role.LEAD, Role.RECEIVING, Role.SHARED})
_RENEWED = 0.8
_PROLONGED = re.compile(r"(?<![未没不拟待])(?<!没有)(?<!不再)(?<!正在)(?:续签|续订|续期|延期|展期|顺延|延续|延长)")
_NOT_YET = re.compile(r"(?:未|没有|不再|拟|待|尚未|正在|准备|申请)(?:办理)?(?:续签|续订|续期|延期|展期|顺延|延续|延长)")


def sort_of(dossier: Dossier, body: str) -> Sort:
    """What kind of organisation a body is: by its type, else by its name."""
    node = dossier.bodies.get(body)
    name = dossier.body_name(body)
    typed = _TYPES.get(node["type"]) if node is not None else None
    if typed is not None:
        return typed
    return next((sort for sort, pattern in _NAMED if pattern.search(name)), Sort.UNKNOWN)


def only_assists(scope: str) -> bool:
    """Whether a scope is testing, review and the like alone, and decides nothing."""
    return bool(_HELP.search(scope)) and not _DECIDES.search(scope)


def unlawful(dossier: Dossier) -> Iterator[Finding]:
    """arrangement.unlawful."""
    for item in dossier.of_kind(ItemKind.ARRANGEMENT):
        if item.node["arrangement_kind"] != ArrangementKind.ENTRUSTED.value:
            continue
        scope = str(item.node["scope"])
        types = set(item.node["power_types"])
        takers = [body for body, role, _ in item.holders if role in _TAKING]
        givers = [body for body, role, _ in item.holders if role is Role.ORIGINAL]
        helps = only_assists(scope)
        for taker in takers:
            wrong = _wrong(dossier, scope, types, sort_of(dossier, taker), taker, helps)
            if wrong is None:
                continue
            why, rule, verdict, lawful = wrong
            if not lawful and set(dossier.under.get(taker, ())) & set(givers) and sort_of(dossier, taker) is Sort.ORGAN:
                lawful = "委托机关自己的派出机构，以委托机关的名义行使"
            yield Finding(
                FindingKind.ARRANGEMENT_UNLAWFUL,
                verdict,
                (item.id, taker),
                f"{'、'.join(dossier.body_name(body) for body in givers) or '委托机关'}把“{scope}”委托给{dossier.body_name(taker)}，{why}（{rule}）",
                repair="解除委托，由委托机关自己行使；只需要检验、检测、勘验的，改写委托范围",
                rows=tuple(item.rows),
                evidence=(Evidence(f"委托范围：{scope}", scope, item.id),),
                bodies=(*givers, taker),
                lawful=lawful,
            )


def _wrong(
    dossier: Dossier, scope: str, types: set[str], sort: Sort, taker: str, helps: bool
) -> tuple[str, str, Verdict, str] | None:
    """Why entrusting a scope to a receiver is against the law: the reason, the article, how sure, and what makes it lawful."""
    told = sort_name(dossier, taker, sort)
    lawful = "只委托检验、检测、勘验等辅助事务，不委托决定" if helps else ""
    verdict = Verdict.CONFIRMED if sort is not Sort.UNKNOWN else Verdict.SUSPECTED
    measure = (PowerType.COERCION.value in types and not _EXECUTION.search(scope)) or _MEASURE.search(scope)
    if measure and not helps:
        return "行政强制措施权不得委托", "行政强制法第十七条", Verdict.CONFIRMED, ""
    if sort is Sort.ORGAN:
        return None
    if PowerType.LICENSING.value in types or _LICENCE.search(scope):
        return f"{told}，许可只能委托其他行政机关实施", "行政许可法第二十四条", verdict, lawful
    penal = PowerType.PENALTY.value in types or _PENALTY.search(scope)
    if penal and sort is not Sort.PUBLIC:
        doubtful = sort in (Sort.UNKNOWN, Sort.VILLAGERS)
        return (
            f"{told}，处罚只能委托具有管理公共事务职能的组织",
            "行政处罚法第二十条、第二十一条",
            Verdict.SUSPECTED if doubtful else Verdict.CONFIRMED,
            lawful,
        )
    return None


def sort_name(dossier: Dossier, taker: str, sort: Sort) -> str:
    name = dossier.body_name(taker)
    if sort is Sort.PUBLIC:
        return f"{name}不是行政机关"
    return f"{name}是{sort.value}"


def expired(dossier: Dossier) -> Iterator[Finding]:
    """arrangement.expired."""
    items = [item for item in dossier.of_kind(ItemKind.ARRANGEMENT) if item.node["arrangement_kind"] in _TERMED]
    for item in items:
        if item.node["until"] > dossier.day:
            continue
        renewed = next((other for other in items if _renews(dossier, item, other)), None)
        takers = [body for body, role, _ in item.holders if role in _TAKING]
        givers = [body for body, role, _ in item.holders if role is Role.ORIGINAL]
        label = ArrangementKind(item.node["arrangement_kind"]).label
        last = day_words(item.node["until"])
        yield Finding(
            FindingKind.ARRANGEMENT_EXPIRED,
            Verdict.CONFIRMED,
            (item.id,),
            f"{'、'.join(dossier.body_name(body) for body in (*givers, *takers))}之间“{item.node['scope']}”的{label}，{last}前已经到期，没有续签",
            repair=f"续签{label}并写明期限；不再{label}的，从清单删去，由原机关行使",
            rows=tuple(item.rows),
            evidence=(Evidence(f"期限到{last}（不含当日）", source=item.id),),
            bodies=(*givers, *takers),
            lawful=f"已经续签（{renewed.name}）" if renewed is not None else _prolonged(dossier, item),
        )


def _prolonged(dossier: Dossier, item: Item) -> str:
    """What the row itself says of being renewed, to a day that has not come (or without a day); "" for nothing."""
    for row in item.rows:
        for text in row.fields.values():
            if not _PROLONGED.search(text) or _NOT_YET.search(text):
                continue
            days = [day for day, _, _ in dates_in(text)]
            if not days or max(days) >= dossier.day:
                return f"清单写明“{text.strip()}”"
    return ""


def _renews(dossier: Dossier, item: Item, other: Item) -> bool:
    """Whether another arrangement between the same bodies goes on with the same scope."""
    ends = {(body, role) for body, role, _ in item.holders}
    return (
        other is not item
        and other.node["until"] > dossier.day
        and {(body, role) for body, role, _ in other.holders} == ends
        and likeness(str(item.node["scope"]), str(other.node["scope"])) >= _RENEWED
    )


_K = FindingKind
CHECKS = ((frozenset({_K.ARRANGEMENT_UNLAWFUL}), unlawful), (frozenset({_K.ARRANGEMENT_EXPIRED}), expired))

"""政务服务事项目录 and 实施清单: what the public can have done, and the power it rests on (国家政务服务平台: 基本编码 12 places, 实施编码 31,
业务办理项编码 more).

One file often holds the services of all departments of a place: it is one list, of the place's government, and each row is held by the
department that it names. A service that another body has entrusted rests on that body's power; 公共服务 rests on none.
"""

from __future__ import annotations

import re

import msgspec

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, is_nothing, references, state, type_of
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, Level, ListKind, PowerType, RefRecord, Role
from text.normalise import fold

_COLUMNS = (
    KindColumn(
        "name",
        "事项名称",
        "事项名称 服务事项 服务事项名称 政务服务事项 政务服务事项名称 公共服务事项 公共服务事项名称 办理事项 "
        "办理事项名称 实施事项名称 实施清单名称 目录名称 item_name",
    ),
    KindColumn(
        "main_item", "主项", "main_item main_item_name 所属主项 所属主项名称 主项目录名称 事项大项 所属目录 一件事名称"
    ),
    KindColumn(
        "sub_name",
        "业务办理项",
        "业务办理项名称 业务办理项 办理项名称 办理项 子项名称 子项 情形名称 办理情形 业务情形",
    ),
    KindColumn(
        "base_code",
        "基本编码",
        "基本编码 基本目录编码 国家基本编码 目录编码 国家目录编码 base_code 基本码 主项编码 "
        "基本事项编码 事项基本编码 国家级基本编码 基本代码 基本目录代码 目录代码 基本目录事项编码 国家基本目录编码 统一编码 省级基本编码",
    ),
    KindColumn(
        "code",
        "实施编码",
        "实施编码 实施清单编码 实施码 事项编码 事项代码 实施事项编码 服务事项编码 政务服务事项编码 item_code 国家编码 "
        "实施清单代码 实施目录编码 实施代码 实施事项代码 服务事项代码 政务服务事项代码 事项实施编码 地方实施编码 实施清单事项编码 本级编码 地方编码 "
        "政务服务编码 公共服务事项编码",
    ),
    KindColumn(
        "task_code",
        "业务办理项编码",
        "业务办理项编码 办理项编码 业务办理项代码 task_code 办理项代码 业务项编码 业务办理编码",
    ),
    KindColumn("item_status", "事项状态", "事项状态 状态 服务状态 启用状态 在用状态 item_status"),
    KindColumn("service_version", "事项版本", "事项版本 版本 版本号 事项版本号 目录版本 item_version"),
    KindColumn("since", "计划生效日期", "计划生效日期 生效日期 生效时间 启用日期 启用时间 实施日期 计划生效时间"),
    KindColumn("until", "计划取消日期", "计划取消日期 取消日期 取消时间 失效日期 停用日期 计划取消时间 废止日期"),
    KindColumn(
        "statutory_limit", "法定办结时限", "法定办结时限 法定时限 法定期限 法定办理时限 法定办结期限 法定审批时限"
    ),
    KindColumn("promised_limit", "承诺办结时限", "承诺办结时限 承诺时限 承诺期限 承诺办理时限 承诺办结期限"),
    KindColumn(
        "limits",
        "法定/承诺办结时限",
        "法定承诺办结时限 法定和承诺办结时限 法定及承诺办结时限 法定承诺时限 办结时限 办理时限 办结时间",
    ),
    KindColumn("power_source", "权力来源", "权力来源 职权来源 权限来源 行使依据来源 权力来源方式"),
    KindColumn("entrusted_by", "委托部门", "委托部门 委托机关 委托单位 委托主体 授权部门 委托方"),
    KindColumn(
        "consult", "咨询方式", "咨询方式 咨询电话 咨询渠道 联系电话 咨询及联系方式 办理电话 咨询服务电话 窗口电话"
    ),
    KindColumn("body_nature", "主体性质", "主体性质 实施主体性质 主体类型 机构性质"),
    KindColumn(
        "power",
        "对应权责事项",
        "对应权责事项 对应权力事项 对应职权 关联权责事项 关联权力事项 对应权责清单事项 依据权力事项 对应权力名称 "
        "权责清单事项名称",
    ),
    KindColumn(
        "power_code",
        "对应权力编码",
        "对应权力编码 对应权责编码 权力编码 权责编码 对应权责事项编码 权力事项编码 权责清单编码",
    ),
    KindColumn(
        "penalty_range",
        "处罚的行为、种类、幅度",
        "处罚的行为种类幅度 处罚行为种类幅度 行为种类幅度 处罚种类 处罚种类和幅度 处罚种类及幅度",
    ),
)

_UNGROUPED = re.compile(r"^(?:未分类|无|其他|默认)$")
_BASIC_TITLE = re.compile(r"基本目录|通用目录|指导目录|统一目录|标准目录|事项总目录")
_KEEPER = re.compile(
    r"(?:数据|政务服务|营商环境|政务和大数据)[一-鿿]{0,8}局$|(?:机构编制委员会|职能转变|审改)[一-鿿]*办公室$"
)
_ENTRUSTED = re.compile(r"委托")
_LIVE = re.compile(r"在用|有效|启用|正常|已发布")
_LIMITS = re.compile(
    r"法定(?:办结|办理|审批)?(?:时限|期限)?\s*[:为]?\s*(?P<law>[^;,。/\n]*?)\s*[;,。/\n、]\s*承诺(?:办结|办理|审批)?(?:时限|期限)?\s*[:为]?\s*(?P<promise>[^;。\n]+)"
)
_PAIR = re.compile(r"(?P<law>\d[^/]{0,12}|即办|即时)/(?P<promise>\d[^/]{0,12}|即办|即时)")


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """A service's codes, type, status, term, limits and the power it rests on. Source: one row of a catalogue."""
    cells = Cells(row, _COLUMNS, ctx)
    kind = type_of(entry, row)
    statutory, promised = _limits(cells)
    since, until = cells.day("since"), cells.day("until")
    status = cells.take("item_status")
    if since and until and until <= since:
        ctx.remark(row, "计划取消日期不晚于计划生效日期", "先生效，后取消", "请改正日期")
    elif until and ctx.edition and until <= ctx.edition.isoformat() and _LIVE.search(status):
        ctx.remark(row, f"计划取消日期已过，事项状态仍为“{status[:10]}”", "取消后改为取消状态", "请核对是否已经取消")
    source = cells.take("power_source")
    entrusting = cells.bodies("entrusted_by", Role.LEAD)
    entrusted_by = "\n".join(name for name, _ in entrusting) or cells.take("entrusted_by")
    holders = entry.holders
    if not _names_holder(row) and _is_basic(row, ctx):
        # Whoever publishes a basic catalogue does not do what stands in it.
        holders = ()
        ctx.remark(
            row,
            "基本目录没有写明实施主体，未记承担者；发布目录的机构不当作实施主体",
            "实施主体由实施清单写明",
            "请一并载入实施清单；各事项都由发布机构实施的，请补“实施主体”列",
        )
    elif not _names_holder(row):
        ctx.remark(
            row,
            "没有写明实施主体，按清单所属机构读取" if holders else "没有写明实施主体",
            "实施主体的名称",
            "请补上实施主体",
        )
    if entrusting and (not source or _ENTRUSTED.search(source)):
        givers = {name for name, _ in entrusting}
        holders = tuple(
            (name, Role.ENTRUSTED if role == Role.LEAD and name not in givers else role) for name, role in holders
        )
    elif _ENTRUSTED.search(source) and not entrusted_by:
        ctx.remark(row, f"权力来源是“{source[:10]}”，没有写明委托部门", "委托部门的名称", "请补上委托部门")
    sub = entry.sub_name or _second_name(entry)
    code, codes = _codes(entry, cells, bool(sub))
    fields = dict(entry.fields) | codes
    main = cells.look("main_item")
    if main and not _UNGROUPED.match(main):
        cells.take("main_item")
        fields.setdefault("分组", main)
    facts = {
        "power_type": str(kind),
        "item_status": status,
        "service_version": cells.take("service_version"),
        "since": since,
        "until": until,
        "statutory_limit": statutory,
        "promised_limit": promised,
        "power_source": source,
        "entrusted_by": entrusted_by,
        "consult": cells.take("consult"),
    }
    _check_codes(cells, ctx)
    owner = (
        entrusting[0][0]
        if entrusting
        else next((name for name, _ in holders), "" if _is_basic(row, ctx) else ctx.authority)
    )
    refs = _rests_on(entry, cells, kind, code, owner)
    changed = msgspec.structs.replace(entry, sub_name=sub, code=code, fields=fields, power_type=kind)
    return state(changed, cells, ItemKind.SERVICE, facts, holders=holders, refs=refs)


def _is_basic(row: RawRow, ctx: RowContext) -> bool:
    """Whether the list is a catalogue of what may be done anywhere, not one of what a body does: it is called so (基本目录, 通用目录), has basic
    codes and none of its own, or is published by a province or by who keeps the catalogue."""
    if any(_BASIC_TITLE.search(words) for words in (ctx.title, *ctx.words)):
        return True
    if row.values.get("code") or row.values.get("task_code"):
        return False
    return bool(
        row.values.get("base_code") or ctx.level in (Level.NATIONAL, Level.PROVINCE) or _KEEPER.search(ctx.authority)
    )


def _check_codes(cells: Cells, ctx: RowContext) -> None:
    """Report codes that a spreadsheet took for numbers: leading noughts are gone, or the last digits."""
    for field, label in _CODES:
        text = re.sub(r"\s+", "", fold(cells.look(field)))
        if field not in cells.row.own or not text:
            continue
        if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", text):
            ctx.remark(
                cells.row,
                f"{label}“{text}”是科学记数，末尾的数字已经丢失",
                "完整的编码",
                "请把该列设为文本后重新填写编码",
            )
        elif field == "base_code" and re.fullmatch(r"\d{6,11}(?:\.0)?", text):
            ctx.remark(
                cells.row,
                f"{label}“{text}”不足 12 位，可能丢了前面的零，照原样记录",
                "12 位基本编码，如 000164002000",
                "请把该列设为文本后补全编码",
            )


def _names_holder(row: RawRow) -> bool:
    return bool(row.body_heading or any(text and field.startswith("holder") for field, text in row.values.items()))


def _second_name(entry: EntryRecord) -> str:
    """事项名称 beside 主项名称: the catalogue's name and the name of what this body does of it."""
    second = "".join(entry.fields.get("事项名称", "").split())
    return second if second != entry.name else ""


def _codes(entry: EntryRecord, cells: Cells, sub: bool) -> tuple[str, dict[str, str]]:
    """The code that tells this row from all others (业务办理项编码 for a 办理项, else 实施编码, else 基本编码), and the others by label."""
    # A code carried down from the main item is not this row's own.
    given = {label: re.sub(r"\s+", "", cells.look(field)) if field in cells.row.own else "" for field, label in _CODES}
    given["实施编码"] = entry.code
    order = ("业务办理项编码", "实施编码", "基本编码") if sub else ("实施编码", "业务办理项编码", "基本编码")
    code = next((given[label] for label in order if given[label] and not is_nothing(given[label])), "")
    for field, label in _CODES:
        if code and given[label] == code:
            cells.take(field)
    return code, {label: text for label, text in given.items() if text and text != code}


_CODES = (("code", "实施编码"), ("task_code", "业务办理项编码"), ("base_code", "基本编码"))


def _limits(cells: Cells) -> tuple[str, str]:
    """法定 and 承诺 limits, from their own columns, else from one for both (法定20个工作日，承诺5个工作日; 20/5)."""
    statutory, promised = cells.take("statutory_limit"), cells.take("promised_limit")
    if statutory or promised:
        return statutory, promised
    text = fold(cells.look("limits"))
    found = _LIMITS.search(text) or _PAIR.fullmatch(text.strip())
    if not found:
        return "", ""
    cells.take("limits")
    return found["law"].strip(), found["promise"].strip()


def _rests_on(entry: EntryRecord, cells: Cells, kind: PowerType, code: str, owner: str) -> tuple[RefRecord, ...]:
    """The power: as the row names it, else of the same name and base code. A public service rests on none unless one is named."""
    power_code = re.sub(r"\s+", "", cells.look("power_code"))
    named = references(cells.take("power"), (ItemKind.POWER,), owner)
    if power_code and not is_nothing(power_code):
        cells.take("power_code")
        if len(named) == 1 and not named[0].code:
            return (msgspec.structs.replace(named[0], code=power_code),)
        if not named:
            return (RefRecord((ItemKind.POWER,), entry.name, power_code, owner),)
    if named or kind == PowerType.PUBLIC_SERVICE:
        return named
    base = re.sub(r"\s+", "", cells.look("base_code"))
    return (RefRecord((ItemKind.POWER,), entry.name, code if not base or is_nothing(base) else base, owner),)


KIND = Kind(
    kind=ListKind.SERVICE,
    # 行政权力和公共服务事项清单 is a list of powers with services among them.
    titles=r"^(?!.*(?:权责|权力|职权)).*(?:政务服务|公共服务|服务事项|办事(?:事项|指南)|service_(?:catalogue|items?|list))",
    read=read,
    columns=_COLUMNS,
    telling=(
        frozenset({"task_code"}),
        frozenset({"power_source"}),
        frozenset({"service_version", "base_code"}),
        frozenset({"service_version", "item_status"}),
        frozenset({"service_version", "code"}),
        frozenset({"main_item", "type"}),
        frozenset({"base_code", "item_status"}),
        frozenset({"promised_limit", "consult"}),
    ),
)

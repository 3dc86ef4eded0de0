"""授权委托安排: the lawful ways by which another body than the law names holds a power.

授权 (行政处罚法 2021, art. 19; 行政许可法 2019, art. 23), 委托 (行政处罚法, arts. 20-21; 行政许可法, art. 24), 相对集中行政许可权 (行政许可法,
art. 25), 相对集中行政处罚权 (行政处罚法, art. 18), 垂直管理, 加挂牌子, 合署办公.

Holders of an arrangement: the body to which the law or the original setting gives the power is 原行使 (``Role.ORIGINAL``), who exercises it is

=======================  =======================  ==============================================
way                      原行使                   who exercises it
=======================  =======================  ==============================================
授权, 委托               授权、委托机关           受委托 (``ENTRUSTED``)
相对集中, 垂直管理       划出机关                 主责 (``LEAD``)
加挂牌子                 the plate                主责: the body that bears it
合署办公                 the first body           共同承担 (``SHARED``)
=======================  =======================  ==============================================

An arrangement without basis, or of entrusting without a term, is loaded and reported: 行政处罚法 art. 20 wants a written 委托书 with matter,
powers and term.
"""

from __future__ import annotations

import re
from datetime import date

from ingest.lists.bodies import is_generic
from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, first_of, is_nothing, next_day, state, term
from ingest.lists.rows import RawRow
from ingest.lists.words import every_town, power_type, town_type
from ontologies import functions
from ontologies.records import (
    ArrangementKind,
    EntryRecord,
    ItemKind,
    ListKind,
    PowerType,
    RecipientRecord,
    Role,
)
from text.normalise import fold

_COLUMNS = (
    KindColumn(
        "scope",
        "事项范围",
        "事项范围 职权范围 权力范围 授权范围 委托范围 划转范围 权限范围 范围 "
        "委托事项 委托事项名称 授权事项 授权事项名称 划转事项 划转事项名称 集中事项 "
        "集中行使事项 下放事项 移交事项 许可事项 处罚事项 审批事项 执法事项 许可事项名称 处罚事项名称 执法事项名称 权力事项 权力名称 "
        "职权名称 委托权限 委托内容 授权内容 安排事项 事项 事项名称 职权事项 委托职权 管理范围 职责范围 安排内容 划转职责",
    ),
    KindColumn(
        "arrangement_kind",
        "安排方式",
        "安排方式 方式 安排类型 类型 类别 形式 安排形式 行使方式 安排种类 种类 授权委托方式",
    ),
    KindColumn(
        "from_body",
        "授权（委托、划出）机构",
        "授权委托划出机构 授权委托划出机关 授权委托机关 授权委托机构 委托授权机关 "
        "授权机关 授权主体 授权部门 授权单位 授权机构 委托机关 委托主体 委托部门 "
        "委托单位 委托方 委托机构 划出机关 划出部门 划出单位 划出机构 移出部门 "
        "移出单位 原机关 原行使机关 原行使部门 原实施机关 原实施主体 原实施部门 "
        "原主管部门 原职权机关 法定实施主体 法定实施机关 法定机关 原承担部门",
    ),
    KindColumn(
        "to_body",
        "受委托（承接）机构",
        "受委托承接机构 受委托机关 受委托单位 受委托组织 受委托主体 受委托机构 受委托部门 "
        "受托单位 受托方 受托机构 受托组织 受托机关 被委托单位 被委托机关 被授权单位 "
        "被授权组织 被授权机关 被授权机构 承接机构 承接机关 承接单位 承接部门 承接主体 "
        "划入部门 划入机关 划入单位 划入机构 集中行使机关 集中行使部门 现行使机关 "
        "现实施机关 现实施主体 实际行使机关 实际实施机关 行使机关 实施机关 实施单位",
    ),
    KindColumn("plate", "加挂牌子", "加挂牌子 加挂牌子名称 牌子 牌子名称 挂牌名称 加挂名称"),
    KindColumn(
        "power_types", "职权类型", "职权类型 权力类型 事项类型 权力类别 职权类别 权力种类 职权种类 行政权力类型"
    ),
    KindColumn(
        "number",
        "文号",
        "文号 批准文号 批复文号 批准文件 批复文件 批准文件及文号 决定文号 委托书编号 "
        "委托书文号 委托书 协议编号 委托协议 授权文号 委托文号 文件依据 安排文号",
    ),
    KindColumn(
        "since",
        "起始日期",
        "起始日期 起始时间 开始日期 开始时间 生效日期 生效时间 实施日期 实施时间 起 委托日期 授权日期 划转日期 批准日期 "
        "划转时间 委托时间 授权时间 移交时间 移交日期 集中时间 挂牌时间 合署时间",
    ),
    KindColumn(
        "until", "终止日期", "终止日期 终止时间 截止日期 截止时间 结束日期 结束时间 失效日期 到期日期 到期时间 止"
    ),
    KindColumn(
        "term",
        "起止日期",
        "起止日期 起止时间 期限 有效期 有效期限 委托期限 授权期限 委托期 委托时限 安排期限 实施期限 委托有效期",
    ),
)

# The first that fits: 相对集中行政处罚权 speaks of 处罚权 too, 委托授权 of both.
_KINDS: tuple[tuple[ArrangementKind, re.Pattern[str]], ...] = (
    (ArrangementKind.LICENSING, re.compile(r"集中[一-鿿]{0,4}(?:行政)?(?:许可|审批)|concentrated_licensing")),
    (ArrangementKind.PENALTY, re.compile(r"集中[一-鿿]{0,4}(?:行政)?(?:处罚|执法)|concentrated_penalty")),
    (ArrangementKind.VERTICAL, re.compile(r"垂直|垂管|vertical")),
    (ArrangementKind.PLATE, re.compile(r"挂牌|加挂|牌子|plate")),
    (ArrangementKind.JOINT, re.compile(r"合署|joint_office")),
    (ArrangementKind.ENTRUSTED, re.compile(r"委托|受托|entrusted")),
    (ArrangementKind.AUTHORISED, re.compile(r"授权|authorised")),
)
_TAKES: dict[ArrangementKind, Role] = {
    ArrangementKind.AUTHORISED: Role.ENTRUSTED,
    ArrangementKind.ENTRUSTED: Role.ENTRUSTED,
    ArrangementKind.JOINT: Role.SHARED,
}
_CONCENTRATED: dict[ArrangementKind, PowerType] = {
    ArrangementKind.LICENSING: PowerType.LICENSING,
    ArrangementKind.PENALTY: PowerType.PENALTY,
}
# Set by a document on organs rather than by a law.
_BY_DOCUMENT = frozenset({ArrangementKind.VERTICAL, ArrangementKind.PLATE, ArrangementKind.JOINT})
_LASTING = re.compile(r"长期|永久|不定期|无固定期限|至今|有效期内")
_NAMED = 60


def kind_in(text: str) -> ArrangementKind | None:
    """The way that a cell or a title speaks of; None where it speaks of none or, in a title, of several (授权委托安排)."""
    bare = re.sub(r"\s+", "", fold(text))
    return next((kind for kind, pattern in _KINDS if pattern.search(bare)), None)


def _kind(cells: Cells, ctx: RowContext) -> ArrangementKind:
    said = cells.look("arrangement_kind")
    found = kind_in(said) if said and not is_nothing(said) else None
    if found is not None:
        cells.take("arrangement_kind")
        return found
    titled = {kind for kind, pattern in _KINDS if pattern.search(re.sub(r"\s+", "", fold(ctx.title)))}
    if not said and len(titled) == 1:
        return titled.pop()
    if cells.look("plate"):
        return ArrangementKind.PLATE
    ctx.remark(
        cells.row,
        f"安排方式“{said[:20]}”不认识，暂按委托" if said else "没有写明安排方式，暂按委托",
        "、".join(kind.label for kind in ArrangementKind),
        "请写明安排方式",
    )
    return ArrangementKind.ENTRUSTED


def _bodies(cells: Cells, field: str, role: Role) -> list[tuple[str, Role]]:
    """The bodies of a cell, all in one role, whatever is written beside them."""
    return [(name, role) for name, _ in cells.bodies(field, role)]


def _holders(
    cells: Cells, kind: ArrangementKind, ctx: RowContext
) -> tuple[list[tuple[str, Role]], list[tuple[str, Role]], tuple[RecipientRecord, ...]]:
    """(from whom, to whom, to which towns in general)."""
    takes = _TAKES.get(kind, Role.LEAD)
    if kind is ArrangementKind.PLATE and cells.look("plate"):
        bearers = _bodies(cells, "to_body", takes) or _bodies(cells, "from_body", takes)
        return _bodies(cells, "plate", Role.ORIGINAL), bearers or _own(ctx, takes), ()
    given, taken = cells.look("from_body"), cells.look("to_body")
    givers, takers = _bodies(cells, "from_body", Role.ORIGINAL), _bodies(cells, "to_body", takes)
    if kind is ArrangementKind.PLATE:
        # Without a column of plates the first body bears the second one's plate, as 加挂 is read.
        givers, takers = [(name, Role.ORIGINAL) for name, _ in takers], [(name, takes) for name, _ in givers]
    elif not given and kind in (ArrangementKind.AUTHORISED, ArrangementKind.ENTRUSTED):
        givers = [body for body in _own(ctx, Role.ORIGINAL) if body[0] not in dict(takers)]
    elif not taken and kind in _CONCENTRATED:
        takers = [body for body in _own(ctx, takes) if body[0] not in dict(givers)]
    towns: tuple[RecipientRecord, ...] = ()
    if taken and not takers and (every_town(taken) or town_type(taken) or is_generic(taken)):
        cells.take("to_body")
        towns = (RecipientRecord(re.sub(r"\s+", "", taken), by_type=True),)
    return givers, takers, towns


def _own(ctx: RowContext, role: Role) -> list[tuple[str, Role]]:
    return [(ctx.authority, role)] if ctx.authority else []


def _term(cells: Cells, kind: ArrangementKind, ctx: RowContext) -> tuple[str, str]:
    """The first day and the day after the last, ISO; "" where none is told. Missing ones are reported where the law wants them."""
    said = cells.look("term")
    whole = term(said)
    if whole.whole:
        cells.take("term")
    since = cells.day("since") or whole.since
    lasting = bool(_LASTING.search(cells.look("until") or said))
    last = "" if _LASTING.search(cells.look("until")) else cells.day("until")
    until = next_day(last) or whole.until
    if not since:
        ctx.remark(cells.row, "没有写明起始日期", "如 2024-01-01", "请补上起始日期")
    if not until and not lasting and kind is ArrangementKind.ENTRUSTED:
        ctx.remark(cells.row, "委托没有写明终止日期", "委托书载明的期限", "请补上期限；长期委托的，写明“长期”")
    if since and until and until <= since:
        ctx.remark(cells.row, f"终止日期早于起始日期 {since}", "先起后止", "请改正日期")
    return since, until


def _types(cells: Cells, kind: ArrangementKind, scope: str, ctx: RowContext) -> list[PowerType]:
    """The power types that a row's column, its way or its scope names."""
    text = cells.look("power_types")
    pieces = [piece for piece in re.split(r"[、，,;；/\s和及]+", fold(text)) if piece and not is_nothing(piece)]
    found = {piece: power_type(piece) for piece in pieces}
    strange = [piece for piece, type_ in found.items() if type_ is PowerType.UNKNOWN]
    if strange:
        ctx.remark(
            cells.row,
            f"职权类型“{strange[0][:20]}”不认识，原文随行保留",
            "行政许可等十类之一，或代码 01—10",
            "请改正职权类型",
        )
    elif found:
        cells.take("power_types")
    known = [type_ for type_ in found.values() if type_ is not PowerType.UNKNOWN]
    if known:
        return list(dict.fromkeys(known))
    if kind in _CONCENTRATED:
        return [_CONCENTRATED[kind]]
    return [type_ for type_ in PowerType if re.fullmatch(r"0\d", type_) and type_.label in scope]


def _title(givers: list[tuple[str, Role]], takers: list[tuple[str, Role]], scope: str) -> str:
    """What an arrangement is called: from whom to whom, and what. The scope alone names many (警告和小额罚款 of each station)."""
    ends = "→".join("、".join(name for name, _ in side) for side in (givers, takers) if side)
    short = scope if len(scope) <= _NAMED else f"{scope[:_NAMED]}…"
    return f"{ends}：{short}" if ends else short


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """From whom, to whom, in which way, for what, on what basis, for how long. Source: one row of a list of arrangements."""
    cells = Cells(row, _COLUMNS, ctx)
    kind = _kind(cells, ctx)
    scope = re.sub(r"\s+", " ", cells.take("scope"))
    givers, takers, towns = _holders(cells, kind, ctx)
    if not givers and kind is not ArrangementKind.VERTICAL:
        ctx.remark(row, f"{kind.label}没有写明原行使的机构", "授权、委托或划出的机构名称", "请补上")
    if not takers and not towns:
        ctx.remark(row, f"{kind.label}没有写明由哪个机构行使", "受委托或承接的机构名称", "请补上")
    number = cells.take("number")
    if not entry.basis and not (number and kind in _BY_DOCUMENT):
        ctx.remark(
            row,
            f"{kind.label}没有写明依据",
            "法律、法规、规章的条款，或者批准文件",
            "请补上依据；没有依据的，不能改由他人行使",
        )
    since, until = _term(cells, kind, ctx)
    named = [code for text in (scope, *(name for name, _ in givers)) for code in functions.functions_in(text)]
    codes = [now for code in named for now in functions.successors(code, ctx.edition or date.max)]
    facts = {
        "arrangement_kind": str(kind),
        "scope": scope,
        "power_types": "\n".join(_types(cells, kind, scope, ctx)),
        "functions": "\n".join(dict.fromkeys(codes)),
        "since": since,
        "until": until,
        "number": number,
    }
    others = [(name, role) for name, role in entry.holders if role in (Role.SUPERVISE, Role.GUIDE)]
    return state(
        entry,
        cells,
        ItemKind.ARRANGEMENT,
        facts,
        name=_title(givers, takers, scope),
        sub_name="",
        holders=first_of(givers, takers, others),
        recipients=towns,
    )


KIND = Kind(
    kind=ListKind.ARRANGEMENT,
    titles=r"授权委托|委托授权|(?:行政(?:许可|处罚|检查|强制|执法)|执法|职权|权力|事项)[一-鿿]{0,4}(?:委托|授权)(?:安排|情况|事项|清单|目录|一览|明细|书)|委托(?:执法|行使|实施|处罚|许可)|行政委托(?!下放)"
    r"|相对集中(?:行政)?(?:许可|处罚|审批|执法)|(?:垂直管理|加挂牌子|合署办公)[一-鿿]{0,6}(?:清单|目录|一览表|安排|情况)|arrangement_list",
    read=read,
    columns=_COLUMNS,
    name="scope",
    telling=(
        frozenset({"from_body", "to_body", "arrangement_kind"}),
        frozenset({"from_body", "to_body", "number"}),
        frozenset({"from_body", "to_body", "term"}),
        frozenset({"from_body", "to_body", "since"}),
    ),
)

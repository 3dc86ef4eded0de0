"""村级事项清单: what a village does itself, what it helps with, what must not be given to it (村民委员会组织法 2018, arts. 2 and 5).

Whose an item is follows its kind. Its own (依法自治): the village leads, departments and township guide. Help (依法协助): the department or
township answers for it, the village assists. Not to be given (不得下放): whoever has to do it instead holds it, the village does not.
A county's list means every village (村（社区）), which is no body: then the village's part stays with the row.
"""

from __future__ import annotations

import re

from ingest.lists.bodies import split_names, town_of
from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import Cells, first_of, is_nothing, references, state
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, ListKind, RefRecord, Role, VillageKind
from text.normalise import fold

_COLUMNS = (
    KindColumn(
        "name",
        "事项名称",
        "村级事项 村级事项名称 村居事项 村社区事项 村级工作事项 证明事项 证明事项名称 自治事项 协助事项 小微权力事项",
    ),
    KindColumn(
        "village_kind",
        "事项种类",
        "事项种类 事项类别 事项类型 类别 类型 事项性质 性质 清单类别 清单类型 清单名称 所属清单 村级事项类别 履职方式 承担方式 分类",
    ),
    KindColumn(
        "holder_guide",
        "指导部门",
        "指导部门 业务指导部门 指导单位 业务指导单位 县级指导部门 县直指导部门 指导监督部门 指导主体",
    ),
    KindColumn(
        "county",
        "县级部门",
        "对应县级部门 县级部门 县直部门 对应县直部门 县级对应部门 县级主管部门 主管部门 主责部门 牵头部门 责任部门 "
        "责任单位 对应部门 对应上级部门 "
        "上级部门 区级部门 区直部门 市级部门 市直部门 县级责任部门 县级牵头部门 职能部门 实施部门 承担部门 "
        "实施主体 责任主体 事项来源部门 收回部门 承接部门 改由何部门承担 "
        "主责单位 主管单位 牵头单位 主办单位 主办部门 县级主责部门 市县牵头部门 市县主管部门 县级牵头单位 对应县级单位 县直单位 责任部门单位",
    ),
    KindColumn(
        "town",
        "乡镇（街道）",
        "乡镇 街道 镇街 乡镇街道 对应乡镇 对应乡镇街道 乡镇责任部门 乡镇对应部门 乡镇街道责任部门 镇级部门 "
        "镇街部门 乡镇街道对应部门 镇级责任部门 镇责任部门 "
        "乡镇责任主体 镇责任主体 镇街责任主体 镇直部门 对应镇直部门 镇直责任部门 镇级主管部门 乡镇主管部门 乡镇责任单位 "
        "乡镇责任办公室 乡镇承办机构 乡镇街道承办机构 镇级承办机构 乡镇街道责任主体",
    ),
    KindColumn(
        "village",
        "村级责任主体",
        "村级责任主体 村级主体 村社区 村居 村级组织 村级承办主体 村级承担主体 承办主体 承担主体 村级责任人 "
        "村社区责任主体 村委会 办理主体 协助主体 协助单位",
    ),
    KindColumn(
        "materials",
        "所需材料",
        "所需材料 材料 办理材料 申请材料 申报材料 提交材料 需提供材料 材料清单 证明材料 办理方式 办理要件",
    ),
    KindColumn(
        "duty",
        "对应履职事项",
        "对应履职事项 对应乡镇履职事项 对应事项 对应职责 对应乡镇事项 依托事项 对应权责事项 对应的乡镇履职事项",
    ),
)

# Read in this order: 不应由村协助 is of those not to be given, 协助政府 is no own matter.
_KINDS: tuple[tuple[VillageKind, re.Pattern[str]], ...] = (
    (
        VillageKind.NEGATIVE,
        re.compile(
            r"负面|不得下放|禁止下放|不(?:应|得|再|能)(?:当)?(?:由|要求|交)?.{0,16}(?:承担|出具|开具|协助|办理|下放|下派|摊派)|"
            r"减负|禁入|禁止|取消|不再|无需|上收|收回|negative"
        ),
    ),
    (VillageKind.ASSIST, re.compile(r"协助|配合|代办|受委托|assist")),
    (VillageKind.OWN, re.compile(r"自治(?!组织)|依法履职|依法履行|自主|村务|小微权力|基本履职|自身职责|own")),
)
_SEAT = re.compile(r"(?:村|社区|村民委员会|居民委员会|村委会|居委会)$")
# Every village of the place (村（居）民委员会, 各村（社区）, 村级组织): words of the kind and nothing else.
_EVERY = re.compile(r"[各全部所有本行政村居民社区委员会级组织两、和及或与/()]+")


def _kind_of(text: str) -> VillageKind | None:
    bare = re.sub(r"\s+", "", fold(text))
    return next((kind for kind, pattern in _KINDS if pattern.search(bare)), None)


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """The kind of village item, its holders, the duty that it rests on. Source: one row of a village's, township's or county's list."""
    cells = Cells(row, _COLUMNS, ctx)
    kind = _village_kind(row, cells, entry.sheet, ctx)
    counter_role = Role.GUIDE if kind == VillageKind.OWN else Role.LEAD
    guides = ctx.named(row.values["holder_guide"], Role.GUIDE) if row.values.get("holder_guide") else []
    counterparts = [*cells.bodies("county", counter_role), *_town(cells, counter_role, ctx)]
    villages = [] if kind == VillageKind.NEGATIVE else _villages(cells, kind, ctx)
    own_town = [(ctx.authority, counter_role)] if town_of(ctx.authority) and not counterparts else []
    if cells.look("county") and not is_nothing(cells.look("county")) and not counterparts:
        ctx.remark(
            row,
            f"“{cells.look('county')[:20]}”不是一个机构的名称，原文随行保留，暂按清单所属机构读取",
            "部门的名称，如 县公安局",
            "请写明部门名称",
        )
    # 配合部门, 监督部门 and the like are read for all kinds alike; a village's own body among them has its part already.
    others = [held for held in entry.holders if not _SEAT.search(held[0]) and held[0] != ctx.authority]
    holders = first_of(guides, counterparts, own_town, villages, others)
    if not holders and ctx.authority:
        # Nobody is named: whose list it is, and the reader is told where that leaves nobody to answer for it.
        holders = ((ctx.authority, counter_role),)
    if kind == VillageKind.ASSIST and not guides and not counterparts and not own_town:
        ctx.remark(
            row, "协助事项没有写明由哪个部门或者乡镇（街道）负责", "对应的县级部门或者乡镇（街道）", "请补上对应部门"
        )
    if kind == VillageKind.NEGATIVE and cells.look("village"):
        ctx.remark(
            row,
            "不得下放的事项写了村级责任主体，未作为承担者",
            "只写改由哪个部门承担",
            "请核对事项种类，或删去村级责任主体",
        )
    town = next((name for name in (ctx.authority, *(name for name, _ in holders)) if town_of(name)), "")
    named = cells.take("duty")
    refs = references(named, (ItemKind.DUTY, ItemKind.POWER), town)
    if kind == VillageKind.ASSIST and not refs:
        # What a village helps with is somebody's duty; lists that name none call it by the same words.
        refs = (RefRecord((ItemKind.DUTY,), entry.name, "", town),)
    facts = {
        "village_kind": str(kind or ""),
        "theme": str(entry.theme),
        "materials": cells.take("materials"),
    }
    return state(entry, cells, ItemKind.VILLAGE, facts, holders=holders, refs=refs)


def _village_kind(row: RawRow, cells: Cells, sheet: str, ctx: RowContext) -> VillageKind | None:
    """As its cell says, else the heading it stands under, else the sheet's name or the list's title."""
    said = cells.look("village_kind")
    for text in (said, row.group, row.theme_heading, row.type_heading, sheet, ctx.title):
        found = _kind_of(text) if text else None
        if found:
            if text is said and found.label == said:
                cells.take("village_kind")
            return found
    ctx.remark(
        row,
        f"村级事项种类“{said[:20]}”不认识" if said else "看不出是依法自治、依法协助还是不得下放的事项",
        "依法自治、依法协助或者不得下放",
        "请用“事项种类”列、分组标题行或者标题写明",
    )
    return None


def _town(cells: Cells, role: Role, ctx: RowContext) -> list[tuple[str, Role]]:
    """The townships that a cell names. An office in one (党建工作办公室) stays with the row: whose it is, the list tells."""
    text = cells.look("town")
    found = ctx.named(text, role) if text and all(town_of(name) for name in split_names(text)) else []
    if found:
        cells.take("town")
    return found


def _villages(cells: Cells, kind: VillageKind | None, ctx: RowContext) -> list[tuple[str, Role]]:
    """The village that does an item: the one that its cell names, or whose list it is."""
    role = Role.LEAD if kind == VillageKind.OWN else Role.ASSIST
    text = re.sub(r"\s+", "", fold(cells.look("village")))
    if not text or _EVERY.fullmatch(text):
        return [(ctx.authority, role)] if _SEAT.search(ctx.authority) else []
    if not all(_SEAT.search(name) for name in split_names(text)):
        return []
    cells.take("village")
    return [(name, role) for name, _ in ctx.named(text, role)]


KIND = Kind(
    kind=ListKind.VILLAGE,
    titles=(
        r"(?:村级|村居|村[（(]?社区[)）]?|社区|行政村|村民委员会|居民委员会|村委会|基层群众性自治组织|village)"
        r".{0,16}(?:事项|清单|目录|权力)"
    ),
    read=read,
    columns=_COLUMNS,
    telling=(frozenset({"village"}),),
)

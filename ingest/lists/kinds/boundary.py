"""职责边界清单: one matter, the departments that share it, what each does, how they cooperate, worked cases (published so in 山东 and 淮安:
管理事项, 相关部门, 职责分工及协调配合机制, 相关依据, 事例).

Roles are read, never guessed: from the column (牵头部门, 配合部门), from the word beside a name (县应急局（牵头）), from what its part says
(牵头, 主责, 配合, 协助). Where nothing says who leads, all share (共同承担), and the reader is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from ingest.lists.bodies import split_names, town_of
from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import LABEL, Cells, by_row, first_of, is_nothing, references, sole_leads, state
from ingest.lists.rows import RawRow
from ingest.lists.words import role_of
from ontologies.records import EntryRecord, ItemKind, ListKind, Role
from text.normalise import fold

_COLUMNS = (
    KindColumn(
        "name",
        "管理事项",
        "管理事项 边界事项 职责边界事项 事项 事项名称 监管事项 职责事项 管理领域 交叉事项 职责交叉事项 工作事项",
    ),
    KindColumn(
        "involved",
        "相关部门",
        "相关部门 相关单位 相关责任部门 涉及部门 涉及单位 责任部门 责任单位 部门 单位 部门名称 单位名称 职责部门 "
        "有关部门 部门单位 责任主体 管理部门 监管部门 所涉部门 "
        "有关单位 部门及单位 县级部门 县直部门 上级部门 市级部门 市直部门 区级部门 区直部门 对应县级部门 对应上级部门 县级相关部门 "
        "县直单位 县级单位 县级责任部门 县级职能部门 职能部门 参与主体 相关主体 涉及主体 部门乡镇 职责主体",
    ),
    KindColumn(
        "holder_lead",
        "主责部门",
        "主管部门 主责部门 主责单位 主管单位 主办部门 主办单位 行业主管部门 业务主管部门 县级主管部门 主要责任部门 主要责任单位 主要部门 "
        "主责主体 县级主责部门 首要责任部门",
    ),
    KindColumn(
        "holder_cooperate", "配合部门", "配合部门 配合单位 协同部门 协同单位 协办部门 协办单位 参与部门 参与单位"
    ),
    KindColumn(
        "division",
        "职责分工",
        "职责分工 部门职责 职责分工及协调配合机制 职责分工与协调配合机制 职责分工和协调配合机制 部门职责分工 "
        "职责划分 责任分工 分工 职责 边界划分 职责边界 职责界定 "
        "职责边界划分 职责内容 主要职责 分工职责 工作职责 职责分工及配合机制 职责分工和配合机制 部门职责及分工 "
        "具体职责 "
        "县级部门职责 县直部门职责 上级部门职责 市级部门职责 市直部门职责 区级部门职责",
    ),
    KindColumn(
        "town_part",
        "乡镇（街道）职责",
        "乡镇职责 乡镇街道职责 街道职责 镇街职责 镇职责 乡镇配合职责 乡镇街道配合职责 乡镇人民政府职责 属地职责 镇级职责 乡级职责 乡镇承担职责 "
        "镇街配合职责 街道配合职责 镇配合职责 属地管理职责 乡镇协助职责 乡镇街道承担职责 乡镇主要职责 乡镇责任",
    ),
    KindColumn(
        "town",
        "乡镇（街道）",
        "乡镇 乡镇街道 街道 镇街 镇 乡镇人民政府 镇级 属地 属地乡镇 属地镇街 涉及乡镇 涉及镇街 承担乡镇 配合乡镇 协助乡镇 乡镇政府 相关乡镇",
    ),
    KindColumn(
        "lead_part",
        "主责部门职责",
        "主责部门职责 主责职责 主管部门职责 主办部门职责 牵头职责 牵头部门职责 牵头单位职责 主管职责 主责单位职责 主管单位职责 "
        "牵头部门主要职责 主管部门主要职责 主要部门职责 主责内容 牵头内容",
    ),
    KindColumn(
        "cooperate_part",
        "配合部门职责",
        "配合部门职责 配合职责 配合单位职责 协同部门职责 协办部门职责 参与部门职责 配合内容 配合部门主要职责 其他部门职责 相关部门职责 "
        "协同职责 配合责任",
    ),
    KindColumn("assist_part", "协助部门职责", "协助部门职责 协助职责 协助单位职责 协助内容 协助部门主要职责"),
    KindColumn(
        "mechanism",
        "协调配合机制",
        "协调配合机制 协调机制 配合机制 协作机制 工作机制 协同机制 协调配合 衔接机制 工作衔接机制 协作配合机制 "
        "部门协调配合机制",
    ),
    KindColumn("cases", "事例", "事例 案例 典型案例 举例 工作案例 相关事例 示例 典型事例 实例 相关案例"),
    KindColumn(
        "related",
        "对应权责事项",
        "对应权责事项 涉及权责事项 对应事项 涉及权力事项 对应权力事项 对应职权 涉及职权 相关权力事项 对应履职事项 "
        "涉及事项 关联权责事项 相关权责事项",
    ),
)

_ROLE_COLUMNS: tuple[tuple[str, Role], ...] = (
    ("holder_lead", Role.LEAD),
    ("holder_coordinate", Role.COORDINATE),
    ("holder_cooperate", Role.COOPERATE),
    ("holder_assist", Role.ASSIST),
    ("holder_guide", Role.GUIDE),
    ("holder_supervise", Role.SUPERVISE),
)
# Whose part stands in a column of its own: the column of the part, the columns of those whose it is, the role.
_PART_COLUMNS: tuple[tuple[str, tuple[str, ...], Role], ...] = (
    ("lead_part", ("holder_lead", "holder_coordinate"), Role.LEAD),
    ("cooperate_part", ("holder_cooperate",), Role.COOPERATE),
    ("assist_part", ("holder_assist",), Role.ASSIST),
)
_ORGAN = r"(?:局|委员会|党委|县委|市委|区委|纪委|监委|委|办公室|办|政府|镇|乡|街道|办事处|大队|支队|中队|中心|部|院|所|站|公司|部门|单位|银行)"
# What a body does follows its name: but 组织部, 依法治县办, 应急管理局 and 对外联络部 are parts of names.
_VERB = (
    r"(?:主要|具体|共同|牵头|负责|承担|组织(?!部)|指导|监督(?!管理)|配合|协助|依法(?!治)|依据|依照|按|履行|做好|会同|统筹|应(?!急)|要(?!素)|"
    r"对(?!外|口)|为|在|根据|受理|查处|制定|开展|加强|参与|落实|主管|主责|承办|提供|建立|及时|接到|发现|收到|作为)"
)
# What begins a clause about another body's help, not about who does it: 配合县住建局做好, 会同, 由…移送.
_NOT_NAME = re.compile(
    rf"^(?:{_VERB}|并|向|将|与|和|受|经|其他|其它|涉及|对于|及|或|因|若|如|需|报|其中|同时|违反|未|属于|不|该|本着|通过|以|把|从|是|组织)"
)
_NAMES = re.compile(
    rf"(?P<names>[一-鿿](?:[一-鿿()、 ]|(?<=、)\n){{1,58}}?"
    rf"{_ORGAN}(?:\([一-鿿、]{{2,12}}\))?)(?:\((?P<role>[一-鿿]{{2,6}})\))?\s*(?:(?P<colon>:)|(?={_VERB}))"
)
# 城区道路由县城管局主管: what it is about, before who does it.
_ABOUT = re.compile(
    rf"(?P<about>[一-鿿()、]{{2,16}}?)(?<![自理事])由(?=[一-鿿]{{1,14}}?{_ORGAN}(?:\([一-鿿]{{2,6}}\))?(?::|、|和|与|{_VERB}))"
)
_DOES = re.compile(rf"{_ORGAN}(?:{_VERB}|$)")
_BETWEEN = re.compile(
    rf"(?<=[局委办会府队镇乡道部院所站司门位])(?:和|与|及|以及|、)(?=[一-鿿()]{{1,18}}{_ORGAN}(?:$|[、和与及(]))"
)
_GENERIC_PART = re.compile(r"^(?:各|其他|其它|有关|相关|所有|属地)")
# A clause of how they cooperate is nobody's part.
_MECHANISM = re.compile(
    r"(?:部门)?(?:(?:沟通|协调|协作|协同|配合|衔接|联动|工作)+(?:配合)?机制|建立[^,。;]{0,16}(?:机制|制度)|联席会议)"
)
# 二、协调配合机制, 【协调配合机制】, 协调配合机制： - from here on the cell says how they cooperate.
_MECHANISM_HEAD = re.compile(
    rf"(?:^|(?<=[\n。;]))\s*(?:{LABEL.pattern})?[【\[]?(?:部门)?(?:沟通|协调|协作|协同|配合|衔接|联动|工作)+(?:配合)?机制[】\]]?\s*(?=[:\n])[:\s]*"
)
_DIVISION_HEAD = re.compile(r"^[【\[]?(?:部门|具体|主要)?(?:职责|责任|工作)?(?:分工|职责|划分)[】\]]?\s*[:：]?$")
_SPARE = " \t\r\n　;；,，"
_DEPARTMENT = re.compile(r"(?:行政)?(?:主管|管理|监督管理|执法)?(?:部门|单位|机构)$")

_ROLE_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.COORDINATE, re.compile(r"牵头|统筹协调|总牵头")),
    (Role.LEAD, re.compile(r"主责|^主管|主要负责|主体责任|总责|第一责任|主管部门|责任主体|主管责任|首要责任")),
)
_ROLE_STARTS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.COOPERATE, re.compile(r"(?:负责|积极|主动|做好)?(?:配合|协同|参与)")),
    (Role.ASSIST, re.compile(r"(?:负责|积极|主动|做好)?协助")),
    (Role.GUIDE, re.compile(r"(?:负责)?(?:业务)?指导(?!.{0,30}负责)")),
    (Role.SUPERVISE, re.compile(r"(?:负责)?监督(?!管理)(?!.{0,30}负责)")),
)


class Part(msgspec.Struct, frozen=True):
    """What some bodies do: their settled names (none for 各乡镇 and the like), the role that the text gives them, the text."""

    bodies: tuple[str, ...]
    role: Role | None
    text: str


def role_in(text: str) -> Role | None:
    """The role that the text of a part gives its body: 牵头…, 承担主体责任, 配合…; None where it only says what is done (负责…)."""
    bare = LABEL.sub("", fold(text).lstrip(), count=1).lstrip("依法 ")
    first = re.split(r"[。;\n]", bare, maxsplit=1)[0]
    for role, pattern in _ROLE_WORDS:
        found = pattern.search(first)
        # 配合牵头部门做好 helps the one that leads.
        if found and not re.search(r"配合|协助|会同", first[: found.start()]):
            return role
    return next((role for role, pattern in _ROLE_STARTS if pattern.match(bare)), None)


def split_parts(text: str, known: Sequence[str], ctx: RowContext) -> list[Part]:
    """The parts in a cell of 职责分工, in order: each begins where a clause begins with a body's name and goes to the next one's.
    ``known`` are the bodies of the matter (settled), by which 应急管理部门 is understood. What stands before the first body is a part of nobody."""
    source = fold(text)
    starts: list[tuple[int, int, tuple[str, ...], str]] = []
    for begin in _clause_starts(source):
        if _MECHANISM.match(source, begin):
            starts.append((begin, begin, (), ""))
            continue
        match = _NAMES.match(source, begin)
        if match is None or _NOT_NAME.match(match["names"]):
            continue
        bodies = _bodies(match["names"], known, ctx)
        if bodies is not None:
            starts.append((begin, match.end(), bodies, match["role"] or ""))
    head = LABEL.sub("", text[: starts[0][0] if starts else len(text)].strip(), count=1).strip(_SPARE)
    # 职责分工： over the parts is the cell's own heading.
    head = "" if starts and (_DIVISION_HEAD.match(head) or LABEL.fullmatch(fold(head))) else head
    parts = [Part((), None, head)] if head else []
    for number, (_, behind, bodies, said) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        words = text[behind:end]
        # The label of the next part stands at the end of this one.
        words = re.sub(
            r"(?:\d{1,2}\s*[.、)）．]|[(（][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳])\s*$",
            "",
            words,
        )
        words = words.strip(_SPARE)
        if words:
            parts.append(Part(bodies, (role_of(said) if said else None) or role_in(words), words))
    return parts


def _clause_starts(source: str) -> Iterable[int]:
    """Where a clause begins: the text, after 。；，and line breaks; behind its label, and behind 由 and the like."""
    for match in re.finditer(r"(?:^|[。;,\n:])\s*", source):
        begin = match.end()
        label = LABEL.match(source, begin)
        begin = label.end() if label else begin
        lead = re.match(r"(?:其中[,:]?|由|经)\s*", source[begin:])
        about = None if lead else _ABOUT.match(source, begin)
        if about is not None and not _NOT_NAME.match(about["about"]) and not _DOES.search(about["about"]):
            yield about.end()
        else:
            yield begin + (lead.end() if lead else 0)


def _bodies(names: str, known: Sequence[str], ctx: RowContext) -> tuple[str, ...] | None:
    """The settled names in 县公安局、县城管局和县住建局; () for words that mean no one body; None where it is no name at all."""
    found: list[str] = []
    for name in _BETWEEN.split(re.sub(r"\s+", "", names)):
        if _GENERIC_PART.match(name):
            continue
        settled = _by_function(name, known) if _DEPARTMENT.search(name) else ctx.body(name)
        if settled:
            found.append(settled)
        elif not _DEPARTMENT.search(name):
            return None
    return tuple(dict.fromkeys(found))


def _by_function(name: str, known: Sequence[str]) -> str:
    """应急管理部门 → the one body of the matter whose name holds 应急管理; "" where none or several do."""
    stem = re.sub(r"^(?:本)?(?:省|市|县|区|旗)(?:级)?", "", _DEPARTMENT.sub("", name))
    fitting = [body for body in known if len(stem) > 1 and stem in body]
    return fitting[0] if len(fitting) == 1 else ""


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """The matter, who shares it in which role, what each does. Source: one matter, in one row or over several."""
    cells = Cells(row, _COLUMNS, ctx)
    in_role = {field: ctx.named(row.values[field], role) for field, role in _ROLE_COLUMNS if row.values.get(field)}
    stated = [held for named in in_role.values() for held in named]
    involved, division = cells.look("involved"), cells.look("division")
    # With several rows for one matter, each row says whose part it is.
    names = [_named(text, ctx) for text in by_row(row, "involved")]
    listed = [held for named in names for held in named] + _named(row.values.get("holder", ""), ctx)
    parts, apart = _own_columns(cells, in_role, ctx)
    towns = _towns(cells, ctx)
    bodies = list(dict.fromkeys(name for name, _ in (*stated, *listed)))
    # What the common column says is of those who have no column of their own.
    shared = [name for name in bodies if name not in apart] or bodies
    vague = _vague(cells, ctx)
    how: list[str] = []
    for named, cell in zip(names, by_row(row, "division"), strict=True):
        heading = _MECHANISM_HEAD.search(fold(cell))
        text = cell[: heading.start()] if heading else cell
        how.extend([cell[heading.end() :].strip()] if heading else [])
        if not text.strip():
            continue
        own = (
            [name for name, _ in named] if row.added else shared if len(shared) == 1 and "involved" not in vague else []
        )
        found = split_parts(text, own or bodies, ctx)
        if own and not (found and found[0].bodies):
            # It does not begin with a name: 会同县住建局… is this body's part.
            found = [Part(tuple(own), role_in(text), text)]
        parts.extend(found)
    town = cells.look("town_part")
    if town and not is_nothing(town) and towns:
        cells.take("town_part")
        parts.append(Part(tuple(towns), role_in(town) or Role.COOPERATE, town))
    elif town and not is_nothing(town):
        ctx.remark(
            row,
            "乡镇（街道）一方没有写明是哪个乡镇，职责随行保留，未记承担者",
            "乡镇（街道）的名称",
            "各乡镇都一样的，不必改；只是一个乡镇的，请写明名称",
        )
    if involved and listed and "involved" not in vague:
        cells.take("involved")
    listed += [(name, Role.COOPERATE) for name in towns if name not in bodies]
    bodies += [name for name in towns if name not in bodies]
    parts = [
        msgspec.structs.replace(part, bodies=tuple(_listed_as(name, bodies) for name in part.bodies)) for part in parts
    ]
    # Beside a body that the row does not name nobody is alone.
    holders = _holders(stated, listed, parts, alone="involved" not in vague)
    _report(row, ctx, holders, bodies, parts, bool(division or parts))
    mechanism = cells.take("mechanism") or "\n".join(how)
    if not mechanism and not is_nothing(division) and re.search(r"机制|配合|协调|会商|移送|通报|联合", division):
        # One column for both: the cell is the mechanism as it stands.
        mechanism = division
    facts = {"mechanism": mechanism, "cases": cells.take("cases"), "theme": str(entry.theme)}
    said = tuple(dict.fromkeys((body, part.text) for part in parts for body in part.bodies))
    refs = references(cells.take("related"), (ItemKind.POWER, ItemKind.DUTY))
    return state(entry, cells, ItemKind.BOUNDARY, facts, holders=holders, parts=said, refs=refs)


def _listed_as(name: str, bodies: list[str]) -> str:
    """A body that a part calls by a short name of its own (教体局 beside 教育体育局): the one listed body of the row whose name holds its signs
    in their order; as settled where none or several do."""
    if name in bodies:
        return name
    fitting = []
    for body in bodies:
        signs = iter(body)
        if name[-1:] == body[-1:] and len(name) < len(body) and all(sign in signs for sign in name):
            fitting.append(body)
    return fitting[0] if len(fitting) == 1 else name


def _own_columns(
    cells: Cells, in_role: dict[str, list[tuple[str, Role]]], ctx: RowContext
) -> tuple[list[Part], set[str]]:
    """The parts of those whose part has a column of its own (牵头职责, 配合职责, 协助部门职责), and who they are. A column whose bodies
    the row does not name stays with the row."""
    parts: list[Part] = []
    apart: set[str] = set()
    for field, whose, role in _PART_COLUMNS:
        text = cells.look(field)
        bodies = list(dict.fromkeys(name for column in whose for name, _ in in_role.get(column, ())))
        if not text or is_nothing(text):
            continue
        if not bodies:
            ctx.remark(
                cells.row,
                f"“{ctx.head(field)}”没有写明是哪个部门的，原文随行保留",
                "对应的部门列",
                "请补上部门",
            )
            continue
        found = split_parts(text, bodies, ctx)
        if not (found and found[0].bodies):
            found = [Part(tuple(bodies), role_in(text) or (role if role is not Role.LEAD else None), text)]
        parts.extend(found)
        apart.update(bodies)
        cells.take(field)
    return parts, apart


def _towns(cells: Cells, ctx: RowContext) -> list[str]:
    """The townships of a matter: those that its cell names, else the one whose list it is. 各镇 names none and stays with the row."""
    text = cells.look("town")
    found = [name for word in split_names(text) if (name := ctx.town(word))] if text and not is_nothing(text) else []
    if found and len(found) == len(split_names(text)):
        cells.take("town")
    return found or ([ctx.authority] if town_of(ctx.authority) else [])


def _vague(cells: Cells, ctx: RowContext) -> set[str]:
    """The columns of this kind in which a word stands that names no body (各镇人民政府, 镇人民政府, 有关部门): it is no holder's, but takes
    part; the cell stays with the row."""
    found: set[str] = set()
    for field in ("involved", "town"):
        text = cells.look(field)
        words = [word for word in split_names(text) if not is_nothing(word)] if text else []
        for word in words:
            if not ctx.named(word) and not ctx.town(word):
                found.add(field)
                ctx.remark(
                    cells.row,
                    f"“{word}”不是一个机构的名称，未记为承担者，原文随行保留",
                    "机构的名称",
                    "各乡镇都参与的，不必改；只是几个机构的，请写明名称",
                )
    return found


def _named(text: str, ctx: RowContext) -> list[tuple[str, Role]]:
    return ctx.named(text, Role.SHARED) if text and not is_nothing(text) else []


def _holders(
    stated: list[tuple[str, Role]], listed: list[tuple[str, Role]], parts: list[Part], alone: bool
) -> tuple[tuple[str, Role], ...]:
    """Column and word beside the name first, then what a body's own part says, else shared; a body on its own leads."""
    by_part: dict[str, Role] = {}
    for part in parts:
        for body in part.bodies:
            if part.role is not None:
                by_part.setdefault(body, part.role)
    named = [(name, by_part.get(name, role) if role == Role.SHARED else role) for name, role in listed]
    others = [(body, by_part.get(body, Role.SHARED)) for part in parts for body in part.bodies]
    holders = first_of(stated, named, others)
    return sole_leads(holders) if alone else holders


def _report(
    row: RawRow,
    ctx: RowContext,
    holders: tuple[tuple[str, Role], ...],
    bodies: list[str],
    parts: list[Part],
    division: bool,
) -> None:
    if not holders:
        ctx.remark(row, "没有写明相关部门", "“相关部门”列，或者“职责分工”里以部门名称开头", "请补上部门")
        return
    if not division:
        ctx.remark(row, "没有写明职责分工", "每个部门各做什么", "请补上“职责分工”")
    else:
        said = {body for part in parts for body in part.bodies}
        silent = [name for name, _ in holders if name not in said]
        if not said:
            ctx.remark(
                row,
                "职责分工里分不清各部门各做什么，原文照录",
                "每个部门一段，以部门名称开头，如“1.县应急管理局负责……”",
                "请按部门分段",
            )
        elif silent:
            ctx.remark(row, f"“{'、'.join(silent)}”没有写明职责分工", "每个部门各做什么", "请补上，或核对部门名称")
        extra = [name for name in dict.fromkeys(body for part in parts for body in part.bodies) if name not in bodies]
        if extra and bodies:
            ctx.remark(
                row,
                f"“{'、'.join(extra)}”在职责分工里有职责，但没有列为相关部门，已作为相关部门读取",
                "两处一致",
                "请核对部门名称，或补入“相关部门”",
            )
    if all(role == Role.SHARED for _, role in holders):
        ctx.remark(row, "没有写明哪个部门牵头或者主责，按共同承担读取", "“牵头”“主责”等字样", "请写明牵头或者主责部门")


KIND = Kind(
    kind=ListKind.BOUNDARY,
    titles=r"职责边界|边界清单|职责分工(?:清单|表|一览)|职责交叉|boundary_list",
    read=read,
    columns=_COLUMNS,
    telling=(frozenset({"involved", "division"}), frozenset({"mechanism"}), frozenset({"division", "cases"})),
    adds=frozenset(
        {
            *("involved", "division", "mechanism", "cases", "holder_cooperate", "basis", "town", "town_part"),
            *("lead_part", "cooperate_part", "assist_part"),
        }
    ),
)

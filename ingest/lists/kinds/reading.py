"""What readers of several kinds share: cells that are taken or stay with the row, terms, quantities, items that a cell names.

Days: a fact ``since`` is the first day, ``until`` the day after the last (exclusive), as everywhere in the records; a cell writes the last
day itself (有效期至2027年5月1日), so that one day is added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec

from ingest.lists.columns import FIELD_NAMES, MODEL_FIELDS
from ingest.lists.kinds import KindColumn, RowContext
from ingest.lists.rows import RawRow
from ingest.lists.words import power_type, strip_heading
from ontologies.records import EntryRecord, ItemKind, PowerType, RefRecord, Role
from text.normalise import fold
from text.numerals import NUMERAL_CHARS, to_int

_OTHERS = re.compile(r"(?:\d{1,2}[-_.]?)?其[他它](?:行政)?(?:权力|职权|权责|类|事项|类别|行政行为)*")
_NOTHING = re.compile(r"^(?:无|没有|暂无|不涉及|空|/+|\\+|[—\-]+|\.+|…+|N/?A)$", re.IGNORECASE)
# The labels by which a cell counts what it holds: 1. (1) （一） 一、 ①.
LABEL = re.compile(
    r"(?:\d{1,3}\s*[.、)](?!\d)|\(\d{1,3}\)|\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|[①-⑳])\s*"
)


def is_nothing(text: str) -> bool:
    """无, /, — and the like: a cell that says there is nothing."""
    return bool(_NOTHING.match(fold(text).strip()))


class Cells:
    """The cells of a row that belong to a kind's own columns. What a reader takes whole becomes a fact; all the rest stays with the
    row under its column's label (:meth:`rest`), so that nothing is dropped."""

    def __init__(self, row: RawRow, columns: Iterable[KindColumn], ctx: RowContext) -> None:
        self.row = row
        self.ctx = ctx
        self._labels = {column.field: column.label for column in columns if column.field not in MODEL_FIELDS}
        self._taken: set[str] = set()

    def label(self, field: str) -> str:
        """The Chinese label of a kind's own column."""
        return self._labels[field]

    def look(self, field: str) -> str:
        """A cell's text, which stays with the row too; "" where the cell is empty."""
        return self.row.values.get(field, "").strip()

    def take(self, field: str) -> str:
        """A cell's text that becomes a fact as it stands; "" where the cell is empty or says that there is nothing."""
        text = self.look(field)
        if not text or is_nothing(text):
            return ""
        self._taken.add(field)
        return text

    def day(self, field: str) -> str:
        """The ISO date that a cell gives; an unreadable one is reported, stays with the row and gives ""."""
        text = self.look(field)
        if not text or is_nothing(text):
            return ""
        found = self.ctx.day(text)
        if found:
            self._taken.add(field)
        else:
            self.ctx.remark(
                self.row, f"{self._labels[field]}“{_short(text)}”不是日期，原文随行保留", "如 2024-06-30", "请改正日期"
            )
        return found

    def bodies(self, field: str, role: Role) -> list[tuple[str, Role]]:
        """The bodies that a cell names, each with the role written beside it, else ``role``. A cell that names none stays."""
        text = self.look(field)
        if not text or is_nothing(text):
            return []
        found = self.ctx.named(text, role)
        if found:
            self._taken.add(field)
        return found

    def rest(self) -> dict[str, str]:
        """Label → text of the cells that were not taken."""
        return {
            self._labels[field]: text.strip()
            for field, text in self.row.values.items()
            if field in self._labels and field not in self._taken and text.strip()
        }


def state(entry: EntryRecord, cells: Cells, kind: ItemKind, facts: Mapping[str, str], **changes: Any) -> EntryRecord:
    """The entry as a row of ``kind``: facts that are not empty, and every cell that none of them took."""
    fields = dict(entry.fields) | {
        label: text
        for label, text in left_over(entry, cells.row, cells.ctx, changes).items()
        if label not in entry.fields
    }
    for label, text in cells.rest().items():
        fields.setdefault(label, text)
    said = {name: value for name, value in facts.items() if value}
    return msgspec.structs.replace(entry, kind=kind, facts=said, fields=fields, **changes)


_BODY_FIELDS = (*sorted(field for field in MODEL_FIELDS if field.startswith("holder")), "upper", "taker")


def left_over(entry: EntryRecord, row: RawRow, ctx: RowContext, changes: Mapping[str, Any]) -> dict[str, str]:
    """Label → text of common columns of which nothing came into the entry: bodies that its kind does not keep, an office without a body,
    a type of which only the nearest of ten is known, a place without a code."""
    values, answer = row.values, {}
    kept = {name for name, _ in changes.get("holders", entry.holders)}
    for field in _BODY_FIELDS:
        text = values.get(field, "").strip()
        if text and not is_nothing(text) and not {name for name, _ in ctx.named(text)} <= kept:
            answer[FIELD_NAMES[field]] = text
    office = values.get("office", "").strip()
    if office and not entry.offices and not is_nothing(office):
        answer[FIELD_NAMES["office"]] = office
    place = values.get("place", "").strip()
    if place and not place.isdigit():
        answer["区划"] = place
    said = strip_heading(values.get("type", ""))
    type_ = changes.get("power_type", entry.power_type)
    if said and type_ != PowerType.UNKNOWN and not _says_type(said, type_):
        answer["类型"] = values["type"].strip()
    kind = values.get("kind", "").strip()
    if kind and entry.duty_kind is None:
        answer[FIELD_NAMES["kind"]] = kind
    return answer


def _says_type(said: str, type_: PowerType) -> bool:
    """Whether a cell says a power type and nothing more: 行政许可, 许可类, 01, XK, 01.行政许可; not 审批转报, 行政许可(承诺件)."""
    bare = re.sub(r"^\d{1,2}[-_.]?|(?:类|事项|权力|职权|类事项|权)$", "", said)
    short = type_.label.removeprefix("行政")
    if not bare or bare.isascii():
        return True
    if type_ == PowerType.OTHER:
        return _OTHERS.fullmatch(said) is not None
    if bare in (type_.label, short):
        return True
    return short in bare and len(bare) <= len(type_.label) + 2 and not re.search(r"[(（、]", bare)


def by_row(row: RawRow, field: str) -> list[str]:
    """What a field says in each of the rows that an item is written in, the first one first; "" where a row says nothing of it."""
    later = [values.get(field, "") for values in row.added]
    tail = "\n".join(text for text in later if text)
    whole = row.values.get(field, "")
    first = whole[: len(whole) - len(tail)].removesuffix("\n") if tail and whole.endswith(tail) else whole
    return [first, *later]


def first_of(*groups: Iterable[tuple[str, Role]]) -> tuple[tuple[str, Role], ...]:
    """Holders of several cells, each body once, in the role of the first cell that names it."""
    found: dict[str, Role] = {}
    for group in groups:
        for name, role in group:
            found.setdefault(name, role)
    return tuple(found.items())


def sole_leads(holders: tuple[tuple[str, Role], ...]) -> tuple[tuple[str, Role], ...]:
    """A body that shares with nobody leads: several rows of one item may name the same one."""
    if len(holders) == 1 and holders[0][1] == Role.SHARED:
        return ((holders[0][0], Role.LEAD),)
    return holders


def type_of(entry: EntryRecord, row: RawRow) -> PowerType:
    """The row's power type: as the common reader has it, else as the cell or the heading above names it."""
    if entry.power_type != PowerType.UNKNOWN:
        return entry.power_type
    return power_type(row.values.get("type", "") or row.type_heading)


def _short(text: str) -> str:
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= 20 else f"{line[:20]}…"


# Items that a cell names -------------------------------------------------------------------------------------------------------

_CODE = r"[A-Z0-9][A-Z0-9\-]{6,}[A-Z0-9]"
_CODE_BEHIND = re.compile(
    rf"[(\[]?(?:(?:权力|事项|职权|权责|基本|实施)?编码\s*[:：]?\s*)?({_CODE})[)\]]?$", re.IGNORECASE
)
_CODE_BEFORE = re.compile(rf"^[(\[]?({_CODE})[)\]]?[\s:：\-—]*(?=[^\x00-\x7f])", re.IGNORECASE)
_NOT_NAMED = re.compile(
    r"^(?:详见|见附件|参见|同上|共\s*\d+\s*项|合计|等$|[一-鿿]{0,8}\d+\s*项$|第?\s*\d+\s*(?:[—\-~至到]\s*第?\s*\d+\s*)?项)"
)


def pieces(text: str) -> list[str]:
    """What a cell lists, one each: by line, by semicolon, by its own numbering. 、 and ， part words inside a name and part nothing."""
    source = fold(text)
    marks = [match for match in LABEL.finditer(source) if not match.start() or not source[match.start() - 1].isalnum()]
    # A label is a cut only where the cell begins with one or the line does: 第（一）项 inside a name is none.
    cuts = {0, len(text)}
    labelled = bool(marks) and not source[: marks[0].start()].strip()
    for match in marks:
        before = source[: match.start()].rstrip(" ")
        if not before or before[-1] in "\n;。" or (labelled and before[-1] not in "第(、,和及"):
            cuts.add(match.start())
    ends = sorted(cuts)
    answer = []
    for start, end in pairwise(ends):
        for line in re.split(r"[\n\r;；]", text[start:end]):
            folded = fold(line)
            label = LABEL.match(folded.lstrip())
            bare = line.lstrip()[label.end() :] if label else line
            bare = bare.strip(" \t　。;；,，、")
            if bare:
                answer.append(bare)
    return answer


def references(text: str, kinds: tuple[ItemKind, ...], body: str = "") -> tuple[RefRecord, ...]:
    """The items that a cell names, by name, by code or by both (对…的处罚（420117003000）). A count or a pointer elsewhere
    (共12项, 详见附件) names none."""
    found: dict[RefRecord, None] = {}
    for piece in pieces(text):
        if is_nothing(piece) or _NOT_NAMED.match(fold(piece)):
            continue
        name, code = piece, ""
        folded = fold(piece)
        match = _CODE_BEFORE.match(folded) or _CODE_BEHIND.search(folded)
        if match and any(char.isdigit() for char in match.group(1)):
            code = match.group(1)
            name = (piece[: match.start()] + piece[match.end() :]).strip(" :：-—（(")
        found[RefRecord(kinds, name, code, body)] = None
    return tuple(found)


# Terms -------------------------------------------------------------------------------------------------------------------------

_YEAR = r"(?P<y>(?:19|20)\d{2})"
_TOKEN = re.compile(
    rf"(?:{_YEAR}\s*[年./-]\s*)?(?P<m>\d{{1,2}})\s*[月./-]\s*(?P<d>\d{{1,2}})(?!\d)\s*[日号]?"
    r"|(?P<cy>(?:19|20)\d{2})(?P<cm>0[1-9]|1[0-2])(?P<cd>0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:(?P<my>(?:19|20)\d{2})\s*[年./-]\s*)?(?P<mm>\d{1,2})\s*月(?:份)?\s*(?P<me>底|末)?"
    r"|(?P<yy>(?:19|20)\d{2})\s*(?:年度?)?\s*(?P<half>上半年|下半年|年?底|年?末|全年)?"
)
_CHINESE_DATE = re.compile(r"[〇零一二三四五六七八九]{4}(?=\s*年)|[一二三四五六七八九十]{1,3}(?=\s*[月日])")


class Term(msgspec.Struct, frozen=True):
    """A term that a cell gives: the first day and the day after the last, ISO, "" where it gives none. ``whole`` tells that the cell
    says nothing else."""

    since: str = ""
    until: str = ""
    whole: bool = False


def _last_of_month(year: int, month: int) -> date:
    """The last day of a month. Raises ValueError where there is no such month."""
    return (date(year, month, 1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _stretch(match: re.Match[str], year: int | None) -> tuple[date, date] | None:
    """The first and last day of what a token names; a token without a year is of ``year``."""
    part = match.groupdict()
    try:
        if part["m"]:
            own = int(part["y"]) if part["y"] else year
            day = date(own, int(part["m"]), int(part["d"])) if own else None
            return (day, day) if day else None
        if part["cy"]:
            day = date(int(part["cy"]), int(part["cm"]), int(part["cd"]))
            return day, day
        if part["mm"]:
            own = int(part["my"]) if part["my"] else year
            if not own:
                return None
            last = _last_of_month(own, int(part["mm"]))
            return (last if part["me"] else last.replace(day=1)), last
        own = int(part["yy"])
        half = part["half"] or ""
        if half == "上半年":
            return date(own, 1, 1), date(own, 6, 30)
        if half == "下半年":
            return date(own, 7, 1), date(own, 12, 31)
        return (date(own, 12, 31) if half[-1:] in ("底", "末") else date(own, 1, 1)), date(own, 12, 31)
    except ValueError:
        return None


def next_day(day: str, days: int = 1) -> str:
    """The ISO date after an ISO date, or ``days`` later; "" of ""."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat() if day else ""


def term(text: str) -> Term:
    """The term in a cell: 2024年3月1日至12月31日, 2024.3-2024.12, 2024年底前, 自2024年3月1日起. A bare day is the last one (the cell
    is a 完成时限); a bare month, half or whole year is all of it. What names no day (长期, 三个月) gives none."""
    source = _CHINESE_DATE.sub(_arabic, fold(text))
    source = re.sub(r"[\[\]()]", " ", source)
    stretches: list[tuple[date, date, re.Match[str]]] = []
    year: int | None = None
    for match in _TOKEN.finditer(source):
        found = _stretch(match, year)
        if found:
            year = found[1].year
            stretches.append((*found, match))
    if not stretches or len(stretches) > 2:
        return Term()
    spare = _TOKEN.sub("", source)
    whole = not re.sub(r"[\s自从即日起至到止前底以完成截内—~,。:\-]", "", spare)
    if len(stretches) == 2:
        first, last = stretches[0][0], stretches[1][1]
        return Term(first.isoformat(), next_day(last.isoformat()), whole)
    first, last, match = stretches[0]
    ahead, behind = source[: match.start()].rstrip(), source[match.end() :].lstrip()
    if behind.startswith(("起", "开始", "以后", "至今", "至长期")) and not re.search(r"[至到]$", ahead):
        return Term(first.isoformat(), "", whole)
    lone = (
        first == last or re.search(r"(?:至|到|截止|截至|—|~)$", ahead) or behind.startswith(("前", "止", "底", "以前"))
    )
    return Term("" if lone else first.isoformat(), next_day(last.isoformat()), whole)


def _arabic(match: re.Match[str]) -> str:
    try:
        return str(to_int(match.group()))
    except ValueError:
        return match.group()


_CHINESE_YEAR = re.compile(r"[一二][〇零九][〇零一二三四五六七八九]{2}(?=\s*年|$)")
_ONE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_WHOLE_DAY = re.compile(r"(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?")


def years_in(text: str) -> list[str]:
    """The years that a text speaks of, in order, each once: 2023年度, 二〇二四年, 2023. A day (截至2024年6月30日) speaks of none."""
    source = _CHINESE_YEAR.sub(_arabic, fold(text))
    return list(dict.fromkeys(_ONE_YEAR.findall(_WHOLE_DAY.sub(" ", source))))


_PART = (
    r"(?:上|下)?半年|前?[一二两三四1-4](?:个)?季度|第[一二三四1-4]季度|Q[1-4]|[一二三四]季|前[一二两三四五六七八九十\d]{1,2}个?月"
    r"|\d{1,2}\s*月?(?:份)?\s*(?:-|—|–|~|至|到)\s*\d{1,2}\s*月(?:份|底|末)?|\d{1,2}\s*月(?:份|底|末)?(?!\s*\d{1,2}\s*日)"
    r"|(?:以来|至今|截至目前)"
)
_DAYS = re.compile(
    r"((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?\s*(?:-|—|–|~|至|到)\s*"
    r"(?:((?:19|20)\d{2})\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
)
_PERIOD = re.compile(rf"((?:19|20)\d{{2}})\s*年?度?\s*[(]?\s*({_PART})")


def period_in(text: str) -> str:
    """The months or days of a year that a text speaks of, as written (2022年1-6月, 2023年上半年, 2023年3月1日至2023年6月30日); the year alone
    where they are all of it (2023年1-12月); "" where it speaks of none."""
    source = _CHINESE_YEAR.sub(_arabic, fold(text))
    days = _DAYS.search(source)
    if days:
        first, last = days.group(1), days.group(4) or days.group(1)
        ends = tuple(int(days.group(number)) for number in (2, 3, 5, 6))
        return first if first == last and ends == (1, 1, 12, 31) else days.group().strip()
    found = _PERIOD.search(source)
    if found is None:
        return ""
    if re.fullmatch(r"0?1\s*月?\s*(?:-|—|–|~|至|到)\s*12\s*月(?:份|底|末)?", found.group(2)):
        return found.group(1)
    return re.sub(r"\s+", "", found.group().replace("(", ""))


# Quantities --------------------------------------------------------------------------------------------------------------------

UNITS = (
    "平方公里 平方米 平米 ㎡ 立方米 人次 户次 场次 批次 件次 车次 万元 亿元 元 件 次 宗 起 户 项 份 名 人 个 间 处 "
    "套 台 辆 期 场 批 学时 课时 "
    "天 亩 部 把 身 支 条 艘 只 架 卷 本 例 笔 家 幢 栋 座 块 张"
)
_UNIT = "|".join(sorted(UNITS.split(), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<scale>[万亿千百](?!元))?\s*(?:余|多)?(?P<unit>{_UNIT})?"
    rf"|(?P<chinese>[{NUMERAL_CHARS}]+?)\s*(?P<cunit>{_UNIT})"
)
_DATED = re.compile(r"(?:19|20)\d{2}\s*年度?|\d{1,2}\s*(?:月份?|日)|第\s*\d+")
_SCALE = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_ABOUT = re.compile(
    rf"约|近(?=\s*[\d{NUMERAL_CHARS}])|大概|估计|不少于|不低于|不超过|不足|不到|至少|最多|将近|接近|超过?(?=\s*\d)|左右|上下|以上|以下|以内"
    rf"|(?<=[\d{NUMERAL_CHARS}百千万])\s*[余多几]|[≥≤><＞＜~～±]|(?<=\d)\s*\+|数[十百千万]"
)
_ZERO = re.compile(
    r"^(?:0+\.?0*|未(?:曾)?(?:发生|行使|办理|实施|使用|开展|受理)(?:过)?|零|无|没有|暂无|无(?:办件|业务|案件|发生))$"
)


class Quantity(msgspec.Struct, frozen=True):
    """A number and its unit as written (2.5 and 万元); ``whole`` tells that the cell says nothing else and gives the number itself, not
    about how much (约20, 20余件, ≥20)."""

    amount: str
    unit: str
    whole: bool


def quantities(text: str) -> list[Quantity]:
    """Every amount in a cell, in order: 执法记录仪5台、车辆两辆 → 5 台, 2 辆. 1.2万件 counts 12000 件, while 万元 is a unit."""
    source = fold(text)
    bare = _DATED.sub(lambda match: " " * len(match.group()), source)
    marks = list(_AMOUNT.finditer(bare))
    if not marks and _whole_number(source):
        return [Quantity(_whole_number(source), "", True)]
    answer = []
    spare = _AMOUNT.sub("", bare).strip(" 。,;") or ("余" if inexact(bare) else "")
    for mark in marks:
        if mark["digits"]:
            value = Decimal(mark["digits"].replace(",", "")) * _SCALE.get(mark["scale"] or "", 1)
            answer.append(Quantity(_plain(value), mark["unit"] or "", not spare))
        else:
            try:
                answer.append(Quantity(str(to_int(mark["chinese"])), mark["cunit"], not spare))
            except ValueError:
                continue
    return answer


def inexact(text: str) -> bool:
    """Whether a number is said to be only about so much: 约20, 20余件, 近百, 20以上, ≥20, 20+."""
    return bool(_ABOUT.search(fold(text)))


def _whole_number(source: str) -> str:
    try:
        return str(to_int(source.strip()))
    except ValueError:
        return ""


def _plain(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(text: str) -> Quantity | None:
    """The one whole number that a cell counts (12件, １，２３４次, 未发生 → 0); None where it gives none or several."""
    bare = re.sub(r"\s+", "", fold(text))
    if re.search(r"数[十百千万]|几[十百千万]", bare):
        return None
    if _ZERO.match(bare):
        return Quantity("0", "", True)
    found = quantities(bare)
    if len(found) != 1 or not found[0].amount.isdigit():
        return None
    return found[0]

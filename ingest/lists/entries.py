"""From collected rows to records: whose list it is, where and when, and what each row says."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

import msgspec

from ingest.lists.bodies import (
    Namer,
    Settled,
    give_roles,
    is_generic,
    read_held,
    read_holders,
    split_names,
    split_place,
    split_way,
    town_of,
)
from ingest.lists.columns import FIELD_NAMES, MARK
from ingest.lists.kinds import registry
from ingest.lists.responsibilities import read_responsibilities
from ingest.lists.routes import read_routes
from ingest.lists.rows import CITED, RawRow, Remarks, Section, row_list
from ingest.lists.sidecar import Sidecar
from ingest.lists.titles import authority_in, best_date, term_in
from ingest.lists.words import (
    dates_in,
    duty_kind,
    every_town,
    individual_duties,
    is_town,
    levels_of,
    power_type,
    power_type_in_code,
    power_type_in_name,
    power_type_in_title,
    role_of,
    theme_of,
    town_type,
)
from ontologies import places
from ontologies.places import Place
from ontologies.records import (
    BodyRecord,
    DutyKind,
    EntryRecord,
    Level,
    ListKind,
    ListText,
    PowerType,
    Problem,
    ResponsibilityKind,
    ResponsibilityRecord,
    Role,
    Route,
    RouteRecord,
    Theme,
)

_WIDE = str.maketrans("()", "（）")
_SPACE_IN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_ORGAN_SHEET = re.compile(r"^[一-鿿]{2,20}(?:局|委员会|委|镇|乡|街道|办公室|大队)$")
_SELF = re.compile(r"^本(?:局|委|办|机关|单位|部门|级|乡镇|镇街|镇|乡|街道)(?:(?:人民)?政府|办事处)?$")
# In a township's list these are itself; in a county's or a bureau's they are all its townships, which is no body.
_ANY_TOWN = re.compile(r"^(?:(?:乡镇|镇街|街镇|镇|乡)(?:人民)?(?:政府)?|街道(?:办事处)?)$")
_OFFICE_END = re.compile(r"(?:办公室|办|中心|队|站|所|室|科|股|窗口|岗|服务处|网格)$")
_OFFICE_HEAD = re.compile(r"^(?:本)?(?:镇|乡|街道|镇街|乡镇)(?=[一-鿿]{3,})")
_FILL = ("type", "kind", "upper", "taker", "office")
# Filled only where its value changes, such a column was one of merged cells even where most of its cells are filled.
_FILL_GROUPED = ("theme", "holder", "original", "statutory_body")
_SPARSE_ROWS = 4
_WORD_TABLE = re.compile(r"^表\d+$")
_HOLDER_ROLES: tuple[tuple[str, Role | None], ...] = (
    ("holder", None),
    ("holder_lead", Role.LEAD),
    ("holder_coordinate", Role.COORDINATE),
    ("holder_cooperate", Role.COOPERATE),
    ("holder_assist", Role.ASSIST),
    ("holder_guide", Role.GUIDE),
    ("holder_supervise", Role.SUPERVISE),
    ("holder_entrusted", Role.ENTRUSTED),
)
_HOLDER_FIELDS = frozenset({"upper", "taker", *(field for field, _ in _HOLDER_ROLES)})
_RESPONSIBLE = frozenset({Role.LEAD, Role.SHARED, Role.COORDINATE, Role.ENTRUSTED})
# Whose rows are rather of the list's own body than of nobody where they name no holder.
_OWN_ITEMS = frozenset({ListKind.POWER, ListKind.DUTY, ListKind.SERVICE, ListKind.MANDATE})
# Lists of a department in which its name may stand in the holders' column alone.
_BY_HOLDER = frozenset({ListKind.POWER, ListKind.ENFORCEMENT, ListKind.SERVICE, ListKind.MANDATE, ListKind.ACTIVITY})
# Lists in which a row without a power type lacks something.
_TYPED = frozenset({ListKind.POWER})
_HAS_TYPES = frozenset(
    {
        ListKind.POWER,
        ListKind.ENFORCEMENT,
        ListKind.GRANT,
        ListKind.GRANT_CATALOGUE,
        ListKind.SERVICE,
        ListKind.ADJUSTMENT,
        ListKind.ACTIVITY,
        ListKind.ARRANGEMENT,
    }
)
# In these lists a column of 责任事项 is what answers for a power; in others (of duties, of mandates) it says what the row is about.
_ANSWERABLE = frozenset(
    {ListKind.POWER, ListKind.ENFORCEMENT, ListKind.GRANT, ListKind.GRANT_CATALOGUE, ListKind.SERVICE}
)
_ANSWERING = (
    "responsibility",
    "responsibility_basis",
    "accountability",
    "accountability_basis",
    "accountability_scope",
    "stage",
)
_ROUTES: tuple[tuple[str, Route | None], ...] = (
    ("route_setting", Route.SETTING),
    ("route_exercise", Route.EXERCISE),
    ("phone", None),
)
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
_NOBODY = Settled("", "", Level.UNKNOWN)
_SERIAL = re.compile(r"[2-9]\d{4}(?:\.0+)?")
_SEAT_TOWNS = frozenset({"城关镇", "城关街道"})
_FIRST_SERIAL = date(1899, 12, 30)
_BODY_END = re.compile(
    r"(?:局|委员会|委|办公?室?|厅|政府|镇|乡|街道|办事处|中心|队|站|所|会|院|部|处|署|公司|银行|学校|社|机关|机构|集团|馆|村|社区|组织|厂|县|市|区|省|旗)$"
)


_TITLE_MARKS = re.compile(r"《[^《》]+(?:〈[^〈〉]+〉[^《》]*)?》(?:[（(][^（）()]*[）)])?")
# The name of a law alone, without an article: 水法, 《城市绿化条例》.
_BARE_TITLE = re.compile(
    r"《[^《》\n]+》|(?!.*第[一二三四五六七八九十百\d]+条)[^《》\n，,；;。]{1,40}(?:法|条例|办法|规定|规则|细则|决定|通知)"
)
_ONE_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条[^。；;，,：:]{0,20}")


class Facts(msgspec.Struct):
    """What was settled of one section before its rows are read."""

    kind: ListKind
    duty: DutyKind | None
    authority: str
    place: str
    edition: date | None
    precision: str
    title: str
    until: date | None


def file_stem(name: str, hints: Mapping[str, str] | None) -> str:
    """The file's own name without folders and ending."""
    told = (hints or {}).get("stem", "")
    return told or re.sub(r"\.[A-Za-z]{2,5}$", "", name.replace("\\", "/").rsplit("/", 1)[-1])


@lru_cache(maxsize=8192)
def clean_name(text: str) -> str:
    """An item's name without line breaks and stray spaces; digits and letters half width, parentheses full width."""
    folded = "".join(
        unicodedata.normalize("NFKC", c) if "！" <= c <= "～" and unicodedata.normalize("NFKC", c).isalnum() else c
        for c in text.strip()
    )
    folded = re.sub(r"\s+", " ", folded.replace("\u3000", " "))
    return _SPACE_IN_CHINESE.sub("", folded).translate(_WIDE) if not folded.isascii() else folded


def _is_type(cell: str) -> bool:
    return power_type(cell) != PowerType.UNKNOWN


class Builder:
    """Makes the ListTexts of one file. ``say`` takes (where, message, expected, advice) of a warning."""

    def __init__(
        self,
        name: str,
        told: Sidecar,
        hints: dict[str, str],
        divisions: Iterable[Place],
        say: Callable[[str, str, str, str], None],
    ) -> None:
        self.name = name
        self.told = told
        self.hints = hints
        self.stem = file_stem(name, hints)
        self.divisions = tuple(divisions)
        self.say = say
        self.place = ""

    # What a section is -------------------------------------------------------------------------------------------------

    def _duty(self, section: Section, told: Sidecar) -> DutyKind | None:
        """The kind of all duties of a section, None where nothing tells it."""
        if section.kind != ListKind.DUTY:
            return None
        words = [section.heading, section.sheet, section.titles.title]
        found = told.duty or next((found for found in map(duty_kind, words) if found), None)
        if found is not None:
            return found
        fields = section.layout.fields
        if "taker" in fields:
            return DutyKind.RECALLED
        if fields & {"upper", "upper_duties", "town_duties"}:
            return DutyKind.COOPERATING
        # What only one town has to do is its own duty.
        return duty_kind(self.stem) or (DutyKind.BASIC if any(map(individual_duties, words)) else None)

    def _settle(self, section: Section, told: Sidecar, before: Facts | None) -> tuple[Facts, Namer]:
        """Whose list a section is, where, of when. ``before`` is what was settled of the section in front of it."""
        kind, duty = section.kind, self._duty(section, told)
        where = f"工作表“{section.sheet}”" if section.sheet else ""
        self._reinterpret(section, kind)
        raw = told.authority or section.titles.authority or authority_in(section.sheet)
        town_kind = town_type(section.sheet) or section.sheet in _SEAT_TOWNS
        if not raw and _ORGAN_SHEET.match(section.sheet) and not town_kind:
            raw = section.sheet
        goes_on = not raw and before is not None and bool(_WORD_TABLE.match(section.sheet))
        if not goes_on:
            raw = raw or authority_in(self.stem) or self.hints.get("authority", "")
        # A second sheet without a title goes on with the list of the first, as a second table of a document does.
        goes_on = goes_on or (not raw and before is not None)
        if goes_on and before is not None:
            raw = before.authority
        place = told.place or self._place_column(section, where)
        holders = self._only_holder(section) if kind in _BY_HOLDER else ""
        found, rest = split_place(raw, place[:6] if len(place) >= 6 else place) if raw else (None, "")
        narrower = places.place(place) if found is not None and not rest and _inside(place, found.code) else None
        if narrower is not None and not told.authority:
            raw, found = narrower.name, narrower
        self._fill_down(section, where, bool(raw) and (bool(rest) or found is None) and not raw.endswith("政府"))
        if (not raw or (found is not None and not rest)) and holders:
            raw = holders
            found, rest = split_place(raw, place[:6] if len(place) >= 6 else place)
        elif found is not None and not rest:
            raw = f"{raw}人民政府"
        elif not raw and place and not told.place:
            # Rows of one place and of several of its departments: the list is of its government.
            over = places.place(place)
            raw = f"{over.name}人民政府" if over is not None else ""
        if goes_on and before is not None and not place:
            place = before.place
        if not place and found is not None:
            place = found.code
        if not place and raw and town_of(raw):
            place = Namer("", self.divisions).town_code(town_of(raw), "")
        place = place or self.place or places.normal_code(self.hints.get("place", ""))
        namer = Namer(place, self.divisions)
        authority = raw
        if raw:
            settled = namer.settle(raw)
            authority = settled.name
            if settled.level == Level.TOWNSHIP and len(place) != 9:
                place = settled.place
                if len(place) == 6:
                    self.say(
                        "",
                        f"没有“{authority}”的区划代码，暂用所在县的代码 {place}",
                        "9 位乡级区划代码",
                        "请在说明文件写明 place，或一并载入区划表（code,name,level,parent）",
                    )
            elif settled.place and not told.place:
                place = settled.place
        edition, precision = self._edition(section, told)
        if edition is None and goes_on and before is not None:
            edition, precision = before.edition, before.precision
        title = told.title or section.titles.title
        if not title:
            title = self.stem if registry.kind_in(self.stem) else f"{authority}{kind.label}" if authority else self.stem
        until = self._until(section, told, edition)
        return Facts(kind, duty, authority, place, edition, precision, title, until), namer

    def _place_column(self, section: Section, where: str) -> str:
        found = (row.values.get("place", "") for row in section.rows)
        codes = Counter(code for code in (_inside(text, "") for text in found if text) if code)
        if len(codes) > 1:
            self.say(
                where,
                f"区划代码列有 {len(codes)} 个不同的代码，未据以确定清单的地区",
                "同一地区",
                "请分开载入，或在说明文件写明 place",
            )
            return ""
        return next(iter(codes), "")

    def _only_holder(self, section: Section) -> str:
        names = {row.values.get("holder", "") or row.body_heading for row in section.rows}
        names.discard("")
        if len(names) != 1:
            return ""
        parts = split_names(names.pop())
        return parts[0] if len(parts) == 1 and not is_generic(parts[0]) and not _SELF.match(parts[0]) else ""

    def _edition(self, section: Section, told: Sidecar) -> tuple[date | None, str]:
        if told.edition is not None:
            return told.edition, "told"
        options: list[tuple[date, str]] = []
        if section.titles.edition is not None:
            options.append((section.titles.edition, section.titles.precision))
        below = best_date(section.notes, only_marked=True)
        if below:
            options.append(below)
        for text in (section.sheet, self.stem):
            found = best_date([text])
            if found:
                options.append(found)
        for wanted in ("day", "month", "year"):
            for day, precision in options:
                if precision == wanted:
                    return day, precision
        return None, ""

    def _until(self, section: Section, told: Sidecar, edition: date | None) -> date | None:
        """The day from which the list holds no more: told, written (有效期至…), or so many years after the edition."""
        if told.until is not None:
            return told.until
        day, years = section.titles.until, section.titles.years
        if day is None and not years:
            day, years = term_in([*section.notes, section.sheet, self.stem])
        if day is None and years and edition is not None and edition.year + years <= date.max.year:
            leap_day = (edition.month, edition.day) == (2, 29)
            day = edition.replace(year=edition.year + years, day=28 if leap_day else edition.day)
        return day

    def _reinterpret(self, section: Section, kind: ListKind) -> None:
        """类别 is a power's type in one list and a duty's theme or kind in another: the cells tell."""
        layout = section.layout

        def rename(old: str, new: str) -> None:
            for column in layout.columns:
                if column.field == old:
                    column.field, column.how = new, f"{column.how}，按内容"
            for row in section.rows:
                if old in row.values:
                    row.values[new] = row.values.pop(old)
                if old in row.own:
                    row.own.discard(old)
                    row.own.add(new)

        def share(field: str, test: Callable[[str], object]) -> float:
            cells = [row.values[field] for row in section.rows if row.values.get(field)]
            return sum(1 for cell in cells if test(cell)) / len(cells) if cells else 0.0

        fields = layout.fields
        if kind == ListKind.DUTY:
            for field in ("type", "theme"):
                if field in fields and "kind" not in fields and share(field, duty_kind) > 0.5:
                    rename(field, "kind")
                    fields = layout.fields
            if "type" in fields and "theme" not in fields:
                rename("type", "theme")
        elif {"theme", "type"} & fields == {"theme"} and share("theme", _is_type) > 0.5:
            rename("theme", "type")

    def _fill_down(self, section: Section, where: str, own: bool) -> None:
        """A column filled only where its value changes, as merged cells become when a sheet is saved as text. ``own`` tells that the list is
        of one body: then a row that names no holder is rather its own."""
        rows = section.rows
        for field in (*_FILL, *_FILL_GROUPED):
            column = section.layout.column(field)
            if column is None or not rows or not rows[0].values.get(field):
                continue
            filled = sum(1 for row in rows if row.values.get(field))
            sparse = len(rows) >= _SPARSE_ROWS and filled * 2 < len(rows)
            grouped = field in _FILL_GROUPED and filled < len(rows) and _changes_where_filled(rows, field)
            grouped = grouped and not (own and field == "holder")
            if not sparse and not grouped:
                continue
            if self._carry(section, field):
                self.say(
                    f"{where}{column.letter} 列",
                    f"“{column.head}”多数为空，已沿用上一行的内容"
                    if sparse
                    else f"“{column.head}”有空格，已沿用上一行的内容",
                    "每行都填写，或合并单元格",
                    "请核对；若空格本来就是没有内容，请补全后再载入",
                )

    @staticmethod
    def _carry(section: Section, field: str) -> int:
        """Carry a column's cells down to the empty ones below, not across a heading; an office not to another holder's row. Returns to how
        many."""
        current, over, holder, carried = "", "", "", 0
        held = section.layout.column("holder") is not None
        for row in section.rows:
            above = "\n".join((row.group, row.type_heading, row.theme_heading, row.body_heading))
            if above != over and over:
                current = ""
            over = above
            whose = row.values.get("holder", "")
            if field == "office" and held and whose != holder:
                current = ""
            holder = whose
            text = row.values.get(field, "")
            if text:
                current = text
            elif current and not (field == "holder" and row.body_heading):
                row.values[field] = current
                carried += 1
        return carried

    def _common_place(self, sections: list[tuple[Section, Sidecar, Remarks]]) -> str:
        """The county that some sheet's title or the file's name begins with: sheets that name only the township are of it."""
        titles = [section.titles.authority for section, _, _ in sections]
        for text in (*titles, authority_in(self.stem), self.stem):
            found = split_place(text)[0] if text else None
            if found is not None:
                return found.code
        return ""

    # Lists --------------------------------------------------------------------------------------------------------------

    def build(self, sections: list[tuple[Section, Sidecar, Remarks]]) -> list[ListText]:
        """One ListText for each (kind, body) that the sections speak of, in their order."""
        self.place = self._common_place(sections)
        groups: dict[tuple[ListKind, str, str], list[tuple[Section, Facts, Namer]]] = {}
        before: Facts | None = None
        for section, told, _ in sections:
            before, namer = self._settle(section, told, before)
            facts = before
            groups.setdefault((facts.kind, facts.authority, facts.place), []).append((section, facts, namer))
        several = len({section.sheet for section, _, _ in sections}) > 1
        return [self._list(parts, several) for parts in groups.values()]

    def _list(self, parts: list[tuple[Section, Facts, Namer]], several: bool) -> ListText:
        first = parts[0][1]
        dated = [facts for _, facts, _ in parts if facts.edition is not None]
        rank = {"told": 3, "day": 2, "month": 1, "year": 0}
        best = max(dated, key=lambda facts: rank[facts.precision], default=None)
        edition = best.edition if best else None
        until = next((facts.until for _, facts, _ in parts if facts.until is not None), None)
        if edition is not None and until is not None and until <= edition:
            self.say(
                "",
                f"失效日期 {until.isoformat()} 不在版本日期 {edition.isoformat()} 之后，未使用",
                "",
                "请核对两个日期",
            )
            until = None
        self._say_missing(first, best)
        titles = list(dict.fromkeys(facts.title for _, facts, _ in parts))
        title = titles[0]
        if len(titles) > 1:
            # Sheets of one list often differ in a parenthesis alone: 赋权清单（中心镇）, 赋权清单（街道）.
            bare = {_IN_BRACKETS.sub("", each) for each in titles}
            title = (
                bare.pop() if len(bare) == 1 else f"{first.authority}{first.kind.label}" if first.authority else title
            )
        entries: list[EntryRecord] = []
        notes: list[str] = []
        columns: dict[str, str] = {}
        bodies: dict[str, Settled] = {}
        offices: dict[str, dict[str, None]] = {}
        if first.authority:
            bodies[first.authority] = self._authority(first, parts[0][2])
        for section, facts, namer in parts:
            reader = _RowReader(section, facts, namer, first.authority, bodies, offices, self.stem, self.divisions)
            entries.extend(reader.read())
            self._say_rows(section, reader.remarks)
            self._say_told(section, reader.told)
            for note in (*section.notes, *section.totals):
                if note not in notes:
                    notes.append(note)
            # One table: A. Several sheets: 名!A. Several tables in a sheet: the cell of the head, 名!A18.
            heads = {other.layout.first for other, _, _ in parts if other.sheet == section.sheet}
            prefix = f"{section.sheet}!" if several and section.sheet else ""
            suffix = str(section.layout.first + 1) if len(heads) > 1 else ""
            for column in section.layout.columns:
                if column.head or column.field:
                    label = section.layout.label(column)
                    columns[f"{prefix}{column.letter}{suffix}"] = label if column.field in ("", MARK) else column.field
        hints = dict(self.hints)
        seat = places.place(first.place[:6]) if first.place else None
        if seat is not None:
            hints.setdefault("place_name", seat.name)
        return ListText(
            title,
            first.kind,
            first.authority,
            first.place,
            edition,
            tuple(entries),
            tuple(_body_records(bodies, offices, entries)),
            tuple(notes),
            columns,
            hints,
            until,
        )

    def _authority(self, facts: Facts, namer: Namer) -> Settled:
        settled = namer.settle(facts.authority)
        if settled.name != facts.authority:
            settled = Settled(facts.authority, settled.place, settled.level)
        if facts.place and settled.level in (Level.TOWNSHIP, Level.UNKNOWN):
            level = settled.level if settled.level == Level.TOWNSHIP else places.level_of(facts.place)
            settled = Settled(settled.name, facts.place, level)
        return settled

    def _say_missing(self, facts: Facts, dated: Facts | None) -> None:
        if not facts.authority:
            self.say(
                "",
                "没有写明是哪个机构的清单",
                "标题如“某县应急管理局权责清单”",
                "请在说明文件写明 authority（机构全称）",
            )
        if not facts.place:
            whose = f"“{facts.authority}”" if facts.authority else "清单"
            self.say("", f"没有查到{whose}所在地区的区划代码", "区划代码，如 421127", "请在说明文件写明 place")
        if dated is None:
            self.say(
                "", "没有写明版本日期", "标题或表下写明“截至某年某月某日”", "请在说明文件写明 edition，如 2024-06-30"
            )
        elif dated.precision in ("year", "month") and dated.edition is not None:
            shown = f"{dated.edition.year} 年" + (f" {dated.edition.month} 月" if dated.precision == "month" else "")
            self.say(
                "", f"版本日期只写到 {shown}，暂按 {dated.edition.isoformat()}", "具体到日", "请在说明文件写明 edition"
            )

    def _say_told(self, section: Section, told: dict[tuple[str, str, str], list[int]]) -> None:
        """What a kind's reader remarked, rows with the same message together."""
        sheet = f"工作表“{section.sheet}”" if section.sheet else ""
        for (message, expected, advice), rows in told.items():
            self.say(f"{sheet}{row_list(rows)}", message, expected, advice)

    def _say_rows(self, section: Section, remarks: Remarks) -> None:
        sheet = f"工作表“{section.sheet}”" if section.sheet else ""
        for key, rows in remarks.rows.items():
            word, _, detail = key.partition(":")
            where = f"{sheet}{row_list(rows)}"
            if word == "type":
                self.say(
                    where,
                    f"权力类型“{detail}”不认识，记为类型未定",
                    "行政许可等十类之一，或代码 01—10、20",
                    "请改正类型，或核对列的含义",
                )
            elif word == "no_type":
                self.say(where, "没有权力类型，记为类型未定", "类型列、分类标题行，或带类型的编码", "请补上类型")
            elif word == "role":
                self.say(
                    where,
                    f"责任类型“{detail}”不认识，按主责读取",
                    "主责、共同承担、牵头、配合、协助、指导、监督或受委托",
                    "请改正",
                )
            elif word == "no_upper":
                self.say(where, "配合履职事项没有对应上级部门", "对应的县级部门", "请补上")
            elif word == "no_taker":
                self.say(where, "收回事项没有承接部门", "承接的县级部门", "请补上")
            elif word == "no_kind":
                self.say(
                    where,
                    "看不出是基本履职、配合履职还是收回，暂按基本履职",
                    "",
                    "请在说明文件写明 kind: basic、cooperating 或 recalled",
                )


class _RowReader:
    """Reads the rows of one section: what all kinds share, then what the section's kind adds. It is the ``RowContext`` that a kind's
    reader asks. ``bodies`` and ``offices`` are filled as they are met."""

    def __init__(
        self,
        section: Section,
        facts: Facts,
        namer: Namer,
        authority: str,
        bodies: dict[str, Settled],
        offices: dict[str, dict[str, None]],
        stem: str,
        divisions: tuple[Place, ...],
    ) -> None:
        self.kind = facts.kind
        self.title = section.heading or facts.title
        self.place = facts.place
        self.edition = facts.edition
        self.notes = tuple(section.notes)
        self.words = tuple(filter(None, (section.heading, section.sheet, section.titles.title, stem)))
        self.told: dict[tuple[str, str, str], list[int]] = {}
        self.section = section
        self.facts = facts
        self.namer = namer
        self.authority = authority
        self.bodies = bodies
        self.offices = offices
        self.remarks = Remarks()
        self.seen: dict[tuple[str, str, Role | None], list[tuple[str, Role]]] = {}
        self.left: dict[str, None] = {}
        self.towns_here: frozenset[str] | None = None
        self.of_town = bool(town_of(authority))
        # Rows of others name their holder: one that does not may have lost it.
        self.names_holders = (
            authority.endswith("人民政府")
            and self.kind != ListKind.SERVICE
            and any(row.values.get("holder") or row.body_heading for row in section.rows)
        )
        self.namers = {"": namer}
        self.codes: dict[str, str] = {"": ""}
        self.divisions = divisions
        self.ones: dict[tuple[str, str], Settled] = {}
        self.parts: dict[tuple[str, str], list[tuple[str, str]]] = {}
        titles = (section.heading, section.sheet, section.titles.title)
        self.title_type = next(
            (kind for text in titles if text and (kind := power_type_in_title(text)) != PowerType.UNKNOWN),
            PowerType.UNKNOWN,
        )
        # A 责任清单 says what answers for powers that another list gives with their types.
        found = section.layout.fields
        self.answers_only = "responsibility" in found and not found & {"type", "basis", "basis_law"}
        self.individual = next((text for text in (section.heading, section.sheet) if individual_duties(text)), "")
        place = facts.place
        self.level = places.level_of(place) if place else Level.UNKNOWN
        if authority in bodies and bodies[authority].level != Level.UNKNOWN:
            self.level = bodies[authority].level

    def read(self) -> list[EntryRecord]:
        """Every row as its kind reads it; one that states nothing becomes a note of the section."""
        read = registry.KINDS[self.kind].read
        answer = []
        for row in self.section.rows:
            self.left.clear()
            self.namer = self._namer_of(row)
            entry = read(self._entry(row), row, self)
            if entry is not None:
                answer.append(self._keep(entry, row) if self.left else entry)
            else:
                cells = "　".join(text.strip() for text in row.cells.values())
                self.section.notes.append(f"第 {row.number} 行：{cells}")
        return answer

    def _namer_of(self, row: RawRow) -> Namer:
        """Who settles the names of a row: one whose own column names a county inside the list's place is of that county."""
        text = row.values.get("place", "")
        code = self.codes.get(text)
        if code is None:
            code = self.codes[text] = _inside(text, self.facts.place)
        if code not in self.namers:
            self.namers[code] = Namer(code, self.divisions)
        return self.namers[code]

    # What a kind's reader may ask --------------------------------------------------------------------------------------

    def head(self, field: str) -> str:
        column = self.section.layout.column(field)
        return column.head if column is not None else ""

    def named(self, text: str, role: Role | None = None) -> list[tuple[str, Role]]:
        return list(self._named(text, role))

    def _one(self, text: str) -> Settled | None:
        """The one body that a cell names, not yet said to be met."""
        held = read_held(text)
        if self.of_town and not held.bodies and len(held.kinds) == 1 and _ANY_TOWN.match(held.kinds[0]):
            return self.bodies.get(self.authority)
        names = [
            (name, said) for name, said in read_holders(text, None) if _BODY_END.search(_IN_BRACKETS.sub("", name))
        ]
        if len(names) != 1 or held.doubts or len(split_names(text)) != 1:
            return None
        bare = names[0][0].translate(_WIDE)
        if _SELF.match(bare):
            return self.bodies.get(self.authority)
        return self.namer.settle(names[0][0])

    def body(self, text: str) -> str:
        key = (self.namer.place, text)
        found = self.ones.get(key)
        if found is None:
            found = self.ones[key] = self._one(text) or _NOBODY
        if found.name:
            self.bodies.setdefault(found.name, found)
        return found.name

    def level_of(self, text: str) -> Level:
        found = self._one(text)
        return found.level if found is not None else Level.UNKNOWN

    def town(self, text: str) -> str:
        bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        named = split_place(bare, self.namer.seat.code if self.namer.seat else "")[1] if bare else ""
        county = self.namer.seat.code if self.namer.seat is not None and len(self.namer.seat.code) == 6 else ""
        if is_town(named) and not (self.namer.town_code(f"{named}镇", county) or f"{named}镇" in self._towns_here()):
            # Many counties have a 城关镇, others call their seats so: where the divisions are known, they tell.
            if named in _SEAT_TOWNS and self.namer.towns and not self.namer.town_code(named, county):
                return ""
            return self.body(text)
        if not 2 <= len(named) <= 8:
            return ""
        known = [named + end for end in ("镇", "乡", "街道") if self.namer.town_code(named + end, county)]
        known = known or [named + end for end in ("镇", "乡", "街道") if named + end in self._towns_here()]
        return self.body(known[0]) if len(known) == 1 else ""

    def _towns_here(self) -> frozenset[str]:
        """The townships that the section names in full somewhere: a short name (籍山) in another row is one of them."""
        if self.towns_here is None:
            cells = {
                text for row in self.section.rows for text in (*row.marks, row.values.get("recipients", "")) if text
            }
            words = {
                re.sub(r"(?:人民政府|政府|办事处)$", "", word)
                for text in cells
                for word in re.split(r"[、，,;；/\s]+", unicodedata.normalize("NFKC", text))
            }
            self.towns_here = frozenset(word for word in words if is_town(word))
        return self.towns_here

    def day(self, text: str) -> str:
        bare = text.strip()
        if _SERIAL.fullmatch(bare):
            # A day that lost its format is the number of days since 1899-12-30; 20000 is 1954, 99999 is 2173.
            return (_FIRST_SERIAL + timedelta(days=int(float(bare)))).isoformat()
        found = {day for day, precision, _ in dates_in(bare) if precision == "day"}
        return found.pop().isoformat() if len(found) == 1 else ""

    def remark(self, row: RawRow, message: str, expected: str = "", advice: str = "") -> None:
        rows = self.told.setdefault((message, expected, advice), [])
        if row.number not in rows[-1:]:
            rows.append(row.number)

    # What all kinds share ------------------------------------------------------------------------------------------------

    def _entry(self, row: RawRow) -> EntryRecord:
        values, fields = row.values, dict(row.extra)
        name = clean_name(values["name"])
        sub = clean_name(values.get("sub_name", ""))
        if sub == name:
            sub = ""
        code = re.sub(r"\s+", "", values.get("code", ""))
        if code and sub and "code" not in row.own:
            # The main item's code is not the sub-item's: two items must not share one.
            fields["主项编码"], code = code, ""
        duty: DutyKind | None = None
        type_, theme = PowerType.UNKNOWN, Theme.NONE
        if self.facts.kind == ListKind.DUTY:
            duty = self._duty(row)
        elif self.kind in _HAS_TYPES or values.get("type"):
            type_ = self._type(row, code, fields)
        theme_text = values.get("theme", "") or row.theme_heading
        if theme_text:
            theme = theme_of(theme_text)
            if theme == Theme.NONE or theme.label != theme_text:
                fields.setdefault("主题", theme_text)
        group = row.group or (self.individual if duty is not None else "")
        if group:
            fields.setdefault("分组", group)
        if row.body_heading and not values.get("holder"):
            values["holder"] = row.body_heading
        self._say_again(row, fields)
        holders, level = self._holders(row, duty, fields), self._level(row, fields)
        responsibilities = self._responsibilities(row, fields)
        return EntryRecord(
            self.section.sheet,
            row.number,
            row.cells,
            name,
            sub,
            code,
            type_,
            duty,
            theme,
            self._basis(row, fields),
            tuple(holders),
            tuple(self._offices(values, holders, duty)),
            level,
            fields,
            responsibilities=responsibilities,
            routes=self._routes(values),
        )

    def _say_again(self, row: RawRow, fields: dict[str, str]) -> None:
        """Report cells that refer to others (同上) where what they mean was guessed or is not known."""
        for label, text, how in row.again:
            fields.setdefault(label, text)
            if how == "far":
                self.remark(
                    row,
                    f"“{label}”写的是“{text}”，上一行是空格，沿用了再上面的内容",
                    "写明内容",
                    "请核对",
                )
            elif how == "many":
                self.remark(
                    row,
                    f"“{label}”写的是“{text}”，上一事项的这一列有几行，看不出是否全部相同",
                    "写明内容",
                    "请核对沿用的内容",
                )
            else:
                self.remark(
                    row,
                    f"“{label}”写的是“{text[:20]}”，看不出指什么，照原样保留",
                    "写明内容；“同上”只指上一行同一列的全部内容",
                    "请写明内容",
                )

    def _responsibilities(self, row: RawRow, fields: dict[str, str]) -> tuple[ResponsibilityRecord, ...]:
        """What answers for the item; a basis or a scope without a responsibility stays with the row."""
        values = row.values
        told = [field for field in _ANSWERING if field in values]
        if not told:
            return ()
        records: tuple[ResponsibilityRecord, ...] = ()
        if self.kind in _ANSWERABLE:
            records, leads = read_responsibilities(row.written(told))
            fields |= leads
        kinds = {record.kind for record in records}
        for field in told:
            kind = ResponsibilityKind.ACCOUNTABILITY if field.startswith("accountability") else ResponsibilityKind.DUTY
            if kind not in kinds:
                fields.setdefault(self.section.layout.lexicon.labels[field], values[field])
        return records

    def _routes(self, values: dict[str, str]) -> tuple[RouteRecord, ...]:
        cells = [(route, values[field]) for field, route in _ROUTES if values.get(field)]
        return read_routes(cells, self.body) if cells else ()

    def _duty(self, row: RawRow) -> DutyKind:
        said = duty_kind(row.values["kind"]) if row.values.get("kind") else None
        found = said or self.facts.duty
        if found is None:
            self.remarks.add("no_kind", row.number)
            return DutyKind.BASIC
        return found

    def _type(self, row: RawRow, code: str, fields: dict[str, str]) -> PowerType:
        text = row.values.get("type", "")
        if text:
            found = power_type(text)
            if found == PowerType.UNKNOWN:
                if self.kind in _HAS_TYPES:
                    self.remarks.add(f"type:{text[:20]}", row.number)
                fields.setdefault("类型", text)
            return found
        for found in (
            power_type(row.type_heading) if row.type_heading else PowerType.UNKNOWN,
            self.title_type,
            power_type_in_code(code),
            power_type_in_name(row.values.get("sub_name", "") or row.values["name"]),
        ):
            if found != PowerType.UNKNOWN:
                return found
        if self.kind in _TYPED and not self.answers_only:
            self.remarks.add("no_type", row.number)
        return PowerType.UNKNOWN

    def _level(self, row: RawRow, fields: dict[str, str]) -> Level:
        text = row.values.get("level", "")
        if not text:
            return self.level
        fields.setdefault(FIELD_NAMES["level"], text)
        levels = levels_of(text)
        if len(levels) == 1:
            return levels[0]
        return self.level if not levels or self.level in levels else Level.UNKNOWN

    def _basis(self, row: RawRow, fields: dict[str, str]) -> str:
        """What an item rests on, one citation a line. The law, its number, article and text of one row are one citation; an article under a
        law that is written once (or merged) is of the law above it."""
        lines: list[str] = []
        law = number = ""
        for cells in row.written(("basis", *sorted(CITED))):
            basis, clause = cells.get("basis", ""), cells.get("basis_clause", "")
            content = cells.get("basis_content", "")
            if "basis_law" in cells:
                law, number = cells["basis_law"], ""
            number = cells.get("basis_number", number)
            if not law and basis and _BARE_TITLE.fullmatch(basis) and clause:
                # 依据 names the law alone, and its article has a column.
                law, basis = basis, ""
            lines.extend([basis] if basis else [])
            if law and (clause or cells.keys() & CITED):
                lines.extend(self._cited(row, law, number, clause, content, fields))
            else:
                lines.extend(text for text in (clause, content) if text)
        return "\n".join(dict.fromkeys(lines))

    def _cited(
        self, row: RawRow, law: str, number: str, clause: str, content: str, fields: dict[str, str]
    ) -> list[str]:
        """The citations of one row. Several laws in a cell go with as many articles in the next, one each; where the numbers differ, which
        article is of which law nobody can tell: the cells stay with the row."""
        laws = _cell_lines(law)
        if len(laws) > 1:
            clauses, numbers = _cell_lines(clause), _cell_lines(number)
            if len(clauses) not in (0, len(laws)):
                fields.setdefault(FIELD_NAMES["basis_clause"], clause)
                self.remark(
                    row,
                    f"一格里有 {len(laws)} 部依据、{len(clauses)} 个条款，看不出哪一条属于哪一部，条款随行保留",
                    "每部法律法规与它的条款各占一行",
                    "请按依据分行填写",
                )
                clauses = []
            if len(numbers) not in (0, len(laws)):
                fields.setdefault(FIELD_NAMES["basis_number"], number)
                numbers = []
            clauses, numbers = clauses or [""] * len(laws), numbers or [""] * len(laws)
            cited = [_citation(*each) for each in zip(laws, numbers, clauses, strict=True)]
            return [*cited, content] if content else cited
        pieces = [piece.strip() for piece in clause.split("\n") if piece.strip()]
        if len(pieces) > 1 and all(_ONE_ARTICLE.fullmatch(piece) for piece in pieces):
            clause = "、".join(pieces)
        return [_citation(law, number, clause) + (f"：{content}" if content else "")]

    # Bodies ------------------------------------------------------------------------------------------------------------

    def _named(self, text: str, role: Role | None) -> list[tuple[str, Role]]:
        """Holders in a cell, settled; the list's own body by whatever name it calls itself."""
        key = (self.namer.place, text, role)
        if key not in self.seen:
            held = read_held(text)
            bodies = list(held.bodies)
            if self.of_town:
                towns = [said for word, said in zip(held.kinds, held.kind_roles, strict=True) if _is_any_town(word)]
                bodies[:0] = [(self.authority, said) for said in towns[:1]]
            answer: list[tuple[str, Role]] = []
            for name, said in give_roles(bodies, held.led, role):
                if name == self.authority or _SELF.match(name.translate(_WIDE)):
                    if self.authority:
                        answer.append((self.authority, said))
                    continue
                settled = self.namer.settle(name)
                self.bodies.setdefault(settled.name, settled)
                answer.append((settled.name, said))
            self.seen[key] = answer
        if self._says_more(text):
            self.left[text] = None
        return self.seen[key]

    def _says_more(self, text: str) -> bool:
        """Whether something of a cell is no body: words for bodies of a kind, what a sentence says, what is not known."""
        held = read_held(text)
        return bool(held.way or held.doubts) or any(not (self.of_town and _is_any_town(word)) for word in held.kinds)

    def _keep(self, entry: EntryRecord, row: RawRow) -> EntryRecord:
        """The entry with the text of every cell of which something is no body; words in a body's place that are none are reported."""
        fields = dict(entry.fields)
        labels = self.section.layout.lexicon.labels
        for text in self.left:
            held = read_held(text)
            field = next((field for field, cell in row.values.items() if text.strip() and text.strip() in cell), "")
            whole = row.values.get(field, "")
            if not field or any(whole == kept for kept in fields.values()):
                label = ""
            else:
                label = labels.get(field) or FIELD_NAMES.get(field, field)
                fields.setdefault(label, whole)
            for word in held.doubts:
                near = max((name for name, _ in held.bodies if word.startswith(name)), key=len, default="")
                self.remark(
                    row,
                    f"“{word[:30]}”不像机构的全称，按“{near}”读取，原文随行保留"
                    if near
                    else f"“{word[:30]}”里认不出机构，原文随行保留",
                    "机构的名称，如“县应急管理局”",
                    "请核对，必要时写全称",
                )
            for word in held.kinds if field in _HOLDER_FIELDS else ():
                if not _is_any_town(word) and not held.bodies and (self.authority, Role.LEAD) in entry.holders:
                    self.remark(
                        row,
                        f"“{word[:30]}”不是一个具体的机构，按清单所属机构读取，原文随行保留",
                        "具体机构的名称",
                        "请核对，必要时写明机构",
                    )
                elif not self.of_town and _is_any_town(word):
                    self.remark(
                        row,
                        f"“{word[:30]}”是各乡镇（街道），不是一个机构，原文随行保留",
                        "具体机构的名称",
                        "若由各乡镇（街道）行使，请在赋权清单或者各乡镇的清单中载明",
                    )
        return msgspec.structs.replace(entry, fields=fields) if fields != entry.fields else entry

    def _holders(self, row: RawRow, duty: DutyKind | None, fields: dict[str, str]) -> list[tuple[str, Role]]:
        values = row.values
        found: list[tuple[str, Role]] = []
        role = None
        if values.get("role"):
            role = role_of(values["role"])
            if role is None:
                self.remarks.add(f"role:{values['role'][:20]}", row.number)
                fields.setdefault("责任类型", values["role"])
        for field, default in _HOLDER_ROLES:
            text = values.get(field, "")
            if not text or (duty is not None and field == "holder" and self._are_offices(text)):
                continue
            named = self._named(text, default or role)
            if not named:
                fields.setdefault(FIELD_NAMES[field], text)
            found.extend(named)
        if duty == DutyKind.COOPERATING:
            upper = values.get("upper", "")
            named = self._named(upper, None) if upper else []
            if upper and not named:
                fields.setdefault(FIELD_NAMES["upper"], upper)
            found = [*named, *found]
            if not found:
                self.remarks.add("no_upper", row.number)
            if self.authority and all(name != self.authority for name, _ in found):
                found.append((self.authority, Role.COOPERATE))
            return _distinct(found)
        if duty == DutyKind.RECALLED:
            taker = values.get("taker", "") or values.get("upper", "")
            bodies, way = split_way(taker)
            named = self._named(bodies, None) if bodies else []
            if way and named:
                fields.setdefault("工作方式", way)
            elif taker and not named:
                fields.setdefault(FIELD_NAMES["taker"], taker)
            found = [*named, *found]
            if not found:
                self.remarks.add("no_taker", row.number)
            return _distinct(found)
        if values.get("upper"):
            found.extend(self._named(values["upper"], Role.GUIDE if duty else None))
        responsible = any(held in _RESPONSIBLE for _, held in found)
        own = self.kind in _OWN_ITEMS and not responsible and role is None and not self._of_all_towns(values)
        if own and self.authority and all(name != self.authority for name, _ in found):
            found.insert(0, (self.authority, Role.LEAD))
            if self.names_holders and not any(values.get(field) for field, _ in _HOLDER_ROLES):
                self.remark(
                    row,
                    "没有写明实施主体，按清单所属机构读取",
                    "实施主体的名称",
                    "请补上；若与上一行相同，请填写或合并单元格",
                )
        return _distinct(found)

    def _of_all_towns(self, values: dict[str, str]) -> bool:
        """Whether an item is held by all townships of the place, and by no one body."""
        if self.of_town:
            return False
        held = [read_held(values[field]) for field, _ in _HOLDER_ROLES if values.get(field)]
        kinds = [word for each in held for word in each.kinds]
        return bool(kinds) and all(map(_is_any_town, kinds)) and not any(each.bodies for each in held)

    def _are_offices(self, text: str) -> bool:
        """责任单位 in a township's list often names its own offices."""
        names = split_names(text)
        return bool(names) and all(
            _OFFICE_END.search(name) and split_place(name)[0] is None and name[0] not in "县市区省" for name in names
        )

    def _offices(
        self, values: dict[str, str], holders: list[tuple[str, Role]], duty: DutyKind | None
    ) -> list[tuple[str, str]]:
        text = values.get("office", "")
        if duty is not None and not text and values.get("holder") and self._are_offices(values["holder"]):
            text = values["holder"]
        if not text:
            return []
        owner = self.authority
        if duty is None and holders:
            leading = [name for name, role in holders if role in _RESPONSIBLE]
            owner = self.authority if self.authority in leading else (leading or [holders[0][0]])[0]
        if not owner:
            return []
        known = self.parts.get((text, owner))
        if known is not None:
            return known
        answer = []
        for part in split_names(text):
            name = part.translate(_WIDE).removeprefix(owner)
            name = _OFFICE_HEAD.sub("", name)
            if len(name) < 2 or is_generic(part):
                continue
            self.offices.setdefault(owner, {})[name] = None
            answer.append((owner, name))
        self.parts[text, owner] = found = list(dict.fromkeys(answer))
        return found


def _cell_lines(text: str) -> list[str]:
    """What a cell enumerates: its titles in 《》 where it has several, else its lines."""
    titles = _TITLE_MARKS.findall(text)
    if len(titles) > 1 and not _TITLE_MARKS.sub("", text).strip(" \n、，,；;和及与"):
        return titles
    return [line.strip() for line in re.split(r"[\n；;]", text) if line.strip()]


def _citation(law: str, number: str, clause: str) -> str:
    """《水法》（主席令第48号）第四十八条, of its parts."""
    return (law if "《" in law else f"《{law}》") + (f"（{number}）" if number else "") + clause


def _changes_where_filled(rows: list[RawRow], field: str) -> bool:
    """Whether no filled cell of a column says again what stands above it."""
    current = ""
    for row in rows:
        text = row.values.get(field, "")
        if text and text == current:
            return False
        current = text or current
    return True


def _is_any_town(word: str) -> bool:
    return every_town(word) or bool(_ANY_TOWN.match(word))


def _inside(text: str, area: str) -> str:
    """The code of the place that a cell names, by code or name, where it lies inside another; else ""."""
    bare = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if bare.isdigit():
        code = places.normal_code(bare)
    else:
        found, rest = split_place(bare, area)
        code = found.code if found is not None and not rest else ""
    return code if code and code != area and (not area or places.within(code, area)) else ""


def _body_records(
    bodies: dict[str, Settled], offices: dict[str, dict[str, None]], entries: list[EntryRecord]
) -> Iterator[BodyRecord]:
    """Each body once: as rows of a roster state it, else as the list names it."""
    stated: dict[str, BodyRecord] = {}
    for entry in entries:
        if entry.body is not None:
            before = stated.get(entry.body.name)
            stated[entry.body.name] = _joined(before, entry.body) if before else entry.body
    for name, settled in bodies.items():
        own = tuple(offices.get(name, ()))
        record = stated.pop(name, None) or BodyRecord(name, settled.place, settled.level)
        if len(settled.place) > len(record.place) and settled.place.startswith(record.place):
            # A roster gives the county where divisions know the township.
            record = msgspec.structs.replace(record, place=settled.place)
        yield msgspec.structs.replace(record, offices=tuple(dict.fromkeys((*record.offices, *own))))
    yield from stated.values()


def _joined(before: BodyRecord, more: BodyRecord) -> BodyRecord:
    """A body that several rows state: what the first does not tell is taken from the next, lists of both are put together."""
    joined: dict[str, object] = {}
    for field in BodyRecord.__struct_fields__:
        old, new = getattr(before, field), getattr(more, field)
        joined[field] = tuple(dict.fromkeys((*old, *new))) if isinstance(old, tuple) else old or new
    if before.level == Level.UNKNOWN:
        joined["level"] = more.level
    return BodyRecord(**joined)  # type: ignore[arg-type]


def _distinct(holders: list[tuple[str, Role]]) -> list[tuple[str, Role]]:
    """Each body once, with the first role it is given."""
    found: dict[str, Role] = {}
    for name, role in holders:
        found.setdefault(name, role)
    return list(found.items())


def problem(file: str, where: str, message: str, expected: str, advice: str) -> Problem:
    """A warning of a list's reading."""
    return Problem("warning", file, where, message, expected, advice)

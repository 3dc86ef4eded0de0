"""What lists of grants and catalogues of grants share: to whom, by which mode, of which tier.

Who receives is written in many ways: a column of names (小池镇、五祖镇), of types (中心镇), one column for each town or type with a
mark in it (√, 1, 认领), a sheet or a heading for each type, a heading for each town, or nowhere, because the list is one town's own claim.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from ingest.lists.bodies import split_names
from ingest.lists.kinds import KindColumn, RowContext
from ingest.lists.kinds.reading import is_nothing
from ingest.lists.rows import RawRow
from ingest.lists.words import every_town, plain, strip_heading, town_type, town_types_in
from ontologies.records import EntryRecord, GrantMode, Level, RecipientRecord, Theme, Tier
from text.normalise import fold

EVERY_TOWN = "各乡镇（街道）"

TIER = KindColumn(
    "tier",
    "赋权档次",
    "档次 目录分类 目录类别 事项档次 盘别 基本盘自选盘 基本盘或自选盘 赋权类别 赋权分类 必领选领 认领类别 认领要求 "
    "类别属性",
)
TOWN_TYPES = KindColumn(
    "town_types",
    "适用乡镇类型",
    "适用乡镇类型 乡镇类型 镇街类型 适用类型 赋权对象类型 适用镇街类型 承接乡镇类型 适用对象类型 乡镇类别 适用范围",
)
RECIPIENTS = KindColumn(
    "recipients",
    "赋权乡镇",
    "赋权街镇 赋权镇街 赋权乡镇 赋权乡镇街道 赋权街道 赋权镇 赋权对象 承接乡镇 承接镇街 承接街镇 承接乡镇街道 承接街道 "
    "承接镇 承接主体 承接单位 认领乡镇 认领镇街 认领街镇 认领乡镇街道 认领镇 认领单位 认领主体 认领情况 认领乡镇名单 "
    "下放乡镇 下放镇街 下放对象 下放至 受委托乡镇 受托乡镇 受委托单位 受委托主体 受委托机关 受托单位 受托机关 受赋权乡镇 "
    "受赋权街镇 接收乡镇 接收单位 乡镇 镇街 街镇 乡镇街道 适用乡镇 适用镇街 实施乡镇 行使乡镇 具体乡镇 试点乡镇 试点镇街 "
    "赋权后实施主体 赋权后行使主体 现行使主体 下放后实施主体 下放后行使主体 承接部门",
)

_PROVINCE_GIVES = re.compile(
    r"[一-鿿]{0,8}(?:省|自治区|北京市|天津市|上海市|重庆市)人民政府关于(?=[^。]*(?:乡|镇|街道))(?=[^。]*(?:赋予|赋权|下放|交由|行使))"
    r"[^。《》]{4,60}决定(?:\([^()]*\))?"
)


def province_gives(title: str) -> bool:
    """Whether a title is that of a decision by which a province gives powers to its towns (行政处罚法 24): what stands in its table is what it
    gives. A list that only rests on such a decision (依据《…决定》) is not one."""
    return _PROVINCE_GIVES.fullmatch(fold(title).strip()) is not None


_MODES: tuple[tuple[GrantMode, re.Pattern[str]], ...] = (
    (GrantMode.STATIONED, re.compile(r"派驻")),
    (GrantMode.AGENCY, re.compile(r"派出")),
    (GrantMode.ENTRUST, re.compile(r"委托")),
)
_TIERS: tuple[tuple[Tier, re.Pattern[str]], ...] = (
    (
        Tier.BASIC,
        re.compile(
            r"基本盘|必领|必选|应领尽领|基础(?:项|类|清单|目录)|通用(?:项|类)|^基本(?:项|类|事项)?$|basic", re.I
        ),
    ),
    (Tier.OPTIONAL, re.compile(r"自选盘|选领|可选|自选|当领则领|特色(?:项|类)|optional", re.I)),
)
_YES = re.compile(r"^(?:[√✓✔☑●■◆◎vV]\ufe0f?|是|1|1\.0|有|[yY](?:[eE][sS])?|TRUE|认领|已认领|承接|赋权|下放|同意)$")
# A ring stands for a claim in one table and for none in another.
_RING = re.compile(r"^[○◯〇⭕◌]\ufe0f?$")
_NO = re.compile(r"^(?:[×✗✘☒☐□xX]|否|0|0\.0|[nN]o?|FALSE|未认领|不认领|不承接|未承接|不同意|暂不认领)$")
_NOTED = re.compile(r"^(?P<name>[^（(]+)[（(](?P<note>[^（）()]+)[）)]$")
# 籍山镇、许镇镇认领; 8个镇全部认领: that they claim is what the column says already.
_CLAIMING = re.compile(r"(?:全部|均已|已全部|都|均|已)?(?:自愿)?(?:认领|承接|接收)(?:实施)?$")
_ALL = re.compile(r"^(?:全部|所有|全县|全市|全区)$")
# 除籍山镇外的其他镇; 各镇（籍山镇除外）, 籍山镇除外; 各镇（不含籍山镇）; 籍山镇以外的各镇: all (who they are may be left out) but those named.
_BUT = (
    re.compile(r"^除了?(?P<out>.+?)(?:之|以)?外(?:的|,)?(?P<all>.*)$"),
    re.compile(r"^(?P<all>.*?)[,;(]?(?P<out>[^,;()]+)(?:除外|例外|不在此列|不在其列|不适用)\)?$"),
    re.compile(r"^(?P<all>.*?)[,;(]?(?:不含|不包括|不包含|不涉及)(?P<out>[^()]+)\)?$"),
    re.compile(r"^(?P<out>.+?)(?:以|之)外的?(?P<all>.*)$"),
)
_THE_REST = re.compile(r"(?:其[他它余]|剩余|余下)的?.{0,8}")
# Words by which a name is kept out, not in.
_KEEPS_OUT = re.compile(
    r"除外|例外|[以之]外|不在[此其]列|不适用|不含|不包[括含]|不涉及|^除.+外|不认领|未认领|不承接|未承接|不赋权|不下放|^不|^其[他它余]"
)
_AND_MORE = re.compile(r"^(?P<named>.+?)(?P<more>等(?:共)?[\d一二三四五六七八九十]+个?(?:乡镇|镇街|镇|乡|街道)?)$")


def mode_of(texts: Iterable[str]) -> GrantMode | None:
    """The mode of a grant that the first of several texts tells that tells one alone."""
    for text in texts:
        found = [mode for mode, pattern in _MODES if text and pattern.search(text)]
        if len(found) == 1:
            return found[0]
    return None


def tier_of(texts: Iterable[str]) -> Tier | None:
    """The tier of a catalogue's item that the first of several texts tells that tells one alone."""
    for text in texts:
        found = [tier for tier, pattern in _TIERS if text and pattern.search(plain(text))]
        if len(found) == 1:
            return found[0]
    return None


def is_mark(text: str) -> bool | None:
    """Whether a cell of marks says yes or no; None where it says something else."""
    bare = unicodedata.normalize("NFKC", text).strip()
    if _YES.match(text.strip()) or _YES.match(bare):
        return True
    return False if _NO.match(text.strip()) or _NO.match(bare) or is_nothing(bare) else None


class Recipients(msgspec.Struct):
    """Who receives, each once; ``unknown`` are the words that name nobody known, and those that except somebody (``excepting`` has the
    latter alone)."""

    found: dict[tuple[str, bool], str] = {}
    unknown: list[str] = []
    excepting: list[str] = []

    def add(self, name: str, by_type: bool, note: str = "") -> None:
        key = (name, by_type)
        if not self.found.get(key):
            self.found[key] = note

    def name(self, word: str, ctx: RowContext, note: str = "") -> bool:
        """Add the town, type or all towns that a word means; False where it means none."""
        noted = _NOTED.match(word)
        if every_town(word):
            self.add(EVERY_TOWN, True, note)
        elif town_type(word):
            self.add(town_type(word), True, note)
        elif _KEEPS_OUT.search(noted["name"] if noted else word):
            return False
        elif noted and self._all_but(word, ctx, note):
            return True
        elif ctx.town(word):
            self.add(ctx.town(word), False, note)
        elif noted and self.name(noted["name"].strip(), ctx, note or noted["note"].strip()):
            return True
        elif word in _SEATS:
            self.add(word, True, note)
        elif ctx.level_of(word) == Level.TOWNSHIP and ctx.body(word):
            self.add(ctx.body(word), False, note)
        else:
            return False
        return True

    def _all_but(self, text: str, ctx: RowContext, note: str) -> bool:
        """Add all towns, or all of a type or of those named, but some (除籍山镇外的其他镇, 籍山镇除外); False where a text does not say so. Those
        that are left out receive nothing: the note tells them, and the text is among ``unknown``."""
        match = next((found for pattern in _BUT if (found := pattern.match(unicodedata.normalize("NFKC", text)))), None)
        if match is None:
            return False
        all_, out = match["all"].strip(" ,;、("), match["out"].strip(" ,;、()")
        out_words = [part for word in split_names(out) for part in re.split(r"[、,]", word) if part]
        if not all_ or every_town(all_) or _ALL.match(all_) or _THE_REST.fullmatch(all_):
            self.add(EVERY_TOWN, True, note or f"{out}除外")
        elif town_type(all_):
            # No type alone: a type's towns are all of that type.
            self.add(f"{all_}（{out}除外）", True, note)
        else:
            names = [word for word in split_names(all_) if word not in out_words]
            if len(names) == len(split_names(all_)):
                # 籍山镇（园区除外）: a part of a town, which its note tells.
                return False
            for name in names:
                self.name(name, ctx, note)
        self.unknown.append(text)
        self.excepting.append(text)
        return True

    def cell(self, text: str, ctx: RowContext, note: str = "") -> None:
        """Add everyone whom a cell names. All but one (除籍山镇外的各镇) are all with a note, and among ``unknown``: the
        note says in words who does not receive."""
        text = unicodedata.normalize("NFKC", text).strip(" 。;,")
        claiming = _CLAIMING.search(text)
        text = text[: claiming.start()].strip() if claiming else text
        if (claiming and not text) or _ALL.match(text):
            # 全部认领: every town of the list, which is one where the list is a town's.
            if ctx.level == Level.TOWNSHIP:
                self.add(ctx.authority, False, note)
            else:
                self.add(EVERY_TOWN, True, note)
            return
        if self._all_but(text, ctx, note):
            return
        # 各乡镇（街道） is one word; 小池镇（街道部分）is a town with a note.
        if every_town(text) or town_type(text):
            self.name(text, ctx, note)
            return
        more = _AND_MORE.match(text)
        if more:
            self.unknown.append(more["more"])
            text = more["named"]
        for word in split_names(text):
            parts = [part for part in re.split(r"[、,]", word) if part]
            if self.name(word, ctx, note) or is_nothing(word):
                continue
            if len(parts) > 1:
                # 小池、五祖 without their 镇 stand together as one name does.
                self.unknown.extend(part for part in parts if not self.name(part, ctx, note))
            else:
                self.unknown.append(word)

    def types(self) -> list[str]:
        return [name for name, by_type in self.found if by_type]

    def towns(self) -> list[str]:
        return [name for name, by_type in self.found if not by_type]

    def records(self) -> tuple[RecipientRecord, ...]:
        return tuple(RecipientRecord(name, by_type, note) for (name, by_type), note in self.found.items())


_SEATS = frozenset({"城关镇", "城关街道", "县城", "城区"})


def types_over(entry: EntryRecord, row: RawRow, ctx: RowContext) -> tuple[str, ...]:
    """The types of towns that stand over a row: in the headings above it, the sheet's name, the title."""
    groups = [strip_heading(part) for part in row.group.split(" / ") if part]
    for text in (*reversed(groups), entry.sheet, *ctx.words):
        found = (town_type(text),) if town_type(text) else town_types_in(text)
        if not found and text in _SEATS and not ctx.town(text):
            found = (text,)
        if found:
            return found
    return ()


def read_marks(row: RawRow, ctx: RowContext, recipients: Recipients, fields: dict[str, str]) -> None:
    """Add everyone in whose column of marks a row has one; a cell that says something else is its note, a no keeps out."""
    for head, text in row.marks.items():
        said = is_mark(text)
        if said is False:
            continue
        if _RING.match(text.strip()):
            fields.setdefault(head, text)
            ctx.remark(
                row, "“○”看不出是认领还是不认领，按未认领读取，原文随行保留", "√ 表示认领，空格表示不认领", "请核对"
            )
            continue
        if _KEEPS_OUT.search(plain(text)):
            fields.setdefault(head, text)
            ctx.remark(
                row, f"“{head}”一格写的是“{text[:20]}”，按不赋权读取，原文随行保留", "√ 表示赋权或者认领", "请核对"
            )
            continue
        if not recipients.name(head, ctx, text.strip()):
            fields.setdefault(head, text)


def theme_fact(entry: EntryRecord) -> str:
    return str(entry.theme) if entry.theme != Theme.NONE else ""

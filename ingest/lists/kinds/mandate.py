"""三定职责: the duties that a department's founding regulation (三定: 职能配置、内设机构和人员编制规定) gives it, each leading the powers by
which it is done (天津: 职责 lead the 职权 of the list).

An item's name is a short form of the duty's text; the text itself is the fact ``text``. ``functions`` are the words of the list: codes of
the function scheme are settled later.
"""

from __future__ import annotations

import re

import msgspec

from ingest.lists.kinds import Kind, KindColumn, RowContext
from ingest.lists.kinds.reading import LABEL, Cells, is_nothing, pieces, references, state
from ingest.lists.rows import RawRow
from ontologies.records import EntryRecord, ItemKind, ListKind
from text.cut import clean, words
from text.normalise import fold
from text.numerals import parse_number

LONGEST_NAME = 40

_COLUMNS = (
    KindColumn(
        "text",
        "职责内容",
        "主要职责 职责内容 职责 部门职责 三定职责 职能 主要职能 具体职责 职责表述 职责条款 职责事项 法定职责 "
        "工作职责 职责任务 主要职责任务 职责描述 “三定”职责 三定规定职责 "
        "职责项 部门主要职责 单位职责",
    ),
    KindColumn("short", "职责名称", "职责名称 职责简称 职责标题 职责要点 职责概括"),
    KindColumn("number", "职责序号", "职责序号 职责编号 条款序号 条目 款项 三定条款"),
    KindColumn(
        "functions",
        "职能领域",
        "职能领域 职能类别 职能分类 职责领域 职责类别 职责分类 管理领域 业务领域 职能编码 行政职能",
    ),
    KindColumn(
        "powers",
        "对应权责事项",
        "对应权责事项 对应权力事项 对应职权 对应行政职权 对应事项 权责事项 权责清单事项 对应权责清单事项 "
        "行使的职权 具体行政职权 行政职权 权力事项 对应权力 涉及权责事项 "
        "统领权责事项 权责事项名称 职权名称 对应职权事项 "
        "具体工作事项 具体事项 工作事项 对应权力名称 对应的权责事项 对应具体事项 对应事项名称",
    ),
    KindColumn(
        "holder",
        "部门",
        "部门 单位 部门名称 单位名称 机构 机构名称 责任部门 主管部门 责任主体 实施主体 责任单位",
    ),
    KindColumn(
        "office", "内设机构", "内设机构 内设科室 承担科室 责任科室 科室 股室 承办机构 承办科室 责任股室 内设机构名称"
    ),
)

_STOPS = "。;:!?"
_OPEN, _CLOSE = "(《“‘[【〈", ")》”’]】〉"
# 贯彻，… is no name: before a comma stand at least this many characters.
_SHORTEST = 4
_STRIP = " \t\r\n　。；;，,、：:"


def short_name(text: str, longest: int = LONGEST_NAME) -> str:
    """A duty's name out of its text: the first clause, without its label. A longer one ends before the last 、 that fits, else behind
    the last whole word, with …; never inside a word, brackets or book-title marks."""
    line = " ".join(text.split())
    label = LABEL.match(fold(line))
    line = line[label.end() if label else 0 :].strip(_STRIP)
    source = fold(line)
    outside = _outside_brackets(source)
    stops = (at for at in outside if source[at] in _STOPS or (source[at] == "," and at >= _SHORTEST))
    clause = next(stops, len(line))
    if clause <= longest:
        return line[:clause].strip(_STRIP)
    ends = [place for place in _word_ends(line) if place < longest and (place in outside or place == len(line))]
    listed = [place for place in ends if line[place] == "、" and place >= longest // 2]
    # A bracket longer than a name may be leaves no cut: rather one inside it than no name.
    end = (listed or ends or [longest - 1])[-1]
    return line[:end].strip(_STRIP) + "…"


def _outside_brackets(source: str) -> list[int]:
    """The places of a text that stand in no brackets, book-title marks or quotation marks (where none begins before them)."""
    depth, answer = 0, []
    for place, char in enumerate(source):
        depth -= char in _CLOSE and depth > 0
        if not depth and char not in _CLOSE:
            answer.append(place)
        depth += char in _OPEN
    return answer


def _word_ends(line: str) -> list[int]:
    """Where the words of a text end, in order."""
    plain, place, answer = clean(line), 0, []
    for word in words(line):
        place = plain.index(word, place) + len(word)
        answer.append(place)
    return answer


def read(entry: EntryRecord, row: RawRow, ctx: RowContext) -> EntryRecord | None:
    """A duty's short name, text and number, and the powers that it leads. Source: one row of a 三定 table."""
    cells = Cells(row, _COLUMNS, ctx)
    text = cells.take("text")
    short = cells.take("short")
    number = _number(cells.look("number"))
    if number:
        cells.take("number")
    number = number or _number(text)
    said = _labels(text)
    if said > 1:
        ctx.remark(
            row,
            f"一格写了 {said} 条职责，作为一项载入，名称取第一条",
            "每条职责一行",
            "请分行后再载入，权责事项才能对应到条",
        )
    body = entry.holders[0][0] if entry.holders else ctx.authority
    named = cells.look("powers")
    refs = references(named, (ItemKind.POWER,), body)
    if named and refs:
        cells.take("powers")
    elif named and not is_nothing(named):
        ctx.remark(
            row, f"“对应权责事项”没有写出事项名称：{named[:20]}", "权责事项的名称，每项一行", "请写出名称或者编码"
        )
    functions = cells.take("functions")
    facts = {
        "text": text or entry.name,
        "functions": "\n".join(pieces(re.sub(r"[、，,]", "\n", functions))),
        "number": number,
    }
    changed = msgspec.structs.replace(entry, name="".join(short.split()) or short_name(entry.name))
    return state(changed, cells, ItemKind.MANDATE, facts, refs=refs)


def _number(text: str) -> str:
    """The number of a duty: （三） → 3, 第（三）项 → 3; "" where the text begins with none."""
    found = LABEL.match(fold(text).strip())
    label = (found.group() if found else text).strip(" .、")
    try:
        return parse_number(label)
    except ValueError:
        return ""


def _labels(text: str) -> int:
    """How many duties a cell counts: the labels at the beginnings of its sentences, of the kind that the first one is."""
    source = fold(text)
    marks = [
        match.group()
        for match in LABEL.finditer(source)
        if source[: match.start()].rstrip(" ")[-1:] in ("", "\n", "。", ";")
    ]
    shape = [re.sub(r"[\d一二三四五六七八九十①-⑳]+", "#", mark).strip() for mark in marks]
    return shape.count(shape[0]) if shape else 0


KIND = Kind(
    kind=ListKind.MANDATE,
    titles=r"三定|主要职责(?:及|和|与|、).{0,6}(?:权责|权力|职权|事项)|职责.{0,3}对应.{0,4}(?:权责|权力|职权|事项)|主要职责$|职能配置|部门职责(?:清单|登记|一览|表)|主要职责.{0,10}(?:清单|一览|表|登记)|mandate_list",
    read=read,
    columns=_COLUMNS,
    name="text",
    adds=frozenset({"powers"}),
    telling=(frozenset({"text", "powers"}), frozenset({"short", "text"})),
)

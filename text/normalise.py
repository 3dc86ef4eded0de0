"""Making spellings comparable: width and punctuation folding, traditional to simplified, and the canonical name of a law.

:func:`fold` never changes a length, so a position found in folded text is the same position in the original.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# What Unicode calls compatible (NFKC), where that is one code point for one: full-width forms, small forms, radicals and
# compatibility ideographs (text copied out of PDF files is full of them), odd spaces.
_COMPATIBLE = (
    (0x00A0, 0x00A0),
    (0x2000, 0x200A),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x2E80, 0x2FDF),
    (0x3000, 0x3000),
    (0xF900, 0xFAFF),
    (0xFE50, 0xFE6B),
    (0xFF01, 0xFF5E),
)
# What NFKC leaves apart but legal text mixes. Double and single book-title marks stay apart: nesting is read from them.
_ALIKE = {
    "〈": "<＜﹤‹〈",
    "〉": ">＞﹥›〉",
    "《": "«︽⟪≪",
    "》": "»︾⟫≫",
    "[": "〔﹝［",
    "]": "〕﹞］",
    "【": "︻",
    "】": "︼",
    "(": "⟮︵",
    ")": "⟯︶",
    "“": "〝「『",
    "”": "〞」』",
    "—": "–―─━﹘－‐‑‒−",
    "~": "～∼〜˜",
    "·": "•・‧∙⋅･",
    "〇": "○◯Ｏ",
    " ": "\u200b\u200c\u200d\u2060\ufeff\u1680\t\v\f\x85",
}


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for first, last in _COMPATIBLE:
        for point in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(point))
            if len(plain) == 1 and plain != chr(point):
                table[point] = plain
    for plain, variants in _ALIKE.items():
        table.update((ord(variant), plain) for variant in variants)
    return table


_FOLD = _table()


def fold(text: str) -> str:
    """One spelling for what differs only in width or in the make of a punctuation mark; exactly as long as ``text``.

    Digits, letters, parentheses, comma, colon and semicolon become ASCII; ``〔〕`` and ``［］`` become ``[]``; ``<>``
    and their kin become ``〈〉`` (``《》`` stay themselves);
    corner brackets become ``“”``; every space but the line break becomes U+0020; compatibility ideographs
    and radicals become the character they stand for. Chinese ``。`` and ``、`` stay.
    """
    return text.translate(_FOLD)


@cache
def _opencc() -> OpenCC:
    # Loading its dictionaries takes longer than starting everything else in this package: only when asked for.
    from opencc import OpenCC

    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters to simplified (OpenCC ``t2s``). Not length-preserving in principle: not for spans."""
    return str(_opencc().convert(text))


_YEAR = r"(?:19|20)\d\d年?"
_DAY = r"(?:\d{1,2}月)?(?:\d{1,2}日)?"
_CHANGE = r"(?:修正|修订|修改|公布|发布|颁布|通过|施行|实施|失效|废止|失去效力)"
# A note says when or by what order a text came to be; it names no other document. "2019年本", "2018年" alone, 草案, 试行 and （二） do
# tell documents apart and stay.
_NOTE = re.compile(
    r"(?!.*(?:草案|征求意见|送审|试行|暂行))(?:"
    rf"(?:已经?|经)?(?:第[一二三四五六七八九十\d]+次)?{_CHANGE}(?:本|版|文本)?"
    rf"|[^()]{{0,20}}?{_YEAR}[^()]{{0,80}}?{_CHANGE}[^()]{{0,20}}"
    r"|全文|现行有效|有效|现行"
    r"|[^()]{0,40}(?:令|公告)(?:\[\d{4}\])?第?[〇零一二三四五六七八九十百\d]+号[^()]{0,60}"
    r"|[\u4e00-\u9fff]{0,14}\[(?:19|20)\d\d\]第?\d+号[^()]{0,40}"
    r")"
)
_TRAILING_NOTE = re.compile(r"\(([^()]*)\)$|\[([^\[\]]*)\]$|【([^【】]*)】$")
_BARE_NOTE = re.compile(
    rf"(?<=[\u4e00-\u9fff)〉]){_YEAR}{_DAY}(?:第[一二三四五六七八九十]次)?(?:修正|修订)(?:本|版|文本)?$"
)
# A bare year is a version of these; of a catalogue, a plan or an amendment it is another document.
_BARE_YEAR = re.compile(r"(?:(?<=[法典例则])|(?<=规定))\((?:19|20)\d\d(?:年版?)?\)$")
# With these behind it, the country is a party to something (a treaty) and not the prefix of a title.
_COUNTRY_PREFIX = re.compile(r"(^|〈|“)中华人民共和国(?!和(?!平)|[与及同]|政府[和与同关]|最高|主席令|$)")
# 实施〈某法〉办法 and 〈某法〉实施细则 are written with and without marks: the first keeps them, the second does not.
_INNER_WITHOUT = re.compile(
    r"(?<=实施)(?:中华人民共和国)?([^〈〉]{1,40}?(?:法|条例))(?=的?(?:若干|补充|暂行|具体)*(?:办法|细则|规定|条例|意见|决定)(?:\(|$))"
)
_INNER_WITH = re.compile(r"〈([^〈〉]{1,40}(?:法|条例))〉(?=实施(?:办法|细则|条例|规定|意见|规则)(?:\(|$))")
_SHOWN = str.maketrans(
    {"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "[": "〔", "]": "〕"}
)


def _is_note(content: str) -> bool:
    return _NOTE.fullmatch(content) is not None


def _wrapped(name: str, left: str, right: str) -> bool:
    """Whether the first mark of ``name`` is closed by its last."""
    if not (name.startswith(left) and name.endswith(right)):
        return False
    depth = 0
    for index, char in enumerate(name):
        depth += (char == left) - (char == right)
        if depth == 0:
            return index == len(name) - 1
    return False


@lru_cache(maxsize=65536)
def law_name(title: str) -> str:
    """The canonical short title: what names the work in identifiers.

    Gone are the outer book-title marks, white space, 中华人民共和国 in front (of the title and of a title inside it), and a
    trailing note of year, amendment, order number or validity. Marks of an inner title become 〈〉, other punctuation one
    width, traditional characters simplified. Kept is what tells documents apart: 试行, 暂行, 草案, （二）, 2019年本, the place.
    ``""`` for a title without any character of its own. Idempotent.
    """
    before = None
    name = title
    while name != before:
        before = name
        name = _one_pass(name)
    return name


def _one_pass(title: str) -> str:
    name = re.sub(r"\s+", "", fold(title))
    if not name.isascii():
        try:
            name.replace("〈", "").replace("〉", "").encode("gb2312")
        except UnicodeEncodeError:
            # Only text outside the simplified repertoire is worth the converter.
            name = simplify(name)
    if name.count("《") == name.count("》") + 1 and name.startswith("《"):
        name = name[1:]
    elif name.count("》") == name.count("《") + 1 and name.endswith("》"):
        name = name[:-1]
    # Straight marks do not tell which end they are: they open and close in turn.
    name = re.sub(r'"([^"]*)"', r"“\1”", name)
    for left, right in (("《", "》"), ("〈", "〉"), ("“", "”")):
        if _wrapped(name, left, right):
            name = name[1:-1]
    note = _TRAILING_NOTE.search(name)
    if note and note.start() and _is_note(next(part for part in note.groups() if part is not None)):
        name = name[: note.start()]
    name = _BARE_YEAR.sub("", _BARE_NOTE.sub("", name))
    name = name.replace("《", "〈").replace("》", "〉")
    name = _COUNTRY_PREFIX.sub(r"\1", name)
    name = _INNER_WITH.sub(r"\1", name)
    name = _INNER_WITHOUT.sub(r"〈\1〉", name)
    return name.translate(_SHOWN)

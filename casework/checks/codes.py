"""Codes that break the rule of the scheme that they claim (code.invalid).

A code is held to a scheme only where it shows that it is of it:

- 统一社会信用代码 (GB 32100-2015): eighteen signs, the last computed from the others. Where a roster gives it, where a service names its body
  (主体编码), and as the first eighteen signs of an implementing code.
- 实施编码 (国家政务服务事项编码): 31 signs: the body's credit code, one digit for the level (1 national … 6 village), the basic code of twelve. That
  begins with the type in two digits, or with the two digits of a province (00 for the country) and the type behind them; no province
  has the digits of a type, so which of the two it is shows. What is longer is the code of a case under it (办理项) and is held to its
  first 31. The basic code that its row gives is the one within it. A code that begins with a body's valid credit code shows by that
  alone that it is of this scheme, however many signs it has.
- A list's own scheme, where its codes carry the type, in letters (XK CF QZ ZS JF JC QR JL CJ QT) or in two digits, and at least
  :data:`_RULE` of them agree with the types of their rows: a code whose type differs contradicts its row (确认), one of another form than
  nearly all others departs from the scheme (疑似). The code of a sub-item, which lengthens that of its main item, is of the scheme.

Codes of any other make are nobody's scheme, and nothing is said of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence

import msgspec

from casework.dossier import Dossier, Item, Row
from casework.findings import Evidence, Finding, about_row
from ingest.lists.kinds.roster import credit_check
from ontologies.places import places
from ontologies.records import FindingKind, ItemKind, Level, PowerType, Verdict

_CODED = (ItemKind.POWER, ItemKind.SERVICE, ItemKind.GRANT, ItemKind.DUTY, ItemKind.CATALOGUE)
_RULE = 0.8
# How many codes must agree before they are a scheme.
_FEWEST = 4
_LETTERS: dict[str, PowerType] = {
    "XK": PowerType.LICENSING,
    "CF": PowerType.PENALTY,
    "QZ": PowerType.COERCION,
    "ZS": PowerType.LEVY,
    "JF": PowerType.BENEFIT,
    "JC": PowerType.INSPECTION,
    "QR": PowerType.CONFIRMATION,
    "JL": PowerType.REWARD,
    "CJ": PowerType.ADJUDICATION,
    "QT": PowerType.OTHER,
    "GG": PowerType.PUBLIC_SERVICE,
}
_TYPED = re.compile(rf"(?<![A-Z])({'|'.join(_LETTERS)})(?![A-Z])")
_CREDIT_SHAPE = re.compile(r"[1-9A-Z][1-9A-Z]\d{6}[0-9A-Z]{10}")
_NATIONAL = re.compile(rf"({_CREDIT_SHAPE.pattern})(\d)(\d{{12}})[0-9A-Z]{{0,5}}")
# Nearly a national code: a few signs short or long.
_ALMOST = re.compile(r"[0-9A-Z]{27,36}")
_LEVELS = frozenset("123456")
_PROVINCES = frozenset(place.code for place in places() if place.level is Level.PROVINCE)
_NOT_SIGNS = re.compile(r"[IOSVZ]")
_CREDIT_FIELDS = ("主体编码", "统一社会信用代码")
_RULES = {
    "credit": "GB 32100—2015《法人和其他组织统一社会信用代码编码规则》",
    "national": "国家政务服务事项编码规则",
    "own": "清单自己的编码规则",
}


class _Fault(msgspec.Struct, frozen=True):
    """One thing wrong with a code: ``text`` says what, ``repair`` what to write; ``shared`` a part that other rows have too."""

    text: str
    repair: str
    sure: bool
    rule: str
    shared: str = ""


def plain(code: str) -> str:
    """A code in one width and case, without spaces; long dashes as hyphens."""
    return re.sub(r"[—–－‐]", "-", re.sub(r"\s+", "", unicodedata.normalize("NFKC", code)).upper())


def credit_fault(code: str) -> _Fault | None:
    """What is wrong with eighteen signs that are given as a 统一社会信用代码. None where they are one."""
    wrong = _NOT_SIGNS.search(code)
    if wrong is not None:
        return _Fault(
            f"统一社会信用代码“{code}”里有不得使用的字母{wrong.group()}", "对照登记证更正代码", True, "credit", code
        )
    expected = credit_check(code)
    if code[17] == expected:
        return None
    return _Fault(
        f"统一社会信用代码“{code}”的校验位是{code[17]}，由前十七位算出来的是{expected}",
        "对照登记证核对代码：末位或者前面的某一位写错了",
        True,
        "credit",
        code,
    )


def invalid(dossier: Dossier) -> Iterator[Finding]:
    """code.invalid."""
    yield from _bodies(dossier)
    lists: dict[str, list[tuple[Item, Row]]] = defaultdict(list)
    for item, row in dossier.powers(*_CODED):
        lists[row.list_id].append((item, row))
    for members in lists.values():
        yield from _of_list(dossier, members)


# Rosters -----------------------------------------------------------------------------------------------------------------------------


def _bodies(dossier: Dossier) -> Iterator[Finding]:
    for body, rows in dossier.roster_rows.items():
        node = dossier.bodies.get(body)
        current = [row for row in rows if row.valid_from <= dossier.day < row.valid_to]
        if node is None or not current:
            continue
        code = plain(str(node["code"]))
        fault = credit_fault(code) if len(code) == 18 else None
        other = plain(next((row.fields[name] for row in current for name in _CREDIT_FIELDS if name in row.fields), ""))
        if not code and re.fullmatch(r"[0-9A-Z]{12,24}", other) and len(other) != 18:
            fault = _Fault(f"统一社会信用代码“{other}”有{len(other)}位，应为18位", "对照登记证补正", True, "credit")
        if fault is not None:
            yield _finding((body,), f"{node['name']}的", [fault], current[-1:], body)


# Lists -------------------------------------------------------------------------------------------------------------------------------


def _of_list(dossier: Dossier, members: Sequence[tuple[Item, Row]]) -> Iterator[Finding]:
    codes = {id(row): plain(row.code) for _, row in members}
    own = _OwnScheme([(codes[id(row)], row.power_type) for _, row in members])
    national = sum(_NATIONAL.fullmatch(code) is not None for code in codes.values())
    mostly = national >= _FEWEST and national >= _RULE * sum(bool(code) for code in codes.values())
    found = [(item, row, list(_faults(codes[id(row)], item, row, own, mostly, dossier))) for item, row in members]
    counts = Counter(fault.shared for _, _, faults in found for fault in faults if fault.shared)
    groups: dict[str, list[tuple[Item, Row, _Fault]]] = defaultdict(list)
    for item, row, faults in found:
        for fault in faults:
            if counts[fault.shared] > 1:
                groups[fault.shared].append((item, row, fault))
        alone = [fault for fault in faults if counts[fault.shared] < 2]
        if alone:
            yield _finding(about_row(item, row), f"“{row.full_name}”的", alone, [row], item.owner)
    # One wrong credit code in many rows is one thing to mend.
    for part, together in groups.items():
        item, _, fault = together[0]
        rows = [row for _, row, _ in together]
        yield _finding((item.owner, part), f"{dossier.body_name(item.owner)}{len(rows)}项的", [fault], rows, item.owner)


def _faults(code: str, item: Item, row: Row, own: _OwnScheme, mostly: bool, dossier: Dossier) -> Iterator[_Fault]:
    # Where the code agrees with the power that a service rests on, its type is what is wrong (service.type_differs).
    types = {dossier.items[link.other].node.get("power_type", "") for link in item.links if link.other in dossier.items}
    seen: set[str] = set()
    for name in _CREDIT_FIELDS:
        given = plain(row.fields.get(name, ""))
        if _CREDIT_SHAPE.fullmatch(given):
            seen.add(given)
            fault = credit_fault(given)
            if fault is not None:
                yield fault
    match = _NATIONAL.fullmatch(code)
    if match is not None:
        body, level, basic = match.groups()
        if body not in seen:
            fault = credit_fault(body)
            if fault is not None:
                yield fault
        stated = plain(row.fields.get("基本编码", ""))
        if re.fullmatch(r"\d{12}", stated) and stated != basic:
            yield _Fault(
                f"实施编码“{code}”里的基本编码是{basic}，这一行的基本编码是{stated}",
                "对照政务服务事项库核对两个编码，改正写错的一个",
                True,
                "national",
            )
        if level not in _LEVELS:
            yield _Fault(
                f"实施编码“{code}”第19位（行使层级）是{level}，没有这一层级", "按行使层级改正第19位", True, "national"
            )
        yield from _type_digits(f"实施编码“{code}”里的基本编码", _basic_type(basic), row, "national", types)
        return
    begun = _CREDIT_SHAPE.fullmatch(code[:18]) is not None and credit_fault(code[:18]) is None
    if (mostly or begun) and _ALMOST.fullmatch(code) and code[:2].isalnum() and len(code) != 31:
        yield _Fault(f"实施编码“{code}”有{len(code)}位，应为31位", "对照政务服务事项库补正编码", True, "national")
        return
    yield from own.faults(code, row)
    basic = plain(row.fields.get("基本编码", ""))
    if re.fullmatch(r"\d{12}", basic):
        yield from _type_digits(f"基本编码“{basic}”", _basic_type(basic), row, "national", types)


def _basic_type(basic: str) -> str:
    """The two digits of a basic code that are its type."""
    return basic[2:4] if basic[:2] == "00" or basic[:2] in _PROVINCES else basic[:2]


def _type_digits(where: str, digits: str, row: Row, rule: str, also: Container[str] = ()) -> Iterator[_Fault]:
    stated = PowerType(row.power_type) if row.power_type else PowerType.UNKNOWN
    if stated is PowerType.UNKNOWN or digits == stated.value or digits in also:
        return
    known = PowerType(digits).label if digits in set(PowerType) else ""
    said = f"是{digits}（{known}）" if known and digits != PowerType.UNKNOWN else f"是{digits}"
    yield _Fault(
        f"{where}的类型段{said}，事项的类型是{stated.label}（{stated.value}）",
        f"类型无误的，编码改用{stated.label}的；编码无误的，改正类型",
        True,
        rule,
    )


class _OwnScheme:
    """The scheme that a list's codes show: ``letters`` or ``digits`` tell the type, ``forms`` the usual make of a code."""

    def __init__(self, codes: Iterable[tuple[str, str]]) -> None:
        told = [(code, type_) for code, type_ in codes if code]
        typed = [(code, type_) for code, type_ in told if type_ and type_ != PowerType.UNKNOWN]
        self.codes = {code for code, _ in told}
        self.letters = _agree(typed, type_letters)
        width = Counter(len(code) for code, _ in typed if code.isdigit()).most_common(1)
        self.width = width[0][0] if width else 0
        numbers = [(code, type_) for code, type_ in typed if code.isdigit() and len(code) == self.width]
        self.digits = (
            not self.letters
            and self.width >= 8
            and len({type_ for _, type_ in numbers}) > 1
            and _agree(numbers, lambda code: code[:2])
            and len(numbers) >= _RULE * len(typed)
        )
        forms = Counter(_form(code) for code in self.codes if type_letters(code) or not self.letters)
        form, count = forms.most_common(1)[0] if forms else ("", 0)
        self.form = form if count >= _FEWEST and count >= _RULE * len(self.codes) else ""
        heads = Counter(_head(code) for code in self.codes)
        head, count = heads.most_common(1)[0] if heads else ("", 0)
        self.head = head if head and count >= 0.9 * len(self.codes) and count >= _FEWEST else ""

    def faults(self, code: str, row: Row) -> Iterator[_Fault]:
        """What is wrong with one code of the list."""
        if not code or not (self.letters or self.digits):
            return
        stated = PowerType(row.power_type) if row.power_type else PowerType.UNKNOWN
        if self.letters:
            letters = type_letters(code)
            if letters and stated is not PowerType.UNKNOWN and letters != stated:
                right = next(word for word, type_ in _LETTERS.items() if type_ == stated)
                yield _Fault(
                    f"编码“{code}”里的类型字母是{PowerType(letters).label}的，事项的类型是{stated.label}",
                    f"类型无误的，编码改用{right}并重新编号；编码无误的，改正类型",
                    True,
                    "own",
                )
        elif code.isdigit() and len(code) == self.width:
            yield from _type_digits(f"编码“{code}”前两位", code[:2], row, "own")
        if self._departs(code, bool(row.sub)):
            yield _Fault(
                f"编码“{code}”的写法与清单里其他编码不同（其他都写成“{_shown(self.form, self.head)}”的样子）",
                "按清单的编码规则补正位数和各段",
                False,
                "own",
            )

    def _departs(self, code: str, sub: bool) -> bool:
        if not self.form or self._usual(code):
            return False
        for length in range(len(code) - 1, 3, -1):
            main, rest = code[:length], code[length:]
            # The code of a sub-item lengthens its main item's.
            if self._usual(main) and (sub or main in self.codes or not rest[0].isalnum()):
                return False
        return True

    def _usual(self, code: str) -> bool:
        return _form(code) == self.form and (not self.head or _head(code) == self.head)


def type_letters(code: str) -> str:
    """The type that a code's letters tell, "" where none or several do."""
    found = set(_TYPED.findall(code))
    return _LETTERS[found.pop()].value if len(found) == 1 else ""


def _agree(codes: Sequence[tuple[str, str]], says: Callable[[str], str]) -> bool:
    """Whether what codes say of their type agrees with their rows so often that it is a rule."""
    count = sum(says(code) == type_ for code, type_ in codes)
    return count >= _FEWEST and count >= _RULE * len(codes)


def _form(code: str) -> str:
    """The make of a code: 9 for each digit, the type's letters as XK, other letters as A."""
    return re.sub(r"\d", "9", re.sub(r"[A-Z]+", _letters_as, code))


def _letters_as(found: re.Match[str]) -> str:
    return "@" if found.group() in _LETTERS else "A"


def _head(code: str) -> str:
    """The division that a code begins with, "" where it does not."""
    found = re.match(r"\d{6}(?=\d*[A-Z-])", code)
    return found.group() if found else ""


def _shown(form: str, head: str) -> str:
    shown = form.replace("@", "类型字母").replace("9", "0")
    return head + shown[len(head) :] if head and shown.startswith("0" * len(head)) else shown


def _finding(about: tuple[str, ...], whose: str, faults: Sequence[_Fault], rows: Sequence[Row], body: str) -> Finding:
    sure = any(fault.sure for fault in faults)
    return Finding(
        FindingKind.CODE_INVALID,
        Verdict.CONFIRMED if sure else Verdict.SUSPECTED,
        about,
        f"{whose}编码不合规则：{'；'.join(fault.text for fault in faults)}",
        repair="；".join(dict.fromkeys(fault.repair for fault in faults)),
        rows=tuple(rows),
        evidence=tuple(
            Evidence(f"按{_RULES[fault.rule]}：{fault.text}", source=rows[0].item if rows else body) for fault in faults
        ),
        bodies=(body,),
    )


CHECKS = ((frozenset({FindingKind.CODE_INVALID}), invalid),)

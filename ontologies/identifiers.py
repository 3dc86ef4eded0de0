"""Identifiers: stable, readable, in the ELI manner (work / point in time / subdivision).

=============  ==============================================  =========================================
what           identifier                                      example
=============  ==============================================  =========================================
Law            law/{jurisdiction}/{name}                       law/cn/渔业法
LawVersion     law/{jurisdiction}/{name}/{version date}        law/cn/渔业法/2013-12-28
Article        law/…/{eId}: an article's number in the work    law/cn/渔业法/art_38
Provision      law/…/{version date}/{eId}                      law/cn/渔业法/2013-12-28/art_38__para_1
Body           body/{place}/{name}                             body/421127/黄梅县应急管理局
Office         office/{place}/{body name}/{name}               office/421127100/小池镇/社会事务办公室
List           list/{place}/{authority}/{kind}/{edition}       list/421127/黄梅县应急管理局/power_list/2024-06-30
Entry          {list}/{sheet}/{row}                            list/…/2024-06-30/Sheet1/8
Power          power/{place}/{body name}/{code or name}        power/421127/黄梅县应急管理局/对…的处罚
Duty           duty/{place}/{body name}/{kind}/{name}          duty/421127100/小池镇/basic/公共场所卫生
other items    {kind}/{place}/{body name}/{key}                grant/421127/黄梅县城市管理执法局/entrust_对…的处罚
Responsibility responsibility/{power without its kind}/{n}     responsibility/421127/黄梅县应急管理局/对…的处罚/duty_2
Function       function/{code}                                 function/emergency; function/open: 未明确
=============  ==============================================  =========================================

A name is made fit by :func:`slug`: no space, no character that a path or a query would take apart. The jurisdiction is "cn"
or a division code behind "cn-". eIds follow Akoma Ntoso: part (编), subpart (分编), chp, sec, art, para (款), item (项), point (目), annex;
an article is unique in its law, so that it carries no chapter before it.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from ontologies.records import ItemKind

_UNFIT = re.compile(r"[\s/?#%\"<>\\^`{|}\u3000]+")
UNDATED = "undated"
# What a provision leaves open (有关部门) has an identifier, too, so that it can be counted; no code of the scheme is called so.
OPEN_FUNCTION = "open"


def slug(name: str) -> str:
    """A name fit for one segment of an identifier: spaces and delimiters become "_"; nothing else is changed."""
    return _UNFIT.sub("_", name.strip()).strip("_") or "_"


def law_id(jurisdiction: str, name: str) -> str:
    """``jurisdiction``: "cn" or a division code ("33"); ``name``: the settled short title."""
    place = "cn" if jurisdiction in ("", "cn") else f"cn-{jurisdiction}"
    return f"law/{place}/{slug(name)}"


def version_id(law: str, day: date | None) -> str:
    return f"{law}/{day.isoformat() if day else UNDATED}"


def article_eid(article: str, paragraph: str | None = None, item: str | None = None, point: str | None = None) -> str:
    """The eId of an article or of what stands in it: numbers as Arabic strings ("133-1")."""
    parts = [f"art_{article}"]
    if paragraph:
        parts.append(f"para_{paragraph}")
    if item:
        parts.append(f"item_{item}")
    if point:
        parts.append(f"point_{point}")
    return "__".join(parts)


def provision_id(owner: str, eid: str) -> str:
    """``owner`` is a law's id (an article's number in the work) or a version's (its text on a day)."""
    return f"{owner}/{eid}"


def body_id(place: str, name: str) -> str:
    return f"body/{slug(place)}/{slug(name)}"


def office_id(place: str, body: str, name: str) -> str:
    return f"office/{slug(place)}/{slug(body)}/{slug(name)}"


def list_id(place: str, authority: str, kind: str, edition: date | None) -> str:
    return f"list/{slug(place)}/{slug(authority)}/{kind}/{edition.isoformat() if edition else UNDATED}"


def entry_id(list_: str, sheet: str, row: int) -> str:
    return f"{list_}/{slug(sheet)}/{row}"


def power_id(place: str, body: str, key: str) -> str:
    return f"power/{slug(place)}/{slug(body)}/{slug(key)}"


def duty_id(place: str, body: str, kind: str, name: str) -> str:
    return f"duty/{slug(place)}/{slug(body)}/{kind}/{slug(name)}"


def item_id(kind: str, place: str, body: str, key: str) -> str:
    """An item that is neither power nor duty: ``kind`` an ItemKind's code."""
    return f"{kind}/{slug(place)}/{slug(body)}/{slug(key)}"


def responsibility_id(power: str, kind: str, number: int) -> str:
    """``power`` is the identifier of the power that it goes with, ``number`` counts from 1 within its kind."""
    return f"responsibility/{power.removeprefix('power/')}/{kind}_{number}"


def function_id(code: str) -> str:
    """``code`` is one of the function scheme; "" is what a provision leaves open."""
    return f"function/{code or OPEN_FUNCTION}"


def function_code(identifier: str) -> str:
    """The code that :func:`function_id` made an identifier of."""
    code = identifier.removeprefix("function/")
    return "" if code == OPEN_FUNCTION else code


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|" + UNDATED)
_EID = re.compile(r"(?:part|subpart|chp|sec|art|annex|preamble)(?:_[0-9-]+)?(?:__[a-z]+(?:_[0-9-]+)?)*")


class LawReference(msgspec.Struct, frozen=True):
    """A law identifier taken apart; absent parts are ""."""

    law: str
    version: str = ""
    eid: str = ""

    @property
    def article(self) -> str:
        """The eId of the article alone (``art_38`` of ``art_38__para_1``)."""
        return self.eid.split("__", 1)[0] if self.eid.startswith("art_") else ""


def parse_law_id(identifier: str) -> LawReference | None:
    """Take a law, version, article or provision identifier apart; None when it is none of these."""
    parts = identifier.strip("/").split("/")
    if len(parts) < 3 or len(parts) > 5 or parts[0] != "law":
        return None
    law = "/".join(parts[:3])
    rest = parts[3:]
    version = ""
    if rest and _DATE.fullmatch(rest[0]):
        version = f"{law}/{rest[0]}"
        rest = rest[1:]
    if not rest:
        return LawReference(law, version)
    if len(rest) == 1 and _EID.fullmatch(rest[0]):
        return LawReference(law, version, rest[0])
    return None


_HEADS = frozenset({"office", "responsibility", "function", *(str(kind) for kind in ItemKind)})


def kind_of(identifier: str) -> str:
    """law, version, article, provision, body, office, list, entry, responsibility, function, a kind of item (power, duty, grant …), or "" when
    unknown."""
    head = identifier.split("/", 1)[0]
    if head == "law":
        reference = parse_law_id(identifier)
        if reference is None:
            return ""
        if reference.eid:
            return "provision" if reference.version else "article"
        return "version" if reference.version else "law"
    if head == "list":
        return "list" if identifier.count("/") == 4 else "entry"
    return head if head in _HEADS else ""

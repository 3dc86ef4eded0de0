"""Where to complain about an item, as a cell writes it: whether the power should exist is for the 机构编制 office, how it is used for the
body over its holder or the holder itself.

A telephone alone is about the use. A cell may tell both (设置问题向县委编办反映；行使问题向县纪委监委投诉).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from ontologies.records import Route, RouteRecord

_CLAUSE = re.compile(r"[；;。\n]+|(?<=\d)[，,]\s*(?=[一-鿿]{2,}[^，,]*\d)")
_SETTING = re.compile(r"设置|设立|设定(?!依据)|编制|编办|编委办")
_EXERCISE = re.compile(r"行使|办理|执法|履行|运行|用权|服务态度")
_WORDS = ((Route.SETTING, _SETTING), (Route.EXERCISE, _EXERCISE))
_COMMA = re.compile(r"[，,](?=[^，,]*(?:行使|设置|设立))")
_TOWARDS = re.compile(
    r"(?:可以?)?(?:向|由|拨打|联系)(?P<body>[一-鿿、（）()]{2,30}?)(?=反映|投诉|举报|提出|申诉|咨询|受理|负责|监督|电话|[:：\d]|$)"
)
_NAMED = re.compile(
    r"^(?:[一-鿿]{0,12}[:：])?(?P<body>[一-鿿（）()]{3,30}?)(?:监督|投诉|举报|咨询|服务)*(?:电话|热线)?\s*[:：]?\s*(?=[\d(（]|$)"
)
_NOTHING = re.compile(r"^[\s/\\—\-无]*$")


@lru_cache(maxsize=4096)
def _clauses(text: str) -> tuple[tuple[Route | None, str, str], ...]:
    """(route where its words tell it, the words that name a body, the clause as written)."""
    answer: list[tuple[Route | None, str, str]] = []
    for whole in _CLAUSE.split(text):
        for clause in _COMMA.split(whole):
            clause = clause.strip(" \t　，,")
            if not clause or _NOTHING.match(clause):
                continue
            source = unicodedata.normalize("NFKC", clause)
            routes: list[Route | None] = [route for route, words in _WORDS if words.search(source)]
            found = _TOWARDS.search(source) or _NAMED.match(source)
            answer.extend((route, found.group("body") if found else "", clause) for route in routes or [None])
    return tuple(answer)


def read_routes(cells: list[tuple[Route | None, str]], body: Callable[[str], str]) -> tuple[RouteRecord, ...]:
    """The routes that cells tell: (the route that a cell's column is of, None where its words are to tell; the text). ``body`` settles
    the name of one body, "" where a word is none."""
    found: dict[RouteRecord, None] = {}
    for told, text in cells:
        for route, named, clause in _clauses(text):
            settled = body(named) if named else ""
            if settled and unicodedata.normalize("NFKC", clause).strip() == named:
                found[RouteRecord(told or route or Route.EXERCISE, settled)] = None
            else:
                found[RouteRecord(told or route or Route.EXERCISE, settled, clause)] = None
    return tuple(found)

"""What to tell a person whose search found little: names that may have been meant, and, where nothing was found, why not and what would be.

Nothing here changes what is found or its order. It is worked out only where something is amiss: few results, a short question that no result
has as typed, or a law asked for that is not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from casework import questions
from casework.suggest import as_answer, prepared
from ontologies.records import CitationState, Status
from search.suggest import read_typed
from text.cut import clean

if TYPE_CHECKING:
    from ingest.home import View
    from search.port import SearchPage

#: So many results are few.
FEW = 3
# A longer question is a sentence: that no text has it as typed says nothing.
_SHORT = 8
_MOST = 5
_FACET_NAMES = {
    "kind": "种类",
    "type": "类型",
    "rank": "位阶",
    "status": "时效性",
    "body": "机构",
    "level": "层级",
    "place": "区划",
    "theme": "主题",
    "function": "职能",
}
_ENDED = (Status.AMENDED, Status.REPEALED, Status.LAPSED)
# What the title of a law ends in (立法法 2023; 规章制定程序条例 2017, art. 7; 行政法规制定程序条例 2017, art. 5).
_TITLE = re.compile(r"[《〈]?(?P<name>[\w、（）()]{2,60}?(?:法|法典|条例|规定|办法|细则|决定|解释|规则))[》〉]?")
_CITED = re.compile(r"[《〈]|第.{1,9}条")


def guidance(
    view: View, words: str, as_of: date, filters: Mapping[str, list[str]], page: SearchPage, skip: int = 0
) -> dict[str, Any]:
    """``suggestions`` (as :func:`casework.suggest.suggest` gives them) and ``help``: lines with ``kind`` (facet, filters, ended, law, ask), the
    sentence (``text``), and what it counts or names. Both are empty where the search went well."""
    said = words.strip()
    if skip or not said:
        return {"suggestions": [], "help": []}
    chosen = {facet: list(values) for facet, values in filters.items() if values}
    suggestions = _meant(view, said, as_of, page)
    told = _not_loaded(view, said, as_of)
    if not page.total:
        told += _excluded(view, said, as_of, chosen)
        told += _ended(view, said, as_of, chosen)
        told.append(_how_to_ask(view))
    return {"suggestions": suggestions, "help": told}


def _meant(view: View, said: str, as_of: date, page: SearchPage) -> list[dict[str, Any]]:
    """Names a slip away from what was typed, or from a word of it."""
    typed = read_typed(said)
    as_typed = any(_has(typed.key, hit.title, hit.highlights) for hit in page.hits)
    if page.total > FEW and (as_typed or len(typed.key) > _SHORT):
        return []
    names = prepared(view)
    if any(names.called(part) for part in (said, *typed.words)):
        return []
    found = names.near(said, as_of)
    for word in typed.words:
        if len(word) > 2:
            found += [one for one in names.near(word, as_of) if one not in found]
    return [as_answer(view, one) for one in found[:_MOST]]


def _has(key: str, title: str, pieces: Iterable[Mapping[str, Any]]) -> bool:
    return any(key in clean(text).replace(" ", "") for text in (title, *(str(piece["text"]) for piece in pieces)))


def _not_loaded(view: View, said: str, as_of: date) -> list[dict[str, Any]]:
    """The laws that are asked for by title and are not loaded."""
    missing: dict[str, None] = {}
    if _CITED.search(said):
        for line in questions.cite(view.resolver, [said], as_of, "", view.names):
            for found in line["citations"]:
                if found["state"] == str(CitationState.LAW_NOT_LOADED) and found["law"]:
                    missing[found["law"]] = None
    elif whole := _TITLE.fullmatch(said):
        work = view.resolver.law(whole["name"])
        names = prepared(view)
        # A name that ends as titles do and that no law, item or body has, nor nearly has.
        if not work.loaded and not (names.suggest(said, as_of, limit=1) or names.near(said, as_of, limit=1)):
            missing[whole["name"]] = None
    return [
        {
            "kind": "law",
            "law": law,
            "text": f"《{law}》没有载入，关于它的一切无法核验。有全文的话可用 dingfen load 载入；dingfen laws 可查已载入的",
        }
        for law in missing
    ]


def _total(view: View, said: str, as_of: date, filters: dict[str, list[str]]) -> int:
    return questions.search(view, said, as_of, filters, limit=0, facets=False, explain=False).total


def _excluded(view: View, said: str, as_of: date, chosen: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Which of the filters shut everything out, and what there is without."""
    told: list[dict[str, Any]] = []
    for facet, values in chosen.items():
        count = _total(view, said, as_of, {other: kept for other, kept in chosen.items() if other != facet})
        written = "、".join(questions.facet_label(view, facet, questions.code_of(facet, value)) for value in values)
        if count:
            text = f"去掉“{_FACET_NAMES[facet]}：{written}”，可以找到 {count} 条"
            told.append({"kind": "facet", "facet": facet, "count": count, "text": text})
        if facet == "body":
            told += _no_body(view, values, as_of)
    if len(chosen) > 1 and not any(line["kind"] == "facet" for line in told):
        count = _total(view, said, as_of, {})
        if count:
            told.append({"kind": "filters", "count": count, "text": f"去掉全部筛选条件，可以找到 {count} 条"})
    return told


def _no_body(view: View, values: list[str], as_of: date) -> list[dict[str, Any]]:
    """Bodies whose name is not what was written: the facet takes whole names."""
    names, told = prepared(view), []
    for value in values:
        if any(holder.title == value for holder in names.called(value)):
            continue
        meant = names.suggest(value, as_of, frozenset(("body",)), limit=3) or names.near(
            value, as_of, frozenset(("body",)), limit=3
        )
        near = f"，是不是 {'、'.join(one.title for one in meant)}" if meant else ""
        told.append({"kind": "facet", "facet": "body", "text": f"没有全名是“{value}”的机构{near}"})
    return told


def _ended(view: View, said: str, as_of: date, chosen: dict[str, list[str]]) -> list[dict[str, Any]]:
    if chosen.get("status"):
        return []
    count = _total(view, said, as_of, {**chosen, "status": [status.value for status in _ENDED]})
    if not count:
        return []
    text = f"在 {as_of.isoformat()} 已不再有效的有 {count} 条：换一天（--as-of），或以时效性（--status）筛选可见"
    return [{"kind": "ended", "count": count, "text": text}]


def _how_to_ask(view: View) -> dict[str, Any]:
    """How to ask, by names that this release has."""
    names = prepared(view)
    law, power, body = (names.leading(frozenset((kind,))) for kind in ("law", "power", "body"))
    ways = [f"写明条款（{law}第三条）"] if law else []
    ways += [f"写{kind}的名称（{name}）" for kind, name in (("事项", power), ("机构", body)) if name]
    ways.append("少写几个字，或换成法律里的说法")
    return {"kind": "ask", "text": f"可以这样问：{'；'.join(ways)}"}

"""What is related to an article: where it moved, what punishes breaking it, what it refers to and what refers to it, what rows cite beside it,
and on what else the same act rests. Each with why, and with the sentence or the row that shows it.

An article of another law is read as a punishment of this one where a provision says 违反…第X条 and what follows in the sentence is a sanction
(行政处罚法 2021, art. 9); that the two belong together without naming each other is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from math import log2
from typing import TYPE_CHECKING, Any

import msgspec

from casework.provisions import read_article
from casework.questions import QuestionError, TextNotLoadedError, find
from casework.suggest import prepared
from casework.texts import find_law
from ingest.resolve import article_name
from ontologies.identifiers import article_eid, parse_law_id, provision_id
from ontologies.records import Change
from ontologies.status import status_on
from text.numerals import label

if TYPE_CHECKING:
    from ingest.home import View

#: Each way of being related → what it is called, and what it counts beside others.
WAYS = {
    "penalty": ("违反它的处罚", 100.0),
    "duty": ("它所处罚的义务", 100.0),
    "moved_to": ("条文的去向", 90.0),
    "came_from": ("条文的来处", 60.0),
    "refers_to": ("它援引的", 70.0),
    "referred_by": ("援引它的", 60.0),
    "cited_with": ("常在一起作依据的", 30.0),
    "same_act": ("同一事项的依据", 25.0),
}
# What a sentence that punishes says behind the duty (行政处罚法 2021, art. 9; 刑法 and 监察法 go by their own words).
_SANCTION = re.compile(
    r"罚款|处罚|警告|通报批评|责令|没收|暂扣|吊销|降低资质|拘留|处分|依法给予|追究|罚金|有期徒刑|撤销|取消|限制开展|不予|承担.{0,8}责任"
)
_BREACH = re.compile(r"违反|违背|未按照|未依照|未遵守|不遵守|不履行|未履行")
_CLAUSE = re.compile(r"[。；，\n：]")
_SENTENCE = re.compile(r"[。\n]")
_ITEM = re.compile(r"[（(][一二三四五六七八九十百]+[）)]")
_QUOTE = 200
_MOST_ITEMS = 12
_MOST_SAME = 60
_MOST_CITING = 60
_MOST_WITH = 40
_MOST_EVIDENCE = 3


def ways_of(words: Iterable[str]) -> tuple[str, ...]:
    """The ways that words ask for: their codes or Chinese names. Raises QuestionError."""
    found = []
    for word in words:
        code = next((kind for kind, (label_, _) in WAYS.items() if word.strip() in (kind, label_)), "")
        if not code:
            choices = "、".join(f"{kind}（{label_}）" for kind, (label_, _) in WAYS.items())
            raise QuestionError("way", f"没有“{word}”这种关系；可用：{choices}")
        found.append(code)
    return tuple(found)


class _Way(msgspec.Struct):
    """One way in which an article is related. ``count`` weighs it (rows, citations); evidence is (words, source)."""

    kind: str
    why: str
    count: int = 1
    evidence: list[dict[str, str]] = []
    certain: bool = True


def _evidence(text: str, source: str) -> dict[str, str]:
    return {"text": text if len(text) <= _QUOTE else f"{text[:_QUOTE]}…", "source": source}


def _sentence(words: str, begins: int, ends: int) -> str:
    """The sentence of a provision that a citation stands in; of an item, the head that it hangs on as well (有下列情形之一的，处…：)."""
    start = max((found.end() for found in _SENTENCE.finditer(words, 0, begins)), default=0)
    stop = found.start() + 1 if (found := _SENTENCE.search(words, ends)) else len(words)
    sentence = words[start:stop].strip()
    if not _ITEM.match(sentence):
        return sentence
    head = next((line for line in reversed(words[:start].splitlines()) if line and not _ITEM.match(line)), "")
    return f"{head}{sentence}" if head else sentence


def breach(words: str, begins: int, ends: int) -> bool:
    """Whether a citation in a provision's words names what is broken, and the provision says what follows: 违反本法第十条规定的，处…罚款. An
    item of a list (（二）违反本条例第三十八条第二款) has its sanction in the head of the list."""
    clause = max((found.end() for found in _CLAUSE.finditer(words, 0, begins)), default=0)
    if not _BREACH.search(words, clause, begins):
        return False
    return _SANCTION.search(_sentence(words, begins, ends)) is not None


def _article_of(provision: str) -> str:
    """The article's identifier behind one of its texts."""
    slot = parse_law_id(provision)
    return provision_id(slot.law, slot.eid.split("__", 1)[0]) if slot is not None else provision


class _Relations:
    """The ways collected so far, by article."""

    def __init__(self, itself: str) -> None:
        self._itself = itself
        self.found: dict[str, dict[str, _Way]] = {}

    def add(self, article: str, way: _Way) -> None:
        if article == self._itself:
            return
        ways = self.found.setdefault(article, {})
        known = ways.get(way.kind)
        if known is None:
            ways[way.kind] = way
            return
        known.count += way.count
        known.certain = known.certain or way.certain
        for one in way.evidence:
            if one not in known.evidence and len(known.evidence) < _MOST_EVIDENCE:
                known.evidence.append(one)


def _score(ways: Iterable[_Way]) -> float:
    """The best way counts in full, every further one a tenth; how often it is so counts by its logarithm."""
    each = sorted(
        ((WAYS[way.kind][1] + 5 * log2(way.count)) * (1.0 if way.certain else 0.7) for way in ways), reverse=True
    )
    return round(each[0] + sum(each[1:]) / 10, 2)


def _slot(view: View, law: str, article: str, as_of: date) -> tuple[str, str]:
    """The law's identifier and the article's number that are asked for. Raises LookupError."""
    if article.strip():
        number = read_article(article)[0]
        try:
            return find_law(view, law, as_of).id, number
        except LookupError:
            # Rows may rest on a law that is not loaded.
            known = view.resolver.law(law.strip())
            if not known.id:
                raise
            return known.id, number
    named = parse_law_id(find(view, law, as_of))
    if named is None or not named.eid.startswith("art_"):
        raise LookupError(f"请写明是哪一条，如 dingfen related {law.strip()} 38；可写 38、第三十八条、133-1")
    return named.law, read_article(named.eid)[0]


def _standing(rows: list[dict[str, Any]], day: date) -> dict[str, Any] | None:
    """Of an article's texts, oldest first, the one in force on the day, else the last that was, else the first that will be."""
    held = [row for row in rows if row["valid_from"] <= day < row["valid_to"]]
    past = [row for row in rows if row["valid_from"] < row["valid_to"] <= day]
    return held[-1] if held else past[-1] if past else rows[0] if rows else None


def related(
    view: View,
    law: str,
    article: str,
    as_of: date,
    limit: int = 20,
    kinds: Iterable[str] = (),
) -> dict[str, Any]:
    """What is related to an article on a day, the nearest first: ``related`` with the article's id, title, text in force, ``ways`` (kind,
    label, why, count, evidence) and score. ``law``: any reference to a law, with its article where ``article`` is ""; ``kinds``: only these
    ways. Raises LookupError where the article is not known."""
    work, number = _slot(view, law, article, as_of)
    identifier = provision_id(work, article_eid(number))
    rows = view.graph.expressing_each([identifier])[identifier]
    own = _standing(rows, as_of)
    beside = view.graph.cited_with(identifier, _MOST_WITH)
    title = view.catalogue.works[work].title if work in view.catalogue.works else work.rpartition("/")[2]
    if own is None and not view.graph.rows_on(identifier):
        raise TextNotLoadedError(f"《{title}》{article_name(number)}没有载入，也没有清单行以它为据，无法核验")
    relations = _Relations(identifier)
    wanted = frozenset(kinds)

    def name(other: str) -> str:
        return _title(view, other)

    if own is not None:
        _references(view, own, relations, name)
    _referred(view, identifier, as_of, relations)
    _moves(view, identifier, own, as_of, relations, name)
    for row in beside:
        relations.add(
            row["article"],
            _Way(
                "cited_with",
                f"{row['rows']} 行清单同时以这两条为据",
                row["rows"],
                [_evidence(_row_said(view, row["entry"]), row["entry"])],
            ),
        )
    _same_act(view, identifier, relations)
    for other in list(relations.found):
        relations.found[other] = {
            kind: way for kind, way in relations.found[other].items() if not wanted or kind in wanted
        }
    ranked = sorted(
        ((_score(ways.values()), other, ways) for other, ways in relations.found.items() if ways),
        key=lambda one: (-one[0], one[1]),
    )
    texts = view.graph.expressing_each([other for _, other, _ in ranked[:limit]])
    return {
        "release": view.number,
        "as_of": as_of,
        "law": work,
        "article": identifier,
        "title": f"{title}{article_name(number)}",
        "heading": own["heading"] if own else "",
        "loaded": own is not None,
        "total": len(ranked),
        "limit": limit,
        "related": [
            _answer(view, other, score, ways, _standing(texts[other], as_of), as_of)
            for score, other, ways in ranked[:limit]
        ],
    }


def _title(view: View, article: str) -> str:
    slot = parse_law_id(article)
    if slot is None:
        return article
    work = view.catalogue.works.get(slot.law)
    name = work.title if work is not None else slot.law.rpartition("/")[2]
    return f"《{name}》{label(read_article(slot.eid)[0])}" if slot.eid else f"《{name}》"


def _row_said(view: View, entry: str) -> str:
    row = view.graph.node(entry)
    return f"清单行“{row['name'] or row['sub_name'] or row['label']}”" if row else entry


def _references(view: View, own: dict[str, Any], relations: _Relations, name: Callable[[str], str]) -> None:
    """What the article refers to; where it punishes, the duties that it names as broken."""
    for row in view.graph.cited_by(own["id"]):
        quote = [_evidence(_sentence(own["text"], row["begins"], row["ends"]), own["id"])]
        if breach(own["text"], row["begins"], row["ends"]):
            why = f"这一条写明违反{name(row['article'])}的后果"
            relations.add(row["article"], _Way("duty", why, 1, quote))
        else:
            relations.add(row["article"], _Way("refers_to", f"这一条写到“{row['text']}”", 1, quote))


def _referred(view: View, identifier: str, as_of: date, relations: _Relations) -> None:
    for row in view.graph.citing(identifier, as_of, _MOST_CITING):
        other = _article_of(row["provision"])
        quote = [_evidence(_sentence(row["words"], row["begins"], row["ends"]), row["provision"])]
        if breach(row["words"], row["begins"], row["ends"]):
            relations.add(other, _Way("penalty", f"那一条写明违反它（“{row['text']}”）的后果", 1, quote))
        else:
            relations.add(other, _Way("referred_by", f"那一条写到“{row['text']}”", 1, quote))


def _moves(
    view: View,
    identifier: str,
    own: dict[str, Any] | None,
    as_of: date,
    relations: _Relations,
    name: Callable[[str], str],
) -> None:
    """Where the rule under this number went, and where the rule in force came from, under another number or in another law."""
    moved: dict[str, Any] = view.graph.succession(identifier, as_of) or {"provisions": ()}
    for provision in moved["provisions"]:
        certain = moved["state"] == "确认"
        why = f"从前在这个条号下的规定，现在在{name(_article_of(provision))}" + ("" if certain else "（疑似）")
        relations.add(_article_of(provision), _Way("moved_to", why, 1, [_evidence(moved["text"], provision)], certain))
    for row in view.graph.came_from(own["id"]) if own else ():
        certain = not row["doubtful"]
        change = Change(row["change"]).label
        why = f"由{name(row['article'])}而来（{change}）" + ("" if certain else "（疑似）")
        quote = f"相似度 {row['similarity'] / 10:.0f}%，旧文本 {row['version'].rpartition('/')[2]}"
        relations.add(row["article"], _Way("came_from", why, 1, [_evidence(quote, row["version"])], certain))


def _same_act(view: View, identifier: str, relations: _Relations) -> None:
    """On what else rows rest that state an item of the same name: elsewhere, of another kind, or in another row."""
    items = view.graph.items_on(identifier, _MOST_ITEMS)
    mine = {row["entry"] for row in items}
    named: dict[str, str] = {}
    for row in items:
        for holder in prepared(view).called(row["name"])[: _MOST_SAME // max(1, len(items)) + 1]:
            named[holder.id] = row["name"]
    for item, bases in view.graph.bases_of_each(list(named)[:_MOST_SAME]).items():
        on_it = {base["entry"] for base in bases if base["article"] == identifier}
        for base in bases:
            if base["article"] == identifier or base["entry"] in on_it or base["entry"] in mine:
                continue
            why = f"同名事项“{named[item]}”在别的清单行里以它为据"
            quote = [_evidence(f"清单行“{named[item]}”", base["entry"])]
            relations.add(base["article"], _Way("same_act", why, 1, quote))


def _answer(
    view: View, article: str, score: float, ways: dict[str, _Way], row: dict[str, Any] | None, day: date
) -> dict[str, Any]:
    slot = parse_law_id(article)
    return {
        "id": article,
        "title": _title(view, article),
        "law": slot.law if slot else "",
        "article": read_article(slot.eid)[0] if slot and slot.eid else "",
        "heading": row["heading"] if row else "",
        "text": row["text"] if row else "",
        "loaded": row is not None,
        "status": status_on(day, row["valid_from"], row["valid_to"], row["end_reason"]).value if row else "00",
        "score": score,
        "ways": list(_ways(ways)),
    }


def _ways(ways: dict[str, _Way]) -> Iterator[dict[str, Any]]:
    for kind, (label_, _) in WAYS.items():
        if kind in ways:
            way = ways[kind]
            yield {
                "kind": kind,
                "label": label_,
                "why": way.why,
                "count": way.count,
                "state": "确认" if way.certain else "疑似",
                "evidence": way.evidence,
            }


__all__ = ["WAYS", "breach", "related", "ways_of"]

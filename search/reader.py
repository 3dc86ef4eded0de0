"""Answering a search over any engine: what was typed is understood, what it names comes first, the rest is ranked, counted,
marked and explained. All of it is the same for every engine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from ontologies.records import ItemKind
from search import spelling
from search.dense import JOINED, Dense, join
from search.documents import FACETS, LABELS, day_number, name_key, restore, sound_grams, status_on
from search.highlight import highlight, wanted
from search.port import Hit, SearchDoc, SearchPage, SearchQuery
from search.query import (
    BOOSTS,
    LONGEST,
    Question,
    check,
    filter_nodes,
    looks_like_pinyin,
    nothing_asked,
    passes,
    plan_for,
    understand,
    word_term,
)
from search.rank import Candidate, Choice, Ranked, Ranker, by_words, total_with
from search.rank_shelf import Shelf
from search.tree import Among, Anyone, Count, Engine, Node, Plan, Term, Without
from text.numerals import label
from text.pinyin import rough, split

# What a person names outranks what merely contains the words: far above any sum of BM25 weights, in this order.
_AS_IDENTIFIER = 40_000.0
_AS_CITATION = 30_000.0
# Behind the texts of the number itself, the latest of which to come is less than a thousand below.
_AS_SUCCESSOR = 29_000.0
_AS_NAME = 20_000.0
_AS_SOUND = 15_000.0
_AS_NEAR_NAME = 10_000.0
_FIRST = (ItemKind.BODY, ItemKind.POWER, ItemKind.DUTY)
_KINDS = ("law", "body", "office", "power", "duty", *(kind for kind in ItemKind if kind not in _FIRST), "provision")
_MOST_NAMED = 200
_MOST_NEAR = 5
_VERSIONS = 100
# Scores are sums of single-precision numbers whose order differs between engines: beyond this many digits they are noise.
_DIGITS = 3
_SPARE = 24
_WIDEST = 5000

Note = Callable[[], str | None]


class _Pin(msgspec.Struct):
    """A document that the question names."""

    doc: SearchDoc
    score: float
    field: str
    label: str
    token: str


class _Ranking(msgspec.Struct):
    """What ranks the documents that the question does not name."""

    question: Question
    plan: Plan
    ranker: Ranker | None = None
    ranked: Ranked | None = None
    near: dict[object, float] = {}


class Reader:
    """See :class:`search.port.SearchReader`. ``notice`` may add a remark to every answer (a server that is being brought
    forward)."""

    def __init__(self, release: int, engine: Engine, notice: Note | None = None, dense: Dense | None = None) -> None:
        self._release = release
        self._engine = engine
        self._notice = notice
        self._dense = dense
        self._choice: Choice = by_words
        self._shelf = Shelf(engine)

    @property
    def engine(self) -> Engine:
        """See :class:`search.port.SearchReader`."""
        return self._engine

    def cited(self, query: SearchQuery) -> list[SearchDoc]:
        """See :class:`search.port.SearchReader`."""
        found = self._as_citation(understand(query.words), query, [])
        return [pin.doc for pin in found[0] if pin.doc.kind == "provision"] if found else []

    def rank_by(self, choice: Choice) -> None:
        """See :class:`search.port.SearchReader`."""
        self._choice = choice

    @property
    def release(self) -> int:
        return self._release

    def documents(self) -> int:
        return self._engine.documents()

    def close(self) -> None:
        self._engine.close()

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query. Raises SearchError for bounds and filters that cannot be answered; never for its words."""
        check(query)
        notes: list[str] = []
        if self._notice is not None and (remark := self._notice()):
            notes.append(remark)
        question = understand(query.words)
        if question.shortened:
            notes.append(f"查询过长，只用了前 {LONGEST} 个字")
        filtered = any(query.filters.values())
        if nothing_asked(question) and not filtered:
            notes.append("没有可检索的字词：请输入法律名称、条文、事项、机构或要办的事")
            return SearchPage(self._release, 0, [], notes=notes)
        citation = question.citation
        pins, question = self._named(question, query, notes)
        cited = tuple(dict.fromkeys(pin.doc.law for pin in pins if pin.field == "citation")) if citation else ()
        pins += self._offered(pins, query)
        ranking = self._ranking(question, query, pins, notes)
        if question.words and not citation and not question.pinyin:
            ranker, remark = self._choice()
            if remark:
                notes.append(remark)
            if ranker is not None:
                ranking.ranker = ranker
                ranking.ranked = ranker.rank(self._shelf, self._engine, ranking.question, ranking.plan)
        if self._dense is not None and not citation and not question.pinyin:
            self._join_near(ranking, self._dense)
        total, hits = self._hits(ranking, pins, query)
        if not total and not pins:
            ranking, total, hits = self._by_characters(ranking, query, notes)
        facets = self._facets(ranking, pins, query) if query.facets else {}
        return SearchPage(self._release, total, hits, facets, notes, cited, citation.article if citation else "")

    # What the question names

    def _find(self, plan: Plan, limit: int) -> list[SearchDoc]:
        rows = self._engine.top(plan, limit).rows
        return [restore(stored) for stored in self._engine.load([reference for _, reference in rows])]

    def _named(self, question: Question, query: SearchQuery, notes: list[str]) -> tuple[list[_Pin], Question]:
        """The documents that the question names, and the question to rank the rest by."""
        for find in (self._as_identifier, self._as_name, self._as_citation, self._as_near_name):
            answer = find(question, query, notes)
            if answer is not None:
                pins, question = answer
                pins.sort(key=lambda pin: (-pin.score, pin.doc.id))
                return pins, question
        return [], question

    def _as_identifier(
        self, question: Question, query: SearchQuery, notes: list[str]
    ) -> tuple[list[_Pin], Question] | None:
        if "/" not in query.words or len(query.words) > 1000:
            return None
        docs = self._find(Plan(filters=(Among("id", (query.words.strip(),)),), counted=False), 1)
        if not docs:
            return None
        return [_Pin(doc, _AS_IDENTIFIER, "id", "标识符", doc.id) for doc in docs if passes(doc, query)], question

    def _as_name(self, question: Question, query: SearchQuery, notes: list[str]) -> tuple[list[_Pin], Question] | None:
        if len(question.key) < 2 and not question.pinyin:
            return None
        either: list[Node] = [Among("name_key", (question.key,))]
        if question.pinyin:
            either.append(Among("name_sound", (question.pinyin,)))
        docs = self._find(Plan(filters=(Anyone(tuple(either)),), counted=False), _MOST_NAMED)
        if not docs:
            return None
        pins = []
        for doc in docs:
            if not passes(doc, query):
                continue
            below = _KINDS.index(doc.kind) if doc.kind in _KINDS else len(_KINDS)
            keys = {name_key(name) for name in doc.names}
            if question.key in keys:
                pins.append(_Pin(doc, _AS_NAME - below, "name", "名称完全相同", question.asked))
            else:
                pins.append(_Pin(doc, _AS_SOUND - below, "sound", "名称的拼音", question.pinyin))
        if pins and all(pin.field == "sound" for pin in pins):
            names = list(dict.fromkeys(pin.doc.title for pin in sorted(pins, key=lambda pin: (-pin.score, pin.doc.id))))
            notes.append(f"按拼音“{_short(question.asked)}”查找：{'、'.join(f'“{name}”' for name in names[:3])}")
            if len(names) == 1:
                question = understand(pins[0].doc.names[0])
        return pins, question

    def _law_cited(self, keys: tuple[str, ...]) -> list[SearchDoc]:
        """The laws known under the longest of several keys."""
        either = Anyone((Among("name_key", keys), Among("name_sound", keys)))
        laws = self._find(Plan(filters=(Among("kind", ("law",)), either), counted=False), _MOST_NAMED)
        known = {key: [law for law in laws if key in map(name_key, law.names)] for key in keys}
        return next((found for key in keys if (found := known[key])), laws if len(laws) == 1 else [])

    def _as_citation(
        self, question: Question, query: SearchQuery, notes: list[str]
    ) -> tuple[list[_Pin], Question] | None:
        cited = question.citation
        if cited is None:
            return None
        laws = self._law_cited(cited.laws)
        forgiven = ""
        if not laws:
            near = self._near(understand(cited.written), kinds=("law",))
            laws = [near[0][1]] if near else []
            forgiven = near[0][0].name if near else ""
        if not laws:
            return None
        article = Among("article", (cited.article,))
        of_laws = Among("law", tuple(law.law or law.id for law in laws))
        found = self._find(
            Plan(filters=(Among("kind", ("provision",)), of_laws, article), counted=False),
            _VERSIONS,
        )
        name = laws[0].law_title or laws[0].title
        where = f"《{name}》{label(cited.article)}{cited.parts}"
        if forgiven:
            notes.append(f"没有名为“{cited.written}”的文件，按“{forgiven}”查找")
        if not found:
            law_pins = [_Pin(law, _AS_CITATION, "citation", "写明的文件", where) for law in laws if passes(law, query)]
            notes.append(f"《{name}》载入的各版本中没有{label(cited.article)}")
            return law_pins, question
        shown = [doc for doc in found if passes(doc, query)]
        if not shown and not query.filters.get("status"):
            # Nothing of it holds or will hold: what it last said is still what was asked for.
            ended = [doc for doc in found if passes(doc, query, whenever=True)]
            shown = sorted(ended, key=lambda doc: (doc.valid_to, doc.valid_from, doc.id), reverse=True)[:1]
            if shown:
                standing = status_on(shown[0], query.as_of).label
                notes.append(f"{where}在 {query.as_of.isoformat()} 没有有效的文本，所列为最后的文本（{standing}）")
        else:
            notes.append(f"按引用查找：{where}")
        # What else was typed ranks the rest; the number would only find the same number elsewhere.
        question = understand(f"{name} {cited.rest}")
        pins = []
        for doc in shown:
            # In force before not yet in force, and of those the one that comes sooner.
            wait = max(0, min((doc.valid_from - query.as_of).days, 9_000_000)) / 10_000
            pins.append(_Pin(doc, _AS_CITATION - wait, "citation", "写明的条文", where))
        return pins, question

    def _offered(self, pins: list[_Pin], query: SearchQuery) -> list[_Pin]:
        """The provisions that took up what a citation names, behind it, in the order asked."""
        places = {identifier: place for place, identifier in enumerate(query.also)}
        named = {pin.doc.id for pin in pins}
        docs = self._find(Plan(filters=(Among("id", query.also),), counted=False), len(places)) if places else []
        return [
            _Pin(doc, _AS_SUCCESSOR - places[doc.id], "citation", "承接所引条文的", doc.title)
            for doc in sorted(docs, key=lambda doc: places[doc.id])
            if doc.id not in named and passes(doc, query)
        ]

    def _near(self, question: Question, kinds: tuple[str, ...] = ()) -> list[tuple[spelling.Near, SearchDoc]]:
        """Names that may be meant with their documents, the nearest first."""
        plan = spelling.proposals(question)
        if plan is None:
            return []
        if kinds:
            plan = msgspec.structs.replace(plan, filters=(Among("kind", kinds),))
        docs = self._find(plan, spelling.PROPOSED)
        return [(near, docs[near.index]) for near in spelling.nearest(question, docs)]

    def _as_near_name(
        self, question: Question, query: SearchQuery, notes: list[str]
    ) -> tuple[list[_Pin], Question] | None:
        found = self._near(question)
        if not found:
            return None
        best = found[0][0]
        pins = [
            _Pin(
                doc,
                _AS_NEAR_NAME * (1 - near.slips / 20) - place,
                "near_name",
                "名称相近",
                near.name,
            )
            for place, (near, doc) in enumerate(found[:_MOST_NEAR])
            if passes(doc, query) and near.slips <= best.slips + 0.5
        ]
        notes.append(f"没有名称正好是“{_short(question.asked)}”的，按相近的“{best.name}”查找")
        # What can hardly be meant as typed does not rank the rest either.
        return pins, understand(best.name) if best.surely else question

    # The rest

    def _ranking(self, question: Question, query: SearchQuery, pins: list[_Pin], notes: list[str]) -> _Ranking:
        named = tuple(pin.doc.id for pin in pins)
        plan = plan_for(question, query, named)
        if not pins and looks_like_pinyin(question):
            heard = sound_grams(tuple(map(rough, split(question.pinyin))))
            pairs = [gram for gram in heard if "+" in gram] or heard
            terms = tuple(Term("sounds", gram) for gram in dict.fromkeys(pairs))
            words = tuple(map(word_term, question.words))
            plan = msgspec.structs.replace(plan, found=Anyone((*terms, *words)), extra=())
            notes.append(f"按拼音“{_short(question.asked)}”查找名称")
        return _Ranking(question, plan)

    def _by_characters(
        self, ranking: _Ranking, query: SearchQuery, notes: list[str]
    ) -> tuple[_Ranking, int, list[Hit]]:
        """What to do when no word is found: look for pairs of characters, then for single ones."""
        question = ranking.question
        for field, tokens in (("bigrams", question.bigrams), ("characters", question.characters)):
            terms = tuple(Term(field, token, BOOSTS[field]) for token in tokens)
            if not terms:
                continue
            tried = _Ranking(question, Plan(Anyone(terms), filters=filter_nodes(query)))
            total, hits = self._hits(tried, [], query)
            if total:
                notes.append("没有整词相符的结果，以下按部分字词相符列出")
                return tried, total, hits
        notes.append("没有找到：请换一个说法，或减少筛选条件")
        return ranking, 0, []

    def _hits(self, ranking: _Ranking, pins: list[_Pin], query: SearchQuery) -> tuple[int, list[Hit]]:
        tokens = wanted(ranking.question)
        end = query.skip + query.limit
        page = [self._pinned(pin, tokens, query) for pin in pins[query.skip : end]]
        skip = max(0, query.skip - len(pins))
        limit = max(0, end - max(len(pins), query.skip))
        total, rows = self._rows(ranking, skip, limit)
        stored = self._engine.load([row.reference for row in rows])
        for row, data in zip(rows, stored, strict=True):
            doc = restore(data)
            hit = _hit(doc, row.score, query)
            hit.highlights = highlight(doc, tokens)
            if query.explain:
                hit.explanation = self._learnt(ranking, row) + self._likeness(ranking, row)
                hit.explanation += self._explanation(ranking.plan, row.reference)
            page.append(hit)
        return total + len(pins), page

    def _rows(self, ranking: _Ranking, skip: int, limit: int) -> tuple[int, list[Candidate]]:
        """The rows [skip, skip + limit): those that a model ranks, then, without these, the rest by score."""
        ranked = ranking.ranked
        if ranked is None:
            total, rows = self._ordered(ranking.plan, skip, limit)
            return total, [Candidate(reference, score, -1) for score, reference in rows]
        first = ranked.rows[skip : skip + limit]
        known = len(ranked.rows)
        if skip + limit <= known:
            return ranked.total, first
        rest = msgspec.structs.replace(
            ranking.plan, filters=(*ranking.plan.filters, Without(Among("id", ranked.ids))), counted=False
        )
        _, rows = self._ordered(rest, max(0, skip - known), limit - len(first))
        return ranked.total, first + [Candidate(reference, score, -1) for score, reference in rows]

    def _join_near(self, ranking: _Ranking, dense: Dense) -> None:
        """Join what is nearest in meaning to the first of what words, or a model, ranked. The score of a place stays what it was."""
        _, rows = self._rows(ranking, 0, JOINED)
        near = dense.nearest(ranking.question.asked, ranking.plan.filters, JOINED)
        known = {self._engine.key(row.reference): row for row in rows}
        ranking.near = {self._engine.key(reference): likeness for likeness, reference in near}
        found = {self._engine.key(reference): Candidate(reference, 0.0, -1) for _, reference in near} | known
        joined = [found[key] for key, _ in join((list(known), list(ranking.near)))]
        scores = [row.score for row in rows]
        placed = [
            Candidate(one.reference, scores[place] if place < len(scores) else 0.0, one.row)
            for place, one in enumerate(joined)
        ]
        ids = tuple(restore(stored).id for stored in self._engine.load([one.reference for one in placed]))
        figures = ranking.ranked.figures if ranking.ranked is not None else np.zeros((0, 0))
        total = self._engine.top(msgspec.structs.replace(ranking.plan, counted=True), 0).total
        ranking.ranked = Ranked(placed, ids, figures, total_with(self._engine, ranking.plan, total, ids), ids)

    def _likeness(self, ranking: _Ranking, row: Candidate) -> list[dict[str, Any]]:
        likeness = ranking.near.get(self._engine.key(row.reference)) if ranking.near else None
        if likeness is None:
            return []
        asked = _short(ranking.question.asked)
        return [{"field": "dense", "label": "语义相近", "token": asked, "weight": likeness, "boost": 1.0}]

    def _learnt(self, ranking: _Ranking, row: Candidate) -> list[dict[str, Any]]:
        if ranking.ranked is None or row.row < 0 or ranking.ranker is None:
            return []
        return ranking.ranker.explain(ranking.ranked.figures[row.row])

    def _ordered(self, plan: Plan, skip: int, limit: int) -> tuple[int, list[tuple[float, object]]]:
        """The rows [skip, skip + limit) by score, equal scores by identifier."""
        end = skip + limit
        if plan.found is None:
            top = self._engine.top(plan, end)
            return top.total, top.rows[skip:end]
        fetch = end + _SPARE
        while True:
            top = self._engine.top(plan, fetch)
            rows = [(round(score, _DIGITS), reference) for score, reference in top.rows]
            # Do equal scores reach beyond what was fetched?
            if len(rows) < fetch or not limit or rows[-1][0] != rows[end - 1][0] or fetch >= _WIDEST:
                break
            fetch = min(fetch * 4, _WIDEST)
        ordered: list[tuple[float, object]] = []
        start = 0
        while start < len(rows) and start < end:
            stop = start + 1
            while stop < len(rows) and rows[stop][0] == rows[start][0]:
                stop += 1
            group = rows[start:stop]
            if len(group) > 1 and stop > skip:
                stored = self._engine.load([reference for _, reference in group])
                named = sorted(zip((restore(data).id for data in stored), range(len(group)), strict=True))
                group = [group[index] for _, index in named]
            ordered += group
            start = stop
        return top.total, ordered[skip:end]

    def _explanation(self, plan: Plan, reference: object) -> list[dict[str, Any]]:
        brought = self._engine.explain(plan.terms(), reference)
        brought.sort(key=lambda one: (-one[1], one[0].field, one[0].token))
        return [
            {
                "field": term.field,
                "label": LABELS[term.field],
                "token": term.token,
                "weight": weight,
                "boost": term.boost,
            }
            for term, weight in brought
        ]

    def _pinned(self, pin: _Pin, tokens: tuple[str, ...], query: SearchQuery) -> Hit:
        hit = _hit(pin.doc, pin.score, query)
        hit.highlights = highlight(pin.doc, tokens)
        if query.explain:
            hit.explanation = [
                {"field": pin.field, "label": pin.label, "token": pin.token, "weight": pin.score, "boost": 1.0}
            ]
        return hit

    # Counting

    def _facets(self, ranking: _Ranking, pins: list[_Pin], query: SearchQuery) -> dict[str, list[tuple[str, int]]]:
        """Facet → (code, how many there would be with that code alone chosen in that facet, the other filters as they are)."""
        found = ranking.plan.found
        named = tuple(pin.doc.id for pin in pins) + (ranking.ranked.beyond if ranking.ranked else ())
        if named:
            ids: Node = Among("id", named)
            found = ids if found is None else Anyone((found, ids))
        day = day_number(query.as_of)
        chosen = [facet for facet in FACETS if query.filters.get(facet)]
        others = tuple(facet for facet in FACETS if facet not in chosen)
        requests = [Count(Plan(found, filters=filter_nodes(query)), others)]
        requests += [Count(Plan(found, filters=filter_nodes(query, facet)), (facet,)) for facet in chosen]
        requests.append(Count(Plan(found, filters=filter_nodes(query, "status")), (), day))
        counted: dict[str, dict[str, int]] = {}
        for answer in self._engine.counts(requests):
            counted.update(answer)
        return {
            facet: sorted(counted[facet].items(), key=lambda one: (-one[1], one[0])) for facet in (*FACETS, "status")
        }


def _short(asked: str) -> str:
    return asked if len(asked) <= 40 else f"{asked[:40]}…"


def _hit(doc: SearchDoc, score: float, query: SearchQuery) -> Hit:
    status = status_on(doc, query.as_of)
    return Hit(
        doc.id,
        doc.kind,
        doc.title,
        doc.law,
        doc.article,
        score,
        status.value,
        fields={
            "status_label": status.label,
            "law_title": doc.law_title,
            "version": doc.version,
            "heading": doc.heading,
            "rank": doc.rank,
            "type": doc.type,
            "body": list(doc.body),
            "level": doc.level,
            "place": list(doc.place),
            "theme": doc.theme,
            "function": list(doc.function),
            "valid_from": doc.valid_from.isoformat(),
            "valid_to": doc.valid_to.isoformat(),
            "end_reason": doc.end_reason,
        },
    )

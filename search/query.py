"""From what a person typed to a tree: normalising, reading a citation, pinyin, and which tokens are asked for in which field.

Every token of the question may add to a document's score; what is *found* has at least one of its words that is not among the
commonest (``text/common.txt``). On lay questions that costs nothing (first ten .504 with and without) and spares
an engine from scoring, counting and faceting nearly every provision for 应当 or 的.
"""

from __future__ import annotations

import re

import msgspec

from ontologies.records import Status
from search.documents import FACETS, NEVER, day_number, grams, name_key, status_on
from search.port import SearchDoc, SearchError, SearchQuery
from search.tree import Among, Anyone, Every, Node, Plan, Range, Term, Without
from text.cut import bigrams, characters, common, search_words
from text.normalise import fold, simplify
from text.numerals import NUMERAL_CHARS, parse_number
from text.pinyin import is_pinyin

#: Weights of the fields, measured on lay questions (python -m bench.search_quality).
BOOSTS = {"words": 0.5, "bigrams": 1.5, "characters": 1.5, "heading": 0.5, "names": 0.4}
#: Of a pasted page, the first so many characters are asked for.
LONGEST = 400
_MOST_TERMS = 96
FILTERS = (*FACETS, "status")

_UNITS = "款项目"
_CITATION = re.compile(
    rf"(?P<law>[^\n]{{2,120}}?)[\s》〉]*(?:\([^()]{{0,40}}\))?\s*(?<![{NUMERAL_CHARS}])(?P<article>第?\s*[{NUMERAL_CHARS}]{{1,9}}\s*条(?:之[{NUMERAL_CHARS}]{{1,4}})?)"
    rf"(?P<parts>(?:第?[（(]?[{NUMERAL_CHARS}]{{1,4}}[）)]?[{_UNITS}])*)(?P<rest>.*)",
    re.DOTALL,
)
_PART = re.compile(rf"第?[（(]?([{NUMERAL_CHARS}]{{1,4}})[）)]?([{_UNITS}])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")


class CitationAsked(msgspec.Struct, frozen=True):
    """A citation typed as a question. ``laws`` are keys under which the law may be known, the longest first; numbers are
    Arabic; ``rest`` is what stands behind."""

    laws: tuple[str, ...]
    written: str
    article: str
    parts: str
    rest: str


class Question(msgspec.Struct, frozen=True):
    """What was typed, understood. ``key`` is its spelling as a name; ``words`` select, the rest only scores; ``pinyin`` the
    letters when it is nothing but pinyin."""

    asked: str
    key: str
    words: tuple[str, ...]
    common_words: tuple[str, ...]
    bigrams: tuple[str, ...]
    characters: tuple[str, ...]
    citation: CitationAsked | None
    pinyin: str
    shortened: bool


def _unique(tokens: list[str], skip: frozenset[str] = frozenset()) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token for token in tokens if token not in skip))[:_MOST_TERMS]


def _read_citation(asked: str) -> CitationAsked | None:
    match = _CITATION.match(asked)
    if match is None:
        return None
    try:
        article = parse_number(re.sub(r"\s", "", match["article"]))
    except ValueError:
        return None
    written = match["law"].strip().strip("《》〈〉")
    key = name_key(written)
    if len(key) < 2:
        return None
    # 请问消防法第六十条: the law's name may begin anywhere in what stands before the number.
    opened = re.split(r"[《〈\s，,。:;、]", match["law"])[-1]
    starts = [key, name_key(opened), *(key[index:] for index in range(1, min(len(key) - 1, 40)))]
    parts = "".join(f"第{number}{unit}" for number, unit in _PART.findall(match["parts"]))
    return CitationAsked(
        tuple(dict.fromkeys(start for start in starts if len(start) > 1)), written, article, parts, match["rest"]
    )


def _simple(text: str) -> str:
    try:
        re.sub(r"[^\u3400-\u9fff]", "", text).encode("gb2312")
    except UnicodeEncodeError:
        # Only text outside the simplified repertoire is worth the converter.
        return simplify(text)
    return text


def understand(asked: str) -> Question:
    """Read what was typed. Never fails: a question without any word has no tokens."""
    tidy = fold(_CONTROL.sub(" ", asked)).strip()
    shortened = len(tidy) > LONGEST
    tidy = _simple(tidy[:LONGEST])
    # In the title of every national law, so that it finds nothing.
    telling = tidy.replace("中华人民共和国", " ").strip() or tidy
    found = _unique(search_words(telling))
    usual = common().words
    selecting = tuple(word for word in found if word not in usual)
    letters = re.sub(r"[\s'’]+", "", tidy).lower()
    return Question(
        asked=tidy,
        key=name_key(tidy),
        words=selecting or found,
        common_words=tuple(word for word in found if word in usual) if selecting else (),
        bigrams=_unique(bigrams(telling), common().bigrams),
        characters=_unique(characters(telling)),
        citation=_read_citation(tidy),
        pinyin=letters if len(letters) >= 2 and letters.isascii() and letters.isalpha() else "",
        shortened=shortened,
    )


def looks_like_pinyin(question: Question) -> bool:
    """Whether the question is letters that read as nothing but syllables."""
    return bool(question.pinyin) and is_pinyin(question.pinyin)


def word_term(word: str) -> Term:
    """The term that stands for a word: words of one and two characters are found among characters and pairs."""
    field = "words" if len(word) > 2 and not word.isascii() else "characters" if len(word) == 1 else "bigrams"
    return Term(field, word, BOOSTS[field])


def found_by(question: Question) -> Node | None:
    """What decides whether a document is found: one of the question's own words; None when it has no word."""
    return Anyone(tuple(map(word_term, question.words))) if question.words else None


def extra_terms(question: Question) -> tuple[Term, ...]:
    """What only adds to the score."""
    terms = [word_term(word) for word in question.common_words if len(word) > 1]
    terms += [Term("bigrams", pair, BOOSTS["bigrams"]) for pair in question.bigrams]
    terms += [Term("characters", char, BOOSTS["characters"]) for char in question.characters]
    terms += [Term("heading", word, BOOSTS["heading"]) for word in question.words]
    # Only laws, items, bodies and offices have names: what is called as was asked comes before what merely speaks of it.
    terms += [Term("names", gram, BOOSTS["names"]) for gram in grams(question.key)[:_MOST_TERMS] if len(gram) == 2]
    asked = set(map(word_term, question.words))
    return tuple(term for term in dict.fromkeys(terms) if term not in asked)


def _status_node(status: Status, day: int) -> Node:
    if status is Status.UNKNOWN:
        return Range("valid_from", NEVER, None)
    if status is Status.NOT_YET:
        return Range("valid_from", day + 1, NEVER - 1)
    begun = Range("valid_from", None, min(day, NEVER - 1))
    if status is Status.IN_FORCE:
        return Every((begun, Range("valid_to", day + 1, None)))
    ended: tuple[Node, ...] = (begun, Range("valid_to", None, day))
    if status is Status.REPEALED:
        return Every((*ended, Among("end_reason", ("repealed",))))
    if status is Status.LAPSED:
        return Every((*ended, Among("end_reason", ("lapsed",))))
    return Every((*ended, Without(Among("end_reason", ("repealed", "lapsed")))))


def statuses(values: tuple[str, ...]) -> tuple[Status, ...]:
    """Status codes (01) or labels (有效) as members. Raises SearchError for any other."""
    out = []
    for value in values:
        for status in Status:
            if value in (status.value, status.label):
                out.append(status)
                break
        else:
            known = "、".join(f"{status.value} {status.label}" for status in Status)
            raise SearchError(f"没有“{value}”这种时效性；可用：{known}")
    return tuple(out)


def check(query: SearchQuery) -> None:
    """Raise SearchError for bounds and filters that cannot be answered."""
    if query.skip < 0 or query.limit < 0 or query.skip + query.limit > 1000:
        raise SearchError("一次最多翻到第 1000 条：skip 与 limit 不得为负，其和不得超过 1000；请用筛选条件缩小范围")
    unknown = sorted(set(query.filters) - set(FILTERS))
    if unknown:
        raise SearchError(f"不认识的筛选条件：{'、'.join(unknown)}；可用：{'、'.join(FILTERS)}")
    statuses(query.filters.get("status", ()))


def filter_nodes(query: SearchQuery, without: str = "") -> tuple[Node, ...]:
    """The query's filters as nodes, leaving out that of the facet ``without`` (``status``: also the rule of what is shown
    without a status filter)."""
    day = day_number(query.as_of)
    nodes: list[Node] = [
        Among(facet, tuple(wanted))
        for facet, wanted in query.filters.items()
        if wanted and facet not in ("status", without)
    ]
    if without != "status":
        wanted = query.filters.get("status", ())
        if wanted:
            nodes.append(Anyone(tuple(_status_node(status, day) for status in statuses(wanted))))
        else:
            nodes.append(Without(Range("listed_to", None, min(day, NEVER - 1))))
    return tuple(nodes)


def passes(doc: SearchDoc, query: SearchQuery, whenever: bool = False) -> bool:
    """Whether the query's filters let a document through: what :func:`filter_nodes` asks of an engine. ``whenever``: even if it
    has ended and no status was asked for."""
    values = {
        "kind": (doc.kind,),
        "type": (doc.type,),
        "rank": (doc.rank,),
        "body": doc.body,
        "level": (doc.level,),
        "place": doc.place,
        "theme": (doc.theme,),
        "function": doc.function,
    }
    for facet, wanted in query.filters.items():
        if wanted and facet != "status" and not set(wanted) & set(filter(None, values[facet])):
            return False
    asked = query.filters.get("status", ())
    if asked:
        return status_on(doc, query.as_of) in statuses(asked)
    return whenever or doc.kind == "law" or query.as_of < doc.valid_to


def plan_for(question: Question, query: SearchQuery, leave_out: tuple[str, ...] = ()) -> Plan:
    """The plan that ranks documents for a question, without those of the identifiers ``leave_out``."""
    filters = filter_nodes(query)
    if leave_out:
        filters = (*filters, Without(Among("id", leave_out)))
    return Plan(found_by(question), extra_terms(question), filters)


def nothing_asked(question: Question) -> bool:
    """Whether the question has not one word, character or letter."""
    return not question.words and not question.characters

"""Forgiving a slip in a name: one or two characters wrong, missing, too many or swapped; the right sound with the wrong
character; pinyin, whole or with letters wrong.

The engine proposes names that share characters, pairs, syllables; here each is held against what was typed.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

from search.documents import grams, name_key, sound_grams
from search.port import SearchDoc
from search.query import Question
from search.tree import Anyone, Plan, Term
from text.pinyin import rough, split, syllables

#: How many names the engine proposes.
PROPOSED = 16
_LONGEST = 80
# The right sound with the wrong character is a third of a slip.
_SAME_SOUND = 0.3
_LETTERS = re.compile(r"[a-z]+")


def _heard(key: str) -> tuple[str, ...]:
    """The rough syllables of what was typed, letters split as pinyin."""
    out: list[str] = []
    for part in syllables(key):
        out += split(part) if _LETTERS.fullmatch(part) else (part,)
    return tuple(map(rough, out))


def proposals(question: Question) -> Plan | None:
    """The plan whose best documents may be meant; None when what was typed is no name (too short, too long)."""
    key = question.key
    if not 2 <= len(key) <= _LONGEST:
        return None
    spelled = grams(key)
    sounding = sound_grams(_heard(key))
    if len(key) > 12:
        # Pairs alone tell long names apart, and are rarer.
        spelled = [gram for gram in spelled if len(gram) > 1]
        sounding = [gram for gram in sounding if "+" in gram]
    terms = [Term("names", gram) for gram in dict.fromkeys(spelled)]
    terms += [Term("sounds", gram) for gram in dict.fromkeys(sounding)]
    return Plan(Anyone(tuple(terms)), counted=False)


def allowed(length: int) -> float:
    """How many slips are forgiven in a name of that many characters."""
    if length <= 2:
        return 2 * _SAME_SOUND
    return 1.0 if length <= 5 else 2.0


def distance(asked: str, key: str) -> float:
    """Slips between what was typed and a name, both as keys (``name_key``): characters wrong, missing, too many or swapped,
    a third of one where only the character and not the sound is wrong. Letters are compared as pinyin. ``inf`` when
    they have too little in common to say."""
    letters = asked.isascii()
    if not letters and abs(len(asked) - len(key)) > 2 and _LETTERS.search(asked) is None:
        return float("inf")
    heard = _heard(asked)
    if letters:
        spoken = syllables(key)
        whole = "".join(spoken)
        most = 1 if len(asked) < 10 else 2
        slips = OSA.distance(asked, whole, score_cutoff=most)
        sounds = OSA.distance(heard, tuple(map(rough, spoken)), score_cutoff=most)
        return float(min(slips if slips <= most else float("inf"), sounds if sounds <= most else float("inf")))
    spelled = OSA.distance(asked, key)
    if spelled > max(3, len(key) // 2) and _LETTERS.search(asked) is None:
        return float("inf")
    sounded = OSA.distance(heard, tuple(map(rough, syllables(key))))
    if sounded >= spelled:
        return float(spelled)
    return sounded + _SAME_SOUND * (spelled - sounded)


def nearest(question: Question, docs: list[SearchDoc]) -> list[tuple[float, str, int]]:
    """Those of ``docs`` whose name is near enough, as (slips, the name, index in ``docs``), the nearest first."""
    found = []
    for index, doc in enumerate(docs):
        best: tuple[float, str] | None = None
        for name in doc.names:
            key = name_key(name)
            slips = distance(question.key, key) if key else float("inf")
            limit = 2.0 if question.key.isascii() else allowed(max(len(key), len(question.key)))
            # A part of a short name is a word of it, and is found as such.
            part = question.key in key and len(question.key) < 5
            if slips <= limit and not part and (best is None or slips < best[0]):
                best = (slips, name)
        if best is not None:
            found.append((best[0], best[1], index))
    found.sort(key=lambda one: (one[0], docs[one[2]].kind != "law", len(one[1]), docs[one[2]].id))
    return found

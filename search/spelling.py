"""Forgiving a slip in a name: one or two characters wrong, missing, too many or swapped; the right sound with the wrong
character; pinyin, whole or with letters wrong.

The engine proposes names that share characters, pairs, syllables; here each is held against what was typed.
"""

from __future__ import annotations

import re

import msgspec
from rapidfuzz.distance import OSA, Levenshtein

from search.documents import grams, name_key, sound_grams
from search.port import SearchDoc
from search.query import Question
from search.tree import Anyone, Plan, Term
from text.cut import words
from text.pinyin import rough, split, syllables

#: How many names the engine proposes.
PROPOSED = 16
_LONGEST = 80
_LONGEST_LETTERS = 400
# The right sound with the wrong character is a third of a slip.
_SAME_SOUND = 0.3
# Two neighbours swapped are likelier than a wrong character, since nothing is wrong but the order.
_SWAPPED = 0.7
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
    if not 2 <= len(key) <= (_LONGEST_LETTERS if key.isascii() else _LONGEST):
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
        return _SWAPPED if spelled == 1 and asked != key and sorted(asked) == sorted(key) else float(spelled)
    return sounded + _SAME_SOUND * (spelled - sounded)


class Near(msgspec.Struct, frozen=True):
    """A name that may be meant: how many slips away, which document it is of (an index), and whether what was typed in its
    place is no word at all, so that it can hardly be meant as typed."""

    slips: float
    name: str
    index: int
    surely: bool


def _changed(asked: str, key: str) -> tuple[set[int], set[int]]:
    """Positions of what was typed that the name has not, and of the name that were not typed."""
    typed: set[int] = set()
    named: set[int] = set()
    for step in Levenshtein.opcodes(asked, key):
        if step.tag != "equal":
            typed.update(range(step.src_start, step.src_end))
            named.update(range(step.dest_start, step.dest_end))
    return typed, named


def _words_within(text: str, positions: set[int]) -> tuple[bool, bool]:
    """Whether a word of ``text`` (two characters or more) lies wholly, and whether one lies partly, in ``positions``."""
    place = 0
    whole = partly = False
    for word in words(text):
        inside = sum(index in positions for index in range(place, place + len(word)))
        place += len(word)
        if len(word) > 1 and not word.isascii():
            whole = whole or inside == len(word)
            partly = partly or inside > 0
    return whole, partly


def nearest(question: Question, docs: list[SearchDoc]) -> list[Near]:
    """Those of ``docs`` whose name is near enough, the nearest first. A name that has another word where a word was typed, or a
    word more or less, is another name and not a slip (养老服务条例 is none of 志愿服务条例), unless it sounds the same."""
    asked = question.key
    found = []
    for index, doc in enumerate(docs):
        best: Near | None = None
        for name in doc.names:
            key = name_key(name)
            slips = distance(asked, key) if key else float("inf")
            limit = 2.0 if asked.isascii() else allowed(max(len(key), len(asked)))
            # A part of a name is words of it, and is found as such.
            part = asked in key and (len(asked) < 5 or len(key) - len(asked) > 1)
            if slips > limit or part or (best is not None and slips >= best.slips):
                continue
            surely = True
            if not asked.isascii() and slips == OSA.distance(asked, key):
                typed, named = _changed(asked, key)
                whole, partly = _words_within(asked, typed)
                if whole or (_words_within(key, named)[0] and len(named) != len(typed)):
                    continue
                surely = not partly
            best = Near(slips, name, index, surely)
        if best is not None:
            found.append(best)
    found.sort(key=lambda near: (near.slips, docs[near.index].kind != "law", len(near.name), docs[near.index].id))
    return found

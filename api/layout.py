"""Laying out lines of mixed Chinese and Latin text in terminal columns (a Chinese character takes two)."""

from __future__ import annotations

import re
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

# A column narrower than this is none.
NARROWEST = 24
# What stays together: an identifier (it is there to be copied), a run of Latin letters and digits, one character with the
# punctuation, and the marks of what was taken out or came ([-…-], {+…+}), that may not part from it.
_PIECE = re.compile(
    r"(?:law|list|entry|power|duty|body|office)/[^\s，。；、：）)”]+"
    r"|(?:[（《〈【“‘]|\[-|\{\+)*(?:(?:(?!-\]|\+\})[A-Za-z0-9_.,:%+/~\-])+|\s+|[^\s（《〈【“‘])"
    r"(?:[，。；：！？、）》〉】”’…]|-\]|\+\})*"
    r"|[（《〈【“‘]+"
)


def folds(text: str, first: int, rest: int) -> list[int]:
    """Where to break ``text`` so that its first line is at most ``first`` columns wide and each other ``rest``: offsets, ascending.
    A piece wider than that stays whole."""
    offsets: list[int] = []
    used, width = 0, first
    for match in _PIECE.finditer(text):
        piece = match.group()
        if used and used + cell_len(piece.rstrip()) > width:
            if piece.isspace():
                continue
            offsets.append(match.start())
            used, width = 0, rest
        used += cell_len(piece)
    return offsets


def fold_lines(text: str, width: int) -> list[str]:
    """The lines of ``text``, each at most ``width`` columns."""
    lines: list[str] = []
    for line in text.split("\n"):
        cuts = [0, *folds(line, width, width), len(line)]
        lines.extend(line[start:end].strip(" ") for start, end in pairwise(cuts))
    return lines


def fold_text(text: Text, width: int, indent: int) -> Text:
    """A styled line folded to ``width`` columns, all lines but the first behind ``indent`` spaces."""
    if width - indent < NARROWEST:
        indent = 0
    cuts = folds(text.plain, width, width - indent)
    if not cuts:
        return text
    folded = Text()
    for number, piece in enumerate(text.divide(cuts)):
        piece.rstrip()
        if number:
            folded.append("\n" + " " * indent)
        folded.append_text(piece)
    return folded

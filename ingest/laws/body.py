"""What a provision is while it is being read: its lines, and what numbers them."""

from __future__ import annotations

from ingest.laws.shapes import ITEM, OPEN_END, PARA, POINT, TABLE
from ontologies.records import Line


class Body:
    """The lines of one provision (or the preamble), with what numbers them."""

    __slots__ = ("joined", "lines", "para", "saved", "since", "stack")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.para = 0
        # Marker styles open in this paragraph: [style, last number, its number as shown].
        self.stack: list[tuple[str, int, str]] = []
        # The stack of the list that the last paragraphs broke off, and how many they are.
        self.saved: list[tuple[str, int, str]] = []
        self.since = 0
        self.joined = False

    def paragraph(self, text: str) -> None:
        if self.stack:
            self.saved, self.stack, self.since = self.stack, [], 0
        self.since += 1
        self.para += 1
        self.lines.append(Line(PARA, str(self.para), text))

    def table(self, text: str) -> None:
        self.lines.append(Line(TABLE, "", text))

    def marked(self, style: str, number: int, text: str, resume: bool) -> None:
        stack = self.stack
        if not stack and resume and self.saved and number > 1 and self.since <= 3:
            self._resume(style, number)
            stack = self.stack
        for index in range(len(stack) - 1, -1, -1):
            if stack[index][0] == style:
                if number <= stack[index][1]:
                    self.paragraph(text)
                    return
                del stack[index:]
                break
        else:
            if number != 1:
                self.paragraph(text)
                return
        if not self.para:
            self.para = 1
        if not stack:
            shown = str(number)
            self.lines.append(Line(ITEM, shown, text))
        else:
            shown = str(number) if len(stack) == 1 else f"{stack[-1][2]}-{number}"
            self.lines.append(Line(POINT, shown, text))
        stack.append((style, number, shown))

    def _resume(self, style: str, number: int) -> None:
        """A list that goes on behind a paragraph: the paragraph was the rest of the item before it."""
        for index in range(len(self.saved) - 1, -1, -1):
            if self.saved[index][0] == style:
                break
        else:
            return
        if self.saved[index][1] != number - 1:
            return
        start = len(self.lines) - self.since
        if start < 1 or any(line.level is not PARA for line in self.lines[start:]):
            return
        last = self.lines[start - 1]
        words = last.text
        for line in self.lines[start:]:
            # A sentence that ended keeps its distance; one broken at the edge of a page does not.
            words += line.text if OPEN_END.search(words) else f"\u3000{line.text}"
        self.para -= self.since
        self.lines[start - 1 :] = [Line(last.level, last.number, words)]
        self.stack, self.saved = self.saved, []


class Node:
    """A provision on its way."""

    __slots__ = ("body", "eid", "heading", "label", "level", "number", "parent", "where")

    def __init__(self, eid: str, level: str, number: str, label: str, heading: str, parent: str, where: str) -> None:
        self.eid = eid
        self.level = level
        self.number = number
        self.label = label
        self.heading = heading
        self.parent = parent
        self.where = where
        self.body = Body()


def renumbered(lines: list[Line]) -> list[Line]:
    """Lines whose first paragraph went to the heading: paragraphs count from 1 again."""
    found = []
    count = 0
    for line in lines:
        if line.level is PARA:
            count += 1
            line = Line(PARA, str(count), line.text)
        found.append(line)
    return found

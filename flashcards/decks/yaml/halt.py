"""Where the reading of a file stopped, and what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flashcards.decks.yaml.faults import Fault
from flashcards.decks.yaml.tree import Items, Mapping, Node, Text, Tree
from flashcards.records import dataclass


class Place(NamedTuple):
    """A line, counted from 1, and what of it comes before: so many characters."""

    line: int
    column: int


def fault(place: Place, message: str, fix: str) -> Fault:
    """Tell a fault at a place."""
    return Fault(place.line, place.column + 1, message, fix)


@dataclass(frozen=True, slots=True)
class Halt:
    """Where the reading stopped, and where what it was reading began."""

    tree: Tree
    at: Place
    begun: Place | None

    @property
    def source(self) -> str:
        """The line on which the reading stopped."""
        return self.tree.line(self.at.line)

    @property
    def above(self) -> int:
        """The next line above that is not blank; 0 for none."""
        number = self.at.line - 1
        while number and not self.tree.line(number).strip():
            number -= 1
        return number

    @property
    def passed_text(self) -> Text | None:
        """The text that was read last in what is open, if that is what was read last."""
        level = self.tree.stack[-1]
        node: Node | None = None
        if level.entries is None:
            node = level.items[-1] if level.items else None
        elif level.entries and not level.key:
            node = next(reversed(level.entries.values()))[1]
        while isinstance(node, Items | Mapping):
            inner = [value for _, value in node] if isinstance(node, Mapping) else node.items
            node = inner[-1] if inner else None
        return node

    @property
    def char(self) -> str:
        """The character at which the reading stopped; empty at an end."""
        return self.source[self.at.column : self.at.column + 1].strip("\r\n")

    @property
    def opener(self) -> str:
        """The character with which began what was being read, if the reading came any further."""
        if self.begun is None or self.begun == self.at:
            return ""
        return self.tree.line(self.begun.line)[self.begun.column : self.begun.column + 1]

    @property
    def passed(self) -> str:
        """The text from that character to the place where the reading stopped."""
        assert self.begun is not None
        starts = self.tree.starts
        return self.tree.text[
            starts[self.begun.line - 1] + self.begun.column : starts[self.at.line - 1] + self.at.column
        ]

    @property
    def in_block(self) -> bool:
        """Whether a list or mapping that is open was being read, not a single text."""
        return any(
            (line, level.column - 1) == self.begun
            for level in self.tree.stack[1:]
            # What was open before goes on where the reading went on, or on the line above, which stands for it.
            for line in (level.line, self.tree.resumed, self.tree.resumed - 1)
        )

    @property
    def lines(self) -> Iterator[int]:
        """The lines on which the mistake may stand."""
        if self.begun and not self.in_block and self.begun.line != self.at.line:
            yield self.begun.line
        yield self.at.line

"""What is typed on a line: the text, the caret in it, what can be taken back, and the part that is in sight."""

import re

from flashcards.text import cell_width, clean, clusters

_WORD = re.compile(r"(?<!\w)\w")


def joined(pasted: str) -> str:
    """All lines of what is pasted, as one."""
    return " ".join(pasted.strip("\r\n").splitlines())


def _shown(text: str) -> str:
    """The text as it stands on the screen, character by character."""
    return clean(text.replace("\t", " "))


class Entry:
    """One line of text; the caret stands before a character, or behind the last one."""

    def __init__(self) -> None:
        self.value, self.caret, self.placeholder = "", 0, ""
        self._before: list[tuple[str, int]] = []
        self._left = 0
        """Columns that are out of sight on the left."""

    def begin(self, value: str, placeholder: str) -> None:
        """Start afresh, with nothing to take back."""
        self.value, self.caret, self.placeholder = value, len(value), placeholder
        self._before.clear()
        self._left = 0

    @property
    def typed(self) -> bool:
        """Whether there is typing to take back."""
        return bool(self._before)

    # -- what keys do -------------------------------------------------------------------------------------------

    def insert(self, text: str) -> None:
        """Put a text in before the caret."""
        self._become(self.value[: self.caret] + text + self.value[self.caret :], self.caret + len(text))

    def move(self, to: str) -> None:
        """Take the caret to a place that `place` knows."""
        self.caret = self.place(to)

    def delete(self, to: str) -> None:
        """Take out what stands between the caret and a place."""
        begin, end = sorted((self.caret, self.place(to)))
        self._become(self.value[:begin] + self.value[end:], begin)

    def untype(self) -> None:
        """Take back the latest change."""
        if self._before:
            self.value, self.caret = self._before.pop()

    def _become(self, value: str, caret: int) -> None:
        if value != self.value:
            self._before.append((self.value, self.caret))
            self.value = value
        self.caret = caret

    def place(self, name: str) -> int:
        """Where the `start` and the `end` are, and `left`, `right`, `word left` and `word right` of the caret."""
        before, behind = self.value[: self.caret], self.value[self.caret :]
        match name:
            case "start":
                return 0
            case "left":
                return self.caret - len([*clusters(before)][-1]) if before else 0
            case "right":
                return self.caret + len(next(clusters(behind), ""))
            case "word left":
                return max((word.start() for word in _WORD.finditer(before)), default=0)
            case "word right":
                found = _WORD.search(self.value, self.caret + 1)
                return found.start() if found else len(self.value)
            case _:
                return len(self.value)

    # -- what is in sight ---------------------------------------------------------------------------------------

    def parts(self) -> tuple[str, str, str]:
        """As it is shown: what stands before the caret, at it and behind it."""
        shown = _shown(self.value or self.placeholder)
        at = next(clusters(shown[self.caret :]), " ")
        return shown[: self.caret], at, shown[self.caret + len(at) :]

    def left(self, width: int) -> int:
        """How many columns are out of sight on the left where so many are in sight, so that the caret is."""
        before, at, behind = (cell_width(part) for part in self.parts())
        most = max(0, before + at + behind - width) if self.value else 0
        self._left = min(max(self._left, before + at - width), before, most)
        return self._left

    def click(self, column: int) -> None:
        """Put the caret where a click was, in columns from the left edge of what is in sight."""
        at, column = 0, column + self._left
        for cluster in clusters(self.value):
            column -= cell_width(_shown(cluster))
            if column < 0:
                break
            at += len(cluster)
        self.caret = at

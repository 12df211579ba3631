"""Asks of an edited card whether it is one that was known before: both texts side by side."""

from collections.abc import Iterator

from textual.widget import Widget
from textual.widgets import Static

from flashcards.decks.identity.match import Match
from flashcards.recognising import ANSWERS, differences, question, side_by_side
from flashcards.tui.content import content_of, styled
from flashcards.tui.dialogs import text_width
from flashcards.tui.question import Question


class Recognition(Question):
    """`y`, `n` or `l`; none for Esc, which puts off all that is to be asked."""

    def __init__(self, match: Match, left: int) -> None:
        """`left`: how many are to be asked, with this one."""
        super().__init__(question(match, left), ANSWERS, "all later")
        self._match = match

    def asked(self) -> Iterator[Widget]:
        yield Static(styled((self._text, "strong")))
        if differ := differences(self._match):
            yield Static(styled(("What differs: ", "label"), (differ, "")))
        yield Static("")
        yield Static(content_of(side_by_side(self._match, text_width(self.app.size.width))))

"""The library: all that a home holds, with the sittings that begin from it."""

import contextlib
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from flashcards.days import Moment
from flashcards.events import Mode
from flashcards.library.today import WEEK, Daily, Today
from flashcards.log import unsaved
from flashcards.log.errors import ProgressError
from flashcards.schedule.agenda import Limits

if TYPE_CHECKING:
    from flashcards.session import Session

AHEAD_DAYS = WEEK
"""So far the offer to study ahead looks."""
MORE_NEW = 10
"""So many new cards are offered beyond the day's limit."""


class Library(Daily):
    """The decks and the progress of one home folder."""

    def session(self, today: Today, clock: Callable[[], Moment], mode: Mode = Mode.REVIEW) -> "Session":
        """A sitting with a day's cards; edited cards are followed before the first one shows."""
        with contextlib.suppress(ProgressError):  # a copy that fails keeps nobody from studying; `doctor` says it
            if not self.progress.empty:
                self.progress.back_up(today.at.study_day)
        from flashcards.session import Session  # and with it the kinds of cards

        linked = self.follow(clock(), today.states)
        return Session(
            self.cards,
            self.progress,
            today.plan,
            self.progress.states() if linked else today.states,
            clock,
            retention=self.settings.desired_retention,
            fuzz=self.settings.fuzz,
            mode=mode,
        )

    def sitting(
        self,
        clock: Callable[[], Moment],
        what: str = "",
        *,
        decks: Collection[str] | None = None,
        cards: Collection[str] | None = None,
        limits: Limits | None = None,
    ) -> "Session":
        """A sitting with today's cards, or with more: ten more `new` ones, those `ahead`, or `practice`."""
        at = clock()
        unsaved.take_up(self.home, self.progress)
        if what == "practice":
            return self.session(self.practice(at, decks, cards=cards), clock, Mode.PRACTICE)
        today = self.today(
            at,
            decks,
            limits=limits,
            extra_new=MORE_NEW if what == "new" else 0,
            ahead_days=AHEAD_DAYS if what == "ahead" else 0,
            cards=cards,
        )
        return self.session(today, clock)

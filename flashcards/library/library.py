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
from flashcards.schedule.states import NEW

if TYPE_CHECKING:
    from flashcards.cards import Card
    from flashcards.questions import Question
    from flashcards.session import Session

AHEAD_DAYS = WEEK
"""So far the offer to study ahead looks."""
MORE_NEW = 10
"""So many new cards are offered beyond the day's limit."""
NOTHING_MORE = {
    "new": "No new cards are left.",
    "ahead": "Nothing comes due this week.",
    "practice": "Nothing has been learned yet.",
}
"""What is said where a sitting with more has no card."""


class Library(Daily):
    """The decks and the progress of one home folder."""

    def session(self, today: Today, clock: Callable[[], Moment], mode: Mode = Mode.REVIEW) -> "Session":
        """A sitting with a day's cards; edited cards are followed before the first one shows."""
        with contextlib.suppress(ProgressError):  # a copy that fails keeps nobody from studying; `doctor` says it
            if not self.progress.empty:
                self.progress.back_up(today.at.study_day)
        from flashcards.session import Session  # and with it the kinds of cards

        linked = self.follow(clock())
        return Session(
            self.decided(self.cards),
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
        """A sitting with today's cards, or with others: ten more `new` ones, those `ahead`, `practice`, those `changed`, a self-`check`."""
        at = clock()
        unsaved.take_up(self.home, self.progress)
        if what == "practice":
            return self.session(self.practice(at, decks, cards=cards), clock, Mode.PRACTICE)
        if what == "check":
            return self.session(self.self_check(at), clock, Mode.PRACTICE)
        if what == "changed":
            return self.session(self.early(at), clock)
        today = self.today(
            at,
            decks,
            limits=limits,
            extra_new=MORE_NEW if what == "new" else 0,
            ahead_days=AHEAD_DAYS if what == "ahead" else 0,
            cards=cards,
        )
        return self.session(today, clock)

    def opening(
        self,
        at: Moment,
        decks: Collection[str] | None = None,
        cards: Collection[str] | None = None,
        limits: Limits | None = None,
    ) -> "tuple[Card, Question, int] | None":
        """What a sitting asks first from a moment of a study day on: the card, the question, and until when it does.

        The time is in milliseconds since 1970.

        None where it asks nothing, or where that is not foreseen: with an interview plan another day's queue is not
        known before it comes, and cards to be recognised are asked about first.
        """
        if self.plan_on(at.study_day) is not None or self.doubts():
            return None
        from flashcards import kinds
        from flashcards.schedule.queue import Queue

        today = self.today(at, decks, cards=cards, limits=limits)
        queue = Queue(today.plan, today.states)
        first, until_ms = queue.next(at.wall_ms), queue.steady_until(at.wall_ms)
        if first is None or until_ms is None:
            return None
        card = self.cards[first]
        return card, kinds.ask(card, today.states.get(first, NEW).shown), until_ms

"""Screens that have the plan's outlook computed in the background: no key waits for it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import App
from textual.message_pump import MessagePump

from flashcards.days import Moment
from flashcards.interview.outlook import Basis, Outlook, outlook_of
from flashcards.library import Library


class Foreseeing(MessagePump):
    """A screen with `library`, `clock` and `follow`."""

    library: Library
    clock: Callable[[], Moment]
    computing = False

    def follow(self) -> None:
        """Show what is known now."""
        raise NotImplementedError

    def foresee(self) -> None:
        """See to it that today's outlook is computed; what it follows from is gathered here, the log is not for threads."""
        basis = None if self.computing else self.library.basis(self.clock())
        if basis is not None and not self.library.is_fresh(basis):
            self.computing = True
            self.app.run_worker(partial(self._compute, self.app, basis), thread=True, group="outlook")

    def _compute(self, app: App[Any], basis: Basis) -> None:
        """Compute, in a thread; the screen may be left before it is done, and knows its app no more then."""
        try:
            outlook = outlook_of(basis)
        except BaseException:
            self.computing = False
            raise
        app.call_from_thread(self._foreseen, app, outlook)

    def _foreseen(self, app: App[Any], outlook: Outlook) -> None:
        """Keep what was computed; the screen that shows follows it."""
        self.computing = False
        self.library.keep(outlook)
        if app.is_running and isinstance(app.screen, Foreseeing):
            app.screen.follow()

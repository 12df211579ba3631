"""Screens that have the plan's outlook computed in the background: no key waits for it."""

from collections.abc import Callable
from functools import partial

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
            self.app.run_worker(partial(self._compute, basis), thread=True, group="outlook")

    def _compute(self, basis: Basis) -> None:
        try:
            outlook = outlook_of(basis)
        except BaseException:
            self.computing = False
            raise
        self.app.call_from_thread(self._foreseen, outlook)

    def _foreseen(self, outlook: Outlook) -> None:
        self.computing = False
        self.library.keep(outlook)
        self.follow()

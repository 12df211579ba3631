"""The app's one boundary for errors: what a person can cause becomes a sentence on the screen, and the screen lives."""

from typing import Any, TypeVar

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.message import Message
from textual.message_pump import CallbackError, MessagePump
from textual.screen import Screen

from flashcards.words import FlashcardsError, reason

Result = TypeVar("Result")
SECONDS_TO_READ = 12


def sentence(error: BaseException) -> str | None:
    """What to say of an error: its own sentence, or the system's reason with the file; none for a fault of ours."""
    if isinstance(error, FlashcardsError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename}: {reason(error)}" if error.filename else reason(error)
    # Textual wraps what a timer's callback raises.
    cause = error.__cause__ or error.__context__
    return sentence(cause) if isinstance(error, CallbackError) and cause is not None else None


def say(app: App[Any], error: BaseException) -> bool:
    """Show the sentence of an error; false where it has none."""
    said = sentence(error)
    if said is None:
        return False
    if isinstance(app, BoundedApp) and app.offer(error):
        return True
    app.notify(said, severity="error", markup=False, timeout=SECONDS_TO_READ)
    return True


class Bounded(MessagePump):
    """A screen, widget or app whose handlers may raise: Textual would end the program."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not say(self.app, error):
                raise


class BoundedScreen(Bounded, Screen[Result]):
    """A screen that is left once: of keys that come in faster than it goes, the second would take away the screen below."""

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def decks_changed(self) -> None:
        """Follow decks that were saved beside the program; called on every screen that is open."""


class BoundedApp(Bounded, App[None]):
    """The same for what runs between messages: callbacks and workers."""

    def offer(self, error: BaseException) -> bool:  # noqa: ARG002
        """Ask what is to be done about an error, where there is a choice."""
        return False

    def _handle_exception(self, error: Exception) -> None:
        if not say(self, error):
            super()._handle_exception(error)


def follow_decks(app: App[Any]) -> None:
    """Have every screen that is open follow decks that were changed; one that is just opening reads them itself."""
    for screen in app.screen_stack:
        if isinstance(screen, BoundedScreen) and screen.is_mounted:
            screen.decks_changed()

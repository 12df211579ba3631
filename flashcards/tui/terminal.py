"""What Textual takes for granted of a terminal and some do not keep: its one home of repairs."""

import codecs
import io
import os
import selectors
import signal
import sys
import time
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any


def forgive_bytes(driver: ModuleType) -> None:
    """Let a driver read bytes that are no UTF-8: a Latin-1 paste or an old mouse report would end the program.

    Textual decodes strictly up to 8.2 (Textualize/textual, issue 6668).
    """

    def forgiving(encoding: str) -> "partial[codecs.IncrementalDecoder]":
        return partial(codecs.getincrementaldecoder(encoding), errors="replace")

    made: Any = driver
    if hasattr(driver, "getincrementaldecoder"):
        made.getincrementaldecoder = forgiving


def end_at_once(driver: ModuleType) -> None:
    """Let a driver wait for no keys once it listens to none: Textual's last look at them takes a tenth of a second."""
    if hasattr(driver, "selectors"):
        made: Any = driver
        made.selectors = SimpleNamespace(**(vars(selectors) | {"SelectSelector": Selector}))


class Selector(selectors.SelectSelector):
    """Returns at once where there is nothing to wait for; takes a terminal that is gone as a hang-up, once."""

    _is_gone = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready, within so many seconds."""
        if not self.get_map():
            return []
        if self._is_gone:
            time.sleep(timeout or 0)
            return []
        found = super().select(timeout)
        if found and not os.isatty(found[0][0].fd):
            # Its signal may have come while `nohup` still had it ignored: nothing else would ever tell.
            self._is_gone = True
            os.kill(os.getpid(), signal.SIGHUP)
        return found


def draw_on_a_terminal() -> None:
    """Textual draws on stderr; where that leads elsewhere (`2>/dev/null`), draw on stdout.

    A sign that the terminal's encoding has not becomes a question mark: stderr would write six columns for one.
    """
    if (
        (sys.__stderr__ is None or not sys.__stderr__.isatty())
        and sys.__stdout__ is not None
        and sys.__stdout__.isatty()
    ):
        sys.__stderr__ = sys.__stdout__  # type: ignore[misc]
    if isinstance(sys.__stderr__, io.TextIOWrapper):
        sys.__stderr__.reconfigure(errors="replace")


def give_back(driver: Any, modes: list[Any] | None) -> None:
    """Let a driver put the terminal back into these modes in the end, not into those in which it found it."""
    if modes is not None and hasattr(driver, "attrs_before"):
        driver.attrs_before = modes

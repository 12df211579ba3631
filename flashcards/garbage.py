"""When Python looks for garbage: the one place that says so.

A start makes what stays until the end (modules, cards, screens), and looking through it for garbage takes a third of the
time until the first frame. So nothing is looked for until then; what is there at that time is never looked at again, and
what comes later is, at every so many thousand things instead of every 700, so that no key waits for it.
"""

import gc

THINGS = 20_000


def none_yet() -> None:
    """Look for no garbage until `from_now_on`."""
    gc.disable()


def from_now_on() -> None:
    """Leave what is there alone, and look through what comes; where nothing was put off, all stays as it is."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(THINGS, 10, 50)
        gc.enable()

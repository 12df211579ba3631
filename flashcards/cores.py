"""Work on many things over the cores of the machine: each core but one gets a copy of this process.

A copy has all that was read, so that nothing is sent but what it makes. Where there can be none (one core, another system
than Linux, threads, too many processes), or where one fails, this process does all of it.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

MANY = 500
"""Fewer things are made sooner than copies are."""
MOST_CORES = 4
"""Copies cost memory."""


def spread(make: Callable[[Thing], str], things: Sequence[Thing]) -> list[str]:
    """What is made of each thing, in their order; `make` may read, but nothing that it changes is kept.

    No connection to a database may be open: a copy would share it.
    """
    cores = _cores() if len(things) >= MANY else 1
    begun = [_begin(make, things[core::cores]) for core in range(1, cores)]
    made = [""] * len(things)
    try:
        made[::cores] = [*map(make, things[::cores])]
        for core in range(1, cores):
            found, begun[core - 1] = _end(begun[core - 1]), None
            made[core::cores] = found or [*map(make, things[core::cores])]
    finally:
        for copy in begun:
            if copy is not None:
                os.kill(copy[0], signal.SIGKILL)
                _end(copy)
    return made


def _cores() -> int:
    """How many processes there shall be; with threads a copy may wait for ever for what one of them holds."""
    if sys.platform != "linux":
        return 1
    try:
        threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - also those that Python has not begun
    except OSError:
        return 1
    return 1 if threads > 1 else min(len(os.sched_getaffinity(0)), MOST_CORES)


def _begin(make: Callable[[Thing], str], things: Sequence[Thing]) -> tuple[int, int] | None:
    """A copy that works on some things: its id, and where its texts will come from; none where there can be none."""
    try:
        source, target = os.pipe()
    except OSError:
        return None
    try:
        copy = os.fork()
    except OSError:
        os.close(source)
        os.close(target)
        return None
    if copy == 0:
        try:
            with open(target, "w", encoding="ascii") as pipe:  # noqa: PTH123 - it has no path
                json.dump([*map(make, things)], pipe)
            os._exit(0)
        finally:  # whatever fails here fails again in the process that was copied, which says so
            os._exit(1)
    os.close(target)
    return copy, source


def _end(copy: tuple[int, int] | None) -> list[str] | None:
    """What a copy has made; none where it failed."""
    if copy is None:
        return None
    with open(copy[1], encoding="ascii") as pipe:  # noqa: PTH123 - it has no path
        text = pipe.read()
    made: list[str] | None = json.loads(text) if os.waitpid(copy[0], 0)[1] == 0 else None
    return made

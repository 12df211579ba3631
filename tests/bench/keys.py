"""From a key to its finished frame, of every kind of card, beside the smallest app: `python -m tests.bench.keys [--times N]`.

A rating is on disk before the next question shows; that is within its figure.
"""

import argparse
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.terminal import Screen

SHOWS = {"number": "\r", "output": "\r", "typed": "\r"}
"""What shows the answer, where Space is typed into a line."""
KINDS = ("basic", "cloze", "choice", "number", "output", "order", "bug", "explain", "write")
CARDS = 4
"""So many cards are answered of each kind, after one more."""
GOAL = 3.0


def walked(command: Sequence[str], env: Mapping[str, str], ready: str, keys: Sequence[str], leave: str) -> list[float]:
    """Milliseconds of each key of a program, from its start to its end."""
    screen = Screen(command, env)
    try:
        screen.until(ready)
        found = [screen.key(key) for key in keys]
        screen.quit(leave)
    except BaseException:
        screen.kill()
        raise
    return found


def table(
    program: Sequence[str], minimal: Sequence[str], env: Mapping[str, str], times: int, kinds: Sequence[str] = KINDS
) -> None:
    """A row a kind: the key that shows the answer, and the one that rates it."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:  # a copy may still be being made
        for _ in range(times):
            found.setdefault("", []).extend(walked(minimal, env, "READY", "xyzxyz", "q")[1:])
            for kind in kinds:
                sitting = [*program, "review", "--query", f"kind:{kind}", "--new", "99", "--home", home]
                keys = [SHOWS.get(kind, " "), "3"] * (CARDS + 1)
                leave = "\x1bqq" if kind in SHOWS else "qq"
                taken = walked(sitting, env, "all keys", keys, leave)[2:]
                found.setdefault(f"{kind}, answer shown", []).extend(taken[::2])
                found.setdefault(f"{kind}, rated", []).extend(taken[1::2])
    measure = statistics.median(found.pop(""))
    for name, taken in found.items():
        middle, high = statistics.median(taken), max(taken)
        print(
            f"| {name} | {middle:.1f} ms, {middle / measure:.1f} × tx_min; at most {high:.0f} ms | ≤ {GOAL:g} × |",
            flush=True,
        )
    every = [value for taken in found.values() for value in taken]
    high = statistics.quantiles(every, n=20)[-1]
    print(f"| every key, 95th percentile | {high:.1f} ms, {high / measure:.1f} × tx_min | ≤ 25 ms |", flush=True)


def main() -> None:
    from tests.bench.__main__ import MINIMAL, Bench

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", default=",".join(KINDS), help="kinds, e.g. basic,number")
    parser.add_argument("--keep", type=Path, help="a folder in which the wheel stays for the next time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        bench = Bench(arguments.keep or Path(aside), arguments.times)
        minimal = [*bench.python, "-c", MINIMAL]
        table(bench.program, minimal, bench.env, arguments.times, arguments.only.split(","))


if __name__ == "__main__":
    main()

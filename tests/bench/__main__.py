"""The table of speed: `python -m tests.bench [--times N] [--only TEXT] [--cards N,N] [--reviews N,N] [--keep DIR]`.

The wheel is built and installed aside, then everything runs in turn with two measures: `python -c pass`, and the smallest
app of Textual. Ratios count; milliseconds are of this machine at this moment, of its processor where that can be told.
What is measured with more cards is also compared with the shipped decks: the growth. Nothing is asserted.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import inside, keys, terminal
from tests.bench.terminal import Seen

ROOT = Path(__file__).parents[2]
NOW = "2026-11-27T09:00:00+00:00"
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    BINDINGS = [("q", "quit", "Quit")]
    def compose(self):
        yield Static("READY", id="one")
    def on_key(self, event):
        self.query_one("#one", Static).update(f"KEY {event.key}")
Minimal().run()
"""
FIGURES = {
    "text": "first text",
    "ready": "a key answered",
    "keys": "key to frame",
    "quit": "quitting",
    "megabytes": "memory (MB)",
}
GOALS = {
    "--version": 2.0,
    "due": 3.0,
    "due --json": 3.0,
    "due, after a sitting": 3.0,
    "decks --json": 5.0,
    "find": 5.0,
    "why": 5.0,
    "stats --json": 8.0,
    "review, a key answered": 1.3,
    "home, a key answered": 1.4,
    "review, key to frame": 3.0,
    "review, quitting": 0.7,
    "home, quitting": 0.7,
    "review, memory (MB)": 1.35,
}
"""What is wanted, as so many times the measure of a row."""


def installed(folder: Path) -> Path:
    """The wheel, built from this checkout and installed into a folder, compiled."""
    target = folder / "installed"
    if not target.exists():
        pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, "wheel", "--no-deps", "-w", str(folder / "wheel"), str(ROOT)], check=True)
        wheel = next((folder / "wheel").glob("*.whl"))
        subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    return target


def write_decks(folder: Path, cards: int) -> Path:
    """So many plain cards in thirty decks."""
    if not folder.exists():
        folder.mkdir(parents=True)
        for n in range(30):
            written = "".join(
                f"  - id: card-{i}\n    question: |\n      What does measure {i} say of a classifier?\n    answer: |\n"
                f"      It says how far case {i} is from `x[{i}]`.\n    why: |\n      By its definition.\n"
                f"    tags: [topic-{i % 7}]\n    level: mid\n    source: [A book]\n"
                for i in range(n, cards, 30)
            )
            (folder / f"deck-{n:02}.yaml").write_text(f"title: Deck {n}\ncards:\n{written}", encoding="utf-8")
    return folder


class Bench:
    """Runs, and prints rows."""

    def __init__(self, folder: Path, times: int) -> None:
        self.folder, self.times = folder, times
        self._cases: list[str] = []
        self._first: dict[str, float] = {}
        site = installed(folder)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("FLASHCARDS", "PYTHON"))}
        self.env["PYTHONPATH"] = str(site)
        self.python = [sys.executable]
        self.program = [*self.python, "-m", "flashcards"]

    def row(self, case: str, name: str, value: float, measure: float, what: str, goal: float | None = None) -> None:
        """A row of one case; those after the first say how much it is of the same row of the first."""
        wanted = "" if goal is None else f"≤ {goal:g} ×"
        unit = "MB" if name.endswith("(MB)") else "ms"
        first = self._first.setdefault(name, value)
        grown = f", {value / first:.2f} × {self._cases[0]}" if case != self._cases[0] else ""
        print(f"| {case}: {name} | {value:.0f} {unit}, {value / measure:.2f} × {what}{grown} | {wanted} |", flush=True)

    def begin(self, case: str) -> None:
        self._cases.append(case)

    def flashcards(self, *words: str, stdin: str = "") -> str:
        done = subprocess.run(
            [*self.program, *words],
            env=self.env,
            cwd="/",  # not the checkout, whose modules would come before the installed ones
            check=True,
            input=stdin,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    # -- commands -----------------------------------------------------------------------------------------------

    def commands(self, name: str, home: Path) -> None:
        """Commands that end by themselves, beside `python -c pass`."""
        at = ("--home", str(home))
        self.flashcards("review", "--plain", *at, stdin="\n3\n\n3\nq\n")
        card = self.flashcards("find", "level:mid", "--json", *at).split('"card": "')[1].split('"')[0]
        runs = {
            "python -c pass": [*self.python, "-c", "pass"],
            "--version": [*self.program, "--version"],
            "due": [*self.program, "due", *at],
            "due --json": [*self.program, "due", "--json", *at],
            "decks --json": [*self.program, "decks", "--json", *at],
            "find": [*self.program, "find", "softmax", *at],
            "why": [*self.program, "why", card, *at],
            "stats --json": [*self.program, "stats", "--json", *at],
        }
        ways: dict[str, Callable[[], float]] = {
            what: partial(terminal.whole, command, self.env) for what, command in runs.items()
        }

        def answered() -> float:
            self.flashcards("review", "--plain", *at, stdin="\n3\nq\n")
            return ways["due"]()

        def changed() -> float:
            (home / "progress.db").touch()
            return ways["due"]()

        ways |= {"due, after a sitting": answered, "due, after a change from elsewhere": changed}
        found = terminal.in_turn(ways, self.times)
        medians = {what: statistics.median(taken) for what, taken in found.items()}  # type: ignore[type-var]
        for what, taken in medians.items():
            self.row(name, what, taken, medians["python -c pass"], "pass", GOALS.get(what))  # type: ignore[arg-type]

    def question(self, *words: str) -> str:
        """How the first question of a sitting begins."""
        lines = self.flashcards(*words, "--plain").split("\n")
        asked = next(line for line in lines if line.startswith("Question: "))
        return _words(asked.removeprefix("Question: "))

    # -- screens ------------------------------------------------------------------------------------------------

    def screens(self, name: str, home: Path) -> None:
        """The full screen, beside the smallest app."""
        at = ("--home", str(home))
        self.flashcards("review", "--plain", *at, stdin="\n3\nq\n")
        sitting = ("review", "--query", "kind:basic")  # where keys are typed into no line
        opening = self.question("review", *at)
        bare = [terminal.opened([*self.program, "review", *at], self.env, opening) for _ in range(self.times)]
        runs = {
            "tx_min": lambda: terminal.started(
                [*self.python, "-c", MINIMAL], self.env, text="READY", first="x", answer="KEY", keys="xyzxyz", leave="q"
            ),
            "review": lambda: terminal.started(
                [*self.program, *sitting, *at],
                self.env,
                text=self.question(*sitting, *at),
                first=" ",
                answer="Good",
                keys=("3", " ") * 3,
                leave="qq",
            ),
            "home": lambda: terminal.started(
                [*self.program, *at],
                self.env,
                text="Tomorrow",
                first="?",
                answer="Keys",
                keys=("\x1b", "j", "k"),
                leave="q",
            ),
        }
        found: dict[str, list[Seen]] = terminal.in_turn(runs, self.times)  # type: ignore[assignment]
        measure = {what: median(found["tx_min"], what) for what in FIGURES}
        spent = statistics.median(bare)
        self.row(name, "review as it was left, first text", spent, measure["text"], "tx_min", 0.2)
        for screen, seen in found.items():
            for figure, said in FIGURES.items():
                value, goal = median(seen, figure), GOALS.get(f"{screen}, {said}")
                self.row(name, f"{screen}, {said}", value, measure[figure], "tx_min", goal)


def median(seen: Sequence[Seen], what: str) -> float:
    """The median of one of the figures."""
    values: list[Any] = [getattr(one, what) for one in seen]
    return float(statistics.median([v for value in values for v in value] if what == "keys" else values))


def _words(question: str) -> str:
    """How a question begins: words that no screen breaks."""
    found = re.match(r"[A-Za-z ,]{4,25}", question)
    return found[0].strip() if found else question[:8]


def cases(only: str, sizes: Sequence[int], folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """What is measured, with two homes: the shipped decks, then as many plain cards more."""
    for cards in (0, *sizes):
        if only in (f"{cards}" if cards else "shipped"):
            homes = [folder / f"home-{cards}", folder / f"home-{cards}-screens"]
            for home in homes:
                home.mkdir(exist_ok=True)
                if cards:
                    write_decks(home / "decks", cards)
            yield f"{cards:,} cards more" if cards else "shipped decks", homes[0], homes[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--only", default="", help="only this case: shipped, or a number of cards")
    parser.add_argument(
        "--cards", default="1000,10000", help="sizes of plain decks beside the shipped ones, e.g. 1000,10000,100000"
    )
    parser.add_argument("--reviews", default="10000", help="sizes of logs, e.g. 10000,100000,1000000; empty: none")
    parser.add_argument("--keep", type=Path, help="a folder in which the wheel and the decks stay for the next time")
    parser.add_argument("--no-screens", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        bench = Bench(arguments.keep or Path(aside), arguments.times)
        print(
            f"{datetime.now(UTC).date()}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n"
        )
        print("| what | median | goal |\n|---|---|---|")
        for name, home, other in cases(arguments.only, [int(n) for n in arguments.cards.split(",") if n], bench.folder):
            bench.begin(name)
            bench.commands(name, home)
            if not arguments.no_screens:
                bench.screens(name, other)
        if not arguments.no_screens and arguments.only in ("", "shipped"):
            keys.table(bench.program, [*bench.python, "-c", MINIMAL], bench.env, 1)
        inside.table(bench.folder, [int(n) for n in arguments.reviews.split(",") if n])


if __name__ == "__main__":
    main()

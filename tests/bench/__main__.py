"""The table of speed: `python -m tests.bench [--times N] [--only TEXT] [--cards N,N] [--keep DIR]`.

The wheel is built and installed aside, then everything runs in turn with two measures: `python -c pass`, and the smallest
app of Textual. Ratios count; milliseconds are of this machine at this moment. Nothing is asserted.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import terminal
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
            lines = [f"title: Deck {n}\ncards:\n"]
            for i in range(n, cards, 30):
                lines.append(
                    f"  - id: card-{i}\n    question: |\n      What does measure {i} say of a classifier?\n    answer: |\n"
                    f"      It says how far case {i} is from `x[{i}]`.\n    why: |\n      By its definition.\n"
                    f"    tags: [topic-{i % 7}]\n    level: mid\n    source: [A book]\n"
                )
            (folder / f"deck-{n:02}.yaml").write_text("".join(lines), encoding="utf-8")
    return folder


class Bench:
    """Runs, and prints rows."""

    def __init__(self, folder: Path, times: int) -> None:
        self.folder, self.times = folder, times
        site = installed(folder)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("FLASHCARDS", "PYTHON"))}
        self.env["PYTHONPATH"] = str(site)
        self.python = [sys.executable]
        self.program = [*self.python, "-m", "flashcards"]

    def row(self, name: str, value: float, measure: float, what: str) -> None:
        print(f"| {name} | {value:.0f} ms | {value / measure:.2f} × {what} |", flush=True)

    def flashcards(self, *words: str, stdin: str = "") -> str:
        done = subprocess.run(
            [*self.program, *words],
            env=self.env,
            check=True,
            input=stdin,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    # -- commands -----------------------------------------------------------------------------------------------

    def commands(self, name: str, home: Path, *more: str) -> None:
        """Commands that end by themselves, beside `python -c pass`."""
        home.mkdir(exist_ok=True)
        self.flashcards("review", "--plain", "--home", str(home), *more, stdin="\n3\n\n3\nq\n")
        at = ("--home", str(home), *more)
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
        ways = {what: partial(terminal.whole, command, self.env) for what, command in runs.items()}

        def changed() -> float:
            (home / "progress.db").touch()
            taken = ways["due"]()
            ways["due --json"]()  # which keeps it again for its own row
            return taken

        found = terminal.in_turn({**ways, "due, after an answer": changed}, self.times)
        medians = {what: statistics.median(taken) for what, taken in found.items()}  # type: ignore[type-var]
        for what, taken in medians.items():
            self.row(f"{name}: {what}", taken, medians["python -c pass"], "pass")  # type: ignore[arg-type]

    # -- screens ------------------------------------------------------------------------------------------------

    def screens(self, name: str, home: Path, *more: str) -> None:
        """The full screen, beside the smallest app."""
        at = ("--home", str(home), *more)
        sitting = ("review", "--query", "kind:basic")  # where keys are typed into no line
        asked = next(
            line for line in self.flashcards(*sitting, "--plain", *at).split("\n") if line.startswith("Question: ")
        )
        text = _words(asked.removeprefix("Question: "))
        runs = {
            "tx_min": lambda: terminal.started(
                [*self.python, "-c", MINIMAL], self.env, text="READY", first="x", answer="KEY", keys="xyzxyz", leave="q"
            ),
            "review": lambda: terminal.started(
                [*self.program, *sitting, *at],
                self.env,
                text=text,
                first=" ",
                answer="Good",
                keys=("l", "l", "l"),
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
        measure = {what: median(found["tx_min"], what) for what in ("text", "ready", "keys", "quit", "megabytes")}
        for screen, seen in found.items():
            label = f"{name}: {screen}"
            self.row(f"{label}, first text", median(seen, "text"), measure["text"], "tx_min")
            self.row(f"{label}, a key answered", median(seen, "ready"), measure["ready"], "tx_min")
            self.row(f"{label}, key to frame", median(seen, "keys"), measure["keys"], "tx_min")
            self.row(f"{label}, quitting", median(seen, "quit"), measure["quit"], "tx_min")
            megabytes = median(seen, "megabytes")
            print(
                f"| {label}, memory | {megabytes:.0f} MB | {megabytes / measure['megabytes']:.2f} × tx_min |",
                flush=True,
            )


def median(seen: Sequence[Seen], what: str) -> float:
    """The median of one of the figures."""
    values: list[Any] = [getattr(one, what) for one in seen]
    return float(statistics.median([v for value in values for v in value] if what == "keys" else values))


def _words(question: str) -> str:
    """How a question begins: words that no screen breaks."""
    found = re.match(r"[A-Za-z ,]{4,25}", question)
    return found[0].strip() if found else question[:8]


def cases(only: str, sizes: Sequence[int], folder: Path) -> Iterator[tuple[str, Path, tuple[str, ...]]]:
    """What is measured: the shipped decks, then plain decks of these sizes."""
    if only in "shipped":
        yield "shipped decks", folder / "home", ()
    for cards in sizes:
        if only in f"{cards}":
            yield (
                f"{cards:,} cards",
                folder / f"home-{cards}",
                ("--decks", str(write_decks(folder / f"decks-{cards}", cards))),
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--only", default="", help="only this case: shipped, or a number of cards")
    parser.add_argument("--cards", default="1000,10000", help="sizes of plain decks, e.g. 1000,10000,100000")
    parser.add_argument("--keep", type=Path, help="a folder in which the wheel and the decks stay for the next time")
    parser.add_argument("--no-screens", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        bench = Bench(arguments.keep or Path(aside), arguments.times)
        print(
            f"{datetime.now(UTC).date()}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n"
        )
        print("| what | median | ratio |\n|---|---|---|")
        for name, home, more in cases(arguments.only, [int(n) for n in arguments.cards.split(",") if n], bench.folder):
            bench.commands(name, home, *more)
            if not arguments.no_screens:
                bench.screens(name, home, *more)


if __name__ == "__main__":
    main()

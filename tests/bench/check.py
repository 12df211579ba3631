"""`check` in numbers: `python -m tests.bench.check [--cards N] [--decks PATH]`.

Processor time of the command in processes of their own, and how long it takes, as all cores take part: of decks that were
never read, once more, and after one card was edited. Ratios of processor time count, to reading the same decks without
looking at their cards; nothing is asserted.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "loss gradient layer batch norm weight bias kernel stride recall precision score model prior logit entropy".split()
)


def deck(cards: int) -> str:
    """One deck: a tenth are number cards, a fifth clozes."""
    lines = ["title: Many", "cards:"]
    for n in range(cards):
        said = " ".join(WORDS[(n * k) % len(WORDS)] for k in (1, 3, 5, 7)) + f" {n}"
        if n % 10 == 0:
            lines += [f"  - id: c-{n}", f"    question: What is {{{{a}}}} times {{{{b}}}} for {said}?", "    number:"]
            lines += [
                f"      given: {{a: 3..{20 + n % 30}, b: 2..9}}",
                "      such_that: [a != b]",
                "      answer: a * b",
            ]
        elif n % 5 == 1:
            lines += [f"  - id: c-{n}", f"    cloze: The {said} is {{{{c1::{WORDS[n % 16]}}}}} of $x^2$."]
        else:
            lines += [
                f"  - id: c-{n}",
                f"    question: What is {said} $\\frac{{a}}{{b}}$?",
                f"    answer: It is `{said}`.",
            ]
    return "\n".join(lines) + "\n"


def seconds(*words: str) -> tuple[float, float]:
    """Processor seconds of a command of the program, and seconds until it ends."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "flashcards", *words], stdout=subprocess.DEVNULL, check=False)
    ended, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - begun


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=10_000)
    parser.add_argument("--decks", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, path = Path(folder) / "home", arguments.decks
        home.mkdir()
        os.environ.pop("FLASHCARDS_CACHE", None)
        if path is None:
            path = Path(folder) / "many.yaml"
            path.write_text(deck(arguments.cards), encoding="utf-8")
        reading = seconds("decks", "--decks", str(path), "--home", str(home / "other"))
        rows = {"read, not looked at": reading}
        rows["never looked at"] = seconds("check", str(path), "--home", str(home))
        rows["once more"] = seconds("check", str(path), "--home", str(home))
        if arguments.decks is None:
            path.write_text(deck(arguments.cards).replace("It is `", "It was `", 1), encoding="utf-8")
            rows["with one card edited"] = seconds("check", str(path), "--home", str(home))
        for name, (spent, taken) in rows.items():
            print(f"| {name} | {spent:.2f} s | {spent / reading[0]:.2f} × reading | takes {taken:.2f} s |")


if __name__ == "__main__":
    main()

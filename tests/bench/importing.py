"""`import` in numbers: `python -m tests.bench.importing [--notes N] [--answers N]`.

Processor time and the most memory of the command in processes of their own: an Anki package with its log of answers, the
same package again, and the same notes as a table. Ratios count, to reading the decks that came of it; nothing is asserted.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.exchange.incoming.packages import CREATED, note, package

WORDS = "loss gradient layer batch norm weight bias kernel stride recall precision score model prior logit".split()


def texts(n: int) -> tuple[str, str]:
    """What a note asks and answers."""
    said = " ".join(WORDS[(n * k) % len(WORDS)] for k in (1, 3, 5, 7)) + f" {n}"
    return f"What is <b>{said}</b> of \\(x_{{{n}}}^2\\)?", f"<ul><li>It is {said}</li><li>and more &amp; more</li></ul>"


def made(folder: Path, notes: int, answers: int) -> tuple[Path, Path]:
    """A package and a table of so many notes."""
    rng = random.Random(0)
    rows = []
    for n in range(notes):
        at, log = CREATED * 1000 + n, []
        for k in range(answers):
            log.append((at, rng.choices((1, 2, 3, 4), (1, 1, 6, 1))[0], 500, min(k, 1)))
            at += rng.randint(1, 20) * 86_400_000
        rows.append(note("Basic", *texts(n), guid=f"g{n}", deck=f"Deck {n % 10}::Sub", tags="a b", log={0: log}))
    (folder / "notes.apkg").write_bytes(package(*rows))
    with (folder / "notes.csv").open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([("question", "answer", "tags"), *((*texts(n), "a b") for n in range(notes))])
    return folder / "notes.apkg", folder / "notes.csv"


def measured(*words: str) -> tuple[float, float]:
    """Processor seconds and the most megabytes of a command of the program."""
    with subprocess.Popen([sys.executable, "-m", "flashcards", *words], stdout=subprocess.DEVNULL) as process:
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    assert process.returncode == 0, words
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=20_000)
    parser.add_argument("--answers", type=int, default=10)
    arguments = parser.parse_args()
    os.environ.pop("FLASHCARDS_CACHE", None)
    with tempfile.TemporaryDirectory() as folder:
        anki, table = made(Path(folder), arguments.notes, arguments.answers)
        home, other = ("--home", f"{folder}/home"), ("--home", f"{folder}/other")
        rows = {
            "a package with its log": measured("import", str(anki), "--history", *home),
            "the same again": measured("import", str(anki), "--history", *home),
            "a table": measured("import", str(table), *other),
        }
        reading = measured("decks", "--decks", f"{folder}/home/decks", "--home", f"{folder}/third")
        print(f"| {arguments.notes:,} notes | processor | memory | to reading the decks |\n|---|---|---|---|")
        for name, (seconds, megabytes) in {**rows, "reading the decks": reading}.items():
            print(f"| {name} | {seconds:.2f} s | {megabytes:.0f} MB | {seconds / reading[0]:.2f} × |")


if __name__ == "__main__":
    main()

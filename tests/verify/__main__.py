"""Run every proof of every deck: `python -m tests.verify [DECK…]`. Exit code 1 where something does not hold."""

import importlib
import importlib.metadata
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flashcards.cards import Card, Deck, seed_for
from flashcards.decks import file as deckfile
from flashcards.decks.folder import deck_files
from flashcards.kinds.bug import repaired
from flashcards.kinds.number import Number
from tests.verify.exceptions import DEFEATED
from tests.verify.mistakes import MISTAKES
from tests.verify.proofs import BUGS, NUMBERS, run
from tests.verify.working import false_steps

DECKS = Path(__file__).parents[2] / "decks"
DRAWS = 1000
FEWEST_RUNS, PATIENCE_S = 50, 10.0
"""Code with drawn values runs on so many draws, and on up to all of them for so long."""
ALONE = "--alone"
"""How the run starts itself for one deck."""
LIBRARIES = ("numpy", "scikit-learn", "torch", "keras", "tensorflow-cpu", "torchmetrics")
CLOSE = 1e-6


def check_number(card: Card) -> list[str]:
    """The card's own answer equals the independent one on many draws, and its conditions hold."""
    compute = NUMBERS.get(card.family)
    if compute is None:
        return ["no independent computation"]
    body = card.body
    for shown in range(DRAWS):
        seed = seed_for(card.id, shown)
        values = body.drawn(seed)
        ours = body.result(values)
        theirs = compute(**{name: values[name] for name in body.given})
        given = {name: values[name] for name in body.given}
        if not math.isclose(ours, theirs, rel_tol=CLOSE, abs_tol=CLOSE):
            return [f"seed {seed}, {given}: the card says {ours}, the computation {theirs}"]
        if not all(condition.evaluate(values) for condition in body.such_that):
            return [f"seed {seed}, {given}: a condition does not hold"]
        if false := false_steps(card, seed):
            return [f"seed {seed}, {given}: the working says {false[0]}"]
    if card.family in DEFEATED:
        return []
    return [f"{field}: {message}" for rule in Number.rules.values() for field, message, _ in rule(card)]


def check_output(card: Card) -> list[str]:
    """Running the code prints exactly what the card says: with each draw of its author, or on many draws."""
    body = card.body
    if body.draws:
        return [words for draw in body.draws for words in _printed(card, draw.given)]
    if not body.given:
        return _printed(card, {})
    seen: set[str] = set()
    began = time.monotonic()
    for shown in range(DRAWS):
        if shown >= FEWEST_RUNS and time.monotonic() - began > PATIENCE_S:
            break
        values = body.drawn(seed_for(card.id, shown))
        if str(values) not in seen and (problems := _printed(card, values)):
            return problems
        seen.add(str(values))
    return []


def _printed(card: Card, values: Mapping[str, Any]) -> list[str]:
    """What is wrong with what the code prints with these values."""
    with_these = f" with {dict(values)}" if values else ""
    done = run(card.body.run(values))
    if done.error is not None:
        return [f"raises {type(done.error).__name__}{with_these}: {done.error}"]
    printed = "\n".join(line.rstrip() for line in done.stdout.rstrip().split("\n"))
    said = card.body.printed(values)
    return [] if printed == said else [f"prints {printed!r}{with_these}, the card says {said!r}"]


def check_write(card: Card) -> list[str]:
    """The solution passes every test, no test passes without it, and some test refuses each known mistake."""
    body = card.body
    if body.language != "python":
        return [f"nothing runs {body.language}"]
    problems = []
    for test in body.tests:
        if error := run(f"{body.solution}\n{test.code}").error:
            problems.append(f"the solution fails `{test.point.text}`: {type(error).__name__}: {error}")
        if run(test.code).error is None:
            problems.append(f"`{test.point.text}` holds without the solution")
    return problems + _not_refused(card)


def _not_refused(card: Card) -> list[str]:
    """Known mistakes in a solution that none of its tests notices."""
    body = card.body
    mistakes = MISTAKES.get(card.deck, {}).get(card.family, {})
    problems = [] if mistakes else ["nothing makes a mistake in the solution"]
    for text, instead in mistakes.items():
        wrong = body.solution.replace(text, instead)
        if wrong == body.solution:
            problems.append(f"the solution has no {text!r} to get wrong")
        elif all(run(f"{wrong}\n{test.code}").error is None for test in body.tests):
            problems.append(f"no test refuses {instead!r} for {text!r}")
    return problems


def check_bug(card: Card) -> list[str]:
    """The faulty code shows the symptom; the mended code runs and does not."""
    fault = BUGS.get(card.family)
    if fault is None:
        return ["nothing shows its fault"]
    faulty, mended = (
        run(f"{fault.before}\n{code}\n{fault.after}")
        for code in (card.body.code, repaired(card.body.code, card.body.fix))
    )
    problems = []
    if not fault.symptom(faulty):
        problems.append(f"the faulty code does not show the symptom ({faulty.error!r})")
    if mended.error is not None:
        problems.append(f"the mended code raises {mended.error!r}")
    elif fault.symptom(mended):
        problems.append("the mended code shows the symptom too")
    return problems


CHECKS = {"number": check_number, "output": check_output, "write": check_write, "bug": check_bug}


def verify(deck: Deck) -> int:
    """Check one deck, print its line of the table, return the number of problems."""
    importlib.import_module(f"tests.verify.{deck.name.replace('-', '_')}")
    counts = Counter[str]()
    problems = [str(problem) for problem in deck.problems]
    slowest = (0.0, "")
    for card in deck.cards:
        if card.kind in CHECKS:
            began = time.monotonic()
            problems += [f"{card.place}: {card.id}: {words}" for words in CHECKS[card.kind](card)]
            slowest = max(slowest, (time.monotonic() - began, card.id))
            counts[card.kind] += 1
    known = {card.family for card in deck.cards}
    proven = {*NUMBERS, *BUGS, *MISTAKES.get(deck.name, {})}
    problems += [f"{deck.name}: the proof of {card} has no card" for card in sorted(proven - known)]
    print(
        f"{deck.name:24}"
        + "".join(f"{counts[kind]:4} {kind:8}" for kind in CHECKS)
        + f"{len(problems)} problems; slowest {slowest[1]}, {slowest[0]:.1f} s",
        flush=True,
    )
    for problem in problems:
        print(f"  {problem}", flush=True)
    return len(problems)


def main(names: list[str]) -> int:
    """The named decks, or all: one process a deck, so that the libraries of one do not weigh on the next."""
    known = [name for name, _ in deck_files(DECKS)]
    if unknown := [name for name in names if name not in known]:
        print(f"no deck {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    installed = {found.name for found in importlib.metadata.distributions()}
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES if name in installed]
    print(f"Python {sys.version.split()[0]}, " + ", ".join(versions), flush=True)
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "PYTHONPATH": str(DECKS.parent),
    }
    chosen = names or known
    codes = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.verify", ALONE, name], env=environment, check=False
        ).returncode
        for name in chosen
    ]
    failed = sum(code != 0 for code in codes)
    print(f"{len(codes) - failed} passed, {failed} failed")
    return min(1, failed)


def alone(name: str) -> int:
    """One deck in this process, in a folder that is thrown away."""
    deck = deckfile.load_file(DECKS / f"{name}.yaml", name)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return min(1, verify(deck))
        finally:
            os.chdir(DECKS)


if __name__ == "__main__":
    sys.exit(alone(sys.argv[2]) if sys.argv[1:2] == [ALONE] else main(sys.argv[1:]))

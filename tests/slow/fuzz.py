"""Broken input of every sort: what people and their tools make of sound files ends in a sentence or works, and in time.

What a reader is given is sound input with bytes flipped, pieces cut out, doubled, moved, taken from elsewhere and mixed
with what is special to its language. `FUZZ=10` tries ten times as many; `SEED=7` tries others.
"""

import contextlib
import json
import os
import random
import re
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from flashcards import kinds, query
from flashcards.cards import Card
from flashcards.decks import file as deckfile
from flashcards.decks.rules import report
from flashcards.events import Event, fold
from flashcards.formulas.draws import parse_given
from flashcards.formulas.language import compile_formula
from flashcards.formulas.typed_numbers import parse_answer, parse_tolerance
from flashcards.library.decks import bundled_decks
from flashcards.log.file import Progress
from flashcards.log.salvage import salvaged
from flashcards.markup.markdown import layout
from flashcards.markup.maths import drawing
from flashcards.questions import Response
from flashcards.settings import file as settings
from flashcards.words import FlashcardsError
from tests.kinds import test_kinds
from tests.log.test_file import at, review
from tests.program import program
from tests.slow.program import arguments, place
from tests.tui.test_terminal import Terminal

TIMES = int(os.environ.get("FUZZ", "1"))
SEED = int(os.environ.get("SEED", "2026"))
PATIENCE_S = 30
"""Of one input: longer means that it hangs."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
YAML = [
    b": ",
    b" #",
    b"\n  - ",
    b"'",
    b'"',
    b"|",
    b">-",
    b"&a ",
    b"*a",
    b"!!str ",
    b"{",
    b"]",
    b"\t",
    b"%YAML 1.1\n",
    b"---\n",
]
TEXT = [b"{{c1::", b"}}", b"$", b"$$", b"```\n", b"\\(", b"`", b"\n\n", b"<b>", b"| a |", b"\xc2\xa0", b"\xe2\x80\xae"]
BYTES = [
    b"\x00",
    b"\x1b]0;x\x07",
    b"\xff\xfe",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\r",
    b"9" * 400,
    b"-",
    b"\xf0\x9f\x98\x80",
]
TEX = [
    *rb"\frac \sqrt[ \left( \right. \begin{cases} \end{cases} \\ & ^ _ { } {{ \over \mathbb \hat \text{ % ~ \,".split(),
    b" ",
]
FORMULA = [
    *b"( ) [ ] , ** // % == < not and or if else for in lambda . : ' 1e999 0 sum( range(10**9) __class__".split(),
    b" ",
]
QUERY = [*b'( ) - or " seen: rated:7: due<= added: deck: tag: is: interval> retrievability< difficulty>='.split(), b" "]
JSON = [b"{", b"}", b"[" * 50, b'"', b",", b":", b"null", b"1e999", b"\\u0000", b"-1", b"\n", b'"event": "undo"']


class Slow(Exception):
    """An input took longer than PATIENCE_S."""


def broken(sound: Sequence[bytes], special: Sequence[bytes], chance: random.Random) -> bytes:
    """A piece of sound input after one to three accidents."""
    data = bytearray(chance.choice(sound))
    for _ in range(chance.randint(1, 3)):
        begin, end = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        end = min(end, begin + chance.choice((1, 8, 80)))
        piece = bytes(data[begin:end])
        other = chance.choice(sound)
        there = chance.randint(0, len(other))
        match chance.randrange(7):
            case 0:
                data[begin:end] = b""
            case 1:
                data[begin:begin] = piece * chance.choice((1, 2, 30))
            case 2:
                data[begin:end] = other[there : there + end - begin]
            case 3 | 4:
                data[begin:begin] = chance.choice(special)
            case 5:
                data[begin:begin] = chance.choice(BYTES)
            case _:
                if data:
                    data[begin % len(data)] ^= 1 << chance.randrange(8)
    return bytes(data)


@contextlib.contextmanager
def patience() -> Iterator[None]:
    """Raises Slow inside what takes too long."""

    def late(*_: object) -> None:
        raise Slow

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# --- readers: each takes bytes, and returns how it ended ---


def deck(data: bytes) -> str:
    """Read, ask, judge, lay out and examine a deck; every problem is one printable sentence with its place."""
    found = deckfile.load(data, Path("fuzz.yaml"), "fuzz")
    for card in found.cards:
        play(card)
    problems = [*found.problems, *(finding.problem for finding in report.inspect([found]))]
    for problem in problems:
        assert problem.line >= 1, problem
        assert problem.message, problem
        assert not CONTROL.search(str(problem)), problem
    return "refused" if found.problems else "read"


def play(card: Card) -> None:
    question = kinds.ask(card, 1)
    kinds.judge(card, question, Response())
    kinds.judge(card, question, Response(text="0.5"))
    for shown in (question.text, question.answer, question.notes.why):
        for line in layout(shown, 40):
            assert not CONTROL.search("".join(span.text for span in line.spans)), card.id


def formula(data: bytes) -> str:
    written, ends = text(data), []
    names = sorted(set(re.findall(r"\b[a-z_]+\b(?!\()", written)) - {"if", "else", "for", "in", "and", "or", "not"})
    readers: list[Callable[[], object]] = [
        lambda: compile_formula(written, names).evaluate({name: 1 + n for n, name in enumerate(names)}),
        lambda: parse_given(written),
        lambda: parse_answer(written),
        lambda: parse_tolerance(written),
    ]
    for reader in readers:
        try:
            reader()
            ends.append("read")
        except ValueError as err:  # FormulaError is one
            assert str(err), written
            ends.append("refused")
    return "read" if "read" in ends else "refused"


def tex(data: bytes) -> str:
    written = text(data)
    drawn = [drawing.draw(written, width) for width in (12, 74)]
    assert (drawing.inline(written) is None) == (drawing.explain_failure(written) is not None), written
    for line in layout(f"${written}$ and\n\n$$\n{written}\n$$", 40):
        assert line.whole or line.width <= 40, written
    return "read" if drawn[1] else "refused"


def searched(data: bytes) -> str:
    try:
        query.parse(text(data))
    except FlashcardsError as err:
        assert str(err), data
        return "refused"
    return "read"


def setting(data: bytes, folder: Path) -> str:
    path = folder / "settings.yaml"
    path.write_bytes(data)
    loaded, problems = settings.load(path)
    assert settings.text_of(loaded)
    for problem in problems:
        assert not CONTROL.search(str(problem)), problem
    return "refused" if problems else "read"


def merged(data: bytes, folder: Path, known: dict[str, Event], log: Progress) -> str:
    """Only events that were written come in, and the states stay the fold of what is there."""
    path = folder / "other.jsonl"
    path.write_bytes(data)
    found = salvaged(path)
    assert all(known.get(event.id) == event for event in found.events), data
    if found.events:
        log.merge(found.events)
        assert log.states() == fold(list(log.events()), log.model.replay)
    return "refused" if found.bad else "read"


def sitting(data: bytes, folder: Path) -> str:
    """A sitting in plain lines ends by itself when its input does, with exit code 0, whatever was typed."""
    done = program(*arguments(folder), stdin=data)
    assert done.returncode == 0, done
    assert not CONTROL.search(text(done.stdout)), done
    return "read"


# --- what they are given ---


def chunks() -> list[bytes]:
    """Decks of two or three cards, out of all that ship and one of every kind."""
    found = [Path(test_kinds.__file__).parents[1].joinpath("decks", "kinds.yaml").read_bytes()]
    for path in sorted(bundled_decks().glob("*.yaml")):
        head, *cards = re.split(rb"(?m)^(?=  - )", path.read_bytes())
        found += [head + b"".join(cards[at : at + 2]) for at in range(0, len(cards), 9)]
    return found


def written_in_decks(pattern: str) -> list[bytes]:
    joined = "\n".join(path.read_text(encoding="utf-8") for path in sorted(bundled_decks().glob("*.yaml")))
    return [found.encode() for found in dict.fromkeys(re.findall(pattern, joined)) if found][:3000]


def tried(
    name: str, count: int, inputs: Sequence[bytes], special: Sequence[bytes], reader: Callable[[bytes], str]
) -> str:
    """Give a reader so many broken inputs; raises AssertionError with the first that it cannot bear."""
    chance = random.Random(f"{SEED} {name}")
    ends: Counter[str] = Counter()
    for _ in range(count * TIMES):
        data = broken(inputs, special, chance)
        try:
            with patience():
                ends[reader(data)] += 1
        except Exception as err:
            raise AssertionError(f"{name}: {data!r} ended in {err!r}") from err
    return f"{name} {ends.total()} ({', '.join(f'{n} {end}' for end, n in sorted(ends.items()))})"


def screens(count: int) -> str:
    """Bytes of any sort typed into the full screen: it lives, and then takes an answer."""
    chance = random.Random(f"{SEED} screens")
    bursts = 0
    for _ in range(count * TIMES):
        with place() as folder:
            words = [word for word in arguments(folder) if word != "--plain"]
            screen = Terminal(*words)
            try:
                screen.until("What is number")
                for _ in range(12):
                    typed = broken(
                        [b"caf\xc3\xa9", b"\x1b[200~two\nlines\x1b[201~", b"\x1b[M !!", b"\x1b[<0;5;5M"], BYTES, chance
                    )
                    # Keys that leave the sitting, stop the program or open an editor are commands, not noise.
                    screen.send(re.sub(rb"[\x03\x11\x1aqQeE@!-]", b"", typed))
                    screen.read(0.05)
                    bursts += 1
                screen.read(0.5)
                assert os.waitpid(screen.pid, os.WNOHANG) == (0, 0), screen.plain()[-2000:]
                assert "Traceback" not in screen.plain()
                os.kill(screen.pid, signal.SIGTERM)
                screen.ended()
            finally:
                screen.close()
            if (folder / "home" / "progress.db").exists():
                with contextlib.closing(Progress.open(folder / "home" / "progress.db")) as log:
                    assert log.damaged() == []
    return f"full screen {bursts} bursts of bytes"


def prove() -> str:
    done = [
        tried("decks", 2500, chunks(), [*YAML, *TEXT], deck),
        tried("formulas", 6000, written_in_decks(r"(?m)^\s+(?:answer|value|-): ([^|>\n{]+)$"), FORMULA, formula),
        tried("TeX", 6000, written_in_decks(r"\$([^$\n]+)\$"), TEX, tex),
        tried(
            "queries",
            6000,
            [b"seen:1 or (deck:backprop -is:new)", b"rated:7:again due<=3", b'"loss is" tag:x'],
            QUERY,
            searched,
        ),
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with contextlib.closing(Progress.open(folder / "a.db")) as log:
            for n in range(30):
                review(log, f"c{n % 7}", 1 + n % 4, at(minutes=n))
            log.undo(at(minutes=40))
            known = {event.id: event for event in log.events()}
        lines = [json.dumps(event.to_json()).encode() for event in known.values()]
        with contextlib.closing(Progress.open(folder / "progress.db")) as log:
            reader = lambda data: merged(data, folder, known, log)  # noqa: E731 - said once
            done.append(tried("merged lines", 1500, [b"\n".join(lines), b"\n".join(lines[:3])], JSON, reader))
        sound = settings.text_of(settings.load(folder / "settings.yaml")[0]).encode()
        mine = b"new_per_day: 5\nplan:\n  interviews:\n    - date: 2026-12-18\n      weights: {backprop: 2}\n  minutes: 20\n"
        done.append(tried("settings", 3000, [sound, mine], YAML, lambda data: setting(data, folder)))
    with place(in_memory=True) as folder:
        typed = [b"\n3\n\n1\n:u\n\nb\ns\n", b"\n4\n\nu\n?\ni\n*\n\n2\nq\n"]
        done.append(tried("plain sittings", 300, typed, BYTES, lambda data: sitting(data, folder)))
    done.append(screens(8))
    return "; ".join(done)


if __name__ == "__main__":
    print(prove())

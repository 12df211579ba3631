"""Packages made by Anki itself, brought in: `python -m tests.verify.anki_imports [SEED]`.

A collection of 1,000 generated histories is exported in the recent format and in the old one, half of them in a preset
with weights of its own; after `import --history` stability and difficulty of every card equal Anki's own to two decimals,
and a second import doubles nothing. Then notes of every kind that Anki has, with media and in a filtered deck, and the
same notes as they are in another profile.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.decks import DeckId

from flashcards.library import Library
from tests.program import program

CARDS = 1_000
SEED = sys.argv[1] if sys.argv[1:] else "0"
DAY_MS = 86_400_000
NOW = 1_795_000_000_000
FITTED = [0.3, 1.2, 2.5, 9, 6, 0.8, 3, 0.01, 1.9, 0.2, 0.8, 1.5, 0.06, 0.25, 1.6, 0.6, 1.9, 0.5, 0.1, 0.07, 0.2]
States: TypeAlias = dict[str, tuple[float, float] | None]
"""Stability and difficulty of cards, by what they ask."""
LEARNING, REVIEW, RELEARNING, FILTERED, MANUAL, RESCHEDULED = range(6)


def history(rng: random.Random) -> Iterator[tuple[int, int, int, int, int]]:
    """One card's answers: milliseconds, ease, interval, factor and sort, as Anki's log has them."""
    at = NOW - rng.randint(30, 400) * DAY_MS + rng.randrange(DAY_MS)
    ivl, phase = 0, LEARNING
    for _ in range(rng.randint(1, 14)):
        if at > NOW - DAY_MS:
            return
        odd = rng.random()
        if odd < 0.04:  # in a filtered deck, without moving the schedule
            yield at, rng.randint(1, 4), ivl, 0, FILTERED
            at += rng.randint(60_000, DAY_MS)
            continue
        if odd < 0.07:  # forgotten on purpose
            yield at, 0, 0, 0, MANUAL
            phase, ivl = LEARNING, 0
            at += rng.randint(60_000, 3 * DAY_MS)
            continue
        if odd < 0.10 and ivl:  # due day set by hand
            yield at, 0, ivl, 500, rng.choice((MANUAL, RESCHEDULED))
            at += rng.randint(60_000, DAY_MS)
            continue
        ease = rng.choices((1, 2, 3, 4), (2, 1, 6, 1))[0]
        sort = FILTERED if phase == REVIEW and odd < 0.15 else phase
        if phase == REVIEW:
            phase = RELEARNING if ease == 1 else REVIEW
        elif ease >= 3:
            phase = REVIEW
        ivl = max(1, round(ivl * 2.3)) if phase == REVIEW else 0
        yield at, ease, ivl or -600, 500, sort
        at += rng.randint(1, 2 * max(1, ivl)) * DAY_MS if phase == REVIEW else rng.randint(60_000, DAY_MS // 3)


def made(folder: Path) -> States:
    """Packages of a collection, and Anki's own states of its cards by what they ask."""
    rng = random.Random(SEED)
    col = Collection(str(folder / "collection.anki2"))
    try:
        col.set_config("fsrs", True)
        basic = col.models.by_name("Basic")
        decks = [col.decks.id(name) for name in ("ML", "ML::Metrics")]
        preset = col.decks.add_config("Fitted")
        preset["fsrsParams6"] = FITTED
        col.decks.update_config(preset)
        metrics = col.decks.get(decks[1])
        metrics["conf"] = preset["id"]
        col.decks.save(metrics)
        cards = {}
        for n in range(CARDS):
            note = col.new_note(basic)
            note["Front"], note["Back"] = f"question {n}", f"answer {n}"
            col.add_note(note, DeckId(decks[n % 2] or 1))
            cards[f"question {n}"] = note.cards()[0].id
        used: set[int] = set()
        for card in cards.values():
            for at, ease, ivl, factor, sort in history(rng):
                while at in used:
                    at += 1
                used.add(at)
                col.db.execute("INSERT INTO revlog VALUES (?,?,-1,?,?,0,?,5000,?)", at, card, ease, ivl, factor, sort)
            col.db.execute("UPDATE cards SET type=2, queue=2, due=10, ivl=10, reps=1 WHERE id=?", card)
        states = {question: state(col, card) for question, card in cards.items()}
        for legacy in (False, True):
            options = ExportAnkiPackageOptions(
                with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
            )
            col.export_anki_package(
                out_path=str(folder / f"{'old' if legacy else 'new'}.apkg"), options=options, limit=None
            )
    finally:
        col.close()
    return states


def state(col: Collection, card: int) -> tuple[float, float] | None:
    """What Anki computes of the answers of a card."""
    found = col._backend.compute_memory_state(card)
    return (found.state.stability, found.state.difficulty) if found.HasField("state") else None


def compared(home: Path, package: Path, states: States) -> str:
    """What an import of a package came to; AssertionError where a state is another one."""
    done = program("import", str(package), "--history", "--home", str(home))
    assert done.returncode == 0, done.stderr.decode()
    return f"{package.name}: {agreeing(home, states)}"


def agreeing(home: Path, states: States) -> str:
    """How near the states of a home are to Anki's own; AssertionError where one is another, or where cards differ."""
    library = Library(home, [home / "decks"])
    try:
        ours = library.states()
        assert len(library.cards) == len(states), len(library.cards)
        worst, with_state = 0.0, 0
        for card in library.cards.values():
            expected = states[card.question_text]
            memory = ours[card.id].memory if card.id in ours else None
            assert (memory is None) == (expected is None), (card.question_text, memory, expected)
            if memory is not None and expected is not None:
                with_state += 1
                for mine, theirs in zip((memory.stability, memory.difficulty), expected, strict=True):
                    worst = max(worst, abs(mine - theirs) / max(1, theirs))
                    assert abs(mine - theirs) < 0.005 * max(1, theirs / 100), (card.question_text, memory, expected)
        events = len([*library.progress.events()])
    finally:
        library.close()
    return f"{with_state} states of {len(states)} cards, {events} events, largest difference {worst:.1e}"


def kinds(folder: Path) -> str:
    """Notes of Anki's own types, as they come here from two profiles."""
    folder.mkdir()
    for profile in ("one", "two"):
        _profile(folder, profile)
    home = folder / "home"
    for profile in ("one", "two"):
        done = program("import", str(folder / f"{profile}.apkg"), "--home", str(home))
        assert done.returncode == 0, done.stderr.decode()
    assert program("check", str(home / "decks"), "--home", str(home)).returncode == 0
    library = Library(home, [home / "decks"])
    try:
        found = {card.question_text: (card.kind, card.answer_text, card.deck) for card in library.cards.values()}
    finally:
        library.close()
    expected = {
        "What is **F1**, better?": ("basic", "$\\frac{2PR}{P+R}$", "ml/metrics"),
        "dog": ("basic", "Hund", "words"),
        "Hund": ("basic", "dog", "words"),
        "cat": ("basic", "Katze", "words"),
        "Katze": ("basic", "cat", "words"),
        "bird": ("basic", "Vogel", "words"),
        "Capital of France": ("typed", "Paris", "words"),
        "The **[organelle]** makes ATP": ("cloze", "mitochondrion", "ml"),
        "The mitochondrion makes **[…]**": ("cloze", "ATP", "ml"),
        "![image](media/a-graph.png)": ("basic", "[sound a.mp3](media/a.mp3)", "ml"),
        "only in two": ("basic", "yes", "words"),
    }
    assert found == expected, {text: card for text, card in found.items() if expected.get(text) != card}
    assert {path.name for path in (home / "decks" / "media").iterdir()} == {"a-graph.png", "a.mp3"}
    (left,) = home.glob("decks/**/*.not-imported.md")
    assert "covered" in left.read_text()
    return f"kinds: {len(found)} cards of two profiles"


def _profile(folder: Path, profile: str) -> None:
    """The notes of a profile; the second has begun with a package of the first, and changed a note since."""
    (folder / profile).mkdir()
    col = Collection(str(folder / profile / "collection.anki2"))
    try:
        if profile == "two":
            request = ImportAnkiPackageRequest(
                package_path=str(folder / "one.apkg"), options=ImportAnkiPackageOptions()
            )
            col.import_anki_package(request)
            note = col.get_note(col.find_notes("F1")[0])
            note["Front"] = "What is <b>F1</b>, better?"
            col.update_note(note)
            _add(col, "Basic", "Words", Front="only in two", Back="yes")
        else:
            graph = col.media.write_data("a graph.png", b"PNG")
            sound = col.media.write_data("a.mp3", b"MP3")
            first = _add(col, "Basic", "ML::Metrics", Front="What is <b>F1</b>?", Back=r"\(\frac{2PR}{P+R}\)")
            _add(col, "Basic (and reversed card)", "Words", Front="dog", Back="Hund")
            _add(col, "Basic (optional reversed card)", "Words", Front="cat", Back="Katze", Add_Reverse="y")
            _add(col, "Basic (optional reversed card)", "Words", Front="bird", Back="Vogel")
            _add(col, "Basic (type in the answer)", "Words", Front="Capital of France", Back="Paris")
            _add(
                col, "Cloze", "ML", Text="The {{c1::mitochondrion::organelle}} makes {{c2::ATP}}", Back_Extra="biology"
            )
            _add(col, "Basic", "ML", Front=f'<img src="{graph}">', Back=f"[sound:{sound}]")
            _add(
                col,
                "Image Occlusion",
                "ML",
                Occlusion="{{c1::image-occlusion:rect:left=.1}}",
                Image=f'<img src="{graph}">',
            )
            filtered = col.sched.get_or_create_filtered_deck(DeckId(0))
            filtered.config.search_terms[0].search = f"nid:{first}"
            col.sched.add_or_update_filtered_deck(filtered)
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=True, with_media=True, legacy=profile == "one"
        )
        col.export_anki_package(out_path=str(folder / f"{profile}.apkg"), options=options, limit=None)
    finally:
        col.close()


def _add(col: Collection, kind: str, deck: str, **fields: str) -> int:
    note = col.new_note(col.models.by_name(kind))
    for name, text in fields.items():
        note[name.replace("_", " ")] = text
    col.add_note(note, DeckId(col.decks.id(deck) or 1))
    return int(note.id)


def main() -> int:
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        states = made(Path(folder))
        for name in ("new", "old"):
            print(compared(Path(folder) / name, Path(folder) / f"{name}.apkg", states), flush=True)
        print(kinds(Path(folder) / "kinds"), flush=True)
        print("again:", compared(Path(folder) / "new", Path(folder) / "new.apkg", states))
    return 0


if __name__ == "__main__":
    sys.exit(main())

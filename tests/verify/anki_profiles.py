"""Two profiles of one person, brought into one home: `python -m tests.verify.anki_profiles`.

Each has a deck of the same name, notes of its own, and one note that both have and only the first one learned; both
were studied in filtered decks: of what is due, of what is not yet due, and without moving the schedule. Nothing is lost
and nothing doubled; each memory is Anki's own; and taking the second import back leaves what the first one brought.
"""

import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from anki.collection import Collection, ExportAnkiPackageOptions
from anki.decks import DeckId

from tests.program import program
from tests.verify.anki_imports import DAY_MS, REVIEW, States, agreeing, state

PROFILES = ("home", "work")
SHARED, NOTES = "shared by both", 6
DUE, EARLY, LOOKED_AT = "due", "early", "looked at"
STUDIED = (DUE, EARLY, LOOKED_AT)
"""Tags of the notes that are studied in a filtered deck each."""


def made(folder: Path, profile: str) -> States:
    """The package of a profile, and Anki's own states of its cards."""
    col = Collection(str(folder / f"{profile}.anki2"))
    rng = random.Random(profile)
    try:
        col.set_config("fsrs", True)
        basic = col.models.by_name("Basic")
        decks = [DeckId(col.decks.id(name) or 1) for name in ("ML", "ML::Metrics", f"Only {profile}")]
        cards = {}
        for n in range(NOTES + 1):
            question = SHARED if n == NOTES else f"{profile} {n}"
            note = col.new_note(basic)
            better = ", said better" if profile == PROFILES[1] else ""
            note["Front"], note["Back"] = question, f"answer {n}{better}"
            note.tags = [STUDIED[n % 3].replace(" ", "-")]
            col.add_note(note, decks[0 if n == NOTES else n % 3])
            if n == NOTES:
                col.db.execute("UPDATE notes SET guid = 'shared-one' WHERE id = ?", note.id)
            card = cards[question] = note.cards()[0].id
            if n < NOTES or profile == PROFILES[0]:
                answered(col, card, rng, due=20 if n % 3 == STUDIED.index(EARLY) else 0)
        for tag in STUDIED:
            study(col, tag.replace(" ", "-"), moving=tag != LOOKED_AT)
        assert col.db.scalar("SELECT count() FROM cards WHERE odid") > 0, "no card is in a filtered deck any more"
        states = {question: state(col, card) for question, card in cards.items()}
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=True, with_media=True, legacy=profile == PROFILES[0]
        )
        col.export_anki_package(out_path=str(folder / f"{profile}.apkg"), options=options, limit=None)
    finally:
        col.close()
    return states


def answered(col: Collection, card: int, rng: random.Random, *, due: int) -> None:
    """Give a card a few reviews in the past, and so many days until it is due."""
    at = int(time.time() * 1000) - 60 * DAY_MS + rng.randrange(DAY_MS // 2)
    for days in (0, 1, 4, 10):
        at += days * DAY_MS
        col.db.execute(
            "INSERT INTO revlog VALUES (?,?,-1,3,?,?,2500,5000,?)",
            at,
            card,
            days + 2,
            days or -600,
            REVIEW if days else 0,
        )
    col.db.execute("UPDATE cards SET type=2, queue=2, due=?, ivl=20, factor=2500, reps=4 WHERE id=?", due, card)


def study(col: Collection, tag: str, *, moving: bool) -> None:
    """Answer one card of each tag in a filtered deck; the others stay in it."""
    filtered = col.sched.get_or_create_filtered_deck(DeckId(0))
    filtered.name = f"Filtered {tag}"
    filtered.config.reschedule = moving
    filtered.config.search_terms[0].search = f"tag:{tag} is:review"
    col.decks.set_current(DeckId(col.sched.add_or_update_filtered_deck(filtered).id))
    card = col.sched.getCard()
    assert card is not None, tag
    card.start_timer()
    col.sched.answerCard(card, 2 if moving else 4)


def brought(home: Path, package: Path) -> dict[str, Any]:
    """What the import of a package says of itself; the decks are valid after it."""
    done = program("import", str(package), "--history", "--json", "--home", str(home))
    assert done.returncode == 0, done.stderr.decode()
    assert program("check", str(home / "decks"), "--home", str(home)).returncode == 0
    (report,) = json.loads(done.stdout)
    assert report["left"] == [], report["left"]
    return dict(report)


def decks(home: Path) -> dict[str, str]:
    """What the decks of a home say, by their names."""
    folder = home / "decks"
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}


def main() -> int:
    os.environ["TZ"] = "UTC"
    time.tzset()
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        home = folder / "into"
        one, other = (made(folder, profile) for profile in PROFILES)
        packages = [folder / f"{profile}.apkg" for profile in PROFILES]

        first = brought(home, packages[0])
        assert (first["new"], first["events"] > 0) == (NOTES + 1, True), first
        print(f"one profile: {agreeing(home, one)}")
        before = decks(home)
        assert {*before} == {"ml.yaml", "ml/metrics.yaml", "only-home.yaml"}, [*before]

        second = brought(home, packages[1])
        assert (second["new"], second["updated"], second["clashes"]) == (NOTES, 1, []), second
        print(f"and the other: {agreeing(home, other | one)}")
        both = decks(home)
        assert {*both} == {*before, "only-work.yaml"}, [*both]
        assert "".join(both.values()).count("id: anki-") == 2 * NOTES + 1
        assert "said better" in both["ml.yaml"]

        again = brought(home, packages[1])
        assert (again["written"], again["events"]) == ([], 0), again
        undone = program("import", "--undo", "--home", str(home))
        assert undone.returncode == 0, undone.stderr.decode()
        assert decks(home) == before
        print(f"the other taken back: {agreeing(home, one)}")
        assert brought(home, packages[1])["new"] == NOTES
        assert decks(home) == both
        print(f"and brought again: {agreeing(home, other | one)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

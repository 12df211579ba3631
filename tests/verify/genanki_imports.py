"""Packages made by genanki, brought in and taken along again: `python -m tests.verify.genanki_imports`.

Notes of its own types and of types with templates of their own, with media, tags, a hierarchy of decks and GUIDs that
stay. After an import the decks are valid; a second one writes nothing; a note that its maker changed is updated and one
that the person changed here stays. What is then exported arrives in Anki once, however often it is imported there.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from anki.collection import Collection
from genanki import (
    BASIC_AND_REVERSED_CARD_MODEL,
    BASIC_MODEL,
    BASIC_OPTIONAL_REVERSED_CARD_MODEL,
    BASIC_TYPE_IN_THE_ANSWER_MODEL,
    CLOZE_MODEL,
    Deck,
    Model,
    Note,
    Package,
    guid_for,
)

from flashcards.library import Library
from tests.program import program
from tests.verify.anki_exports import arrive, export

TERM = Model(
    1_607_392_319,
    "Term",
    fields=[{"name": name} for name in ("Term", "Meaning", "Formula", "Picture", "Unused")],
    templates=[
        {
            "name": "Meaning",
            "qfmt": '<div class="asked">What is <b>{{Term}}</b>?</div>',
            "afmt": '{{FrontSide}}<hr id="answer"><div class="told">{{Meaning}}</div>'
            r"{{#Formula}}\[{{Formula}}\]{{/Formula}}{{Picture}}{{^Picture}}<i>no picture</i>{{/Picture}}",
        },
        {
            "name": "Term",
            "qfmt": "Which term means: {{Meaning}}?",
            "afmt": '{{FrontSide}}<hr id="answer">{{Term}}',
        },
    ],
    css=".asked { color: red } .told::after { content: 'nothing' }",
)
HOLES = Model(
    1_607_392_320,
    "Holes",
    fields=[{"name": "Sentence"}, {"name": "Remark"}],
    templates=[{"name": "Cloze", "qfmt": "{{cloze:Sentence}}", "afmt": "{{cloze:Sentence}}<br>{{Remark}}"}],
    css=".cloze { font-weight: bold }",
    model_type=Model.CLOZE,
)
NOTES = 11
"""Two notes of nine are asked in two ways that are no reverse of each other: each is two cards here."""
CODE = (
    "<pre><code>x = torch.zeros(2)<br>if x[0] &lt; 1:<br>&nbsp;&nbsp;&nbsp;&nbsp;print(&quot;small&quot;)</code></pre>"
)
BROUGHT = {
    'What does this print?\n\n```\nx = torch.zeros(2)\nif x[0] < 1:\n    print("small")\n```': (
        "basic",
        "`small`",
        "ml",
    ),
    "dog": ("basic", "Hund[sound dog.mp3](media/dog.mp3)", "words/german"),
    "Hund[sound dog.mp3](media/dog.mp3)": ("basic", "dog", "words/german"),
    "cat": ("basic", "Katze", "words/german"),
    "Katze": ("basic", "cat", "words/german"),
    "bird": ("basic", "Vogel", "words/german"),
    "Capital of France?": ("typed", "Paris", "words"),
    "The **[organelle]** makes ATP": ("cloze", "mitochondrion", "words"),
    "The mitochondrion makes **[…]**": ("cloze", "ATP", "words"),
    "Dropout scales by **[…]** in training": ("cloze", "$\\frac{1}{1-p}$", "ml"),
    "What is **precision**?": (
        "basic",
        "the share of hits\\\namong the found\n$$P=\\frac{TP}{TP+FP}$$![image](media/pr-curve.png)",
        "ml/terms",
    ),
    "Which term means: the share of hits\\\namong the found?": ("basic", "precision", "ml/terms"),
    "What is **recall**?": ("basic", "the share found\\\n*no picture*", "ml/terms"),
    "Which term means: the share found?": ("basic", "recall", "ml/terms"),
}


class Stable(Note):  # type: ignore[misc]
    """A note that stays itself while what its first field says stays."""

    @property
    def guid(self) -> str:
        return str(guid_for(self.fields[0]))

    @guid.setter
    def guid(self, given: str) -> None:
        pass


def made(folder: Path, *, recall: str = "the share found", more: tuple[str, ...] = ()) -> Path:
    """A package: `recall` is what its maker says there by now, `more` are questions that came later."""
    terms, ml, words, german = (
        Deck(2_059_400_110 + at, name) for at, name in enumerate(("ML::Terms", "ML", "Words", "Words::German"))
    )
    picture, sound = folder / "pr curve.png", folder / "dog.mp3"
    picture.write_bytes(b"PNG")
    sound.write_bytes(b"MP3")
    tags = ["metrics", "ml::eval"]
    formula = r"P=\frac{TP}{TP+FP}"
    image = f'<img src="{picture.name}">'
    terms.add_note(Stable(TERM, ["precision", "the share of hits<br>among the found", formula, image, ""], tags=tags))
    terms.add_note(Stable(TERM, ["recall", recall, "", "", "unused"]))
    ml.add_note(Stable(BASIC_MODEL, [f"What does this print?{CODE}", "<code>small</code>"]))
    ml.add_note(Stable(HOLES, [r"Dropout scales by {{c1::\(\frac{1}{1-p}\)}} in training", "inverted"]))
    for question in more:
        ml.add_note(Stable(BASIC_MODEL, [question, "new"]))
    german.add_note(Stable(BASIC_AND_REVERSED_CARD_MODEL, ["dog", f"Hund[sound:{sound.name}]"]))
    german.add_note(Stable(BASIC_OPTIONAL_REVERSED_CARD_MODEL, ["cat", "Katze", "y"]))
    german.add_note(Stable(BASIC_OPTIONAL_REVERSED_CARD_MODEL, ["bird", "Vogel", ""]))
    words.add_note(Stable(BASIC_TYPE_IN_THE_ANSWER_MODEL, ["Capital of France?", "Paris"]))
    words.add_note(Stable(CLOZE_MODEL, ["The {{c1::mitochondrion::organelle}} makes {{c2::ATP}}", "biology"]))
    package = folder / "made.apkg"
    Package([terms, ml, words, german], media_files=[str(picture), str(sound)]).write_to_file(str(package))
    return package


def brought(home: Path, package: Path) -> dict[str, Any]:
    """What the import of a package says of itself; the decks are valid after it."""
    done = program("import", str(package), "--json", "--home", str(home))
    assert done.returncode == 0, done.stderr.decode()
    checked = program("check", str(home / "decks"), "--home", str(home))
    assert checked.returncode == 0, checked.stdout.decode()
    (report,) = json.loads(done.stdout)
    assert report["left"] == [], report["left"]
    return {name: report[name] for name in ("new", "updated", "same", "yours", "gone", "clashes", "written")}


def cards(home: Path) -> dict[str, tuple[str, str, str]]:
    """Kind, answer and deck of each card, by what it asks."""
    library = Library(home, [home / "decks"])
    try:
        return {card.question_text: (card.kind, card.answer_text, card.deck) for card in library.cards.values()}
    finally:
        library.close()


def in_anki(col: Collection, home: Path) -> Counter[str]:
    """What becomes there of all cards, exported and imported; their picture and their sound come along."""
    package = home.with_name("taken.apkg")
    export("--home", str(home), "--decks", str(home / "decks"), "export", str(package))
    found = arrive(col, package)
    assert not col.media.check().missing
    assert {path.read_bytes() for path in Path(col.media.dir()).iterdir()} == {b"PNG", b"MP3"}
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        home = folder / "home"
        first = brought(home, made(folder))
        assert first["new"] == NOTES, first
        assert cards(home) == BROUGHT, [*({*cards(home).items()} ^ {*BROUGHT.items()})]
        assert {path.name for path in home.glob("decks/**/media/*")} == {"pr-curve.png", "dog.mp3"}
        again = brought(home, made(folder))
        assert (again["same"], again["written"]) == (NOTES, []), again
        print(f"{NOTES} cards of 9 notes, {len(BROUGHT)} with holes and reverses; a second import writes nothing")

        col = Collection(str(folder / "collection.anki2"))
        try:
            assert in_anki(col, home) == Counter(new=NOTES)
            assert in_anki(col, home) == Counter(duplicate=NOTES)

            deck = home / "decks" / "words.yaml"
            deck.write_text(deck.read_text(encoding="utf-8").replace("- Paris", "- Paris, of course"), encoding="utf-8")
            changed = brought(home, made(folder, recall="the found share", more=("What came later?",)))
            assert (changed["updated"], changed["new"], changed["yours"]) == (2, 1, 1), changed
            found = cards(home)
            assert len(found) == len(BROUGHT) + 1, [*found]
            assert found["Which term means: the found share?"][1] == "recall"
            assert found["Capital of France?"][1] == "Paris, of course"
            print("changed by its maker, and here: 2 updated, 1 new, 1 stays")

            for path in home.glob("decks/**/*.yaml"):  # Anki compares times in seconds
                os.utime(path, (time.time() + 5,) * 2)
            assert in_anki(col, home) == Counter(new=1, updated=NOTES)
            assert col.note_count() == NOTES + 1
            assert len(col.find_notes('"found share"')) == 2
            print(f"in Anki {col.note_count()} notes after three imports of what was exported")
        finally:
            col.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The note types that cards become in Anki, one for each way of answering: fields, templates, style."""

from importlib import resources
from typing import Any

from flashcards.hashes import blake2b
from flashcards.records import dataclass

NOTES = ("Hint", "Why", "Mistake", "Source", "Level", "ID")
"""Fields of every note type, behind its own; `ID` is the card's id."""
BELOW = ("Why", "Mistake", "Next", "Source")
"""What stands below an answer."""
_HINT = "\n{{#Hint}}<div>{{hint:Hint}}</div>{{/Hint}}"


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type of ours; its id follows from its name and fields, so that it is the same in every package."""

    name: str
    own: tuple[str, ...]
    front: str
    back: str
    cloze: bool = False
    turned: bool = False
    """Whether a second card asks the other way round, where the field Reverse says so."""

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.own, *NOTES)

    @property
    def id(self) -> int:
        return stable_id("note type", self.name, *self.fields)

    def document(self, mod_s: int) -> dict[str, Any]:
        """The note type as a collection of schema 11 keeps it."""
        below = "".join(_shown(name) for name in BELOW if name in self.fields)
        sides = [(self.front + _HINT, self.back + below)]
        if self.turned:
            front = "{{#Reverse}}{{Answer}}{{/Reverse}}"
            sides.append((front, "{{FrontSide}}<hr id=answer>{{Question}}" + below))
        return {
            "id": self.id,
            "name": self.name,
            "type": int(self.cloze),
            "mod": mod_s,
            "usn": -1,
            "sortf": 0,
            "did": 1,
            "tags": [],
            "vers": [],
            "latexPre": "\\documentclass[12pt]{article}\n\\usepackage{amssymb,amsmath}\n\\begin{document}\n",
            "latexPost": "\\end{document}",
            "css": resources.files(__package__).joinpath("cards.css").read_text(encoding="utf-8"),
            "req": [],
            "flds": [
                {"name": name, "ord": at, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
                for at, name in enumerate(self.fields)
            ],
            "tmpls": [
                {"name": name, "ord": at, "qfmt": front, "afmt": back, "bqfmt": "", "bafmt": "", "did": None}
                for at, (name, (front, back)) in enumerate(zip(("Card", "Reversed"), sides, strict=False))
            ],
        }


def _shown(field: str) -> str:
    """A field where it has something; its label comes from the style, and the template has no words of its own."""
    return f'\n{{{{#{field}}}}}<div class="{field.lower()}">{{{{{field}}}}}</div>{{{{/{field}}}}}'


def stable_id(*parts: str) -> int:
    """A number that stands for these names in every package; below 2^31, as for all clients of Anki."""
    found = int.from_bytes(blake2b("\n".join(parts).encode(), digest_size=4).digest())
    return (1 << 30) | found >> 2


_SHOWN = "{{FrontSide}}<hr id=answer>{{Answer}}"
BASIC = NoteType("Flashcards", ("Question", "Answer", "Reverse"), "{{Question}}", _SHOWN, turned=True)
CHOICE = NoteType(
    "Flashcards choice", ("Question", "Options", "Answer"), '{{Question}}<div class="options">{{Options}}</div>', _SHOWN
)
POINTS = NoteType(
    "Flashcards points",
    ("Question", "Answer", "Points", "Next"),
    "{{Question}}",
    '{{FrontSide}}<hr id=answer><div class="points">{{Points}}</div>{{Answer}}',
)
TYPED = NoteType(
    "Flashcards typed",
    ("Question", "Typed", "Answer"),
    "{{Question}}<div>{{type:Typed}}</div>",
    "{{Question}}<hr id=answer><div>{{type:Typed}}</div>{{Answer}}",
)
CLOZE = NoteType(
    "Flashcards cloze",
    ("Text", "Typed"),
    "{{cloze:Text}}{{#Typed}}<div>{{type:cloze:Text}}</div>{{/Typed}}",
    "{{cloze:Text}}{{#Typed}}<div>{{type:cloze:Text}}</div>{{/Typed}}",
    cloze=True,
)

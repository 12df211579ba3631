"""A card that the log knows and a card of the decks, and what speaks for their being one."""

from enum import IntEnum

from flashcards.cards import Card, Fingerprint
from flashcards.records import dataclass


class Evidence(IntEnum):
    """What speaks for it, the strongest last. All but `NEAR` is beyond a reader's doubt."""

    NEAR = 0
    REWORDED = 1
    """The same long answer; the question asks for the same in other words."""
    MENDED = 2
    """Two slips of the finger at most."""
    SAME = 3
    """The same question and answer under another name."""
    NAMED = 4
    """The card says itself which one it was, or a link has said so before."""

    @property
    def words(self) -> str:
        """What is said of it to people."""
        return {0: "similar text", 1: "question reworded", 2: "typo mended", 3: "same text", 4: "known by both names"}[
            self
        ]


@dataclass(frozen=True)
class Known:
    """A card as the log knows it: its name, and what stood there when it was last answered."""

    name: str
    fingerprint: Fingerprint
    deck: str = ""
    """Empty where it is not known any more; so are kind and texts."""
    kind: str = ""
    question: str = ""
    answer: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the author gave it an id."""
        return not self.name.startswith("~")

    @property
    def family(self) -> str:
        """What it shares with its siblings; a history that was put away has none."""
        return self.name if "~" in self.part else self.name.partition("#")[0]

    @property
    def part(self) -> str:
        return self.name.partition("#")[2]


@dataclass(frozen=True)
class Match:
    """A card that the log knows as `old` and that stands in the decks as `card` now, and what speaks for it."""

    old: Known
    card: Card
    evidence: Evidence
    likeness: float = 1.0
    """How near their texts are, 0 to 1."""

    @property
    def names(self) -> frozenset[str]:
        return frozenset((self.old.name, self.card.id))

    @property
    def families(self) -> tuple[str, str]:
        """The families of both: what is decided of one of several siblings holds for all."""
        return self.old.family, self.card.family

    @property
    def sure(self) -> bool:
        return self.evidence > Evidence.NEAR

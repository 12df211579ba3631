"""What a reader makes of another program's file: cards in the fields of a deck, and all that fits into none."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from flashcards.records import dataclass, field
from flashcards.words import FlashcardsError

Fields: TypeAlias = Mapping[str, Any]
"""The fields of a card as a deck has them: texts, flags, lists of texts, lists of mappings."""
Telling: TypeAlias = Callable[[int, int], None]
"""Called with what is done and how much there is."""


AT_ONCE = 1 << 20
"""So many bytes of a file are read at a time."""
LATEST_MS = 4_000_000_000_000
"""What is dated after 2096 has no sound date."""
MOST_CARDS = 200_000
"""So many are brought in at once, in half a minute and half a gigabyte."""


class ForeignError(FlashcardsError):
    """A file of another program that cannot be read; the message says which, why, and what to do."""


class Review(NamedTuple):
    """One entry of another program's log of answers."""

    wall_ms: int
    rating: int
    """1 to 4; 0: the card was forgotten on purpose, and begins anew."""
    elapsed_ms: int = 0
    practice: bool = False
    """Whether it left the schedule alone."""


class Remembered(NamedTuple):
    """What another program knew of a memory whose answers it does not give."""

    wall_ms: int
    """When the card was answered last."""
    stability: float
    """Days until recall falls to 90 %."""
    difficulty: float
    """1 to 10."""


@dataclass(slots=True)
class Standing:
    """How a card stood in another program."""

    reviews: tuple[Review, ...] = ()
    suspended: bool = False
    flag: str = ""
    due: str = ""
    """The day on which it comes back, as ISO 8601; empty where it is new or in steps of minutes."""
    remembered: Remembered | None = None
    """What stands for the answers before those that are there."""


@dataclass(slots=True)
class Brought:
    """One card of another program's file."""

    key: str
    """What its source knows it by, the same at every export."""
    place: str
    """Where it stands there: `row 12`, `note 1700000000000`."""
    fields: dict[str, Any]
    deck: tuple[str, ...] = ()
    """The names of the decks it lies in, the outermost first; none: the file has but one."""
    remarks: list[str] = field(default_factory=list)
    """What fits into no field; it stands as a comment in the card."""
    standing: dict[str, Standing] = field(default_factory=dict)
    """By the part of a sibling: how it stood."""
    own_key: bool = True
    """Whether the source gave the key; else it stands for the text."""
    weights: tuple[float, ...] = ()
    """The weights of FSRS-6 that its memory was computed with there; none: the default ones."""


class Left(NamedTuple):
    """What could not be made a card of."""

    place: str
    why: str
    text: str = ""
    """All that stood there; it is kept in a file beside the decks."""


@dataclass(slots=True)
class Source:
    """All that was read of one file."""

    format: str
    """In a few words: `CSV, separated by semicolons`."""
    space: str
    """Whose keys its cards have: the same name for files that share them."""
    title: str
    cards: list[Brought] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What was guessed, a line each."""
    dated: list[str] = field(default_factory=list)
    """Which answers and due days there are, a line each; they come with the history alone."""
    left: list[Left] = field(default_factory=list)
    media: dict[str, Callable[[], AbstractContextManager[BinaryIO]]] = field(default_factory=dict)
    """The media files that the cards name: how each is read."""
    close: Callable[[], None] = lambda: None
    """Close the file; media cannot be read afterwards."""

    def without_history(self) -> None:
        """Leave the answers and the days on which cards come back out."""
        for card in self.cards:
            for standing in card.standing.values():
                standing.reviews, standing.due, standing.remembered = (), "", None


def texts_of(value: Any) -> Iterator[str]:
    """Every text in the value of a field."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)


def mapped(value: Any, text_in: Callable[[str], str]) -> Any:
    """A value with every text in it made another one."""
    if isinstance(value, str):
        return text_in(value)
    if isinstance(value, Mapping):
        return {name: mapped(inner, text_in) for name, inner in value.items()}
    return [mapped(inner, text_in) for inner in value] if isinstance(value, list) else value


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """The mappings in a list that somebody else wrote; none where it is no list."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, Mapping):
            yield one

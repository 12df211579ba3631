"""How a kind declares its YAML fields: from this the loader reads them, names errors, and the schema is made."""

from collections.abc import Callable
from typing import TypeAlias

from flashcards.records import dataclass

Path: TypeAlias = tuple[str | int, ...]
"""Where in a card something stands: field names and positions in lists, e.g. `("choices", 2, "because")`."""


class Key(str):
    """The name of a field itself and not its value, where a path ends with it."""

    __slots__ = ()


Fault: TypeAlias = tuple[Path, str, str]
"""Where, what is wrong, and how to mend it."""
Report: TypeAlias = Callable[[Path, str, str], None]
"""Called with the path, what is wrong, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text; `one_of` names the only ones allowed, and inside lists and mappings only `empty` ones may be empty.

    Where `like` is a pattern, the text has to be of it; `such_as` says that in words.
    """

    one_of: tuple[str, ...] = ()
    empty: bool = False
    like: str = ""
    such_as: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number in a range, both ends included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; where `single` is set, one element may stand without the dash.

    `fewest` and `most` are how many elements a kind wants of it: the kind says so, and an editor knows; 0 for any number.
    """

    shape: "Shape"
    single: bool = False
    fewest: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A mapping with known fields; where `short` names one, a plain text stands for just that field."""

    fields: tuple["Field", ...]
    short: str = ""
    forms: tuple[tuple[str, ...], ...] = ()
    """The fields that stand together, where any one of several sets does; besides those that are always required."""


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from names that the author chooses, be it of a pattern, which the kind looks at and an editor knows."""

    shape: "Shape"
    like: str = ""


@dataclass(frozen=True, slots=True)
class Either:
    """A text, or a list of texts."""


Shape: TypeAlias = Text | Flag | Whole | ListOf | Group | Named | Either


@dataclass(frozen=True, slots=True)
class Field:
    """One YAML field; `help` is what an editor shows when it hovers over it."""

    name: str
    shape: Shape
    help: str
    required: bool = False
    apart: bool = False
    """What is said of other fields does not depend on it: where it is wrong, they are looked at all the same."""


COMMON = (
    Field("id", Text(), "Unique name in kebab-case. It never changes: your progress hangs on it."),
    Field("why", Text(), "The reason, shown after the answer (Markdown)."),
    Field("mistake", Text(), "The common error (Markdown)."),
    Field("hint", Text(), "One nudge that can be taken before the answer (Markdown)."),
    Field("source", ListOf(Text(), single=True), "Where it stands: a primary source with a locator."),
    Field("tags", ListOf(Text(), single=True), "Tags; the first one is the subtopic."),
    Field("level", Text(one_of=("junior", "mid", "senior")), "Whom an interviewer asks this."),
    Field("needs", ListOf(Text(), single=True), "Cards or decks that come first."),
    Field("confused_with", ListOf(Text(), single=True), "Cards that are easily mixed up with this one."),
    Field("aliases", ListOf(Text(), single=True), "Ids that the card had before: their progress is its own."),
    Field("checked", Text(), "When it was checked, and against what version."),
    Field(
        "text_language",
        Text(like=r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", such_as="the code of a language, like `fr` or `pt-BR`"),
        "The language of the texts, as its code: `fr`. English where it is left out.",
    ),
)
DEFAULTS = ("source", "tags", "level", "checked", "language", "text_language")
"""Fields of cards that the head of a deck may give once for all."""
LANGUAGE = Field("language", Text(), "The language of the code, for its colours; by default python.")
QUESTION = Field("question", Text(), "What is asked (Markdown).", required=True, apart=True)
PYTHON = "python"
"""The language of code whose card does not say."""


def is_python(language: str) -> bool:
    """Whether code of a language, as its author names it, is Python."""
    return language.casefold() in {PYTHON, "python3", "py"}


DEFAULT_QUESTION = "What does this print?"
"""Of a card that shows code and has no question of its own."""

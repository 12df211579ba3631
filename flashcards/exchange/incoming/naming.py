"""Names that stay the same at every import: ids of cards from the keys of their source, decks from its folders."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import count

from flashcards.decks.file import ID_PATTERN
from flashcards.decks.ids import telling
from flashcards.decks.latin import spelled
from flashcards.exchange.incoming.brought import Brought, texts_of
from flashcards.hashes import blake2b
from flashcards.library.adding import NAME
from flashcards.words import UsageError

LONGEST_KEY, LONGEST_NAME = 40, 60
MOST_WORDS = 4
ODD = re.compile(r"[^\w.-]+")
"""What stands in no name of a file."""
_MARKS = re.compile(r"\{\{c\d+::|(?:::[^{}]*)?\}\}|\$[^$]*\$|\]\([^)]*\)|'s\b")
"""What stands in a text and is no word of it."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""No file can be called so on Windows."""


def id_for(card: Brought, space: str, taken: Collection[str]) -> str:
    """An id that follows from the card's key alone; a number tells it from another one that is taken."""
    stem = "-".join(spelled(space))[:20].strip("-") or "card"
    mark = blake2b(f"{space}\n{card.key}".encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    if not card.own_key:
        words = telling(_MARKS.sub(" ", next(texts_of(card.fields), "")[:200]))[:MOST_WORDS]
        name = "-".join([stem, *words])[:LONGEST_KEY].strip("-") + f"-{mark[:6]}"
    elif len(card.key) <= LONGEST_KEY and ID_PATTERN.fullmatch(card.key) and space != "anki":
        name = f"{stem}-{card.key}"
    else:
        name = f"{stem}-{mark}"
    return next(tried for tried in numbered(name) if tried not in taken)


def numbered(name: str, suffix: str = "") -> Iterator[str]:
    """A name, and what it may be where others have it already: `a.png`, `a-2.png`, `a-3.png` and so on."""
    yield f"{name}{suffix}"
    for at in count(2):
        yield f"{name}-{at}{suffix}"


def file_name(text: str) -> str:
    """A text as the name of a file or folder that any system can have and that is not hidden; empty where nothing is left."""
    name = ODD.sub("-", text.casefold()).strip("-.")[:LONGEST_NAME].strip("-.")
    return f"{name}-" if _DEVICES.fullmatch(name) else name


def into_deck(text: str) -> str:
    """The name of a deck that a person gives, with or without the ending of its file; raises UsageError."""
    name = text.strip().removesuffix(".yaml").removesuffix(".yml").rstrip("/")
    if name and not NAME.fullmatch(name):
        raise UsageError(f"{text[:40]!r} is no name for a deck; write letters, digits and hyphens, and / for folders")
    return name


def deck_name(path: Sequence[str], title: str, into: str, *, only: bool) -> str:
    """What a deck is called here: its folders below `into`; the only deck of a file is `into`, or the file's title."""
    names = [*filter(None, map(file_name, path))]
    if into:
        return into if only else "/".join([into, *names])
    return "/".join(names) or file_name(title) or "imported"

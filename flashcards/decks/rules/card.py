"""The rules for one good card of any kind that a script can check; each kind has its own besides."""

import re
from collections.abc import Iterator, Mapping

from flashcards.cards import LEVELS, Card
from flashcards.decks.rules.spelling import american
from flashcards.decks.values import to_add
from flashcards.kinds import BY_NAME
from flashcards.kinds.fields import COMMON
from flashcards.kinds.given import PLACEHOLDER
from flashcards.kinds.kind import Remark, Rule

_FORMATTED = re.compile(r"(?<!\{)(\{\{\s*(\w+)\s*[^\w\s{}][^{}]*\}\})")
_FIELDS = {field.name: field for field in COMMON}


def texts(card: Card) -> Iterator[tuple[str, str]]:
    """Each Markdown text of a card with its field; drawn values are a 1."""
    drawn = BY_NAME[card.kind].placeholders(card.body) if card.body else ()
    for field, text in _raw_texts(card):
        if text:
            yield field, PLACEHOLDER.sub("1", text) if drawn else text


def _raw_texts(card: Card) -> Iterator[tuple[str, str]]:
    notes = card.notes
    yield from BY_NAME[card.kind].texts(card.body) if card.body else (("question", card.question_text),)
    yield from (("why", notes.why), ("mistake", notes.mistake), ("hint", notes.hint))


def _has_notes(card: Card) -> Iterator[Remark]:
    for name in ("why", "source", "tags", "level"):
        if not getattr(card.notes, name):
            yield name, "missing", to_add(_FIELDS[name])


def _is_checked(card: Card) -> Iterator[Remark]:
    if not card.notes.checked:
        yield "checked", "missing", to_add(_FIELDS["checked"])


def _names_a_mistake(card: Card) -> Iterator[Remark]:
    if card.notes.level in LEVELS[1:] and not card.notes.mistake:
        yield "mistake", f"missing on a card of level {card.notes.level}", to_add(_FIELDS["mistake"])


def _knows_its_names(card: Card) -> Iterator[Remark]:
    if known := BY_NAME[card.kind].placeholders(card.body):
        found = dict.fromkeys((field, name) for field, text in _raw_texts(card) for name in PLACEHOLDER.findall(text))
        for field, name in found:
            if name not in known:
                yield field, f"`{{{{{name}}}}}` is neither given nor a step", f"there are {', '.join(sorted(known))}"
        for field, text in _raw_texts(card):
            for braces, name in _FORMATTED.findall(text):
                if name in known:
                    yield field, f"`{braces}` is shown as it stands: it is more than a name", f"write `{{{{{name}}}}}`"


def _is_british(card: Card) -> Iterator[Remark]:
    if card.notes.text_language.lower() not in ("", "en", "en-gb"):
        return
    found = dict.fromkeys((field, *pair) for field, text in texts(card) for pair in american(text))
    for field, word, british in found:
        yield field, f"`{word}` is American", f"write `{british}`, or put a name into backticks"


RULES: Mapping[str, Rule] = {  # whatever the card is called: what is kept of it holds under another id
    "fields": _has_notes,
    "checked": _is_checked,
    "mistake": _names_a_mistake,
    "names": _knows_its_names,
    "spelling": _is_british,
}
ALWAYS = frozenset(("names", "given"))
"""Rules that plain `check` holds cards to as well: what they find is never meant so."""
OF_THE_HOUSE = frozenset(("checked", "spelling"))
"""Rules that hold for shipped decks only."""

"""What an import is going to do, and what it did, in lines and as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flashcards.exchange.incoming.brought import Brought, Fields, Left, Source
from flashcards.exchange.incoming.plan import Plan
from flashcards.exchange.incoming.runs import Run
from flashcards.kinds import KINDS
from flashcards.records import dataclass, replace
from flashcards.text import padded
from flashcards.words import counted, listed

SHOWN, LISTED = 5, 10
QUESTION_WIDTH, ANSWER_WIDTH = 38, 26


@dataclass(frozen=True, slots=True)
class Ways:
    """How a person says what they want, where the lines are read."""

    clashes: str
    rest: str
    undo: str
    dated: str


OPTIONS = Ways(
    "; --keep settles it, --replace takes the source's",
    "; --json lists all",
    "`flashcards import --undo` takes it back",
    "--history brings them",
)
WITH_HISTORY = replace(OPTIONS, dated="they come along")
KEYS = Ways("", "", "u takes it back", "h brings them")
"""The preview in the program has the keys for the clashes below it."""


def kind_of(fields: Fields) -> str:
    """The kind that a card of these fields is of."""
    return next((kind.name for kind in KINDS if any(marker in fields for marker in kind.markers)), "basic")


def lines(plan: Plan, path: Path, home: Path, ways: Ways = OPTIONS) -> Iterator[str]:
    """The guess, the counts and five cards."""
    source = plan.source
    yield f"{path.name}: {source.format}"
    yield from _said(source, ways)
    kinds = Counter(kind_of(card.fields) for card in source.cards)
    yield (
        f"kinds: {', '.join(f'{number:,} {kind}' for kind, number in kinds.most_common())}" if kinds else "kinds: none"
    )
    files = [_short(file, home) for file in plan.targets]
    yield f"{counted(len(files), 'deck')}: {listed(files, SHOWN)}"
    yield f"{plan.words}."
    if source.cards:
        yield ""
        yield from map(card_line, spread(source.cards))
    yield from _listed(plan, ways)


def _said(source: Source, ways: Ways) -> list[str]:
    """What was guessed, and what comes with the history alone."""
    return [*source.said, *(f"{line}: {ways.dated}" for line in source.dated)]


def _listed(plan: Plan, ways: Ways) -> Iterator[str]:
    if plan.clashes:
        yield ""
        yield f"{counted(len(plan.clashes), 'card')} changed here and in the source; yours stays{ways.clashes}:"
        yield from (f"  {clash.id} at {clash.place}: {', '.join(clash.fields)}" for clash in plan.clashes[:LISTED])
        yield from _more(plan.clashes, ways)
    if plan.left:
        yield ""
        yield f"{counted(len(plan.left), 'thing')} to look at:"
        yield from (f"  {left.place}: {left.why}" for left in plan.left[:LISTED])
        yield from _more(plan.left, ways)


def _more(things: Sequence[object], ways: Ways) -> Iterator[str]:
    if len(things) > LISTED:
        yield f"  and {len(things) - LISTED:,} more{ways.rest}"


def spread(cards: Sequence[Brought]) -> list[Brought]:
    """A few cards, from the first to the last."""
    if len(cards) <= SHOWN:
        return [*cards]
    return [cards[at * (len(cards) - 1) // (SHOWN - 1)] for at in range(SHOWN)]


def card_line(card: Brought) -> str:
    """A card on one line."""
    first, second = sides(card.fields)
    return f"  {padded(first, QUESTION_WIDTH)}  {padded(second, ANSWER_WIDTH).rstrip()}".rstrip()


def sides(fields: Fields) -> tuple[str, str]:
    """What is asked and what is wanted, each on one line."""
    first = fields.get("cloze") or fields.get("question", "")
    second: Any = fields.get("answer") or fields.get("accept") or fields.get("choices") or ""
    if isinstance(second, list):
        second = " / ".join(option if isinstance(option, str) else next(iter(option.values())) for option in second)
    return _in_line(str(first)), _in_line(str(second))


def _in_line(text: str) -> str:
    """A text on one line, without the marks that end its lines."""
    return " ".join(text.replace("\\\n", "\n").split())


def _short(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)


def done(run: Run, ways: Ways = OPTIONS) -> Iterator[str]:
    """What was done."""
    written = len(run.made) + len(run.changed)
    if not written and not run.events:
        yield "Nothing was written."
        return
    events = f", {counted(len(run.events), 'event')}" if run.events else ""
    yield f"Written: {counted(written, 'file')}{events}. {ways.undo}."
    yield from run.lacking[:LISTED]
    if run.aside:
        yield f"What could not be made a card is kept, with the reasons, in {run.aside}; it is for reading and may be deleted."


def as_json(plan: Plan, path: Path, ways: Ways = OPTIONS) -> dict[str, Any]:
    """All of it."""

    def place(left: Left) -> dict[str, str]:
        return {"place": left.place, "why": left.why}

    return {
        "file": str(path),
        "format": plan.source.format,
        "guessed": _said(plan.source, ways),
        "kinds": Counter(kind_of(card.fields) for card in plan.source.cards),
        "decks": [str(target) for target in plan.targets],
        **{name: getattr(plan, name) for name in ("new", "updated", "same", "yours", "deleted", "gone")},
        "clashes": [{"id": clash.id, "place": clash.place, "fields": [*clash.fields]} for clash in plan.clashes],
        "left": [*map(place, plan.left)],
        "cards": [
            dict(zip(("question", "answer"), sides(card.fields), strict=True)) for card in spread(plan.source.cards)
        ],
    }

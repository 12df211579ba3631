"""The terms of the search language: what each one asks of a card, and what is said of those that do not exist."""

import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from flashcards.cards import LEVELS, Deck
from flashcards.kinds import BY_NAME
from flashcards.query.found import Found, QueryError, Test, Within, anywhere, folded, with_a_state
from flashcards.records import dataclass, field
from flashcards.schedule.agenda import is_away, is_due, is_learning
from flashcards.schedule.states import Rating
from flashcards.words import nearest

IS: dict[str, Test] = {
    "due": Test(lambda f: is_due(f.state, f.today) and not is_away(f.state, f.today), with_a_state),
    "new": Test(lambda f: f.state.memory is None and not f.state.suspended),
    "learning": Test(lambda f: is_learning(f.state) and not is_away(f.state, f.today), with_a_state),
    "suspended": Test(lambda f: f.state.suspended, with_a_state),
    "buried": Test(lambda f: f.state.buried_on == f.today, with_a_state),
    "flagged": Test(lambda f: f.state.flag is not None, with_a_state),
    "leech": Test(lambda f: f.state.leech, with_a_state),
}
QUALIFIERS = ("id", "deck", "tag", "kind", "level", "is", "seen", "rated", "added")
FIELDS: dict[str, Callable[[Found], float | None]] = {
    "due": lambda f: (f.state.memory.due_day - f.today).days if f.state.memory else None,
    "lapses": lambda f: f.state.lapses,
    "interval": lambda f: (f.state.memory.due_day - f.state.memory.last_day).days if f.state.memory else None,
    "retrievability": lambda f: f.past.model.of(f.card.id).predicted(f.state, f.today),
    "difficulty": lambda f: f.state.memory.difficulty if f.state.memory else None,
}
"""What can be compared with a number; a card that has no such figure meets no comparison."""
OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
LANGUAGE = (
    ("softmax", "the word in question, answer, why, tags or id; case, accents and kinds of hyphens do not matter"),
    ('"chain rule"', "several words in this order; also what would mean something without quotation marks"),
    ("a b", "both"),
    ("a or b", "one of the two; `or` binds less"),
    ("-a", "not"),
    ("-(a or b)", "brackets keep together what belongs together"),
    ("id:f1-harmonic", "this card, with all its holes; id:f1-harmonic#r is its reverse alone"),
    ("deck:metrics", "of this deck or folder; several with commas: deck:metrics,nets"),
    ("tag:shapes", "with this tag"),
    ("kind:number", ", ".join(BY_NAME)),
    ("level:junior", ", ".join(LEVELS)),
    ("is:due", ", ".join(IS)),
    ("seen:1", "answered today; seen:7: in the last seven study days"),
    ("rated:7:again", "rated Again in the last seven study days; again, hard, good, easy, or 1 to 4"),
    ("added:7", "learned for the first time in the last seven study days"),
    ("due<=3", "due in three days or before; due<0: overdue. < <= > >= = compare"),
    ("lapses>=2", "forgotten twice or more"),
    ("interval>30", "days from the last answer to the due day"),
    ("retrievability<0.8", "recall estimated for today, 0 to 1 or in %"),
    ("difficulty>7", "1 (easy) to 10 (hard)"),
)
"""The whole language: an example of each term, and what it means."""


VALUES: dict[str, Collection[str]] = {"kind": BY_NAME, "level": LEVELS, "is": IS}
"""Qualifiers of which all values are known."""
FEW = 20
"""So many names are listed."""


@dataclass(frozen=True, slots=True)
class Names:
    """The decks and tags that there are; none: whatever is asked for may be."""

    decks: Collection[str] = ()
    tags: Collection[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of the decks by name, to guess which one was meant."""


ANY = Names()


@dataclass(frozen=True, slots=True)
class Word:
    """A term as it was typed, without its quotation marks; a qualifier stands in the part before the first one."""

    text: str
    bare: int
    """So many characters come before the first quotation mark."""

    def is_(self, keyword: str) -> bool:
        """Whether it is a keyword such as `or`, which quotation marks make a word like any other."""
        return self.bare == len(self.text) and self.text.casefold() == keyword


def term(word: Word, names: Names) -> Test:
    """What one term asks of a card; raises QueryError."""
    qualified = re.match(r"([A-Za-z]+):", word.text[: word.bare])
    if qualified:
        return _qualified(qualified[1].casefold(), word.text[qualified.end() :], word.text, names)
    compared = re.fullmatch(r"([A-Za-z]+)\s*(<=|>=|=<|=>|==|[<>=])(.*)", word.text[: word.bare])
    if compared and (compared[1].casefold() in (*FIELDS, *QUALIFIERS) or re.match(r"-?\.?\d", compared[3])):
        return _compared(compared[1].casefold(), compared[2], compared[3], word.text)
    whole = folded(word.text)
    wanted = whole.strip(".,;:!?") or whole
    return Test(lambda f: wanted in f.past.text(f.card), lambda h: h.with_words(wanted) if wanted else None)


def _below(deck: str, names: Iterable[str]) -> bool:
    """Whether a deck has one of the names, or lies in a folder of that name."""
    return any(f"{folded(deck)}/".startswith(f"{name}/") for name in names)


def _in_decks(holds: Callable[[Deck], bool]) -> Within:
    """Within the decks of which something holds."""
    return lambda haystack: None if holds(haystack.deck) else ()


def _qualified(name: str, value: str, term: str, there: Names) -> Test:  # noqa: PLR0911
    wanted = folded(value)
    _look_for_value(name, wanted)
    _look_up(name, wanted, there)
    match name:
        case "id":
            return Test(
                lambda f: wanted in (folded(f.card.id), folded(f.card.family)),
                lambda h: h.with_words(wanted.partition("#")[0]),
            )
        case "deck":
            names = {wanted, *wanted.split(",")} - {""}
            return Test(lambda f: _below(f.card.deck, names), _in_decks(lambda deck: _below(deck.name, names)))
        case "tag":
            return Test(
                lambda f: wanted in map(folded, f.card.tags), _in_decks(lambda d: wanted in map(folded, d.summary.tags))
            )
        case "kind":
            kind = _known(wanted, list(BY_NAME), term)
            return Test(lambda f: f.card.kind == kind, _in_decks(lambda deck: kind in deck.summary.kinds))
        case "level":
            level = _known(wanted, list(LEVELS), term)
            return Test(lambda f: f.card.level == level)
        case "is":
            return IS[_known(wanted, list(IS), term)]
        case "seen":
            days = _days(wanted, term, "seen:7")
            return Test(lambda f: f.card.id in f.past.answered(_since(f.today, days)), with_a_state)
        case "rated":
            count, _, named = wanted.partition(":")
            days, rating = _days(count, term, "rated:7:again"), _rating(named, term)
            return Test(lambda f: f.card.id in f.past.answered(_since(f.today, days), rating), with_a_state)
        case "added":
            days = _days(wanted, term, "added:7")
            return Test(
                lambda f: (day := f.past.first_day(f.card.id)) is not None and day >= _since(f.today, days),
                with_a_state,
            )
        case _:
            raise _unknown(f"{name}:", term)


def _look_for_value(name: str, wanted: str) -> None:
    """See to it that something stands behind the colon; raises QueryError."""
    if not wanted.strip(",") and name in QUALIFIERS:
        example = next(shown for shown, _ in LANGUAGE if shown.startswith(f"{name}:"))
        listed = f"one of {', '.join(VALUES[name])} behind it, like " if name in VALUES else "for example "
        raise QueryError(f"{name}: says nothing by itself; write {listed}{example}")


def _look_up(name: str, wanted: str, there: Names) -> None:
    """See to it that a deck, a folder of decks or a tag is there; raises QueryError."""
    known = [folded(each) for each in {"deck": there.decks, "tag": there.tags}.get(name, ())]
    for each in [wanted] if wanted in known or name == "tag" else wanted.split(","):
        if known and not any(other == each or (name == "deck" and other.startswith(f"{each}/")) for other in known):
            titled = [
                deck
                for deck, title in there.titles.items()
                if name == "deck" and each in re.findall(r"[\w-]+", folded(title))
            ]
            near = nearest(each, known) or " or ".join(titled[:2])
            alike = [other for other in known if each in other]
            listed = next((names for names in (known, alike) if 0 < len(names) <= FEW), [])
            named = ", ".join(sorted(listed)) or f"{len(known)} others"
            raise QueryError(f"there is no {name} {each}; {f'did you mean {near}?' if near else f'there are {named}'}")


def _compared(name: str, sign: str, value: str, term: str) -> Test:
    if name not in FIELDS:
        if name in QUALIFIERS:
            raise QueryError(f"{name} takes a colon; write {name}:{value or 1}")
        raise _unknown(name, term)
    number = re.fullmatch(r"(-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(%?)", value)
    if not number:
        raise QueryError(f"{term} needs a number after {sign}; write it like {name}{sign}{_EXAMPLES[name]}")
    bound = float(number[1]) / (100 if number[2] else 1)
    holds, figure = OPERATORS[{"=<": "<=", "=>": ">=", "==": "="}.get(sign, sign)], FIELDS[name]
    within = anywhere if name == "lapses" else with_a_state  # a new card has lapsed as often as none
    return Test(lambda f: (found := figure(f)) is not None and holds(found, bound), within)


_EXAMPLES = {"due": "3", "lapses": "2", "interval": "30", "retrievability": "0.8", "difficulty": "7"}


def _since(today: date, days: int) -> date:
    """The first of so many study days up to today."""
    return today - timedelta(days=min(days, today.toordinal()) - 1)


def _days(value: str, term: str, example: str) -> int:
    if not re.fullmatch(r"\d{1,5}", value) or int(value) == 0:
        raise QueryError(f"{term} needs a number of study days, 1 for today; write it like {example}")
    return int(value)


def _rating(value: str, term: str) -> Rating | None:
    if not value:
        return None
    if value in ("1", "2", "3", "4"):
        return Rating(int(value))
    return Rating[_known(value, [rating.label.casefold() for rating in Rating], term).upper()]


def _known(value: str, values: Sequence[str], term: str) -> str:
    if value in values:
        return value
    near = nearest(value, values)
    guess = f"did you mean {near}? " if near else ""
    raise QueryError(f"{term} is not known; {guess}{'T' if near else 't'}here are {', '.join(values)}")


def _unknown(name: str, term: str) -> QueryError:
    """What is said of a qualifier or a figure that does not exist."""
    if name.rstrip(":") in FIELDS:
        figure, value = name.rstrip(":"), term.partition(":")[2]
        return QueryError(f"{figure} is compared with a number; write {figure}<={value or 3}")
    names = [*(f"{known}:" for known in QUALIFIERS), *FIELDS]
    near = nearest(name, names) or nearest(name.rstrip(":"), names)
    there = f"did you mean {near}?" if near else f"there are {', '.join(names)}."
    return QueryError(f'{name} is not known; {there} For the text itself write "{term}"')

"""A deck file → its sound cards, and every problem of the others with place and remedy."""

import contextlib
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flashcards.cards import Card, Deck, Notes, Place, Problem, digest
from flashcards.decks import dashes, misnamed
from flashcards.decks.folder import read
from flashcards.decks.likely import words_of
from flashcards.decks.places import id_of, node_at
from flashcards.decks.values import CARDS, Reader, to_add
from flashcards.decks.yaml import reader as yamltext
from flashcards.decks.yaml.faults import INDENTED, SECOND
from flashcards.kinds import BY_NAME, KINDS
from flashcards.kinds.fields import COMMON, DEFAULTS, LANGUAGE, QUESTION, Fault, Field, ListOf, Named, Text
from flashcards.kinds.kind import CardKind
from flashcards.records import replace
from flashcards.words import nearest

ID_PATTERN = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
MAX_ID = 80
_TIGHT = re.compile(r"([a-z_]+):(\S.*)")
_TITLE = re.compile(rb"^title[ \t]*:", re.MULTILINE)
"""Also where its value is refused, so that the key is lost."""

DECK_FIELDS = (
    Field("title", Text(), "What the deck is called on screen.", required=True),
    Field("description", Text(), "One sentence on what it covers."),
    Field("needs", ListOf(Text(), single=True), "Decks, by file name, that come first."),
    Field(
        "needs_of",
        Named(ListOf(Text(), single=True)),
        "Cards or decks that come before all cards of a subtopic (their first tag): `shapes: [strides, linear-algebra]`.",
    ),
    Field("retired", ListOf(Text(), single=True), "Ids of cards that are gone; none of them is used again."),
    Field("rules_off", ListOf(Text(), single=True), "Rules of `flashcards check` that do not hold for this deck."),
    *(
        Field(field.name, field.shape, f"Of every card that does not say otherwise. {field.help}")
        for field in (*COMMON, LANGUAGE)
        if field.name in DEFAULTS
    ),
    Field("author", ListOf(Text(), single=True), "Who wrote the deck."),
    Field("licence", Text(), "On what terms it may be passed on."),
    Field("version", Text(), "The version of the deck."),
    Field("cards", CARDS, "A list of cards, each behind a dash.", required=True),
)


_FIELDS_OF = {kind.name: (*kind.fields, *COMMON) for kind in KINDS}
_NAMES_OF = {name: {f.name for f in fields} for name, fields in _FIELDS_OF.items()}
_ALL_NAMES = frozenset[str]().union(*_NAMES_OF.values())
_MARKED = [(marker, kind) for kind in KINDS for marker in kind.markers]


def _kind_of(node: yamltext.Mapping) -> CardKind[Any] | None:
    for marker, kind in _MARKED:  # a loop of its own: every card goes through it
        if marker in node:
            return kind
    return None


def _meant(
    reader: Reader, node: yamltext.Mapping, kind: CardKind[Any] | None
) -> tuple[yamltext.Mapping, CardKind[Any] | None]:
    """A card with odd fields as its author likely meant it, and its kind; none where nobody can tell."""
    if spaced := _with_spaces(reader, node):
        node, kind = spaced, _kind_of(spaced)
    renamed, fix = misnamed.renamed(node, kind)
    if renamed:
        first = next(iter(renamed))
        reader.problem(node.key(first), first, "unknown field", fix)
        named = [(renamed.get(key.value, key.value), key, value) for key, value in node]
        node = replace(node, entries={name: (replace(key, value=name), value) for name, key, value in named})
        return node, _kind_of(node)
    if kind is None and not node.faulty:
        meant = misnamed.without_kind(node)
        if isinstance(meant, Field):
            reader.problem(node, "", "no kind of card fits these fields", to_add(meant))
        else:
            reader.problem(node.key(meant[0]), meant[0], "unknown field", meant[1])
    return node, kind


def _with_spaces(reader: Reader, node: yamltext.Mapping) -> yamltext.Mapping | None:
    """A card in braces whose names touch their values, as it was meant; none where all are parted."""
    entries = dict(node.entries)
    for key, value in node if node.flow else ():
        tight = _TIGHT.fullmatch(key.value)
        if tight and tight[1] in _ALL_NAMES - node.entries.keys() and isinstance(value, yamltext.Text):
            reader.problem(key, tight[1], f"there is no space behind `{tight[1]}:`", f"write `{tight[1]}: {tight[2]}`")
            entries[tight[1]] = replace(key, value=tight[1]), replace(key, value=tight[2])
            del entries[key.value]
    return replace(node, entries=entries) if entries.keys() != node.entries.keys() else None


def _read_card(
    reader: Reader, node: yamltext.Mapping, deck: str, retired: Collection[str], defaults: Mapping[str, Any]
) -> list[Card]:
    """The siblings that one card of the deck makes, with what the head says for all; none where it is not sound."""
    told = len(reader.problems)
    kind = _kind_of(node)
    if kind is None or not node.entries.keys() <= _NAMES_OF[kind.name]:
        node, kind = _meant(reader, node, kind)
    if kind is None:
        common = {f.name: node.entries[f.name] for f in COMMON if f.name in node}
        _check_id(reader, node, reader.fields(replace(node, entries=common), COMMON).get("id", ""), retired)
        return []
    reader.astray = node.entries.keys() - _NAMES_OF[kind.name]
    values = reader.fields(node, _FIELDS_OF[kind.name], misnamed.in_card(node, kind))
    lost, is_stuck = reader.lost, bool(reader.stuck & {f.name for f in kind.fields})
    for name in defaults.keys() - values.keys():
        if name != LANGUAGE.name or LANGUAGE in kind.fields:
            values[name] = defaults[name]
    name = values.pop("id", "")
    _check_id(reader, node, name, retired)
    if node.faulty or is_stuck:
        return []
    problems = reader.problems[told:]
    faults: list[Fault] = []
    notes = Notes(**{f.name: _frozen(values.pop(f.name)) for f in COMMON if f.name in values})
    read = dict(values)
    body = kind.read(values, lambda *fault: faults.append(fault))
    for fault in faults:
        _report(reader, node, fault, problems)
    if faults:
        return []
    siblings = kind.siblings(body)
    family = name or "~" + digest("\n".join(f"{s.question}\n{s.answer}" for s in siblings))
    place = Place(reader.path, node.line, node.column)
    cards = [
        Card(
            id=f"{family}#{s.part}" if s.part else family,
            family=family,
            part=s.part,
            deck=deck,
            kind=kind.name,
            body=body,
            notes=notes,
            place=place,
            question_text=s.question,
            answer_text=s.answer,
            meaning=kind.meaning(s),
        )
        for s in siblings
    ]
    if problems:
        is_whole = not any(f.name in lost and (f.required or f.name == QUESTION.name) for f in kind.fields)
        reader.unsound += cards if is_whole else []
        return []
    reader.fields_of += [read] * len(siblings)
    return cards


def _report(reader: Reader, node: yamltext.Mapping, fault: Fault, told: Sequence[Problem]) -> None:
    """Say what a kind finds wrong with a card, unless it was told that it stands elsewhere, or is of another shape."""
    path, message, fix = fault
    at, above = node_at(node, path), node_at(node, path[:-1])
    if at is above and path[-1] in reader.astray:
        return
    if not any((p.field, p.line, p.column) == (path[-1], at.line, at.column) for p in told):
        reader.problem(at, ".".join(part for part in path if isinstance(part, str)), message, fix)


def _check_id(reader: Reader, node: yamltext.Mapping, name: str, retired: Collection[str]) -> None:
    """Say what is wrong with the id of a card; without one nothing is."""
    written = node.get("id")
    if isinstance(written, yamltext.Text) and name and (not ID_PATTERN.fullmatch(name) or len(name) > MAX_ID):
        from flashcards.decks.latin import spelled  # most ids are spelled well

        fix = f"write it as `{'-'.join(spelled(name))[:MAX_ID].strip('-') or 'my-card'}`"
        message = f"an id is lower-case words joined by hyphens, at most {MAX_ID} characters"
        reader.no_word(written, "id", message, fix)
    if name in retired:
        message = f"`{name}` is retired: it is the id of a card that is gone"
        reader.problem(node.get("id"), "id", message, "choose another id, or take this one out of `retired:`")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _read_cards(
    reader: Reader,
    listed: yamltext.Items,
    faults: Sequence[yamltext.Fault],
    read: Callable[[yamltext.Mapping], list[Card]],
    broken_off: bool,
) -> list[Card]:
    """The cards of a list; nothing is said of the last one where a field of it stands `broken_off` elsewhere."""
    cards: list[Card] = []
    passed = False
    for at, node in enumerate(listed.items, 1):
        below = listed.items[at] if at < len(listed.items) else None
        told = len(reader.problems)
        if passed:
            passed = False
        elif isinstance(node, yamltext.Mapping):
            cards += read(node)
            if len(reader.problems) > told:
                parts, passed = dashes.mended(reader, node, below, told)
                made = len(reader.fields_of)
                reader.unsound += [card for part in parts for card in read(part)]
                del reader.fields_of[made:]
            if broken_off and below is None:
                del reader.problems[told:]
        elif not any(node.line <= f.line < (below.line if below else math.inf) for f in faults):
            reader.problem(node, "cards", *_no_card(node))
    return cards


def _no_card(node: yamltext.Node) -> tuple[str, str]:
    """What is wrong with an element that is no card, and how to mend it."""
    words = words_of(node)
    if not words:
        return "nothing stands behind this dash", "take it away"
    if run_in := re.match(r"([A-Za-z_]+)(?::(?=\S)|\s*=)", words):
        return f"`{run_in[0]}` begins no field", f"write `{run_in[1]}: ` with a colon and a space"
    return "a card is a mapping", f"write `- question: {words}` with its fields below"


def _with_accepted(cards: Sequence[Card]) -> list[Card]:
    """The cards, those to type at with what is right on any of them."""
    answers = {card.id: BY_NAME[card.kind].accepted(card) for card in cards}
    every = tuple(dict.fromkeys(answer for own in answers.values() for answer in own))
    return [replace(card, accepted_in_deck=every) if answers[card.id] else card for card in cards]


def _doubled(listed: yamltext.Node | None, cards: Iterable[Card], path: Path) -> Iterator[Problem]:
    """Ids that stand twice where one of the cards is broken; of sound cards it is said where all decks are known."""
    sound = {(card.place.line, card.place.column) for card in cards}
    first: dict[str, yamltext.Mapping] = {}
    for node in listed.items if isinstance(listed, yamltext.Items) else ():
        if isinstance(node, yamltext.Mapping) and (name := id_of(node)):
            other = first.setdefault(name, node)
            if other is not node and not {(n.line, n.column) for n in (node, other)} <= sound:
                here, there = (Place(path, n.line, n.column) for n in (node, other))
                yield Problem.of_twice(here, name, there)


def load(data: bytes, path: Path, name: str, *, bundled: bool = False) -> Deck:
    """Read a deck; it never raises: whatever is wrong is among the deck's problems."""
    return _load(data, path, name, bundled=bundled)[0]


def load_with_fields(
    data: bytes, path: Path, name: str, *, bundled: bool = False
) -> tuple[Deck, list[Mapping[str, Any]]]:
    """Read a deck as `load` does, with the checked values that the kind of each of its cards read."""
    deck, reader = _load(data, path, name, bundled=bundled)
    return deck, [*reader.fields_of]


def unsound(deck: Deck) -> list[Card]:
    """The cards of a deck that have a problem which leaves whole what is asked: more may be said of them."""
    found: list[Card] = []
    for path in (deck.path, deck.own) if deck.problems else ():
        with contextlib.suppress(OSError):  # that it cannot be read is said
            found += _load(read(path), path, deck.name, bundled=deck.bundled)[1].unsound if path else []
    return found


def _load(data: bytes, path: Path, name: str, *, bundled: bool) -> tuple[Deck, Reader]:
    root, faults = yamltext.read(data)
    problems = [Problem(path, f.line, f.column, "", f.message, f.fix) for f in faults]
    reader = Reader(path, problems, elsewhere=_ALL_NAMES)
    if not isinstance(root, yamltext.Mapping):
        if not problems:
            problems.append(Problem(path, 1, 1, "", "this is not a deck", "begin with `title:` and `cards:`"))
        foreign = bool(data.strip()) and _is_of_another_purpose(root, data, faults)
        return Deck(name, path, title=name, problems=tuple(problems), bundled=bundled, foreign=foreign), reader
    if any(f.message in (SECOND[0], INDENTED) for f in faults):
        root = replace(root, faulty=True)  # what is missing may stand further down
    has_cards = "cards" in root
    values = reader.fields(root, DECK_FIELDS, misnamed.in_head(root, [f.name for f in DECK_FIELDS]))
    listed = root.get("cards")
    cards: list[Card] = []
    retired = tuple(values.get("retired", ()))
    defaults = {name: values[name] for name in DEFAULTS if name in values}
    if isinstance(listed, yamltext.Items):
        # A field in the column of the file's names is told once, not also as missing from the card above it.
        broken_off = any(misnamed.is_of_a_card(key.value) and key.line > listed.line for key, _ in root)
        cards = _read_cards(
            reader, listed, faults, lambda node: _read_card(reader, node, name, retired, defaults), broken_off
        )
    elif listed is not None and not (root.faulty and isinstance(listed, yamltext.Text) and not listed.value):
        first = words_of(listed) if isinstance(listed, yamltext.Mapping) and listed.entries else "question: …"
        is_text = isinstance(listed, yamltext.Text) and listed.block
        fix = "take the `|` away" if is_text else f"put a dash before each card: `- {first}`"
        reader.problem(listed, "cards", "this must be a list", fix)
    problems += _doubled(listed, cards, path)
    # Where they are misnamed they are read for their problems.
    cards, reader.fields_of = (_with_accepted(cards), reader.fields_of) if has_cards else ([], [])
    deck = Deck(
        name=name,
        path=path,
        title=values.get("title") or name,
        description=values.get("description", ""),
        needs=tuple(values.get("needs", ())),
        needs_of={subtopic: tuple(names) for subtopic, names in values.get("needs_of", {}).items()},
        retired=retired,
        rules_off=tuple(values.get("rules_off", ())),
        author=tuple(values.get("author", ())),
        licence=values.get("licence", ""),
        version=values.get("version", ""),
        cards=tuple(cards),
        problems=tuple(sorted(reader.problems, key=lambda p: (p.line, p.column))),
        bundled=bundled,
        foreign=_is_of_another_purpose(root, data, faults),
    )
    return deck, reader


def _is_of_another_purpose(root: yamltext.Node | None, data: bytes, faults: Sequence[yamltext.Fault]) -> bool:
    """Whether a file is YAML, as other programs have it, and nothing in it speaks of a deck."""
    names = [key.value for key, _ in root] if isinstance(root, yamltext.Mapping) else []
    if _TITLE.search(data) or any(name == "title" or nearest(name, ("cards",)) for name in names):
        return False
    return not faults or yamltext.is_sound(data)


def load_file(path: Path, name: str, *, bundled: bool = False) -> Deck:
    """Read a deck file; one that cannot be read is a deck with that problem."""
    try:
        data = read(path)
    except OSError as err:
        reason = Problem(path, 1, 1, "", f"the file cannot be read: {err.strerror}")
        return Deck(name, path, title=name, problems=(reason,), bundled=bundled)
    return load(data, path, name, bundled=bundled)

"""A deck file → its sound cards, and every problem of the others with place and remedy."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flashcards.cards import Card, Deck, Notes, Place, Problem, digest
from flashcards.decks.folder import read
from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds import BY_NAME, KINDS
from flashcards.kinds.fields import (
    COMMON,
    Either,
    Field,
    Flag,
    Group,
    ListOf,
    Named,
    Shape,
    Text,
    Whole,
)
from flashcards.kinds.fields import (
    Path as FieldPath,
)
from flashcards.kinds.kind import CardKind

MAX_FIELD_CHARACTERS = 20_000
MAX_FIELD_LINES = 400
ID_PATTERN = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
MAX_ID = 80

CARDS = ListOf(Group(()))
"""The shape of a deck's cards, which are read by their kinds."""
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
    Field("cards", CARDS, "A list of cards, each behind a dash.", required=True),
)
_ELSEWHERE = {
    name: f"{' or '.join(kind.name for kind in KINDS if name in {f.name for f in kind.fields})} cards"
    for name in {f.name for kind in KINDS for f in kind.fields}
}
"""Which kinds have a field."""
_FOREIGN = {
    **dict.fromkeys(("front", "q", "prompt", "term"), "question"),
    **dict.fromkeys(("back", "a", "response", "definition"), "answer"),
}
"""What other programs call the fields of a plain card."""
_SHAPE_WORDS = {
    Text: "a text", Flag: "true or false", Whole: "a whole number", ListOf: "a list, each element behind a dash",
    Group: "a mapping of `name: value` lines", Named: "a mapping of `name: value` lines", Either: "a text or a list",
}  # fmt: skip


@dataclass
class _Reader:
    """Turns YAML nodes into plain values by a kind's declared shapes, and collects problems."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    fields_of: list[dict[str, Any]] = field(default_factory=list)
    """Of each card that was made: the checked values that its kind read."""

    def problem(self, node: Any, name: str, message: str, fix: str = "") -> None:
        self.problems.append(Problem(self.path, node.line, node.column, name, message, fix))

    def fields(self, node: yamltext.Mapping, known: Sequence[Field], elsewhere: Mapping[str, str]) -> dict[str, Any]:
        """The values of a mapping's fields; `elsewhere` says of unknown fields what they belong to."""
        names = {f.name: f for f in known}
        values: dict[str, Any] = {}
        for key, value in node:
            spec = names.get(key.value)
            if spec is None:
                self.problem(key, key.value, "unknown field", _did_you_mean(key.value, names, elsewhere))
                continue
            if spec.shape is CARDS:
                continue
            found = self.value(value, spec.shape, spec.name)
            if found in ("", []) and spec.required:
                self.problem(value, spec.name, "empty", f"write something after `{spec.name}:`")
            elif found not in (None, "", []):
                values[spec.name] = found
        for spec in known:
            if spec.required and spec.name not in node and not node.faulty:
                self.problem(node, spec.name, "missing", to_add(spec))
        return values

    def value(self, node: yamltext.Node, shape: Shape, name: str) -> Any:
        """The plain value of a node, or None after a problem."""
        match shape, node:
            case Text(one_of), yamltext.Text():
                return self.text(node, name, one_of)
            case Flag(), yamltext.Text(value=("true" | "false") as word):
                return word == "true"
            case Whole(low, high), yamltext.Text():
                if re.fullmatch(r"\d{1,9}", node.value) and low <= int(node.value) <= high:
                    return int(node.value)
                self.problem(node, name, f"`{node.value}` is not a whole number from {low} to {high}")
                return None
            case ListOf(inner), yamltext.Items(items):
                found = [self.item(item, inner, name) for item in items]
                return found if None not in found else None
            case Either(), yamltext.Items():
                return self.value(node, ListOf(Text()), name)
            case (ListOf(inner, single=True), yamltext.Text()):
                text = self.text(node, name)
                return [text] if text else []
            case Either(), yamltext.Text():
                return self.text(node, name)
            case Group(fields), yamltext.Mapping():
                before = len(self.problems)
                values = self.fields(node, fields, {})
                return values if len(self.problems) == before else None
            case Group(short=short), yamltext.Text() if short:
                return {short: self.text(node, name)}
            case Named(inner), yamltext.Mapping():
                named = {key.value: self.value(value, inner, f"{name}.{key.value}") for key, value in node}
                return named if None not in named.values() else None
        brackets = (
            isinstance(shape, Text | Either) and isinstance(node, yamltext.Items | yamltext.Mapping) and node.flow
        )
        fix = "put it in quotes or under |: unquoted, a bracket or brace begins a list or mapping" if brackets else ""
        self.problem(node, name, f"this must be {_SHAPE_WORDS[type(shape)]}", fix)
        return None

    def item(self, node: yamltext.Node, shape: Shape, name: str) -> Any:
        """The plain value of an element of a list, which is never empty."""
        if isinstance(node, yamltext.Text) and not node.value.strip():
            self.problem(node, name, "an element is empty", "write something behind the dash, or take it away")
            return None
        return self.value(node, shape, name)

    def text(self, node: yamltext.Text, name: str, one_of: Sequence[str] = ()) -> str | None:
        value = node.value.strip("\n").rstrip()
        if len(value) > MAX_FIELD_CHARACTERS or value.count("\n") >= MAX_FIELD_LINES:
            self.problem(node, name, f"longer than {MAX_FIELD_CHARACTERS:,} characters or {MAX_FIELD_LINES} lines",
                         "split the card")  # fmt: skip
            return None
        if one_of and value not in one_of:
            self.problem(node, name, f"`{value}` is not one of {', '.join(one_of)}", _nearest(value, one_of))
            return None
        return value


def to_add(spec: Field) -> str:
    """What to do about a field that is missing."""
    return f"add `{spec.name}:` ({spec.help[0].lower()}{spec.help[1:].removesuffix('.').removesuffix(' (Markdown)')})"


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else ""


def _did_you_mean(word: str, known: Mapping[str, Field], elsewhere: Mapping[str, str]) -> str:
    if word in elsewhere:
        return f"it belongs to {elsewhere[word]}"
    return _nearest(word, known) or f"the fields here are {', '.join(known)}"


def _missing_marker(node: yamltext.Mapping) -> str:
    """The field that an author may have meant, or all that make a kind."""
    foreign = {key.value: _FOREIGN[key.value] for key, _ in node if key.value in _FOREIGN}
    if foreign:
        return " and ".join(f"write `{ours}:` for `{name}:`" for name, ours in foreign.items())
    markers = [marker for kind in KINDS for marker in kind.markers]
    known = {f.name for kind in KINDS for f in (*kind.fields, *COMMON)}
    hints = (_nearest(key.value, markers) for key, _ in node if key.value not in known)
    return next(filter(None, hints), f"add one of {', '.join(f'`{kind.marker}:`' for kind in KINDS)}")


def _kind_of(node: yamltext.Mapping) -> CardKind[Any] | None:
    return next((kind for kind in KINDS if any(marker in node for marker in kind.markers)), None)


def _node_at(node: yamltext.Node, path: FieldPath) -> Any:
    """The deepest node along a path that is there, so that a problem gets the best place there is."""
    for part in path:
        inner: yamltext.Node | None = None
        if isinstance(node, yamltext.Mapping) and isinstance(part, str):
            inner = node.get(part)
        elif isinstance(node, yamltext.Items) and isinstance(part, int) and part < len(node.items):
            inner = node.items[part]
        if inner is None:
            return node
        node = inner
    return node


def _read_card(reader: _Reader, node: yamltext.Mapping, deck: str, retired: Collection[str]) -> list[Card]:
    """The siblings that one card of the deck makes; none where it is not sound."""
    before = len(reader.problems)
    kind = _kind_of(node)
    if kind is None:
        if not node.faulty:
            reader.problem(node, "", "no kind of card fits these fields", _missing_marker(node))
        return []
    values = reader.fields(node, (*kind.fields, *COMMON), _ELSEWHERE)
    name = values.pop("id", "")
    if name and (not ID_PATTERN.fullmatch(name) or len(name) > MAX_ID):
        fix = f"write it as `{re.sub(r'[^a-z0-9]+', '-', name.lower())[:MAX_ID].strip('-') or 'my-card'}`"
        message = f"an id is lower-case words joined by hyphens, at most {MAX_ID} characters"
        reader.problem(node.get("id"), "id", message, fix)
    if name in retired:
        message = f"`{name}` is retired: it is the id of a card that is gone"
        reader.problem(node.get("id"), "id", message, "choose another id, or take this one out of `retired:`")
    if len(reader.problems) > before or node.faulty:
        return []

    def report(path: FieldPath, message: str, fix: str) -> None:
        reader.problem(_node_at(node, path), ".".join(str(p) for p in path if isinstance(p, str)), message, fix)

    notes = Notes(**{f.name: _frozen(values.pop(f.name)) for f in COMMON if f.name in values})
    read = dict(values)
    body = kind.read(values, report)
    if len(reader.problems) > before:
        return []
    siblings = kind.siblings(body)
    reader.fields_of += [read] * len(siblings)
    family = name or "~" + digest("\n".join(f"{s.question}\n{s.answer}" for s in siblings))
    place = Place(reader.path, node.line, node.column)
    return [
        Card(
            id=f"{family}#{s.part}" if s.part else family, family=family, part=s.part, deck=deck, kind=kind.name,
            body=body, notes=notes, place=place, question_text=s.question, answer_text=s.answer,
        )
        for s in siblings
    ]  # fmt: skip


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _with_accepted(cards: Sequence[Card]) -> list[Card]:
    """The cards, those to type at with what is right on any of them."""
    answers = {card.id: BY_NAME[card.kind].accepted(card) for card in cards}
    every = tuple(dict.fromkeys(answer for own in answers.values() for answer in own))
    return [replace(card, accepted_in_deck=every) if answers[card.id] else card for card in cards]


def load(data: bytes, path: Path, name: str, *, bundled: bool = False) -> Deck:
    """Read a deck; it never raises: whatever is wrong is among the deck's problems."""
    return load_with_fields(data, path, name, bundled=bundled)[0]


def load_with_fields(
    data: bytes, path: Path, name: str, *, bundled: bool = False
) -> tuple[Deck, list[Mapping[str, Any]]]:
    """Read a deck as `load` does, with the checked values that the kind of each of its cards read."""
    root, faults = yamltext.read(data)
    problems = [Problem(path, f.line, f.column, "", f.message, f.fix) for f in faults]
    reader = _Reader(path, problems)
    if not isinstance(root, yamltext.Mapping):
        if not problems:
            problems.append(Problem(path, 1, 1, "", "this is not a deck", "begin with `title:` and `cards:`"))
        return Deck(name, path, title=name, problems=tuple(problems), bundled=bundled), []
    listed = root.get("cards")
    values = reader.fields(root, DECK_FIELDS, dict.fromkeys(_ELSEWHERE, "a card below `cards:`"))
    cards: list[Card] = []
    retired = tuple(values.get("retired", ()))
    if isinstance(listed, yamltext.Items):
        # A field in the column of the dashes is told once, not also as missing from the card above it.
        broken_off = listed.column == root.column and any(
            key.value in _ELSEWHERE and key.line > listed.line for key, _ in root
        )
        for at, node in enumerate(listed.items, 1):
            if isinstance(node, yamltext.Mapping):
                told = len(reader.problems)
                cards += _read_card(reader, node, name, retired)
                if broken_off and at == len(listed.items):
                    del reader.problems[told:]
            else:
                reader.problem(node, "cards", "a card is a mapping", "write `- question: …` with its fields below")
    elif listed is not None:
        reader.problem(listed, "cards", "this must be a list", "put a dash before each card: `- question: …`")
    cards = _with_accepted(cards)
    deck = Deck(
        name=name,
        path=path,
        title=values.get("title") or name,
        description=values.get("description", ""),
        needs=tuple(values.get("needs", ())),
        needs_of={subtopic: tuple(names) for subtopic, names in values.get("needs_of", {}).items()},
        retired=retired,
        cards=tuple(cards),
        problems=tuple(sorted(reader.problems, key=lambda p: (p.line, p.column))),
        bundled=bundled,
    )
    return deck, [*reader.fields_of]


def load_file(path: Path, name: str, *, bundled: bool = False) -> Deck:
    """Read a deck file; one that cannot be read is a deck with that problem."""
    try:
        data = read(path)
    except OSError as err:
        reason = Problem(path, 1, 1, "", f"the file cannot be read: {err.strerror}")
        return Deck(name, path, title=name, problems=(reason,), bundled=bundled)
    return load(data, path, name, bundled=bundled)

"""What an author likely meant by a field that is not known here: its name, the field that it stands in, or the other kind."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeAlias

from flashcards.decks.likely import MEANT, seconds_of, words_of
from flashcards.decks.nearest_kind import MARKERS, likelihood, stood_in
from flashcards.decks.yaml.reader import Items, Mapping, Text
from flashcards.kinds import KINDS
from flashcards.kinds.fields import COMMON, LANGUAGE, QUESTION, Field, Group, ListOf, Named, Shape
from flashcards.kinds.kind import CardKind
from flashcards.words import nearest

Unknown: TypeAlias = Callable[[str], tuple[str, str]]
"""What is wrong with a field of this name, and how to mend it; called for fields that are not known."""

FOREIGN = {
    **dict.fromkeys(("front", "q", "prompt", "term", "word"), "question"),
    **dict.fromkeys(("back", "a", "response", "definition", "meaning", "translation"), "answer"),
    **dict.fromkeys(("option", "options", "alternatives"), "choices"),
    **dict.fromkeys(("extra", "explanation", "note", "notes", "reason"), "why"),
    **dict.fromkeys(("clue",), "hint"),
    **dict.fromkeys(("order", "sequence", "ordering"), "steps"),
    **dict.fromkeys(("rubric", "checklist", "criteria", "keypoints"), "points"),
    **dict.fromkeys(("time", "duration", "minutes"), "seconds"),
    **dict.fromkeys(("checks", "asserts", "cases", "test_cases"), "tests"),
    **dict.fromkeys(("reference", "references", "sources"), "source"),
    **dict.fromkeys(("tag", "topic", "category"), "tags"),
    **dict.fromkeys(("difficulty",), "level"),
}
"""What other programs, and other people, call the fields of a card."""
_OF_CODE = dict.fromkeys(("output", "expected", "expected_output", "stdout"), "prints") | dict.fromkeys(
    ("diff", "patch"), "fix"
)
_OF_HEADS = {
    **dict.fromkeys(("name", "deck"), "title"),
    **dict.fromkeys(("subtitle", "about", "summary", "desc"), "description"),
    **dict.fromkeys(("requires", "prerequisites", "depends_on"), "needs"),
    **dict.fromkeys(("topic", "topics", "category"), "tags"),
    "date": "checked",
}
_INSIDE = {
    **dict.fromkeys(("correct", "true"), ("right",)),
    **dict.fromkeys(("incorrect", "false"), ("wrong",)),
    **dict.fromkeys(("reason", "why", "explanation", "feedback"), ("because",)),
    **dict.fromkeys(("name", "title", "text", "description"), ("point", "step")),
    **dict.fromkeys(("test", "check", "code"), ("assert", "point")),
    "expect": ("assert",),
    **dict.fromkeys(("variables", "values", "draw", "random"), ("given",)),
    **dict.fromkeys(("formula", "result", "expression"), ("answer", "value")),
    "value": ("answer",),
    "answer": ("value",),
    **dict.fromkeys(("precision", "decimals", "digits", "rounding"), ("tolerance",)),
    **dict.fromkeys(("conditions", "constraints"), ("such_that",)),
    **dict.fromkeys(("output", "expected"), ("prints",)),
}
"""The same inside of options, points, steps, tests and `number`."""
_TICKS = frozenset(("correct", "is_correct", "iscorrect", "true"))
_OPTIONS = frozenset(("option", "choice", "text", "answer", "label"))
_PICTURES = frozenset(("image", "images", "picture", "img", "figure", "photo"))
_OF_TOOLS = frozenset(
    ("type", "kind", "deck", "due", "date", "author", "lang", "language", "suspended", "ease", "interval")
)
_NO_CODE = "it is that of code, and this card has none; that of the texts is `text_language:`"
_LANGUAGES = "write `text_language:` for that of the texts, or `language:` for that of the code"
_MOST_LISTED = 8
"""A longer list of fields tells nobody which one was meant."""
_MOST_KINDS = 3
_MOST_ODD = 50
"""Of more names that are no fields nobody can tell what they mean."""
_SHORT = 4


def _inside(shape: Shape) -> Iterable[str]:
    """The names that stand inside a field of this shape."""
    while isinstance(shape, ListOf):
        shape = shape.shape
    return [f.name for f in shape.fields] if isinstance(shape, Group) else ()


_KINDS_WITH: dict[str, list[str]] = {}
_OUTER: dict[str, list[str]] = {}
"""Inside which fields a name stands."""
for _kind in KINDS:
    for _field in _kind.fields:
        _KINDS_WITH.setdefault(_field.name, []).append(_kind.name)
        for _name in _inside(_field.shape):
            if f"`{_field.name}:`" not in _OUTER.setdefault(_name, []):
                _OUTER[_name].append(f"`{_field.name}:`")


def has_any(node: Mapping, known: Sequence[Field]) -> bool:
    """Whether a mapping has some of these fields, be it misspelled."""
    names = [f.name for f in known]
    return any(key.value in names or _near(key.value, names) for key, _ in node)


def _near(word: str, names: Collection[str]) -> str:
    """The nearest of these names; short words that only share some letters are not near."""
    found = nearest(word, names)
    return found if found[:1] == word[:1].casefold() or len(word) > _SHORT else ""


def is_of_a_card(name: str) -> bool:
    """Whether a field is one of some kinds of cards alone."""
    return name in _KINDS_WITH


_KNOWN = frozenset(f.name for kind in KINDS for f in (*kind.fields, *COMMON))


def without_kind(node: Mapping) -> tuple[str, str] | Field:
    """Of a card that is of no kind: the field that was misnamed and how to write it, or else the field to add."""
    for key, value in node:
        if key.value not in _KNOWN and isinstance(value, Text) and len(node.entries) == 1:
            return key.value, f"write `question: {words_of(key)}` and below it `answer: {words_of(value)}`"
        if key.value not in _KNOWN and (outer := _OUTER.get(key.value)):
            return key.value, f"it stands inside {' or '.join(outer)}"
    names = [key.value for key, _ in node]
    kind = max(reversed(KINDS), key=lambda kind: likelihood(kind, names))
    to_add: Field = next(f for f in kind.fields if f.name == kind.marker)
    return to_add


def renamed(node: Mapping, kind: CardKind[Any] | None) -> tuple[dict[str, str], str]:
    """The fields by other names, with theirs, if one of them would say what kind the card is; and how to write them.

    Of a card that has a `kind` already it would have to say it better.
    """
    if kind and (found := stood_in(node, kind)):
        return found, " and ".join(f"write `{name}:` for `{word}:`" for word, name in found.items())
    meant, near = _other_kind(node, kind) if kind else _any_kind(node)
    found = {word: name for word in node.entries if (name := meant.get(word) or near.get(word))}
    if not any(name in MARKERS for name in found.values()):
        return {}, ""
    if not meant and len(found) == 1:
        return found, f"did you mean `{next(iter(found.values()))}`?"
    return found, f"write {' and '.join(f'`{name}:` for `{word}:`' for word, name in found.items())}"


def _any_kind(node: Mapping) -> tuple[dict[str, str], dict[str, str]]:
    """What the fields of a card without a kind are called elsewhere, and what they are only spelled like."""
    foreign = FOREIGN | (_OF_CODE if "code" in node else {})
    meant = {"code": "solution"} if "code" in node and "tests" in node else {}
    near = {}
    odd = node.entries.keys() - _KNOWN
    for word in odd if len(odd) <= _MOST_ODD else ():
        value = node.get(word)
        if word.casefold() == "text" and isinstance(value, Text) and "{{" in value.value:
            meant[word] = "cloze"
        elif name := foreign.get(word.casefold()):
            meant[word] = name
        elif name := nearest(word, sorted(_KNOWN - node.entries.keys())):
            near[word] = "accept" if name == "answer" and isinstance(value, Items) else name
    if not {*MARKERS} & {*meant.values(), *near.values(), *node.entries}:
        meant |= _by_their_order(node, {*meant, *near}, has_question=QUESTION.name in {*node.entries, *meant.values()})
    telling = {*MARKERS, QUESTION.name}
    meant, near = ({word: name for word, name in names.items() if name in telling} for names in (meant, near))
    return meant, near


def _by_their_order(node: Mapping, told: Collection[str], *, has_question: bool) -> dict[str, str]:
    """What the texts of a card are whose names say nothing: its answer, or its question and its answer."""
    others = {*told, *_KNOWN, *_OUTER, *_PICTURES, *_OF_TOOLS}
    names = [key.value for key, value in node if isinstance(value, Text) and key.value not in others]
    meant = ["answer"] if has_question else [QUESTION.name, "answer"]
    return dict(zip(names, meant, strict=True)) if len(names) == len(meant) else {}


def _other_kind(node: Mapping, kind: CardKind[Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The same of a card that has a kind, where its other fields, too, speak for the kind that a name is meant to say."""
    names, own = [*node.entries], {f.name for f in kind.fields}
    for word in (name for name in names if name not in _KNOWN and name not in _OUTER):
        foreign = FOREIGN.get(word.casefold(), "")
        marker = foreign or _near(word, MARKERS)
        if marker not in MARKERS or marker in own or _near(word, own - {*names}):
            continue
        other = next(other for other in KINDS if marker in other.markers)
        now, then = (likelihood(one, [*names, marker])[0] for one in (kind, other))
        if now < then or (now == then and not isinstance(node.get(word), Text)):
            return ({word: marker}, {}) if foreign else ({}, {word: marker})
    return {}, {}


def in_card(node: Mapping, kind: CardKind[Any]) -> Unknown:
    """What is said of a field that a card of this kind does not have."""

    def unknown(word: str) -> tuple[str, str]:
        if word in MARKERS:
            marker = next(marker for marker in kind.markers if marker in node)
            return f"`{marker}` and `{word}` make cards of two kinds", _of_two_kinds(kind, word, node)
        return "unknown field", elsewhere(word)

    def elsewhere(word: str) -> str:
        marker = next(marker for marker in kind.markers if marker in node)
        names = [f.name for f in (*kind.fields, *COMMON) if f.name not in node]
        foreign = FOREIGN.get(word.casefold(), "")
        if foreign in (*MARKERS, *names, *node.entries):
            return _of_foreign(word, foreign, node, kind)
        if told := _of_its_own(word, node, kind):
            return told
        if near := _near(word, names):
            return f"did you mean `{near}`?"
        return _of_others(word, kind, marker, node)

    return unknown


def _of_its_own(word: str, node: Mapping, kind: CardKind[Any]) -> str:
    """What to do about a few names that are no fields: an id, languages, pictures and `typed`; empty for others."""
    first, value = next(iter(node))
    if first.value == word and isinstance(value, Text) and not value.value and "id" not in node:
        return f"write `id: {word}`"
    if word in {"lang", LANGUAGE.name}:
        return _LANGUAGES if LANGUAGE in kind.fields else _NO_CODE
    if word.casefold() in _PICTURES:
        return "write `![what it shows](file.png)` into a text"
    return "write `accept:` for `answer:`" if word == "typed" and kind.marker == "answer" else ""


def _of_foreign(word: str, name: str, node: Mapping, kind: CardKind[Any]) -> str:
    """What to do about a field that is called by another name elsewhere."""
    if name in node:
        return f"take it away: `{name}:` is there"
    value = node.get(word)
    if word.casefold() == "minutes" and isinstance(value, Text) and (seconds := seconds_of(f"{value.value} min")) > 0:
        return f"write `seconds: {seconds}`"
    if any(f.name == name for f in (*kind.fields, *COMMON)):
        return f"write `{name}:`"
    return _of_two_kinds(kind, name, node).replace("for `answer:`", f"for `{word}:`")


def _of_others(word: str, kind: CardKind[Any], marker: str, node: Mapping) -> str:
    """Where a name belongs that is no field of a kind, whose card is told by a marker."""
    if outer := _OUTER.get(word):
        own = [f"`{f.name}:`" for f in kind.fields if f"`{f.name}:`" in outer]
        return f"it stands inside {' or '.join(own or outer)}"
    kinds = _KINDS_WITH.get(word, [])
    there = [f"`{m}:`" for kind in KINDS if kind.name in kinds for m in kind.markers if m in node]
    if there and word != QUESTION.name:
        return f"it goes with {there[0]}"
    markers = " or ".join(f"`{kind.marker}:`" for kind in KINDS if kind.name in kinds)
    whose = f"it belongs to {' or '.join(kinds)} cards, which have {markers}" if 0 < len(kinds) <= _MOST_KINDS else ""
    into = f"write it into `{marker}:`" if word == QUESTION.name else "take it away"
    return f"{whose or f'no {kind.name} card has one'}; {into}"


_ANSWERED = {
    "choice": ", and write what is right as `- right: …`",
    "cloze": ": what stands in `{{…}}` is the answer",
}
"""Kinds of which an `answer` says nothing new, and where it stands."""


def _of_two_kinds(kind: CardKind[Any], word: str, node: Mapping) -> str:
    """What to do about a field that makes a card another kind."""
    if f"`{kind.name}:`" in _OUTER.get(word, ()):
        return f"put `{word}:` inside `{kind.name}:`, or make two cards"
    if word == "number" and "given" in {f.name for f in kind.fields}:
        return f"take it away: `given:` and `such_that:` stand beside `{kind.marker}:`"
    if word == "points" and kind.name == "write" and "tests" not in node:
        return "write `tests:` for `points:`, each with its `assert:`"
    if word == "answer" and kind.name in _ANSWERED:
        return f"take it away{_ANSWERED[kind.name]}"
    if word == "answer" and "model" in {f.name for f in kind.fields}:
        return "write `model:` for `answer:`, or make two cards"
    return "keep one of them, or make two cards"


def in_head(node: Mapping, known: Collection[str]) -> Unknown:
    """What is said of a field that the head of a deck does not have."""
    absent = [name for name in known if name not in node]

    def unknown(word: str) -> tuple[str, str]:
        if word in _KNOWN:
            return "unknown field", "it belongs to a card below `cards:`"
        if word == "lang":
            return "unknown field", _LANGUAGES
        if (name := _OF_HEADS.get(word.casefold())) in absent:
            return "unknown field", f"write `{name}:`"
        near, value = _near(word, absent), node.get(word)
        holds_cards = isinstance(value, Items) and any(isinstance(item, Mapping) for item in value.items)
        if "cards" in absent and holds_cards and near != "cards":
            return "unknown field", "write `cards:`"
        return "unknown field", f"did you mean `{near}`?" if near else "no deck has one; take it away"

    return unknown


def unnamed(node: Mapping, known: Sequence[Field]) -> str:
    """How to write an element with one name, which is the first text of it and no name of a field; empty where it is one."""
    (key, value) = next(iter(node))
    names = [f.name for f in known]
    reason = next((f for f in known if f.name in {"assert", "because"}), None)
    if (
        not (reason and isinstance(value, Text))
        or has_any(node, known)
        or key.value.casefold() in {*_INSIDE, *_OPTIONS}
    ):
        return ""
    said, words = words_of(value), words_of(key)
    if said.casefold() in names:
        return f"write `- {said.casefold()}: {words}`"
    first = [f.name for f in known if f.required and not f.apart] or names[:2]
    below = f" and below it `{reason.name}: {said}`" if reason.required or said else ""
    return f"write {' or '.join(f'`- {name}: {words}`' for name in first)}{below}"


def _ticked(node: Mapping) -> dict[str, bool]:
    """The field of an option that says whether it is right, as other programs have it."""
    meant = {
        key.value: MEANT.get(value.value.casefold()) for key, value in node if isinstance(value, Text) and value.plain
    }
    return {name: word == "true" for name, word in meant.items() if name.casefold() in _TICKS and word}


def inside(known: Sequence[Field], node: Mapping) -> Unknown:
    """What is said of a name that does not stand inside a field: the one meant, or all where they are few."""
    names = [f.name for f in known]
    absent = [name for name in names if name not in node]
    listed = f"the fields here are {', '.join(names)}" if len(names) <= _MOST_LISTED else "take it away"
    named = [f"`{f.name}:`" for f in known if isinstance(f.shape, Named)]

    ticked = _ticked(node) if {"right", "wrong"} <= {*names} else {}

    def unknown(word: str) -> tuple[str, str]:
        if ticked and word.casefold() in {*_OPTIONS, *ticked}:
            right = "right" if next(iter(ticked.values())) else "wrong"
            fix = f"take it away: `{right}:` before the text says so" if word in ticked else f"write `{right}:`"
            return "unknown field", fix
        for name in sorted(_INSIDE.get(word.casefold(), ()), key=node.__contains__):
            if name in names:
                written = f"write `{name}:`" if name in absent else f"take it away: `{name}:` is there"
                return "unknown field", written
        if {"right", "wrong"} <= {*names} and word.casefold() in _OPTIONS:
            return "unknown field", "write `right:` or `wrong:` before the text"
        below = f"put it below {' or '.join(named)}" if named else ""
        if near := _near(word, names):
            return "unknown field", f"did you mean `{near}`?" if near in absent else f"take it away: `{near}:` is there"
        return "unknown field", below or listed

    return unknown

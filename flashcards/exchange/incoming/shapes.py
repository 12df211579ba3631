"""Named texts of any origin → the fields of a kind of card."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flashcards.cards import LEVELS
from flashcards.decks.misnamed import FOREIGN
from flashcards.exchange.incoming.brought import Brought, Left
from flashcards.exchange.incoming.holes import as_here
from flashcards.exchange.incoming.texts import alone
from flashcards.kinds.fields import COMMON
from flashcards.questions import LETTERS
from flashcards.text import number_in

NAMES = {
    **FOREIGN,
    **dict.fromkeys(
        ("word", "expression", "text", "title", "stem", "problem", "input", "question text", "formulation"), "question"
    ),
    **dict.fromkeys(("meaning", "translation", "solution", "output", "reply", "answer text"), "answer"),
    **dict.fromkeys(("guid", "key", "uid", "uuid", "note id", "card id"), "id"),
    **dict.fromkeys(("labels", "keywords", "categories", "topics"), "tags"),
    **dict.fromkeys(("folder", "deck name", "set"), "deck"),
    **dict.fromkeys(("back extra", "comment", "comments", "remark", "remarks", "rationale"), "why"),
    **dict.fromkeys(("accepted", "accepted answers", "accepts"), "accept"),
    **dict.fromkeys(("correct", "correct answer", "correct option", "right", "right answer", "solutions"), "correct"),
    **dict.fromkeys(
        ("correct index", "answer index", "correct answer index", "correct option index"), "correct from 0"
    ),
    **dict.fromkeys(("reversed", "add reverse", "include reverse", "both ways", "bidirectional"), "reverse"),
    **dict.fromkeys(("note type", "notetype", "kind", "type", "card type"), "type"),
}
"""What other programs, and other people, call the fields of a card; in small letters."""
TEXTS = ("why", "hint", "mistake", "source", "level")
LISTS = ("tags", "needs", "aliases", "confused_with")
_OWN = {
    "question",
    "answer",
    "cloze",
    "choices",
    "accept",
    "correct",
    "reverse",
    "type",
    "deck",
    *(f.name for f in COMMON),
}
_HOLE = re.compile(r"\{\{c\d+::")
_OPTION = re.compile(r"(?:option|choice|answer|distractor|wrong)?[ _-]?([a-h]|[1-8])", re.IGNORECASE)
_REASON = re.compile(r"(?:explanation|feedback|rationale|reason|why|because)[ _-]?([a-h]|[1-8])", re.IGNORECASE)
"""The name of what says why an option is right or wrong."""
_YES = {"1", "y", "yes", "true", "x", "on"}
_SPLIT = re.compile(r"[,;]\s*|\s+")
_OPTION_LINE = re.compile(r"\s*\\?\n\s*|\s*\|\s*|\s*;\s*")
NO_REASON = "Its source gives no reason."


def name_of(word: str) -> str:
    """The field that a name stands for; the name itself where it stands for none."""
    known = " ".join(re.sub(r"[_-]|(?<=[a-z])(?=[A-Z])", " ", word.strip()).casefold().split())
    for tried in (known, known.replace(" ", "_")):
        if tried in _OWN:
            return tried
    return NAMES.get(known, NAMES.get(known.removesuffix("s"), word.strip()))


def is_known(word: str) -> bool:
    """Whether a name stands for a field of a card."""
    return name_of(word) in _OWN or is_option(word)


def is_option(word: str) -> bool:
    """Whether a name stands for an option to choose."""
    return bool(_OPTION.fullmatch(word.strip()))


def card_of(row: Mapping[str, Any], place: str) -> Brought | Left:
    """The card that named texts make; what has another name is a remark of it."""
    values: dict[str, Any] = {}
    remarks: list[str] = []
    lettered = any(word.strip().casefold() == "b" for word in row)  # then `A` is an option and no answer
    names = {word: word if lettered and len(word.strip()) == 1 else name_of(word) for word in row}
    others = {word: value for word, value in row.items() if names[word] not in _OWN}
    options, reasons = _named(_OPTION, others), _named(_REASON, others)
    for word, value in row.items():
        name = names[word]
        if not value and value != 0:
            continue
        if name == "correct from 0" and (number := number_in(str(value))) is not None:
            values.setdefault("correct", str(number + 1))
        elif name in _OWN and name not in values:
            values[name] = value
        elif name != "id" and not is_option(word) and not _REASON.fullmatch(word.strip()):  # one name is enough
            remarks.append(f"{word.strip() or 'without a name'}: {_written(value)}")
    fields = _body(values, [*options.values()], [reasons.get(letter, "") for letter in options])
    if isinstance(fields, str):
        return Left(place, fields, "\n".join(f"{name}: {_written(value)}" for name, value in row.items() if value))
    if "choices" not in fields:
        remarks += [f"option {letter}: {text}" for letter, text in options.items()]
    kept = options if "choices" in fields else {}
    remarks += [f"explanation {letter}: {text}" for letter, text in reasons.items() if letter not in kept]
    if "cloze" in fields:
        fields["cloze"], original = as_here(fields["cloze"])
        remarks += [f"holes within holes, there: {original}"] if original else []
    if "choices" in values and "choices" not in fields:
        remarks.append(f"choices: {_written(values['choices'])}")
    _add_notes(fields, values, remarks)
    key = _text(values.get("id"))
    first = _text(values.get("cloze")) or _text(values.get("question"))
    deck = tuple(part.strip() for part in re.split(r"::|/", _text(values.get("deck"))) if part.strip())
    return Brought(key or first, place, fields, deck, remarks, own_key=bool(key))


def _add_notes(fields: dict[str, Any], values: Mapping[str, Any], remarks: list[str]) -> None:
    """Put the fields that a card of any kind may have behind those of its kind."""
    for name in TEXTS:
        text = _text(values.get(name))
        if name == "level" and text and text not in LEVELS:
            remarks.append(f"level: {text}")
        elif text:
            fields[name] = [text] if name == "source" else text
    for name in LISTS:
        if names := split_list(values.get(name)):
            fields[name] = names


def split_list(value: Any) -> list[str]:
    """Names in a text, between spaces or commas, or those of a list."""
    found = value if isinstance(value, list) else _SPLIT.split(_text(value))
    return [*dict.fromkeys(name for name in (_text(one).lstrip("#") for one in found) if name)]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip("\n").rstrip()
    if isinstance(value, list):
        return "\n".join(_text(one) for one in value)
    return "" if value is None or isinstance(value, Mapping) else str(value)


def _written(value: Any) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _named(names: "re.Pattern[str]", row: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a row with such a name, by the letter or the number in it."""
    found = ((names.fullmatch(word.strip()), value) for word, value in row.items())
    return {name[1].casefold(): value for name, value in found if name and value and isinstance(value, str)}


def _body(values: Mapping[str, Any], options: Sequence[str], reasons: Sequence[str]) -> dict[str, Any] | str:  # noqa: PLR0911 - a kind each
    """The fields of the likeliest kind, or why there is none."""
    question, answer = (alone(_text(values.get(name))) for name in ("question", "answer"))
    cloze = _text(values.get("cloze")) or (question if _HOLE.search(question) else "")
    kind = _text(values.get("type")).casefold()
    if cloze:
        fields: dict[str, Any] = {"cloze": cloze}
        if answer and _HOLE.search(question):
            fields["why"] = answer
        return fields
    if not question:
        return "there is no question"
    listed = values.get("choices")
    listed = [*listed.values()] if isinstance(listed, Mapping) else listed
    if isinstance(listed, list) and (marked := _marked(listed)):
        return {"question": question, "choices": marked, **({"why": answer} if answer else {})}
    choices = [_text(one) for one in listed] if isinstance(listed, list) else _OPTION_LINE.split(_text(listed))
    choices = [*filter(None, [*choices, *options])]
    if len(choices) > 1 and (right := [*_right(choices, _text(values.get("correct")) or answer)]):
        why = [text for at, text in enumerate(reasons) if at in right and text and len(reasons) == len(choices)]
        made = {"question": question, "choices": choices_of(choices, right, reasons)}
        return {**made, **({"why": "\n\n".join(why)} if why else {})}
    if accept := values.get("accept"):
        accepted = accept if isinstance(accept, list) else _OPTION_LINE.split(_text(accept))
        return {
            "question": question,
            "accept": [*filter(None, map(_text, accepted))],
            **({"answer": answer} if answer else {}),
        }
    answer = answer or _text(values.get("correct"))
    if not answer:
        return "there is no answer"
    if "type in" in kind or kind == "typed":
        return {"question": question, "accept": [answer]}
    reverse = _text(values.get("reverse")).casefold() in _YES or "reversed" in kind
    return {"question": question, "answer": answer, **({"reverse": True} if reverse else {})}


def _marked(options: Sequence[Any]) -> list[dict[str, str]]:
    """Options that say of themselves whether they are right; none where they do not."""
    found = []
    for option in options:
        says = {str(name).casefold(): value for name, value in option.items()} if isinstance(option, Mapping) else {}
        text = next(
            (_text(says[name]) for name in ("text", "option", "answer", "value", "label", "content") if says.get(name)),
            "",
        )
        right = next((says[name] for name in ("correct", "is_correct", "iscorrect", "right") if name in says), None)
        if not text or right is None:
            return []
        because = next(
            (
                _text(says[name])
                for name in ("because", "why", "explanation", "rationale", "feedback")
                if says.get(name)
            ),
            "",
        )
        found.append(
            {"right": text} if str(right).casefold() in _YES else {"wrong": text, "because": because or NO_REASON}
        )
    return found


def choices_of(options: Sequence[str], right: Sequence[int], reasons: Sequence[str] = ()) -> list[dict[str, str]]:
    """Options as a deck has them; mostly their source says nothing of why one is wrong."""
    whys = reasons if len(reasons) == len(options) else [""] * len(options)
    return [
        {"right": alone(text)} if at in right else {"wrong": alone(text), "because": why or NO_REASON}
        for at, (text, why) in enumerate(zip(options, whys, strict=True))
    ]


def _right(options: Sequence[str], said: str) -> Iterator[int]:
    """Which options are named as right: by their texts, their letters or their numbers from 1."""
    if said in options:
        yield options.index(said)
        return
    for word in split_list(said.casefold()):
        mark = word.strip("().:")
        at = LETTERS.find(mark) if len(mark) == 1 and mark in LETTERS else (number_in(mark) or 0) - 1
        if not 0 <= at < len(options):
            return
        yield at

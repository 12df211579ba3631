"""Anki's notes → cards: what the templates show decides on the kind, and two that are each other turned are one."""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any

from flashcards.exchange.incoming import shapes
from flashcards.exchange.incoming.anki.collection import Note, NoteType
from flashcards.exchange.incoming.anki.templates import Side, sides, unused
from flashcards.exchange.incoming.brought import Brought, Left
from flashcards.exchange.incoming.holes import as_here
from flashcards.exchange.incoming.html import plain

Markdown = Callable[[str], str]
_BITS = re.compile(r"[01](?:[ ,;|]*[01])*")
_OPTION_FIELD = re.compile(r"Q_(\d{1,9})")
_OF_CHOICE = re.compile(r"Q_\d+|Question|QType.*|Answers|Sources|Extra(?: 1)?")
"""The fields of a note for multiple choice that a card has a place for."""
OCCLUSION = "image-occlusion:"
OCCLUDED = {"Question Mask", "Answer Mask"}
"""Fields of notes that an add-on made, before Anki covered images itself."""
_LEADING = re.compile(r"\A(?:\s*(?:\\|---)\n|\n|\s*---\s*\Z)+")
"""Ends of lines, and a rule, before any text."""


class Converter:
    """Makes cards of the notes of one collection."""

    def __init__(self, markdown: Markdown) -> None:
        self._markdown = markdown

    def cards(self, note: Note, of: NoteType, ords: list[int]) -> Iterator[tuple[Brought, dict[int, str]] | Left]:
        """The cards of a note, each with the part that every one of Anki's cards of it became."""
        place = f"note {note.id}"
        fields = dict(zip(of.fields, note.fields, strict=False))
        tags = [*dict.fromkeys(filter(None, (tag.strip(",;") for tag in note.tags.split())))]
        more = {"tags": tags} if tags else {}
        if OCCLUSION in "".join(note.fields) or {*fields} >= OCCLUDED:
            yield Left(place, "an image with covered parts has no kind here", self._written(fields))
            return
        choice = self._choice(fields)
        if choice is not None:
            made, remarks = choice
            yield Brought(note.guid, place, {**made, **more}, remarks=remarks), dict.fromkeys(ords, "")
            return
        if of.cloze:
            found: Iterator[tuple[Brought, dict[int, str]] | str] = iter([self._cloze(note, of, fields, ords)])
        else:
            found = self._basic(note, of, fields, ords)
        for one in found:
            if isinstance(one, str):
                yield Left(place, one, self._written(fields))
            else:
                one[0].fields |= more
                yield one

    def _written(self, fields: dict[str, str]) -> str:
        """What a note says that becomes no card."""
        return "\n".join(f"{name}: {self._markdown(text)}" for name, text in fields.items())

    def _choice(self, fields: dict[str, str]) -> tuple[dict[str, Any], list[str]] | None:
        """The fields of a choice card and its remarks, where the note type is one of those for multiple choice."""
        options = {
            int(found[1]): text
            for name, text in fields.items()
            if (found := _OPTION_FIELD.fullmatch(name)) and plain(text)
        }
        bits = plain(fields.get("Answers", ""))
        if options and "Question" in fields and _BITS.fullmatch(bits):
            right = [at for at, bit in enumerate(re.findall("[01]", bits)) if bit == "1"]
            texts = [self._markdown(options[number]) for number in sorted(options)]
            made: dict[str, Any] = {
                "question": self._markdown(fields["Question"]),
                "choices": shapes.choices_of(texts, right),
            }
            extra = [self._markdown(fields[name]) for name in ("Extra 1", "Extra") if fields.get(name)]
            sources = self._markdown(fields.get("Sources", ""))
            made |= {"why": "\n\n".join(extra)} if extra else {}
            made |= {"source": [sources]} if sources else {}
            rest = [name for name in fields if not _OF_CHOICE.fullmatch(name)]
            return made, unused(rest, (), fields, self._markdown)
        if sum(map(shapes.is_option, fields)) > 1:
            card = shapes.card_of({name: self._markdown(text) for name, text in fields.items()}, "")
            if isinstance(card, Brought) and "choices" in card.fields:
                return card.fields, card.remarks
        return None

    def _cloze(
        self, note: Note, of: NoteType, fields: dict[str, str], ords: list[int]
    ) -> tuple[Brought, dict[int, str]] | str:
        if not of.templates:
            return "its note type has no templates"
        front, back = sides(of.templates[0].question, of.templates[0].answer, fields)
        text, original = as_here(self._markdown(front.html))
        made: dict[str, Any] = {"cloze": text}
        if front.typed:
            made["typed"] = True
        self._add(made, front, back)
        if rest := self._rest(of, fields, back, shown=front.used | back.apart.keys()):
            made["why"] = "\n\n".join(filter(None, (made.get("why"), rest)))
        remarks = unused(of.fields, (front, back), fields, self._markdown)
        remarks += [f"holes within holes, in Anki: {original}"] if original else []
        return Brought(note.guid, f"note {note.id}", made, remarks=remarks), {at: str(at + 1) for at in ords}

    def _rest(self, of: NoteType, fields: dict[str, str], back: Side, shown: set[str]) -> str:
        """What the back of a cloze card shows beside the text with its holes."""
        others = [
            name
            for name in of.fields
            if name in back.used and name not in shown and shapes.name_of(name) not in back.apart
        ]
        return "\n\n".join(filter(None, (self._markdown(fields[name]) for name in others if name in fields)))

    def _basic(
        self, note: Note, of: NoteType, fields: dict[str, str], ords: list[int]
    ) -> Iterator[tuple[Brought, dict[int, str]] | str]:
        place = f"note {note.id}"
        made: dict[int, dict[str, Any]] = {}
        shown: list[Side] = []
        for at in ords:
            if not 0 <= at < len(of.templates):
                yield f"its card {at + 1} has no template"
                continue
            front, back = sides(of.templates[at].question, of.templates[at].answer, fields)
            shown += [front, back]
            found = self._sides(front, back, fields)
            if isinstance(found, str):
                yield f"{found} on its card {at + 1}" if len(ords) > 1 else found
            else:
                made[at] = found
        remarks = unused(of.fields, shown, fields, self._markdown) if shown else []
        if len(made) == 2 and _are_turned(*made.values()):  # noqa: PLR2004 - one and the same turned
            (first, one), (second, _) = made.items()
            one = {**{name: one.pop(name) for name in ("question", "answer")}, "reverse": True, **one}
            yield Brought(note.guid, place, one, remarks=remarks), {first: "", second: "r"}
            return
        for at, one in made.items():
            yield Brought(f"{note.guid}#{at}" if at else note.guid, place, one, remarks=remarks), {at: ""}
            remarks = []

    def _sides(self, front: Side, back: Side, fields: dict[str, str]) -> dict[str, Any] | str:
        question, answer = self._markdown(front.html), self._markdown(back.html)
        if not question:
            return "there is no question"
        made: dict[str, Any] = {"question": question}
        typed = plain(fields.get(front.typed, ""))
        if typed:
            made["accept"] = [typed]
            shown = _behind(question, answer) or self._markdown(fields[front.typed])
            if shown not in {"", typed}:
                made["answer"] = shown
        else:
            answer = _behind(question, answer) or answer
            if not answer:
                return "there is no answer"
            made["answer"] = answer
        self._add(made, front, back)
        return made

    def _add(self, made: dict[str, Any], front: Side, back: Side) -> None:
        for name, html in {**front.apart, **back.apart}.items():
            if text := self._markdown(html):
                made[name] = [text] if name == "source" else text


def _behind(question: str, answer: str) -> str:
    """What an answer says behind the question that it repeats on its first lines, and behind a rule.

    Last lines that are the same on both sides, as a template puts them below all cards, stay with the question.
    """
    rest = answer.removeprefix(question)
    if rest and not rest.startswith(("\n", "\\\n")):
        rest = _between(question.split("\n"), answer.split("\n")) or answer
    return _LEADING.sub("", rest).strip("\n")


def _between(asked: list[str], told: list[str]) -> str:
    """What lines say that begin and end as others do; empty where they do not."""
    pairs = zip(reversed(asked[1:]), reversed(told), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    head, end = len(asked) - same, len(told) - same
    return "\n".join(told[head:end]).removesuffix("\\") if same and told[:head] == asked[:head] else ""


def _are_turned(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether one card asks what the other answers."""
    sides_of = [(card["question"], card.get("answer")) for card in (one, other)]
    return sides_of[0] == sides_of[1][::-1] and "accept" not in one and "accept" not in other

"""A text with holes, in Anki's notation; each hole is a sibling and is asked on its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flashcards.cards import Card, Question, Recall, Response, TextInput, Verdict
from flashcards.kinds.fields import Field, Flag, Report, Text
from flashcards.kinds.kind import CardKind, Remark, Sibling, adds_a_reason
from flashcards.kinds.typed import judged

MOST_HOLES = 5


@dataclass(frozen=True, slots=True)
class Hole:
    """One hole; `in_math` holes stand between dollars and are written there as TeX."""

    number: int
    text: str
    hint: str
    in_math: bool


@dataclass(frozen=True, slots=True)
class Body:
    pieces: tuple[str | Hole, ...]
    typed: bool

    def written(self, shown: Callable[[Hole], str]) -> str:
        """The text with every hole written as a function of it says."""
        return "".join(piece if isinstance(piece, str) else shown(piece) for piece in self.pieces)


class ClozeError(ValueError):
    """A hole that cannot be read."""


def _end(text: str, start: int) -> int:
    """The position of the `}}` that closes a hole; braces inside balance."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            if depth == 0 and text[at : at + 2] == "}}":
                return at
            depth = max(0, depth - 1)
    raise ClozeError(f"the hole that begins with `{{{{{text[start : start + 20]}` is not closed")


def _parts(inside: str) -> list[str]:
    r"""A hole's text cut at `::`; `\::` is a literal."""
    return [part.replace("\0", "::") for part in inside.replace(r"\::", "\0").split("::")]


def pieces_of(text: str) -> tuple[str | Hole, ...]:
    """The text cut into plain pieces and holes; raises ClozeError."""
    pieces: list[str | Hole] = []
    at, unnumbered, dollars = 0, 0, 0
    while (opening := text.find("{{", at)) >= 0:
        before = text[at:opening]
        dollars += before.count("$") - before.count(r"\$")
        end = _end(text, opening + 2)
        parts = _parts(text[opening + 2 : end])
        if parts[0][:1] == "c" and parts[0][1:].isdecimal() and len(parts) > 1:
            number = int(parts[0][1:])
            parts = parts[1:]
        else:
            unnumbered += 1
            number = unnumbered
        if not parts[0].strip():
            raise ClozeError("a hole is empty")
        if not 1 <= number <= 99 or len(parts) > 2:  # noqa: PLR2004 - two digits; text and hint
            raise ClozeError(f"`{{{{{text[opening + 2 : end]}}}}}` is not a hole")
        pieces += [before, Hole(number, parts[0], parts[1] if len(parts) > 1 else "", in_math=dollars % 2 == 1)]
        at = end + 2
    return tuple(piece for piece in (*pieces, text[at:]) if piece != "")


def _has_few_holes(card: Card) -> Iterator[Remark]:
    count = sum(isinstance(piece, Hole) for piece in card.body.pieces)
    if count > MOST_HOLES:
        yield "cloze", f"{count} holes, more than {MOST_HOLES}", "make several cards of it"


class Cloze(CardKind[Body]):
    name = "cloze"
    markers = ("cloze",)
    fields = (
        Field("cloze", Text(), "The text with holes: {{c1::hole::hint}} or {{hole}} (Markdown).", required=True),
        Field("typed", Flag(), "true: the hole is typed and judged."),
    )

    example = """\
  - id: relu-slope
    cloze: |
      The derivative of ReLU is {{c1::1::a number}} for positive inputs and {{c2::0}} for negative ones.
    typed: true
    why: It is the identity on one side and constant on the other.
    source: ["Goodfellow, Bengio and Courville 2016, Deep Learning, section 6.3.1"]
    tags: [activations]
    level: junior
    checked: 2026-11-22 by derivation
"""
    rules = {"holes": _has_few_holes, "reason": adds_a_reason}

    def read(self, values: dict[str, Any], report: Report) -> Body:
        try:
            pieces = pieces_of(values["cloze"])
        except ClozeError as err:
            report(("cloze",), str(err), r"write {{c1::hole}} or {{c1::hole::hint}}; `\::` is a literal ::")
            pieces = ()
        else:
            if all(isinstance(piece, str) for piece in pieces):
                report(("cloze",), "there is no hole", "put {{…}} around what is to be recalled")
        return Body(pieces, values.get("typed", False))

    def siblings(self, body: Body) -> list[Sibling]:
        numbers = sorted({piece.number for piece in body.pieces if isinstance(piece, Hole)})
        return [Sibling(str(n), self.hidden(body, n), self.hole(body, n)) for n in numbers]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield "cloze", body.written(lambda hole: hole.text)
        yield from (("cloze", sibling.question) for sibling in self.siblings(body))

    def whole(self, card: Card) -> str:
        return card.body.written(lambda hole: hole.text)  # type: ignore[no-any-return]

    def hidden(self, body: Body, number: int) -> str:
        """The text with the holes of this number hidden and the others shown."""

        def shown(hole: Hole) -> str:
            if hole.number != number:
                return hole.text
            return rf"\text{{[{hole.hint or '…'}]}}" if hole.in_math else f"**[{hole.hint or '…'}]**"

        return body.written(shown)

    def hole(self, body: Body, number: int) -> str:
        """What is hidden in the holes of this number."""
        found = [h for h in body.pieces if isinstance(h, Hole) and h.number == number]
        return ", ".join(f"${h.text.strip()}$" if h.in_math else h.text for h in found)

    def ask(self, card: Card, seed: int) -> Question:
        number = int(card.part)
        whole = card.body.written(lambda hole: hole.text)
        answer = (
            f"**{card.answer_text}**\n\n{whole}" if "$" not in card.answer_text else f"{card.answer_text}\n\n{whole}"
        )
        return Question(
            self.hidden(card.body, number), answer, TextInput() if card.body.typed else Recall(), notes=card.notes
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        return judged(response.text, [card.answer_text.strip("$")]) if card.body.typed else Verdict()

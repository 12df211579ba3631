"""A text with holes, in Anki's notation; each hole is a sibling and is asked on its own."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flashcards.cards import Card
from flashcards.kinds.fields import Field, Flag, Report, Text
from flashcards.kinds.holes import PLAIN, ClozeError, Hole, as_shown, faults_of, pieces_of
from flashcards.kinds.kind import CardKind, Remark, Sibling, adds_a_reason
from flashcards.kinds.typed import judged
from flashcards.questions import Question, Recall, Response, TextInput, Verdict
from flashcards.records import dataclass

MOST_HOLES = 5


@dataclass(frozen=True, slots=True)
class Body:
    pieces: tuple[str | Hole, ...]
    typed: bool

    def written(self, shown: Callable[[Hole], str]) -> str:
        """The text with every hole written as a function of it says."""
        return "".join(piece if isinstance(piece, str) else shown(piece) for piece in self.pieces)

    def holes(self, number: int = 0) -> list[Hole]:
        """The holes of this number; all without one."""
        return [piece for piece in self.pieces if isinstance(piece, Hole) and number in {0, piece.number}]

    @property
    def braces(self) -> list[str]:
        """What looks like a hole and is text, because it stands in code or a formula."""
        return [found for piece in self.pieces if isinstance(piece, str) for found in PLAIN.findall(piece)]


_OTHER_HOLE = re.compile(r"(?<![\w\]\\])[\[{<]([^\[\]{}<>\n]{1,40})[\]}>](?![(\w])")
"""How other programs write a hole."""
_LITERAL = re.compile(r"\\(\{\{[^{}\n]+\}\})")
_TEX_SPECIAL = re.compile(r"([%$&#_{}])")


def _without_hole(text: str, braces: Sequence[str]) -> tuple[str, str]:
    """What is said of a text without holes, where braces may look like one."""
    if literal := _LITERAL.search(text):
        return "there is no hole", f"take the `\\` before `{literal[1]}` away"
    if not braces:
        other = _OTHER_HOLE.search(text)
        fix = f"write `{{{{{other[1]}}}}}` for `{other[0]}`" if other else "put {{…}} around what is to be recalled"
        return "there is no hole", fix
    inside = braces[0].strip("{} ")
    return f"`{braces[0]}` stands in code or a formula, where it is text and no hole", f"write `{{{{c1::{inside}}}}}`"


def _has_few_holes(card: Card) -> Iterator[Remark]:
    count = len(card.body.holes())
    if count > MOST_HOLES:
        yield "cloze", f"{count} holes, more than {MOST_HOLES}", "make several cards of it"


class Cloze(CardKind[Body]):
    name = "cloze"
    about = "a text with holes"
    markers = ("cloze",)
    fields = (
        Field("cloze", Text(), "The text with holes: {{c1::hole::hint}} or {{hole}} (Markdown).", required=True),
        Field("typed", Flag(), "true: the hole is typed and judged.", apart=True),
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
        except ClozeError:
            for err in faults_of(values["cloze"]):
                report(("cloze",), str(err), err.fix)
            pieces = ()
        else:
            if all(isinstance(piece, str) for piece in pieces):
                report(("cloze",), *_without_hole(values["cloze"], Body(pieces, typed=False).braces))
        return Body(pieces, values.get("typed", False))

    def siblings(self, body: Body) -> list[Sibling]:
        numbers = sorted({hole.number for hole in body.holes()})
        return [Sibling(str(n), self.hidden(body, n), self.hole(body, n)) for n in numbers]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield "cloze", body.written(lambda hole: hole.text)
        yield from (("cloze", sibling.question) for sibling in self.siblings(body))

    def notes(self, body: Body) -> Iterator[Remark]:
        for braces in body.braces:
            yield (
                "cloze",
                f"`{braces}` stands in code or a formula and is text, not a hole",
                "a hole there is {{c1::…}}",
            )

    def whole(self, card: Card) -> str:
        return card.body.written(lambda hole: hole.text)  # type: ignore[no-any-return]

    def hidden(self, body: Body, number: int) -> str:
        """The text with the holes of this number hidden and the others shown."""
        written = ""
        for at, piece in enumerate(body.pieces):
            if isinstance(piece, str):
                written += piece
            elif piece.number != number:
                written += piece.text
            else:
                written += _gap(piece, written, body.pieces[at + 1 : at + 2])
        return written

    def hole(self, body: Body, number: int) -> str:
        """What is hidden in the holes of this number."""
        found = [hole.shown for hole in body.holes(number)]
        return ("\n\n" if any("\n" in shown for shown in found) else ", ").join(found)

    def ask(self, card: Card, seed: int) -> Question:
        number = int(card.part)
        whole = card.body.written(lambda hole: hole.text)
        bare = any(mark in card.answer_text for mark in "$`\\*")
        answer = f"{card.answer_text}\n\n{whole}" if bare else f"**{card.answer_text}**\n\n{whole}"
        return Question(
            self.hidden(card.body, number),
            answer,
            TextInput() if card.body.typed else Recall(),
            notes=card.notes,
            elsewhere=card.accepted_in_deck,
        )

    def accepted(self, card: Card) -> list[str]:
        holes = card.body.holes(int(card.part))
        return [", ".join(map(form, holes)) for form in (as_shown, lambda hole: hole.text.strip().strip("$`"))]

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        if not card.body.typed:
            return Verdict()
        return judged(response.text, self.accepted(card), question.elsewhere)


def _gap(hole: Hole, before: str, after: tuple[str | Hole, ...]) -> str:
    """What stands in the place of a hole that is asked."""
    word = hole.hint or "…"
    if hole.where == "code":
        return f"[{word}]"
    if hole.where == "formula":
        plain = _TEX_SPECIAL.sub(r"\\\1", word)
        return f"[{word.strip('$')}]" if "\\" in word else rf"\text{{[{plain}]}}"
    following = after[0] if after and isinstance(after[0], str) else ""
    touches = before[-1:].isalnum() or following[:1].isalnum()
    paragraph = before[before.rfind("\n\n") + 1 :]
    # Stars do not stand out inside a word or inside what stands out already; brackets alone must not make a link.
    return f"&#91;{word}&#93;" if touches or paragraph.count("**") % 2 else f"**[{word}]**"

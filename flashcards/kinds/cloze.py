"""A text with holes, in Anki's notation; each hole is a sibling and is asked on its own."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flashcards.cards import Card, Question, Recall, Response, TextInput, Verdict
from flashcards.kinds.fields import CardKind, Field, Flag, Report, Sibling, Text
from flashcards.kinds.holes import PLAIN, ClozeError, Hole, as_shown, pieces_of
from flashcards.kinds.typed import judged


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
    def braces(self) -> str:
        """Braces that look like a hole and are text, because they stand in code or a formula; empty without."""
        found = (PLAIN.search(piece) for piece in self.pieces if isinstance(piece, str))
        return next((braces[0] for braces in found if braces), "")


_TEX_SPECIAL = re.compile(r"([%$&#_{}])")


class Cloze(CardKind):
    name = "cloze"
    marker = "cloze"
    fields = (
        Field("cloze", Text(), "The text with holes: {{c1::hole::hint}} or {{hole}} (Markdown).", required=True),
        Field("typed", Flag(), "true: the hole is typed and judged."),
    )

    def read(self, values: dict[str, Any], report: Report) -> Body:
        try:
            pieces = pieces_of(values["cloze"])
        except ClozeError as err:
            report(("cloze",), str(err), err.fix)
            pieces = ()
        else:
            if all(isinstance(piece, str) for piece in pieces):
                report(("cloze",), "there is no hole", "put {{…}} around what is to be recalled")
        return Body(pieces, values.get("typed", False))

    def siblings(self, body: Body) -> list[Sibling]:
        numbers = sorted({hole.number for hole in body.holes()})
        return [Sibling(str(n), self.hidden(body, n), self.hole(body, n)) for n in numbers]

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

    def ask(self, card: Card, seed: int) -> Question:  # noqa: ARG002 - nothing is drawn
        number = int(card.part)
        whole = card.body.written(lambda hole: hole.text)
        bare = any(mark in card.answer_text for mark in "$`\\*")
        answer = f"{card.answer_text}\n\n{whole}" if bare else f"**{card.answer_text}**\n\n{whole}"
        return Question(
            self.hidden(card.body, number), answer, TextInput() if card.body.typed else Recall(), notes=card.notes
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:  # noqa: ARG002
        if not card.body.typed:
            return Verdict()
        holes = card.body.holes(int(card.part))
        accepted = [", ".join(map(form, holes)) for form in (as_shown, lambda hole: hole.text.strip().strip("$`"))]
        return judged(response.text, accepted)


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

"""How each thing that a question may want is entered: letters that choose, tick or order, and a line to type."""

from collections.abc import Mapping

from flashcards.questions import Checklist, NumberInput, OneOf, Ordering, Point, Question, SeveralOf, TextInput
from flashcards.records import dataclass, replace
from flashcards.session import Stage


@dataclass(frozen=True, slots=True)
class Letters:
    """Lettered lines of which some are chosen, in the order in which they were."""

    texts: tuple[str, ...]
    chosen: tuple[int, ...] = ()
    points: tuple[Point, ...] = ()
    """Of a checklist: they are ticked after the reveal, and each tick counts at once."""
    ordered: bool = False
    single: bool = False

    def pressed(self, index: int) -> "Letters":
        """A letter was pressed, or its line clicked: it is in, or out again."""
        if self.single:
            return replace(self, chosen=(index,))
        if index in self.chosen:
            return replace(self, chosen=tuple(i for i in self.chosen if i != index))
        return replace(self, chosen=(*self.chosen, index))

    def taken_back(self) -> "Letters":
        """Without the letter that came last."""
        return replace(self, chosen=self.chosen[:-1])

    def keeping(self, before: "Letters") -> "Letters":
        """What was chosen before an edit, wherever it stands now; a text that was edited itself, where it stood."""
        kept = []
        for at, text in ((at, before.texts[at]) for at in before.chosen):
            if text in self.texts:
                kept.append(self.texts.index(text))
            elif len(self.texts) == len(before.texts) and self.texts[at] not in before.texts:
                kept.append(at)
        return replace(self, chosen=tuple(dict.fromkeys(kept)))

    @property
    def ready(self) -> bool:
        """Whether Enter can hand in what is chosen."""
        return bool(self.chosen) and not self.points and (not self.ordered or len(self.chosen) == len(self.texts))

    def mark(self, index: int) -> str:
        """What stands before the letter of a line."""
        if self.ordered:
            return f"{self.chosen.index(index) + 1:2}." if index in self.chosen else " · "
        sign = ("•" if self.single else "x") if index in self.chosen else " "
        return f"({sign})" if self.single else f"[{sign}]"

    def note(self, index: int, missed: Mapping[str, tuple[int, int]]) -> str:
        """Markdown behind the text of a line: must-haves, and what was often missed."""
        if not self.points:
            return ""
        point = self.points[index]
        times, asked = missed.get(point.key, (0, 0))
        must = " **(must)**" if point.must else ""
        return must + (f" *(missed {times} of {asked} times)*" if times else "")


def letters_for(question: Question, stage: Stage) -> Letters | None:
    """What letters choose from at a stage; none where they choose nothing."""
    match question.wants:
        case OneOf(options) if stage is Stage.ASKING:
            return Letters(options, single=True)
        case SeveralOf(options) if stage is Stage.ASKING:
            return Letters(options)
        case Ordering(steps) if stage is Stage.ASKING:
            return Letters(steps, ordered=True)
        case Checklist(points) if stage is not Stage.ASKING:
            return Letters(tuple(point.text for point in points), points=points)
    return None


def wants_line(question: Question) -> bool:
    """Whether the answer is typed on a line."""
    return isinstance(question.wants, TextInput | NumberInput)


def placeholder_for(question: Question) -> str:
    """What an empty line says."""
    match question.wants:
        case NumberInput(unit):
            return f"A number{f' in {unit}' if unit else ''}, then Enter"
        case TextInput(wanted=wanted) if wanted:
            return f"{wanted}, then Enter"
        case _:
            return "Your answer, then Enter"

"""Find the fault: a symptom, some code, and a fix as a diff."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from flashcards.cards import Card
from flashcards.kinds.fields import LANGUAGE, Field, Report, Text, is_python
from flashcards.kinds.kind import CardKind, Remark, Sibling, to_the_letter
from flashcards.kinds.output import fenced
from flashcards.kinds.points import POINTS, judged, points_of
from flashcards.questions import Checklist, Point, Question, Recall, Response, Verdict
from flashcards.records import dataclass, replace
from flashcards.words import counted, nearest

_PARTED = re.compile(r"^@@.*\n?", re.MULTILINE)
PLUS, DASHES = "\uff0b", "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"
"""What other keyboards type for + and -."""
COPY = "copy the lines of `code:` exactly, with -, + or a space before them"
DEFAULT_QUESTION = "What is wrong, and how do you mend it?"


class FixError(ValueError):
    """A diff that does not fit the code, and the remedy."""

    def __init__(self, message: str, fix: str = COPY) -> None:
        super().__init__(message)
        self.fix = fix


def repaired(code: str, fix: str) -> str:
    """The code with the diff applied: runs of `-`, `+` and ` ` lines, each found in the code from the top on.

    Raises FixError when a line that is to go or to stay does not stand there.
    """
    lines, done = code.split("\n"), 0
    hunks: list[list[str]] = [[]]
    if re.match(r"(?:diff |index |--- .*\n\+\+\+ )", fix) and "\n@@" in fix:
        raise FixError("the fix begins with the names of files", "take the lines above `@@` away")
    for line in fix.split("\n"):
        if line.startswith("\\ No newline"):
            raise FixError(f"`{line}` is no line of a diff", "take it away")
        if line.startswith("@@"):
            hunks.append([])
        else:
            hunks[-1].append(line)
    for hunk in filter(None, hunks):
        old = [line[1:] for line in hunk if not line.startswith("+")]
        new = [line[1:] for line in hunk if not line.startswith("-")]
        bad = next((line for line in hunk if line[:1] not in ("+", "-", " ", "")), None)
        if bad is not None:
            raise _no_line(bad)
        for at in range(done, len(lines) - len(old) + 1):
            if [x.rstrip() for x in lines[at : at + len(old)]] == [x.rstrip() for x in old]:
                lines[at : at + len(old)] = new
                done = at + len(new)
                break
        else:
            if "\n" not in fix and re.search(r"\S [-+]\S", fix):
                raise FixError("the lines of the fix are read as one", "write `fix: |` above them")
            raise _misfit(old, lines[done:])
    return "\n".join(lines)


def _no_line(bad: str) -> FixError:
    """Say of a line of a fix that it is none of a diff."""
    remedy = COPY
    if bad.startswith(("```", "~~~")):
        remedy = "take the fences away"
    elif bad[0] == PLUS:
        remedy = "type a plain + in its place"
    elif bad[0] in DASHES:
        remedy = "type a plain - in the place of the dash"
    return FixError(f"`` {bad} `` is no line of a diff" if "`" in bad else f"`{bad}` is no line of a diff", remedy)


def shown(fix: str) -> str:
    """A diff as a person reads it: what a line `@@` says of places in a file means nothing to them."""
    hunks = _PARTED.split(fix)
    return "…\n".join(hunk for hunk in hunks if hunk)


def _misfit(old: Sequence[str], code: Sequence[str]) -> FixError:
    """Name the first line of a hunk that the code has otherwise, where the most lines before it are those of the code."""
    fitting, before = max((_fitting(old, code[at:]), -at) for at in range(max(len(code), 1)))
    line = old[fitting]
    here = code[fitting - before : fitting - before + 1]
    there = next((own for own in (*here, *code) if own.split() == line.split()), "")
    if there and line == f" {there}":
        return FixError(
            f"a space stands between the sign and `{there}`", "write the sign directly before the line of code"
        )
    if there == line:
        return FixError(f"`{line.strip()}` stands more often in the fix than in the code", COPY)
    if there:
        wanted, written = (text[: len(text) - len(text.lstrip())] for text in (there, line))
        has_tab = "\t" in wanted + written
        tab = ": one of them has a tab" if has_tab else ""
        fix = COPY if has_tab else f"give it {counted(len(wanted), 'space')} behind its sign, not {len(written)}"
        return FixError(f"`{line.strip()}` is not indented as in the code{tab}", fix)
    after = f" after `{old[fitting - 1].strip()}`" if fitting else ""
    near = nearest(line.strip(), [own.strip() for own in code])
    return FixError(f"`{line.strip()}` does not stand in the code{after}", f"the code has `{near}`" if near else COPY)


def _fitting(old: Sequence[str], code: Sequence[str]) -> int:
    """How many lines from the first on are the same; at most all but one."""
    pairs = zip(old, code, strict=False)
    return min(len([*takewhile(lambda pair: pair[0].rstrip() == pair[1].rstrip(), pairs)]), len(old) - 1)


@dataclass(frozen=True, slots=True)
class Body:
    question: str
    symptom: str
    code: str
    language: str
    fix: str
    points: tuple[Point, ...]


class Bug(CardKind[Body]):
    name = "bug"
    about = "a fault to find and mend"
    markers = ("fix",)
    fields = (
        Field("question", Text(), f"What is asked; by default `{DEFAULT_QUESTION}` (Markdown).", apart=True),
        Field("symptom", Text(), "What a user sees go wrong (Markdown).", required=True, apart=True),
        Field("code", Text(), "The faulty code.", required=True),
        LANGUAGE,
        Field("fix", Text(), "The repair as a diff: lines with -, + or a space before them.", required=True),
        replace(POINTS, apart=True),
    )

    is_concrete = True
    answers_in_prose = False
    example = """\
  - id: selection-before-folds
    symptom: Cross-validation scores 0.87 on pure noise.
    question: What is wrong, and how do you mend it?
    code: |
      X = SelectKBest(k=20).fit_transform(X, y)
      cross_val_score(model, X, y)
    language: python
    fix: |
      -X = SelectKBest(k=20).fit_transform(X, y)
      -cross_val_score(model, X, y)
      +cross_val_score(make_pipeline(SelectKBest(k=20), model), X, y)
    points:
      - must: The selection saw the labels of the held-out folds
      - It belongs into a pipeline that is fitted in each fold
    why: Among many columns some follow the labels by chance, in the held-out rows as well.
    mistake: Thinking that only a model can overfit.
    source: ["Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, section 7.10.2"]
    tags: [leakage, why]
    level: mid
    checked: 2026-11-22 against scikit-learn 1.9
"""

    def read(self, values: dict[str, Any], report: Report) -> Body:
        try:
            if repaired(values["code"], values["fix"]) == values["code"]:
                report(("fix",), "the fix changes nothing", "put - before the faulty lines and + before the new ones")
        except FixError as err:
            report(("fix",), str(err), err.fix)
        return Body(
            values.get("question") or DEFAULT_QUESTION,
            values["symptom"],
            values["code"],
            values.get("language", "python"),
            values["fix"],
            points_of(values.get("points", ()), report),
        )

    def notes(self, body: Body) -> Iterator[Remark]:
        hunks = _PARTED.split(body.fix)
        if body.code and any(hunk and all(line.startswith("+") for line in hunk.split("\n") if line) for hunk in hunks):
            message = "nothing says where the new lines go: they come first"
            yield "fix", message, "put the line of `code:` above or below them, behind a space"

    def wording(self, body: Body) -> dict[str, str]:
        return {point.key: point.text for point in body.points}

    def siblings(self, body: Body) -> list[Sibling]:
        asked = f"{body.symptom}\n\n{fenced(body.code, body.language)}\n\n{body.question}"
        return [Sibling("", asked, body.fix, to_the_letter(body.code, body.fix))]

    def texts(self, body: Body) -> Iterator[tuple[str, str]]:
        yield from (("question", body.question), ("symptom", body.symptom))
        yield from (("points", point.text) for point in body.points)

    def code(self, body: Body) -> Iterator[tuple[str, str, str]]:
        yield from (("code", body.code, body.language), ("fix", body.fix, "diff"))

    def python(self, body: Body) -> Iterator[tuple[str, str]]:
        if is_python(body.language):
            yield "fix", repaired(body.code, body.fix)

    def ask(self, card: Card, seed: int) -> Question:
        points = card.body.points
        return Question(
            card.question_text,
            fenced(shown(card.body.fix), "diff"),
            Checklist(points) if points else Recall(),
            notes=card.notes,
        )

    def judge(self, card: Card, question: Question, response: Response) -> Verdict:
        return judged(card.body.points, response) if card.body.points else Verdict()

"""The rules for one good card that a script can check."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from flashcards.cards import LEVELS, Card, seed_for
from flashcards.decks.file import to_add
from flashcards.decks.rules.prose import (
    american,
    content_words,
    formulas,
    list_items,
    plain,
    question_sentence,
    word_count,
)
from flashcards.formulas.language import FormulaError, Value
from flashcards.kinds import basic, bug, choice, cloze, explain, number, order, output, typed
from flashcards.kinds.fields import COMMON
from flashcards.markup.markdown import as_text
from flashcards.markup.maths.drawing import explain_failure

MOST_WORDS = 40
MOST_LISTED = 3
OPTIONS = range(3, 5)
LONGEST_TO_SHORTEST = 1.3 / 0.7
"""All options within 30 % of one length."""
LENGTH_SLACK = 12
"""Options that differ by so few characters are never too unequal."""
MOST_HOLES = 5
MOST_CODE_LINES = 12
STEPS = range(4, 8)
POINTS = {"explain": range(4, 7), "compare": range(4, 9), "design": range(4, 9)}
DRAWS, FIRST_DRAWS = 200, 10
"""A slip that is right in at most a quarter of the first draws is not looked at further: it is not right in most."""
PARAPHRASE, FEWEST_CONTENT_WORDS = 0.6, 6

_YES_NO = re.compile(r"(?:is|are|does|do|can|has|will|should)\s", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:discuss|describe|talk about|list all)\b", re.IGNORECASE)
_ABOVE = re.compile(r"\b(?:all|none) of the above\b", re.IGNORECASE)
_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_FIELDS = {field.name: field for field in COMMON}

Remark: TypeAlias = tuple[str, str, str]
"""Field, what is wrong with it, and how to mend it."""


def texts(card: Card) -> Iterator[tuple[str, str]]:
    """Each Markdown text of a card with its field; drawn values are a 1."""
    for field, text in _raw_texts(card):
        if text:
            yield field, _NAME.sub("1", text) if card.kind == "number" else text


def _raw_texts(card: Card) -> Iterator[tuple[str, str]]:
    body, notes = card.body, card.notes
    match body:
        case cloze.Body():
            yield "cloze", body.written(lambda hole: hole.text)
            yield from (("cloze", sibling.question) for sibling in cloze.Cloze().siblings(body))
        case basic.Body() | typed.Body():
            yield from (("question", body.question), ("answer", body.answer))
        case _:
            yield "question", body.question
    match body:
        case bug.Body():
            yield "symptom", body.symptom
        case choice.Body():
            yield from (("choices", text) for option in body.options for text in (option.text, option.because))
        case number.Body():
            yield from (("number.slips", slip.because) for slip in body.slips)
        case order.Body():
            yield from (("steps", text) for step in body.steps for text in (step.text, step.because))
        case explain.Body():
            yield "model", body.model
            yield from (("hints", text) for text in body.hints)
            yield from (("follow_ups", text) for text in body.follow_ups)
            yield from (("axes" if card.kind == "compare" else "stages", text) for text in body.outline)
    if isinstance(body, bug.Body | explain.Body):
        yield from (("points", point.text) for point in body.points)
    yield from (("why", notes.why), ("mistake", notes.mistake), ("hint", notes.hint))


def _has_id(card: Card) -> Iterator[Remark]:
    if card.family.startswith("~"):
        yield "id", "missing", "`flashcards check --fix` writes one"


def _has_notes(card: Card) -> Iterator[Remark]:
    for name in ("why", "source", "tags", "level", "checked"):
        if not getattr(card.notes, name):
            yield name, "missing", to_add(_FIELDS[name])


def _names_a_mistake(card: Card) -> Iterator[Remark]:
    if card.notes.level in LEVELS[1:] and not card.notes.mistake:
        yield "mistake", f"missing on a card of level {card.notes.level}", to_add(_FIELDS["mistake"])


def _is_short(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, basic.Body) and (count := word_count(card.body.answer)) > MOST_WORDS:
        yield "answer", f"{count} words, more than {MOST_WORDS}", "keep one idea, and move the reason to `why:`"


def _asks_openly(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, basic.Body) and _YES_NO.match(asked := question_sentence(card.body.question)):
        yield "question", f"`{asked.split()[0]} …?` is answered by yes or no", "ask what, why, when or how much"


def _is_precise(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, basic.Body) and (found := _VAGUE.search(plain(card.body.question))):
        yield "question", f"`{found[0]}` leaves open what is expected", "ask for one thing, or make it an explain card"


def _lists_little(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, basic.Body) and (count := list_items(card.body.answer)) > MOST_LISTED:
        yield "answer", f"a list of {count}, more than {MOST_LISTED}", "ask for parts of it, or make it an explain card"


def option_lengths(body: choice.Body) -> list[int]:
    """The lengths of the options as they are shown."""
    return [len(as_text(option.text)) for option in body.options]


def _has_fair_options(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, choice.Body):
        lengths = option_lengths(card.body)
        longest, shortest = max(lengths), min(lengths)
        if len(lengths) not in OPTIONS:
            yield "choices", f"{len(lengths)} options", f"give {OPTIONS[0]} or {OPTIONS[-1]}"
        if longest > max(shortest * LONGEST_TO_SHORTEST, shortest + LENGTH_SLACK):
            yield "choices", f"the options have {shortest} to {longest} characters", "make them about equally long"
        if any(_ABOVE.search(plain(option.text)) for option in card.body.options):
            yield "choices", "an option speaks of those above it", "say what is meant: options are shuffled"


def _has_few_holes(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, cloze.Body):
        count = len(card.body.holes())
        if count > MOST_HOLES:
            yield "cloze", f"{count} holes, more than {MOST_HOLES}", "make several cards of it"


def _knows_its_names(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, number.Body):
        known = {*card.body.given, *card.body.where}
        found = dict.fromkeys((field, name) for field, text in _raw_texts(card) for name in _NAME.findall(text))
        for field, name in found:
            if name not in known:
                yield field, f"`{{{{{name}}}}}` is neither given nor a step", f"there are {', '.join(sorted(known))}"


def _has_wrong_slips(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, number.Body):
        suspects = [slip for slip, same in _accepted(card, card.body.slips, FIRST_DRAWS) if same > FIRST_DRAWS / 4]
        for slip, same in _accepted(card, suspects, DRAWS):
            if same > DRAWS / 2:
                message = f"`{slip.value.text}` is the right answer in {same} of {DRAWS} draws"
                yield "number.slips", message, "mend it, or draw values for which it is wrong"


def _accepted(card: Card, slips: Sequence[number.Slip], draws: int) -> list[tuple[number.Slip, int]]:
    """In how many draws each slip would be accepted."""
    same = [0] * len(slips)
    for shown in range(draws if slips else 0):
        with suppress(FormulaError):  # `kinds.examine` tells of draws that fail
            values = card.body.drawn(seed_for(card.id, shown))
            result = card.body.result(values)
            same = [n + _accepts(card.body, slip, values, result) for n, slip in zip(same, slips, strict=True)]
    return list(zip(slips, same, strict=True))


def _accepts(body: number.Body, slip: number.Slip, values: Mapping[str, Value], result: float) -> bool:
    try:
        value = slip.value.evaluate(values)
    except FormulaError:
        return False
    return isinstance(value, int | float) and body.tolerance.accepts(result, value)


def _has_little_code(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, output.Body):
        count = sum(bool(line.strip()) for line in card.body.code.split("\n"))
        if count > MOST_CODE_LINES:
            yield "code", f"{count} lines, more than {MOST_CODE_LINES}", "keep what the point needs"


def _has_some_steps(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, order.Body) and len(card.body.steps) not in STEPS:
        yield "steps", f"{len(card.body.steps)} steps", f"give {STEPS[0]} to {STEPS[-1]}"


def _has_points(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, explain.Body):
        wanted = POINTS[card.kind]
        if len(card.body.points) not in wanted:
            yield "points", f"{len(card.body.points)} points", f"give {wanted[0]} to {wanted[-1]}"
        if not card.body.model:
            yield "model", "missing", "add `model:`, the answer as one would speak it"


def _adds_a_reason(card: Card) -> Iterator[Remark]:
    if isinstance(card.body, basic.Body | typed.Body | choice.Body | cloze.Body):
        answer, why = content_words(card.answer_text), content_words(card.notes.why)
        if len(answer) >= FEWEST_CONTENT_WORDS and why and len(answer & why) >= PARAPHRASE * len(why):
            yield "why", f"{len(answer & why) / len(why):.0%} of its words are the answer's", "give the reason"


def _is_drawn(card: Card) -> Iterator[Remark]:
    for field, tex in dict.fromkeys((field, tex) for field, text in texts(card) for tex in formulas(text)):
        if failure := explain_failure(tex):
            yield field, f"`${tex}$` cannot be drawn: {failure.rstrip('.')}", "write it otherwise, or as code"


def _is_british(card: Card) -> Iterator[Remark]:
    found = dict.fromkeys((field, *pair) for field, text in texts(card) for pair in american(text))
    for field, word, british in found:
        yield field, f"`{word}` is American", f"write `{british}`, or put a name into backticks"


RULES: Mapping[str, Callable[[Card], Iterator[Remark]]] = {
    "id": _has_id,
    "fields": _has_notes,
    "mistake": _names_a_mistake,
    "words": _is_short,
    "yes-no": _asks_openly,
    "vague": _is_precise,
    "list": _lists_little,
    "options": _has_fair_options,
    "holes": _has_few_holes,
    "names": _knows_its_names,
    "slips": _has_wrong_slips,
    "code": _has_little_code,
    "steps": _has_some_steps,
    "points": _has_points,
    "reason": _adds_a_reason,
    "tex": _is_drawn,
    "spelling": _is_british,
}

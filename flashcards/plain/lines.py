"""What may be typed in plain lines, and what a line that was typed means."""

import re

from flashcards.markup import markdown
from flashcards.questions import (
    LETTERS,
    Checklist,
    NumberInput,
    OneOf,
    Ordering,
    Question,
    Recall,
    Response,
    SeveralOf,
    TextInput,
)
from flashcards.session import Stage, View
from flashcards.words import counted

COMMANDS = "u undo, s skip, - bury, @ suspend, * flag (* with a note), h hint, i why now, q quit"
COMMAND_LETTERS = frozenset("usbhiq-!@*?")
KEYS = (
    (
        "Space, Enter",
        "an empty line: shows the answer; after it, takes what is suggested; where nothing is, type 1 to 4",
    ),
    ("1 2 3 4", "the same: Again, Hard, Good, Easy"),
    ("a b c …", "letters in one line: acd; after the answer they tick points"),
    ("u s h i q", "the same; where an answer is typed or chosen, with a colon: :u"),
    ("- @", "the same, also b and !"),
    ("*", "the same; a note may follow: * typo in the answer"),
    ("7 8 9", "the words sure, unsure, no idea (a setting)"),
    ("e, t, l, /, g, ,", "only on the screen"),
)
"""Key of the screen → what it is here."""


def command_in(view: View, word: str) -> str | None:
    """The command that a line is, without its colon; none where it is part of an answer.

    A colon always makes a command. Without one, letters belong to the options there are, and to texts and numbers.
    """
    if re.fullmatch(r":[a-zA-Z!*?@-].*", word):
        return word[1:]
    wants = view.question.wants if view.question else Recall()
    asking = view.stage is Stage.ASKING
    if asking and isinstance(wants, TextInput | NumberInput):
        return None
    match wants:
        case OneOf(choices) | SeveralOf(choices) | Ordering(choices) if asking:
            letters = len(choices)
        case Checklist(points) if not asking:
            letters = len(points)
        case _:
            letters = 0
    return None if letters and set(_letters(word)) <= set(LETTERS[:letters]) else word


def _letters(word: str) -> str:
    """The letters of a line, whatever stands between them."""
    return re.sub(r"[\s,;]", "", word.casefold())


def options(question: Question) -> list[str]:
    """The lettered things to choose from or to order."""
    match question.wants:
        case OneOf(choices) | SeveralOf(choices) | Ordering(choices):
            return [f"{letter}) {markdown.as_text(choice)}" for letter, choice in zip(LETTERS, choices, strict=False)]
        case _:
            return []


def prompt(question: Question) -> str:
    """What may be typed now."""
    hint = " :h" if question.hints else ""
    match question.wants:
        case OneOf():
            return f"One letter, or an empty line to reveal. Commands here: :u :s :b{hint} :q :?"
        case SeveralOf():
            return f"All letters that are right, or an empty line to reveal. Commands here: :u :s :b{hint} :q :?"
        case Ordering():
            return f"The letters in order, or an empty line to reveal. Commands here: :u :s :b{hint} :q :?"
        case NumberInput(unit):
            wanted = f"A number{f' in {unit}' if unit else ''}"
            return f"{wanted}, or an empty line to reveal. Commands here: :u :s{hint} :q :?"
        case TextInput(wanted=wanted):
            return f"{wanted or 'The answer'}, or an empty line to reveal. Commands here: :u :s{hint} :q :?"
        case _:
            return f"Empty line to reveal; {'h for a hint; ' if hint else ''}? for commands."


def refused(question: Question, word: str) -> str:
    """Why a line is no answer, in a sentence."""
    if isinstance(question.wants, Recall | Checklist):
        return "Reveal the answer first: an empty line does."
    letters, count = _letters(word), len(options(question))
    strange = next((c for c in letters if c not in LETTERS[:count]), None)
    twice = next((c for c in letters if letters.count(c) > 1), None)
    if strange is not None:
        return f"There is no {strange} here: the letters are {LETTERS[0]} to {LETTERS[count - 1]}."
    if twice is not None:
        return f"{twice} stands twice."
    if isinstance(question.wants, OneOf):
        return f"One letter answers here, and these are {len(letters)}."
    return f"All {count} letters are wanted, in order, and this is {counted(len(letters), 'letter')}."


def entered(question: Question, word: str) -> Response | None:
    """The response that a line stands for; none where it does not fit."""
    letters = _letters(word)
    match question.wants:
        case TextInput() | NumberInput():
            return Response(text=word)
        case OneOf(choices) | SeveralOf(choices) | Ordering(choices):
            most = 1 if isinstance(question.wants, OneOf) else len(choices)
            fits = len(letters) <= most and (len(letters) == most or not isinstance(question.wants, Ordering))
            count = len(choices)
        case Checklist(points):
            fits, count = True, len(points)
        case _:
            return None
    positions = [LETTERS.index(c) if c in LETTERS else count for c in letters]
    if not fits or any(p >= count for p in positions) or len(set(positions)) < len(positions):
        return None
    return Response(chosen=tuple(positions))

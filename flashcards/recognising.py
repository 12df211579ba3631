"""Asking whether an edited card is one that was known before: the question, both texts side by side, and the answers."""

from difflib import SequenceMatcher
from itertools import zip_longest

from flashcards.days import Moment
from flashcards.decks.identity.match import Match
from flashcards.library import Library
from flashcards.markup.markdown import layout
from flashcards.text import Line, Span
from flashcards.words import counted

ANSWERS = {"y": "yes, the same card", "n": "no, another one", "l": "ask me later"}
GUTTER = 3
ALIKE = 0.5
"""Of texts with fewer words in common it is not said which differ."""
LONGEST = 160
"""Words that differ are listed up to so many signs."""


def question(match: Match, left: int = 1) -> str:
    """What is asked; `left`: of so many cards, with this one."""
    more = f" ({counted(left, 'card')} to recognise)" if left > 1 else ""
    if match.old.name == match.card.id:
        return f"`{match.card.id}` has quite another text now. Is it still the card that you knew?{more}"
    return f"Is this the card that you knew before its edit? {match.card.deck}{more}"


def side_by_side(match: Match, width: int) -> list[Line]:
    """The text that is known, left, and the one of the decks."""
    column = max(16, (width - GUTTER) // 2)
    old, card = match.old, match.card
    known = [_labelled("You knew")]
    if old.question:
        known += [*layout(old.question, column), Line(), *layout(old.answer or "…", column)]
    else:
        known.append(Line((Span("Its text is not known here any more.", ("muted",)),)))
    now = [_labelled("In the deck now"), *layout(card.question_text, column), Line(), *layout(card.answer_text, column)]
    rows = []
    for left, right in zip_longest(known, now, fillvalue=Line()):
        gap = Span(" " * max(1, column - left.width + GUTTER))
        rows.append(Line((*left.spans, gap, *right.spans), whole=True))
    return rows


def differences(match: Match) -> str:
    """The words that differ between the text that is known and the one of the decks; empty where much of it does."""
    if not match.old.question:
        return ""
    card, parts, shared, every = match.card, list[str](), 0, 0
    for before, now in ((match.old.question, card.question_text), (match.old.answer, card.answer_text)):
        old, new = before.split(), now.split()
        every += len(old) + len(new)
        for what, *span in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            gone, come = " ".join(old[span[0] : span[1]]), " ".join(new[span[2] : span[3]])
            if what == "equal":
                shared += 2 * (span[1] - span[0])
            else:
                both = f"“{gone}” → “{come}”"
                parts.append(both if gone and come else f"gone “{gone}”" if gone else f"added “{come}”")
    said = "; ".join(dict.fromkeys(parts))
    return said if len(said) <= LONGEST and shared >= ALIKE * every else ""


def _labelled(words: str) -> Line:
    return Line((Span(words, ("label",)),))


def decide(library: Library, match: Match, answer: str | None, at: Moment) -> None:
    """Do what was answered: `y`, `n`, or `l`; none puts off everything that is to be asked."""
    if answer == "y":
        library.link(match, at)
    elif answer == "n":
        library.keep_apart(match, at)
    elif answer == "l":
        library.put_off(match)
    else:
        for each in library.to_ask():
            library.put_off(each)

"""`help`: the guide for authors of decks, or a part of it, as it reads in a terminal."""

import argparse
import re
import shutil

from flashcards.commands.context import Context
from flashcards.library import bundled_decks
from flashcards.words import UsageError, nearest

WIDEST = 100
WHOLE = "decks"
_HEADING = re.compile(r"^(##+) (?:The )?(\w+)", re.MULTILINE)


class SubjectError(UsageError):
    """A part that the guide does not have."""


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "subject", nargs="?", default=WHOLE, help="decks, or a part of it: a kind of card, text, fields, checking, …"
    )


def run(context: Context) -> int:
    from flashcards.markup.markdown import as_text

    guide = re.sub(r"<!--.*?-->\n?", "", (bundled_decks() / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    shown = _quoted(_part(guide, context.arguments.subject))
    context.print(as_text(shown, min(shutil.get_terminal_size((80, 24)).columns, WIDEST)))
    return 0


def _part(guide: str, subject: str) -> str:
    """The guide, or what stands below the heading that begins with a word; raises SubjectError."""
    if subject == WHOLE:
        return guide
    bare = re.sub(r"^```.*?^```$", lambda code: "\n" * len(code[0]), guide, flags=re.MULTILINE | re.DOTALL)
    parts = {found[2].casefold(): found for found in _HEADING.finditer(bare)}
    found = parts.get(subject.casefold())
    if found is None:
        near = nearest(subject, parts)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(parts)}"
        raise SubjectError(f"the guide has no part `{subject}`; {hint}")
    behind = re.compile(rf"^#{{1,{len(found[1])}}} ", re.MULTILINE).search(bare, found.end())
    return guide[found.start() : behind.start() if behind else len(guide)]


_CODE = re.compile(r"(?<![`\\])(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
"""A stretch of code, which may go on in the next line of its paragraph."""


def _quoted(guide: str) -> str:
    """The guide so that what is code keeps its backticks: without colours nothing else tells it from the text."""
    parts = re.split(r"(^```.*?^```$)", guide, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _CODE.sub(r"\`\g<0>\`", part) for part in parts)

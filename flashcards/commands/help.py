"""`help`: the guide for authors of decks, as it reads in a terminal."""

import argparse
import re
import shutil

from flashcards.commands.context import Context
from flashcards.library import bundled_decks

WIDEST = 100


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("subject", nargs="?", choices=["decks"], default="decks", help="how decks are written")


def run(context: Context) -> int:
    from flashcards.markup.markdown import as_text

    guide = re.sub(r"<!--.*?-->\n?", "", (bundled_decks() / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    context.print(as_text(_quoted(guide), min(shutil.get_terminal_size((80, 24)).columns, WIDEST)))
    return 0


_CODE = re.compile(r"(?<![`\\])(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
"""A stretch of code, which may go on in the next line of its paragraph."""


def _quoted(guide: str) -> str:
    """The guide so that what is code keeps its backticks: without colours nothing else tells it from the text."""
    parts = re.split(r"(^```.*?^```$)", guide, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else _CODE.sub(r"\`\g<0>\`", part) for part in parts)

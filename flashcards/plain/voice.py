"""How things are said in plain lines: text, Markdown, and the parts of a card behind their labels."""

import re
from typing import TextIO

from flashcards.markup import markdown
from flashcards.sections import Section
from flashcards.text import Door, clean, terminal_columns

WIDEST = 100
BLOCK = re.compile(r"\s*(```|[-*+] |\d+[.)] |\$\$|>|#|\||~~~)")
"""How a text begins that cannot stand in one line with its label."""


class Voice:
    """Says lines into a stream."""

    def __init__(self, sink: TextIO | Door) -> None:
        self.sink = sink

    def say(self, *lines: str) -> None:
        for line in lines:
            print(clean(line), file=self.sink, flush=True)

    def markdown(self, text: str) -> None:
        width = terminal_columns()
        self.say(markdown.as_text(text, min(width, WIDEST)))

    def section(self, section: Section) -> None:
        """A part of the card behind its label; code and lists begin below it."""
        label = f"{section.label}: " if section.label else ""
        if section.raw:
            first, *rest = section.text.split("\n")
            self.say(f"{label}{first}", *(" " * len(label) + line for line in rest))
        elif label and BLOCK.match(section.text):
            self.say(label.rstrip())
            self.markdown(section.text)
        else:
            self.markdown(label + section.text)

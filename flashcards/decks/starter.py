"""What a new deck begins with: two cards to be replaced, and what else may stand there, as comments."""

import re

from flashcards.decks.adding import scalar

TEXT = """\
title: {title}
# description: One sentence on what it covers.
# needs: [another-deck]     decks, by file name, that come first
# Said once for every card that does not say otherwise:
# level: junior             junior, mid or senior
# tags: [topic]             the first tag is the subtopic
# source: [Where it stands]
# text_language: fr         where the texts are not in English

cards:
  - id: {name}-first
    question: What is asked?
    answer: |
      One idea, in at most 40 words. Under the bar nothing needs to be escaped: "quotes", a: colon, # a hash,
      $\\frac{{a}}{{b}}$ and `code`.
    why: The reason, shown after the answer.

  # A hole is a card of its own. Other kinds: choices, steps, points, number, code and prints, a bug and its fix:
  # `flashcards help decks` has an example of each.
  - id: {name}-second
    cloze: The capital of {{{{c1::France::a country}}}} is {{{{c2::Paris}}}}.
"""


def text(title: str, name: str) -> str:
    """A deck with this title, whose ids begin with the name."""
    prefix = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "card"
    return TEXT.format(title=scalar(title), name=prefix)

"""What a new deck begins with: two cards to be replaced, and what else may stand there, as comments."""

from collections.abc import Collection
from itertools import count

from flashcards.decks.adding import scalar
from flashcards.decks.latin import spelled

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


def text(title: str, name: str, taken: Collection[str]) -> str:
    """A deck with this title, whose ids begin with the name and are not taken."""
    words = "-".join(spelled(name)) or "card"
    tries = (f"{words}-{at}" if at > 1 else words for at in count(1))
    prefix = next(tried for tried in tries if {f"{tried}-first", f"{tried}-second"}.isdisjoint(taken))
    return TEXT.format(title=scalar(title), name=prefix)

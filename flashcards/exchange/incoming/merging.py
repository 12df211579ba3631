"""Three versions of a card, field by field: as imported last, as it stands in the deck now, as its source has it."""

import re
from collections.abc import Collection

_FIELD = re.compile(r"^(?:- |  )([A-Za-z_]+):(?=\s|$)")


def blocks(text: str) -> dict[str, str]:
    """The lines of each field of a card, by its name; what stands before the first has an empty name."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.rstrip("\n").split("\n"):
        if field := _FIELD.match(line):
            name = field[1]
        found.setdefault(name, []).append(f"  {line[2:]}" if line.startswith("- ") else line)
    return {name: "\n".join(line.rstrip() for line in lines).rstrip() for name, lines in found.items()}


def unsettled(before: str, new: str, clashes: Collection[str]) -> str:
    """What is to be known of a card whose clashes stay open: of these fields what was known before, else the new ones."""
    old = blocks(before)
    chosen = {name: old.get(name, "") if name in clashes else block for name, block in blocks(new).items()}
    chosen |= {name: old[name] for name in clashes if name in old and name not in chosen}
    lines = "\n".join(block for block in chosen.values() if block)
    return f"- {lines[2:]}\n"


def merged(before: str, now: str, new: str, *, replace: bool = False) -> tuple[str, list[str]]:
    """The card with what its source changed, and the fields that were changed on both sides.

    Such fields stay as they are now, or (`replace`) become those of the source.
    """
    old, mine, theirs = blocks(before), blocks(now), blocks(new)
    clashes = []
    names = [*mine, *(name for name in theirs if name not in mine)]
    chosen = {}
    for name in names:
        was, here, there = old.get(name), mine.get(name), theirs.get(name)
        if here in {was, there}:
            chosen[name] = there
        elif there == was:
            chosen[name] = here
        else:
            clashes.append(name)
            chosen[name] = there if replace else here
    lines = "\n".join(block for block in chosen.values() if block)
    return f"- {lines[2:]}\n", clashes

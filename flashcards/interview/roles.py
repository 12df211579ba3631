"""Named roles and the weights they give: those that come with the program, and a person's own."""

from collections.abc import Collection
from pathlib import Path

from flashcards import files as bounded
from flashcards import shipped
from flashcards.cards import LEVELS
from flashcards.decks.yaml import reader as yamltext
from flashcards.interview.reading import read_weights
from flashcards.interview.written import BadPlanError, Interview, Plan, Weights
from flashcards.words import UsageError, did_you_mean

FILE_NAME = "roles.yaml"


class RoleError(UsageError):
    """A role that is not there, or a file of roles that cannot be used."""


def roles(home: Path) -> dict[str, Weights]:
    """All roles by name, the person's own over the shipped ones; raises RoleError."""
    ours, own = f"schedule/{FILE_NAME}", home / FILE_NAME
    found = _read(shipped.PACKAGE / ours, shipped.read(ours))
    return found | (_read(own, bounded.read(own, yamltext.MAX_BYTES + 1)) if own.is_file() else {})


def _read(path: Path, content: bytes) -> dict[str, Weights]:
    root, faults = yamltext.read(content)
    if faults:
        raise RoleError(f"{path}:{faults[0].line}:{faults[0].column}: {faults[0].message}")
    if root is None:
        return {}
    if not isinstance(root, yamltext.Mapping):
        raise RoleError(f"{path}: roles are `name: weights` entries, like `vision: {{decks: {{metrics: 3}}}}`")
    found = {}
    for key, node in root:
        try:
            found[key.value] = read_weights(node)
        except BadPlanError as err:
            raise RoleError(f"{path}:{err.line}:{err.column}: {key.value}: {err}") from err
    return found


def strange_weights(plan: Plan, decks: Collection[str], tags: Collection[str]) -> str:
    """Which of a plan's own weights are of no deck, tag or level that there is; empty where all are."""
    known = {"deck": decks, "tag": tags, "level": LEVELS}
    for interview in plan.interviews:
        tables = {"deck": interview.weights.decks, "tag": interview.weights.tags, "level": interview.weights.levels}
        for what, table in tables.items():
            for name in table:
                if name not in known[what]:
                    hint = did_you_mean(name, known[what])
                    return (
                        f"the weight of {what} {name} counts for nothing, as there is none{f'; {hint}' if hint else ''}"
                    )
    return ""


def weights_of(interview: Interview, known: dict[str, Weights]) -> list[Weights]:
    """What weighs the cards of an interview: its role's weights and its own; raises RoleError."""
    if not interview.role:
        return [interview.weights]
    if interview.role not in known:
        hint = did_you_mean(interview.role, known) or f"there are {', '.join(known)}"
        raise RoleError(f"there is no role {interview.role!r}; {hint}")
    return [known[interview.role], interview.weights]

"""What can be done on a screen now, and the keys that do it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from flashcards.records import dataclass
from flashcards.tui.keynames import CHARACTERS

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Offer:
    """A command as it can be called now."""

    keys: tuple[str, ...]
    binding: Binding
    actions: tuple[str, ...]
    """With their namespace, for a click or the palette; several where each key does something of its own."""

    @property
    def name(self) -> str:
        """The command's name in the table of keys; empty for a widget's own."""
        return (self.binding.id or "").partition(".")[0]

    @property
    def words(self) -> str:
        """What it does, in small letters as the table of keys has it: Textual's own words begin with a capital."""
        return self.binding.tooltip or self.binding.description.lower()


def offers(screen: Screen[Result], wanted: Callable[[Binding], bool] = lambda _: True) -> list[Offer]:
    """What works on a screen now, in the order of its bindings; a key that a line would type is not among them.

    Of what is not wanted some may be among them: a key that several bindings share is looked at as a whole.
    """
    order = _order(type(screen))
    found: dict[tuple[str, str], list[tuple[int, str, Binding]]] = {}
    focused = screen.focused
    for key, (node, binding, enabled) in _active(screen, wanted).items():
        space = "app" if node is screen.app else "screen" if node is screen else "focused"
        # Textual does not see that a name such as `slash` stands for a character.
        typed = focused is not None and key in CHARACTERS and focused.check_consume_key(key, CHARACTERS[key])
        if enabled and binding.description and (binding.id or space == "focused") and not typed:
            name = (binding.id or binding.action).partition(".")[0]
            found.setdefault((space, name), []).append((order.get(binding.id, 0), key, binding))
    made = []
    for (space, _), rows in sorted(found.items(), key=lambda item: _place(item[0][0], min(row[0] for row in item[1]))):
        rows.sort(key=lambda row: row[0])
        actions = (f"{'' if b.action.startswith('app.') else f'{space}.'}{b.action}" for _, _, b in rows)
        made.append(Offer(tuple(key for _, key, _ in rows), rows[0][2], tuple(dict.fromkeys(actions))))
    return made


@cache
def _order(screen: type[Screen[Result]]) -> Mapping[str | None, int]:
    """At which place of a screen's bindings each command is first."""
    return {binding.id: at for at, binding in enumerate(screen.BINDINGS) if isinstance(binding, Binding)}


def _active(screen: Screen[Result], wanted: Callable[[Binding], bool]) -> dict[str, tuple[DOMNode, Binding, bool]]:
    """What keys do now, as `Screen.active_bindings` has it, of the keys that have something wanted."""
    chain = [(node, [*bindings]) for node, bindings in screen._modal_binding_chain]  # noqa: SLF001 - as there
    keys = {key for _, bindings in chain for key, binding in bindings if wanted(binding)}
    found: dict[str, tuple[DOMNode, Binding, bool]] = {}
    for node, bindings in chain:
        for key, binding in bindings:
            if key in keys and (key not in found or (binding.priority and not found[key][1].priority)):
                state = screen.app._check_action_state(binding.action, node)  # noqa: SLF001 - as there
                if state is not False:
                    found[key] = node, binding, bool(state)
    return found


def _place(space: str, at: int) -> tuple[int, int]:
    """What has the focus comes first, the program last, and a screen's own in the order of the table."""
    return ("focused", "screen", "app").index(space), at if space == "screen" else 0

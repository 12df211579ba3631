"""The foot of every screen: the keys that work now, each of them to be clicked; and the screens that have one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static

from flashcards.text import cell_width
from flashcards.tui.boundary import Bounded
from flashcards.tui.content import STYLES
from flashcards.tui.keys import CHARACTERS, shown

Result = TypeVar("Result")
GAP = "  "


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


def offers(screen: Screen[Result]) -> list[Offer]:
    """What works on a screen now, in the order of its bindings; a key that a line would type is not among them."""
    found: dict[tuple[str, str], tuple[list[str], Binding, list[str]]] = {}
    focused = screen.focused
    for key, active in screen.active_bindings.items():
        binding = active.binding
        # Textual does not see that a name such as `slash` stands for a character.
        typed = focused is not None and key in CHARACTERS and focused.check_consume_key(key, CHARACTERS[key])
        if active.enabled and binding.description and not typed:
            space = "app" if active.node is screen.app else "screen" if active.node is screen else "focused"
            action = binding.action if binding.action.startswith("app.") else f"{space}.{binding.action}"
            name = (binding.id or binding.action).partition(".")[0]
            keys, _, actions = found.setdefault((space, name), ([], binding, []))
            keys.append(key)
            if action not in actions:
                actions.append(action)
    return [Offer(tuple(keys), binding, tuple(actions)) for keys, binding, actions in found.values()]


class KeyLine(Static):
    """One row; what does not fit is left to `?`, which always has its place."""

    def __init__(self) -> None:
        super().__init__(id="keys")

    def follow(self, words: Mapping[str, str]) -> None:
        """Show what works now; `words` are truer ones for this moment, by the command's name."""
        pieces = [
            (offer, f" {words.get(offer.name, offer.binding.description)}")
            for offer in offers(self.screen)
            if offer.binding.show
        ]
        last = [piece for piece in pieces if piece[0].name == "keys"]
        fitting = []
        room = self.app.size.width - 4 + len(GAP) - sum(self._width(*piece) for piece in last)
        for piece in pieces:
            if piece not in last and self._width(*piece) <= room:
                room -= self._width(*piece)
                fitting.append(piece)
        self.update(Content.assemble(*(part for piece in [*fitting, *last] for part in self._parts(*piece))))

    @staticmethod
    def _width(offer: Offer, said: str) -> int:
        return cell_width(shown(offer.keys[0]) + said + GAP)

    @staticmethod
    def _parts(offer: Offer, said: str) -> Iterator[Content]:
        click = Style.from_meta({"@click": offer.actions[0]})
        yield Content.styled(shown(offer.keys[0]), STYLES["key"]).stylize(click)
        yield Content.styled(said, STYLES["muted"]).stylize(click)
        yield Content(GAP)


class KeyedScreen(Bounded, Screen[Result]):
    """A screen whose commands stand in the table of keys: it has a key line, and `?` says what its bindings are."""

    def key_words(self) -> Mapping[str, str]:
        """Truer words for the key line at this moment, by the command's name."""
        return {}

    def follow_keys(self) -> None:
        """Bring the key line up to what works now."""
        for line in self.query(KeyLine):
            line.follow(self.key_words())

    def on_descendant_focus(self) -> None:
        self.follow_keys()

    def on_descendant_blur(self) -> None:
        self.follow_keys()

    def on_resize(self) -> None:
        self.follow_keys()

    def action_keys(self) -> None:
        from flashcards.tui.dialogs import KeysDialog

        self.app.push_screen(KeysDialog(self))

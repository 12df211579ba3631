"""A new card: its kind is asked for, and then a field at a time; it is written into a deck of the person's own."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static, TextArea

from flashcards.decks import adding
from flashcards.kinds import BY_NAME
from flashcards.kinds.fields import Field
from flashcards.kinds.kind import CardKind
from flashcards.library import Library
from flashcards.library.adding import add, remarks
from flashcards.questions import LETTERS
from flashcards.tui.boundary import follow_decks
from flashcards.tui.content import styled
from flashcards.tui.keyline import KeyedScreen, KeyLine, Said
from flashcards.tui.keys import ADD, bindings

TALLEST = 8
"""Rows of a field; a longer text scrolls."""


def kinds_by_letter() -> dict[str, str]:
    """The names of the kinds, the plainest first, by the letters that choose them."""
    return dict(zip(LETTERS, reversed([*BY_NAME]), strict=False))


class Area(TextArea):
    """What is typed for one field; it grows with its lines."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(text, name=name, compact=True, highlight_cursor_line=False)
        self._fit()

    def on_text_area_changed(self) -> None:
        self._fit()

    def _fit(self) -> None:
        self.styles.height = min(TALLEST, max(1, self.wrapped_document.height))


class AddScreen(KeyedScreen[None]):
    """The fields of a kind of card, those that it needs first; Ctrl+S writes the card."""

    BINDINGS = bindings(ADD)

    def __init__(self, library: Library, kind: CardKind[Any], deck: str) -> None:
        super().__init__()
        self.library, self.kind = library, kind
        self._deck = deck
        self._blank = {field.name: adding.blank(field, needed=self._needs(field)) for field in adding.asked(kind)}

    def _needs(self, field: Field) -> bool:
        return adding.needs(self.kind, field)

    def compose(self) -> ComposeResult:
        yield Static(styled((f"A new {self.kind.name} card", "heading")), id="title")
        with VerticalScroll(id="form", can_focus=False):
            yield Static(styled(("deck", "label"), ("  one that is not there is begun", "muted")))
            yield Area("deck", self._deck)
            for field in adding.asked(self.kind):
                hints = ", ".join(filter(None, ("" if self._needs(field) else "may stay empty", adding.how(field))))
                yield Static(
                    styled((field.name, "label"), (f"  {field.help}{f' ({hints})' if hints else ''}", "muted"))
                )
                yield Area(field.name, self._blank[field.name])
        yield Said()
        yield KeyLine()

    def on_mount(self) -> None:
        areas = [*self.query(Area)]
        areas[1 if self._deck else 0].focus(scroll_visible=False)
        self.call_after_refresh(self.query_one("#form").scroll_home, animate=False)

    def on_descendant_focus(self) -> None:
        self.call_after_refresh(self._show_label)

    def _show_label(self) -> None:
        """Bring what is asked in sight, above the field that is typed."""
        form = self.query_one("#form", VerticalScroll)
        if self.focused in form.children:
            label = form.children[form.children.index(self.focused) - 1]
            form.scroll_to_widget(label, animate=False)

    @property
    def _by_field(self) -> dict[str, str]:
        """What was typed, by field; a form that was not filled in is nothing."""
        texts = {str(area.name): area.text for area in self.query(Area)}
        return {name: "" if text == self._blank.get(name) else text for name, text in texts.items()}

    @property
    def has_unsaved(self) -> bool:
        return any(text for name, text in self._by_field.items() if name != "deck")

    def action_save(self) -> None:
        """Write the card, and say what it is called now; what does not fit is said, and nothing is lost."""
        typed = self._by_field
        self.say("")
        try:
            card = add(self.library, typed.pop("deck").strip(), self.kind, typed)
        except adding.RefusedError as err:
            next(area for area in self.query(Area) if area.name == err.field).focus()
            raise
        follow_decks(self.app)
        below = self.app.screen_stack[-2]
        self.dismiss(None)
        if isinstance(below, KeyedScreen):
            told = remarks(card)
            doubt = f"; {told[0].field}: {told[0].message}; {told[0].fix}" if told else ""
            below.say(f"{card.family} is in {card.place.path}{doubt}", "muted" if told else "good")

    def action_leave(self) -> None:
        """Leave the form; what was typed into it is asked about first."""
        if not self.has_unsaved:
            self.dismiss(None)
            return

        def answered(letter: str | None) -> None:
            if letter == "y":
                self.dismiss(None)

        self.app.ask("Leave without adding the card?", {"y": "leave", "n": "go on"}, answered)

"""The foot of every screen: the keys that work now, each of them to be clicked; and the screens that have one."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from textual import getters
from textual.binding import Binding
from textual.content import Content
from textual.css.query import NoMatches
from textual.reactive import Reactive
from textual.strip import Strip
from textual.style import Style
from textual.timer import Timer
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Input, Static

from flashcards.text import cell_width
from flashcards.tui.content import STYLES, styled
from flashcards.tui.keynames import shown
from flashcards.tui.keys import BACK
from flashcards.tui.line import Typing
from flashcards.tui.offers import Offer, offers
from flashcards.tui.opening import Opening
from flashcards.tui.study import StudyApp

Result = TypeVar("Result")
Part = TypeVar("Part", bound=Widget)
GAP = "  "
MOST_DRAWN = 128
SECONDS_TO_SEE = 5.0


class Said(Static):
    """What there is to say of what was done, in rows of its own above the keys: nothing is covered by it."""

    def __init__(self) -> None:
        super().__init__(id="said")
        self.display = False
        self._until: Timer | None = None
        self._said: list[tuple[str, str]] = []

    def say(self, text: str, style: str = "muted", seconds: float | None = None, *, too: bool = False) -> None:
        """Say it, for so long (none: until something else is said); `too`: beside what shows, a row each."""
        before = self._said if too else []
        if self._until is not None:
            self._until.stop()
        self._until = self.set_timer(seconds, lambda: self.say("")) if text and seconds else None
        self._show([*(one for one in before if one[0] != text), (text, style)] if text else [])

    def unsay(self, text: str) -> None:
        """Take back what holds no longer."""
        self._show([one for one in self._said if one[0] != text])

    def _show(self, said: list[tuple[str, str]]) -> None:
        if said != self._said:
            self._said, self.display = said, bool(said)
            rows = [part for one in said for part in (("\n", ""), one)]
            self.update(styled(*rows[1:]))


class KeyLine(Static):
    """One row; what does not fit is left to `?`, which always has its place, as the way back has."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._shown: tuple[tuple[Offer, str], ...] = ()
        self._drawn: dict[tuple[object, ...], Strip] = {}
        """Commands that stood here, as they were drawn: there are few, but many rows of them."""

    def follow(self, words: Mapping[str, str]) -> None:
        """Show what works now; `words` are truer ones for this moment, by the command's name; none: not worth its place."""

        def worth(binding: Binding) -> bool:
            return bool(words.get((binding.id or "").partition(".")[0], binding.show))

        pieces = [
            (offer, f" {words.get(offer.name, offer.binding.description)}")
            for offer in offers(self.screen, worth)
            if worth(offer.binding)
        ]
        last = [piece for piece in pieces if piece[1] == f" {BACK.short}"]
        last += [piece for piece in pieces if piece[0].name == "keys"]
        fitting = []
        room = self.app.size.width - self.styles.padding.width + len(GAP) - sum(self._width(*piece) for piece in last)
        for piece in pieces:
            if piece not in last and self._width(*piece) <= room:
                room -= self._width(*piece)
                fitting.append(piece)
        if self._shown != (*fitting, *last):
            self._shown = (*fitting, *last)
            self.refresh()

    def render(self) -> Content:
        """The row."""
        return Content.assemble(*(part for piece in self._shown for part in self._parts(*piece)))

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - it has but one
        """The row as it is drawn."""
        row = Strip.join([self._piece(*piece) for piece in self._shown])
        return row.adjust_cell_length(self.size.width, self.visual_style.rich_style)

    def _piece(self, offer: Offer, said: str) -> Strip:
        style = self.visual_style
        made = (offer.keys[0], said, offer.actions[0], style)
        if made not in self._drawn:
            if len(self._drawn) == MOST_DRAWN:
                self._drawn.clear()
            content = Content.assemble(*self._parts(offer, said))
            self._drawn[made] = Visual.to_strips(self, content, self._width(offer, said), 1, style)[0]
        return self._drawn[made]

    @staticmethod
    def _width(offer: Offer, said: str) -> int:
        return cell_width(shown(offer.keys[0]) + said + GAP)

    @staticmethod
    def _parts(offer: Offer, said: str) -> Iterator[Content]:
        click = Style.from_meta({"@click": offer.actions[0]})
        yield Content.styled(shown(offer.keys[0]), STYLES["key"]).stylize(click)
        yield Content.styled(said, STYLES["muted"]).stylize(click)
        yield Content(GAP)


class KeyedScreen(Opening[Result]):
    """A screen whose commands stand in the table of keys: it has a key line, and `?` says what its bindings are."""

    app = getters.app(StudyApp)
    shows_problems = False
    """Whether it says by itself what is wrong with decks and settings."""

    focused = Reactive[Widget | None](None, repaint=False)
    """What has the focus draws itself; Textual would draw all of the screen."""
    _typed = False
    _followed: Widget | None = None
    """What had the focus when the key line was brought up."""

    def draw_at_once(self) -> None:
        """Have all that has changed drawn in one frame, and now where nothing has to be laid out.

        The parts left to themselves, Textual draws the first one alone, and waits for the next sixtieth of a second.
        """
        parts = [
            part
            for widget in self.walk_children(Widget)
            for part in (widget, widget._vertical_scrollbar, widget._horizontal_scrollbar)  # noqa: SLF001 - made or not
            if part is not None
        ]
        # Textual has no other words for it.
        if self not in self._compositor or any(_has_to_be_laid_out(part) for part in (self, *parts)):
            for part in parts:
                part._check_refresh()  # noqa: SLF001
        else:
            for part in parts:
                if part._repaint_required:  # noqa: SLF001
                    part._repaint_required = False  # noqa: SLF001
                    if part.display:
                        self._dirty_widgets.add(part)
            self._on_timer_update()

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed that is lost when the screen is left."""
        return False

    def deck_at_hand(self) -> str:
        """The name of the deck that a new card is likely for; empty where there is none."""
        return ""

    def key_words(self) -> Mapping[str, str]:
        """Truer words for the key line at this moment, by the command's name."""
        return {}

    def follow_keys(self) -> None:
        """Bring the key line up to what works now."""
        self._followed = self.focused
        typing = isinstance(self.focused, Typing) and self.focused.typed
        untype = {} if typing else {"untype": ""}  # the key stays the line's: it never suspends the program there
        if (line := self._only(KeyLine)) is not None:
            line.follow(untype | dict(self.key_words()))

    def say(self, text: str, style: str = "", seconds: float | None = SECONDS_TO_SEE, *, too: bool = False) -> None:
        """Say something of what was done; an empty text takes back what was said, and `too` keeps it."""
        if (line := self._only(Said)) is not None:
            line.say(text, style, seconds, too=too)

    def unsay(self, text: str) -> None:
        """Take back what was said and holds no longer."""
        if (line := self._only(Said)) is not None:
            line.unsay(text)

    def _only(self, kind: type[Part]) -> Part | None:
        """The one part of a sort, which Textual finds at once when it is asked again; none before the screen is made."""
        try:
            return self.query_one(kind)
        except NoMatches:
            return None

    def on_input_changed(self, event: Input.Changed) -> None:
        """The first character of a line can be taken back, which no key could before."""
        typed = isinstance(event.input, Typing) and event.input.typed
        if typed != self._typed:
            self._typed = typed
            self.begun_typing()

    def begun_typing(self) -> None:
        """Follow the first character that was typed, or the last one that was taken back."""
        self.follow_keys()
        self.draw_at_once()

    def on_descendant_focus(self) -> None:
        if self.focused is not self._followed:
            self.follow_keys()

    def on_descendant_blur(self) -> None:
        self.on_descendant_focus()

    def on_resize(self) -> None:
        self.follow_keys()

    def action_keys(self) -> None:
        from flashcards.tui.dialogs import KeysDialog

        self.app.push_screen(KeysDialog(self))


def _has_to_be_laid_out(part: Widget) -> bool:
    return part._layout_required or part._scroll_required or part._refresh_styles_required  # noqa: SLF001

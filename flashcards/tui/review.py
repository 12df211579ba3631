"""The review screen: one sitting, from the first question to the closing figures."""

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.geometry import Size

from flashcards.cards import Card
from flashcards.days import Moment
from flashcards.library import NOTHING_MORE, Library
from flashcards.records import replace
from flashcards.sections import SIDE, WIDEST, margin, measure
from flashcards.session import Session, Stage, View
from flashcards.tui.answering import AnsweringScreen
from flashcards.tui.answerpane import AnswerPane
from flashcards.tui.card import draw
from flashcards.tui.covered import Covered
from flashcards.tui.head import Head
from flashcards.tui.inputs import letters_for, placeholder_for, wants_line
from flashcards.tui.keyline import KeyLine, Said
from flashcards.tui.keys import REVIEW, bindings
from flashcards.tui.ratings import RatingBar, accepted
from flashcards.tui.scrolling import scroll
from flashcards.words import FlashcardsError, counted

if TYPE_CHECKING:
    from flashcards.tui.closing import Missed

PREPARE_AFTER_S = 0.05
LOW = 12
"""With fewer rows the card takes those of its margin and of the intervals."""
WIDE = 80
"""On a narrower screen not all keys of the closing screen have their place."""
IN_SIGHT, CONTEXT = 9, 5
"""Rows of the answer that are to be seen at once, and of the question above them where they are not."""


class ReviewScreen(Covered[None], AnsweringScreen):
    """Asks, reveals, rates; every key acts on the sitting, and the screen follows its view."""

    BINDINGS = bindings(REVIEW)
    AUTO_FOCUS = ""

    def __init__(
        self, library: Library, session: Session, clock: Callable[[], Moment], more: Callable[[str], Session]
    ) -> None:
        super().__init__(library, session, clock)
        self._more = more
        self._head = Head(timer=library.settings.timer)
        self._bar, self._keys = RatingBar(self.ratings, confidence=library.settings.confidence), KeyLine()
        self._stage: Stage | None = None
        self._fitted = Size(0, 0)
        """The size that what is shown was laid out for."""
        self._numbered = False
        self._missed: list[Missed] = []
        self._cursor = 0
        self._below = 0
        """The rows out of sight that the foot counts."""

    def compose(self) -> ComposeResult:
        yield from (self._head, self.pane, Said(), self._bar, self._keys)

    def on_mount(self) -> None:
        self.set_interval(1.0, self.tick_clock)
        self.follow()

    def on_resize(self) -> None:
        if self.size != self._fitted:  # a screen that comes up is told its size more than once
            self.follow()

    # -- the screen follows the view ----------------------------------------------------------------------------

    def follow(self) -> None:
        """Bring every part of the screen up to the view."""
        self._fitted = self.size
        view = self.session.view
        turn = (view.card.id, self.session.shown_at, view.tally.answers) if view.card else ()
        fresh = turn != self._turn
        if view.stage is not self._stage or fresh:
            self.say("")
        if fresh:
            self._turn, self._waiting = turn, False
            if self.selections:
                self.clear_selection()
            self.letters = None
        self._place(view, fresh=fresh)
        self._bar.display = view.stage is not Stage.FINISHED
        if view.stage is Stage.FINISHED:
            if fresh or not self._missed:
                from flashcards.tui import closing

                self._missed, self._cursor = closing.missed(self.library, self.clock()), 0
            self._show_closing(view)
        else:
            width = measure(self.size.width)
            drawn = draw(view, self.letters, view.hints_taken, width, numbered=self._numbered)
            self.pane.show(drawn)
            if view.stage is Stage.REVEALED and self._stage is Stage.ASKING:
                self._bring_in_sight(drawn.answer)
        self._stage = view.stage
        if fresh:
            self.pane.scroll_home(animate=False, immediate=True)
        self._spaces.drawn(answer=False)
        self.call_after_refresh(self._is_drawn)
        self._head.show(view, self.session.mode)
        self._show_time()
        self.follow_keys()
        self.draw_at_once()

    def _place(self, view: View, *, fresh: bool) -> None:
        """Take up what letters choose from and whether there is a line, and keep what was entered."""
        width = self.size.width
        left, low = margin(width), self.size.height < LOW
        self._bar.styles.height = 1 if low else 2
        for part in (self._head, self.pane, self._bar, self._keys):
            inside = part is self.pane
            part.styles.padding = (int(inside and not low), SIDE if inside else left, 0, left)
        wanted = view.question is not None and view.stage is Stage.ASKING and wants_line(view.question)
        if view.question is not None:
            found, before = letters_for(view.question, view.stage), self.letters
            if found is not None and (found.points or before is None or before.ordered != found.ordered):
                chosen = tuple(at for at in view.response.chosen if at < len(found.texts))
                self.letters = replace(found, chosen=chosen)
            else:
                self.letters = found and before and found.keeping(before)
            if wanted and (fresh or not self.pane.asks):
                self.pane.entry.begin("" if fresh else self.pane.entry.value, placeholder_for(view.question))
        had, self.pane.asks = self.pane.asks, wanted
        # No style hangs on the focus here: what else Textual does when it moves would cost another frame.
        if wanted and (fresh or not had):
            self.focused = self.pane
        elif not wanted and self.focused is self.pane:
            self.focused = None

    def _bring_in_sight(self, row: int) -> None:
        """After the reveal of a long question: its end, and as much of the answer as there is room for."""
        if row + IN_SIGHT > self.pane.scroll_y + self.pane.size.height:
            self.pane.scroll_to(y=row - CONTEXT, animate=False)

    def _is_drawn(self) -> None:
        self._spaces.drawn(answer=self.session.view.stage is Stage.REVEALED)
        self.set_timer(PREPARE_AFTER_S, self._prepare)

    def _prepare(self) -> None:
        """Lay out what shows next while the person reads: the answer, and after the reveal the next question."""
        view = self.session.view
        with contextlib.suppress(FlashcardsError, OSError):  # what goes wrong is said when its time comes
            _ = self.library.progress.facts  # no answer waits for what counts it
            if view.stage is Stage.REVEALED:
                coming = self.session.ahead()
            else:
                coming = replace(view, stage=Stage.REVEALED) if view.stage is Stage.ASKING else None
            if coming is not None and coming.question is not None:
                letters = letters_for(coming.question, coming.stage)
                drawn = draw(coming, letters, coming.hints_taken, measure(self.size.width), numbered=self._numbered)
                self.pane.prepare(drawn, 0 if view.stage is Stage.REVEALED else self.pane.scroll_offset.y)

    def _show_closing(self, view: View) -> None:
        from flashcards.tui import closing

        width = min(WIDEST, measure(self.size.width))
        mode = self.session.mode
        drawn = closing.draw(self.library, view, mode, self.clock(), self._missed, self._cursor, width)
        self.pane.show(drawn)
        self._keep_in_sight(drawn.answer)

    def _keep_in_sight(self, row: int) -> None:
        """Bring the card under the cursor in sight, with what stands below it."""
        if self._cursor == 0:
            self.pane.scroll_home(animate=False)
        elif not self.pane.scroll_y <= row < self.pane.scroll_y + self.pane.size.height - 2:
            self.pane.scroll_to(y=row - self.pane.size.height // 2, animate=False)

    def _caught_up(self, before: Card | None) -> None:
        """Follow what another window has written, and say where the card on screen has gone."""
        now = self.session.view.card
        self.follow()
        if before is not None and (now is None or now.id != before.id):
            self.tell("That card was answered in another window meanwhile.")

    def tick_clock(self) -> None:
        card = self.session.view.card
        if self.session.catch_up():  # another window has written
            self.call_later(self._caught_up, card)
        self._show_time()

    def _show_time(self) -> None:
        now, shown_at = self.clock(), self.session.shown_at
        self._head.tick(self.session.view, now.wall_ms - shown_at.wall_ms)

    def key_words(self) -> Mapping[str, str]:
        view = self.session.view
        self._below = below = self.pane.rows_below
        words = {"scroll-page": counted(below, "more row")} if below else {}
        if view.question is not None and view.hints_taken == len(view.question.hints):
            words["hint"] = ""
        if view.stage is Stage.REVEALED:
            words["accept"] = accepted(view, self.ratings).label
        if view.stage is Stage.FINISHED and self.size.width < WIDE:
            words["undo"] = ""  # the way out comes first
        return words

    def follow_keys(self) -> None:
        view = self.session.view
        if view.stage is not Stage.FINISHED:
            self._bar.show(view, self.session.mode, in_line=self.in_line)
        super().follow_keys()

    @on(AnswerPane.Scrolled)
    def scrolled(self) -> None:
        if self.pane.rows_below != self._below:
            self.follow_keys()

    # -- keys ---------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: C901, PLR0911, PLR0912
        """Only what makes sense now: nothing unseen is rated, and no letter that chooses is a command."""
        view = self.session.view
        asking, revealed = view.stage is Stage.ASKING, view.stage is Stage.REVEALED
        lettered = self.letters is not None and (asking or revealed)
        match action, parameters:
            case "rate", (int(rating),):
                return revealed and rating in self.ratings
            case "accept", _:
                return revealed
            case "reveal", _:
                return asking
            case "confidence", _:
                return asking and self.library.settings.confidence
            case "to_line", _:
                return asking and self.pane.asks and not self.in_line
            case "hand_in", _:
                return asking and self.letters is not None and bool(self.letters.chosen)
            case "choose", (int(index),):
                return lettered and self.letters is not None and index < len(self.letters.texts)
            case "unchoose", _:
                return lettered and self.letters is not None and bool(self.letters.chosen)
            case "hint", (capital,):
                has_hints = view.question is not None and bool(view.question.hints)
                return has_hints and asking and capital == (None if self.in_line else lettered)
            case (("edit" | "why" | "numbers"), (bool(capital),)):
                return (asking or revealed) and capital == lettered
            case "open", _:
                return view.stage is Stage.FINISHED and bool(self._missed)
            case "more", _:
                return view.stage is Stage.FINISHED
            case (("skip" | "bury" | "suspend_card" | "flag" | "reset" | "timer"), _):
                return asking or revealed
            case "scroll_card", ("side", _):
                return self.pane.max_scroll_x > 0
        return True

    def action_numbers(self, _: bool) -> None:
        self._numbered = not self._numbered
        self.follow()

    def action_timer(self) -> None:
        self._head.switch_timer()
        self.tick_clock()

    def action_scroll_card(self, what: str, step: int) -> None:
        if self.session.view.stage is Stage.FINISHED and what == "line" and self._missed:
            self._cursor = min(max(0, self._cursor + step), len(self._missed) - 1)
            self._show_closing(self.session.view)
        else:
            scroll(self.pane, what, step)

    def action_open(self) -> None:
        """Show a card that went wrong today."""
        from flashcards import titles
        from flashcards.tui import closing
        from flashcards.tui.dialogs import TextDialog, text_width

        missed = self._missed[self._cursor]
        self.app.push_screen(
            TextDialog(titles.name(missed.card), closing.card_content(missed.card, text_width(self.size.width)))
        )

    def action_more(self, what: str) -> None:
        session = self._more(what)
        if session.view.stage is Stage.FINISHED:
            self.tell(NOTHING_MORE[what])
            return
        self.session = session
        self.follow()

"""The progress screen: tabs of panels, a query and a period that narrow them, and a cursor that leads to the cards."""

from collections.abc import Callable, Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.widgets import Static

from flashcards import query
from flashcards.days import Moment
from flashcards.library import Library
from flashcards.log.errors import ProgressError
from flashcards.markup.wrapping import wrap
from flashcards.records import replace
from flashcards.stats.figures import Figures, period
from flashcards.text import Span, clean, padded
from flashcards.tui.content import content_of, styled
from flashcards.tui.dialogs import KeysDialog, LineDialog, refused
from flashcards.tui.keyline import KeyedScreen, KeyLine, Said
from flashcards.tui.keys import PROGRESS, bindings
from flashcards.tui.progress.cardlist import CardList, show_card
from flashcards.tui.progress.drawing.charts import at
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.pages import TABS, Slot, pages
from flashcards.tui.progress.panel import Drawn, Panel, Room, framed, head_rows
from flashcards.tui.progress.tabs import NARROW, TabName
from flashcards.words import counted

PERIODS = {"30d": "last 30 days", "90d": "last 90 days", "1y": "last year", "all": "all time"}
HORIZONS = (30, 90)
FRAME_ROWS = 5
"""Head, tabs, two rows for what is under the cursor, keys."""
NOTHING = Drawn(Picture(0, 0))
SIDE = 2  # columns left free at each side


class ProgressScreen(KeyedScreen[None]):
    """Draws the panels of one page at a time: nothing else is computed."""

    BINDINGS = bindings(PROGRESS)

    def __init__(self, library: Library, clock: Callable[[], Moment]) -> None:
        super().__init__()
        self.library, self.clock = library, clock
        self._query, self._period, self._horizon = "", "90d", HORIZONS[0]
        self._tab, self._focus = 0, 0
        self._cursors: dict[str, int] = {}
        self._drawn: dict[str, Drawn] = {}
        self._renew()

    def compose(self) -> ComposeResult:
        with Horizontal(id="head"):
            yield Static(styled(("Progress", "heading")), classes="left")
            yield Static(id="filter", classes="right")
        with Horizontal(id="tabs"):
            for index in range(len(TABS)):
                yield TabName(index)
            yield Static(id="more")
        yield Static(id="panels")
        yield Static(id="pointed")
        yield Said()
        yield KeyLine()

    def on_resize(self) -> None:
        super().on_resize()
        self._cursors.clear()
        self.follow()

    # -- what is looked at --------------------------------------------------------------------------------------

    def _renew(self) -> None:
        """Fresh figures for the query and the period; each is computed when a panel asks for it."""
        self._at = self.clock()
        whole = Figures(self.library, self._at, self._query)
        since = period(self._period, self._at.study_day)
        self._whole, self._part = whole, replace(whole, since=since) if since else whole
        self._cursors.clear()
        self._drawn.clear()

    @property
    def panel(self) -> Panel:
        """The panel that keys act on."""
        return TABS[self._tab].panels[self._focus]

    @property
    def drawn(self) -> Drawn:
        """Its picture with its marks."""
        return self._drawn.get(self.panel.name, NOTHING)

    def figures_of(self, panel: Panel) -> Figures:
        return self._whole if panel.whole else self._part

    def page(self) -> list[Slot]:
        """The panels that show now."""
        width, height = self.size.width - 2 * SIDE, self.size.height - FRAME_ROWS
        found = pages(TABS[self._tab], max(1, width), max(1, height))
        return next(page for page in found if any(slot.panel is self.panel for slot in page))

    # -- drawing ------------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Draw the page as it is now."""
        page = self.page()
        whole = Picture(max(1, self.size.width - 2 * SIDE), max(1, self.size.height - FRAME_ROWS))
        try:
            for slot in page:
                whole.paste(self._framed(slot), slot.x, slot.y)
        except ProgressError as err:
            self.query_one("#panels", Static).update(styled((f"\n{err}", "bad")))
            return
        self.query_one("#panels", Static).update(content_of(whole.lines))
        narrow = self.size.width < NARROW
        for name in self.query(TabName):
            name.show(here=name.index == self._tab, narrow=narrow)
        self.query_one("#more", Static).update(styled((self._elsewhere(page, narrow=narrow), "muted")))
        cards = clean(self._query) or "all cards"
        self.query_one("#filter", Static).update(styled((f"{cards}, {PERIODS[self._period]}", "muted")))
        self.point()

    def _elsewhere(self, page: list[Slot], *, narrow: bool) -> str:
        """How many panels of the tab stand above the page, and how many below it; `narrow`: how many in all."""
        panels = TABS[self._tab].panels
        above = panels.index(page[0].panel)
        hidden = len(panels) - len(page)
        below = hidden - above
        sign = "▾" if below else "▴"
        if not hidden:
            return ""
        if narrow:
            return f"{hidden}{sign}"
        return f"{above}▴ {below}▾" if above and below else f"{counted(hidden, 'panel')} {sign}"

    def _framed(self, slot: Slot) -> Picture:
        panel = slot.panel
        here = panel is self.panel
        room = Room(
            slot.width,
            max(1, slot.height - head_rows(panel, slot.width)),
            self._cursors.get(panel.name, panel.begin) if here else None,
            self._horizon,
        )
        figures = self.figures_of(panel)
        self._drawn[panel.name] = drawn = panel.draw(figures, room)
        return framed(panel, drawn, slot.width, slot.height, "" if panel.whole else PERIODS[self._period], here=here)

    def point(self) -> None:
        """Say what is under the cursor, and which keys help."""
        mark = self.cursor
        said = self.drawn.marks[mark].said if mark is not None else ""
        pointed = self.query_one("#pointed", Static)
        width = max(1, self.size.width - pointed.styles.gutter.width)
        first, *more = [line.text for line in wrap([Span(said)], width)] or [""]
        pointed.update(styled((f"{first}\n{padded(' '.join(more), width)}".rstrip(), "")))
        self.follow_keys()

    def key_words(self) -> Mapping[str, str]:
        return {"horizon": self.panel.extra, "point": "→ ↑ ↓ point"}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only a forecast has a horizon, and cards stand only behind a mark."""
        if action == "horizon":
            return bool(self.panel.extra)
        return action != "cards" or bool(self.drawn.marks)

    @property
    def cursor(self) -> int | None:
        """The mark under the cursor."""
        return at(self._cursors.get(self.panel.name, self.panel.begin), len(self.drawn.marks))

    # -- keys ---------------------------------------------------------------------------------------------------

    def action_panel(self, step: int) -> None:
        """Go to the next panel; after the last one of a tab to the next tab."""
        self._focus += step
        if not 0 <= self._focus < len(TABS[self._tab].panels):
            self._tab = (self._tab + step) % len(TABS)
            self._focus = 0 if step > 0 else len(TABS[self._tab].panels) - 1
        self.follow()

    def action_tab(self, index: int) -> None:
        self._tab, self._focus = index, 0
        self.follow()

    def on_tab_name_chosen(self, message: TabName.Chosen) -> None:
        self.action_tab(message.index)

    def action_move(self, x: int, y: int) -> None:
        """Move the cursor; where a panel has no rows to move in, up and down go to the panel there."""
        drawn, cursor = self.drawn, self.cursor
        step = x * drawn.across + y * drawn.down
        if cursor is None or step == 0:
            if y and 0 <= self._focus + y < len(TABS[self._tab].panels):
                self.action_panel(y)
            return
        if 0 <= cursor + step < len(drawn.marks):
            self._cursors[self.panel.name] = cursor + step
            self.follow()

    def action_end(self, mark: int) -> None:
        self._cursors[self.panel.name] = mark
        self.follow()

    def action_cards(self) -> None:
        """List the cards behind the mark under the cursor; a single one shows at once."""
        if self.cursor is None:
            return
        mark = self.drawn.marks[self.cursor]
        try:
            cards = list(mark.cards())
        except ProgressError as err:
            self.app.notify(str(err), severity="error", markup=False)
            return
        figures = self.figures_of(self.panel)
        if not cards:
            self.app.notify("No cards are behind this.", markup=False)
        elif len(cards) == 1:
            show_card(self, cards[0], figures)
        else:
            self.app.push_screen(CardList(mark.said, cards, figures))

    def action_query(self) -> None:
        title = "Only cards that a query finds (? on the progress screen shows the language; empty: all cards)"
        check = refused(lambda text: query.parse(text, self.library.names))
        self.app.push_screen(LineDialog(title, self._query, check), self._queried)

    def _queried(self, text: str | None) -> None:
        if text is not None:
            self._query = text.strip()
            self._renew()
            self.follow()

    def action_period(self) -> None:
        names = list(PERIODS)
        self._period = names[(names.index(self._period) + 1) % len(names)]
        self._renew()
        self.follow()

    def action_horizon(self) -> None:
        self._horizon = HORIZONS[1 - HORIZONS.index(self._horizon)]
        self._cursors.pop("forecast", None)
        self.follow()

    def action_keys(self) -> None:
        self.app.push_screen(KeysDialog(self, "A query", query.LANGUAGE))

    def action_leave(self) -> None:
        self.dismiss(None)

    # -- mouse --------------------------------------------------------------------------------------------------

    def on_click(self, event: Click) -> None:
        """Point at what was clicked; a click on what is pointed at lists its cards."""
        if event.widget is not self.query_one("#panels"):
            return
        x, y = event.x - SIDE, event.y
        for slot in self.page():
            if slot.x <= x < slot.x + slot.width and slot.y <= y < slot.y + slot.height:
                was_here = slot.panel is self.panel
                before = self.cursor if was_here else None
                self._focus = TABS[self._tab].panels.index(slot.panel)
                mark = self._drawn[slot.panel.name].picture.mark_at(
                    x - slot.x, y - slot.y - head_rows(slot.panel, slot.width)
                )
                if mark is not None and mark == before:
                    self.action_cards()
                    return
                if mark is not None:
                    self._cursors[slot.panel.name] = mark
                self.follow()
                return

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        self._turn(1)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        """Go to the next page of this tab."""
        page = self.page()
        panels = TABS[self._tab].panels
        edge = panels.index(page[-1 if step > 0 else 0].panel) + step
        if 0 <= edge < len(panels):
            self._focus = edge
            self.follow()

"""Answering a question of a sitting: what is typed, chosen, ordered and ticked, and Space, which reveals and accepts."""

from collections.abc import Callable

from textual import on
from textual.events import Key

from flashcards.days import Moment
from flashcards.library import Library
from flashcards.questions import CONFIDENCE, LETTERS, Response
from flashcards.session import Session, Stage
from flashcards.tui.acts import SittingScreen
from flashcards.tui.answerpane import AnswerPane
from flashcards.tui.inputs import Letters
from flashcards.tui.ratings import RatingBar, accepted
from flashcards.tui.spacebar import SETTLE_S, Press, Spacebar

CAPITALS = {"e": "edits", "h": "gives a hint", "i": "says why it comes now", "l": "numbers the lines of code"}


class AnsweringScreen(SittingScreen):
    """Takes what a person enters, hands it in, and accepts what is suggested."""

    def __init__(self, library: Library, session: Session, clock: Callable[[], Moment]) -> None:
        super().__init__(library, session, clock)
        self.ratings = library.settings.ratings
        self.pane = AnswerPane()
        self.letters: Letters | None = None
        self._turn: tuple[object, ...] = ()
        """Which showing of which card is up: what was entered holds until it changes."""
        self._spaces, self._waiting = Spacebar(self.app.ticks), False

    @property
    def in_line(self) -> bool:
        """Whether keys are typed into the line."""
        return self.pane.typing

    def on_key(self, event: Key) -> None:
        """Comes before what the key does: a held Space is told from a pressed one."""
        self._waiting = False
        if self.letters is not None and event.key in CAPITALS and not self._acts(event.key):
            self.tell(f"Letters choose here, commands are capitals: {event.key.upper()} {CAPITALS[event.key]}")
        idle = event.key.isdecimal() and not self.in_line and not self._acts(event.key)
        if idle and (why := self._no_number(event.key)):
            self.tell(why)
        if event.key == "space":
            self._spaces.press()
        else:
            self._spaces.other()

    def _acts(self, key: str) -> bool:
        """Whether a key does something on this screen now."""
        bound = self._bindings.key_to_bindings.get(key, ())
        return any(self.app._check_action_state(binding.action, self) for binding in bound)  # noqa: SLF001 - as Textual asks

    def _no_number(self, digit: str) -> str:
        """Why a digit does nothing now; empty while an answer waits to be saved, which the bar says."""
        ratings = [str(rating.value) for rating in self.ratings]
        match self.session.view.stage:
            case Stage.ASKING if self.letters is not None:
                return (
                    f"There is no {digit} here: the letters are {LETTERS[0]} to {LETTERS[len(self.letters.texts) - 1]}"
                )
            case Stage.ASKING if digit in ratings:
                return "Reveal first: Space"
            case Stage.ASKING:
                return f"There is no {digit} here: Space shows the answer"
            case Stage.REVEALED:
                return f"There is no {digit} here: the ratings are {', '.join(ratings)}"
            case Stage.FINISHED:
                return f"There is no {digit} here: no card is up"
        return ""

    def action_reveal(self) -> None:
        if self._spaces.acts() is Press.HELD:
            return
        self._spaces.reveals()
        self.hand_in()

    def hand_in(self) -> None:
        """Reveal, with what was entered if anything was."""
        text = self.pane.entry.value if self.pane.asks else ""
        chosen = self.letters.chosen if self.letters is not None else ()
        self.session.reveal(Response(text, chosen) if text.strip() or chosen else None)
        self.follow()

    @on(AnswerPane.Begun)
    def begun(self) -> None:
        self.begun_typing()

    @on(AnswerPane.Entered)
    def entered(self, message: AnswerPane.Entered) -> None:
        """What cannot be read stays in its line, to be mended; Esc and Space show the answer all the same."""
        unread = self.session.unread(Response(message.text)) if message.text.strip() else ""
        if unread:
            self.tell(unread)
        else:
            self.hand_in()

    def action_to_line(self) -> None:
        self.pane.focus(scroll_visible=False)
        self.follow()

    def action_hand_in(self) -> None:
        assert self.letters is not None
        if self.letters.ready:
            self.hand_in()
        else:
            missing = len(self.letters.texts) - len(self.letters.chosen)
            self.tell(f"{missing} of the steps have no place yet; Space shows the answer all the same.")

    @on(AnswerPane.Chosen)
    def clicked(self, message: AnswerPane.Chosen) -> None:
        if self.check_action("choose", (message.index,)):
            self.action_choose(message.index)

    def action_choose(self, index: int) -> None:
        assert self.letters is not None
        self.letters = self.letters.pressed(index)
        self._entered()

    def action_unchoose(self) -> None:
        assert self.letters is not None
        self.letters = self.letters.taken_back()
        self._entered()

    def _entered(self) -> None:
        assert self.letters is not None
        if self.letters.points:
            self.session.tick(self.letters.chosen)
        if self.letters.single:
            self.hand_in()
        else:
            self.follow()

    def action_confidence(self, word: str) -> None:
        if word in CONFIDENCE:
            self.session.say_confidence(word)
            self.follow()

    @on(RatingBar.Pressed)
    def pressed(self, message: RatingBar.Pressed) -> None:
        if message.rating is None:
            if self.session.view.stage is Stage.ASKING:
                self.hand_in()
        elif self.session.view.stage is Stage.REVEALED:
            self.action_rate(message.rating)

    def action_accept(self) -> None:
        """Rate what is suggested; a Space that may be held is waited for, one that is held does nothing."""
        press = self._spaces.acts()
        if press is Press.UNSURE:
            self._waiting = True
            turn = self._turn
            # By way of the app: keys that have come in meanwhile go first, also where the screen was slow.
            self.set_timer(SETTLE_S, lambda: self.app.call_later(self.call_later, self._settle, turn))
        elif press is Press.CLEAR:
            self.action_rate(accepted(self.session.view, self.ratings))

    def _settle(self, turn: tuple[object, ...]) -> None:
        if self._waiting and turn == self._turn and self.session.view.stage is Stage.REVEALED:
            self._waiting = False
            self.action_rate(accepted(self.session.view, self.ratings))

"""One sitting as a state machine without a screen; both faces show its view and press its keys."""

from flashcards.session.sitting import Session
from flashcards.session.turn import Stage, Tally, Turn, View

__all__ = ["Session", "Stage", "Tally", "Turn", "View"]

"""What other programs know of a memory without giving its answers: a due day, and an interval with an ease or FSRS's own figures."""

from datetime import date, datetime

from flashcards.exchange.incoming.brought import Remembered, Standing
from flashcards.schedule.fsrs6 import from_sm2, is_memory

USUAL_EASE, LEAST_EASE = 2.5, 1.3


def standing(due: date, last: date, memory: tuple[float, float] | None = None, ease: float = USUAL_EASE) -> Standing:
    """How a card stands that was answered last on one day and comes back on another.

    `memory`: its stability and difficulty; where they are not known or not sound, they follow from the interval and the ease.
    """
    if memory is None or not is_memory(*memory):
        memory = from_sm2(max(1, (due - last).days), max(ease, LEAST_EASE))
    at = datetime(last.year, last.month, last.day, 12).astimezone()
    return Standing(due=due.isoformat(), remembered=Remembered(round(at.timestamp() * 1000), *memory))

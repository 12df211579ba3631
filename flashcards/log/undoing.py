"""What is said before something is taken back that this run of the program did not do."""

from datetime import date

from flashcards.days import day_words
from flashcards.events import Kind
from flashcards.log.file import Progress


def asked_before(progress: Progress, today: date) -> str:
    """What undo would take back, where another run of the program or another day saw it; empty where it was this one."""
    event = progress.undoable()
    here = event is not None and event.id in progress.own and event.study_day == today
    if event is None or (here and event.event is not Kind.LINK):
        return ""
    if here:  # nobody pressed a key for it
        return f"The latest is the {event.words}"
    when = "today, in another run of the program" if event.study_day == today else day_words(event.study_day, today)
    return f"The latest is the {event.words}, {when}"

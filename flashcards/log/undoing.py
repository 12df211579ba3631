"""What is said before something is taken back that this run of the program did not do."""

from datetime import date

from flashcards.days import day_words
from flashcards.log.file import Progress


def asked_before(progress: Progress, today: date) -> str:
    """What undo would take back, where another run of the program or another day saw it; empty where it was this one."""
    event = progress.undoable()
    if event is None or (event.id in progress.own and event.study_day == today):
        return ""
    when = "today, from another run of the program" if event.study_day == today else day_words(event.study_day, today)
    return f"The latest is the {event.words} of {when}"

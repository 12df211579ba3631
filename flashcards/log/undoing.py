"""What is said before something is taken back that this run of the program did not do."""

from datetime import date

from flashcards.days import day_words
from flashcards.events import Event, Kind
from flashcards.log.file import Progress

LONGEST = 40
"""So many characters of a question name a card that has no id."""


def words_of(progress: Progress, event: Event) -> str:
    """What is said of an event that is taken back; a card without an id is named by its question."""
    if event.card is None or event.group is not None or not event.card.startswith("~"):
        return event.words
    known = progress.remembered([event.card]).get(event.card)
    question = " ".join(known.question.split()) if known else event.card
    return event.words.replace(event.card, question if len(question) <= LONGEST else f"{question[: LONGEST - 1]}…")


def nothing_left(progress: Progress) -> str:
    """What is said where undo has nothing to take back."""
    lasting = progress.lasting_since(None)
    return f"{lasting} stays. Nothing else is left to undo." if lasting else "Nothing is left to undo."


def asked_before(progress: Progress, today: date) -> str:
    """What undo would take back, where the person may not think of it; empty where this run did it just now.

    It was done in another run of the program or on another day, or what was done since is none of its steps.
    """
    event = progress.undoable()
    if event is not None and (lasting := progress.lasting_since(event)):
        return f"{lasting} stays; u takes back the {words_of(progress, event)}, {day_words(event.study_day, today)}"
    here = event is not None and event.id in progress.own and event.study_day == today
    if event is None or (here and event.event is not Kind.LINK):
        return ""
    if here:  # nobody pressed a key for it
        return f"The latest is the {words_of(progress, event)}"
    when = "today, in another run of the program" if event.study_day == today else day_words(event.study_day, today)
    return f"The latest is the {words_of(progress, event)}, {when}"

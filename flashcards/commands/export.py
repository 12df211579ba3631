"""`export`: cards as a file for another program."""

import argparse

from flashcards.commands.context import Context, whole
from flashcards.files import expanded, refuse_others, replace
from flashcards.schedule.states import NEW
from flashcards.words import UsageError, counted

DRAWS = 3


def arguments(made: argparse.ArgumentParser) -> None:
    made.usage = "flashcards export [QUERY] FILE [options]"
    made.add_argument(
        "words",
        nargs="+",
        metavar="[QUERY] FILE",
        help="the file: .apkg is for Anki, .csv for spreadsheets, .tsv for what reads Anki's text, .md to read, "
        ".json has everything; before it the cards that `find QUERY` lists (default: all)",
    )
    made.add_argument(
        "--schedule", action="store_true", help="your progress goes along: answers, due days, flags, suspended cards"
    )
    made.add_argument(
        "--draws", type=whole, default=DRAWS, metavar="N", help=f"so many of each card that draws (default {DRAWS})"
    )
    made.add_argument("--json", action="store_true", help="print JSON: what was written, and what stays behind")
    made.add_argument("--force", action="store_true", help="also in the place of a file that is no such export")


def run(context: Context) -> int:
    from flashcards.exchange.outgoing.entry import entries, losses
    from flashcards.exchange.outgoing.formats import Leaving, format_of
    from flashcards.exchange.outgoing.media import named

    arguments, library, at = context.arguments, context.library, context.moment()
    *query, name = arguments.words
    path = expanded(name, "FILE")
    format_ = format_of(path)
    if arguments.schedule and not format_.schedule:
        raise UsageError(f"a {path.suffix} file has no place for the schedule; end it in .apkg or .json")
    if not arguments.draws:
        raise UsageError("--draws 0 would leave out every card that draws; give 1 or more")
    found = [f.card for f in library.find(" ".join(query), at)]
    if not found:
        raise UsageError(f"no card is found by {' '.join(query)!r}" if query else "there are no cards to export")
    refuse_others(path, format_.made_here, "export of that sort", force=arguments.force)
    if format_.families:
        families = {card.family for card in found}
        found = [card for card in library.cards.values() if card.family in families]
    states = library.states()
    leaving = [*entries(((card, states.get(card.id, NEW)) for card in found), arguments.draws)]
    pack = Leaving(library, leaving, at, schedule=arguments.schedule)
    replace(path, format_.data(pack))
    lost = [] if format_.whole else losses(leaving, typed=format_.typed, holes=format_.holes)
    if pack.media.missing:
        lost.append(
            f"{counted(len(pack.media.missing), 'picture or sound', 'pictures or sounds')} not found beside the deck: {pack.media.missing[0]}"
        )
    if not format_.media and (staying := named(leaving)):
        lost.append(
            f"{counted(len(staying), 'picture or sound', 'pictures or sounds')} left beside the decks; an .apkg takes them along"
        )
    if arguments.json:
        written = {"file": str(path), "cards": len(found), "questions": len(leaving), "schedule": arguments.schedule}
        context.print_json({**written, "losses": lost})
    else:
        context.print(f"Written: {path}, {counted(len(found), 'card')}.", *lost)
        if format_.schedule and not arguments.schedule and not library.progress.empty:
            context.print("Your progress stays here; --schedule takes it along.")
    return 0

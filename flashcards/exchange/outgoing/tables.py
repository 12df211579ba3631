"""Cards as a table: for spreadsheets with texts as they are written, for Anki and its kin as HTML."""

import csv
import io
import re
from collections.abc import Sequence

from flashcards.exchange.outgoing.anki.notes import guid
from flashcards.exchange.outgoing.anki.spelling import page
from flashcards.exchange.outgoing.entry import Entry

COLUMNS = ("id", "deck", "kind", "question", "answer", "hint", "why", "mistake", "source", "tags", "level")
ANKI_COLUMNS = ("guid", "deck", "tags", *(name for name in COLUMNS if name not in ("deck", "tags", "kind")))
_MARKUP = frozenset(("question", "answer", "hint", "why", "mistake", "source"))
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
HEADERS = "\n".join(
    (
        "#separator:tab",
        "#html:true",
        "#guid column:1",
        "#deck column:2",
        "#tags column:3",
        "\t".join((f"#columns:{ANKI_COLUMNS[0]}", *ANKI_COLUMNS[1:])),
        "",
    )
)


def csv_text(entries: Sequence[Entry]) -> str:
    """A header, and a row for each question, Markdown as it is written."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([harmless(entry.plain()[name]) for name in COLUMNS] for entry in entries)
    return made.getvalue()


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet computes it: an apostrophe before `=`, `+`, `-` and `@` makes it text.

    Decks come from strangers, and a formula may start programs. Who reads the file takes one apostrophe before
    these signs away; one that stood there gets another.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def tsv_text(entries: Sequence[Entry]) -> str:
    """Anki's own text form: what each column is stands above, and a second import updates."""
    made = io.StringIO()
    made.write(HEADERS)
    rows = csv.writer(made, delimiter="\t", lineterminator="\n")
    for entry in entries:
        found = entry.plain()
        cells = {name: page(text, lambda _: "") if name in _MARKUP else text for name, text in found.items()}
        cells |= {"guid": guid(entry), "deck": entry.card.deck.replace("/", "::")}
        rows.writerow([cells[name] for name in ANKI_COLUMNS])
    return made.getvalue()

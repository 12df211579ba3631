"""Cards as a table: for spreadsheets with texts as they are written, for Anki and its kin as HTML."""

import csv
import io
from collections.abc import Sequence

from flashcards.exchange.cells import COLUMNS, harmless
from flashcards.exchange.outgoing.anki.notes import guid
from flashcards.exchange.outgoing.anki.spelling import page
from flashcards.exchange.outgoing.entry import Entry

BYTE_ORDER_MARK = "\ufeff"
ANKI_COLUMNS = {
    "Front": "question",
    "Back": "answer",
    **{name.capitalize(): name for name in ("why", "mistake", "hint", "source", "level")},
    "ID": "id",
    "Deck": "deck",
    "Tags": "tags",
    "GUID": "guid",
}
"""Named as the fields of Anki's usual note type, so that it finds them; those that it has a meaning for are last."""
_MARKUP = frozenset(("question", "answer", "hint", "why", "mistake", "source"))
_NAMES = [*ANKI_COLUMNS]
HEADERS = "\n".join(
    (
        "#separator:tab",
        "#html:true",
        *(f"#{name.lower()} column:{_NAMES.index(name) + 1}" for name in ("Deck", "Tags", "GUID")),
        "\t".join((f"#columns:{_NAMES[0]}", *_NAMES[1:])),
        "",
    )
)


def csv_text(entries: Sequence[Entry]) -> str:
    """A header, and a row for each question, Markdown as it is written; spreadsheets know UTF-8 by its mark."""
    made = io.StringIO(BYTE_ORDER_MARK)
    made.seek(0, io.SEEK_END)
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([harmless(entry.plain()[name]) for name in COLUMNS] for entry in entries)
    return made.getvalue()


def tsv_text(entries: Sequence[Entry]) -> str:
    """Anki's own text form: what each column is stands above, and a second import updates.

    Each hole of a cloze is a note of its own here, with an identity of its own; other cards have those of packages.
    """
    made = io.StringIO()
    made.write(HEADERS)
    # Quoted, a cell that begins with # begins no remark.
    rows = csv.writer(made, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL)
    for entry in entries:
        found = entry.plain()
        cells = {name: page(text, lambda _: "") if name in _MARKUP else text for name, text in found.items()}
        cells |= {"guid": guid(entry.name), "deck": entry.card.deck.replace("/", "::")}
        rows.writerow([cells[name] for name in ANKI_COLUMNS.values()])
    return made.getvalue()

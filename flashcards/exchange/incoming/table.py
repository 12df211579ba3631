"""Spreadsheets as text: CSV, TSV and what Anki exports as notes; the separator, the header and the encoding are guessed."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from flashcards.exchange.cells import COLUMNS, meant
from flashcards.exchange.incoming import html, media, shapes
from flashcards.exchange.incoming.brought import MOST_CARDS, ForeignError, Left, Source
from flashcards.exchange.incoming.org import answers
from flashcards.exchange.incoming.texts import text_of, tidy, with_breaks
from flashcards.records import dataclass, field
from flashcards.text import number_in

SEPARATORS = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars", ":": "colons", " ": "spaces"}
_NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".text", "")
PROSE = (".txt", ".text", "")
"""Endings of files that are as often something else."""
TOLD = ("english", "deutsch", "german", "gloss", "native", "explanation")
"""What a column is rather called that tells what is asked in the one before."""
LOOKED_AT = 200
"""So many rows show what the separator is."""
MOST_COLUMNS = 1_000
UNNAMED = "column "
"""What a column is called that nothing names, before its number; what stands there is shown below the answer."""
MANY = 4
"""So many words in a row are names."""
WRAPPED = 60
"""Lines of a cell that are as long were wrapped; shorter ones are lines of their own."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ ]{0,30}")
_TAGS = re.compile(r"[\w:/.-]+(?: [\w:/.-]+){0,4}")
_KEY = re.compile(r"(?=\D*\d)(?=[\d_-]*[A-Za-z])[\w-]{16,40}", re.ASCII)
"""What a column of keys has: long, with digits and letters, and no word of any language."""


@dataclass(slots=True)
class _Said:
    """What the lines with a `#` at the head of a file say."""

    separator: str = ""
    html: bool | None = None
    columns: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    deck: str = ""
    kind: str = ""
    numbered: dict[str, int] = field(default_factory=dict)


def read(path: Path, separator: str = "", columns: Sequence[str] = ()) -> Source:
    """The cards of a table; the separator and the names of its columns may be given. Raises ForeignError."""
    text, encoding = text_of(path)
    answers.refuse_log(path, text)
    said, body, first = _head(text)
    is_guess = not (separator or said.separator or columns or said.columns)
    separator = separator or said.separator or _guessed(body, path.suffix.lower())
    rows, unclosed = _rows(body, separator, path, first)
    if not rows:
        raise ForeignError(f"{path} has no rows; name a file with a question and an answer a row")
    if is_guess and path.suffix.lower() in PROSE and sum(len(cells) > 1 for _, cells in rows) * 2 < len(rows):
        raise ForeignError(
            f"{path} is no table: most of its lines are one piece; let its first line say what stands between a question"
            " and its answer, such as `#separator:;`"
        )
    names, has_header = _names(rows, said, columns)
    is_ours = tuple(names) == COLUMNS
    is_html = said.html if said.html is not None else html.is_in(body)
    about = [
        "named by you"
        if columns
        else "named by its head"
        if said.columns
        else "named by its first row"
        if has_header
        else "in their usual order"
    ]
    source = Source(
        f"table, separated by {SEPARATORS.get(separator, repr(separator))}, {encoding}{', HTML' if is_html else ''}",
        path.stem,
        path.stem,
    )
    source.said = [
        f"columns {about[0]}: {', '.join(f'{name} → {shapes.name_of(name)}' if shapes.name_of(name) != name else name for name in names)}"
    ]
    source.said += (
        [f"{encoding} is a guess: where letters look wrong, save it as UTF-8"] if encoding[:3] != "UTF" else []
    )
    beside = media.Beside(path.parent, source)

    def text_in(cell: str) -> str:
        """Its text; the spaces behind a separator belong to none, those before lines of code do."""
        cell = meant(cell) if is_ours else cell
        if said.html or (is_html and html.is_in(cell)):
            made = html.markdown(cell, partial(beside.place, path))
        else:
            made = beside.shown(path, with_breaks(tidy(cell), WRAPPED))
        return made if "\n" in made else made.strip()

    for line, cells in rows[has_header:]:
        place = f"row {line}"
        texts = [*map(text_in, cells)]
        if not any(texts):
            continue
        row = _row(names, texts)
        row.setdefault("deck", said.deck)
        row.setdefault("type", said.kind)
        found = shapes.card_of(row, place)
        if isinstance(found, Left):
            source.left.append(found)
            continue
        if said.tags:
            found.fields["tags"] = [*dict.fromkeys([*found.fields.get("tags", []), *said.tags])]
        if line in unclosed:
            source.left.append(Left(place, "a quote that is missing or too many makes one cell of several lines"))
        source.cards.append(found)
    return source


def _row(names: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """The texts of a row by the names of its columns; what nothing names stands below the answer."""
    row = dict(zip([*names, *(f"{UNNAMED}{n + 1}" for n in range(len(names), len(texts)))], texts, strict=False))
    unnamed = [row.pop(name) for name in [*row] if name.startswith(UNNAMED)]
    if any(unnamed):
        row["why"] = "\n\n".join(filter(None, [*unnamed, row.get("why")]))
    return row


def _head(text: str) -> tuple[_Said, str, int]:
    """What the first lines say, the text behind them, and the number of its first line."""
    said, number = _Said(), 1
    while text.startswith("#"):
        line, _, rest = text.partition("\n")
        name, colon, value = line[1:].strip().partition(":")
        if not colon or not _take(said, name.strip().casefold(), value.strip("\r")):
            break
        text, number = rest, number + 1
    return said, text, number


def _take(said: _Said, name: str, value: str) -> bool:
    """Take one such line up; whether it was one."""
    match name:
        case "separator":
            said.separator = _NAMED.get(value.strip().casefold(), value[:1])
        case "html":
            said.html = value.strip().casefold() == "true"
        case "columns":
            said.columns = next(csv.reader([value], delimiter=said.separator or _guessed(value, "")), [])
        case "tags":
            said.tags = value.split()
        case "deck":
            said.deck = value.strip()
        case "notetype":
            said.kind = value.strip()
        case "tags column" | "deck column" | "guid column" | "notetype column" if (
            n := number_in(value.strip())
        ) is not None:
            said.numbered[name.removesuffix(" column")] = n
        case "match scope" | "if matches":
            pass
        case _:
            return False
    return True


def _guessed(text: str, suffix: str) -> str:
    """The separator that cuts the largest share of the rows into the same number of cells."""
    sample = text[:200_000].split("\n")[:LOOKED_AT]
    scores = {}
    for mark in "\t,;|":
        try:
            counts = Counter(len(row) for row in csv.reader(sample, delimiter=mark) if row)
        except csv.Error:
            continue
        width, often = max(counts.items(), key=lambda found: found[1] if found[0] > 1 else 0, default=(1, 0))
        usual = {".tsv": "\t", ".csv": ",", ".txt": "\t"}.get(suffix)
        scores[mark] = (often / counts.total() if width > 1 else 0, mark == usual, often)
    return max(scores, key=lambda mark: scores[mark], default=",")


def _rows(text: str, separator: str, path: Path, first: int) -> tuple[list[tuple[int, list[str]]], set[int]]:
    """The rows that hold something, with the numbers of their first lines, and those whose quotes do not pair."""
    rows: list[tuple[int, list[str]]] = []
    unclosed: set[int] = set()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    reader = csv.reader(iter(lines), delimiter=separator)
    line = first
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise ForeignError(
                    f"{path}:{line} has {len(row):,} cells; more than {MOST_COLUMNS:,} are no row of a table"
                )
            if any(cell.strip() for cell in row):
                rows.append((line, row))
            behind = first + reader.line_num
            if behind > line + 1 and not _is_sound(lines[line - first : behind - first], separator):
                unclosed.add(line)
            line = behind
            if len(rows) > MOST_CARDS:
                raise ForeignError(f"{path} has more than {MOST_CARDS:,} rows; split it")
    except csv.Error as err:
        raise ForeignError(
            f"{path}:{line}: this is no row of a table: {err}; a quote may be missing before it"
        ) from err
    return rows, unclosed


def _is_sound(lines: Sequence[str], separator: str) -> bool:
    """Whether a row of several lines ends each of its quotes before a separator or at its end."""
    try:
        return sum(1 for _ in csv.reader(lines, delimiter=separator, strict=True)) == 1
    except csv.Error:
        return False


def _names(rows: Sequence[tuple[int, list[str]]], said: _Said, given: Sequence[str]) -> tuple[list[str], bool]:
    """The names of the columns, and whether the first row is a header."""
    width = max(len(cells) for _, cells in rows[:LOOKED_AT])
    first = [cell.strip() for cell in rows[0][1]]
    names = [*(given or said.columns)]
    is_header = first == names if names else _is_header(first, [cells for _, cells in rows[1:LOOKED_AT]])
    if not names and is_header:
        names = first
    if not names:
        names = [*_usual(rows, _usual_width(rows), said)]
    elif is_header or said.columns:
        _complete(names)
    names += [f"{UNNAMED}{n + 1}" for n in range(len(names), width)]
    for name, number in said.numbered.items():
        if 0 < number <= len(names):
            names[number - 1] = {"guid": "id", "notetype": "type"}.get(name, name)
    return names, is_header


def _complete(names: list[str]) -> None:
    """Let a question and an answer be among the names of a table, by whatever words it has them."""
    for wanted, enough in (("question", {"question", "cloze"}), ("answer", {"answer", "cloze", "correct", "accept"})):
        known = [*map(shapes.name_of, names)]
        others = [at for at, name in enumerate(names) if not shapes.is_known(name)]
        if others and enough.isdisjoint(known):
            asked = known.index("question") if "question" in known else -1
            told = [at for at in others if wanted == "answer" and names[at].casefold() in TOLD]
            names[next((at for at in (*told, *others) if at > asked or at in told), others[0])] = wanted


def _is_header(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether cells are names: half of them stand for fields of a card, or those that it needs are among them.

    Or all are such words as stand in few of the rows below alone, and one stands for the question, or they are many.
    """
    known = {*map(shapes.name_of, cells)}
    if sum(map(shapes.is_known, cells)) * 2 >= len(cells) > 1:
        return True
    if "question" in known and not known.isdisjoint(("answer", "correct", "choices")):
        return True
    if not all(map(_NAME.fullmatch, cells)) or len({*cells}) < len(cells):
        return False
    alike = sum(all(map(_NAME.fullmatch, row)) for row in below)
    return alike * 2 < len(below) if "question" in known else len(cells) >= MANY and alike * 10 < len(below)


def _usual_width(rows: Sequence[tuple[int, list[str]]]) -> int:
    """How many cells a row has, but for few."""
    widths = sorted(len(cells) for _, cells in rows[:LOOKED_AT])
    return widths[len(widths) * 19 // 20]


def _usual(rows: Sequence[tuple[int, list[str]]], width: int, said: _Said) -> Iterator[str]:
    """Names for columns that nothing names: question, answer, and tags where they look like some, else the reason."""
    wanted = ["question", "answer"]
    for at in range(width):
        if at + 1 in said.numbered.values():
            yield f"{UNNAMED}{at + 1}"
        elif at == 0 and width > len(wanted) and _are_keys([cells[0] for _, cells in rows]):
            yield "id"
        elif wanted:
            yield wanted.pop(0)
        elif at == width - 1:
            cells = [cells[at] for _, cells in rows[:LOOKED_AT] if len(cells) > at and cells[at].strip()]
            alike = sum(1 for cell in cells if _TAGS.fullmatch(cell.strip()))
            yield "tags" if not said.numbered and alike >= len(cells) * 0.95 else "why"
        else:
            yield f"{UNNAMED}{at + 1}"


def _are_keys(cells: Sequence[str]) -> bool:
    """Whether a column names its rows: nearly each cell is a key, and each key another one."""
    keys = [cell.strip() for cell in cells if _KEY.fullmatch(cell.strip())]
    return len(keys) == len({*keys}) > max(1, len(cells) * 0.9)

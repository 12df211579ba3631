"""Markdown and Org files, and folders of them such as a vault of Obsidian's: front matter, tags, pictures, and their cards."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from flashcards.decks.yaml import reader as yamltext
from flashcards.exchange.incoming import html, lists, media, memories, notations, sections, shapes
from flashcards.exchange.incoming.brought import Brought, ForeignError, Left, Source, Standing, mapped
from flashcards.exchange.incoming.holes import as_here
from flashcards.exchange.incoming.notations import Found, Noted
from flashcards.exchange.incoming.org import cards as org
from flashcards.exchange.incoming.org import outline
from flashcards.exchange.incoming.org.answers import USUAL_NAME, Answers, answers_in
from flashcards.exchange.incoming.shapes import split_list
from flashcards.exchange.incoming.texts import alone, text_of, tidy, with_breaks
from flashcards.markup.regions import covered
from flashcards.words import counted

ORG = ".org"
SUFFIXES = (".md", ".markdown", ".mdx", ORG)
MOST_FILES = 20_000
MANY = 10
"""So many notes of one card are a habit."""
FRONT_MATTER = "cards:"
"""The notation of cards that stand in a list above a note."""
FLASHCARDS = "flashcards"
"""The tag that marks a note of Obsidian's as one with cards; what stands behind a `/` names the deck."""
_FRONT = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]")
_TOML = re.compile(r"(?m)^name\s*=\s*[\"']?(.*?)[\"']?\s*$")
_OLD = re.compile(r"!(\d{4}-\d\d-\d\d),(\d+(?:\.\d+)?),(\d+)")
_FSRS = re.compile(r"!fsrs,(\d{4}-\d\d-\d\d)[^,!]*,(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),")


class _Note(NamedTuple):
    """A file that is read."""

    path: Path
    name: str
    """What it is called from the folder that is imported."""
    folder: tuple[str, ...]
    """The decks it is in where a folder is imported: its folders and its own name."""
    shown: Callable[[str], str]
    """A text of it with its pictures where they will lie."""
    answers: Answers
    """What org-fc's log holds."""
    history: bool


def read(path: Path, *, history: bool = False) -> Source:
    """The cards of a note, or of all notes below a folder. Raises ForeignError."""
    files = [*_files(path)] if path.is_dir() else [path]
    if not files:
        raise ForeignError(f"{path} holds no Markdown or Org files; name a file, or a folder of notes")
    root = path if path.is_dir() else path.parent
    source = Source("", path.stem, path.stem)
    beside = media.Beside(root, source, everywhere=True)
    notes: list[Found] = []
    of_org = [file for file in files if file.suffix.lower() == ORG]
    answers = answers_in(root) if of_org else Answers()
    for file in files:
        folder = file.relative_to(root).with_suffix("").parts if path.is_dir() else ()
        note = _Note(file, file.relative_to(root).as_posix(), folder, partial(_shown, beside, file), answers, history)
        notes.append(_of_org(note) if file.suffix.lower() == ORG else _of_markdown(note))
        if notes[-1].title and not folder:
            source.title = notes[-1].title
    counts = Counter(note.notation for note in notes if note.cards)
    if len(counts) > 1 and (bare := counts.pop(notations.HEADINGS, 0)):
        notes = [note for note in notes if note.notation != notations.HEADINGS]
        source.said.append(f"{counted(bare, 'note')} with headings alone left out, as others mark their cards")
    headed: list[tuple[Brought, tuple[str, ...]]] = []
    _put_together(notes)
    for found in notes:
        source.left += [card for card in found.cards if isinstance(card, Left)]
        source.cards += [card for card in found.cards if isinstance(card, Brought)]
        headed += found.headed
    _tell_apart(headed)
    name = "Org" if len(of_org) == len(files) else "Markdown"
    source.format = f"{name}{_format(counts, len(files) if path.is_dir() else 0)}"
    if dated := sum(note.dated for note in notes):
        source.dated = [f"{counted(dated, 'card')} with due days and a memory, and no log of answers"]
    source.dated += answers.found
    source.said += answers.lost
    if counts[org.FC] and not answers.files:
        source.said.append(f"no log of answers: {USUAL_NAME} of org-fc is read where it lies beside the notes")
    return source


def _put_together(notes: Sequence[Found]) -> None:
    """Where notes are mostly of one card, put each of these into the deck of its folder: a deck for a card is none."""
    of_notes = [[card for card in one.cards if isinstance(card, Brought)] for one in notes if not one.names_deck]
    alone = [cards[0] for cards in of_notes if len(cards) == 1 and cards[0].deck]
    if len(alone) >= MANY and len(alone) * 2 > sum(map(bool, of_notes)):
        for card in alone:
            card.deck = card.deck[:-1]


def is_marked(path: Path) -> bool:
    """Whether a file of text marks its questions and answers, as notes do. Raises ForeignError."""
    return notations.cards_of(tidy(text_of(path)[0]))[0] == notations.HASHCARDS


def _format(found: Mapping[str, int], files: int) -> str:
    """The notations that were found, and in how many files of a folder (0: one file alone)."""
    used = ", ".join(f"{name} ({number})" if files > 1 else name for name, number in found.items() if number)
    return f", {counted(files, 'file')}: {used or 'no cards'}" if files else f": {used or 'no cards'}"


def _of_markdown(note: _Note) -> Found:
    """The cards of a note in Markdown."""
    text, _ = text_of(note.path)
    head, body, skipped = _head(text)
    notation, noted = notations.cards_of(tidy(body))
    of_obsidian = notation == notations.OBSIDIAN  # which shows every line as one
    tags, deck = _of_tags([*head.tags, *(notations.tags_of(body) if of_obsidian else [])])
    title = head.title
    where = deck or ((*note.folder[:-1], title) if title and note.folder else note.folder)
    found = Found(notation, title, names_deck=bool(deck))
    rows = [(f": {place}", row, inner) for place, row, inner in lists.rows_of(head.cards, where)]
    lines = tidy(body).split("\n")
    of_fields = [*sections.rows_of(lines, notations.in_code(lines))]
    rows += [(f":{line + skipped}", {name: tidy(text) for name, text in row.items()}, where) for line, row in of_fields]
    for place, row, inner in rows:
        made = shapes.card_of(mapped(row, note.shown), f"{note.name}{place}")
        if isinstance(made, Brought):
            made.deck = made.deck or inner
            if all_tags := [*dict.fromkeys([*tags, *made.fields.get("tags", [])])]:
                made.fields["tags"] = all_tags
        found.cards.append(made)
    if found.cards and (of_fields or notation == notations.HEADINGS):
        found.notation = sections.NOTATION if of_fields else FRONT_MATTER
        return found  # a text beside its cards
    for one in noted:
        card = _card(one, f"{note.name}:{one.line + skipped}", where, tags, note.shown, lines=of_obsidian)
        found.cards.append(card)
        if isinstance(card, Left):
            continue
        found.dated += bool(one.schedule)
        if one.schedule and note.history:
            card.standing = _standing(one, card)
        if notation == notations.HEADINGS:
            found.headed.append((card, (title or note.path.stem, *one.heading)))
    return found


def _of_org(note: _Note) -> Found:
    """The cards of an Org file."""
    text, _ = text_of(note.path)
    root, keywords = outline.outline(tidy(text))
    title = keywords.get("TITLE", "")
    where = (*note.folder[:-1], title) if title and note.folder else note.folder
    found = org.cards_of(root, where, note.shown, note.name, note.answers, history=note.history)
    found.title = title
    return found


def _files(folder: Path) -> Iterator[Path]:
    """The notes below a folder, in order; hidden ones and links are left out."""
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and not (Path(place) / name).is_symlink():
                count += 1
                if count > MOST_FILES:
                    raise ForeignError(f"{folder} holds more than {MOST_FILES:,} notes; import its folders one by one")
                yield Path(place) / name


class _Head(NamedTuple):
    """What the front matter of a note says."""

    title: str = ""
    tags: tuple[str, ...] = ()
    cards: Any = None
    """A list or a mapping of cards."""


def _head(text: str) -> tuple[_Head, str, int]:
    """What the front matter says, the text behind it, and how many lines it took."""
    text = text.replace("\r\n", "\n")
    front = _FRONT.match(text)
    if front is None:
        return _Head(), text, 0
    said = _Head()
    if name := _TOML.search(front[1]):
        said = _Head(name[1])
    else:
        root, _ = yamltext.read(front[1].encode("utf-8", "replace"))
        for key, node in root if isinstance(root, yamltext.Mapping) else ():
            value = lists.plain(node)
            texts = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
            if key.value == "title" and texts:
                said = said._replace(title=texts[0])
            elif key.value in {"tags", "tag"}:
                said = said._replace(tags=tuple(split_list(texts if len(texts) > 1 else ",".join(texts))))
            elif key.value.casefold() in lists.CARDS and not isinstance(value, str):
                said = said._replace(cards=value)
    return said, text[front.end() :], front[0].count("\n")


def _of_tags(tags: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The tags of a note without the one that marks it, and the deck that this one names."""
    deck: tuple[str, ...] = ()
    rest = []
    for tag in dict.fromkeys(tags):
        first, *names = tag.split("/")
        if first.casefold() == FLASHCARDS:
            deck = deck or tuple(names)
        else:
            rest.append(tag)
    return rest, deck


def _card(
    noted: Noted, place: str, deck: tuple[str, ...], tags: list[str], shown: Callable[[str], str], *, lines: bool
) -> Brought | Left:
    """The card; `lines`: each line of its texts is one."""
    texts = {name: value for name, value in noted.fields.items() if isinstance(value, str) and name != "tags"}
    tags = [*dict.fromkeys([*tags, *split_list(noted.fields.get("tags"))])]
    if noted.fault:
        return Left(place, noted.fault, "\n".join(filter(None, texts.values())))
    fields = dict(noted.fields)
    remarks: list[str] = []
    for name, text in texts.items():
        text = texts[name] = _without_remarks(text, remarks)  # noqa: PLW2901 - what of it is shown
        fields[name] = shown(text if name != "question" else notations.without_tags(text))
    if "cloze" in fields:
        fields["cloze"], _ = as_here(fields["cloze"])
    if not all(fields[name] for name in texts):
        return Left(
            place, "there is no answer" if fields.get("question") else "there is no question", "\n".join(texts.values())
        )
    if "source" in fields:
        fields["source"] = [fields["source"]]
    if tags:
        fields["tags"] = tags
    first = str(fields.get("cloze") or fields["question"])
    for name in ("question", "answer", "cloze"):
        if name in fields:
            fields[name] = with_breaks(fields[name]) if lines else alone(fields[name])
    return Brought(noted.key or first, place, fields, deck, remarks, own_key=bool(noted.key))


def _without_remarks(text: str, remarks: list[str]) -> str:
    """The text without its comments, which are put to the remarks; those in code stay."""
    if "<!--" not in text:
        return text
    is_covered = covered(text)
    pieces, at, start = [], 0, -1
    while (start := text.find("<!--", max(at, start + 1))) >= 0 and (end := text.find("-->", start)) >= 0:
        if not is_covered(start):
            remarks.append(tidy(text[start + 4 : end]).strip())
            pieces.append(text[at:start])
            at = end + 3
    return tidy("".join([*pieces, text[at:]]))


def _shown(beside: media.Beside, note: Path, text: str) -> str:
    """A text with its pictures where they will lie, and the words of its links to notes."""
    text = html.within(text, partial(beside.place, note))
    return _LINK.sub(lambda found: found[2] or found[1], beside.shown(note, text))


def _tell_apart(headed: list[tuple[Brought, tuple[str, ...]]]) -> None:
    """Put what it stands below before a heading that others have as well; `Details` alone asks nothing."""
    for depth in count(1):
        same = Counter(card.fields["question"] for card, _ in headed)
        headed = [(card, above) for card, above in headed if same[card.fields["question"]] > 1 and depth <= len(above)]
        if not headed:
            return
        for card, above in headed:
            if above[-depth] != card.fields["question"]:
                card.fields["question"] = card.key = f"{above[-depth]}: {card.fields['question']}"


def _standing(noted: Noted, card: Brought) -> dict[str, Standing]:
    """When its siblings come back, and what memory they had."""
    found = {}
    parts = [str(n) for n in range(1, 100)] if "cloze" in card.fields else ["", "r"]
    for part, entry in zip(parts, re.findall(r"![^!]*", noted.schedule), strict=False):
        if match := _FSRS.match(entry) or _OLD.match(entry):
            due, interval = date.fromisoformat(match[1]), min(36_500, max(1, round(float(match[2]))))
            last = due - timedelta(days=interval)
            of_fsrs = match.re is _FSRS
            memory = (float(match[3]), float(match[4])) if of_fsrs else None
            found[part] = memories.standing(due, last, memory, memories.USUAL_EASE if of_fsrs else int(match[3]) / 100)
    return found

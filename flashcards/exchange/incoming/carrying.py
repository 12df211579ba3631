"""An import carried out, and taken back: files are replaced as wholes, and what was there before is kept beside."""

import re
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from flashcards import files
from flashcards.days import Moment
from flashcards.decks import source as deckfile
from flashcards.decks.adding import scalar
from flashcards.decks.file import load
from flashcards.decks.source import SourceError
from flashcards.exchange.incoming import known, media, standing
from flashcards.exchange.incoming.brought import ForeignError, Left, Telling
from flashcards.exchange.incoming.plan import Plan, Target
from flashcards.exchange.incoming.proving import indented
from flashcards.exchange.incoming.runs import NOT_IMPORTED, RUN, Run
from flashcards.exchange.incoming.writing import commented
from flashcards.library import Library
from flashcards.library.decks import DECKS_FOLDER
from flashcards.schedule.states import family

SEARCHED = 1_000_000
"""In so many characters of what stands there a text is found also where somebody wrote behind it."""
_SECTION = re.compile(r"\n(?=# )")
_PLACE = re.compile(r"\A# .*?: ")


def carry_out(library: Library, plan: Plan, now: datetime, *, telling: Telling = lambda *_: None) -> Run:
    """Write the decks, the media and what could not be converted, and read the decks again.

    Raises FileError, SourceError; what was written until then is in the record of the run, and can be taken back.
    """
    texts = {
        target.path: _written(target) for target in plan.targets.values() if target.new or target.changed or target.left
    }
    run = _begun(library.home, plan, now)
    steps = len(texts) + (2 * len(plan.source.cards) if standing.is_known(plan) else 0)
    try:
        for at, (path, text) in enumerate(texts.items()):
            telling(at, steps)
            _put(run, path, text)
            _put_media(run, plan, _text_of(plan.targets[path]), path)
        kept = [left for left in plan.left if left.text]
        if kept:
            aside = _beside(library, plan)
            _put(run, aside, _with_kept(aside, kept))
            _put_media(run, plan, "\n".join(left.text for left in kept), aside)
        known.write(library.home, plan.known)
        library.reload()
        run.events = standing.bring(library, plan, now, lambda done: telling(len(texts) + done, steps))
    finally:
        if run.made or run.changed or run.events:
            run.save()
        else:
            shutil.rmtree(run.folder)
        telling(1, 1)
    return run


def _begun(home: Path, plan: Plan, now: datetime) -> Run:
    folder = home / known.FOLDER / f"{now:%Y-%m-%d-%H%M%S}"
    while folder.exists():
        folder = folder.with_name(f"{folder.name}-2")
    files.make_folder(folder)
    if known.path_in(home).exists():
        shutil.copyfile(known.path_in(home), folder / known.NAME)
    return Run(folder, plan.source.title, round(now.timestamp() * 1000))


def _put(run: Run, path: Path, text: str) -> None:
    """Replace a file, and keep what was there; one that says the same already is left alone."""
    if path.exists() and path.read_bytes() == text.encode():
        return
    if path.exists():
        shutil.copyfile(path, run.folder / f"{len(run.changed)}{path.suffix}")
        run.changed.append(path)
    else:
        files.make_folder(path.parent)
        run.made.append(path)
    files.replace_text(path, text)


def _text_of(target: Target) -> str:
    return "\n".join([*target.new.values(), *target.changed.values(), *target.left])


def _put_media(run: Run, plan: Plan, text: str, beside: Path) -> None:
    """Copy what a text names to the side of its file; a file that is there stays."""
    for path, opened in media.wanted(plan.source, text, beside):
        if path.exists():
            continue
        files.make_folder(path.parent)
        try:
            media.copy(opened, path)
        except ForeignError as err:
            run.lacking.append(f"{path.name} is left out: {err}")
        else:
            run.made.append(path)


def _beside(library: Library, plan: Plan) -> Path:
    """Where what could not be converted is kept."""
    first = next(iter(plan.targets), library.home / DECKS_FOLDER / "imported.yaml")
    return first.with_name(f"{first.stem}{NOT_IMPORTED}")


def _with_kept(path: Path, left: Iterable[Left]) -> str:
    """The text of the file of what could not be converted: what stands there stays, what it lacks comes behind it."""
    whole = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    before = whole.rstrip("\n")
    there = {*map(_bare, _SECTION.split(before))}
    pieces = [f"{before}\n"] if before else []
    for one in left:
        section = f"# {one.place}: {one.why}\n\n{one.text}\n"
        bare = _bare(section)
        if not ({*map(_bare, _SECTION.split(section))} <= there or (len(before) < SEARCHED and bare in before)):
            pieces.append(section)
    return "\n".join(pieces) if len(pieces) > bool(before) else whole


def _bare(section: str) -> str:
    """What a section says without its place, which changes with what stands before it there."""
    return _PLACE.sub("", section.strip())


def _written(target: Target) -> str:
    """The text of a deck file with what an import does to it."""
    if not target.path.exists():
        off = f"rules_off: [{', '.join(sorted(target.rules_off))}]\n" if target.rules_off else ""
        text = f"{deckfile.modeline()}title: {scalar(target.title)}\n{off}cards:{'' if target.new else ' []'}\n"
        return text + "\n".join([*map(indented, target.new.values()), *_comments(target.left)])
    before = text = deckfile.text_of(target.path)
    try:
        if target.changed:
            text = _replaced(target.path, text, target.changed)
        here = _unindented(before)
        left = [comment for comment in _comments(target.left) if _unindented(comment) not in here]
        if added := [*target.new.values(), *left]:
            text = deckfile.with_card(text, "\n".join(added))
    except SourceError as err:
        raise SourceError(f"{target.path}: {err}") from err
    _refuse_harm(target, before, text)
    return text


def _refuse_harm(target: Target, before: str, after: str) -> None:
    """Raise SourceError where a card that was there would become another one, as in a file with faults."""
    old, new = (
        {card.id: (card.kind, card.body, card.notes) for card in load(text.encode(), target.path, "x").cards}
        for text in (before, after)
    )
    kept = {card: said for card, said in old.items() if family(card) not in target.changed and not card.startswith("~")}
    if any(new.get(card) != said for card, said in kept.items()) or not {*target.new} <= {family(card) for card in new}:
        raise SourceError(
            f"{target.path}: the cards do not fit in; mend what `flashcards check` says of it, and import again"
        )


def _unindented(text: str) -> str:
    """The lines of a text without the spaces around them."""
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _comments(left: Iterable[str]) -> list[str]:
    return ["".join(f"{line}\n" for line in commented([text])) for text in left]


def _replaced(path: Path, text: str, changed: dict[str, str]) -> str:
    """The text with other lines for some of its cards; no other byte of it changes."""
    listing = deckfile.listing(text)
    lines = [*listing.lines]
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    spans = dict(zip(listing.places, listing.spans, strict=True))
    at = {card.family: spans[card.place.line, card.place.column] for card in load(text.encode(), path, path.stem).cards}
    for name in sorted(changed, key=lambda name: at[name], reverse=True):
        first, behind = at[name]
        rows = changed[name].rstrip("\n").split("\n")
        lines[first:behind] = [f"{' ' * listing.indent}{row}".rstrip() + end for row in rows]
    return "".join(lines)


def take_back(library: Library, run: Run, at: Moment) -> Path:
    """Put the decks back as they were before an import; what it brought, and what became of it, is moved into its folder.

    Returns that folder. Raises FileError, ProgressError.
    """
    aside = run.folder / "taken-back"
    for number, path in enumerate([*run.made, *run.changed]):
        if path.exists():
            files.make_folder(aside)
            shutil.move(path, aside / f"{number}-{path.name}")
    for number, path in enumerate(run.changed):
        files.make_folder(path.parent)
        shutil.copyfile(run.folder / f"{number}{path.suffix}", path)
    before = run.folder / known.NAME
    if before.exists():
        shutil.copyfile(before, known.path_in(library.home))
    else:
        files.unlink_quietly(known.path_in(library.home))
    library.progress.take_back(run.events, at)
    (run.folder / RUN).rename(run.folder / f"{RUN}.taken-back")
    library.reload()
    return aside

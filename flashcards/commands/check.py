"""`check`: problems, the rules for good cards, and ids for cards that have none."""

import argparse
import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from flashcards import __version__, files, settings
from flashcards.cache.store import LOOKED, RULED
from flashcards.cards import Deck, Place, Problem
from flashcards.commands.context import Context
from flashcards.decks import ids as naming
from flashcards.decks import source
from flashcards.decks.file import unsound
from flashcards.decks.places import place_of
from flashcards.decks.rules import card as cardrules
from flashcards.decks.rules import closely, formats
from flashcards.decks.rules import report as lint
from flashcards.decks.rules.deck import families, names_others
from flashcards.decks.rules.nearer import nearer
from flashcards.decks.rules.report import READING, Finding
from flashcards.files import expanded, real
from flashcards.library import Library, bundled_decks
from flashcards.library.decks import NOT_THERE
from flashcards.records import replace
from flashcards.words import counted, did_you_mean

MODELINE = re.compile(r"\ufeff?# *yaml-language-server: *\$schema=(\S+)")
LONGEST_LINE = 1_000
ALWAYS = frozenset((READING, "rules_off"))
"""What nothing switches off."""


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("path", nargs="*", help="deck files, folders or names (default: all that are loaded)")
    made.add_argument("--strict", action="store_true", help="hold the cards to the rules for good cards as well")
    made.add_argument("--fix", action="store_true", help="first write an id into every card that has none")
    made.add_argument("--format", choices=["text", "json", "github", "sarif"], default="text", help="how to print it")
    made.add_argument("--all-rules", action="store_true", help="also the rules that a deck switches off")


def run(context: Context) -> int:
    if not context.arguments.path:
        return _checked(context, context.library)
    paths = [_named(context, path) for path in context.arguments.path]
    with contextlib.closing(Library(context.home, paths, context.cache)) as library:
        return _checked(context, library)


def _named(context: Context, text: str) -> Path:
    """The file of a deck that is named as other commands name it; a file or folder is itself."""
    path = expanded(text, "PATH")
    if path.exists():
        return path
    return next((deck.own or deck.path for deck in context.library.decks if deck.name == text), path)


def _checked(context: Context, library: Library) -> int:
    """Check the decks of a library, which may be other ones than those of the home."""
    arguments = context.arguments
    findings: list[Finding] = []
    if arguments.fix:
        written, refused = naming.fix(library.decks, context.library.decks)
        findings += [Finding("id", problem) for problem in refused]
        for path, count in written.items():
            print(f"{path}: {counted(count, 'id')} written", file=sys.stderr)
        before = [*library.cards.values()]
        library.reload()
        library.name_anew(before, context.moment())
    findings += [Finding(READING, _closer(problem, context.library)) for problem in library.all_problems]
    cards = [card for deck in library.decks for card in families(deck)]
    findings += closely.findings(cards, library.derived(cards, LOOKED, closely.look, spread=True))
    more = [(deck, unsound(deck)) for deck in library.decks]
    findings += closely.examined([replace(deck, cards=cards) for deck, cards in more])
    decks = [replace(deck, cards=(*deck.cards, *cards)) if cards else deck for deck, cards in more]
    others = _others(context, library) if arguments.strict or any(map(names_others, decks)) else []
    if arguments.strict:
        findings += lint.inspect(
            library.decks, (), others, lambda cards: library.derived(cards, RULED, lint.ruled, spread=True)
        )
    else:
        findings += lint.linked(decks, others)
    findings += [*_unknown_rules(library), *_changed_since(library), *_without_schema(library)]
    said = "this is no deck: it has neither `title:` nor `cards:`"
    findings += [
        Finding("foreign", Problem(path, 1, 1, "", said, "it is left alone"), note=True) for path in library.foreign
    ]
    everywhere = {*library.settings.rules_off} & _known_rules() if not arguments.all_rules else set()
    off: dict[Path | None, set[str]] = {None: everywhere}
    for deck in library.decks if not arguments.all_rules else ():
        off |= dict.fromkeys((deck.path, deck.own), {*deck.rules_off} & _known_rules() | everywhere)
    findings = [
        nearer(found)
        for found in dict.fromkeys(findings)
        if found.rule in ALWAYS or (found.rule not in off.get(found.problem.path, everywhere) and _concerns(found))
    ]
    findings.sort(key=lambda found: found.note)
    _print(context, library, findings, len(set().union(*off.values())))
    return 1 if any(not found.note for found in findings) else 0


def _closer(problem: Problem, home: Library) -> Problem:
    """The problem of an id at the id itself; of a path that is not there with the deck that was likely named by it."""
    if problem.field == "id":
        place = place_of(Place(problem.path, problem.line, problem.column), ("id",))
        return replace(problem, line=place.line, column=place.column)
    if problem.message != NOT_THERE:
        return problem
    return replace(problem, fix=did_you_mean(str(problem.path), [deck.name for deck in home.decks]) or problem.fix)


def _others(context: Context, library: Library) -> list[Deck]:
    """The decks of the home that are not among those of a library."""
    if library is context.library:
        return []
    here = {real(path) for deck in library.decks for path in (deck.path, deck.own) if path}
    return [deck for deck in context.library.decks if real(deck.path) not in here]


def _known_rules() -> set[str]:
    """The names of all rules that may be switched off."""
    return {*lint.known_rules(), *closely.RULES, "overlay", "modeline", "foreign"}


def _unknown_rules(library: Library) -> Iterator[Finding]:
    """Rules that are switched off and that there are not."""
    known = sorted(_known_rules())
    switched = [(Place(deck.own or deck.path), deck.rules_off) for deck in library.decks]
    switched.append((Place(library.home / settings.FILE_NAME), library.settings.rules_off))
    for head, names in switched:
        for name in names:
            if name not in known:
                place = place_of(head, ("rules_off",))
                said = f"there is no rule `{name}`" if name not in ALWAYS else f"`{name}` cannot be switched off"
                fix = did_you_mean(name, known) or "`check` names each rule below its caret"
                fix = fix if name not in ALWAYS else "take it away"
                problem = Problem(place.path, place.line, place.column, "rules_off", said, fix)
                yield Finding("rules_off", problem)


def _changed_since(library: Library) -> Iterator[Finding]:
    """Shipped cards that have changed since the person's version of them was begun."""
    for laid in (laid for deck in library.decks for laid in library.overlaid(deck.name)):
        if laid.changed:
            place, name = laid.card.place, laid.card.family
            said = f"the shipped card, at {laid.shipped.place}, has changed since yours was begun"
            fix = f"compare them; `flashcards revert {name}` brings it back, with --keep yours stays and this is not said again"
            yield Finding("overlay", Problem(place.path, place.line, place.column, "", said, fix), note=True)


def _without_schema(library: Library) -> Iterator[Finding]:
    """Decks whose first line leads an editor to a schema that is not there, as after copying them."""
    for path in (path for deck in library.decks for path in (deck.path, deck.own) if path):
        try:
            found = MODELINE.match(files.read(path, LONGEST_LINE).decode("utf-8", "replace"))
        except OSError:
            continue  # said already
        if found and "://" not in found[1] and not (path.parent / found[1]).is_file():
            said = f"the first line names a schema that is not there: {found[1]}"
            problem = Problem(path, 1, found.start(1) + 1, "", said, f"write `{source.modeline().strip()}`")
            yield Finding("modeline", problem, note=True)


def _concerns(found: Finding) -> bool:
    """Whether a rule holds where it was broken: what is a matter of the house holds for shipped decks."""
    return found.rule not in cardrules.OF_THE_HOUSE or _is_ours(found)


def _is_ours(found: Finding) -> bool:
    """Whether it is about a shipped deck."""
    return real(found.problem.path).is_relative_to(bundled_decks().resolve())


def _print(context: Context, library: Library, findings: list[Finding], rules_off: int) -> None:
    strict, wanted = context.arguments.strict, "json" if context.arguments.json else context.arguments.format
    problems = [found for found in findings if not found.note]
    tables = [lint.table(deck) for deck in library.decks if strict]
    match wanted:
        case "json":
            listed = formats.as_json(problems)
            notes = formats.as_json([found for found in findings if found.note])
            whole = {"problems": listed, "notes": notes, "decks": list(map(lint.table_json, tables))}
            context.print_json(whole if strict else listed)
        case "sarif":
            context.print_json(formats.as_sarif(findings, __version__))
        case "github":
            context.print(*map(formats.as_github, findings))
        case _:
            context.print(*(line for found in findings for line in formats.as_text(found)))
            if rules := sorted(
                {found.rule for found in problems if strict and found.rule not in ALWAYS and not _is_ours(found)}
            ):
                named = ", ".join(rules)
                context.print(f"A deck of your own need not keep these rules: `rules_off: [{named}]` in its head.")
            for table in tables:
                context.print("", *lint.aligned(table), "")
            sound = sum(len({card.family for card in deck.cards}) for deck in library.decks)
            asked = sum(len(deck.cards) for deck in library.decks)
            cards = counted(sound, "sound card") + (
                f" ({asked:,} counting each hole and reverse)" if asked > sound else ""
            )
            counts = [counted(len(library.decks), "deck"), cards, counted(len(problems), "problem")]
            yours = sum(len(library.overlaid(deck.name)) for deck in library.decks)
            more = [f"{counted(yours, 'card')} of yours over shipped ones"] if yours else []
            more += [f"{counted(rules_off, 'rule')} off"] if rules_off else []
            context.print(", ".join([*counts, *more]))

"""`check`: problems, the rules for good cards, and ids for cards that have none."""

import argparse
import sys
from pathlib import Path

from flashcards import __version__
from flashcards.commands.context import Context
from flashcards.decks import ids as naming
from flashcards.decks.rules import card as cardrules
from flashcards.decks.rules import formats
from flashcards.decks.rules import report as lint
from flashcards.decks.rules.rendering import shown_otherwise
from flashcards.decks.rules.report import Finding
from flashcards.library import Library, bundled_decks
from flashcards.words import counted

READING = "reading"
"""The rule of all problems that keep a card from being read; no deck switches it off."""


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="print JSON")
    made.add_argument("path", nargs="*", type=Path, help="deck files or folders (default: all that are loaded)")
    made.add_argument("--strict", action="store_true", help="hold the cards to the rules for good cards as well")
    made.add_argument("--fix", action="store_true", help="first write an id into every card that has none")
    made.add_argument("--format", choices=["text", "json", "github", "sarif"], default="text", help="how to print it")
    made.add_argument("--all-rules", action="store_true", help="also the rules that a deck switches off")


def run(context: Context) -> int:
    arguments, library = context.arguments, context.library
    if arguments.path:
        library = Library(library.home, arguments.path)
    findings: list[Finding] = []
    if arguments.fix:
        written, refused = naming.fix(library.decks, [card.family for card in context.library.cards.values()])
        findings += [Finding("id", problem) for problem in refused]
        for path, count in written.items():
            print(f"{path}: {counted(count, 'id')} written", file=sys.stderr)
        library.reload()
    findings += [Finding(READING, problem) for problem in (*library.settings_problems, *library.problems)]
    findings += [*lint.examined(library.decks), *shown_otherwise(library.decks)]
    if arguments.strict:
        findings += [found for found in lint.inspect(library.decks) if _concerns(found)]
    off = {} if arguments.all_rules else {deck.path: {*deck.rules_off} - {READING} for deck in library.decks}
    findings = [found for found in findings if found.rule not in off.get(found.problem.path, ())]
    findings.sort(key=lambda found: found.note)
    _print(context, library, findings, len(set().union(*off.values())))
    return 1 if any(not found.note for found in findings) else 0


def _concerns(found: Finding) -> bool:
    """Whether a rule holds where it was broken: what is a matter of the house holds for shipped decks."""
    ours = bundled_decks().resolve()
    return found.rule not in cardrules.OF_THE_HOUSE or found.problem.path.resolve().is_relative_to(ours)


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
            for table in tables:
                context.print("", *lint.aligned(table), "")
            sound = sum(len({card.family for card in deck.cards}) for deck in library.decks)
            counts = [(len(library.decks), "deck"), (sound, "sound card"), (len(problems), "problem")]
            off = [f"{counted(rules_off, 'rule')} off"] if rules_off else []
            context.print(", ".join([*(counted(*count) for count in counts), *off]))

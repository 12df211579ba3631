"""`doctor`: what is wrong with the progress and the decks, and `--repair`."""

import argparse

from flashcards.commands.context import Context
from flashcards.library import PROGRESS_FILE
from flashcards.log import doctor
from flashcards.log.doctor import Finding
from flashcards.words import counted


def arguments(made: argparse.ArgumentParser) -> None:
    made.add_argument("--repair", action="store_true", help="mend what can be mended; the old file is kept beside")
    made.add_argument("--json", action="store_true", help="print JSON")


def run(context: Context) -> int:
    path = context.library.home / PROGRESS_FILE
    findings = _findings(context)
    said: list[str] = []
    if context.arguments.repair and any(f.mends and not f.sound for f in findings):
        context.library.close()
        repair = doctor.mended(path, context.library.copies_in)
        bad = f"; {counted(len(repair.bad), 'place')} gave nothing" if repair.bad else ""
        copy = f", {repair.from_copy:,} of them from the newest copy" if repair.from_copy else ""
        kept = f" The old file is {repair.kept}." if repair.kept else ""
        said.append(f"Repaired: {counted(repair.events, 'sound event')} kept{copy}{bad}.{kept}")
        findings = _findings(context)
    sound = all(finding.sound for finding in findings)
    if context.arguments.json:
        listed = [{"what": f.what, "sound": f.sound, "words": f.words, "repairable": f.mends} for f in findings]
        context.print_json({"sound": sound, "findings": listed, "repaired": said})
    else:
        context.tell(*said, *(f"{'ok ' if f.sound else 'BAD'} {f.what:12} {f.words}" for f in findings))
        if any(f.mends and not f.sound for f in findings):
            context.print("`flashcards doctor --repair` mends this; the old file is kept beside the new one.")
    return 0 if sound else 1


def _findings(context: Context) -> list[Finding]:
    library = context.library
    findings = doctor.examined(library.home / PROGRESS_FILE, context.moment(), library.copies_in)
    if all(finding.sound for finding in findings[:2]):
        orphans = library.orphans()
        gone = f"{counted(len(orphans), 'card')} with progress stand in no deck; it comes back with them"
        findings.append(Finding("cards", True, gone if orphans else "every card that was answered stands in a deck"))
    problems = library.all_problems
    said = f"{counted(len(problems), 'problem')}; `flashcards check` lists them" if problems else "no problem"
    return [*findings, Finding("decks", not problems, said)]

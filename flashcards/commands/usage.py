"""What is wrong with a command line, as one sentence like every other error."""

import argparse
import re
from collections.abc import Callable, Iterable
from typing import NoReturn

from flashcards.words import UsageError, did_you_mean


class Parser(argparse.ArgumentParser):
    """Refuses in a sentence, without the whole of its usage."""

    commands: Iterable[str] = ()
    """Those that there are."""
    last_words: Callable[[], str] | None = None
    """Gives what the help ends with, where that takes time to make."""

    def format_help(self) -> str:
        if self.last_words is not None:
            self.epilog = self.last_words()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        unknown = re.match(r"argument COMMAND: invalid choice: '([^']*)'", message)
        if unknown:
            hint = did_you_mean(unknown[1], self.commands) or "`flashcards --help` lists the commands"
            raise UsageError(f"there is no command {unknown[1]}; {hint}")
        raise UsageError(f"{message.removeprefix('argument ')}; `{self.prog} --help` says what it takes")

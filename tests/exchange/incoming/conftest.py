"""A home into which files of other programs are brought, and what stands in it afterwards."""

import json
from pathlib import Path
from typing import Any

import pytest

from flashcards.cards import Card
from flashcards.library import Library
from tests.program import program


class Home:
    """Imports files, and looks at what came of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "home"

    def file(self, name: str, content: str | bytes) -> Path:
        """A file of another program."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run(self, *words: str | Path, code: int = 0) -> str:
        """What `import` says, or the error it ends with."""
        found = program("import", *map(str, words), "--home", str(self.path))
        assert found.returncode == code, found.stderr.decode()
        return (found.stderr if code else found.stdout).decode()

    def report(self, *words: str | Path) -> dict[str, Any]:
        """What `import --json` says of one file."""
        (report,) = json.loads(self.run(*words, "--json"))
        return report  # type: ignore[no-any-return]

    @property
    def cards(self) -> dict[str, Card]:
        """The imported cards, by what they ask."""
        library = Library(self.path, [self.path / "decks"])
        try:
            assert library.problems == []
            return {card.question_text: card for card in library.cards.values()}
        finally:
            library.close()

    def deck(self, name: str) -> str:
        """The text of a deck."""
        return (self.path / "decks" / f"{name}.yaml").read_text(encoding="utf-8")

    def edit(self, name: str, before: str, after: str) -> None:
        """Change a deck as a person would."""
        text = self.deck(name)
        assert before in text
        (self.path / "decks" / f"{name}.yaml").write_text(text.replace(before, after), encoding="utf-8")

    def check(self) -> int:
        """What `check` ends with."""
        return program("check", str(self.path / "decks"), "--home", str(self.path)).returncode


@pytest.fixture
def into(tmp_path: Path, known: Path) -> Home:
    return Home(tmp_path)

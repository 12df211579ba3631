"""Texts as HTML that means the same to Anki: what only looks like its own marks is taken apart by an empty comment."""

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from flashcards.markup.html import as_html

Picture: TypeAlias = Callable[[str], str]
"""The name in the package that the address of a picture becomes."""
APART = "<!-- -->"
_OWN = re.compile(r"\\(?=[()\[\]])|\[(?=sound:|anki:|/?latex\]|/?\$\$?\])|^[\\\[]$", re.IGNORECASE)
"""Begins a formula, a sound or LaTeX, wherever it stands in a field; alone, where it was escaped, with what follows."""


def literal(text: str) -> str:
    """A text, escaped already, in which nothing is a mark of Anki's."""
    return _OWN.sub(lambda found: found[0] + APART, text)


def page(text: str, picture: Picture) -> str:
    """A Markdown text as the HTML of a field."""
    return as_html(text, picture=picture, literal=literal) if text else ""


def listed(texts: Iterable[str], picture: Picture, tag: str = "ul") -> str:
    """Markdown texts as a list; empty without any."""
    items = "".join(f"<li>{page(text, picture)}</li>\n" for text in texts)
    return f"<{tag}>\n{items}</{tag.split(maxsplit=1)[0]}>" if items else ""

"""Texts as HTML that means the same to Anki: what only looks like its own marks is taken apart by an empty comment."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from html import escape
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote

from flashcards.exchange.endings import PLAYED
from flashcards.markup.html import as_html

Media: TypeAlias = Callable[[str], str]
"""The name in the package that the address of a picture or a sound becomes, empty where it stays behind."""
APART = "<!-- -->"
_OWN = re.compile(r"\\(?=[()\[\]])|\[(?=sound:|anki:|/?latex\]|/?\$\$?\])|^[\\\[]$", re.IGNORECASE)
"""Begins a formula, a sound or LaTeX, wherever it stands in a field; alone, where it was escaped, with what follows."""


def literal(text: str) -> str:
    """A text, escaped already, in which nothing is a mark of Anki's."""
    return _OWN.sub(lambda found: found[0] + APART, text)


def page(text: str, media: Media) -> str:
    """A Markdown text as the HTML of a field."""
    return as_html(text, picture=media, link=partial(sound, media), literal=literal) if text else ""


def sound(media: Media, address: str, words: str) -> str:
    """What stands for a link to a sound or a film in a file; empty for any other link, which stays one."""
    ending = Path(unquote(address)).suffix.lower()
    if ending not in PLAYED or "://" in address:
        return ""
    name = media(address)
    if not name:
        return literal(escape(f"[{words}: {address}]", quote=False))
    is_bare = words.startswith("sound ") and words.lower().endswith(ending)  # as an import calls it
    return f"{'' if is_bare else literal(escape(f'{words} ', quote=False))}[sound:{escape(name, quote=False)}]"


def listed(texts: Iterable[str], media: Media, tag: str = "ul") -> str:
    """Markdown texts as a list; empty without any."""
    items = "".join(f"<li>{page(text, media)}</li>\n" for text in texts)
    return f"<{tag}>\n{items}</{tag.split(maxsplit=1)[0]}>" if items else ""

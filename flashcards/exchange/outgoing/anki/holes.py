"""A text with holes in Anki's own notation, in which the first `}}` ends a hole and the first `::` begins its hint."""

import re
from functools import partial
from html import escape

from flashcards.exchange.outgoing.anki.spelling import APART, Media, literal, page, sound
from flashcards.kinds.cloze import Body
from flashcards.kinds.holes import Hole
from flashcards.markup.html import BEGIN, END, as_html

_MARKS = re.compile(f"([{BEGIN}{END}])")
_BRACES = re.compile(rf"\}}(?=[}}{END}])")
_OPENING = re.compile(r"\{(?=\{c\d)", re.IGNORECASE)
_COLONS = re.compile(r":(?=:)")


def cloze_html(body: Body, media: Media) -> str:
    """The text as HTML with its holes."""
    pieces = (_plain(piece) if isinstance(piece, str) else f"{BEGIN}{_plain(piece.text)}{END}" for piece in body.pieces)
    html = as_html("".join(pieces), picture=media, link=partial(sound, media), literal=literal, tex=_spaced)
    html = _OPENING.sub(f"{{{APART}", _BRACES.sub(f"}}{APART}", html))
    holes, inside = iter(body.holes()), None
    made = ""
    for part in _MARKS.split(html):
        if part == BEGIN:
            inside = next(holes)
            made += f"{{{{c{inside.number}::"
        elif part == END and inside:
            made += f"{_hint(inside, media)}}}}}"
            inside = None
        else:
            made += _COLONS.sub(f":{APART}", part) if inside else part
    return made


def _plain(text: str) -> str:
    """The text without the marks themselves, should somebody use them."""
    return text.replace(BEGIN, "((").replace(END, "))")


def _spaced(tex: str) -> str:
    """A formula without what would end or begin a hole: spaces mean nothing in it, nor do braces around one sign."""
    tex = _BRACES.sub("} ", _OPENING.sub("{ ", tex))
    return tex.replace("::", "{:}{:}")


def _hint(hole: Hole, media: Media) -> str:
    """What is behind the text of a hole."""
    if not hole.hint:
        return ""
    if hole.where == "formula":
        hint = hole.hint.strip("$") if "\\" in hole.hint else rf"\text{{{hole.hint}}}"
        hint = f"{escape(_spaced(hint), quote=False)} "
    elif hole.where == "code":
        hint = escape(hole.hint, quote=False)
    else:
        hint = page(hole.hint, media)
    apart = _BRACES.sub(f"}}{APART}", hint + END).removesuffix(END)
    return f"::{_COLONS.sub(f':{APART}', apart)}"

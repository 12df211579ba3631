"""HTML → Markdown: structure that Markdown has stays, all else becomes its text; formulas become `$…$`."""

import re
from collections.abc import Callable
from html import escape, unescape

from flashcards.exchange.incoming import latex
from flashcards.exchange.incoming.elements import Reader
from flashcards.exchange.incoming.escaping import at_line, escaped
from flashcards.exchange.incoming.texts import tidy, with_breaks
from flashcards.markup.regions import regions

_MATHS = re.compile(
    r"\\\((?P<a>.{1,4000}?)\\\)|\\\[(?P<b>.{1,4000}?)\\\]|\[\$\](?P<c>.{1,4000}?)\[/\$\]|\[\$\$\](?P<d>.{1,4000}?)\[/\$\$\]|\[latex\](?P<e>.{1,4000}?)\[/latex\]"
    r"|<anki-mathjax(?P<block> block=\"true\")?[^>]*>(?P<f>.{1,4000}?)</anki-mathjax>",
    re.DOTALL | re.IGNORECASE,
)
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around the number of a formula while its surroundings are read."""
_KEPT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
LONGEST = 50_000
"""A longer text becomes plain: no field of a deck holds as much."""
_TAG = re.compile(r"<[^<>]*>")
_SIGNS = re.compile(
    r"<br\s*/?>|<img\s[^<>]*\bsrc\s*=|</(?:div|b|i|u|em|strong|p|span|ul|ol|li|dl|dt|dd|sub|sup|code|pre|table|tr|td|th|a|h[1-6]|font|center|blockquote)\s*>"
    r"|&(?:nbsp|lt|gt|amp|quot|#\d+|#x[\da-f]+);",
    re.IGNORECASE,
)
"""What stands in no text but HTML, where it is not shown as code."""
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_BREAK = re.compile(r"<(?:br|/?div|/?p)\b[^<>]*>", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:([^\]\n]{1,300})\]")
_DATA = re.compile(r"(?<==)(\"data:)[^\"]*\"|(?<==)('data:)[^']*'")
"""A picture within the text."""


def is_in(text: str) -> bool:
    """Whether a text looks like HTML: it has what ends an element, a line break, a picture or an entity outside of code."""
    return bool(_SIGNS.search(text)) and bool(_SIGNS.search(_CODE.sub("", text)))


def markdown(text: str, media: Callable[[str], str] = lambda _: "") -> str:
    """A text of HTML as Markdown; `media` tells where a picture or sound is, or nothing where there is none."""
    formulas: list[str] = []

    def kept(found: "re.Match[str]") -> str:
        formulas.append(_formula(found))
        return f"{_OPEN}{len(formulas) - 1}{_CLOSE}"

    text = _without_remarks(_DATA.sub(lambda found: (found[1] or found[2]) + (found[1] or found[2])[0], text))
    if len(text) > LONGEST:
        return tidy(plain(text))
    text = text.translate({0: None, ord(_OPEN): None, ord(_CLOSE): None})
    if "<" not in text and "&" not in text and "\\" not in text and "[" not in text:
        return tidy(at_line(escaped(" ".join(text.split()))))
    text = _MATHS.sub(kept, text)
    reader = Reader(media)
    reader.feed(_SOUND.sub(lambda found: f'<a data-file="{escape(found[1])}">sound {escape(found[1])}</a>', text))
    reader.close()
    written = _KEPT.sub(
        lambda found: formulas[int(found[1])] if int(found[1]) < len(formulas) else "", reader.written()
    )
    return with_breaks(tidy(re.sub(r"\n{3,}", "\n\n", tidy(written)))).strip()


def within(text: str, media: Callable[[str], str]) -> str:
    """Markdown that holds HTML as Markdown alone; code and formulas stay as they are, and so does a text without HTML."""
    if len(text) > LONGEST or not is_in(text):
        return text
    text = text.translate({0: None, ord(_OPEN): None, ord(_CLOSE): None})
    kept = [*regions(text)]
    whole = [text[region.start : region.end] for region in kept]
    for at, region in reversed([*enumerate(kept)]):
        text = f"{text[: region.start]}{_OPEN}{at}{_CLOSE}{text[region.end :]}"
    reader = Reader(media, in_markdown=True)
    reader.feed(text)
    reader.close()
    written = _KEPT.sub(lambda found: whole[int(found[1])] if int(found[1]) < len(whole) else "", reader.written())
    return tidy(re.sub(r"\n{3,}", "\n\n", written))


def _without_remarks(text: str) -> str:
    """The text without its comments; one that is not closed goes to the end."""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        pieces.append(text[at:start])
        end = text.find("-->", start)
        at = end + 3 if end >= 0 else len(text)
    return "".join([*pieces, text[at:]])


def plain(text: str) -> str:
    """A text of HTML without any marks, on one line."""
    return " ".join(unescape(_TAG.sub("", _BREAK.sub(" ", text))).split())


def _formula(found: "re.Match[str]") -> str:
    """A formula of any notation between dollars."""
    inner = next(found[name] for name in "abcdef" if found[name] is not None)
    inner = unescape(_TAG.sub("", _BREAK.sub("\n", inner))).replace("\xa0", " ")
    display = found["b"] is not None or found["d"] is not None or found["block"] is not None
    if found["e"] is not None:
        return latex.markdown(inner)
    return latex.formula(inner, display=display)

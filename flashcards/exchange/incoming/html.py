"""HTML → Markdown: structure that Markdown has stays, all else becomes its text; formulas become `$…$`."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from html.parser import HTMLParser

from flashcards.exchange.incoming.texts import tidy, with_breaks

_MATHS = re.compile(
    r"\\\((?P<a>.{1,4000}?)\\\)|\\\[(?P<b>.{1,4000}?)\\\]|\[\$\](?P<c>.{1,4000}?)\[/\$\]|\[\$\$\](?P<d>.{1,4000}?)\[/\$\$\]|\[latex\](?P<e>.{1,4000}?)\[/latex\]"
    r"|<anki-mathjax(?P<block> block=\"true\")?[^>]*>(?P<f>.{1,4000}?)</anki-mathjax>",
    re.DOTALL | re.IGNORECASE,
)
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around the number of a formula while its surroundings are read."""
_KEPT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
LONGEST_LINK = 1_000
DEEPEST = 10
"""Lists further within are set in no more."""
LONGEST = 50_000
"""A longer text becomes plain: no field of a deck holds as much."""
_TAG = re.compile(r"<[^<>]*>")
_SIGNS = re.compile(
    r"<br\s*/?>|<img\s[^<>]*\bsrc\s*=|</(?:div|b|i|u|em|strong|p|span|ul|ol|li|sub|sup|code|pre|table|a|h[1-6]|font)\s*>"
    r"|&(?:nbsp|lt|gt|amp|quot|#\d+|#x[\da-f]+);",
    re.IGNORECASE,
)
"""What stands in no text but HTML, where it is not shown as code."""
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_BREAK = re.compile(r"<(?:br|/?div|/?p)\b[^<>]*>", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:([^\]\n]{1,300})\]")
_DATA = re.compile(r"(?<==)(\"data:)[^\"]*\"|(?<==)('data:)[^']*'")
"""A picture within the text."""
_LATEX_DOLLARS = re.compile(r"\A\s*(\$\$?)(.*?)\1\s*\Z", re.DOTALL)
_LATEX_BLOCK = re.compile(r"\A\s*\\begin\{(displaymath|math|equation\*?)\}(.*)\\end\{\1\}\s*\Z", re.DOTALL)
_MARKS = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!$~|-])|[`$]|(?<!\w)_|_(?!\w)|\*|~~|!(?=\[)|\](?=\()")
_LINE_MARK = re.compile(r"^(?=#{1,6}\s|[-+]\s|>)|^\d{1,9}(?=[.)]\s)")
_STOPS = ".,:;!?"
_WEB = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "center",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "header",
    "footer",
    "form",
}
AROUND = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "s": "~~",
    "del": "~~",
    "strike": "~~",
    "code": "`",
    "tt": "`",
    "kbd": "`",
    "samp": "`",
}
UNSEEN = {"script", "style", "head", "title", "template", "iframe", "object", "svg", "audio", "video", "noscript", "rp"}
_RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))


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
        return tidy(escaped(" ".join(text.split())))
    text = _MATHS.sub(kept, text)
    reader = _Reader(media)
    reader.feed(_SOUND.sub(lambda found: f'<a data-file="{escape(found[1])}">sound {escape(found[1])}</a>', text))
    reader.close()
    written = _KEPT.sub(
        lambda found: formulas[int(found[1])] if int(found[1]) < len(formulas) else "", reader.written()
    )
    return with_breaks(tidy(re.sub(r"\n{3,}", "\n\n", tidy(written)))).strip()


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
        if dollars := _LATEX_DOLLARS.match(inner):
            display, inner = dollars[1] == "$$", dollars[2]
        elif block := _LATEX_BLOCK.match(inner):
            display, inner = block[1] != "math", block[2]
        elif "$" in inner:
            return inner  # running text with formulas in it
    inner = re.sub(r"\s*\n\s*", "\n" if display else " ", inner.strip())
    return f"$${inner}$$" if display else f"${inner}$"


def escaped(text: str) -> str:
    """Text as Markdown that shows it so: what would be a mark has a backslash."""
    return _MARKS.sub(lambda found: f"\\{found[0]}", text)


def moved(text: str, *, low: bool) -> str:
    """Text set low or high, in characters of that form where there are any."""
    level = _LOWERED if low else _RAISED
    if all(char in level for char in text.strip()):
        return "".join(level.get(char, char) for char in text)
    return f"{'_' if low else '^'}({text.strip()})"


def _language(of: Mapping[str, str]) -> str:
    """The language of a block of code; empty where nothing says it."""
    found = re.search(r"lang(?:uage)?-([\w+-]+)", of.get("class", ""))
    return found[1] if found else ""


class _Reader(HTMLParser):
    """Collects the Markdown of what is fed."""

    def __init__(self, media: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self._media = media
        self._parts: list[str] = []
        self._unseen = 0
        self._pre = 0
        self._code = 0
        self._lists: list[int | None] = []
        """Of each list that is open: the number of its next item; none: it has dots."""
        self._row: list[str] | None = None
        self._rows: list[list[str]] = []
        self._links: list[str] = []
        self._levels: list[dict[str, str] | None] = []

    def written(self) -> str:
        """What was collected; marks that were never closed are left out."""
        return "".join(part for part in self._parts if not part.startswith("\0"))

    def _line(self, empty: bool = False) -> None:
        """Begin a line, with an empty one before it or not."""
        wanted = "\n\n" if empty else "\n"
        tail = "".join(self._parts[-3:])
        if tail.strip() and not tail.endswith(wanted):
            self._parts.append(wanted[1:] if tail.endswith("\n") else wanted)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: C901
        of = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen += 1
        elif self._unseen:
            return
        elif tag == "br":
            self._parts.append("\n" if self._pre or self._row is None else " ")
        elif tag == "code" and self._pre:
            if self._parts[-1] == "```\n":
                self._parts[-1] = f"```{_language(of)}\n"
        elif tag in AROUND and not self._pre:
            self._code += AROUND[tag] == "`"
            self._parts.append(f"\0{AROUND[tag]}")
        elif tag == "pre":
            self._line(empty=True)
            self._parts.append(f"```{_language(of)}\n")
            self._pre += 1
        elif tag in {"ul", "ol"}:
            self._line(empty=not self._lists)
            self._lists.append(int(start) if (start := of.get("start", "1")).isdecimal() and tag == "ol" else None)
        elif tag == "li":
            self._line()
            number = self._lists[-1] if self._lists else None
            self._parts.append(
                "  " * min(DEEPEST, max(0, len(self._lists) - 1)) + ("- " if number is None else f"{number}. ")
            )
            if number is not None:
                self._lists[-1] = number + 1
        else:
            self._open(tag, of)

    def _open(self, tag: str, of: Mapping[str, str]) -> None:  # noqa: C901 - one table of tags
        """The beginning of a picture, a link, a reading, a level or a block."""
        if tag == "rt":
            self._parts.append("[")
        elif tag in {"sub", "sup"}:
            self._levels.append(_LOWERED if tag == "sub" else _RAISED)
        elif tag == "img":
            self._parts.append(self._shown(of.get("src", ""), of.get("alt", "")))
        elif tag == "a":
            target = self._media(of["data-file"]) if "data-file" in of else of.get("href", "")
            self._links.append(target if "data-file" in of or _WEB.match(target) else "")
            self._parts.append("[" if self._links[-1] else "")
        elif tag == "tr":
            self._row = []
            self._rows.append(self._row)
        elif tag in {"td", "th"} and self._row is not None:
            self._parts.append("\0|")
        elif tag == "table":
            self._line(empty=True)
        elif re.fullmatch(r"h[1-6]", tag):
            self._line(empty=True)
            self._parts.append("**")
        elif tag == "hr":
            self._line(empty=True)
            self._parts.append("---\n\n")
        elif tag == "blockquote":
            self._line(empty=True)
            self._parts.append("> ")
        elif tag in BLOCKS:
            self._line(empty=tag == "p")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._unseen:
            return
        elif tag in AROUND and not self._pre:
            self._code = max(0, self._code - (AROUND[tag] == "`"))
            self._close(AROUND[tag])
        elif tag == "pre" and self._pre:
            self._pre -= 1
            self._line()
            self._parts.append("```\n\n")
        elif tag == "rt":
            self._parts.append("]")
        elif tag in {"sub", "sup"} and self._levels:
            self._levels.pop()
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
            self._line(empty=not self._lists)
        else:
            self._shut(tag)

    def _shut(self, tag: str) -> None:
        """The end of a link or a block."""
        if tag == "a" and self._links:
            target = self._links.pop()
            self._parts.append(f"]({target})" if target else "")
        elif tag in {"td", "th"}:
            self._cell()
        elif tag == "tr":
            self._row = None
        elif tag == "table":
            self._table()
        elif re.fullmatch(r"h[1-6]", tag):
            self._parts.append("**")
            self._line(empty=True)
        elif tag in BLOCKS or tag == "blockquote":
            self._line(empty=tag in {"p", "blockquote"})

    def _close(self, mark: str) -> None:
        """Put marks around what stands behind the last open one of this sort; spaces stay outside."""
        opened = f"\0{mark}"
        if opened not in self._parts:
            return
        at = len(self._parts) - 1 - self._parts[::-1].index(opened)
        inner = "".join(part for part in self._parts[at + 1 :] if not part.startswith("\0"))
        del self._parts[at:]
        # What ends in a colon or the like would not end the bold text before a letter.
        bare = inner.strip().rstrip(_STOPS) if mark != "`" else inner.strip()
        if not bare or "\n\n" in bare or (bare.startswith(mark) and mark != "`"):
            self._parts.append(inner)
            return
        before, _, after = inner.partition(bare)
        if mark == "`" and "`" in bare:
            mark, bare = "``", f" {bare} "
        self._parts.append(f"{before}{mark}{bare}{mark}{after}")

    def _cell(self) -> None:
        if "\0|" in self._parts and self._row is not None:
            at = len(self._parts) - 1 - self._parts[::-1].index("\0|")
            self._row.append(" ".join("".join(self._parts[at + 1 :]).split()).replace("|", r"\|"))
            del self._parts[at:]

    def _table(self) -> None:
        rows, self._rows = [row for row in self._rows if row], []
        if rows:
            width = max(map(len, rows))
            lines = [[*row, *[""] * (width - len(row))] for row in rows]
            lines.insert(1, ["---"] * width)
            self._parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n\n")

    def _shown(self, source: str, words: str) -> str:
        """A picture, or its name where it is not there."""
        name = source if len(source) < LONGEST_LINK and not source.startswith("data:") else "within the text"
        place = name if _WEB.match(name) else self._media(name) if name == source else ""
        return f"![{escaped(words) or 'image'}]({place})" if place else f"(image {escaped(words or name)})"

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._pre:
            self._parts.append(data)
            return
        text = re.sub(r"[ \t\n\r\f]+", " ", data).replace("\xa0", " ")
        if self._levels and (level := self._levels[-1]) is not None:
            text = moved(text, low=level is _LOWERED)
        elif not self._code:
            text = escaped(text)
        tail = next((part for part in reversed(self._parts) if not part.startswith("\0")), "\n")
        if tail.endswith(("\n", " ")):
            text = text.lstrip(" ")
            if tail.endswith("\n"):
                text = text if self._code else _LINE_MARK.sub(lambda found: f"{found[0]}\\", text)
        if text:
            self._parts.append(text)

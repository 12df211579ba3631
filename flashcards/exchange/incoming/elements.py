"""Elements of HTML as Markdown: what Markdown has stays, all else becomes its text."""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from urllib.parse import quote

from flashcards.exchange.incoming.escaping import at_line, escaped
from flashcards.records import dataclass
from flashcards.text import number_in

_LISTED = re.compile(r"^(?:-|\d+\.) ", re.MULTILINE)
_STOPS = ".,:;!?"
_ENDS = re.compile(r"[\s<>()\\]")
WEB = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
"""How a link begins that leads to no file."""
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
_OTHERS = (
    "br pre ul ol li rt sub sup img a tr td th table thead tbody hr blockquote h1 h2 h3 h4 h5 h6 span font u mark ruby"
)
KNOWN = {*BLOCKS, *AROUND, *_OTHERS.split(), "small", "big", "details", "summary", "ins", "colgroup", "col"}
"""What is an element; all else between angles is text in Markdown."""
_RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
LONGEST_LINK = 1_000
DEEPEST = 10
"""Lists further within are set in no more."""


def moved(text: str, *, low: bool) -> str:
    """Text set low or high, in characters of that form where there are any."""
    level = _LOWERED if low else _RAISED
    if all(char in level for char in text.strip()):
        return "".join(level.get(char, char) for char in text)
    return f"{'_' if low else '^'}({text.strip()})"


def _encoded(address: str) -> str:
    """An address without what would end it in Markdown."""
    return _ENDS.sub(lambda found: quote(found[0]), address)


def _language(of: Mapping[str, str]) -> str:
    """The language of a block of code; empty where nothing says it."""
    found = re.search(r"lang(?:uage)?-([\w+-]+)", of.get("class", ""))
    return found[1] if found else ""


@dataclass(slots=True)
class _List:
    """A list that is open."""

    begins: int
    """The part with which it begins."""
    number: int | None
    """That of its next item; none: it has dots."""
    item: int | None = None
    """The part with which the item begins that is open."""
    width: int = 2
    """How far the text of its last item is set in."""


def _set_in(text: str, width: int) -> str:
    """The text with its further lines set in."""
    return text.replace("\n", f"\n{' ' * width}").replace(f"\n{' ' * width}\n", "\n\n")


class Reader(HTMLParser):
    """Collects the Markdown of what is fed."""

    def __init__(self, media: Callable[[str], str], *, in_markdown: bool = False) -> None:
        """`in_markdown`: what stands between the elements is Markdown, and stays as it is written."""
        super().__init__(convert_charrefs=True)
        self._media, self._in_markdown = media, in_markdown
        self._parts: list[str] = []
        self._unseen = 0
        self._pre = 0
        self._code = 0
        self._lists: list[_List] = []
        self._row: list[str] | None = None
        self._rows: list[list[str]] = []
        self._links: list[tuple[str, int]] = []
        """The open ones: where each leads, empty where it is none here, and which part begins its words."""
        self._levels: list[dict[str, str] | None] = []

    def written(self) -> str:
        """What was collected; marks that were never closed are left out."""
        while self._lists:
            self._end_list()
        return "".join(part for part in self._parts if not part.startswith("\0"))

    def _line(self, empty: bool = False) -> None:
        """Begin a line, with an empty one before it or not."""
        wanted = "\n\n" if empty else "\n"
        tail = "".join(part for part in self._parts[-6:] if not part.startswith("\0"))
        if tail.strip() and not tail.endswith(wanted):
            self._parts.append(wanted[1:] if tail.endswith("\n") else wanted)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: C901
        of = {name: value or "" for name, value in attrs}
        if self._in_markdown and tag not in KNOWN:
            self._parts.append(self.get_starttag_text() or "")
        elif tag in UNSEEN:
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
            self._begin_list(number_in(of.get("start", "1")) if tag == "ol" else None)
        elif tag == "li":
            if not self._lists:
                self._begin_list(None)
            self._end_item()
            self._line()
            self._lists[-1].item = len(self._parts)
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
            target = self._media(of["data-file"]) if "data-file" in of else _encoded(of.get("href", "").strip())
            target = target if "data-file" in of or WEB.match(target) else ""
            self._links.append((target, len(self._parts)))
            self._parts.append("[" if target else "")
        elif tag == "tr":
            self._row = []
            self._rows.append(self._row)
        elif tag in {"td", "th"} and self._row is not None:
            self._parts.append("\0|")
        elif tag == "table":
            self._line(empty=True)
        elif re.fullmatch(r"h[1-6]", tag):
            self._line(empty=True)
            self._parts.append("\0**")
        elif tag == "hr":
            self._line(empty=True)
            self._parts.append("---\n\n")
        elif tag == "blockquote":
            self._line(empty=True)
            self._parts.append("> ")
        elif tag in BLOCKS:
            self._line(empty=tag == "p")

    def handle_endtag(self, tag: str) -> None:
        if self._in_markdown and tag not in KNOWN:
            self._parts.append(f"</{tag}>")
        elif tag in UNSEEN:
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
        elif tag == "li" and self._lists:
            self._end_item()
        elif tag in {"ul", "ol"} and self._lists:
            self._end_list()
            self._line(empty=not self._lists)
        else:
            self._shut(tag)

    def _shut(self, tag: str) -> None:
        """The end of a link or a block."""
        if tag == "a" and self._links:
            target, at = self._links.pop()
            begin, *words = self._parts[at:] or [""]  # what a list or a table took out of the parts had words
            is_bare = begin == "[" and not any(part.strip() for part in words if not part.startswith("\0"))
            self._parts.append(f"{escaped(target) if is_bare else ''}]({target})" if target else "")
        elif tag in {"td", "th"}:
            self._cell()
        elif tag == "tr":
            self._row = None
        elif tag == "table":
            self._table()
        elif re.fullmatch(r"h[1-6]", tag):
            self._close("**")
            self._line(empty=True)
        elif tag in BLOCKS or tag == "blockquote":
            self._line(empty=tag in {"p", "blockquote"})

    def _begin_list(self, number: int | None) -> None:
        self._line(empty=not self._lists)
        self._lists.append(_List(len(self._parts), number))

    def _end_item(self) -> None:
        """Put its mark before an item that is open, and set its further lines in; one without text is none."""
        of = self._lists[-1]
        if of.item is None:
            return
        text = self._taken(of.item)
        of.item = None
        if text:
            mark = "- " if of.number is None else f"{of.number}. "
            of.number = None if of.number is None else of.number + 1
            of.width = len(mark)
            self._parts.append(mark + (_set_in(text, of.width) if len(self._lists) <= DEEPEST else text))

    def _end_list(self) -> None:
        """End a list; one that stands beside the items of another belongs to the item before it."""
        self._end_item()
        of = self._lists.pop()
        if self._lists and self._lists[-1].item is None and (text := self._taken(of.begins)):
            width = self._lists[-1].width if len(self._lists) <= DEEPEST else 0
            self._parts.append(" " * width + _set_in(text, width))

    def _taken(self, begins: int) -> str:
        """The text from a part on, which is taken away."""
        text = "".join(part for part in self._parts[begins:] if not part.startswith("\0"))
        del self._parts[begins:]
        return text.strip()

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
        if not bare or "\n\n" in bare or _LISTED.search(bare) or (bare.startswith(mark) and mark != "`"):
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
        place = _encoded(name) if WEB.match(name) else self._media(name) if name == source else ""
        return f"![{escaped(words) or 'image'}]({place})" if place else f"(image {escaped(words or name)})"

    def handle_pi(self, data: str) -> None:
        """What begins with `<?`: in Markdown it is text."""
        self._parts += [f"<?{data}>"] if self._in_markdown else []

    def handle_decl(self, decl: str) -> None:
        """What begins with `<!`: in Markdown it is text."""
        self._parts += [f"<!{decl}>"] if self._in_markdown else []

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._pre:
            self._parts.append(data.replace("\xa0", " "))
            return
        if self._in_markdown and not self._levels:
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
                text = text if self._code else at_line(text)
        if text:
            self._parts.append(text)

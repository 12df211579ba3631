"""Lines of spans → Textual content: the one place where what a stretch of text is gets its colour."""

from collections.abc import Iterable

from textual.content import Content
from textual.style import Style

from flashcards.text import Line, cell_width, clean
from flashcards.tui.keynames import key_of

GAP = "  "
"""Between two keys."""
STYLES = {
    "strong": "bold",
    "em": "italic",
    "strike": "strike",
    "heading": "bold $primary",
    "code": "$text-accent",
    "math": "$text-secondary",
    "link": "underline",
    "quote": "$foreground 70%",
    "rule": "$foreground 40%",
    "bullet": "$primary",
    "keyword": "bold $text-primary",
    "string": "$text-success",
    "comment": "italic $foreground 70%",
    "number": "$text-warning",
    "function": "$text-accent",
    "builtin": "$text-secondary",
    "added": "$text-success",
    "removed": "$text-error",
    "label": "bold $primary",
    "muted": "$foreground 70%",
    "good": "$text-success",
    "bad": "$text-error",
    "warn": "$text-warning",
    "key": "bold $accent",
    "button": "on $panel",
    "pointed": "on $primary 30%",
    "suggested": "bold on $primary 30%",
    "line": "on $panel",
    "typing": "on $primary 25%",
    "caret": "reverse",
    # Charts: how well cards are known, how much was done, and what is around the data.
    "mature": "$primary",
    "young": "$text-success",
    "learning": "$text-warning",
    "fresh": "$foreground 60%",
    "bar": "$primary",
    "band": "$primary 60%",
    "within": "on $primary 15%",
    "aim": "$text-warning",
    "axis": "$foreground 40%",
    "cursor": "bold $accent",
    "heat1": "$success 55%",
    "heat2": "$success 70%",
    "heat3": "$success 85%",
    "heat4": "$success",
}


def content_of(lines: Iterable[Line]) -> Content:
    """Lines joined into one content, styled by what each span is."""
    parts: list[Content | tuple[str, str]] = []
    for index, line in enumerate(lines):
        if index:
            parts.append(("\n", ""))
        for span in line.spans:
            style = " ".join(STYLES[name] for name in span.styles if name in STYLES)
            parts.append((clean(span.text), style))
    return Content.assemble(*parts)


def styled(*parts: tuple[str, str]) -> Content:
    """Pieces of text, each with the name of a style above (or none)."""
    return Content.assemble(*((clean(text), STYLES.get(style, "")) for text, style in parts))


def keys_line(*keys: tuple[str, str], width: int = 1000) -> Content:
    """What says which key does what, in rows of so many columns: a click is the key; no key is parted from its words."""
    parts: list[Content] = []
    room = width
    for key, what in keys:
        taken = cell_width(f"{key} {what}")
        between = "" if not parts else GAP if len(GAP) + taken <= room else "\n"
        room = (width if between == "\n" else room - len(between)) - taken
        click = Style.from_meta({"@click": f"app.simulate_key({key_of(key.split()[0])!r})"})
        parts += [Content(between), styled((key, "key"), (f" {what}", "muted")).stylize(click)]
    return Content.assemble(*parts)

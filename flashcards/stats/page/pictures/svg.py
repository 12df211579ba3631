"""SVG as text: elements, escaped words and their width, and the document around a drawing."""

from html import escape

from flashcards.records import dataclass
from flashcards.text import cell_width, clean

MOST_LINES = 2
"""Of a text in a ranking."""
FONT_PX = 14
"""The largest size that a style sheet gives to the words of a picture: what fits at this size fits at all."""
_NARROW = frozenset(" .,:;'|!ijltfr()[]·-")
_BROAD = frozenset("mwMW%@—…")
_NONCHARACTERS = {0xFFFE: "\N{REPLACEMENT CHARACTER}", 0xFFFF: "\N{REPLACEMENT CHARACTER}"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What stands in a rectangle of so many units; style sheets name its colours."""

    width: float
    height: float
    body: str


def escaped(text: str) -> str:
    """Text that stands for itself in SVG and HTML, in content and in attributes."""
    return escape(clean(text).translate(_NONCHARACTERS), quote=True)


def number(value: float) -> str:
    """A coordinate, short."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def element(name: str, /, *inside: str, **attributes: str | float) -> str:
    """An element; `inside` is markup already, `class_` and `stroke_width` become `class` and `stroke-width`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def words(text: str, x: float, y: float, style: str = "t", anchor: str = "start") -> str:
    """A line of text; `y` is its base line."""
    placed = {} if anchor == "start" else {"text_anchor": anchor}
    return element("text", escaped(text), x=x, y=y, class_=style, **placed)


def hover(text: str, mark: str) -> str:
    """A mark that tells more when it is pointed at."""
    return element("g", element("title", escaped(text)), mark)


def _em(char: str) -> float:
    if char in _NARROW:
        return 0.36
    if char in _BROAD:
        return 0.9
    return 0.62 if char.isascii() and not char.isupper() else 0.72 * cell_width(char)


def text_width(text: str) -> float:
    """About how many units a text takes at the largest size; rather too many than too few."""
    return FONT_PX * sum(map(_em, text))


def fitted(text: str, room: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if text_width(text) <= room:
        return text
    while text and text_width(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, room: float) -> list[str]:
    """The text in so many lines, the last one cut where there is more."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= room or not lines[-1] or len(lines) == MOST_LINES:
            lines[-1] = longer
        else:
            lines.append(word)
    return [fitted(line, room) for line in lines]


def inline(drawing: Drawing, name: str, title: str, description: str, style: str = "") -> str:
    """The drawing for a page, named and described for those who do not see it."""
    return element(
        "svg",
        element("title", escaped(title), id=f"{name}-title"),
        element("desc", escaped(description), id=f"{name}-desc"),
        drawing.body,
        viewBox=f"0 0 {number(drawing.width)} {number(drawing.height)}",
        role="img",
        class_=f"picture {style}".strip(),
        aria_labelledby=f"{name}-title {name}-desc",
    ).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def document(drawing: Drawing, title: str, description: str, style: str, definitions: str) -> str:
    """The drawing as a file of its own, with its style sheet and a title above it."""
    head = 30
    svg = inline(
        Drawing(
            drawing.width,
            drawing.height + head,
            element("style", style)
            + definitions
            + element("rect", width=drawing.width, height=drawing.height + head, class_="ground")
            + words(fitted(title, drawing.width - 24), 12, 21, "h")
            + element("g", drawing.body, transform=f"translate(0 {head})"),
        ),
        "picture",
        title,
        description,
    )
    size = f'width="{number(drawing.width)}" height="{number(drawing.height + head)}"'
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + svg.replace("<svg ", f"<svg {size} ", 1) + "\n"

"""Plain text as Markdown that shows it so."""

import re

_MARKS = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!$~|-])|[`$]|(?<!\w)_|_(?!\w)|\*|~~|!(?=\[)|\](?=\()")
_LINE_MARK = re.compile(r"^(?=(?:#{1,6}|[-+*])(?:\s|$)|>|(?:-+|=+)\s*$)|^(\d{1,9})([.)])(?=\s|$)")


def escaped(text: str) -> str:
    """Text as Markdown that shows it so: what would be a mark has a backslash."""
    return _MARKS.sub(lambda found: "&#93;" if found[0] == "]" else f"\\{found[0]}", text)  # \\] would end a formula


def at_line(text: str) -> str:
    """Escaped text as it stands at the beginning of a line, where more is a mark."""

    def apart(found: "re.Match[str]") -> str:
        return f"{found[1]}&#41;" if found[2] == ")" else f"{found[1] or ''}\\{found[2] or ''}"  # \) ends a formula

    return _LINE_MARK.sub(apart, text)

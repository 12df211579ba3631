"""Keys as people call them."""

from collections.abc import Sequence

SHOWN = {
    "minus": "-",
    "at": "@",
    "asterisk": "*",
    "slash": "/",
    "exclamation_mark": "!",
    "comma": ",",
    "question_mark": "?",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "plus": "+",
}


def shown(key: str) -> str:
    """A key as people call it: `ctrl+home` is `Ctrl+Home`, `question_mark` is `?`."""
    *modifiers, last = key.split("+")
    name = SHOWN.get(last) or (last if len(last) == 1 and not modifiers else last.capitalize())
    return "+".join([*(m.capitalize() for m in modifiers), name])


def shown_all(keys: Sequence[str]) -> str:
    """Several keys in few columns: `a…d`, `1…4`, `q Esc`."""
    if len(keys) > 2 and all(len(k) == 1 and ord(k) - ord(keys[0]) == at for at, k in enumerate(keys)):  # noqa: PLR2004
        return f"{keys[0]}…{keys[-1]}"
    return " ".join(shown(key) for key in keys)

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


def key_of(name: str) -> str:
    """Textual's name of a key that people call so: `Esc` is `escape`."""
    return next((key for key, called in SHOWN.items() if called == name), name if len(name) == 1 else name.lower())


def shown_all(keys: Sequence[str]) -> str:
    """Several keys in few columns: `a…d`, `1…4`, `q Esc`."""
    if len(keys) > 2 and all(len(k) == 1 and ord(k) - ord(keys[0]) == at for at, k in enumerate(keys)):  # noqa: PLR2004
        return f"{keys[0]}…{keys[-1]}"
    return " ".join(shown(key) for key in keys)

"""Keys and characters: what keys are called, and which of them a character may stand for on another keyboard."""

import unicodedata
from collections.abc import Sequence

NAMED = {
    " ": "space",
    "/": "slash",
    "?": "question_mark",
    "!": "exclamation_mark",
    "@": "at",
    "*": "asterisk",
    "-": "minus",
    ",": "comma",
    ".": "full_stop",
    "+": "plus",
}
"""Textual's names of keys, by the character that each one types."""
CHARACTERS = {name: character for character, name in NAMED.items()}
SHOWN = CHARACTERS | {
    "space": "Space",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}

# The unshifted row of digits of a French keyboard; Cyrillic letters by the place of their key.
_AZERTY = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
_CYRILLIC = dict(zip("йцукенгшщзфывапролдячсмитьі", "qwertyuiopasdfghjklzxcvbnms", strict=True))
_CYRILLIC_SIGNS = {"ю": ".", ".": "/", ",": "?"}


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


def stands_for(character: str | None) -> list[str]:
    """The keys that a character may stand for on another keyboard, likeliest first; the character's own is not among them.

    Caps Lock, full-width and other scripts' digits, the wide space, French digits without Shift, Cyrillic by position.
    """
    if not character or len(character) != 1:
        return []
    found = []
    plain = unicodedata.normalize("NFKC", character)
    digit = unicodedata.decimal(plain, None) if len(plain) == 1 else None
    lower = plain.lower()
    if digit is not None:
        found.append(str(digit))
    elif lower in _CYRILLIC:
        latin = _CYRILLIC[lower]
        found += [latin, latin.upper()] if plain == lower else [latin.upper(), latin]
    elif plain in _AZERTY or plain in _CYRILLIC_SIGNS:
        found += [table[plain] for table in (_AZERTY, _CYRILLIC_SIGNS) if plain in table]
    elif len(plain) == 1:
        found += [plain, lower]
    return [NAMED.get(key, key) for key in dict.fromkeys(found) if key != character]

"""Other keyboards: the key that a character may stand for where digits, letters and signs lie elsewhere."""

import unicodedata

# The unshifted row of digits of a French keyboard; Cyrillic letters by the place of their key.
_AZERTY = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
_CYRILLIC = dict(zip("йцукенгшщзфывапролдячсмитьі", "qwertyuiopasdfghjklzxcvbnms", strict=True))
_CYRILLIC_SIGNS = {"ю": ".", ".": "/", ",": "?"}
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

CHARACTERS = {name: character for character, name in NAMED.items()}
"""By the name of a key: what a line would type."""


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

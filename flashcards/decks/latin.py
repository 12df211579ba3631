"""Words of other alphabets in Latin letters, as ids have them."""

import re
import unicodedata

_CYRILLIC = "а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ  ы y ь  э e ю yu я ya і i ї yi є ye ґ g"
_GREEK = "α a β b γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"
_OTHERS = "ß ss æ ae ø o œ oe đ d ł l ı i þ th"
_PAIRS = f"{_CYRILLIC} {_GREEK} {_OTHERS}".split(" ")
_LATIN = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


def spelled(text: str) -> list[str]:
    """The words of a text in Latin letters without accents; Greek and Cyrillic ones are spelled out."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z0-9]+", "".join(_LATIN.get(c, c) for c in folded if not unicodedata.combining(c)))

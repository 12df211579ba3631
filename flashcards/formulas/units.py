"""Units: what may be typed beside a number, and how many of the expected unit it is."""

import re
from collections.abc import Mapping
from fractions import Fraction

_LARGE = {"k kilo": 1000, "m mega": 1000**2, "g giga": 1000**3, "t tera": 1000**4, "p peta": 1000**5, "e exa": 1000**6}
_BINARY = {"ki kibi": 1024, "mi mebi": 1024**2, "gi gibi": 1024**3, "ti tebi": 1024**4, "pi pebi": 1024**5}
_SMALL = {"m milli": Fraction(1, 10**3), "u micro": Fraction(1, 10**6), "n nano": Fraction(1, 10**9)}
_PREFIXED: dict[str, tuple[str, Mapping[str, Fraction | int]]] = {
    "byte": ("b", _LARGE | _BINARY),
    "bit": ("bit", _LARGE | _BINARY),
    "flop": ("flop", _LARGE),
    "second": ("s", _SMALL),
}
"""Things whose names take prefixes: the symbol, and the prefixes of symbol and name."""
_OTHER: dict[str, dict[str, int]] = {
    "second": {"sec": 1, "min minute": 60, "h hr hrs hour": 3600, "day": 86400},
    "%": {"percent pct": 1},
    "percentage point": {"pp": 1},
    "times": {"x *": 1},
    "dollar": {"$ us$ usd": 1},
    "euro": {"\u20ac eur": 1},
}
"""Further names of a thing, and how many of it each one is."""
_ALSO = {"percentage point": {"%", "point"}}
"""What else a thing may be called where it is expected."""
_MULTIPLES = {"k": 10**3, "M": 10**6, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_LETTERS = re.compile(r"(?<![^\W_])[kKMxX](?![^\W_])")
"""What may be a multiple, or the name of something else."""
BEFORE = r"(?i:us\$|usd|eur|[$\u20ac])"
"""What stands before a number: currencies."""
_PER = re.compile(r"\s*/\s*|(?:^|\s+)per\s+", re.IGNORECASE)
_ENDINGS = (("", "s"), ("", "es"), ("y", "ies"), ("sis", "ses"))
_SHORTEST, _LONGEST_SHORT = 3, 5
"""Letters of a word that has a plural, and of one that is cut short."""


def _names() -> dict[str, tuple[Fraction, str]]:
    names = {}
    for thing, (symbol, prefixes) in _PREFIXED.items():
        names[symbol] = names[thing] = (Fraction(1), thing)
        for prefix, factor in prefixes.items():
            short, long = prefix.split()
            names[short + symbol] = names[long + thing] = (Fraction(factor), thing)
    for thing, others in _OTHER.items():
        names[thing] = (Fraction(1), thing)
        for same, factor in others.items():
            names.update(dict.fromkeys(same.split(), (Fraction(factor), thing)))
    return names


_NAMES = _names()
"""How many of which thing a name in lower case stands for."""


def conversion(typed: str, unit: str, question: str | None = None) -> Fraction | None:
    """How many of the expected unit one of the typed one is; none where it is another unit.

    Both are texts with ASCII signs. What the question counts (`How many rows`, `in nats`) is no other unit. Words cut
    short and letters (`tok`, `k`, `x`) are read unless the question uses them for something; letters only if it is known.
    """
    typed, unit = " ".join(typed.split()).rstrip("."), " ".join(unit.split())
    if not typed or typed.casefold() == unit.casefold():
        return Fraction(1)
    letters = _LETTERS.findall(typed)
    if any(question is None or _is_used(letter, question) for letter in letters):
        return None
    (many, thing), (per_many, per) = _sides(typed)
    (wanted_many, wanted), (wanted_per_many, wanted_per) = _sides(unit)
    if not thing:  # `5k`, `5k/s`, `5/s`
        is_prefix = wanted in _PREFIXED or unit.startswith(tuple(letters))  # `5M` for MB may be either
        if is_prefix or (many == 1 and not per):
            return None
        thing = wanted
        if not per:
            per_many, per = wanted_per_many, wanted_per
    if thing == "%" and not per and not unit:
        is_asked_for = question is not None and any(_is_counted(name, question) for name in ("%", "percent"))
        return None if is_asked_for else many / 100  # 50 % may be 50 there
    counts = question is not None and not wanted and (_is_counted(thing, question) or (thing == "times" and not unit))
    if _is(per, wanted_per, question) and (counts or _is(thing, wanted, question)):
        return many / wanted_many * wanted_per_many / per_many
    return None


def _sides(unit: str) -> tuple[tuple[Fraction, str], tuple[Fraction, str]]:
    """How many of what, and per how many of what."""
    of, *per = _PER.split(unit.replace("per cent", "percent"), maxsplit=1)
    return _side(of), _side(per[0] if per else "")


def _side(text: str) -> tuple[Fraction, str]:
    many, words = Fraction(1), []
    for word in text.split():
        multiple = _MULTIPLES.get(word) or _MULTIPLES.get(word.casefold())
        if multiple:
            many *= multiple
        else:
            words.append(word.casefold())
    name = " ".join(words)
    for form in _forms(name):
        if form in _NAMES:
            factor, thing = _NAMES[form]
            return many * factor, thing
    return many, name


def _forms(word: str) -> list[str]:
    """The word, and what may be its singular or plural."""
    forms = [word]
    for one, several in _ENDINGS:
        forms += [word.removesuffix(old) + new for old, new in ((one, several), (several, one)) if word.endswith(old)]
    return [word, *(form for form in forms if min(len(form), len(word)) >= _SHORTEST)]


def _is(thing: str, wanted: str, question: str | None) -> bool:
    """Whether a thing is the one that is wanted: the same, in singular or plural, or cut short."""
    forms = _forms(thing)
    if not {wanted, *_ALSO.get(wanted, ())}.isdisjoint(forms):
        return True
    shorts = [form for form in forms if _SHORTEST <= len(form) <= _LONGEST_SHORT and wanted.startswith(form)]
    return bool(shorts) and " " not in wanted and thing not in _NAMES and not _is_used(thing, question or "")


def _is_used(word: str, question: str) -> bool:
    """Whether a word stands in the question for itself, and not behind a number as a multiple."""
    return bool(re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", question, re.IGNORECASE))


def _is_counted(thing: str, question: str) -> bool:
    """Whether the question asks how many of it there are, or for an answer in it."""
    forms = "|".join(map(re.escape, _forms(thing)))
    words = " ".join(re.sub("[*_`]", "", question).split())
    return bool(re.search(rf"\b(?:how many (?:\S+ ){{0,2}}|in )(?:{forms})(?![\w-])", words, re.IGNORECASE))

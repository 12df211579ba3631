"""What an author likely meant by what cannot be drawn from: the same in the forms that there are."""

import re
import unicodedata

DECIMAL = r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?"
_TO = r"(?:[-\u2013\u2014\u2026\u301c~:,]|\.{2,4}|to)"
_RANGE = re.compile(rf"\(?({DECIMAL}) ?{_TO} ?({DECIMAL})\)?")
_STEPPED = re.compile(
    rf"({DECIMAL}) ?{_TO} ?({DECIMAL})[ ,;:]*(?:by|steps? ?[:=]?|steps of|in steps of|with step) ?({DECIMAL})"
    rf"|({DECIMAL}) ?\.\. ?({DECIMAL}), ?({DECIMAL})"
)
_SEVERAL = re.compile(
    r"([0-9]{1,4}(?: ?x ?[0-9]{1,4})?) (?:(distinct|different|unique) )?(?:(?:values|numbers) )?(?:of|from|out of|in) (.+)"
    r"|([0-9]{1,4}) ?[x*] ?(.*\.\..*)"
)
_CALL = re.compile(rf"(?:np\.|random\.)?(?:random\.)?(range|arange|randint) ?\( ?({DECIMAL}) ?, ?({DECIMAL}) ?\)")
_LISTED = re.compile(rf"(?:one of|any of|choice)? ?[(\[{{]* ?({DECIMAL}(?: ?(?:,|;|/|\bor\b) ?{DECIMAL})+) ?[)\]}}]*")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,000)+")
_GROUPED = re.compile(r"(?<![0-9])(?<![0-9]\.)[0-9]{1,3}(?:, ?[0-9]{3})+(?![0-9])")
_WORDS = re.compile(r"\[?\s*[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\s*\]?")
FORMS = "write for example 5..60, 0.1..0.9 step 0.1, [3, 5, 7], 6 of 1..9, 6 distinct of 1..9 or 2x3 of -2..2"


def instead(text: str) -> str:
    """How to write what a given value was likely meant to be drawn from, or else what there is."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00d7", "x").replace("%", "")
    if ".." in plain or _THOUSANDS.fullmatch(plain):
        plain = _GROUPED.sub(lambda found: re.sub(r"[^0-9]", "", found[0]), plain)
    plain = re.sub(r"(?<![0-9.])\.(?=[0-9])", "0.", re.sub(r"(?<=[0-9])[_'](?=[0-9])", "", plain))
    if re.fullmatch(DECIMAL, plain):
        return f"write `[{plain}]`, or the number itself in the texts"
    if meant := _meant(plain):
        return f"write `{meant}`"
    if re.match(r"(?:np\.)?(?:range|arange|randint|random)\b", text):
        return "write `1..9` for the whole numbers from 1 to 9, both included"
    if _WORDS.fullmatch(text):
        return "only numbers are drawn: an output card has texts in `draws:`"
    return FORMS


def _meant(text: str) -> str:
    """The form itself; empty where nobody can tell."""
    if found := _STEPPED.fullmatch(text):
        first, last, step = found.groups()[:3] if found[1] else found.groups()[3:]
        return f"{first}..{last} step {step}"
    if found := _RANGE.fullmatch(text):
        return f"{found[1]}..{found[2]}"
    if found := _CALL.fullmatch(text):
        last = found[3] if found[1] == "randint" or not found[3].isdigit() else str(int(found[3]) - 1)
        return f"{found[2]}..{last}"
    if found := _SEVERAL.fullmatch(text):
        count, several, pool = (found[1], found[2], found[3]) if found[1] else (found[4], None, found[5])
        pool = _meant(pool)
        return f"{count.replace(' ', '')}{' distinct' if several else ''} of {pool}" if pool else ""
    if found := _LISTED.fullmatch(text):
        return f"[{', '.join(re.split(r' ?(?:,|;|/|or) ?', found[1]))}]"
    return ""

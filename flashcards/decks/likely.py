"""What an author likely meant where a value has another shape than its field: the right form, in the author's own words."""

import re

from flashcards.decks.yaml import reader as yamltext
from flashcards.kinds.fields import Either, Field, Flag, Group, ListOf, Named, Shape, Text, Whole
from flashcards.words import did_you_mean, nearest

LONGEST = 40
"""So many characters of the author's words are repeated."""
MEANT = dict.fromkeys(("true", "yes", "y", "on", "1"), "true") | dict.fromkeys(
    ("false", "no", "n", "off", "0"), "false"
)
_NUMBER = re.compile(r"\b\d{1,2}[.)] ")
_COUNTED = re.compile(r"[0-9]+|[A-Za-z]")
"""A key that only counts: `1: first`, `a: first`."""
UNQUOTED = "put it in quotes or under |: unquoted, a bracket or brace begins a list or mapping"


_WIDE_COMMA = re.compile(r"\s*[,\u3001\uff0c]\s*")
_DASHED = re.compile(r"-[^\W\d]")
_WIDE_LIST = re.compile(r"[\uff3b\u3010\u300c](.{1,60})[\uff3d\u3011\u300d]")
_MINUTES = frozenset(("m", "min", "mins", "minute", "minutes"))
_CODE = re.compile(r"==|\w\(|^assert\b")
_LANGUAGES = """
english=en french=fr français=fr german=de deutsch=de spanish=es español=es italian=it italiano=it
portuguese=pt português=pt dutch=nl nederlands=nl polish=pl polski=pl russian=ru русский=ru
ukrainian=uk chinese=zh 中文=zh japanese=ja 日本語=ja korean=ko arabic=ar latin=la greek=el turkish=tr
türkçe=tr swedish=sv danish=da czech=cs hindi=hi
"""
_WORDS = {
    **dict.fromkeys(("easy", "beginner", "basic", "entry"), "junior"),
    **dict.fromkeys(("medium", "middle", "intermediate"), "mid"),
    **dict.fromkeys(("hard", "difficult", "advanced", "expert"), "senior"),
    **dict(pair.split("=") for pair in _LANGUAGES.split()),
}
"""What people write for the words that a field takes."""


def language_code(word: str) -> str:
    """The code of a language of people by its name or itself; empty where it is none that is known."""
    codes = dict(pair.split("=") for pair in _LANGUAGES.split())
    return codes.get(word.casefold(), word.casefold() if word.casefold() in codes.values() else "")


def likely_word(shape: Text, word: str) -> str:
    """How to write a word that is none of those that a field takes; empty where nobody can tell."""
    meant = _WORDS.get(word.casefold(), "")
    meant = meant or word.replace("_", "-") * bool(shape.like)
    fits = meant in shape.one_of or (shape.like and re.fullmatch(shape.like, meant))
    return f"write `{meant}`" if fits else did_you_mean(word, shape.one_of)


def likely(shape: Shape, node: yamltext.Node, name: str, *, listed: bool = False) -> str:  # noqa: C901, PLR0911, PLR0912
    """How to write it, in words; empty where nobody can tell. `listed`: it is an element of the field."""
    match shape, node:
        case Text(one_of=(_, *_)), yamltext.Items():
            return f"write one of them: `{name}: {words_of(node)}`"
        case ((Text() | Either()), (yamltext.Items(flow=True) | yamltext.Mapping(flow=True))):
            return UNQUOTED
        case ((Text() | Either()), yamltext.Items(items=[_, _, *_])):
            return f"write `{name}: |`: the lines with dashes below are then a list in its text"
        case ((Text() | Either()), yamltext.Items()):
            return f"take the dashes away: `{name}: {words_of(node)}`"
        case ((Text() | Either()), yamltext.Mapping()):
            return f"put it in quotes or under |: `{words_of(node)}` unquoted is read as a mapping"
        case Flag(), yamltext.Text(value=word):
            meant = MEANT.get(word.casefold()) or nearest(word, ("true", "false"))
            return f"write `{name}: {meant}`" if meant else ""
        case Whole(low, high), yamltext.Text(value=word):
            found = re.match(r"\s*(\d{1,7})\s*([a-zA-Z]*)\.?\s*$", word)
            number = int(found[1]) * (60 if found[2].lower() in _MINUTES else 1) if found else -1
            return f"write `{name}: {number}`" if low <= number <= high else ""
        case Whole() | Flag(), yamltext.Items(items=[yamltext.Text(value=word)]):
            return f"write `{name}: {_short(word)}`"
        case ListOf(), yamltext.Text(block=True, value=listed_below) if re.match(r"\s*- ", listed_below):
            return f"take the `|` away: `{name}:`, and the dashes below make the list"
        case ListOf(), yamltext.Text(value=word) if found := _WIDE_LIST.fullmatch(word):
            return f"type plain brackets and commas: `[{', '.join(_WIDE_COMMA.split(found[1]))}]`"
        case ListOf(), (yamltext.Text() | yamltext.Mapping()) if _DASHED.match(words_of(node)):
            return f"put a space behind each dash: `- {words_of(node).removeprefix('-').partition(' -')[0]}`"
        case ListOf(inner), _:
            return f"write {_element(inner, node)}, each on a line of its own"
        case ((Group() | Named()), yamltext.Items(items=[yamltext.Mapping(), *_], flow=False)):
            return f"take the dashes away: `{words_of(node)}`"
        case Group(short=short), yamltext.Items(items=[_, _, *_], flow=True) if listed and short:
            return UNQUOTED
        case Group(short=short), yamltext.Items(items=[_, *_]) if listed and short:
            return f"write `- {words_of(node)}`"
        case Group(fields), yamltext.Text() if listed:
            return f"write {_either(fields, words_of(node))}"
        case Group(fields), (yamltext.Text() | yamltext.Items()):
            told = words_of(node) if isinstance(node, yamltext.Text) else "…"
            texts = _texts(fields)[:1]
            lines = [f"`{f.name}: {told}`" if f in texts else f"`{f.name}:`" for f in fields if f.required]
            return f"below `{name}:` write {' and '.join(lines)}, each on a line of its own"
        case Named(), (yamltext.Text() | yamltext.Items()):
            before, sign, value = (part.strip() for part in re.split(r"([:=])", f"{words_of(node)}::", maxsplit=1))
            meant = f"{before}: {value.rstrip(':')}" if value.rstrip(":") and sign else f"name: {before}"
            return f"below `{name}:` write a name and its value, like `{meant}`"
    return ""


def _element(inner: Shape, node: yamltext.Node) -> str:
    """The first element of a list, as it is to be written."""
    named = inner.fields if isinstance(inner, Group) and not inner.short else ()
    words = _short(_NUMBER.sub("", re.split(rf"[,;\n]| (?={_NUMBER.pattern})", words_of(node), maxsplit=1)[0]))
    if isinstance(node, yamltext.Mapping) and node.entries:
        key, value = next(iter(node))
        if isinstance(inner, Group) and any(field.name in node for field in inner.fields):
            return f"`- {words_of(node)}`"
        whole = words_of(key) if named else f'"{words_of(node)}"'
        words = words_of(value) if _COUNTED.fullmatch(key.value) else whole
        words = words if words_of(value) else words_of(key)
    return _either(named, words) if named else f"`- {words}`"


def _either(fields: tuple[Field, ...], words: str) -> str:
    """The words behind each name that they may be meant for."""
    needed = [field.name for field in fields[1:] if field.required and not fields[0].required]
    if needed:
        first, shown = (words, "…") if not _CODE.search(words) else ("…", words.removeprefix("assert "))
        return f"`- {fields[0].name}: {_short(first)}` and below it `{needed[0]}: {_short(shown)}`"
    for field in fields:
        if words.startswith(f"{field.name} "):
            return f"`- {field.name}: {_short(words.removeprefix(field.name).strip())}`"
    return " or ".join(f"`- {field.name}: {_short(words)}`" for field in _texts(fields))


def _texts(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields that a single text is likely meant for: the first that must be there, or one of the first two."""
    texts = tuple(field for field in fields if isinstance(field.shape, Text))
    return tuple(field for field in texts if field.required)[:1] or texts[:2]


def words_of(node: yamltext.Node) -> str:
    """What stands first in a node, on one line."""
    match node:
        case yamltext.Text(value=value):
            return _short(value)
        case yamltext.Items(items=items):
            return words_of(items[0]) if items else "…"
        case yamltext.Mapping(entries=entries):
            return next((_short(f"{key.value}: {words_of(value)}") for key, value in entries.values()), "…")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"

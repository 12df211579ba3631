"""Two notations of Clojure's, as plain values: EDN, and Transit in JSON; keywords become their names."""

import re
from collections.abc import Iterator
from typing import Any

DEEPEST = 100
_TOKEN = re.compile(
    r"""[\s,]*(;[^\n]*|"(?:\\.|[^\\"])*"|\#\{|\#_|\#[A-Za-z][\w./-]*|[\[\](){}]|\\\S+|[^\s,"\[\](){};]+)""", re.DOTALL
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "b": "", "f": ""}
_CLOSING = {"[": "]", "(": ")", "{": "}", "#{": "}"}


class NotationError(ValueError):
    """A text that is not in the notation."""


def edn(text: str) -> Any:
    """The value of a text; raises NotationError."""
    tokens = (found[1] for found in _TOKEN.finditer(text) if not found[1].startswith(";"))
    try:
        return _value(next(tokens), tokens, 0)
    except StopIteration as err:
        raise NotationError("it ends too early") from err


def _value(token: str, tokens: Iterator[str], depth: int) -> Any:
    if depth > DEEPEST:
        raise NotationError("it is nested too deeply")
    if token in _CLOSING:
        opened, items = token, []
        while (inner := next(tokens)) != _CLOSING[opened]:
            if inner == "#_":
                _value(next(tokens), tokens, depth + 1)
            else:
                items.append(_value(inner, tokens, depth + 1))
        return _mapping(items) if opened == "{" else items
    if token.startswith('"'):
        return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", _unescaped, token[1:-1], flags=re.DOTALL)
    if token.startswith("#"):
        return _value(next(tokens), tokens, depth + 1)  # a date or an id: its text
    if token.startswith(":"):
        return token[1:]
    return _atom(token)


def _unescaped(found: "re.Match[str]") -> str:
    return chr(int(found[1][1:], 16)) if len(found[1]) > 1 else _ESCAPES.get(found[1], found[1])


def _atom(token: str) -> Any:
    words = {"nil": None, "true": True, "false": False}
    if token in words:
        return words[token]
    if re.fullmatch(r"[+-]?\d{1,18}N?", token):
        return int(token.rstrip("N"))
    if re.fullmatch(r"[+-]?\d+\.\d*(?:[eE][+-]?\d+)?M?", token):
        return float(token.rstrip("M"))
    return token


def _mapping(items: list[Any]) -> dict[str, Any]:
    if len(items) % 2:
        raise NotationError("a mapping has a name without a value")
    return {str(name): value for name, value in zip(items[::2], items[1::2], strict=True)}


class Transit:
    """Reads one document of Transit, whose names are written once and then referred to."""

    CODES, FIRST = 44, 48
    SHORTEST = 4

    def __init__(self) -> None:
        self._names: list[str] = []

    def value(self, node: Any, *, is_name: bool = False, depth: int = 0) -> Any:  # noqa: PLR0911
        """The plain value of what JSON gave; raises NotationError."""
        if depth > DEEPEST:
            raise NotationError("it is nested too deeply")
        if isinstance(node, str):
            return self._text(node, is_name=is_name)
        if isinstance(node, dict):
            return {
                str(self.value(name, is_name=True, depth=depth + 1)): self.value(inner, depth=depth + 1)
                for name, inner in node.items()
            }
        if not isinstance(node, list):
            return node
        if node[:1] == ["^ "]:
            items = [self.value(item, is_name=at % 2 == 0, depth=depth + 1) for at, item in enumerate(node[1:])]
            return _mapping(items)
        match node:
            case [str() as first, second]:
                tag, inner = self._text(first), self.value(second, depth=depth + 1)
                if not isinstance(tag, _Tag):
                    return [tag, inner]
                return _mapping(inner) if tag == "cmap" and isinstance(inner, list) else inner
        return [self.value(item, depth=depth + 1) for item in node]

    def _text(self, text: str, *, is_name: bool = False) -> Any:
        if text.startswith("^") and text != "^ ":
            return self._plain(self._named(text))
        if len(text) >= self.SHORTEST and (is_name or text[:2] in {"~:", "~$", "~#"}):
            if len(self._names) == self.CODES**2:
                self._names = []
            self._names.append(text)
        return self._plain(text)

    def _named(self, code: str) -> str:
        at = 0
        for char in code[1:]:
            at = at * self.CODES + ord(char) - self.FIRST
        if not 0 <= at < len(self._names):
            raise NotationError(f"{code} refers to nothing")
        return self._names[at]

    @staticmethod
    def _plain(text: str) -> Any:  # noqa: PLR0911
        if not text.startswith("~") or text == "~":
            return text
        letter, rest = text[1], text[2:]
        match letter:
            case "#":
                return _Tag(rest)
            case "i" | "n" | "m":
                return int(rest) if re.fullmatch(r"-?\d{1,18}", rest) else rest
            case "d" | "f":
                return _atom(rest)
            case "?":
                return rest == "t"
            case "_":
                return None
            case "~" | "^" | "`":
                return text[1:]
        return rest


class _Tag(str):
    """Says what the value beside it is."""

    __slots__ = ()

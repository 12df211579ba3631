"""Python in cards: read, never run."""

import ast
import builtins
import warnings
from collections.abc import Iterable


def parsed(code: str) -> list[ast.stmt]:
    """The statements of a code; raises SyntaxError or ValueError where it is none. What Python only warns of is not said."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code).body


def names_made(statements: Iterable[ast.stmt]) -> set[str]:
    """The names that statements give to something, at whatever depth; a star where an import gives unknown ones."""
    found = set()
    for node in (node for statement in statements for node in ast.walk(statement)):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
    return found


def names_missing(statements: Iterable[ast.stmt], known: Iterable[str]) -> list[str]:
    """The names that statements use and nobody has given to anything, in the order of the code."""
    statements = [*statements]
    made = {*known, *names_made(statements), *dir(builtins), "__name__"}
    used = [n.id for s in statements for n in ast.walk(s) if isinstance(n, ast.Name)]
    return [] if "*" in made else [*dict.fromkeys(name for name in used if name not in made)]

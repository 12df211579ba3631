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


_GIVEN = frozenset((*dir(builtins), "__name__"))


def names_in(statements: Iterable[ast.stmt]) -> tuple[set[str], list[str]]:
    """The names that statements give to something, at whatever depth, and those that they use, in the order of the code.

    A star stands among the first where an import gives names that nobody can tell.
    """
    made: set[str] = set()
    used: dict[str, None] = {}
    left: list[ast.AST] = [*reversed([*statements])]
    while left:
        node = left.pop()
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                used[node.id] = None
            else:
                made.add(node.id)
            continue
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                made.add(name)
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                made.add(name)
            case ast.alias(name=name, asname=other):
                made.add(other or name.partition(".")[0])
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                made.add(name)
        left += reversed([*ast.iter_child_nodes(node)])
    return made, [*used]


def missing(used: Iterable[str], made: set[str]) -> list[str]:
    """The names among those used that nobody has given to anything."""
    return [] if "*" in made else [name for name in used if name not in made and name not in _GIVEN]

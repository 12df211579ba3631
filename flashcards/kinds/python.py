"""Python in cards: read, never run."""

import ast
import warnings


def parsed(code: str) -> list[ast.stmt]:
    """The statements of a code; raises SyntaxError or ValueError where it is none. What Python only warns of is not said."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code).body

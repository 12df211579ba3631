"""The library of named functions that formulas call: statistics, linear algebra, losses, metrics, layer arithmetic.

A parameter's annotation says what an argument must be; a call checks it, pays the cost, and only then runs.
Functions never change their arguments. Lists are Python lists, a matrix is a list of rows.
"""

# To import a topic is to put its functions into the table.
from flashcards.formulas.functions import (  # noqa: F401
    activations,
    arithmetic,
    classification,
    distributions,
    information,
    layers,
    lists,
    matrices,
    overlap,
    ranking,
    regression,
    samples,
    scores,
    sequences,
    training,
)
from flashcards.formulas.functions.table import FUNCTIONS, Function, describe_functions
from flashcards.formulas.functions.values import (
    MAX_BITS,
    MAX_STEPS,
    Budget,
    FormulaError,
    Value,
    brief,
    is_number,
    size,
    sound,
)

__all__ = [
    "FUNCTIONS",
    "MAX_BITS",
    "MAX_STEPS",
    "Budget",
    "FormulaError",
    "Function",
    "Value",
    "brief",
    "describe_functions",
    "is_number",
    "size",
    "sound",
]

"""One way to read a question as a sum of stated figures."""

from dataclasses import dataclass

from bot.known_figures import Known
from bot.sums import Sum

# An operand needs this many positions of the question for itself.
OWN_PLACES = 2
# The sum that an operation does over two figures.
SUM_OF: dict[str, Sum] = {
    "difference": "difference",
    "compare": "difference",
    "remainder": "difference",
    "excluding": "difference",
    "sum": "sum",
    "share": "ratio",
    "multiple": "multiple",
    "growth": "growth",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a question.

    Attributes:
        operation: see `vocabulary/arithmetic.toml`.
        how: the sum to be done over the operands.
        operands: in the order of the sum.
        printed: the figure that the source gives for the result.
        places: positions of the question that the operands explain.
        fit: what tells readings apart that explain as much; higher is better.
    """

    operation: str
    how: Sum
    operands: tuple[Known, ...]
    places: frozenset[int]
    printed: Known | None = None
    fit: tuple[float, ...] = ()

"""The numbers of the evidence that a number of a text may be, and which of them it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.verify.clauses import Clause, Weights
from bot.verify.numbers import Number
from bot.verify.reading import Cited

# Digits behind the point that a share is compared to.
_MOST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of the evidence with the words around it.

    Attributes:
        n: the item that it is in.
        unit: counts the statements of what is cited, so that those of one statement are told.
        of_source: it is of a title or its date.
    """

    n: int
    number: Number
    near: Weights
    context: Weights
    clause: Clause
    unit: int = 0
    of_source: bool = False


def read_candidates(cited: Cited, clauses: Sequence[Clause]) -> Iterator[Candidate]:
    """The numbers of what is cited, those in the rows of the organisations that some clauses name among them."""
    for number, unit in enumerate(cited.units(clauses)):
        for clause in unit.clauses:
            for atom in clause.atoms:
                yield Candidate(
                    unit.n, atom.number, clause.own | atom.near, clause.context, clause, number, unit.of_source
                )


def is_same(said: Number, known: Number) -> bool:
    """Whether two numbers are one; a date is the same as a longer one that it begins."""
    if said.kind == "date" or known.kind == "date":
        return said.kind == known.kind and known.date[: len(said.date)] == said.date and said.limit == known.limit
    if said.kind != known.kind or said.limit != known.limit:
        return _rounds(said, known)
    return abs(said.value - known.value) < 1e-6


def is_enumerator(said: Number, known: Candidate) -> bool:
    """第二项 stands for what the source numbers (2)."""
    alone = known.clause.text.strip() == f"{said.value:g}"
    return said.kind == "ordinal" and known.number.kind == "count" and alone and said.value == known.number.value


def _rounds(said: Number, known: Number) -> bool:
    """约 15.7% stands for 15.73%."""
    if said.kind != known.kind or said.limit != "about" or known.limit or said.kind != "percent":
        return False
    return any(abs(round(known.value, digits) - said.value) < 1e-9 for digits in range(_MOST_DIGITS + 1))

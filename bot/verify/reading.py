"""Evidence as clauses, read once, and what of it some markers stand for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.verify.clauses import Atom, Clause, Weights, prepare, read_clauses
from bot.verify.evidence import Evidence, Item, row_unit
from bot.verify.known import Known
from bot.verify.pairs import pair_levels

# A marker's item is found to be as near as the nearest one if it comes to this share of its likeness.
_AS_NEAR = 0.9


@dataclass(frozen=True, slots=True)
class Unit:
    """A statement of an item, read; `of_source` where it is the item's title and date."""

    n: int
    clauses: tuple[Clause, ...]
    of_source: bool = False


class ReadItem:
    """An item with its statements read."""

    def __init__(self, item: Item, known: Known) -> None:
        self.item = item
        self._known = known
        self._rows: dict[str, Unit] = {}
        sources = (self._read(text, of_source=True) for text in self._sources())
        self.units = (*(self._read(unit) for unit in item.units), *sources)

    def _sources(self) -> list[str]:
        kinds = "、".join(self.item.kinds)
        return list(dict.fromkeys(f"{kinds}《{c.title}》截至 {c.as_of or ''}" for c in self.item.citations))

    def _read(self, text: str, of_source: bool = False) -> Unit:
        return Unit(self.item.n, read_clauses(text, self._known), of_source)

    def row(self, core: str) -> Unit | None:
        """The row of an organisation that the item's list holds."""
        if core in self.item.rows and core not in self._rows:
            self._rows[core] = self._read(row_unit(self.item.rows[core]))
        return self._rows.get(core)

    @cached_property
    def text(self) -> str:
        """All that it says, as compared."""
        return re.sub(r"\s+(?![a-z])|(?<![a-z])\s+", "", prepare(" ".join((*self.item.units, *self._sources()))))

    @cached_property
    def words(self) -> frozenset[str]:
        """Its Latin words."""
        return frozenset(re.findall(r"[a-z][a-z0-9.+&'-]*[a-z0-9+]|[a-z]", self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The cores of all names in its statements."""
        return frozenset(v for unit in self.units for c in unit.clauses for name in c.names for v in name.values)

    def says(self, word: str) -> bool:
        """Whether a word stands in it."""
        return word in self.words if word.isascii() and word.isalpha() else word in self.text

    def knows(self, core: str) -> bool:
        """Whether it speaks of an organisation."""
        return core in self.names or core in self.item.rows


class ReadEvidence:
    """All evidence of a conversation's answer, each item read when it is first cited."""

    def __init__(self, evidence: Evidence, known: Known) -> None:
        self._evidence = evidence
        self._known = known
        self._read: dict[int, ReadItem] = {}

    def item(self, n: int) -> ReadItem | None:
        """An item by its number."""
        item = self._evidence[n]
        if item and n not in self._read:
            self._read[n] = ReadItem(item, self._known)
        return self._read.get(n)

    def cited(self, markers: Iterable[int]) -> "Cited":
        """What some markers stand for."""
        return Cited(tuple(item for n in markers if (item := self.item(n))))

    @property
    def all(self) -> "Cited":
        """Every item."""
        return self.cited(item.n for item in self._evidence.items)


@dataclass(frozen=True)
class Cited:
    """The items that a statement cites."""

    items: tuple[ReadItem, ...]

    def units(self, named: Sequence[Clause] = ()) -> Iterator[Unit]:
        """Their statements, and the rows of the organisations that some clauses name."""
        cores = {value for clause in named for name in clause.names for value in name.values}
        for item in self.items:
            yield from item.units
            yield from filter(None, (item.row(core) for core in cores))

    def knows(self, cores: Iterable[str]) -> bool:
        """Whether any speaks of an organisation that may bear one of some names."""
        return any(item.knows(core) for core in cores for item in self.items)

    def says(self, word: str) -> bool:
        """Whether a word stands in any."""
        return any(item.says(word) for item in self.items)

    def levels(self, named: Sequence[Clause] = ()) -> frozenset[str]:
        """All levels that they speak of."""
        units = self.units(named)
        return frozenset(v for unit in units for c in unit.clauses for level in c.levels for v in level.values)

    def pairs(self, named: Sequence[Clause]) -> set[tuple[str, str]]:
        """(organisation, level) as they state them."""
        return {pair for unit in self.units(named) for pair in pair_levels(unit.clauses).pairs}


def nearest(clause: Clause, units: Iterable[Unit]) -> list[tuple[Clause, Unit]]:
    """The clauses of evidence that a clause is most like, with their statements; none where it is like none."""
    scored = [(likeness(clause.context, e.context, clause.own, e.own), e, unit) for unit in units for e in unit.clauses]
    best = max((score for score, _, _ in scored), default=0.0)
    return [(e, unit) for score, e, unit in scored if score > 0 and score >= _AS_NEAR * best]


def likeness(context: Weights, other: Weights, own: Weights | None = None, other_own: Weights | None = None) -> float:
    """How much two stretches say the same: the sum over their common words of how much each tells in both.

    With the words of the stretches themselves, what one has more than the other takes a little away.
    """
    common = context.keys() & other.keys()
    score = sum(context[word] * other[word] for word in common)
    if own is not None and other_own is not None and score:
        score -= 0.05 * len(own.keys() ^ other_own.keys())
    return score


def context_of(atom: Atom, clause: Clause) -> Weights:
    """The words around a number with how much each tells."""
    return clause.context | atom.near

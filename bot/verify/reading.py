"""Evidence as clauses, read once, and what of it some markers stand for."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.verify.clauses import Clause, Weights, prepare, read_clauses
from bot.verify.evidence import Evidence, Item, row_unit
from bot.verify.known import Known
from bot.verify.pairs import pair_levels

# A marker's item is found to be as near as the nearest one if it comes to this share of its likeness.
_AS_NEAR = 0.9
_CONTEXT_SHARE = 0.2


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
        return _close_up(" ".join((*self.item.units, *self._sources())))

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

    def heads(self, word: str) -> bool:
        """Whether a word stands in a heading above it."""
        return word in self._headings

    def neighbours(self, word: str) -> bool:
        """Whether a word stands in a passage beside it, other than as what that passage is of."""
        return any(word in text for text in self._beside) and not any(text.startswith(word) for text in self._beside)

    @cached_property
    def _headings(self) -> str:
        return _close_up(self.item.headings)

    @cached_property
    def _beside(self) -> tuple[str, ...]:
        return tuple(map(_close_up, self.item.beside))

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

    def heads(self, word: str) -> bool:
        """Whether a word stands in a heading above any."""
        return any(item.heads(word) for item in self.items)

    def neighbours(self, word: str) -> bool:
        """Whether a word stands in a passage beside any."""
        return any(item.neighbours(word) for item in self.items)

    def levels(self, named: Sequence[Clause] = ()) -> frozenset[str]:
        """All levels that they speak of."""
        units = self.units(named)
        return frozenset(v for unit in units for c in unit.clauses for level in c.levels for v in level.values)

    def pairs(self, named: Sequence[Clause]) -> set[tuple[str, str]]:
        """(organisation, level) as they state them."""
        return {pair for unit in self.units(named) for pair in pair_levels(unit.clauses).pairs}


def _close_up(text: str) -> str:
    """A text as compared, without the blanks between Chinese words."""
    return re.sub(r"\s+(?![a-z])|(?<![a-z])\s+", "", prepare(text))


def nearest(clause: Clause, units: Iterable[Unit]) -> list[tuple[float, Clause, Unit]]:
    """The clauses of evidence that a clause is most like, best first; none where it is like none.

    Bare numbers, as those of a sum, are like words in nothing.
    """
    told = [(e, unit) for unit in units if not unit.of_source for e in unit.clauses if e.own or not clause.own]
    scored = [(_agreement(clause, e), e, unit) for e, unit in told]
    best = max((score for score, _, _ in scored), default=0.0)
    found = [(score, e, unit) for score, e, unit in scored if score > 0 and score >= _AS_NEAR * best]
    return sorted(found, key=lambda each: -each[0])


def opposite(clause: Clause, units: Iterable[Unit]) -> Clause | None:
    """The clause of evidence that a clause agrees with best, if it says the contrary as to 不, 没 and 未."""
    if not _tells(clause):
        return None
    scored = [(_agreement(clause, e), e) for unit in units if not unit.of_source for e in unit.clauses if _tells(e)]
    same = max((score for score, e in scored if e.negative == clause.negative), default=0.0)
    other, found = max(
        ((s, e) for s, e in scored if e.negative != clause.negative), key=lambda p: p[0], default=(0.0, None)
    )
    return found if other > 0 and other >= _AS_NEAR * same else None


def _tells(clause: Clause) -> bool:
    """Whether a clause says more than a date."""
    return bool(clause.own) or any(atom.number.kind != "date" for atom in clause.atoms)


def _agreement(clause: Clause, other: Clause) -> float:
    """How much two clauses speak of the same: the cosine of their own words and numbers, and a little for those before."""
    return _cosine(clause.said, other.said) + _CONTEXT_SHARE * _cosine(clause.context, other.context)


def _cosine(one: Weights, other: Weights) -> float:
    common = sum(one[word] * other[word] for word in one.keys() & other.keys())
    if not common:
        return 0.0
    return common / math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))


def likeness(one: Weights, other: Weights) -> float:
    """How much two stretches speak of the same, 0 to 1: the cosine of the weights of their words."""
    return _cosine(one, other)

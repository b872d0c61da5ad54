"""What is said of ranked evidence: the best piece, completed, and others for what it leaves out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.coverage import Coverage
from bot.features import Candidate
from bot.kinds import figure_unit, list_lacking
from bot.outline import Outline
from bot.terms import Need
from bot.twins import find_twins, subject_core
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

_CLEARLY_MORE = 0.05
_MOST_COMPLEMENTS = 3
_CLAUSE = re.compile("[,、;:?]|和|以及|\\band\\b")
# Below this share of a question's words (by weight) nothing in the sources is even near: it is about something else.
NEAR = 0.25
# What is reached is rather asked for than what was aimed at, all else being equal.
_REACHED = 0.01
# A name is said if so much of it is.
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score among the candidates of its question (log-odds; higher is better)."""

    candidate: Candidate
    rank_score: float
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def cover(self) -> float:
        """The share of the question's words, by weight, that stand in it or above it."""
        return self.features.get("context_cover", 0.0)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said in answer: candidates, the best one first.

    Attributes:
        cover: the share of the question's words, by weight, that they cover together.
        missing: how many names of the question they leave out.
    """

    candidates: tuple[Candidate, ...]
    cover: float
    missing: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How far behind the best candidate further ones are taken: in rank, in log-odds, and how many words more they cover."""

    ranks: int
    scores: float
    gain: float


_ONE = Reach(8, 3.0, 0.85)
_SEVERAL = Reach(16, 9.0, 0.4)


class Teller:
    """Chooses what is said, from one index.

    Args:
        figures: the figures that chunks state, by the id of the chunk.
    """

    def __init__(self, figures: Mapping[str, Sequence[Chunk]], outline: Outline, coverage: Coverage) -> None:
        self._figures, self._outline, self._coverage = figures, outline, coverage
        self._all_figures = tuple(figure for found in figures.values() for figure in found)

    def above(self, candidate: Candidate) -> Chunk | None:
        """The point or heading that a candidate belongs to."""
        chunk = candidate.chunk
        above = [c for c in self._outline.above(chunk) if c.kind == "heading" or c.label]
        labelled = [c for c in above if c.label and c.kind != "heading"]
        return labelled[0] if labelled else above[-1] if above else None

    def figure_of(self, need: Need, candidate: Candidate) -> Chunk | None:
        """The figure that a candidate is or, of those that it states, speaks most of what the question names."""
        own = self._own_figures(candidate)

        def closeness(figure: Chunk) -> float:
            covered = float(self._coverage.covers(need, normalise_text(figure.text)).sum())
            return covered + figure_unit(need, figure) / 2 + _REACHED * ("已" in figure.figure.subject)

        return max(own, key=closeness, default=None)

    def twins(self, need: Need, candidate: Candidate) -> list[Chunk]:
        """Other places' values of the figure that is asked for."""
        best = self.figure_of(need, candidate)
        asked = need.is_quantity or candidate.chunk.kind == "item"
        if not asked or not best or candidate.members:
            return []
        named = [figure for figure in self._own_figures(candidate) if need.says(subject_core(figure))]
        found = {twin.id: twin for figure in named or [best] for twin in find_twins(figure, self._all_figures)}
        return list(found.values())

    def _own_figures(self, candidate: Candidate) -> Sequence[Chunk]:
        return [candidate.chunk] if candidate.chunk.figure else self._figures.get(candidate.chunk.id, [])

    def twins_of_all(self, need: Need, told: Sequence[Candidate]) -> tuple[Chunk, ...]:
        """Other places' values of the figures that are told, none of which is told itself."""
        own = {chunk.id for candidate in told for chunk in candidate.chunks}
        found = {twin.id: twin for candidate in told for twin in self.twins(need, candidate)}
        return tuple(twin for twin in found.values() if not {twin.id, twin.parent} & own)

    def complete(self, need: Need, candidate: Candidate) -> Candidate:
        """A candidate with what it says nothing without: the list that it is one item of, where several things are asked
        for and it names only one; of a row of a table the one column that is asked for, or all."""
        chunk = candidate.chunk
        if candidate.members or chunk.kind != "item":
            return candidate
        if cells := self._cells(chunk):
            asked = _asked_cell(need, cells)
            return replace(candidate, chunk=asked) if asked else replace(candidate, members=cells)
        above = self._outline.above(chunk)
        if (
            not above
            or "list" not in need.asks
            or not self._coverage.covers(need, normalise_text(above[-1].text)).any()
        ):
            return candidate  # what is asked for are several things, but not those of this list
        if not list_lacking(need, normalise_text(candidate.text), is_list=False):
            return candidate
        members = tuple(self._outline.listed(above[-1], need))
        return replace(candidate, chunk=above[-1], members=members) if chunk in members else candidate

    def _cells(self, chunk: Chunk) -> tuple[Chunk, ...]:
        """The figures of a row of a table, whose columns are named elsewhere; none for what is no such row."""
        figures = self._figures.get(chunk.id, [])
        texts = [figure.text for figure in figures]
        cells = [f for f in figures if not any(text != f.text and text.startswith(f.text) for text in texts)]
        elsewhere = any(cell.figure.measure not in chunk.text for cell in cells)
        return tuple(cells) if elsewhere and len(cells) > 1 else ()

    def tell(self, need: Need, ranked: Sequence[Scored]) -> Told:
        """The best candidate with those beside it that speak of what the question names and those before do not."""
        if not ranked or not need.terms:
            return Told(tuple(one.candidate for one in ranked[:1]), 0.0, 0.0)
        if apart := self._one_a_document(need, ranked):
            return apart
        reach = _SEVERAL if need.several else _ONE
        close = [one for one in ranked[: reach.ranks] if one.rank_score >= ranked[0].rank_score - reach.scores]
        if need.several:
            close = [one for one in close if self._is_beside(one.candidate, ranked[0].candidate)]
        texts = [normalise_text(one.candidate.text) if need.several else self.all_text(one.candidate) for one in close]
        need = self._coverage.to_the_point(need, " ".join(texts))
        names = np.array([need.several or term.role == "name" for term in need.terms] or [False])
        chosen = _choose([self._coverage.covers(need, text)[names] for text in texts], reach.gain)
        found = [close[i].candidate for i in chosen]
        return self._told(need, [one for one in found if not any(_holds(other, one) for other in found)], names)

    def _told(self, need: Need, found: Sequence[Candidate], names: np.ndarray, least: bool = False) -> Told:
        """What candidates cover together, or, if `least`, every one of them."""
        covers = [self._coverage.covers(need, self.all_text(candidate)) for candidate in found]
        cover = (np.minimum if least else np.maximum).reduce(covers)
        weights = self._coverage.weights(need)
        return Told(tuple(found), float(cover @ weights / weights.sum()), float((1 - cover[names]).sum()))

    def _one_a_document(self, need: Need, ranked: Sequence[Scored]) -> Told | None:
        """The best candidate of every kind of document, where a question names several and all have one."""
        if len(need.documents) < 2 or not ranked:
            return None
        one = self._one_figure if need.is_quantity else lambda _, candidate: candidate
        fitting = [candidate for scored in ranked if (candidate := one(need, scored.candidate))]
        found: dict[str, Candidate] = {}
        # Scores compare within a document; in another one than the best is from, what has most of the words is taken.
        for candidate in [*fitting[:1], *sorted(fitting, key=lambda one: self._said(need, one), reverse=True)]:
            found.setdefault(self._coverage.kind_of(candidate.chunk), candidate)
        if not need.documents <= found.keys():
            return None
        told = tuple(candidate for kind, candidate in found.items() if kind in need.documents)
        names = np.array([term.role == "name" for term in need.terms] or [False])
        return self._told(need, told, names, least=True)

    def _one_figure(self, need: Need, candidate: Candidate) -> Candidate | None:
        """A candidate that states a figure, or that member of a list which has most of the question's words and states one."""
        if not candidate.members:
            return candidate if self.figure_of(need, candidate) else None
        members = [replace(candidate, chunk=member, members=()) for member in candidate.members]
        stating = [member for member in members if self.figure_of(need, member)]
        return max(stating, key=lambda member: self._own_cover(need, member), default=None)

    def _said(self, need: Need, candidate: Candidate) -> tuple[bool, float]:
        """Whether a name of the question stands in a candidate itself, and about what share of all its words."""
        names = np.array([term.role == "name" for term in need.terms], dtype=bool)
        named = self._coverage.covers(need, normalise_text(candidate.text))[names]
        return bool(named.max(initial=0.0) >= _HALF), round(self._own_cover(need, candidate), 1)

    def _own_cover(self, need: Need, candidate: Candidate) -> float:
        """The share of the question's words, by weight, that stand in a candidate itself."""
        weights = self._coverage.weights(need)
        return float(self._coverage.covers(need, normalise_text(candidate.text)) @ weights / weights.sum())

    def _is_beside(self, candidate: Candidate, best: Candidate) -> bool:
        """Whether a candidate stands on the same slide, or in the same document where that has none."""
        one, other = candidate.chunk, best.chunk
        return one.source == other.source and (
            one.kind == other.kind == "sentence" or one.section[:2] == other.section[:2]
        )

    def all_text(self, candidate: Candidate) -> str:
        """The words of a candidate with those of the headings above it, normalised."""
        return f"{self._coverage.above(candidate.chunk)} {normalise_text(candidate.text)}"


def _asked_cell(need: Need, cells: Sequence[Chunk]) -> Chunk | None:
    """That of a row whose column is all that a question asks for; None where it may ask for more."""
    if need.leaned or need.several or len(_CLAUSE.findall(need.question.rstrip("?。 "))) > 0:
        return None
    named = [cell for cell in cells if _column(cell) and need.says(_column(cell))]
    return named[0] if len(named) == 1 else None


def _column(cell: Chunk) -> str:
    """The head of the column that a figure of a table stands in; what follows it is of a part (含古籍)."""
    return "".join(cell.figure.measure.split()[:1])


def _holds(whole: Candidate, part: Candidate) -> bool:
    """Whether a candidate says all that another one says, and more."""
    return {chunk.id for chunk in part.chunks} < {chunk.id for chunk in whole.chunks}


def _choose(covers: Sequence[np.ndarray], least_gain: float) -> list[int]:
    """Which pieces are said: the first, and as long as one covers so much more of the question, that which covers most.

    Args:
        covers: (n_terms,) a piece, best first, the share of each word that it covers.
    """
    told, chosen = covers[0], [0]
    while len(chosen) <= _MOST_COMPLEMENTS:
        gains = [float(np.maximum(cover - told, 0).sum()) for cover in covers]
        best = next(i for i, gain in enumerate(gains) if gain > max(gains) - _CLEARLY_MORE)
        if gains[best] <= least_gain:
            break
        chosen.append(best)
        told = np.maximum(told, covers[best])
    return chosen

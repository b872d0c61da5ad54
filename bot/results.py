"""What a query found, before it is put into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.arithmetic import Computation
from bot.features import Candidate
from bot.query import Query
from bot.rosters import Roster
from bot.selection import Selection
from bot.telling import Scored
from ingest.chunks import Chunk


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave.

    Attributes:
        roster: the list that was computed over.
        rows: the complete rows of a set, in printed order; of all sets of a comparison.
        parts: the rows of each set of a comparison.
        older: the edition that was compared with, for changes; None when there is none.
        whole: number of rows that a share is a share of.
        groups: number of rows by level, by the day on which agreements end, or by place; the largest first.
        placeless: how many rows of the list tell no place, when a place was asked for.
        evidence: candidates of a search, best supported first.
        told: what is said of the evidence: the best piece, and others for what it leaves out.
        twins: what other places state of the same thing, with another value.
        gap: the number of a list and that of its only twin, the larger first, where their difference is asked for.
        above: the point or heading that the best evidence belongs to, where that is asked for.
        spellings: the ways in which a source writes a word of the question, each with its first place.
        support: the probability that the best of them answers, 0 to 1.
        supported: whether that is enough to answer with.
        computation: figures computed from stated ones, which answer before any evidence.
        selection: lists of the prose, or what of them was chosen, which answer so as well.
    """

    query: Query
    roster: Roster | None = None
    rows: tuple[Chunk, ...] = ()
    parts: tuple[tuple[Chunk, ...], ...] = ()
    older: Roster | None = None
    whole: int = 0
    groups: tuple[tuple[str, int], ...] = ()
    placeless: int = 0
    evidence: tuple[Scored, ...] = ()
    told: tuple[Candidate, ...] = ()
    twins: tuple[Chunk, ...] = ()
    gap: tuple[float, ...] = ()
    above: Chunk | None = None
    spellings: Mapping[str, Chunk] = field(default_factory=dict)
    support: float = 0.0
    supported: bool = False
    computation: tuple[Computation, ...] = ()
    selection: Selection | None = None

"""Runs a query: over the records, exactly, or over the prose, by retrieval."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.arithmetic import Computation, read_computation
from bot.conditions import Condition, EndsBetween, InPlace, LevelIn
from bot.features import Candidate
from bot.figure_names import FigureNames
from bot.imprint import Imprints
from bot.leaning import is_short, lean_on
from bot.lexicon import squeeze
from bot.places import count_placeless, division_of
from bot.query import Edge, Query
from bot.retrieve import HybridRetriever
from bot.rosters import Roster, Rosters
from bot.support import SupportScorer
from bot.telling import Scored
from bot.terms import Need, NeedReader
from bot.twins import subject_core
from bot.variants import Variants
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.index import Index
from ingest.manifest import Source

# Support from which on prose answers what was asked of the lists.
_SURE = 0.8


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
        above: the point or heading that the best evidence belongs to, where that is asked for.
        spellings: the ways in which a source writes a word of the question, each with its first place.
        support: the probability that the best of them answers, 0 to 1.
        supported: whether that is enough to answer with.
        computation: figures computed from stated ones, which answer before any evidence.
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
    above: Chunk | None = None
    spellings: Mapping[str, Chunk] = field(default_factory=dict)
    support: float = 0.0
    supported: bool = False
    computation: tuple[Computation, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the prose has for a question, before it is decided whether that answers it.

    Attributes:
        ranked: candidates, best first.
        vector: (dim,) of the question.
        certain: evidence that needs no weighing; None where there is none.
        computed: what is computed from stated figures; then nothing was searched.
    """

    need: Need
    ranked: Sequence[Scored] = ()
    vector: Sequence[float] = ()
    spellings: Mapping[str, Chunk] = field(default_factory=dict)
    certain: Scored | None = None
    computed: tuple[Computation, ...] = ()


class Executor:
    """Answers queries from one index; the prose is made searchable at the first search.

    Args:
        index: the published index.
        rosters: its lists.
        sources: what each file says about itself, by file name.
    """

    def __init__(self, index: Index, rosters: Rosters, sources: Mapping[str, Source]) -> None:
        self._rosters = rosters
        self.prose = ProseSearch(index, sources)

    def run(self, query: Query) -> Result:
        """The result of any query."""
        if query.operation == "search":
            return self.prose.run(query)
        if self._is_untold(query) and (computed := self.prose.compute(query.search_text)):
            return Result(query, computation=computed)
        if query.operation == "unstated" and not query.required:
            # What no list states the prose may: 怎样才算成员馆.
            found = self.prose.run(replace(query, operation="search"))
            return found if found.support > _SURE else Result(query)
        if not query.is_set:
            return Result(query)
        roster = self._rosters.edition(query.lists[0], query.edition)
        if query.operation == "changes":
            return self._compare_editions(query, roster)
        if query.operation == "compare":
            return self._compare_sets(query, roster)
        rows = _select(roster.rows, query.conditions)
        if query.edges:
            rows = tuple(row for edge in query.edges for row in _at_edge(rows, edge))
        return Result(
            query,
            roster,
            rows,
            whole=len(_select(roster.rows, query.conditions[: query.base])),
            groups=_group_rows(rows, query),
            placeless=_count_undivided(rows, query) or _count_placeless(roster, query.conditions),
            twins=self._figures_beside(query),
        )

    def _is_untold(self, query: Query) -> bool:
        """Whether no list tells what is asked; it may be a sum of what the prose states (覆盖学校离1800所还差多少所)."""
        if query.operation == "changes":
            return self._rosters.before(self._rosters.edition(query.lists[0], query.edition)) is None
        return query.operation == "unstated"

    def _compare_sets(self, query: Query, roster: Roster) -> Result:
        parts = tuple(_select(self._rosters.lists[part.list_id].rows, part.conditions) for part in query.parts)
        rows = tuple({row.id: row for part in parts for row in part}.values())
        conditions = [condition for part in query.parts for condition in part.conditions]
        return Result(query, roster, rows, parts=parts, placeless=_count_placeless(roster, conditions))

    def _compare_editions(self, query: Query, roster: Roster) -> Result:
        """Rows that joined or left since the edition before, or that are in both at another level."""
        old = self._rosters.before(roster)
        if old is None:
            return Result(query, roster)
        pairs = [(row, old.by_key.get(key)) for key, row in roster.by_key.items()]
        if query.change == "joined":
            rows = [row for row, before in pairs if before is None]
        elif query.change == "left":
            rows = [row for key, row in old.by_key.items() if key not in roster.by_key]
        else:
            rows = [row for row, before in pairs if before and before.row.level != row.row.level]
        return Result(query, roster, _select(rows, query.conditions), older=old)

    def _figures_beside(self, query: Query) -> tuple[Chunk, ...]:
        """Other figures that the prose states of what a whole list is of: it may be another number at another date."""
        if query.operation != "count" or query.conditions:
            return ()
        words = {squeeze(word) for word in load_vocabulary("roster")["lists"].get(query.lists[0], ())}
        return tuple(figure for figure in self.prose.figures if subject_core(figure) in words)


def _at_edge(rows: Sequence[Chunk], edge: Edge) -> Sequence[Chunk]:
    """The first or last of some rows, or all whose names are the longest or shortest; none of no rows."""
    if edge in ("first", "last"):
        return rows[:1] if edge == "first" else rows[-1:]
    lengths = [len(row.row.name) for row in rows]
    return [row for row in rows if len(row.row.name) == (max if edge == "longest" else min)(lengths)]


def _count_undivided(rows: Sequence[Chunk], query: Query) -> int:
    """How many rows are in no group, for their names tell no place of the kind that is grouped by."""
    return sum(not division_of(row.row.name, query.by) for row in rows) if query.by else 0


def _count_placeless(roster: Roster, conditions: Sequence[Condition]) -> int:
    asks_place = any(isinstance(condition, InPlace) for condition in conditions)
    return count_placeless(row.row.name for row in roster.rows) if asks_place else 0


def _select(rows: Iterable[Chunk], conditions: Sequence[Condition]) -> tuple[Chunk, ...]:
    return tuple(row for row in rows if all(condition.holds(row) for condition in conditions))


def _group_rows(rows: Sequence[Chunk], query: Query) -> tuple[tuple[str, int], ...]:
    """Counts by what the list says of a row, for groups, extremes, and sums over several levels."""
    several = any(isinstance(c, LevelIn) and (len(c.levels) > 1 or c.negated) for c in query.conditions)
    several = several or any(isinstance(c, EndsBetween) for c in query.conditions)
    if query.by:
        return tuple(Counter(filter(None, (division_of(row.row.name, query.by) for row in rows))).most_common())
    if query.operation not in ("group", "extreme") and not (several and query.operation == "count"):
        return ()
    return tuple(Counter(row.row.level or str(row.row.agreement_end or "") for row in rows).most_common())


def _leans(turns: Sequence[str], leans: bool) -> bool:
    """Whether the last of some turns may lean on the one before it, as it opens or ends so or is short."""
    return len(turns) > 1 and (leans or is_short(turns[-1]))


def _asks_how_written(need: Need) -> bool:
    return any(word in need.question for word in load_vocabulary("search")["written"]["words"])


def _speaks_of(scored: Scored, required: Sequence[Sequence[str]]) -> bool:
    """Whether evidence holds a word of every kind that it must."""
    text = squeeze(scored.candidate.text)
    return all(any(word in text for word in words) for words in required)


class ProseSearch:
    """Search over headings, sentences and slide items, set up when it is first needed."""

    def __init__(self, index: Index, sources: Mapping[str, Source]) -> None:
        self._index = index
        self._sources = sources
        self.figures = tuple(chunk for chunk in index.chunks if chunk.figure)
        self.variants = Variants(())
        self._imprints = Imprints((chunk for chunk in index.chunks if chunk.kind == "source"), index.prose)
        self._ready: tuple[NeedReader, HybridRetriever, SupportScorer, FigureNames] | None = None

    def prepare(self) -> None:
        """Build the keyword index and the scorer; a fraction of a second, once."""
        if self._ready is None:
            prose = self._index.prose
            reader = NeedReader((chunk.text for chunk in prose), self._sources.values())
            scorer = SupportScorer(
                prose, self.figures, self._sources, self._index.vectors, self._index.info.embedding_model
            )
            self.variants = Variants(prose)
            self._ready = reader, HybridRetriever(self._index), scorer, FigureNames(self.figures, self._sources)

    @property
    def scorer(self) -> SupportScorer:
        """What weighs candidates."""
        self.prepare()
        return self._ready[2]

    def need(self, question: str) -> Need:
        """What a question by itself needs."""
        self.prepare()
        return self._need([question], leans=False)

    def weigh(self, query: Query) -> Weighed:
        """The candidates for a question in plain words, completed by those before it, with what needs no weighing."""
        turns = [*query.earlier, query.search_text]
        need = self._need(turns, query.leans)
        if computed := self._compute(need, turns):
            return Weighed(need, computed=computed)
        ranked, vector = self._rank(need, turns, query.leans)
        spellings = self.variants.of(need.question)
        return Weighed(need, ranked, vector, spellings, self._certain(need, ranked, spellings))

    def run(self, query: Query) -> Result:
        """A figure computed, or else what answers a question in plain words, or is nearest to it."""
        self.prepare()
        weighed, scorer = self.weigh(query), self.scorer
        if weighed.computed:
            return Result(query, computation=weighed.computed)
        need, ranked = weighed.need, list(weighed.ranked)
        told = scorer.teller.tell(need, ranked)
        fits = bool(ranked) and _speaks_of(ranked[0], query.required)
        support = scorer.support(ranked, told, weighed.vector) if fits else 0.0
        pieces = told.candidates
        if certain := weighed.certain:
            ranked, support = [certain, *(scored for scored in ranked if scored is not certain)], 1.0
            pieces = (certain.candidate,)
        if pieces:
            pieces = tuple(scorer.teller.complete(need, piece) for piece in pieces)
            ranked[0] = replace(ranked[0], candidate=pieces[0])
        return Result(
            query,
            evidence=tuple(ranked),
            told=pieces,
            twins=tuple(scorer.teller.twins(need, pieces[0])) if pieces else (),
            above=scorer.teller.above(pieces[0]) if pieces and "belongs" in need.asks else None,
            spellings=weighed.spellings,
            support=support,
            supported=support >= scorer.threshold,
        )

    def _certain(self, need: Need, ranked: Sequence[Scored], spellings: Mapping[str, Chunk]) -> Scored | None:
        """What needs no weighing: both spellings of a word that are asked about, a document's imprint, a definition …"""
        _, _, scorer, _ = self._ready
        both = len(spellings) > 1 and (_asks_how_written(need) or all(word in need.question for word in spellings))
        found = next(iter(spellings.values())) if both else self._imprints.find(need)
        return Scored(Candidate(found, (), 0.0, 0.0, 1), 0.0) if found else scorer.certain(need, ranked)

    def compute(self, question: str) -> tuple[Computation, ...]:
        """What a question by itself wants computed of stated figures; needs no vector."""
        self.prepare()
        return self._compute(self._need([question], leans=False), [question])

    def _rank(self, need: Need, turns: Sequence[str], leans: bool) -> tuple[list[Scored], list[float]]:
        """The candidates for the last of some turns, best first, and the vector of the question."""
        _, retriever, scorer, _ = self._ready
        found = retriever.search(" ".join(turns[-2:] if _leans(turns, leans) else turns[-1:]), need)
        return scorer.rank(need, found.hits, found.vector), found.vector

    def _compute(self, need: Need, turns: Sequence[str]) -> tuple[Computation, ...]:
        """What is computed from figures that the question names, or that the turns before it were about."""
        _, _, scorer, names = self._ready
        computed = read_computation(need, turns[-1], names)
        if computed or len(turns) == 1 or not is_short(turns[-1]):
            return computed
        spoken_of: list[Chunk] = []
        for position in range(1, len(turns)):
            earlier = self._need(turns[:position], leans=True)
            ranked, _ = self._rank(earlier, turns[:position], leans=True)
            spoken_of += filter(None, [scorer.teller.figure_of(earlier, ranked[0].candidate)] if ranked else [])
        return read_computation(need, turns[-1], names, spoken_of=tuple(spoken_of))

    def _need(self, turns: Sequence[str], leans: bool) -> Need:
        """What the last of some turns needs."""
        reader, _, _, _ = self._ready
        need = self.variants.add_to(reader.read(turns[-1]))
        if not _leans(turns, leans):
            return need
        return lean_on(need, self._need(turns[:-1], leans=True), leans)

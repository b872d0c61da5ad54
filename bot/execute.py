"""Runs a query: over the records, exactly, or over the prose, by retrieval."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.query import Query
from bot.retrieve import HybridRetriever
from bot.rosters import Roster, Rosters
from bot.support import Scored, SupportScorer
from bot.terms import NeedReader
from ingest.chunks import Chunk
from ingest.index import PROSE_KINDS, Index
from ingest.manifest import Source


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave.

    Attributes:
        roster: the list that was computed over, for count, list and group.
        rows: the complete rows of a count or list.
        groups: number of rows by level, the largest first.
        evidence: candidates of a search, best supported first.
        support: the probability that the best of them answers, 0 to 1.
        supported: whether that is enough to answer with.
    """

    query: Query
    roster: Roster | None = None
    rows: tuple[Chunk, ...] = ()
    groups: tuple[tuple[str, int], ...] = ()
    evidence: tuple[Scored, ...] = ()
    support: float = 0.0
    supported: bool = False


class Executor:
    """Answers queries from one index; the prose is made searchable at the first search.

    Args:
        index: the published index.
        rosters: its lists.
        sources: what each file says about itself, by file name.
    """

    def __init__(self, index: Index, rosters: Rosters, sources: Mapping[str, Source]) -> None:
        self._rosters = rosters
        self._search = ProseSearch(index, sources)

    def run(self, query: Query) -> Result:
        """The result of any query."""
        if query.operation == "search":
            return self._search.run(query)
        if query.operation == "look_up":
            return Result(query)
        roster = self._rosters.lists[query.lists[0] if query.lists else "members"]
        rows = tuple(row for row in roster.rows if not query.levels or row.row.level in query.levels)
        groups = (
            tuple(Counter(row.row.level for row in rows).most_common()) if query.operation == "group" else ()
        )
        return Result(query, roster, rows, groups)


class ProseSearch:
    """Search over headings, sentences and slide items, set up when it is first needed."""

    def __init__(self, index: Index, sources: Mapping[str, Source]) -> None:
        self._index = index
        self._sources = sources
        self._ready: tuple[NeedReader, HybridRetriever, SupportScorer] | None = None

    def prepare(self) -> None:
        """Build the keyword index and the scorer; a fraction of a second, once."""
        if self._ready is None:
            prose: Sequence[Chunk] = [chunk for chunk in self._index.chunks if chunk.kind in PROSE_KINDS]
            reader = NeedReader(chunk.text for chunk in prose)
            self._ready = reader, HybridRetriever(self._index), SupportScorer(prose, self._sources)

    def run(self, query: Query) -> Result:
        """Candidates for a question in plain words."""
        self.prepare()
        reader, retriever, scorer = self._ready
        need = reader.read(query.search_text)
        ranked = tuple(scorer.rank(need, retriever.search(query.search_text, need)))
        support = scorer.support(ranked)
        return Result(query, evidence=ranked, support=support, supported=support >= scorer.threshold)

"""Runs a query: over the records, exactly, or over the prose, by retrieval."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.asks import names_list
from bot.conditions import Condition, EndsAmong, EndsBetween, InPlace, LevelIn
from bot.cues import read_cues
from bot.lexicon import squeeze
from bot.places import count_placeless, division_of
from bot.prose_search import ProseSearch
from bot.query import Edge, Query
from bot.results import Result
from bot.rosters import Roster, Rosters
from bot.twins import subject_core
from bot.vocabulary import load_vocabulary
from bot.wording import write_out
from ingest.chunks import Chunk
from ingest.index import Index
from ingest.manifest import Source
from ingest.normalise import normalise_text

# Support from which on prose answers what was asked of the lists.
_SURE = 0.9


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
            beside = self._list_beside_prose(query)
            return replace(self.run(beside), query=beside) if beside else self.prose.run(query)
        if self._is_untold(query) and (computed := self.prose.compute(query.search_text)):
            return Result(query, computation=computed)
        if query.operation == "unstated" and not query.required:
            # What no list states the prose may: 怎样才算成员馆.
            found = self.prose.run(replace(query, operation="search"))
            return found if found.support > _SURE and len(found.told) == 1 else Result(query)
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
        twins = self._figures_beside(query)
        return Result(
            query,
            roster,
            rows,
            whole=len(_select(roster.rows, query.conditions[: query.base])),
            groups=_group_rows(rows, query),
            placeless=_count_undivided(rows, query) or _count_placeless(roster, query.conditions),
            twins=twins,
            gap=self._gap(query, len(rows), twins),
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

    def _list_beside_prose(self, query: Query) -> Query | None:
        """A count of a list, where a question sets its number beside what the prose states: 幻灯片和名单各是多少."""
        if query.leans or not names_list(query.search_text):
            return None
        need = self.prose.need(query.search_text)
        beside = need.names_list and (need.documents or "differs" in need.asks) and need.is_quantity
        lists = query.lists or (self._rosters.levelled,)
        return replace(query, operation="count", lists=lists[:1], mentions=()) if beside and lists[0] else None

    def _figures_beside(self, query: Query) -> tuple[Chunk, ...]:
        """Other figures that the prose states of what a whole list is of, it may be another number at another date, and of
        what a question names in the documents that it names."""
        if query.operation != "count" or query.conditions:
            return ()
        words = {squeeze(word) for word in load_vocabulary("roster")["lists"].get(query.lists[0], ())}
        found = [figure for figure in self.prose.figures if subject_core(figure) in words]
        need = self.prose.need(query.search_text)
        if not need.documents:
            return tuple(found)
        wanted = [figure for figure in found if self.prose.kind_of(figure) in need.documents]
        own = [figure for figure in wanted if need.says(subject_core(figure))]
        kinds = need.documents - {self.prose.kind_of(figure) for figure in own}
        return (*own, *self.prose.figures_of(query, kinds)) if kinds else tuple(own)

    def _gap(self, query: Query, count: int, twins: Sequence[Chunk]) -> tuple[float, ...]:
        """The number of a list and the one exact figure that is set beside it, the larger first, where their difference is asked for."""
        exact = [twin.figure.value for twin in twins if not twin.figure.limit]
        if len(exact) != 1 or query.operation != "count":
            return ()
        need = self.prose.need(query.search_text)
        cues = read_cues(need, write_out(normalise_text(query.search_text)))
        return tuple(sorted((count, *exact), reverse=True)) if cues and "difference" in cues.operations else ()


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
    several = several or any(isinstance(c, EndsBetween | EndsAmong) for c in query.conditions)
    if query.by:
        return tuple(Counter(filter(None, (division_of(row.row.name, query.by) for row in rows))).most_common())
    if query.operation not in ("group", "extreme") and not (several and query.operation == "count"):
        return ()
    return tuple(Counter(row.row.level or str(row.row.agreement_end or "") for row in rows).most_common())

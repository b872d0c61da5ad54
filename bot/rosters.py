"""The lists as the bot knows them: rows by list and edition, and what is learned from them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from bot.conditions import match_key
from bot.names import NameIndex
from ingest.chunks import Chunk


class Roster:
    """One edition of a list: its heading and its rows in printed order."""

    def __init__(self, heading: Chunk, rows: Sequence[Chunk]) -> None:
        self.heading = heading
        self.rows = tuple(rows)
        self.id: str = heading.details["list"]
        self.edition: str = heading.details["edition"]

    @cached_property
    def title(self) -> str:
        """The heading without the date that stands in brackets behind it."""
        text = self.heading.text
        return text.replace("(", "（").split("（截")[0].strip()

    @cached_property
    def keys(self) -> frozenset[str]:
        """What its names are compared by with those of another list."""
        return frozenset(match_key(row.row.name) for row in self.rows)

    @cached_property
    def printed(self) -> frozenset[str]:
        """Its names as printed."""
        return frozenset(row.row.name for row in self.rows)

    @cached_property
    def names(self) -> NameIndex:
        """The names of this edition."""
        return NameIndex(self.rows)

    @cached_property
    def by_key(self) -> dict[str, Chunk]:
        """Rows by what names are compared by."""
        return {match_key(row.row.name): row for row in self.rows}


class Rosters:
    """All lists of an index.

    Args:
        chunks: every chunk of the index.
    """

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        headings: list[Chunk] = []
        rows: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in chunks:
            if chunk.kind == "heading" and "list" in chunk.details:
                headings.append(chunk)
            elif chunk.row:
                rows[chunk.parent].append(chunk)
        headings.sort(key=lambda chunk: chunk.details["edition"])
        self.editions = tuple(Roster(heading, rows[heading.id]) for heading in headings)
        # The newest edition of each list; the sort above lets it come last.
        self.lists = {roster.id: roster for roster in self.editions}

    def edition(self, list_id: str, edition: str = "") -> Roster:
        """A list in a certain edition, or its newest one."""
        return next((r for r in self.editions if r.id == list_id and r.edition == edition), self.lists[list_id])

    def before(self, roster: Roster) -> Roster | None:
        """The edition before another one of the same list; None for the oldest."""
        older = [other for other in self.editions if other.id == roster.id and other.edition < roster.edition]
        return older[-1] if older else None

    def rows_in(self, roster: Roster, names: Iterable[str], written: str) -> tuple[Chunk, ...]:
        """The rows of an edition that bear one of some names, else whatever it knows by what was written."""
        keys = {match_key(name) for name in names}
        return tuple(row for row in roster.rows if match_key(row.row.name) in keys) or roster.names.find(written).rows

    @cached_property
    def rows(self) -> tuple[Chunk, ...]:
        """The rows of the newest edition of every list."""
        return tuple(row for roster in self.lists.values() for row in roster.rows)

    @cached_property
    def names(self) -> NameIndex:
        """All names, ready to be looked up."""
        return NameIndex(self.rows)

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Every level that occurs, the most frequent first."""
        return tuple(level for level, _ in Counter(c.row.level for c in self.rows if c.row.level).most_common())

    @cached_property
    def levelled(self) -> str:
        """The id of the list that has levels, which questions about levels mean."""
        return next(
            (r.id for r in self.lists.values() if any(row.row.level for row in r.rows)),
            next(iter(self.lists), ""),
        )

    @cached_property
    def dated(self) -> str:
        """The id of the list whose rows end on a date, which questions about agreements mean."""
        return next((r.id for r in self.lists.values() if any(row.row.agreement_end for row in r.rows)), self.levelled)


def print_level(level: str) -> str:
    """A level as it is said: D → D 级, while 海外用户 stays as it is."""
    return f"{level} 级" if level.isascii() else level

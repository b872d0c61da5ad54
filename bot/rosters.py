"""The lists as the bot knows them: rows by list and edition, and the names and levels learned from them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.lexicon import Lexicon, squeeze
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk


class Roster:
    """One list in its newest edition: its heading and its rows in printed order."""

    def __init__(self, heading: Chunk, rows: Sequence[Chunk]) -> None:
        self.heading = heading
        self.rows = tuple(rows)
        self.id: str = heading.details["list"]

    @cached_property
    def has_levels(self) -> bool:
        return any(chunk.row.level for chunk in self.rows)


class Rosters:
    """All lists of an index.

    Args:
        chunks: every chunk of the index.
    """

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        headings: dict[str, Chunk] = {}
        rows: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in chunks:
            if chunk.kind == "heading" and "list" in chunk.details:
                headings[chunk.id] = chunk
            elif chunk.row:
                rows[chunk.parent].append(chunk)
        newest: dict[str, Chunk] = {}
        for heading in sorted(headings.values(), key=lambda chunk: chunk.details["edition"]):
            newest[heading.details["list"]] = heading
        self.lists = {list_id: Roster(heading, rows[heading.id]) for list_id, heading in newest.items()}

    @cached_property
    def rows(self) -> tuple[Chunk, ...]:
        """The rows of all lists."""
        return tuple(row for roster in self.lists.values() for row in roster.rows)

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Every level that occurs, the most frequent first."""
        counts: dict[str, int] = defaultdict(int)
        for chunk in self.rows:
            if chunk.row.level:
                counts[chunk.row.level] += 1
        return tuple(sorted(counts, key=lambda level: -counts[level]))

    @cached_property
    def names(self) -> dict[str, tuple[Chunk, ...]]:
        """Rows by squeezed name: the full name, and the name without an ending that people leave out."""
        found: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in self.rows:
            for name in _forms(chunk.row.name):
                found[name].append(chunk)
        return {name: tuple(chunks) for name, chunks in found.items()}

    def nearest(self, name: str, limit: int = 3) -> list[Chunk]:
        """Rows whose names are spelt most like the given one, best first; none when nothing comes near."""
        found = process.extract(
            squeeze(name), list(self.names), scorer=fuzz.ratio, limit=4 * limit, score_cutoff=60
        )
        unique = {chunk.row.name: chunk for key, _, _ in found for chunk in self.names[key][:1]}
        return list(unique.values())[:limit]

    def teach(self, lexicon: Lexicon) -> None:
        """Add all names and levels to a lexicon."""
        for name in self.names:
            lexicon.add("name", [name], name)
        for level in self.levels:
            lexicon.add("level", [level if len(level) > 2 else f"{level}级"], level)


def _forms(name: str) -> set[str]:
    words = load_vocabulary("roster")["organisations"]
    full = squeeze(name)
    forms = {full}
    for ending in words["dropped_ends"]:
        short = full.removesuffix(ending)
        if short != full and short.endswith(tuple(words["short_name_ends"])):
            forms.add(short)
        elif short == full and full.endswith(tuple(words["short_name_ends"])):
            forms.add(full + ending)
    return forms


def print_level(level: str) -> str:
    """A level as it is said: D → D 级, while 海外用户 stays as it is."""
    return f"{level} 级" if level.isascii() else level

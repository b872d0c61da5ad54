"""Finds members while their name is still being typed: whole, short, misspelt, in pinyin or by its initials."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.latin_names import romanise
from bot.lexicon import squeeze
from bot.name_forms import core_of
from bot.rosters import Rosters
from ingest.chunks import Chunk

How = Literal["exact", "alias", "spelling", "romanised", "part", "near"]

_LONGEST_TEXT = 60
# A single Latin letter begins half of all names.
_SHORTEST_LATIN = 2


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation: its rows in the newest edition of each list, and how it was found."""

    rows: tuple[Chunk, ...]
    how: How

    @property
    def name(self) -> str:
        """As the first of the lists prints it."""
        return self.rows[0].row.name


class MemberSearch:
    """Searches the newest edition of every list.

    Args:
        rosters: the lists.
    """

    def __init__(self, rosters: Rosters) -> None:
        self._rosters = rosters

    @cached_property
    def _cores(self) -> dict[str, tuple[Chunk, ...]]:
        cores: dict[str, list[Chunk]] = {}
        for row in self._rosters.rows:
            cores.setdefault(core_of(row.row.name), []).append(row)
        return {core: tuple(rows) for core, rows in cores.items()}

    @cached_property
    def _sounds(self) -> dict[str, tuple[str, str]]:
        """The pinyin of each name, whole and by its initials."""
        return {core: (romanise(core), "".join(romanise(char)[:1] for char in core)) for core in self._cores}

    def find(self, text: str, limit: int = 20) -> tuple[list[Member], int]:
        """(the first members, how many there are in all); the likeliest first, none for an empty text."""
        written = squeeze(text[:_LONGEST_TEXT])
        if not written:
            return [], 0
        found: dict[str, How] = {}
        match = self._rosters.names.find(written)
        for how, cores in (
            (match.how, (core_of(row.row.name) for row in match.rows)),
            ("part", self._holding(written)),
            ("romanised", self._sounding(written)),
        ):
            for core in cores:
                found.setdefault(core, how)
        if not found:
            found = {core_of(row.row.name): "near" for row, _ in self._rosters.names.nearest(written, limit=5)}
        members = [Member(self._cores[core], how) for core, how in found.items() if core in self._cores]
        return members[:limit], len(members)

    def _holding(self, written: str) -> list[str]:
        """Names in which the text stands, those that begin with it first, short ones before long ones."""
        part = core_of(written)
        found = [core for core in self._cores if part in core]
        return sorted(found, key=lambda core: (not core.startswith(part), len(core)))

    def _sounding(self, written: str) -> Iterable[str]:
        sound = "".join(char for char in written if char.isalpha())
        if not sound.isascii() or len(sound) < _SHORTEST_LATIN:
            return ()
        found = [core for core, sounds in self._sounds.items() if any(s.startswith(sound) for s in sounds)]
        return sorted(found, key=len)

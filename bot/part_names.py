"""Names of wholes and of their parts: 山东大学威海校区, and 中国石油大学, of which only parts are in a list."""

import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from functools import cached_property
from operator import itemgetter

from bot.name_forms import WHOLE_NAMES, core_of
from bot.short_forms import ShortForms
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

_SHORTEST_WHOLE = 5
# No text has it.
_LAST_CHARACTER = chr(sys.maxunicode)


class PrefixMap:
    """Rows in the order of their names, so that those that begin alike stand together.

    Args:
        pairs: (name, row); names may repeat.
    """

    def __init__(self, pairs: Iterable[tuple[str, Chunk]]) -> None:
        self._pairs = sorted(pairs, key=itemgetter(0))

    def starting_with(self, prefix: str) -> list[tuple[str, Chunk]]:
        """The (name, row) pairs whose names begin with a text, all of them for an empty one."""
        first = bisect_left(self._pairs, prefix, key=itemgetter(0))
        end = bisect_left(self._pairs, prefix + _LAST_CHARACTER, lo=first, key=itemgetter(0))
        return self._pairs[first:end]


class PartNames:
    """All names as wholes and as parts of others.

    Args:
        rows: the rows of all lists.
        forms: the forms of their names, squeezed.
        aliases: agreed short names, squeezed.
        short_forms: by which a whole that ends with 大 may be called, too.
    """

    def __init__(
        self, rows: Sequence[Chunk], forms: Container[str], aliases: Container[str], short_forms: ShortForms
    ) -> None:
        self._rows = rows
        self._forms = forms
        self._aliases = aliases
        self._short_forms = short_forms

    @cached_property
    def _cores(self) -> PrefixMap:
        """Rows by their names without 图书馆."""
        return PrefixMap((core_of(row.row.name), row) for row in self._rows)

    @cached_property
    def _parts(self) -> PrefixMap:
        """Rows of parts by their names without 图书馆, with and without the words that people drop in front."""
        words = load_vocabulary("roster")["organisations"]
        starts = words["dropped_starts"]
        cores = ((core_of(row.row.name), row) for row in self._rows)
        names = (
            (name, row)
            for core, row in cores
            for name in {core, next((core.removeprefix(start) for start in starts if core.startswith(start)), core)}
        )
        return PrefixMap((name, row) for name, row in names if name.endswith(tuple(words["part_ends"])))

    @cached_property
    def _bracketed(self) -> dict[str, list[Chunk]]:
        """Rows by what stands before the bracket in their names: 中国石油大学(北京)图书馆."""
        found: dict[str, list[Chunk]] = defaultdict(list)
        for row in self._rows:
            whole, bracket, _ = normalise_text(row.row.name).replace(" ", "").partition("(")
            if bracket:
                found[whole].append(row)
        return found

    def find(self, written: str) -> list[Chunk]:
        """The part that a text names after its whole, or else all parts of the whole that it names."""
        return self._part_of(written) or self._parted(core_of(written))

    def _part_of(self, written: str) -> list[Chunk]:
        """A part of an organisation after the name, perhaps short, of the whole: 山东大学威海校区, 国防科大电子对抗学院."""
        aliases = load_vocabulary("names")["aliases"]
        for length in range(len(written) - 2, 1, -1):
            whole = written[:length]
            short = self._short_forms.find(whole) if whole.endswith("大") and whole not in self._aliases else ()
            if whole not in self._forms and whole not in self._aliases and not short:
                continue
            called = {core_of(name) for name in (whole, *aliases.get(whole, ()), *(row.row.name for row in short))}
            parts = [(core[len(name) :], row) for name in called for core, row in self._cores.starting_with(name)]
            part = core_of(written[length:])
            for ending in ("", *load_vocabulary("roster")["organisations"]["part_ends"]):
                wanted = part.removesuffix(ending)
                rows = [row for rest, row in parts if wanted in rest] if len(wanted) > 1 else []
                if rows:
                    return rows
        return []

    def _parted(self, written: str) -> list[Chunk]:
        """The parts of an organisation of which only parts are in the list: 中国石油大学, 国防大学政治学院."""
        if len(written) < _SHORTEST_WHOLE or not written.endswith(WHOLE_NAMES):
            return []
        parts = [row for name, row in self._parts.starting_with(written) if name != written]
        return parts + self._bracketed.get(written, [])

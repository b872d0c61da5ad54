"""Names of wholes and of their parts: 山东大学威海校区, and 中国石油大学, of which only parts are in a list."""

from collections.abc import Container, Sequence

from bot.name_forms import WHOLE_NAMES, core_of
from bot.short_forms import ShortForms
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

_SHORTEST_WHOLE = 5


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

    def find(self, written: str) -> list[Chunk]:
        """The part that a text names after its whole, or else all parts of the whole that it names."""
        return self._part_of(written) or self._parted(core_of(written))

    def _part_of(self, written: str) -> list[Chunk]:
        """A part of an organisation after the name, perhaps short, of the whole: 山东大学威海校区, 国防科大电子对抗学院."""
        aliases = load_vocabulary("names")["aliases"]
        for length in range(len(written) - 2, 1, -1):
            whole, part = written[:length], core_of(written[length:])
            short = self._short_forms.find(whole) if whole.endswith("大") and whole not in self._aliases else ()
            if whole not in self._forms and whole not in self._aliases and not short:
                continue
            called = (*aliases.get(whole, ()), *(row.row.name for row in short))
            wholes = (*map(core_of, called), core_of(whole))
            for ending in ("", *load_vocabulary("roster")["organisations"]["part_ends"]):
                wanted = part.removesuffix(ending)
                rows = [
                    row for row in self._rows if len(wanted) > 1 and _has_part(core_of(row.row.name), wholes, wanted)
                ]
                if rows:
                    return rows
        return []

    def _parted(self, written: str) -> list[Chunk]:
        """The parts of an organisation of which only parts are in the list: 中国石油大学, 国防大学政治学院."""
        words = load_vocabulary("roster")["organisations"]
        if len(written) < _SHORTEST_WHOLE or not written.endswith(WHOLE_NAMES):
            return []
        ends = tuple(words["part_ends"])
        found = []
        for row in self._rows:
            core = core_of(row.row.name)
            bare = next((core.removeprefix(start) for start in words["dropped_starts"] if core.startswith(start)), core)
            whole = next((name for name in (core, bare) if name.startswith(written) and name != written), "")
            bracket = normalise_text(row.row.name).replace(" ", "").startswith(f"{written}(")
            if bracket or (whole and whole.endswith(ends)):
                found.append(row)
        return found


def _has_part(core: str, wholes: tuple[str, ...], part: str) -> bool:
    return any(core.startswith(whole) and part in core[len(whole) :] for whole in wholes)

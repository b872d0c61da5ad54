"""What a question wants of a list of the prose: how many it has, or which of it meet a condition."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.bounds import Bound, read_bound
from bot.figure_names import FigureNames, unexplained
from bot.known_figures import Known
from bot.named_lists import NamedLists
from bot.ordinals import ordinal_places, place_in
from bot.outline import Outline
from bot.patterns import compiled
from bot.terms import Need
from bot.vocabulary import load_vocabulary
from bot.wording import occurs_any
from ingest.chunks import Chunk

# Fewer stated percentages than this are no list that is chosen from.
_FEWEST_RATED = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is told of one list.

    Attributes:
        heading: what it stands under; of the parts of a document, the document.
        members: those that are told, in its order.
        total: how many it has.
    """

    heading: Chunk
    members: tuple[Chunk, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What lists hold.

    Attributes:
        lists: those that the question is about.
        bound: the condition that the members meet; None where a whole list is told.
        counts: the question asks how many there are.
        measure: the word that they are counted with; empty where the question has none.
        place: of the one member that is told, in its list, from 1; 0 where it is not asked for by its place.
    """

    lists: tuple[Chosen, ...]
    bound: Bound | None = None
    counts: bool = False
    measure: str = ""
    place: int = 0

    @property
    def count(self) -> int:
        """How many members are told."""
        return sum(len(chosen.members) for chosen in self.lists)


class Selector:
    """Reads what is wanted.

    Args:
        chunks: the prose, in printed order.
        outline: its tree.
        names: the figures that it states.
        documents: those that are read as prose, each as its one chunk of kind "source", by the kind of document.
    """

    def __init__(
        self, chunks: Sequence[Chunk], outline: Outline, names: FigureNames, documents: Mapping[str, Sequence[Chunk]]
    ) -> None:
        self._lists, self._names = NamedLists(chunks, outline, names), names
        self._outline, self._documents = outline, documents
        self._by_id = {chunk.id: chunk for chunk in chunks}
        rated: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        for known in names.known:
            if known.kind == "%" and "completed" in known.roles and "summary" not in known.roles:
                rated[known.group].append(known)
        self._rated = [group for group in rated.values() if len(_statements(group)) >= _FEWEST_RATED]

    def read(self, need: Need) -> Selection | None:
        """The lists that a question names, with what it wants of them; None where it wants or says anything else."""
        if bound := read_bound(need.question):
            return self._meeting(need, bound)
        if parts := self._parts(need):
            return parts
        counted = _count().search(need.question)
        counts_things = counted and not _counts_lines(need)
        cue = ordinal_places(need.question) | (frozenset(range(*counted.span())) if counted else frozenset())
        by_place = len(need.ordinals) == 1 and not need.counted_by and not counted
        means = load_vocabulary("selection")["counted"]["means"].get(counted["measure"], "") if counted else ""
        found = self._lists.named(need, cue, means) if counted or by_place or "list" in need.asks else None
        if not found or not (counted or by_place or found.is_all_of(need)) or (found.whole and counts_things):
            return None
        total = len(found.members)
        position = place_in(need.ordinals[0], total) if by_place else None
        if by_place and position is None:
            return None
        if position is not None:
            return Selection((Chosen(found.heading, (found.members[position],), total),), place=position + 1)
        measure = counted["measure"] if counted and counted["measure"] else ""
        return Selection((Chosen(found.heading, found.members, total),), counts=counted is not None, measure=measure)

    def whole(self, need: Need) -> Chunk | None:
        """The figure that says how many there are in all, where a question asks for nothing but that."""
        counted = _how_many().search(need.question)
        counts = counted and need.asks == ("number",) and not need.ordinals and not _counts_lines(need)
        return self._lists.whole_of(need, frozenset(range(*counted.span()))) if counts else None

    def _parts(self, need: Need) -> Selection | None:
        """The outermost headings of the one document whose parts are asked for."""
        words = load_vocabulary("search")["contents"]
        if not compiled(words["asks"]).search(need.question):
            return None
        kinds = need.documents or ({"article"} if any(word in need.question for word in words["article"]) else set())
        parts = self._outline.parts()
        meant = [whole for kind in kinds for whole in self._documents.get(kind, ()) if whole.source in parts]
        if len(meant) != 1:
            return None
        headings = tuple(parts[meant[0].source])
        measure = next((word for word in words["measures"] if word in need.question), "")
        return Selection((Chosen(meant[0], headings, len(headings)),), counts=True, measure=measure)

    def _meeting(self, need: Need, bound: Bound) -> Selection | None:
        """What meets a condition, of the lists of stated completion that the question names, or of all."""
        titled = [(name := self._names.name(group[0], need)).heading - name.column for group in self._rated]
        most = max(map(len, titled), default=0)
        meant = [(group, places) for group, places in zip(self._rated, titled, strict=True) if len(places) == most]
        places = bound.places.union(*(places for _, places in meant))
        if not meant or unexplained(need, places, {len(_statements(group)) for group, _ in meant}):
            return None
        return Selection(tuple(self._choose(group, bound) for group, _ in meant), bound)

    def _choose(self, group: Sequence[Known], bound: Bound) -> Chosen:
        heading = self._by_id[self._by_id[group[0].chunk.parent].parent]
        met = [known for known in group if all(map(bound.holds, known.figure.ends))]
        return Chosen(heading, _statements(met), len(_statements(group)))


def _statements(figures: Iterable[Known]) -> tuple[Chunk, ...]:
    """Some figures, one of each statement: 完成80%与40% is one."""
    return tuple({(known.chunk.parent, known.figure.statement): known.chunk for known in figures}.values())


def _counts_lines(need: Need) -> bool:
    return occurs_any(load_vocabulary("selection")["counted"]["lines"], need.question)


@cache
def _how_many() -> re.Pattern:
    """Asks for a number of things, with a measure word or without."""
    return re.compile(rf"{_count().pattern}|多少")


@cache
def _count() -> re.Pattern:
    """How a question asks how many members a list has."""
    counted = load_vocabulary("selection")["counted"]
    measures = "|".join(map(re.escape, sorted(counted["words"], key=len, reverse=True)))
    return re.compile(rf"(?:(?<!哪)几|多少)\s*(?P<measure>{measures})(?!人)|\b(?:{'|'.join(counted['english'])})\b")

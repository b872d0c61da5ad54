"""The prose as a tree: what hangs below a heading or point, and what an announcing sentence announces."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from bot.ordinals import place_in
from bot.terms import Need
from ingest.chunks import Chunk
from ingest.numerals import read_numeral

# "…有以下6个方面的任务。", "主要是开展3项工作。", "…可以从两个角度入手。": what follows is what was announced.
_ANNOUNCES = re.compile(
    r"([二两三四五六七八九十]|\d+)(?:个|项|种|大)?(?:方面|任务|工作|角度|层面|类|点|问题)[^，；]{0,8}[。：:]$|(?:如下|包括)[：:。]?$"
)


# A sentence that begins so speaks of what the one before it says.
_REFERS_BACK = re.compile(
    r"(?:[^，。]{0,8}(?:这|此|该项|上述))|其|它|因此|因为|所以|由此|即|也就是|具体|例如|比如|主要[是看]|既然|也因|也正"
)
_DEEPEST = 2
_PROVISION = re.compile(r"第\s*([零〇一二三四五六七八九十百\d]+)\s*(编|篇|大?部分|大?块|章|节|条)")
# Documents that name no parts have their outermost headings for them; sections are numbered.
_PARTS = ("部分", "大部分", "块", "大块")
_SECTIONS = ("章", "节")
# The number of a section of a section: 1.2 小节.
_SUBSECTION = re.compile(
    r"(?<![\d.])(\d{1,2}\.\d{1,2})(?=[”』」]?\s*[这那]?[一个]?(?:小?节|部分|标题|讲|说|的标题))|\bsection\s*(\d{1,2}\.\d{1,2})"
)
# A point is named by a phrase of it: “服务社会”那个任务.
_SHORTEST_PHRASE = 3


class Outline:
    """Parents and children among the prose chunks of an index, in printed order."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._by_id = {chunk.id: chunk for chunk in chunks}
        self._children: dict[tuple[str, str], list[Chunk]] = defaultdict(list)
        for chunk in chunks:
            self._children[chunk.source, chunk.parent].append(chunk)
        self._sequels = {
            before.id: chunk
            for before, chunk in pairwise(chunks)
            if before.kind == chunk.kind == "sentence"
            and chunk.parent in (before.parent, before.id)  # beside it, or the first below a point
            and refers_back(chunk)
        }
        self._precursors = {after.id: self._by_id[before] for before, after in self._sequels.items()}
        self._outermost: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in chunks:
            if chunk.kind == "heading" and not chunk.parent:
                self._outermost[chunk.source].append(chunk)
        self._provisions: dict[tuple[str, int], list[Chunk]] = defaultdict(list)
        for chunk in chunks:
            for name in _provision_names(chunk.label):
                self._provisions[name].append(chunk)

    def above(self, chunk: Chunk) -> tuple[Chunk, ...]:
        """The headings and points that a chunk belongs to, outermost first."""
        found: list[Chunk] = []
        while chunk.parent in self._by_id:
            chunk = self._by_id[chunk.parent]
            found.insert(0, chunk)
        return tuple(found)

    def read_on(self, chunk: Chunk) -> list[tuple[Chunk, Chunk]]:
        """The pairs of sentences of which a sentence is one and the second speaks of what the first says."""
        before = self._precursors.get(chunk.id)
        pairs = [(before, chunk)] if before else []
        return [*pairs, (chunk, self._sequels[chunk.id])] if chunk.id in self._sequels else pairs

    def numbered(self, ordinals: Sequence[int], counted_by: str) -> list[Chunk]:
        """What ordinals mean below the headings that speak of what they count: 第二项任务的第三件 is the third of the second."""
        found = []
        for chunk in self._by_id.values():
            if chunk.kind != "heading" or "." in chunk.label or not counted_by or counted_by not in chunk.text:
                continue
            place: Chunk | None = chunk
            for ordinal in ordinals[:_DEEPEST]:
                points = [c for c in self._children[place.source, place.id] if c.label and c.kind != "heading"]
                position = place_in(ordinal, len(points))
                place = points[position] if position is not None else None
                if place is None:
                    break
            if place:
                found.append(place)
        return found

    def provisions(self, question: str) -> list[tuple[Chunk, list[Chunk]]]:
        """The chapters and provisions that a question names (第十条), each with all that stands directly below it."""
        names = _provision_names(question)
        if label := _SUBSECTION.search(question):
            found = [c for c in self._by_id.values() if c.kind == "heading" and c.label in label.groups()]
        elif names:
            unit, number = names[-1]
            found = self._provisions.get((unit, number), [])
            if not found and unit in (*_PARTS, *_SECTIONS):
                parts = [headings[number - 1] for headings in self._outermost.values() if 0 < number <= len(headings)]
                found = [part for part in parts if part.label or unit in _PARTS]
        else:
            return []
        return [(chunk, self._children[chunk.source, chunk.id]) for chunk in found]

    def parts(self) -> dict[str, list[Chunk]]:
        """The outermost headings of every source that has several."""
        return {source: headings for source, headings in self._outermost.items() if len(headings) > 1}

    def below_named(self, need: Need) -> Chunk | None:
        """The point below a numbered one that the question names by a phrase of it: “服务社会”那个任务下面的第三件."""
        words = [term.text for term in need.terms if term.role == "name" and len(term.text) >= _SHORTEST_PHRASE]
        found = []
        for point in self._by_id.values():
            below = [c for c in self._children[point.source, point.id] if c.label and c.kind != "heading"]
            if point.label and point.kind != "heading" and any(word in point.text for word in words):
                position = place_in(need.ordinals[-1], len(below))
                found += [below[position]] if position is not None else []
        return found[0] if len(found) == 1 else None

    def listed(self, chunk: Chunk, need: Need) -> list[Chunk]:
        """The members of the list that a chunk heads or announces.

        A heading says nothing without what it heads; a point or an announcing sentence is followed by its points only
        where the question asks for a list.
        """
        if chunk.kind != "heading" and "list" not in need.asks and not need.count:
            return []
        if chunk.kind == "heading" or chunk.label or self._children.get((chunk.source, chunk.id)):
            members = self.members(chunk)
        elif _ANNOUNCES.search(chunk.text):
            siblings = self._children[chunk.source, chunk.parent]
            later = [sibling for sibling in siblings if sibling.spans[0].first_line >= chunk.spans[0].first_line]
            members = [sibling for sibling in later if sibling.label and sibling.kind != "heading"]
        else:
            members = []
        return members if len(members) > 1 else []

    def members(self, chunk: Chunk) -> list[Chunk]:
        """What stands directly below a heading or point as a list: its items, else its numbered points, else its headings."""
        children = self._children.get((chunk.source, chunk.id), [])
        labelled = [child for child in children if child.label]
        items = [child for child in children if child.kind == "item"]
        headings = [child for child in children if child.kind == "heading"]
        if len(items) > 1:
            return sorted(items, key=lambda item: int(item.label)) if len(labelled) == len(items) else items
        return labelled or headings


def place_of(chunk: Chunk) -> tuple[str, ...]:
    """The source and the two outermost headings or points that a chunk stands under; a heading stands under itself."""
    under = (*chunk.section, chunk.text) if chunk.kind == "heading" else chunk.section
    return (chunk.source, *under[:2])


def refers_back(chunk: Chunk) -> bool:
    """Whether a sentence begins with words that point at the one before it: 这些命题包括, 因此."""
    return _REFERS_BACK.match(chunk.text) is not None


def names_part(question: str) -> bool:
    """Whether a question names a part of a document by its number: 第2章, 1.2 小节."""
    return bool(_PROVISION.search(question) or _SUBSECTION.search(question))


def _provision_names(text: str) -> list[tuple[str, int]]:
    """The chapters and provisions that a text names, as (条, 10), in its order."""
    return [(unit, read_numeral(numeral)) for numeral, unit in _PROVISION.findall(text)]

"""What the sources say around a cited place: the columns of its table, the headings above it and the passages beside it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from bot.answer import Citation
from bot.verify.clauses import word_pattern
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

# Passages before and behind a cited one whose words a text may take over from the question.
_REACH = 4
_PROSE = ("sentence", "item", "heading")


class Surroundings:
    """Finds by its lines what a citation leaves out.

    Args:
        chunks: of the whole index, in the order of the sources.
    """

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._prose: dict[str, list[Chunk]] = defaultdict(list)
        self._figures: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in chunks:
            if chunk.kind in _PROSE:
                self._prose[chunk.source].append(chunk)
            elif chunk.figure and chunk.figure.measure:
                self._figures[chunk.source].append(chunk)

    def columns(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        """The figures of cited rows of a table, each with its column's head: 学位论文计划总量 122万; none where all say it."""
        cited = [c for place in citations for c in self._figures[place.source] if _meets(c, place)]
        rows = {chunk.parent for chunk in cited if not _prints_measure(chunk)}
        figures = [chunk.figure for chunk in cited if chunk.parent in rows]
        return tuple(dict.fromkeys(f"{f.subject}{f.measure} {f.text}" for f in figures))

    def headings(self, citations: Sequence[Citation]) -> str:
        """What the cited places stand under, and the passage before one that goes on from it (例如, 其中)."""
        found = [text for chunk in self._cited(citations) for text in chunk.section]
        for before, chunk in pairwise(self._passages(citations)):
            if _leading().match(chunk.text) and any(_meets(chunk, place) for place in citations):
                found.append(before.text)
        return " ".join(dict.fromkeys(found))

    def beside(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        """The passages around the cited places, under the same heading."""
        cited = {chunk.id for chunk in self._cited(citations)}
        passages, found = self._passages(citations), {}
        for place, chunk in enumerate(passages):
            if chunk.id in cited:
                near = passages[max(0, place - _REACH) : place + _REACH + 1]
                found |= {c.id: c.text for c in near if c.section[:2] == chunk.section[:2]}
        return tuple(found.values())

    def _passages(self, citations: Sequence[Citation]) -> list[Chunk]:
        return [chunk for source in dict.fromkeys(place.source for place in citations) for chunk in self._prose[source]]

    def _cited(self, citations: Sequence[Citation]) -> list[Chunk]:
        return [c for place in citations for c in self._prose[place.source] if _meets(c, place)]


def _prints_measure(figure: Chunk) -> bool:
    """Whether the lines of a figure say which one it is, and not the head of a column."""
    return any(figure.figure.measure in span.quote for span in figure.spans)


def _meets(chunk: Chunk, place: Citation) -> bool:
    return any(span.first_line <= place.last_line and place.first_line <= span.last_line for span in chunk.spans)


@cache
def _leading() -> re.Pattern:
    return word_pattern(load_vocabulary("verify")["plain"]["leading"])

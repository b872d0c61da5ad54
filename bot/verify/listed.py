"""How many things the evidence lists: in a row of words, or as items under one heading."""

import re
from collections import Counter
from collections.abc import Iterator

from bot.verify.reading import Cited, ReadItem

_HEADING = re.compile(r"^([^：:。]{2,40})[：:](?=.)")
_STOP = re.compile(r"[，,。；;：:（）()！？!?\n]")
_JOINED = re.compile(r"和|与|以及|及(?!其|以)")


def list_sizes(cited: Cited, evidence: Cited) -> frozenset[int]:
    """The sizes of the lists that some cited evidence holds or is part of.

    Args:
        cited: what a sentence cites.
        evidence: all that there is, for the items that stand under the heading of a cited one.
    """
    sizes = {size for item in cited.items if not item.item.rows for unit in item.item.units for size in _rows(unit)}
    headed = Counter(heading for item in evidence.items if (heading := _heading(item)))
    return frozenset(sizes | {headed[heading] for item in cited.items if (heading := _heading(item))})


def _heading(item: ReadItem) -> str:
    match = _HEADING.match(item.item.units[0]) if item.item.units else None
    return match[1] if match else ""


def _rows(unit: str) -> Iterator[int]:
    """The sizes of the rows of words in a statement: A、B 和 C, A+B; 和 within every part joins no more."""
    for stretch in _STOP.split(unit):
        parts = re.split(r"、|\s*\+\s*", stretch)
        if len(parts) > 1:
            joined = bool(_JOINED.search(parts[-1])) and not all(_JOINED.search(part) for part in parts)
            yield len(parts) + joined

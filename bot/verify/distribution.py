"""A、B、C 分别设在 X、Y、Z: what the evidence gives to each may not be given to another."""

import re
from collections.abc import Iterable, Iterator

from bot.verify.clauses import prepare

_DISTRIBUTED = re.compile(r"([^。;!?]+?),?\s*(?:分别|依次)(?:设在|设于|由|归|属于|位于|在|是|为|有|达到?)?([^。;!?]+)")
_SEPARATOR = re.compile(r"[、,]|和|与|以及|及")
# Of a thing its last characters tell it from the others (全国中心有文理中心).
_TELLING = 4
_SHORTEST = 2


def wrong_distribution(text: str, units: Iterable[str]) -> Iterator[str]:
    """What a text gives to another thing than the evidence does.

    Args:
        text: a statement as it was written.
        units: statements of the evidence.
    """
    said = re.sub(r"\s", "", prepare(text))
    for unit in units:
        for match in _DISTRIBUTED.finditer(re.sub(r"\s", "", prepare(unit))):
            things, values = _parts(match[1]), _parts(match[2])
            things = [thing[-_TELLING:] for thing in things[-len(values) :]]
            if len(things) == len(values) > 1:
                yield from _compare(said, things, values)


def _parts(text: str) -> list[str]:
    text = re.sub(r"\d+\s*[个家所项种]$", "", text.strip())
    return [part for part in _SEPARATOR.split(text) if len(part) >= _SHORTEST]


def _compare(said: str, things: list[str], values: list[str]) -> Iterator[str]:
    """Within a clause, or within a whole statement with 分别, the named things and values must be in the same order."""
    for stretch in [said] if re.search("分别|依次", said) else re.split("[,。;]", said):
        named = _order(stretch, things)
        given = _order(stretch, values)
        if named and given and len(named) == len(given) and named != given:
            pairs = "，".join(f"{things[i]}—{values[i]}" for i in named)
            yield f"对应关系与证据不同（证据：{pairs}）"


def _order(text: str, words: list[str]) -> list[int]:
    """Which of some words a text says, by their numbers, in the order of the text; a word within another one is not said."""
    found: list[tuple[int, int]] = []
    rest = text
    for number in sorted(range(len(words)), key=lambda n: -len(words[n])):
        place = rest.find(words[number])
        if place >= 0:
            found.append((place, number))
            rest = rest.replace(words[number], "\0" * len(words[number]), 1)
    return [number for _, number in sorted(found)]

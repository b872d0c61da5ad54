"""A、B、C 分别设在 X、Y、Z: what the evidence gives to each may not be given to another."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from bot.verify.clauses import prepare

_DISTRIBUTED = re.compile(r"([^。;!?]+?),?\s*(?:分别|依次)(?:设在|设于|由|归|属于|位于|在|是|为|有|达到?)?([^。;!?]+)")
_SEPARATOR = re.compile(r"[、,]|和|与|以及|及")
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
            if len(things) >= len(values) > 1:
                yield from _compare(said, _telling(things[-len(values) :]), values)


def _parts(text: str) -> list[str]:
    text = re.sub(r"\d+\s*[个家所项种]$", "", text.strip())
    return [part for part in _SEPARATOR.split(text) if len(part) >= _SHORTEST]


def _telling(things: list[str]) -> list[str]:
    """What tells each thing from the others: 全国中心有文理中心、工程中心 are 文理 and 工程."""
    first = re.split("[有是为括]", things[0])[-1]
    things = [first or things[0], *things[1:]]
    ends = zip(*(reversed(thing) for thing in things), strict=False)
    shared = sum(1 for _ in takewhile(lambda chars: len(set(chars)) == 1, ends))
    bare = [thing[: len(thing) - shared] for thing in things]
    return bare if min(map(len, bare)) >= _SHORTEST else things


def _compare(said: str, things: list[str], values: list[str]) -> Iterator[str]:
    """Within a clause, or within a whole statement with 分别, the named things and values must be in the same order.

    One value alone may be given to none but its own thing.
    """
    for stretch in [said] if re.search("分别|依次", said) else re.split("[,。;]", said):
        given, rest = _order(stretch, values)
        named, _ = _order(rest, things)
        if not named or not given:
            continue
        shared = len(given) == 1 and set(named) != set(given)
        if shared or (len(named) == len(given) and named != given):
            pairs = "，".join(f"{things[i]}—{values[i]}" for i in named)
            yield f"对应关系与证据不同（证据：{pairs}）"


def _order(text: str, words: list[str]) -> tuple[list[int], str]:
    """Which of some words a text says, by their numbers and in its order, and what is left of it without them.

    A word within another one is not said.
    """
    found: list[tuple[int, int]] = []
    rest = text
    for number in sorted(range(len(words)), key=lambda n: -len(words[n])):
        place = rest.find(words[number])
        if place >= 0:
            found.append((place, number))
            rest = rest.replace(words[number], "\0" * len(words[number]), 1)
    return [number for _, number in sorted(found)], rest

"""Which level a text gives to which organisation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.verify.clauses import Clause
from bot.verify.known import Found


@dataclass(frozen=True, slots=True)
class Paired:
    """What was found.

    Attributes:
        pairs: (core of an organisation's name, level); one for every organisation that a name may mean.
        named: the names with their levels, for messages and for names that may mean several.
        denied: the same of levels that the text says an organisation does not have.
        clear: false where 分别 stands with as many names as levels it does not fit.
    """

    pairs: frozenset[tuple[str, str]] = frozenset()
    named: tuple[tuple[Found, str], ...] = ()
    denied: tuple[tuple[Found, str], ...] = ()
    clear: bool = True


def pair_levels(clauses: Sequence[Clause], before: Sequence[Clause] = ()) -> Paired:
    """Pair names with levels in the order in which they stand.

    北大 B+、同济 C binds each level to the names in front of it; B+ 级有北大、清华 binds names to the level in front of them;
    with 分别 the first belongs to the first. A level without any name is of those in the clauses before, unless it is counted.
    """
    denied_at = [clause for clause in clauses if clause.negative]
    found = [(f.start, kind, f) for c in clauses for kind, fs in (("n", c.names), ("l", c.levels)) for f in fs]
    events = sorted(found, key=lambda event: event[0])
    turned = {f.start for c in denied_at for f in c.levels}
    asserted = [(kind, f) for start, kind, f in events if not (kind == "l" and start in turned)]
    names = [f for kind, f in asserted if kind == "n"]
    levels = [f for kind, f in asserted if kind == "l"]
    text = ",".join(clause.text for clause in clauses)
    denied = tuple((name, *f.values) for c in denied_at for f in c.levels for name in (c.names or names))
    if re.search("分别|依次|respectively", text) and len(levels) > 1:
        named = tuple((n, *f.values) for n, f in zip(names, levels, strict=False))
        return _paired(named, denied, len(names) == len(levels))
    if not names:
        counted = any(clause.levels and clause.atoms for clause in clauses)
        names = [] if counted else next((list(c.names) for c in reversed(before) if c.names), [])
        asserted = [("n", f) for f in names] + asserted
    return _paired(tuple(_walk(asserted, text)), denied, True)


def _walk(events: Sequence[tuple[str, Found]], text: str) -> list[tuple[Found, str]]:
    named: list[tuple[Found, str]] = []
    if events and events[0][0] == "l":
        level = ""
        for kind, found in events:
            if kind == "l":
                (level,) = found.values
            else:
                named.append((found, level))
        return named
    group: list[Found] = []
    level = ""
    for kind, found in events:
        if kind == "l":
            (level,) = found.values
            named += [(name, level) for name in group]
            group = []
        else:
            group.append(found)
    also = re.search(r"也是|也为|同样|同为|一样|as well|likewise|相同", text)
    return named + ([(name, level) for name in group] if level and also else [])


def _paired(named: tuple[tuple[Found, str], ...], denied: tuple[tuple[Found, str], ...], clear: bool) -> Paired:
    return Paired(frozenset((core, level) for name, level in named for core in name.values), named, denied, clear)

"""What a question about figures wants computed, by the words that show it."""

import re
from dataclasses import dataclass
from functools import cache

from bot.patterns import compiled
from bot.terms import Need
from bot.vocabulary import load_vocabulary
from bot.wording import occurs_any, positions

# These also answer questions for several things.
_OF_GROUPS = ("highest", "lowest", "check", "each")
# These tell which of several it is.
_OF_WHICH = (*_OF_GROUPS, "compare")


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of a question that ask for a computation.

    Attributes:
        operations: what may be computed, the likeliest first.
        ways: which ways of checking are named: "mean", "sum", "ratio", "increment".
        places: positions of the question that these words take up.
        loose: operations that are shown only by words which plain questions have as well.
        asks: the question asks for a figure, or which of several is the largest.
        years: a number of years is asked for.
        counts: how many things the question says there are.
    """

    operations: tuple[str, ...]
    ways: frozenset[str]
    places: frozenset[int]
    loose: frozenset[str]
    asks: bool
    years: bool
    counts: frozenset[int]


def read_cues(need: Need, question: str) -> Cues | None:
    """The cues of a question; None where nothing is to be computed, or something is asked that no figure tells.

    Args:
        question: normalised, in the user's own words; `need.question` has the sources' words for English ones.
    """
    asking = load_vocabulary("arithmetic")["asking"]
    if occurs_any(asking["others"], question):
        return None
    text = need.question
    found: dict[str, bool] = {}
    places: set[int] = set()
    taken = ["\0" if place < need.leaned else char for place, char in enumerate(text)]
    for word, operations in _cue_words().items():
        for start in positions(word, "".join(taken)):
            found |= {operation: found.get(operation, False) or sure for operation, sure in operations}
            places.update(range(start, start + len(word)))
            taken[start : start + len(word)] = "\0" * len(word)
        if word.isascii() and occurs_any([word], question):
            found |= {operation: found.get(operation, False) or sure for operation, sure in operations}
    for operation, cues in load_vocabulary("arithmetic")["operations"].items():
        free = [m for pattern in cues.get("patterns", ()) for m in compiled(pattern).finditer("".join(taken))]
        whole = [m for pattern in cues.get("whole_patterns", ()) for m in compiled(pattern).finditer(text)]
        for match in (*free, *(m for m in whole if m.start() >= need.leaned)):
            found[operation] = True
            places.update(p for group in range(1, len(match.groups()) + 1) for p in range(*match.span(group)))
    if occurs_any(asking["lists"], question):
        found = {operation: sure for operation, sure in found.items() if operation in _OF_GROUPS}
    years = occurs_any(asking["years"], question)
    foreign = {ask for ask in need.asks if ask in asking["not_figures"]} - ({"person"} if "compare" in found else set())
    if not found or foreign or ("date" in need.asks and not years):
        return None
    ways = load_vocabulary("arithmetic")["ways"]
    return Cues(
        operations=tuple(name for name in load_vocabulary("arithmetic")["operations"] if name in found),
        ways=frozenset(way for way, words in ways.items() if occurs_any(words, text) or occurs_any(words, question)),
        places=frozenset(places),
        loose=frozenset(name for name, sure in found.items() if not sure),
        asks=occurs_any(asking["words"], question)
        or (occurs_any(asking["which"], question) and any(name in _OF_WHICH for name in found))
        or len(text.rstrip("?。 ")) - 1 in places,
        years=years,
        counts=_read_counts(question),
    )


def speaks_of_shares(question: str) -> bool:
    """Whether a question may compare percentages: it speaks of completion, or of what is high or low, not of most or least."""
    return occurs_any(load_vocabulary("arithmetic")["percent"]["words"], question)


def _read_counts(question: str) -> frozenset[int]:
    counts = load_vocabulary("arithmetic")["counts"]
    chinese = "".join(word for word in counts["words"] if not word.isascii())
    found = re.findall(rf"[{chinese}](?={counts['measures']})|[a-z]+", question)
    digits = re.findall(rf"(?<![\d.])\d{{1,2}}(?={counts['measures']})", question)
    return frozenset([*(counts["words"][word] for word in found if word in counts["words"]), *map(int, digits)])


@cache
def _cue_words() -> dict[str, list[tuple[str, bool]]]:
    """The operations that each word shows and whether it is sure, longer words first: 是不是 is no 不是."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for name, cues in load_vocabulary("arithmetic")["operations"].items():
        for sure in ("sure", "loose"):
            for word in cues.get(sure, ()):
                found.setdefault(word, []).append((name, sure == "sure"))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))

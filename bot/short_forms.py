"""Short forms of names, agreed or by rule: 北大, 西工大, a company without its legal form."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, cached_property

from bot.lexicon import squeeze
from bot.name_forms import WHOLE_NAMES, core_of
from bot.places import gazetteer
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

# A short form is two characters at least (北航) and rarely more than six (中南财经政法).
_LONGEST_SHORT_FORM = 7
_SHORTEST_COMPANY = 4


class ShortForms:
    """All names by what people shorten them to.

    Args:
        rows: the rows of all lists.
        cores: the same by their names without 图书馆.
        aliases: rows by agreed short names, squeezed; no rows for an organisation that is in no list.
    """

    def __init__(
        self, rows: Sequence[Chunk], cores: Mapping[str, Sequence[Chunk]], aliases: Mapping[str, Sequence[Chunk]]
    ) -> None:
        self._rows = rows
        self._cores = cores
        self._aliases = aliases

    @cached_property
    def _cores_by_start(self) -> dict[str, list[str]]:
        """Names by all that a short form of them may begin with, see `_short_starts`."""
        found: dict[str, list[str]] = defaultdict(list)
        for core in self._cores:
            for start in _short_starts(core):
                found[start].append(core)
        return found

    @cached_property
    def _companies(self) -> list[tuple[str, Chunk]]:
        """Companies with their squeezed names."""
        rows = ((squeeze(row.row.name), row) for row in self._rows)
        return [(name, row) for name, row in rows if name.endswith((*_company_ends(), "中心"))]

    def find(self, written: str) -> Sequence[Chunk]:
        """By the table of aliases, a company's name without its legal form, or a short form by rule."""
        for ending in ("", *load_vocabulary("roster")["organisations"]["dropped_ends"]):
            short = written.removesuffix(ending)
            if self._aliases.get(short):
                return self._aliases[short]
        return self._company(written) or self._by_rule(core_of(written))

    def _company(self, written: str) -> list[Chunk]:
        """Companies are called without their legal form, and without the place in front."""
        if len(written) < _SHORTEST_COMPANY:
            return []
        bare = written
        for ending in _company_ends():
            bare = bare.removesuffix(ending)
        if len(bare) < _SHORTEST_COMPANY or bare.endswith(WHOLE_NAMES):
            return []
        return [row for name, row in self._companies if bare in name]

    def _by_rule(self, short: str) -> list[Chunk]:
        if short.startswith("第"):  # 第一大类 is no 山东第一医科大学
            return []
        if not 2 <= len(short) <= _LONGEST_SHORT_FORM or short.isascii() or short.endswith(WHOLE_NAMES):
            return []
        starts = (short[:length] for length in range(1, len(short) + 1))
        cores = dict.fromkeys(core for start in starts for core in self._cores_by_start.get(start, ()))
        return [row for core in cores if is_short_form(short, core) for row in self._cores[core]]


@cache
def _company_ends() -> tuple[str, ...]:
    """Legal forms and the word for a company, the longest first."""
    return tuple(sorted((*load_vocabulary("roster")["organisations"]["company_ends"], "公司"), key=len, reverse=True))


def is_short_form(short: str, core: str) -> bool:
    """Whether a text is a short form of a name: 西工大 of 西北工业大学, 北理工 of 北京理工大学.

    The name is read as a head and the words of which names are made. The short form begins with the head (its first
    character, all of it, or the character by which a province is called) and goes on with the first of the words, then
    with any of the later ones in order: of each one character, two, or all. 民大 and the like do without the head.
    """
    _, parts = _split_name(core)
    if not parts or len(short) >= len(core):
        return False
    if short.endswith("大") and _follow(short, parts) and len(short) >= len(parts):  # without the head: 民大, 师大
        return True
    return any(short.startswith(head) and _follow(short[len(head) :], parts) for head in _short_heads(core))


@cache
def _short_heads(core: str) -> tuple[str, ...]:
    """What the head of a name is in short forms: all of it, its first character, and what a province is called by."""
    head, _ = _split_name(core)
    heads = load_vocabulary("names")["parts"]["heads"]
    is_place = len(head) < 4 or head in gazetteer()
    called = (char for char, names in heads.items() if head in names)
    return tuple(dict.fromkeys(filter(None, (head, head[:1] if is_place else head, *called))))


def _short_starts(core: str) -> set[str]:
    """What short forms of a name begin with: a head or none, and the first character of the word behind it."""
    _, parts = _split_name(core)
    return {head + parts[0][0] for head in ("", *_short_heads(core))} if parts else set()


@cache
def _split_name(core: str) -> tuple[str, tuple[str, ...]]:
    """(head, words): the longest run of known words at the end of a name, and what stands before it."""
    words = sorted(load_vocabulary("names")["parts"]["words"], key=len, reverse=True)
    parts: list[str] = []
    rest = core
    while True:
        word = next((word for word in words if rest.endswith(word) and len(rest) > len(word) + 1), None)
        if word is None:
            return rest, tuple(reversed(parts))
        parts.append(word)
        rest = rest.removesuffix(word)


def _follow(short: str, parts: tuple[str, ...]) -> bool:
    """Whether a text uses words in order, beginning with the first: one character, two, or all of each."""
    if not short or not parts:
        return False
    pieces = {parts[0][:1], parts[0][:2], parts[0]} - {"学"}  # of 大学 or of 学院: nobody says it so
    pieces |= {"院"} if parts == ("学院",) else set()  # 师院, 职院
    return any(short.startswith(piece) and _follow_on(short[len(piece) :], parts[1:]) for piece in pieces)


def _follow_on(short: str, parts: tuple[str, ...]) -> bool:
    return not short or any(_follow(short, parts[skipped:]) for skipped in range(len(parts)))

"""The names and levels that a text may speak of: those of the lists, found wherever a text says them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.name_forms import core_of
from bot.rosters import Rosters

# Shorter forms of a name are words of their own (首都, 国家) unless they end as names do.
_SHORTEST_FORM = 5
_NAME_ENDS = (
    "大学",
    "学院",
    "学校",
    "图书馆",
    "研究院",
    "研究所",
    "公司",
    "书店",
    "分校",
    "校区",
    "党校",
    "医院",
    "资料室",
)
_DROPPED = re.compile(r"[\s()\[\]{}<>《》「」『』“”\"'‘’·・.\-‐-―_/\\|~～*]")
_ENGLISH_NAME = re.compile(
    r"(?:(?:[A-Z][\w'’-]*|of|and|for|the|&)\s+)*(?:University|College|Institute|Library|Academy|School)"
    r"(?:\s+(?:of|for|and|[A-Z][\w'’-]*))*(?:\s+Library)?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A name or level at its place in a text; of a name the cores that it may stand for."""

    start: int
    end: int
    values: frozenset[str]


class Known:
    """Names by the forms in which they are written, and levels.

    Args:
        forms: form of a name, squeezed, to the cores of the names that bear it.
        levels: as the lists print them.
        resolve: the cores that an English name stands for; none where it is unknown.
    """

    def __init__(
        self,
        forms: Mapping[str, frozenset[str]],
        levels: Iterable[str],
        resolve: Callable[[str], frozenset[str]] = lambda _: frozenset(),
    ) -> None:
        self._forms = {form: cores for form, cores in forms.items() if _is_name(form, cores)}
        self._starts: dict[str, list[int]] = {}
        for form in self._forms:
            self._starts.setdefault(form[:2], []).append(len(form))
        self._starts = {start: sorted(set(lengths), reverse=True) for start, lengths in self._starts.items()}
        ordered = sorted({level.lower() for level in levels}, key=len, reverse=True)
        chinese = "|".join(re.escape(level) for level in ordered if not level.isascii()) or r"\b\B"
        latin = "|".join(re.escape(level) for level in ordered if level.isascii()) or r"\b\B"
        # Whatever is called a level is one, known or not: A级, level E.
        called = r"[a-z]{1,2}\d?[+-]?(?=\s*级)|(?<=level )[a-z]\d?\+?(?![a-z])"
        self._levels = re.compile(
            rf"(?:{chinese}|(?<![a-z0-9])(?:{latin})(?![a-z0-9+])|(?<![a-z0-9])(?:{called}))(?:\s*级(?!别))?"
        )
        self._resolve = resolve

    @classmethod
    def of(cls, rosters: Rosters) -> "Known":
        """What some lists know."""
        names = rosters.names
        forms = {form: frozenset(core_of(row.row.name) for row in rows) for form, rows in names.forms.items()}
        for alias, rows in names.aliases.items():
            cores = frozenset(core_of(row.row.name) for row in rows)
            if cores:
                forms.setdefault(alias, cores)

        def resolve(text: str) -> frozenset[str]:
            match = names.find(text)
            return frozenset(core_of(row.row.name) for row in match.rows) if match.how != "spelling" else frozenset()

        return cls(forms, rosters.levels, resolve)

    def names_in(self, text: str) -> list[Found]:
        """The names in a normalised text, the longest at each place."""
        kept = [(position, char) for position, char in enumerate(text) if not _DROPPED.match(char)]
        squeezed = "".join(char for _, char in kept)
        found, position = [], 0
        while position < len(squeezed):
            lengths = self._starts.get(squeezed[position : position + 2], ())
            fitting = (n for n in lengths if position + n <= len(squeezed))
            length = next((n for n in fitting if squeezed[position : position + n] in self._forms), 0)
            if length:
                end = kept[position + length - 1][0] + 1
                form = squeezed[position : position + length]
                if squeezed[position + length : position + length + 3] == "图书馆":
                    end = kept[position + length + 2][0] + 1
                    length += 3
                found.append(Found(kept[position][0], end, self._forms[form]))
            position += length or 1
        return found

    def english_names(self, text: str) -> list[tuple[str, frozenset[str]]]:
        """Names in English words, as they stand in a text that is not normalised, with the cores that they stand for."""
        spans = {match[0].strip() for match in _ENGLISH_NAME.finditer(text)}
        spans = {re.sub(r"^(?:The|the|and|of|for)\s+", "", span) for span in spans}
        return [(span, self._resolve(span)) for span in sorted(spans, key=len, reverse=True) if " " in span]

    def levels_in(self, text: str) -> list[Found]:
        """The levels in a normalised text."""
        return [
            Found(*match.span(), frozenset({re.sub(r"\s*级$", "", match[0])})) for match in self._levels.finditer(text)
        ]


def _is_name(form: str, cores: frozenset[str]) -> bool:
    if form.isascii() or len(form) < 2:
        return False
    return len(form) >= _SHORTEST_FORM or form.endswith(_NAME_ENDS) or not any(core == form for core in cores)

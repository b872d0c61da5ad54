"""Conditions on rows: the filters of a count or list. Each says whether a row meets it and how it is put into words."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.lexicon import squeeze
from bot.places import Place, lies_in
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.normalise import normalise_text


@dataclass(frozen=True, slots=True)
class LevelIn:
    """The row has one of these levels (or, negated, none of them)."""

    levels: tuple[str, ...]
    negated: bool = False

    def holds(self, chunk: Chunk) -> bool:
        return (chunk.row.level in self.levels) != self.negated


@dataclass(frozen=True, slots=True)
class NameTest:
    """The name begins with, contains or ends with one of some texts, compared without width, script and case.

    `core_ends` is an end before a final 图书馆.

    Attributes:
        of_kind: the texts are words for characters (数字), of which any one may stand in the name, not texts themselves.
    """

    how: Literal["starts", "contains", "ends", "core_ends"]
    texts: tuple[str, ...]
    negated: bool = False
    of_kind: bool = False

    def holds(self, chunk: Chunk) -> bool:
        return any(self._matches(chunk.row.name, text) for text in self.texts) != self.negated

    def _matches(self, name: str, text: str) -> bool:
        if self.of_kind:
            return re.search(load_vocabulary("roster")["characters"][text], name) is not None
        if self.how != "contains" or re.search(r"[()]", normalise_text(text)):
            # Brackets count here: 文化活动中心(房山区图书馆) does not end with 区图书馆.
            name, text = normalise_text(name).replace(" ", ""), normalise_text(text).replace(" ", "")
        else:
            name, text = squeeze(name), squeeze(text)
        if self.how == "core_ends":
            name = match_key(name)
        tests = {"starts": name.startswith, "contains": name.__contains__}
        return bool(text) and tests.get(self.how, name.endswith)(text)


@dataclass(frozen=True, slots=True)
class InPlace:
    """The name tells that the organisation lies in one of some places (or, negated, in none of them)."""

    places: tuple[Place, ...]
    negated: bool = False

    def holds(self, chunk: Chunk) -> bool:
        return any(lies_in(chunk.row.name, place) for place in self.places) != self.negated


@dataclass(frozen=True, slots=True)
class EndsBetween:
    """The agreement ends on one of these days (or, negated, on another); an open side is None."""

    first: date | None
    last: date | None
    how: Literal["within", "running", "ended"]
    negated: bool = False

    def holds(self, chunk: Chunk) -> bool:
        end = chunk.row.agreement_end
        if end is None:
            return False
        within = (self.first is None or self.first <= end) and (self.last is None or end <= self.last)
        return within != self.negated


@dataclass(frozen=True, slots=True)
class EndsAmong:
    """The agreement ends in one of several periods (or, negated, in none of them)."""

    periods: tuple[EndsBetween, ...]
    negated: bool = False

    def holds(self, chunk: Chunk) -> bool:
        return any(period.holds(chunk) for period in self.periods) != self.negated


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """The organisation is in another list, too (or, negated, is not); names are compared without a final 图书馆, or as printed."""

    list_id: str
    keys: frozenset[str]
    negated: bool = False
    printed: bool = False

    def holds(self, chunk: Chunk) -> bool:
        name = chunk.row.name if self.printed else match_key(chunk.row.name)
        return (name in self.keys) != self.negated


Condition = LevelIn | NameTest | InPlace | EndsBetween | EndsAmong | AlsoIn


def match_key(name: str) -> str:
    """What two lists must agree in for a name to be the same: all but width, blanks, brackets and a final 图书馆."""
    key = squeeze(name)
    for ending in load_vocabulary("roster")["organisations"]["dropped_ends"]:
        key = key.removesuffix(ending)
    return key

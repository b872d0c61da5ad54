"""Finds the organisations that people mean by what they write: exact, short, misspelt, romanised or English names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from bot.latin_names import LatinNames
from bot.lexicon import squeeze
from bot.name_forms import core_of, name_forms
from bot.part_names import PartNames
from bot.places import gazetteer, place_in_latin
from bot.short_forms import ShortForms
from bot.speech import ends_with_content
from bot.spelling import Spelling
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk

How = Literal["exact", "alias", "spelling", "romanised", "none"]

# Answers of `find` that are kept; a conversation asks for the same names again and again.
_REMEMBERED = 4096
_SHORTEST_ENDING = 4
_SHORTEST_DISTRICT = 2
# Words of an English name before the place.
_LONGEST_ENGLISH = 8
# Of a name that is parted by a word.
_LONGEST_PART = 14
# A name as long as this that ends a stretch is that name, whatever stands before it but a place.
_LONG_ENDING = 10


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a text was found to mean.

    Attributes:
        rows: rows of all organisations that it may mean, in printed order; several names are several meanings.
        how: by which way it was found.
        score: 100 for a full or agreed name, less the more a spelling differs; 0 for none.
    """

    rows: tuple[Chunk, ...] = ()
    how: How = "none"
    score: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """The names as printed, without repetition; the same organisation may bear two in two lists."""
        return tuple(dict.fromkeys(row.row.name for row in self.rows))


class NameIndex:
    """Names of all rows, ready to be looked up.

    Args:
        rows: the rows of all lists.
    """

    def __init__(self, rows: Sequence[Chunk]) -> None:
        self._rows = rows
        self._found: dict[str, NameMatch] = {}
        self._order = {row.id: position for position, row in enumerate(rows)}
        self.forms: dict[str, tuple[Chunk, ...]] = _group(
            (form, row) for row in rows for form in name_forms(row.row.name)
        )
        words = load_vocabulary("names")
        # An agreed short name of an organisation that is in no list has no rows.
        self.aliases = {
            squeeze(alias): self._all([row for name in names for row in self.forms.get(squeeze(name), ())])
            for alias, names in words["aliases"].items()
        }

    @cached_property
    def _cores(self) -> dict[str, tuple[Chunk, ...]]:
        """Rows by name without 图书馆: what short and English names are compared with."""
        return _group((core_of(row.row.name), row) for row in self._rows)

    @cached_property
    def _squeezed(self) -> list[tuple[str, Chunk]]:
        return [(squeeze(row.row.name), row) for row in self._rows]

    @cached_property
    def _short_forms(self) -> ShortForms:
        return ShortForms(self._rows, self._cores, self.aliases)

    @cached_property
    def _part_names(self) -> PartNames:
        return PartNames(self._rows, self.forms, self.aliases, self._short_forms)

    @cached_property
    def _latin_names(self) -> LatinNames:
        return LatinNames(self.forms, self._cores)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self.forms)

    def find(self, text: str) -> NameMatch:
        """What a text means: the first way that finds anything, in the order exact, alias, romanised, spelling.

        Args:
            text: a name as somebody wrote it, without other words around it.
        """
        written = squeeze(text)
        match = self._found.get(written)
        if match is None:
            match = self._find(written)
            if len(self._found) > _REMEMBERED:
                self._found.clear()  # other threads may be between two looks at it
            self._found[written] = match
        return match

    def _find(self, written: str) -> NameMatch:
        if not written:
            return NameMatch()
        if rows := self.forms.get(written):
            return NameMatch(self._all(rows), "exact", 100.0)
        if rows := self._short_forms.find(written) or self._part_names.find(written):
            return NameMatch(self._all(rows), "alias", 100.0)
        if rows := self._behind_place(written):
            return NameMatch(self._all(rows), "alias", 100.0)
        bare = core_of(written)
        if bare.isascii():  # also beside a Chinese 图书馆
            written = re.sub(r"\buniv\b\.?", "university", bare.removesuffix(" library"))
            if rows := self.aliases.get(written):
                return NameMatch(self._all(rows), "alias", 100.0)
            rows = self._latin_names.find(written)
            if not rows and written.isalpha() and not place_in_latin(written):  # Tsinghua
                rows = self._latin_names.find(f"{written} university")
            return NameMatch(self._all(rows), "romanised", 100.0) if rows else NameMatch()
        return self._misspelt(written)

    def _behind_place(self, written: str) -> Sequence[Chunk]:
        """The one library of a district whose name is printed with its city in front, or with 区, 县 or 市: 盘龙区图书馆, 房山图书馆."""
        words = load_vocabulary("roster")["organisations"]
        core = core_of(written)
        if core == written or len(core) < _SHORTEST_DISTRICT:
            return ()
        if core.endswith(tuple(words["division_ends"])):
            behind = ((form, rows) for form, rows in self.forms.items() if form.endswith(written))
            found = [row for form, rows in behind if form.removesuffix(written) in gazetteer() for row in rows]
        else:
            forms = (written.replace(core, f"{core}{end}", 1) for end in words["division_ends"])
            found = [row for form in forms for row in self.forms.get(form, ())]
        return found if len({row.row.name for row in found}) == 1 else ()

    def _misspelt(self, written: str) -> NameMatch:
        """The one name that a text is misspelt from; none when it may be one of several."""
        near = self._spelling.correct(written)
        rows = self._all(row for form in near for row in self.forms[form])
        if len({core_of(row.row.name) for row in rows}) != 1:
            return NameMatch()
        return NameMatch(rows, "spelling", round(fuzz.ratio(written, near[0]), 1))

    def join_syllables(self, text: str) -> str:
        """A text in which pinyin that was written syllable by syllable is one word where that is a name (xi an dian zi …)."""
        return self._latin_names.join_syllables(text)

    def close_commas(self, text: str) -> str:
        """A text without the comma before the place in an English name: University of Petroleum, Beijing."""
        for match in re.finditer(r"(?<=[A-Za-z]),\s*(?=[A-Za-z])", text):
            before, after = text[: match.start()].split()[-_LONGEST_ENGLISH:], text[match.end() :].split()
            places = [p for n in (2, 1) if place_in_latin(p := squeeze(" ".join(after[:n])))]
            for start in range(len(before) - 1 if places else 0):
                if self.find(f"{squeeze(' '.join(before[start:]))} {places[0]}").rows:
                    return f"{text[: match.start()]} {text[match.end() :]}"
        return text

    def close_gaps(self, text: str) -> str:
        """A text without the "那个" and the like that people put inside a name (中航光电那个职工之家图书馆)."""
        for gap in load_vocabulary("names")["gaps"]["words"]:
            position = text.find(gap, 1)
            if position > 0 and self._joins(squeeze(text[:position]), squeeze(text[position + len(gap) :])):
                return text[:position] + text[position + len(gap) :]
        return text

    def _joins(self, before: str, after: str) -> bool:
        """Whether the end of one text and the beginning of another are a name together, and neither is by itself."""
        heads = [before[-length:] for length in range(2, min(len(before), _LONGEST_PART) + 1)]
        ends = [after[:length] for length in range(2, min(len(after), _LONGEST_PART) + 1)]
        whole = any(head in self.forms for head in heads)
        return not whole and any(head + end in self.forms for head in heads for end in ends)

    def nearest(self, text: str, limit: int = 3) -> list[tuple[Chunk, float]]:
        """Rows whose names are spelt most like a text, with a likeness of 60 to 100, best first."""
        found = process.extract(squeeze(text), self.forms.keys(), scorer=fuzz.ratio, limit=4 * limit, score_cutoff=60)
        best: dict[str, tuple[Chunk, float]] = {}
        for form, score, _ in found:
            for row in self.forms[form]:
                best.setdefault(core_of(row.row.name), (row, score))
        return list(best.values())[:limit]

    def containing(self, parts: Sequence[str]) -> tuple[Chunk, ...]:
        """Rows whose names hold all of some texts, in printed order."""
        wanted = [squeeze(part) for part in parts]
        return tuple(row for name, row in self._squeezed if all(part in name for part in wanted))

    def _all(self, rows: Iterable[Chunk]) -> tuple[Chunk, ...]:
        return tuple(sorted({row.id: row for row in rows}.values(), key=lambda row: self._order[row.id]))

    def name_at_end(self, text: str) -> str:
        """The known name that ends a stretch of text, where what stands before it is a word that parts it off.

        问起鉴真图书馆 ends with a name after a verb; 桂林电子科技大学 does not, for a place is part of a name.
        """
        for start in range(1, len(text) - _SHORTEST_ENDING + 1):
            before, name = text[:start], text[start:]
            long = len(name) >= _LONG_ENDING and not before.endswith(tuple(gazetteer()))
            if name in self.forms and (long or not ends_with_content(before)):
                return name
        return ""


def _group(pairs: Iterable[tuple[str, Chunk]]) -> dict[str, tuple[Chunk, ...]]:
    groups: dict[str, list[Chunk]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return {key: tuple(rows) for key, rows in groups.items()}

"""Finds the organisations that people mean by what they write: exact, short, misspelt, romanised or English names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Levenshtein

from bot.lexicon import squeeze
from bot.places import gazetteer
from bot.speech import ends_with_content
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

How = Literal["exact", "alias", "spelling", "romanised", "none"]


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
    def _romanised(self) -> dict[str, tuple[Chunk, ...]]:
        return _group((romanise(form), row) for form, rows in self.forms.items() for row in rows)

    @cached_property
    def _cores(self) -> dict[str, tuple[Chunk, ...]]:
        """Rows by name without 图书馆: what short and English names are compared with."""
        return _group((core_of(row.row.name), row) for row in self._rows)

    @cached_property
    def _cores_by_start(self) -> dict[str, list[str]]:
        """Names by every character that a short form of them may begin with."""
        found: dict[str, list[str]] = defaultdict(list)
        for core in self._cores:
            for start in {start[0] for start in _short_starts(core)}:
                found[start].append(core)
        return found

    @cached_property
    def _name_pairs(self) -> set[str]:
        return {form[i : i + 2] for form in self.forms for i in range(len(form) - 1)}

    @cached_property
    def _name_characters(self) -> set[str]:
        return {char for form in (*self.forms, *gazetteer()) for char in form}

    def find(self, text: str) -> NameMatch:
        """What a text means: the first way that finds anything, in the order exact, alias, romanised, spelling.

        Args:
            text: a name as somebody wrote it, without other words around it.
        """
        written = squeeze(text)
        if written not in self._found:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            self._found[written] = self._find(written)
        return self._found[written]

    def _find(self, written: str) -> NameMatch:
        if not written:
            return NameMatch()
        if rows := self.forms.get(written):
            return NameMatch(self._all(rows), "exact", 100.0)
        if rows := self._alias(written):
            return NameMatch(self._all(rows), "alias", 100.0)
        if rows := self._part_of(written) or self._parted(written):
            return NameMatch(self._all(rows), "alias", 100.0)
        bare = core_of(written)
        if bare.isascii():  # also beside a Chinese 图书馆
            written = bare.removesuffix(" library").replace("univ ", "university ").replace("univ.", "university")
            if rows := self.aliases.get(written):
                return NameMatch(self._all(rows), "alias", 100.0)
            rows = self._romanised.get(written.replace(" ", "")) or self._english(written)
            return NameMatch(self._all(rows), "romanised", 100.0) if rows else NameMatch()
        return self._misspelt(written)

    def join_syllables(self, text: str) -> str:
        """A text in which pinyin that was written syllable by syllable is one word where that is a name (xi an dian zi …)."""

        def join(match: re.Match) -> str:
            joined = re.sub(r"['’\s]", "", match[0].lower())
            return f" {joined} " if joined in self._romanised else match[0]

        return _SYLLABLES.sub(join, text)

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
        return tuple(row for row in self._rows if all(part in squeeze(row.row.name) for part in wanted))

    def _all(self, rows: Iterable[Chunk]) -> tuple[Chunk, ...]:
        return tuple(sorted({row.id: row for row in rows}.values(), key=lambda row: self._order[row.id]))

    def _alias(self, written: str) -> tuple[Chunk, ...]:
        """By the table of aliases, a company's name without its legal form, or a short form by rule."""
        for ending in ("", *load_vocabulary("roster")["organisations"]["dropped_ends"]):
            short = written.removesuffix(ending)
            if self.aliases.get(short):
                return self.aliases[short]
        if rows := self._short_company(written):
            return rows
        short = core_of(written)
        if short.startswith("第"):  # 第一大类 is no 山东第一医科大学
            return ()
        if not 2 <= len(short) <= _LONGEST_SHORT_FORM or short.isascii() or short.endswith(_WHOLE_NAMES):
            return ()
        cores = self._cores_by_start.get(short[0], ())
        return tuple(row for core in cores if is_short_form(short, core) for row in self._cores[core])

    def _part_of(self, written: str) -> list[Chunk]:
        """A part of an organisation after the name, perhaps short, of the whole: 山东大学威海校区, 国防科大电子对抗学院."""
        aliases = load_vocabulary("names")["aliases"]
        for length in range(len(written) - 2, 1, -1):
            whole, part = written[:length], core_of(written[length:])
            short = self._alias(whole) if whole.endswith("大") and whole not in self.aliases else ()
            if whole not in self.forms and whole not in self.aliases and not short:
                continue
            known = (*aliases.get(whole, ()), *(row.row.name for row in short))
            wholes = (*map(core_of, known), core_of(whole))
            for ending in ("", *load_vocabulary("roster")["organisations"]["part_ends"]):
                wanted = part.removesuffix(ending)
                rows = [
                    row for row in self._rows if len(wanted) > 1 and _has_part(core_of(row.row.name), wholes, wanted)
                ]
                if rows:
                    return rows
        return []

    def _parted(self, written: str) -> list[Chunk]:
        """The parts of an organisation of which only parts are in the list: 中国石油大学, 国防大学政治学院."""
        words = load_vocabulary("roster")["organisations"]
        written = core_of(written)
        if len(written) < _SHORTEST_WHOLE or not written.endswith(_WHOLE_NAMES):
            return []
        ends = tuple(words["part_ends"])
        found = []
        for row in self._rows:
            core = core_of(row.row.name)
            bare = next((core.removeprefix(start) for start in words["dropped_starts"] if core.startswith(start)), core)
            whole = next((name for name in (core, bare) if name.startswith(written) and name != written), "")
            bracket = normalise_text(row.row.name).replace(" ", "").startswith(f"{written}(")
            if bracket or (whole and whole.endswith(ends)):
                found.append(row)
        return found

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

    def _short_company(self, written: str) -> tuple[Chunk, ...]:
        """Companies are called without their legal form, and without the place in front."""
        if len(written) < _SHORTEST_COMPANY:
            return ()
        ends = tuple(load_vocabulary("roster")["organisations"]["company_ends"])
        companies = [row for row in self._rows if squeeze(row.row.name).endswith((*ends, "公司", "中心"))]
        bare = written
        for ending in sorted((*ends, "公司"), key=len, reverse=True):
            bare = bare.removesuffix(ending)
        if len(bare) < _SHORTEST_COMPANY or bare.endswith(_WHOLE_NAMES):
            return ()
        return tuple(row for row in companies if bare in squeeze(row.row.name))

    def _misspelt(self, written: str) -> NameMatch:
        """The one name that differs by a single character, unless the text is a name of its own by its look."""
        if len(written) < _SHORTEST_MISSPELT:
            return NameMatch()
        found = process.extract(written, self.forms.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
        swapped = [form for form, _, _ in found if sorted(form) == sorted(written)]
        near = swapped or [form for form, _, _ in found if not self._is_another_name(written, form)]
        near = [form for form in near if _slips(written, form)] or near
        rows = self._all(row for form in near for row in self.forms[form])
        if len({core_of(row.row.name) for row in rows}) != 1:
            return NameMatch()
        return NameMatch(rows, "spelling", round(fuzz.ratio(written, near[0]), 1))

    def _is_another_name(self, written: str, form: str) -> bool:
        """Whether a difference of one character makes another name rather than a slip.

        中国美术学院 is no misspelt 中央美术学院, and 鲁东大学 no 山东大学. A character that sounds or looks the same is a slip, and so
        is one that no name and no place is written with; any other is one only where it makes no word of names and
        most of what tells the name from others is there.
        """
        if _leading_place(written) != _leading_place(form) and _leading_place(written) and _leading_place(form):
            return True
        (edit,) = Levenshtein.editops(written, form)
        if edit.tag == "insert":  # the text lacks a character of the name
            return len(_distinctive(form)) < _LONG_NAME
        typed = written[edit.src_pos]
        if _slips(written, form):
            return False
        if typed not in self._name_characters:
            return False
        around = (
            written[max(edit.src_pos - 1, 0) : edit.src_pos + 1],
            written[edit.src_pos : edit.src_pos + 2],
        )
        makes_word = any(len(pair) == 2 and pair in self._name_pairs for pair in around)
        return makes_word or (edit.dest_pos < len(_distinctive(form)) < _LONG_NAME)

    def _english(self, written: str) -> tuple[Chunk, ...]:
        """Names that the English words account for whole, each by a word of the list or by its sound."""
        phrases, sound = _split_english(written)
        return tuple(row for core, rows in self._cores.items() if _accounts_for(phrases, sound, core) for row in rows)


# Four pinyin syllables or more, each by itself.
_SYLLABLE = r"(?:[bpmfdtnlgkhjqxzcsryw]|[zcs]h)?(?:i?ao|i?ou|iu|uai|ua|uo|ui|ue|ve|i?an|uan|i?ang|uang|i?ong|in|ing|un|en|eng|er|ia|ie|ai|ei|a|o|e|i|u|v)"
_SYLLABLES = re.compile(rf"(?<![a-z])(?:{_SYLLABLE}['’\s]\s*){{3,}}{_SYLLABLE}(?![a-z])", re.IGNORECASE)
# Answers of `find` that are kept; a conversation asks for the same names again and again.
_REMEMBERED = 4096
# A short form is two characters at least (北航) and rarely more than six (中南财经政法).
_LONGEST_SHORT_FORM = 7
_SHORTEST_COMPANY = 4
_SHORTEST_WHOLE = 5
_SHORTEST_ENDING = 4
# Of a name that is parted by a word.
_LONGEST_PART = 14
# A name as long as this that ends a stretch is that name, whatever stands before it but a place.
_LONG_ENDING = 10
_SHORTEST_MISSPELT = 4
# Characters that tell a name from others (all but 大学, 学院 and the like) from which on one wrong character is tolerable.
_LONG_NAME = 4
_WHOLE_NAMES = ("大学", "学院", "学校")


def _has_part(core: str, wholes: tuple[str, ...], part: str) -> bool:
    return any(core.startswith(whole) and part in core[len(whole) :] for whole in wholes)


def name_forms(name: str) -> set[str]:
    """The full name squeezed, and the name without (or with) an ending that people leave out."""
    words = load_vocabulary("roster")["organisations"]
    full = squeeze(name)
    forms = {full}
    # A second name in brackets: 房山区文化活动中心(房山区图书馆).
    second = re.fullmatch(r"(.+?)\s*[(（]([^()（）]+)[)）]", name.strip())
    if (
        second
        and second[2].endswith(tuple(word for word in words["suffixes"] if not word.isascii()))
        and len(second[2]) > 4
    ):
        forms |= {squeeze(second[1]), squeeze(second[2])}
    for ending in words["dropped_ends"]:
        short = full.removesuffix(ending)
        ends = tuple(squeeze(end) or end for end in words["short_name_ends"])
        closed = name.rstrip().removesuffix(ending).endswith(("(", ")", "（", "）"))
        if short != full and (short.endswith(ends) or closed):
            forms.add(short)
        elif short == full and (full.endswith(ends) or closed):
            forms.add(full + ending)
    return forms


@lru_cache(maxsize=16384)
def core_of(name: str) -> str:
    """A squeezed name without a final 图书馆."""
    core = squeeze(name)
    for ending in load_vocabulary("roster")["organisations"]["dropped_ends"]:
        core = core.removesuffix(ending) or core
    return core


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
    starts = _short_starts(core)[:-1]
    return any(short.startswith(start) and _follow(short[len(start) :], parts) for start in starts if start)


@cache
def _short_starts(core: str) -> tuple[str, ...]:
    """What short forms of a name begin with; the last is the first word behind its head, for those without the head."""
    head, parts = _split_name(core)
    if not parts:
        return (core,)
    heads = load_vocabulary("names")["parts"]["heads"]
    is_place = len(head) < 4 or head in gazetteer()
    called = (char for char, names in heads.items() if head in names)
    starts = dict.fromkeys(filter(None, (head, head[:1] if is_place else head, *called)))
    return (*starts, parts[0])


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
    return any(short.startswith(piece) and _follow_on(short[len(piece) :], parts[1:]) for piece in pieces)


def _follow_on(short: str, parts: tuple[str, ...]) -> bool:
    return not short or any(_follow(short, parts[skipped:]) for skipped in range(len(parts)))


def _distinctive(form: str) -> str:
    """A name without the words at its end that say what kind of organisation it is."""
    core = form
    for ending in (*load_vocabulary("roster")["organisations"]["dropped_ends"], *_WHOLE_NAMES):
        core = core.removesuffix(ending) or core
    return core


def _leading_place(name: str) -> str:
    """The province or city that a name begins with: 山西省图书馆 is no misspelt 陕西省图书馆."""
    return next((name[:length] for length in (5, 4, 3, 2) if name[:length] in gazetteer()), "")


def _slips(written: str, form: str) -> bool:
    """Whether two texts differ by one character that sounds or looks like the other."""
    edits = Levenshtein.editops(written, form)
    return all(e.tag == "replace" and _alike(written[e.src_pos], form[e.dest_pos]) for e in edits)


def _alike(one: str, other: str) -> bool:
    """Whether two characters sound the same or are known to look alike."""
    groups = load_vocabulary("names")["lookalikes"]["groups"]
    return romanise(one) == romanise(other) or any(one in group and other in group for group in groups)


@lru_cache(maxsize=32768)
def romanise(text: str) -> str:
    """Pinyin without tones and blanks; Latin letters stay."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text)).lower().replace(" ", "").replace("ü", "v")


def _group(pairs: Iterable[tuple[str, Chunk]]) -> dict[str, tuple[Chunk, ...]]:
    groups: dict[str, list[Chunk]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return {key: tuple(rows) for key, rows in groups.items()}


def _split_english(written: str) -> tuple[list[tuple[str, ...]], str]:
    """(phrases of a name as the Chinese words that each may stand for, all other words in one as a sound)."""
    words = written.split()
    table = load_vocabulary("names")["english"]
    phrases: list[tuple[str, ...]] = []
    sound = ""
    position = 0
    while position < len(words):
        lengths = range(min(5, len(words) - position), 0, -1)
        length = next((n for n in lengths if " ".join(words[position : position + n]) in table), 0)
        if length:
            phrases.append(tuple(table[" ".join(words[position : position + length])]))
        else:
            sound += words[position]
        position += length or 1
    return [choices for choices in phrases if choices != ("",)], sound


def _accounts_for(phrases: Sequence[tuple[str, ...]], sound: str, rest: str) -> bool:
    """Whether phrases, in any order, and a sound make up what is left of a name, with nothing left over."""
    if not phrases:
        left = rest.replace("·", "")
        return bool(left) == bool(sound) and (not sound or romanise(left) == sound)
    return any(word in rest and _accounts_for(phrases[1:], sound, rest.replace(word, "·", 1)) for word in phrases[0])

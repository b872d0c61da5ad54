"""Which of the stated figures a question names, and with which of its words."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.known_figures import Known, know_figures
from bot.lexicon import squeeze
from bot.speech import is_content, tag_words
from bot.terms import Need
from bot.twins import subject_core
from bot.vocabulary import load_vocabulary
from bot.wording import positions, read_function_words, word_pairs
from ingest.chunks import Chunk, Figure
from ingest.manifest import Source
from ingest.normalise import normalise_text

_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*([百千万亿]*)\s*(%?)")
_PRINTED = re.compile(r"(\d+(?:\.\d+)?)[余多]?\s?([百千万亿]?)[余多]?(%?)")
_WORD = re.compile(r"[a-z][a-z0-9.+&-]*|[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z][a-z0-9]+|\d{4}")
# A figure is named where half of its subject's pairs are, or pairs that are rare enough together.
_NAMED_SHARE = 0.5
_NAMED_WEIGHT = 4.0
# Shorter words without content are told by the words that they stand in (服务, but not 服务器).
_PHRASE = 3
# A shorter subject may be a word like any other.
_SHORTEST_SUBJECT = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A figure that a question names.

    Attributes:
        own: positions of the question that its own words (or its value) take up.
        places: these and those of its headings.
        column: those of its measure alone.
        heading: those of its headings alone.
        share: how much of its subject the question says, 0 to 1.
    """

    known: Known
    own: frozenset[int]
    column: frozenset[int]
    heading: frozenset[int]
    places: frozenset[int]
    share: float

    @property
    def measured(self) -> float:
        """How much of its measure the question says, 0 to 1."""
        measure = self.known.figure.measure
        return min(1.0, len(self.column) / len(measure)) if measure else 0.0


class FigureNames:
    """The figures of an index as questions may name them.

    Args:
        figures: all stated figures.
        sources: what each file says about itself, by file name.
    """

    def __init__(self, figures: Sequence[Chunk], sources: Mapping[str, Source]) -> None:
        self.known = know_figures(figures, sources)
        frequency = Counter(pair for known in self.known for pair in word_pairs(known.own))
        words = {squeeze(word) for known in self.known for word in (subject_core(known.chunk), *known.group[1:])}
        self._subjects = frozenset(word for word in words if len(word) >= _SHORTEST_SUBJECT)
        self._idf = {pair: math.log(1 + len(self.known) / count) for pair, count in frequency.items()}

    def named(self, need: Need) -> tuple[Named, ...]:
        """The figures that a question names at all."""
        found = (self.name(known, need) for known in self.known)
        return tuple(named for named in found if named.own and self._is_clear(named, need))

    def subjects_in(self, question: str) -> list[str]:
        """The longest of the subjects and headings of figures that stand whole in a question, squeezed."""
        text = squeeze(question)
        said = [subject for subject in self._subjects if subject in text]
        return [one for one in said if not any(one in other for other in said if other != one)]

    def joins_subjects(self, question: str) -> bool:
        """Whether a question joins two of them, as by 和."""
        subjects = "|".join(map(re.escape, self.subjects_in(question)))
        joined = rf"(?:{subjects})(?:[、,和与跟及]|以及|and)(?:{subjects})"
        return bool(subjects) and re.search(joined, squeeze(question)) is not None

    def counts_otherwise(self, words: Sequence[str], units: Sequence[str]) -> bool:
        """Whether figures are stated of what some words name, and none of them in any of some units."""
        stated = {known.figure.unit for known in self.known for word in words if word in known.figure.subject}
        return bool(stated and units) and not stated & {"", *units}

    def are_of_one(self, words: Sequence[str]) -> bool:
        """Whether the figures whose measure one of some words says are all of one thing (总投资)."""
        return len({known.record for known in self.known for word in words if word in known.figure.measure}) == 1

    def name(self, known: Known, need: Need) -> Named:
        """How a question names one figure."""
        own = covered(need, known.own) | _printed_places(need.question, known.figure)
        own.update(*(_role_places(need.question, role) for role in known.roles))
        subject = word_pairs(normalise_text(known.figure.subject))
        said = {need.question[i : i + 2] for i in own if i + 1 in own} | _meant_pairs(need, known.own)
        share = len(subject & said) / len(subject) if subject else 0.0
        heading = covered(need, known.title)
        places = own | heading | (_document_places(need.question, known.document) if own else set())
        column = covered(need, normalise_text(known.figure.measure))
        return Named(known, frozenset(own), frozenset(column), frozenset(heading), frozenset(places), share)

    def _is_clear(self, named: Named, need: Need) -> bool:
        text = need.question
        if any(text[i].isdigit() for i in named.own) or named.share >= _NAMED_SHARE or "summary" in named.known.roles:
            return True
        pairs = {text[i : i + 2] for i in named.own if i + 1 in named.own} | _meant_pairs(need, named.known.own)
        return sum(self._idf.get(pair, 0.0) for pair in pairs) >= _NAMED_WEIGHT


def undominated(named: Iterable[Named]) -> list[Named]:
    """Those for whose places no other one has more; of equals the exact, then the one whose subject, then whose measure
    is said more fully."""
    found: list[Named] = []
    for one in sorted(named, key=lambda n: (-len(n.places), bool(n.known.figure.limit), -n.share, -n.measured)):
        if not any(one.places <= other.places for other in found):
            found.append(one)
    return found


def unexplained(need: Need, places: frozenset[int], counts: Iterable[int]) -> list[str]:
    """The content words and numbers of a question outside some positions that nothing accounts for.

    Args:
        counts: numbers that may be said beside, such as how many figures there are.
    """
    words = load_vocabulary("arithmetic")["plain"]
    text = list(need.question)
    for place in places:
        text[place] = " "
    rest = "".join(text)
    for word in sorted((w for w in words["words"] if len(w) >= _PHRASE), key=len, reverse=True):
        rest = rest.replace(word, " ")
    rest = read_function_words().sub(" ", rest)
    left = [m[0].strip() for m in _NUMBER.finditer(rest) if not (m[1].isdecimal() and int(m[1]) in counts)]
    for run in _WORD.findall(rest):
        if run.isascii():
            left += [run] if run not in words["english"] else []
        else:
            left += [
                word
                for word, tag in tag_words(run)
                if len(word) > 1 and is_content(word, tag) and word not in words["words"]
            ]
    return left


def covered(need: Need, own: str) -> set[int]:
    """The positions of a question that stand, in pairs of neighbours, in some words, or mean the same as one of them."""
    text = need.question
    places = {place for pair, start in _pairs(text) if pair in own for place in (start, start + 1)}
    if latin := _latin_words(text):
        words = set(_LATIN.findall(own))
        places.update(place for word, taken in latin if word in words for place in taken)
    for term in need.terms:
        if any(word in own for word in term.means):
            places.update(_places([term.text], text))
    return places


# What is asked of one question for every figure.
_QUESTIONS = 64


@lru_cache(_QUESTIONS)
def _pairs(text: str) -> tuple[tuple[str, int], ...]:
    """The pairs of neighbours of which one at least is Chinese (联合, e读), with where they begin."""
    pairs = ((text[i : i + 2], i) for i in range(len(text) - 1))
    return tuple((pair, i) for pair, i in pairs if not pair.isascii() and all(char.isalnum() for char in pair))


@lru_cache(_QUESTIONS)
def _latin_words(text: str) -> tuple[tuple[str, range], ...]:
    plain = load_vocabulary("arithmetic")["plain"]["english"]
    return tuple((match[0], range(*match.span())) for match in _LATIN.finditer(text) if match[0] not in plain)


def _places(words: Iterable[str], text: str) -> frozenset[int]:
    """The positions that words take up in a text."""
    return frozenset(p for word in words for start in positions(word, text) for p in range(start, start + len(word)))


def _meant_pairs(need: Need, own: str) -> set[str]:
    """The pairs of those words in some text that terms of the question mean (钱: 投资)."""
    meant = (word for term in need.terms for word in term.means if word in own)
    return {pair for word in meant for pair in word_pairs(word)}


def _printed_places(text: str, figure: Figure) -> set[int]:
    """Where a question prints a figure: with its multiple, or in its digits alone (54.4 for 54.4万)."""
    printed = _PRINTED.search(normalise_text(figure.text))
    if not printed or figure.unit == "date":
        return set()
    places: set[int] = set()
    for match in _NUMBER.finditer(text):
        same = match[1].replace(",", "") == printed[1] and match[2] in ("", printed[2]) and match[3] in ("", printed[3])
        if same:
            places.update(range(*match.span()))
    return places


@lru_cache(_QUESTIONS)
def _role_places(text: str, role: str) -> frozenset[int]:
    """Words such as 全部 or 目标 name a figure by its role, where the question says of what else."""
    return _places(load_vocabulary("arithmetic")["said"].get(role, ()), text)


@lru_cache(_QUESTIONS)
def _document_places(text: str, kind: str) -> frozenset[int]:
    return _places(load_vocabulary("search")["documents"].get(kind, ()), text)

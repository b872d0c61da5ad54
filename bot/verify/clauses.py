"""Reads a text as clauses: what each says of whom, its numbers, levels and names, and the words that turn it round."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from bot.verify.known import Found, Known
from bot.verify.numbers import Number, read_numbers
from bot.vocabulary import load_vocabulary
from ingest.normalise import normalise_text

_BREAK = re.compile(
    r"[,。;:、!?()（）\n=÷×−]|——+|→|(?<!\bno)\.(?=\s|$)|\s[-–—/]\s|(?<=[\u3400-\u9fff])-(?=[\u3400-\u9fff])"
)
_WORD = re.compile(r"[a-z][a-z0-9.+&'-]*|[\u3400-\u9fff]+")
# How much what stands beside something tells of it, against words further off: near it, in its clause, a clause before.
NEAR, OWN, BEFORE = 1.3, 1.0, 0.5
_NAME_WEIGHT, _LEVEL_WEIGHT, _NUMBER_WEIGHT = 4.0, 3.0, 2.0
_LABEL = 12
_MEASURE_WEIGHT = 0.5
# What is in quotation marks is a term, and turns nothing round: “不合格”.
_TERM = re.compile(r"“[^”]{1,6}”|\"[^\"]{1,6}\"")
_TURNS = ("done", "planned", "ongoing")
# Words for a total say little of what is totalled.
TOTAL, _TOTAL_WEIGHT = "共有", 0.3

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Atom:
    """A number with the words around it, each with how much it tells."""

    number: Number
    near: Weights = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two stops.

    Attributes:
        text: normalised and with one word for all of a group of synonyms.
        start: where it begins in the whole; so are the places of names, levels and numbers counted.
        own: its words in pairs of characters, its names and levels, with weights.
        context: these and, weaker, those of the clauses before it.
        order: the pairs of characters in their order.
        families: kinds of telling words that it holds.
        negative: it is turned round an odd number of times.
        coordinated: it holds several things side by side.
    """

    text: str
    start: int
    own: Weights
    context: Weights
    order: tuple[str, ...]
    names: tuple[Found, ...]
    levels: tuple[Found, ...]
    atoms: tuple[Atom, ...]
    families: frozenset[str]
    superlatives: frozenset[str]
    negative: bool
    coordinated: bool

    @property
    def said(self) -> Weights:
        """Its own words and, as words, its numbers."""
        return self.own | {f"#:{a.number.kind}:{a.number.value}": _NUMBER_WEIGHT for a in self.atoms}


def read_clauses(text: str, known: Known, before: Sequence[Clause] = ()) -> tuple[Clause, ...]:
    """The clauses of a text.

    Args:
        text: as it was written.
        known: names and levels.
        before: clauses that it goes on from.
    """
    whole = prepare(text)
    names, numbers = known.names_in(whole), read_numbers(whole)
    levels = [level for level in known.levels_in(whole) if not _within(level, names)]
    numbers = [n for n in numbers if not _within(n, names)]
    clauses = list(before)
    for start, end in _stretches(whole, [*names, *numbers, *levels]):
        inside = [[found for found in kind if start <= found.start < end] for kind in (names, levels, numbers)]
        clauses.append(_read_clause(whole, start, end, *inside, clauses))
    return tuple(clauses[len(before) :])


@lru_cache(maxsize=4096)
def prepare(text: str) -> str:
    """Normalised, English words of the field in Chinese, one word for each group of synonyms."""
    text = normalise_text(text.replace("\n", "。")).replace("**", "")
    if _is_english(text):
        text = _english().sub(lambda match: f" {_translations()[match[0]]} ", text)
    return _synonyms()[0].sub(lambda match: _synonyms()[1][match[0]], text)


def _is_english(text: str) -> bool:
    return len(re.findall(r"\b[a-z]{2,}\b", text)) >= 3


@cache
def _translations() -> dict[str, str]:
    own, glossary = load_vocabulary("verify")["english"], load_vocabulary("glossary")["english"]
    return {word: meaning for word, meaning in (glossary | own).items() if meaning}


@cache
def _english() -> re.Pattern:
    words = sorted(_translations(), key=len, reverse=True)
    return re.compile(r"(?<![a-z])(?:" + "|".join(map(re.escape, words)) + r")(?![a-z])")


@cache
def _synonyms() -> tuple[re.Pattern, dict[str, str]]:
    groups = load_vocabulary("verify")["synonyms"]["groups"]
    first = {word: group[0] for group in groups for word in group}
    words = sorted(first, key=len, reverse=True)
    # 高 and 差 are words only by themselves: before a number, or after 比.
    patterns = [f"{word}(?=\\s*\\d)" if len(word) == 1 and group_is_verb(word) else re.escape(word) for word in words]
    return re.compile("|".join(patterns)), first


def group_is_verb(word: str) -> bool:
    """Whether a word of one character is among the synonyms as a verb, and not as a measure word."""
    return word in "差高占共"


@cache
def _family_patterns() -> tuple[tuple[str, re.Pattern], ...]:
    families = load_vocabulary("verify")["families"]
    return tuple((name, word_pattern(table["words"])) for name, table in families.items())


@cache
def _no_families() -> re.Pattern:
    return word_pattern(load_vocabulary("verify")["names"]["exceptions"])


@cache
def _superlatives() -> tuple[tuple[str, re.Pattern], ...]:
    return tuple((name, word_pattern(words)) for name, words in load_vocabulary("verify")["superlatives"].items())


@cache
def _negations() -> tuple[re.Pattern, re.Pattern]:
    words = load_vocabulary("verify")["negation"]
    return word_pattern(words["words"]), word_pattern(words["exceptions"])


def word_pattern(words: Sequence[str]) -> re.Pattern:
    """A pattern for any of some words, the longest first; Latin ones stand by themselves."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in ordered))


@cache
def plain_words() -> frozenset[str]:
    """Words that say nothing by themselves."""
    words = load_vocabulary("verify")["plain"]
    return frozenset((*words["words"], *words["english"]))


@cache
def _small_words() -> re.Pattern:
    words = sorted((w for w in plain_words() if not w.isascii() and len(w) > 1), key=len, reverse=True)
    words = sorted({*words, *_kept()}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) + "|[的了是为有在和与及或于以之等均都也各其中个家所]")


@cache
def _kept() -> frozenset[str]:
    """Words that say nothing of what is spoken of, and yet tell numbers apart."""
    superlatives = load_vocabulary("verify")["superlatives"].values()
    telling = load_vocabulary("verify")["numbers"]["telling"]
    return frozenset({TOTAL, *telling, *(word for group in superlatives for word in group if not word.isascii())})


def _within(found: Found | Number, names: Sequence[Found]) -> bool:
    return any(name.start <= found.start and found.end <= name.end for name in names)


def _stretches(text: str, whole: Sequence[Found | Number]) -> list[tuple[int, int]]:
    """(start, end) of the clauses; a stop inside a name or number ends none."""
    spans = sorted((found.start, found.end) for found in whole)
    starts, ends = [0], []
    for match in _BREAK.finditer(text):
        # 海外用户：7 家 is one clause: the number is of what stands before it.
        labelled = match[0] == ":" and match.start() - starts[-1] <= _LABEL and re.match(r"\s*\d", text[match.end() :])
        if not labelled and not any(start < match.end() and match.start() < end for start, end in spans):
            ends.append(match.start())
            starts.append(match.end())
    return [(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True) if text[start:end].strip()]


def _read_clause(
    whole: str,
    start: int,
    end: int,
    names: list[Found],
    levels: list[Found],
    numbers: list[Number],
    before: Sequence[Clause],
) -> Clause:
    text = whole[start:end]
    bare = _blank(whole, start, end, [*names, *levels, *numbers])
    negations, exceptions = _negations()
    order = tuple(grams(_blank_turns(bare)))
    own: Weights = _weigh(order, OWN)
    own |= {f"n:{core}": _NAME_WEIGHT for name in names for core in name.values}
    own |= {f"l:{level}": _LEVEL_WEIGHT for found in levels for level in found.values}
    context = dict(own)
    for distance, clause in enumerate(reversed(before[-6:]), start=1):
        for word, weight in clause.own.items():
            context[word] = max(context.get(word, 0.0), weight * BEFORE**distance)
    atoms = tuple(_read_atom(whole, start, end, number, numbers, levels, names) for number in numbers)
    turned = len(negations.findall(exceptions.sub(" ", _TERM.sub(" ", bare))))
    telling = _no_families().sub(" ", bare)
    return Clause(
        text, start, own, context, order, tuple(names), tuple(levels), atoms,
        frozenset(name for name, pattern in _family_patterns() if pattern.search(telling)),
        frozenset(name for name, pattern in _superlatives() if pattern.search(bare)),
        turned % 2 == 1,
        bool(re.search("[和与及、]|分别|(?<![a-z])and(?![a-z])", bare)),
    )  # fmt: skip


def _read_atom(
    whole: str, start: int, end: int, number: Number, numbers: list[Number], levels: list[Found], names: list[Found]
) -> Atom:
    """A number with what stands between the number before it and the one behind it."""
    first = max([n.end for n in numbers if n.end <= number.start], default=start)
    last = min([n.start for n in numbers if n.start >= number.end], default=end)
    near = _weigh(grams(_blank(whole, first, last, [*names, *levels, *numbers])), NEAR)
    if number.measure:
        near[f"m:{number.measure}"] = _MEASURE_WEIGHT
    for kind, weight, found in (("n", _NAME_WEIGHT, names), ("l", _LEVEL_WEIGHT, levels)):
        near |= {f"{kind}:{v}": weight * NEAR for f in found if first <= f.start < last for v in f.values}
    return Atom(number, near)


def _blank_turns(text: str) -> str:
    """A text without the words that turn it round or are looked for apart, so that 未完成 and 已完成 are alike."""
    negations, exceptions = _negations()
    kept = exceptions.sub(lambda match: "\0" * len(match[0]), text)
    spans = [match.span() for match in negations.finditer(kept)]
    spans += [
        match.span() for name, pattern in _family_patterns() if name in _TURNS for match in pattern.finditer(text)
    ]
    chars = list(text)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)


def _weigh(words: Iterable[str], weight: float) -> Weights:
    return {word: _TOTAL_WEIGHT if word == TOTAL else weight for word in words}


def _blank(whole: str, start: int, end: int, found: Sequence[Found | Number]) -> str:
    """A stretch with blanks in the place of names, levels and numbers."""
    chars = list(whole[start:end])
    for one in found:
        for position in range(max(one.start, start), min(one.end, end)):
            chars[position - start] = " "
    return "".join(chars)


def grams(text: str) -> list[str]:
    """The pairs of characters and the Latin words of a text, without words that say nothing."""
    found: list[str] = []
    for run in _WORD.findall(_small_words().sub(lambda m: f" {m[0]} " if m[0] in _kept() else " ", text)):
        if run in _kept():
            found.append(run)
        elif run.isascii():
            found += [run] if run not in plain_words() else []
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found

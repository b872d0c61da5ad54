"""Conditions on stated figures as questions put them: 完成度低于70%, 过半, 60%到80%之间."""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from bot.vocabulary import load_vocabulary
from bot.wording import occurs_any, positions
from ingest.numerals import read_numeral

_PERCENT = (
    r"(?P<{0}digits>\d+(?:\.\d+)?)\s*(?:%|per ?cent)|百分之\s*(?P<{0}numeral>[零一二两三四五六七八九十百\d]+)"
    r"|(?P<{0}tenths>[一二三四五六七八九])成(?P<{0}half>半)?(?P<{0}hundredths>[一二三四五六七八九])?|(?P<{0}word>{1})"
)
_RANGE_ENDS = r"\s*(?:到|至|和|-|–|—|~|and|to)\s*"
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_OPPOSITES = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!="}


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on a percentage.

    Attributes:
        how: "<", "<=", ">", ">=", "=", "!=" or "between" (both ends included).
        value: in per cent; of a range its lower end.
        upper: the upper end of a range.
        places: the positions of the question that say it.
    """

    how: str
    value: float
    places: frozenset[int]
    upper: float = 0.0

    def holds(self, value: float) -> bool:
        """Whether a percentage meets it."""
        if self.how == "between":
            return self.value <= value <= self.upper
        return _TESTS[self.how](value, self.value)


def read_bound(question: str) -> Bound | None:
    """The condition that a normalised question puts; None where it puts none, or asks for no things that meet it."""
    if not occurs_any(load_vocabulary("selection")["asking"]["words"], question):
        return None
    if match := _range().search(question):
        ends = sorted((_value(match, "a_"), _value(match, "b_")))
        denied = match["not"] or _is_approximate(question, match)
        return None if denied else Bound("between", ends[0], frozenset(range(*match.span())), ends[1])
    if match := _compared().search(question):
        found = match.groupdict()
        how = next(how for how, n in _hows().items() if found.get(f"before{n}") or found.get(f"behind{n}"))
        how = _OPPOSITES[how] if match["not"] else how
        value = _value(match, "a_") if match["a_any"] else _value(match, "b_")
        return None if _is_approximate(question, match) else Bound(how, value, frozenset(range(*match.span())))
    phrases = [(word, phrase) for phrase in load_vocabulary("selection")["phrases"] for word in phrase["words"]]
    for word, phrase in sorted(phrases, key=lambda pair: -len(pair[0])):
        for start in positions(word, question):
            return Bound(phrase["how"], float(phrase["value"]), frozenset(range(start, start + len(word))))
    return None


def _hows() -> dict[str, int]:
    return {how: number for number, how in enumerate(load_vocabulary("selection")["comparisons"])}


def _percent(prefix: str) -> str:
    words = "|".join(map(re.escape, load_vocabulary("selection")["values"]["words"]))
    return f"(?:{_PERCENT.format(prefix, words)})"


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _negation() -> str:
    """A word that denies the comparison behind it, as an optional group."""
    return rf"(?:(?P<not>{_any_of(load_vocabulary('selection')['negators']['words'])})[是有能曾在]?\s*)?"


@cache
def _range() -> re.Pattern:
    return re.compile(rf"{_negation()}{_percent('a_')}{_RANGE_ENDS}{_percent('b_')}(?:\s*之间)?")


@cache
def _compared() -> re.Pattern:
    """A percentage with a word of comparison before or behind it; the longest word that is there."""
    comparisons = load_vocabulary("selection")["comparisons"]
    sides = {
        side: "|".join(
            f"(?P<{side}{number}>{_any_of(comparisons[how][side])})"
            for how, number in sorted(_hows().items(), key=lambda pair: -len(pair[0]))
        )
        for side in ("before", "behind")
    }
    # 完成60%以下: what stands behind says more than 完成 before it.
    equal = f"(?:{_any_of(comparisons['=']['before'])})?[了在]?\\s*"
    value = (
        rf"{equal}(?P<a_any>{_percent('a_')}\s*(?:{sides['behind']}))|(?:{sides['before']})[了过]?\s*{_percent('b_')}"
    )
    return re.compile(_negation() + f"(?:{value})")


def _is_approximate(question: str, match: re.Match) -> bool:
    """Whether a word such as 接近 or 左右 touches a condition, or stands in it."""
    words = _any_of(load_vocabulary("selection")["approximate"]["words"])
    before, behind = question[: match.start()].rstrip(), question[match.end() :].lstrip()
    return any((re.search(words, match[0]), re.search(f"(?:{words})$", before), re.match(words, behind)))


def _value(match: re.Match, end: str) -> float:
    if match[f"{end}digits"]:
        return float(match[f"{end}digits"])
    if match[f"{end}numeral"]:
        return float(read_numeral(match[f"{end}numeral"].removeprefix("百") or "一百"))
    if match[f"{end}tenths"]:
        tenths, hundredths = (read_numeral(match[f"{end}{part}"] or "零") for part in ("tenths", "hundredths"))
        return 10.0 * tenths + (5.0 if match[f"{end}half"] else hundredths)
    return float(load_vocabulary("selection")["values"]["words"][match[f"{end}word"]])

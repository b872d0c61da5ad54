"""Reads ordinals, and how many things a question says there are."""

import re
import unicodedata

from ingest.numerals import read_numeral

# The ordinal of what stands in the middle.
MIDDLE = 0
_ORDINAL = re.compile(
    r"(倒数)?第\s*([一二三四五六七八九十]++|\d{1,2}+|[①-⑩])(?!个五年)\s*(?:个|项|条|大|件|点|句|节|部分|小项)?(?=任务|工作|方面|层面|条|点|项|件|$|[^\d期五年季])"
    r"|任务\s*\(?([一二三四五六七八九十]++|\d++)\)?(?![个项条大]?任务)"
    r"|\b(first|second|third|fourth|fifth|sixth|seventh|last)\b"
    r"|((?:最后|最末|末尾)[一那]?[项个条件点句])|(中间[一那]?[项个条件点])"
)
_THING = re.compile(r"第(?:[一二三四五六七八九十]+|\d+)[个项条件点大]?(?:主要|重点|具体)?(任务|工作|)")
_ENGLISH_ORDINALS = {
    word: n for n, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh"], start=1)
}
_COUNT = re.compile(
    r"[哪这那]([二两三四五六七八九十][一二三四五六七八九十]*+|\d+)[个项种类层方大家](?!字)|(?<![第.\d一二三四五六七八九十])([二两三四五六七八九十][一二三四五六七八九十]*+|\d{1,2})(?:个|项|种|大)?(?:方面|任务|层面|类型|等级|工作)"
)


def read_ordinals(text: str) -> tuple[int, ...]:
    """Ordinals, outermost first: English names the inner one first (the last piece of the fifth task).

    Those counted from the end are negative; the middle one is `MIDDLE`.
    """
    found = tuple(map(_ordinal, _ORDINAL.finditer(text)))
    return found[::-1] if re.search(r"[a-z]", text) and not re.search("第", text) else found


def ordinal_places(text: str) -> frozenset[int]:
    """The positions of a text that its ordinals take up."""
    return frozenset(place for match in _ORDINAL.finditer(text) for place in range(*match.span()))


def place_in(ordinal: int, total: int) -> int | None:
    """The index, from 0, that an ordinal means among so many things; None where there are not as many."""
    position = total // 2 if ordinal == MIDDLE else total + ordinal if ordinal < 0 else ordinal - 1
    return position if 0 <= position < total else None


def numbered_thing(question: str) -> str:
    """What the last ordinal of a question numbers: 任务, 工作, or nothing that is said."""
    return (_THING.findall(question) or [""])[-1]


def read_count(question: str) -> int:
    """How many things a question says there are (哪 6 个, 三个方面); 0 where it does not say."""
    match = _COUNT.search(question)
    word = next((group for group in match.groups() if group), "") if match else ""
    return read_numeral(word) if word else 0


def _ordinal(match: re.Match) -> int:
    from_end, before, behind, english, last, middle = match.groups()
    if middle:
        return MIDDLE
    if last or english == "last":
        return -1
    if english:
        return _ENGLISH_ORDINALS[english]
    digits = before or behind
    number = read_numeral(unicodedata.normalize("NFKC", digits))
    return -number if from_end else number

"""Reads the numbers, percentages and dates of a text, however they are written: 1,329, 一千三百二十九, 两成, 2023年底."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from bot.vocabulary import load_vocabulary

Kind = Literal["count", "percent", "points", "ordinal", "date"]

_MULTIPLES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_DIGITS = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})\s*[日号]?|月)(?!\d)")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_MONTHS)}),?\s+((?:19|20)\d\d)(?!\d)")
_MONTH_FIRST = re.compile(rf"(?<![a-z])({'|'.join(_MONTHS)})\s+(?:(\d{{1,2}}),?\s+)?((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*(底|末)?(?!\d|,\d{3}|\s?[家所个多余万亿%]|\.\d)")
_NUMBER = re.compile(
    rf"(?P<ordinal>第\s*)?(?P<digits>{_DIGITS})\s*(?P<inner>[多余几])?\s*(?P<multiple>百万|千万|[百千万亿])?"
    r"\s*(?P<outer>[多余几])?\s*(?P<unit>%|个百分点|percentage points?|percent|per cent|成(?!员|立|为|果|功|都|本|长|熟|套|就|效))?"
)
_CHINESE_NUMBER = re.compile(
    rf"(?P<ordinal>第)?(?P<percent>百分之)?(?P<digits>[{_CHINESE}]+(?:点[{_CHINESE}]+)?)(?P<outer>[多余几])?(?P<unit>成(?!员|立|为|果|功|都|本|长|熟|套|就|效))?"
)
_MEASURES = re.compile(r"\s?(?:[家所种项级年月日份名人类条篇册位倍座号成馆天款次]|个(?!别|性|体|人))")
_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SIZE = re.compile(r"([近上逾超数几成])([十百千万亿])(?=\s?[余多]?\s?[个家所种条项馆人名])")
_NUMBERED = re.compile(r"\s*[号位](?!称|置)")
_NUMBER_AHEAD = re.compile(r"(?:编号|序号|排名|number|no\.?|#)\s*(?:为|是|:)?\s*$")
# 至少覆盖 1800 所: a verb may stand between.
_VERB = r"|[\u3400-\u9fff]{2}"
_ARTICLES = re.compile(r"一\s?[个种些项份次类份条类般直定起共样致下旦]")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text.

    Attributes:
        start, end: where it stands, its limit words not included.
        value: in base units (1.2 亿 is 120,000,000; two tenths are 20 per cent); of a date its year.
        limit: what makes it inexact: "" for an exact one, else below, above, least or about.
        date: of a date its parts as far as they are said, year first; the month of a year's end is 12.
        measure: what kind of thing is counted; empty where that is not told.
    """

    start: int
    end: int
    value: float
    kind: Kind = "count"
    limit: str = ""
    date: tuple[int, ...] = ()
    measure: str = ""


def read_numbers(text: str) -> list[Number]:
    """All numbers of a normalised text, in its order; terms such as 十四五 are none."""
    taken = [match.span() for match in _terms().finditer(text)]
    found: list[Number] = []
    for number in (*_dates(text), *_arabic(text), *_chinese(text)):
        if not any(number.start < end and start < number.end for start, end in taken):
            taken.append((number.start, number.end))
            found.append(number)
    return sorted(found, key=lambda number: number.start)


@cache
def _terms() -> re.Pattern:
    words = load_vocabulary("verify")["numbers"]
    return re.compile("|".join(map(re.escape, sorted(words["terms"], key=len, reverse=True))))


def _dates(text: str) -> Iterator[Number]:
    for match in _DATE.finditer(text):
        parts = tuple(int(part) for part in match.groups() if part)
        yield Number(*match.span(), parts[0], "date", date=parts)
    for match in _DAY_FIRST.finditer(text):
        yield _dated(match, match[3], match[2], match[1])
    for match in _MONTH_FIRST.finditer(text):
        yield _dated(match, match[3], match[1], match[2])
    for match in _YEAR.finditer(text):
        parts = (int(match[1]), 12) if match[2] else (int(match[1]),)
        yield Number(*match.span(), parts[0], "date", date=parts)


def _dated(match: re.Match, year: str, month: str, day: str | None) -> Number:
    parts = (int(year), _MONTHS.index(month) + 1, *((int(day),) if day else ()))
    return Number(*match.span(), parts[0], "date", date=parts)


def _arabic(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        if match.start() and text[match.start() - 1].isascii() and text[match.start() - 1].isalpha():
            continue  # s1 is a level, z39 a standard
        value = float(re.sub(r"[, ]", "", match["digits"])) * _MULTIPLES[match["multiple"] or ""]
        yield _number(text, match, value, match["inner"] or match["outer"])


def _chinese(text: str) -> Iterator[Number]:
    for match in _CHINESE_NUMBER.finditer(text):
        digits = match["digits"]
        alone = len(digits) == 1 and not (match["percent"] or match["unit"] or match["ordinal"])
        if alone and (digits in "百千万亿〇" or not _MEASURES.match(text, match.end())):
            continue
        if _ARTICLES.match(text, match.start()) or set(digits) <= set("百千万亿"):
            continue
        value = _to_value(digits)
        if value is not None:
            yield _number(text, match, value, match["outer"])
    for match in _SIZE.finditer(text):
        limit = load_vocabulary("verify")["numbers"]["sizes"][match[1]]
        yield Number(*match.span(), float(_SIZES[match[2]]), "count", limit, measure=_measure_behind(text, match.end()))
    for match in re.finditer("一半|半数", text):
        yield Number(*match.span(), 50.0, "percent", _limit_around(text, *match.span()))


@lru_cache(maxsize=4096)
def _to_value(digits: str) -> float | None:
    import cn2an

    try:
        return float(cn2an.cn2an(digits, "smart"))
    except ValueError:
        return None


def _number(text: str, match: re.Match, value: float, inexact: str | None) -> Number:
    unit, start, end = match["unit"] or "", match.start(), match.end()
    kind: Kind = "ordinal" if match["ordinal"] else "count"
    if "percent" in match.re.groupindex and match["percent"]:
        kind = "percent"
    elif unit == "成":
        value, kind = value * 10, "percent"
    elif unit in ("%", "percent", "per cent"):
        kind = "percent"
    elif unit:
        kind = "points"
    stripped = match[0].rstrip()
    end -= len(match[0]) - len(stripped)
    if kind == "count" and (_NUMBERED.match(text, end) or _NUMBER_AHEAD.search(text[max(0, start - 8) : start])):
        kind = "ordinal"
    limit = "above" if inexact else _limit_around(text, start, end)
    return Number(
        start, end, round(value, 6), kind, limit, measure=_measure_behind(text, end) if kind == "count" else ""
    )


@cache
def _measures() -> tuple[tuple[str, re.Pattern], ...]:
    words = load_vocabulary("verify")["measures"]
    return tuple(
        (kind, re.compile(r"\s*(?:" + "|".join(sorted(map(re.escape, table), key=len, reverse=True)) + ")"))
        for kind, table in words.items()
    )


def _measure_behind(text: str, end: int) -> str:
    return next((kind for kind, pattern in _measures() if pattern.match(text, end)), "")


@cache
def _limits() -> tuple[tuple[str, re.Pattern, re.Pattern], ...]:
    words = load_vocabulary("verify")["limits"]
    return tuple(
        (
            limit,
            re.compile(
                "(?:"
                + "|".join(map(re.escape, table["before"]))
                + rf")\s*(?:有|达|为|是|到{_VERB if limit == 'least' else ''})?\s*$"
            ),
            re.compile(
                r"\s*(?:[家所个种项馆人条]|多家)?\s*(?:" + "|".join(map(re.escape, table["after"] or ["\0"])) + ")"
            ),
        )
        for limit, table in words.items()
    )


def _limit_around(text: str, start: int, end: int) -> str:
    before = text[max(0, start - 14) : start]
    for limit, ahead, behind in _limits():
        if ahead.search(before) or behind.match(text, end):
            return limit
    return ""

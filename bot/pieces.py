"""Takes out of a question what is not a word: quotations, dates and numbers in a list."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.lexicon import Token
from ingest.normalise import normalise_text

# An apostrophe inside a Latin word is no quotation mark (Xi'an, Fudan's).
_QUOTED = r"(?:[“\"「『《]|(?<![a-z])[‘'])(?P<quoted>[^”\"」』’'》]{1,60})(?:[”\"」』》]|[’'](?![a-z]))"
_APOSTROPHE = re.compile(r"(?<=[a-z])[’'](?:s(?![a-z]))?(?=$|.)")
_DATE = (
    r"(?P<year>(?:19|20)\d{2})\s*(?:年|[-/.](?=\d))\s*"
    r"(?:(?P<month>\d{1,2})\s*(?:月(?:份)?|[-/.](?=\d))\s*(?:(?P<day>\d{1,2})\s*[日号]?)?)?(?P<part>年?底|年?末|年终)?"
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_ENGLISH_DATE = (
    rf"(?:(?P<eday>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<emonth>{_MONTH})\.?,?|(?P<amonth>{_MONTH})\.?\s+(?P<aday>\d{{1,2}})(?:st|nd|rd|th)?,?)"
    r"\s+(?P<eyear>(?:19|20)\d{2})"
)
_YEAR = r"(?<!\d)(?P<bare>(?:19|20)\d{2})(?!\d|\s*[家所个条间座])"
_TODAY = r"(?P<today>今天|今日|此刻|today)"
# Years counted from this one; with a month or 年底 behind them.
_YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2, "大后年": 3}
_YEARS_AWAY |= {"last year": -1, "this year": 0, "next year": 1}
_MONTHS_AWAY = {"上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1}
_MONTHS_AWAY |= {"last month": -1, "this month": 0, "next month": 1}
_AWAY = (
    rf"(?P<years_away>{'|'.join(sorted(_YEARS_AWAY, key=len, reverse=True))})"
    r"(?:的?\s*(?P<away_month>\d{1,2})\s*月(?:份|底)?|(?P<away_end>年?底|年?末))?"
    rf"|(?P<months_away>{'|'.join(_MONTHS_AWAY)})"
)
_NUMBERS = r"\d{1,5}\s*号?(?:\s*(?:、|,|和|跟|与|及|到|至|[-–—~～])\s*第?\d{1,5})+"
_FROM_END = r"倒数\s*(?:第\s*)?(?P<from_end>\d{1,4}|[一二三四五六七八九十])\s*(?:号|条|位|个|家|名|行|所)?"
_AT_EDGE = (
    r"(?:排在?)?(?P<edge>最前面的?|前面的?|前|头|最后面的?|最后|末尾|末|后)\s*(?P<edge_count>\d{1,2}|[两二三四五六七八九十])\s*"
    r"(?:家|个|位|名|条|行|所)(?!月|字|汉字|百分点)"
)
_SEQUENCE = (
    rf"序号\s*(?:是|为|:)?\s*(?P<listed>{_NUMBERS})|从\s*(?P<from>\d{{1,5}})\s*号?(?:排|一直|开始)?(?:到|至)\s*(?P<upto>\d{{1,5}})\s*号?|(?<!\d)第?\s*(?P<several>{_NUMBERS})\s*(?:这)?[两俩三几]?个?(?:号|序号|编号)(?!码)|"
    r"第\s*(?P<ordinal>\d{1,5})\s*(?:号|条|位|个|家|名|行)?|序号\s*(?:是|为|:|：)?\s*(?P<after>\d{1,5})|"
    r"(?<![\d月])(?P<before>\d{1,5})\s*号|(?:numbers?|no\.?|entry|entries|slot|position|row|rank|#)\s*(?P<english>\d{1,5})"
)
_NUMERAL = re.compile(
    r"(?P<before>第|序号(?:是|为|:)?\s*第?)(?P<numeral>[零〇一二三四五六七八九十百千两]+)(?=号|条|位|名|行|家|个(?!五年)|的|$)"
    r"|(?<![第唯一二三四五六七八九十百千两])(?P<counted>[一二三四五六七八九十百千两]{2,7})(?=[多余来]?(?:家|所|个馆))"
)
_NUMERALS = {"两": 2} | {char: number for number, char in enumerate("一二三四五六七八九十", start=1)}
_PLACE_IN_SET = r"第(?P<nth>[二三四五六七八九十])(?:个|家|位|名|所)(?!五年)"
_CLAIM = r"(?<![\d.,])(?P<claim>\d{1,3}(?:,\d{3})+|\d{1,5})\s*[多余来]?(?=家|个|所|条|libraries|members?\b)"
_PIECE = re.compile(
    "|".join(
        (_QUOTED, _ENGLISH_DATE, _DATE, _YEAR, _TODAY, _AWAY, _FROM_END, _AT_EDGE, _PLACE_IN_SET, _SEQUENCE, _CLAIM)
    ),
    re.IGNORECASE,
)


def split_pieces(question: str) -> Iterator[str | Token]:
    """The question's plain stretches as text, the rest as tokens.

    Kinds of tokens: `quoted` (value: the text), `date` (value: (first, last) day that it may mean), `relative` (the
    same, said from today: 明年), `no_day` (value: a date that the calendar does not have, as it is written), `sequence` (value: the number in the list, negative from its end),
    `sequence_range` (value: the numbers 第 1 至 100 号), `row_range` (the numbers of the first or last few), `place_in_set` (第二家, of what was spoken of) and `claim` (value: a number of things that the question states).
    """
    text = _NUMERAL.sub(_write_digits, _APOSTROPHE.sub("", normalise_text(question)))
    position = 0
    for match in _PIECE.finditer(text):
        yield text[position : match.start()]
        yield from _tokens(match)
        position = match.end()
    yield text[position:]


def _write_digits(match: re.Match) -> str:
    """第三百二十号 as 第320号; 第一家 and the like stay, they may mean what was named first."""
    import cn2an

    before, numeral = match["before"] or "", match["numeral"] or match["counted"]
    if len(numeral) == 1 and not before.startswith("序号"):
        return match[0]
    try:
        return f"{before}{cn2an.cn2an(numeral, 'smart')}"
    except ValueError:  # 三三两两 is no number
        return match[0]


def _tokens(match: re.Match) -> Iterator[Token]:
    several = match["listed"] or match["several"] or (match["from"] and f"{match['from']}到{match['upto']}")
    if not several:
        yield _token(match)
        return
    for part in re.split(r"\s*(?:、|,|和|跟|与|及)\s*", several):
        ends = [int(re.sub(r"\D", "", end)) for end in re.split(r"\s*(?:到|至|[-–—~～])\s*", part)]
        if len(ends) > 1:
            yield Token("sequence_range", part, range(min(ends), max(ends) + 1))
        else:
            yield Token("sequence", str(ends[0]), ends[0])


def _token(match: re.Match) -> Token:
    if match["quoted"]:
        return Token("quoted", match["quoted"], match["quoted"])
    if match["today"]:
        return Token("date", match[0], (date.today(), date.today()))
    if match["year"] or match["bare"] or match["eyear"]:
        days = _days(match)
        return Token("date", match[0], days) if days else Token("no_day", match[0].strip(), match[0].strip())
    if match["years_away"] or match["months_away"]:
        return Token("relative", match[0], _days_away(match))
    if match["from_end"]:
        return Token("sequence", match[0], -_read_number(match["from_end"]))
    if match["nth"]:
        return Token("place_in_set", match[0], _NUMERALS[match["nth"]])
    if match["edge"]:
        count = _read_number(match["edge_count"])
        from_end = match["edge"][0] in "最末后" and "前" not in match["edge"]
        return Token("row_range", match[0], range(-count, 0) if from_end else range(1, count + 1))
    if match["claim"]:
        return Token("claim", match[0], int(match["claim"].replace(",", "")))
    number = match["ordinal"] or match["after"] or match["before"] or match["english"]
    return Token("sequence", match[0], int(number))


def _read_number(text: str) -> int:
    """A number in digits or a Chinese numeral up to ten."""
    return int(text) if text.isdigit() else _NUMERALS[text]


def _days_away(match: re.Match) -> tuple[date, date]:
    """The first and last day of a year, or a month of it, that is said from today: 明年底, 下个月."""
    today = date.today()
    if match["months_away"]:
        years, month = divmod(today.month - 1 + _MONTHS_AWAY[match["months_away"].lower()], 12)
        return date(today.year + years, month + 1, 1), _last_of_month(today.year + years, month + 1)
    year, month = today.year + _YEARS_AWAY[match["years_away"].lower()], int(match["away_month"] or 0)
    if 0 < month <= len(_MONTHS):
        return date(year, month, 1), _last_of_month(year, month)
    return date(year, len(_MONTHS) if match["away_end"] else 1, 1), date(year, 12, 31)


def _days(match: re.Match) -> tuple[date, date] | None:
    """The first and last day that a date may mean: a day, a month, the end of a year, or a year; None for 2 月 30 日."""
    year = int(match["year"] or match["bare"] or match["eyear"])
    month, day = int(match["month"] or 0), int(match["day"] or match["eday"] or match["aday"] or 0)
    if match["eyear"]:
        name = (match["emonth"] or match["amonth"])[:3]
        month = next(number for number, full in enumerate(_MONTHS, start=1) if full.startswith(name))
    try:
        if month and day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), _last_of_month(year, month)
    except ValueError:
        return None
    return date(year, 12 if match["part"] else 1, 1), date(year, 12, 31)


def _last_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)

"""Days as a question names them, with what the words around them make of them: 2023年底前, 到2024年, 截至2023年12月31日."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.lexicon import Token
from bot.vocabulary import load_vocabulary

_DAY = timedelta(days=1)
# Words for a side are cut into so many tokens at most: 以|前.
_LONGEST_SIDE = 2


@dataclass(frozen=True, slots=True)
class Days:
    """One date of a question.

    Attributes:
        first: the first day that it may mean.
        last: the last one.
        side: the words beside it mean the days before it, up to its last one, from its first one or after it; empty for its own.
        closes: it is the end of a period that begins with the date before it (2023年到2024年).
        as_of: it is said of the list, not of what the list holds (截至2023年12月31日).
    """

    first: date
    last: date
    side: str = ""
    closes: bool = False
    as_of: bool = False

    @property
    def is_today(self) -> bool:
        """Whether today is meant."""
        return self.first == self.last == date.today()

    @property
    def bounds(self) -> tuple[date | None, date | None]:
        """The first and last day that are meant; None for an open side."""
        ends = {
            "before": (None, self.first - _DAY),
            "until": (None, self.last),
            "from": (self.first, None),
            "after": (self.last + _DAY, None),
        }
        return ends.get(self.side, (self.first, self.last))


def read_days(tokens: Sequence[Token], position: int) -> Days:
    """The date at a position among the tokens of its clause."""
    token, before = tokens[position], tokens[position - 1] if position else None
    words = load_vocabulary("roster")["dates"]
    opening = tokens[position - 2] if position > 1 else None
    joined = before is not None and before.text in words["to"] and opening is not None and opening.kind == token.kind
    closes = joined or (before is not None and before.kind == token.kind)  # 2023-2024年
    first, last = token.value
    as_of = before is not None and before.text in words["as_of"]
    return Days(first, last, _side_of(tokens, position), closes, as_of)


def periods_of(dates: Iterable[Days]) -> Iterator[tuple[date | None, date | None]]:
    """The first and last day of each period that dates stand for; two dates may be the ends of one."""
    opened: Days | None = None
    for days in dates:
        if opened and days.closes:
            yield opened.bounds[0], days.bounds[1]
            opened = None
            continue
        if opened:
            yield opened.bounds
        opened = days
    if opened:
        yield opened.bounds


def _side_of(tokens: Sequence[Token], position: int) -> str:
    """Which days the words beside a date mean: 2024年之前, after 2023; empty for those of the date itself.

    What is to be before a day, or before the end of a year or month, is so on that day as well (年底前, 12月31日前).
    """
    words = load_vocabulary("roster")["date_sides"]
    behind = ["".join(t.text for t in tokens[position + 1 : position + 1 + n]) for n in range(_LONGEST_SIDE, 0, -1)]
    english = tokens[position - 1].text if position and tokens[position - 1].text.isascii() else ""
    beside = [english, *(text for text in behind if not text.isascii())]
    side, word = next(((s, text) for text in beside if text for s, forms in words.items() if text in forms), ("", ""))
    first, last = tokens[position].value
    ends = load_vocabulary("roster")["dates"]["ends"]
    by_day = first == last or tokens[position].text.endswith(tuple(ends))
    return "until" if side == "before" and by_day and not word.isascii() else side

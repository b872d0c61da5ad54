"""Sums of stated figures, exactly, and written out as people write them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ingest.chunks import Figure
from ingest.normalise import normalise_text

Sum = Literal["difference", "sum", "ratio", "multiple", "mean", "growth", "increment", "complement", "pick"]

_MULTIPLES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Worked:
    """A sum that was worked out.

    Attributes:
        value: in base units; per cent for shares.
        unit: its measure word; "%" for shares, "个百分点" for a difference of shares.
        text: the value as it is written, with its multiple and unit.
        written: the whole sum, such as "794 − 792 = 2".
    """

    value: float
    unit: str
    text: str
    written: str


def work_out(how: Sum, figures: Sequence[Figure], unit: str = "") -> Worked:
    """Do a sum.

    Args:
        how: difference (first minus second), sum, ratio (all but the last over the last), multiple (first over second), mean, growth (from the first to
            the second), increment (first minus second, over the third), complement (100% minus the one).
        unit: the measure word that the question asks in, for figures printed without one.

    Raises:
        ArithmeticError: it would divide by a stated 0.
    """
    values = [Decimal(repr(figure.value)) for figure in figures]
    value = _RULES[how](values)
    share = how in ("ratio", "growth", "increment")
    percent = figures[0].unit == "%"
    own = next((figure.unit for figure in figures if figure.unit), unit)
    own = "年" if own == "date" else own
    times = 1 if share or own == "年" or how == "multiple" else min(map(_multiple_of, figures))
    result_unit = (
        "倍"
        if how == "multiple"
        else "%"
        if share or (percent and how != "difference")
        else "个百分点"
        if percent
        else own
    )
    text = _write(value if share else value / times) + ("" if share else _multiple(times)) + result_unit
    terms = [_term(figure) for figure in figures]
    equals = "=" if (not share and how not in ("mean", "multiple")) or _is_short(value) else "≈"
    exact = _write(value, 4) + result_unit if how == "mean" and times == 1 else text
    return Worked(float(value), result_unit, text, f"{_FORMS[how](terms)} {equals} {exact}")


def rounds_to(value: float, printed: Figure) -> bool:
    """Whether a value rounded to the printed precision is what is printed."""
    digits = re.search(r"\d+(?:\.(\d+))?", normalise_text(printed.text))
    places = len(digits[1] or "") if digits else 0
    step = Decimal(10) ** -places * _multiple_of(printed)
    rounded = (Decimal(repr(value)) / step).quantize(Decimal(1), rounding="ROUND_HALF_UP") * step
    return rounded == Decimal(repr(printed.value))


_RULES: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "difference": lambda v: v[0] - v[1],
    "sum": lambda v: sum(v, Decimal()),
    "ratio": lambda v: sum(v[:-1], Decimal()) / v[-1] * 100,
    "multiple": lambda v: v[0] / v[1],
    "mean": lambda v: sum(v, Decimal()) / len(v),
    "growth": lambda v: (v[1] - v[0]) / v[0] * 100,
    "increment": lambda v: (v[0] - v[1]) / v[2] * 100,
    "complement": lambda v: 100 - v[0],
    "pick": lambda v: v[0],
}
_FORMS: dict[str, Callable[[Sequence[str]], str]] = {
    "difference": " − ".join,
    "sum": " + ".join,
    "ratio": lambda t: f"{_bracketed(t[:-1])} ÷ {t[-1]}",
    "multiple": " ÷ ".join,
    "mean": lambda t: f"({' + '.join(t)}) ÷ {len(t)}",
    "growth": lambda t: f"({t[1]} − {t[0]}) ÷ {t[0]}",
    "increment": lambda t: f"({t[0]} − {t[1]}) ÷ {t[2]}",
    "complement": lambda t: f"100% − {t[0]}",
    "pick": " / ".join,
}


def _bracketed(terms: Sequence[str]) -> str:
    return f"({' + '.join(terms)})" if len(terms) > 1 else terms[0]


def _term(figure: Figure) -> str:
    """A figure in a sum: its number with its multiple, or per cent."""
    times = _multiple_of(figure)
    number = _write(Decimal(repr(figure.value)) / times) + _multiple(times)
    return number + ("%" if figure.unit == "%" else "")


def _multiple_of(figure: Figure) -> int:
    found = [_MULTIPLES[char] for char in figure.text if char in "万亿"]
    return found[0] if found and figure.value >= found[0] / 10 else 1


def _multiple(times: int) -> str:
    return next((char for char, value in _MULTIPLES.items() if value == times), "")


def _is_short(value: Decimal) -> bool:
    return value == round(value, _DECIMALS)


def _write(value: Decimal, decimals: int = _DECIMALS) -> str:
    text = f"{round(value, decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

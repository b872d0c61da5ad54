"""Sums that a text writes out, worked out anew: 122万 − 62万 = 60万."""

import re
from collections.abc import Iterator

from ingest.normalise import normalise_text

_TERM = r"\d[\d,]*(?:\.\d+)?\s*[万亿]?\s*[家所项种条个笔%]?"
_SUM = re.compile(rf"(?<![\d.×÷*/)])({_TERM}(?:\s*[+−-]\s*{_TERM})+)\s*=\s*({_TERM})(?!\s*[×÷*/])")
_SIGNED = re.compile(r"([+−-])?\s*(\d[\d,]*(?:\.\d+)?)\s*([万亿]?)")
_SIZES = {"": 1, "万": 10_000, "亿": 100_000_000}
_EQUAL = 1e-6


def wrong_equations(text: str) -> Iterator[str]:
    """The additions and subtractions of a text, as it was written, that do not come to what it says."""
    for match in _SUM.finditer(normalise_text(text)):
        said, due = _value(match[2]), _value(match[1])
        if abs(said - due) > _EQUAL * max(1.0, abs(due)):
            yield f"算错了：{match[0].strip()}"


def _value(terms: str) -> float:
    signed = ((sign, float(digits.replace(",", "")) * _SIZES[size]) for sign, digits, size in _SIGNED.findall(terms))
    return sum(value if sign in ("", "+") else -value for sign, value in signed)

"""Calculations that a text writes out, worked out anew: 122万 − 62万 = 60万, (63% + 80%) ÷ 2 = 71.5%."""

import re
from collections.abc import Iterator

from ingest.normalise import normalise_text

_NUMBER = r"\d[\d,]*(?:\.\d+)?\s*[万亿]?\s*[家所项种条个笔馆%]?"
_SIDE = rf"\(*\s*{_NUMBER}(?:\s*\)*\s*[+−×÷*/-]\s*\(*\s*{_NUMBER}\s*\)*)+"
_CALCULATION = re.compile(rf"(?<![\d.×÷*/+−])({_SIDE})\s*([=≈])\s*(?:约|about)?\s*({_NUMBER})(?!\s*[×÷*/])")
_TOKEN = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([万亿]?)\s*[家所项种条个笔馆%]?|([()+×÷−])")
_SIZES = {"": 1, "万": 10_000, "亿": 100_000_000}
_ALIKE = str.maketrans("*/-", "×÷−")
_EQUAL = 1e-6


def wrong_equations(text: str) -> Iterator[str]:
    """The calculations of a text, as it was written, that do not come to what it says, as exactly as it says it."""
    for match in _CALCULATION.finditer(normalise_text(text)):
        terms, said = _tokens(match[1]), _tokens(match[3])[0]
        if terms.count("(") != terms.count(")"):
            terms = [term for term in terms if term not in ("(", ")")] if not _needs_brackets(terms) else []
        due = _Calculation(terms).result() if terms else None
        if due is None:
            continue
        if "%" in match[3] and "%" not in match[1]:
            due *= 100
        digits = len(match[3].partition(".")[2].rstrip("% 家所项种条个笔馆万亿"))
        size = _size(match[3])
        if abs(said - due) > (0.5 * size * 10**-digits if "÷" in terms or match[2] == "≈" else 0) + _EQUAL * abs(due):
            yield f"算错了：{match[0].strip()}"


def _tokens(text: str) -> list:
    """The numbers of a calculation in base units, its signs and brackets."""
    return [
        float(digits.replace(",", "")) * _SIZES[size] if digits else sign
        for digits, size, sign in _TOKEN.findall(text.translate(_ALIKE))
    ]


def _size(text: str) -> int:
    return next((size for word, size in _SIZES.items() if word and word in text), 1)


def _needs_brackets(terms: list) -> bool:
    """Whether brackets of which one is cut off could change the result."""
    return any(sign in terms for sign in "×÷")


class _Calculation:
    """Works out numbers, signs and brackets by descent; no result where a bracket or a number is missing."""

    def __init__(self, tokens: list) -> None:
        self._tokens = list(tokens)

    def result(self) -> float | None:
        try:
            value = self._sum()
        except (IndexError, TypeError, ZeroDivisionError):
            return None
        return None if self._tokens else value

    def _sum(self) -> float:
        value = self._product()
        while self._tokens[:1] in (["+"], ["−"]):
            sign, other = self._tokens.pop(0), self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> float:
        value = self._term()
        while self._tokens[:1] in (["×"], ["÷"]):
            sign, other = self._tokens.pop(0), self._term()
            value = value * other if sign == "×" else value / other
        return value

    def _term(self) -> float:
        token = self._tokens.pop(0)
        if token != "(":
            return token + 0.0
        value = self._sum()
        if self._tokens.pop(0) != ")":
            raise IndexError
        return value

"""Scores one answer against its case: pure functions, no model."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answer import Answer, Citation
from evals.cases import Case

Verdict = Literal["right", "wrong", "declined"]


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer did.

    Attributes:
        verdict: right (also a refusal where one is due), wrong (a false answer, or an answer where a refusal is due), or
            declined (a refusal where there is an answer).
        cited: every piece of evidence is met by a citation, and every quote stands at its lines; None for a refusal.
        complaint: what was missing, in words; empty when all is well.
    """

    verdict: Verdict
    cited: bool | None
    complaint: str = ""


def score_answer(case: Case, answer: Answer, lines: Mapping[str, Sequence[str]]) -> Score:
    """Judge an answer by its case.

    Args:
        lines: the lines of each source, for checking quotes.
    """
    if case.refusal:
        return Score("right" if answer.refused else "wrong", None, "" if answer.refused else "answered")
    if answer.refused:
        return Score("declined", None, "declined")
    missing = [pattern for pattern in case.expected if not re.search(pattern, squeeze_answer(answer.text))]
    names = sorted(record["name"] for record in answer.records)
    wrong_names = case.names is not None and names != sorted(case.names)
    uncited = [e for e in case.evidence if not any(_meets(c, e.source, e.lines) for c in answer.citations)]
    misquoted = [c.n for c in answer.citations if not quote_stands(c, lines[c.source])]
    complaint = "; ".join(
        text
        for text, given in (
            (f"not found: {missing}", missing),
            ("other names than expected", wrong_names),
            (f"not cited: {[(e.source, e.lines) for e in uncited]}", uncited),
            (f"not verbatim: {misquoted}", misquoted),
        )
        if given
    )
    right = not missing and not wrong_names
    return Score("right" if right else "wrong", not uncited and not misquoted, complaint)


def squeeze_answer(text: str) -> str:
    """An answer as expected patterns see it: NFKC, no blanks, no citation markers."""
    return re.sub(r"\[\d+\]|\s", "", unicodedata.normalize("NFKC", text))


def quote_stands(citation: Citation, lines: Sequence[str]) -> bool:
    """Whether the quote stands verbatim, line breaks aside, at the lines that the citation names."""
    there = "".join(lines[citation.first_line - 1 : citation.last_line])
    return bool(citation.quote) and citation.quote in there


def _meets(citation: Citation, source: str, wanted: tuple[int, int]) -> bool:
    return citation.source == source and citation.first_line <= wanted[1] and wanted[0] <= citation.last_line

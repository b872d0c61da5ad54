"""Judges one reply by its case: pure functions, no model."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from evals.cases import Case, Evidence
from evals.replies import Reply

Verdict = Literal["right", "wrong", "declined"]

# A citation may run this many lines over the evidence that it meets: a whole sentence or table row, not a whole page.
_SLACK_LINES = 20


class Cited(Protocol):
    """A citation, be it the bot's own or one read from JSON."""

    source: str
    quote: str

    @property
    def first_line(self) -> int: ...

    @property
    def last_line(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one reply did.

    Attributes:
        verdict: right (also a refusal where one is due), wrong (a false answer, or an answer where a refusal is due), or
            declined (a refusal where there is an answer).
        complaint: what was missing, in words, of the answer and of its citations; empty when all is well.
    """

    verdict: Verdict
    complaint: str = ""


def judge_reply(case: Case, reply: Reply, lines: Mapping[str, Sequence[str]]) -> Judgement:
    """Judge a reply by its case.

    Args:
        lines: the lines of each source, for checking quotes.
    """
    text = squeeze_answer(reply.answer)
    unwanted = [pattern for pattern in case.forbidden if re.search(pattern, text)]
    if unwanted:
        return Judgement("wrong", f"不该出现：{_list(unwanted)}")
    if case.refusal:
        return Judgement("right") if reply.refused else Judgement("wrong", "应当拒答，却作了回答")
    if reply.refused:
        return Judgement("declined", "拒答了有答案的问题")
    missing = [pattern for pattern in case.expected if not re.search(pattern, text)]
    wrong_names = case.names is not None and Counter(case.names) != Counter(named(reply))
    complaints = [
        f"回答里找不到：{_list(missing)}" if missing else "",
        _complain_names(case, reply) if wrong_names else "",
        *_complain_citations(case, reply, lines),
    ]
    return Judgement("wrong" if missing or wrong_names else "right", "；".join(filter(None, complaints)))


def _complain_names(case: Case, reply: Reply) -> str:
    due, given = Counter(case.names), Counter(named(reply))
    lacking, extra = list((due - given).elements()), list((given - due).elements())
    return f"名单不对：少 {len(lacking)} 个（{_list(lacking[:3])}），多 {len(extra)} 个（{_list(extra[:3])}）"


def _complain_citations(case: Case, reply: Reply, lines: Mapping[str, Sequence[str]]) -> list[str]:
    unmet = [f"{e.source} 第 {e.lines[0]}–{e.lines[1]} 行" for e in unmet_evidence(case, reply)]
    misquoted = [f"[{c.n}]" for c in reply.citations if not quote_stands(c, lines.get(c.source, ()))]
    return [
        f"没有引到：{_list(unmet)}" if unmet else "",
        f"引文与原文不符：{_list(misquoted)}" if misquoted else "",
    ]


def _list(items: Sequence[str]) -> str:
    return "、".join(items)


def named(reply: Reply) -> list[str]:
    """The organisations of a list answer."""
    return [str(record.get("name", "")) for record in reply.records]


def unmet_evidence(case: Case, reply: Reply) -> list[Evidence]:
    """The evidence of a case that no citation meets."""
    return [e for e in case.evidence if not any(meets_evidence(c, e) for c in reply.citations)]


def squeeze_answer(text: str) -> str:
    """An answer as expected patterns see it: NFKC, no blanks, no citation markers."""
    return re.sub(r"\[\d+\]|\s", "", unicodedata.normalize("NFKC", text))


def quote_stands(citation: Cited, lines: Sequence[str]) -> bool:
    """Whether the quote stands verbatim, line breaks aside, at the lines that the citation names."""
    there = "".join(lines[citation.first_line - 1 : citation.last_line])
    return bool(citation.quote) and citation.quote in there


def meets_evidence(citation: Cited, evidence: Evidence) -> bool:
    """Whether a citation shares a line with a place of the evidence and is not much wider: citing a whole file meets nothing."""
    return any(_meets_place(citation, place) for place in evidence.places)


def _meets_place(citation: Cited, place: Evidence) -> bool:
    first, last = place.lines
    over = max(0, first - citation.first_line) + max(0, citation.last_line - last)
    overlaps = citation.first_line <= last and first <= citation.last_line
    return citation.source == place.source and overlaps and over <= _SLACK_LINES

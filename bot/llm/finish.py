"""Makes an answer of the sentences that hold: citations as the desk gives them, and what the model left out behind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.answer import Answer, Citation
from bot.llm.draft_check import replace_markers
from bot.verify import Evidence, Known
from bot.verify.clauses import Clause, read_clauses
from bot.verify.sentences import Sentence
from bot.vocabulary import load_vocabulary
from bot.voice import escape, language_of

# A line is told if the text has all its facts and this share of its words.
_TOLD_SHARE = 0.9
_MARKER = re.compile(r"\[\d{1,3}\]")
_DATED = re.compile(r"[（(](?:截至|as of)[^（）()]*[)）]|《[^》]*》|[“][^”]*名单[”]")
_ESCAPED = re.compile(r"\\(.)")
_LISTED = re.compile(r"^(?:\d+\.|-|（|\()\s*")


@dataclass
class Numbering:
    """Citations in the order in which a text needs them."""

    citations: dict[tuple[str, int, int, str], Citation] = field(default_factory=dict)

    def mark(self, cited: Sequence[Citation]) -> str:
        """The markers for some citations."""
        return "".join(dict.fromkeys(f"[{self._number(citation)}]" for citation in cited))

    def _number(self, citation: Citation) -> int:
        key = (citation.source, citation.first_line, citation.last_line, citation.quote)
        if key not in self.citations:
            self.citations[key] = replace(citation, n=len(self.citations) + 1)
        return self.citations[key].n


def finish(
    question: str,
    sentences: Sequence[Sentence],
    evidence: Evidence,
    base: Answer,
    known: Known,
    needed: str | None = None,
) -> Answer:
    """The answer that is shown.

    Args:
        question: of the user.
        sentences: what the model wrote and what was verified, with markers of the evidence.
        evidence: what they were written from.
        base: the desk's own answer behind it; its records are the answer's, and its lines that the text does not tell
            follow the text, so that nothing is lost.
        known: names and levels.
        needed: the attribute that was asked for, when a row is told with it alone.
    """
    numbering = Numbering()

    def mark(n: int) -> str:
        item = evidence[n]
        return numbering.mark(item.citations) if item else ""

    written = "".join(_write(sentence, mark) for sentence in sentences).strip()
    clauses = read_clauses(_MARKER.sub("", written), known)
    lines = [line for line in base.text.split("\n") if line.strip() and not _is_told(line, clauses, known, needed)]
    lines = _without_lone_heads(lines)
    by_number = {citation.n: (citation,) for citation in base.citations}
    rest = "\n".join(replace_markers(line, lambda n: numbering.mark(by_number.get(n, ()))) for line in lines)
    if rest and not base.records and not all(_LISTED.match(line) for line in lines):
        rest = f"{load_vocabulary('llm')[language_of(question)]['original']}\n\n{rest}"
    text = f"{written}\n\n{rest}" if rest else written
    citations = tuple(numbering.citations.values())
    return Answer(question, text, False, citations, base.records, base.groups, path="model")


def _write(sentence: Sentence, mark: object) -> str:
    """A sentence as Markdown shows it unchanged, its markers numbered anew; bullets stay."""
    raw = sentence.raw
    bullet = re.match(r"^\s*(?:[-*+•]|\d{1,3}[.、)](?!\d))\s*", raw) if sentence.bullet else None
    head = bullet[0].replace("•", "-") if bullet else ""
    body = raw[len(bullet[0]) :] if bullet else raw
    parts = re.split(r"(\[\d{1,3}\])", body)
    return head + "".join(replace_markers(p, mark) if _MARKER.fullmatch(p) else escape(p) for p in parts)


def _is_told(line: str, clauses: Sequence[Clause], known: Known, needed: str | None) -> bool:
    plain = _DATED.sub(" ", _MARKER.sub("", _ESCAPED.sub(r"\1", line)))
    plain = re.sub(r"^(?:\d+\.|-)\s+", "", plain)
    own = read_clauses(plain, known)
    facts, told = _facts(own), _facts(clauses)
    row = facts["n"] and (facts["l"] or facts["d"])
    kinds = {"level": "nl", "agreement_end": "nd", "sequence": "no"}.get(needed or "", "") if row else ""
    if any(facts[kind] - told[kind] for kind in kinds or facts):
        return False
    if kinds:
        return True
    words = {word for clause in own for word in clause.order}
    said = {word for clause in clauses for word in clause.order}
    return len(words & said) >= _TOLD_SHARE * len(words)


def _facts(clauses: Sequence[Clause]) -> dict[str, set]:
    """Names, levels, dates, ordinals and other numbers."""
    numbers = [atom.number for clause in clauses for atom in clause.atoms]
    return {
        "n": {value for clause in clauses for name in clause.names for value in name.values},
        "l": {value for clause in clauses for level in clause.levels for value in level.values},
        "d": {number.date for number in numbers if number.kind == "date"},
        "o": {number.value for number in numbers if number.kind == "ordinal"},
        "#": {
            (number.value, number.kind, number.limit) for number in numbers if number.kind not in ("date", "ordinal")
        },
    }


def _without_lone_heads(lines: Sequence[str]) -> list[str]:
    """Lines without those that only announce a line that is not there any more."""
    kept: list[str] = []
    for position, line in enumerate(lines):
        opens = _MARKER.sub("", line).rstrip().endswith(("：", ":"))
        followed = position + 1 < len(lines) and _LISTED.match(lines[position + 1])
        if not opens or followed:
            kept.append(line)
    return kept

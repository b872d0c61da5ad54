"""What a text says is more or less than another thing, or a part of it, held against the numbers of the evidence."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.verify.candidates import Candidate, is_same
from bot.verify.clauses import OWN, TOTAL, Clause, Weights, grams
from bot.verify.numbers import Number
from bot.verify.reading import likeness

_COMPARES = re.compile(r"比(?!例|重|如|较)(.+?)(多|高|少|低|大|小)|多于|高于|少于|低于")
_EQUAL = 1e-6
_FORMER = re.compile("[前后]者")
# Characters between 多 and its number.
_NEXT = 3
_PART = re.compile("其中|当中|之中|of which|of these|of them|including")


def wrong_order(clause: Clause, candidates: Sequence[Candidate], clauses: Sequence[Clause]) -> Iterator[str]:
    """X 比 Y 多: whether the evidence has it so, and X 比 Y 多 5: whether by so much."""
    verb = _COMPARES.search(clause.text)
    if not verb:
        return
    more = not re.search("少|低|小", verb[2] or verb[0])
    first, second = _compared(clause, clauses, candidates)
    if first is None or second is None:
        yield f"“{clause.text.strip()}”比较的两个数在证据里找不到"
    elif (first > second) != more:
        yield f"“{clause.text.strip()}”的高低多少与证据相反"
    elif any(abs(n.value - abs(first - second)) > _EQUAL for n in _said_gaps(clause)):
        yield f"“{clause.text.strip()}”相差的数与证据不合：{first:g} 和 {second:g}"


def gap_of(clause: Clause, clauses: Sequence[Clause], candidates: Sequence[Candidate]) -> float | None:
    """How far two things are apart that a clause compares by 比, as the evidence has them; none where it compares nothing."""
    if not _said_gaps(clause):
        return None
    first, second = _compared(clause, clauses, candidates)
    return None if first is None or second is None else round(abs(first - second), 6)


def _said_gaps(clause: Clause) -> list[Number]:
    """The exact numbers right behind 比 X 多."""
    verb = _COMPARES.search(clause.text)
    if not verb or not verb[2]:
        return []
    end = clause.start + verb.end()
    return [
        a.number
        for a in clause.atoms
        if a.number.kind in ("count", "points") and not a.number.limit and 0 <= a.number.start - end <= _NEXT
    ]


def _compared(
    clause: Clause, clauses: Sequence[Clause], candidates: Sequence[Candidate]
) -> tuple[float | None, float | None]:
    verb = _COMPARES.search(clause.text)
    left, right = clause.text[: verb.start()], verb[1] or clause.text[verb.end() :]
    if _FORMER.fullmatch(left.strip()) and len(counted := [c for c in clauses[: clauses.index(clause)] if c.atoms]) > 1:
        former, latter = (_value_of(c.own | c.atoms[0].near, candidates) for c in counted[-2:])
        return (former, latter) if "前" in left else (latter, former)
    if not verb[1] and (written := _written(clause, verb, clauses)):
        return written
    first = _value_of(_words_of(left, clause) or _words_before(clause, clauses, right), candidates)
    return first, _value_of(_words_of(right, clause), candidates)


def _written(clause: Clause, verb: re.Match, clauses: Sequence[Clause]) -> tuple[float, float] | None:
    """The two numbers that a text itself compares: X 为 63%，低于 Y 的 80%; each is checked by itself."""
    behind = [a.number for a in clause.atoms if a.number.start >= clause.start + verb.end()]
    ahead = [a.number for a in clause.atoms if a.number.end <= clause.start + verb.start()]
    before = clauses[: next(k for k, c in enumerate(clauses) if c is clause)]
    ahead = ahead or ([a.number for a in before[-1].atoms] if before else [])
    if len(behind) == len(ahead) == 1 and behind[0].kind == ahead[0].kind in ("count", "percent"):
        return ahead[0].value, behind[0].value
    return None


def _words_of(side: str, clause: Clause) -> Weights:
    offset = clause.start + clause.text.find(side)
    words: Weights = dict.fromkeys(grams(side), OWN)
    for kind, found in (("l", clause.levels), ("n", clause.names)):
        words |= {f"{kind}:{v}": 4.0 for f in found if offset <= f.start < offset + len(side) for v in f.values}
    return words


def _words_before(clause: Clause, clauses: Sequence[Clause], other: str) -> Weights:
    """What a comparison without a subject is of: the clauses before it, without what it is compared with."""
    before = clauses[: list(clauses).index(clause)]
    return {word: weight for c in before for word, weight in c.own.items() if word not in grams(other)}


def _value_of(words: Weights, candidates: Sequence[Candidate]) -> float | None:
    """The number of the evidence that is most of a thing; none where two are as much."""
    counts = [c for c in candidates if c.number.kind in ("count", "percent") and c.clause.own]
    scored = sorted(
        ((likeness(words, c.near) + 0.2 * likeness(words, c.context), c.number.value) for c in counts), reverse=True
    )
    if not scored or scored[0][0] <= 0:
        return None
    best = {value for score, value in scored if score == scored[0][0]}
    return best.pop() if len(best) == 1 else None


def wrong_parts(clauses: Sequence[Clause], candidates: Sequence[Candidate]) -> Iterator[str]:
    """What is said to be part of something that is less (785 万种，其中 3.4 亿条) or that the evidence has beside it."""
    for clause, part in pairwise(clauses):
        if not _PART.search(part.text):
            continue
        wholes = [a.number for a in clause.atoms if a.number.kind == "count"]
        parts = [a.number for a in part.atoms if a.number.kind == "count"]
        if wholes and parts and max(n.value for n in parts) > max(n.value for n in wholes):
            yield f"部分不会多于整体：{part.text.strip()}"
        elif wholes and parts and _stand_beside(wholes[-1], parts[0], candidates):
            yield f"证据没有说前者包括后者：{part.text.strip()}"


def _stand_beside(whole: Number, part: Number, candidates: Sequence[Candidate]) -> bool:
    """Whether one statement of the evidence has both numbers and neither as a total nor as a part."""
    both = [
        (first, second)
        for first in candidates
        for second in candidates
        if first.unit == second.unit and is_same(whole, first.number) and is_same(part, second.number)
    ]
    return bool(both) and not any(
        TOTAL in first.clause.text or _PART.search(second.clause.text) or first.clause is second.clause
        for first, second in both
    )


def wrong_sums(clauses: Sequence[Clause], candidates: Sequence[Candidate]) -> Iterator[str]:
    """What is said of several levels together and is not the sum of theirs: B 级和 B+ 级合计 18 家."""
    for clause in clauses:
        said = [a.number for a in clause.atoms if a.number.kind == "count" and not a.number.limit]
        total = sum_of(clause, candidates)
        if total is not None and len(said) == 1 and abs(total - said[0].value) > _EQUAL:
            yield f"“{clause.text.strip()}”合计应为 {total:g}"


def sum_of(clause: Clause, candidates: Sequence[Candidate]) -> float | None:
    """How many several levels have together that a clause totals; none where the evidence does not tell or has them as one."""
    levels = {value for found in clause.levels for value in found.values}
    if TOTAL not in clause.text or len(levels) < 2 or any(_levels_of(c) >= levels for c in candidates):
        return None
    counted = [{c.number.value for c in candidates if _levels_of(c) == {level}} for level in levels]
    return sum(values.pop() for values in counted) if all(len(values) == 1 for values in counted) else None


def _levels_of(candidate: Candidate) -> set[str]:
    counted = candidate.number.kind == "count" and candidate.clause.atoms
    return {value for found in candidate.clause.levels for value in found.values} if counted else set()

"""Looks the numbers of a clause up in the evidence, each where it is said of the same thing, or works them out anew."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.verify.candidates import Candidate, is_enumerator, is_same, read_candidates
from bot.verify.clauses import NEAR, OWN, Clause, Weights, grams, word_pattern
from bot.verify.comparisons import wrong_order, wrong_parts, wrong_sums
from bot.verify.computed import Told, follows
from bot.verify.numbers import Number
from bot.verify.reading import Cited, likeness
from bot.vocabulary import load_vocabulary

# How much more the words of a number's own clause tell than those of the clauses before.
_CLOSE = 4.0


def wrong_numbers(told: Told, cited: Cited, whole: Cited) -> Iterator[str]:
    """What is wrong with the numbers of a statement, in words.

    Args:
        told: the statement, with what the text says before it, whose numbers it may compute with.
        cited: what it cites.
        whole: what its sentence cites, whose numbers it may compute with.
    """
    clauses = told.clauses
    given = list(read_candidates(whole if whole.items else cited, clauses))
    candidates = list(read_candidates(cited, clauses))
    contexts = _distribute(clauses)
    for clause in clauses:
        for atom in clause.atoms:
            said = clause.text[atom.number.start - clause.start : atom.number.end - clause.start]
            gap = bool(_gap().search(_ahead(clause, atom.number)))
            near = contexts.get(atom.number.start) or clause.own | atom.near
            context = contexts.get(atom.number.start) or clause.context
            same = [c for c in candidates if is_same(atom.number, c.number) or is_enumerator(atom.number, c)]
            if same and all(c.of_source for c in same) and not _of_source().search(clause.text):
                same = []  # the date of a document is not that of what it tells
            if same and not clause.own and not atom.near and _said_before(atom.number, clause, told):
                continue  # 18 ÷ 1329 behind the figures that it is of
            if _go_together(atom.number, clauses, same):
                continue
            rivals = [c for c in candidates if c.number.kind != "count" or _is_gap(c) == gap]
            problem = _misplaced(near, context, same, rivals, atom.number) if same else f"证据里没有“{said}”"
            problem = problem or _mismeasured(atom.number, same, candidates)
            if problem and not follows(atom, clause, told, given, cited):
                yield problem
        yield from wrong_order(clause, given, (*told.before, *clauses))
    yield from wrong_parts(clauses, candidates)
    yield from wrong_sums(clauses, candidates)
    yield from _wrong_years(clauses, candidates)
    yield from _wrong_dates(clauses, candidates)
    yield from _unqualified(clauses, candidates, told.before)


def _wrong_dates(clauses: Sequence[Clause], candidates: Sequence[Candidate]) -> Iterator[str]:
    """A date and the counts behind it must be of one piece of evidence: no list's date beside another's number."""
    dated: set[int] = set()
    for atom in (atom for clause in clauses for atom in clause.atoms):
        holders = {c.n for c in candidates if is_same(atom.number, c.number)}
        if atom.number.kind == "date":
            dated = holders
        elif dated and holders and not dated & holders:
            yield f"{atom.number.value:g} 和句中的日期不是同一份资料里的"


def _wrong_years(clauses: Sequence[Clause], candidates: Sequence[Candidate]) -> Iterator[str]:
    """A number behind a date may not be one that the evidence gives, of the same thing, to another date."""
    date: Number | None = None
    for clause, number in ((c, a.number) for c in clauses for a in c.atoms):
        if number.kind == "date":
            date = number
            continue
        same = [c for c in candidates if date and is_same(number, c.number)]
        likely = max(same, key=lambda c: likeness(clause.own, c.clause.own), default=None)
        dates = [a.number for a in likely.clause.atoms if a.number.kind == "date"] if likely else []
        if dates and not any(is_same(date, other) for other in dates):
            yield f"这个数在证据里是另一个时间的：{likely.clause.text.strip()}"


@cache
def _of_source() -> re.Pattern:
    return word_pattern(load_vocabulary("verify")["numbers"]["of_source"])


def _unqualified(clauses: Sequence[Clause], candidates: Sequence[Candidate], seen: Sequence[Clause]) -> Iterator[str]:
    """A count of some of a whole may not be given for the whole: 商业用户共有 5 家, where 5 are those that end in 2024."""
    said = [*seen, *clauses]
    levels = {value for clause in said for found in clause.levels for value in found.values}
    dates = [atom.number for clause in said for atom in clause.atoms if atom.number.kind == "date"]
    for clause in clauses:
        for atom in clause.atoms:
            same = [c for c in candidates if atom.number.kind == "count" and is_same(atom.number, c.number)]
            if not clause.order or not same:
                continue
            if all(_leaves_out(c.clause, levels, dates) for c in same):
                yield f"漏掉了证据里的条件：{same[0].clause.text.strip()}"


def _leaves_out(known: Clause, levels: set[str], dates: Sequence[Number]) -> bool:
    """Whether a clause of the evidence counts by a level or a date that a text does not say."""
    needed = {value for found in known.levels for value in found.values}
    days = [a.number for a in known.atoms if a.number.kind == "date"]
    undated = bool(days) and not any(day.date[: len(said.date)] == said.date for day in days for said in dates)
    return bool(needed and not needed & levels) or undated


def _go_together(date: Number, clauses: Sequence[Clause], same: Sequence[Candidate]) -> bool:
    """Whether a clause of the evidence holds a date with a number that a text gives behind it: 2020 年，…接近 2.5 万笔."""
    if date.kind != "date":
        return False
    behind = [a.number for c in clauses for a in c.atoms if a.number.start > date.end and a.number.kind != "date"]
    following = next((a.number for c in clauses for a in c.atoms if a.number.start > date.end), None)
    if not behind or following is not behind[0]:
        return False
    return any(is_same(behind[0], a.number) for c in same for a in c.clause.atoms)


def _ahead(clause: Clause, number: Number) -> str:
    """What stands in a clause between the number before and this one."""
    first = max((a.number.end for a in clause.atoms if a.number.end <= number.start), default=clause.start)
    return clause.text[first - clause.start : number.start - clause.start]


@cache
def _gap() -> re.Pattern:
    return word_pattern(load_vocabulary("verify")["computed"]["gap"])


def _is_gap(candidate: Candidate) -> bool:
    """Whether a number of the evidence is how far two others are apart, which is none of either."""
    return bool(_gap().search(_ahead(candidate.clause, candidate.number)))


def _comparable(said: Number, other: Candidate) -> bool:
    """Whether two numbers may be taken for each other: they are of one kind, no goal (至少), and the other of no title."""
    goal = said.limit == "least" != other.number.limit
    return said.kind == other.number.kind and not other.of_source and not goal


def _misplaced(
    near: Weights, context: Weights, same: Sequence[Candidate], candidates: Sequence[Candidate], said: Number
) -> str:
    """What is wrong where another number of the evidence fits better here; empty where none does."""

    def fit(candidate: Candidate) -> float:
        return _CLOSE * likeness(near, candidate.near) + likeness(context, candidate.context)

    own = max(map(fit, same))
    others = [c for c in candidates if _comparable(said, c) and not is_same(said, c.number)]
    best, other = max(((fit(c), c) for c in others), key=lambda pair: pair[0], default=(0.0, None))
    if other is None or best < own or (best == own and (own > 0 or said.kind == "date")):
        return ""
    return f"这个数在证据里说的不是这件事，这件事在证据里是：{other.clause.text.strip()}"


def _said_before(number: Number, clause: Clause, told: Told) -> bool:
    """Whether a text has a number already, so that it is checked there."""
    ahead = (*told.before, *told.clauses[: next(k for k, c in enumerate(told.clauses) if c is clause)])
    return any(is_same(number, atom.number) for c in ahead for atom in c.atoms)


def _mismeasured(said: Number, same: Sequence[Candidate], candidates: Sequence[Candidate]) -> str:
    """What is wrong where a statement of the evidence counts another number in the measure that a text gives to this one."""
    if not said.measure or not same or any(c.number.measure == said.measure for c in same):
        return ""
    units = {(c.n, c.unit) for c in same}
    other = next((c for c in candidates if (c.n, c.unit) in units and c.number.measure == said.measure), None)
    return f"证据里是这个单位的是另一个数：{other.clause.text.strip()}" if other else ""


def _distribute(clauses: Sequence[Clause]) -> dict[int, Weights]:
    """With 分别 the first number is of the first thing: the words for each number, by its place."""
    text = ",".join(clause.text for clause in clauses)
    parted = re.search("分别|依次|respectively", text)
    if not parted:
        return {}
    ahead = [c for c in clauses if not re.search("分别|依次", c.text)][: len(clauses)]
    marked = next(position for position, c in enumerate(clauses) if re.search("分别|依次|respectively", c.text))
    head = re.split("分别|依次|respectively", clauses[marked].text)[0]
    numbers = [atom for c in clauses[marked:] for atom in c.atoms]
    things = [*(c.text for c in clauses[:marked]), *re.split(r"[和与及]|(?<![a-z])and(?![a-z])", head)]
    named = [f for c in clauses[: marked + 1] for f in (c.names or c.levels)]
    if named and len(named) == len(numbers):
        shared = _own_words(ahead, head)
        return {
            atom.number.start: shared | {f"{kind}:{v}": 4.0 for v in found.values for kind in "nl"}
            for atom, found in zip(numbers, named, strict=True)
        }
    things = [thing for thing in things if grams(thing)][-len(numbers) :]
    if len(things) != len(numbers):
        return {}
    last = dict.fromkeys(grams(things[-1]), OWN * 0.5)
    return {
        atom.number.start: last | dict.fromkeys(grams(thing), NEAR * 2)
        for atom, thing in zip(numbers, things, strict=True)
    }


def _own_words(clauses: Sequence[Clause], head: str) -> Weights:
    return dict.fromkeys(grams(head), OWN) | {word: OWN for c in clauses for word in c.order}

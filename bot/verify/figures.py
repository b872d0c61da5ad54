"""Looks the numbers of a clause up in the evidence, each where it is said of the same thing, or works them out anew."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.verify.clauses import NEAR, OWN, Atom, Clause, Weights, grams, word_pattern
from bot.verify.numbers import Number
from bot.verify.reading import Cited, likeness
from bot.vocabulary import load_vocabulary

# Digits behind the point that a share is compared to.
_MOST_DIGITS = 2
# How much more the words of a number's own clause tell than those of the clauses before.
_CLOSE = 4.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of the evidence with the words around it; `of_source` where it is of a title or its date."""

    n: int
    number: Number
    near: Weights
    context: Weights
    clause: Clause
    of_source: bool = False


def wrong_numbers(clauses: Sequence[Clause], cited: Cited, seen: Sequence[Clause]) -> Iterator[str]:
    """What is wrong with the numbers of a statement, in words.

    Args:
        clauses: of the statement.
        cited: what it cites.
        seen: clauses of the text before it, whose numbers it may compute with.
    """
    candidates = list(_candidates(cited, clauses))
    contexts = _distribute(clauses)
    for clause in clauses:
        for atom in clause.atoms:
            said = clause.text[atom.number.start - clause.start : atom.number.end - clause.start]
            near = contexts.get(atom.number.start) or clause.own | atom.near
            context = contexts.get(atom.number.start) or clause.context
            same = [c for c in candidates if _is_same(atom.number, c.number) or _is_enumerator(atom.number, c)]
            if same and all(c.of_source for c in same) and not _of_source().search(clause.text):
                same = []  # the date of a document is not that of what it tells
            problem = _misplaced(near, context, same, candidates, atom.number) if same else f"证据里没有“{said}”"
            if problem and not _follows(atom, clause, clauses, seen, candidates, cited):
                yield problem
        yield from _wrong_order(clause, candidates, clauses)
    yield from _wrong_dates(clauses, candidates)
    yield from _unqualified(clauses, candidates, seen)


def _wrong_dates(clauses: Sequence[Clause], candidates: Sequence[Candidate]) -> Iterator[str]:
    """A date and the counts behind it must be of one piece of evidence: no list's date beside another's number."""
    dated: set[int] = set()
    for atom in (atom for clause in clauses for atom in clause.atoms):
        holders = {c.n for c in candidates if _is_same(atom.number, c.number)}
        if atom.number.kind == "date":
            dated = holders
        elif dated and holders and not dated & holders:
            yield f"{atom.number.value:g} 和句中的日期不是同一份资料里的"


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
            same = [c for c in candidates if atom.number.kind == "count" and _is_same(atom.number, c.number)]
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


def _candidates(cited: Cited, clauses: Sequence[Clause]) -> Iterator[Candidate]:
    for unit in cited.units(clauses):
        for clause in unit.clauses:
            for atom in clause.atoms:
                yield Candidate(unit.n, atom.number, clause.own | atom.near, clause.context, clause, unit.of_source)


def _is_same(said: Number, known: Number) -> bool:
    """Whether two numbers are one; a date is the same as a longer one that it begins."""
    if said.kind == "date" or known.kind == "date":
        return said.kind == known.kind and known.date[: len(said.date)] == said.date and said.limit == known.limit
    if said.kind != known.kind or said.limit != known.limit:
        return _rounds(said, known)
    return abs(said.value - known.value) < 1e-6


def _is_enumerator(said: Number, known: Candidate) -> bool:
    """第二项 stands for what the source numbers (2)."""
    alone = known.clause.text.strip() == f"{said.value:g}"
    return said.kind == "ordinal" and known.number.kind == "count" and alone and said.value == known.number.value


def _rounds(said: Number, known: Number) -> bool:
    """约 15.7% stands for 15.73%."""
    if said.kind != known.kind or said.limit != "about" or known.limit or said.kind != "percent":
        return False
    return any(abs(round(known.value, digits) - said.value) < 1e-9 for digits in range(_MOST_DIGITS))


def _comparable(said: Number, other: Candidate) -> bool:
    """Whether two numbers may be taken for each other: they are of one kind, and the other belongs to no title."""
    return said.kind == other.number.kind and not other.of_source


def _misplaced(
    near: Weights, context: Weights, same: Sequence[Candidate], candidates: Sequence[Candidate], said: Number
) -> str:
    """What is wrong where another number of the evidence fits better here; empty where none does."""

    def fit(candidate: Candidate) -> float:
        return _CLOSE * likeness(near, candidate.near) + likeness(context, candidate.context)

    own = max(map(fit, same))
    others = [c for c in candidates if _comparable(said, c) and not _is_same(said, c.number)]
    best, other = max(((fit(c), c) for c in others), key=lambda pair: pair[0], default=(0.0, None))
    if other is None or best < own or (best == own and own > 0):
        return ""
    return f"这个数在证据里说的不是这件事，这件事在证据里是：{other.clause.text.strip()}"


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


@cache
def _computed(kind: str) -> re.Pattern:
    return word_pattern(load_vocabulary("verify")["computed"][kind])


def _follows(
    atom: Atom,
    clause: Clause,
    clauses: Sequence[Clause],
    seen: Sequence[Clause],
    candidates: Sequence[Candidate],
    cited: Cited,
) -> bool:
    """Whether a number that the evidence does not state follows from numbers that the text names and it does state."""
    said = atom.number
    listed = {value for c in clauses for name in c.names for value in name.values}
    if (
        said.kind == "count"
        and not said.limit
        and said.value == len(listed) > 1
        and all(map(cited.knows, [[v] for v in listed]))
    ):
        return True
    known = [a.number for c in (*seen, *clauses) for a in c.atoms if a is not atom]
    known = [n for n in known if any(_is_same(n, c.number) for c in candidates)]
    counts = [n.value for n in known if n.kind == "count" and not n.limit]
    percents = [n.value for n in known if n.kind == "percent" and not n.limit]
    text = clause.text
    if _computed("difference").search(text) and not said.limit:
        values = percents if said.kind == "points" else counts if said.kind == "count" else []
        if any(abs(abs(a - b) - said.value) < 1e-6 for a in values for b in values if a != b):
            return True
    if _computed("sum").search(text) and said.kind == "count" and not said.limit and _is_sum(said.value, counts):
        return True
    if said.kind == "percent" and _computed("share").search(text) and said.limit in ("", "about"):
        return _is_share(said, counts, text, clauses, candidates)
    return False


def _is_sum(value: float, counts: Sequence[float]) -> bool:
    runs = (counts[i:j] for i in range(len(counts)) for j in range(i + 2, len(counts) + 1))
    return any(abs(sum(run) - value) < 1e-6 for run in runs)


def _is_share(
    said: Number, counts: Sequence[float], text: str, clauses: Sequence[Clause], candidates: Sequence[Candidate]
) -> bool:
    """Whether a percentage is one number of the statement by another of it, as exactly as it is written."""
    written = re.search(r"\d+(?:\.(\d+))?\s*(?:%|percent|per cent)", text)
    digits = len(written[1] or "") if written else 0
    if digits == 0 and said.limit != "about":
        return any(b and abs(100 * a / b - said.value) < 1e-9 for a in counts for b in counts if a < b)
    return any(b and abs(round(100 * a / b, digits) - said.value) < 1e-9 for a in counts for b in counts if a < b)


def _wrong_order(clause: Clause, candidates: Sequence[Candidate], clauses: Sequence[Clause]) -> Iterator[str]:
    """X 比 Y 多: whether the evidence has it so."""
    verb = re.search(r"比(?!例|重|如|较)(.+?)(多|高|少|低|大|小)|多于|高于|少于|低于", clause.text)
    if not verb:
        return
    more = not re.search("少|低|小", verb[2] or verb[0])
    left, right = clause.text[: verb.start()], verb[1] or clause.text[verb.end() :]
    first = _value_of(_words_of(left, clause) or _words_before(clause, clauses, right), candidates)
    second = _value_of(_words_of(right, clause), candidates)
    if first is None or second is None:
        yield f"“{clause.text.strip()}”比较的两个数在证据里找不到"
    elif (first > second) != more:
        yield f"“{clause.text.strip()}”的高低多少与证据相反"


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

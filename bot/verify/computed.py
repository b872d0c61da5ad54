"""Numbers that the evidence does not state, worked out from those that it does: differences, sums, shares, counts of names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.verify.candidates import Candidate, is_same
from bot.verify.clauses import TOTAL, Atom, Clause, word_pattern
from bot.verify.comparisons import gap_of, sum_of
from bot.verify.known import Found
from bot.verify.numbers import Number
from bot.verify.reading import Cited
from bot.vocabulary import load_vocabulary

# Organisations and people are counted by the lists.
_APART = ("organisations", "persons")
_MEASURED = re.compile(r"\s*[个种类项条方面层档点]")
# Things that a sentence lists with a figure for each.
_FEWEST_LISTED, _MOST_LISTED = 2, 10
# A number behind it is all that there are.
_WHOLE = re.compile(r"(?:共有|有|仅|只|为|是)\s*$")


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says around a number.

    Attributes:
        clauses: of its statement.
        before: of the text before it.
        behind: of what the sentence says with other markers after it.
        names, levels: of the whole sentence, each once.
        lists: how many things the evidence lists where the sentence cites it.
        asked: the ordinals of the question (第一项任务), which the evidence was found by.
    """

    clauses: tuple[Clause, ...]
    before: tuple[Clause, ...] = ()
    behind: tuple[Clause, ...] = ()
    names: tuple[Found, ...] = ()
    levels: tuple[Found, ...] = ()
    lists: frozenset[int] = frozenset()
    asked: frozenset[float] = frozenset()


@cache
def _about() -> re.Pattern:
    limit = load_vocabulary("verify")["limits"]["about"]
    return word_pattern([*limit["before"], *limit["after"]])


@cache
def _computed(kind: str) -> re.Pattern:
    return word_pattern(load_vocabulary("verify")["computed"][kind])


def says_rest(clause: Clause) -> bool:
    """Whether a clause tells what another thing lacks to the whole."""
    return bool(_computed("rest").search(clause.text))


def follows(atom: Atom, clause: Clause, told: Told, candidates: Sequence[Candidate], cited: Cited) -> bool:
    """Whether a number that the evidence does not state follows from what the text names and the evidence does state.

    Args:
        atom: the number in its clause.
        clause: where it stands.
        told: what the text says besides.
        candidates: the numbers of the evidence.
        cited: the evidence.
    """
    said = atom.number
    if said.kind == "count" and not said.limit and _counts_named(said, clause, told, cited):
        return True
    if said.kind == "ordinal" and said.value in told.asked:
        return True
    if said.kind == "count" and not said.limit and said.value in told.lists and _is_of_a_list(said, clause, candidates):
        return True
    if said.kind == "count" and not said.limit and _counts_listed(said, clause, told, candidates):
        return True
    if said.value in (gap_of(clause, told.clauses, candidates), sum_of(clause, candidates)) and not said.limit:
        return True
    known = [a.number for c in (*told.before, *told.clauses) for a in c.atoms if a is not atom]
    known = [n for n in known if any(is_same(n, c.number) for c in candidates)]
    counts = [n.value for n in known if n.kind == "count" and not n.limit]
    percents = [n.value for n in known if n.kind == "percent" and not n.limit]
    if _computed("difference").search(clause.text) and not said.limit:
        values = percents if said.kind == "points" else counts if said.kind == "count" else []
        if any(abs(abs(a - b) - said.value) < 1e-6 for a in values for b in values if a != b):
            return True
    if said.kind == "percent" and not said.limit and _computed("rest").search(clause.text):
        return any(abs(100 - percent - said.value) < 1e-6 for percent in percents)
    if _computed("sum").search(clause.text) and said.kind == "count" and not said.limit:
        return _is_sum(said, clause, told, candidates)
    if (
        said.kind == "percent"
        and any(_computed("share").search(c.text) for c in told.clauses)
        and said.limit in ("", "about")
    ):
        wholes = [c.number.value for c in candidates if c.number.kind == "count" and TOTAL in c.clause.text]
        about = said.limit == "about" or any(_about().search(c.text) for c in told.clauses)
        return _is_share(said.value, counts, [*counts, *wholes], clause.text, about)
    return False


def _counts_named(said: Number, clause: Clause, told: Told, cited: Cited) -> bool:
    """Whether a number is of the organisations or levels that its sentence names: 两家都是 B+ 级.

    What stands behind a level or a word for having is the size of a whole, which no list of some shows: B+ 级有两家.
    """
    ahead = clause.text[: said.start - clause.start]
    if _WHOLE.search(ahead) or any(level.start < said.start for level in clause.levels):
        return False
    names = {value for found in told.names for value in found.values}
    levels = {value for found in told.levels for value in found.values}
    behind = clause.text[said.end - clause.start :].lstrip()
    if said.value == len(levels) > 1 and behind.startswith("级"):
        return levels <= cited.levels()
    return said.value in (len(told.names), len(names)) and said.value > 1


def _is_of_a_list(said: Number, clause: Clause, candidates: Sequence[Candidate]) -> bool:
    """Whether a number may be of the things that are listed: it has a measure word, and the evidence counts none in it."""
    if said.measure in _APART:
        return False
    behind = clause.text[said.end - clause.start :]
    rivals = (c for c in candidates if c.number.measure == said.measure and not c.of_source)
    return bool(_MEASURED.match(behind)) and not any(_FEWEST_LISTED <= c.number.value <= _MOST_LISTED for c in rivals)


def _counts_listed(said: Number, clause: Clause, told: Told, candidates: Sequence[Candidate]) -> bool:
    """Whether a number is of the figures that follow it (四种状态：正式服务 37 项、…), where the evidence gives no such number."""
    if not said.measure or said.value < _FEWEST_LISTED:
        return False
    if any(c.number.measure == said.measure and not c.of_source and c.number.value < _MOST_LISTED for c in candidates):
        same = [c for c in candidates if c.number.measure == said.measure]
        if not all(any(is_same(c.number, a.number) for a in _after(clause, told)) for c in same):
            return False
    figures = [a for a in _after(clause, told) if not any(a.number is b.number for b in clause.atoms)]
    return len(figures) == said.value


def _after(clause: Clause, told: Told) -> list[Atom]:
    """The numbers of a statement's clauses behind one, and of what its sentence says after it."""
    position = next((k for k, c in enumerate(told.clauses) if c is clause), 0)
    return [a for c in (*told.clauses[position + 1 :], *told.behind) for a in c.atoms]


def _is_sum(said: Number, clause: Clause, told: Told, candidates: Sequence[Candidate]) -> bool:
    """Whether a number is the sum of the last ones before it or of the next ones behind it, of as many as it says (三级合计)."""
    apart = [a.number for a in clause.atoms if a.number.start < said.start]
    around = [a.number for c in told.clauses for a in c.atoms if a.number is not said and a.number not in apart]
    later = [a.number for c in told.behind for a in c.atoms]
    ahead = [a.number for c in told.before for a in c.atoms] + [n for n in around if n.start < said.start]
    behind = [n for n in around if n.start > said.start] + later
    for run in (_counts(reversed(ahead), candidates), _counts(behind, candidates)):
        many = [int(apart[-1].value)] if apart else range(2, len(run) + 1)
        if any(len(run) >= n > 1 and abs(sum(run[:n]) - said.value) < 1e-6 for n in many):
            return True
    return False


def _counts(numbers: Iterable[Number], candidates: Sequence[Candidate]) -> list[float]:
    """The exact counts among some numbers that the evidence states."""
    counts = (n for n in numbers if n.kind == "count" and not n.limit)
    return [n.value for n in counts if any(is_same(n, c.number) for c in candidates)]


def _is_share(said: float, parts: Sequence[float], wholes: Sequence[float], text: str, about: bool) -> bool:
    """Whether a percentage is a part by a whole, as exactly as it is written; a whole one by 约 alone is rounded."""
    written = re.search(r"\d+(?:\.(\d+))?\s*(?:%|percent|per cent)", text)
    digits = len(written[1] or "") if written else 0
    shares = [100 * part / whole for part in parts for whole in wholes if 0 < part < whole]
    if digits or about:
        return any(abs(round(share, digits) - said) < 1e-9 for share in shares)
    return any(abs(share - said) < 1e-9 for share in shares)

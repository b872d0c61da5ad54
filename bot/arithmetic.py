"""Computes what a question asks of the figures that the prose states; a wrong computation is worse than none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cues import Cues, read_cues
from bot.figure_names import FigureNames, unexplained
from bot.known_figures import Known
from bot.reading import OWN_PLACES, SUM_OF, Reading
from bot.readings import Readings
from bot.sums import Worked, rounds_to, work_out
from bot.terms import Need
from bot.twins import same_subject, subject_core
from bot.vocabulary import load_vocabulary
from bot.wording import occurs_any, write_out
from ingest.chunks import Chunk
from ingest.normalise import normalise_text

# Operations over the figures that a question names one by one.
_OF_NAMED = ("difference", "compare", "share", "multiple", "sum", "growth")
# Characters by which one figure of a slide is told from the next.
_TELLING = 2
# What stands before it says what the question is for (写年报要用：…).
_OCCASION = ":"


@dataclass(frozen=True, slots=True)
class Computation:
    """A figure computed from stated ones.

    Attributes:
        operation: difference, remainder, excluding, sum, share, multiple, growth, mean, compare, highest, lowest or check.
        operands: the stated figures, in the order of the sum; of an extreme, those that have it.
        value: the result in base units; per cent for shares.
        unit: its measure word, "%" or "个百分点"; may be empty.
        text: the result as it is written.
        written: the sum written out ("794 − 792 = 2").
        printed: the figure that the source gives for the result, of a check.
        agrees: whether the result, rounded to the printed precision, is the printed one.
        exact: no operand is approximate.
    """

    operation: str
    operands: tuple[Chunk, ...]
    value: float
    unit: str
    text: str
    written: str
    printed: Chunk | None = None
    agrees: bool = False
    exact: bool = True


def read_computation(
    need: Need, question: str, names: FigureNames, spoken_of: Sequence[Chunk] = ()
) -> tuple[Computation, ...]:
    """What a question wants computed; empty where it wants nothing computed, or does not name every figure clearly.

    Args:
        need: the question as it is searched.
        question: its own words.
        names: the stated figures.
        spoken_of: figures of earlier turns, which 这两个 and the like mean.

    Returns:
        One computation; two where the highest and the lowest are asked for, or where two documents state the figures of
        one sum.
    """
    cues = read_cues(need, write_out(normalise_text(question)))
    if cues is None:
        return ()
    readings = list(Readings(need, cues, names).read())
    names_own = any(named.share == 1.0 for named in names.named(need))  # 待开发的剩几个 asks for a stated figure
    if spoken_of and not names_own and not any(reading.places for reading in readings):
        return _of_earlier(need, cues, names, spoken_of)
    best = _choose(readings, cues)
    best = best and _with_printed(best, need, names)
    if best is None or _leaves_words(best, need, cues, names) or _leaves_figures(best, need, names):
        return ()
    ends = [best, *_elsewhere(best, readings)]
    if best.operation in ("highest", "lowest"):
        ends = [r for r in readings if r.operation in ("highest", "lowest") and _same_group(r, best)]
    return tuple(_compute(reading, need) for reading in ends)


def _choose(readings: Sequence[Reading], cues: Cues) -> Reading | None:
    """The reading that explains most of the question; none when two that give different figures explain it as well."""

    def explains(reading: Reading) -> tuple[int, tuple[float, ...]]:
        return len(reading.places - cues.places), reading.fit

    best = max(readings, key=explains, default=None)
    if best is None or not best.places:
        return None
    rivals = [r for r in readings if r.operation == best.operation and explains(r) == explains(best)]
    if best.operation in ("highest", "lowest"):
        return _most_of_all(rivals)
    return best if all(set(rival.operands) == set(best.operands) for rival in rivals) else None


def _elsewhere(best: Reading, readings: Sequence[Reading]) -> list[Reading]:
    """The same sum over the figures that another document states of the same things."""
    if best.operation != "sum":
        return []
    cores = [subject_core(known.chunk) for known in best.operands]
    found = {}
    for one in readings:
        others = [subject_core(known.chunk) for known in one.operands]
        same = len(others) == len(cores) and all(map(same_subject, cores, others))
        if one.operation == "sum" and same and one.operands[0].document != best.operands[0].document:
            found.setdefault(one.operands[0].document, one)
    return list(found.values())


def _most_of_all(readings: Sequence[Reading]) -> Reading:
    """The highest or lowest figures of several slides, from those of each."""
    figures = [known for reading in readings for known in reading.operands]
    extreme = max if readings[0].operation == "highest" else min
    end = extreme(known.figure.value for known in figures)
    return replace(readings[0], operands=tuple(dict.fromkeys(k for k in figures if k.figure.value == end)))


def _with_printed(reading: Reading, need: Need, names: FigureNames) -> Reading:
    """With the percentage that the source prints of the same thing, where the question speaks of that as well."""
    if reading.printed or reading.how not in ("ratio", "increment", "mean"):
        return reading
    of = "record" if reading.how != "mean" else "group"
    beside = [
        names.name(known, need)
        for known in names.known
        if known.kind == "%"
        and known not in reading.operands
        and getattr(known, of) == getattr(reading.operands[0], of)
    ]
    said = [named for named in beside if len(named.own - reading.places) >= OWN_PLACES]
    if _is_completion(reading) and not said:
        said = [named for named in beside if "completed" in named.known.roles]
    if len(said) != 1 or (reading.how == "mean" and "summary" not in said[0].known.roles):
        return reading
    return replace(reading, printed=said[0].known, places=reading.places | said[0].places)


def _is_completion(reading: Reading) -> bool:
    """Whether a share is that of what is done in what is to be done, of which the source may print a completion."""
    roles = [known.roles for known in reading.operands]
    return reading.how == "ratio" and len(roles) == 2 and "done" in roles[0] and "whole" in roles[1]


def _subjects_beside(reading: Reading, names: FigureNames) -> str:
    """The subjects of all figures that the sentences of the operands state."""
    parents = {known.chunk.parent for known in reading.operands if known.document == "article"}
    return " ".join(known.figure.subject for known in names.known if known.chunk.parent in parents)


def _leaves_words(reading: Reading, need: Need, cues: Cues, names: FigureNames) -> bool:
    """Whether a word of the question is neither of the figures, nor of what their sentence says besides, nor of the sum."""
    beside = _subjects_beside(reading, names)
    counts = {len(reading.operands), *cues.counts}
    occasion = frozenset(range(need.question.find(_OCCASION) + 1)) - reading.places
    left = unexplained(need, reading.places | cues.places | occasion, counts)
    return any(word not in beside for word in left)


def _leaves_figures(reading: Reading, need: Need, names: FigureNames) -> bool:
    """Whether the question names a further figure of the same slide, which the sum would leave out (正式＋试运行占多少)."""
    if reading.operation not in _OF_NAMED:
        return False
    rest = "".join(" " if place in reading.places else char for place, char in enumerate(need.question))
    group, used_figures = reading.operands[0].group, (*reading.operands, reading.printed)
    others = [known.figure for known in names.known if known.group == group and known not in used_figures]
    used = "".join(known.figure.measure or known.figure.subject for known in used_figures if known)
    used += _subjects_beside(reading, names)
    words = {figure.measure or figure.subject[:_TELLING] for figure in others}
    return any(word in rest and word not in used for word in words if word and not word.isdecimal())


def _same_group(one: Reading, other: Reading) -> bool:
    return one.operands[0].group == other.operands[0].group and one.operands[0].kind == other.operands[0].kind


def _of_earlier(need: Need, cues: Cues, names: FigureNames, chunks: Sequence[Chunk]) -> tuple[Computation, ...]:
    """The same sums over the figures of earlier turns."""
    known = {one.chunk.id: one for one in names.known}
    operands = tuple(known[key] for key in dict.fromkeys(chunk.id for chunk in chunks) if key in known)
    if len(cues.counts) == 1:  # 这两个: the last two that were spoken of
        operands = operands[-next(iter(cues.counts)) :]
    if (end := next((o for o in cues.operations if o in ("highest", "lowest")), "")) and len(operands) > 1:
        return _end_of(end, operands, need, cues)
    operation = next((o for o in cues.operations if o in SUM_OF), "")
    if not operation or len(operands) < 2 or len({one.kind for one in operands}) > 1:
        return ()
    if (len(operands) > 2 and operation != "sum") or unexplained(need, cues.places, {len(operands)}):
        return ()
    how = SUM_OF[operation]
    if how not in ("growth", "sum"):  # the smaller one is the part, and what is taken away
        operands = tuple(sorted(operands, key=lambda one: one.figure.value, reverse=how != "ratio"))
    reading = Reading(operation, how, operands, cues.places)
    if how != "ratio":
        return (_compute(reading, need),)
    group = operands[0].group
    printed = [one for one in names.known if one.group == group and one.kind == "%" and "completed" in one.roles]
    if "remainder" in cues.operations or occurs_any(load_vocabulary("arithmetic")["rest"]["words"], need.question):
        rest = Reading("remainder", "complement", tuple(printed), cues.places)  # 剩的占百分之几
        return (_compute(rest, need),) if len(printed) == 1 else ()
    return (_compute(replace(reading, printed=printed[0] if len(printed) == 1 else None), need),)


def _end_of(operation: str, operands: Sequence[Known], need: Need, cues: Cues) -> tuple[Computation, ...]:
    """Which of some figures that were spoken of is the highest or lowest; none where they do not compare."""
    if len({one.kind for one in operands}) > 1 or unexplained(need, cues.places, {len(operands)}):
        return ()
    return (_compute(_most_of_all([Reading(operation, "pick", tuple(operands), cues.places)]), need),)


def _compute(reading: Reading, need: Need) -> Computation:
    figures = [known.figure for known in reading.operands]
    worked: Worked = work_out(reading.how, figures, need.unit[0] if need.unit else "")
    printed = reading.printed
    return Computation(
        operation="check" if printed else reading.operation,
        operands=tuple(known.chunk for known in reading.operands),
        value=worked.value,
        unit=worked.unit,
        text=worked.text,
        written=worked.written,
        printed=printed.chunk if printed else None,
        agrees=bool(printed) and rounds_to(worked.value, printed.figure),
        exact=not any(figure.limit for figure in figures),
    )

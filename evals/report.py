"""What a report of a run says, made ready for the templates: figures, groups, and every question that went wrong."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evals.excerpts import Excerpt, SourceLines
from evals.replies import Reply
from evals.runs import Outcome, Run, RunInfo
from evals.score import named, squeeze_answer
from evals.significance import Estimate
from evals.summary import METRICS, summarise

Flaw = Literal["wrong", "declined", "error", "uncited"]

# What a row of the tables of groups shows besides the counts.
GROUP_METRICS = ("citation_recall", "citation_precision", "latency_p50", "latency_p95")
_LATENCY_EDGES_MS = (0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, np.inf)


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one category, or of one set.

    Attributes:
        figures: of `GROUP_METRICS`; None where one does not apply.
    """

    name: str
    right: int
    wrong: int
    declined: int
    figures: dict[str, float | None]

    @property
    def cases(self) -> int:
        """How many questions."""
        return self.right + self.wrong + self.declined


@dataclass(frozen=True, slots=True)
class Side:
    """One answer to a question, held against what was expected.

    Attributes:
        patterns: (expected pattern, whether it is found).
        lacking, extra: organisations that the list should have, and should not.
    """

    outcome: Outcome
    reply: Reply | None
    patterns: tuple[tuple[str, bool], ...]
    lacking: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that was not answered as it should be.

    Attributes:
        flaw: wrong, declined, error (the program failed), or uncited (right, but not rightly cited).
        evidence: the lines that hold the answer.
    """

    flaw: Flaw
    side: Side
    evidence: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report shows.

    Attributes:
        figures: the estimate of every metric that applies, by name.
        latencies: (lower edge in ms, upper edge, how many questions).
        changed: source files that are no longer what they were when the run was made.
    """

    info: RunInfo
    total: Group
    figures: dict[str, Estimate]
    categories: tuple[Group, ...]
    sets: tuple[Group, ...]
    latencies: tuple[tuple[float, float, int], ...]
    failures: tuple[Failure, ...]
    changed: tuple[str, ...]


def make_report(run: Run, sources: SourceLines) -> Report:
    """Put together what is known of a run, finished or not."""
    outcomes = run.outcomes
    failures = [make_failure(o, flaw, sources) for o in outcomes if (flaw := find_flaw(o)) is not None]
    return Report(
        info=run.info,
        total=_make_group("", outcomes),
        figures=summarise(outcomes, run.info.seed),
        categories=_make_groups(outcomes, lambda outcome: outcome.case.category),
        sets=_make_groups(outcomes, lambda outcome: outcome.set),
        latencies=_count_latencies(outcomes),
        failures=tuple(failures),
        changed=tuple(sources.changed_since(run.info.corpus)),
    )


def find_flaw(outcome: Outcome) -> Flaw | None:
    """What is wrong with an outcome; None if nothing is."""
    if outcome.error:
        return "error"
    if outcome.verdict != "right":
        return outcome.verdict
    return "uncited" if outcome.complaint else None


def make_failure(outcome: Outcome, flaw: Flaw, sources: SourceLines) -> Failure:
    """An outcome with the lines that it should have cited."""
    return Failure(flaw, make_side(outcome), sources.excerpts(outcome.case))


def make_side(outcome: Outcome) -> Side:
    """An answer held against what was expected of it."""
    case, reply = outcome.case, outcome.reply
    text = squeeze_answer(reply.answer) if reply else ""
    patterns = tuple((pattern, bool(re.search(pattern, text))) for pattern in case.expected)
    due, given = Counter(case.names or ()), Counter(named(reply) if reply and case.names is not None else ())
    lacking, extra = (due - given).elements(), (given - due).elements()
    return Side(outcome, reply, patterns, tuple(lacking), tuple(extra))


def _make_groups(outcomes: Sequence[Outcome], name: Callable[[Outcome], str]) -> tuple[Group, ...]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[name(outcome)].append(outcome)
    return tuple(_make_group(group, found) for group, found in sorted(groups.items()))


def _make_group(name: str, outcomes: Sequence[Outcome]) -> Group:
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    figures = {metric: METRICS[metric].compute(outcomes) for metric in GROUP_METRICS}
    return Group(name, verdicts["right"], verdicts["wrong"], verdicts["declined"], figures)


def _count_latencies(outcomes: Sequence[Outcome]) -> tuple[tuple[float, float, int], ...]:
    """A histogram over steps of about half a power of ten, empty ends left out."""
    times = [outcome.elapsed_ms for outcome in outcomes if outcome.reply is not None]
    counts, _ = np.histogram(times, bins=_LATENCY_EDGES_MS)
    filled = np.flatnonzero(counts)
    if not len(filled):
        return ()
    bins = range(filled[0], filled[-1] + 1)
    return tuple((_LATENCY_EDGES_MS[i], _LATENCY_EDGES_MS[i + 1], int(counts[i])) for i in bins)

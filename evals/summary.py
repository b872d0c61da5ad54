"""The figures of a run: every metric over its questions, with confidence intervals.

`METRICS` is the one table of what there is: the gate, the comparison and the reports go by it. Besides the means of the scores
in `evals/metrics.py` it has:

right, wrong, declined, errors   how many questions ended so
refusal_precision                share of the refusals that were due
refusal_recall                   share of the due refusals that were given
robustness                       over the groups of questions that ask the same in other words: the mean share of pairs of which both
                                 are answered alike, that is with the same verdict, lines cited and organisations listed
latency_p50, _p95, _p99          percentiles of the milliseconds that whoever asks must wait, connection included
tokens, cost                     means of what a language model took; nothing where none took part
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Literal

import numpy as np

from evals.runs import Outcome
from evals.score import named
from evals.significance import Estimate, Statistic, estimate

Key = tuple[str, str]
Values = Mapping[Key, float]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of a run.

    Attributes:
        title: what a reader is shown.
        values: of the questions to which it applies, by set and id (for robustness, by set and group).
        statistic: what makes one figure of them.
        bounds: the least and greatest value that one question can have, if there are such.
        paired: whether the values of two runs, question by question, may be held against each other.
    """

    name: str
    title: str
    values: Callable[[Sequence[Outcome]], Values]
    better: Better = "higher"
    statistic: Statistic = np.mean
    bounds: tuple[float, float] | None = (0.0, 1.0)
    paired: bool = True

    def estimate(self, outcomes: Sequence[Outcome], seed: int = 0) -> Estimate | None:
        """The figure of some outcomes; None if it applies to none of them."""
        return estimate(list(self.values(outcomes).values()), self.statistic, self.bounds, seed)

    def compute(self, outcomes: Sequence[Outcome]) -> float | None:
        """The figure without its interval, which takes time."""
        values = list(self.values(outcomes).values())
        return float(self.statistic(values, axis=-1)) if values else None


def summarise(outcomes: Sequence[Outcome], seed: int = 0) -> dict[str, Estimate]:
    """Every metric that applies to any of the outcomes, by name."""
    found = {name: metric.estimate(outcomes, seed) for name, metric in METRICS.items()}
    return {name: figure for name, figure in found.items() if figure is not None}


def _score(name: str, outcomes: Sequence[Outcome]) -> Values:
    return {o.key: value for o in outcomes if (value := o.scores.get(name)) is not None}


def _ended(verdict: str, outcomes: Sequence[Outcome]) -> Values:
    return {o.key: float(o.verdict == verdict and not o.error) for o in outcomes}


def _failed(outcomes: Sequence[Outcome]) -> Values:
    return {o.key: float(bool(o.error)) for o in outcomes}


def _refused(outcome: Outcome) -> bool:
    return outcome.reply is not None and outcome.reply.refused


def _due_of_refused(outcomes: Sequence[Outcome]) -> Values:
    return {o.key: float(o.case.refusal) for o in outcomes if _refused(o)}


def _refused_of_due(outcomes: Sequence[Outcome]) -> Values:
    return {o.key: float(_refused(o)) for o in outcomes if o.case.refusal}


def _likeness_of_groups(outcomes: Sequence[Outcome]) -> Values:
    groups: dict[Key, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.case.group is not None:
            groups[outcome.set, outcome.case.group].append(outcome)
    return {
        key: float(np.mean([_gist(one) == _gist(other) for one, other in combinations(members, 2)]))
        for key, members in groups.items()
        if len(members) > 1
    }


def _gist(outcome: Outcome) -> tuple[object, ...]:
    """What must not depend on the wording of a question; of refusals, that they are refusals."""
    reply = outcome.reply
    if reply is None or reply.refused:
        return outcome.verdict, reply is None
    return outcome.verdict, frozenset((c.source, c.lines) for c in reply.citations), tuple(sorted(named(reply)))


def _elapsed(outcomes: Sequence[Outcome]) -> Values:
    return {o.key: o.elapsed_ms for o in outcomes if o.reply is not None}


def _used(field: Literal["tokens", "cost"], outcomes: Sequence[Outcome]) -> Values:
    return {o.key: float(used) for o in outcomes if o.reply and (used := getattr(o.reply, field)) is not None}


def _count(name: str, title: str, better: Better = "lower") -> Metric:
    return Metric(name, title, partial(_ended, name), better, np.sum, None, paired=False)


def _mean(name: str, title: str, bounds: tuple[float, float] = (0.0, 1.0)) -> Metric:
    return Metric(name, title, partial(_score, name), bounds=bounds)


def _percentile(q: int) -> Metric:
    statistic = partial(np.percentile, q=q)
    return Metric(f"latency_p{q}", f"用时 p{q}（毫秒）", _elapsed, "lower", statistic, None, paired=q == 50)


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        _mean("correctness", "答对率"),
        _mean("truthfulness", "可信分（对 +1，拒 0，错 −1）", (-1.0, 1.0)),
        _count("right", "答对", "higher"),
        _count("wrong", "答错"),
        _count("declined", "该答而拒答"),
        Metric("errors", "程序出错", _failed, "lower", np.sum, None, paired=False),
        _mean("list_exact", "名单完全一致"),
        _mean("list_precision", "名单精确率"),
        _mean("list_recall", "名单召回率"),
        _mean("list_f1", "名单 F1"),
        _mean("citation_recall", "出处召回率"),
        _mean("citation_precision", "出处精确率（下限）"),
        _mean("quote_verbatim", "引文逐字一致"),
        Metric("refusal_precision", "拒答精确率", _due_of_refused, paired=False),
        Metric("refusal_recall", "拒答召回率", _refused_of_due),
        Metric("robustness", "换说法同答", _likeness_of_groups),
        *(_mean(name, f"检索 {name}") for name in ("hit@1", "hit@5", "hit@10", "mrr", "ndcg@10")),
        *(_percentile(q) for q in (50, 95, 99)),
        Metric("tokens", "词元 / 题", partial(_used, "tokens"), "lower", bounds=None),
        Metric("cost", "费用 / 题", partial(_used, "cost"), "lower", bounds=None),
    )
}

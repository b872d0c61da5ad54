"""How far a judge agrees with the deterministic verdict. Neither is the truth: a pattern can be too narrow, a judge can be fooled.

A judge is asked whether an answer is borne out by its own quotes, the verdict says whether it is what was expected. A wrong
answer that quotes rightly is faithful and wrong; so even a perfect judge need not agree with every verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from evals.opinions import Judged
from evals.significance import Estimate, estimate

# An answer of which the judge finds so much supported counts as borne out.
FAITHFUL_FROM = 0.5
NUMBERS = ("faithfulness", "answer_relevancy")


@dataclass(frozen=True, slots=True)
class Agreement:
    """A 2×2 table and what it comes to.

    Attributes:
        both, judge_only, verdict_only, neither: answers that are borne out (judge) and right (verdict), and so on.
        kappa: Cohen's (1960) kappa: 0 by chance, 1 in full; None where judge or verdict says the same of all.
        mcc: Matthews' (1975) correlation of the two; None as kappa.
    """

    both: int
    judge_only: int
    verdict_only: int
    neither: int
    kappa: float | None
    mcc: float | None


def measure_agreement(judge: Sequence[bool], verdict: Sequence[bool]) -> Agreement:
    """Hold what a judge says, answer by answer, against the verdicts."""
    said, right = np.asarray(judge, dtype=bool), np.asarray(verdict, dtype=bool)
    both, judge_only = int((said & right).sum()), int((said & ~right).sum())
    verdict_only, neither = int((~said & right).sum()), int((~said & ~right).sum())
    yes, no, rights, wrongs = both + judge_only, verdict_only + neither, both + verdict_only, judge_only + neither
    if not yes * no * rights * wrongs:
        return Agreement(both, judge_only, verdict_only, neither, None, None)
    excess = both * neither - judge_only * verdict_only
    # (observed - chance) / (1 - chance) with both multiplied by the square of the number of answers.
    kappa = 2 * excess / (len(said) ** 2 - yes * rights - no * wrongs)
    return Agreement(both, judge_only, verdict_only, neither, kappa, excess / (yes * no * rights * wrongs) ** 0.5)


def measure_separation(numbers: Sequence[float], verdict: Sequence[bool]) -> float | None:
    """How often a right answer has the higher number of two, ties by half: the area under the ROC curve.

    By the statistic of Mann and Whitney (1947); it needs no threshold, 0.5 is chance. None unless there are right answers and
    others.
    """
    scores, right = np.asarray(numbers, dtype=float), np.asarray(verdict, dtype=bool)
    if right.all() or not right.any():
        return None
    pairs = int(right.sum()) * int((~right).sum())
    return float(stats.mannwhitneyu(scores[right], scores[~right]).statistic) / pairs


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """What one judge said of a run as a whole.

    Attributes:
        judged: how many answers it was asked about; `failed`: of how many a number is missing.
        figures: the mean of each of `NUMBERS` that there is, by name.
        separations: see `measure_separation`, by name.
        agreement: of the answers that are borne out with those that are right.
        tokens: (read, written).
    """

    model: str
    judged: int
    failed: int
    figures: dict[str, Estimate]
    separations: dict[str, float | None]
    agreement: Agreement
    tokens: tuple[int, int]


def summarise_judge(model: str, judged: Sequence[Judged], seed: int = 0) -> JudgeReport:
    """Put together what one judge said."""
    known = {
        name: [(value, j.outcome.verdict == "right") for j in judged if (value := getattr(j.opinion, name)) is not None]
        for name in NUMBERS
    }
    figures = {
        name: estimate([value for value, _ in pairs], np.mean, (0.0, 1.0), seed) for name, pairs in known.items()
    }
    faithful = known["faithfulness"]
    return JudgeReport(
        model=model,
        judged=len(judged),
        failed=sum(bool(j.opinion.error) for j in judged),
        figures={name: found for name, found in figures.items() if found is not None},
        separations={name: measure_separation(*_split(pairs)) for name, pairs in known.items()},
        agreement=measure_agreement([value >= FAITHFUL_FROM for value, _ in faithful], _split(faithful)[1]),
        tokens=(sum(j.opinion.prompt_tokens for j in judged), sum(j.opinion.completion_tokens for j in judged)),
    )


def _split(pairs: Sequence[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [value for value, _ in pairs], [right for _, right in pairs]

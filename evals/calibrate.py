"""Fits the weights and the threshold of `bot/support.py` and writes them to `bot/vocabulary/support.toml`.

Data: the questions of the sets named in `_SETS` that are searched for in the prose and have to be weighed. Evidence is right when it holds all that the case expects and stands
at its evidence. The ranking is fitted on all candidates of all questions; where none is right by itself, those that hold
part of it are the right ones, and a pair of sentences is not, where one of them would do. The acceptance is fitted on the
best candidate of every question, answerable or not, with what would be said beside it. Both are judged, and the threshold is chosen, on questions left out
of the fit (10-fold, whole questions). `python -m evals.calibrate` needs the test requirements (scikit-learn).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from bot.desk import Desk
from bot.features import Candidate
from bot.settings import BotSettings
from bot.support import SupportScorer, accept_features
from bot.telling import Scored, Told
from bot.terms import Need
from bot.weights import Weights
from evals.cases import SETS_DIR, Case, Evidence, load_cases
from evals.score import squeeze_answer
from ingest.settings import load_settings

_SETS = (
    "calibration",
    "calibration-prose",
    "heldout",
    "blind",
    "prose-a",
    "prose-b",
    "prose-c",
    "prose-d",
    "prose-e",
    "prose-f",
    "prose-g",
    "prose-j",
    "prose-k",
    "prose-l",
    "prose-m",
    "prose-n",
)
_LISTS = ("members-2023.txt", "co-organisers.txt")
# As in CRAG (Yang et al., 2024): what is right (a refusal, where one is due) counts +1, a needless refusal 0, what is false -1.
_FALSE_ANSWER_COSTS = 1.0
_FOLDS = 10
# Strengths of the regularisation (penalty; inverse of it), and how much more a product of vectors must tell than a feature to
# weigh the same: of those tried the best on sets left out whole.
_RANKING_PENALTY = 5.0
_PRODUCT_SCALE = 0.5
_ACCEPTANCE_C = 0.015


@dataclass(frozen=True, slots=True)
class Question:
    """A case with its candidates, in any order, which of them should be first, and their vectors.

    Attributes:
        need: what the question needs.
        right: (n_candidates,) whether a candidate should be ranked first.
        vector: (dim,) of the question, of length 1.
        evidence: (n_candidates, dim), what sets each candidate's apart, see `SupportScorer.own_vector`.
    """

    case: Case
    need: Need
    candidates: list[Scored]
    right: np.ndarray
    vector: np.ndarray
    evidence: np.ndarray


@dataclass(frozen=True, slots=True)
class Ranking:
    """The weights of a candidate's features, and (dim,) of the product of the vectors of question and evidence."""

    features: Weights
    product: np.ndarray


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The weights of the best candidate's features, and of the vectors, see `vector_row`, less the mean ones."""

    features: Weights
    mean: np.ndarray
    vectors: np.ndarray

    def support(self, ranked: "Ranked", question: Question, scorer: SupportScorer) -> float:
        """The probability that the best candidate is right."""
        log_odds = self.features.log_odds(accept_features(*tell(question, ranked, scorer)))
        log_odds += float(self.vectors @ (vector_row(question, ranked) - self.mean))
        return 1.0 / (1.0 + math.exp(-log_odds))


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A candidate with whether it is right, and its vector."""

    scored: Scored
    vector: np.ndarray


Ranked = list[RankedCandidate]


def vector_row(question: Question, ranked: Ranked) -> np.ndarray:
    """(2 dim,): the question's vector, and its product with the best candidate's own, dimension by dimension."""
    return np.concatenate([question.vector, question.vector * ranked[0].vector])


def prepare_questions(names: Sequence[str]) -> tuple[list[Question], SupportScorer]:
    """Search for every case of the named sets that has to be weighed; also what scored them."""
    edition = Desk(load_settings(BotSettings)).current()
    prose = edition.executor.prose
    scorer, questions = prose.scorer, []
    for case in (case for name in names for case in load_cases(SETS_DIR / f"{name}.jsonl")):
        *earlier, last = case.turns
        query = edition.reader.read(last, earlier)
        if query.operation != "search" or any(e.source in _LISTS for e in case.evidence):
            continue
        weighed = prose.weigh(query)
        if weighed.certain or weighed.computed:
            continue
        ranked = weighed.ranked
        vectors = np.array([scorer.own_vector(scored.candidate) for scored in ranked])
        right = label_candidates(case, [scored.candidate for scored in ranked])
        questions.append(Question(case, weighed.need, [*ranked], right, np.array(weighed.vector), vectors))
    return questions, scorer


def label_candidates(case: Case, candidates: Sequence[Candidate]) -> np.ndarray:
    """(n_candidates,) whether each should be ranked first: see the head of this module."""
    alone = np.array([is_right(case, [candidate]) for candidate in candidates], dtype=bool)
    if not alone.any():
        return np.array([holds_part(case, candidate) for candidate in candidates], dtype=bool)
    enough = {c.chunk.id for c, right in zip(candidates, alone, strict=True) if right and not c.sequel}
    pairs = [bool(c.sequel) and bool({c.chunk.id, c.sequel.id} & enough) for c in candidates]
    return alone & ~np.array(pairs, dtype=bool)


def is_right(case: Case, told: Sequence[Candidate]) -> bool:
    """Whether evidence stands at that of a case and holds what is expected (part of it, if evidence is spread)."""
    met = [_meets(evidence, candidate) for evidence in case.evidence for candidate in told]
    found = [bool(re.search(pattern, _all_text(told))) for pattern in case.expected]
    spread = len({e.source for e in case.evidence}) > 1
    return any(met) and (all(found) or (spread and any(found)))


def holds_part(case: Case, candidate: Candidate) -> bool:
    """Whether a candidate stands at the evidence of a case and holds something of what is expected."""
    met = any(_meets(evidence, candidate) for evidence in case.evidence)
    return met and any(re.search(pattern, _all_text([candidate])) for pattern in case.expected)


def _meets(evidence: Evidence, candidate: Candidate) -> bool:
    first, last = evidence.lines
    places = [(chunk.source, span) for chunk in candidate.chunks for span in chunk.spans]
    return any(s == evidence.source and p.first_line <= last and first <= p.last_line for s, p in places)


def _all_text(told: Sequence[Candidate]) -> str:
    """What candidates say, each under the heading that is said with it."""
    above = [c.chunk.section[-2:-1] if c.chunk.figure else c.chunk.section[-1:] for c in told]
    return squeeze_answer(" ".join(f"{' '.join(a)} {c.text}" for a, c in zip(above, told, strict=True)))


def fit(table: np.ndarray, labels: np.ndarray, inverse_strength: float) -> tuple[float, np.ndarray]:
    """(bias, weights) of an L2-regularised logistic regression over standardised columns, for columns as they are."""
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(max_iter=5000, C=inverse_strength).fit(scaler.transform(table), labels)
    weights = model.coef_[0] / scaler.scale_
    return float(model.intercept_[0] - weights @ scaler.mean_), weights


def fit_ranking(questions: Sequence[Question]) -> Ranking:
    """The weights by which the candidates of a question are ordered, from all questions of which one should be first.

    A conditional logit: the probability that one of the right candidates is chosen among all of the question, as
    softmax over weighted columns, is made as large as it gets, less an L2 penalty.
    """
    shown = [question for question in questions if question.right.any()]
    names = list(shown[0].candidates[0].features)
    rows = np.array([[c.features[name] for name in names] for q in shown for c in q.candidates])
    products = np.vstack([q.vector * q.evidence for q in shown])
    scalers = StandardScaler().fit(rows), StandardScaler().fit(products)
    table = np.hstack([scalers[0].transform(rows), _PRODUCT_SCALE * scalers[1].transform(products)])
    starts = np.cumsum([0, *(len(question.candidates) for question in shown)])[:-1]
    weights = fit_choice(table, starts, np.concatenate([question.right for question in shown]))
    own = weights[: len(names)] / scalers[0].scale_
    product = _PRODUCT_SCALE * weights[len(names) :] / scalers[1].scale_
    return Ranking(Weights(0.0, dict(zip(names, map(float, own), strict=True))), product)


def fit_choice(table: np.ndarray, starts: np.ndarray, right: np.ndarray) -> np.ndarray:
    """(n_columns,) weights of a conditional logit.

    Args:
        table: (n_rows, n_columns) the candidates of one question after another.
        starts: (n_questions,) the first row of every question.
        right: (n_rows,) which candidates should be chosen, at least one a question.
    """
    sizes = np.diff(np.append(starts, len(table)))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = table @ weights
        odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        every, chosen = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        pull = odds / np.repeat(every, sizes) - odds * right / np.repeat(chosen, sizes)
        value = float(np.log(every / chosen).sum()) + _RANKING_PENALTY / 2 * float(weights @ weights)
        return value, table.T @ pull + _RANKING_PENALTY * weights

    return minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


def fit_acceptance(questions: Sequence[Question], ranking: Ranking, scorer: SupportScorer) -> Acceptance:
    """The weights by which the best candidate is accepted, from the best one of every question."""
    tops = [(q, ranked) for q in questions if (ranked := rank_question(q, ranking))]
    rows = [accept_features(*tell(question, ranked, scorer)) for question, ranked in tops]
    names = list(rows[0])
    vectors = np.array([vector_row(question, ranked) for question, ranked in tops])
    mean = vectors.mean(axis=0)
    table = np.hstack([np.array([[row[name] for name in names] for row in rows]), vectors - mean])
    bias, weights = fit(
        table, np.array([answers(question, ranked, scorer) for question, ranked in tops]), _ACCEPTANCE_C
    )
    own = Weights(bias, dict(zip(names, map(float, weights[: len(names)]), strict=True)))
    return Acceptance(own, mean, weights[len(names) :])


def rank_question(question: Question, ranking: Ranking) -> Ranked:
    """The candidates of a question, best first."""
    if not question.candidates:
        return []
    near = question.evidence @ (ranking.product * question.vector)
    scores = [ranking.features.log_odds(c.features) + float(n) for c, n in zip(question.candidates, near, strict=True)]
    scored = [Scored(c.candidate, s, c.features) for c, s in zip(question.candidates, scores, strict=True)]
    found = map(RankedCandidate, scored, question.evidence)
    return sorted(found, key=lambda one: -one.scored.rank_score)


def tell(question: Question, ranked: Ranked, scorer: SupportScorer) -> tuple[list[Scored], Told]:
    """The ranked candidates of a question, and what is told of them."""
    scored = [one.scored for one in ranked]
    return scored, scorer.teller.tell(question.need, scored)


def answers(question: Question, ranked: Ranked, scorer: SupportScorer) -> bool:
    """Whether the best candidate is right, with what would be said beside it."""
    best, *others = (scorer.teller.complete(question.need, one) for one in tell(question, ranked, scorer)[1].candidates)
    above = scorer.teller.above(best) if "belongs" in question.need.asks else None
    beside = [*([above] if above else []), *scorer.teller.twins(question.need, best)]
    told = (best, *others, *(Candidate(chunk, (), 0.0, 0.0, 1) for chunk in beside))
    return is_right(question.case, told)


def predict(question: Question, ranking: Ranking, acceptance: Acceptance, scorer: SupportScorer) -> tuple[float, bool]:
    """(support of the best candidate, whether it is right); (0, False) without candidates."""
    ranked = rank_question(question, ranking)
    if not ranked:
        return 0.0, False
    return acceptance.support(ranked, question, scorer), answers(question, ranked, scorer)


def predict_left_out(questions: Sequence[Question], scorer: SupportScorer) -> list[tuple[float, bool]]:
    """Predictions for every question by a fit that has not seen it."""
    predictions: list[tuple[float, bool]] = [(0.0, False)] * len(questions)
    for seen, unseen in KFold(_FOLDS, shuffle=True, random_state=0).split(questions):
        known = [questions[i] for i in seen]
        ranking = fit_ranking(known)
        acceptance = fit_acceptance(known, ranking, scorer)
        for i in unseen:
            predictions[i] = predict(questions[i], ranking, acceptance, scorer)
    return predictions


def count_outcomes(
    questions: Sequence[Question], predictions: Sequence[tuple[float, bool]], threshold: float
) -> dict[str, int]:
    """How many questions end how at a threshold."""
    outcomes = {"right": 0, "wrong": 0, "declined": 0, "rightly_refused": 0, "falsely_answered": 0}
    for question, (support, right) in zip(questions, predictions, strict=True):
        answered = support >= threshold
        if question.case.refusal:
            outcomes["falsely_answered" if answered else "rightly_refused"] += 1
        else:
            outcomes[("right" if right else "wrong") if answered else "declined"] += 1
    return outcomes


def choose_threshold(questions: Sequence[Question], predictions: Sequence[tuple[float, bool]]) -> float:
    """The threshold with the most right outcomes, every false one counted against them."""

    def worth(threshold: float) -> float:
        outcomes = count_outcomes(questions, predictions, threshold)
        right = outcomes["right"] + outcomes["rightly_refused"]
        return right - _FALSE_ANSWER_COSTS * (outcomes["wrong"] + outcomes["falsely_answered"])

    return max((round(float(t), 2) for t in np.arange(0.3, 0.97, 0.01)), key=worth)


def main() -> None:
    """Fit, choose, report, and write the file."""
    questions, scorer = prepare_questions(_SETS)
    predictions = predict_left_out(questions, scorer)
    threshold = choose_threshold(questions, predictions)
    outcomes = count_outcomes(questions, predictions, threshold)
    ranking = fit_ranking(questions)
    acceptance = fit_acceptance(questions, ranking, scorer)
    lines = [
        "# Written by evals/calibrate.py; see bot/support.py for what it means. Do not edit by hand.",
        f"# {len(questions)} questions of {', '.join(_SETS)}; on questions left out of the fit: "
        + ", ".join(f"{count} {name}" for name, count in outcomes.items())
        + ".",
        f"threshold = {threshold}",
    ]
    for name, fitted in (("rank", ranking.features), ("accept", acceptance.features)):
        lines += ["", f"[{name}]"] + ([f"bias = {fitted.bias:.3f}"] if fitted.bias else [])
        lines += [f"{feature} = {weight:.3f}" for feature, weight in fitted.weights.items()]
    lines += ["", "[vectors]", f'model = "{load_settings(BotSettings).embedding_model}"']
    lines += [f"offset = {-float(acceptance.vectors @ acceptance.mean):.3f}"]
    tables = (ranking.product, *np.split(acceptance.vectors, 2))
    for name, weights in zip(("rank", "question", "product"), tables, strict=True):
        lines += [f"{name} = [{', '.join(f'{weight:.2f}' for weight in weights)}]"]
    text = "\n".join(lines) + "\n"
    files("bot.vocabulary").joinpath("support.toml").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

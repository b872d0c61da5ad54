"""Fits the ranking and the acceptance of evidence, see `bot/support.py`, on questions whose right candidates are known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.features import Candidate
from bot.support import SupportScorer, accept_features
from bot.telling import Scored, Told
from bot.terms import Need
from bot.weights import Weights
from evals.cases import Case
from evals.labels import is_right

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

"""Fits the weights and the threshold of `bot/support.py` and writes them to `bot/vocabulary/support.toml`.

Data: the prose questions of the sets named in `_SETS`. A candidate is right when it (with its list members) holds all
that the case expects and stands at its evidence. The ranking is fitted on all candidates of all questions; the acceptance on
the best candidate of every question, answerable or not. Both are judged, and the threshold is chosen, on questions left out
of the fit (10-fold, whole questions). `python -m evals.calibrate` needs the test requirements (scikit-learn).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from bot.features import Candidate
from bot.retrieve import HybridRetriever
from bot.settings import BotSettings
from bot.support import Scored, SupportScorer, Weights, accept_features
from bot.terms import NeedReader
from evals.cases import SETS_DIR, Case, load_cases
from evals.score import squeeze_answer
from ingest.embed import SentenceEmbedder
from ingest.index import open_index
from ingest.manifest import Source
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
)
_PROSE_CATEGORIES = {"plan", "progress", "near-miss", "off-topic", "figure", "list", "prose", "time"}
_LISTS = ("members-2023.txt", "co-organisers.txt")
# As in CRAG (Yang et al., 2024): what is right (a refusal, where one is due) counts +1, a needless refusal 0, what is false -1.
_FALSE_ANSWER_COSTS = 1.0
_FOLDS = 10
# Inverse strengths of the regularisation, of those tried the best on sets left out whole; the acceptance has a weight for
# every dimension of a vector and needs more of it.
_RANKING_C = 0.5
_ACCEPTANCE_C = 0.015


@dataclass(frozen=True, slots=True)
class Question:
    """A case with its candidates, in any order, which of them are right, and their vectors.

    Attributes:
        vector: (dim,) of the question, of length 1.
        evidence: (n_candidates, dim), what sets each candidate's apart, see `SupportScorer.own_vector`.
    """

    case: Case
    candidates: list[Scored]
    right: np.ndarray
    vector: np.ndarray
    evidence: np.ndarray


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The weights of the best candidate's features, and of the vectors, see `vector_row`, less the mean ones."""

    features: Weights
    mean: np.ndarray
    vectors: np.ndarray

    def support(self, ranked: "Ranked", question: Question) -> float:
        """The probability that the best candidate is right."""
        log_odds = self.features.log_odds(accept_features([one.scored for one in ranked]))
        log_odds += float(self.vectors @ (vector_row(question, ranked) - self.mean))
        return 1.0 / (1.0 + math.exp(-log_odds))


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """A candidate with whether it is right, and its vector."""

    scored: Scored
    right: bool
    vector: np.ndarray


Ranked = list[RankedCandidate]


def vector_row(question: Question, ranked: Ranked) -> np.ndarray:
    """(2 dim,): the question's vector, and its product with the best candidate's own, dimension by dimension."""
    return np.concatenate([question.vector, question.vector * ranked[0].vector])


def prepare_questions(names: Sequence[str]) -> list[Question]:
    """Search for every single-turn prose case of the named sets."""
    settings = load_settings(BotSettings)
    index = open_index(settings, SentenceEmbedder(settings.embedding_model))
    prose = index.prose
    wholes = [chunk for chunk in index.chunks if chunk.kind == "source"]
    sources = {chunk.source: Source.model_validate(chunk.details["manifest"]) for chunk in wholes}
    reader = NeedReader((chunk.text for chunk in prose), sources.values())
    retriever = HybridRetriever(index)
    figures = [chunk for chunk in index.chunks if chunk.figure]
    scorer = SupportScorer(prose, figures, sources, index.vectors, index.info.embedding_model)
    questions = []
    for case in (case for name in names for case in load_cases(SETS_DIR / f"{name}.jsonl")):
        if (
            case.category not in _PROSE_CATEGORIES
            or any(e.source in _LISTS for e in case.evidence)
            or len(case.turns) > 1
        ):
            continue
        need = reader.read(case.turns[0])
        found = retriever.search(case.turns[0], need)
        ranked = scorer.rank(need, found.hits)
        right = np.array([is_right(case, scored.candidate) for scored in ranked], dtype=bool)
        vectors = np.array([scorer.own_vector(scored.candidate) for scored in ranked])
        questions.append(Question(case, ranked, right, np.array(found.vector), vectors))
    return questions


def is_right(case: Case, candidate: Candidate) -> bool:
    """Whether a candidate stands at the evidence of a case and holds what is expected (part of it, if evidence is spread)."""
    chunks = (candidate.chunk, *candidate.members)
    places = [(chunk.source, span.first_line, span.last_line) for chunk in chunks for span in chunk.spans]
    met = [any(s == e.source and a <= e.lines[1] and e.lines[0] <= b for s, a, b in places) for e in case.evidence]
    above = candidate.chunk.section[-2:-1] if candidate.chunk.figure else candidate.chunk.section[-1:]
    text = squeeze_answer(f"{' '.join(above)} {candidate.text}")
    found = [bool(re.search(pattern, text)) for pattern in case.expected]
    spread = len({e.source for e in case.evidence}) > 1
    return any(met) and (all(found) or (spread and any(found)))


def fit(table: np.ndarray, labels: np.ndarray, inverse_strength: float) -> tuple[float, np.ndarray]:
    """(bias, weights) of an L2-regularised logistic regression over standardised columns, for columns as they are."""
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(max_iter=5000, C=inverse_strength).fit(scaler.transform(table), labels)
    weights = model.coef_[0] / scaler.scale_
    return float(model.intercept_[0] - weights @ scaler.mean_), weights


def fit_ranking(questions: Sequence[Question]) -> Weights:
    """The weights by which the candidates of a question are ordered, from all candidates of all questions."""
    rows = [candidate.features for question in questions for candidate in question.candidates]
    names = list(rows[0])
    labels = np.concatenate([q.right for q in questions if q.candidates])
    bias, weights = fit(np.array([[row[name] for name in names] for row in rows]), labels, _RANKING_C)
    return Weights(bias, dict(zip(names, map(float, weights), strict=True)))


def fit_acceptance(questions: Sequence[Question], ranking: Weights) -> Acceptance:
    """The weights by which the best candidate is accepted, from the best one of every question."""
    tops = [(q, ranked) for q in questions if (ranked := rank_question(q, ranking))]
    rows = [accept_features([one.scored for one in ranked]) for _, ranked in tops]
    names = list(rows[0])
    vectors = np.array([vector_row(question, ranked) for question, ranked in tops])
    mean = vectors.mean(axis=0)
    table = np.hstack([np.array([[row[name] for name in names] for row in rows]), vectors - mean])
    bias, weights = fit(table, np.array([ranked[0].right for _, ranked in tops]), _ACCEPTANCE_C)
    own = Weights(bias, dict(zip(names, map(float, weights[: len(names)]), strict=True)))
    return Acceptance(own, mean, weights[len(names) :])


def rank_question(question: Question, ranking: Weights) -> Ranked:
    """The candidates of a question, best first."""
    scored = [Scored(c.candidate, ranking.log_odds(c.features), c.features) for c in question.candidates]
    found = map(RankedCandidate, scored, map(bool, question.right), question.evidence)
    return sorted(found, key=lambda one: -one.scored.rank_score)


def predict(question: Question, ranking: Weights, acceptance: Acceptance) -> tuple[float, bool]:
    """(support of the best candidate, whether it is right); (0, False) without candidates."""
    ranked = rank_question(question, ranking)
    if not ranked:
        return 0.0, False
    return acceptance.support(ranked, question), ranked[0].right


def predict_left_out(questions: Sequence[Question]) -> list[tuple[float, bool]]:
    """Predictions for every question by a fit that has not seen it."""
    predictions: list[tuple[float, bool]] = [(0.0, False)] * len(questions)
    for seen, unseen in KFold(_FOLDS, shuffle=True, random_state=0).split(questions):
        known = [questions[i] for i in seen]
        ranking = fit_ranking(known)
        acceptance = fit_acceptance(known, ranking)
        for i in unseen:
            predictions[i] = predict(questions[i], ranking, acceptance)
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
    questions = prepare_questions(_SETS)
    predictions = predict_left_out(questions)
    threshold = choose_threshold(questions, predictions)
    outcomes = count_outcomes(questions, predictions, threshold)
    ranking = fit_ranking(questions)
    acceptance = fit_acceptance(questions, ranking)
    lines = [
        "# Written by evals/calibrate.py; see bot/support.py for what it means. Do not edit by hand.",
        f"# {len(questions)} questions of {', '.join(_SETS)}; on questions left out of the fit: "
        + ", ".join(f"{count} {name}" for name, count in outcomes.items())
        + ".",
        f"threshold = {threshold}",
    ]
    for name, fitted in (("rank", ranking), ("accept", acceptance.features)):
        lines += ["", f"[{name}]", f"bias = {fitted.bias:.3f}"]
        lines += [f"{feature} = {weight:.3f}" for feature, weight in fitted.weights.items()]
    lines += ["", "[vectors]", f'model = "{load_settings(BotSettings).embedding_model}"']
    lines += [f"offset = {-float(acceptance.vectors @ acceptance.mean):.3f}"]
    for name, weights in zip(("question", "product"), np.split(acceptance.vectors, 2), strict=True):
        lines += [f"{name} = [{', '.join(f'{weight:.2f}' for weight in weights)}]"]
    text = "\n".join(lines) + "\n"
    files("bot.vocabulary").joinpath("support.toml").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

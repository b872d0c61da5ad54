"""Fits the weights and the threshold of `bot/support.py` and writes them to `bot/vocabulary/support.toml`.

Data: the prose questions of the sets named in `_SETS`. A candidate is right when it (with its list members) holds all
that the case expects and stands at its evidence. The ranking is fitted on all candidates of all questions; the acceptance on
the best candidate of every question, answerable or not. Both are judged, and the threshold is chosen, on questions left out
of the fit (10-fold, whole questions). `python -m evals.calibrate` needs the test requirements (scikit-learn).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from bot.retrieve import HybridRetriever
from bot.support import ACCEPT_FEATURES, FEATURES, Candidate, Scored, SupportScorer, accept_features, level_of
from bot.terms import Need, NeedReader
from evals.cases import SETS_DIR, Case, load_cases
from evals.score import squeeze_answer
from ingest.embed import SentenceEmbedder
from ingest.index import PROSE_KINDS, open_index
from ingest.manifest import Source
from ingest.settings import IngestSettings, load_settings

_SETS = ("calibration", "calibration-prose", "heldout", "blind", "prose-a", "prose-b")
_PROSE_CATEGORIES = {"plan", "progress", "near-miss", "off-topic", "figure", "list", "prose", "time"}
_LISTS = ("members-2023.txt", "co-organisers.txt")
# As in CRAG (Yang et al., 2024): what is right (a refusal, where one is due) counts +1, a needless refusal 0, what is false -1.
_FALSE_ANSWER_COSTS = 1.0
_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A case with its need, its candidates, their features (n, len(FEATURES)) and which of them are right."""

    case: Case
    need: Need
    candidates: list[Candidate]
    features: np.ndarray
    right: np.ndarray


def prepare_questions(names: Sequence[str]) -> list[Question]:
    """Search for every single-turn prose case of the named sets."""
    settings = load_settings(IngestSettings)
    index = open_index(settings, SentenceEmbedder(settings.embedding_model))
    prose = [chunk for chunk in index.chunks if chunk.kind in PROSE_KINDS]
    wholes = [chunk for chunk in index.chunks if chunk.kind == "source"]
    sources = {chunk.source: Source.model_validate(chunk.details["manifest"]) for chunk in wholes}
    reader, retriever = NeedReader(chunk.text for chunk in prose), HybridRetriever(index)
    scorer = SupportScorer(prose, [chunk for chunk in index.chunks if chunk.figure], sources)
    questions = []
    for case in (case for name in names for case in load_cases(SETS_DIR / f"{name}.jsonl")):
        if (
            case.category not in _PROSE_CATEGORIES
            or any(e.source in _LISTS for e in case.evidence)
            or len(case.turns) > 1
        ):
            continue
        need = reader.read(case.turns[0])
        hits = retriever.search(case.turns[0], need)
        found = scorer.candidates(need, hits)
        rows = [scorer.features(need, candidate, level_of(hits)) for candidate in found]
        table = np.array(rows).reshape(-1, len(FEATURES))
        questions.append(Question(case, need, found, table, np.array([is_right(case, c) for c in found], dtype=bool)))
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


def fit(rows: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias of an L2-regularised logistic regression over standardised features, for features as they are."""
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(max_iter=5000, C=0.5).fit(scaler.transform(rows), labels)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def rank_question(question: Question, weights: np.ndarray, bias: float) -> list[tuple[Scored, bool]]:
    """The candidates of a question, best first, each with whether it is right."""
    scores = question.features @ weights + bias
    order = np.argsort(-scores)
    return [
        (
            Scored(question.candidates[i], float(scores[i]), tuple(question.features[i])),
            bool(question.right[i]),
        )
        for i in order
    ]


def fit_both(questions: Sequence[Question]) -> tuple[tuple[np.ndarray, float], tuple[np.ndarray, float]]:
    """The ranking's and the acceptance's weights from the given questions."""
    ranking = fit(np.vstack([q.features for q in questions]), np.concatenate([q.right for q in questions]))
    tops = [ranked for q in questions if (ranked := rank_question(q, *ranking))]
    rows = np.array([accept_features([scored for scored, _ in ranked]) for ranked in tops])
    return ranking, fit(rows, np.array([ranked[0][1] for ranked in tops]))


def predict(question: Question, ranking: tuple, acceptance: tuple) -> tuple[float, bool]:
    """(support of the best candidate, whether it is right); (0, False) without candidates."""
    ranked = rank_question(question, *ranking)
    if not ranked:
        return 0.0, False
    weights, bias = acceptance
    log_odds = float(np.array(accept_features([scored for scored, _ in ranked])) @ weights + bias)
    return 1.0 / (1.0 + np.exp(-log_odds)), ranked[0][1]


def predict_left_out(questions: Sequence[Question]) -> list[tuple[float, bool]]:
    """Predictions for every question by a fit that has not seen it."""
    predictions: list[tuple[float, bool]] = [(0.0, False)] * len(questions)
    for seen, unseen in KFold(_FOLDS, shuffle=True, random_state=0).split(questions):
        fitted = fit_both([questions[i] for i in seen])
        for i in unseen:
            predictions[i] = predict(questions[i], *fitted)
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
    ranking, acceptance = fit_both(questions)
    lines = [
        "# Written by evals/calibrate.py; see bot/support.py for what it means. Do not edit by hand.",
        f"# {len(questions)} questions of {', '.join(_SETS)}; on questions left out of the fit: "
        + ", ".join(f"{count} {name}" for name, count in outcomes.items())
        + ".",
        f"threshold = {threshold}",
    ]
    for name, names, (weights, bias) in (
        ("rank", FEATURES, ranking),
        ("accept", ACCEPT_FEATURES, acceptance),
    ):
        lines += ["", f"[{name}]", f"bias = {bias:.3f}"]
        lines += [f"{feature} = {weight:.3f}" for feature, weight in zip(names, weights, strict=True)]
    text = "\n".join(lines) + "\n"
    files("bot.vocabulary").joinpath("support.toml").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

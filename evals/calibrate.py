"""Fits the weights and the threshold of `bot/support.py` and writes them to `bot/vocabulary/support.toml`.

Data: the questions of the sets named in `_SETS` that are searched for in the prose and have to be weighed. Evidence is right
when it holds all that the case expects and stands at its evidence. The ranking is fitted on all candidates of all
questions; where none is right by itself, those that hold part of it are the right ones, and a pair of sentences is not,
where one of them would do. The acceptance is fitted on the best candidate of every question, answerable or not, with what
would be said beside it. Both are judged, and the threshold is chosen, on questions left out of the fit (10-fold, whole
questions). `python -m evals.calibrate` needs the test requirements (scikit-learn).
"""

from collections.abc import Sequence
from importlib.resources import files

import numpy as np
from sklearn.model_selection import KFold

from bot.desk import Desk
from bot.settings import BotSettings
from bot.support import SupportScorer
from evals.cases import SETS_DIR, load_cases
from evals.fitting import Acceptance, Question, Ranking, answers, fit_acceptance, fit_ranking, rank_question
from evals.labels import label_candidates
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
    "prose-o",
    "prose-p",
    "prose-q",
    "prose-r",
    "prose-s",
    "prose-t",
    "prose-u",
    "prose-v",
    "prose-w",
    "prose-x",
)
_LISTS = ("members-2023.txt", "co-organisers.txt")
# As in CRAG (Yang et al., 2024): what is right (a refusal, where one is due) counts +1, a needless refusal 0, what is false -1.
_FALSE_ANSWER_COSTS = 1.0
_FOLDS = 10


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
        if not weighed.is_open:
            continue
        ranked = weighed.ranked
        vectors = np.array([scorer.own_vector(scored.candidate) for scored in ranked])
        right = label_candidates(case, [scored.candidate for scored in ranked])
        questions.append(Question(case, weighed.need, [*ranked], right, np.array(weighed.vector), vectors))
    return questions, scorer


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

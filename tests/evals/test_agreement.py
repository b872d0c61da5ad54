import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, matthews_corrcoef, roc_auc_score

from evals.agreement import Agreement, measure_agreement, measure_separation, summarise_judge
from evals.opinions import Judged, Opinion
from evals.tables_judge import agreement_rows, judge_rows

from .made_runs import case, outcome, reply


def test_agreement_of_a_table_worked_out_by_hand():
    judge = [True] * 20 + [True] * 5 + [False] * 10 + [False] * 15
    verdict = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    found = measure_agreement(judge, verdict)
    assert (found.both, found.judge_only, found.verdict_only, found.neither) == (20, 5, 10, 15)
    assert found.kappa == pytest.approx(0.4)  # agreed 0.7, by chance 0.5
    assert found.mcc == pytest.approx((20 * 15 - 5 * 10) / (25 * 25 * 30 * 20) ** 0.5)


def test_agreement_and_separation_are_those_of_scikit_learn():
    chance = np.random.default_rng(1)
    verdict = chance.random(60) < 0.7
    numbers = np.round(chance.random(60) * 0.6 + verdict * 0.3, 1)
    found = measure_agreement(numbers >= 0.5, verdict)
    assert found.kappa == pytest.approx(cohen_kappa_score(numbers >= 0.5, verdict))
    assert found.mcc == pytest.approx(matthews_corrcoef(verdict, numbers >= 0.5))
    assert measure_separation(numbers, verdict) == pytest.approx(roc_auc_score(verdict, numbers))


@pytest.mark.parametrize(("judge", "verdict"), [([True, True], [True, False]), ([True, False], [True, True]), ([], [])])
def test_who_says_the_same_of_all_agrees_with_nobody_measurably(judge: list[bool], verdict: list[bool]):
    found = measure_agreement(judge, verdict)
    assert found.kappa is None
    assert agreement_rows(found)[-1][0] == "Cohen κ 算不出"
    assert verdict == [True, False] or measure_separation([0.0] * len(verdict), verdict) is None


def test_summary_leaves_out_what_the_judge_did_not_say_and_counts_tokens():
    right, wrong = outcome(case("1"), reply()), outcome(case("2"), reply("C 级。[1]"))
    judged = [
        Judged(right, Opinion(set="a", id="1", model="m", faithfulness=1.0, prompt_tokens=10, completion_tokens=2)),
        Judged(wrong, Opinion(set="a", id="2", model="m", faithfulness=0.2, error="x", prompt_tokens=5)),
    ]
    report = summarise_judge("m", judged)
    assert report.figures["faithfulness"].value == pytest.approx(0.6)
    assert "answer_relevancy" not in report.figures
    assert report.agreement == Agreement(1, 0, 0, 1, 1.0, 1.0)
    assert (report.separations["faithfulness"], report.failed, report.tokens) == (1.0, 1, (15, 2))
    assert judge_rows(report)[1][1:] == ("—", "0", "算不出")


def test_nothing_judged_is_a_report_all_the_same():
    assert judge_rows(summarise_judge("m", []))[0][1:] == ("—", "0", "算不出")

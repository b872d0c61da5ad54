"""What a judge said, as the rows of tables."""

from evals.agreement import NUMBERS, Agreement, JudgeReport

TITLES = {"faithfulness": "忠实于引文", "answer_relevancy": "切题"}
JUDGE = ("指标", "平均（95% 区间）", "回答数", "答对的得分较高的机会")
AGREEMENT = ("评判", "打分：答对", "打分：没有答对")


def judge_rows(report: JudgeReport) -> list[tuple[str, ...]]:
    """A row for each number, one for what is missing, one for the tokens."""
    rows = []
    for name in NUMBERS:
        found = report.figures.get(name)
        mean = f"{found.value:.3f}（{found.low:.3f}–{found.high:.3f}）" if found else "—"
        chance = report.separations[name]
        rows.append((f"{TITLES[name]} {name}", mean, str(found.n if found else 0), _show(chance)))
    rows.append(("没有给出判断", "", str(report.failed), ""))
    rows.append(("词元（读 + 写）", f"{report.tokens[0]:,} + {report.tokens[1]:,}", str(report.judged), ""))
    return rows


def agreement_rows(agreement: Agreement) -> list[tuple[str, ...]]:
    """The 2×2 table, and what it comes to."""
    return [
        ("有引文支持", str(agreement.both), str(agreement.judge_only)),
        ("没有引文支持", str(agreement.verdict_only), str(agreement.neither)),
        (f"Cohen κ {_show(agreement.kappa)}", f"MCC {_show(agreement.mcc)}", ""),
    ]


def _show(value: float | None) -> str:
    return "算不出" if value is None else f"{value:.3f}"

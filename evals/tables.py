"""The figures of runs as tables: for the terminal by rich, for a pull request as Markdown."""

from collections import defaultdict
from collections.abc import Sequence

from rich.table import Table

from evals.gate import Check
from evals.runs import Outcome, RunInfo
from evals.significance import Estimate
from evals.summary import METRICS

Rows = list[tuple[str, ...]]

_CATEGORY_METRICS = ("correctness", "wrong", "declined", "citation_recall", "citation_precision", "list_f1")


def format_value(name: str, value: float | None) -> str:
    """A figure of a metric: whole numbers for counts, three places for shares, one for milliseconds; a dash for none."""
    if value is None:
        return "—"
    if name in ("right", "wrong", "declined", "errors"):
        return f"{value:.0f}"
    return f"{value:.1f}" if name.startswith("latency") or name == "tokens" else f"{value:.3f}"


def format_interval(name: str, found: Estimate) -> str:
    """The 95% interval of a figure."""
    return f"{format_value(name, found.low)} – {format_value(name, found.high)}"


def headline_rows(figures: dict[str, Estimate]) -> Rows:
    """(title, name, figure, interval, number of questions) of every metric."""
    return [
        (METRICS[n].title, n, format_value(n, found.value), format_interval(n, found), str(found.n))
        for n, found in figures.items()
    ]


def category_rows(outcomes: Sequence[Outcome], by_set: bool = False) -> Rows:
    """A row for each category (or set): its name, its number of questions, and the metrics that tell most."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.set if by_set else outcome.case.category].append(outcome)
    return [
        (group, str(len(found)), *(format_value(n, METRICS[n].compute(found)) for n in _CATEGORY_METRICS))
        for group, found in sorted(groups.items())
    ]


HEADLINE = ("指标", "名称", "数值", "95% 区间", "题数")
CATEGORIES = ("类别", "题数", "答对率", "答错", "拒答", "引全", "引准", "名单 F1")
SETS = ("问题集", *CATEGORIES[1:])
RUNS = ("评测", "问的是", "题数", "问题集", "用时（秒）", "状态")


def run_rows(infos: Sequence[RunInfo]) -> Rows:
    """A row for each run."""
    return [
        (i.run_id, i.answerer, str(i.cases), _some(list(i.sets)), f"{i.wall_s:.0f}", "完成" if i.finished else "未完")
        for i in infos
    ]


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + (f" 等 {len(names)} 份" if len(names) > 3 else "")


def draw_table(title: str, columns: Sequence[str], rows: Rows) -> Table:
    """For the terminal."""
    from rich.text import Text

    table = Table(title=title)
    for place, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=place == 0)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def write_markdown(title: str, columns: Sequence[str], rows: Rows) -> str:
    """For a pull request."""
    cells = [columns, ["---"] * len(columns), *rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in cells]
    return "\n".join((f"### {title}", "", *lines, ""))


CHECKS = ("指标", "名称", "要求", "实际", "结果")


def check_rows(checks: Sequence[Check]) -> Rows:
    """A row for each threshold."""
    return [
        (
            METRICS[check.threshold.name].title,
            check.threshold.name,
            f"{'至少' if check.threshold.side == 'min' else '至多'} {check.threshold.bound:g}",
            format_value(check.threshold.name, check.value),
            "达标" if check.held else "没有达标",
        )
        for check in checks
    ]


def write_failure(outcome: Outcome) -> str:
    """A question that was not right or not rightly cited, with what was said."""
    said = outcome.reply.answer if outcome.reply else outcome.error
    verdict = {"right": "答对", "wrong": "答错", "declined": "拒答"}[outcome.verdict]
    asked = " ｜ ".join(outcome.case.turns)
    return f"{outcome.set} {outcome.case.id} {verdict}：{asked}\n    {outcome.complaint}\n    {said[:200]!r}"

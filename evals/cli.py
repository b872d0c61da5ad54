"""The commands `calis eval …`: thin, each calls plain functions; what is heavy is imported where it is used."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.settings import BotSettings
from evals.cli_report import RunArgument, publish, report_app, write_comparison_page
from ingest.settings import load_settings

if TYPE_CHECKING:
    from evals.runner import Plan
    from evals.runs import Outcome, Run

eval_app = typer.Typer(
    help="评测：提问、打分、比较、把关。", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)
eval_app.add_typer(report_app)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)

SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="名字|文件", help="只看这份问题集；可以写几次。")]


@eval_app.command(help="把问题集问一遍，记下每个回答并打分；中断了可以接着做。")
def run(
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="名字|文件",
            help="问题集：自带的名字、自己的 .jsonl 文件、generated（名单每一行、每个数）或 generated-names；"
            "可以写几次，不写是全部手写的。",
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="最多问几题，各份各类按比例抽。")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="几个一起问。")] = 1,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="谁",
            help="问谁：desk（默认）、model（用设好的语言模型）、baseline、baseline@余弦，或网页问答的地址；可以写几次。",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="抽题用的种子；同一个种子抽到同样的题。")] = 0,
    retrieval: Annotated[bool, typer.Option(help="同时测量检索（正文问题各多检索一次）。")] = True,
    resume: Annotated[str | None, typer.Option(metavar="评测", help="接着做中断了的评测。")] = None,
    failures: Annotated[bool, typer.Option("--failures", help="列出没答对、没引对的题。")] = False,
) -> None:
    """Ask and print the figures."""
    from evals.runner import Plan
    from evals.setup import start_runs

    settings = load_settings(BotSettings)
    plans = [Plan(name, settings, workers, retrieval) for name in against or ["desk"]]
    for plan, started in start_runs(plans, sets or [], limit, seed, resume):
        done = _finish(started, plan)
        publish(done, settings)
        _print_run(done, failures)


def _finish(started: "Run", plan: "Plan") -> "Run":
    """Ask what is open behind a progress bar."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from evals.runner import finish_run
    from evals.runs import load_run

    bars = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    name, all_ = started.info.run_id, len(started.cases)
    with Progress(TextColumn("{task.description}"), *bars, console=_errors, transient=True) as progress:
        task = progress.add_task(plan.answerer.partition("://")[0], total=all_, completed=len(started.outcomes))
        try:
            finish_run(started, plan, lambda _: progress.advance(task))
        except KeyboardInterrupt:
            _errors.print(f"中断了，已有的回答都留着：calis eval run --resume {name} 接着做。")
            sys.exit(130)
    return load_run(plan.settings.home, name)


@eval_app.command("list", help="列出做过的评测，新的在前。")
def list_all() -> None:
    """One line a run."""
    from evals.runs import list_runs
    from evals.tables import RUNS, draw_table, run_rows

    Console().print(draw_table("评测", RUNS, run_rows(list_runs(load_settings(BotSettings).home))))


@eval_app.command(help="看一次评测的各项数字。")
def show(
    run_id: RunArgument = None,
    sets: SetOption = None,
    failures: Annotated[bool, typer.Option("--failures", help="列出没答对、没引对的题。")] = False,
) -> None:
    """Print a run again."""
    from evals.runs import load_run

    _print_run(load_run(load_settings(BotSettings).home, run_id), failures, sets)


@eval_app.command(help="比较两次评测：哪些变好、哪些变差，差别是不是偶然。")
def compare(
    first: Annotated[str, typer.Argument(metavar="评测A", help="先前的评测。")],
    second: Annotated[str, typer.Argument(metavar="评测B", help="后来的评测。")],
    markdown: Annotated[bool, typer.Option("--markdown", help="输出 Markdown，可贴进合并请求。")] = False,
    html: Annotated[Path | None, typer.Option(metavar="文件", help="另写一个网页，两次的回答并排看。")] = None,
) -> None:
    """Print the comparison."""
    from evals.compare import compare_runs
    from evals.runs import load_run
    from evals.tables_compare import print_comparison, write_comparison

    settings = load_settings(BotSettings)
    found = compare_runs(load_run(settings.home, first), load_run(settings.home, second))
    if html:
        write_comparison_page(html, found, settings)
    if markdown:
        typer.echo(write_comparison(found))
    else:
        print_comparison(found, Console())


@eval_app.command(help="把关：有一项不达标就以 1 退出，并说明差在哪里。")
def gate(
    run_id: RunArgument = None,
    least: Annotated[
        list[str] | None, typer.Option("--min", metavar="指标=数", help="至少要这么多；可以写几次。")
    ] = None,
    most: Annotated[list[str] | None, typer.Option("--max", metavar="指标=数", help="至多这么多；可以写几次。")] = None,
    sets: SetOption = None,
) -> None:
    """Exit with 1 if any figure falls short."""
    from evals.gate import check_outcomes, read_threshold
    from evals.runs import load_run
    from evals.tables import CHECKS, check_rows, draw_table

    thresholds = [read_threshold(text, "min") for text in least or []]
    thresholds += [read_threshold(text, "max") for text in most or []]
    if not thresholds:
        raise typer.BadParameter("请用 --min 或 --max 给出至少一项，例如 --min correctness=0.95。")
    found = load_run(load_settings(BotSettings).home, run_id)
    checks = check_outcomes(_outcomes_to_judge(found, sets), thresholds)
    Console().print(draw_table(f"把关 {found.info.run_id}", CHECKS, check_rows(checks)))
    short = [check.threshold.name for check in checks if not check.held]
    if short:
        _errors.print(f"没有达标：{'、'.join(short)}。")
        sys.exit(1)


def _outcomes_to_judge(found: "Run", sets: Sequence[str] | None) -> "Sequence[Outcome]":
    """The outcomes of a finished run.

    Raises:
        GateError: the run is not finished, or none of its questions is of the sets.
    """
    from evals.errors import GateError

    if not found.info.finished:
        raise GateError(f"评测 {found.info.run_id} 没有做完：请先运行 calis eval run --resume {found.info.run_id}。")
    outcomes = _of_sets(found, sets)
    if not outcomes:
        raise GateError(
            f"评测 {found.info.run_id} 里没有 {'、'.join(sets or [])} 的题：其中有 {'、'.join(found.info.sets)}。"
        )
    return outcomes


def _of_sets(found: "Run", sets: Sequence[str] | None) -> "list[Outcome]":
    return [outcome for outcome in found.outcomes if not sets or outcome.set in sets]


def _print_run(found: "Run", failures: bool, sets: Sequence[str] | None = None) -> None:
    from evals import tables
    from evals.summary import summarise

    outcomes, console = _of_sets(found, sets), Console()
    if failures:
        for outcome in outcomes:
            if outcome.complaint:
                typer.echo(tables.write_failure(outcome))
    figures = tables.headline_rows(summarise(outcomes, found.info.seed))
    console.print(tables.draw_table("按类别", tables.CATEGORIES, tables.category_rows(outcomes)))
    if len(found.info.sets) > 1:
        console.print(tables.draw_table("按问题集", tables.SETS, tables.category_rows(outcomes, by_set=True)))
    console.print(tables.draw_table(f"{found.info.run_id}（问的是 {found.info.answerer}）", tables.HEADLINE, figures))
    typer.echo(f"用时 {found.info.wall_s:.1f} 秒；每个回答都在 {found.folder}。")

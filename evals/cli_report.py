"""The commands `calis eval report` and `calis eval judge`: thin, each calls plain functions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.settings import BotSettings
from ingest.settings import load_settings

if TYPE_CHECKING:
    from evals.compare import Comparison
    from evals.report import Report
    from evals.runs import Run

report_app = typer.Typer(add_completion=False, rich_markup_mode=None)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)

RunArgument = Annotated[
    str | None, typer.Argument(metavar="[评测]", help="评测的名字，见 calis eval list；不写是最新的。")
]


@report_app.command(help="写出评测报告：一个离线可看的网页和一份 Markdown，默认放在评测自己的文件夹里。")
def report(
    run_id: RunArgument = None,
    html: Annotated[Path | None, typer.Option(metavar="文件", help="网页另写到这个文件。")] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="文件", help="Markdown 另写到这个文件。")] = None,
) -> None:
    """Write the report and say where it is."""
    from evals.pages import render_markdown, render_report, write_page
    from evals.publish import MARKDOWN_FILE
    from evals.runs import load_run

    settings = load_settings(BotSettings)
    run = load_run(settings.home, run_id)
    made = publish(run, settings)
    if html:
        write_page(html, render_report(made))
    if markdown:
        write_page(markdown, render_markdown(made))
    typer.echo(f"网页：{html or run.folder / 'report.html'}")
    typer.echo(f"Markdown：{markdown or run.folder / MARKDOWN_FILE}")


def publish(run: "Run", settings: BotSettings) -> "Report":
    """Put the report of a run into its folder, where the web desk finds it too."""
    from evals.excerpts import read_sources
    from evals.publish import publish_run

    return publish_run(run, read_sources(settings))


def write_comparison_page(path: Path, found: "Comparison", settings: BotSettings) -> None:
    """Write two runs side by side as a page."""
    from evals.comparison_page import render_comparison
    from evals.excerpts import read_sources
    from evals.pages import write_page

    write_page(path, render_comparison(found, read_sources(settings)))


@report_app.command(help="请语言模型评判评测里的回答（忠实于引文、切题），并说明评判与打分有多一致。")
def judge(
    run_id: RunArgument = None,
    limit: Annotated[int | None, typer.Option(min=1, help="最多评判几个回答，按评测的种子抽。")] = None,
    workers: Annotated[int, typer.Option(min=1, max=32, help="几个一起评。")] = 4,
) -> None:
    """Judge what has not been judged by this model yet, and print what came out."""
    from evals.agreement import summarise_judge
    from evals.judge import RagasJudge, check_judge, judge_outcomes
    from evals.opinions import append_opinion, read_opinions, select_outcomes
    from evals.runs import load_run
    from evals.tables import draw_table
    from evals.tables_judge import AGREEMENT, JUDGE, agreement_rows, judge_rows

    settings = load_settings(BotSettings)
    check_judge(settings)
    run = load_run(settings.home, run_id)
    known = {found.outcome.key for found in read_opinions(run, settings.llm_model) if not found.opinion.error}
    chosen = select_outcomes(run, limit)
    due = [outcome for outcome in chosen if outcome.key not in known]
    if due:
        with _advancing(len(due)) as advance:

            def keep(opinion) -> None:
                append_opinion(run, opinion)
                advance()

            judge_outcomes(RagasJudge(settings).judge, due, keep, workers)
    made = summarise_judge(settings.llm_model, read_opinions(run, settings.llm_model), run.info.seed)
    console = Console()
    console.print(draw_table(f"{settings.llm_model} 的评判", JUDGE, judge_rows(made)))
    console.print(draw_table("评判与打分（题数）", AGREEMENT, agreement_rows(made.agreement)))
    typer.echo(f"每个回答的评判在 {run.folder / 'judge.jsonl'}；评判不是标准答案，分歧请看原文。")


class _advancing:
    """A progress bar on a terminal, nothing elsewhere; gives what moves it by one."""

    def __init__(self, total: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("评判"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=_errors, transient=True, disable=not _errors.is_terminal)
        self._task = self._bar.add_task("评判", total=total)

    def __enter__(self):
        self._bar.start()
        return lambda: self._bar.advance(self._task)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

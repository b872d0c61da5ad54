"""Makes the outcome of a run known: its page and its Markdown in its folder, and the summary that the web desk shows."""

import hashlib
from pathlib import Path

from bot.run_summaries import REPORT_FILE, RunSummary, write_summary
from evals.errors import RunError
from evals.excerpts import SourceLines
from evals.pages import render_markdown, render_report, write_page
from evals.report import Report, make_report
from evals.runs import Run

MARKDOWN_FILE = "report.md"


def publish_run(run: Run, sources: SourceLines) -> Report:
    """Write the report of a run into its folder, and, if the run is finished, its summary.

    Raises:
        RunError: that is not possible.
    """
    report = make_report(run, sources)
    write_page(run.folder / REPORT_FILE, render_report(report))
    write_page(run.folder / MARKDOWN_FILE, render_markdown(report))
    if run.info.finished and report.total.cases:
        _write_summary(run.folder, summarise_run(run, report))
    return report


def summarise_run(run: Run, report: Report) -> RunSummary:
    """What others than `evals` are told of a run that has outcomes."""
    info, correctness = run.info, report.figures["correctness"]
    return RunSummary(
        run_id=info.run_id, started=info.started, answerer=info.answerer, version=info.version,
        sets=tuple(info.sets), questions=hash_questions(run), limit=info.limit, seed=info.seed,
        right=report.total.right, wrong=report.total.wrong, declined=report.total.declined,
        interval=(correctness.low, correctness.high),
    )  # fmt: skip


def hash_questions(run: Run) -> str:
    """SHA-256 of all questions with what is expected of the answers, in any order."""
    digest = hashlib.sha256()
    for line in sorted(case.model_dump_json(include={"set", "case"}) for case in run.cases):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _write_summary(folder: Path, summary: RunSummary) -> None:
    try:
        write_summary(folder, summary)
    except OSError as error:
        raise RunError(f"写不了 {folder}（{error.strerror}）：请检查磁盘。") from error

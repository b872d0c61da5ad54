"""Evaluations as others than `evals` see them: one `summary.json` a run, in `CALIS_HOME/evals/<run id>/`.

`evals` writes it when a run is finished; the web desk shows it. The page of the run lies beside it as `report.html`.
"""

import logging
from itertools import groupby
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

logger = logging.getLogger(__name__)

SUMMARY_FILE = "summary.json"
REPORT_FILE = "report.html"


class RunSummary(BaseModel):
    """What came out of one finished run.

    Attributes:
        run_id: also the name of its folder.
        started: ISO time with offset.
        answerer: what was asked: `desk`, `baseline` or an address.
        version: of calis-qa.
        sets: the names of the question sets.
        questions: SHA-256 of all questions with what is expected of the answers; only runs that share it compare directly.
        limit, seed: how many questions were drawn by which seed; without a limit all were asked.
        right, wrong, declined: how many answers.
        interval: the 95% confidence interval of the share that is right; both 0 to 1.
    """

    model_config = ConfigDict(frozen=True)

    run_id: str
    started: str
    answerer: str
    version: str
    sets: tuple[str, ...]
    questions: str
    limit: int | None = None
    seed: int = 0
    right: int
    wrong: int
    declined: int
    interval: tuple[float, float]

    @property
    def cases(self) -> int:
        """How many questions were asked."""
        return self.right + self.wrong + self.declined

    @property
    def series(self) -> tuple:
        """Equal for runs that belong on one line of a chart: the same was asked of the same, though a set may have grown."""
        return self.answerer, self.sets, self.limit, self.seed if self.limit else None


def write_summary(folder: Path, summary: RunSummary) -> None:
    """Keep a summary in the folder of its run."""
    new = folder / f"{SUMMARY_FILE}.new"
    new.write_text(summary.model_dump_json(indent=2) + "\n", encoding="utf-8")
    new.replace(folder / SUMMARY_FILE)


def read_summaries(home: Path) -> list[RunSummary]:
    """All summaries, the newest first; a file that is none, or not that of its folder, is logged and left out."""
    found = []
    for path in (home / "evals").glob(f"*/{SUMMARY_FILE}"):
        try:
            summary = RunSummary.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            logger.warning("%s is no summary of a run", path)
            continue
        if summary.run_id == path.parent.name and summary.cases:
            found.append(summary)
    return sorted(found, key=lambda summary: (summary.started, summary.run_id), reverse=True)


def group_series(summaries: list[RunSummary]) -> list[list[RunSummary]]:
    """The runs of each series, newest first; the series of the newest run first."""
    order = list(dict.fromkeys(summary.series for summary in summaries))
    ranked = sorted(summaries, key=lambda summary: order.index(summary.series))
    return [list(group) for _, group in groupby(ranked, key=lambda summary: summary.series)]


def find_report(home: Path, run_id: str) -> Path | None:
    """The page of a run; None for a run that has none, and for whatever is not the id of a run."""
    if run_id not in {path.parent.name for path in (home / "evals").glob(f"*/{REPORT_FILE}")}:
        return None
    return home / "evals" / run_id / REPORT_FILE

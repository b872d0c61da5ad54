"""Runs on disk, `CALIS_HOME/evals/<run id>/`: what was asked of what, and every answer.

    run.json        a `RunInfo`: everything that is needed to compare the run with another one
    cases.jsonl     the questions of the run in order, each a `RunCase`; written before the first is asked
    answers.jsonl   an `Outcome` a line, in the order in which the answers came

An interrupted run lacks `finished` and is taken up again at the questions that have no outcome yet. A line torn by the
interruption is dropped.
"""

import json
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.cases import Case
from evals.errors import RunError
from evals.replies import Reply
from evals.score import Verdict

logger = logging.getLogger(__name__)

_INFO, _CASES, _ANSWERS = "run.json", "cases.jsonl", "answers.jsonl"


class RunInfo(BaseModel):
    """What a run says about itself.

    Attributes:
        run_id: also the name of its folder; ids sort by time.
        started: ISO time with offset.
        version, commit: of calis-qa; no commit outside a Git checkout, and `-dirty` after one that had been changed.
        settings: those in force, without secrets.
        index_build, index_fingerprint: of the index that was asked; empty for a desk behind an address that does not say.
        corpus: SHA-256 of each source file that quotes were checked against, by file name.
        sets: SHA-256 of each set, by name or path; of a generated set, of its cases.
        cases: how many questions are asked.
        limit: how many were drawn from all by `seed`; None asks all.
        answerer: `desk`, `baseline` or an address.
        wall_s: seconds spent asking, over all sittings.
        finished: every question has an outcome.
    """

    model_config = ConfigDict(frozen=True)

    run_id: str
    started: str
    version: str
    commit: str | None = None
    settings: dict[str, str] = {}
    index_build: str = ""
    index_fingerprint: str = ""
    corpus: dict[str, str] = {}
    sets: dict[str, str] = {}
    cases: int = 0
    limit: int | None = None
    seed: int = 0
    answerer: str = "desk"
    workers: int = 1
    wall_s: float = 0.0
    finished: bool = False


class RunCase(BaseModel):
    """A question of a run, with the name of the set from which it comes."""

    model_config = ConfigDict(frozen=True)

    set: str
    case: Case

    @property
    def key(self) -> tuple[str, str]:
        """Set and id: unique in a run, and the same question in every run."""
        return self.set, self.case.id


class Outcome(RunCase):
    """What became of one question.

    Attributes:
        reply: the answer; None if there was an error.
        error: why there is no answer, in words; empty otherwise.
        elapsed_ms: what whoever asked had to wait, connection included.
        verdict: an error counts as declined, as in CRAG: it is not right, but it misleads nobody.
        scores: by name of the metric (see `evals/metrics.py`); None where a metric does not apply to the question.
        complaint: what was missing, in words; empty when all is well.
    """

    reply: Reply | None = None
    error: str = ""
    elapsed_ms: float = 0.0
    verdict: Verdict
    scores: dict[str, float | None] = {}
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it lies on disk, finished or not; outcomes in the order of the questions."""

    folder: Path
    info: RunInfo
    cases: Sequence[RunCase]
    outcomes: Sequence[Outcome]

    @property
    def open_cases(self) -> list[RunCase]:
        """The questions that have no outcome yet."""
        done = {outcome.key for outcome in self.outcomes}
        return [case for case in self.cases if case.key not in done]


class RunWriter:
    """Appends outcomes to a run, each flushed as it comes; used in a `with`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _ANSWERS

    def __enter__(self) -> "RunWriter":
        _cut_torn_line(self._path)
        self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._file.close()

    def append(self, outcome: Outcome) -> None:
        """Keep an outcome."""
        self._file.write(outcome.model_dump_json() + "\n")
        self._file.flush()


def runs_folder(home: Path) -> Path:
    """Where the runs of a `CALIS_HOME` are."""
    return home / "evals"


def name_run(home: Path, answerer: str, started: datetime) -> str:
    """An id that no run has yet: the time and what is asked, such as 2026-11-25T19-05-12-desk."""
    what = "".join(char if char.isalnum() else "-" for char in answerer).strip("-")
    plain = f"{started:%Y-%m-%dT%H-%M-%S}-{what}"
    names = [plain, *(f"{plain}-{number}" for number in range(2, 100))]
    return next(name for name in names if not (runs_folder(home) / name).exists())


def create_run(home: Path, info: RunInfo, cases: Iterable[RunCase]) -> Run:
    """Make the folder of a new run with its questions; no outcome yet.

    Raises:
        RunError: the folder exists or cannot be written.
    """
    folder = runs_folder(home) / info.run_id
    kept = list(cases)
    try:
        folder.mkdir(parents=True)
        (folder / _CASES).write_text("".join(f"{case.model_dump_json()}\n" for case in kept), encoding="utf-8")
        write_info(folder, info)
    except OSError as error:
        raise RunError(f"写不了 {folder}（{error.strerror}）：请检查 CALIS_HOME。") from error
    return Run(folder, info, kept, [])


def write_info(folder: Path, info: RunInfo) -> None:
    """Write `run.json` in one step, so that it is never half there."""
    new = folder / f"{_INFO}.new"
    new.write_text(json.dumps(info.model_dump(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    os.replace(new, folder / _INFO)


def load_run(home: Path, run_id: str | None = None) -> Run:
    """Read a run, the newest one if none is named.

    Raises:
        RunError: there is no such run, or its files are damaged.
    """
    if run_id is None:
        infos = list_runs(home)
        if not infos:
            raise RunError(f"{runs_folder(home)} 里还没有评测：请先运行 calis eval run。")
        run_id = infos[0].run_id
    folder = runs_folder(home) / run_id
    if Path(run_id).name != run_id or not (folder / _INFO).is_file():
        raise RunError(f"没有评测 {run_id}：请用 calis eval list 看有哪些。")
    try:
        info = RunInfo.model_validate_json((folder / _INFO).read_bytes())
        cases = [RunCase.model_validate_json(line) for line in _whole_lines(folder / _CASES)]
        found = [Outcome.model_validate_json(line) for line in _whole_lines(folder / _ANSWERS)]
    except (OSError, ValidationError) as error:
        raise RunError(f"评测 {run_id} 的文件损坏了，读不出来：请删去 {folder}，重新运行。") from error
    outcomes = {outcome.key: outcome for outcome in found}
    return Run(folder, info, cases, [outcomes[case.key] for case in cases if case.key in outcomes])


def list_runs(home: Path) -> list[RunInfo]:
    """All runs, the newest first; a folder whose `run.json` cannot be read is logged and left out."""
    infos = []
    for path in runs_folder(home).glob(f"*/{_INFO}"):
        try:
            infos.append(RunInfo.model_validate_json(path.read_bytes()))
        except (OSError, ValidationError):
            logger.warning("%s is no run", path)
    return sorted(infos, key=lambda info: (info.started, info.run_id), reverse=True)


def _whole_lines(path: Path) -> list[bytes]:
    """The lines of a file that end as lines do."""
    if not path.exists():
        return []
    return [line for line in path.read_bytes().split(b"\n")[:-1] if line.strip()]


def _cut_torn_line(path: Path) -> None:
    if path.exists():
        content = path.read_bytes()
        if not content.endswith(b"\n"):
            path.write_bytes(content[: content.rfind(b"\n") + 1])

"""Starts runs and takes them up again, with what a run must say about itself to be compared with another."""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import SecretStr

from bot.settings import BotSettings
from evals.answerers import WebAnswerer, check_name, hide_password, is_address
from evals.errors import RunError
from evals.runner import Plan
from evals.runs import Run, RunInfo, create_run, load_run, name_run
from evals.sets import draw_cases, hash_cases, load_sets
from ingest.settings import PROJECT_DIR

_MUST_AGREE = {
    "version": "程序的版本",
    "commit": "程序的提交",
    "index_build": "索引",
    "index_fingerprint": "索引的内容",
    "corpus": "语料",
}


_OF_MACHINE = ("home", "corpus", "llm_trace")


def describe_setup(answerer: str, settings: BotSettings) -> dict[str, Any]:
    """The fields of a `RunInfo` that tell program, settings, index and sources.

    Raises:
        CalisError: there is no index, or nobody answers at the address.
    """
    from ingest.index import open_index

    index = open_index(settings)
    wholes = [chunk for chunk in index.chunks if chunk.kind == "source"]
    away = is_address(answerer)
    return {
        "answerer": hide_password(answerer),
        "version": _version(),
        "commit": _commit(),
        "settings": _settings(settings),
        "index_build": WebAnswerer(answerer).build() if away else index.build,
        "index_fingerprint": "" if away else index.info.fingerprint,
        "corpus": {chunk.source: str(chunk.details.get("sha256", "")) for chunk in wholes},
    }


def check_same_setup(run: Run, setup: dict[str, Any]) -> None:
    """Whether an interrupted run may be taken up again: half a run of another program or index would say nothing.

    Raises:
        RunError: something has changed since.
    """
    changed = [title for field, title in _MUST_AGREE.items() if getattr(run.info, field) != setup[field]]
    if changed:
        raise RunError(
            f"评测 {run.info.run_id} 开始以后{'、'.join(changed)}变了，接不下去：请重新运行 calis eval run。"
        )


def _settings(settings: BotSettings) -> dict[str, str]:
    """Those that are no secret and say nothing of whose machine it is; those of a language model if there is one."""
    values = {name: getattr(settings, name) for name in type(settings).model_fields if name not in _OF_MACHINE}
    if not settings.has_model:
        values = {name: value for name, value in values.items() if not name.startswith("llm_")}
    return {name: str(value) for name, value in values.items() if not isinstance(value, SecretStr)}


def _version() -> str:
    try:
        return version("calis-qa")
    except PackageNotFoundError:
        return "0"


def _commit() -> str | None:
    command = ["git", "-C", str(PROJECT_DIR), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def start_runs(
    plans: Sequence[Plan], sets: Sequence[str], limit: int | None, seed: int, resume: str | None
) -> Iterator[tuple[Plan, Run]]:
    """The runs to be made, each with its plan: one an answerer over the same questions, or the one to be taken up again.

    Raises:
        CalisError: a set, an answerer or the run to be taken up again is not to be had.
    """
    if resume is not None:
        yield _take_up(resume, plans[0])
        return
    settings = plans[0].settings
    for plan in plans:
        check_name(plan.answerer)
    loaded = load_sets(sets, settings.corpus)
    cases = draw_cases(loaded, limit, seed)
    hashes = {name: hash_cases(found) for name, found in loaded.items()}
    for plan in plans:
        started, setup = datetime.now().astimezone(), describe_setup(plan.answerer, settings)
        info = RunInfo(
            run_id=name_run(settings.home, setup["answerer"], started),
            started=started.isoformat(timespec="seconds"),
            sets=hashes,
            cases=len(cases),
            limit=limit,
            seed=seed,
            workers=plan.workers,
            **setup,
        )
        yield plan, create_run(settings.home, info, cases)


def _take_up(run_id: str, plan: Plan) -> tuple[Plan, Run]:
    """An interrupted run and how it goes on: of whom it asked before, with the password that the plan knows."""
    run = load_run(plan.settings.home, run_id)
    if hide_password(plan.answerer) != run.info.answerer:
        plan = replace(plan, answerer=run.info.answerer)
    check_same_setup(run, describe_setup(plan.answerer, plan.settings))
    return plan, run

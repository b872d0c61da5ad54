"""Asks the questions of a run, one after another or by several workers, and keeps every outcome as it comes.

The desk computes, so threads would wait for each other under Python's global lock: its workers are processes, each with a desk
of its own. A desk behind an address is waited for, so there threads do.
"""

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass

from bot.errors import CalisError
from bot.settings import BotSettings
from evals.answerers import Answerer, is_address, open_answerer
from evals.errors import RunError
from evals.metrics import score_error, score_reply
from evals.runs import Outcome, Run, RunCase, RunInfo, RunWriter, write_info
from evals.score import judge_reply

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How questions are asked.

    Attributes:
        answerer: `desk`, `model`, `baseline`, `baseline@COSINE`, or an address, password and all.
        with_ranking: measure retrieval too.
    """

    answerer: str
    settings: BotSettings
    workers: int = 1
    with_ranking: bool = True


class Asker:
    """Asks one answerer and judges what it says against the lines of the index in use."""

    def __init__(self, plan: Plan) -> None:
        from ingest.embed import SentenceEmbedder
        from ingest.index import open_index

        index = open_index(plan.settings, SentenceEmbedder(plan.settings.embedding_model))
        self._lines: Mapping[str, Sequence[str]] = {
            chunk.source: chunk.details["lines"] for chunk in index.chunks if chunk.kind == "source"
        }
        self._answerer: Answerer = open_answerer(plan.answerer, plan.settings, index, plan.with_ranking)

    def take(self, case: RunCase) -> Outcome:
        """The outcome of one question; whatever goes wrong with it is part of that outcome."""
        try:
            reply = self._answerer.ask(case.case.turns)
            judgement = judge_reply(case.case, reply, self._lines)
            ranking = self._answerer.rank(case.case)
        except Exception as error:
            logger.exception("question %s of %s failed", case.case.id, case.set)
            text = str(error) if isinstance(error, CalisError) else f"{type(error).__name__}：{error}"
            scores = score_error()
            return Outcome(**dict(case), error=text, verdict="declined", scores=scores, complaint="程序出错")
        return Outcome(
            **dict(case),
            reply=reply,
            elapsed_ms=reply.elapsed_ms,
            verdict=judgement.verdict,
            scores=score_reply(case.case, reply, judgement.verdict, self._lines, ranking),
            complaint=judgement.complaint,
        )


def ask_all(plan: Plan, cases: Sequence[RunCase]) -> Iterator[Outcome]:
    """The outcomes in the order in which they come.

    Raises:
        CalisError: there is no index, the answerer cannot be had at all, or a worker ended.
    """
    if plan.workers == 1 or len(cases) < 2:
        asker = Asker(plan)
        yield from (asker.take(case) for case in cases)
        return
    pool, take = _open_pool(plan)
    try:
        for future in as_completed([pool.submit(take, case) for case in cases]):
            yield future.result()
    except BrokenExecutor as error:
        raise RunError("有一个进程中途退出了，多半是内存不够：请减少 --workers，再用 --resume 接着做。") from error
    finally:
        pool.shutdown(cancel_futures=True)


def finish_run(run: Run, plan: Plan, on_outcome: Callable[[Outcome], None]) -> RunInfo:
    """Ask what is still open in a run and keep it; also when that is interrupted, what the run says about itself is true."""
    started = time.perf_counter()
    left = len(run.open_cases)
    try:
        with RunWriter(run.folder) as writer, closing(ask_all(plan, run.open_cases)) as outcomes:
            for outcome in outcomes:
                writer.append(outcome)
                left -= 1
                on_outcome(outcome)
    finally:
        wall_s = round(run.info.wall_s + time.perf_counter() - started, 2)
        info = run.info.model_copy(update={"wall_s": wall_s, "finished": left == 0, "workers": plan.workers})
        write_info(run.folder, info)
    return info


def _open_pool(plan: Plan) -> tuple[Executor, Callable[[RunCase], Outcome]]:
    """Workers, and the function by which each takes a question."""
    if is_address(plan.answerer):
        asker = Asker(plan)
        return ThreadPoolExecutor(plan.workers), asker.take
    # Each worker's share of the processors; more OpenMP threads than that would wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // plan.workers)))
    fresh = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(plan.workers, mp_context=fresh, initializer=_open_worker, initargs=(plan,))
    return pool, _take_in_worker


_worker: list[Asker] = []


def _open_worker(plan: Plan) -> None:
    # An interruption is the business of the process that all workers belong to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker.append(Asker(plan))


def _take_in_worker(case: RunCase) -> Outcome:
    return _worker[0].take(case)

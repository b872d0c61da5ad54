"""Times the bot and checks the graph index against an exact scan: `make bench`, or `python -m evals.benchmark`.

Speed is measured here and asserted nowhere: a machine under load must not fail a test.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import numpy as np

from bot.desk import Desk
from bot.rosters import Rosters
from bot.settings import BotSettings
from evals.cases import SETS_DIR, Case, load_cases
from ingest.embed import CachedEmbedder, SentenceEmbedder
from ingest.index import open_index
from ingest.settings import load_settings

_MEMBERSHIP = ("membership-a", "membership-b")
_PROSE = ("calibration",)
_RECALL_AT = 20
_SEED = 20231231


def main() -> None:
    """Print every figure on a line of its own."""
    settings = load_settings(BotSettings)
    _report("calis --help, from process start", _time_process(["--help"]))
    _report(
        "calis ask 北京大学图书馆是什么级别？, from process start", _time_process(["ask", "北京大学图书馆是什么级别？"])
    )
    _report("calis ask 统一认证完成了多少？, from process start", _time_process(["ask", "统一认证完成了多少？"]))
    _report("calis ingest with nothing changed", _time_process(["ingest"]))
    _report_checks(settings)
    desk = Desk(settings)
    desk.warm_up()
    for title, names in (("membership", _MEMBERSHIP), ("prose", _PROSE)):
        cases = [case for name in names for case in load_cases(SETS_DIR / f"{name}.jsonl")]
        desk.ask(cases[0].turns[0])
        times = [_ask(desk, case) for case in cases]
        print(
            f"{title}: {len(times)} warm questions, median {median(times):.1f} ms, p95 {quantiles(times, n=20)[-1]:.1f} ms"
        )
    print(
        f"Chroma's graph index finds {_recall(settings):.4f} of the {_RECALL_AT} nearest chunks that an exact scan finds"
    )


def _report(what: str, run: Callable[[], None]) -> None:
    times = []
    for _ in range(3):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    print(f"{what}: {median(times):.2f} s (median of 3)")


def _report_checks(settings: BotSettings) -> None:
    """Time the check of a whole list, as it is printed and with a wrong character in each name."""
    rosters = Rosters(open_index(settings).chunks)
    printed = [row.row.name for row in rosters.lists[rosters.levelled].rows]
    with TemporaryDirectory() as folder:
        for kind, names in (("printed", printed), ("misspelt", misspell(printed))):
            file = Path(folder) / f"{kind}.txt"
            file.write_text("\n".join(names), encoding="utf-8")
            what = f"calis members check of {len(names):,} {kind} names, from process start"
            _report(what, _time_process(["members", "check", str(file)]))


def misspell(names: Sequence[str]) -> list[str]:
    """Names with a character of each, drawn by a fixed seed, replaced by another one with which names are written."""
    chance, characters = random.Random(_SEED), sorted({char for name in names for char in name})
    wrong = []
    for name in names:
        place = chance.randrange(len(name))
        other = chance.choice([char for char in characters if char != name[place]])
        wrong.append(name[:place] + other + name[place + 1 :])
    return wrong


def _time_process(arguments: Sequence[str]) -> Callable[[], None]:
    command = [sys.executable, "-c", "from bot.cli import main; main()", *arguments]
    return lambda: subprocess.run(command, check=True, capture_output=True)


def _ask(desk: Desk, case: Case) -> float:
    *history, question = case.turns
    return desk.ask(question, history).elapsed_ms


def _recall(settings: BotSettings) -> float:
    """Mean share of the exactly nearest chunks that the index returns, over the questions of the prose sets."""
    embedder = SentenceEmbedder(settings.embedding_model)
    index = open_index(settings, embedder)
    prose = index.prose
    cache = CachedEmbedder(embedder, settings.home / "vectors.sqlite")
    vectors = np.array(cache.embed_documents([chunk.passage for chunk in prose]))
    shares = []
    for case in (case for name in _PROSE for case in load_cases(SETS_DIR / f"{name}.jsonl")):
        vector = embedder.embed_query(case.turns[-1])
        nearest = np.argsort(-(vectors @ np.array(vector)))[:_RECALL_AT]
        found = {chunk_id for chunk_id, _ in index.search_dense(vector, k=_RECALL_AT)}
        shares.append(len({prose[i].id for i in nearest} & found) / _RECALL_AT)
    return float(np.mean(shares))


if __name__ == "__main__":
    main()

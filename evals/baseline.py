"""The yardstick: plain retrieval-augmented answering as tutorials build it, over the same chunks and the same embedding model.

All turns of a conversation are embedded as one text; the passage with the highest cosine is the answer and its lines are the
citation. No keyword search, no records, no computing, no reading of the question. It never declines, unless it is given a cosine
below which it does; `python -m evals.baseline` fits that cosine to the calibration sets as `evals/calibrate.py` fits the bot's
own threshold, and `baseline@COSINE` uses it.
"""

import time
from collections.abc import Sequence

import numpy as np

from bot.settings import BotSettings
from evals.cases import SETS_DIR, Case, load_cases
from evals.metrics import TRUTH, Ranking
from evals.replies import Reply, ReplyCitation
from evals.retrieval import is_about_prose, judge_ranking, prose_sources
from evals.score import judge_reply
from ingest.embed import CachedEmbedder, SentenceEmbedder
from ingest.index import Index, open_index
from ingest.settings import load_settings

_CALIBRATION = ("calibration", "calibration-prose")
_DEPTH = 100
_REFUSAL = "没有找到足够接近的段落。"


class Baseline:
    """Answers with the nearest passage.

    Args:
        cutoff: the cosine below which it declines; 0 never does.
        with_ranking: show what it finds.
    """

    def __init__(self, settings: BotSettings, index: Index, cutoff: float = 0.0, with_ranking: bool = True) -> None:
        self._index, self._cutoff, self._with_ranking = index, cutoff, with_ranking
        self._chunks = [chunk for chunk in index.chunks if chunk.kind != "source"]
        self._by_id = {chunk.id: chunk for chunk in self._chunks}
        self._prose = prose_sources(self._chunks)
        cache = CachedEmbedder(SentenceEmbedder(settings.embedding_model), settings.home / "vectors.sqlite")
        # (n_chunks, dim), rows of length 1: ingest has left them all in the cache.
        self._vectors = np.array(cache.embed_documents([chunk.passage for chunk in self._chunks]), dtype=np.float32)

    def ask(self, turns: Sequence[str]) -> Reply:
        started = time.perf_counter()
        order, cosines = self._search(turns)
        best = self._chunks[order[0]]
        refused = bool(cosines[order[0]] < self._cutoff)
        citations = [
            ReplyCitation(n=n, source=best.source, lines=(span.first_line, span.last_line), quote=span.quote)
            for n, span in enumerate(best.spans, start=1)
        ]
        return Reply(
            question=turns[-1],
            answer=_REFUSAL if refused else best.text + "".join(f"[{c.n}]" for c in citations),
            refused=refused,
            citations=() if refused else tuple(citations),
            records=({"name": best.row.name},) if best.row and not refused else (),
            elapsed_ms=(time.perf_counter() - started) * 1000,
        )

    def rank(self, case: Case) -> Ranking | None:
        if not self._with_ranking or not is_about_prose(case, self._prose):
            return None
        order, _ = self._search(case.turns)
        return judge_ranking(case, [self._chunks[i].id for i in order[:_DEPTH]], self._by_id)

    def nearest(self, turns: Sequence[str]) -> float:
        """The cosine of the passage that answers."""
        order, cosines = self._search(turns)
        return float(cosines[order[0]])

    def _search(self, turns: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Chunk numbers, nearest first, and the cosine of every chunk."""
        cosines = self._vectors @ np.array(self._index.embed_question("\n".join(turns)), dtype=np.float32)
        return np.argsort(-cosines), cosines


def choose_cutoff(endings: Sequence[tuple[float, float, float]]) -> float:
    """The cosine with the greatest truthfulness; endings are (cosine, truthfulness answered, truthfulness declined)."""

    def worth(cutoff: float) -> float:
        return sum(declined if cosine < cutoff else answered for cosine, answered, declined in endings)

    return max(np.round(np.arange(0.75, 1.0, 0.005), 3).tolist(), key=worth)


def main() -> None:
    """Fit the cutoff to the calibration sets and print it."""
    settings = load_settings(BotSettings)
    index = open_index(settings, SentenceEmbedder(settings.embedding_model))
    lines = {chunk.source: chunk.details["lines"] for chunk in index.chunks if chunk.kind == "source"}
    baseline = Baseline(settings, index)
    endings = []
    for case in (case for name in _CALIBRATION for case in load_cases(SETS_DIR / f"{name}.jsonl")):
        answered = TRUTH[judge_reply(case, baseline.ask(case.turns), lines).verdict]
        endings.append((baseline.nearest(case.turns), answered, float(case.refusal)))
    print(f"baseline@{choose_cutoff(endings)}")


if __name__ == "__main__":
    main()

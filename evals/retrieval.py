"""Measures retrieval by itself: how early the answering lines come, by meaning, by keyword, and fused.

`python -m evals.retrieval` takes names of sets in `evals/sets`; every answerable single question of the prose counts. A chunk is
relevant when it stands at the evidence of its case; the metrics are those of `evals/metrics.py`.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.retrieve import KeywordRetriever, fuse_ranks
from bot.settings import BotSettings
from bot.terms import NeedReader, term_texts
from evals.cases import SETS_DIR, Case, load_cases
from evals.metrics import Ranking, score_ranking
from ingest.chunks import Chunk
from ingest.embed import SentenceEmbedder
from ingest.index import PROSE_KINDS, Index, open_index
from ingest.settings import load_settings

_DEPTH = 100


def is_relevant(case: Case, chunk: Chunk) -> bool:
    """Whether a chunk stands at lines that answer a case."""
    return any(
        chunk.source == place.source and span.first_line <= place.lines[1] and place.lines[0] <= span.last_line
        for evidence in case.evidence
        for place in evidence.places
        for span in chunk.spans
    )


def judge_ranking(case: Case, ranking: Sequence[str], chunks: Mapping[str, Chunk]) -> Ranking:
    """The relevance of ranked chunk ids, best first, to a case; `chunks` are all that could be found."""
    relevant = {id_ for id_, chunk in chunks.items() if is_relevant(case, chunk)}
    return Ranking(tuple(id_ in relevant for id_ in ranking), len(relevant))


def prose_sources(chunks: Iterable[Chunk]) -> set[str]:
    """The sources that are texts, not lists."""
    return {chunk.source for chunk in chunks if chunk.kind in ("sentence", "item")}


def is_about_prose(case: Case, sources: set[str]) -> bool:
    """Whether a case is an answerable question of its own whose evidence stands in the texts."""
    named = {evidence.source for evidence in case.evidence}
    return bool(named) and named <= sources and not case.refusal and len(case.turns) == 1


class Retrieval:
    """The rankings of the prose of an index.

    Args:
        index: with an embedder for questions.
    """

    def __init__(self, index: Index) -> None:
        prose = [chunk for chunk in index.chunks if chunk.kind in PROSE_KINDS]
        self._index = index
        self._chunks = {chunk.id: chunk for chunk in prose}
        self._sources = prose_sources(prose)
        self._reader = NeedReader(chunk.text for chunk in prose)
        self._keywords = KeywordRetriever(prose)

    def covers(self, case: Case) -> bool:
        """Whether the rankings of a case say anything."""
        return is_about_prose(case, self._sources)

    def rank(self, case: Case) -> dict[str, Ranking]:
        """The first hundred by each way of searching: `dense`, `BM25` and `fused`, which is the bot's own."""
        question = case.turns[-1]
        dense = [id_ for id_, _ in self._index.search_dense(self._index.embed_question(question), k=_DEPTH)]
        words = list(self._keywords.search(f"{question} {term_texts(self._reader.read(question).terms)}"))[:_DEPTH]
        rankings = {"dense": dense, "BM25": words, "fused": fuse_ranks([dense, words])[:_DEPTH]}
        return {name: judge_ranking(case, ranking, self._chunks) for name, ranking in rankings.items()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval", description=__doc__)
    parser.add_argument("sets", nargs="+", help="names of sets in evals/sets")
    names = parser.parse_args().sets
    settings = load_settings(BotSettings)
    retrieval = Retrieval(open_index(settings, SentenceEmbedder(settings.embedding_model)))
    cases = [case for name in names for case in load_cases(SETS_DIR / f"{name}.jsonl") if retrieval.covers(case)]
    rankings = [retrieval.rank(case) for case in track(cases, console=Console(stderr=True), transient=True)]
    scores = {way: [score_ranking(found[way]) for found in rankings] for way in ("dense", "BM25", "fused")}
    columns = list(scores["fused"][0]) if cases else []
    table = Table("retriever", "questions", *columns)
    for way, found in scores.items():
        means = [sum(one[column] or 0.0 for one in found) / len(found) for column in columns]
        table.add_row(way, str(len(found)), *(f"{mean:.3f}" for mean in means))
    Console().print(table)


if __name__ == "__main__":
    main()

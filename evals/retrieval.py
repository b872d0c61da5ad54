"""Measures retrieval by itself: how early the answering lines come, by meaning, by keyword, and fused.

`python -m evals.retrieval` takes names of sets in `evals/sets`; every answerable single question of the prose counts. A chunk is
relevant when it stands at the evidence of its case. Metrics as the field has them: hit@k, the share of questions with a
relevant chunk among the first k; MRR, the mean of 1/rank of the first relevant chunk among the first 100.
"""

import argparse
from collections.abc import Sequence

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.retrieve import KeywordRetriever, fuse_ranks
from bot.settings import BotSettings
from bot.terms import NeedReader, term_texts
from evals.cases import SETS_DIR, Case, load_cases
from ingest.chunks import Chunk
from ingest.embed import SentenceEmbedder
from ingest.index import open_index
from ingest.settings import load_settings

_DEPTH = 100
_CUTS = (1, 5, 10)


def is_relevant(case: Case, chunk: Chunk) -> bool:
    """Whether a chunk stands at lines that answer a case."""
    return any(
        chunk.source == evidence.source and span.first_line <= evidence.lines[1] and evidence.lines[0] <= span.last_line
        for evidence in case.evidence
        for span in chunk.spans
    )


def first_relevant(case: Case, ranking: Sequence[str], chunks: dict[str, Chunk]) -> int:
    """The rank, from 1, of the first relevant chunk of a ranking; 0 if there is none."""
    return next((rank for rank, id_ in enumerate(ranking, start=1) if is_relevant(case, chunks[id_])), 0)


def measure(ranks: Sequence[int]) -> dict[str, float]:
    """hit@k and MRR of the first relevant ranks of some questions, of which there is at least one; 0 means none found."""
    hits = {f"hit@{k}": sum(0 < rank <= k for rank in ranks) / len(ranks) for k in _CUTS}
    return hits | {"MRR": sum(1 / rank for rank in ranks if rank) / len(ranks)}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval", description=__doc__)
    parser.add_argument("sets", nargs="+", help="names of sets in evals/sets")
    names = parser.parse_args().sets
    settings = load_settings(BotSettings)
    index = open_index(settings, SentenceEmbedder(settings.embedding_model))
    prose = index.prose
    chunks = {chunk.id: chunk for chunk in prose}
    sources = {chunk.source for chunk in prose if chunk.kind in ("sentence", "item")}
    reader, keywords = NeedReader(chunk.text for chunk in prose), KeywordRetriever(prose)
    cases = [case for name in names for case in load_cases(SETS_DIR / f"{name}.jsonl")]
    cases = [c for c in cases if not c.refusal and len(c.turns) == 1 and {e.source for e in c.evidence} <= sources]
    ranks: dict[str, list[int]] = {"dense": [], "BM25": [], "fused": []}
    for case in track([case for case in cases if case.evidence], console=Console(stderr=True), transient=True):
        (question,) = case.turns
        dense = [id_ for id_, _ in index.search_dense(index.embed_question(question), k=_DEPTH)]
        words = list(keywords.search(f"{question} {term_texts(reader.read(question).terms)}"))[:_DEPTH]
        for name, ranking in (("dense", dense), ("BM25", words), ("fused", fuse_ranks([dense, words]))):
            ranks[name].append(first_relevant(case, ranking, chunks))
    table = Table("retriever", "questions", *(f"hit@{k}" for k in _CUTS), "MRR")
    for name, found in ranks.items():
        table.add_row(name, str(len(found)), *(f"{value:.3f}" for value in measure(found).values()))
    Console().print(table)


if __name__ == "__main__":
    main()

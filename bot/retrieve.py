"""Hybrid retrieval over the prose: dense and BM25 rankings, fused."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.outline import place_of
from bot.terms import Need, term_texts
from bot.wording import keyword_tokens
from ingest.chunks import Chunk
from ingest.index import Index


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate chunk.

    Attributes:
        rank: from 1 in the fused ranking.
        cosine: similarity of question and passage; E5 puts nearly everything between 0.8 and 0.95.
        cosine_z: by how many standard deviations the cosine is above the mean of all passages; 0 where there is none.
        bm25_score: 0 when no word is shared; comparable within one question only.
    """

    chunk: Chunk
    rank: int
    cosine: float
    bm25_score: float
    cosine_z: float = 0.0


def fuse_ranks(rankings: Sequence[Sequence[str]], k: int = 60) -> list[str]:
    """Merge rankings of chunk ids by reciprocal rank fusion, best first.

    Args:
        rankings: one list of chunk ids a retriever, best first; a list may be empty.
        k: damping constant; 60 is from Cormack et al., SIGIR 2009, not tuned by us.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, chunk_id in enumerate(ranking, start=1):
            scores[chunk_id] = scores.get(chunk_id, 0.0) + 1.0 / (k + rank)
    return sorted(scores, key=lambda chunk_id: -scores[chunk_id])


# Vectors of so many questions are kept: a chat asks each of its turns again with the next one.
_KEPT_VECTORS = 512
# How many of those that have what the question's words mean bring in their heading.
_MEANT = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: the candidates, best first, and the vector of the question as the embedding model reads it."""

    hits: list[Hit]
    vector: list[float]


class KeywordRetriever:
    """BM25 over characters and pairs of characters, each chunk with the headings above it."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG

        self._ids = [chunk.id for chunk in chunks]
        self._bm25 = bm25s.BM25()
        passages = [keyword_tokens(" ".join((*chunk.section[-2:], chunk.text))) for chunk in chunks]
        self._bm25.index(passages, show_progress=False)

    def search(self, search_text: str) -> dict[str, float]:
        """BM25 scores by chunk id, best first, of the chunks that share a word with the text."""
        tokens = [token for token in keyword_tokens(search_text) if token in self._bm25.vocab_dict]
        if not tokens:
            return {}
        scores = self._bm25.get_scores(tokens)
        order = scores.argsort()[::-1]
        return {self._ids[i]: float(scores[i]) for i in order if scores[i] > 0}


class HybridRetriever:
    """Finds candidates by meaning and by word.

    Args:
        index: the published index, with an embedder for questions.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._embed = lru_cache(maxsize=_KEPT_VECTORS)(index.embed_question)
        self._chunks = {chunk.id: chunk for chunk in index.prose}
        self._keywords = KeywordRetriever(list(self._chunks.values()))

    def search(self, search_text: str, need: Need, k: int = 20) -> Found:
        """The k best candidates for a question and what it needs, best first, with the question's vector; behind them the
        headings and points that the better half of them stand under, for a list answers as a whole, those of what has the
        words that the question's mean, and what stands beside the answer to the turn before."""
        words = self._keywords.search(f"{search_text} {term_texts(need.terms)}")
        vector = self._embed(search_text)
        dense = dict(self._index.search_dense(vector, k=len(self._chunks)))
        fused = fuse_ranks([list(dense)[: 5 * k], list(words)[: 5 * k]])[:k]
        wholes = dict.fromkeys(self._chunks[chunk_id].parent for chunk_id in fused[: k // 2])
        meant = " ".join(word for term in need.terms if term.role == "name" for word in term.means)
        wholes |= dict.fromkeys(
            self._chunks[chunk_id].parent for chunk_id in list(self._keywords.search(meant))[:_MEANT]
        )
        near = [key for key in dense if place_of(self._chunks[key]) == need.focus][: k // 2] if need.focus else []
        more = dict.fromkeys((*(whole for whole in wholes if whole in self._chunks), *near))
        fused += [chunk_id for chunk_id in more if chunk_id not in fused]
        cosines = np.array(list(dense.values()) or [0.0])
        mean, spread = float(cosines.mean()), float(cosines.std()) or 1.0
        hits = [
            Hit(
                self._chunks[chunk_id],
                rank,
                dense.get(chunk_id, 0.0),
                words.get(chunk_id, 0.0),
                (dense[chunk_id] - mean) / spread if chunk_id in dense else 0.0,
            )
            for rank, chunk_id in enumerate(fused, start=1)
        ]
        return Found(hits, vector)

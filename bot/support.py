"""How well a candidate supports an answer: features of question and evidence, weighed by calibrated weights.

The weights and the threshold are fitted by `evals/calibrate.py` on the questions of `evals/sets/calibration.jsonl`
(logistic regression on pairs of a question and a candidate, told apart by the lines that answer it) and kept in
`vocabulary/support.toml` with the date and the figures of the fit. Nothing here is a guess at a cosine.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bot.outline import Outline
from bot.retrieve import Hit
from bot.terms import Need, Term, word_pairs
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.manifest import Source
from ingest.normalise import normalise_text

FEATURES = (
    "cosine_gap",
    "own_cover",
    "context_cover",
    "weakest_term",
    "unknown_share",
    "asked_kind",
    "asked_unit",
    "list_found",
    "news",
    "heading",
    "rank",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that may answer, with the members of the list that it heads, if a list is asked for."""

    chunk: Chunk
    members: tuple[Chunk, ...]
    cosine: float
    rank: int

    @property
    def text(self) -> str:
        return " ".join((self.chunk.text, *(member.text for member in self.members)))


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its probability of answering the question, 0 to 1."""

    candidate: Candidate
    support: float


class SupportScorer:
    """Scores candidates of one index.

    Args:
        chunks: the prose chunks.
        sources: what each file says about itself, by file name.
    """

    def __init__(self, chunks: Sequence[Chunk], sources: Mapping[str, Source]) -> None:
        self._outline = Outline(chunks)
        self._above = {chunk.id: self._context(chunk, sources[chunk.source]) for chunk in chunks}
        texts = [normalise_text(chunk.text) for chunk in chunks]
        frequency = Counter(pair for text in texts for pair in word_pairs(text))
        self._idf = {pair: math.log(1 + len(texts) / count) for pair, count in frequency.items()}
        self._idf_unknown = math.log(1 + len(texts))
        fitted = load_vocabulary("support")
        self.threshold: float = fitted["threshold"]
        self._weights = np.array([fitted["weights"][name] for name in FEATURES])
        self._bias: float = fitted["bias"]

    @staticmethod
    def _context(chunk: Chunk, source: Source) -> str:
        return normalise_text(" ".join((*chunk.section, source.title, source.author, source.date_stated)))

    def candidates(self, need: Need, hits: Sequence[Hit]) -> list[Candidate]:
        """What may answer at all: of the periods that the question names, and of the kind that it must be."""
        found = [
            Candidate(h.chunk, tuple(self._outline.listed(h.chunk, need)), h.cosine, h.rank) for h in hits
        ]
        return [c for c in found if self._periods_agree(need, c) and self._kind_is_right(need, c)]

    def score(self, need: Need, hits: Sequence[Hit]) -> list[Scored]:
        """The candidates among the hits, best supported first; none when nothing may answer."""
        found = self.candidates(need, hits)
        if not found:
            return []
        mean_cosine = sum(hit.cosine for hit in hits) / len(hits)
        table = np.array([self.features(need, candidate, mean_cosine) for candidate in found])
        support = 1.0 / (1.0 + np.exp(-(table @ self._weights + self._bias)))
        scored = [Scored(candidate, float(value)) for candidate, value in zip(found, support, strict=True)]
        return sorted(scored, key=lambda item: -item.support)

    def features(self, need: Need, candidate: Candidate, mean_cosine: float) -> list[float]:
        """The values of `FEATURES` for one candidate; `mean_cosine` is that of all hits of the question."""
        text = normalise_text(candidate.text)
        both = f"{self._above[candidate.chunk.id]} {text}"
        weights = np.array([self._weight(term) for term in need.terms] or [1.0])
        own = self._covers(need, text)
        context = self._covers(need, both)
        unknown = np.array([self._unknown_share(term) for term in need.terms] or [0.0])
        return [
            10 * (candidate.cosine - mean_cosine),
            float(own @ weights / weights.sum()),
            float(context @ weights / weights.sum()),
            float(context.min()),
            float(unknown @ weights / weights.sum()),
            self._asked_kind(need, text),
            self._asked_unit(need, text),
            self._list_found(need, candidate),
            self._news(need, text),
            float(candidate.chunk.kind == "heading" and not candidate.members),
            1.0 / candidate.rank,
        ]

    def _periods_agree(self, need: Need, candidate: Candidate) -> bool:
        everything = f"{self._above[candidate.chunk.id]} {normalise_text(candidate.text)}"
        return all(period in everything for period in need.periods)

    def _kind_is_right(self, need: Need, candidate: Candidate) -> bool:
        kind = _kinds()[need.asks[0]] if need.asks else {}
        return not kind.get("strict") or re.search(kind["evidence"], candidate.text) is not None

    def _weight(self, term: Term) -> float:
        return sum(self._idf.get(pair, self._idf_unknown) for pair in word_pairs(term.text))

    def _covers(self, need: Need, text: str) -> np.ndarray:
        """(n_terms,) the share of each term, by weight, that stands in the text; [0] for a question without terms."""
        pairs = word_pairs(text)
        return np.array([self._cover(term, text, pairs) for term in need.terms] or [0.0])

    def _cover(self, term: Term, text: str, pairs: set[str]) -> float:
        """The share of one term; 1 when a word that means the same stands in the text."""
        if any(word in text for word in term.means):
            return 1.0
        found = sum(self._idf.get(pair, self._idf_unknown) for pair in word_pairs(term.text) & pairs)
        return found / (self._weight(term) or 1.0)

    def _unknown_share(self, term: Term) -> float:
        """The share of a term's characters that no source uses next to any of their neighbours."""
        if term.means:
            return 0.0
        if term.text.isascii():
            return float(term.text not in self._idf)
        known = [pair in self._idf for pair in (term.text[i : i + 2] for i in range(len(term.text) - 1))]
        touched = [before or after for before, after in zip([False, *known], [*known, False], strict=True)]
        return 1.0 - sum(touched) / len(touched)

    @staticmethod
    def _asked_kind(need: Need, text: str) -> float:
        """1 when the evidence holds the kind of answer asked for, -1 when not, 0 when no kind is asked for."""
        if not need.asks:
            return 0.0
        return 1.0 if re.search(_kinds()[need.asks[0]]["evidence"], text) else -1.0

    @staticmethod
    def _asked_unit(need: Need, text: str) -> float:
        """1 when the evidence counts in the unit asked for, -1 when it counts in others only, 0 when none is asked."""
        if not need.unit:
            return 0.0
        units = "|".join(map(re.escape, need.unit))
        counted = re.search(rf"\d[\d.,]*\s*[余多]?[万亿千]?(?:{units})", text) or re.search(
            r"\d+(?:\s*\(|$)", text
        )
        return 1.0 if counted else -1.0

    @staticmethod
    def _list_found(need: Need, candidate: Candidate) -> float:
        """1 when a list is asked for and found, twice that when it is as long as the question says; else 0."""
        if not candidate.members:
            return 0.0
        return 2.0 if need.count == len(candidate.members) else 1.0

    @staticmethod
    def _news(need: Need, text: str) -> float:
        """How much the evidence says beyond the question's own words; evidence that adds nothing answers nothing."""
        asked = {pair for term in need.terms for pair in word_pairs(term.text)}
        return min(len(word_pairs(text) - asked), 10) / 10


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    return {ask["kind"]: ask for ask in load_vocabulary("search")["asks"]}

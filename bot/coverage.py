"""How much of a question evidence speaks of: its words, weighed by how rare they are in the sources."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from bot.outline import refers_back
from bot.patterns import compiled
from bot.terms import ROUNDS, Need, Term
from bot.vocabulary import load_vocabulary
from bot.wording import word_pairs
from ingest.chunks import Chunk
from ingest.manifest import Source
from ingest.normalise import normalise_text

# How much a word covers that means the same; a little less than the very word.
_SAME_MEANING = 0.9
# What a verb or adjective weighs that no source uses.
_MERE_WORDING = 0.2
_HALF = 0.5


class Coverage:
    """Compares questions with the prose of one index.

    Args:
        chunks: the prose chunks.
        figures: the figures that they state.
        sources: what each file says about itself, by file name.
    """

    def __init__(self, chunks: Sequence[Chunk], figures: Sequence[Chunk], sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._above = {chunk.id: _context(chunk, sources[chunk.source]) for chunk in (*chunks, *figures)}
        for before, chunk in pairwise(chunks):
            if chunk.kind == "sentence" and chunk.parent == before.parent and refers_back(chunk):
                self._above[chunk.id] += " " + normalise_text(before.text)
        for figure in figures:  # the columns of a table are named elsewhere
            if figure.parent in self._above and figure.figure.measure not in figure.text.split("：")[0]:
                self._above[figure.parent] += " " + normalise_text(figure.figure.measure)
        texts = [normalise_text(chunk.text) for chunk in chunks]
        frequency = Counter(pair for text in texts for pair in word_pairs(text))
        self._idf = {pair: math.log(1 + len(texts) / count) for pair, count in frequency.items()}
        self._idf_unknown = math.log(1 + len(texts))

    def above(self, chunk: Chunk) -> str:
        """The normalised headings over a chunk, with the title and author of its source."""
        return self._above[chunk.id]

    def kind_of(self, chunk: Chunk) -> str:
        """The kind of document that a chunk is from."""
        return self._sources[chunk.source].kind

    def agrees_in_source(self, need: Need, chunk: Chunk, text: str) -> bool:
        """Whether it is of the kind of document that is named, and every period named stands in the evidence or above it; an issue's year counts where the article is meant."""
        if len(need.documents) == 1 and self._sources[chunk.source].kind not in need.documents:
            return False
        everything = f"{self.above(chunk)} {text}"
        if need.documents:
            everything += normalise_text(self._sources[chunk.source].date_stated)
        return all(_names_period(period, everything) for period in need.periods)

    def weights(self, need: Need) -> np.ndarray:
        """(n_terms,) how much each term counts; [1] for a question without terms."""
        return np.array([self._weight(term) for term in need.terms] or [1.0])

    def covers(self, need: Need, text: str) -> np.ndarray:
        """(n_terms,) the share of each term, by weight, that stands in a text; [0] for a question without terms."""
        pairs = word_pairs(text)
        return np.array([self._cover(term, text, pairs) for term in need.terms] or [0.0])

    def to_the_point(self, need: Need, text: str) -> Need:
        """The need without clauses that ask nothing and of which a text knows nothing: talk around the question."""
        if all(term.clause < 0 for term in need.terms):
            return need
        covers = self.covers(need, text)
        known = {term.clause for term, cover in zip(need.terms, covers, strict=False) if cover > _HALF}
        kept = tuple(term for term in need.terms if term.clause >= 0 or term.clause in known)
        return replace(need, terms=kept) if kept else need

    def unknown_shares(self, need: Need) -> np.ndarray:
        """(n_terms,) the share of each term's characters that no source uses next to any of their neighbours."""
        return np.array([self._unknown_share(term) for term in need.terms] or [0.0])

    def _weight(self, term: Term) -> float:
        """By how rare its pairs are, and less if it names nothing and the sources lack it."""
        pairs = word_pairs(term.text)
        weight = sum(self._idf.get(pair, self._idf_unknown) for pair in pairs)
        unknown = term.role != "name" and not any(pair in self._idf for pair in pairs)
        return weight * (_MERE_WORDING if unknown else 1.0)

    def _cover(self, term: Term, text: str, pairs: frozenset[str]) -> float:
        if term.text in text:
            return 1.0
        if term.role == "kind" and (instance := load_vocabulary("search")["kinds"].get(term.text)):
            return float(compiled(instance).search(text) is not None)
        if any(word in text for word in term.means):
            return _SAME_MEANING
        found = sum(self._idf.get(pair, self._idf_unknown) for pair in word_pairs(term.text) & pairs)
        return found / (self._weight(term) or 1.0)

    def _unknown_share(self, term: Term) -> float:
        if term.means:
            return 0.0
        if term.text.isascii():
            return float(term.text not in self._idf)
        known = [pair in self._idf for pair in (term.text[i : i + 2] for i in range(len(term.text) - 1))]
        touched = [before or after for before, after in zip([False, *known], [*known, False], strict=True)]
        return 1.0 - sum(touched) / len(touched)


def _names_period(period: str, text: str) -> bool:
    """Whether a text names a period; a round that is numbered, by any of the words for one (第二批, 第二期)."""
    stem = period[:-1]
    return any(f"{stem}{word}" in text for word in ROUNDS) if period.startswith("第") else period in text


def _context(chunk: Chunk, source: Source) -> str:
    return normalise_text(" ".join((*chunk.section, source.title, source.author)))

"""How well a candidate supports an answer: its features, weighed by calibrated weights.

Both steps are fitted by `evals/calibrate.py` on hand-written questions of `evals/sets` whose answering lines are known. A
conditional logit (McFadden, 1974) ranks the candidates of a question; a logistic regression says how likely the best of
them really answers it. Both weigh features and the product of the question's vector with the vector of the evidence (less
the mean one of its index), dimension by dimension, which tells in what they agree; the second also the question's own
vector, which tells what sort of thing is asked. The threshold on that is chosen on questions that the fit had not seen, a false answer counting as much against it as
a right one counts for it. The numbers are kept in `vocabulary/support.toml` with the figures of the fit. What evidence
must show and does not is no candidate at all (`bot/kinds.py`). Nothing here is a guess at a cosine.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from bot.coverage import Coverage
from bot.definitions import Definitions
from bot.features import Candidate, describe, level_of
from bot.kinds import figure_unit, kind_evidence, list_lacking, may_answer
from bot.outline import Outline
from bot.retrieve import Hit
from bot.terms import Need
from bot.twins import find_twins, subject_core
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.manifest import Source
from ingest.normalise import normalise_text

_CLEARLY_MORE = 0.05
_MOST_COMPLEMENTS = 3
# The rank of what no search found.
_UNRANKED = 20
_LONGEST_LEAD = 3.0
# A figure states all that is asked if every name is covered so far, most of it by its own words, and this little is missing.
_MOSTLY = 0.6
_LITTLE = 0.35
_SURE_SCORES = 1.0
# What follows is a conclusion; its reason stands before it.
_CONCLUDES = re.compile("因此|所以|由此|故而|可见")
# These compare the candidates of one question; of whether the best of them answers they say nothing.
_RELATIVE = ("cosine_behind", "bm25_share", "rank")


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score among the candidates of its question (log-odds; higher is better)."""

    candidate: Candidate
    rank_score: float
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def cover(self) -> float:
        """The share of the question's words, by weight, that stand in it or above it."""
        return self.features.get("context_cover", 0.0)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said in answer: candidates, the best one first.

    Attributes:
        cover: the share of the question's words, by weight, that they cover together.
        missing: how many names of the question they leave out.
    """

    candidates: tuple[Candidate, ...]
    cover: float
    missing: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How far behind the best candidate further ones are taken: in rank, in log-odds, and how many words more they cover."""

    ranks: int
    scores: float
    gain: float


_ONE = Reach(8, 3.0, 0.85)
_SEVERAL = Reach(16, 6.0, 0.4)


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights; features that they do not name weigh nothing."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())


@dataclass(frozen=True, slots=True)
class VectorWeights:
    """What vectors add to ranking and acceptance.

    Attributes:
        rank: (dim,) one a dimension of the product, for ranking.
        offset: makes the mean question of the fit, and the mean product, add nothing.
        question: (dim,) one a dimension of the question's vector.
        product: (dim,) one a dimension of the product of the vectors of question and evidence.
        fits: whether the vectors are of the model that was fitted.
    """

    rank: np.ndarray
    offset: float
    question: np.ndarray
    product: np.ndarray
    fits: bool

    def preference(self, question: np.ndarray, evidence: np.ndarray) -> np.ndarray:
        """(n,) what ranking adds for n pieces of evidence, (n, dim)."""
        return evidence @ (self.rank * question) if self.fits else np.zeros(len(evidence))

    def log_odds(self, question: np.ndarray, evidence: np.ndarray) -> float:
        return self.offset + float((self.question + self.product * evidence) @ question) if self.fits else 0.0


class SupportScorer:
    """Scores candidates of one index.

    Args:
        chunks: the prose chunks.
        figures: the figures that they state.
        sources: what each file says about itself, by file name.
        vectors: those of the chunks and figures by id, (dim,) each.
        embedding_model: whose vectors these are; of another one than was fitted they weigh nothing.
    """

    def __init__(
        self,
        chunks: Sequence[Chunk],
        figures: Sequence[Chunk],
        sources: Mapping[str, Source],
        vectors: Mapping[str, np.ndarray] | None = None,
        embedding_model: str = "",
    ) -> None:
        self._vectors = vectors or {}
        self._mean = np.mean(list(self._vectors.values()), axis=0) if self._vectors else np.zeros(1)
        self._outline = Outline(chunks)
        written = Counter((chunk.source, chunk.text.isascii()) for chunk in chunks)
        self._english = {
            source for source, ascii in written if ascii and written[source, True] > written[source, False]
        }
        self._all_figures = tuple(figures)
        self._figures: dict[str, list[Chunk]] = defaultdict(list)
        for figure in figures:
            self._figures[figure.parent].append(figure)
        self._coverage = Coverage(chunks, figures, sources)
        self._definitions = Definitions(chunks)
        fitted = load_vocabulary("support")
        self.threshold: float = fitted["threshold"]
        self._rank, self._accept = _load_weights(fitted["rank"]), _load_weights(fitted["accept"])
        by_vector = fitted["vectors"]
        fits = by_vector["model"] == embedding_model and bool(self._vectors)
        rank, question, product = (np.array(by_vector[name]) for name in ("rank", "question", "product"))
        self._by_vector = VectorWeights(rank, by_vector["offset"], question, product, fits)

    def candidates(self, need: Need, hits: Sequence[Hit]) -> list[Candidate]:
        """What may answer at all: of the periods that the question names, and of the kind that it must be."""
        found = [
            Candidate(
                h.chunk,
                tuple(self._outline.listed(h.chunk, need)),
                h.cosine,
                h.bm25_score,
                h.rank,
                cosine_z=h.cosine_z,
            )
            for h in hits
        ]
        if need.is_quantity and not need.several:
            found += [
                Candidate(f, (), h.cosine, h.bm25_score, h.rank, cosine_z=h.cosine_z)
                for h in hits
                for f in self._figures.get(h.chunk.id, ())
            ]
        found += self._pairs(hits)
        if need.ordinals:
            places = [
                (place, self._outline.listed(place, need))
                for place in self._outline.numbered(need.ordinals, need.counted_by)
            ]
            found += [Candidate(place, tuple(listed), 0.0, 0.0, _UNRANKED, ordinal=True) for place, listed in places]
        found += [
            Candidate(place, tuple(below), 0.0, 0.0, _UNRANKED, ordinal=True)
            for place, below in self._outline.provisions(need.question)
        ]
        found = [candidate for candidate in found if self._may_answer(need, candidate)]
        return _with_reasons(found) if need.asks[:1] == ("reason",) else found

    def _pairs(self, hits: Sequence[Hit]) -> list[Candidate]:
        """Sentences with the one behind them that speaks of the same, as near as the nearer of the two."""
        pairs: dict[str, Candidate] = {}
        for hit in hits:  # the better ranked first
            for first, second in self._outline.read_on(hit.chunk):
                pair = Candidate(first, (), hit.cosine, hit.bm25_score, hit.rank, cosine_z=hit.cosine_z, sequel=second)
                pairs.setdefault(first.id, pair)
        return list(pairs.values())

    def _may_answer(self, need: Need, candidate: Candidate) -> bool:
        chunk, text = candidate.chunk, normalise_text(candidate.text)
        if text.isascii() and chunk.source not in self._english and not need.english_text:
            return False  # a translation of what the document says at length
        of_source = self._coverage.agrees_in_source(need, chunk, text)
        # 省级中心一共几个 is no question for what stands under 省级中心验收.
        others = {"differs", "belongs"} if need.several else {"list", "differs", "belongs"}
        only_number = need.is_quantity and not others & set(need.asks) and not need.count
        if only_number and chunk.kind == "heading" and candidate.members:
            return False
        return of_source and may_answer(need, text, self._coverage.above(chunk), bool(candidate.members))

    def rank(self, need: Need, hits: Sequence[Hit], vector: Sequence[float]) -> list[Scored]:
        """The candidates among the hits, best first; none when nothing may answer.

        Args:
            vector: (dim,) of the question.
        """
        found = self.candidates(need, hits)
        if not found:
            return []
        rows = [describe(need, candidate, level_of(hits), self._coverage) for candidate in found]
        nearness = self._by_vector.preference(np.asarray(vector), np.array([self.own_vector(c) for c in found]))
        scored = [
            Scored(c, self._rank.log_odds(row) + float(near), row)
            for c, row, near in zip(found, rows, nearness, strict=True)
        ]
        return sorted(scored, key=lambda item: -item.rank_score)

    def above(self, candidate: Candidate) -> Chunk | None:
        """The point or heading that a candidate belongs to."""
        chunk = candidate.chunk
        above = [c for c in self._outline.above(chunk) if c.kind == "heading" or c.label]
        labelled = [c for c in above if c.label and c.kind != "heading"]
        return labelled[0] if labelled else above[-1] if above else None

    def figure_of(self, need: Need, candidate: Candidate) -> Chunk | None:
        """The figure that a candidate is or, of those that it states, speaks most of what the question names."""
        own = [candidate.chunk] if candidate.chunk.figure else self._figures.get(candidate.chunk.id, [])

        def closeness(figure: Chunk) -> float:
            return float(self._coverage.covers(need, normalise_text(figure.text)).sum()) + figure_unit(need, figure) / 2

        return max(own, key=closeness, default=None)

    def twins(self, need: Need, candidate: Candidate) -> list[Chunk]:
        """Other places' values of the figure that is asked for."""
        best = self.figure_of(need, candidate)
        asked = need.is_quantity or candidate.chunk.kind == "item"
        if not asked or not best or candidate.members:
            return []
        return find_twins(best, self._all_figures)

    def certain(self, need: Need, ranked: Sequence[Scored]) -> Scored | None:
        """What needs no weighing: the one place that ordinals name, a figure that speaks of all that is asked, or one of which
        sources are asked to differ and do."""
        places = [scored for scored in ranked if scored.candidate.ordinal]
        if len(places) == 1:
            return places[0]
        if defined := self._definitions.find(need):
            return Scored(Candidate(defined, (), 0.0, 0.0, _UNRANKED), 0.0)
        if "differs" not in need.asks and need.several:
            return None
        if "differs" not in need.asks:
            close = [scored for scored in ranked if scored.rank_score > ranked[0].rank_score - _SURE_SCORES]
            return next((scored for scored in close if _states_all(scored)), None)
        figures = self._all_figures
        named = [f for f in figures if (core := subject_core(f)) and need.says(core) and find_twins(f, figures)]
        if not named:
            return None
        best = max(named, key=lambda figure: len(subject_core(figure)))
        return Scored(Candidate(best, (), 0.0, 0.0, _UNRANKED), 0.0)

    def complete(self, need: Need, candidate: Candidate) -> Candidate:
        """A candidate with what it says nothing without: the list that it is one item of, where several things are asked
        for and it names only one, or the columns of a row of a table."""
        chunk = candidate.chunk
        if candidate.members or chunk.kind != "item":
            return candidate
        if cells := self._cells(chunk):
            return replace(candidate, members=cells)
        above = self._outline.above(chunk)
        if not above or "list" not in need.asks or not list_lacking(need, candidate.text, is_list=False):
            return candidate
        members = tuple(self._outline.listed(above[-1], need))
        return replace(candidate, chunk=above[-1], members=members) if chunk in members else candidate

    def _cells(self, chunk: Chunk) -> tuple[Chunk, ...]:
        """The figures of a row of a table, whose columns are named elsewhere; none for what is no such row."""
        figures = self._figures.get(chunk.id, [])
        texts = [figure.text for figure in figures]
        cells = [f for f in figures if not any(text != f.text and text.startswith(f.text) for text in texts)]
        elsewhere = any(cell.figure.measure not in chunk.text for cell in cells)
        return tuple(cells) if elsewhere and len(cells) > 1 else ()

    def tell(self, need: Need, ranked: Sequence[Scored]) -> Told:
        """The best candidate with those beside it that speak of what the question names and those before do not."""
        if not ranked or not need.terms:
            return Told(tuple(one.candidate for one in ranked[:1]), 0.0, 0.0)
        if apart := self._one_a_document(need, ranked):
            return apart
        reach = _SEVERAL if need.several else _ONE
        close = [one for one in ranked[: reach.ranks] if one.rank_score >= ranked[0].rank_score - reach.scores]
        if need.several:
            close = [one for one in close if self._is_beside(one.candidate, ranked[0].candidate)]
        texts = [normalise_text(one.candidate.text) if need.several else self._all_text(one.candidate) for one in close]
        need = self._coverage.to_the_point(need, " ".join(texts))
        names = np.array([need.several or term.role == "name" for term in need.terms] or [False])
        covers = [self._coverage.covers(need, text) for text in texts]
        told, found = covers[0], [close[0].candidate]
        while len(found) <= _MOST_COMPLEMENTS:
            gains = [float(np.maximum(cover - told, 0)[names].sum()) for cover in covers]
            best = next(i for i, gain in enumerate(gains) if gain > max(gains) - _CLEARLY_MORE)
            if gains[best] <= reach.gain:
                break
            found.append(close[best].candidate)
            told = np.maximum(told, covers[best])
        return self._told(need, found, names)

    def _told(self, need: Need, found: Sequence[Candidate], names: np.ndarray, least: bool = False) -> Told:
        """What candidates cover together, or, if `least`, every one of them."""
        covers = [self._coverage.covers(need, self._all_text(candidate)) for candidate in found]
        cover = (np.minimum if least else np.maximum).reduce(covers)
        weights = self._coverage.weights(need)
        return Told(tuple(found), float(cover @ weights / weights.sum()), float((1 - cover[names]).sum()))

    def _one_a_document(self, need: Need, ranked: Sequence[Scored]) -> Told | None:
        """The best candidate of every kind of document, where a question names several and all have one."""
        if len(need.documents) < 2 or not ranked:
            return None
        found: dict[str, Candidate] = {}
        for scored in ranked:
            found.setdefault(self._coverage.kind_of(scored.candidate.chunk), scored.candidate)
        if not need.documents <= found.keys():
            return None
        told = tuple(candidate for kind, candidate in found.items() if kind in need.documents)
        names = np.array([term.role == "name" for term in need.terms] or [False])
        return self._told(need, told, names, least=True)

    def _is_beside(self, candidate: Candidate, best: Candidate) -> bool:
        """Whether a candidate stands on the same slide, or in the same document where that has none."""
        one, other = candidate.chunk, best.chunk
        return one.source == other.source and (
            one.kind == other.kind == "sentence" or one.section[:2] == other.section[:2]
        )

    def _all_text(self, candidate: Candidate) -> str:
        return f"{self._coverage.above(candidate.chunk)} {normalise_text(candidate.text)}"

    def own_vector(self, candidate: Candidate) -> np.ndarray:
        """What sets the vector of a candidate apart from the mean one of its index, (dim,); zeros where it has none."""
        return self._vectors.get(candidate.chunk.id, self._mean) - self._mean

    def support(self, ranked: Sequence[Scored], told: Told, vector: Sequence[float]) -> float:
        """The probability, 0 to 1, that what is told of the ranked candidates answers the question; 0 for none."""
        if not ranked:
            return 0.0
        log_odds = self._accept.log_odds(accept_features(ranked, told))
        log_odds += self._by_vector.log_odds(np.asarray(vector), self.own_vector(ranked[0].candidate))
        return 1.0 / (1.0 + math.exp(-log_odds))


def _with_reasons(found: Sequence[Candidate]) -> list[Candidate]:
    """Candidates for a question that asks why: a sentence whose reason is in its neighbour only together with that."""
    evidence = kind_evidence("reason")
    pairs = [one for one in found if one.sequel and evidence.search(normalise_text(one.text))]
    lacking = {one.chunk.id for one in pairs if not evidence.search(normalise_text(one.chunk.text))}
    concluding = {one.sequel.id for one in pairs if _CONCLUDES.match(one.sequel.text)}
    return [one for one in found if one.sequel or one.members or one.chunk.id not in lacking | concluding]


def _states_all(scored: Scored) -> bool:
    """Whether a candidate is a figure of the unit asked for, and every word of the question stands in it or above it."""
    told = scored.features
    lacking = told["missing_names"] + told["missing_acts"] + told["missing_kinds"]
    return (
        told["figure_unit"] > 0 and told["own_cover"] > _MOSTLY and told["weakest_name"] > _MOSTLY and lacking < _LITTLE
    )


def accept_features(ranked: Sequence[Scored], told: Told) -> dict[str, float]:
    """The features by which the best of some ranked candidates, of which there is at least one, is accepted."""
    best = ranked[0]
    lead = best.rank_score - ranked[1].rank_score if len(ranked) > 1 else 0.0
    absolute = {name: value for name, value in best.features.items() if name not in _RELATIVE}
    together = {
        "told": float(len(told.candidates) - 1),
        "told_cover": told.cover,
        "told_missing": min(told.missing, _LONGEST_LEAD),
    }
    return absolute | together | {"rank_score": best.rank_score, "lead": min(lead, _LONGEST_LEAD)}


def _load_weights(table: dict[str, Any]) -> Weights:
    return Weights(table.get("bias", 0.0), {name: weight for name, weight in table.items() if name != "bias"})

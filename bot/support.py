"""How well a candidate supports an answer: its features, weighed by calibrated weights.

Two logistic regressions, both fitted by `evals/calibrate.py` on hand-written questions of `evals/sets` whose answering
lines are known: the first ranks the candidates of a question, the second says how likely the best of them really answers
it, from its features, the question's own vector, which tells what sort of thing is asked, and the product of that with the
vector of the evidence (less the mean one of its index), dimension by dimension, which tells in what they agree. The threshold on that is chosen on questions that the fit had not seen, a false answer counting as much against it as
a right one counts for it. The numbers are kept in `vocabulary/support.toml` with the figures of the fit. What evidence
must show and does not is no candidate at all (`bot/kinds.py`). Nothing here is a guess at a cosine.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from bot.coverage import Coverage
from bot.definitions import Definitions
from bot.features import Candidate, describe, level_of
from bot.kinds import figure_unit, list_lacking, may_answer
from bot.outline import Outline
from bot.retrieve import Hit
from bot.terms import Need
from bot.twins import find_twins, subject_core
from bot.vocabulary import load_vocabulary
from ingest.chunks import Chunk
from ingest.manifest import Source
from ingest.normalise import normalise_text

# A second piece of evidence is added if it covers a name more, and is not far behind in rank (log-odds).
_WORTH_ADDING = 0.85
_CLEARLY_MORE = 0.05
_CLOSE_RANKS = 8
_CLOSE_SCORES = 3.0
# The rank of what no search found.
_UNRANKED = 20
_LONGEST_LEAD = 3.0
# A figure states all that is asked if every name is covered so far, most of it by its own words, and this little is missing.
_MOSTLY = 0.6
_LITTLE = 0.35
_SURE_SCORES = 1.0
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
class Weights:
    """A fitted logistic regression; features that it does not name weigh nothing."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())


@dataclass(frozen=True, slots=True)
class VectorWeights:
    """What vectors add to the acceptance.

    Attributes:
        offset: makes the mean question of the fit, and the mean product, add nothing.
        question: (dim,) one a dimension of the question's vector.
        product: (dim,) one a dimension of the product of the vectors of question and evidence.
        fits: whether the vectors are of the model that was fitted.
    """

    offset: float
    question: np.ndarray
    product: np.ndarray
    fits: bool

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
        weights = (np.array(by_vector[name]) for name in ("question", "product"))
        self._by_vector = VectorWeights(by_vector["offset"], *weights, fits)

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
        if need.is_quantity:
            found += [
                Candidate(f, (), h.cosine, h.bm25_score, h.rank, cosine_z=h.cosine_z)
                for h in hits
                for f in self._figures.get(h.chunk.id, ())
            ]
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
        return [candidate for candidate in found if self._may_answer(need, candidate)]

    def _may_answer(self, need: Need, candidate: Candidate) -> bool:
        chunk, text = candidate.chunk, normalise_text(candidate.text)
        of_source = self._coverage.agrees_in_source(need, chunk, text)
        # 省级中心一共几个 is no question for what stands under 省级中心验收.
        only_number = need.is_quantity and not {"list", "differs", "belongs"} & set(need.asks) and not need.count
        if only_number and chunk.kind == "heading" and candidate.members:
            return False
        return of_source and may_answer(need, text, self._coverage.above(chunk), bool(candidate.members))

    def rank(self, need: Need, hits: Sequence[Hit]) -> list[Scored]:
        """The candidates among the hits, best first; none when nothing may answer."""
        found = self.candidates(need, hits)
        rows = [describe(need, candidate, level_of(hits), self._coverage) for candidate in found]
        scored = [Scored(c, self._rank.log_odds(row), row) for c, row in zip(found, rows, strict=True)]
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
        if "differs" not in need.asks:
            close = [scored for scored in ranked if scored.rank_score > ranked[0].rank_score - _SURE_SCORES]
            return next((scored for scored in close if _states_all(scored)), None)
        figures = self._all_figures
        named = [f for f in figures if (core := subject_core(f)) and need.says(core) and find_twins(f, figures)]
        if not named:
            return None
        best = max(named, key=lambda figure: len(subject_core(figure)))
        return Scored(Candidate(best, (), 0.0, 0.0, _UNRANKED), 0.0)

    def whole_list(self, need: Need, candidate: Candidate) -> Candidate:
        """The list that a candidate is one item of, where several things are asked for and it names only one."""
        chunk = candidate.chunk
        asked = "list" in need.asks and list_lacking(need, candidate.text, bool(candidate.members))
        above = self._outline.above(chunk)
        if not asked or chunk.kind != "item" or not above:
            return candidate
        members = tuple(self._outline.listed(above[-1], need))
        return replace(candidate, chunk=above[-1], members=members) if chunk in members else candidate

    def complement(self, need: Need, ranked: Sequence[Scored]) -> Candidate | None:
        """A second candidate that speaks of something the question names and the best one does not; None where none does."""
        if not ranked or not need.terms:
            return None
        need = self._coverage.to_the_point(
            need, " ".join(self._all_text(scored.candidate) for scored in ranked[:_CLOSE_RANKS])
        )
        names = np.array([term.role == "name" for term in need.terms] or [False])
        base = self._coverage.covers(need, self._all_text(ranked[0].candidate))
        found, most = None, _WORTH_ADDING
        for scored in ranked[1:_CLOSE_RANKS]:
            if scored.rank_score < ranked[0].rank_score - _CLOSE_SCORES:
                break
            more = np.maximum(self._coverage.covers(need, self._all_text(scored.candidate)), base) - base
            if float(more[names].sum()) > most:
                found, most = scored.candidate, float(more[names].sum()) + _CLEARLY_MORE
        return found

    def _all_text(self, candidate: Candidate) -> str:
        return f"{self._coverage.above(candidate.chunk)} {normalise_text(candidate.text)}"

    def own_vector(self, candidate: Candidate) -> np.ndarray:
        """What sets the vector of a candidate apart from the mean one of its index, (dim,); zeros where it has none."""
        return self._vectors.get(candidate.chunk.id, self._mean) - self._mean

    def support(self, ranked: Sequence[Scored], vector: Sequence[float]) -> float:
        """The probability, 0 to 1, that the best of the ranked candidates answers the question; 0 for none."""
        if not ranked:
            return 0.0
        log_odds = self._accept.log_odds(accept_features(ranked))
        log_odds += self._by_vector.log_odds(np.asarray(vector), self.own_vector(ranked[0].candidate))
        return 1.0 / (1.0 + math.exp(-log_odds))


def _states_all(scored: Scored) -> bool:
    """Whether a candidate is a figure of the unit asked for, and every word of the question stands in it or above it."""
    told = scored.features
    lacking = told["missing_names"] + told["missing_acts"] + told["missing_kinds"]
    return (
        told["figure_unit"] > 0 and told["own_cover"] > _MOSTLY and told["weakest_name"] > _MOSTLY and lacking < _LITTLE
    )


def accept_features(ranked: Sequence[Scored]) -> dict[str, float]:
    """The features by which the best of some ranked candidates, of which there is at least one, is accepted."""
    best = ranked[0]
    lead = best.rank_score - ranked[1].rank_score if len(ranked) > 1 else 0.0
    absolute = {name: value for name, value in best.features.items() if name not in _RELATIVE}
    return absolute | {"rank_score": best.rank_score, "lead": min(lead, _LONGEST_LEAD)}


def _load_weights(table: dict[str, Any]) -> Weights:
    return Weights(table["bias"], {name: weight for name, weight in table.items() if name != "bias"})

"""How well a candidate supports an answer: its features, weighed by calibrated weights.

Both steps are fitted by `evals/calibrate.py` on hand-written questions of `evals/sets` whose answering lines are known. A
conditional logit (McFadden, 1974) ranks the candidates of a question; a logistic regression says how likely the best of
them really answers it. Both weigh features and the product of the question's vector with the vector of the evidence (less
the mean one of its index), dimension by dimension, which tells in what they agree; the second also the question's own
vector, which tells what sort of thing is asked. The threshold is chosen on questions that the fit had not seen, a false
answer counting as much against it as a right one counts for it. The numbers are kept in `vocabulary/support.toml` with the
figures of the fit. What evidence must show and does not is no candidate at all (`bot/kinds.py`). Nothing here is a guess
at a cosine.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from bot.coverage import Coverage
from bot.definitions import Definitions
from bot.disagreement import find_differing
from bot.features import Candidate, describe, nearness_of
from bot.gather import UNRANKED, Gatherer, quotes
from bot.outline import Outline
from bot.retrieve import Hit
from bot.telling import Scored, Teller, Told
from bot.terms import Need
from bot.twins import find_twins
from bot.weights import load_fitted
from ingest.chunks import Chunk
from ingest.manifest import Source
from ingest.normalise import normalise_text

_LONGEST_LEAD = 3.0
# A figure states all that is asked if every name is covered so far, most of it by its own words, and this little is missing.
_MOSTLY = 0.6
_LITTLE = 0.35
_SURE_SCORES = 1.0
# A name is said in so many words if so much of it is there.
_WHOLLY = 0.95
# These compare the candidates of one question; of whether the best of them answers they say nothing.
_RELATIVE = ("cosine_behind", "bm25_share", "rank")


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
        self._all_figures = tuple(figures)
        by_chunk: dict[str, list[Chunk]] = defaultdict(list)
        for figure in figures:
            by_chunk[figure.parent].append(figure)
        self.outline, self._coverage = Outline(chunks), Coverage(chunks, figures, sources)
        self._gatherer = Gatherer(chunks, by_chunk, self.outline, self._coverage)
        self.teller = Teller(by_chunk, self.outline, self._coverage)
        self.definitions = Definitions(chunks)
        self._fitted = load_fitted(embedding_model if self._vectors else "")

    @property
    def threshold(self) -> float:
        """The support from which on evidence answers."""
        return self._fitted.threshold

    def rank(self, need: Need, hits: Sequence[Hit], vector: Sequence[float]) -> list[Scored]:
        """The candidates among the hits, best first; none when nothing may answer.

        Args:
            vector: (dim,) of the question.
        """
        found = self._gatherer.candidates(need, hits)
        if not found:
            return []
        rows = [describe(need, candidate, nearness_of(hits), self._coverage) for candidate in found]
        nearness = self._fitted.vectors.preference(np.asarray(vector), np.array([self.own_vector(c) for c in found]))
        scored = [
            Scored(c, self._fitted.rank.log_odds(row) + float(near), row)
            for c, row, near in zip(found, rows, nearness, strict=True)
        ]
        return sorted(scored, key=lambda item: -item.rank_score)

    def certain(self, need: Need, ranked: Sequence[Scored]) -> tuple[Scored, ...]:
        """What needs no weighing; none where all has to be weighed.

        That is the one place that ordinals name, the point whose task is asked for, the parts of a document, the sentence
        that defines what is asked for, a figure that speaks of all that is asked, or those of which sources are asked to
        differ and do.
        """
        places = [scored for scored in ranked if scored.candidate.ordinal]
        if len(places) == 1:
            return (places[0],)
        if "belongs" in need.asks and len(ranked) == 1 and quotes(need.question, ranked[0].candidate.text):
            return (ranked[0],)
        if "belongs" in need.asks and ranked and self._is_named_point(ranked[0]):
            return (ranked[0],)
        if defined := self.definitions.find(need):
            return (_unweighed(defined),)
        if "differs" in need.asks:
            return self._differing(need)
        if len(need.documents) > 1 and need.is_quantity and (differing := self._differing(need)):
            return differing
        if need.several or len(need.documents) > 1:
            return ()
        close = [scored for scored in ranked if scored.rank_score > ranked[0].rank_score - _SURE_SCORES]
        if sure := next(filter(_states_all, close), None):
            return (sure,)
        figure = self.teller.figure_of(need, ranked[0].candidate) if ranked and need.is_quantity else None
        stated = [scored for scored in ranked if figure and scored.candidate.chunk.id == figure.id]
        return (ranked[0],) if any(map(_states_all, stated)) else ()

    def _is_named_point(self, scored: Scored) -> bool:
        """Whether a candidate is a numbered point that says every name of the question in so many words."""
        chunk = scored.candidate.chunk
        wholly = scored.features["weakest_name"] >= _WHOLLY and scored.features["missing_names"] <= 1 - _WHOLLY
        return bool(chunk.label) and chunk.kind != "heading" and wholly

    def _differing(self, need: Need) -> tuple[Scored, ...]:
        """The figures that are to be set beside one another, if all documents that the question names have one of them."""
        figures = find_differing(need, self._all_figures)
        told = [twin for figure in figures for twin in (figure, *find_twins(figure, self._all_figures))]
        if not need.documents <= {self._coverage.kind_of(figure) for figure in told}:
            return ()
        return tuple(map(_unweighed, figures))

    def says_any(self, need: Need, text: str) -> bool:
        """Whether a text has any word of what is needed."""
        return bool(self._coverage.covers(need, normalise_text(text)).any())

    def own_vector(self, candidate: Candidate) -> np.ndarray:
        """What sets the vector of a candidate apart from the mean one of its index, (dim,); zeros where it has none."""
        return self._vectors.get(candidate.chunk.id, self._mean) - self._mean

    def support(self, ranked: Sequence[Scored], told: Told, vector: Sequence[float]) -> float:
        """The probability, 0 to 1, that what is told of the ranked candidates answers the question; 0 for none."""
        if not ranked:
            return 0.0
        log_odds = self._fitted.accept.log_odds(accept_features(ranked, told))
        log_odds += self._fitted.vectors.log_odds(np.asarray(vector), self.own_vector(ranked[0].candidate))
        return 1.0 / (1.0 + math.exp(-log_odds))


def _unweighed(chunk: Chunk) -> Scored:
    return Scored(Candidate(chunk, (), 0.0, 0.0, UNRANKED), 0.0)


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

"""The fitted numbers by which evidence is weighed: those of `vocabulary/support.toml`, written by `evals/calibrate.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.vocabulary import load_vocabulary


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


@dataclass(frozen=True, slots=True)
class Fitted:
    """All that is fitted: the weights of ranking and acceptance, and the support from which on evidence answers."""

    rank: Weights
    accept: Weights
    vectors: VectorWeights
    threshold: float


def load_fitted(embedding_model: str) -> Fitted:
    """The fitted numbers, of which those of vectors count for one embedding model only; empty for none."""
    fitted = load_vocabulary("support")
    table = fitted["vectors"]
    rank, question, product = (np.array(table[name]) for name in ("rank", "question", "product"))
    vectors = VectorWeights(rank, table["offset"], question, product, table["model"] == embedding_model)
    return Fitted(_load_weights(fitted["rank"]), _load_weights(fitted["accept"]), vectors, fitted["threshold"])


def _load_weights(table: dict[str, Any]) -> Weights:
    return Weights(table.get("bias", 0.0), {name: weight for name, weight in table.items() if name != "bias"})

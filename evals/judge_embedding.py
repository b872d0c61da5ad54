"""The bot's embedding model as ragas wants it; imported only where ragas is installed."""

from typing import Any

from ragas.embeddings.base import BaseRagasEmbedding

from ingest.embed import SentenceEmbedder


class OwnEmbedding(BaseRagasEmbedding):
    """Embeds questions on this machine.

    Args:
        model: as `CALIS_EMBEDDING_MODEL` names it.
    """

    def __init__(self, model: str) -> None:
        super().__init__()
        self._embedder = SentenceEmbedder(model)

    def embed_text(self, text: str, **_: Any) -> list[float]:
        return self._embedder.embed_query(text)

    async def aembed_text(self, text: str, **_: Any) -> list[float]:
        return self.embed_text(text)

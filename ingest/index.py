"""The index itself: one Chroma collection of all chunks, written by an ingest and opened whole by the bot."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.chunks import Chunk, chunk_from_metadata, chunk_to_metadata
from ingest.errors import IndexMismatchError, IndexMissingError, StoreError
from ingest.settings import IngestSettings
from ingest.store import IndexStore, open_store

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings

_BATCH = 64
# Chroma's graph index is approximate. Searched this widely it finds all that an exact scan finds: evals/benchmark.py
# compares the two on our own vectors and questions; at a few thousand vectors it costs about a millisecond.
_HNSW = {"space": "cosine", "ef_construction": 400, "ef_search": 400, "max_neighbors": 48}
PROSE_KINDS = ("heading", "sentence", "item")


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What a build says about itself.

    Attributes:
        fingerprint: changes whenever the content would.
        code: the version of the code that wrote it, see `code_fingerprint`.
    """

    fingerprint: str
    code: str
    embedding_model: str
    built_at: str


def code_fingerprint() -> str:
    """Changes with every file of this package: another version of it may write, and expect, other chunks."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.py"), *folder.glob("vocabulary/*.toml")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


class Index:
    """A published build, read-only.

    Attributes:
        build: its name in the store.
        info: what it says about itself.
        chunks: all chunks in the order of the files.
    """

    def __init__(self, store: IndexStore, build: str, embedder: "Embeddings | None" = None) -> None:
        self.build = build
        self._embedder = embedder
        self._collection = store.client(build).get_collection(build)
        self.info = IndexInfo(**({"code": ""} | (self._collection.metadata or {})))
        # Chunks of another version may lack what this one expects; `open_index` says so.
        found = (
            self._collection.get(include=["metadatas"])
            if self.info.code == code_fingerprint()
            else {"ids": [], "metadatas": []}
        )
        chunks = [chunk_from_metadata(*pair) for pair in zip(found["ids"], found["metadatas"], strict=True)]
        self.chunks = sorted(chunks, key=lambda chunk: (chunk.source, chunk.spans[0].first_line, _parts(chunk.id)))

    @cached_property
    def prose(self) -> list[Chunk]:
        """What is searched: headings, sentences and items, but for the headings of lists, which say nothing of their rows."""
        return [chunk for chunk in self.chunks if chunk.kind in PROSE_KINDS and "list" not in chunk.details]

    @cached_property
    def vectors(self) -> "dict[str, np.ndarray]":
        """The vectors of `prose` and of the stated figures by id, (dim,) of length 1 each."""
        ids = [chunk.id for chunk in (*self.prose, *(chunk for chunk in self.chunks if chunk.figure))]
        found = self._collection.get(ids=ids, include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def embed_question(self, question: str) -> list[float]:
        """The vector of a question, of length 1; loads the model."""
        assert self._embedder is not None
        return self._embedder.embed_query(question)

    def search_dense(self, vector: list[float], k: int) -> list[tuple[str, float]]:
        """The k chunks of `prose` nearest to the vector of a question as (chunk id, cosine similarity), best first."""
        found = self._collection.query(
            query_embeddings=[vector],
            ids=[chunk.id for chunk in self.prose],
            n_results=k,
            include=["distances"],
        )
        return [(key, 1.0 - distance) for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)]


def _parts(chunk_id: str) -> list[str | int]:
    """An id by which the chunks of one line sort as they are printed: its numbers count as numbers (2.10 follows 2.9)."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", chunk_id)]


def open_index(settings: IngestSettings, embedder: "Embeddings | None" = None) -> Index:
    """Open the build in use.

    Raises:
        IndexMissingError: nothing was ever published.
        IndexMismatchError: it was built by another embedding model than the settings name.
        StoreError: it cannot be read.
    """
    store = open_store(settings)
    build = store.current_build()
    where = settings.chroma_url or settings.home
    if build is None:
        raise IndexMissingError(f"{where} 里还没有索引：请先运行 calis ingest。")
    try:
        index = Index(store, build, embedder)
    except Exception as error:  # chromadb raises its own, sqlite's and plain ValueError alike
        raise StoreError(f"打不开 {where} 里的索引（{type(error).__name__}）：请运行 calis ingest 重建。") from error
    if index.info.embedding_model != settings.embedding_model:
        raise IndexMismatchError(
            f"索引是用向量模型 {index.info.embedding_model} 建的，现在设置的是 {settings.embedding_model}："
            "请运行 calis ingest 重建，或改回 CALIS_EMBEDDING_MODEL。"
        )
    if index.info.code != code_fingerprint():
        raise IndexMismatchError(f"{where} 里的索引是用另一个版本的程序建的：请运行 calis ingest 重建。")
    return index


def write_build(
    store: IndexStore, build: str, info: IndexInfo, chunks: Sequence[Chunk], embedder: "Embeddings"
) -> None:
    """Write a new build beside the one in use; nothing is published yet.

    Raises:
        StoreError: the store took fewer chunks than it was given, or failed.
    """
    from langchain_chroma import Chroma

    client = store.client(build)
    collection = Chroma(
        client=client,
        collection_name=build,
        embedding_function=embedder,
        collection_metadata=asdict(info),
        collection_configuration={"hnsw": _HNSW},
    )
    for batch in _batches(chunks):
        collection.add_texts(
            texts=[chunk.passage for chunk in batch],
            metadatas=[chunk_to_metadata(chunk) for chunk in batch],
            ids=[chunk.id for chunk in batch],
        )
    stored = client.get_collection(build).count()
    if stored != len(chunks):
        raise StoreError(
            f"索引只写进了 {stored} 块，应有 {len(chunks)} 块：旧索引仍在使用，请检查磁盘后再运行 calis ingest。"
        )


def _batches(chunks: Sequence[Chunk]) -> Iterator[Sequence[Any]]:
    return (chunks[start : start + _BATCH] for start in range(0, len(chunks), _BATCH))

"""Where builds of the index live, and which of them is in use: a new one is made beside it and switched to in one step.

Embedded, every build is a folder of its own under `home/index` and the file `CURRENT` names the one in use; on a Chroma
server every build is a collection of its own and the metadata of the collection `calis-current` names it.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from ingest.errors import StoreError
from ingest.settings import IngestSettings

if TYPE_CHECKING:
    import chromadb

_POINTER = "calis-current"


class IndexStore(Protocol):
    """Where builds live: a folder, or a Chroma server."""

    def current_build(self) -> str | None:
        """The name of the build in use; None before the first ingest."""

    def client(self, build: str) -> "chromadb.ClientAPI":
        """A client that reaches that build's collection, which has the build's name."""

    def publish(self, build: str) -> None:
        """Put that build in use in one step; the one used until now stays for whoever still has it open."""

    def discard_others(self) -> None:
        """Drop every build but the one in use: superseded ones and what earlier ingests left unfinished."""


def open_store(settings: IngestSettings) -> IndexStore:
    """The store that the settings name; makes and contacts nothing yet."""
    return ServerStore(settings.chroma_url) if settings.chroma_url else FolderStore(settings.home / "index")


class FolderStore:
    """Builds as folders, each an embedded Chroma of its own, with a pointer file that is replaced atomically."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._pointer = root / "CURRENT"

    def current_build(self) -> str | None:
        try:
            return json.loads(self._pointer.read_text(encoding="utf-8"))["build"]
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, OSError) as error:
            raise StoreError(f"读不了索引的指针文件 {self._pointer}：请删掉它，再运行 calis ingest。") from error

    def client(self, build: str) -> "chromadb.ClientAPI":
        import chromadb

        return chromadb.PersistentClient(path=self._root / build, settings=_chroma_settings())

    def publish(self, build: str) -> None:
        scratch = self._pointer.with_suffix(".new")
        with scratch.open("w", encoding="utf-8") as file:
            json.dump({"build": build}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, self._pointer)

    def discard_others(self) -> None:
        current = self.current_build()
        for path in self._root.glob("build-*"):
            if path.name != current:
                shutil.rmtree(path, ignore_errors=True)


class ServerStore:
    """Builds as collections on a Chroma server that many bot processes may share."""

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url if "//" in url else f"http://{url}")
            port = parts.port or 8000
        except ValueError:
            parts, port = urlsplit(""), 0
        if not parts.hostname or parts.scheme not in ("http", "https"):
            raise StoreError(f"CALIS_CHROMA_URL 的值 {url!r} 不是地址：请写成 http://主机:端口。")
        self._url = url
        self._address = {"host": parts.hostname, "port": port, "ssl": parts.scheme == "https"}
        self._client: chromadb.ClientAPI | None = None

    def client(self, build: str) -> "chromadb.ClientAPI":
        import chromadb

        if self._client is None:
            with self._reaching():
                self._client = chromadb.HttpClient(**self._address, settings=_chroma_settings())
        return self._client

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # chromadb raises ValueError, httpx errors and its own alike
            raise StoreError(f"连不上 Chroma 服务器 {self._url}：请检查 CALIS_CHROMA_URL 和服务器。") from error

    def _collections(self) -> dict[str, Any]:
        client = self.client("")
        with self._reaching():
            return {collection.name: collection for collection in client.list_collections()}

    def current_build(self) -> str | None:
        pointer = self._collections().get(_POINTER)
        return (pointer.metadata or {}).get("build") if pointer else None

    def publish(self, build: str) -> None:
        pointer = self.client("").get_or_create_collection(_POINTER, metadata={"build": build})
        pointer.modify(metadata={"build": build})

    def discard_others(self) -> None:
        current = self.current_build()
        for name in self._collections():
            if name.startswith("build-") and name != current:
                self.client("").delete_collection(name)


def _chroma_settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)

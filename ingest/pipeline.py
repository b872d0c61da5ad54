"""One ingest: manifest, files, chunks, vectors, publication; all or nothing."""

import hashlib
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.article import read_article
from ingest.chunks import Chunk, Span
from ingest.document import read_document
from ingest.embed import CachedEmbedder, SentenceEmbedder
from ingest.errors import CalisError, IngestRunningError, SourceFormatError, StoreError
from ingest.figures import state_figures
from ingest.formats import read_text
from ingest.grids import read_grid
from ingest.index import IndexInfo, code_fingerprint, write_build
from ingest.manifest import Source, load_manifest
from ingest.readers import read_bytes, read_lines
from ingest.roster import read_roster
from ingest.settings import IngestSettings
from ingest.slides import read_slides
from ingest.store import IndexStore, open_store

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one file gave."""

    source: Source
    records: int
    chunks: int


@dataclass(slots=True)
class IngestReport:
    """What an ingest did.

    Attributes:
        changed: False when the published index already held exactly this.
        left_over: what could not be tidied up after it, one sentence each; answers do not depend on it.
    """

    sources: list[SourceReport] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    changed: bool = True
    embedded: int = 0
    seconds: float = 0.0
    left_over: list[str] = field(default_factory=list)


def ingest(settings: IngestSettings, on_progress: Progress = lambda done, total: None) -> IngestReport:
    """Bring the published index in line with the corpus folder.

    Args:
        settings: where the corpus and the index are.
        on_progress: called with (chunks done, chunks in all) while vectors are made.

    Raises:
        ManifestError, SourceFormatError: the corpus is not in order; the old index stays in use.
        IngestRunningError: another ingest is at work.
        StoreError: the index cannot be written; the old one stays in use.
        ModelUnavailableError: the embedding model cannot be loaded.
    """
    started = time.perf_counter()
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with FileLock(settings.home / "ingest.lock", timeout=0):
            report = _ingest_locked(settings, on_progress)
    except Timeout as error:
        raise IngestRunningError("另一个 calis ingest 正在运行：请等它结束后再运行。") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"写不了索引目录 {settings.home}（{error}）：请检查磁盘空间和权限，旧索引仍在使用。"
        ) from error
    report.seconds = time.perf_counter() - started
    return report


def _ingest_locked(settings: IngestSettings, on_progress: Progress) -> IngestReport:
    store = open_store(settings)
    report, chunks = read_corpus(settings.corpus)
    fingerprint = _fingerprint(settings)
    if _published_fingerprint(store) == fingerprint:
        report.changed = False
        return report
    store.discard_others()
    done = 0

    def count(step: int) -> None:
        nonlocal done
        done += step
        on_progress(done, len(chunks))

    on_progress(0, len(chunks))
    embedder = CachedEmbedder(SentenceEmbedder(settings.embedding_model), settings.home / "vectors.sqlite", count)
    built_at = datetime.now(UTC).isoformat(timespec="seconds")
    info = IndexInfo(fingerprint, code_fingerprint(), settings.embedding_model, built_at)
    build = f"build-{time.time_ns()}"
    try:
        write_build(store, build, info, chunks, embedder)
    except (CalisError, OSError, sqlite3.Error):
        raise
    except Exception as error:  # chromadb's own errors have no common base
        raise StoreError(f"Chroma 写索引失败（{error}）：请检查磁盘空间或 Chroma 服务器，旧索引仍在使用。") from error
    store.publish(build)
    report.embedded = embedder.embedded
    return report


def read_corpus(corpus: Path) -> tuple[IngestReport, list[Chunk]]:
    """All chunks of a corpus folder with what each file gave; nothing is embedded or published.

    Raises:
        ManifestError, SourceFormatError: the corpus is not in order.
    """
    report, chunks = IngestReport(), []
    for position, source in enumerate(load_manifest(corpus)):
        lines, found = _read_source(source, corpus / source.file, report.warnings)
        records = sum(1 for chunk in found if chunk.row or chunk.figure)
        report.sources.append(SourceReport(source, records, len(found) - records))
        chunks += [_source_chunk(source, position, lines, corpus), *found]
    return report, chunks


def _read_source(source: Source, path: Path, warnings: list[str]) -> tuple[list[str], list[Chunk]]:
    """A source's lines as they are cited by number, and what was read from them."""
    if source.kind == "roster":
        text = read_grid(path)
        reading = read_roster(source, text.rows)
        warnings += reading.warnings
        return text.lines, reading.chunks
    if source.kind == "document":
        document = read_text(path)
        warnings += document.warnings
        chunks = read_document(source, document)
        return document.lines, [*chunks, *state_figures(chunks, document.lines)]
    if path.suffix.lower() != ".txt":
        raise SourceFormatError(
            f"读不了语料文件 {path.name}：{source.kind} 只读 .txt，请把 manifest.toml 里的 kind 改为 document，或另存为 UTF-8 文本。"
        )
    read_prose = read_article if source.kind == "article" else read_slides
    lines = read_lines(path)
    chunks = read_prose(source, lines)
    return lines, [*chunks, *state_figures(chunks, lines)]


def _source_chunk(source: Source, position: int, lines: list[str], corpus: Path) -> Chunk:
    """The source as a whole, with all its lines and its checksum, so that answering needs nothing but the index."""
    checksum = hashlib.sha256(read_bytes(corpus / source.file)).hexdigest()
    manifest = source.model_dump(mode="json")
    details = {"manifest": manifest, "position": position, "lines": lines, "sha256": checksum}
    whole = (Span(1, len(lines), source.title),)
    return Chunk(id=source.id, source=source.file, kind="source", text=source.title, spans=whole, details=details)


def _fingerprint(settings: IngestSettings) -> str:
    """Changes with the manifest, any file's bytes, the embedding model, and the code that reads them."""
    digest = hashlib.sha256((settings.embedding_model + code_fingerprint()).encode())
    files = [settings.corpus / source.file for source in load_manifest(settings.corpus)]
    files.append(settings.corpus / "manifest.toml")
    for path in sorted(files):
        digest.update(hashlib.sha256(path.name.encode() + path.read_bytes()).digest())
    return digest.hexdigest()


def _published_fingerprint(store: IndexStore) -> str | None:
    build = store.current_build()
    if build is None:
        return None
    try:
        metadata = store.client(build).get_collection(build).metadata or {}
    except Exception:  # whatever is wrong with the old index, building a new one is the remedy
        return None
    return metadata.get("fingerprint")

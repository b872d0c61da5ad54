"""Changes the corpus from a running desk: a document comes, replaces another or goes, and the index follows or nothing changes.

A change is tried on a copy of the folder first. Then the new file is put beside the others under a name of its own, the
manifest is replaced in one step and the index is built; if that fails the old manifest comes back. Files that are no longer
named are kept in `home/removed`.
"""

import logging
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.chunks import Chunk
from ingest.errors import CalisError, LibraryError
from ingest.manifest import Source, load_manifest
from ingest.manifest_text import add_entry, remove_entry
from ingest.pipeline import IngestReport, Progress, ingest, read_corpus
from ingest.settings import IngestSettings

logger = logging.getLogger(__name__)

MOST_BYTES = 20 * 2**20
SUFFIXES = (".txt", ".csv", ".xlsx", ".docx", ".pdf", ".html", ".htm", ".md")
_LONGEST_STEM = 60
_MANIFEST = "manifest.toml"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the corpus.

    Attributes:
        added: the entry of a document that comes, its file name being where it will lie.
        path: that document.
        removed: id of an entry that goes, or that the new one replaces.
    """

    added: Source | None = None
    path: Path | None = None
    removed: str = ""


def safe_name(name: str, corpus: Path) -> str:
    """A file name for the corpus made from that of an upload: no path, no odd characters, none that is there already.

    Raises:
        LibraryError: it is no kind of file that is read.
    """
    base = unicodedata.normalize("NFKC", name).replace("\\", "/").rpartition("/")[2]
    suffix = Path(base).suffix.lower()
    if suffix not in SUFFIXES:
        raise LibraryError(f"不能收这类文件（{suffix or '没有后缀'}）：请用 {'、'.join(SUFFIXES)} 中的一种。")
    stem = re.sub(r"[^\w\-.]+", "-", base[: -len(suffix)]).strip("-.")[:_LONGEST_STEM] or "document"
    taken = {path.name.lower() for path in corpus.iterdir()}
    names = (f"{stem}{suffix}", *(f"{stem}-{number}{suffix}" for number in range(2, 1000)))
    return next(name for name in names if name.lower() not in taken)


def try_change(settings: IngestSettings, change: Change) -> tuple[IngestReport, list[Chunk]]:
    """What the corpus would give with a change; nothing is changed.

    Raises:
        CalisError: with the change the corpus would not be in order.
    """
    with _calm(), tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        for source in load_manifest(settings.corpus):
            shutil.copy(settings.corpus / source.file, staged / source.file)
        if change.added and change.path:
            shutil.copy(change.path, staged / change.added.file)
        (staged / _MANIFEST).write_text(_changed_manifest(settings.corpus, change), encoding="utf-8")
        return read_corpus(staged)


def apply_change(
    settings: IngestSettings, change: Change, on_progress: Progress = lambda done, total: None
) -> IngestReport:
    """Make a change and bring the index in line with it; on any failure folder and index are as before.

    Only that a file which is no longer named stays in the folder is no failure; the report says so.

    Raises:
        CalisError: the change cannot be made, or another one is under way.
    """
    with _calm(), _alone(settings):
        try_change(settings, change)
        manifest = settings.corpus / _MANIFEST
        before = manifest.read_text(encoding="utf-8")
        gone = [source.file for source in load_manifest(settings.corpus) if source.id == change.removed]
        after = _changed_manifest(settings.corpus, change)
        try:
            if change.added and change.path:
                _put(change.path, settings.corpus / change.added.file)
            _write(manifest, after)
            report = ingest(settings, on_progress)
        except BaseException:
            _write(manifest, before)
            if change.added:
                (settings.corpus / change.added.file).unlink(missing_ok=True)
            raise
        report.left_over += filter(None, (_keep_removed(settings, settings.corpus / file) for file in gone))
        return report


def _changed_manifest(corpus: Path, change: Change) -> str:
    text = (corpus / _MANIFEST).read_text(encoding="utf-8")
    if change.removed:
        text = remove_entry(text, change.removed)
    if change.added:
        text = add_entry(text, change.added)
    return text


def free_id(wanted: str, sources: list[Source]) -> str:
    """An id for a new entry that no other has: lower-case letters, digits, dashes."""
    base = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-") or "document"
    taken = {source.id for source in sources}
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, 1000))) if name not in taken)


def _put(path: Path, target: Path) -> None:
    scratch = target.with_name(f".{target.name}.part")
    shutil.copy(path, scratch)
    os.replace(scratch, target)


def _write(manifest: Path, text: str) -> None:
    scratch = manifest.with_name(f".{manifest.name}.part")
    scratch.write_text(text, encoding="utf-8")
    os.replace(scratch, manifest)


def _keep_removed(settings: IngestSettings, path: Path) -> str:
    """Put a file that is no longer named aside; a sentence where that fails, as the change itself is made by then."""
    folder = settings.home / "removed"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.move(path, folder / f"{datetime.now():%Y%m%d-%H%M%S}-{path.name}")
    except OSError as error:
        logger.exception("the removed file %s could not be put aside", path)
        return f"旧文件 {path.name} 没能移到 {folder}（{error.strerror or error}）：更改已经生效，请手工把它移走。"
    return ""


@contextmanager
def _alone(settings: IngestSettings) -> Iterator[None]:
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.home / "corpus.lock", timeout=0):
            yield
    except Timeout as error:
        raise LibraryError("另一位管理员正在更改资料：请等那次更改结束后再试。") from error


@contextmanager
def _calm() -> Iterator[None]:
    """Failures of the disk as one sentence; nothing else is caught."""
    try:
        yield
    except CalisError:
        raise
    except OSError as error:
        raise LibraryError(f"改不了语料目录（{error.strerror}）：请检查磁盘空间和写的权限，资料没有变动。") from error

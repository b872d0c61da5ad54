from pathlib import Path

import pytest
from filelock import FileLock

from ingest import library
from ingest.errors import CalisError, LibraryError, SourceFormatError, StoreError
from ingest.index import open_index
from ingest.library import Change, apply_change, free_id, safe_name, try_change
from ingest.manifest import RosterList, Source, load_manifest
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

NEW = Source(
    id="list-2024",
    file="list-2024.txt",
    title="小名单",
    kind="roster",
    lists=(RosterList(id="members", heading="成员馆名单", edition="2024"),),
)
TEXT = "成员馆名单\n序号\t单位名称\t级别\n1\t北京大学图书馆\tC级\n"


class QuickEmbedder:
    """Vectors of the usual length without a model."""

    loaded = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[1.0, float(len(text)), *[0.0] * 382] for text in texts]


@pytest.fixture
def settings(small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IngestSettings:
    monkeypatch.setattr("ingest.pipeline.SentenceEmbedder", QuickEmbedder)
    made = IngestSettings(_env_file=None, home=tmp_path / "home", corpus=small_corpus)
    ingest(made)
    return made


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "upload.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def state(settings: IngestSettings) -> tuple:
    """Everything that a failed change must leave alone."""
    files = {path.name: path.read_bytes() for path in settings.corpus.iterdir()}
    return files, open_index(settings).build


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("members-2024.xlsx", "members-2024.xlsx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\x\\名单 2024.XLSX", "名单-2024.xlsx"),
        ("<img src=x onerror=alert(1)>.txt", "img-src-x-onerror-alert-1.txt"),
        (".txt.txt", "txt.txt"),
        ("list.txt", "list-2.txt"),
        ("a" * 300 + ".csv", "a" * 60 + ".csv"),
    ],
)
def test_a_file_name_is_made_safe_and_new(settings: IngestSettings, name: str, safe: str) -> None:
    assert safe_name(name, settings.corpus) == safe


@pytest.mark.parametrize("name", ["manifest.toml", "x.exe", "x", ""])
def test_other_kinds_of_files_are_refused(settings: IngestSettings, name: str) -> None:
    with pytest.raises(LibraryError):
        safe_name(name, settings.corpus)


def test_trying_a_change_shows_it_and_changes_nothing(settings: IngestSettings, upload: Path) -> None:
    before = state(settings)
    report, chunks = try_change(settings, Change(NEW, upload))
    assert [item.source.id for item in report.sources] == ["list", "list-2024"]
    assert any(chunk.row and chunk.row.edition == "2024" for chunk in chunks)
    assert state(settings) == before


def test_a_document_comes_and_goes_with_the_index(settings: IngestSettings, upload: Path) -> None:
    apply_change(settings, Change(NEW, upload))
    assert {chunk.source for chunk in open_index(settings).chunks} == {"list.txt", "list-2024.txt"}
    apply_change(settings, Change(removed="list-2024"))
    assert {chunk.source for chunk in open_index(settings).chunks} == {"list.txt"}
    (kept,) = (settings.home / "removed").iterdir()
    assert kept.read_text(encoding="utf-8") == TEXT


def test_a_replacing_document_leaves_the_old_file_in_the_removed_ones(settings: IngestSettings, upload: Path) -> None:
    apply_change(settings, Change(NEW.model_copy(update={"id": "list"}), upload, removed="list"))
    assert [source.file for source in load_manifest(settings.corpus)] == ["list-2024.txt"]
    assert not (settings.corpus / "list.txt").exists()
    assert len(list((settings.home / "removed").iterdir())) == 1


def test_a_removed_file_that_cannot_be_put_aside_is_said_and_undoes_nothing(
    settings: IngestSettings, upload: Path
) -> None:
    (settings.home / "removed").write_text("a file where the folder should be", encoding="utf-8")
    report = apply_change(settings, Change(NEW.model_copy(update={"id": "list"}), upload, removed="list"))
    assert {chunk.source for chunk in open_index(settings).chunks} == {"list-2024.txt"}
    assert (settings.corpus / "list.txt").exists()
    (said,) = report.left_over
    assert "list.txt" in said
    assert "已经生效" in said


@pytest.mark.parametrize("content", [b"", b"\x00\x01\xff" * 50, "没有这份名单\n".encode()])
def test_a_bad_document_changes_nothing(settings: IngestSettings, upload: Path, content: bytes) -> None:
    before = state(settings)
    upload.write_bytes(content)
    with pytest.raises(SourceFormatError):
        apply_change(settings, Change(NEW, upload))
    assert state(settings) == before


@pytest.mark.parametrize(
    "error", [StoreError("磁盘满了"), OSError(28, "No space left"), RuntimeError("bug"), KeyboardInterrupt()]
)
def test_a_failing_ingest_changes_nothing(
    settings: IngestSettings, upload: Path, monkeypatch, error: BaseException
) -> None:
    before = state(settings)

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(library, "ingest", fail)
    with pytest.raises((CalisError, RuntimeError, KeyboardInterrupt)):
        apply_change(settings, Change(NEW, upload))
    assert state(settings) == before


def test_the_last_document_cannot_be_removed(settings: IngestSettings) -> None:
    before = state(settings)
    with pytest.raises(CalisError):
        apply_change(settings, Change(removed="list"))
    assert state(settings) == before


def test_two_changes_at_once_are_refused(settings: IngestSettings, upload: Path) -> None:
    with FileLock(settings.home / "corpus.lock"), pytest.raises(LibraryError, match="另一位管理员"):
        apply_change(settings, Change(NEW, upload))


def test_ids_are_free_and_plain(settings: IngestSettings) -> None:
    assert free_id("List", load_manifest(settings.corpus)) == "list-2"
    assert free_id("名单", load_manifest(settings.corpus)) == "document"

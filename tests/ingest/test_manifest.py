from pathlib import Path

import pytest

from ingest.errors import ManifestError
from ingest.manifest import load_manifest
from tests.conftest import CORPUS


def test_the_real_manifest_says_only_what_the_files_state() -> None:
    sources = {source.id: source for source in load_manifest(CORPUS)}
    assert sources["members-2023"].date_stated == "2023-12-31"
    assert sources["plan-14th-five-year"].date_stated == "2021年第5期（总第204期）"
    assert sources["service-progress-phase3"].date_stated == sources["co-organisers"].date_stated == ""


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (('kind = "roster"', 'kind = "poster"'), "list 的 kind 不对"),
        (('title = "小名单"\n', ""), "list 的 title 不对"),
        (('kind = "roster"', 'kind = "roster"\ncolour = "red"'), "list 的 colour 不对"),
        (('file = "list.txt"', 'file = "../list.txt"'), "必须是语料目录里的文件名"),
        (("as_of = 2023-12-31", 'as_of = "soon"'), "list 的 as_of 不对"),
        (("[[source]]", "[[source"), "不是正确的 TOML"),
        (("[[source]]", "[[sources]]"), "没有任何"),
    ],
)
def test_a_wrong_entry_is_named(small_corpus: Path, change: tuple[str, str], complaint: str) -> None:
    path = small_corpus / "manifest.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(ManifestError, match=complaint):
        load_manifest(small_corpus)


def test_a_roster_without_lists_and_a_doubled_id_are_refused(small_corpus: Path) -> None:
    path = small_corpus / "manifest.toml"
    entry = path.read_text(encoding="utf-8")
    path.write_text(entry + entry, encoding="utf-8")
    with pytest.raises(ManifestError, match="id list 出现了不止一次"):
        load_manifest(small_corpus)
    path.write_text(entry.split("[[source.lists]]")[0], encoding="utf-8")
    with pytest.raises(ManifestError, match="没有写"):
        load_manifest(small_corpus)


def test_a_missing_manifest_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="CALIS_CORPUS"):
        load_manifest(tmp_path)

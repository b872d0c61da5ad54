import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.rosters import Rosters
from ingest.errors import SourceFormatError
from ingest.grids import read_grid
from ingest.index import Index, open_index
from ingest.manifest import load_manifest
from ingest.pipeline import IngestReport, ingest
from ingest.roster import read_roster
from ingest.settings import IngestSettings
from tests.conftest import CORPUS

ENTRY = """
[[source]]
id = "members-2024"
file = "members-2024.xlsx"
title = "CALIS 联合目录院校及公共成员馆名单"
kind = "roster"
publisher = "CALIS"
as_of = 2024-12-31

[[source.lists]]
id = "members"
heading = "CALIS 联合目录院校及公共成员馆名单"
edition = "2024"
"""
REMOVED = ("安徽财经大学图书馆", "鞍山师范学院图书馆", "香港浸会大学图书馆")
ADDED = (("甲乙大学图书馆", "D"), ("丙丁职业学院图书馆", "C"), ("戊己市图书馆", "B+"), ("庚辛大学图书馆", "海外用户"))
CHANGED = {
    "阿坝师范学院图书馆": "C",
    "安徽大学图书馆": "B",
    "安徽工业大学图书馆": "D",
    "安阳工学院图书馆": "D",
    "白城师范学院图书馆": "Dr",
}


def next_year() -> list[tuple[str, str]]:
    """(name, level) of the 2023 members, some of them gone, others new, some at another level."""
    source = load_manifest(CORPUS)[0]
    chunks = read_roster(source, read_grid(CORPUS / source.file).rows).chunks
    old = [chunk.row for chunk in chunks if chunk.row and chunk.row.list_id == "members"]
    kept = [(row.name, CHANGED.get(row.name, row.level)) for row in old if row.name not in REMOVED]
    return [*kept, *ADDED]


def write_workbook(path: Path, members: list[tuple[str, str]]) -> None:
    """As such a list comes: a title over all columns, an empty row, the head, numbers as Excel holds them."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "CALIS 联合目录院校及公共成员馆名单（截止到 2024 年 12 月 31 日）"
    sheet.merge_cells("A1:C1")
    for column, head in enumerate(("序号", "单位名称", "级别"), start=1):
        sheet.cell(3, column).value = head
    for number, (name, level) in enumerate(members, start=1):
        sheet.append([float(number), name, f"{level} 级" if level.isascii() else level])
    book.save(path)


@pytest.fixture(scope="module")
def both(settings: IngestSettings, tmp_path_factory: pytest.TempPathFactory) -> IngestSettings:
    """A corpus with the lists of two years, not yet ingested; the vectors of the first year are at hand."""
    folder = tmp_path_factory.mktemp("editions")
    corpus = shutil.copytree(CORPUS, folder / "corpus")
    with (corpus / "manifest.toml").open("a", encoding="utf-8") as manifest:
        manifest.write(ENTRY)
    write_workbook(corpus / "members-2024.xlsx", next_year())
    (folder / "home").mkdir()
    shutil.copy(settings.home / "vectors.sqlite", folder / "home")
    return IngestSettings(_env_file=None, home=folder / "home", corpus=corpus)


@pytest.fixture(scope="module")
def report(both: IngestSettings) -> IngestReport:
    return ingest(both)


@pytest.fixture(scope="module")
def index(both: IngestSettings, report: IngestReport) -> Index:
    return open_index(both)


def test_only_what_is_new_in_the_next_edition_is_embedded(report: IngestReport) -> None:
    # A passage for each new name or level, one for the heading, and one for the source, which is its title.
    assert report.embedded == len(ADDED) + len(CHANGED) + 2
    assert not [warning for warning in report.warnings if warning.startswith("members-2024")]
    assert {item.source.file: item.records for item in report.sources}["members-2024.xlsx"] == 1330


def test_the_newest_edition_is_in_use_and_the_older_one_kept(index: Index) -> None:
    rosters = Rosters(index.chunks)
    assert rosters.lists["members"].edition == "2024"
    assert {(roster.id, roster.edition): len(roster.rows) for roster in rosters.editions} == {
        ("members", "2023"): 1329,
        ("members", "2024"): 1330,
        ("commercial", "2023"): 30,
        ("co-organisers", ""): 253,
    }


def test_the_editions_differ_by_what_was_changed(index: Index) -> None:
    old, new = (
        {chunk.row.name: chunk.row.level for chunk in roster.rows}
        for roster in Rosters(index.chunks).editions
        if roster.id == "members"
    )
    assert old.keys() - new.keys() == set(REMOVED)
    assert new.keys() - old.keys() == {name for name, _ in ADDED}
    assert {name: new[name] for name in old.keys() & new.keys() if old[name] != new[name]} == CHANGED


def test_a_row_of_a_workbook_is_quoted_from_the_lines_that_the_index_holds(index: Index) -> None:
    whole = next(chunk for chunk in index.chunks if chunk.id == "members-2024")
    lines = whole.details["lines"]
    rows = [chunk for chunk in index.chunks if chunk.source == "members-2024.xlsx" and chunk.row]
    assert [chunk.spans[0].first_line for chunk in rows] == list(range(4, 4 + 1330))
    assert all(chunk.spans[0].quote in lines[chunk.spans[0].first_line - 1] for chunk in rows)
    assert whole.details["manifest"]["as_of"] == date(2024, 12, 31).isoformat()


def test_prose_in_another_format_than_text_is_refused_by_name(small_corpus: Path, tmp_path: Path) -> None:
    with (small_corpus / "manifest.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('[[source]]\nid = "a"\nfile = "a.docx"\ntitle = "文章"\nkind = "article"\n')
    (small_corpus / "a.docx").write_bytes(b"")
    settings = IngestSettings(_env_file=None, home=tmp_path / "home", corpus=small_corpus)
    with pytest.raises(SourceFormatError, match=r"a\.docx：article 只读 \.txt"):
        ingest(settings)

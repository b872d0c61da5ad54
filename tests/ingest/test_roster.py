from collections import Counter
from datetime import date

import pytest

from ingest.chunks import Chunk
from ingest.errors import SourceFormatError
from ingest.manifest import RosterList, Source, load_manifest
from ingest.readers import read_lines
from ingest.roster import read_roster, text_grid
from tests.conftest import CORPUS

SMALL = Source(
    id="s",
    file="s.txt",
    title="甲",
    kind="roster",
    as_of=date(2023, 12, 31),
    lists=(RosterList(id="members", heading="成员馆名单"), RosterList(id="others", heading="其他单位")),
)


@pytest.fixture(scope="module")
def rows() -> list[Chunk]:
    found = []
    for source in load_manifest(CORPUS):
        if source.kind == "roster":
            found += read_roster(source, text_grid(read_lines(CORPUS / source.file))).chunks
    return [chunk for chunk in found if chunk.row]


def read(*lines: str):
    return read_roster(SMALL, text_grid(lines))


def test_every_row_of_the_sources_is_a_record_at_its_line(rows: list[Chunk]) -> None:
    found = {(chunk.source, chunk.spans[0].first_line): chunk for chunk in rows}
    expected = {}
    for name in ("members-2023.txt", "co-organisers.txt"):
        for number, line in enumerate((CORPUS / name).read_text(encoding="utf-8").split("\n"), start=1):
            cells = line.removeprefix("-").strip().split("\t")
            if (len(cells) == 3 and cells[0].isdigit()) or (line.startswith("-") and cells != [""]):
                expected[name, number] = cells[1] if len(cells) == 3 else cells[0]
    assert {place: chunk.row.name for place, chunk in found.items()} == expected
    assert Counter(chunk.row.list_id for chunk in rows) == {
        "members": 1329,
        "commercial": 30,
        "co-organisers": 253,
    }


def test_levels_are_read_alike_with_and_without_a_blank(rows: list[Chunk]) -> None:
    counts = Counter(chunk.row.level for chunk in rows if chunk.row.list_id == "members")
    assert counts == {"D": 1024, "C": 209, "Dr": 44, "B": 18, "B+": 13, "S1": 11, "海外用户": 7, "R": 3}


def test_agreement_ends_are_dates(rows: list[Chunk]) -> None:
    ends = Counter(chunk.row.agreement_end for chunk in rows if chunk.row.list_id == "commercial")
    assert ends == {date(2023, 12, 31): 25, date(2024, 12, 31): 5}


def test_columns_are_found_by_their_heads_in_any_order() -> None:
    reading = read("成员馆名单", "级别\t序号\t单位名称", "B 级\t7\t北京大学图书馆", "其他单位", "- 首都图书馆")
    first, second = [chunk.row for chunk in reading.chunks if chunk.row]
    assert (first.name, first.level, first.sequence) == ("北京大学图书馆", "B", 7)
    assert (second.list_id, second.name, second.level) == ("others", "首都图书馆", "")


def test_a_line_that_is_no_row_is_reported_with_its_place() -> None:
    reading = read(
        "成员馆名单",
        "序号\t单位名称\t级别",
        "1\t北京大学图书馆\tB级",
        "CALIS",
        "x\t甲图书馆\tD级",
        "其他单位",
        "- 乙",
        "- ",
    )
    assert [warning.split("：")[0] for warning in reading.warnings] == [
        "s.txt 第 4 行不是名单的一行，已跳过",
        "s.txt 第 5 行序号不是数字",
        "s.txt 第 8 行不是名单的一行，已跳过",
    ]


def test_a_list_that_is_not_there_or_has_another_date_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="没有找到名单“其他单位”"):
        read("成员馆名单", "序号\t单位名称\t级别", "1\t北京大学图书馆\tB级")
    with pytest.raises(SourceFormatError, match="2022-12-31"):
        read("成员馆名单（截止到 2022 年 12 月 31 日）")

import csv
import io
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from bot.cli_members import members_app
from bot.members import Check, check_names, dates_of, find_problem, put_beside, result_cells, summarise, write_results
from bot.rosters import Rosters
from bot.sheets import Sheet
from ingest.chunks import Chunk
from ingest.index import open_index
from ingest.settings import IngestSettings


@pytest.fixture(scope="module")
def chunks(settings: IngestSettings) -> list[Chunk]:
    return open_index(settings).chunks


@pytest.fixture(scope="module")
def rosters(chunks: list[Chunk]) -> Rosters:
    return Rosters(chunks)


@pytest.fixture(scope="module")
def dates(chunks: list[Chunk]) -> dict[str, str]:
    return dates_of(chunks)


def check(name: object, rosters: Rosters) -> Check:
    (found,) = check_names([name], rosters)
    return found


@pytest.mark.parametrize(
    ("written", "outcome", "name"),
    [
        ("北京大学图书馆", "exact", "北京大学图书馆"),
        (" 北京大學圖書館 ", "exact", "北京大学图书馆"),
        ("复旦大学", "exact", "复旦大学图书馆"),
        ("北大", "alias", "北京大学图书馆"),
        ("清华大学图书管", "spelling", "清华大学图书馆"),
        ("Peking University Library", "romanised", "北京大学图书馆"),
    ],
)
def test_one_organisation_is_given_with_the_way_it_was_found(
    written: str, outcome: str, name: str, rosters: Rosters
) -> None:
    found = check(written, rosters)
    assert (found.outcome, found.rows[0].row.name, found.candidates) == (outcome, name, ())
    assert 80 < found.score <= 100


def test_row_says_what_the_list_prints_and_where(rosters: Rosters, dates: dict[str, str]) -> None:
    assert result_cells(check("北大", rosters), rosters, dates) == {
        "written": "北大",
        "how": "简称或别名",
        "name": "北京大学图书馆",
        "list": "CALIS 联合目录院校及公共成员馆名单",
        "level": "B+ 级",
        "agreement_end": "",
        "sequence": 39,
        "as_of": "2023-12-31",
        "line": "members-2023.txt 第 44 行",
        "score": 100,
        "candidates": "",
    }


def test_company_has_an_end_of_agreement_and_no_level(rosters: Rosters, dates: dict[str, str]) -> None:
    company = rosters.lists["commercial"].rows[0]
    cells = result_cells(check(company.row.name, rosters), rosters, dates)
    assert cells["agreement_end"] == company.row.agreement_end.isoformat()
    assert cells["level"] == ""


def test_organisation_of_two_lists_has_both(rosters: Rosters, dates: dict[str, str]) -> None:
    cells = result_cells(check("香港中文大学（深圳）", rosters), rosters, dates)
    assert cells["name"] == "香港中文大学（深圳）图书馆；香港中文大学(深圳)"
    assert cells["list"] == "CALIS 联合目录院校及公共成员馆名单；联合主办单位"
    assert (cells["level"], cells["sequence"], cells["as_of"]) == ("D 级", "1074；—", "2023-12-31；未注明")
    assert cells["line"] == "members-2023.txt 第 1104 行；co-organisers.txt 第 185 行"


@pytest.mark.parametrize(("written", "outcome"), [("民大", "several"), ("某某财经大学", "none"), ("甲乙丙", "none")])
def test_nobody_elses_level_is_given(written: str, outcome: str, rosters: Rosters, dates: dict[str, str]) -> None:
    found = check(written, rosters)
    cells = result_cells(found, rosters, dates)
    assert found.outcome == outcome
    empty = ("name", "list", "level", "agreement_end", "sequence", "as_of", "line", "score")
    assert not any(cells[key] for key in empty)


def test_candidates_are_all_meanings_or_the_nearest_names(rosters: Rosters, dates: dict[str, str]) -> None:
    assert set(check("中国石油大学", rosters).candidates) == {
        "中国石油大学（北京）克拉玛依校区图书馆",
        "中国石油大学（北京）图书馆",
        "中国石油大学（华东）图书馆",
    }
    assert 1 <= len(check("某某财经大学", rosters).candidates) <= 3
    many = result_cells(check("师大", rosters), rosters, dates)["candidates"]
    assert many.count("；") == 9
    assert many.endswith(f"等 {len(check('师大', rosters).candidates)} 家")


def test_name_that_is_printed_so_is_meant_though_another_bears_it_in_brackets(rosters: Rosters) -> None:
    found = check("吉林省图书馆", rosters)
    assert [row.row.name for row in found.rows] == ["吉林省图书馆"]
    assert found.candidates == ("吉林省图书馆(吉林省少年儿童图书馆)",)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, "没有名称"),
        ("  ", "没有名称"),
        ("——", "没有名称"),
        ("#REF!", "公式错误 #REF!"),
        ("#N/A", "公式错误 #N/A"),
        ("#DIV/0!", "公式错误"),
        ("=VLOOKUP(A1,B:B,1)", "没有算出"),
        ("北" * 201, "有 201 个字，超过 200 个字"),
    ],
)
def test_broken_row_says_why_and_the_rest_go_on(cell: str | None, said: str, rosters: Rosters) -> None:
    first, second = check_names([cell, "北京大学图书馆"], rosters)
    assert first.outcome == "error"
    assert said in first.problem and first.problem.endswith("。")
    assert second.outcome == "exact"


def test_other_cells_are_names(rosters: Rosters) -> None:
    assert [found.outcome for found in check_names([12, 1.5, True, "北" * 200, "#1", "-首都图书馆"], rosters)] == [
        *["none"] * 5,
        "exact",
    ]
    assert find_problem("北京大学") == ""


def test_result_stands_behind_the_other_columns(rosters: Rosters, dates: dict[str, str]) -> None:
    sheet = Sheet([["标题", None, None]], ("编号", "单位名称", "出处"), [[1, "北大", "甲"], [2, None, "乙"]], 1)
    checks = list(check_names(sheet.names, rosters))
    title, headings, first, second = put_beside(sheet, write_results(checks, rosters, dates))
    assert title == ["标题", None, None]
    assert headings[:5] == ["编号", "出处", "原写名称", "匹配方式", "匹配名称"]
    assert headings.count("出处") == 1 and "出处（核对）" in headings
    assert first[:5] == [1, "甲", "北大", "简称或别名", "北京大学图书馆"]
    assert second[:4] == [2, "乙", "", "错误：这一行没有名称：请补上后再核对。"]
    assert len({len(row) for row in (headings, first, second)}) == 1


def test_summary_counts_each_way(rosters: Rosters) -> None:
    sheet = Sheet([], (), [["北大"], ["北京大学"], ["北京大学"], [""]], 0, tab="甲", unread=("乙", "丙"))
    text = summarise(sheet, list(check_names(sheet.names, rosters)))
    assert text == "共 4 行：全名一致 2，简称或别名 1，错误 1。只核对了工作表“甲”，没有看：乙、丙。"


def test_every_name_of_the_list_is_found_as_itself_in_two_seconds(rosters: Rosters) -> None:
    rows = rosters.lists["members"].rows
    started = time.perf_counter()
    checks = list(check_names((row.row.name for row in rows), rosters))
    assert time.perf_counter() - started < 2
    assert len(checks) == 1329
    for row, found in zip(rows, checks, strict=True):
        assert found.outcome == "exact" and row in found.rows
        assert {other.row.level for other in found.rows} <= {row.row.level, ""}


@pytest.fixture()
def names_file(tmp_path: Path, settings: IngestSettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALIS_HOME", str(settings.home))
    path = tmp_path / "in.csv"
    path.write_bytes("编号,单位名称\n=1,北大\n2,民大\n".encode("gb18030"))
    return path


def test_command_writes_csv_on_stdout_and_the_summary_on_stderr(names_file: Path) -> None:
    done = CliRunner().invoke(members_app, ["check", str(names_file)])
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert done.exit_code == 0
    assert [row[:4] for row in rows[1:]] == [
        ["'=1", "北大", "简称或别名", "北京大学图书馆"],
        ["2", "民大", "可能是多家", ""],
    ]
    assert done.stderr == "共 2 行：简称或别名 1，可能是多家 1。\n"


def test_command_writes_a_workbook(names_file: Path) -> None:
    out = names_file.with_name("结果.xlsx")
    done = CliRunner().invoke(members_app, ["check", str(names_file), "--out", str(out), "--column", "编号"])
    assert done.exit_code == 0
    assert done.stdout == ""
    assert f"结果写到 {out}" in done.stderr
    assert [cell.value for cell in load_workbook(out).active[2]][:2] == ["北大", "=1"]

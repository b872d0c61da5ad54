import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.errors import SheetError
from bot.sheets import check_target, find_names, read_sheet, write_sheet

NAMES = ["北京大学图书馆", "南开大学图书馆"]


def text_file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, **tabs: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        tab = book.create_sheet(title)
        for row in rows:
            tab.append(row)
    book.save(folder / "in.xlsx")
    return folder / "in.xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_is_one_name_a_line_in_every_encoding(tmp_path: Path, encoding: str, end: str) -> None:
    sheet = read_sheet(text_file(tmp_path, "a.txt", end.join([*NAMES, ""]), encoding))
    assert sheet.names == NAMES
    assert sheet.headings == ()


def test_text_saved_from_a_spreadsheet_is_a_table(tmp_path: Path) -> None:
    sheet = read_sheet(text_file(tmp_path, "a.txt", "序号\t单位名称\n1\t北京大学图书馆\n2\t南开大学图书馆\n"))
    assert sheet.names == NAMES
    assert sheet.rows[0][0] == "1"


def test_commas_in_a_text_file_part_nothing(tmp_path: Path) -> None:
    assert read_sheet(text_file(tmp_path, "a.txt", "Peking University, Library\n")).names == [
        "Peking University, Library"
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "单位名称",
        "名称",
        "图书馆",
        "成员馆",
        "Name",
        "NAME ",
        "library name",
        "單位名稱",
        "单位名称（全称）",
        "参加馆名称*",
    ],
)
def test_column_of_names_is_known_by_its_heading(tmp_path: Path, heading: str) -> None:
    sheet = read_sheet(text_file(tmp_path, "a.csv", f"序号,联系人名称,{heading}\n1,张三,北京大学图书馆\n"))
    assert sheet.name_column == 2
    assert sheet.without_names(sheet.rows[0]) == ["1", "张三"]


def test_better_heading_wins_over_an_earlier_one(tmp_path: Path) -> None:
    sheet = read_sheet(text_file(tmp_path, "a.csv", "学校,项目名称,单位名称\n甲,乙,北京大学图书馆\n"))
    assert sheet.names == ["北京大学图书馆"]


@pytest.mark.parametrize("column", ["馆", " 馆 ", "（馆）"])
def test_column_can_be_named(tmp_path: Path, column: str) -> None:
    path = text_file(tmp_path, "a.csv", "名称,馆\n甲,北京大学图书馆\n")
    assert read_sheet(path, column).names == ["北京大学图书馆"]


def test_headings_may_stand_under_a_title() -> None:
    sheet = find_names([["某省高校名单", None], [None, None], ["编号", "单位名称"], [1, "北京大学图书馆"]])
    assert sheet.headings == ("编号", "单位名称")
    assert sheet.above == [["某省高校名单", None], [None, None]]
    assert sheet.names == ["北京大学图书馆"]


def test_names_are_never_taken_for_headings() -> None:
    assert find_names([["北京大学图书馆"], ["图书馆"]]).names == ["北京大学图书馆", "图书馆"]
    assert find_names([["北京大学图书馆", "北京"], ["南开大学图书馆", "天津"]]) is None


def test_blank_columns_and_outer_blank_rows_go_but_inner_ones_stay(tmp_path: Path) -> None:
    path = workbook(tmp_path, 表=[[], [None, "北京大学图书馆"], [None, None], [None, "南开大学图书馆", " "], []])
    assert read_sheet(path).names == ["北京大学图书馆", None, "南开大学图书馆"]


def test_rows_of_unlike_length_are_filled_up(tmp_path: Path) -> None:
    sheet = read_sheet(text_file(tmp_path, "a.csv", "单位名称,备注\n北京大学图书馆\n\n南开大学图书馆,甲,乙\n"))
    assert [len(row) for row in sheet.rows] == [3, 3, 3]
    assert sheet.names == ["北京大学图书馆", None, "南开大学图书馆"]


def test_line_breaks_in_quoted_cells_are_kept(tmp_path: Path) -> None:
    sheet = read_sheet(text_file(tmp_path, "a.csv", '单位名称,备注\n北京大学图书馆,"甲\n乙"\n南开大学图书馆,丙\n'))
    assert sheet.rows == [["北京大学图书馆", "甲\n乙"], ["南开大学图书馆", "丙"]]


def test_one_open_quotation_mark_does_not_eat_the_rows_after_it(tmp_path: Path) -> None:
    text = '单位名称,备注\n"北京大学图书馆,甲\n"南开大学图书馆","乙,丙"\n'
    assert read_sheet(text_file(tmp_path, "a.csv", text)).rows == [
        ['"北京大学图书馆', "甲"],
        ["南开大学图书馆", "乙,丙"],
    ]


def test_semicolons_part_cells_where_they_do_in_most_rows(tmp_path: Path) -> None:
    assert read_sheet(text_file(tmp_path, "a.csv", "单位名称;备注\n北京大学图书馆;甲,乙\n")).rows == [
        ["北京大学图书馆", "甲,乙"]
    ]


def test_first_worksheet_with_names_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    names = [["编号", "单位名称"], [7, "北京大学图书馆"]]
    sheet = read_sheet(workbook(tmp_path, 说明=[["填表说明", "请填全"]], 名单=names, 空=[], 旧=names))
    assert (sheet.tab, sheet.unread) == ("名单", ("说明", "旧"))
    assert sheet.rows == [[7, "北京大学图书馆"]]


def test_worksheet_of_notes_is_not_taken_for_names(tmp_path: Path) -> None:
    notes, names = [["填表说明"], ["请填全"]], [["单位名称"], ["北京大学图书馆"]]
    assert read_sheet(workbook(tmp_path, 说明=notes, 名单=names)).tab == "名单"


def test_worksheet_cells_keep_their_types_and_formulas_without_a_value(tmp_path: Path) -> None:
    row = ["北京大学图书馆", 1.5, datetime(2024, 1, 2), datetime(2024, 1, 2, 3, 4), True, "=A2"]
    sheet = read_sheet(workbook(tmp_path, 表=[["单位名称", "数", "日期", "时间", "是否", "公式"], row]))
    assert sheet.rows == [["北京大学图书馆", 1.5, date(2024, 1, 2), datetime(2024, 1, 2, 3, 4), True, "=A2"]]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.xls", "甲", "另存为 .xlsx"),
        ("a.pdf", "甲", ".txt、.csv 或 .xlsx"),
        ("a", "甲", "没有后缀"),
        ("a.txt", "", "没有内容"),
        ("a.csv", "\ufeff\n , \n", "没有内容"),
        ("a.csv", "单位名称\n", "只有表头"),
        ("a.csv", "甲,乙\n北京大学图书馆,D\n", "表头行是：甲、乙；请写出名称列的标题"),
        ("a.txt", "\x00\x01\x02\x03", "另存为 UTF-8"),
        ("a.xlsx", "单位名称\n北京大学图书馆\n", "不是能读的 .xlsx"),
    ],
)
def test_unreadable_file_is_refused_in_one_sentence(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(SheetError, match=said) as caught:
        read_sheet(text_file(tmp_path, name, text))
    assert str(caught.value).endswith("。")
    assert "\n" not in str(caught.value)


def test_missing_file_and_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=r"找不到文件 .*没有\.csv"):
        read_sheet(tmp_path / "没有.csv")
    with pytest.raises(SheetError, match="没有标题是“馆”的列，表头行是：名称、备注"):
        read_sheet(text_file(tmp_path, "a.csv", "名称,备注\n甲,乙\n"), "馆")


def test_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, 表=[["单位名称"], ["北京大学图书馆"]])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(SheetError, match="已损坏"):
        read_sheet(path)


def test_result_file_is_checked_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=r"--out 请用 \.csv 或 \.xlsx"):
        check_target(tmp_path / "a.txt", tmp_path / "b.txt")
    with pytest.raises(SheetError, match="同一个"):
        check_target(tmp_path / "x" / ".." / "a.csv", tmp_path / "a.csv")
    check_target(tmp_path / "b.XLSX", tmp_path / "a.csv")


def test_a_second_name_of_the_file_that_is_read_is_refused(tmp_path: Path) -> None:
    read = text_file(tmp_path, "a.csv", "名称\n甲\n")
    (tmp_path / "link.csv").hardlink_to(read)
    with pytest.raises(SheetError, match="同一个"):
        check_target(tmp_path / "link.csv", read)


GRID = [["标题", None], ["单位名称", "备注"], ["=1+1", -5], ["+86-10", "-5"], ["@甲", "-"], ["-甲", "乙\n丙"]]


def test_csv_opens_in_excel_and_holds_no_formula(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    write_sheet(out, GRID, 1)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert written[2:] == [["'=1+1", "-5"], ["'+86-10", "-5"], ["'@甲", "-"], ["'-甲", "乙\n丙"]]


def test_workbook_has_bold_frozen_headings_and_holds_no_formula(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    write_sheet(out, [*GRID, ["甲" * 100, "控制\x0b符"]], 1)
    tab = load_workbook(out).active
    assert tab.freeze_panes == "A3"
    assert [tab["A1"].font.bold, tab["A2"].font.bold, tab["A3"].font.bold] == [False, True, False]
    assert [(tab[place].value, tab[place].data_type) for place in ("A3", "A4", "B3")] == [
        ("=1+1", "s"),
        ("+86-10", "s"),
        (-5, "n"),
    ]
    assert tab["B7"].value == "控制符"
    assert [tab.column_dimensions[column].width for column in "AB"] == [50, 9]


def test_result_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for name in ("out.csv", "out.xlsx"):
        with pytest.raises(SheetError, match="换一个位置"):
            write_sheet(tmp_path / "没有" / name, GRID, 1)

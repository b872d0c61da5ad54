import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook, load_workbook

from ingest.chunks import Chunk, Row
from ingest.errors import SourceFormatError
from ingest.grids import SourceText, read_grid
from ingest.manifest import RosterList, Source, load_manifest
from ingest.readers import read_lines
from ingest.roster import read_roster
from tests.conftest import CORPUS

MEMBERS = load_manifest(CORPUS)[0]
TITLE = "成员馆名单（截止到 2024 年 12 月 31 日）"
HEAD = ("序号", "单位名称", "级别")
ONE_LIST = Source(
    id="m",
    file="m",
    title="2024 年成员馆",
    kind="roster",
    as_of=date(2024, 12, 31),
    lists=(RosterList(id="members", heading="成员馆名单", edition="2024"),),
)

Table = Sequence[Sequence[object]]


def printed_table() -> list[list[str]]:
    """The members file as cells, one list a line."""
    return [line.strip().split("\t") for line in read_lines(CORPUS / MEMBERS.file)]


def typed(cells: Sequence[str]) -> list[object]:
    """Cells as a spreadsheet holds them: numbers are floats, dates are dates, nothing is None."""
    if len(cells) == 1:
        return [cells[0] or None]
    number = float(cells[0]) if cells[0].isdigit() else cells[0]
    end = datetime.strptime(cells[2], "%Y/%m/%d") if "/" in cells[2] else cells[2]
    return [number, cells[1], end]


def write_text(path: Path, table: Table) -> None:
    path.write_text("".join("\t".join(map(str, cells)) + "\n" for cells in table), encoding="utf-8")


def write_csv(path: Path, table: Table, delimiter: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(table)


def write_workbook(path: Path, *sheets: Table) -> None:
    book = Workbook()
    book.remove(book.active)
    for table in sheets:
        sheet = book.create_sheet()
        for cells in table:
            # openpyxl's `append` passes over an empty list without beginning a row
            sheet.append(typed(cells) if all(isinstance(cell, str) for cell in cells) else list(cells))
            if len(cells) == 1 and cells[0]:
                sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=3)
    book.save(path)


def write_document(path: Path, table: Table) -> None:
    """Lines of one cell as paragraphs, runs of longer ones as tables."""
    document, grid = Document(), []
    for cells in [*table, ["。"]]:
        if len(cells) > 1:
            grid.append(cells)
            continue
        if grid:
            made = document.add_table(rows=len(grid), cols=3)
            for row, values in zip(made.rows, grid, strict=True):
                for cell, value in zip(row.cells, values, strict=True):
                    cell.text = value
            grid = []
        if cells != ["。"]:
            document.add_paragraph(cells[0])
    document.save(path)


WRITERS: dict[str, Callable[[Path, Table], None]] = {
    ".txt": write_text,
    ".csv": write_csv,
    ".xlsx": write_workbook,
    ".docx": write_document,
}


def rows_of(source: Source, text: SourceText) -> list[Chunk]:
    return [chunk for chunk in read_roster(source, text.rows).chunks if chunk.row]


def assert_quoted_in_place(text: SourceText) -> None:
    for row in text.rows:
        assert row.quote
        assert row.quote in "".join(text.lines[row.line - 1 : row.last_line or row.line])


def read_one(path: Path) -> list[tuple[str, str, int | None]]:
    """(name, level, sequence) of a file that holds the one list, every quote checked."""
    text = read_grid(path)
    assert_quoted_in_place(text)
    return [(chunk.row.name, chunk.row.level, chunk.row.sequence) for chunk in rows_of(ONE_LIST, text)]


@pytest.fixture(scope="module")
def printed() -> list[Row]:
    return [chunk.row for chunk in rows_of(MEMBERS, read_grid(CORPUS / MEMBERS.file))]


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_format_gives_the_rows_of_the_text_at_their_lines(
    tmp_path: Path, printed: list[Row], suffix: str
) -> None:
    path = tmp_path / f"members{suffix}"
    WRITERS[suffix](path, printed_table())
    text = read_grid(path)
    chunks = rows_of(MEMBERS, text)
    assert [chunk.row for chunk in chunks] == printed
    assert_quoted_in_place(text)
    assert all(chunk.row.name in text.lines[chunk.spans[0].first_line - 1] for chunk in chunks)


def test_a_workbook_of_one_sheet_is_cited_by_its_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "members.xlsx"
    write_workbook(path, printed_table())
    sheet, text = load_workbook(path).active, read_grid(path)
    for row in rows_of(MEMBERS, text):
        assert sheet.cell(row.spans[0].first_line, 2).value == row.row.name


def test_rows_of_further_sheets_are_numbered_on_and_hidden_sheets_left_out(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    first = [[TITLE], HEAD, [1.0, "甲图书馆", "D级"], [None, None, None], [2, "乙图书馆", "D 级"]]
    write_workbook(path, first, [HEAD, [9, "旧图书馆", "D"]], [[TITLE], HEAD, [3, "丙图书馆", "B+"]])
    book = load_workbook(path)
    book.worksheets[1].sheet_state = "hidden"
    book.worksheets[0].cell(40, 1).number_format = "0.00"  # formatted, but empty
    book.save(path)
    text = read_grid(path)
    head = [TITLE, "\t".join(HEAD)]
    assert text.lines == [*head, "1\t甲图书馆\tD级", "", "2\t乙图书馆\tD 级", *head, "3\t丙图书馆\tB+"]
    chunks = read_roster(ONE_LIST, text.rows).chunks
    assert [chunk.id for chunk in chunks] == ["m:members", "m:3", "m:5", "m:8"]


def test_cells_keep_their_columns_and_one_merged_downwards_counts_for_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    table = [["", "单位名称", "备注", "级别"], ["", "甲图书馆", "", "Ｄ 级"], ["", "乙图书馆"], ["", "", "", "见附件"]]
    book = Workbook()
    for cells in table:
        book.active.append([cell or None for cell in cells])
    book.active.merge_cells("D2:D3")
    book.save(path)
    assert [row.cells for row in read_grid(path).rows][1:3] == [
        ("", "甲图书馆", "", "Ｄ 级"),
        ("", "乙图书馆", "", "Ｄ 级"),
    ]
    assert read_one(path) == [("甲图书馆", "D", None), ("乙图书馆", "D", None)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_the_encodings_and_with_the_delimiters_of_spreadsheets(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "m.CSV"
    write_csv(
        path, [[TITLE, "", ""], HEAD, [1, "图书馆, 甲; 乙", "D级"], [2, "Harvard-Yenching", ""]], delimiter, encoding
    )
    assert read_one(path) == [("图书馆, 甲; 乙", "D", 1), ("Harvard-Yenching", "", 2)]
    assert read_grid(path).rows[0].quote == TITLE


def test_a_quoted_cell_over_several_lines_is_cited_from_the_first_to_the_last(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    write_csv(path, [HEAD, [1, "甲大学\n图书馆", "D级"], [2, "乙图书馆", "C级"]])
    assert read_one(path) == [("甲大学图书馆", "D", 1), ("乙图书馆", "C", 2)]
    first, second = [chunk.spans[0] for chunk in rows_of(ONE_LIST, read_grid(path))]
    assert (first.first_line, first.last_line, first.quote) == (2, 3, '1,"甲大学图书馆",D级')
    assert (second.first_line, second.last_line, second.quote) == (4, 4, "2,乙图书馆,C级")


def test_a_stray_quotation_mark_is_named_with_its_line_and_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text('序号,单位名称,级别\n1,甲,D级\n2,"乙,D级\n3,丙,D级\n', encoding="utf-8")
    with pytest.raises(SourceFormatError, match=r"m\.csv 从第 3 行起读不了"):
        read_grid(path)


def test_bullets_are_read_alike_in_every_format(tmp_path: Path) -> None:
    source = ONE_LIST.model_copy(update={"lists": (RosterList(id="hosts", heading="联合主办单位"),)})
    table = [["联合主办单位"], ["- 首都图书馆"], ["- 海淀区图书馆(北馆)"]]
    for suffix, write in WRITERS.items():
        path = tmp_path / f"hosts{suffix}"
        write(path, table)
        assert [chunk.row.name for chunk in rows_of(source, read_grid(path))] == ["首都图书馆", "海淀区图书馆(北馆)"]
    document = Document()
    document.add_heading("联合主办单位")
    document.add_paragraph("首都图书馆", style="List Bullet")
    document.add_paragraph("海淀区图书馆(北馆)", style="List Number 2")
    document.save(path)
    assert [chunk.row.name for chunk in rows_of(source, read_grid(path))] == ["首都图书馆", "海淀区图书馆(北馆)"]


def test_a_document_is_read_in_order_with_merged_cells_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "m.docx"
    document = Document()
    document.add_paragraph("CALIS 文件")
    table = document.add_table(rows=4, cols=3)
    for row, cells in zip(
        table.rows, [["", "", ""], HEAD, ["1", "甲大学\n图书馆", "D 级"], ["2", "乙图书馆", ""]], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(0, 2)).text = TITLE
    table.cell(2, 2).merge(table.cell(3, 2)).text = "D 级"
    document.add_paragraph("3\t丙图书馆\tB级\n4\t丁图书馆\tC级")
    document.save(path)
    assert read_grid(path).lines[1:] == [
        TITLE,
        "\t".join(HEAD),
        "1\t甲大学图书馆\tD 级",
        "2\t乙图书馆\tD 级",
        "3\t丙图书馆\tB级",
        "4\t丁图书馆\tC级",
    ]
    assert [level for _, level, _ in read_one(path)] == ["D", "D", "B", "C"]


def test_tracked_changes_tags_and_content_controls_hide_no_text(tmp_path: Path) -> None:
    path = tmp_path / "m.docx"
    document = Document()
    for text in (TITLE, "\t".join(HEAD)):
        document.add_paragraph(text)
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    deleted = "<w:del><w:r><w:delText>丙</w:delText></w:r></w:del>"
    body = f"{run.format('1')}<w:r><w:tab/></w:r>{deleted}<w:ins>{run.format('甲')}</w:ins>"
    body += f"<w:smartTag>{run.format('图书馆')}</w:smartTag><w:r><w:tab/></w:r>{run.format('D级')}"
    control = f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent><w:p>{body}</w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(2, parse_xml(control))
    document.save(path)
    assert read_one(path) == [("甲图书馆", "D", 1)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".docx"])
def test_a_table_without_a_title_row_is_the_one_list_of_its_entry(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"m{suffix}"
    WRITERS[suffix](path, [HEAD, ["1", "甲图书馆", "D级"], ["2", "乙图书馆", "D"]])
    reading = read_roster(ONE_LIST, read_grid(path).rows)
    assert (reading.chunks[0].kind, reading.chunks[0].text) == ("heading", "2024 年成员馆")
    assert reading.chunks[0].details == {"list": "members", "edition": "2024"}
    assert [chunk.row.level for chunk in reading.chunks[1:]] == ["D", "D"]


def test_another_table_in_the_same_list_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    ends = [["序号", "单位名称", "协议到期时间"], [1, "某书店", date(2024, 12, 31)]]
    write_workbook(path, [HEAD, [1, "甲图书馆", "D"]], ends)
    reading = read_roster(ONE_LIST, read_grid(path).rows)
    assert reading.warnings == ["m 第 3 行的表头与本名单前面的不同，像是另一份名单：序号\t单位名称\t协议到期时间"]
    assert reading.chunks[-1].row.agreement_end == date(2024, 12, 31)


def test_two_editions_of_a_list_in_one_file_are_kept_apart(tmp_path: Path) -> None:
    lists = tuple(RosterList(id="members", heading=f"{year} 年成员馆", edition=str(year)) for year in (2023, 2024))
    path = tmp_path / "m.xlsx"
    write_workbook(path, *([[f"{year} 年成员馆"], HEAD, [1, "甲图书馆", "D"]] for year in (2023, 2024)))
    chunks = read_roster(ONE_LIST.model_copy(update={"lists": lists}), read_grid(path).rows).chunks
    assert [chunk.id for chunk in chunks] == ["m:members:2023", "m:3", "m:members:2024", "m:6"]
    assert [chunk.row.edition for chunk in chunks if chunk.row] == ["2023", "2024"]


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "<x/>")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
BROKEN = {
    "no package": ("不是一个包".encode(), "不是完好的"),
    "another package": (zipped("a.xml"), "不是完好的"),
    "a package cut short": (zipped("xl/workbook.xml")[:40], "不是完好的"),
    "an old file": (OLE + bytes(1000), "不是完好的"),
    "a password": (ENCRYPTED, "加了密码"),
    "nothing": (b"", "是空的"),
}


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_office_file_is_one_sentence_with_its_name(tmp_path: Path, suffix: str, what: str) -> None:
    content, complaint = BROKEN[what]
    path = tmp_path / f"list{suffix}"
    path.write_bytes(content)
    with pytest.raises(SourceFormatError, match=rf"list\{suffix} ?{complaint}.*：请[^\n]*。$"):
        read_grid(path)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".docx"])
def test_a_file_without_content_or_of_the_other_kind_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"list{suffix}"
    WRITERS[suffix](path, [])
    with pytest.raises(SourceFormatError, match="是空的"):
        read_grid(path)
    with pytest.raises(SourceFormatError, match=re.escape(f"找不到语料文件 none{suffix}：请")):
        read_grid(path.with_stem("none"))
    write_document(tmp_path / "d.docx", [["甲"]])
    (tmp_path / "d.docx").rename(tmp_path / "d.xlsx")
    with pytest.raises(SourceFormatError, match=r"d\.xlsx 不是完好的 Excel"):
        read_grid(tmp_path / "d.xlsx")


@pytest.mark.parametrize("name", ["list.xls", "list.pdf", "list"])
def test_another_suffix_is_refused_with_those_that_are_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceFormatError, match=rf"{name}：名单只读 \.txt、\.csv、\.xlsx、\.docx"):
        read_grid(tmp_path / name)


def test_a_folder_with_the_name_of_a_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").mkdir()
    with pytest.raises(SourceFormatError, match=r"读不了语料文件 list\.xlsx"):
        read_grid(tmp_path / "list.xlsx")

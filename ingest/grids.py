"""Reads a roster that came as text, CSV, workbook or Word document into numbered lines and rows of cells.

Every row is cited by a line number, also where the format has none of its own:

- `.txt`, `.csv`: the line of the file. A CSV row whose quoted cell goes over several lines has a first and a last one.
- `.xlsx`: the running row number over all visible sheets. The first sheet keeps the row numbers that Excel shows; row r
  of the next sheet is r plus the number of the last row of the sheet before it that holds anything, and so on.
- `.docx`: paragraphs and table rows in document order, empty ones counted; a manual line break inside a paragraph
  begins another line.
"""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import SourceFormatError
from ingest.office import is_list_item, join_lines, read_office, table_rows, unwrap
from ingest.readers import empty_error, read_lines
from ingest.roster import GridRow, text_grid

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class SourceText:
    """A roster as read.

    Attributes:
        lines: what a reader is shown; line n is item n - 1. The cells of a workbook or Word row are joined by tabs.
        rows: those lines that hold anything, cut into cells; an empty cell between others keeps its place.
    """

    lines: list[str] = field(default_factory=list)
    rows: list[GridRow] = field(default_factory=list)


def read_grid(path: Path) -> SourceText:
    """Read a roster by what its suffix says it is.

    Raises:
        SourceFormatError: another suffix, or the file is missing, empty, locked by a password, or not what it is named.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise SourceFormatError(
            f"读不了语料文件 {path.name}：名单只读 {'、'.join(_READERS)}，请另存为其中一种，再改 manifest.toml 里的 file。"
        )
    text = reader(path)
    if not text.rows:
        raise empty_error(path)
    return text


def _read_text(path: Path) -> SourceText:
    lines = read_lines(path)
    return SourceText(lines, list(text_grid(lines)))


def _read_csv(path: Path) -> SourceText:
    text = SourceText(read_lines(path))
    delimiter = _find_delimiter(text.lines)
    parser = csv.reader((line + "\n" for line in text.lines), delimiter=delimiter, skipinitialspace=True, strict=True)
    first = 1
    try:
        for values in parser:
            quote = "".join(text.lines[first - 1 : parser.line_num]).strip(f"{delimiter} \t")
            _add_row(text, GridRow(first, tuple(map(join_lines, values)), quote, last_line=parser.line_num))
            first = parser.line_num + 1
    except csv.Error as error:  # a stray quotation mark would swallow rows if it were let pass
        raise SourceFormatError(
            f"{path.name} 从第 {first} 行起读不了（{error}）：请检查那里的引号是否成对，或另存为 .xlsx 再放回来。"
        ) from error
    return text


def _find_delimiter(lines: list[str]) -> str:
    """The delimiter that stands, outside quoted cells, in the most lines; the comma if there is none."""
    bare = re.sub(r'"[^"]*"', "", "\n".join(lines)).split("\n")
    return max(_DELIMITERS, key=lambda delimiter: sum(delimiter in line for line in bare))


def _read_workbook(path: Path) -> SourceText:
    return read_office(path, "Excel 工作簿（.xlsx）", _workbook_text)


def _workbook_text(data: BytesIO) -> SourceText:
    from openpyxl import load_workbook

    text = SourceText()
    # Not `read_only`: that mode knows no merged cells, and the rows under a merged level would lose it.
    for sheet in load_workbook(data, data_only=True).worksheets:
        if sheet.sheet_state == "visible":
            rows = _sheet_rows(sheet)
            while rows and not any(rows[-1]):
                rows.pop()
            _add_table(text, rows)
    return text


def _sheet_rows(sheet: "Worksheet") -> list[tuple[str, ...]]:
    """All rows from row 1; a cell merged downwards counts for each of its rows, one merged sideways only at its left."""
    for area in list(sheet.merged_cells.ranges):
        first, *below = range(area.min_row, area.max_row + 1)
        if below and area.min_col == area.max_col:
            sheet.unmerge_cells(area.coord)
            for row in below:
                sheet.cell(row, area.min_col).value = sheet.cell(first, area.min_col).value
    return [tuple(map(_print_value, values)) for values in sheet.iter_rows(min_row=1, min_col=1, values_only=True)]


def _print_value(value: Any) -> str:
    """A cell's value as text: dates as ISO dates, whole numbers without a fraction, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(value) if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return join_lines(str(value))


def _read_document(path: Path) -> SourceText:
    return read_office(path, "Word 文档（.docx）", _document_text)


def _document_text(data: BytesIO) -> SourceText:
    from docx import Document
    from docx.table import Table

    document = Document(data)
    unwrap(document.element.body)
    text = SourceText()
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            _add_table(text, table_rows(block))
            continue
        for line in block.text.split("\n"):
            text.lines.append(line)
            for row in text_grid([line]):
                listed = len(row.cells) == 1 and is_list_item(block)
                text.rows.append(replace(row, line=len(text.lines), bulleted=row.bulleted or listed))
    return text


def _add_table(text: SourceText, table: Iterable[tuple[str, ...]]) -> None:
    for cells in table:
        text.lines.append("\t".join(cells).rstrip("\t"))
        _add_row(text, GridRow(len(text.lines), cells, text.lines[-1].strip()))


def _add_row(text: SourceText, row: GridRow) -> None:
    """Add a row that holds anything; a bullet in its only cell makes it a bulleted row, as in a text."""
    filled = [cell for cell in row.cells if cell]
    if len(filled) == 1 and (item := next(text_grid(filled))).bulleted:
        row = replace(row, cells=item.cells, bulleted=True)
    if filled:
        text.rows.append(row)


_READERS: dict[str, Callable[[Path], SourceText]] = {
    ".txt": _read_text,
    ".csv": _read_csv,
    ".xlsx": _read_workbook,
    ".docx": _read_document,
}

"""Reads sheets of names (TXT, CSV, XLSX) and writes sheets that a spreadsheet program opens safely."""

import csv
import io
import re
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zipfile import ZipFile, is_zipfile

from bot.errors import SheetError
from bot.targets import keep_source
from bot.vocabulary import load_vocabulary
from ingest.errors import SourceFormatError
from ingest.normalise import normalise_name
from ingest.readers import read_lines

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

Cell = str | int | float | date | time | timedelta | None
Grid = list[list[Cell]]

_READ, _WRITTEN = (".txt", ".csv", ".xlsx"), (".csv", ".xlsx")
# Headings may stand under a title and notes, but not deep in the data, and are no sentences.
_HEADING_WITHIN, _LONGEST_HEADING, _HEADINGS_SHOWN = 10, 16, 12
# What a spreadsheet program takes for a formula, as OWASP's "CSV Injection" lists it; a number or a dash is none.
_FORMULA = re.compile(r"(?!-$|[-+]?\d+(?:\.\d+)?%?$)[=+\-@\t\r＝＋－＠]")
_COLUMN_CHARS = (8, 50)
# A few kilobytes can unpack to gigabytes.
_LARGEST_WORKBOOK = 200 * 2**20
# Byte-order marks and blanks.
_NO_CONTENT = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a column of names.

    Attributes:
        above: title rows over the headings.
        headings: empty for a file of one column without a heading.
        rows: all of one length.
        name_column: position of the names, from 0.
        tab: the worksheet that was read; empty for text files.
        unread: the workbook's other worksheets that hold something.
    """

    above: Grid
    headings: tuple[str, ...]
    rows: Grid
    name_column: int
    tab: str = ""
    unread: tuple[str, ...] = ()

    @property
    def names(self) -> list[Cell]:
        """The cells of the column of names."""
        return [row[self.name_column] for row in self.rows]

    def without_names(self, row: Sequence[Cell]) -> list[Cell]:
        """A row of this sheet, or its headings, with the column of names taken out."""
        return [*row[: self.name_column], *row[self.name_column + 1 :]]


def read_sheet(path: Path, column: str | None = None) -> Sheet:
    """Read a file of names; of a workbook, the first worksheet with a heading for names, or else of one column.

    Args:
        path: a .txt, .csv or .xlsx file.
        column: the heading of the names; without it they are found by `vocabulary/sheets.toml`.

    Raises:
        SheetError: the file is missing, empty, of another kind than its suffix says, or has no such column.
    """
    suffix = path.suffix.lower()
    if suffix not in _READ:
        hint = "请在 Excel 里另存为 .xlsx" if suffix in (".xls", ".xlsm", ".et") else "请换成 .txt、.csv 或 .xlsx 文件"
        raise SheetError(f"不能读 {path.name} 这类文件（{suffix or '没有后缀'}）：{hint}。")
    if not path.is_file():
        raise SheetError(f"找不到文件 {path}：请检查路径，它要是一个文件。")
    tabs = _read_workbook(path) if suffix == ".xlsx" else {"": _read_text(path)}
    filled = {name: grid for name, grid in ((name, _trim(grid)) for name, grid in tabs.items()) if grid}
    if not filled:
        raise SheetError(f"文件 {path.name} 里没有内容：请换成每行一个名称的文件。")
    found = {name: sheet for name, grid in filled.items() if (sheet := find_names(grid, column))}
    if not found:
        raise SheetError(_describe_headings(path, filled.values(), column))
    # A worksheet of notes is one column without a heading, too.
    for name, sheet in sorted(found.items(), key=lambda item: not item[1].headings):
        if sheet.rows:
            return replace(sheet, tab=name, unread=tuple(other for other in filled if other != name))
    raise SheetError(f"{path.name} 里只有表头，没有名称：请在表头下面每行写一个名称。")


def find_names(grid: Grid, column: str | None = None) -> Sheet | None:
    """The table whose names are headed by `column` or a known word; none when there is no such heading.

    One column needs no heading. Rows over the headings have fewer filled cells than these. The grid is not empty.
    """
    for find in (partial(_named, column),) if column else (_known, _likely):
        widest_above = 0
        for position, row in enumerate(grid[:_HEADING_WITHIN]):
            headings = tuple("" if cell is None else str(cell).strip() for cell in row)
            if _filled(row) > widest_above and (found := find(headings)) is not None:
                return Sheet(grid[:position], headings, grid[position + 1 :], found)
            widest_above = max(widest_above, _filled(row))
    return Sheet([], (), grid, 0) if len(grid[0]) == 1 and not column else None


def _named(column: str, headings: Sequence[str]) -> int | None:
    """The column with this heading, as it is written or else after normalisation."""
    alike = [normalise_name(heading) for heading in headings]
    for wanted, known in ((column.strip(), headings), (normalise_name(column), alike)):
        if wanted and wanted in known:
            return known.index(wanted)
    return None


def _known(headings: Sequence[str]) -> int | None:
    """The column whose heading is a known word; the word that stands first in the vocabulary decides."""
    alike = [normalise_name(heading) for heading in headings]
    words = (normalise_name(word) for word in load_vocabulary("sheets")["headings"]["whole"])
    return next((alike.index(word) for word in words if word in alike), None)


def _likely(headings: Sequence[str]) -> int | None:
    """The first column whose heading contains a word for a name and none for something else."""
    words = load_vocabulary("sheets")["headings"]
    for position, heading in enumerate(map(normalise_name, headings)):
        fits = any(part in heading for part in words["parts"]) and not any(part in heading for part in words["others"])
        if fits and len(heading) <= _LONGEST_HEADING:
            return position
    return None


def _describe_headings(path: Path, grids: Iterable[Grid], column: str | None) -> str:
    """Why no column of names was found, with the fullest of the first rows, which is the likeliest to be the headings."""
    row = max((row for grid in grids for row in grid[:_HEADING_WITHIN]), key=_filled)
    shown = [str(cell).strip()[:20] for cell in row if not _is_blank(cell)]
    have = "、".join(shown[:_HEADINGS_SHOWN]) + ("……" if len(shown) > _HEADINGS_SHOWN else "")
    what = f"没有标题是“{column}”的列" if column else "看不出哪一列是名称"
    return f"{path.name} 里{what}，表头行是：{have}；请写出名称列的标题（命令行用 --column），没有表头的请先加一行。"


def _read_text(path: Path) -> Grid:
    try:
        lines = read_lines(path)
    except SourceFormatError as error:
        if isinstance(error.__cause__, OSError):
            raise SheetError(f"读不了文件 {path}（{error.__cause__.strerror}）：请检查有没有读的权限。") from error
        if not path.read_bytes().strip(_NO_CONTENT):
            return []
        raise SheetError(f"{path.name} 不是 UTF-8、UTF-16 或 GB18030 文本：请另存为 UTF-8 再核对。") from error
    first = [line for line in lines if line.strip()][:_HEADING_WITHIN]
    if path.suffix.lower() == ".csv":
        return _split_csv(lines, max((",", "\t", ";"), key=lambda mark: sum(line.count(mark) for line in first)))
    # A table saved as text has tabs in nearly every line; other text is one name a line, whatever marks are in it.
    tabbed = 2 * sum("\t" in line.strip() for line in first) > len(first)
    return [[*line.split("\t")] if tabbed else [line] for line in lines]


def _split_csv(lines: list[str], delimiter: str) -> Grid:
    """Rows of a CSV text; where its quotation marks do not pair, each line is a row, or one mark would eat the rest."""
    try:
        return [[*row] for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter, strict=True)]
    except csv.Error:
        pairs = ['"' in line and line.count('"') % 2 == 0 for line in lines]
        return [
            next(csv.reader([line], delimiter=delimiter)) if paired else [*line.split(delimiter)]
            for line, paired in zip(lines, pairs, strict=True)
        ]


def _read_workbook(path: Path) -> dict[str, Grid]:
    """All worksheets: what each cell showed when the file was saved, or its formula where nothing was computed."""
    from openpyxl import load_workbook

    if is_zipfile(path) and sum(part.file_size for part in ZipFile(path).infolist()) > _LARGEST_WORKBOOK:
        raise SheetError(f"{path.name} 展开后太大：请只留名称那一列，另存一份再核对。")
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            shown, typed = (load_workbook(file, read_only=True, data_only=computed) for computed in (True, False))
            return {tab.title: _read_tab(tab, typed[tab.title]) for tab in shown.worksheets}
    except PermissionError as error:
        raise SheetError(f"读不了文件 {path}（{error.strerror}）：请检查有没有读的权限。") from error
    except Exception as error:  # a damaged file raises whatever zipfile, the XML parser or openpyxl stumbles on
        raise SheetError(
            f"{path.name} 不是能读的 .xlsx 文件（也许只改了后缀、加了密码或已损坏）：请在 Excel 里另存为 .xlsx。"
        ) from error


def _read_tab(shown: "ReadOnlyWorksheet", typed: "ReadOnlyWorksheet") -> Grid:
    for tab in (shown, typed):
        tab.reset_dimensions()  # programs write wrong ones, and rows would be missed
    rows = zip(shown.iter_rows(values_only=True), typed.iter_rows(values_only=True), strict=True)
    return [[_read_cell(*cells) for cells in zip(*pair, strict=True)] for pair in rows]


def _read_cell(shown: Cell, typed: Cell) -> Cell:
    value = getattr(typed, "text", typed) if shown is None else shown  # an array formula is an object with a text
    return value.date() if isinstance(value, datetime) and value.time() == time() else value


def _trim(grid: Grid) -> Grid:
    """Rows of one length, without the blank rows at both ends and without blank columns; blank rows inside stay."""
    filled = [position for position, row in enumerate(grid) if _filled(row)]
    rows = grid[filled[0] : filled[-1] + 1] if filled else []
    columns = sorted({column for row in rows for column, cell in enumerate(row) if not _is_blank(cell)})
    return [[row[column] if column < len(row) else None for column in columns] for row in rows]


def _is_blank(cell: Cell) -> bool:
    return cell is None or not str(cell).strip()


def _filled(row: Sequence[Cell]) -> int:
    return sum(not _is_blank(cell) for cell in row)


def check_target(out: Path, source: Path) -> None:
    """Refuse, before any work is done, a result file that cannot be written.

    Raises:
        SheetError: it is neither .csv nor .xlsx, or is the very file that is read.
    """
    if out.suffix.lower() not in _WRITTEN:
        raise SheetError(f"不能写 {out.name} 这类文件（{out.suffix or '没有后缀'}）：--out 请用 .csv 或 .xlsx 结尾。")
    keep_source(out, source, SheetError)


def write_sheet(out: Path, grid: Grid, heading_row: int) -> None:
    """Write a grid as .csv (UTF-8 with the mark by which Excel knows it) or .xlsx, by the suffix.

    Args:
        out: replaced if it exists.
        grid: title rows, headings and rows.
        heading_row: position of the headings in it, from 0.

    Raises:
        SheetError: the file cannot be written.
    """
    try:
        if out.suffix.lower() == ".xlsx":
            _write_workbook(out, grid, heading_row)
        else:
            with out.open("w", encoding="utf-8-sig", newline="") as file:
                write_csv(file, grid)
    except OSError as error:
        raise SheetError(f"写不了结果文件 {out}（{error.strerror}）：请换一个位置，或先在 Excel 里关掉它。") from error


def write_csv(file: TextIO, grid: Grid) -> None:
    """Write a grid as CSV; text that a spreadsheet program would run as a formula gets an apostrophe in front."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([f"'{cell}" if _is_formula(cell) else cell for cell in row] for row in grid)


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell, str) and _FORMULA.match(cell) is not None


def _write_workbook(out: Path, grid: Grid, heading_row: int) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    tab = book.active
    for row, cells in enumerate(grid, start=1):
        for column, value in enumerate(cells, start=1):
            text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            cell = tab.cell(row, column, text)
            if _is_formula(text):
                cell.data_type, cell.quotePrefix = "s", True
    for cell in tab[heading_row + 1]:
        cell.font = Font(bold=True)
    tab.freeze_panes = tab.cell(heading_row + 2, 1)
    for column, cells in enumerate(zip(*grid[heading_row:], strict=True), start=1):
        widest = max(_display_width(cell) for cell in cells) + 2
        tab.column_dimensions[get_column_letter(column)].width = min(max(widest, _COLUMN_CHARS[0]), _COLUMN_CHARS[1])
    book.save(out)


def _display_width(cell: Cell) -> int:
    """Width in Latin characters; a Chinese one takes two."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in str(cell)) if cell is not None else 0

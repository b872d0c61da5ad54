"""Reads sheets of names (TXT, CSV, XLSX) and writes sheets that a spreadsheet program opens safely."""

import csv
import io
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.errors import SheetError
from bot.vocabulary import load_vocabulary
from ingest.errors import SourceFormatError
from ingest.normalise import normalise_name
from ingest.readers import read_lines

Cell = str | int | float | date | time | timedelta | None
Grid = list[list[Cell]]

READ_SUFFIXES = (".txt", ".csv", ".xlsx")
# The heading may stand under a title and notes, but not deep in the data.
_HEADING_WITHIN = 10
_DELIMITERS = (",", "\t", ";")
_HEADINGS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a column of names.

    Attributes:
        above: title rows over the headings.
        headings: empty for a file of one column without a heading.
        rows: each as long as the widest row of the file.
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


def read_sheet(path: Path, column: str | None = None) -> Sheet:
    """Read a file of names; of a workbook, the first worksheet that has a column of names.

    Args:
        column: the heading of the names; without it they are found by `vocabulary/sheets.toml`.

    Raises:
        SheetError: the file is missing, empty, of another kind than its suffix says, or has no such column.
    """
    suffix = path.suffix.lower()
    if suffix not in READ_SUFFIXES:
        hint = "请在 Excel 里另存为 .xlsx" if suffix in (".xls", ".et", ".xlsm") else "请换成 .txt、.csv 或 .xlsx 文件"
        raise SheetError(f"不认识 {path.name} 的文件类型（{suffix or '没有后缀'}）：{hint}。")
    if not path.is_file():
        raise SheetError(f"找不到文件 {path}：请检查路径，它要是一个文件。")
    tabs = {name: _trim(grid) for name, grid in _read_tabs(path).items()}
    filled = {name: grid for name, grid in tabs.items() if grid}
    if not filled:
        raise SheetError(f"文件 {path.name} 里没有内容：请换成每行一个名称的文件。")
    for name, grid in filled.items():
        if sheet := find_names(grid, column):
            return replace(sheet, tab=name, unread=tuple(other for other in filled if other != name))
    raise SheetError(_no_column(path, next(iter(filled.values())), column))


def _no_column(path: Path, grid: Grid, column: str | None) -> str:
    first = [str(cell).strip()[:20] for cell in grid[_widest(grid[:_HEADING_WITHIN])] if not _blank(cell)]
    have = "、".join(first[:_HEADINGS_SHOWN]) + ("……" if len(first) > _HEADINGS_SHOWN else "")
    what = f"没有标题为“{column}”的列" if column else "看不出哪一列是名称"
    return f"{path.name} 里{what}，表头有：{have}；请用 --column 写出名称列的标题（没有表头的请先加上）。"


def _widest(grid: Grid) -> int:
    """The first row with the most filled cells, which is the likeliest to be the headings."""
    filled = [_filled(row) for row in grid]
    return filled.index(max(filled))


def find_names(grid: Grid, column: str | None = None) -> Sheet | None:
    """The table whose names are headed by a known word or by `column`; none when there is no such heading.

    One column needs no heading. Rows over the headings have fewer filled cells than these.
    """
    widest_above = 0
    for position, row in enumerate(grid[:_HEADING_WITHIN]):
        if _filled(row) > widest_above and (found := _name_column(row, column)) is not None:
            headings = tuple("" if cell is None else str(cell).strip() for cell in row)
            return Sheet(grid[:position], headings, grid[position + 1 :], found)
        widest_above = max(widest_above, _filled(row))
    return Sheet([], (), grid, 0) if len(grid[0]) == 1 and not column else None


def _name_column(row: Sequence[Cell], column: str | None) -> int | None:
    headings = [normalise_name(str(cell)) if isinstance(cell, str) else "" for cell in row]
    words = load_vocabulary("sheets")["headings"]
    for word in [column] if column else words["whole"]:
        if (key := normalise_name(word)) and key in headings:
            return headings.index(key)
    if column:
        return None
    parts, others = ([normalise_name(word) for word in words[kind]] for kind in ("parts", "others"))
    fitting = (
        position
        for position, heading in enumerate(headings)
        if any(part in heading for part in parts) and not any(other in heading for other in others)
    )
    # A row of data may name an organisation: 北京大学图书馆 is no heading.
    return next((p for p in fitting if len(headings[p]) <= _LONGEST_HEADING and _filled(row) > 1), None)

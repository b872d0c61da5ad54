"""Reads lists of organisations: tables with a column head, or one bullet a name, under the headings of the manifest."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from ingest.chunks import Chunk, Row, Span
from ingest.errors import SourceFormatError
from ingest.manifest import RosterList, Source
from ingest.normalise import normalise_name

_BULLET = re.compile(r"^\s*[-–•·*]\s*")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row as it was read.

    Attributes:
        line: where it stands, as `ingest.grids` numbers lines.
        cells: its cells in their columns, trimmed.
        quote: its verbatim text.
        bulleted: whether a bullet led it; then it has one cell, the name.
        last_line: where it ends, if a quoted cell goes over several lines.
    """

    line: int
    cells: tuple[str, ...]
    quote: str
    bulleted: bool = False
    last_line: int | None = None

    @property
    def span(self) -> Span:
        """Its place as a chunk cites it."""
        return Span(self.line, self.last_line or self.line, self.quote)


@dataclass(slots=True)
class RosterReading:
    """What was read: the chunks in printed order, and one sentence for every line that fits no rule."""

    chunks: list[Chunk] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def text_grid(lines: Iterable[str]) -> Iterator[GridRow]:
    """The non-blank lines of a text roster, cut at tabs."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            bullet = _BULLET.match(line)
            body = line[bullet.end() :] if bullet else line
            cells = tuple(cell.strip() for cell in body.split("\t"))
            yield GridRow(number, cells, body.strip(), bulleted=bool(bullet))


def read_roster(source: Source, grid: Iterable[GridRow]) -> RosterReading:
    """The rows of every list that the manifest names for this source.

    Raises:
        SourceFormatError: a list has no heading or no rows in the file, or its heading states another date than
            the manifest does.
    """
    return _RosterParser(source).read(grid)


class _RosterParser:
    """Walks the grid: a heading opens a list, a column head names its columns, rows follow."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._reading = RosterReading()
        self._heading: Chunk | None = None
        self._list: RosterList | None = None
        self._columns: dict[str, int] = {}
        self._headings: dict[RosterList, Chunk] = {}
        self._counts: Counter[RosterList] = Counter()

    def read(self, grid: Iterable[GridRow]) -> RosterReading:
        for row in grid:
            if not (self._open_list(row) or self._open_table(row) or self._add_row(row)):
                self._warn(row, "不是名单的一行，已跳过")
        for item in self._source.lists:
            if not self._counts[item]:
                raise SourceFormatError(
                    f"{self._source.file} 里没有找到名单“{item.heading}”的内容：请检查 manifest.toml 里的 heading 或文件本身。"
                )
        return self._reading

    def _open_list(self, row: GridRow) -> bool:
        text = "".join(row.cells)
        matches = [item for item in self._source.lists if normalise_name(text).startswith(normalise_name(item.heading))]
        if row.bulleted or len([cell for cell in row.cells if cell]) != 1 or not matches:
            return False
        stated = _parse_date(text)
        if stated and stated != self._source.as_of:
            raise SourceFormatError(
                f"{self._source.file} 第 {row.line} 行写的日期是 {stated}，manifest.toml 里 as_of 是 {self._source.as_of}：请改成一致。"
            )
        self._begin(max(matches, key=lambda item: len(item.heading)), row, text)
        return True

    def _begin(self, roster_list: RosterList, row: GridRow, title: str) -> None:
        """Open a list, or go on with it where its heading is printed again, as on each sheet of a workbook."""
        self._list, self._columns = roster_list, {}
        if roster_list not in self._headings:
            self._headings[roster_list] = self._make_heading(roster_list, row, title)
            self._reading.chunks.append(self._headings[roster_list])
        self._heading = self._headings[roster_list]

    def _make_heading(self, roster_list: RosterList, row: GridRow, title: str) -> Chunk:
        chunk_id = f"{self._source.id}:{roster_list.id}"
        if sum(item.id == roster_list.id for item in self._source.lists) > 1:
            chunk_id += f":{roster_list.edition}"
        return Chunk(
            id=chunk_id,
            source=self._source.file,
            kind="heading",
            text=title,
            spans=(row.span,),
            details={"list": roster_list.id, "edition": roster_list.edition},
        )

    def _open_table(self, row: GridRow) -> bool:
        fields = [_column_fields().get(normalise_name(cell)) for cell in row.cells]
        if "name" not in fields or row.bulleted:
            return False
        if self._list is None and len(self._source.lists) == 1:
            self._begin(self._source.lists[0], row, self._source.title)
        columns = {name: index for index, name in enumerate(fields) if name}
        if self._columns and self._counts[self._list] and columns.keys() != self._columns.keys():
            self._warn(row, "的表头与本名单前面的不同，像是另一份名单")
        self._columns = columns
        return self._list is not None

    def _add_row(self, row: GridRow) -> bool:
        columns = {"name": 0} if row.bulleted else self._columns
        if self._list is None or not columns or len(row.cells) <= columns["name"] or not row.cells[columns["name"]]:
            return False
        cells = {name: row.cells[index] if index < len(row.cells) else "" for name, index in columns.items()}
        if len(columns) > 1 and not any(cells[name] for name in columns if name != "name"):
            return False
        self._reading.chunks.append(
            Chunk(
                id=f"{self._source.id}:{row.line}",
                source=self._source.file,
                kind="row",
                text=" ".join(cell for cell in row.cells if cell),
                spans=(row.span,),
                parent=self._heading.id,
                section=(self._heading.text,),
                row=Row(
                    list_id=self._list.id,
                    edition=self._list.edition,
                    name=cells["name"],
                    sequence=self._sequence(row, cells),
                    level=_clean_level(cells.get("level", "")),
                    agreement_end=self._agreement_end(row, cells),
                ),
            )
        )
        self._counts[self._list] += 1
        return True

    def _sequence(self, row: GridRow, cells: dict[str, str]) -> int | None:
        text = cells.get("sequence", "")
        if text and not text.isdecimal():
            self._warn(row, "序号不是数字")
        return int(text) if text.isdecimal() else None

    def _agreement_end(self, row: GridRow, cells: dict[str, str]) -> date | None:
        text = cells.get("agreement_end", "")
        end = _parse_date(text)
        if text and end is None:
            self._warn(row, "到期时间不是日期")
        return end

    def _warn(self, row: GridRow, what: str) -> None:
        self._reading.warnings.append(f"{self._source.file} 第 {row.line} 行{what}：{row.quote[:40] or '空项'}")


@cache
def _column_fields() -> dict[str, str]:
    text = files("ingest").joinpath("vocabulary/columns.toml").read_text(encoding="utf-8")
    return {normalise_name(word): name for name, words in tomllib.loads(text).items() for word in words}


def _parse_date(text: str) -> date | None:
    match = _DATE.search(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _clean_level(text: str) -> str:
    """ "D 级", "Ｄ级" and "D" are the level D; a level that is no letter, such as 海外用户, stays as printed."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).removesuffix("级")

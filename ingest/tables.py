"""Reads table rows as sentences: each cell with the head of its column, so that a row says by itself what it means."""

import re
from collections.abc import Iterable, Sequence

from ingest.blocks import Block
from ingest.prose import clean_text

# 借期（天）, 金额（单位：万元）
_UNIT = re.compile(r"^(?P<head>.+?)\s*[（(](?:单位\s*[:：]\s*)?(?P<unit>[\u4e00-\u9fff%℃]{1,4})[）)]$")
_AMOUNT = re.compile(r"^[\d.,，]+$")
_COLUMNS = 3


class TableReader:
    """Knows the head of every table among some blocks."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        tables: dict[int, list[Block]] = {}
        for block in blocks:
            if block.cells:
                tables.setdefault(block.table, []).append(block)
        self._heads = {table: _find_head(rows) for table, rows in tables.items()}

    def describe(self, row: Block) -> str:
        """A row in words, such as 本科生：可借册数 20，借期 60天; empty for the head itself."""
        head = self._heads[row.table]
        if head is row:
            return ""
        cells = [clean_text(cell) for cell in row.cells]
        heads = [clean_text(cell) for cell in head.cells] if head else []
        said = [_say(heads[n] if n < len(heads) else "", cell) for n, cell in enumerate(cells) if cell and n]
        if not cells[0] or not said:
            return "，".join(filter(None, (cells[0], *said)))
        return f"{cells[0]}：{'，'.join(said)}"


def _find_head(rows: Sequence[Block]) -> Block | None:
    """The first row, where the format says so or it has words only in three columns or more."""
    first = rows[0]
    wordy = len(first.cells) >= _COLUMNS and all(cell.strip() for cell in first.cells)
    numberless = not any(char.isdigit() for cell in first.cells for char in cell)
    return first if len(rows) > 1 and (first.is_head or (wordy and numberless)) else None


def _say(head: str, cell: str) -> str:
    """A cell behind its head; a unit that the head gives goes behind the amount."""
    unit = _UNIT.match(head)
    if unit and _AMOUNT.match(cell):
        return f"{unit['head']} {cell}{unit['unit']}"
    return f"{head} {cell}".strip()

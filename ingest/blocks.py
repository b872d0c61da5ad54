"""What the readers of documents give, whatever the format: lines to be cited, and the blocks that they form."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.prose import Piece


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row.

    Attributes:
        pieces: the parts of lines that it consists of.
        depth: of a heading that the format marks as one, 1 for the outermost; 0 for anything else.
        marker: what the format puts before a list item without writing it in the text ("•", "3."); else empty.
        level: how deep a list item is nested, from 1.
        cells: of a table row, as texts; no cells for anything else.
        table: which table of the file a row is in, from 1.
        is_head: the format says that the row is the head of its table.
    """

    pieces: tuple[Piece, ...]
    depth: int = 0
    marker: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()
    table: int = 0
    is_head: bool = False


@dataclass(slots=True)
class DocumentText:
    """A document as read.

    Attributes:
        lines: what a reader is shown; line n is item n - 1.
        blocks: in reading order, without running heads, page numbers and menus.
        page_starts: the first line of each page; empty for a format without pages.
        warnings: one sentence for every part that holds no text.
    """

    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    page_starts: Sequence[int] = ()
    warnings: list[str] = field(default_factory=list)

    def add_line(self, line: str, **what: object) -> None:
        """Add a line that is a block by itself; an empty one is only a line."""
        self.lines.append(line)
        if line.strip():
            self.blocks.append(Block((Piece(len(self.lines), 0, line),), **what))

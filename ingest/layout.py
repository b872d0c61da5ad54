"""Finds the blocks of a text that has nothing but lines, as a page of a PDF has: paragraphs, headings, table rows.

By general means: what repeats at the edge of most pages is a running head, a lone number there a page number; a line that
fills the column and does not end a sentence goes on in the next one; lines with as many cells as their neighbours are a
table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.blocks import Block, DocumentText
from ingest.normalise import normalise_text
from ingest.numbering import find_label
from ingest.prose import Piece, display_width

# How many lines at the head and foot of a page may be no text, and on what share of the pages they must repeat.
_EDGE = 3
_MOST_PAGES = 0.4
_PAGE_NUMBER = re.compile(
    r"[-—–·|/\s]*(?:第|page|p\.)?\s*(?:\d{1,4}|[ivxl]{1,6})\s*页?\s*(?:[/,，共of]+\s*\d{1,4}\s*页?)?[-—–·|\s]*"
)
# 总则 . . . . . 3, 总则…………3
_LEADERS = re.compile(r"(?:[.·．]\s?){4,}\s*\S{0,6}\s*$|…{2,}\s*\S{0,6}\s*$")
_ENTRY = re.compile(r"\s(?:\d{1,4}|[ivxl]{1,6})$")
_CONTENTS = re.compile(r"目\s*[录次]|table of contents|contents")
_ENDS = tuple("。！？：；.!?:;”）)")
_FULL_LINE = 0.85
# Lines before and after which tell how wide a column is.
_COLUMN = 12
# Columns of characters; text is set no narrower.
_NARROWEST = 26
_FEWEST_CELLS, _MOST_CELLS = 2, 10
_SHORTEST_TABLE = {2: 3}
_LONGEST_CELL = 40
_CLAUSES = re.compile("[，。；！？]")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def lay_out(lines: list[str], page_starts: Sequence[int] = ()) -> DocumentText:
    """The blocks of some lines.

    Args:
        lines: all lines of the file.
        page_starts: the first line of each page; none for a text without pages.
    """
    left_out = find_furniture(lines, page_starts) | _find_contents(lines)
    kept = [n for n in range(1, len(lines) + 1) if lines[n - 1].strip() and n not in left_out]
    text = DocumentText(lines, page_starts=page_starts)
    tables = dict(_find_tables(lines, kept))
    paragraph: list[Piece] = []
    for position, number in enumerate(kept):
        line = lines[number - 1]
        if paragraph and (number in tables or _begins(lines, kept, position, paragraph, left_out)):
            text.blocks.append(Block(tuple(paragraph)))
            paragraph = []
        piece = Piece(number, 0, line)
        if number in tables:
            text.blocks.append(Block((piece,), cells=tuple(line.split()), table=tables[number]))
        else:
            paragraph.append(piece)
    if paragraph:
        text.blocks.append(Block(tuple(paragraph)))
    return text


def find_furniture(lines: Sequence[str], page_starts: Sequence[int]) -> set[int]:
    """Numbers of the lines that are running heads, running feet or page numbers."""
    edges = list(_page_edges(lines, page_starts))
    keys = Counter(key for page in edges for key in {_key(lines[n - 1]) for edge in page for n in edge})
    enough = max(2, _MOST_PAGES * len(edges))
    found: set[int] = set()
    for page in edges:
        for edge in page:
            for number in edge:
                text = normalise_text(lines[number - 1])
                if keys[_key(text)] < enough and not _PAGE_NUMBER.fullmatch(text):
                    break
                found.add(number)
    return found


def _page_edges(lines: Sequence[str], page_starts: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
    """For each page the numbers of its first lines, downwards, and of its last ones, upwards; blank ones not counted."""
    for first, following in pairwise([*page_starts, len(lines) + 1]):
        numbers = [n for n in range(first, following) if lines[n - 1].strip()]
        yield numbers[:_EDGE], numbers[::-1][: min(_EDGE, max(0, len(numbers) - _EDGE))]


def _key(line: str) -> str:
    """A line without what changes from page to page."""
    return re.sub(r"[ivxl]+$", "", re.sub(r"\d+|[-—–·|/\s]", "", normalise_text(line))) or "#"


def _find_contents(lines: Sequence[str]) -> set[int]:
    """Lines of a table of contents, which only repeat the headings."""
    led = {n for n, line in enumerate(lines, start=1) if _LEADERS.search(line)}
    near = {n for entry in led for n in range(max(1, entry - _EDGE), min(len(lines), entry + _EDGE) + 1)}
    ends = {n for n in near if _ENTRY.search(lines[n - 1]) or _CONTENTS.fullmatch(normalise_text(lines[n - 1]))}
    return led | ends


def _begins(
    lines: Sequence[str], kept: Sequence[int], position: int, paragraph: Sequence[Piece], left_out: set[int]
) -> bool:
    """Whether a line begins a paragraph rather than going on with the one before it."""
    line, before = lines[kept[position] - 1], paragraph[-1]
    between = range(before.line + 1, kept[position])
    gap = len(between) > 0 and not left_out.intersection(between)
    last = before.text.rstrip()
    # A sentence that has begun goes on until it ends, however its lines are broken.
    open_sentence = any(_CLAUSES.search(piece.text) for piece in paragraph) and not last.endswith(_ENDS)
    goes_on = not gap and (open_sentence or last.endswith("-") or _is_full(lines, kept, position - 1))
    label = find_label(line, short=_CLAUSES.search(line) is None)
    if label and goes_on:  # 20 册 at the edge of a column is an amount, 第五条 in a sentence is only mentioned
        return last.endswith(_ENDS) or not (open_sentence or label.style in ("bare", "decimal"))
    return not goes_on


def _is_full(lines: Sequence[str], kept: Sequence[int], position: int) -> bool:
    """Whether a line fills the column it stands in, so that it was wrapped."""
    around = kept[max(0, position - _COLUMN) : position + _COLUMN + 1]
    widest = max(_NARROWEST, *(display_width(lines[n - 1]) for n in around))
    return display_width(lines[kept[position] - 1]) >= widest * _FULL_LINE


def _find_tables(lines: Sequence[str], kept: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(line number, number of its table) of every table row."""
    run: list[int] = []
    table = 0
    for number in [*kept, 0]:
        cells = _count_cells(lines[number - 1]) if number else 0
        if run and cells != _count_cells(lines[run[0] - 1]):
            if len(run) >= _SHORTEST_TABLE.get(_count_cells(lines[run[0] - 1]), 2):
                table += 1
                yield from ((row, table) for row in run)
            run = []
        if cells:
            run.append(number)


def _count_cells(line: str) -> int:
    """The cells of what may be a table row; 0 for what is none."""
    cells = line.split()
    is_row = (
        _FEWEST_CELLS <= len(cells) <= _MOST_CELLS
        and _CHINESE.search(line)
        and not _CLAUSES.search(line)
        and max(map(len, cells)) <= _LONGEST_CELL
        and not find_label(line)
    )
    return len(cells) if is_row else 0

"""Reads text lifted from slides: parts, slide titles and items, with items put back together.

What such text still shows: three empty lines in a row end a slide, a line of blanks is an empty text box; the first
line of a slide is its title; an item begins with a number, a bullet or a label with a colon, or after an item that has
ended; it goes on over line breaks until it ends. In a table lifted row by row the completion figure ends a row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.chunks import Chunk
from ingest.manifest import Source
from ingest.numerals import read_numeral
from ingest.prose import Piece, RejoinedText, clean_cells, display_width

_PART = re.compile(r"^\s*[一二三四五六七八九十]+、")
_NUMBERED = re.compile(r"^\s*(\d+)\s+(?=[^\d\s])")
_BULLET = re.compile(r"^\s*[•·▪●■◆\-–]\s*")
_LABELLED = re.compile(r"^\s*[^：:，。；]{2,20}[：:](\s|$)|^\s*[^：:，。；]{1,6}[：:]\S")
_COMPLETION = re.compile(r"(?:完成度?|在)\s*\d+(?:\.\d+)?%(?:左右)?$")
_STATED_COUNT = re.compile(r"（([二三四五六七八九十]+|\d+)[类种项个级]）")
_GOES_ON = tuple("，、：:（(—")
_STOPS = tuple("；;。！!？?")
_CONTINUES = re.compile(r"^\s*[\d（(]")
# A line that leaves this much of the widest line's width free was not wrapped.
_SHORT_LINE = 0.85
_COLUMN_HEAD_CELLS = 4
_SLIDE_BREAK = 3


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    after_box: bool  # an empty text box stands between this line and the one before


@dataclass(slots=True)
class _Item:
    label: str = ""
    marked: bool = False
    bulleted: bool = False
    pieces: list[Piece] = field(default_factory=list)


def read_slides(source: Source, lines: list[str]) -> list[Chunk]:
    """Chunks of a slide deck in printed order: headings for parts and slide titles, items below them."""
    chunks: list[Chunk] = []
    part: list[Chunk] = []
    for slide in _slides(lines):
        title, *items = [_to_chunk(source, lines, item) for item in _items(slide)]
        if _PART.match(title.text):
            part = []
        heading = _hang(replace(title, kind="heading"), part)
        above = [*part, heading]
        if _PART.match(title.text):
            part = above
        chunks += [heading, *(_hang(item, above) for item in items)]
    return chunks


def _slides(lines: list[str]) -> Iterator[list[_Line]]:
    slide: list[_Line] = []
    empty, after_box = 0, False
    for number, line in enumerate(lines, start=1):
        empty = 0 if line else empty + 1
        if empty == _SLIDE_BREAK and slide:
            yield slide
            slide = []
        if line.strip():
            slide.append(_Line(number, line, after_box))
        after_box = not line.strip() and (after_box or bool(line))
    if slide:
        yield slide


def _items(slide: list[_Line]) -> Iterator[_Item]:
    """The items of a slide in printed order; the first one is the title."""
    yield _Item(pieces=[_piece(slide[0])])
    stated = _STATED_COUNT.search(slide[0].text)
    ending = _repeated_ending(slide[1:], stated[1]) if stated else ""
    widest = max(display_width(line.text) for line in slide)
    is_table = any(_is_column_head(line.text) for line in slide)
    item = _Item()
    for line in slide[1:]:
        numbered, bullet = _NUMBERED.match(line.text), _BULLET.match(line.text)
        labelled = not item.marked and _LABELLED.match(line.text)
        ended = item.pieces and (
            item.pieces[-1].text.rstrip().endswith(ending)
            if ending
            else line.after_box or _has_ended(item, line, widest, is_table)
        )
        if item.pieces and (numbered or bullet or labelled or ended):
            yield item
            item = _Item()
        if not item.pieces:
            item.marked, item.label = bool(numbered or bullet), numbered[1] if numbered else ""
            item.bulleted = bool(bullet)
        item.pieces.append(_piece(line, numbered or bullet))
    if item.pieces:
        yield item


def _piece(line: _Line, mark: re.Match | None = None) -> Piece:
    column = mark.end() if mark else 0
    return Piece(line.number, column, line.text[column:])


def _has_ended(item: _Item, following: _Line, widest: int, is_table: bool) -> bool:
    """Whether an item is whole before the following line, which bears no mark of its own."""
    last = item.pieces[-1].text.strip()
    if last.endswith(_STOPS) or _COMPLETION.search(last) or _is_column_head(last):
        return True
    if item.marked or is_table or last.endswith(_GOES_ON) or _CONTINUES.match(following.text):
        return False
    indented = len(following.text) - len(following.text.lstrip()) > 1
    return indented or display_width(last) < widest * _SHORT_LINE


def _is_column_head(line: str) -> bool:
    return len(line.split()) >= _COLUMN_HEAD_CELLS and not any(char.isdigit() for char in line)


def _repeated_ending(lines: list[_Line], count_text: str) -> str:
    """The word that ends as many lines as the title says there are things, and the last line; empty if there is none.

    A title such as 示范馆类型（四类） over broken lines tells where each of the four ends.
    """
    count = read_numeral(count_text)
    texts = [line.text.strip() for line in lines]
    for length in range(min(map(len, texts), default=0), 1, -1):
        ending = texts[-1][-length:]
        if sum(text.endswith(ending) for text in texts) == count:
            return ending
    return ""


def _to_chunk(source: Source, lines: list[str], item: _Item) -> Chunk:
    joined = RejoinedText(lines, item.pieces)
    spans = joined.spans(0, len(joined.text))
    return Chunk(
        id=f"{source.id}:{spans[0].first_line}",
        source=source.file,
        kind="item",
        text=clean_cells(joined.text),
        spans=spans,
        label=item.label,
        details={"bulleted": True} if item.bulleted else {},
    )


def _hang(chunk: Chunk, above: list[Chunk]) -> Chunk:
    return replace(chunk, parent=above[-1].id if above else "", section=tuple(heading.text for heading in above))

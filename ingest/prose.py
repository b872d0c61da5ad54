"""Rejoins hard-broken lines into sentences, each of which still knows the lines it came from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.chunks import Span

_SENTENCE_END = re.compile(r"(?:[。！？!?]|(?<=[A-Za-z])\.(?=\s+[A-Z]|$))(?:\[\d+\])?[”’」』）)\]]*")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_WIDE_SPACE = re.compile(r"(?<![0-9A-Za-z,.;:)&%“”])\s+|\s+(?![0-9A-Za-z(&“”])")
_REFERENCE = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of one line that belongs to the text: its line number, where it begins in the line, and its characters."""

    line: int
    column: int
    text: str


class RejoinedText:
    """Pieces of lines as one running text in which every character knows where it stands.

    Args:
        lines: all lines of the file, for quoting.
        pieces: the parts that belong to the text, in order; what lies between them (running heads) was left out.
    """

    def __init__(self, lines: list[str], pieces: Iterable[Piece]) -> None:
        self._lines = lines
        self.text = ""
        self._places: list[tuple[int, int]] = []
        for piece in pieces:
            body = piece.text.rstrip()
            start = piece.column + len(body) - len(body.lstrip())
            body = body.lstrip()
            if self.text and body and _needs_space(self.text[-1], body[0]):
                self.text += " "
                self._places.append(self._places[-1])
            self.text += body
            self._places += [(piece.line, start + offset) for offset in range(len(body))]

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The line spans of `text[start:end]` without blanks at its ends: one, or one on either side of a line left out."""
        while self.text[start].isspace():
            start += 1
        stretches: list[list[tuple[int, int]]] = [[self._places[start]]]
        for place in self._places[start + 1 : end]:
            last_line = stretches[-1][-1][0]
            skipped = self._lines[last_line : place[0] - 1]
            if place[0] > last_line + 1 and any(line.strip() for line in skipped):
                stretches.append([])
            stretches[-1].append(place)
        return tuple(self._quote(stretch[0], stretch[-1]) for stretch in stretches)

    def _quote(self, first: tuple[int, int], last: tuple[int, int]) -> Span:
        (first_line, first_column), (last_line, last_column) = first, last
        if first_line == last_line:
            return Span(first_line, last_line, self._lines[first_line - 1][first_column : last_column + 1])
        middle = self._lines[first_line : last_line - 1]
        parts = [
            self._lines[first_line - 1][first_column:],
            *middle,
            self._lines[last_line - 1][: last_column + 1],
        ]
        return Span(first_line, last_line, "".join(parts))

    def sentences(self) -> Iterator[tuple[int, int]]:
        """(start, end) of every sentence; the closing quotation mark, bracket or reference number goes with it."""
        start = 0
        for match in _SENTENCE_END.finditer(self.text):
            if self.text[start : match.end()].strip():
                yield start, match.end()
            start = match.end()
        if self.text[start:].strip():
            yield start, len(self.text)


def _needs_space(left: str, right: str) -> bool:
    """Words of a Latin script are kept apart where two lines meet, and a number from the cell before it."""
    if right.isdigit():
        return not left.isascii()
    return left.isascii() and right.isascii() and (left.isalnum() or left in ",.;:)") and right.isalpha()


def clean_text(text: str) -> str:
    """Make a stretch of rejoined text readable: no reference marks, no blanks inside numbers or Chinese words."""
    text = _REFERENCE.sub("", text)
    text = _THOUSANDS.sub("", text)
    return _WIDE_SPACE.sub("", re.sub(r"\s+", " ", text)).strip()


def clean_cells(text: str) -> str:
    """As `clean_text` for slides, whose blanks part one cell from the next: runs become one, brackets close up."""
    text = _THOUSANDS.sub("", re.sub(r"\s+", " ", text))
    return re.sub(r"(?<=[：:（(、]) | (?=[（(）)、；;，。])", "", text).strip()


def display_width(text: str) -> int:
    """Columns that a text takes on paper: a Chinese character two, a Latin one one."""
    return sum(1 if char.isascii() else 2 for char in text.strip())

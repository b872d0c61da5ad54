"""Rejoins hard-broken lines into sentences, each of which still knows the lines it came from."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.chunks import Span

# What goes on behind a quotation is no end of its sentence, whatever the quotation ends with: 参见“甲是什么？”一节。
_SENTENCE_END = re.compile(
    r"(?:[。！？!?]|(?<=[A-Za-z])\.(?=\s+[A-Z]|$))(?:\[\d+\])?"
    r"(?:[”’」』）)\]]++(?!\s*(?:[，。；、：的里等和与及]|中(?!国)|[一这][节章文]))|(?![”’」』）)\]，。；、：]))"
)
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_WIDE_SPACE = re.compile(r"(?<![0-9A-Za-z,.;:)&%“”])\s+|\s+(?![0-9A-Za-z(&“”])")
_REFERENCE = re.compile(r"\[\d+\]")
_HYPHENATED = re.compile(r"[A-Za-z]-$")
_CIRCLED = re.compile(r"[①-⑳]")
_SEMICOLON = re.compile("；")
# Characters; longer ones in print are lists of clauses, each a statement of its own.
_LONG_SENTENCE = 80


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
        page_starts: the first line of each page, for a file that has pages.
    """

    def __init__(self, lines: Sequence[str], pieces: Iterable[Piece], page_starts: Sequence[int] = ()) -> None:
        self._lines = lines
        self._page_starts = page_starts
        self.text = ""
        self._places: list[tuple[int, int]] = []
        for piece in pieces:
            body = piece.text.rstrip()
            start = piece.column + len(body) - len(body.lstrip())
            body = body.lstrip()
            if _HYPHENATED.search(self.text) and body[:1].islower():
                self.text = self.text[:-1]
                self._places.pop()
            elif self.text and body and _needs_space(self.text[-1], body[0]):
                self.text += " "
                self._places.append(self._places[-1])
            self.text += body
            self._places += [(piece.line, start + offset) for offset in range(len(body))]

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The line spans of `text[start:end]` without blanks at its ends.

        One, or one on either side of a line left out or of the turn of a page.
        """
        while self.text[start].isspace():
            start += 1
        stretches: list[list[tuple[int, int]]] = [[self._places[start]]]
        for place in self._places[start + 1 : end]:
            last_line = stretches[-1][-1][0]
            skipped = self._lines[last_line : place[0] - 1]
            left_out = place[0] > last_line + 1 and any(line.strip() for line in skipped)
            if left_out or self._page(place[0]) != self._page(last_line):
                stretches.append([])
            stretches[-1].append(place)
        return tuple(self._quote(stretch[0], stretch[-1]) for stretch in stretches)

    def _quote(self, first: tuple[int, int], last: tuple[int, int]) -> Span:
        (first_line, first_column), (last_line, last_column) = first, last
        if first_line == last_line:
            quote = self._lines[first_line - 1][first_column : last_column + 1]
            return Span(first_line, last_line, quote, self._page(first_line))
        middle = self._lines[first_line : last_line - 1]
        parts = [
            self._lines[first_line - 1][first_column:],
            *middle,
            self._lines[last_line - 1][: last_column + 1],
        ]
        return Span(first_line, last_line, "".join(parts), self._page(first_line))

    def _page(self, line: int) -> int | None:
        return bisect_right(self._page_starts, line) if self._page_starts else None

    def sentences(self) -> Iterator[tuple[int, int]]:
        """(start, end) of every sentence; the closing quotation mark, bracket or reference number goes with it."""
        start = 0
        for match in _SENTENCE_END.finditer(self.text):
            if self.text[start : match.end()].strip():
                yield start, match.end()
            start = match.end()
        if self.text[start:].strip():
            yield start, len(self.text)


def cut_sentences(joined: RejoinedText) -> Iterator[tuple[int, int]]:
    """Sentences, cut once more before every ①②③ and, where they are long, after every semicolon.

    So each piece of an enumeration stands alone and a citation is no wider than what it supports.
    """
    for start, end in joined.sentences():
        cuts = [m.start() for m in _CIRCLED.finditer(joined.text, start, end) if m.start() > start]
        if end - start > _LONG_SENTENCE:
            cuts = sorted({*cuts, *(m.end() for m in _SEMICOLON.finditer(joined.text, start, end - 1))})
        for left, right in zip([start, *cuts], [*cuts, end], strict=True):
            if joined.text[left:right].strip():
                yield left, right


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

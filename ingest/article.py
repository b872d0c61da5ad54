"""Reads a journal article: headings, enumerated points and sentences as a tree."""

import re
from collections.abc import Iterator
from statistics import median

from ingest.chunks import Chunk, Span
from ingest.manifest import Source
from ingest.prose import Piece, RejoinedText, clean_text, cut_sentences, display_width

_HEADING = re.compile(r"^\s*(\d+(?:\.\d+)*)\s+(?=[^\d\s])")
_POINT = re.compile(r"^\s*(（\d+）|\(\d+\))")
_CIRCLED = re.compile(r"[①-⑳]")
_FRONT_MATTER = re.compile(r"^\s*(?:摘\s*要|关键词|Abstract|Key\s?words)\s*[:：]", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^\s*\d{1,4}\s*$")
_ENDS = tuple("。！？：；.!?:;”）)")
# A paragraph's last line is shorter than the column; a wrapped line fills it but for a character or two.
_FULL_LINE = 0.9


def read_article(source: Source, lines: list[str]) -> list[Chunk]:
    """Chunks of an article in reading order.

    Running heads and page numbers are left out; a sentence that one of them cuts in two has two spans.
    """
    builder = _TreeBuilder(source)
    for label, pieces in _blocks(lines, _furniture(source, lines)):
        joined = RejoinedText(lines, pieces)
        if label is not None:
            builder.add("heading", clean_text(joined.text), joined.spans(0, len(joined.text)), label)
            continue
        for start, end in cut_sentences(joined):
            text = clean_text(joined.text[start:end])
            match = _POINT.match(text) or _CIRCLED.match(text)
            label = match[0] if match else ""
            if _FRONT_MATTER.match(text):
                builder.leave_sections()
            builder.add("sentence", text[len(label) :], joined.spans(start, end), label)
    return builder.chunks


def _furniture(source: Source, lines: list[str]) -> set[int]:
    """Line numbers of running heads and page numbers.

    Such a line stands at the foot or head of a page, so it cuts a sentence: the text before it is unfinished. It is told
    from text by what it repeats (the article's title or issue) or by being a mere number, or, where neither helps, by
    standing directly before the first, indented line of a new page.
    """
    title, issue = _squeeze(source.title), _squeeze(source.issue)
    found: set[int] = set()
    unfinished = False
    for number, line in enumerate(lines, start=1):
        text = _squeeze(line)
        if not text or _HEADING.match(line):
            unfinished = unfinished and not text
            continue
        repeats = (issue and issue in text) or (title in text and number > 1 and len(text) > len(title))
        next_line = lines[number] if number < len(lines) else ""
        page_turns = next_line.startswith(" ") and bool(next_line.strip())
        if unfinished and (repeats or _PAGE_NUMBER.match(line) or (page_turns and not text.endswith(_ENDS))):
            found.add(number)
        else:
            unfinished = not text.endswith(_ENDS)
    return found


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _blocks(lines: list[str], furniture: set[int]) -> Iterator[tuple[str | None, list[Piece]]]:
    """Headings as (label, pieces) and paragraphs as (None, pieces)."""
    kept = [(n, line) for n, line in enumerate(lines, start=1) if line.strip() and n not in furniture]
    full = median(display_width(line) for _, line in kept) * _FULL_LINE
    paragraph: list[Piece] = []
    for number, line in kept:
        heading = _HEADING.match(line)
        if (heading or _POINT.match(line) or _FRONT_MATTER.match(line)) and paragraph:
            yield None, paragraph
            paragraph = []
        if heading:
            yield heading[1], [Piece(number, heading.end(), line[heading.end() :])]
            continue
        paragraph.append(Piece(number, 0, line))
        if line.rstrip().endswith(_ENDS) and display_width(line) < full:
            yield None, paragraph
            paragraph = []
    if paragraph:
        yield None, paragraph


class _TreeBuilder:
    """Hangs each chunk under the nearest heading or enumerated point above it that ranks higher."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._open: list[tuple[int, Chunk]] = []
        self.chunks: list[Chunk] = []

    def leave_sections(self) -> None:
        """What follows stands outside the numbered text, as an abstract in another language does."""
        self._open.clear()

    def add(self, kind: str, text: str, spans: tuple[Span, ...], label: str) -> None:
        rank = _rank(kind, label)
        while self._open and rank is not None and self._open[-1][0] >= rank:
            self._open.pop()
        line = spans[0].first_line
        same_line = sum(1 for chunk in self.chunks if chunk.spans[0].first_line == line)
        chunk = Chunk(
            id=f"{self._source.id}:{line}" + (f".{same_line}" if same_line else ""),
            source=self._source.file,
            kind=kind,
            text=text,
            spans=spans,
            label=label,
            parent=self._open[-1][1].id if self._open else "",
            section=tuple(above.text for _, above in self._open),
        )
        self.chunks.append(chunk)
        if rank is not None:
            self._open.append((rank, chunk))


def _rank(kind: str, label: str) -> int | None:
    """Depth of what a label opens: 1 and 1.2 by their dots, then （1）, then ①; None for a plain sentence."""
    if kind == "heading":
        return label.count(".") + 1
    if not label:
        return None
    return 90 if _POINT.match(label) else 91

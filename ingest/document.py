"""Reads any document in Chinese (rules, notices, reports, manuals) into a tree by its headings and enumerators."""

from dataclasses import dataclass, replace

from ingest.blocks import Block, DocumentText
from ingest.chunks import Chunk
from ingest.manifest import Source
from ingest.normalise import normalise_name
from ingest.numbering import Label, find_label, nest
from ingest.prose import RejoinedText, clean_text, cut_sentences, display_width
from ingest.tables import TableReader

# Columns; a longer line is no heading.
_LONGEST_HEADING = 64
_NO_HEADING = tuple("。；;！!？?，,、")
_ALWAYS_HEADS = ("appendix", "part", "chapter", "section")
_TITLE_BLOCKS = 3
# What has these enumerators may be several paragraphs long.
_OF_PARAGRAPHS = ("article", "chinese")


@dataclass(slots=True)
class _Open:
    """A chunk that others may hang below: its style, its depth in that style, and its place among the chunks."""

    style: str
    depth: int
    position: int
    announces: bool  # it is a heading or ends with a colon

    @property
    def goes_on(self) -> bool:
        """Whether a paragraph without an enumerator belongs to it rather than to what it is part of."""
        return self.announces or self.style in _OF_PARAGRAPHS


def read_document(source: Source, text: DocumentText) -> list[Chunk]:
    """Chunks of a document in reading order: headings, sentences below them, table rows as items."""
    builder = _TreeBuilder(source, text)
    for position, block in enumerate(text.blocks):
        builder.add(block, first=position < _TITLE_BLOCKS)
    return builder.finish()


class _TreeBuilder:
    """Hangs each block under the nearest heading or enumerated point above it that ranks higher."""

    def __init__(self, source: Source, text: DocumentText) -> None:
        self._source, self._text = source, text
        self._open: list[_Open] = []
        self._chunks: list[Chunk] = []
        self._may_head: set[int] = set()
        self._per_line: dict[int, int] = {}
        self._tables = TableReader(text.blocks)

    def add(self, block: Block, first: bool) -> None:
        joined = RejoinedText(self._text.lines, block.pieces, self._text.page_starts)
        if block.cells:
            if row := self._tables.describe(block):
                self._append("item", row, joined, 0, len(joined.text))
            return
        if first and not block.depth and self._is_title(joined.text):
            self._append("heading", clean_text(joined.text), joined, 0, len(joined.text))
            return
        short = display_width(joined.text) <= _LONGEST_HEADING and not joined.text.endswith(_NO_HEADING)
        label = find_label(joined.text, short) or (Label("item", block.marker, 0) if block.marker else None)
        heads = bool(block.depth) or (short and bool(label) and not block.marker)
        self._close(block, label)
        if heads:
            self._add_heading(block, joined, label)
        else:
            self._add_sentences(block, joined, label)

    def _is_title(self, text: str) -> bool:
        title, printed = normalise_name(self._source.title), normalise_name(text)
        return bool(printed) and (printed in title or title in printed) and len(printed) < 2 * len(title)

    def _close(self, block: Block, label: Label | None) -> None:
        """Close what the block does not belong to."""
        if block.depth or (label and label.style == "item"):
            style, depth = ("heading", block.depth) if block.depth else ("item", block.level)
            same = [n for n, each in enumerate(self._open) if each.style == style and each.depth >= depth]
            # What is enumerated below a heading ends with it.
            inner = [n for n, each in enumerate(self._open) if block.depth and each.style != "heading"]
            keep = min([*same, *inner], default=len(self._open))
        elif label:
            keep = nest(self._styles(), label)
        else:  # a paragraph goes on below a heading, and after a list below what the list is of
            keep = len(self._open)
            while keep and not self._open[keep - 1].goes_on:
                keep -= 1
        del self._open[keep:]

    def _add_heading(self, block: Block, joined: RejoinedText, label: Label | None) -> None:
        start = label.end if label else 0
        printed = label.printed if label else ""
        if not joined.text[start:].strip():  # 第一章 on a line of its own, or a lone number
            start, printed = 0, ""
        sure = bool(block.depth) or (label is not None and label.style in _ALWAYS_HEADS)
        self._append("heading", clean_text(joined.text[start:]), joined, 0, len(joined.text), printed)
        if not sure:
            self._may_head.add(len(self._chunks) - 1)
        style = "heading" if block.depth else label.style
        self._open.append(_Open(style, block.depth or label.depth, len(self._chunks) - 1, True))

    def _add_sentences(self, block: Block, joined: RejoinedText, label: Label | None) -> None:
        """The sentences of a paragraph; one that an enumerator opens heads those that follow it."""
        announces = joined.text.endswith(("：", ":"))
        for number, (start, end) in enumerate(cut_sentences(joined)):
            if number:
                found = find_label(joined.text[start:end], short=False)
                label = found if found and found.style == "circled" else None
                if label:
                    del self._open[nest(self._styles(), label) :]
            words = clean_text(joined.text[start + (label.end if label else 0) : end])
            self._append("sentence", words, joined, start, end, label.printed if label else "")
            if label and words:
                depth = block.level if label.style == "item" else label.depth
                self._open.append(_Open(label.style, depth, len(self._chunks) - 1, announces and not number))
        if announces and self._chunks and not (self._open and self._open[-1].position == len(self._chunks) - 1):
            self._open.append(_Open("announcement", 0, len(self._chunks) - 1, False))

    def _styles(self) -> list[tuple[str, int]]:
        return [(each.style, each.depth) for each in self._open]

    def _append(self, kind: str, words: str, joined: RejoinedText, start: int, end: int, label: str = "") -> None:
        if not words:
            return
        spans = joined.spans(start, end)
        line = spans[0].first_line
        count = self._per_line[line] = self._per_line.get(line, -1) + 1
        above = [self._chunks[each.position] for each in self._open]
        chunk = Chunk(
            id=f"{self._source.id}:{line}" + (f".{count}" if count else ""),
            source=self._source.file,
            kind=kind,
            text=words,
            spans=spans,
            label=label,
            parent=above[-1].id if above else "",
            section=tuple(each.text for each in above),
        )
        self._chunks.append(chunk)

    def finish(self) -> list[Chunk]:
        """The chunks; what looked like a heading and has nothing below it is an item of a list."""
        parents = {chunk.parent for chunk in self._chunks}
        return [
            replace(chunk, kind="sentence") if number in self._may_head and chunk.id not in parents else chunk
            for number, chunk in enumerate(self._chunks)
        ]

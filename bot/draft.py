"""Builds an answer's text while numbering its citations: the same place is cited under one number."""

from collections.abc import Mapping

from bot.answer import Citation
from ingest.chunks import Chunk, Span
from ingest.manifest import Source


class Draft:
    """Collects citations in the order in which the text needs them.

    Args:
        sources: what each file says about itself, by file name.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._citations: dict[tuple[str, int, int], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, numbered from 1."""
        return tuple(self._citations.values())

    def is_slide(self, chunk: Chunk) -> bool:
        """Whether a chunk stands on a slide."""
        return self._sources[chunk.source].kind == "slides"

    def titles(self, most: int, separator: str) -> str:
        """The titles of the sources, of not more than so many."""
        titles = [f"《{source.title}》" for source in self._sources.values()]
        return separator.join(titles[:most]) + ("…" if len(titles) > most else "")

    def title(self, chunk: Chunk) -> str:
        """The title of a chunk's source with the date or issue that it states."""
        source = self._sources[chunk.source]
        return f"《{source.title}》" + (f"（{source.date_stated}）" if source.date_stated else "")

    def cite(self, chunk: Chunk) -> str:
        """The markers for a chunk: one, or one for each side of a running head that cuts it."""
        return "".join(self._mark(chunk.source, span) for span in chunk.spans)

    def cite_rows(self, rows: tuple[Chunk, ...]) -> str:
        """The marker for what was computed over rows of one list: from the first of them to the last."""
        first, last = rows[0].spans[0], rows[-1].spans[-1]
        return self._mark(rows[0].source, Span(first.first_line, last.last_line, first.quote))

    def _mark(self, file: str, span: Span) -> str:
        key = (file, span.first_line, span.last_line)
        if key not in self._citations:
            source = self._sources[file]
            self._citations[key] = Citation(
                n=len(self._citations) + 1,
                source=file,
                title=source.title,
                as_of=source.date_stated or None,
                first_line=span.first_line,
                last_line=span.last_line,
                quote=span.quote.strip(),
                page=span.page,
            )
        return f"[{self._citations[key].n}]"

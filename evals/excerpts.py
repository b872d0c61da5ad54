"""Lines of the sources for a reader of a report: what should have been cited, word for word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Case
from ingest.settings import IngestSettings

# A longer span shows its first and its last lines, as many as these.
_FIRST, _LAST = 8, 3


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a source.

    Attributes:
        lines: (number from 1, text); a number of 0 stands for lines left out, and its text says how many.
        also: says the same as the one before it, which will do as well.
    """

    source: str
    first_line: int
    last_line: int
    lines: tuple[tuple[int, str], ...]
    also: bool = False


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The sources as they are indexed now.

    Attributes:
        lines: of each source by file name; item 0 is line 1.
        hashes: SHA-256 of each file.
    """

    lines: Mapping[str, Sequence[str]]
    hashes: Mapping[str, str]

    def changed_since(self, corpus: Mapping[str, str]) -> list[str]:
        """The files of a run that are no longer what they were, or are gone."""
        return sorted(name for name, digest in corpus.items() if self.hashes.get(name) != digest)

    def excerpts(self, case: Case) -> tuple[Excerpt, ...]:
        """All places that hold the answer of a case."""
        return tuple(
            self.excerpt(place.source, *place.lines, also=place is not evidence)
            for evidence in case.evidence
            for place in evidence.places
        )

    def excerpt(self, source: str, first_line: int, last_line: int, also: bool = False) -> Excerpt:
        """A span of a source; a source that is unknown, or a span outside of it, has no lines."""
        known = self.lines.get(source, ())
        numbered = [(n, known[n - 1]) for n in range(max(first_line, 1), min(last_line, len(known)) + 1)]
        hidden = len(numbered) - _FIRST - _LAST
        if hidden > 1:
            numbered = [*numbered[:_FIRST], (0, f"……（略 {hidden} 行）"), *numbered[-_LAST:]]
        return Excerpt(source, first_line, last_line, tuple(numbered), also)


def read_sources(settings: IngestSettings) -> SourceLines:
    """Read the lines from the index, which has them by the numbers that citations use, of PDF and spreadsheets too.

    Raises:
        IndexMissingError, IndexMismatchError, StoreError: there is no index that can be used.
    """
    from ingest.index import open_index

    wholes = [chunk for chunk in open_index(settings).chunks if chunk.kind == "source"]
    return SourceLines(
        {chunk.source: tuple(chunk.details["lines"]) for chunk in wholes},
        {chunk.source: str(chunk.details.get("sha256", "")) for chunk in wholes},
    )

from datetime import date

import pytest

from ingest.chunks import Chunk, Row, Span, chunk_from_metadata, chunk_to_metadata
from ingest.index import open_index
from ingest.readers import read_lines
from ingest.settings import IngestSettings
from tests.conftest import CORPUS

SPANS = (Span(3, 4, "甲\t乙"), Span(7, 7, "丙"))


@pytest.mark.parametrize(
    "chunk",
    [
        Chunk("a:3", "a.txt", "sentence", "甲乙丙", SPANS, label="（1）", parent="a:1", section=("一", "二")),
        Chunk("b:3", "b.txt", "row", "1 甲", SPANS[:1], row=Row("members", "2023", "甲", 1, "B+")),
        Chunk(
            "b:4",
            "b.txt",
            "row",
            "乙",
            SPANS[:1],
            row=Row("commercial", "", "乙", None, "", date(2024, 12, 31)),
        ),
        Chunk("c", "c.txt", "source", "题", SPANS[:1], details={"lines": ["甲", ""]}),
    ],
)
def test_a_chunk_comes_back_from_chroma_as_it_went_in(chunk: Chunk) -> None:
    metadata = chunk_to_metadata(chunk)
    assert all(isinstance(value, str | int) for value in metadata.values())
    assert chunk_from_metadata(chunk.id, metadata) == chunk


def test_every_quote_of_the_index_stands_verbatim_at_its_lines(settings: IngestSettings) -> None:
    lines = {path.name: read_lines(path) for path in CORPUS.glob("*.txt")}
    spans = [(c.source, span) for c in open_index(settings).chunks if c.kind != "source" for span in c.spans]
    wrong = [s for file, s in spans if s.quote not in "".join(lines[file][s.first_line - 1 : s.last_line])]
    assert len(spans) > 1800
    assert wrong == []
    assert [s for _, s in spans if not s.quote.strip() or s.quote != s.quote.strip()] == []


def test_a_page_survives_the_round_trip() -> None:
    chunk = Chunk("a:3", "a.pdf", "sentence", "文", (Span(3, 3, "文", 2), Span(5, 5, "字")))
    restored = chunk_from_metadata(chunk.id, chunk_to_metadata(chunk))
    assert [span.page for span in restored.spans] == [2, None]

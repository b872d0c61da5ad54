"""Metrics of retrieval against cases worked out by hand."""

import pytest

from evals.cases import Case, Evidence
from evals.retrieval import first_relevant, measure
from ingest.chunks import Chunk, Span

CHUNKS = {str(line): Chunk(str(line), "a.txt", "item", "x", (Span(line, line, "x"),)) for line in range(1, 6)}
CASE = Case(id="1", category="figure", turns=("?",), evidence=(Evidence(source="a.txt", lines=(3, 4)),))


def test_first_relevant_is_the_first_rank_at_the_evidence() -> None:
    assert first_relevant(CASE, ["1", "5", "4", "3"], CHUNKS) == 3
    assert first_relevant(CASE, ["1", "2"], CHUNKS) == 0


def test_measures_of_three_questions() -> None:
    """Ranks 1, 4 and none: hit@1 is 1/3, hit@5 2/3, MRR (1 + 1/4) / 3."""
    found = measure([1, 4, 0])
    assert found["hit@1"] == pytest.approx(1 / 3)
    assert found["hit@5"] == found["hit@10"] == pytest.approx(2 / 3)
    assert found["MRR"] == pytest.approx(1.25 / 3)

from evals.cases import Case, Evidence
from evals.metrics import Ranking
from evals.retrieval import is_about_prose, judge_ranking
from ingest.chunks import Chunk, Span

CHUNKS = {str(line): Chunk(str(line), "a.txt", "item", "x", (Span(line, line, "x"),)) for line in range(1, 6)}
CASE = Case(id="1", category="figure", turns=("？",), evidence=(Evidence(source="a.txt", lines=(3, 4)),))


def test_a_chunk_is_relevant_where_it_shares_a_line_with_the_evidence() -> None:
    assert judge_ranking(CASE, ["1", "5", "4"], CHUNKS) == Ranking((False, False, True), relevant=2)


def test_only_single_answerable_questions_of_the_texts_are_measured() -> None:
    assert is_about_prose(CASE, {"a.txt"})
    assert not is_about_prose(CASE, {"b.txt"})
    assert not is_about_prose(CASE.model_copy(update={"turns": ("一", "二")}), {"a.txt"})
    assert not is_about_prose(CASE.model_copy(update={"refusal": True}), {"a.txt"})

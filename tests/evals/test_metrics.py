"""Metrics of one question against cases worked out by hand."""

from math import log2

import pytest

from evals.cases import Case, Evidence
from evals.metrics import Ranking, score_citations, score_list, score_ranking, score_reply
from evals.replies import Reply, ReplyCitation

LINES = {"a.txt": ["第一行", "第二行", "第三行"] + ["…"] * 97}


def ask(**more: object) -> Case:
    return Case(id="1", category="list", turns=("有哪些？",), **more)


def cite(n: int, first: int, last: int, quote: str = "第一行", source: str = "a.txt") -> ReplyCitation:
    return ReplyCitation(n=n, source=source, lines=(first, last), quote=quote)


def say(*citations: ReplyCitation, names: tuple[str, ...] = (), refused: bool = False) -> Reply:
    records = tuple({"name": name} for name in names)
    return Reply(answer="有。", refused=refused, citations=citations, records=records)


def at(first: int, last: int, *also: tuple[int, int]) -> Evidence:
    return Evidence(source="a.txt", lines=(first, last), also=tuple(at(*lines) for lines in also))


@pytest.mark.parametrize(
    ("names", "exact", "precision", "recall", "f1"),
    [
        (("甲", "乙", "丙", "丁"), 1, 1, 1, 1),
        (("丁", "丙", "乙", "甲"), 1, 1, 1, 1),
        (("甲", "乙", "戊"), 0, 2 / 3, 2 / 4, 4 / 7),
        (("甲", "甲"), 0, 1 / 2, 1 / 4, 1 / 3),
        (("戊",), 0, 0, 0, 0),
        ((), 0, None, 0, 0),
    ],
)
def test_list_metrics(names: tuple[str, ...], exact: float, precision: float | None, recall: float, f1: float) -> None:
    found = score_list(ask(names=("甲", "乙", "丙", "丁")), say(names=names))
    assert list(found.values()) == pytest.approx([exact, precision, recall, f1])


def test_an_empty_list_may_be_the_right_one() -> None:
    assert list(score_list(ask(names=()), say()).values()) == [1.0, None, 1.0, 1.0]
    assert set(score_list(ask(), say(names=("甲",))).values()) == {None}


@pytest.mark.parametrize(
    ("evidence", "citations", "recall", "precision"),
    [
        ([at(1, 1), at(50, 51)], [cite(1, 1, 1)], 1 / 2, 1),
        ([at(1, 1), at(50, 51)], [cite(1, 1, 1), cite(2, 51, 52), cite(3, 80, 80)], 1, 2 / 3),
        ([at(1, 1)], [cite(1, 2, 2)], 0, 0),
        ([at(1, 1)], [cite(1, 1, 100)], 0, 0),
        ([at(1, 1)], [cite(1, 1, 1, source="b.txt")], 0, 0),
        ([at(1, 1, (70, 70))], [cite(1, 70, 70)], 1, 1),
        ([at(1, 1)], [], 0, None),
    ],
)
def test_citations_at_line_level(
    evidence: list[Evidence], citations: list[ReplyCitation], recall: float, precision: float | None
) -> None:
    found = score_citations(ask(evidence=tuple(evidence)), say(*citations))
    assert list(found.values()) == pytest.approx([recall, precision])


def test_no_citations_are_due_where_nothing_was_answered() -> None:
    assert set(score_citations(ask(evidence=(at(1, 1),)), say(refused=True)).values()) == {None}
    assert set(score_citations(ask(refusal=True), say(cite(1, 1, 1))).values()) == {None}


def test_a_quote_is_verbatim_or_it_is_not() -> None:
    quotes = [cite(1, 1, 1), cite(2, 1, 2, "一行第二"), cite(3, 1, 1, "第二行"), cite(4, 1, 1, "")]
    assert score_reply(ask(), say(*quotes), "right", LINES)["quote_verbatim"] == 2 / 4
    assert score_reply(ask(), say(), "right", LINES)["quote_verbatim"] is None


@pytest.mark.parametrize(("verdict", "correct", "truth"), [("right", 1, 1), ("declined", 0, 0), ("wrong", 0, -1)])
def test_what_is_false_costs_what_is_right_earns(verdict: str, correct: float, truth: float) -> None:
    found = score_reply(ask(), say(), verdict, LINES)
    assert (found["correctness"], found["truthfulness"]) == (correct, truth)


def test_ranking_metrics() -> None:
    """Relevant at ranks 2 and 4, three in all: the gains are 1/log2(3) and 1/log2(5) of the best 1 + 1/log2(3) + 1/log2(4)."""
    found = score_ranking(Ranking((False, True, False, True), relevant=3))
    ideal = 1 + 1 / log2(3) + 1 / log2(4)
    assert found == pytest.approx(
        {"hit@1": 0, "hit@5": 1, "hit@10": 1, "mrr": 1 / 2, "ndcg@10": (1 / log2(3) + 1 / log2(5)) / ideal}
    )
    assert set(score_ranking(Ranking((False,) * 3, relevant=1)).values()) == {0}
    assert score_ranking(Ranking((False,), relevant=0))["ndcg@10"] is None

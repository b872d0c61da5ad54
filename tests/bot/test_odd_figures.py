"""Stated figures that no sum can be done with: zeros that are divided by, and ranges."""

import pytest

from bot.desk import Desk
from bot.progress import make_charts
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.documents import write_slides


@pytest.fixture(scope="module")
def odd_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    corpus = write_slides(tmp_path_factory.mktemp("slides"))
    settings = IngestSettings(_env_file=None, home=tmp_path_factory.mktemp("home"), corpus=corpus)
    ingest(settings)
    return Desk(settings)


def written(desk: Desk, question: str) -> list[str]:
    return [found.written for found in desk.current().executor.prose.compute(question)]


@pytest.mark.parametrize(
    ("question", "sums"),
    [
        ("自助书柜的50%算得出来吗？", ["4 ÷ 8 = 50%"]),
        ("流动书车的50%怎么算出来的？", []),
        ("流动书车已覆盖的是至少覆盖的几倍？", []),
        ("流动书车和自助书柜至少覆盖的单位相差多少？", ["8 − 0 = 8家"]),
    ],
)
def test_a_stated_zero_stops_no_sum_but_those_that_divide_by_it(odd_desk: Desk, question: str, sums: list[str]) -> None:
    assert written(odd_desk, question) == sums


@pytest.mark.parametrize(
    ("question", "sums"),
    [
        ("盲文书架的50%算得对吗？", []),
        ("盲文书架已覆盖的占至少覆盖的几成？", []),
        ("自助书柜和盲文书架至少覆盖的单位相差多少？", []),
        ("有声书亭的完成度按已覆盖除以至少覆盖对得上吗？", []),
        ("自助书柜和有声书亭至少覆盖的单位相差多少？", ["8 − 6 = 2家"]),
    ],
)
def test_a_range_is_no_number_to_compute_with(odd_desk: Desk, question: str, sums: list[str]) -> None:
    assert written(odd_desk, question) == sums


def test_a_range_is_told_as_it_is_printed(odd_desk: Desk) -> None:
    assert "2～4家" in odd_desk.ask("盲文书架至少覆盖多少家单位？").text


def test_a_range_meets_a_condition_with_both_ends(odd_desk: Desk) -> None:
    text = odd_desk.ask("完成度不低于50%的有哪些？").text
    assert "自助书柜" in text
    assert "有声书亭" not in text


def test_charts_leave_out_ranges_and_shares_of_zero(odd_desk: Desk) -> None:
    edition = odd_desk.current()
    charts = make_charts(edition.index.chunks, edition.sources)
    bars = {(chart.title, chart.kind): [bar.label for bar in chart.bars] for chart in charts}
    assert bars == {
        ("推广情况", "plan"): ["自助书柜", "有声书亭"],
        ("推广情况", "completion"): ["流动书车", "自助书柜", "盲文书架"],
    }

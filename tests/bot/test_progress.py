import pytest

from bot.desk import Desk
from bot.progress import Chart, make_charts


@pytest.fixture(scope="module")
def charts(desk: Desk) -> dict[tuple[str, str], Chart]:
    edition = desk.current()
    return {(chart.title, chart.kind): chart for chart in make_charts(edition.index.chunks, edition.sources)}


def bars_of(chart: Chart) -> dict[str, str]:
    return {bar.label: bar.figure.figure.text for bar in chart.bars}


def test_goals_stand_in_the_order_of_their_numbers_with_the_stated_average(charts) -> None:
    chart = charts["三期读者服务系统目标及完成情况", "completion"]
    assert list(bars_of(chart))[:3] == [
        "至少覆盖1800所院校",
        "读者可检索超过7000万篇的各类中外文文献资源",
        "代查代检服务",
    ]
    assert bars_of(chart)["统一认证"] == "100%"
    assert (chart.average.figure.text, round(chart.mean, 1), chart.mean_differs) == ("80%", 77.4, True)


def test_states_of_the_services_add_up_to_their_total(charts) -> None:
    chart = charts["三期可提供服务", "parts"]
    assert bars_of(chart) == {"正式服务": "37项", "试运行": "9项", "在建": "23项", "拟建": "4项"}
    assert chart.whole.figure.text == "73项"
    assert [other.figure.text for other in chart.others] == ["59项"]


def test_resources_are_measured_against_their_plan(charts) -> None:
    bars = {bar.label: bar for bar in charts["资源建设", "plan"].bars}
    books = bars["中外文图书书目"]
    assert (books.figure.figure.text, books.planned.figure.text, books.stated.figure.text) == ("632万", "700万", "85%")
    assert books.differs
    assert not bars["高校古文献"].differs


def test_money_spent_is_measured_against_the_whole(charts) -> None:
    (bar,) = charts["经费使用情况", "plan"].bars
    assert (bar.figure.figure.text, bar.planned.figure.text, round(bar.share, 2)) == ("1.2 亿", "2.1 亿", 0.57)


@pytest.mark.parametrize(
    ("slide", "kind", "label", "other"),
    [
        ("三期机构服务系统目标及完成情况", "completion", "标准规范", "30%"),
        ("建设内容", "completion", "标准规范", "20%"),
        ("服务体系建设", "numbers", "省级中心", "31个"),
    ],
)
def test_disagreements_are_marked(charts, slide: str, kind: str, label: str, other: str) -> None:
    bar = next(bar for bar in charts[slide, kind].bars if bar.label == label)
    assert [twin.figure.text for twin in bar.twins] == [other]


def test_lists_alone_give_no_charts() -> None:
    assert make_charts((), {}) == ()

import re
from collections import Counter

import pytest

from evals.generated import generate_cases, generate_names, source_rows
from evals.score import squeeze_answer
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def cases():
    return {case.id: case for case in generate_cases(CORPUS)}


def test_every_row_is_asked_about_and_the_empty_bullet_is_none(cases) -> None:
    assert len(source_rows(CORPUS)) == 1329 + 30 + 253
    counts = Counter(case.category for case in cases.values())
    assert (counts["row-members"], counts["row-commercial"], counts["row-co-organisers"]) == (1329, 30, 253)
    # 8 levels, 2 dates, 3 whole lists
    assert counts["count"] == counts["list"] == 8 + 2 + 3


def test_a_row_is_expected_with_what_its_line_says_at_that_line(cases) -> None:
    case = cases["members-44"]
    assert case.turns == ("北京大学图书馆是什么级别？",)
    assert re.search(case.expected[0], "北京大学图书馆：B+级")
    assert not re.search(case.expected[0], "北京大学图书馆：B级")
    assert not re.search(cases["members-6"].expected[0], "BD级")
    assert (case.evidence[0].source, case.evidence[0].lines) == ("members-2023.txt", (44, 44))
    assert cases["commercial-1397"].expected == (r"2024\-12\-31",)


def test_a_refused_membership_is_not_taken_for_one(cases) -> None:
    (pattern,) = cases["co-organisers-2"].expected
    assert re.search(pattern, "是的，首都图书馆是联合主办单位")
    assert not re.search(pattern, "首都图书馆不是联合主办单位")


def test_lists_are_counted_and_named_from_the_file(cases) -> None:
    assert re.search(cases["count-members-all"].expected[0], "共有1,329家")
    assert cases["list-members-all"].names[0] == "阿坝师范学院图书馆"
    assert sorted(len(c.names) for c in cases.values() if c.category == "list" and "members" in c.id) == [
        3, 7, 11, 13, 18, 44, 209, 1024, 1329,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answer", "right"),
    [
        ("覆盖院校的目标有多少所？", "至少覆盖 1800 所院校", True),
        ("覆盖院校的目标有多少所？", "至少覆盖 11800 所院校", False),
        ("标准规范的完成度是多少？", "完成度 20%", True),
        ("标准规范的完成度是多少？", "完成度 120%", False),
        ("经费的总投资是多少？", "总投资 2.1 亿", True),
        ("CALIS项目前期筹划是什么时候？", "1994年", True),
    ],
)
def test_figures_are_expected_as_printed_and_in_no_longer_number(cases, asked: str, answer: str, right: bool) -> None:
    case = next(case for case in cases.values() if case.turns == (asked,))
    assert bool(re.search(case.expected[0], squeeze_answer(answer))) is right


def test_a_figure_stated_twice_may_be_cited_at_either_place(cases) -> None:
    case = next(case for case in cases.values() if case.turns == ("全国中心是多少？",))
    (evidence,) = case.evidence
    assert [place.source for place in evidence.places] == ["service-progress-phase3.txt", "plan-14th-five-year.txt"]


def test_names_are_written_in_five_ways_and_always_the_same() -> None:
    made = generate_names(CORPUS)
    assert Counter(case.category for case in made)["traditional"] == 1612
    by_id = {case.id: case for case in made}
    assert by_id["members-44-without-library"].turns == ("北京大学是什么级别？",)
    assert by_id["members-44-traditional"].turns == ("北京大學圖書館是什么级别？",)
    wrong = by_id["members-44-wrong-character"].turns[0]
    assert sum(one != two for one, two in zip(wrong, by_id["members-44-full"].turns[0], strict=True)) == 1
    assert {case.group for case in made if case.id.startswith("members-44-")} == {"members-44"}
    assert made == generate_names(CORPUS)

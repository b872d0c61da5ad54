"""When agreements end: several periods, both ends of the list, what stands beside a day, and days that are none."""

import re

import pytest

from bot.desk import Desk
from evals.score import squeeze_answer

COUNTS = [
    ("2023年和2024年到期的商业用户一共几家", 30),
    ("2023年到2024年到期的商业用户有几家", 30),
    ("2023-2024年到期的有几家", 30),
    ("2023年6月至2023年底到期的商业用户有几家", 25),
    ("2023年底前到期的商业用户有几家", 25),
    ("2023年12月31日前到期的商业用户有几家", 25),
    ("2023年以前到期的商业用户有几家", 0),
    ("2024年以前到期的商业用户有几家", 25),
    ("2024年起到期的商业用户有几家", 5),
    ("截至2023年12月31日的名单里，2024年到期的有几家", 5),
    ("How many commercial agreements end by 31 December 2023?", 25),
    ("How many commercial agreements end before 31 December 2023?", 0),
]


@pytest.mark.parametrize(("question", "count"), COUNTS)
def test_all_days_of_a_question_count(desk: Desk, question: str, count: int) -> None:
    assert len(desk.ask(question).records) == count


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2023年到期的比2024年到期的多几家", "2023年到期的25家、协议在2024年到期的5家.*相差20家"),
        ("2023年到期的多还是2024年到期的多", "最多的是协议在2023年到期的,25家"),
        ("最早到期的和最晚到期的各有几家", "2023-12-31到期的25家、协议在2024-12-31到期的5家"),
        ("商业用户的协议都是2023年到期了吗", "^不都是:协议在2023年到期的25家,其余5家不是"),
    ],
)
def test_days_are_set_beside_one_another(desk: Desk, question: str, expected: str) -> None:
    assert re.search(expected, squeeze_answer(desk.ask(question).text))


def test_a_day_that_is_none_is_said_to_be_none(desk: Desk) -> None:
    answer = desk.ask("人天书店的协议2024年2月30日还有效吗")
    assert "没有“2024年2月30日”这个日期" in answer.text and "2024-12-31" in answer.text
    for history in ([], ["人天书店的协议什么时候到期"]):
        answer = desk.ask("2024年2月30日还有效吗", history)
        assert "没有“2024年2月30日”这个日期" in answer.text
        assert answer.refused == (not history) and "仍有效" not in answer.text


def test_a_follow_up_on_a_day_is_about_the_same_company(desk: Desk) -> None:
    answer = desk.ask("2024年6月30日还有效吗", ["人天书店的协议什么时候到期"])
    assert [record["name"] for record in answer.records] == ["北京人天书店集团股份有限公司"]
    assert squeeze_answer(answer.text).startswith("是的。到2024-06-30协议仍有效")

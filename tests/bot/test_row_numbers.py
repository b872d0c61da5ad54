"""Rows that are asked for by their numbers, of one list or several."""

import re

import pytest

from bot.desk import Desk
from evals.score import squeeze_answer

QUESTIONS = [
    ("成员馆名单和商业用户名单的第1号分别是谁", ["阿坝师范学院图书馆", "安徽时代出版发行有限公司"]),
    ("成员馆名单第1号和商业用户名单第2号分别是谁", ["阿坝师范学院图书馆", "安徽新华传媒股份有限公司"]),
    ("第1号在成员馆名单和商业用户名单里分别是谁", ["阿坝师范学院图书馆", "安徽时代出版发行有限公司"]),
    (
        "北京化工大学图书馆在成员馆名单和联合主办单位名单里的下一家",
        ["北京工业大学耿丹学院图书馆", "北京建筑大学图书馆"],
    ),
    (
        "成员馆名单最后两家和商业用户名单前两家",
        ["香港浸会大学图书馆", "香港中文大学图书馆", "安徽时代出版发行有限公司", "安徽新华传媒股份有限公司"],
    ),
]


@pytest.mark.parametrize(("question", "names"), QUESTIONS)
def test_a_number_belongs_to_the_lists_before_it(desk: Desk, question: str, names: list[str]) -> None:
    assert [record["name"] for record in desk.ask(question).records] == names


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("成员馆名单第1号至第100号", range(1, 101)),
        ("成员馆名单第100号至第1号", range(1, 101)),
        ("列出成员馆名单第1号到第60号", range(1, 61)),
        ("成员馆名单第1320号至第1400号", range(1320, 1330)),
    ],
)
def test_the_records_of_a_range_are_complete(desk: Desk, question: str, numbers: range) -> None:
    answer = desk.ask(question)
    assert [record["sequence"] for record in answer.records] == list(numbers)
    assert len(answer.citations) <= len(numbers) + 1


def test_a_range_past_the_end_says_how_many_there_are(desk: Desk) -> None:
    assert "只有1329个名称,没有第1400号" in squeeze_answer(desk.ask("成员馆名单第1320号至第1400号").text)


def test_a_place_from_the_end_that_is_none(desk: Desk) -> None:
    answer = desk.ask("联合主办单位名单倒数第300家是谁")
    assert answer.refused and not answer.records
    assert "只有253个名称,没有倒数第300个" in squeeze_answer(answer.text)
    assert desk.ask("联合主办单位名单倒数第253家是谁").records[0]["name"] == "首都图书馆"


def test_a_row_looked_up_in_a_set_gets_no_verdict_that_nobody_asked_for(desk: Desk) -> None:
    answer = desk.ask("第二家是谁", ["D级的成员馆有多少家"])
    assert re.match("阿卜杜勒阿齐兹国王公共图书馆", answer.text)

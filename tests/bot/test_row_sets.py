"""Sets of rows: what a list does not say, characters and quotations in names."""

import pytest

from bot.desk import Desk
from evals.score import squeeze_answer


@pytest.mark.parametrize(
    "question", ["联合主办单位里哪个级别最多？", "联合主办单位各级别分别有多少家", "商业用户里哪个级别最多"]
)
def test_a_list_without_levels_is_not_counted_by_them(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert answer.refused and "没有写明这一点" in answer.text


def test_levels_of_what_is_in_two_lists_are_those_of_the_one_that_has_them(desk: Desk) -> None:
    answer = desk.ask("既是联合主办单位又是成员馆的，哪个级别最多")
    assert squeeze_answer(answer.text).startswith("D级最多,9家")


def test_a_quoted_word_is_meant_as_it_stands(desk: Desk) -> None:
    assert not desk.ask("名称含“字母”的成员馆有多少家").records
    assert [r["name"] for r in desk.ask("名称含字母的成员馆有哪些").records] == ["韩国教育学术情报院 (KERIS)"]

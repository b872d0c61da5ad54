"""What documents say about themselves: author, issue, title."""

import pytest

from bot.desk import Desk


@pytest.mark.parametrize(
    ("question", "answer", "line"),
    [
        ("这篇文章的作者是谁", "陈建龙（北京大学图书馆", 1),
        ("写“十四五”规划那篇文章的人是哪个单位的？", "北京大学图书馆", 1),
        ("那篇十四五规划的论文是哪一年发表的", "2021年第5期", 411),
        ("Which issue did the article appear in?", "2021年第5期", 411),
        ("文章的题目叫什么", "问题、方针和任务", 5),
    ],
)
def test_a_document_is_asked_about_itself(desk: Desk, question: str, answer: str, line: int) -> None:
    said = desk.ask(question)
    assert answer in said.text and not said.refused
    assert [citation.first_line for citation in said.citations] == [line]


@pytest.mark.parametrize(
    "question", ["文章发表在哪本杂志", "幻灯片是谁做的", "论文的责任编辑是谁", "作者认为问题出在哪里"]
)
def test_what_it_does_not_say_of_itself_is_not_made_up(desk: Desk, question: str) -> None:
    assert "陈建龙" not in desk.ask(question).text
    assert "2021年第5期（" not in desk.ask(question).text

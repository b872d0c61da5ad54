import pytest

from bot.desk import Desk
from bot.suggest import Suggester


@pytest.fixture(scope="module")
def suggester(desk: Desk) -> Suggester:
    return Suggester(desk)


@pytest.mark.parametrize(
    "question", [None, "北京大学图书馆是什么级别？", "B+ 级成员馆有哪些？", "各级成员馆各有多少家？"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_suggestion_has_an_answer(desk: Desk, suggester: Suggester, question: str | None, language: str) -> None:
    answer = desk.ask(question) if question else None
    suggested = suggester.suggest(answer, (question or "",), language)
    assert 2 <= len(suggested) <= 4
    assert question not in suggested
    assert not any(desk.ask(suggestion).refused for suggestion in suggested)


def test_suggestions_begin_near_the_last_answer(desk: Desk, suggester: Suggester) -> None:
    assert suggester.suggest(desk.ask("上海交通大学图书馆是什么级别？"))[:2] == [
        "B+ 级成员馆有多少家？",
        "上海有多少家成员馆？",
    ]


def test_after_a_figure_come_others_of_its_slide(desk: Desk, suggester: Suggester) -> None:
    desk.warm_up()
    assert "联合问答完成了多少？" in suggester.suggest(desk.ask("统一认证完成了多少？"))


def test_nothing_waits_for_the_model(settings) -> None:
    cold = Desk(settings)
    suggested = Suggester(cold).suggest(cold.ask("天气如何？" * 200))
    assert suggested
    assert not cold._embedder.loaded

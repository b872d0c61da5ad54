"""What stands around a cited place and may be said with it."""

from bot.desk import Desk
from bot.verify import Evidence, Known, Surroundings, evidence_of, verify


def around(desk: Desk, question: str) -> Evidence:
    edition = desk.current()
    kinds = {file: source.kind for file, source in edition.sources.items()}
    return evidence_of(desk.ask(question), kinds, Surroundings(edition.index.chunks))


def test_row_of_a_table_has_the_heads_of_its_columns(desk: Desk) -> None:
    (item,) = around(desk, "学位论文完成情况怎么样？").items
    assert "学位（会议）论文计划总量 122万" in item.units and "学位（会议）论文已达到 62万" in item.units
    assert not any("42万 80万" in unit for unit in item.units)


def test_line_that_says_what_its_figure_is_stays_as_it_is(desk: Desk) -> None:
    (item,) = around(desk, "个性化门户的完成度是多少？").items
    assert any("已服务" in unit for unit in item.units) and not any("个性化门户完成度" in unit for unit in item.units)


def test_passage_that_goes_on_from_another_stands_under_it(desk: Desk) -> None:
    (item,) = around(desk, "统一交换系统有多少馆在用？").items
    assert "高校图书馆数量各不相同" in item.headings


def test_question_lends_a_word_but_not_the_name_of_another_thing(desk: Desk, known: Known) -> None:
    question = "特色库共享软件有多少成员？"
    evidence = around(desk, question)
    assert verify("特色库共享软件有 126 个成员[1]。", evidence, known, question) == ()
    question = "统一认证和课题咨询完成了多少？"
    evidence = around(desk, "统一认证完成了多少？")
    assert verify("课题咨询的完成度是 100%[1]。", evidence, known, question)

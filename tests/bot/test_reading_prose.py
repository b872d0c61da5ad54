"""How questions about the prose are read: documents named, definitions, whole lists, places in the article."""

import pytest

from bot.desk import Desk
from bot.terms import NeedReader
from ingest.manifest import Source

ARTICLE = Source(id="a", file="a.txt", title="规划", kind="article", author="陈建龙")


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("幻灯片给出的平均完成度是多少？", {"slides"}),
        ("据陈建龙一文，参考咨询系统有多少家用？", {"article"}),
        ("学位论文计划总量是多少？", set()),
        ("文章和幻灯片各写多少？", {"slides", "article"}),
    ],
)
def test_documents_are_named_in_many_ways(question: str, documents: set[str]) -> None:
    assert NeedReader(["平均完成度", "学位论文"], [ARTICLE]).read(question).documents == documents


def test_a_name_of_a_document_is_no_term_of_the_question() -> None:
    need = NeedReader(["联合编目成员数"]).read("幻灯片里，联合编目的成员数是多少")
    assert "联合编目" in [term.text for term in need.terms]
    assert not any("幻灯片" in term.text for term in need.terms)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("“成员馆”的定义是什么？", "签约加入"),
        ("“全面支撑”作何解释？", "计算思维"),
        ("“构建概念级汉语知识库”是哪一项主要任务下的工作？", "属于：（4）"),
        ("示范馆的考核要求有哪些？", "6. 服务创新"),
        ("“十四五”期间CALIS的16字方针是哪16个字？", "价值引领"),
        ("“价值引领”怎么解释的", "新的发展理念"),
        ("五个方面的问题是什么", "安全上的盲点"),
        ("省级中心是30个还是31个？", "30（缺辽宁）"),
        ("CALIS联合目录有多少条数据？", "8000万条"),
        ("十六字方针的内容是什么", "全面支撑，多元融合，协同创新，价值引领"),
        ("What is the 16-character guideline?", "全面支撑，多元融合，协同创新，价值引领"),
        ("任务（2）里第③项是啥", "推广软件共享服务系统"),
        ("第三项任务最后那点工作是什么？", "基础标准和政策"),
        ("任务五有三条工作，中间一条讲的是啥", "协同创新体"),
        ("幻灯片分成三大部分，第二部分叫什么", "二、项目建设进展"),
        ("“研发专业培训平台”属于哪一任务的第几条？", "③研发专业培训平台"),
    ],
)
def test_the_prose_is_read_by_its_structure(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text


@pytest.mark.parametrize(
    ("question", "is_open"),
    [
        ("CALIS为什么还说有不少发展空间？", True),
        ("总投资比已使用多多少", False),
        ("完成度低于70%的有哪些？", False),
        ("“成员馆”的定义是什么？", False),
        ("CALIS管理中心的电话是多少？", False),
    ],
)
def test_only_what_has_to_be_weighed_is_open(desk: Desk, question: str, is_open: bool) -> None:
    prose = desk.current().executor.prose
    prose.prepare()
    weighed = prose.weigh(desk.read(question))
    assert weighed.is_open == is_open
    assert not (weighed.is_open and (weighed.computed or weighed.selection or weighed.nearest or weighed.certain))

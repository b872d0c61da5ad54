"""Lists of the slides, counted, one item by its place, and what of them meets a condition."""

import re

import pytest

from bot.bounds import read_bound
from bot.desk import Desk
from evals.score import quote_stands

# (question, how many there are, what stands in the answer, what does not)
CHOSEN = [
    ("机构服务系统里完成度60%的有几项？", 3, ["业务培训", "接口服务", "本地系统共享"], ["注册服务", "平均完成"]),
    ("机构服务系统里哪些完成度不到70%？", 5, ["标准规范", "业务服务"], ["数据服务", "注册服务"]),
    ("读者服务里完成度在80%到100%之间的有哪些", 5, ["多种原文获取方式", "统一认证"], ["课题咨询", "1800所"]),
    ("三期读者服务系统目标中哪些已经100%完成？", 2, ["统一认证"], ["联合问答"]),
    ("资源建设里完成度没过半的有哪些？", 2, ["学位（会议）论文", "共享式文献建设"], ["其他资源"]),
    ("机构服务里哪些还没完成？", 6, ["注册服务"], ["数据服务"]),
    ("完成度达到百分之百的有几项？", 7, ["数据服务", "安全保障体系", "全文检索"], ["高校古文献"]),
    ("Which services are at least 90% complete?", 6, ["注册服务", "代查代检服务"], ["课题咨询"]),
]
# (question, how many the list has, its last item)
COUNTED = [
    ("示范馆考核要求列了几条？", 6, "服务创新"),
    ("读者服务系统一共列了多少项目标？", 8, "个性化门户"),
    ("“建设完成情况概括”那一页讲了几个方面？", 7, "培训体系"),
    ("常用服务推广情况列了几项？", 6, "嵌入式 e读成员"),
    ("第一期示范馆类型有几种？", 4, "参考咨询"),
    ("示范馆分几类", 4, "参考咨询"),
    ("文章正文一共分几章？", 4, "主要任务"),
    ("How many parts does the slide deck have?", 3, "下一步工作重点"),
]
PLACED = [
    ("考核要求第三条是什么？", "配备技术支持和服务人员", 398),
    ("示范馆考核要求最末一条是什么？", "服务创新", 409),
    ("考核要求的倒数第二条是什么？", "服务案例及用户反馈", 407),
    ("读者服务系统目标的第5项是什么？", "课题咨询", 18),
]
# A figure, another round, what nothing states, and lists of which some items may stand below others.
NOT_COUNTED = [
    "省级中心一共几个？",
    "全国中心有几个？",
    "三期规划了几类服务？",
    "三期可提供服务有几类？",
    "第二期示范馆又分几类？",
    "省级中心验收专家组有几个人？",
    "省级中心评优列了几条？",
]


def _lines(answer):
    return re.findall(r"^\d+\. .*$", answer.text, re.MULTILINE)


def _stands(desk: Desk, answer) -> bool:
    return all(quote_stands(citation, desk.source_lines(citation.source)) for citation in answer.citations)


@pytest.mark.parametrize(("question", "count", "told", "untold"), CHOSEN)
def test_what_meets_a_condition_is_told_whole(desk: Desk, question, count, told, untold):
    answer = desk.ask(question)
    lines = _lines(answer)
    assert len(lines) == count
    assert str(count) in answer.text.split("\n")[0]
    assert all(any(word in line for line in lines) for word in told)
    assert not any(word in line for line in lines for word in untold)
    assert len(answer.citations) > count
    assert _stands(desk, answer)


@pytest.mark.parametrize(("question", "count", "last"), COUNTED)
def test_a_named_list_is_counted(desk: Desk, question, count, last):
    answer = desk.ask(question)
    assert f" {count} " in answer.text.split("\n")[0]
    assert len(_lines(answer)) == count
    assert last in _lines(answer)[-1]
    assert _stands(desk, answer)


@pytest.mark.parametrize(("question", "words", "line"), PLACED)
def test_an_item_is_found_by_its_place(desk: Desk, question, words, line):
    answer = desk.ask(question)
    assert words in answer.text
    assert [citation.first_line for citation in answer.citations] == [line]


@pytest.mark.parametrize("question", NOT_COUNTED)
def test_what_is_no_list_is_not_counted(desk: Desk, question):
    assert "一共列了" not in desk.ask(question).text


def test_nothing_that_meets_a_condition_is_said_of_the_whole_list(desk: Desk):
    answer = desk.ask("机构服务系统里哪些完成度低于20%？")
    assert "没有低于 20%的" in answer.text
    assert not answer.refused
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "how", "value"),
    [
        ("哪些低于七成", "<", 70),
        ("哪几项不低于90%", ">=", 90),
        ("哪些没超过一半", "<=", 50),
        ("完成度50%以上的有哪些", ">=", 50),
        ("which are above 80 percent", ">", 80),
        ("哪些过半了", ">", 50),
        ("完成百分百的有哪几样", "=", 100),
        ("没有超过60%的有哪些", "<=", 60),
        ("还没能达到80%的有哪几项", "<", 80),
        ("完成度≥80%的有哪些", ">=", 80),
        ("大于等于60%的有哪些", ">=", 60),
        ("未满70%的有哪些", "<", 70),
        ("低于七成五的有哪些", "<", 75),
        ("不是100%的有哪些", "!=", 100),
        ("完成60%以上的有哪些", ">=", 60),
    ],
)
def test_bounds_are_read_as_they_are_said(question, how, value):
    bound = read_bound(question)
    assert (bound.how, bound.value) == (how, value)


@pytest.mark.parametrize(
    "question",
    [
        "完成度低于70%吗",
        "哪些服务在建",
        "平均完成80%对吗",
        "接近70%的有哪些",
        "60%左右的有哪些",
        "不在60%到80%之间的有哪些",
    ],
)
def test_without_an_exact_value_or_a_question_there_is_no_bound(question):
    assert read_bound(question) is None


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("要开发多少应用系统？", "32"),
        ("三期一共有多少服务？", "73项"),
        ("在开发的应用系统有几个？", "6"),
        ("三期有几项服务还在试运行？", "9项"),
    ],
)
def test_a_whole_is_told_of_what_a_slide_states_the_parts_of(desk: Desk, question, stated):
    first = desk.ask(question).text.split("\n")[0]
    assert re.search(rf"(?<!\d){stated}(?!\d)", first)
    assert "一共列了" not in first

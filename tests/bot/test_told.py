"""What is said in answer to a question about the prose: one piece of evidence, or several that belong together."""

import pytest

from bot.desk import Desk


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("总投资多少，用掉多少？", ("2.1 亿", "1.2 亿")),
        ("全国中心几个、地区中心几个？", ("4", "7")),
        ("保障式文献建设和共享式文献建设各完成多少？", ("86.7%", "28%")),
        ("书目数据量，幻灯片和规划文章各写的多少", ("632万", "785万种")),
    ],
)
def test_every_figure_that_is_asked_for_is_given_with_its_place(
    desk: Desk, question: str, parts: tuple[str, ...]
) -> None:
    answer = desk.ask(question)
    assert not answer.refused
    assert all(part in answer.text for part in parts)
    assert len({citation.n for citation in answer.citations}) >= 2


def test_a_row_of_a_table_is_told_by_its_columns(desk: Desk) -> None:
    text = desk.ask("For the row 其他资源 in the resource table, give me Phase II, newly added and planned total.").text
    assert "二期完成 50万" in text and "三期新增 300万" in text and "计划总量 350万" in text


def test_a_conclusion_is_told_with_its_reason(desk: Desk) -> None:
    answer = desk.ask("CALIS为什么还说有不少发展空间？")
    assert "没有加入CALIS" in answer.text and "因此" in answer.text
    assert [citation.n for citation in answer.citations] == [1, 2]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("内涵式发展的新命题举了哪几个？", "信息化生态的引领者"),
        ("软件共享服务系统具体是哪几个系统？", "统一交换系统都是软件共享服务系统"),
        ("近几年馆际互借每年大约满足多少笔？", "每年4万笔"),
        ("Name the four national centres of CALIS.", "农学中心4个"),
        ("省级中心验收分几个等级", "四档评定"),
        ("省级中心评优的奖有几个等级", "三等四级"),
        ("十四五期间要做哪几件大事", "6. 推进数字化转型"),
    ],
)
def test_the_sentence_that_names_the_things_is_found(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text


def test_a_fall_is_computed_from_what_came_first(desk: Desk) -> None:
    text = desk.ask("馆际互借从每年10万笔掉到4万笔，降了百分之多少").text
    assert text.startswith("减少 60%：(4万 − 10万) ÷ 10万 = -60%")


@pytest.mark.parametrize(
    "question",
    [
        "拟建的那4项服务具体是什么",
        "国家发展计划委员会当年给CALIS批了多少资金？",
        "第二批示范馆打算评哪些类型？",
        "北大的校领导姓什么",
    ],
)
def test_names_and_sums_that_are_not_told_are_declined(desk: Desk, question: str) -> None:
    assert desk.ask(question).refused


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (["想当示范馆，考核上都要满足哪些条件？"], "服务创新"),  # 当示范馆 is no name that evidence must hold
        (["主席回信里说图书馆是什么样的重要场所"], "滋养民族心灵"),
        (["What are the components of application systems R&D on the slides?"], "基于云计算的中心系统"),
        (["Which overseas cooperation partners or regions do the slides mention?"], "OCLC"),
        (["厦门大学图书馆是几级？", "换个事，CALIS管理中心设在哪里？"], "挂靠在北京大学图书馆"),
    ],
)
def test_only_names_of_the_lists_must_stand_in_evidence(desk: Desk, turns: list[str], expected: str) -> None:
    *history, question = turns
    assert expected in desk.ask(question, history).text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("课题咨询还没开张吧？走到百分之几了", "完成度40%"),
        ("三期还在试跑、没正式上线的服务有几项？", "试运行9项"),
        ("共享式文献建设是不是拖后腿了，才多少", "28%"),
    ],
)
def test_a_denial_beside_what_is_asked_hides_no_figure(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text


def test_what_is_denied_of_what_is_counted_is_not_told_of_it(desk: Desk) -> None:
    assert desk.ask("没加入CALIS的本科院校究竟有多少所").refused


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("CALIS项目的法人由谁担任？", "北京大学一名校领导作为法人"),
        ("帮人做课题咨询的服务，几月份才能开门", "10月底开始服务"),
        ("要是评上示范馆，都有些什么奖可以拿？", "综合服务奖+单项服务奖"),
        ("Whose assessments are combined when the outstanding model libraries (示范馆) are chosen?", "省中心评定"),
        ("书目数据每年平均被下载多少次？", "1000万条次"),
        ("评优的奖分几个等，从高到低说说（省级中心）", "三等四级"),
    ],
)
def test_no_kind_of_answer_is_demanded_that_is_not_asked_for(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text


@pytest.mark.parametrize("question", ["哪些馆评上了示范馆", "谁担任CALIS管理中心主任", "图书馆周末几点开门"])
def test_winners_office_holders_and_hours_are_declined(desk: Desk, question: str) -> None:
    assert desk.ask(question).refused


def test_no_sentence_is_told_twice(desk: Desk) -> None:
    text = desk.ask("文章拿五个应用系统举例说明使用馆数不等，是哪五个、各多少家？").text
    assert text.count("使用统一认证系统的有") == 1

"""Ten questions on each document, asked through the door that users use; every quote must stand at its lines."""

import re

import pytest

from bot.desk import Desk
from evals.score import quote_stands, squeeze_answer

MEMBERS, CO, SLIDES, ARTICLE = (
    "members-2023.txt",
    "co-organisers.txt",
    "service-progress-phase3.txt",
    "plan-14th-five-year.txt",
)

QUESTIONS = [
    ("北京大学图书馆是什么级别？", r"B\+级", MEMBERS, 44),
    ("帮我查一下暨南大学珠海校区图书馆", "D级", MEMBERS, 521),
    ("鄂州职业大学是成员馆吗", "^是的", MEMBERS, 168),
    ("哈佛燕京图书馆属于哪一类", "海外用户", MEMBERS, 1362),
    ("西农是几级", "D级", MEMBERS, 1076 + 1),
    ("Which level is 中山大学图书馆 in the member list?", r"levelB\+", MEMBERS, 1325),
    ("北京人天书店集团股份有限公司的协议什么时候到期", "2024-12-31", MEMBERS, 1397),
    ("商业用户一共多少家", "30家", MEMBERS, 1372),
    ("Dr 级有多少家", "44家", MEMBERS, 6),
    ("名单第 320 号是哪家", "河北地质大学图书馆", MEMBERS, 332),
    ("泰达图书馆是联合主办单位吗？", "^是的", CO, 11),
    ("香港中文大学（深圳）在不在联合主办单位里", "^是的", CO, 185),
    ("清华大学图书馆是联合主办单位吗", "不在", CO, 2),
    ("联合主办单位有多少家？", "253家", CO, 2),
    ("名字里带“少儿”或“少年儿童”的联合主办单位有哪些", "凤阳县少儿图书馆", CO, 2),
    ("房山区图书馆有没有列为联合主办单位", "^是的", CO, 5),
    ("以“广州”开头的联合主办单位有几家", "4家", CO, 2),
    ("鹿泉区图书馆结尾的联合主办单位是哪家", "石家庄市鹿泉区图书馆", CO, 2),
    ("仰恩大学图书馆列入联合主办单位了吗", "^是的", CO, 114),
    ("国家方志馆黄河分馆是不是联合主办单位", "^是的", CO, 135),
    ("统一认证完成了多少？", "100%", SLIDES, 30),
    ("个性化门户的完成度是多少", "50%", SLIDES, 32),
    ("三期读者服务系统平均完成多少？", "80%", SLIDES, 34),
    ("正式服务的有几项？", "37项", SLIDES, 81),
    ("联合编目成员数是多少", "794", SLIDES, 93),
    ("三期总投资多少钱？", "2.1亿", SLIDES, 137),
    ("第一期示范馆有哪四种类型？", "编目外包示范馆", SLIDES, 380),
    ("学位（会议）论文的完成度是多少？", "20%", SLIDES, 181),
    ("省级中心评优一共分成哪几个等级？", "特等、一等、二等、三等", SLIDES, 327),
    ("海外合作涉及哪些地区和机构？", "OCLC", SLIDES, 255),
    ("CALIS项目的前期筹划从哪一年开始？", "1994", ARTICLE, 40),
    ("使用统一交换系统的有多少家？", "607家", ARTICLE, 94),
    ("CALIS的元数据资料总量达到多少？", "3.4亿条", ARTICLE, 100),
    ("CALIS管理中心设在哪里？", "北京大学", ARTICLE, 46),
    ("“十四五”期间CALIS的16字方针是什么？", "价值引领", ARTICLE, 240),
    ("“十四五”期间CALIS要完成的6个方面任务分别是什么？", "大资源观", ARTICLE, 373),
    ("为什么全面支撑居于16字方针之首？", "服务的思想", ARTICLE, 251),
    ("2020年夏CALIS专门组织人员研发了什么？", "系统", ARTICLE, 311),
    ("数据资源长期保存的重要节点有哪些？", "科技信息研究所", ARTICLE, 383),
    ("CALIS发展面临的问题可以归结为哪4个层面？", "服务、资源、创新、发展", ARTICLE, 158),
]


@pytest.mark.parametrize(("question", "expected", "source", "line"), QUESTIONS)
def test_the_answer_is_right_and_cited_verbatim(
    desk: Desk, question: str, expected: str, source: str, line: int
) -> None:
    answer = desk.ask(question)
    assert not answer.refused, answer.text
    assert re.search(expected, squeeze_answer(answer.text)), answer.text
    assert (source, line) in [(c.source, c.first_line) for c in answer.citations]
    assert all(quote_stands(c, desk.source_lines(c.source)) for c in answer.citations)
    assert sorted({int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}) == [c.n for c in answer.citations]


@pytest.mark.parametrize(
    "question",
    [
        "今天天气怎么样？",
        "火星理工大学图书馆是什么级别？",
        "“十五五”期间CALIS有哪些主要任务？",
        "2024年的成员馆名单里有多少家？",
        "D 级是什么意思？",
        "CALIS管理中心的联系电话是多少？",
        "省级中心为什么缺辽宁？",
        "复旦大学图书馆是哪一年加入的？",
    ],
)
def test_what_the_sources_do_not_say_is_declined(desk: Desk, question: str) -> None:
    assert desk.ask(question).refused


@pytest.mark.parametrize(
    ("turns", "expected", "lines"),
    [
        (["清华大学图书馆后面那家是谁"], ["清远职业技术学院"], [745]),
        (["名单上排在最前面的成员馆是哪家"], ["阿坝师范学院"], [6]),
        (["B 级和 Dr 级哪个家数多，各多少"], ["B级的18家", "Dr级的44家", "最多的是Dr级"], [6]),
        (["序号第三百二十的是哪家"], ["第320号"], [332]),
        (["标准规范完成了多少"], ["20%", "30%"], [42, 127]),
        (["省级中心一共几个？"], ["31个", "30"], [68, 151]),
        (["智慧图书馆建设属于哪项任务"], ["数字化转型"], [465]),
        (["第三项任务包括哪些工作"], ["长期保存", "基础标准和政策"], [397]),
        (["注册服务完成多少了？", "接口服务呢？"], ["60%"], [58]),
        (["注册服务完成多少了？", "接口服务呢？", "差多少"], ["30个百分点"], [44, 58]),
        (["CALIS有多少成员馆"], ["1329", "1834", "1800多"], [6, 70, 160]),
    ],
)
def test_places_order_and_differences(desk: Desk, turns: list[str], expected: list[str], lines: list[int]) -> None:
    answer = desk.ask(turns[-1], turns[:-1])
    text = squeeze_answer(answer.text)
    assert not answer.refused
    assert all(part in text for part in expected), answer.text
    cited = [range(c.first_line, c.last_line + 1) for c in answer.citations]
    assert all(any(line in place for place in cited) for line in lines), answer.citations

"""Questions with words around them, and the ways of asking about rows that lean on other rows."""

import pytest

from bot.desk import Desk


def names(answer) -> list[str]:
    return [record["name"] for record in answer.records]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("下周去三亚调研，成员馆里名字带三亚的有哪几个", ["三亚航空旅游职业学院图书馆", "三亚学院图书馆"]),
        ("开放大学有谁加入了？看名字就行", ["广东开放大学图书馆", "海南开放大学图书馆", "辽宁开放大学图书馆"]),
        ("我看到有个叫R级的，里面都装着谁？", ["北京大学图书馆分馆", "深圳大学城图书馆", "武汉大学图书馆院系资料室"]),
        ("成员馆名单最后一号是哪家", ["香港中文大学图书馆"]),
        ("1235跟1277这俩序号对应哪两家单位", ["中国科学院武汉文献情报中心", "中国水产科学研究院南海水产研究所图书馆"]),
        ("中航光电那个职工之家图书馆，真是联合主办单位啊？", ["中航光电职工之家图书馆"]),
        ("内蒙占大学图书馆属于几级成员？", ["内蒙古大学图书馆"]),
        ("郁南县参与联合主办的那个单位，全名怎么写", ["郁南县文化图书和博物馆"]),
        ("招标要列潜在供应商：名称含“军”的商业用户有哪些", []),
        ("电话那头等着呢，昆明理工大学图书馆是哪级？", ["昆明理工大学图书馆"]),
        ("长白山职院的图书馆有没有加入成员行列", ["长白山职业技术学院图书馆"]),
        ("联合主办单位名单最后写的是哪家", ["新疆医科大学图书馆"]),
    ],
)
def test_rows_are_found_past_what_stands_around(desk: Desk, question: str, expected: list[str]) -> None:
    assert names(desk.ask(question)) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (["跟武大同一级的总共几家"], "B+ 级的共有 13 家"),
        (["重庆图书馆属于哪一级？", "与它级别相同的单位（含它本身）一共多少家？"], "S1 级的共有 11 家"),
        (["2024年12月31日到期的商业用户有哪些？", "剩下的几家"], "25 家"),
        (["协议到期时间有哪几种，每种各对应多少家商业用户？"], "2024-12-31 到期的：5 家"),
        (["C级成员的家数减去Dr级成员的家数，差额是多少？"], "相差 165 家"),
        (["中国现代文学馆与中国南海研究院图书馆是否同级"], "级别相同"),
        (["海外用户名单", "澳门的三家除外，剩下的是哪些"], "共有 4 家"),
        (["复旦大学图书馆为什么只是D级？"], "不是D 级"),
        (["做预算分析，要一个数：成员名单里除掉海外用户还剩多少家"], "1322 家"),
        (["报告里写“联合主办单位235家”，这个数字对不对"], "不是 235 家"),
        (["成员名单里一千五百多家对不对"], "不是 1500 家"),
        (["CALIS到底有多少家成员馆？几份材料里的数好像不一样，都给我列出来"], "目前共有1834家"),
        (["A+级有几家"], "A+ 级的一家也没有"),
        (["浙江有几家A级"], "A 级的一家也没有"),
        (["北大是A级吗"], "B+ 级"),
        (["有人报来海外用户10家，属实吗"], "不是 10 家"),
        (["读者服务覆盖学校离1800所还差多少所"], "549所"),
        (["书目里含的古籍，二期完成加三期新增，一共几万"], "100万"),
        (["江苏的成员馆有哪些", "联合主办单位里呢"], "《联合主办单位》中，名称写明在江苏的"),
        (["The list has exactly 1,500 member libraries, right?"], "Not 1500"),
    ],
)
def test_rows_are_asked_for_by_other_rows(desk: Desk, turns: list[str], expected: str) -> None:
    *history, question = turns
    assert expected in desk.ask(question, history).text


def test_a_whole_of_which_only_parts_are_listed_gives_the_parts(desk: Desk) -> None:
    answer = desk.ask("中国石油大学图书馆啥级别")
    assert not answer.refused
    assert len(answer.records) == 3


def test_another_list_is_named_where_the_one_asked_about_lacks_it(desk: Desk) -> None:
    answer = desk.ask("成员馆名单（截止到2023年12月31日）里能否查到上海杉达学院图书馆？")
    assert "不在" in answer.text and "联合主办单位" in answer.text


def test_a_part_named_alone_belongs_to_the_whole_before(desk: Desk) -> None:
    assert "哈尔滨工业大学(威海)图书馆" in names(desk.ask("威海校区呢", ["哈工大几级"]))
    assert "哈尔滨工业大学(威海)图书馆" in names(desk.ask("它是联合主办吗", ["哈工大几级", "威海校区呢"]))

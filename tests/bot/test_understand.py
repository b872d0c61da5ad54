from datetime import date

import pytest

from bot.conditions import AlsoIn, EndsBetween, InPlace, LevelIn, NameTest
from bot.places import gazetteer
from bot.rosters import Rosters
from bot.understand import Reader
from ingest.index import open_index
from ingest.settings import IngestSettings


@pytest.fixture(scope="module")
def reader(settings: IngestSettings) -> Reader:
    return Reader(Rosters(open_index(settings).chunks))


@pytest.mark.parametrize(
    ("question", "operation", "conditions"),
    [
        ("D级有多少家", "count", [LevelIn(("D",))]),
        ("名称以江苏开头的 C 级", "list", [NameTest("starts", ("江苏",)), LevelIn(("C",))]),
        ("D 级里带“航空”的有几家", "count", [NameTest("contains", ("航空",)), LevelIn(("D",))]),
        ("除 C 级以外一共多少家", "count", [LevelIn(("C",), negated=True)]),
        ("“吉林”开头、D级以外的有哪些", "list", [NameTest("starts", ("吉林",)), LevelIn(("D",), negated=True)]),
        ("C 和 Dr 合计多少家", "count", [LevelIn(("C", "Dr"))]),
        ("带“少儿”或“少年儿童”的联合主办单位有哪些", "list", [NameTest("contains", ("少儿", "少年儿童"))]),
        (
            "含“财经”但不含“学院”的成员馆有多少家",
            "count",
            [NameTest("contains", ("财经",)), NameTest("contains", ("学院",), True)],
        ),
        ("山东有哪些 B 级馆", "list", [InPlace((gazetteer()["山东"],)), LevelIn(("B",))]),
        ("2024年6月1日还有效的商业用户有哪些", "list", [EndsBetween(date(2024, 6, 1), None, "running")]),
        ("各级别有多少家", "group", []),
        ("哪个级别的馆最多", "extreme", []),
        ("名称含“字母”的成员馆有多少家", "count", [NameTest("contains", ("字母",))]),
        ("名称含字母的成员馆有多少家", "count", [NameTest("contains", ("字母",), of_kind=True)]),
        ("名称里带数字或字母的成员馆", "list", [NameTest("contains", ("数字", "字母"), of_kind=True)]),
        ("师范大学有多少家成员馆", "count", [NameTest("contains", ("师范大学",))]),
    ],
)
def test_sets_are_read_with_their_conditions(reader: Reader, question: str, operation: str, conditions: list) -> None:
    query = reader.read(question)
    assert (query.operation, list(query.conditions)) == (operation, conditions)


def test_a_share_is_of_what_the_level_is_asked_among(reader: Reader) -> None:
    query = reader.read("湖南开头的成员馆里C级占多大比例")
    assert (query.operation, query.base) == ("share", 1)
    assert query.conditions == (NameTest("starts", ("湖南",)), LevelIn(("C",)))


def test_two_lists_become_a_condition_on_the_first(reader: Reader) -> None:
    query = reader.read("联合主办单位里名字带“大学”的，哪些不在成员馆名单上")
    assert query.lists == ("co-organisers", "members")
    assert [(c.list_id, c.negated) for c in query.conditions if isinstance(c, AlsoIn)] == [("members", True)]


@pytest.mark.parametrize(
    ("turns", "operation", "names"),
    [
        (["天津大学图书馆什么级别", "那南开呢"], "look_up", ["南开大学图书馆"]),
        (["青岛大学图书馆级别？", "它在联合主办单位里吗"], "look_up", ["青岛大学图书馆"]),
        (["东南大学图书馆是哪级", "苏州大学呢", "回到刚才第一家"], "look_up", ["东南大学图书馆"]),
        (["东南大学图书馆是哪级", "它下面的成贤学院是几级"], "look_up", ["东南大学成贤学院图书馆"]),
        (["山大是几级", "威海的那个"], "look_up", ["山东大学（威海）图书馆"]),
        (["哈工大（威海）是什么级别"], "look_up", ["哈尔滨工业大学(威海)图书馆"]),
        (["佛学院也进了名单？杭州那所，给的什么级"], "look_up", ["杭州佛学院图书馆"]),
        (["暨南大学和它的珠海校区各是什么级"], "look_up", ["暨南大学图书馆", "暨南大学珠海校区图书馆"]),
        (
            ["内蒙古大学图书馆是哪一级", "内蒙古工业大学呢", "它俩有谁在联合主办单位里吗"],
            "look_up",
            ["内蒙古大学图书馆"],
        ),
        (["What's the membership level of Fudan's library?"], "look_up", ["复旦大学图书馆"]),
    ],
)
def test_follow_ups_know_whom_they_are_about(
    reader: Reader, turns: list[str], operation: str, names: list[str]
) -> None:
    query = reader.read(turns[-1], turns[:-1])
    assert query.operation == operation
    assert [name for mention in query.mentions for name in mention.match.names][: len(names)] == names


@pytest.mark.parametrize(
    ("turns", "operation", "conditions"),
    [
        (["B+级有多少家？", "都列一下"], "list", [LevelIn(("B+",))]),
        (
            ["名字里带“外国语大学”的有哪些", "里面上海的呢"],
            "list",
            [NameTest("contains", ("外国语大学",)), InPlace((gazetteer()["上海"],))],
        ),
        (["Dr级有几家", "那S1呢"], "count", [LevelIn(("S1",))]),
        (["Dr级有几家", "那S1呢", "这两个加起来总共多少"], "count", [LevelIn(("Dr", "S1"))]),
        (["以“西安”开头的馆有哪些", "其中C级的几家"], "count", [NameTest("starts", ("西安",)), LevelIn(("C",))]),
    ],
)
def test_follow_ups_carry_conditions_on(reader: Reader, turns: list[str], operation: str, conditions: list) -> None:
    query = reader.read(turns[-1], turns[:-1])
    assert (query.operation, list(query.conditions)) == (operation, conditions)


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("D级是什么意思", "unstated"),
        ("2025年的成员馆名单里有多少家", "later"),
        ("复旦大学图书馆周末几点开门", "unstated"),
        ("NSTL有多少家成员单位？", "search"),
        ("成员馆当中本科院校有多少家？", "search"),
        ("省级中心有多少个", "search"),
        ("与CADAL的合作", "search"),
    ],
)
def test_what_no_row_answers_is_not_answered_from_rows(reader: Reader, question: str, operation: str) -> None:
    assert reader.read(question).operation == operation


@pytest.mark.parametrize("written", ["吉林达学和平校区图书馆", "广东外与外贸大学南国商学院图书馆"])
def test_a_misspelt_name_is_not_cut_at_a_word_that_parts_names(reader: Reader, written: str) -> None:
    (mention,) = reader.read(f"{written}是什么级别").mentions
    assert len(mention.match.names) == 1
    assert len(mention.match.names[0]) == len(written)

"""Questions about the lists as people put them: by place, by day, in order, about all rows, about rows spoken of before."""

import re
from datetime import date

import pytest

from bot.desk import Desk
from bot.name_forms import name_forms
from bot.pieces import split_pieces
from bot.places import division_of
from evals.score import squeeze_answer

QUESTIONS = [
    # By place.
    (["哪个省的成员馆最多"], "^山东最多,85家"),
    (["成员馆最多的三个省"], "山东:85家-河南:70家-江苏:69家"),
    (["C级最多的省是哪个"], "^北京、江苏最多,14家"),
    (["联合主办单位分布在几个省"], "分布在30个省级地区"),
    (["江苏哪个城市成员馆最多"], "^南京最多,26家"),
    (["广州的馆多还是武汉的馆多"], "最多的是武汉的,29家"),
    (["广东成员馆里深圳占多少"], "^8家÷68家"),
    (["广东有几家成员馆,其中深圳的几家"], "在深圳的共有8家"),
    (["四川的成员馆有几家", "分布在几个城市"], "名称写明在四川的共有40家.*成都:10家"),
    (["How many members are in Shanghai?"], "37entries"),
    # By day.
    (["人天明年还有效吗"], f"^到{date.today().year + 1}-12-31协议已经到期"),
    (["上海新华传媒 2024 年 6 月还在有效期内吧"], "^是的.到2024-06-30协议仍有效"),
    (["哪些商业用户在2023年12月31日之后还有效"], "协议在2024-01-01或以后到期的共有5家"),
    (["到期日在2024年之前的商业用户"], "协议在2023-12-31或以前到期的共有25家"),
    (["2024年6月1日商业用户里过期的和没过期的各几家"], "到期的25家、协议在2024-06-01仍有效的5家"),
    (["商业用户2023和2024年到期的各几家"], "2023年到期的25家、协议在2024年到期的5家"),
    (["商业用户最晚到哪一天到期"], "协议在2024-12-31到期的共有5家"),
    (["湖南有几个商业用户,都什么时候到期"], r"湖南鹏程文化传播有限公司\(2023-12-31\)"),
    # What is said of all rows.
    (["商业用户的协议都是2023年到期吗"], "^不都是:协议在2023年到期的25家,其余5家不是"),
    (["天津的馆都是D级吗"], "^不都是:D级的41家"),
    (["R级的三家都是北京的吗"], "R级、名称写明在北京的共有1家"),
    # Order, numbers and shares.
    (["从少到多列各级别数量"], "R级:3家-海外用户:7家"),
    (["超过100家的级别有哪些"], "^(?!.*不是100家).*C级:209家"),
    (["C级里带“大学”的占C级多少"], "^128家÷209家"),
    (["江苏的C级馆占全部成员馆的百分之几"], "^14家÷1329家"),
    (["四川的D级馆占四川馆的多少"], "^30家÷40家"),
    (["成员里名字最长的是哪个"], "名称最长的有3家,名称23个字符"),
    (["成员名单倒数第二个是谁"], "香港浸会大学图书馆"),
    (["名单第1到3号"], "阿坝师范学院.*阿卜杜勒.*安徽财经大学"),
    (["名单第一家和最后一家"], "阿坝师范学院图书馆.*香港中文大学图书馆"),
    (["安徽省图书馆排在联合主办单位第几"], "第88个"),
    # Tests of names.
    (["“高等专科学校”结尾的成员馆有几所"], "共有37家"),
    (["没有图书馆三个字的成员有哪些"], "名称不含“图书馆”的共有24家"),
    (["县图书馆有多少家是联合主办单位"], "名称含“县图书馆”"),
    (["联合主办单位里有几家高校"], "共有27家"),
    (["既是联合主办又是成员的公共图书馆有哪些"], "首都图书馆"),
    # Names.
    (["盘龙区图书馆在不在联合主办单位"], "昆明少年儿童图书馆"),
    (["河北省馆几级"], "S1级"),
    (["河南郑州新华书店哪天到期"], "2023-12-31"),
    (["Is the Chinese University of Hong Kong, Shenzhen a member?"], r"香港中文大学\(深圳\)图书馆:levelD"),
    (["guilin dianzi keji daxue shi chengyuan ma"], "桂林电子科技大学图书馆"),
    # Follow-ups.
    (["浙江的联合主办单位有几个", "都是谁", "第一个在成员名单里吗"], "浙江图书馆不在"),
    (["S1级都有谁", "第三个是联合主办单位吗"], "吉林省社会科学院图书馆不在"),
    (["商业用户多少家", "其中北京的", "它们什么时候到期"], "在北京的共有8家.*人天.*2024-12-31"),
    (["成都图书馆在成员名单吗", "那联合主办呢"], "成都图书馆:列在"),
    (["名字里有大庆的成员馆是哪些？", "换成牡丹江，再列一遍"], "在牡丹江的共有3家"),
    (["南开大学级别", "天大呢", "这两个一样吗"], "^级别相同"),
    (["北京大学图书馆和清华大学图书馆哪个级别高"], "^级别相同"),
    (["复旦大学图书馆为什么只是D级？"], r"^不是D级.*B\+级"),
]


@pytest.mark.parametrize(("turns", "expected"), QUESTIONS, ids=[" ".join(turns) for turns, _ in QUESTIONS])
def test_the_answer_says_what_was_asked(desk: Desk, turns: list[str], expected: str) -> None:
    *history, question = turns
    answer = desk.ask(question, history)
    assert not answer.refused
    assert re.search(expected, squeeze_answer(answer.text), re.DOTALL), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "C级及以上的有多少",
        "北京大学和武汉理工大学哪个级别高",
        "最大的成员馆是哪个",
        "成员馆里的公共图书馆有几家",
        "复旦大学图书馆在哪个省",
        "内蒙古大学图书馆为什么是B级",
        "上中医是几级",
    ],
)
def test_what_no_list_states_is_declined(desk: Desk, question: str) -> None:
    assert desk.ask(question).refused


def test_a_day_said_from_today_does_not_date_a_question_about_members(desk: Desk) -> None:
    assert "209 家" in desk.ask("明年要做规划，C级有多少家").text


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("明年底到期", "relative", (date(date.today().year + 1, 12, 1), date(date.today().year + 1, 12, 31))),
        ("倒数第三个", "sequence", -3),
        ("最后两家", "row_range", range(-2, 0)),
        ("第二家呢", "place_in_set", 2),
    ],
)
def test_what_is_counted_from_elsewhere_is_one_piece(text: str, kind: str, value: object) -> None:
    pieces = [piece for piece in split_pieces(text) if not isinstance(piece, str)]
    assert [(piece.kind, piece.value) for piece in pieces] == [(kind, value)]


def test_a_municipality_is_its_own_city() -> None:
    assert division_of("天津大学图书馆", "city") == division_of("天津大学图书馆", "province") == "天津"
    assert division_of("广西大学图书馆", "city") == ""


def test_names_are_known_without_the_words_for_divisions() -> None:
    assert {"河南郑州新华书店", "河南省郑州市新华书店"} <= name_forms("河南省郑州市新华书店有限公司")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("清华大学图书馆是唯一一家B+级，对吗", "共有 13 家"),
        ("叫“昆明××”的成员有几家", "名称以“昆明”开头的共有 6 家"),
        ("叫“××林业大学图书馆”的成员有哪些", "结尾的共有 4 家"),
        ("把B级成员（不含B+）名单列给我", "共有 18 家"),
        ("不含“大学”的C级馆有几家", "名称不含“大学”、C 级的共有 81 家"),
    ],
)
def test_only_one_placeholders_and_levels_left_out(desk: Desk, question: str, expected: str) -> None:
    assert expected in desk.ask(question).text

"""Sets side by side: stated numbers of each, sums, differences and shares, also of sets spoken of before."""

import re

import pytest

from bot.desk import Desk
from evals.score import squeeze_answer

CLAIMS = [
    ("成员馆有1329家，商业用户有30家，对吗？", r"^没错。.*1329家\(没错\).*30家\(没错\)"),
    ("有1329家成员馆和30家商业用户，对吗", r"^没错。.*1329家\(没错\).*30家\(没错\)"),
    ("成员馆和商业用户分别有1329家、31家，对吗", r"^不全对。.*1329家\(没错\).*30家\(不是31家\)"),
    ("D级1024家、C级200家，对吗？", r"^不全对。.*D级的1024家\(没错\)、C级的209家\(不是200家\)"),
    ("B级和B+级分别有17家、14家，对吗", r"^不对。.*18家\(不是17家\).*13家\(不是14家\)"),
    ("江苏的D级馆55家、C级14家，对吗", r"^不全对。.*江苏、D级的54家\(不是55家\)、.*江苏、C级的14家\(没错\)"),
    ("成员馆1329家，其中D级1024家，江苏69家，对吗", r"全部的1329家\(没错\)、D级的1024家\(没错\)、江苏的69家\(没错\)"),
    ("江苏成员馆69家，其中D级54家，对吗", r"^没错。.*江苏的69家\(没错\)、名称写明在江苏、D级的54家\(没错\)"),
    ("D级1024家、C级209家，B+级有几家", r"C级的209家\(没错\)、B\+级的13家。"),
    ("2023年到期25家、2024年到期5家，对吗", "^没错。.*2023年到期的25家.*2024年到期的5家"),
    ("商业用户30家，其中2023年到期的20家，对吗", r"^不全对。.*全部的30家\(没错\)、协议在2023年到期的25家\(不是20家\)"),
    ("截至2023年12月31日，成员馆1329家、商业用户30家，对吗", "^没错。"),
    ("成员馆和商业用户一共有1359家，对吗", "^没错。.*合计1359家"),
    ("江苏比浙江多18家，对吗", "^没错。"),
    ("江苏比浙江少18家，对吗", "^不对。"),
    ("江苏比浙江多20家，对吗", "^不是20家"),
]


@pytest.mark.parametrize(("question", "expected"), CLAIMS)
def test_a_stated_number_is_checked_against_the_set_it_is_stated_of(desk: Desk, question: str, expected: str) -> None:
    assert re.search(expected, squeeze_answer(desk.ask(question).text)), desk.ask(question).text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("江苏的成员馆比浙江和上海加起来多多少", "江苏的69家,浙江、上海的合计88家,前者少19家"),
        ("浙江和上海加起来比江苏多多少", "浙江、上海的合计88家,江苏的69家,前者多19家"),
        ("江苏的成员馆比浙江和上海多多少", "江苏的比浙江的多18家、江苏的比上海的多32家"),
        ("D级、C级、B级相差多少", "最多的与最少的相差1006家"),
        ("江苏的和D级的各有多少家", "江苏的69家、D级的1024家"),
        ("江苏的C级和浙江的D级各有多少家", "江苏、C级的14家、名称写明在浙江、D级的40家"),
        ("江苏的成员馆和北京的商业用户各有几家", "江苏的69家、.*北京的8家"),
        ("成员馆、商业用户和联合主办单位各多少家", "1329家、.*30家、.*253家"),
        ("D级的占C级的百分之几", "D级的1024家、C级的209家.*489.95%"),
        ("江苏占浙江的百分之几", "江苏的69家、浙江的51家.*135.29%"),
        ("深圳占广东的百分之几", "^8家÷68家=11.76%"),
    ],
)
def test_sets_are_told_apart(desk: Desk, question: str, expected: str) -> None:
    assert re.search(expected, squeeze_answer(desk.ask(question).text)), desk.ask(question).text


@pytest.mark.parametrize("question", ["成员馆中有多少家是联合主办单位", "成员馆里的联合主办单位有几家"])
def test_one_list_within_another_is_what_both_hold(desk: Desk, question: str) -> None:
    assert len(desk.ask(question).records) == 20


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (["江苏有多少成员馆", "浙江呢", "两个加起来呢"], "江苏的69家、浙江的51家.*合计120家"),
        (["江苏有多少成员馆", "浙江呢", "上海呢", "三个加起来呢"], "江苏的69家、浙江的51家、上海的37家.*合计157家"),
        (["江苏有多少成员馆", "浙江呢", "上海呢", "加起来呢"], "合计157家"),
        (["江苏有多少成员馆", "浙江呢", "这两个差多少"], "相差18家"),
        (["江苏有多少成员馆", "浙江呢", "两个加起来呢", "都列出来"], "江苏或浙江的共有120家"),
        (["成员馆有多少家", "商业用户呢", "两个加起来呢"], "1329家、.*30家.*合计1359家"),
        (["C级有多少家", "B级呢", "两个加起来呢"], "合计227家"),
    ],
)
def test_sets_spoken_of_before_are_added_up(desk: Desk, turns: list[str], expected: str) -> None:
    *history, question = turns
    assert re.search(expected, squeeze_answer(desk.ask(question, history).text))

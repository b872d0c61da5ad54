"""Single rules of the verifier, over evidence that is written out here."""

import pytest

from bot.answer import Answer, Citation
from bot.verify import Evidence, Item, Known, evidence_of, verify
from bot.verify.distribution import wrong_distribution
from bot.verify.equations import wrong_equations
from bot.verify.verdicts import assertion_of
from bot.verify.wording import bare_word

CENTRES = "地区中心有东北地区中心、华南地区中心和华中地区中心3个，分别设在吉林大学、中山大学和武汉大学"
LISTED = "名单共有 90 家。D 级：60 家。C 级：20 家。B 级：10 家。"


def evidence(*units: str) -> Evidence:
    return Evidence((Item(1, (Citation(1, "x.txt", "资料", None, 1, 1, "。".join(units)),), units),))


def complaints(text: str, *units: str) -> list[str]:
    known = Known({}, ["B", "C", "D"])
    return [complaint.kind for complaint in verify(f"{text}[1]。", evidence(*units), known)]


@pytest.mark.parametrize(
    "text",
    [
        "华南地区中心设在中山大学",
        "武汉大学是华中地区中心的所在地",
        "东北：吉林大学",
        "华中、东北地区中心分别设在武汉大学和吉林大学",
    ],
)
def test_each_thing_may_be_given_its_own_value(text: str) -> None:
    assert list(wrong_distribution(text, [CENTRES])) == []


@pytest.mark.parametrize(
    "text", ["华南地区中心设在武汉大学", "华中：中山大学", "东北地区中心和华南地区中心都设在吉林大学"]
)
def test_no_thing_may_be_given_the_value_of_another(text: str) -> None:
    assert len(list(wrong_distribution(text, [CENTRES]))) == 1


def test_part_may_not_exceed_its_whole() -> None:
    unit = "资料达到 340 条，其中书目是 78 种"
    assert complaints("资料达到 340 条，其中书目是 78 种", unit) == []
    assert "number" in complaints("书目是 78 种，其中资料达到 340 条", unit)


def test_figures_that_stand_side_by_side_are_no_parts_of_each_other() -> None:
    assert "number" in complaints(
        "使用认证的有 90 家，其中使用咨询的有 50 家", "使用认证的有 90 家，使用咨询的有 50 家"
    )


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("C 级和 B 级合计 30 家", True),
        ("C 级和 B 级合计 20 家", False),
        ("C 级 20 家，B 级 10 家，两级合计 30 家", True),
        ("D 级 60 家，C 级 20 家，B 级 10 家，三级合计 30 家", False),
        ("C 级比 B 级多 10 家", True),
        ("D 级 60 家，C 级比 B 级多 40 家", False),
        ("D 级 60 家，约占 67%", True),
        ("C 级 20 家，约占 67%", False),
        ("B 级只有 10 家", True),
        ("C 级和 B 级各有 30 家", False),
    ],
)
def test_number_is_worked_out_anew(text: str, holds: bool) -> None:
    assert (complaints(text, *LISTED.rstrip("。").split("。")) == []) is holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("还剩 0.9亿：2.1亿 − 1.2亿 = 0.9亿", True),
        ("1,390 - 1095 = 295家", True),
        ("20 + 6 + 6 = 32", True),
        ("122万 − 62万 = 62万", False),
        ("20 + 6 = 32", False),
        ("(60% + 90%) ÷ 2 = 75%", True),
    ],
)
def test_sum_that_is_written_out_is_worked_out(text: str, holds: bool) -> None:
    assert (list(wrong_equations(text)) == []) is holds


def test_deadline_is_neither_added_nor_dropped() -> None:
    assert complaints("方案 10 月底之前颁布", "方案10月底前颁布") == []
    assert "dropped" in complaints("方案 10 月底颁布", "方案10月底前颁布")
    assert complaints("咨询 10 月底前开始", "咨询10月底开始")


def test_number_is_that_of_its_year() -> None:
    unit = "2019年请求不到2万笔，2020年请求接近3万笔"
    assert complaints("2020 年，请求接近 3 万笔", unit) == []
    assert "number" in complaints("2019 年，请求接近 3 万笔", unit)


def test_items_of_a_list_say_what_the_list_is_of() -> None:
    quotes = [
        Citation(n, "x.txt", "资料", None, n, n, quote) for n, quote in enumerate(("验收", "四档评定", "合格"), 1)
    ]
    answer = Answer("怎么验收？", "验收：[1]\n\n1. 四档评定[2]；\n2. 合格[3]。", False, tuple(quotes))
    assert [item.units[0] for item in evidence_of(answer).items] == ["验收：", "验收：四档评定", "验收：合格"]


@pytest.mark.parametrize(
    ("word", "bare"), [("共收录", "收录"), ("设有", "设"), ("已达", ""), ("停建", "停建"), ("共", "共")]
)
def test_word_is_read_without_what_adds_nothing(word: str, bare: str) -> None:
    assert bare_word(word) == bare


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("(63% + 80%) ÷ 2 = 71.5%", True),
        ("(63% + 80%) ÷ 2 = 73.5%", False),
        ("18 家 ÷ 1329 家 ≈ 1.35%", True),
        ("18 家 ÷ 1329 家 ≈ 1.53%", False),
    ],
)
def test_average_and_share_are_worked_out(text: str, holds: bool) -> None:
    assert (list(wrong_equations(text)) == []) is holds


@pytest.mark.parametrize(
    ("text", "kind"),
    [("分四档：优、良、合格、不合格", ""), ("分四档：优、良、中、差", "wording"), ("“良”及以上为通过", "wording")],
)
def test_lists_and_bounds_are_those_of_the_evidence(text: str, kind: str) -> None:
    found = complaints(text, "按“优”、“良”、“合格”和“不合格”四档评定", "“合格”及以上为通过")
    assert (kind in found) if kind else not found


def test_number_is_in_its_own_measure() -> None:
    assert complaints("成员有 24 个，分布在 11 个省", "成员：24（11个省），分布") == []
    assert "number" in complaints("成员有 24 个省", "成员：24（11个省），分布")


@pytest.mark.parametrize(("text", "holds"), [("已完成 85%", True), ("已完成 20 项", False)])
def test_what_is_counted_as_done_was_not_to_be_done(text: str, holds: bool) -> None:
    assert (complaints(text, "资源建设完成85%，其中有20项要完成") == []) is holds


def test_what_is_excepted_stays_excepted() -> None:
    assert complaints("覆盖除台湾地区外的 31 个省", "覆盖除台湾地区外的31个省") == []
    assert complaints("覆盖包括台湾地区在内的 31 个省", "覆盖除台湾地区外的31个省")


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("清华大学图书馆是不是D级？", "清华大学图书馆是d级"),
        ("复旦大学在名单里吗？是几级？", "复旦大学在名单里"),
        ("Is Fudan University Library a member?", "fudan university library a member"),
        ("成员馆有多少家？", ""),
    ],
)
def test_yes_or_no_question_asserts(question: str, statement: str) -> None:
    assert assertion_of(question) == statement


def test_things_that_are_listed_are_counted() -> None:
    unit = "弱项包括制度和岗位、交流和协同、技术和算力等方面"
    assert complaints("弱项有三个方面", unit) == []
    assert complaints("弱项有四个方面", unit) == ["number"]


def test_word_may_have_another_form_in_the_evidence() -> None:
    assert complaints("下载量平均为 1000 万条次", "年度下载均量是1000万条次") == []
    assert "wording" in complaints("上传量平均为 1000 万条次", "年度下载均量是1000万条次")

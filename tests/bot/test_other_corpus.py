"""A corpus of one PDF that has nothing to do with CALIS: no list, no level, another subject."""

import json
from pathlib import Path

import pytest

from bot.desk import Desk
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.bot.test_cli import calis
from tests.documents import TITLE, write_manifest, write_pdf


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> IngestSettings:
    corpus = tmp_path_factory.mktemp("rules")
    write_pdf(write_manifest(corpus, "rules.pdf") / "rules.pdf")
    settings = IngestSettings(_env_file=None, home=tmp_path_factory.mktemp("home"), corpus=corpus)
    assert ingest(settings).warnings == []
    return settings


@pytest.fixture(scope="module")
def rules_desk(rules: IngestSettings) -> Desk:
    return Desk(rules)


@pytest.mark.parametrize(
    ("question", "answer", "page"),
    [
        ("本科生一次最多能借多少本书？", "本科生：可借册数 20", 2),
        ("办临时读者证要交哪些材料？", "押金300元", 1),
        ("2023年文献传递的满足率是多少？", "96.5%", 3),
        ("第十条怎么规定的？", "工具书、年鉴和地图集", 2),
        ("第23条怎么规定的？", "实施细则", 5),
    ],
)
def test_what_the_document_says_is_answered_with_its_page(
    rules_desk: Desk, question: str, answer: str, page: int
) -> None:
    said = rules_desk.ask(question)
    assert not said.refused
    assert answer in said.text
    assert said.to_json()["citations"][0]["page"] == page


@pytest.mark.parametrize(
    "question", ["第十条怎么规定的？", "2023年文献传递的满足率是多少？", "博士研究生的借期是多少天？"]
)
def test_every_quote_stands_at_its_lines(rules_desk: Desk, question: str) -> None:
    for citation in rules_desk.ask(question).citations:
        lines = rules_desk.source_lines(citation.source)[citation.first_line - 1 : citation.last_line]
        assert citation.quote in "".join(lines)


@pytest.mark.parametrize(
    "question",
    ["序号 5 是谁？", "北京大学图书馆是几级？", "D级有多少家？", "一共有多少家成员馆？", "今年新加入了哪些？", "馆长是谁？", "研修间怎么预约？"],
)  # fmt: skip
def test_what_only_lists_tell_is_declined_where_there_are_none(rules_desk: Desk, question: str) -> None:
    assert rules_desk.ask(question).refused


@pytest.mark.parametrize(
    "question", ["320 号后面那家是谁？", "两份名单都有的有哪些？", "哪些协议已经到期？", "", "？？"]
)
def test_no_question_about_lists_fails_where_there_are_none(rules_desk: Desk, question: str) -> None:
    assert rules_desk.ask(question, ["北大是几级？", "那清华呢？"]).text


def test_what_the_desk_covers_is_told_by_the_titles_of_its_sources(rules_desk: Desk) -> None:
    text = rules_desk.ask("今天天气怎么样？").text
    assert f"《{TITLE}》" in text
    assert "CALIS" not in text


def test_figures_under_other_conditions_or_in_other_units_are_no_other_version(rules_desk: Desk) -> None:
    for question in ("临时读者可以借几册？", "弄丢一本出版十几年的书要赔原价的几倍？"):
        assert "另有不同的数字" not in rules_desk.ask(question).text


def test_follow_ups_work_without_lists(rules_desk: Desk) -> None:
    assert "临时读者：可借册数 5" in rules_desk.ask("那临时读者呢？", ["教职工可以借多少册？"]).text


def test_the_command_line_prints_the_page(rules: IngestSettings) -> None:
    assert "rules.pdf 第 2 页第 31 行" in calis(rules, "ask", "本科生一次最多能借多少本书？").stdout
    (citation,) = json.loads(calis(rules, "ask", "--json", "本科生一次最多能借多少本书？").stdout)["citations"]
    assert (citation["page"], citation["lines"], citation["quote"]) == (2, [31, 31], "本科生 20 30 1")


def test_names_are_checked_against_no_list_without_failing(rules: IngestSettings, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("北京大学图书馆\n", encoding="utf-8")
    done = calis(rules, "members", "check", str(tmp_path / "names.txt"))
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1)
    assert "意外" not in done.stderr

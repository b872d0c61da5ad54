import pytest

from bot.desk import Desk
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.ingest.test_editions import ADDED, CHANGED, REMOVED, both

__all__ = ["both"]  # a fixture of the tests of `ingest`: the real corpus with members-2024.xlsx beside it


@pytest.fixture(scope="module")
def desk_of_both(both: IngestSettings) -> Desk:
    ingest(both)
    return Desk(both)


def names(desk: Desk, question: str) -> list[str]:
    return sorted(record["name"] for record in desk.ask(question).records)


def test_questions_go_to_the_newest_edition_unless_a_year_is_named(desk_of_both: Desk) -> None:
    assert "1330 家" in desk_of_both.ask("成员馆一共有多少家？").text
    assert "1329 家" in desk_of_both.ask("2023年的名单有多少家成员馆？").text
    newest, older = desk_of_both.ask("阿坝师范学院是几级"), desk_of_both.ask("阿坝师范学院在2023年名单里是几级")
    assert ("C 级" in newest.text, newest.citations[0].source) == (True, "members-2024.xlsx")
    assert ("D 级" in older.text, older.citations[0].source) == (True, "members-2023.txt")
    assert desk_of_both.ask("2025年的成员馆名单里有多少家？").refused


def test_what_changed_between_the_editions_is_answered_from_both(desk_of_both: Desk) -> None:
    assert names(desk_of_both, "哪些馆是新加入的？") == sorted(name for name, _ in ADDED)
    assert names(desk_of_both, "退出的成员馆有哪些") == sorted(REMOVED)
    answer = desk_of_both.ask("哪些馆级别有变化")
    assert {r["name"]: r["level"] for r in answer.records} == CHANGED
    assert "阿坝师范学院图书馆：D 级 → C 级" in answer.text
    assert {citation.source for citation in answer.citations} == {"members-2023.txt", "members-2024.xlsx"}


def test_changes_can_be_filtered(desk_of_both: Desk) -> None:
    assert names(desk_of_both, "新加入的 C 级馆有哪些") == ["丙丁职业学院图书馆"]


def test_a_member_that_has_left_is_only_in_the_older_edition(desk_of_both: Desk) -> None:
    assert "D 级" in desk_of_both.ask("鞍山师范学院图书馆2023年是什么级别").text
    assert desk_of_both.ask("鞍山师范学院图书馆是什么级别").refused


def test_with_one_edition_no_change_is_made_up(desk: Desk) -> None:
    answer = desk.ask("哪些馆是新加入的？")
    assert answer.refused
    assert "只有一版" in answer.text
    assert not answer.records

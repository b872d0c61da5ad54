import pytest

from bot.desk import Desk
from bot.member_search import MemberSearch


@pytest.fixture(scope="module")
def search(desk: Desk) -> MemberSearch:
    return desk.current().members


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        ("北京大学图书馆", "北京大学图书馆", "exact"),
        ("復旦大學", "复旦大学图书馆", "exact"),
        ("西工大", "西北工业大学图书馆", "alias"),
        ("清花大学", "清华大学图书馆", "spelling"),
        ("qinghuadaxue", "清华大学图书馆", "romanised"),
        ("fudand", "复旦大学图书馆", "romanised"),
        ("fddx", "复旦大学图书馆", "romanised"),
        ("工程职业技术", "安徽电气工程职业技术学院图书馆", "part"),
        ("清华大学图书官", "清华大学图书馆", "spelling"),
    ],
)
def test_members_are_found_by_whatever_is_typed(search: MemberSearch, text: str, name: str, how: str) -> None:
    members, _ = search.find(text, limit=60)
    assert (name, how) in [(member.name, member.how) for member in members]


@pytest.mark.parametrize("text", ["", "  ", "\x00", "图书馆的" * 50])
def test_what_is_no_name_finds_nothing(search: MemberSearch, text: str) -> None:
    assert search.find(text)[0] == []


def test_the_first_are_shown_and_all_are_counted(search: MemberSearch) -> None:
    members, count = search.find("师范", limit=20)
    assert len(members) == 20
    assert count > 100


def test_names_that_begin_with_the_text_come_first(search: MemberSearch) -> None:
    assert search.find("华东理")[0][0].name == "华东理工大学图书馆"


def test_a_member_has_its_rows_in_all_lists(search: MemberSearch) -> None:
    (member,) = (m for m in search.find("复旦大学图书馆")[0] if m.how == "exact")
    assert {row.row.list_id for row in member.rows} >= {"members"}

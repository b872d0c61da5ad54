from pathlib import Path

import pytest

from bot.suggest import Suggester
from bot.web.members_tab import MOST_ROWS, check_sheet, find_members, render_all_lists
from bot.web.page import Setting


@pytest.fixture(scope="module")
def place(desk, settings) -> Setting:
    return Setting(desk, settings, Suggester(desk), "zh")


def test_found_member_shows_level_list_number_date_and_opens_its_row(place):
    html = find_members(place, "清花大学")
    for part in ("清华大学图书馆 <small>错字更正", "B+ 级", "第 723 号", "截至 2023-12-31", 'data-line="744"'):
        assert part in html


@pytest.mark.parametrize("text", [None, 3, "", "  ", ["x"]])
def test_nothing_typed_shows_nothing(place, text: object):
    assert find_members(place, text) == ""


def test_unknown_name_says_so_and_stays_text(place):
    assert "没有叫这个名字的" in find_members(place, "<img src=x onerror=alert(1)>")
    assert "<img" not in find_members(place, "<img src=x onerror=alert(1)>")


def test_pasted_names_are_checked_with_progress_and_doubts_marked(place):
    steps = list(check_sheet(place, "北大\n清花大学图书馆\n华师大\n<img src=x>\n", None, ""))
    html, checked = steps[-1]
    assert "正在核对：0 / 4" in steps[0][0]
    assert html.count('class="doubtful"') == 3
    assert "只看有疑问的（3）" in html
    assert "<img" not in html
    assert checked.grid[1][0] == "北大"


def test_possible_names_stand_where_the_match_would(place):
    html, _ = list(check_sheet(place, "华师大\n", None, ""))[-1]
    assert '<td data-label="名单里的"><span class="quiet">可能是：华东师范大学图书馆、' in html


def test_summary_of_a_sheet_is_in_the_language_of_the_page(desk, settings):
    html, _ = list(check_sheet(Setting(desk, settings, Suggester(desk), "en"), "北大\n清花大学\n", None, ""))[-1]
    assert "2 rows: short or other name 1, misspelt 1." in html


def test_uploaded_sheet_keeps_its_other_columns(place, tmp_path: Path):
    path = tmp_path / "名单.csv"
    path.write_text("编号,馆名\n7,复旦大学图书馆\n", encoding="utf-8")
    _, checked = list(check_sheet(place, "", str(path), ""))[-1]
    assert checked.grid[1][:2] == ["7", "复旦大学图书馆"]


@pytest.mark.parametrize(
    ("pasted", "name", "content", "said"),
    [
        ("", "", b"", "请先粘贴名称"),
        ("", "a.csv", "甲,乙\n北京大学图书馆,D\n".encode(), "看不出哪一列是名称"),
        ("", "a.xlsx", b"no workbook", "不是能读的 .xlsx"),
        ("馆\n" * (MOST_ROWS + 1), "", b"", "一次最多核对"),
    ],
)
def test_sheet_that_cannot_be_checked_gets_one_sentence(place, tmp_path: Path, pasted, name, content, said):
    if name:
        (tmp_path / name).write_bytes(content)
    ((html, checked),) = check_sheet(place, pasted, str(tmp_path / name) if name else None, "")
    assert said in html
    assert checked is None


def test_lists_are_shown_by_level_the_largest_first(place):
    html = render_all_lists(place)
    assert html.index("院校及公共成员馆名单") < html.index("联合主办单位") < html.index("商业用户名单")
    assert "1,024" in html
    assert "协议到 2023-12-31" in html

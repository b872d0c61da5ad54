import base64
import csv
import io
import json
from pathlib import Path

from openpyxl import load_workbook

from bot.web.exports import pack_conversation, pack_list, to_html, to_markdown
from bot.web.session import Conversation, Turn
from bot.web.tables import render_list

from .conftest import cite, record, say

TITLES = {"members": "成员馆名单"}
RECORDS = (
    record("北京大学图书馆", "B+", 44, sequence=39),
    record('=HYPERLINK("http://x")', "D", 45, sequence=40),
    record("@SUM(1)图书馆", "D", 46, sequence=41),
)
ANSWER = say("三家。[1]", cite(), records=RECORDS)
EVIL = "<img src=x onerror=alert(1)>"


def test_csv_has_a_mark_for_excel_and_no_cell_that_runs():
    data = pack_list(ANSWER, TITLES, "csv").data
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows[0] == ["序号", "名称", "级别", "文件", "行"]
    assert [row[1][0] for row in rows[1:]] == ["北", "'", "'"]


def test_workbook_keeps_formulas_as_text(tmp_path: Path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(pack_list(ANSWER, TITLES, "xlsx").data)
    cells = [row[1] for row in load_workbook(path).active.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [row["name"] for row in RECORDS]
    assert {cell.data_type for cell in cells} == {"s"}


def test_parcel_tells_the_browser_name_kind_and_bytes():
    parcel = pack_list(ANSWER, TITLES, "csv")
    unpacked = json.loads(parcel.pack())
    assert unpacked["name"] == "CALIS名单.csv"
    assert base64.b64decode(unpacked["data"]) == parcel.data
    assert parcel.pack() != parcel.pack()


def test_markdown_has_questions_answers_and_quotes():
    text = to_markdown(Conversation((Turn("北大？", ANSWER), Turn("坏的？", notice="没有答成"))))
    assert "## 北大？\n\n三家。[1]" in text
    assert "[1] 联合目录成员馆名单（截至 2023-12-31） `members-2023.txt` 第 4 行\n> 39 北京大学图书馆 B+级" in text
    assert "没有答成" in text


def test_page_needs_nothing_else_and_its_markers_jump_to_the_sources():
    html = to_html(Conversation((Turn("北大？", ANSWER),)), TITLES)
    assert '<a href="#a0-1">[1]</a>' in html
    assert '<li id="a0-1">' in html
    assert "完整名单（3 家）" in html
    assert "http" not in html.replace("http://x", "")


def test_markup_in_a_conversation_stays_text():
    turn = Turn(EVIL, say(f"没有 {EVIL}[1]", cite(title=EVIL, quote=EVIL), records=(record(EVIL), record("乙"))))
    assert "<img" not in to_html(Conversation((turn,)), TITLES)
    heading = to_markdown(Conversation((turn,))).split("\n")[4]
    assert heading == "## \\<img src=x onerror=alert(1)\\>"


def test_conversation_is_named_by_its_day():
    assert pack_conversation(Conversation((Turn("北大？", ANSWER),)), "md", TITLES).name.startswith("CALIS对话-2")


def test_table_escapes_names_and_points_to_lines():
    html = render_list((record(EVIL, line=7), record("乙")), 3, TITLES)
    assert "<img" not in html
    assert 'data-source="members-2023.txt" data-line="7"' in html
    assert 'data-turn="3" data-format="csv"' in html

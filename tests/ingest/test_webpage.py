from pathlib import Path

import pytest

from ingest.blocks import DocumentText
from ingest.errors import SourceFormatError
from ingest.webpage import read_webpage
from tests.documents import TITLE, write_html


def read(tmp_path: Path, markup: str | bytes) -> DocumentText:
    path = tmp_path / "page.html"
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return read_webpage(path)


def test_only_the_text_of_the_page_is_read(tmp_path: Path) -> None:
    text = read_webpage(write_html(tmp_path / "page.html"))
    assert text.lines[0] == TITLE
    whole = "".join(text.lines)
    for left_out in ("脚本", "color", "首页", "馆藏目录", "版权所有", "onerror=alert(2)"):
        assert left_out not in whole


def test_what_looks_like_markup_stays_text(tmp_path: Path) -> None:
    text = read_webpage(write_html(tmp_path / "page.html"))
    assert text.lines[-1] == "网页上写着 <img src=x onerror=alert(1)> 的一句话。"


def test_headings_paragraphs_and_items_are_lines_in_reading_order(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "<h2>甲</h2>开头<b>几个</b>字<p>一段\n  里的话</p><ol><li><p>其一</p><li>其二<ul><li>里面</ul></ol>末尾<br>另一行",
    )
    assert text.lines == ["甲", "开头几个字", "一段里的话", "其一", "其二", "里面", "末尾", "另一行"]
    assert [(b.depth, b.marker, b.level) for b in text.blocks[:6]] == [
        (2, "", 0),
        (0, "", 0),
        (0, "", 0),
        (0, "1.", 1),
        (0, "2.", 1),
        (0, "•", 2),
    ]


def test_table_cells_over_several_rows_count_for_each(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "<table><tr><th>馆<th>楼层<th>座位<tr><td rowspan=2>总馆<td>一层<td>80<tr><td>二层<td>120</table>",
    )
    assert [block.cells for block in text.blocks][1:] == [("总馆", "一层", "80"), ("总馆", "二层", "120")]
    assert text.blocks[0].is_head


def test_a_table_that_only_places_things_is_no_table(tmp_path: Path) -> None:
    text = read(tmp_path, "<table><tr><td><h2>标题</h2><p>正文</p></td><td>旁注</td></tr></table>")
    assert text.lines == ["标题", "正文", "旁注"]
    assert not any(block.cells for block in text.blocks)


def test_the_marked_main_part_is_read_alone(tmp_path: Path) -> None:
    text = read(tmp_path, "<div>欢迎光临</div><main><p>正文的一段话，比别的都长。</p></main><div>友情链接</div>")
    assert text.lines == ["正文的一段话，比别的都长。"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("meta", ["", '<meta charset="gb2312">'])
def test_pages_are_decoded_whatever_they_say(tmp_path: Path, encoding: str, meta: str) -> None:
    page = f"<html><head>{meta}</head><body><p>馆际互借，读者须知</p></body></html>"
    assert read(tmp_path, page.encode(encoding)).lines == ["馆际互借，读者须知"]


@pytest.mark.parametrize(
    "markup",
    [
        "",
        " \n",
        "<html></html>",
        "<html><body><script>document.write('x')</script></body></html>",
        "<!-- 注释 -->",
        b"\x00",
    ],
)
def test_a_page_without_text_is_refused_in_one_sentence(tmp_path: Path, markup: str | bytes) -> None:
    with pytest.raises(SourceFormatError, match=r"^语料文件 page\.html .*：请.*。$"):
        read(tmp_path, markup)


def test_markup_that_is_never_closed_is_read_all_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, "<div>" * 200 + "<p>深处的一句话。").lines == ["深处的一句话。"]

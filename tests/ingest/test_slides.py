import pytest

from ingest.chunks import Chunk
from ingest.manifest import Source, load_manifest
from ingest.readers import read_lines
from ingest.slides import read_slides
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def chunks() -> list[Chunk]:
    source = next(source for source in load_manifest(CORPUS) if source.kind == "slides")
    return read_slides(source, read_lines(CORPUS / source.file))


def items_of(chunks: list[Chunk], title: str) -> list[Chunk]:
    return [chunk for chunk in chunks if chunk.kind == "item" and chunk.section[-1] == title]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("多种原文获取方式——已部署原文获取调度平台并投入服务，还需进一步完善，完成度80%；", (10, 12)),
        ("读者可检索超过7000万篇的各类中外文文献资源——已超过7000万篇，完成度100%；", (14, 16)),
        ("平均完成 63%", (68, 70)),
        ("总投资 2.1 亿", (137, 137)),
        (
            "中外文图书书目 260万（含20万古籍） 440万（含80万古籍） 700万 632万（含古籍54.4万）完成度85%",
            (164, 179),
        ),
        ("其他资源 50万 300万 350万完成度在50%左右", (201, 204)),
        ("评出特等、一等、二等、三等四级", (327, 328)),
        ("海外合作：港澳、北美、韩国Keris、OCLC等", (255, 257)),
    ],
)
def test_items_are_put_back_together(chunks: list[Chunk], text: str, lines: tuple[int, int]) -> None:
    (chunk,) = [chunk for chunk in chunks if chunk.text == text]
    assert [(span.first_line, span.last_line) for span in chunk.spans] == [lines]


def test_items_keep_their_printed_number_and_slide(chunks: list[Chunk]) -> None:
    items = items_of(chunks, "三期读者服务系统目标及完成情况")
    assert [item.label for item in items] == ["1", "4", "2", "5", "3", "6", "7", "8", ""]
    assert items[0].section[0] == "一、服务目标与现状"


def test_a_title_that_states_a_count_tells_where_its_items_end(chunks: list[Chunk]) -> None:
    assert [item.text for item in items_of(chunks, "第一期示范馆类型（四类）")] == [
        "馆际互借(含统一认证)示范馆",
        "e读、期刊服务(CCC)示范馆",
        "编目外包示范馆",
        "参考咨询(含统一认证)示范馆",
    ]


def test_short_lines_are_items_and_wrapped_lines_are_not(chunks: list[Chunk]) -> None:
    assert [item.text for item in items_of(chunks, "其他")][:3] == [
        "援疆援藏",
        "与CADAL的合作",
        "高校图书馆事实数据库（图工委）",
    ]
    assert "服务模式研究" in [chunk.text for chunk in chunks if chunk.kind == "heading"]


def test_bullets_numbers_and_labels_of_another_deck() -> None:
    source = Source(id="s", file="s.txt", title="甲", kind="slides")
    lines = [
        "进展",
        "",
        "1 系统已经",
        "",
        "上线；",
        "- 手册已印",
        "- 培训完成30%",
        "馆数：   12",
        "",
        "",
        "",
        "计划",
    ]
    assert [(chunk.kind, chunk.label, chunk.text) for chunk in read_slides(source, lines)] == [
        ("heading", "", "进展"),
        ("item", "1", "系统已经上线；"),
        ("item", "", "手册已印"),
        ("item", "", "培训完成30%"),
        ("item", "", "馆数：12"),
        ("heading", "", "计划"),
    ]

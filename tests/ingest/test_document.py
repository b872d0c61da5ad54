from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.blocks import DocumentText
from ingest.chunks import Chunk
from ingest.document import read_document
from ingest.figures import state_figures
from ingest.formats import read_text
from ingest.layout import lay_out
from ingest.manifest import Source
from tests.documents import RULES, TITLE, write_html, write_pdf, write_word

RULES_SOURCE = Source(id="rules", file="rules.pdf", title=TITLE, kind="document")


def read(text: DocumentText) -> list[Chunk]:
    return read_document(RULES_SOURCE, text)


def tree(chunks: list[Chunk]) -> list[tuple[str, str, str, str]]:
    """(kind, label, text, text of the parent) of each chunk."""
    texts = {chunk.id: chunk.text for chunk in chunks}
    return [(c.kind, c.label, c.text, texts.get(c.parent, "")) for c in chunks]


def find(chunks: list[Chunk], words: str) -> Chunk:
    (found,) = [chunk for chunk in chunks if words in chunk.text]
    return found


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> DocumentText:
    return read_text(write_pdf(tmp_path_factory.mktemp("pdf") / "rules.pdf"))


def test_chapters_provisions_and_items_form_a_tree(pdf: DocumentText) -> None:
    chunks = read(pdf)
    assert [c.label for c in chunks if c.label.endswith("章")] == [f"第{n}章" for n in "一二三四五六"]
    assert [c.label for c in chunks if c.label.endswith("条")][-1] == "第二十五条"
    assert sum(c.label.endswith("条") for c in chunks) == 25
    item = find(chunks, "出版未满5年")
    assert item.label == "（一）"
    assert item.section == ("逾期、污损与遗失", find(chunks, "优先购买同一版本").text)


def test_a_sentence_after_a_list_belongs_to_what_the_list_is_of() -> None:
    lines = ["第一条 下列文献不外借：", "（一）古籍；", "（二）报纸。", "前款所列文献可以在馆内阅览。"]
    assert [entry[3] for entry in tree(read(lay_out(lines)))[1:]] == ["下列文献不外借："] * 3


@pytest.mark.parametrize(
    ("lines", "parents"),
    [
        (["一、背景", "（一）历史", "1. 起步", "馆舍很小。", "2. 发展", "馆舍扩大。", "（二）现状", "运行平稳。", "二、展望", "继续努力。"],
         ["", "背景", "历史", "起步", "历史", "发展", "背景", "现状", "", "展望"]),
        (["1 总则", "1.1 目的", "规范管理。", "1.2 范围", "1.2.1 总馆", "适用于总馆。", "2 附则", "即日施行。"],
         ["", "总则", "目的", "总则", "范围", "总馆", "", "附则"]),
        (["1. 开放", "一、总馆", "全天开放。", "二、分馆", "上午开放。", "2. 关闭", "节日关闭。"],
         ["", "开放", "总馆", "开放", "分馆", "", "关闭"]),
    ],
)  # fmt: skip
def test_enumerators_nest_in_the_order_of_each_document(lines: list[str], parents: list[str]) -> None:
    assert [entry[3] for entry in tree(read(lay_out(lines)))] == parents


def test_a_short_item_without_anything_below_is_no_heading() -> None:
    chunks = read(lay_out(["需要的材料", "1. 身份证", "2. 介绍信", "第三章 附则", "即日施行。"]))
    assert [chunk.kind for chunk in chunks] == ["sentence", "sentence", "sentence", "heading", "sentence"]


@pytest.mark.parametrize(
    "text", ["依照第五条的规定办理。", "2024 年共借出 3 册。", "20 册以上的须登记。", "第五条规定的情形除外。"]
)
def test_numbers_and_mentions_are_no_enumerators(text: str) -> None:
    assert [chunk.label for chunk in read(lay_out([text]))] == [""]


def test_a_table_row_says_by_itself_what_its_cells_are(pdf: DocumentText) -> None:
    chunks = read(pdf)
    row = find(chunks, "博士研究生：")
    assert row.text == "博士研究生：可借册数 40，借期 90天，续借次数 2"
    assert row.spans[0].quote == "博士研究生 40 90 2"
    figures = [chunk.figure for chunk in state_figures([row], pdf.lines)]
    assert [(f.subject, f.measure, f.text) for f in figures] == [
        ("博士研究生", "可借册数", "40"),
        ("博士研究生", "借期", "90天"),
        ("博士研究生", "续借次数", "2"),
    ]


def test_all_formats_give_the_same_tree(pdf: DocumentText, tmp_path: Path) -> None:
    writers: list[Callable[[Path], Path]] = [write_html, write_word]
    others = [
        read_text(write(tmp_path / f"r{suffix}")) for write, suffix in zip(writers, (".html", ".docx"), strict=True)
    ]
    page, word = (tree(read(text)) for text in others)
    assert page[:-1] == word  # the page has a sentence more
    flat = [(kind, label, text) for kind, label, text, _ in word]
    assert [entry[:3] for entry in tree(read(pdf))] == flat
    assert sum(kind == "heading" and label.endswith("章") for kind, label, _, _ in word) == len(RULES)


def test_every_quote_stands_at_its_lines(pdf: DocumentText) -> None:
    for chunk in read(pdf):
        for span in chunk.spans:
            assert span.quote in "".join(pdf.lines[span.first_line - 1 : span.last_line])


def test_ids_count_the_sentences_of_a_line() -> None:
    chunks = read(DocumentText(["甲。" * 15], [*lay_out(["甲。" * 15]).blocks]))
    assert [chunk.id for chunk in chunks] == ["rules:1", *(f"rules:1.{number}" for number in range(1, 15))]


def test_what_a_sentence_announces_hangs_below_it_and_ends_with_the_next_paragraph() -> None:
    lines = [
        "本馆有两种读者：",
        "• 本校读者；",
        "• 校外读者。",
        "办证须有下列材料：",
        "• 身份证。",
        "其他事项另行通知。",
    ]
    parents = ["", "本馆有两种读者：", "本馆有两种读者：", "", "办证须有下列材料：", ""]
    assert [entry[3] for entry in tree(read(lay_out(lines)))] == parents


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("参见“什么是读者证？”一节，那里有说明。", 1),
        ("他说：“开馆了！”大家进去。", 2),
        ("“办好了。”随后离开。中国很大。", 3),
    ],
)
def test_a_quotation_inside_a_sentence_does_not_end_it(text: str, count: int) -> None:
    assert len(read(lay_out([text]))) == count

from pathlib import Path

import pytest
from docx import Document

from ingest.errors import SourceFormatError
from ingest.formats import read_text
from tests.documents import TITLE, write_word


def test_headings_are_told_by_style(tmp_path: Path) -> None:
    text = read_text(write_word(tmp_path / "rules.docx"))
    heads = [(block.depth, text.lines[block.pieces[0].line - 1]) for block in text.blocks if block.depth]
    assert heads[:3] == [(1, TITLE), (2, "第一章 总则"), (2, "第二章 读者证")]
    assert len(heads) == 7


def test_empty_paragraphs_line_breaks_and_table_rows_are_lines(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("第一段")
    document.add_paragraph("")
    document.add_paragraph("甲\n乙")
    table = document.add_table(rows=2, cols=2)
    for cell, value in zip(
        [c for row in table.rows for c in row.cells], ["总馆", "80 座", "分馆", "40 座"], strict=True
    ):
        cell.text = value
    document.add_paragraph("条目", style="List Bullet")
    document.save(tmp_path / "r.docx")
    text = read_text(tmp_path / "r.docx")
    assert text.lines == ["第一段", "", "甲", "乙", "总馆\t80 座", "分馆\t40 座", "条目"]
    assert [block.marker for block in text.blocks][-1] == "•"
    assert [block.cells for block in text.blocks if block.cells] == [("总馆", "80 座"), ("分馆", "40 座")]


def test_a_document_without_text_is_refused(tmp_path: Path) -> None:
    Document().save(tmp_path / "r.docx")
    with pytest.raises(SourceFormatError, match=r"r\.docx 是空的"):
        read_text(tmp_path / "r.docx")


def test_an_unknown_suffix_names_those_that_are_read(tmp_path: Path) -> None:
    with pytest.raises(SourceFormatError, match=r"r\.doc：文档只读 \.txt、\.pdf"):
        read_text(tmp_path / "r.doc")

"""Reads a Word document as prose: headings by their style, paragraphs, list items and table rows, each a line."""

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.blocks import DocumentText
from ingest.office import is_list_item, read_office, table_rows, unwrap
from ingest.readers import empty_error

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_DEEPEST = 8


def read_word(path: Path) -> DocumentText:
    """The text of a Word document; lines are counted as in a roster (see `ingest.grids`), empty paragraphs too.

    Raises:
        SourceFormatError: the file is missing, empty, locked by a password, or no .docx.
    """
    text = read_office(path, "Word 文档（.docx）", _read)
    if not text.blocks:
        raise empty_error(path)
    return text


def _read(data: BytesIO) -> DocumentText:
    from docx import Document
    from docx.table import Table

    document = Document(data)
    unwrap(document.element.body)
    text = DocumentText()
    tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            for cells in table_rows(block):
                text.add_line("\t".join(cells).rstrip("\t"), cells=cells, table=tables)
            continue
        depth = _heading_depth(block)
        marker = "•" if not depth and is_list_item(block) else ""
        for number, line in enumerate(block.text.split("\n")):
            text.add_line(line, depth=depth, marker="" if number else marker, level=1 if marker else 0)
    return text


def _heading_depth(paragraph: "Paragraph") -> int:
    """1 for a title, 2 for a heading of the first level; by its style, one that this is based on, or its outline level."""
    from docx.oxml.ns import qn

    style = paragraph.style
    levels = paragraph._p.xpath("./w:pPr/w:outlineLvl")
    while style is not None:
        if (style.name or "") in ("Title", "标题"):
            return 1
        if match := _HEADING.match(style.name or ""):
            return int(match[1]) + 1
        levels += style.element.xpath("./w:pPr/w:outlineLvl")
        style = style.base_style
    level = int(levels[0].get(qn("w:val"))) if levels else _DEEPEST + 1
    return level + 2 if level <= _DEEPEST else 0

"""Reads the main text of a web page into numbered lines: headings, paragraphs, list items, table rows, one a line.

Left out are what no reader of the page is told (scripts, hidden parts) and what surrounds its text: navigation, head and
foot, side columns, and lists that consist of links. Markup never gets into a line; what looks like markup there is text.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.blocks import DocumentText
from ingest.errors import SourceFormatError
from ingest.mainpart import BLOCKS, HEADINGS, find_main, strip_page
from ingest.office import join_lines
from ingest.readers import decode_text, empty_error, read_bytes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROL = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\ufeff]")
_LONGEST_CELL = 300


def read_webpage(path: Path) -> DocumentText:
    """The main text of an HTML file.

    Raises:
        SourceFormatError: the file is missing, or holds no text once its markup is gone.
    """
    from lxml import etree, html

    markup = _CONTROL.sub("", _PROLOGUE.sub("", _decode(read_bytes(path), path)))
    if not markup.strip():
        raise empty_error(path)
    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True)
        page = html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceFormatError(
            f"语料文件 {path.name} 不是网页（HTML）：请用浏览器打开，另存为网页或文本再放回来。"
        ) from error
    strip_page(page)
    text = DocumentText()
    _Walker(text).walk(find_main(page))
    if not text.blocks:
        raise SourceFormatError(
            f"语料文件 {path.name} 里没有正文（可能由脚本生成）：请用浏览器打开，把正文另存为网页、PDF 或文本再放回来。"
        )
    return text


def _decode(data: bytes, path: Path) -> str:
    """UTF-8 where it is that; else the encoding that the page names; else what texts are read as."""
    named = _CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", named[1].decode("ascii").lower() if named else ""):
        try:
            return data.decode("gb18030" if encoding.startswith("gb") else encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return decode_text(data, path.name)


class _Walker:
    """Goes through elements in reading order and adds a line for each block."""

    def __init__(self, text: DocumentText) -> None:
        self._text = text
        self._tables = 0
        self._lists: list[int | None] = []  # the last number of each open list; None for one without numbers
        self._marker = ""  # of a list item of which no text has been seen yet

    def walk(self, element: "HtmlElement", depth: int = 0) -> None:
        """Add the blocks of an element; text that stands in it directly is a heading if a depth is given."""
        run: list[str] = []

        def flush() -> None:
            if line := join_lines(re.sub(r"[ \t\u00a0]+", " ", "".join(run))):
                self._text.add_line(line, depth=depth, marker=self._marker, level=len(self._lists))
                self._marker = ""
            run.clear()

        for part in _parts(element):
            if isinstance(part, str):
                run.append(part)
                continue
            flush()
            if part.tag != "br":
                self._enter(part)
        flush()

    def _enter(self, element: "HtmlElement") -> None:
        tag = element.tag
        if tag in HEADINGS:
            self.walk(element, depth=HEADINGS[tag])
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
            self.walk(element)
            self._lists.pop()
        elif tag == "li" and self._lists:
            if self._lists[-1] is not None:
                self._lists[-1] += 1
            self._marker = "•" if self._lists[-1] is None else f"{self._lists[-1]}."
            self.walk(element)
            self._marker = ""
        elif tag == "pre":
            for line in element.text_content().split("\n"):
                self._text.add_line(line.rstrip())
        elif tag == "table" and _is_data(element):
            self._add_table(element)
        else:
            self.walk(element)

    def _add_table(self, table: "HtmlElement") -> None:
        self._tables += 1
        for caption in table.findall("caption"):
            self.walk(caption)
        for number, (cells, is_head) in enumerate(_table_rows(table)):
            if any(cells):
                self._text.add_line("\t".join(cells), cells=cells, table=self._tables, is_head=is_head and number == 0)


def _parts(element: "HtmlElement") -> Iterator["str | HtmlElement"]:
    """What an element consists of: stretches of text, with inline elements opened, and the blocks and breaks among them."""
    yield element.text or ""
    for child in element:
        if child.tag in BLOCKS or child.tag == "br":
            yield child
        else:
            yield from _parts(child)
        yield child.tail or ""


def _is_data(table: "HtmlElement") -> bool:
    """Whether a table has rows of short cells in columns; others only place the parts of a page."""
    if table.find(".//table") is not None or table.xpath(".//h1|.//h2|.//h3"):
        return False
    rows = [row.xpath("./td|./th") for row in table.iter("tr")]
    longest = max((len(cell.text_content()) for row in rows for cell in row), default=0)
    return len(rows) > 1 and max(map(len, rows)) > 1 and longest <= _LONGEST_CELL


def _table_rows(table: "HtmlElement") -> Iterator[tuple[tuple[str, ...], bool]]:
    """Rows as (cells, whether all are heads); a cell over several rows counts for each, one over columns at its left."""
    open_cells: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []

        def carry(cells: list[str] = cells) -> None:
            while len(cells) in open_cells:
                rows_left, text = open_cells.pop(len(cells))
                if rows_left > 1:
                    open_cells[len(cells)] = rows_left - 1, text
                cells.append(text)

        elements = row.xpath("./td|./th")
        for element in elements:
            carry()
            text = join_lines(" ".join(element.text_content().split(" ")))
            if (down := _span(element, "rowspan")) > 1:
                open_cells[len(cells)] = down - 1, text
            cells += [text, *[""] * (_span(element, "colspan") - 1)]
        carry()
        yield tuple(cells), bool(elements) and all(element.tag == "th" for element in elements)


def _span(element: "HtmlElement", name: str) -> int:
    value = element.get(name, "1")
    return min(int(value), 50) if value.isdecimal() and int(value) else 1

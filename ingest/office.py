"""Opens Office files: what a workbook and a Word document share, whatever is read from them."""

import re
import warnings
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.errors import SourceFormatError
from ingest.readers import empty_error, read_bytes

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

# `_x000D_` is how a workbook writes a carriage return inside a cell.
_BREAK = re.compile(r"(?:[\t\n\r\f\v\x85\u2028\u2029]|_x000D_)+")
# The container of Office files before 2007, and of newer ones that have a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What Word wraps around text: tracked insertions, tags of place names and dates, content controls.
_WRAPPERS = ("w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:sdtContent", "w:sdt")
_DELETED = ("w:del", "w:moveFrom", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr")

TextT = TypeVar("TextT")


def read_office(path: Path, what: str, read: Callable[[BytesIO], TextT]) -> TextT:
    """What `read` gives for an Office file.

    Args:
        path: the file.
        what: how its format is called, for the user.
        read: gets the bytes of a file that is not empty and has no password.

    Raises:
        SourceFormatError: the file is missing, empty, locked by a password, or not what it is named.
    """
    data = read_bytes(path)
    if not data:
        raise empty_error(path)
    if _ENCRYPTED in data and data.startswith(_OLE):
        raise SourceFormatError(f"语料文件 {path.name} 加了密码，读不了：请去掉密码另存后再放回来。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, about styles and extensions that hold no text
            return read(BytesIO(data))
    except Exception as error:  # both libraries let zipfile's, the XML parser's and their own errors through
        raise SourceFormatError(
            f"语料文件 {path.name} 不是完好的 {what}：请用 Office 或 WPS 打开，另存为这种格式再放回来。"
        ) from error


def unwrap(body: Any) -> None:
    """Take tracked changes as accepted and open content controls and tags, all of which python-docx passes over."""
    from docx.oxml.ns import qn

    for element in list(body.iter(*map(qn, _DELETED))):
        element.getparent().remove(element)
    for element in list(body.iter(*map(qn, _WRAPPERS))):
        parent = element.getparent()
        place = parent.index(element)
        parent[place : place + 1] = list(element)


def is_list_item(paragraph: "Paragraph") -> bool:
    """Whether Word itself puts a bullet or number before it, of which its text shows nothing."""
    if (paragraph.style.name or "").startswith(("Heading", "Title")):
        return False
    styles = [paragraph.style]
    while styles[-1].base_style is not None:
        styles.append(styles[-1].base_style)
    properties = [paragraph._p.pPr, *(style.element.pPr for style in styles)]
    found = next((each.numPr for each in properties if each is not None and each.numPr is not None), None)
    return found is not None and (found.numId is None or found.numId.val != 0)


def table_rows(table: "Table") -> Iterable[tuple[str, ...]]:
    """The rows; a cell merged downwards counts for each of its rows, one merged sideways only at its left.

    python-docx gives the same cell for each column that it spans.
    """
    for row in table.rows:
        cells, last = [""] * row.grid_cols_before, None
        for cell in row.cells:
            cells.append("" if cell._tc is last else join_lines(cell.text))
            last = cell._tc
        yield tuple(cells)


def join_lines(text: str) -> str:
    """A cell on one line: a break inside it becomes a blank between Latin letters and nothing in Chinese."""
    joined = ""
    for part in map(str.strip, _BREAK.split(text)):
        joined += " " + part if joined[-1:].isascii() and part[:1].isascii() else part
    return joined.strip()

"""Reads a document by what its suffix says it is.

Every block is cited by line numbers, also where the format has none of its own:

- `.txt`: the line of the file.
- `.pdf`: the line of the text of all pages, one after the other, and the page.
- `.html`, `.htm`: the heading, paragraph, list item or table row of the main text, each a line.
- `.docx`: the paragraph or table row, empty ones counted; a manual line break begins another line.
"""

from collections.abc import Callable
from pathlib import Path

from ingest.blocks import DocumentText
from ingest.errors import SourceFormatError
from ingest.layout import lay_out
from ingest.pdf import read_pdf
from ingest.readers import read_lines
from ingest.webpage import read_webpage
from ingest.word import read_word


def read_text(path: Path) -> DocumentText:
    """The text of a document.

    Raises:
        SourceFormatError: another suffix, or the file is missing, empty, locked, or not what it is named.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise SourceFormatError(
            f"读不了语料文件 {path.name}：文档只读 {'、'.join(_READERS)}，请另存为其中一种，再改 manifest.toml 里的 file。"
        )
    return reader(path)


def _read_plain(path: Path) -> DocumentText:
    return lay_out(read_lines(path))


_READERS: dict[str, Callable[[Path], DocumentText]] = {
    ".txt": _read_plain,
    ".pdf": read_pdf,
    ".html": read_webpage,
    ".htm": read_webpage,
    ".docx": read_word,
}

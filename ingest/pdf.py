"""Reads a PDF into lines, page by page, in the order in which its makers put the text down.

Why pypdf: it keeps that order, so that columns are read one after the other and table rows stay whole; it keeps the blanks
between Chinese and Latin words; it is one package of plain Python under the BSD licence.
"""

import logging
import re
from io import BytesIO
from pathlib import Path

from ingest.blocks import DocumentText
from ingest.errors import SourceFormatError
from ingest.layout import lay_out
from ingest.radicals import unify_radicals
from ingest.readers import empty_error, read_bytes

_CONTROL = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\ufeff]")
# What stands for a character whose meaning the file does not give.
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]|\\(cid:\\d+\\)")
_MOST_UNKNOWN = 0.1


def read_pdf(path: Path) -> DocumentText:
    """The text of a PDF.

    Raises:
        SourceFormatError: the file is missing, empty, broken, locked by a password, or has images of text only.
    """
    pages = [_clean_lines(page) for page in _extract_pages(path)]
    lines = [line for page in pages for line in page]
    text = "".join(lines)
    if not text.strip():
        raise SourceFormatError(
            f"语料文件 {path.name} 里没有文字，像是扫描的图像：请先做文字识别（OCR），另存后再放回来。"
        )
    if len(_UNKNOWN.findall(text)) > _MOST_UNKNOWN * len(text):
        raise SourceFormatError(
            f"语料文件 {path.name} 里的字没有编码，取不出文字：请从原文件重新导出 PDF，或先做文字识别（OCR）。"
        )
    starts = [1 + sum(map(len, pages[:number])) for number in range(len(pages))]
    document = lay_out(lines, starts)
    blank = [str(number) for number, page in enumerate(pages, start=1) if not "".join(page).strip()]
    if blank:
        document.warnings.append(f"{path.name} 第 {'、'.join(blank)} 页没有文字，可能是图像，没有收入")
    return document


def _extract_pages(path: Path) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    data = read_bytes(path)
    if not data.strip():
        raise empty_error(path)
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of each oddity that it has put right
    locked = SourceFormatError(f"语料文件 {path.name} 加了密码，读不了：请去掉密码另存后再放回来。")
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked
        return [page.extract_text() for page in reader.pages]
    except SourceFormatError:
        raise
    except DependencyError as error:  # AES, also where anybody may read but not copy or print
        raise SourceFormatError(
            f"语料文件 {path.name} 加了密码或限制了权限，读不了：请用 PDF 阅读器打开，打印成新的 PDF 再放回来。"
        ) from error
    except Exception as error:  # pypdf lets all kinds of errors of a broken file through
        raise SourceFormatError(
            f"语料文件 {path.name} 不是完好的 PDF：请用 PDF 阅读器打开，另存为 PDF 再放回来。"
        ) from error


def _clean_lines(page: str) -> list[str]:
    """The lines of a page; a page without any is one empty line, so that each page begins at a line of its own."""
    lines = [unify_radicals(_CONTROL.sub("", line)).rstrip() for line in page.split("\n")]
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines

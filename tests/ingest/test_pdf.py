from pathlib import Path

import pytest

from ingest.blocks import DocumentText
from ingest.document import read_document
from ingest.errors import SourceFormatError
from ingest.layout import find_furniture, lay_out
from ingest.manifest import Source
from ingest.pdf import read_pdf
from ingest.radicals import unify_radicals
from tests.documents import TITLE, write_pdf, write_scan

SOURCE = Source(id="rules", file="rules.pdf", title=TITLE, kind="document")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> DocumentText:
    return read_pdf(write_pdf(tmp_path_factory.mktemp("pdf") / "rules.pdf"))


def test_lines_are_counted_over_all_pages(text: DocumentText) -> None:
    assert len(text.page_starts) >= 5
    assert [text.lines[first - 1] for first in text.page_starts] == [f"{TITLE}（2024 年修订）"] * len(text.page_starts)


def test_running_heads_and_page_numbers_get_into_no_sentence(text: DocumentText) -> None:
    texts = [chunk.text for chunk in read_document(SOURCE, text)]
    assert not [words for words in texts if "修订" in words or "—" in words]


def test_a_sentence_over_a_page_turn_has_a_span_on_each_page(text: DocumentText) -> None:
    split = [chunk for chunk in read_document(SOURCE, text) if len(chunk.spans) > 1]
    assert split
    for chunk in split:
        first, second = chunk.spans
        assert second.page == first.page + 1
        assert text.page_starts[second.page - 1] <= second.first_line


def test_every_chunk_knows_its_page(text: DocumentText) -> None:
    for chunk in read_document(SOURCE, text):
        for span in chunk.spans:
            starts = [*text.page_starts, len(text.lines) + 1]
            assert starts[span.page - 1] <= span.first_line <= span.last_line < starts[span.page]


def test_a_locked_pdf_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceFormatError, match=r"^语料文件 r\.pdf 加了密码，读不了：请.*。$"):
        read_pdf(write_pdf(tmp_path / "r.pdf", password="secret"))


def test_a_pdf_with_restrictions_is_refused_with_what_to_do() -> None:
    """One page, encrypted with AES-256 and an empty password, as makers do that forbid copying."""
    with pytest.raises(SourceFormatError, match=r"restricted\.pdf 加了密码或限制了权限，读不了：请"):
        read_pdf(Path(__file__).parent / "data" / "restricted.pdf")


def test_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceFormatError, match=r"r\.pdf 里没有文字.*OCR"):
        read_pdf(write_scan(tmp_path / "r.pdf"))


@pytest.mark.parametrize("kept", [0, 40, 1500])
def test_a_broken_pdf_is_refused_by_name(tmp_path: Path, kept: int) -> None:
    path = write_pdf(tmp_path / "r.pdf")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(SourceFormatError, match=r"语料文件 r\.pdf (是空的|不是完好的 PDF)"):
        read_pdf(path)


def test_a_file_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    path.write_text("这不是 PDF。" * 50, encoding="utf-8")
    with pytest.raises(SourceFormatError, match="不是完好的 PDF"):
        read_pdf(path)


def test_pages_without_text_are_reported_and_the_others_read(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for part in (write_pdf(tmp_path / "a.pdf"), write_scan(tmp_path / "b.pdf")):
        writer.append(PdfReader(part))
    writer.write(tmp_path / "r.pdf")
    text = read_pdf(tmp_path / "r.pdf")
    assert text.blocks
    assert len(text.warnings) == 1
    assert "页没有文字" in text.warnings[0]


def pages(*texts: str) -> tuple[list[str], list[int]]:
    lines = [line for text in texts for line in text.split("|")]
    starts, first = [], 1
    for text in texts:
        starts.append(first)
        first += len(text.split("|"))
    return lines, starts


def test_heads_that_alternate_and_feet_in_roman_numerals_are_furniture() -> None:
    bodies = ["春天|夏天|秋天|冬天", "金|木|水|火", "东|南|西|北", "甲|乙|丙|丁", "梅|兰|竹|菊", "琴|棋|书|画"]
    lines, starts = pages(
        *(
            f"{'某馆年报' if n % 2 else '第二部分'} {n}|{body}|第 {n} 页 共 6 页"
            for n, body in enumerate(bodies, start=1)
        )
    )
    found = find_furniture(lines, starts)
    assert {lines[n - 1].split()[0] for n in found} == {"某馆年报", "第二部分", "第"}
    assert len(found) == 12


def test_a_text_without_pages_has_no_furniture() -> None:
    assert find_furniture(["12", "正文", "12"], ()) == set()


def test_a_table_of_contents_is_left_out() -> None:
    lines = ["目 录", "第一章 总则 . . . . . . 1", "第二章 附则…………3", "第三章 其他 4", "第一章 总则", "正文在这里。"]
    assert [block.pieces[0].line for block in lay_out(lines).blocks] == [5, 6]


def test_a_hyphenated_word_is_whole_in_the_text_and_verbatim_in_the_quote() -> None:
    text = lay_out(["This library lends books to its mem-", "bers only."])
    (chunk,) = read_document(SOURCE, text)
    assert chunk.text == "This library lends books to its members only."
    assert chunk.spans[0].quote == "This library lends books to its mem-bers only."


def test_radicals_are_written_as_characters() -> None:
    assert unify_radicals("⻅本馆主⻚，⽂献ﬁle（Ａ）") == "见本馆主页，文献file（Ａ）"

from pathlib import Path

import pytest

from ingest.errors import SourceFormatError
from ingest.readers import read_lines

TEXT = "联合主办单位\n- 首都图书馆\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_common_encodings_are_read_alike(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_lines(path) == ["联合主办单位", "- 首都图书馆"]


def test_only_line_feeds_count_as_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("一\r\n\f二\u2028三\n四".encode())
    assert read_lines(path) == ["一", "\f二\u2028三", "四"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "是空的"),
        (b" \n\t\n", "是空的"),
        (bytes(range(256)) * 8, "不是 UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "不是 UTF-8"),
    ],
)
def test_a_file_without_text_is_refused_by_name(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(content)
    with pytest.raises(SourceFormatError, match=f"list.txt.*{complaint}"):
        read_lines(path)


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceFormatError, match=r"找不到语料文件 list\.txt：请"):
        read_lines(tmp_path / "list.txt")

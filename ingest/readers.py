"""Reads a text file into its lines, so that line n of the file is item n - 1 of the list."""

from pathlib import Path

from ingest.errors import SourceFormatError

# In this order: a byte-order mark is read by its codec, UTF-8 refuses almost everything that is not UTF-8,
# and GB18030 (which accepts nearly any bytes) comes last and is checked by what it yields.
_ENCODINGS = ("utf-8-sig", "gb18030")


def read_lines(path: Path) -> list[str]:
    """Read a UTF-8, UTF-16 (with mark) or GB18030 file as lines without their ends.

    Only line feeds end a line (a carriage return before one goes too), as editors and `cat -n` count.

    Raises:
        SourceFormatError: the file is missing, holds no text, or is in no encoding read here.
    """
    text = decode_text(read_bytes(path), path.name)
    if not text.strip():
        raise empty_error(path)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines if lines[-1] else lines[:-1]


def empty_error(path: Path) -> SourceFormatError:
    """The error to raise for a file that holds nothing to read."""
    return SourceFormatError(f"语料文件 {path.name} 是空的：请换成有内容的文件，或从 manifest.toml 里去掉它。")


def read_bytes(path: Path) -> bytes:
    """The bytes of a corpus file.

    Raises:
        SourceFormatError: the file is missing or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceFormatError(
            f"找不到语料文件 {path.name}：请放进 {path.parent}，或从 manifest.toml 里去掉它。"
        ) from error
    except OSError as error:
        raise SourceFormatError(
            f"读不了语料文件 {path.name}（{error.strerror}）：请检查它是不是文件、有没有读的权限。"
        ) from error


def decode_text(data: bytes, name: str) -> str:
    """The text of some bytes.

    Raises:
        SourceFormatError: they are in no encoding read here; `name` is the file's, for the message.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _looks_like_text(text):
            return text
    raise SourceFormatError(f"语料文件 {name} 不是 UTF-8、UTF-16 或 GB18030 文本：请另存为 UTF-8 再放回来。")


def _looks_like_text(text: str) -> bool:
    """Control characters and private-use characters do not occur in text; a wrong codec yields plenty."""
    odd = sum(1 for char in text if (ord(char) < 32 and char not in "\t\n\r\f\v") or 0xE000 <= ord(char) <= 0xF8FF)
    return odd * 1000 <= len(text)

"""Answers a file of questions, one JSON object a line; one bad line does not stop the rest."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from bot.answer import Answer
from bot.errors import BatchFileError, CalisError
from ingest.errors import SourceFormatError
from ingest.readers import read_lines

logger = logging.getLogger(__name__)

Ask = Callable[[str, Sequence[str]], Answer]

# Half of a character, which JSON can spell ("\ud800") and no file can hold.
_HALF = re.compile(r"[\ud800-\udfff]")


def read_batch(path: Path) -> list[str]:
    """The non-blank lines of a batch file.

    Raises:
        BatchFileError: the file is missing, empty or no text.
    """
    try:
        return [line for line in read_lines(path) if line.strip()]
    except SourceFormatError as error:
        raise BatchFileError(f"读不了批量文件 {path}：请给出每行一个 JSON 对象的 UTF-8 文本文件。") from error


def answer_batch(ask: Ask, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One result a line, in order: the answer as the contract prints it, or the line's id with an `error`."""
    for number, line in enumerate(lines, start=1):
        line_id = None
        try:
            entry = parse_object(line)
            line_id = entry.get("id")
            *history, question = read_turns(entry)
            yield {"id": line_id, **ask(question, history).to_json()}
        except CalisError as error:
            yield {"id": line_id, "error": str(error)}
        except Exception:
            logger.exception("line %d of the batch failed", number)
            yield {
                "id": line_id,
                "error": "回答这一行时出了意外的错误，已跳过，其余各行照常回答：请加 --debug 查看原因。",
            }


def parse_object(line: str) -> dict[str, Any]:
    """A line as the JSON object that it must be.

    Raises:
        BatchFileError: it is none.
    """
    try:
        entry = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BatchFileError("这一行不是正确的 JSON：请改正后再运行。") from error
    if not isinstance(entry, dict):
        raise BatchFileError('这一行不是 JSON 对象：请写成 {"id": …, "question": "…"}。')
    return entry


def read_turns(entry: dict[str, Any]) -> list[str]:
    """All questions of the line's conversation; the last one is to be answered.

    Raises:
        BatchFileError: there are none, or the line holds half a character.
    """
    if _HALF.search(json.dumps(entry, ensure_ascii=False)):
        raise BatchFileError("这一行里有残缺的字符（只有半个，例如 \\ud800）：请改正后再运行。")
    turns = entry.get("turns", [entry.get("question")])
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise BatchFileError('这一行没有问题：请写上 "question"（文字），或 "turns"（一串文字，最后一个是要回答的）。')
    return turns


def write_results(results: Iterable[dict[str, Any]], out: TextIO, on_progress: Callable[[], None]) -> int:
    """Write results as JSON lines as they come; returns how many carry an `error`.

    A line that the file's encoding cannot hold, such as an id of half a character, is written with JSON's own escapes.
    """
    failed = 0
    for result in results:
        failed += "error" in result
        try:
            out.write(json.dumps(result, ensure_ascii=False) + "\n")
        except UnicodeEncodeError:
            out.write(json.dumps(result) + "\n")
        out.flush()
        on_progress()
    return failed

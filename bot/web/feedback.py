"""What readers think of answers, a JSON line each in `feedback.jsonl` of the desk's home folder."""

from __future__ import annotations

import errno
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from bot.answer import Citation
    from bot.web.session import Turn

LONGEST_WORD = 300
_LONGEST_ANSWER = 4000
# Anybody can send verdicts: when there are so many, somebody should look at them before more come in.
_MOST_BYTES = 50 * 2**20


def record_feedback(path: Path, turn: Turn, verdict: str, word: str = "") -> None:
    """Append one verdict; a later line with the same id replaces an earlier one.

    The line goes out in one write under a lock, so that two servers never mix theirs and a crash leaves no half line
    among whole ones.

    Raises:
        OSError: it cannot be written, the file is full, or another process holds the lock for too long.
    """
    answer = turn.answer
    entry = {
        "id": turn.id,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "verdict": verdict,
        "word": word.encode("utf-8", "replace").decode("utf-8")[:LONGEST_WORD],
        "question": turn.question,
        "answer": (answer.text if answer else turn.notice)[:_LONGEST_ANSWER],
        "refused": answer.refused if answer else True,
        "citations": [_place(citation) for citation in answer.citations] if answer else [],
    }
    line = (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock"), timeout=5), path.open("ab", buffering=0) as file:
        if file.tell() + len(line) > _MOST_BYTES:
            raise OSError(errno.EFBIG, "feedback is full", str(path))
        file.write(line)


def _place(citation: Citation) -> dict[str, object]:
    """Where a citation points; its quote, which may be a whole list, stands there."""
    return {key: value for key, value in citation.to_json().items() if key != "quote"}

"""A record of what a model was told, did and wrote, a JSON line for each answer; kept only where the settings say so."""

import json
import logging
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)
_lock = threading.Lock()


@dataclass
class Trace:
    """What happened over one answer.

    Attributes:
        steps: one for each reply: what was sent and came, tool calls with their outcome, complaints, tokens, seconds.
    """

    question: str
    history: list[str]
    default: str
    steps: list[dict[str, Any]] = field(default_factory=list)

    def write(self, file: Path, **outcome: Any) -> None:
        """Add it to a file, with how it ended; a file that cannot be written is told in the log."""
        line = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "question": self.question,
            "history": self.history,
            "default": self.default,
            "steps": self.steps,
        } | outcome
        try:
            with _lock, file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError:
            logger.exception("the trace cannot be written to %s", file)

"""Many people at the web desk at once, on this machine only: `python -m evals.load --people 30 --questions 5`.

Starts the desk with the settings in force, opens a session for each person, and lets all of them ask questions whose answers
differ by person, with a follow-up each. Prints questions a second, median and 95th percentile of the time to a whole answer,
how many failed, and how many were answered with what belongs to another conversation. Measured, not asserted.
"""

import argparse
import json
import socket
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from bot.desk import Desk
from bot.rosters import print_level
from bot.settings import BotSettings
from bot.web.app import launch
from ingest.settings import load_settings

_MOST_PEOPLE, _MOST_QUESTIONS = 100, 50
_TIMEOUT_S = 60


@dataclass
class Tally:
    """What came of the questions so far; shared by all threads."""

    elapsed_ms: list[float] = field(default_factory=list)
    failed: int = 0
    mixed_up: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, elapsed_ms: float, failed: bool, mixed_up: bool) -> None:
        """One question more."""
        with self.lock:
            self.elapsed_ms.append(elapsed_ms)
            self.failed += failed
            self.mixed_up += mixed_up


class Visitor:
    """One browser session, as the page itself talks to the server.

    Args:
        url: of the desk.
        config: the page's configuration, which tells the events by number.
    """

    def __init__(self, url: str, config: dict[str, Any]) -> None:
        self._client = httpx.Client(base_url=url, timeout=_TIMEOUT_S, trust_env=False)
        self._session = uuid4().hex
        box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "box")
        events = [event for event in config["dependencies"] if [box, "submit"] in event["targets"]]
        self._event, self._box = events[0]["id"], box

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def ask(self, question: str) -> list[str]:
        """The texts of all answers of the conversation after a question, oldest first.

        Raises:
            RuntimeError: the server says that it failed.
        """
        body = {
            "data": [question, None],
            "fn_index": self._event,
            "trigger_id": self._box,
            "session_hash": self._session,
        }
        self._client.post("gradio_api/queue/join", json=body).raise_for_status()
        with self._client.stream("GET", "gradio_api/queue/data", params={"session_hash": self._session}) as stream:
            messages: Any = None
            for line in stream.iter_lines():
                if not line.startswith("data:"):
                    continue
                event = json.loads(line.removeprefix("data:"))
                if event["msg"] == "process_completed":
                    if not event["success"]:
                        raise RuntimeError("the event failed")
                    return [_text(message) for message in event["output"]["data"][1] or messages]
        raise RuntimeError("the stream ended early")


def _text(message: dict[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def visit(visitor: Visitor, rows: list[Any], tally: Tally) -> None:
    """Ask for the level of one row after another; every answer must be of the rows asked here, in this order."""
    for row in rows:
        started = time.perf_counter()
        failed = mixed_up = False
        try:
            messages = visitor.ask(f"{row.row.name}是什么级别？")
            expected = rows[: rows.index(row) + 1]
            mixed_up = len(messages) != 2 * len(expected) or not all(
                one.row.name in question and one.row.name in answer and print_level(one.row.level) in answer
                for one, question, answer in zip(expected, messages[::2], messages[1::2], strict=False)
            )
        except Exception:
            failed = True
        tally.note((time.perf_counter() - started) * 1000, failed, mixed_up)


def measure(people: int, questions: int) -> Tally:
    """Let some people ask some questions each, all at once."""
    desk = Desk(load_settings(BotSettings))
    desk.warm_up()
    rows = [row for row in desk.current().rosters.lists["members"].rows if "(" not in row.row.name]
    tally = Tally()
    with socket.socket() as probe, tempfile.TemporaryDirectory() as home:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        running = launch(desk, BotSettings(_env_file=None, home=Path(home)), "127.0.0.1", port)
        try:
            seconds = _send_all(
                running.local_url, [rows[n * questions : (n + 1) * questions] for n in range(people)], tally
            )
        finally:
            running.close()
    _report(people, questions, seconds, tally)
    return tally


def _send_all(url: str, shares: list[list[Any]], tally: Tally) -> float:
    """Let a visitor ask for each share of the rows, all at once; the seconds until the last answer."""
    config = httpx.get(f"{url}config", trust_env=False).json()
    visitors = [Visitor(url, config) for _ in shares]
    threads = [
        threading.Thread(target=visit, args=(visitor, share, tally))
        for visitor, share in zip(visitors, shares, strict=True)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    for visitor in visitors:
        visitor.close()
    return seconds


def _report(people: int, questions: int, seconds: float, tally: Tally) -> None:
    times = sorted(tally.elapsed_ms)
    print(
        f"{people} 人同时，每人 {questions} 问，共 {len(times)} 问，用时 {seconds:.1f} 秒：每秒 {len(times) / seconds:.1f} 问"
    )
    print(
        f"到完整的回答：中位数 {statistics.median(times):.0f} 毫秒，95% 在 {times[int(0.95 * (len(times) - 1))]:.0f} 毫秒内"
    )
    print(f"失败 {tally.failed}，串到别人对话 {tally.mixed_up}")


def main() -> None:
    """Read the numbers of people and questions, bounded, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--questions", type=int, default=5)
    arguments = parser.parse_args()
    measure(min(arguments.people, _MOST_PEOPLE), min(arguments.questions, _MOST_QUESTIONS))


if __name__ == "__main__":
    main()

import json
import threading
from pathlib import Path

import pytest

from bot.web.feedback import record_feedback
from bot.web.session import Turn

from .conftest import cite, say

TURN = Turn("北大什么级别？", say("是 B+ 级。[1]", cite()))


def test_a_verdict_is_one_line_with_question_answer_and_sources(tmp_path: Path):
    record_feedback(tmp_path / "home" / "feedback.jsonl", TURN, "down", "日期\n不对")
    (line,) = (tmp_path / "home" / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["verdict"], entry["word"], entry["question"]) == ("down", "日期\n不对", TURN.question)
    assert entry["citations"][0]["lines"] == [4, 4]


def test_quotes_are_left_out_and_a_long_answer_is_cut(tmp_path: Path):
    record_feedback(tmp_path / "feedback.jsonl", Turn("有哪些？", say("馆" * 9999, cite())), "up")
    entry = json.loads((tmp_path / "feedback.jsonl").read_text(encoding="utf-8"))
    assert len(entry["answer"]) == 4000
    assert "quote" not in entry["citations"][0]


def test_a_full_file_takes_no_more(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("bot.web.feedback._MOST_BYTES", 1000)
    path = tmp_path / "feedback.jsonl"
    with pytest.raises(OSError, match="full"):
        for _ in range(100):
            record_feedback(path, TURN, "up")
    assert 0 < path.stat().st_size <= 1000


def test_verdicts_of_many_at_once_do_not_mix(tmp_path: Path):
    path = tmp_path / "feedback.jsonl"
    threads = [threading.Thread(target=record_feedback, args=(path, TURN, "up", "好" * 300)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["word"] for line in lines] == ["好" * 300] * 20

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.settings import PROJECT_DIR, IngestSettings

RUN = "from bot.cli import main; main()"


def calis(
    settings: IngestSettings | None, *arguments: str, code: str = RUN, **more: str
) -> subprocess.CompletedProcess:
    """The command in a process of its own; `code` may look at what it loaded."""
    home = {"CALIS_HOME": str(settings.home), "CALIS_CORPUS": str(settings.corpus)} if settings else {}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, env=os.environ | home | more, cwd=PROJECT_DIR, capture_output=True, text=True, check=False
    )


LOADED = (
    "import sys\ntry: from bot.cli import main; main()\n"
    "except SystemExit: pass\nprint({'torch', 'chromadb', 'gradio', 'langchain_core'} & set(sys.modules), file=sys.stderr)"
)


def test_help_loads_nothing_heavy() -> None:
    done = calis(None, "--help", code=LOADED)
    assert "ingest" in done.stdout
    assert done.stderr.strip() == "set()"


def test_a_membership_question_loads_no_torch(settings: IngestSettings) -> None:
    done = calis(settings, "ask", "北京大学图书馆是什么级别？", code=LOADED)
    assert "B+ 级" in done.stdout
    assert "members-2023.txt 第 44 行" in done.stdout
    assert "torch" not in done.stderr


def test_json_follows_the_contract(settings: IngestSettings) -> None:
    answer = json.loads(calis(settings, "ask", "--json", "Dr 级有多少家").stdout)
    assert set(answer) == {"question", "answer", "refused", "citations", "records", "elapsed_ms", "path"}
    assert set(answer["citations"][0]) == {"n", "source", "title", "as_of", "lines", "quote"}
    assert answer["citations"][0]["lines"] == [6, 1365]
    assert len(answer["records"]) == 44


def test_a_bad_line_of_a_batch_leaves_the_others_alone(settings: IngestSettings, tmp_path: Path) -> None:
    batch, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        '{"id": 1, "question": "复旦大学是几级"}',
        "{",
        '{"id": 3}',
        '{"id": 4, "turns": ["复旦大学是几级", "那同济呢"]}',
        "[]",
    ]
    batch.write_text("\n".join(lines), encoding="utf-8")
    done = calis(settings, "ask", "--batch", str(batch), "--out", str(out))
    results = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert done.returncode == 0
    assert [result["id"] for result in results] == [1, None, 3, 4, None]
    assert ["error" in result for result in results] == [False, True, True, False, True]
    assert "C 级" in results[3]["answer"]


def test_half_characters_in_a_batch_spoil_only_their_lines(settings: IngestSettings, tmp_path: Path) -> None:
    batch, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        r'{"id": "\ud800", "question": "复旦大学是几级"}',
        r'{"id": 2, "question": "复旦\udc00是几级"}',
        r'{"id": 3, "turns": ["复旦\ud800", "那同济呢"]}',
        r'{"id": "\ud83d\udcda", "question": "复旦大学是几级"}',
    ]
    batch.write_text("\n".join(lines), encoding="utf-8")
    done = calis(settings, "ask", "--batch", str(batch), "--out", str(out))
    results = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert done.returncode == 0
    assert [result["id"] for result in results] == ["\ud800", 2, 3, "📚"]
    assert ["半个" in result.get("error", "") for result in results] == [True, True, True, False]
    assert "3 行没有回答" in done.stderr


def test_a_batch_does_not_overwrite_its_questions(settings: IngestSettings, tmp_path: Path) -> None:
    batch = tmp_path / "in.jsonl"
    batch.write_text('{"id": 1, "question": "复旦大学是几级"}', encoding="utf-8")
    done = calis(settings, "ask", "--batch", str(batch), "--out", str(tmp_path / "." / "in.jsonl"))
    assert done.returncode == 1
    assert "同一个" in done.stderr
    assert "复旦" in batch.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["ask"], 2, "请给出一个问题"),
        (["ask", "--batch", "/nowhere.jsonl"], 1, "读不了批量文件"),
        (["chat", "--port", "0"], 2, "--port"),
        (["members", "check", "/nowhere.xlsx"], 1, "nowhere.xlsx"),
    ],
)
def test_bad_usage_is_one_sentence(settings: IngestSettings, arguments: list[str], code: int, complaint: str) -> None:
    done = calis(settings, *arguments)
    assert done.returncode == code
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_one_sentence(settings: IngestSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = calis(settings, "chat", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "已被占用" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_index_and_with_a_wrong_setting_the_way_out_is_named(tmp_path: Path) -> None:
    missing = calis(None, "ask", "北大", CALIS_HOME=str(tmp_path))
    unknown = calis(None, "ask", "北大", CALIS_COLOUR="red")
    assert (missing.returncode, unknown.returncode) == (1, 1)
    assert "先运行 calis ingest" in missing.stderr
    assert "CALIS_COLOUR" in unknown.stderr


@pytest.mark.parametrize(
    "question", ["", "   ", "？", "x" * 10_000, "\x00\x1b[31m北大\u202e", "<img src=x onerror=alert(1)>"]
)
def test_odd_input_is_answered_calmly(settings: IngestSettings, question: str) -> None:
    done = calis(settings, "ask", "--json", question.replace("\x00", "\x01"))
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["refused"] or "B+" in answer["answer"]
    assert "<img" not in answer["answer"]

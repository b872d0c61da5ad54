"""Servers that are slow, dead, busy, locked or broken: the desk's own answer, with a note, and never half an answer."""

import os
import subprocess
import sys
import time

import pytest

from bot.desk import Desk
from bot.settings import BotSettings
from ingest.errors import SettingsError
from ingest.settings import PROJECT_DIR, load_settings

from .conftest import AskWith
from .server import Reply, ScriptedServer, scripted

QUESTION = "课题咨询完成情况？"
RIGHT = "课题咨询在建，完成度40%，10月底开始服务。[1]"


@pytest.mark.parametrize(
    ("reply", "note", "requests"),
    [
        (Reply(status=401), "密钥", 1),
        (Reply(status=403), "密钥", 1),
        (Reply(status=404), "不接受这个请求", 1),
        (Reply(status=429, headers={"retry-after": "0"}), "正忙", 2),
        (Reply(status=429, headers={"retry-after": "60"}), "正忙", 1),
        (Reply(status=500), "连不上", 2),
        (Reply(drop=True), "连不上", 2),
        (Reply(raw=b"data: {not json}\n\ndata: [DONE]\n\n"), "读不懂", 1),
        (Reply(raw=b"<html>gateway</html>"), "读不懂", 1),
        (Reply(raw=b"\xff\xfe\x00\x01" * 50), "", 1),
        (Reply(RIGHT, finish=None), "断了", 1),
        (Reply(RIGHT, finish="length"), "断了", 1),
        (Reply(RIGHT, finish="content_filter"), "断了", 1),
        (Reply(""), "没有通过核对", 2),
    ],
)
def test_failure_gives_the_desks_answer_and_a_note(
    desk: Desk, assistant: AskWith, reply: Reply, note: str, requests: int
) -> None:
    with scripted(reply) as server:
        answer = assistant(server).ask(QUESTION)
    assert (answer.path, answer.text) == ("default", desk.ask(QUESTION).text)
    assert answer.note and note in answer.note
    assert len(server.requests) == requests


def test_one_retry_helps_a_busy_server(assistant: AskWith) -> None:
    with scripted(Reply(status=503), RIGHT) as server:
        assert assistant(server).ask(QUESTION).path == "model"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(RIGHT, pause_s=30),
        Reply("课题咨询在建，", endless=True, pause_s=0.05),
        Reply("嗯", endless=True, pause_s=0.01),
    ],
    ids=["slow", "endless", "trickling"],
)
def test_time_limit_is_for_the_whole_answer(assistant: AskWith, reply: Reply) -> None:
    began = time.monotonic()
    with scripted(reply) as server:
        answer = assistant(server, llm_timeout_s=0.7).ask(QUESTION)
    assert time.monotonic() - began < 10
    assert answer.path == "default" and answer.note


def test_dead_server_is_told(assistant: AskWith) -> None:
    answer = assistant(ScriptedServer("http://127.0.0.1:9/v1", [])).ask(QUESTION)
    assert "连不上" in answer.note


def test_server_without_tools_is_asked_again_without_them(assistant: AskWith) -> None:
    def reply(request: dict) -> Reply:
        return Reply(status=400) if request.get("tools") else Reply("没有。")

    with scripted(reply) as server:
        answer = assistant(server).ask("头批示范馆的几个品种叫啥")
    assert answer.refused and answer.note == ""
    assert [bool(request.get("tools")) for request in server.requests] == [True, False]


def test_proxies_of_the_environment_are_not_used(assistant: AskWith, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with scripted(RIGHT) as server:
        assert assistant(server).ask(QUESTION).path == "model"


def test_langsmith_stays_off_unless_the_settings_turn_it_on(
    assistant: AskWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langsmith.utils import tracing_is_enabled

    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "true")
    nobody = ScriptedServer("http://127.0.0.1:9/v1", [])
    assistant(nobody, llm_langsmith=True)
    assert os.environ["LANGSMITH_TRACING"] == "true"
    assistant(nobody)
    assert not tracing_is_enabled()


@pytest.mark.parametrize("name", ["CALIS_LLM_MODEL", "CALIS_LLM_BASE_URL"])
def test_half_of_the_settings_is_one_clear_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsError, match=r"同时设 CALIS_LLM_BASE_URL 和 CALIS_LLM_MODEL"):
        load_settings(BotSettings)


def test_settings_do_not_print_the_key() -> None:
    shown = repr(BotSettings(_env_file=None, llm_base_url="http://x", llm_model="m", llm_api_key="sk-secret"))
    assert "sk-secret" not in shown


def test_without_a_model_nothing_of_its_libraries_is_loaded(settings: BotSettings) -> None:
    code = (
        "import sys; sys.argv = ['calis', 'ask', '北大是几级？']\n"
        "from bot.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('langchain_openai', 'openai', 'tiktoken')])"
    )
    environment = os.environ | {"CALIS_HOME": str(settings.home), "CALIS_CORPUS": str(settings.corpus)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, cwd=PROJECT_DIR
    )
    assert "B+ 级" in done.stdout and done.stdout.rstrip().endswith("[]")

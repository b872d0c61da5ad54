"""`calis ask` with and without a model."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import ModelMissingError
from bot.settings import BotSettings

from .server import scripted

RIGHT = "课题咨询在建，完成度40%，10月底开始服务。[1]"
QUESTION = "课题咨询完成情况？"


@pytest.fixture()
def environment(settings: BotSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("CALIS_HOME", str(settings.home))
    monkeypatch.setenv("CALIS_CORPUS", str(settings.corpus))
    level = logging.getLogger("bot").level
    yield monkeypatch
    logging.getLogger("bot").setLevel(level)


def run(*arguments: str) -> dict:
    return json.loads(CliRunner().invoke(app, ["ask", "--json", *arguments], catch_exceptions=False).stdout)


def test_configured_model_writes_unless_it_is_switched_off(environment: pytest.MonkeyPatch) -> None:
    with scripted(RIGHT) as server:
        environment.setenv("CALIS_LLM_BASE_URL", server.url)
        environment.setenv("CALIS_LLM_MODEL", "m")
        assert run(QUESTION)["path"] == "model"
        assert run(QUESTION, "--no-llm")["path"] == "default"
        assert len(server.requests) == 1


def test_note_is_printed_and_in_the_json(environment: pytest.MonkeyPatch) -> None:
    with scripted("课题咨询已建成。[1]") as server:
        environment.setenv("CALIS_LLM_BASE_URL", server.url)
        environment.setenv("CALIS_LLM_MODEL", "m")
        assert "没有通过核对" in run(QUESTION)["note"]
        assert "没有通过核对" in CliRunner().invoke(app, ["ask", QUESTION]).stdout


def test_batch_goes_through_the_model_too(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": 1, "question": QUESTION}), encoding="utf-8")
    with scripted(RIGHT) as server:
        environment.setenv("CALIS_LLM_BASE_URL", server.url)
        environment.setenv("CALIS_LLM_MODEL", "m")
        CliRunner().invoke(app, ["ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl")])
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["path"] == "model"


def test_wanted_model_that_is_not_configured_is_one_sentence(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelMissingError, match="没有设置语言模型"):
        CliRunner().invoke(app, ["ask", QUESTION, "--llm"], catch_exceptions=False)
